//! Other formats in and out: Markdown with YAML front matter, one file an article, into a folder that a
//! person may also write in; W3C Web Annotations; references; what other tools export ([`import`]); whole
//! libraries ([`archive`]).
//!
//! Pure but for [`folder`] and [`archive`], which write files, and [`import`], which reads them.

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

pub use draft::{Piece, Quote, draft};
pub use escape::{inline as plain_words, quote_lines as block_quote, tag_key};
pub use markdown::{Article, Highlight, Words, quote};
pub use quoted::{Quoted, quotes};
pub use template::Template;
/// Clean HTML as Markdown, without loss of what Markdown can say.
#[must_use]
pub fn to_markdown(html: &str) -> String {
    text::markdown(html, commonplace_core::Marks::None)
}
