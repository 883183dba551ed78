//! Selectors: stored descriptions of a place in a text, after the W3C Web Annotation model.

use crate::text;

/// A range that is empty or runs backwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a range: {start} to {end}")]
pub struct InvalidPosition {
    /// First code point.
    pub start: u32,
    /// One past the last code point.
    pub end: u32,
}

/// A half-open range of Unicode code points in a version's text, as in the W3C
/// `TextPositionSelector`.
///
/// Not bytes and not UTF-16 units: each side converts at its edge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TextPosition {
    start: u32,
    end: u32,
}

impl TextPosition {
    /// # Errors
    ///
    /// [`InvalidPosition`] unless `start < end`.
    pub fn new(start: u32, end: u32) -> Result<Self, InvalidPosition> {
        if start < end { Ok(Self { start, end }) } else { Err(InvalidPosition { start, end }) }
    }

    /// The first code point.
    #[must_use]
    pub fn start(self) -> u32 {
        self.start
    }

    /// One past the last code point.
    #[must_use]
    pub fn end(self) -> u32 {
        self.end
    }
}

/// How many code points of context a quote keeps on either side.
pub const CONTEXT: usize = 32;

/// The words themselves with what stands around them, as in the W3C `TextQuoteSelector`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct TextQuote {
    /// The marked passage, exactly as it stands in the text.
    pub exact: String,
    /// Up to [`CONTEXT`] code points before it.
    pub prefix: String,
    /// Up to [`CONTEXT`] code points after it.
    pub suffix: String,
}

/// All that is stored of a highlight's place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selectors {
    /// What was marked.
    pub quote: TextQuote,
    /// Where it stood in the text of the version it was marked on.
    pub position: TextPosition,
}

impl Selectors {
    /// Describes the passage of `text` at `position`; `None` where the text is shorter, or the
    /// passage is nothing but white space.
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
