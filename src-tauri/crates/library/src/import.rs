//! Imports the exports of other tools: articles with their tags, state and dates, notes, and highlights, which
//! are anchored in the text of the article if the library has it.
//!
//! Each entry of an export becomes a capture of the article if the export has its text, or else of what the
//! export says about it (the record). A highlight whose words no page of the article has shown yet is kept on the
//! record, whose text is the highlighted words; once a page with these words is captured, the highlight moves
//! there ([`Library::move_waiting_highlights`]).

mod entries;
mod highlights;
mod passages;
mod waiting;

use std::cell::Cell;
use std::collections::{HashMap, HashSet};
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use commonplace_capture::canonical_url;
use commonplace_core::{ArticleId, Finder, TextQuote, other_scheme};
use commonplace_exchange::archive::Archive;
use commonplace_exchange::import::{self, Found, ImportFiles, ImportSource, Item, SkipReason};
use commonplace_store::{EntryHash, EntryKey, ImportId, KnownEntry, NewEntry};

use self::passages::certain_place;
use crate::events::Event;
use crate::work::Imported;
use crate::{Error, Library, Millis};

/// Maximum number of entries that are compared with the library and stored together.
const BATCH: usize = 1_000;
/// Bytes of entries above which a batch is stored even if it has fewer.
const BATCH_BYTES: usize = 8 << 20;
/// Time that one transaction of an import should take. A highlight made meanwhile waits for one transaction.
const PART: Duration = Duration::from_millis(60);
/// Number of entries in the first transaction.
const FIRST_PART: usize = 10;
/// Maximum number of entries without an address that wait for later entries with the same title.
const UNPLACED: usize = 10_000;
/// Bytes of such entries above which they are stored even if there are fewer.
const UNPLACED_BYTES: usize = 64 << 20;
/// Progress callback of an import: receives the steps done, the bytes read and the bytes in all, and returns whether
/// to continue.
pub type ImportProgress<'a> = &'a dyn Fn(u64, u64, u64) -> ControlFlow<()>;

/// An entry that is not stored yet.
struct Pending {
    item: Item,
    kind: ImportSource,
    url: Option<String>,
    key: EntryKey,
}

/// A running import.
struct Import<'a> {
    library: &'a Library,
    /// `None` until something is stored, and in a dry run.
    id: Option<ImportId>,
    name: String,
    now: Millis,
    report: Imported,
    pending: Vec<Pending>,
    /// Indices into `pending`, by the identity of the entry.
    places: HashMap<EntryHash, usize>,
    bytes: usize,
    /// Entries without an address, which may be about articles that come later in the export.
    unplaced: Vec<Pending>,
    unplaced_bytes: usize,
    /// Identities of all entries so far, of any batch.
    seen: HashSet<EntryHash>,
    /// Indices into the current entry's highlights, by their words (`same_words` of `passages`).
    places_of_words: HashMap<String, Vec<usize>>,
    /// Hashes of the highlights that were counted, by entry and words.
    counted: HashSet<u64>,
    failed: Option<Error>,
    /// Number of entries on the disk.
    stored: u32,
    /// Number of entries that the next transaction stores.
    part: usize,
    /// Reports progress, and returns whether to continue.
    go_on: &'a dyn Fn() -> ControlFlow<()>,
}

