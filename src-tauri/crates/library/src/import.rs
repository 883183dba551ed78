//! What other tools export, taken in: articles with their tags, state and dates, notes, and highlights,
//! which are anchored in the article where it is there, and else wait for it.
//!
//! Each entry becomes a capture of what the export says (the record), or of the article if the export has
//! it. A highlight whose words no page of the article has shown yet hangs on the record, whose text is the
//! words that were marked; when a page comes that has them, it is brought home ([`Library::bring_home`]).

mod passages;

use std::cell::Cell;
use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use commonplace_capture::{self as capture, Headings, Source, canonical_url};
use commonplace_core::{
    ArticleId, ArticleState, CaptureId, CaptureMethod, Finder, HighlightId, Metadata, NoteId,
    RECORD, Rendition, Selectors, TagName, TextQuote, VersionId, other_scheme, text,
};
use commonplace_exchange::archive::Archive;
use commonplace_exchange::import::{self, Content, Found, Given, ImportSource, Item, SkipReason};
use commonplace_exchange::w3c::Annotation;
use commonplace_store::{
    BroughtHome, EntryHash, EntryKey, ExtendedHighlight, HighlightRow, ImportId, KnownEntry,
    MadeArticle, NewCapture, NewEntry, NewVersion, NoteRow,
};

use self::passages::{Walk, at_home, merged, names, same_passage, same_words, with_note};
use crate::clip::{new_version, parts};
use crate::events::Event;
use crate::work::Imported;
use crate::{Error, Library, Millis, new_uuid};

/// So many entries are looked up at once.
const BATCH: usize = 1_000;
/// … or so many bytes of articles.
const BATCH_BYTES: usize = 8 << 20;
/// A transaction that stores some of them takes about so long: whoever marks a passage meanwhile waits for one.
const PART: Duration = Duration::from_millis(60);
/// So many are in the first.
const FIRST_PART: usize = 10;
/// So many entries without an address wait for those with one.
const UNPLACED: usize = 10_000;
/// … or so many bytes of them.
const UNPLACED_BYTES: usize = 64 << 20;
/// So many highlights of the same words are looked at for the same passage.
const SAME_WORDS: usize = 50;

/// Hears how far an import is: steps taken, bytes read and bytes in all; says whether to go on.
pub type Heard<'a> = &'a dyn Fn(u64, u64, u64) -> ControlFlow<()>;

/// An entry that is about to be stored.
struct Pending {
    item: Item,
    kind: ImportSource,
    url: Option<String>,
    key: EntryKey,
}

struct Import<'a> {
    library: &'a Library,
    /// `None` for one that only looks.
    id: Option<ImportId>,
    name: String,
    now: Millis,
    report: Imported,
    pending: Vec<Pending>,
    /// By what tells it from others.
    places: HashMap<EntryHash, usize>,
    bytes: usize,
    /// Entries without an address, which may be about articles that come behind them.
    unplaced: Vec<Pending>,
    unplaced_bytes: usize,
    /// What was seen, of any batch.
    seen: HashSet<EntryHash>,
    /// Indices into the current entry's highlights, by their words ([`same_words`]).
    places_of_words: HashMap<String, Vec<usize>>,
    /// Highlights of new articles that were counted, by their article and words.
    counted: HashSet<u64>,
    failed: Option<Error>,
    /// Entries that are on the disk.
    stored: u32,
    /// How many the next transaction stores.
    part: usize,
    /// Tells how far it is; whether it goes on.
    go_on: &'a dyn Fn() -> ControlFlow<()>,
}

