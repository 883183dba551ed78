//! What is read and what comes of it: a source, the page, its images, its passages.

use commonplace_core::{Metadata, Rendition, names};
use serde::{Deserialize, Serialize};

use crate::wire;

/// What was taken in, and what is known about it from outside.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Source<'a> {
    /// The bytes as they came.
    #[serde(serialize_with = "wire::bytes")]
    pub bytes: &'a [u8],
    /// Where they came from.
    pub url: Option<&'a str>,
    /// The media type the server or the clipboard gave, without parameters.
    pub media_type: Option<&'a str>,
    /// The charset the server gave.
    pub charset: Option<&'a str>,
    /// The name of the file.
    pub name: Option<&'a str>,
    /// Files that were saved with it: paths as the page names them (`page_files/1.png`).
    #[serde(borrow)]
    pub files: Vec<(&'a str, &'a [u8])>,
    /// Whether a person selected it: all of it is the article then.
    pub selected: bool,
    /// Whether its text is all that is taken: what is done with a page that takes too long.
    pub text_only: bool,
}

/// A page, read.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Page {
    /// Clean HTML; its images have addresses `clip://localhost/KEY`.
    pub html: String,
    /// Its text, which positions count in.
    pub text: String,
    /// What is known about the article.
    #[serde(with = "wire::MetadataWire")]
    pub metadata: Metadata,
    /// Its images.
    pub images: Vec<ImageRef>,
    /// Those of its images that came with it, in the same file or beside it: key and bytes.
    pub held: Vec<(String, Vec<u8>)>,
    /// How much of the page this is.
    #[serde(with = "wire::rendition")]
    pub rendition: Rendition,
    /// What made it.
    pub extractor: String,
    /// The encoding the bytes were read in.
    pub charset: String,
    /// The media type the bytes turned out to have.
    pub media_type: String,
}

/// An image of a page: how its clean HTML names it, and where to get it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImageRef {
    /// 32 hexadecimal digits, made from the address.
    pub key: String,
    /// An http(s) or `data:` address.
    pub url: String,
}

/// A page as it was captured, passage by passage.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Inspection {
    /// Clean HTML of all that the page shows; passage N stands in an element whose id is
    /// `clip-passage-N`.
    pub html: String,
    /// For each passage, why it is not in the article; `None` if it is.
    pub why: Vec<Option<OmitReason>>,
}

names! {
    /// Why a passage of a page is not in its article.
    #[derive(Serialize, Deserialize)]
    OmitReason {
        /// It stands elsewhere on the page, or is of another article.
        Elsewhere = "elsewhere",
        /// It is the title, which stands above the article.
        Title = "title",
        /// A button, or the name of one.
        Label = "label",
        /// An invitation to subscribe.
        Newsletter = "newsletter",
        /// An invitation to follow.
        Follow = "follow",
        /// A link to another article.
        Link = "link",
        /// A notice of rights, of earnings, of where it stood first.
        Notice = "notice",
        /// What the site says of its cookies.
        Cookies = "cookies",
        /// Who wrote it.
        Biography = "biography",
        /// It stands under a heading over other articles, comments and the like.
        Related = "related",
        /// It was said before.
        Repeated = "repeated",
        /// A heading with nothing under it.
        Heading = "heading",
        /// The reader took it out.
        ByHand = "by_hand",
    }
}
