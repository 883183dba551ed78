//! Other formats in and out. Today: Markdown with YAML front matter, one file an article, into a
//! folder that a person may also write in; W3C Web Annotations.
//!
//! Pure but for [`folder`], which writes files.

pub mod cite;
mod draft;
mod escape;
pub mod folder;
pub mod lists;
pub mod managed;
mod markdown;
mod merge;
pub mod name;
mod quoted;
pub mod template;
mod text;
pub mod w3c;

pub use draft::{Piece, Quote, draft};
pub use escape::{inline as plain_words, quote_lines as block_quote};
pub use markdown::{Article, Highlight, Words, quote};
pub use quoted::{Quoted, quotes};
pub use template::Template;
pub use text::markdown as to_markdown;