impl Library {
    /// Takes in what other tools exported: files, zip archives, folders. With `dry_run` nothing is stored.
    /// An import is one edit, which undo takes back whole; what was stored before it was stopped or failed
    /// stays, and importing again goes on.
    ///
    /// # Errors
    ///
    /// [`Error::Import`] for what cannot be opened; [`Error::Store`]; either within [`Error::Partly`] where
    /// entries were stored before it failed.
    pub fn import(
        &self,
        paths: &[PathBuf],
        dry_run: bool,
        now: Millis,
        heard: Heard<'_>,
    ) -> Result<Imported, Error> {
        let given = Given::open(paths)?;
        let steps = Cell::new(0);
        let go_on = || {
            steps.set(steps.get() + 1);
            let (read, total) = given.progress();
            heard(steps.get(), read, total)
        };
        let name = paths.first().and_then(|p| p.file_name()).unwrap_or_default();
        let name = name.to_string_lossy().into_owned();
        if !dry_run && self.store.is_read_only() {
            return Err(commonplace_store::Error::ReadOnly.into());
        }
        if let Some(archive) = Archive::find(&given) {
            return self.restore(&archive, &name, dry_run, now, &go_on);
        }
        let mut import = Import {
            library: self,
            id: None,
            name,
            now,
            report: Imported::default(),
            pending: Vec::new(),
            places: HashMap::new(),
            bytes: 0,
            unplaced: Vec::new(),
            unplaced_bytes: 0,
            seen: HashSet::new(),
            places_of_words: HashMap::new(),
            counted: HashSet::new(),
            failed: None,
            stored: 0,
            part: FIRST_PART,
            go_on: &go_on,
        };
        let mut each = |found: Found| {
            if import.is_stopped() {
                return ControlFlow::Break(());
            }
            import.take(found, dry_run)
        };
        let read = import::read(&given, &mut each).map_err(Error::from);
        let done = read.and_then(|_| match import.failed.take() {
            Some(err) => Err(err),
            None => import.store_all(dry_run),
        });
        if let Err(source) = done {
            return Err(match import.stored {
                0 => source,
                stored => {
                    self.events.send(Event::LibraryChanged);
                    Error::Partly { stored, source: Box::new(source) }
                }
            });
        }
        if !dry_run {
            self.events.send(Event::LibraryChanged);
        }
        Ok(import.report)
    }

    /// The article whose page this is, if an export has highlights of it but not its address: it has its
    /// title, and words that were marked in it.
    pub(crate) fn of_page(&self, title: &str, text: &str) -> Result<Option<ArticleId>, Error> {
        if title.trim().is_empty() {
            return Ok(None);
        }
        for article in self.store.unplaced(title.trim(), None)? {
            let rows = self.store.highlights(article)?;
            let quotes: Vec<TextQuote> = rows.into_iter().map(|row| row.selectors.quote).collect();
            if Finder::new(text).place_all(&quotes).iter().any(|placed| at_home(placed).is_some()) {
                return Ok(Some(article));
            }
        }
        Ok(None)
    }

    /// Hangs the highlights of an article that wait for its page on the page that is shown, where it has
    /// their words.
    ///
    /// # Errors
    ///
    /// [`Error::Store`].
    pub(crate) fn bring_home(&self, article: ArticleId) -> Result<u32, Error> {
        let waiting = self.store.not_home(article)?;
        if waiting.is_empty() {
            return Ok(0);
        }
        let shown = self.store.version(article)?;
        let quotes: Vec<TextQuote> =
            waiting.iter().map(|row| row.selectors.quote.clone()).collect();
        let headings = Headings::of(&shown.html);
        let mut home = Vec::new();
        for (row, placed) in waiting.iter().zip(Finder::new(&shown.text).place_all(&quotes)) {
            let Some(position) = at_home(&placed) else { continue };
            let Some(selectors) = Selectors::describe(&shown.text, position) else { continue };
            let words = &selectors.quote.exact;
            home.push(BroughtHome {
                id: row.id,
                version: shown.id,
                gaps: row.gaps.carried(&row.selectors.quote.exact, words),
                section: headings.above(position.start()),
                selectors,
            });
        }
        let found = u32::try_from(home.len()).unwrap_or(u32::MAX);
        if found > 0 {
            self.store.bring_home(home)?;
            self.events.send(Event::ArticleChanged(article));
        }
        Ok(found)
    }
}

