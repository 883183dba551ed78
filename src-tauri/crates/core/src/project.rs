//! Projects: pieces of research that gather articles and annotations, each with an outline.

use crate::HighlightId;
use crate::highlight::clean;

/// A name that is not valid.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a name: {0:?} (a name has 1 to 200 characters)")]
pub struct InvalidName(pub String);

/// The name of a project or of a saved search: NFC, white space folded to single spaces, no control
/// characters; 1 to 200 code points.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Name(String);

impl Name {
    /// # Errors
    ///
    /// [`InvalidName`] for a name that is empty or longer than 200 code points once cleaned.
    pub fn new(name: &str) -> Result<Self, InvalidName> {
        clean(name, 200).map(Self).ok_or_else(|| InvalidName(name.chars().take(220).collect()))
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A piece of an outline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OutlinePiece {
    /// A heading and its level, 1 to 3.
    Heading(u8, String),
    /// A paragraph written in the outline, as Markdown.
    Text(String),
    /// A quote, which is the highlight with this id.
    Quote(HighlightId),
}

impl OutlinePiece {
    /// Maximum level of a heading.
    pub const DEEPEST: u8 = 3;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_cleaned() {
        let name = |text| Name::new(text).map(|n| n.as_str().to_owned());
        assert_eq!(name(" Harbour\n  towns "), Ok("Harbour towns".to_owned()));
        assert_eq!(name("#1: 港口"), Ok("#1: 港口".to_owned()));
        assert!(name("\t").is_err() && name(&"x".repeat(201)).is_err());
    }
}
