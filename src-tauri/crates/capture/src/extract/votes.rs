//! The articles that other extractors find, as votes on blocks.

use dom_smoothie::{Config, Readability, TextMode};
use imara_diff::{Algorithm, Diff, InternedInput, TokenSource};
use url::Url;

use crate::blocks::Blocks;

/// The result of one extractor.
#[derive(Clone)]
pub(super) struct Votes {
    /// For each block, the fraction of its words that it keeps, from 0 to 1.
    pub(super) shares: Vec<f32>,
}

impl Votes {
    /// Determines by words which blocks a text consists of, with a histogram diff: the longest
    /// common run of words in order, rare words first, so that repeated text counts once.
    pub(super) fn count_words(text: &str, page: &Blocks) -> Self {
        let words: Vec<Vec<&str>> = page.blocks.iter().map(|b| tokens(&b.text)).collect();
        let of_page: Vec<&str> = words.iter().flatten().copied().collect();
        let input = InternedInput::new(Words(&of_page), Words(&tokens(text)));
        let diff = Diff::compute(Algorithm::Histogram, &input);
        let mut at = 0;
        let shares = words
            .iter()
            .map(|words| {
                let kept = (at..at + words.len())
                    .filter(|&i| !diff.is_removed(u32::try_from(i).unwrap_or(u32::MAX)))
                    .count();
                at += words.len();
                #[allow(clippy::cast_precision_loss, reason = "shares are rough")]
                if words.is_empty() { 0.0 } else { kept as f32 / words.len() as f32 }
            })
            .collect();
        Self { shares }
    }

    /// Whether the extractor keeps a block, that is, more than half of its words.
    pub(super) fn keeps(&self, block: usize) -> bool {
        self.shares.get(block).is_some_and(|share| *share > 0.5)
    }
}

/// Reduces a page's serialised HTML by everything that no extractor uses: scripts (except linked
/// data), styles, drawings, comments, attributes for scripts, and repeated white space. On many
/// pages this is most of the HTML, and each extractor parses it again.
pub(super) fn slim(html: &str) -> String {
    let mut out = String::with_capacity(html.len() / 2);
    let mut rest = html;
    let mut as_written = false;
    while let Some(at) = rest.find('<') {
        push_text(&rest[..at], as_written, &mut out);
        rest = &rest[at..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            rest = comment.find("-->").map_or("", |end| &comment[end + 3..]);
            continue;
        }
        let end = tag_end(rest);
        let tag = &rest[..end];
        let dropped = ["script", "style", "svg"].iter().find(|name| {
            let after = tag.strip_prefix('<').and_then(|t| t.strip_prefix(**name));
            after.is_some_and(|after| after.starts_with([' ', '>', '/', '\n']))
        });
        if let Some(name) = dropped.filter(|_| !tag.contains("ld+json")) {
            let close = format!("</{name}>");
            rest = rest[end..].find(&close).map_or("", |n| &rest[end + n + close.len()..]);
            continue;
        }
        for name in ["pre", "textarea"] {
            let inner =
                tag.strip_prefix("</").or_else(|| tag.strip_prefix('<')).unwrap_or_default();
            if inner.strip_prefix(name).is_some_and(|after| after.starts_with([' ', '>', '\n'])) {
                as_written = !tag.starts_with("</");
            }
        }
        slim_tag(tag, &mut out);
        rest = &rest[end..];
    }
    out.push_str(rest);
    out
}

/// Appends a text; outside of code, a run of white space becomes one character.
fn push_text(text: &str, as_written: bool, out: &mut String) {
    if as_written {
        out.push_str(text);
        return;
    }
    let mut rest = text;
    while let Some(at) = rest.find(|c: char| c.is_ascii_whitespace()) {
        let (before, after) = rest.split_at(at);
        out.push_str(before);
        let length = after.len() - after.trim_ascii_start().len();
        let line = after.as_bytes()[..length].contains(&b'\n');
        out.push(if line { '\n' } else { ' ' });
        rest = &after[length..];
    }
    out.push_str(rest);
}

/// Index after the end of a tag. A `>` in a quoted value does not end it.
fn tag_end(tag: &str) -> usize {
    let mut quoted = false;
    for (at, byte) in tag.bytes().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            b'>' if !quoted => return at + 1,
            _ => {}
        }
    }
    tag.len()
}

