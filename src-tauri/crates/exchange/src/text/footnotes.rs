//! Footnotes of sanitised HTML in Markdown's syntax: `[^1]` at the reference, `[^1]: …` at the end.

use std::collections::HashMap;

/// Characters around the label of a reference, until everything else is converted.
const MARK: (char, char) = ('\u{F8F2}', '\u{F8F3}');

/// Removes the footnotes from a page. Returns the page with placeholders for the references, and
/// each note's label and HTML.
pub(super) fn take_footnotes(html: &str) -> (String, Vec<(String, String)>) {
    let mut labels: HashMap<&str, String> = HashMap::new();
    let mut order: Vec<&str> = Vec::new();
    let mut marked = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((at, target)) = link_to_place(rest) {
        let (before, link) = rest.split_at(at);
        let Some(end) = link.find("</a>").map(|n| n + 4) else { break };
        let text = super::without_tags(&link[link.find('>').map_or(0, |n| n + 1)..end - 4]);
        marked.push_str(before);
        rest = &link[end..];
        if !(is_mark(&text) && element(html, target).is_some()) {
            marked.push_str(&link[..end]);
            continue;
        }
        let next = order.len() + 1;
        let label = labels.entry(target).or_insert_with(|| {
            order.push(target);
            next.to_string()
        });
        // Markdown displays the reference as superscript itself, so `sup` is removed.
        let raised = marked
            .rfind("<sup")
            .filter(|&at| marked[at..].ends_with('>') && !marked[at + 1..].contains('<'));
        if let (Some(at), Some(after)) = (raised, rest.strip_prefix("</sup>")) {
            marked.truncate(at);
            rest = after;
        }
        marked.extend([MARK.0]);
        marked.push_str(label);
        marked.extend([MARK.1]);
    }
    marked.push_str(rest);
    let mut notes = Vec::new();
    for target in order {
        // The note is looked up again each time, because removing earlier notes moves it.
        let Some((start, end)) = element(&marked, target) else { continue };
        let open = marked[start..].find('>').map_or(start, |n| start + n + 1);
        let close = marked[..end].rfind("</").unwrap_or(end);
        let note = without_way_back(&marked[open..close]);
        notes.push((labels.remove(target).unwrap_or_default(), note));
        marked.replace_range(start..end, "");
    }
    if !notes.is_empty() {
        for name in ["ol", "ul"] {
            marked = super::replace_elements(&marked, name, &|list| {
                let empty = super::without_tags(list).trim().is_empty() && !list.contains("<img");
                if empty { String::new() } else { list.to_owned() }
            });
        }
    }
    (marked, notes)
}

/// The next link within the page, whatever its other attributes: its offset and its target.
fn link_to_place(html: &str) -> Option<(usize, &str)> {
    const HREF: &str = " href=\"#";
    html.match_indices("<a ").find_map(|(at, _)| {
        let tag = &html[at..at + html[at..].find('>')?];
        let from = at + tag.find(HREF)? + HREF.len();
        Some((at, html[from..].split('"').next()?))
    })
}

/// Replaces links within the page with their words, because Markdown has no targets for them.
pub(super) fn without_places(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((at, _)) = link_to_place(rest) {
        let (before, link) = rest.split_at(at);
        let (Some(open), Some(close)) = (link.find('>'), link.find("</a>")) else { break };
        out.push_str(before);
        out.push_str(link.get(open + 1..close).unwrap_or_default());
        rest = &link[close + 4..];
    }
    out + rest
}

/// Replaces the placeholders with Markdown's references.
pub(super) fn marks(markdown: &str) -> String {
    let mut out = markdown.replace(MARK.0, "[^");
    while let Some(at) = out.find(MARK.1) {
        out.replace_range(at..at + MARK.1.len_utf8(), "]");
    }
    out
}

/// Indents a note's paragraphs after the first, as Markdown requires.
pub(super) fn indented(markdown: &str) -> String {
    let mut lines = markdown.trim().lines();
    let mut out = lines.next().unwrap_or_default().to_owned();
    for line in lines {
        out.push('\n');
        if !line.is_empty() {
            out.push_str("    ");
            out.push_str(line);
        }
    }
    out
}

/// Whether a text can be the label of a reference: a number, a letter, an asterisk.
fn is_mark(text: &str) -> bool {
    let text = text.trim().trim_matches(['[', ']', '(', ')']);
    let letters = text.chars().count();
    (1..=4).contains(&letters)
        && (text.chars().all(|c| c.is_numeric() || "*†‡§¶".contains(c))
            || letters == 1 && text.chars().all(char::is_alphabetic))
}

/// Range of the list item or paragraph with this id, in bytes.
fn element(html: &str, id: &str) -> Option<(usize, usize)> {
    let attribute = format!(" id=\"{id}\"");
    let at = html.find(&attribute)?;
    let start = html[..at].rfind('<')?;
    let name: String = html[start + 1..].chars().take_while(char::is_ascii_alphanumeric).collect();
    if !matches!(name.as_str(), "li" | "p") || html[start..at].contains('>') {
        return None;
    }
    let (open, close) = (format!("<{name}"), format!("</{name}>"));
    let mut depth = 1;
    let mut from = start + 1;
    while depth > 0 {
        let end = from + html[from..].find(&close)?;
        match super::find_tag(&html[from..], &open).map(|n| from + n) {
            Some(inner) if inner < end => {
                depth += 1;
                from = inner + open.len();
            }
            _ => {
                depth -= 1;
                from = end + close.len();
            }
        }
    }
    Some((start, from))
}

/// Removes from a note the links back to its reference.
fn without_way_back(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((at, _)) = link_to_place(rest) {
        let (before, link) = rest.split_at(at);
        let Some(end) = link.find("</a>").map(|n| n + 4) else { break };
        let text = super::without_tags(&link[link.find('>').map_or(0, |n| n + 1)..end - 4]);
        out.push_str(before);
        // The link back is an arrow, or the note's number before its words.
        let first = super::without_tags(&out).trim().is_empty();
        let number = first && is_mark(text.trim().trim_end_matches('.'));
        let back = number || text.trim().chars().all(|c| !c.is_alphanumeric());
        if !back {
            out.push_str(&link[..end]);
        }
        rest = &link[end..];
    }
    (out + rest).trim().to_owned()
}
