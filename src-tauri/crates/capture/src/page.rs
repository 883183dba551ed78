//! What is read (a source) and what comes of it: a page, its images, its passages.

use commonplace_core::{Metadata, Rendition, names};
use serde::{Deserialize, Serialize};

use crate::wire;

/// What was captured, and what is known about it apart from its content.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Source<'a> {
    /// The bytes as they came.
    #[serde(serialize_with = "wire::bytes")]
    pub bytes: &'a [u8],
    /// The address they came from.
    pub url: Option<&'a str>,
    /// The media type that the server or the clipboard named, without parameters.
    pub media_type: Option<&'a str>,
    /// The charset that the server named.
    pub charset: Option<&'a str>,
    /// The name of the file.
    pub name: Option<&'a str>,
    /// Files that were saved with the page, by their paths as the page names them
    /// (`page_files/1.png`).
    #[serde(borrow)]
    pub files: Vec<(&'a str, &'a [u8])>,
    /// `true` if a person selected the content: then all of it is the article.
    pub selected: bool,
    /// `true` if only the text is to be taken. Set when reading the page takes too long.
    pub text_only: bool,
}

/// A page that has been read.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Page {
    /// Clean HTML. The addresses of its images are `clip://localhost/KEY`.
    pub html: String,
    /// The text of the article, in which positions count.
    pub text: String,
    /// The metadata of the article.
    #[serde(with = "wire::MetadataWire")]
    pub metadata: Metadata,
    /// The images of the article.
    pub images: Vec<ImageRef>,
    /// The images that came with the page, in the same file or beside it: key and bytes.
    pub held: Vec<(String, Vec<u8>)>,
    /// Which part of the page this is.
    #[serde(with = "wire::rendition")]
    pub rendition: Rendition,
    /// Name and versions of the extractor that made it.
    pub extractor: String,
    /// The encoding in which the bytes were read.
    pub charset: String,
    /// The media type of the bytes, as detected.
    pub media_type: String,
}

/// An image of a page: its key in clean HTML, and where to fetch it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImageRef {
    /// 32 hexadecimal digits: the first half of the SHA-256 of the address.
    pub key: String,
    /// An http(s) or `data:` address.
    pub url: String,
}

/// A page as it was captured, split into passages.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Inspection {
    /// Clean HTML of everything that the page shows. Passage N is in an element whose id is
    /// `clip-passage-N`.
    pub html: String,
    /// For each passage, why it is not in the article; `None` if it is in the article.
    pub why: Vec<Option<OmitReason>>,
}

names! {
    /// Why a passage of a page is not in its article.
    #[derive(Serialize, Deserialize)]
    OmitReason {
        /// It is elsewhere on the page, or belongs to another article.
        Elsewhere = "elsewhere",
        /// It is the title, which is shown above the article.
        Title = "title",
        /// It is a button or a label.
        Label = "label",
        /// It asks to subscribe.
        Newsletter = "newsletter",
        /// It asks to follow somebody elsewhere.
        Follow = "follow",
        /// It links to another article.
        Link = "link",
        /// It is a notice of rights, of affiliate earnings, or of where the article was first
        /// published.
        Notice = "notice",
        /// It is about the site's cookies.
        Cookies = "cookies",
        /// It is about the author.
        Biography = "biography",
        /// It is under a heading over other articles, comments and the like.
        Related = "related",
        /// It repeats another passage word for word.
        Repeated = "repeated",
        /// It is a heading with nothing under it.
        Heading = "heading",
        /// A person took it out by hand.
        ByHand = "by_hand",
    }
}
