//! Articles: what the reader keeps, and what is known about them.

use crate::Published;

/// What is known about an article: from its page, or as the reader corrected it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Metadata {
    /// The title, without the site's name; empty where the page names none.
    pub title: String,
    /// The authors' names, one each, in order.
    pub authors: Vec<String>,
    /// The line about the authors as the page has it, without "By".
    pub byline: Option<String>,
    /// The publication.
    pub site: Option<String>,
    /// When it was published.
    pub published: Option<Published>,
    /// The place a dispatch was sent from, as it stands before the first sentence.
    pub dateline: Option<String>,
    /// BCP 47 language tag.
    pub language: Option<String>,
    /// One or two sentences on what it is about.
    pub description: Option<String>,
    /// The canonical address.
    pub url: Option<String>,
}

macro_rules! names {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name { $($(#[$vdoc])* $variant,)* }

        impl $name {
            /// Every one, in the order they are shown.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// The word it is stored and sent as.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }

            /// The one stored as `name`.
            #[must_use]
            pub fn from_name(name: &str) -> Option<Self> {
                match name { $($text => Some(Self::$variant),)* _ => None }
            }
        }
    };
}
pub(crate) use names;

names! {
    /// A field of [`Metadata`] that a reader may correct.
    Field {
        /// [`Metadata::title`].
        Title = "title",
        /// [`Metadata::authors`].
        Authors = "authors",
        /// [`Metadata::byline`].
        Byline = "byline",
        /// [`Metadata::site`].
        Site = "site",
        /// [`Metadata::published`].
        Published = "published",
        /// [`Metadata::language`].
        Language = "language",
        /// [`Metadata::url`].
        Url = "url",
    }
}

names! {
    /// Where an article stands in the reader's work.
    ArticleState {
        /// Not sorted yet.
        Inbox = "inbox",
        /// To be read.
        Later = "later",
        /// Done with, kept.
        Archive = "archive",
    }
}

names! {
    /// By which door a capture came.
    CaptureMethod {
        /// Fetched from its address.
        Fetch = "fetch",
        /// Pasted.
        Paste = "paste",
        /// Read from a file.
        File = "file",
        /// Bundled with the app.
        Sample = "sample",
    }
}

names! {
    /// How much of the page a version shows.
    Rendition {
        /// The article, found in the page.
        Article = "article",
        /// The whole page: no article was found in it.
        WholePage = "whole_page",
        /// The text alone: the page was too deep or too large for more.
        TextOnly = "text_only",
        /// Nothing: the page has no text without its scripts.
        Empty = "empty",
    }
}
