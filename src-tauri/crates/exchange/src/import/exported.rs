//! Markdown exported by this app: the file of an article or of one highlight, by any built-in
//! template with front matter. Its highlights are imported with notes, colours and tags, whatever
//! else was written in the file.

use std::collections::HashSet;

use commonplace_core::{Attribution, Colour, Translation};

use super::Item;
use super::fields::{self, Fields, markdown_words};
use crate::w3c::Annotation;

/// Start of the link that ends a highlight's last line.
const LINK: &str = "[↗](commonplace://highlight/";

/// Heading of the highlights in some templates.
const HEADING: &str = "## Highlights";

/// Whether a file was exported by this app with a built-in template.
pub(super) fn is_own_export(fields: &Fields<'_>, body: &str) -> bool {
    let ours = fields.text(&["link"]).is_some_and(|link| link.starts_with("commonplace://"));
    ours && (fields.text(&["capture"]).is_some() || body.contains(LINK))
}

/// Moves the highlights and notes of a file's body into `item`. Returns the article's text, if the
/// file has it.
pub(super) fn take_annotations<'t>(
    body: &'t str,
    fields: &Fields<'_>,
    item: &mut Item,
) -> Option<&'t str> {
    // The files of an article's highlights have the same capture, which identifies the article.
    item.own_id = fields.text(&["capture"]).unwrap_or_default();
    item.content = None;
    let lines: Vec<&str> = body.lines().collect();
    let (mut from, mut first) = (0, true);
    for (at, line) in lines.iter().enumerate() {
        if !line.contains(LINK) {
            continue;
        }
        let mut part = &lines[from..at];
        from = at + 1;
        // Text above this heading are notes on the article, which may contain quotes too.
        let heading = part.iter().position(|line| *line == HEADING).filter(|_| first);
        if let Some(heading) = heading {
            first = false;
            notes(&part[..heading], item);
            part = &part[heading + 1..];
        }
        let Some(quote) = quote_of(part) else { continue };
        if std::mem::take(&mut first) {
            notes(&part[..quote.start], item);
        }
        item.highlights.extend(highlight(part, &quote, line));
    }
    // The properties list the tags of highlights together with those of the article.
    let of_highlights: HashSet<&String> = item.highlights.iter().flat_map(|h| &h.tags).collect();
    item.tags.retain(|tag| !of_highlights.contains(tag));
    let rest = &lines[from..];
    // The plain template has a rule before the text, and no `created` property.
    let plain = fields.text(&["created"]).is_none();
    let text = rest.iter().position(|line| *line == "## Text" || plain && *line == "---");
    if first {
        notes(&rest[..text.unwrap_or(rest.len())], item);
    }
    // Byte offset of the text in the body.
    let before: usize = lines.iter().take(from + text? + 1).map(|line| line.len() + 1).sum();
    body.get(before..).map(str::trim).filter(|text| !text.is_empty())
}

/// Range of the quote within a highlight's lines: the quoted lines above its mark, or the first
/// quoted lines.
fn quote_of(part: &[&str]) -> Option<std::ops::Range<usize>> {
    let quoted = |at: &usize| part.get(*at).is_some_and(|line| line.starts_with('>'));
    let mark = part.iter().position(|line| {
        line.strip_prefix('^').is_some_and(|id| id.len() == 36 && !id.contains(' '))
    });
    let (start, end) = match mark {
        Some(mark) => {
            let end = (0..mark).rev().find(quoted)? + 1;
            let start = (0..end).rev().take_while(quoted).last()?;
            (start, end)
        }
        None => {
            let start = (0..part.len()).find(quoted)?;
            (start, (start..part.len()).take_while(quoted).last()? + 1)
        }
    };
    Some(start..end)
}

