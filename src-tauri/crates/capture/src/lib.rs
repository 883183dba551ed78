//! Turns a page into an article: fetching, charset, extraction, pasted text, metadata, sanitising.
//!
//! Reads no clock and stores nothing: the library decides what to do with a [`Page`]. The only
//! crate that opens network connections, and the only one that creates the text that positions
//! refer to.

mod address;
mod blocks;
mod canonical;
mod charset;
mod date;
mod element_purpose;
mod extract;
mod fetch;
mod formats;
mod hyphens;
mod images;
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
pub use date::find_date;

pub use fetch::{
    FetchStage, Fetched, FetchedImage, Fetcher, Progress, UrlProblem, check_url, image_type,
};
pub use markdown::render as render_note;

pub use hyphens::add_soft_hyphens;
pub use images::address as image_address;
pub use page::{ImageRef, Inspection, OmitReason, Page, Source};
pub use reading::{inspect, read, read_picked};
pub use render::{Clean, Headings, ImagePlace, Landmarks, clean, sanitise_archived, with_images};
pub use sniff::FileKind;
pub use workers::{Workers, be_a_worker};

use std::time::Duration;

/// Maximum size of a page, in bytes after decompression; a larger one is rejected.
pub const MAX_PAGE: usize = 20 * 1024 * 1024;
/// Maximum size of a file with a page and its images, in bytes; a larger one is rejected.
pub const MAX_FILE: usize = 100 * 1024 * 1024;
/// Maximum size of an image, in bytes; a larger one is not stored.
pub const MAX_IMAGE: usize = 15 * 1024 * 1024;
/// Total size of a clip's images, in bytes, from which no further image is fetched or read. Images
/// whose fetch has already started are still stored, so the total can be larger.
pub const MAX_CLIP: usize = 200 * 1024 * 1024;

/// Whether a version was picked by hand; it is not replaced by a newer extractor's.
#[must_use]
pub fn is_picked(extractor: &str) -> bool {
    extractor.starts_with("picked by hand")
}

/// The path of a part that was saved beside a page without a known address, from the address that
/// the part was given.
#[must_use]
pub fn path_beside(address: &str) -> Option<String> {
    let path = address.strip_prefix(images::NOWHERE)?;
    let path = percent_encoding::percent_decode_str(path).decode_utf8_lossy();
    path.contains('/').then(|| path.into_owned())
}

/// The extractor's name and version, stored with each version of an article.
#[must_use]
pub fn extractor() -> &'static str {
    extract::EXTRACTOR
}

/// Errors of a capture. The message says what to do next, if a person can do something.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The input is empty.
    #[error("there is nothing to clip: the input is empty")]
    Empty,
    /// The input is too large: a page larger than [`MAX_PAGE`], a file larger than [`MAX_FILE`], or
    /// an image larger than [`MAX_IMAGE`].
    #[error("the page is larger than {} MiB, the most that is read; save the part you need and clip that", MAX_PAGE / 1024 / 1024)]
    TooLarge,
    /// The input is not text: an image, an archive, a program.
    #[error("this is {}, not a page; clip the page that shows it instead", kind.in_english())]
    NotText {
        /// What it seems to be.
        kind: FileKind,
    },
    /// The format of the input is not supported yet.
    #[error("{} cannot be read yet; the file was left as it is", kind.in_english())]
    NotYet {
        /// The format.
        kind: FileKind,
    },
    /// Reading the page exceeds the limits on time or memory.
    #[error(
        "this page takes too long to be taken apart; what was captured is kept, its text can be read"
    )]
    TooHeavy,
    /// The page has no text unless its scripts run.
    #[error(
        "the page has no text without its scripts; open it in your browser and paste it instead"
    )]
    NoText,
    /// The address cannot be fetched.
    #[error("{url:?} cannot be fetched: {}", why.in_english())]
    BadUrl {
        /// The address as given.
        url: String,
        /// The reason.
        why: UrlProblem,
    },
    /// The address is on this machine or a private network.
    #[error(
        "{host} is on your own network; pages there are only fetched when you allow it (--allow-private)"
    )]
    Private {
        /// The host.
        host: String,
    },
    /// A public page redirected to a private network.
    #[error("the page redirects to {host} on your own network; that is never followed")]
    PrivateRedirect {
        /// The host.
        host: String,
    },
    /// The host cannot be resolved or does not answer.
    #[error("{host} cannot be reached: {why}; check the address and your connection")]
    Unreachable {
        /// The host.
        host: String,
        /// The system's message.
        why: String,
    },
    /// The server answered with an error.
    #[error("the server answered {status}{}", status_hint(*status))]
    Status {
        /// The HTTP status.
        status: u16,
    },
    /// The page redirects too often.
    #[error(
        "the page redirects more than {max} times; open it in a browser and clip the address it ends at"
    )]
    TooManyRedirects {
        /// Maximum number of redirects.
        max: usize,
    },
    /// The request timed out.
    #[error("the page did not arrive within {} seconds; try again, or paste it instead", after.as_secs())]
    Timeout {
        /// The limit that was reached.
        after: Duration,
    },
    /// A person stopped it.
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
