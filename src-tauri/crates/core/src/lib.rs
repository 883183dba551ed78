//! The domain types of a library and the algorithms on them: articles and their captures, highlights and
//! where they are anchored, tags, notes and search queries.
//!
//! Pure: no I/O, no clock, no async, no serde. Time is an argument (milliseconds since the Unix
//! epoch, UTC), and so is every new id.

mod anchor;
mod article;
pub mod diff;
pub mod echo;
mod file;
pub mod fragment;
mod gaps;
mod highlight;
mod id;
mod link;
pub mod merge;
mod named;
mod position;
mod project;
pub mod properties;
mod published;
pub mod quotation;
pub mod search;
mod selector;
pub mod text;
mod verify;

pub use anchor::{Anchor, AnchorKind, AnchorState, Finder, Placed, locate};
pub use article::{
    ArticleState, CaptureMethod, CitationForm, Field, Metadata, Origin, RECORD, Rendition,
    is_imported,
};
pub use file::{FileOf, Marks};
pub use gaps::{ELLIPSIS, Gaps};
pub use highlight::{Attribution, Colour, InvalidTag, Standing, Style, TagName, Translation};
pub use id::{
    AnnotationId, ArticleId, CaptureId, HighlightId, InvalidId, NoteId, PieceId, ProjectId,
    SearchId, VersionId,
};
pub use link::{Link, other_scheme};
pub use named::Named;
pub use position::{InvalidPosition, TextPosition};
pub use project::{InvalidName, Name, OutlinePiece};
pub use published::{InvalidPublished, Published};
pub use selector::{CONTEXT, Selectors, TextQuote};
pub use verify::{Verdict, verify};

/// Milliseconds since the Unix epoch, UTC.
pub type Millis = i64;
