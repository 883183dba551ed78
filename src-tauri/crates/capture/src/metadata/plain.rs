//! Converts metadata to plain text.

use dom_query::Document;

/// Collapses white space, removes control characters, and truncates to 1,000 characters.
pub(super) fn squash(text: &str) -> String {
    let words: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|w| !w.is_empty())
        .collect();
    words.join(" ").chars().take(1_000).collect()
}

/// Decodes HTML entities: many pages write escaped HTML into JSON-LD.
pub(super) fn unescape(text: &str) -> String {
    if text.contains('&') { Document::fragment(text).text().to_string() } else { text.to_owned() }
}
