//! What other tools export, read as articles with their highlights. A file's kind is found by its content,
//! never by its name; what is not known in it is passed over, and what cannot be read is said, not fatal.
//!
//! Memory does not grow with the input: files are read a record at a time, and a record has a limit
//! ([`bounds`]). The formats are described where each is read.

mod bibtex;
mod bookmarks;
mod bounds;
mod evernote;
mod exported;
mod fields;
mod files;
mod json;
mod kindle;
mod markdown;
mod omnivore;
mod table;
#[cfg(test)]
mod tests;
mod when;
mod xml;
mod zotero;

use std::ops::ControlFlow;

use commonplace_core::{ArticleState, Metadata, Millis, names};

use crate::w3c::Annotation;

pub use files::Given;

names! {
    /// What a file was exported from.
    ImportSource {
        /// Pocket: CSV, annotations in JSON, the older HTML.
        Pocket = "pocket",
        /// Instapaper: CSV.
        Instapaper = "instapaper",
        /// Omnivore: metadata, content and highlights.
        Omnivore = "omnivore",
        /// Readwise: highlights in CSV.
        Readwise = "readwise",
        /// Readwise Reader: documents in CSV.
        Reader = "reader",
        /// Raindrop: CSV.
        Raindrop = "raindrop",
        /// wallabag: JSON.
        Wallabag = "wallabag",
        /// Hypothesis: its API's answers, its client's export.
        Hypothesis = "hypothesis",
        /// W3C Web Annotations.
        WebAnnotations = "web_annotations",
        /// Zotero: CSL-JSON, RDF.
        Zotero = "zotero",
        /// BibTeX, Better BibTeX's too.
        Bibtex = "bibtex",
        /// Kindle: clippings.
        Kindle = "kindle",
        /// Evernote: ENEX.
        Evernote = "evernote",
        /// Bookmarks as browsers write them.
        Bookmarks = "bookmarks",
        /// Karakeep (Hoarder): JSON.
        Karakeep = "karakeep",
        /// Linkwarden: JSON.
        Linkwarden = "linkwarden",
        /// Obsidian Web Clipper: highlights in JSON.
        ObsidianClipper = "obsidian_clipper",
        /// Matter: CSV.
        Matter = "matter",
        /// Markdown, with or without front matter.
        Markdown = "markdown",
        /// A table of another program that has a column of addresses or of highlights.
        List = "list",
        /// A whole library of ours.
        Commonplace = "commonplace",
        /// A page, saved.
        Page = "page",
    }
}

impl ImportSource {
    /// What the program is called.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Pocket => "Pocket",
            Self::Instapaper => "Instapaper",
            Self::Omnivore => "Omnivore",
            Self::Readwise => "Readwise",
            Self::Reader => "Readwise Reader",
            Self::Raindrop => "Raindrop",
            Self::Wallabag => "wallabag",
            Self::Hypothesis => "Hypothesis",
            Self::WebAnnotations => "Web Annotations",
            Self::Zotero => "Zotero",
            Self::Bibtex => "BibTeX",
            Self::Kindle => "Kindle",
            Self::Evernote => "Evernote",
            Self::Bookmarks => "Bookmarks",
            Self::Karakeep => "Karakeep",
            Self::Linkwarden => "Linkwarden",
            Self::ObsidianClipper => "Obsidian Web Clipper",
            Self::Matter => "Matter",
            Self::Markdown => "Markdown",
            Self::List => "a list",
            Self::Commonplace => "Commonplace",
            Self::Page => "a page",
        }
    }
}

/// An article as an export has it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Item {
    /// What is known about it; its address as the export has it.
    pub metadata: Metadata,
    /// What tells it from others where it has no address: an id, or when it was made.
    pub own_id: String,
    /// When it was saved.
    pub saved: Option<Millis>,
    /// Where it stands.
    pub state: Option<ArticleState>,
    /// Whether it is a favourite.
    pub favourite: bool,
    /// How far it was read, 0 to 1.
    pub progress: Option<f64>,
    /// What it is cited by; empty if that is not told.
    pub citekey: String,
    /// Its tags, and the folders it lies in (`Research/Water`).
    pub tags: Vec<String>,
    /// Notes on it as a whole, Markdown.
    pub notes: Vec<String>,
    /// What was marked in it.
    pub highlights: Vec<Annotation>,
    /// The article itself, if the export has it.
    pub content: Option<Content>,
    /// What the export says of it, as it stands there.
    pub record: Record,
}

impl Item {
    /// What tells it from others: its address in canonical form, or what it is called and by whom.
    #[must_use]
    pub fn identity(&self, url: Option<&str>) -> [u8; 16] {
        match url {
            Some(url) => hash(url),
            None => {
                let m = &self.metadata;
                let title = m.title.to_lowercase();
                hash(&format!("\n{title}\n{}\n{}", m.authors.join(";").to_lowercase(), self.own_id))
            }
        }
    }

