//! Articles: what the reader keeps, and what is known about them.

use crate::{Published, names};

/// What stands in place of an extractor where a version is not made of a page, but of what another tool's
/// export says of it: the words that were marked in it.
pub const RECORD: &str = "imported record";

/// Whether a version was made of an export, its article or what is said of it: it is read anew by nothing.
#[must_use]
pub fn is_imported(extractor: &str) -> bool {
    extractor.starts_with("imported")
}

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
    /// When it was last changed.
    pub modified: Option<Published>,
    /// The address of the picture that stands for it.
    pub image: Option<String>,
    /// The part of the publication it stands in.
    pub section: Option<String>,
    /// What it is about, in words of the page.
    pub keywords: Vec<String>,
    /// Under what licence: an address or a name.
    pub licence: Option<String>,
    /// Its DOI, from `10.` on.
    pub doi: Option<String>,
    /// Its number at arXiv.
    pub arxiv: Option<String>,
    /// Its number at PubMed.
    pub pubmed: Option<String>,
    /// Whether the page says that not all of it is shown to everybody.
    pub paywalled: bool,
    /// Where each field came from, of those that are known.
    pub origins: Vec<(Field, Origin)>,
}

names! {
    /// How a reference is given.
    CitationForm {
        /// Publication Manual of the APA.
        Apa = "apa",
        /// Modern Language Association.
        Mla = "mla",
        /// Chicago, author and date.
        Chicago = "chicago",
        /// IEEE, numbered.
        Ieee = "ieee",
        /// GB/T 7714-2015, numbered.
        Gb7714 = "gb7714",
        /// Citation Style Language, JSON.
        CslJson = "csl-json",
        /// BibTeX.
        Bibtex = "bibtex",
        /// Research Information Systems.
        Ris = "ris",
        /// A citation for Pandoc: `[@key]`.
        Pandoc = "pandoc",
    }
}

impl CitationForm {
    /// Whether a reference in this form has a key that it is cited by.
    #[must_use]
    pub fn has_key(self) -> bool {
        matches!(self, Self::CslJson | Self::Bibtex | Self::Ris | Self::Pandoc)
    }
}

names! {
    /// A field of [`Metadata`].
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
        /// [`Metadata::description`].
        Description = "description",
        /// [`Metadata::modified`].
        Modified = "modified",
        /// [`Metadata::image`].
        Image = "image",
        /// [`Metadata::section`].
        Section = "section",
        /// [`Metadata::keywords`].
        Keywords = "keywords",
        /// [`Metadata::licence`].
        Licence = "licence",
        /// [`Metadata::doi`].
        Doi = "doi",
        /// [`Metadata::arxiv`].
        Arxiv = "arxiv",
        /// [`Metadata::pubmed`].
        Pubmed = "pubmed",
        /// [`Metadata::paywalled`].
        Paywalled = "paywalled",
    }
}

names! {
    /// Where a field of [`Metadata`] came from.
    Origin {
        /// What the page says of itself as JSON-LD.
        JsonLd = "json_ld",
        /// Meta elements as Google Scholar reads them (`citation_…`).
        Highwire = "highwire",
        /// Meta elements of the Dublin Core.
        DublinCore = "dublin_core",
        /// Meta elements of the Open Graph.
        OpenGraph = "open_graph",
        /// Other meta and link elements.
        Meta = "meta",
        /// Marks on the visible text (`itemprop`, `rel=author`).
        Microdata = "microdata",
        /// A reference hidden in the page (`Z3988`).
        Coins = "coins",
        /// The text that a reader sees.
        Visible = "visible",
        /// Data of the page's scripts.
        Script = "script",
        /// The page's address.
        Address = "address",
        /// Found out from the text.
        Detected = "detected",
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
