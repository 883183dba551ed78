//! A page in, a clean article out: fetch, charset, extraction, pasted text, metadata, sanitising.
//!
//! Reads no clock and keeps nothing: what to do with a [`Page`] is the library's business. The
//! only crate that opens a connection, and the only one that makes the text positions count in.

mod address;
mod blocks;
mod canonical;
mod charset;
mod date;
mod extract;
mod fetch;
mod formats;
mod hyphens;
mod images;
mod kinds;
mod language;
mod markdown;
mod metadata;
mod page;
mod pages;
mod paste;
mod reading;
mod render;
mod sanitize;
mod sniff;
mod wire;
mod workers;

pub use address::is_public;
pub use canonical::canonical_url;
pub use charset::decode;
pub use date::find as find_date;

pub use fetch::{FetchStage, Fetched, Fetcher, Image, Progress, check_url, image_type};
pub use markdown::render as render_note;

pub use hyphens::divide;
pub use images::address as image_address;
pub use page::{ImageRef, Inspection, OmitReason, Page, Source};
pub use reading::{inspect, pick, read};
pub use render::{Clean, Headings, ImagePlace, Landmarks, clean, harmless, with_images};
pub use workers::{Workers, be_a_worker};

use std::time::Duration;

/// The largest page that is read, in bytes after decompression.
pub const MAX_PAGE: usize = 20 * 1024 * 1024;
/// The largest file that is taken apart, in bytes: a page with its pictures.
pub const MAX_FILE: usize = 100 * 1024 * 1024;
/// The largest image that is kept, in bytes.
pub const MAX_IMAGE: usize = 15 * 1024 * 1024;
/// The most that one clip may bring in all, in bytes.
pub const MAX_CLIP: usize = 200 * 1024 * 1024;

/// Whether a version was picked by hand: a better extractor does not replace it.
#[must_use]
pub fn is_picked(extractor: &str) -> bool {
    extractor.starts_with("picked by hand")
}

/// The path of a part that was saved beside a page which says nothing of where it came from, by
/// the address the part was given then.
#[must_use]
pub fn path_beside(address: &str) -> Option<String> {
    let path = address.strip_prefix(images::NOWHERE)?;
    let path = percent_encoding::percent_decode_str(path).decode_utf8_lossy();
    path.contains('/').then(|| path.into_owned())
}

/// The name of what turns pages into articles now, as it is stored with each version.
#[must_use]
pub fn extractor() -> &'static str {
    extract::EXTRACTOR
}

/// What can go wrong while a page is taken in. Every message says what to do next.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is nothing in the input.
    #[error("there is nothing to clip: the input is empty")]
    Empty,
    /// The input is larger than [`MAX_PAGE`].
    #[error("the page is larger than {} MiB, the most that is read; save the part you need and clip that", MAX_PAGE / 1024 / 1024)]
    TooLarge,
    /// The input is no text: a picture, an archive, a program.
    #[error("this is {kind}, not a page; clip the page that shows it instead")]
    NotText {
        /// What it seems to be.
        kind: String,
    },
    /// The input is of a kind that cannot be read yet.
    #[error("{kind} cannot be read yet; the file was left as it is")]
    NotYet {
        /// What it is.
        kind: String,
    },
    /// The page takes too long, or too much memory, to be taken apart.
    #[error(
        "this page takes too long to be taken apart; what was captured is kept, its text can be read"
    )]
    TooHeavy,
    /// The page shows nothing without its scripts.
    #[error(
        "the page has no text without its scripts; open it in your browser and paste it instead"
    )]
    NoText,
    /// Not an address that can be fetched.
    #[error("{url:?} cannot be fetched: {why}")]
    BadUrl {
        /// What was given.
        url: String,
        /// Why not.
        why: &'static str,
    },
    /// The address lies on the reader's own machine or network.
    #[error(
        "{host} is on your own network; pages there are only fetched when you allow it (--allow-private)"
    )]
    Private {
        /// The host.
        host: String,
    },
    /// A public page led to the reader's own network.
    #[error("the page redirects to {host} on your own network; that is never followed")]
    PrivateRedirect {
        /// The host.
        host: String,
    },
    /// The host has no address, or nothing answers there.
    #[error("{host} cannot be reached: {why}; check the address and your connection")]
    Unreachable {
        /// The host.
        host: String,
        /// What the system said.
        why: String,
    },
    /// The server answered with an error.
    #[error("the server answered {status}{}", status_hint(*status))]
    Status {
        /// The HTTP status.
        status: u16,
    },
    /// More redirects than a page needs.
    #[error(
        "the page redirects more than {max} times; open it in a browser and clip the address it ends at"
    )]
    TooManyRedirects {
        /// How many were followed.
        max: usize,
    },
    /// The server took too long.
    #[error("the page did not arrive within {} seconds; try again, or paste it instead", after.as_secs())]
    Timeout {
        /// The limit that was reached.
        after: Duration,
    },
    /// The reader stopped it.
    #[error("stopped")]
    Cancelled,
}

fn status_hint(status: u16) -> &'static str {
    match status {
        401..=403 => ": it wants a sign-in; open it in your browser and paste the page instead",
        404 | 410 => ": there is no such page; check the address",
        429 => ": too many requests; wait a little and try again",
        500.. => ": it has a problem of its own; try again later",
        _ => "",
    }
}
