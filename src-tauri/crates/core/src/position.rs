//! The position of a passage in a text, in code points.

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
/// Not bytes and not UTF-16 code units: each front end and each crate converts at its boundary.
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