/// Appends a tag without attributes for scripts and styles; a style that hides the element is kept.
fn slim_tag(tag: &str, out: &mut String) {
    if !tag.contains("=\"") || tag.len() < 60 {
        out.push_str(tag);
        return;
    }
    let mut parts = tag.split_inclusive('"');
    let mut copied = String::with_capacity(tag.len());
    while let Some(name) = parts.next() {
        // The pieces are: `<img class="`, value and quotation mark, ` src="`, …, `>`
        let Some(value) = name.ends_with("=\"").then(|| parts.next()).flatten() else {
            copied.push_str(name);
            continue;
        };
        let key = name.trim_end_matches("=\"").rsplit(' ').next().unwrap_or_default();
        let heavy = match key {
            "style" => !(value.contains("none") || value.contains("hidden")),
            "srcset" | "sizes" | "d" => true,
            _ => {
                key.starts_with("on") && key.len() > 3
                    || key.starts_with("data-") && value.len() > 40
                    || value.len() > 2_000
            }
        };
        if heavy {
            copied.push_str(name.trim_end_matches("=\"").trim_end_matches(key).trim_end());
        } else {
            copied.push_str(name);
            copied.push_str(value);
        }
    }
    out.push_str(&copied);
}

/// The article that Readability finds in a page, as text.
pub(super) fn readability(html: &str, url: Option<&str>) -> String {
    let config = Config { text_mode: TextMode::Formatted, ..Config::default() };
    let url = url.filter(|u| Url::parse(u).is_ok_and(|u| u.has_host()));
    guarded(|| {
        Readability::new(html, url, Some(config))
            .ok()
            .and_then(|mut r| r.parse().ok())
            .map(|a| a.text_content.to_string())
    })
}

/// The article that Trafilatura finds in a page, as text. With `fallback` it also compares other
/// extractors' results, which takes half as long again.
pub(super) fn trafilatura(html: &str, fallback: bool) -> String {
    let options = trafilatura::Options::default()
        .with_fallback(fallback)
        .with_exclude_comments(true)
        .with_focus(trafilatura::ExtractionFocus::FavorPrecision);
    guarded(|| trafilatura::extract(html, &options).ok().map(|r| r.content_text))
}

/// The article that `rs_trafilatura` finds, another implementation of the same rules.
pub(super) fn rs_trafilatura(html: &str) -> String {
    guarded(|| rs_trafilatura::extract(html).ok().map(|r| r.content_text))
}

/// Runs an extractor; returns an empty text if it panics or fails.
fn guarded(extract: impl FnOnce() -> Option<String>) -> String {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(extract))
        .ok()
        .flatten()
        .unwrap_or_default()
}

/// The words of a text; each CJK character is a word.
fn tokens(text: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices() {
        let alone = commonplace_core::text::is_cjk(c);
        let word = c.is_alphanumeric() || c == '_';
        if (!word || alone)
            && let Some(from) = start.take()
        {
            out.push(&text[from..at]);
        }
        if alone {
            out.push(&text[at..at + c.len_utf8()]);
        } else if word && start.is_none() {
            start = Some(at);
        }
    }
    if let Some(from) = start {
        out.push(&text[from..]);
    }
    out
}

/// Words in the form that the diff takes.
struct Words<'a, 'w>(&'w [&'a str]);

impl<'a, 'w> TokenSource for Words<'a, 'w> {
    type Token = &'a str;
    type Tokenizer = std::iter::Copied<std::slice::Iter<'w, &'a str>>;

    fn tokenize(&self) -> Self::Tokenizer {
        self.0.iter().copied()
    }

    fn estimate_tokens(&self) -> u32 {
        u32::try_from(self.0.len()).unwrap_or(u32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slim_page_has_the_same_words() {
        let page = "<p class=\"a\" style=\"color: red; and much more of it, for long enough\" data-x=\"0123456789012345678901234567890123456789012345\">a &gt; <b>b</b><!-- c > --></p><script>x(\"<p>\")</script><script type=\"application/ld+json\">{}</script><div style=\"display:none; and much more of it, for long enough here\">d</div><svg><path d=\"M0\"></path></svg><a href=\"x>y\" title=\"0123456789012345678901234567890123456789012345\">e</a>";
        assert_eq!(
            slim(page),
            "<p class=\"a\">a &gt; <b>b</b></p><script type=\"application/ld+json\">{}</script><div style=\"display:none; and much more of it, for long enough here\">d</div><a href=\"x>y\" title=\"0123456789012345678901234567890123456789012345\">e</a>"
        );
        assert_eq!(slim("<p>half <scrip"), "<p>half <scrip");
        let spaces = "<p>a \n\t b  c</p>\n\n<pre> a\n\n  b</pre>";
        assert_eq!(slim(spaces), "<p>a\nb c</p>\n<pre> a\n\n  b</pre>");
    }

    proptest::proptest! {
        #[test]
        fn any_page_can_be_made_slim(page in "(<|>|\"|=| |p|script|/|!--|-->|svg|é){0,60}") {
            let _ = slim(&page);
        }
    }
}
