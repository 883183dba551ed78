//! What a page says of itself, as plain text.

use dom_query::Document;

/// White space folded, control characters gone, at most 1,000 characters.
pub(super) fn squash(text: &str) -> String {
    let words: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|w| !w.is_empty())
        .collect();
    words.join(" ").chars().take(1_000).collect()
}

/// JSON-LD is JSON, but many pages escape HTML into it.
pub(super) fn unescape(text: &str) -> String {
    if text.contains('&') { Document::fragment(text).text().to_string() } else { text.to_owned() }
}
