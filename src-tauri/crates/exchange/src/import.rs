//! Reads exports of other programs as articles with highlights. The format of a file is detected by
//! its content, never by its name. Unknown fields are ignored; what cannot be read is reported and
//! does not end the import.
//!
//! Memory does not grow with the input: files are read one record at a time, and the size of a
//! record is limited ([`bounds`]). Each format is described in the module that reads it.

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

pub use files::ImportFiles;

names! {
    /// The program or format that a file was exported from.
    ImportSource {
        /// Pocket: CSV, annotations in JSON, and the older HTML.
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
        /// Hypothesis: responses of its API, and its client's export.
        Hypothesis = "hypothesis",
        /// W3C Web Annotations.
        WebAnnotations = "web_annotations",
        /// Zotero: CSL-JSON, RDF.
        Zotero = "zotero",
        /// BibTeX, including that of Better BibTeX.
        Bibtex = "bibtex",
        /// Kindle: clippings.
        Kindle = "kindle",
        /// Evernote: ENEX.
        Evernote = "evernote",
        /// Bookmarks exported by browsers.
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
        /// A table of another program with a column of addresses or of highlights.
        List = "list",
        /// An archive of a whole library of this app.
        Commonplace = "commonplace",
        /// A saved page.
        Page = "page",
    }
}

impl ImportSource {
    /// The program's name as shown to a person.
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

/// An article in an export.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Item {
    /// Its metadata; the address is as in the export.
    pub metadata: Metadata,
    /// What identifies it if it has no address: an id, or the time it was created.
    pub own_id: String,
    /// When it was saved.
    pub saved: Option<Millis>,
    /// Inbox, later or archive, if the export has such a state.
    pub state: Option<ArticleState>,
    /// Whether it is a favourite.
    pub favourite: bool,
    /// Fraction read, from 0 to 1.
    pub progress: Option<f64>,
    /// Its citation key; empty if the export has none.
    pub citekey: String,
    /// Its tags, and the folders it is in (`Research/Water`).
    pub tags: Vec<String>,
    /// Notes on the article as a whole, in Markdown.
    pub notes: Vec<String>,
    /// Its highlights.
    pub highlights: Vec<Annotation>,
    /// The article's content, if the export has it.
    pub content: Option<Content>,
    /// The article's part of the export, unchanged.
    pub record: Record,
}

impl Item {
    /// Hash that identifies it: of its canonical address, or of its title, authors and own id.
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

    /// Hash of its address, own id, metadata, state, favourite flag, tags, notes, highlights and
    /// content. Differences in the time it was saved, the progress, the citation key, the content's
    /// files and the record do not change the hash.
    #[must_use]
    pub fn print(&self, url: Option<&str>) -> [u8; 16] {
        let text = self.content.as_ref().map(|content| content.text.as_str());
        let rest = (&self.metadata, &self.tags, &self.notes, &self.highlights, self.state);
        hash(&format!("{url:?}\n{:?}\n{}\n{:?}\n{text:?}", self.own_id, self.favourite, rest))
    }

    /// Merges another entry about the same article: fills empty fields, and adds its tags, notes
    /// and highlights.
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
    /// HTML, Markdown or plain text.
    pub text: String,
    /// `text/html`, `text/markdown` or `text/plain`.
    pub media_type: &'static str,
    /// Files that were saved with it, by the path that it refers to.
    pub files: Vec<(String, Vec<u8>)>,
}

/// A part of an export, unchanged.
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

    /// Appends another part about the same article.
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
    /// Why an entry was skipped.
    SkipReason {
        /// It has neither an address nor content nor highlights.
        Nothing = "nothing",
        /// Its address is not a web address (`javascript:`, `place:`).
        OtherAddress = "other_address",
        /// A bookmark in a book, without words.
        Bookmark = "bookmark",
        /// An item of a feed that the person did not save.
        Feed = "feed",
        /// It is damaged.
        Unreadable = "unreadable",
        /// The format of the file is unknown.
        UnknownFile = "unknown_file",
        /// It exceeds the maximum size of a record.
        TooLarge = "too_large",
        /// It was written by a later version of this app.
        TooNew = "too_new",
        /// A file that is encrypted, compressed in an unknown way, or part of another entry.
        NotOpened = "not_opened",
    }
}