impl Import<'_> {
    /// Whether this import had an entry of this identity before.
    fn is_there(&self, entry: &EntryHash) -> bool {
        self.places.contains_key(entry) || self.seen.contains(entry)
    }

    fn take(&mut self, found: Found, dry_run: bool) -> ControlFlow<()> {
        match found {
            Found::Skipped { what, why } => self.report.skip(what, why),
            Found::Item(kind, mut item) => {
                *self.report.kinds.entry(kind).or_default() += 1;
                let mut url = item.metadata.url.as_deref().and_then(canonical_url);
                let holds =
                    item.content.is_some() || !item.highlights.is_empty() || !item.notes.is_empty();
                if url.is_none() && !holds {
                    self.report.skip(
                        item.metadata.url.take().unwrap_or_default(),
                        SkipReason::OtherAddress,
                    );
                    return ControlFlow::Continue(());
                }
                let mut entry = item.identity(url.as_deref());
                // The same page under http and https is one.
                let other = url.as_deref().and_then(other_scheme);
                let as_other = item.identity(other.as_deref());
                if other.is_some() && self.is_there(&as_other) && !self.is_there(&entry) {
                    (url, entry) = (other, as_other);
                }
                item.metadata.url.clone_from(&url);
                if self.is_there(&entry) {
                    self.report.repeated += 1;
                }
                self.bytes += weight(&item);
                match self.places.get(&entry) {
                    Some(at) => self.pending[*at].item.join(*item),
                    None => {
                        self.places.insert(entry, self.pending.len());
                        let key = EntryKey { entry, print: [0; 16], url: url.clone() };
                        self.pending.push(Pending { item: *item, kind, url, key });
                    }
                }
            }
        }
        if self.places.len() >= BATCH || self.bytes >= BATCH_BYTES {
            let full = self.unplaced.len() >= UNPLACED || self.unplaced_bytes >= UNPLACED_BYTES;
            let stored = if full { self.store_all(dry_run) } else { self.store(dry_run) };
            if let Err(err) = stored {
                self.failed = Some(err);
                return ControlFlow::Break(());
            }
        }
        ControlFlow::Continue(())
    }

    fn is_stopped(&mut self) -> bool {
        self.report.stopped = self.report.stopped || (self.go_on)().is_break();
        self.report.stopped
    }

    /// Stores what is pending, then what has no address.
    fn store_all(&mut self, dry_run: bool) -> Result<(), Error> {
        self.store(dry_run)?;
        let unplaced = std::mem::take(&mut self.unplaced);
        self.unplaced_bytes = 0;
        self.store_these(unplaced, dry_run)
    }

    /// Stores what is pending, or finds out what would be stored; what has no address may wait.
    fn store(&mut self, dry_run: bool) -> Result<(), Error> {
        let pending = std::mem::take(&mut self.pending);
        self.places.clear();
        self.bytes = 0;
        let placed = |one: &Pending| one.url.is_some() || one.item.content.is_some();
        let (now, later) = pending.into_iter().partition(placed);
        let later: Vec<Pending> = later;
        self.unplaced_bytes += later.iter().map(|one| weight(&one.item)).sum::<usize>();
        self.unplaced.extend(later);
        self.store_these(now, dry_run)
    }

    fn store_these(&mut self, mut pending: Vec<Pending>, dry_run: bool) -> Result<(), Error> {
        for one in &mut pending {
            let item = &mut one.item;
            item.tags.sort();
            item.tags.dedup();
            one.key.print = item.print(one.url.as_deref());
        }
        let keys: Vec<EntryKey> = pending.iter().map(|one| one.key.clone()).collect();
        let known = self.library.store.known_entries(&keys)?;
        let mut entries = Vec::new();
        for (one, known) in pending.into_iter().zip(known) {
            if one.item.content.is_some() && self.is_stopped() {
                break;
            }
            let first = self.seen.insert(one.key.entry);
            let known = match known {
                None => self.of_this_title(&one)?,
                known => known,
            };
            match known {
                Some(KnownEntry { same, trashed, .. }) if same || trashed => {
                    self.report.duplicate += u32::from(first);
                    self.report.known += count(one.item.highlights.len());
                }
                Some(known) => {
                    let entry = self.add_to(known.article, one)?;
                    match entry {
                        Some(entry) => {
                            self.report.updated += u32::from(first);
                            entries.push(entry);
                        }
                        None => self.report.duplicate += u32::from(first),
                    }
                }
                None => {
                    self.report.new += u32::from(first);
                    entries.push(self.make(one, first));
                }
            }
        }
        if dry_run || entries.is_empty() {
            return Ok(());
        }
        let id = match self.id {
            Some(id) => id,
            None => {
                let kinds: Vec<&str> = self.report.kinds.keys().map(|k| k.name()).collect();
                let id = self.library.store.begin_import(
                    kinds.join(","),
                    self.name.clone(),
                    self.now,
                )?;
                *self.id.insert(id)
            }
        };
        // An article whose page came with this part may have highlights that waited for it.
        let home: Vec<ArticleId> = entries
            .iter()
            .filter(|e| e.made.is_none() && e.captures.iter().any(|(_, shown)| *shown))
            .map(|e| e.article)
            .collect();
        let mut entries = entries.into_iter();
        loop {
            let part: Vec<NewEntry> = entries.by_ref().take(self.part).collect();
            let stored = part.len();
            if stored == 0 {
                break;
            }
            let begun = Instant::now();
            self.library.store.import(id, part)?;
            self.stored += count(stored);
            self.part = next_part(stored, begun.elapsed());
        }
        for article in home {
            self.library.bring_home(article)?;
        }
        Ok(())
    }

    /// The article that an entry is about by its title: one whose page has words that were marked, or whose
    /// page is not there yet and whose address only one of the two knows.
    fn of_this_title(&self, one: &Pending) -> Result<Option<KnownEntry>, Error> {
        let store = &self.library.store;
        let about = &one.item.metadata;
        let title = about.title.trim();
        let is = |article| Ok(Some(KnownEntry { article, same: false, trashed: false }));
        // Readwise's highlights of articles have no address, its list of documents has.
        if one.url.is_some() {
            let from =
                Some(ImportSource::Readwise.name()).filter(|_| one.kind == ImportSource::Reader);
            let found = if from.is_some() { store.unplaced(title, from)? } else { Vec::new() };
            return found.first().map_or(Ok(None), |article| is(*article));
        }
        if title.is_empty() || one.item.highlights.is_empty() {
            return Ok(None);
        }
        let titled = store.titled(title)?;
        let quotes: Vec<TextQuote> =
            one.item.highlights.iter().map(|mark| mark.quote.clone()).collect();
        for there in titled.iter().filter(|there| !there.waits) {
            let page = store.version(there.article)?;
            if Finder::new(&page.text)
                .place_all(&quotes)
                .iter()
                .any(|placed| at_home(placed).is_some())
            {
                return is(there.article);
            }
        }
        match titled[..] {
            [there]
                if there.waits
                    && one.kind == ImportSource::Readwise
                    && one.item.own_id.is_empty() =>
            {
                is(there.article)
            }
            _ => Ok(None),
        }
    }

    /// An entry about an article that is not there.
    fn make(&mut self, one: Pending, first: bool) -> NewEntry {
        self.places_of_words.clear();
        let Pending { mut item, kind, url, key } = one;
        let article = ArticleId(new_uuid(self.now));
        let saved = item.saved.filter(|ms| *ms > 0).unwrap_or(self.now);
        let marks = std::mem::take(&mut item.highlights);
        let mut entry = NewEntry {
            article,
            made: Some(MadeArticle {
                state: item.state.unwrap_or(ArticleState::Later),
                saved,
                progress: item.progress.unwrap_or(0.0),
            }),
            key,
            captures: Vec::new(),
            highlights: Vec::new(),
            notes: Vec::new(),
            tags: names(&item.tags),
            extended: Vec::new(),
            favourite: item.favourite,
            fetch: None,
            citekey: Some(item.citekey.clone()).filter(|key| !key.is_empty()),
        };
        let content = item.content.take().and_then(|content| self.read(&content, &item.metadata));
        let mut left = marks;
        if let Some((capture, text, html)) = content {
            left = self.place(&mut entry, capture.version.id, &text, &html, left);
            entry.captures.push((capture, true));
        }
        if entry.captures.is_empty() || !left.is_empty() {
            let shown = entry.captures.is_empty();
            let capture = self.record(&item, kind, &left);
            self.wait(&mut entry, &capture.version, left);
            entry.captures.insert(0, (capture, shown));
            entry.fetch = url.filter(|_| shown);
        }
        self.notes(&mut entry, item.notes, saved);
        self.report.to_fetch += u32::from(first && entry.fetch.is_some());
        entry
    }

    /// What an entry adds to an article that is there; `None` if nothing.
    fn add_to(&mut self, article: ArticleId, one: Pending) -> Result<Option<NewEntry>, Error> {
        self.places_of_words.clear();
        let Pending { mut item, kind, key, url: key_url } = one;
        let store = &self.library.store;
        let row = store.article(article)?;
        let shown = store.version(article)?;
        let rows = store.highlights(article)?;
        let own: HashSet<String> = store
            .own_tags(&[article])?
            .remove(&article)
            .unwrap_or_default()
            .iter()
            .map(|t| t.to_lowercase())
            .collect();
        let bodies: HashSet<String> =
            store.article_notes(article)?.into_iter().map(|n| n.body).collect();
        let mut there: HashMap<String, Vec<&HighlightRow>> = HashMap::new();
        for row in &rows {
            there.entry(same_words(&row.selectors.quote.exact)).or_default().push(row);
        }
        let mut extended = Vec::new();
        item.highlights.retain(|mark| {
            let alike = there.get(&same_words(&mark.quote.exact)).into_iter().flatten();
            let Some(row) =
                alike.copied().find(|row| same_passage(&row.selectors.quote, &mark.quote))
            else {
                return true;
            };
            self.report.known += 1;
            let note = with_note(row.note.as_deref(), mark.note.as_deref().map(str::trim));
            let has = |tag: &TagName| row.tags.iter().any(|t| t.eq_ignore_ascii_case(tag.as_str()));
            let tags: Vec<TagName> =
                names(&mark.tags).into_iter().filter(|tag| !has(tag)).collect();
            if note.is_some() || !tags.is_empty() {
                self.report.notes += u32::from(note.is_some());
                let note = note.map(|body| (NoteId(new_uuid(self.now)), body));
                extended.push(ExtendedHighlight { id: row.id, note, tags, updated: self.now });
            }
            false
        });
        item.notes.retain(|note| !bodies.contains(note.trim()));
        let mut entry = NewEntry {
            article,
            made: None,
            key,
            captures: Vec::new(),
            highlights: Vec::new(),
            notes: Vec::new(),
            tags: names(&item.tags)
                .into_iter()
                .filter(|t| !own.contains(&t.as_str().to_lowercase()))
                .collect(),
            extended,
            favourite: item.favourite && !row.favourite,
            fetch: None,
            citekey: Some(item.citekey.clone()).filter(|key| !key.is_empty()),
        };
        let marks = std::mem::take(&mut item.highlights);
        let is_record = shown.extractor == RECORD;
        let content = item.content.take().filter(|_| is_record);
        let content = content.and_then(|content| self.read(&content, &item.metadata));
        let left = if let Some((capture, text, html)) = content {
            let left = self.place(&mut entry, capture.version.id, &text, &html, marks);
            entry.captures.push((capture, true));
            left
        } else if is_record {
            marks
        } else {
            self.place(&mut entry, shown.id, &shown.text, &shown.html, marks)
        };
        let placed = is_record
            && entry.captures.is_empty()
            && row.metadata.url.is_none()
            && key_url.is_some();
        if !left.is_empty() || placed {
            // A record that is shown has all that waits, so that one page shows it.
            let show = is_record && entry.captures.is_empty();
            entry.fetch = key_url.filter(|_| show && placed);
            self.report.to_fetch += u32::from(entry.fetch.is_some());
            let mut all: Vec<Annotation> = Vec::new();
            if show {
                all.extend(rows.iter().map(|row| Annotation {
                    quote: row.selectors.quote.clone(),
                    ..Annotation::default()
                }));
                item.metadata = merged(row.metadata, item.metadata);
            }
            let old = all.len();
            all.extend(left);
            let capture = self.record(&item, kind, &all);
            self.wait_from(&mut entry, &capture.version, all, old);
            entry.captures.insert(0, (capture, show));
        }
        let saved = item.saved.unwrap_or(self.now);
        self.notes(&mut entry, item.notes, saved);
        let nothing = entry.captures.is_empty()
            && entry.highlights.is_empty()
            && entry.notes.is_empty()
            && entry.tags.is_empty()
            && entry.extended.is_empty()
            && !entry.favourite;
        Ok((!nothing).then_some(entry))
    }

    /// The article that an export has, read as a selection is: all of it is the article.
    fn read(&self, content: &Content, about: &Metadata) -> Option<(NewCapture, String, String)> {
        let source = Source {
            bytes: content.text.as_bytes(),
            url: about.url.as_deref(),
            media_type: Some(content.media_type),
            charset: Some("utf-8"),
            name: None,
            files: parts(&content.files),
            selected: true,
            text_only: false,
        };
        let page = self.library.runtime.block_on(self.library.workers.read(&source)).ok()?;
        if page.text.trim().is_empty() {
            return None;
        }
        let (text, html) = (page.text.clone(), page.html.clone());
        let (media_type, charset) = (page.media_type.clone(), page.charset.clone());
        let mut version = new_version(page, VersionId(new_uuid(self.now)), self.now);
        version.extractor = format!("imported, {}", version.extractor);
        version.metadata = merged(about.clone(), version.metadata);
        let bytes = content.text.clone().into_bytes();
        Some((self.capture(version, bytes, media_type, charset), text, html))
    }

    /// What an export says of an article: what it is about, and the words that were marked.
    fn record(&self, item: &Item, kind: ImportSource, marks: &[Annotation]) -> NewCapture {
        let mut html = String::new();
        let paragraph = |html: &mut String, text: &str| {
            for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
                let shown: String =
                    line.chars().filter(|c| !c.is_control() || *c == '\t').collect();
                let escaped = shown.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
                let _ = write!(html, "<p>{escaped}</p>");
            }
        };
        if let Some(description) = &item.metadata.description {
            paragraph(&mut html, description);
        }
        for mark in marks {
            html.push_str("<blockquote>");
            paragraph(&mut html, &mark.quote.exact);
            html.push_str("</blockquote>");
        }
        let clean = if html.is_empty() { capture::Clean::default() } else { capture::clean(&html) };
        let rendition =
            if clean.text.trim().is_empty() { Rendition::Empty } else { Rendition::Article };
        let version = NewVersion {
            id: VersionId(new_uuid(self.now)),
            made: self.now,
            html: clean.html,
            text: clean.text,
            rendition,
            extractor: RECORD.to_owned(),
            metadata: item.metadata.clone(),
            images: Vec::new(),
        };
        let mut bytes = item.record.bytes.clone();
        if bytes.is_empty() {
            bytes = kind.title().as_bytes().to_vec();
        }
        let media_type = item.record.media_type;
        let media_type = if media_type.is_empty() { "text/plain" } else { media_type };
        self.capture(version, bytes, media_type.to_owned(), "utf-8".to_owned())
    }

    fn capture(
        &self,
        version: NewVersion,
        bytes: Vec<u8>,
        media_type: String,
        charset: String,
    ) -> NewCapture {
        NewCapture {
            id: CaptureId(new_uuid(self.now)),
            bytes,
            method: CaptureMethod::File,
            url: version.metadata.url.clone(),
            redirects: Vec::new(),
            headers: Vec::new(),
            name: Some(self.name.clone()).filter(|name| !name.is_empty()),
            media_type,
            charset,
            taken: self.now,
            version,
        }
    }

    /// Makes highlights where their words stand in a page; gives those whose words do not.
    fn place(
        &mut self,
        entry: &mut NewEntry,
        version: VersionId,
        page: &str,
        html: &str,
        marks: Vec<Annotation>,
    ) -> Vec<Annotation> {
        if marks.is_empty() {
            return marks;
        }
        let quotes: Vec<TextQuote> = marks.iter().map(|mark| mark.quote.clone()).collect();
        let headings = Headings::of(html);
        let mut left = Vec::new();
        for (mark, placed) in marks.into_iter().zip(Finder::new(page).place_all(&quotes)) {
            let described =
                at_home(&placed).and_then(|at| Some((at, Selectors::describe(page, at)?)));
            let Some((at, selectors)) = described else {
                left.push(mark);
                continue;
            };
            if self.is_new(entry.key.entry, &mark) {
                self.report.anchored += 1;
            }
            let section = headings.above(at.start());
            let gaps = mark.gaps.carried(&mark.quote.exact, &selectors.quote.exact);
            self.highlight(entry, version, selectors, section, gaps, mark);
        }
        left
    }

    /// Hangs highlights on the record of their words.
    fn wait(&mut self, entry: &mut NewEntry, record: &NewVersion, marks: Vec<Annotation>) {
        self.wait_from(entry, record, marks, 0);
    }

    /// As [`Self::wait`], for those from `first` on: the others are there already.
    fn wait_from(
        &mut self,
        entry: &mut NewEntry,
        record: &NewVersion,
        marks: Vec<Annotation>,
        first: usize,
    ) {
        let mut walk = Walk::new(&record.text);
        if let Some(description) = &record.metadata.description {
            walk.pass(description);
        }
        for (n, mark) in marks.into_iter().enumerate() {
            let Some(position) = walk.pass(&mark.quote.exact) else { continue };
            if n < first {
                continue;
            }
            let Some(exact) = text::slice(&record.text, position) else { continue };
            let gaps = mark.gaps.carried(&mark.quote.exact, exact);
            // The words around it are those of its page, not of the record.
            let quote = TextQuote { exact: exact.to_owned(), ..mark.quote.clone() };
            if self.is_new(entry.key.entry, &mark) {
                self.report.waiting += 1;
            }
            self.highlight(entry, record.id, Selectors { quote, position }, Vec::new(), gaps, mark);
        }
    }

    /// Whether a highlight was not counted before: when only looking, a part does not find what the part
    /// before it would have stored.
    fn is_new(&mut self, entry: EntryHash, mark: &Annotation) -> bool {
        let mut hasher = DefaultHasher::new();
        (entry, same_words(&mark.quote.exact)).hash(&mut hasher);
        self.counted.insert(hasher.finish())
    }

    fn highlight(
        &mut self,
        entry: &mut NewEntry,
        version: VersionId,
        selectors: Selectors,
        section: Vec<String>,
        gaps: commonplace_core::Gaps,
        mark: Annotation,
    ) {
        let made = mark.created.filter(|ms| *ms > 0);
        let made = made.or(entry.made.map(|made| made.saved)).unwrap_or(self.now);
        let note = mark.note.map(|note| note.trim().to_owned()).filter(|note| !note.is_empty());
        let tags = names(&mark.tags);
        // The same passage may be marked twice in an export, once in each of its files.
        let places = self.places_of_words.entry(same_words(&selectors.quote.exact)).or_default();
        let same = |at: &&usize| {
            let there = entry.highlights.get(**at);
            there.is_some_and(|(row, ..)| same_passage(&row.selectors.quote, &selectors.quote))
        };
        let found = places.iter().rev().take(SAME_WORDS).find(same).copied();
        if let Some((row, _, known)) = found.and_then(|at| entry.highlights.get_mut(at)) {
            row.note = with_note(row.note.as_deref(), note.as_deref()).or(row.note.take());
            known.extend(tags);
            return;
        }
        places.push(entry.highlights.len());
        self.report.notes += u32::from(note.is_some());
        let row = HighlightRow {
            id: HighlightId(new_uuid(self.now)),
            article: entry.article,
            version,
            selectors,
            image: None,
            gaps,
            section,
            colour: mark.colour.unwrap_or_default(),
            style: mark.style,
            attribution: mark.attribution,
            translation: mark.translation,
            note,
            tags: Vec::new(),
            settled: None,
            created: made,
            updated: made,
        };
        entry.highlights.push((row, NoteId(new_uuid(self.now)), tags));
    }

    fn notes(&mut self, entry: &mut NewEntry, notes: Vec<String>, saved: Millis) {
        for note in notes.iter().map(|note| note.trim()).filter(|note| !note.is_empty()) {
            self.report.notes += 1;
            entry.notes.push(NoteRow {
                id: NoteId(new_uuid(self.now)),
                body: note.to_owned(),
                created: saved,
                updated: saved,
            });
        }
    }
}

/// How many entries a transaction stores, after one of so many that took so long: never more than twice as many.
fn next_part(stored: usize, took: Duration) -> usize {
    let fits = PART.as_micros() * stored as u128 / took.as_micros().max(1);
    usize::try_from(fits).unwrap_or(usize::MAX).clamp(1, (2 * stored).min(BATCH))
}

/// How many bytes an entry takes, roughly: its article, its record, and the words of its highlights once more.
fn weight(item: &Item) -> usize {
    item.content.as_ref().map_or(0, |content| content.text.len()) + 2 * item.record.bytes.len()
}

pub(crate) fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
