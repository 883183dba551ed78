//! Imports and exports of other formats: Markdown with YAML front matter, one file for each
//! article, in a folder that a person may also edit; W3C Web Annotations; references; exports of
//! other programs ([`import`]); whole libraries ([`archive`]).
//!
//! Does no I/O except in [`folder`] and [`archive`], which write files, and in [`import`], which
//! reads them.

pub mod archive;
pub mod book;
pub mod cite;
mod draft;
mod escape;
pub mod folder;
pub mod import;
pub mod lists;
pub mod managed;
mod markdown;
mod merge;
pub mod name;
mod properties;
mod quoted;
pub mod template;
mod text;
mod tokens;
pub mod w3c;

pub use draft::{DraftPiece, Quote, draft};
pub use escape::{inline as plain_words, quote_lines as block_quote, tag_key};
pub use markdown::{Article, Highlight, Words, quote};
pub use quoted::{Quoted, quotes};
pub use template::Template;
/// Converts sanitised HTML to Markdown, keeping everything that Markdown can express.
#[must_use]
pub fn to_markdown(html: &str) -> String {
    text::markdown(html, commonplace_core::Marks::None)
}