    /// All that it says.
    #[must_use]
    pub fn print(&self, url: Option<&str>) -> [u8; 16] {
        let text = self.content.as_ref().map(|content| content.text.as_str());
        let rest = (&self.metadata, &self.tags, &self.notes, &self.highlights, self.state);
        hash(&format!("{url:?}\n{:?}\n{}\n{:?}\n{text:?}", self.own_id, self.favourite, rest))
    }

    /// Takes in another entry about the same article: what this one does not say, and all that is marked.
    pub fn join(&mut self, other: Self) {
        let (m, o) = (&mut self.metadata, other.metadata);
        if m.title.is_empty() {
            m.title = o.title;
        }
        if m.authors.is_empty() {
            m.authors = o.authors;
        }
        m.site = m.site.take().or(o.site);
        m.published = m.published.or(o.published);
        m.language = m.language.take().or(o.language);
        m.description = m.description.take().or(o.description);
        m.url = m.url.take().or(o.url);
        m.doi = m.doi.take().or(o.doi);
        self.saved = self.saved.into_iter().chain(other.saved).min();
        self.state = self.state.or(other.state);
        self.favourite |= other.favourite;
        self.progress = self.progress.or(other.progress);
        if self.citekey.is_empty() {
            self.citekey = other.citekey;
        }
        self.tags.extend(other.tags);
        let new = |note: &String| !self.notes.contains(note);
        let notes: Vec<String> = other.notes.into_iter().filter(new).collect();
        self.notes.extend(notes);
        self.highlights.extend(other.highlights);
        self.content = self.content.take().or(other.content);
        self.record.join(other.record);
    }
}

fn hash(text: &str) -> [u8; 16] {
    use sha2::Digest as _;
    let mut half = [0; 16];
    half.copy_from_slice(&sha2::Sha256::digest(text)[..16]);
    half
}

/// An article's content.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Content {
    /// HTML or Markdown, UTF-8.
    pub text: String,
    /// `text/html` or `text/markdown`.
    pub media_type: &'static str,
    /// Files beside it, by the paths it names them with.
    pub files: Vec<(String, Vec<u8>)>,
}

/// A piece of an export, as it came.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Record {
    /// `application/json`, `text/plain` …
    pub media_type: &'static str,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl Record {
    fn json(value: &serde_json::Value) -> Self {
        Self { media_type: "application/json", bytes: value.to_string().into_bytes() }
    }

    fn text(text: &str) -> Self {
        Self { media_type: "text/plain", bytes: text.as_bytes().to_vec() }
    }

    /// Another piece about the same article, behind this one.
    pub fn join(&mut self, other: Self) {
        if self.bytes.is_empty() {
            *self = other;
        } else if self.bytes != other.bytes && !other.bytes.is_empty() {
            self.bytes.push(b'\n');
            self.bytes.extend(other.bytes);
        }
    }
}

names! {
    /// Why something was not taken in.
    SkipReason {
        /// It has neither an address nor content nor highlights.
        Nothing = "nothing",
        /// Its address is not on the web (`javascript:`, `place:`).
        OtherAddress = "other_address",
        /// A place in a book, with no words.
        Bookmark = "bookmark",
        /// Something that came by a feed, not saved by the reader.
        Feed = "feed",
        /// It is broken there.
        Unreadable = "unreadable",
        /// The file is of no kind that is known.
        UnknownFile = "unknown_file",
        /// It is larger than a record may be.
        TooLarge = "too_large",
        /// It was written by a later version of this program.
        TooNew = "too_new",
        /// A file that belongs to another entry, or that is encrypted or packed in a way that is not known.
        NotOpened = "not_opened",
    }
}

/// Something found in what was given.
#[derive(Debug, Clone, PartialEq)]
pub enum Found {
    /// An article.
    Item(ImportSource, Box<Item>),
    /// Something that is passed over: what, why, and what exactly is wrong if there is more to say.
    Skipped {
        /// Its title, address, or the file's name with the line.
        what: String,
        /// Why.
        why: SkipReason,
    },
}

/// Takes what is found; asks to stop by `Break`.
pub type Each<'a> = &'a mut dyn FnMut(Found) -> ControlFlow<()>;

/// Whatever can stop an import as a whole.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file cannot be opened or read.
    #[error("{name} cannot be read: {why}")]
    Io {
        /// Which.
        name: String,
        /// What the system says.
        why: std::io::Error,
    },
    /// A zip file that is broken.
    #[error(
        "{name} is a broken zip file ({why}); export it again, or unpack it and import the folder"
    )]
    Zip {
        /// Which.
        name: String,
        /// What is wrong.
        why: String,
    },
}

/// Reads everything that was given, an article at a time. A file that is broken somewhere gives what
/// stands before that.
///
/// # Errors
///
/// [`Error`]: nothing can be opened at all.
pub fn read(given: &Given, each: Each<'_>) -> Result<(), Error> {
    let mut left: Vec<usize> = Vec::new();
    if omnivore::read(given, &mut left, each).is_break() {
        return Ok(());
    }
    for entry in left {
        if one(given, entry, each)?.is_break() {
            break;
        }
    }
    Ok(())
}