/// An article or a skipped entry, found in the given files.
#[derive(Debug, Clone, PartialEq)]
pub enum Found {
    /// An article.
    Item(ImportSource, Box<Item>),
    /// An entry that was skipped.
    Skipped {
        /// Its title, its address, or the file's name with the line.
        what: String,
        /// The reason.
        why: SkipReason,
    },
}

/// Callback for each entry found; `Break` stops reading.
pub type Each<'a> = &'a mut dyn FnMut(Found) -> ControlFlow<()>;

/// Errors that end a whole import.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file cannot be opened or read.
    #[error("{name} cannot be read: {why}")]
    Io {
        /// Name of the file.
        name: String,
        /// The system's error.
        why: std::io::Error,
    },
    /// A zip file is broken.
    #[error(
        "{name} is a broken zip file ({why}); export it again, or unpack it and import the folder"
    )]
    Zip {
        /// Name of the file.
        name: String,
        /// The error in it.
        why: String,
    },
}

/// Reads all given files and passes each entry to `each`. Of a file that is damaged at some point,
/// reads what comes before.
///
/// # Errors
///
/// [`Error`] if a file cannot be opened.
pub fn read(given: &ImportFiles, each: Each<'_>) -> Result<(), Error> {
    let mut left: Vec<usize> = Vec::new();
    if omnivore::read(given, &mut left, each).is_break() {
        return Ok(());
    }
    for entry in left {
        if read_file(given, entry, each)?.is_break() {
            break;
        }
    }
    Ok(())
}

/// Reads one file according to its content.
fn read_file(given: &ImportFiles, entry: usize, each: Each<'_>) -> Result<ControlFlow<()>, Error> {
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
        () if bookmarks::is_bookmarks(&lower) => bookmarks::read(given, entry, each),
        () if kindle::is_kindle(start) => kindle::read(given, entry, each),
        () if bibtex::is_bibtex(&lower) => bibtex::read(given, entry, each),
        () if begins("---\n") || begins("---\r\n") => markdown::read(given, entry, each),
        () if begins("<!doctype html") || begins("<html") => page(given, entry, each),
        () => match table::kind(start) {
            Some(kind) => table::read(given, entry, kind, each),
            None if markdown::is_markdown_name(&name) => markdown::read(given, entry, each),
            None => return Ok(skip(each, SkipReason::UnknownFile)),
        },
    };
    Ok(match broken {
        Ok(flow) => flow,
        Err(Broken { at, why }) => each(Found::Skipped { what: format!("{name}{at}"), why }),
    })
}

/// A file that cannot be read further: the place, and the reason.
struct Broken {
    at: String,
    why: SkipReason,
}

impl Broken {
    fn error_at(at: impl Into<String>) -> Self {
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

/// Reads a page that a browser saved.
fn page(given: &ImportFiles, entry: usize, each: Each<'_>) -> Reading {
    let text = given.text(entry)?;
    let item = Item {
        own_id: given.name(entry).to_owned(),
        record: Record { media_type: "text/plain", bytes: given.name(entry).as_bytes().to_vec() },
        content: Some(Content { text, media_type: "text/html", files: Vec::new() }),
        ..Item::default()
    };
    Ok(emit_item(ImportSource::Page, item, each))
}

/// Passes an article on, or reports why it is skipped.
fn emit_item(kind: ImportSource, mut item: Item, each: Each<'_>) -> ControlFlow<()> {
    let metadata = &mut item.metadata;
    let given = metadata.url.take().map(|url| url.trim().to_owned()).filter(|url| !url.is_empty());
    let on_web = |url: &String| {
        let scheme = url.get(..8).unwrap_or(url).to_ascii_lowercase();
        scheme.starts_with("http://") || scheme.starts_with("https://")
    };
    let (url, other) = match given {
        // Old lists contain addresses without a scheme.
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
    bounds::apply_limits(&mut item);
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
