//! Identifiers: one type for each kind of thing, so that they cannot be mixed up.

use std::fmt;
use std::str::FromStr;

use uuid::Uuid;

/// A text that is not an identifier.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not an id: {0:?}")]
pub struct InvalidId(pub String);

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        ///
        /// A `UUIDv7`: ids made later sort later.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.hyphenated().fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;
            fn from_str(text: &str) -> Result<Self, InvalidId> {
                Uuid::parse_str(text.trim()).map(Self).map_err(|_| InvalidId(text.to_owned()))
            }
        }
    )*};
}

ids! {
    /// Identifies an article.
    ArticleId
    /// Identifies a capture.
    CaptureId
    /// Identifies a version of an article.
    VersionId
    /// Identifies a highlight.
    HighlightId
    /// Identifies a note.
    NoteId
    /// Identifies a project.
    ProjectId
    /// Identifies a piece of a project's outline.
    PieceId
    /// Identifies a saved search.
    SearchId
}

/// The id of an annotation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AnnotationId {
    /// A highlight.
    Highlight(HighlightId),
    /// A note on an article.
    Note(NoteId),
}

impl AnnotationId {
    /// The id itself, of either kind.
    #[must_use]
    pub fn uuid(self) -> Uuid {
        match self {
            Self::Highlight(id) => id.0,
            Self::Note(id) => id.0,
        }
    }
}