impl Library {
    /// Imports exports of other tools: files, zip archives, folders. With `dry_run` nothing is stored, and the
    /// result says what would be. An import is one edit, undone as a whole. Entries stored before it was stopped or
    /// failed stay; importing again continues with the rest.
    ///
    /// # Errors
    ///
    /// [`Error::Import`] for files that cannot be opened; [`Error::Store`]; either inside [`Error::Partly`] if
    /// entries were stored before the failure.
    pub fn import(
        &self,
        paths: &[PathBuf],
        dry_run: bool,
        now: Millis,
        progress: ImportProgress<'_>,
    ) -> Result<Imported, Error> {
        let given = ImportFiles::open(paths)?;
        let steps = Cell::new(0);
        let go_on = || {
            steps.set(steps.get() + 1);
            let (read, total) = given.progress();
            progress(steps.get(), read, total)
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
            import.add(found, dry_run)
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
}

impl Import<'_> {
    /// Whether this import already had an entry of this identity.
    fn has_entry(&self, entry: &EntryHash) -> bool {
        self.places.contains_key(entry) || self.seen.contains(entry)
    }

    /// Takes an entry from the parser; stores the batch when it is full.
    fn add(&mut self, found: Found, dry_run: bool) -> ControlFlow<()> {
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
                // One page under http and https is the same entry.
                let other = url.as_deref().and_then(other_scheme);
                let as_other = item.identity(other.as_deref());
                if other.is_some() && self.has_entry(&as_other) && !self.has_entry(&entry) {
                    (url, entry) = (other, as_other);
                }
                item.metadata.url.clone_from(&url);
                if self.has_entry(&entry) {
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

    /// Stores the pending entries, then those without an address.
    fn store_all(&mut self, dry_run: bool) -> Result<(), Error> {
        self.store(dry_run)?;
        let unplaced = std::mem::take(&mut self.unplaced);
        self.unplaced_bytes = 0;
        self.store_these(unplaced, dry_run)
    }

    /// Stores the pending entries, or counts what would be stored. Entries without an address may wait.
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
                None => self.find_by_title(&one)?,
                known => known,
            };
            match known {
                Some(KnownEntry { same, trashed, .. }) if same || trashed => {
                    self.report.duplicate += u32::from(first);
                    self.report.known += count(one.item.highlights.len());
                }
                Some(known) => {
                    let entry = self.additions(known.article, one)?;
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
                    entries.push(self.new_article(one, first));
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
        // A page that came with these entries may have words that highlights of its article wait for.
        let with_page: Vec<ArticleId> = entries
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
        for article in with_page {
            self.library.move_waiting_highlights(article)?;
        }
        Ok(())
    }

    /// The article that an entry is about, by its title: an article whose page has highlighted words of the entry, or
    /// one without a page if only the article or only the entry has an address.
    fn find_by_title(&self, one: &Pending) -> Result<Option<KnownEntry>, Error> {
        let store = &self.library.store;
        let about = &one.item.metadata;
        let title = about.title.trim();
        let is = |article| Ok(Some(KnownEntry { article, same: false, trashed: false }));
        // Readwise exports highlights without the address of the article; its list of documents has the address.
        if one.url.is_some() {
            let from =
                Some(ImportSource::Readwise.name()).filter(|_| one.kind == ImportSource::Reader);
            let found =
                if from.is_some() { store.imported_without_page(title, from)? } else { Vec::new() };
            return found.first().map_or(Ok(None), |article| is(*article));
        }
        if title.is_empty() || one.item.highlights.is_empty() {
            return Ok(None);
        }
        let titled = store.articles_with_title(title)?;
        let quotes: Vec<TextQuote> =
            one.item.highlights.iter().map(|mark| mark.quote.clone()).collect();
        for there in titled.iter().filter(|there| !there.waits) {
            let page = store.version(there.article)?;
            if Finder::new(&page.text)
                .place_all(&quotes)
                .iter()
                .any(|placed| certain_place(placed).is_some())
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
}

/// Number of entries for the next transaction, after one of `stored` entries that took `took`: at most twice as many.
fn next_part(stored: usize, took: Duration) -> usize {
    let fits = PART.as_micros() * stored as u128 / took.as_micros().max(1);
    usize::try_from(fits).unwrap_or(usize::MAX).clamp(1, (2 * stored).min(BATCH))
}

/// Bytes of memory of an entry, roughly: its article, its record, and the words of its highlights.
fn weight(item: &Item) -> usize {
    item.content.as_ref().map_or(0, |content| content.text.len()) + 2 * item.record.bytes.len()
}

pub(crate) fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
