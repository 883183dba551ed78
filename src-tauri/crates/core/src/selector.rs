//! Selectors: stored descriptions of a place in a text, after the W3C Web Annotation model.

use crate::position::TextPosition;
use crate::text;

/// How many code points of context a quote keeps on either side, at most.
pub const CONTEXT: usize = 32;

/// The marked words with their context, as in the W3C `TextQuoteSelector`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct TextQuote {
    /// The marked passage, exactly as in the text.
    pub exact: String,
    /// Up to [`CONTEXT`] code points before it.
    pub prefix: String,
    /// Up to [`CONTEXT`] code points after it.
    pub suffix: String,
}

/// Everything that is stored about a highlight's place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selectors {
    /// The marked words with their context.
    pub quote: TextQuote,
    /// The position in the text of the version that was marked.
    pub position: TextPosition,
}

impl Selectors {
    /// Describes the passage of `whole` at `position`; `None` if `whole` is too short for it, or if the
    /// passage is only white space.
    #[must_use]
    pub fn describe(whole: &str, position: TextPosition) -> Option<Self> {
        let exact = text::slice(whole, position)?;
        if exact.trim().is_empty() {
            return None;
        }
        let start = text::byte_of(whole, position.start())?;
        let before = &whole[..start];
        let after = &whole[start + exact.len()..];
        let from = before.char_indices().rev().nth(CONTEXT - 1).map_or(0, |(at, _)| at);
        Some(Self {
            quote: TextQuote {
                exact: exact.to_owned(),
                prefix: before[from..].to_owned(),
                suffix: after.chars().take(CONTEXT).collect(),
            },
            position,
        })
    }
}