fn highlight(part: &[&str], quote: &std::ops::Range<usize>, last: &str) -> Option<Annotation> {
    let mut colour = None;
    let mut paragraphs: Vec<String> = Vec::new();
    let mut speaker = None;
    let mut open = false;
    for (n, line) in part[quote.clone()].iter().enumerate() {
        let words = line.trim_start_matches('>').trim();
        if let Some(head) = words.strip_prefix("[!quote|") {
            colour = head.split(']').next().and_then(fields::colour);
        } else if words.starts_with("![") || words == "🖼" {
            // An image has no words to find it by.
            return None;
        } else if words.is_empty() {
            open = false;
        } else if let (false, Some(said)) =
            (open || paragraphs.is_empty(), words.strip_prefix("— "))
            && n + 1 == quote.len()
        {
            // Only a last paragraph by itself names the speaker; others are words of a dialogue.
            speaker = Some(markdown_words(said));
        } else if let (true, Some(last)) = (open, paragraphs.last_mut()) {
            last.push(' ');
            last.push_str(words);
        } else {
            paragraphs.push(words.to_owned());
            open = true;
        }
    }
    let words: Vec<String> = paragraphs.iter().map(|paragraph| markdown_words(paragraph)).collect();
    let mut mark = fields::highlight(&words.join("\n"))?;
    let behind = part[quote.end..].iter().skip_while(|line| line.trim().is_empty());
    let mut behind: Vec<&str> = behind.copied().collect();
    if behind.first().is_some_and(|line| line.starts_with('^')) {
        behind.remove(0);
    }
    let rest = behind.join("\n");
    let mut rest = rest.trim();
    if let Some((translation, more)) = translation(rest) {
        (mark.translation, rest) = (Some(translation), more);
    }
    mark.note = Some(rest.to_owned()).filter(|note| !note.is_empty());
    // `*evidence (yellow)* [↗](…) #sea`
    let (said, tags) = last.split_once(LINK).unwrap_or((last, ""));
    let named = |name: &str| Colour::from_name(name.trim_matches(['*', '(', ')', ' ']));
    mark.colour = colour.or_else(|| said.split_whitespace().filter_map(named).next_back());
    mark.tags = tags
        .split_whitespace()
        .filter_map(|word| word.strip_prefix('#'))
        .map(str::to_owned)
        .collect();
    mark.attribution = speaker.map(|speaker| Attribution { speaker, ..Attribution::default() });
    Some(mark)
}

/// Parses `*Translation by X:* words`; returns it with the rest. Only the first paragraph is taken,
/// because nothing shows where a longer translation ends.
fn translation(text: &str) -> Option<(Translation, &str)> {
    let inside = text.strip_prefix("*Translation")?;
    let (by, rest) = inside.split_once(":*")?;
    let (words, more) = rest.split_once("\n\n").unwrap_or((rest, ""));
    let translator = by.trim().strip_prefix("by ").map(markdown_words).filter(|by| !by.is_empty());
    let words = markdown_words(words.trim());
    (!words.is_empty()).then(|| (Translation { words, translator }, more.trim_start()))
}

/// Collects notes on the article: the paragraphs between its title and source line, and its
/// highlights.
fn notes(lines: &[&str], item: &mut Item) {
    let m = &item.metadata;
    let text = lines.join("\n");
    let (mut notes, mut sourced) = (Vec::new(), false);
    for paragraph in text.split("\n\n").map(str::trim).filter(|paragraph| !paragraph.is_empty()) {
        let is_heading =
            paragraph.strip_prefix("# ").map(markdown_words).as_ref() == Some(&m.title);
        // The line that names author, site or address.
        let known = m.authors.iter().chain(&m.site).chain(&m.url);
        let is_source = !sourced
            && notes.is_empty()
            && !paragraph.contains('\n')
            && known.into_iter().any(|known| paragraph.contains(known.as_str()));
        let is_held_back =
            paragraph.starts_with('*') && paragraph.contains("held back: off the record");
        let is_title = paragraph
            .strip_prefix('*')
            .and_then(|p| p.strip_suffix('*'))
            .map(markdown_words)
            .as_ref()
            == Some(&m.title);
        sourced |= is_source;
        if !(is_heading || is_source || is_title || is_held_back) {
            notes.push(paragraph);
        }
    }
    if !notes.is_empty() {
        item.notes.push(notes.join("\n\n"));
    }
}