/// Reads one file by what it holds.
fn one(given: &Given, entry: usize, each: Each<'_>) -> Result<ControlFlow<()>, Error> {
    let name = given.name(entry).to_owned();
    let skip = |each: Each<'_>, why| each(Found::Skipped { what: name.clone(), why });
    let head = match given.head(entry) {
        Ok(head) => head,
        Err(Error::Zip { .. }) => return Ok(skip(each, SkipReason::NotOpened)),
        Err(err) => return Err(err),
    };
    let start = head.trim_start_matches('\u{FEFF}').trim_start();
    let lower = start.get(..start.floor_char_boundary(4096)).unwrap_or_default().to_lowercase();
    let (has, begins) = (|what: &str| lower.contains(what), |what: &str| lower.starts_with(what));
    let broken = match () {
        () if start.is_empty() => return Ok(skip(each, SkipReason::Nothing)),
        () if start.contains('\0') => return Ok(skip(each, SkipReason::UnknownFile)),
        () if begins("[[") || begins("[!") => markdown::read(given, entry, each),
        () if begins("{") || begins("[") => json::read(given, entry, each),
        () if has("<en-export") => evernote::read(given, entry, each),
        () if has("<rdf:rdf") => zotero::read(given, entry, each),
        () if bookmarks::is(&lower) => bookmarks::read(given, entry, each),
        () if kindle::is(start) => kindle::read(given, entry, each),
        () if bibtex::is(&lower) => bibtex::read(given, entry, each),
        () if begins("---\n") || begins("---\r\n") => markdown::read(given, entry, each),
        () if begins("<!doctype html") || begins("<html") => page(given, entry, each),
        () => match table::kind(start) {
            Some(kind) => table::read(given, entry, kind, each),
            None if markdown::is(&name) => markdown::read(given, entry, each),
            None => return Ok(skip(each, SkipReason::UnknownFile)),
        },
    };
    Ok(match broken {
        Ok(flow) => flow,
        Err(Broken { at, why }) => each(Found::Skipped { what: format!("{name}{at}"), why }),
    })
}

/// A file that cannot be read on: where, and why.
struct Broken {
    at: String,
    why: SkipReason,
}

impl Broken {
    fn at(at: impl Into<String>) -> Self {
        Self { at: at.into(), why: SkipReason::Unreadable }
    }
}

impl From<std::io::Error> for Broken {
    fn from(err: std::io::Error) -> Self {
        let why =
            if files::is_too_large(&err) { SkipReason::TooLarge } else { SkipReason::Unreadable };
        Self { at: String::new(), why }
    }
}

type Reading = Result<ControlFlow<()>, Broken>;

/// A page that a browser saved.
fn page(given: &Given, entry: usize, each: Each<'_>) -> Reading {
    let text = given.text(entry)?;
    let item = Item {
        own_id: given.name(entry).to_owned(),
        record: Record { media_type: "text/plain", bytes: given.name(entry).as_bytes().to_vec() },
        content: Some(Content { text, media_type: "text/html", files: Vec::new() }),
        ..Item::default()
    };
    Ok(give(ImportSource::Page, item, each))
}

/// Hands an article on, or says why it is none.
fn give(kind: ImportSource, mut item: Item, each: Each<'_>) -> ControlFlow<()> {
    let metadata = &mut item.metadata;
    let given = metadata.url.take().map(|url| url.trim().to_owned()).filter(|url| !url.is_empty());
    let on_web = |url: &String| {
        let scheme = url.get(..8).unwrap_or(url).to_ascii_lowercase();
        scheme.starts_with("http://") || scheme.starts_with("https://")
    };
    let (url, other) = match given {
        // Old lists have addresses without a scheme.
        Some(url) if !url.contains(':') && url.contains('.') && !url.contains(' ') => {
            (Some(format!("https://{url}")), None)
        }
        Some(url) if on_web(&url) => (Some(url), None),
        other => (None, other),
    };
    if metadata.title.trim() == url.as_deref().unwrap_or("-") {
        metadata.title.clear();
    }
    metadata.url = url;
    bounds::keep(&mut item);
    let named = |item: &Item, other: &Option<String>| {
        let title = Some(item.metadata.title.clone()).filter(|title| !title.is_empty());
        title.or_else(|| other.clone()).unwrap_or_else(|| kind.title().to_owned())
    };
    let holds = item.content.is_some() || !item.highlights.is_empty() || !item.notes.is_empty();
    if item.metadata.url.is_none() && !holds {
        let why = if other.is_some() { SkipReason::OtherAddress } else { SkipReason::Nothing };
        return each(Found::Skipped { what: named(&item, &other), why });
    }
    each(Found::Item(kind, Box::new(item)))
}
