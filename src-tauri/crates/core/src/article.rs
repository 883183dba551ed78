//! Articles and their metadata.

use crate::{Published, names};

/// The extractor name of a version that was not made from a page, but from another tool's export: its text is
/// the words that were marked.
pub const RECORD: &str = "imported record";

/// Whether a version was made from an export, either the article itself or a record of it. Such a version is
/// never extracted again.
#[must_use]
pub fn is_imported(extractor: &str) -> bool {
    extractor.starts_with("imported")
}

/// What is known about an article: taken from its page, or corrected by a person.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Metadata {
    /// The title, without the site's name; empty if the page has none.
    pub title: String,
    /// The authors' names, one entry each, in order.
    pub authors: Vec<String>,
    /// The author line as the page has it, without "By".
    pub byline: Option<String>,
    /// The publication.
    pub site: Option<String>,
    /// The publication date.
    pub published: Option<Published>,
    /// The place a dispatch was sent from, as printed before the first sentence.
    pub dateline: Option<String>,
    /// BCP 47 language tag.
    pub language: Option<String>,
    /// One or two sentences that summarise it.
    pub description: Option<String>,
    /// The canonical address.
    pub url: Option<String>,
    /// The date of the last change.
    pub modified: Option<Published>,
    /// The address of its lead image.
    pub image: Option<String>,
    /// The section of the publication it appeared in.
    pub section: Option<String>,
    /// The page's keywords.
    pub keywords: Vec<String>,
    /// The licence: an address or a name.
    pub licence: Option<String>,
    /// Its DOI, from `10.` on.
    pub doi: Option<String>,
    /// The arXiv identifier.
    pub arxiv: Option<String>,
    /// The PubMed identifier.
    pub pubmed: Option<String>,
    /// `true` if the page says that not all of it is shown to everybody.
    pub paywalled: bool,
    /// Where each known field came from.
    pub origins: Vec<(Field, Origin)>,
}

names! {
    /// The form of a reference.
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
    /// Whether a reference in this form contains a citation key.
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
        /// JSON-LD in the page.
        JsonLd = "json_ld",
        /// Meta elements read by Google Scholar (`citation_…`).
        Highwire = "highwire",
        /// Dublin Core meta elements.
        DublinCore = "dublin_core",
        /// Open Graph meta elements.
        OpenGraph = "open_graph",
        /// Other meta and link elements.
        Meta = "meta",
        /// Attributes of the visible text (`itemprop`, `rel=author`).
        Microdata = "microdata",
        /// A reference hidden in the page (COinS, `Z3988`).
        Coins = "coins",
        /// The visible text.
        Visible = "visible",
        /// Data in the page's scripts.
        Script = "script",
        /// The page's address.
        Address = "address",
        /// Detected from the text.
        Detected = "detected",
    }
}

names! {
    /// An article's place in the reading workflow.
    ArticleState {
        /// Not triaged yet.
        Inbox = "inbox",
        /// To be read.
        Later = "later",
        /// Finished, and kept.
        Archive = "archive",
    }
}

names! {
    /// How a capture came in.
    CaptureMethod {
        /// Fetched from the article's address.
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
        /// The whole page, since no article was found in it.
        WholePage = "whole_page",
        /// Only the text, since the page was too deep or too large.
        TextOnly = "text_only",
        /// Nothing, since the page has no text without its scripts.
        Empty = "empty",
    }
}
