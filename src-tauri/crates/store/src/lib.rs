//! The library on disk: one SQLite file, used by one writer thread and a few readers.
//!
//! A call that writes returns only after its transaction is on the disk (`synchronous=FULL`).
//! Several processes may have the same library open; each sees the others' changes. This is the
//! only crate that uses SQLite. There is no storage trait: tests use SQLite as well.

mod annotations;
mod archive;
mod articles;
mod assets;
mod backup;
mod blobs;
mod captures;
mod citekeys;
mod connection;
mod durable;
mod error;
mod exported;
mod highlights;
mod import_undo;
mod imports;
mod log;
mod metadata;
mod people;
mod projects;
mod rows;
#[cfg(test)]
mod schema;
mod search;
mod settings;
mod sharing;
mod tags;
mod trash;
mod undo;
mod versions;
mod writer;

use std::path::{Path, PathBuf};
use std::sync::Mutex;

use rusqlite::Connection;

pub use annotations::{
    Annotation, AnnotationFilter, AnnotationGroup, AnnotationKind, AnnotationRow, AnnotationSort,
};
pub use archive::{Document, Missing};
pub use articles::{ArticleFilter, ArticleRow, Counts, PageRange, Scope, Sort};
pub use assets::{Asset, ImageAddress, NewAsset};
pub use captures::{CaptureOutcome, CaptureTarget, NewCapture};
pub use error::{Error, Lost};
pub use exported::{Announced, DueId, ExportedId, ExportedRow};
pub use highlights::{HighlightRow, HighlightedImage, NoteRow};
pub use imports::{
    EntryHash, EntryKey, ExtendedHighlight, FetchRow, Fetching, ImportId, KnownEntry, MadeArticle,
    MovedHighlight, NewEntry, Titled, Waiting,
};
pub use metadata::Fact;
pub use people::{FoundQuotation, PersonRow, QuotationId, QuotationsOf, SaidRow};
pub use projects::{Gathered, PieceRow, ProjectRow, SearchRow};
pub use search::Hit;
pub use tags::TagRow;
pub use undo::{EditLabel, Undone};
pub use versions::{CaptureRow, NewVersion, VersionInfo, VersionRow};

use sharing::{Presence, WriteTurn};
use writer::Writer;

/// SQLite's `application_id` of a library: "CMNP".
pub const APPLICATION_ID: i32 = 0x434D_4E50;

/// Why a library is read-only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Refusal {
    /// The file or its folder is write-protected.
    Protected,
    /// The disk was full when it was opened.
    NoRoom,
    /// The file is damaged in a part that must be sound for writing.
    Damaged,
}

/// A library on disk.
#[derive(Debug)]
pub struct Store {
    path: PathBuf,
    // Dropped before the writer: the last to close removes the log, and only the writer can.
    readers: Mutex<Vec<Connection>>,
    /// The thread that writes, or why the library is read-only.
    writer: Result<Writer, Refusal>,
    set_aside: Option<PathBuf>,
    /// The copy that is read instead of the file at `path`, if any; see [`Store::open_read_only`].
    /// Declared after the readers, so that they are closed before it is deleted.
    copy: Option<durable::TemporaryCopy>,
    /// Whether the file is opened as immutable, because nobody writes to it.
    alone: bool,
}

impl Store {
    /// Opens the library at `path`, or creates it.
    ///
    /// An older library is migrated, after a backup beside it. A library that is write-protected or
    /// damaged, or whose disk is full, is opened read-only.
    ///
    /// # Errors
    ///
    /// [`Error::NotALibrary`], [`Error::TooNew`] (both leave the file untouched),
    /// [`Error::CannotOpen`], or an SQLite error.
    pub fn open(path: &Path) -> Result<Self, Error> {
        if connection::access(path)? == connection::Access::ReadOnly {
            return Self::open_read_only(path, Refusal::Protected);
        }
        let there = path.exists();
        match Self::open_to_write(path) {
            Err(full @ Error::DiskFull) if there => {
                Self::open_read_only(path, Refusal::NoRoom).map_err(|_| full)
            }
            // A damaged library is still shown and archived as far as it can be read.
            Err(damaged @ (Error::Corrupt | Error::Unreadable(_))) if there => {
                Self::open_read_only(path, Refusal::Damaged).map_err(|_| damaged)
            }
            opened => opened,
        }
    }

    fn open_to_write(path: &Path) -> Result<Self, Error> {
        let mut turn = WriteTurn::of(path)?;
        let joined = {
            let _held = turn.take()?;
            join(path)?
        };
        let writer = Writer::start(path, joined.connection, turn, joined.bases, joined.reserved)?;
        let first = connection::reader(path, false)?;
        Ok(Self {
            path: path.to_owned(),
            writer: Ok(writer),
            readers: Mutex::new(vec![first]),
            set_aside: joined.set_aside,
            copy: None,
            alone: false,
        })
    }

    /// Opens a library read-only. If its log has changes that are not in its file yet, both are
    /// copied into the temporary folder and read there, because SQLite needs to write to read a
    /// log.
    fn open_read_only(path: &Path, why: Refusal) -> Result<Self, Error> {
        if why != Refusal::Protected
            && sharing::beside(path, "-open").exists()
            && Presence::join(path).is_ok_and(|(_, alone)| !alone)
            && let Ok(shared) = connection::reader(path, false)
            && connection::check_schema(&shared, path).is_ok()
        {
            // Other processes have it open and may write to it, so it is read through the shared
            // index of its log.
            return Ok(Self {
                path: path.to_owned(),
                writer: Err(why),
                readers: Mutex::new(vec![shared]),
                set_aside: None,
                copy: None,
                alone: false,
            });
        }
        let log = std::fs::metadata(sharing::beside(path, "-wal"));
        // A log of 32 bytes or less has only its header and no changes.
        let copy = match log.is_ok_and(|log| log.len() > 32) {
            true => Some(with_log(path)?),
            false => None,
        };
        let first = match &copy {
            Some(copy) => connection::reader(&copy.path, false)?,
            None => {
                connection::check_read_only(path)?;
                connection::reader(path, true)?
            }
        };
        Ok(Self {
            path: path.to_owned(),
            writer: Err(why),
            readers: Mutex::new(vec![first]),
            set_aside: None,
            copy,
            alone: true,
        })
    }

    /// Closes the library before the process ends. If no other process has it open, the file then
    /// contains everything. Later calls fail.
    pub fn close(&self) {
        if let Ok(mut readers) = self.readers.lock() {
            readers.clear();
        }
        if let Ok(writer) = &self.writer {
            writer.close();
        }
    }

    /// Path of the library.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Number of the newest migration that the library has been through.
    ///
    /// # Errors
    ///
    /// What SQLite says.
    pub fn schema_version(&self) -> Result<u32, Error> {
        self.read(|c| Ok(c.query_row("PRAGMA user_version", [], |r| r.get(0))?))
    }

    /// Whether it is read-only.
    #[must_use]
    pub fn is_read_only(&self) -> bool {
        self.writer.is_err()
    }

    /// Why it is read-only although it is not write-protected: [`Error::NoRoom`] or
    /// [`Error::Corrupt`].
    #[must_use]
    pub fn refusal(&self) -> Option<Error> {
        self.writer().err().filter(|why| !matches!(why, Error::ReadOnly))
    }

    fn writer(&self) -> Result<&Writer, Error> {
        self.writer.as_ref().map_err(|why| match why {
            Refusal::Protected => Error::ReadOnly,
            Refusal::NoRoom => Error::NoRoom,
            Refusal::Damaged => Error::Corrupt,
        })
    }

    /// Path of the log that was found beside the library when it was opened, belonged to another
    /// state of its file, and was set aside.
    #[must_use]
    pub fn set_aside(&self) -> Option<&Path> {
        self.set_aside.as_deref()
    }

    /// Checks that the files at the library's path are still those that are open. If not, saves
    /// everything that the open connection sees beside them, once, and stops writing. To be called
    /// about once a second.
    ///
    /// # Errors
    ///
    /// [`Error::Detached`].
    pub fn check_files(&self) -> Result<(), Error> {
        self.writer.as_ref().map_or(Ok(()), Writer::check_files)
    }

    /// A number that changes when another process has changed the library.
    ///
    /// # Errors
    ///
    /// SQLite errors.
    pub fn data_version(&self) -> Result<i64, Error> {
        // The number is only comparable on one connection, so it is always the writer's.
        match &self.writer {
            Ok(writer) => writer.run(|c| Ok(c.query_row("PRAGMA data_version", [], |r| r.get(0))?)),
            Err(_) => Ok(0),
        }
    }

    /// Runs `f` on a connection that only reads, within one snapshot.
    fn read<T>(&self, f: impl FnOnce(&Connection) -> Result<T, Error>) -> Result<T, Error> {
        let pooled = self.readers.lock().ok().and_then(|mut pool| pool.pop());
        let mut connection = match pooled {
            Some(connection) => connection,
            None => match &self.copy {
                Some(copy) => connection::reader(&copy.path, false)?,
                None => connection::reader(&self.path, self.alone)?,
            },
        };
        let result = {
            let transaction = connection.transaction()?;
            f(&transaction)
        };
        if let Ok(mut pool) = self.readers.lock()
            && pool.len() < 4
        {
            pool.push(connection);
        }
        result
    }

    /// Runs `f` in a transaction on the writer's thread. Returns after the commit is on the disk.
    fn write<T: Send + 'static>(
        &self,
        f: impl FnOnce(&Connection) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        self.writer()?.write(None, f)
    }

    /// As [`Self::write`], but the change can be undone; `label` names it.
    fn edit<T: Send + 'static>(
        &self,
        label: EditLabel,
        f: impl FnOnce(&Connection) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        self.writer()?.write(Some(label), f)
    }

    /// Undoes the last edit of this process; returns `None` if there is none.
    ///
    /// # Errors
    ///
    /// [`Error::UndoConflict`] if something else has changed the rows of the edit. The edit is then
    /// dropped from the history and nothing is changed.
    pub fn undo(&self) -> Result<Option<Undone>, Error> {
        self.writer()?.undo(undo::Direction::Undo)
    }

    /// Redoes the edit that was undone last; returns `None` if there is none.
    ///
    /// # Errors
    ///
    /// As [`Self::undo`].
    pub fn redo(&self) -> Result<Option<Undone>, Error> {
        self.writer()?.undo(undo::Direction::Redo)
    }

    /// Clears the undo history, after changes that no person made.
    ///
    /// # Errors
    ///
    /// [`Error::ReadOnly`].
    pub fn forget_history(&self) -> Result<(), Error> {
        self.writer()?.forget()
    }
}

/// Copies a library and its log. The copy's log is checked as usual: one that belongs to another
/// library is not replayed.
fn with_log(path: &Path) -> Result<durable::TemporaryCopy, Error> {
    let why = |err: std::io::Error| Error::CannotOpen {
        path: path.to_owned(),
        why: format!(
            "its latest changes lie in a log that can only be read from a copy, and that cannot be made ({err}); \
             make room, or copy the library with its -wal file into a folder that can be written to"
        ),
    };
    let copy = durable::TemporaryCopy::of(path, &["-wal", "-open"]).map_err(why)?;
    let mut turn = WriteTurn::of(&copy.path)?;
    let _held = turn.take()?;
    join(&copy.path)?;
    Ok(copy)
}

/// A library opened for writing.
struct Joined {
    connection: Connection,
    bases: log::Bases,
    set_aside: Option<PathBuf>,
    reserved: Option<sharing::Reserved>,
}

/// Registers this process among those that have the library open, and makes sure that the schema is
/// current. Requires the turn to write.
fn join(path: &Path) -> Result<Joined, Error> {
    let (presence, alone) = Presence::join(path)?;
    let prepare = || {
        let set_aside = if alone { log::check_leftover_log(path, &presence)? } else { None };
        let reserved = connection::prepare(path, alone)?;
        Ok((connection::writer(path)?, set_aside, reserved))
    };
    match prepare() {
        Ok((connection, set_aside, reserved)) => {
            let bases = log::Bases::of(&connection, presence)?;
            Ok(Joined { connection, bases, set_aside, reserved })
        }
        Err(err) => {
            if alone && matches!(err, Error::DiskFull) {
                presence.tidy(path);
            }
            // A file that is not a library is left as it was found, without lock files.
            if alone && !sharing::beside(path, "-wal").exists() {
                presence.clear(path);
            }
            Err(err)
        }
    }
}

#[cfg(test)]
mod tests {
    use commonplace_core::{ArticleId, CaptureId, CaptureMethod, Metadata, Rendition, VersionId};

    use super::*;

    fn version(n: u128, text: String) -> NewVersion {
        NewVersion {
            id: VersionId(uuid::Uuid::from_u128(n)),
            made: 1,
            html: text.clone(),
            text,
            rendition: Rendition::Article,
            extractor: "test".into(),
            metadata: Metadata { title: format!("Article {n}"), ..Metadata::default() },
            images: Vec::new(),
        }
    }

    fn capture(n: u128, text: String) -> NewCapture {
        NewCapture {
            id: CaptureId(uuid::Uuid::from_u128(n)),
            version: version(n, text.clone()),
            bytes: text.into_bytes(),
            method: CaptureMethod::Paste,
            url: None,
            redirects: Vec::new(),
            headers: Vec::new(),
            name: None,
            media_type: "text/plain".into(),
            charset: "UTF-8".into(),
            taken: 1,
        }
    }

    #[test]
    fn on_a_full_disk_nothing_that_was_saved_is_lost() -> Result<(), Box<dyn std::error::Error>> {
        let folder = tempfile::tempdir()?;
        let store = Store::open(&folder.path().join("library.db"))?;
        let add = |n: u128, size: usize| {
            // Text that does not compress well.
            let text: String =
                (0..size).map(|i| char::from(b'a' + ((i * i / 7 + i) % 26) as u8)).collect();
            store.add_capture(
                CaptureTarget::New(ArticleId(uuid::Uuid::from_u128(n))),
                capture(n, text),
            )
        };
        add(1, 10_000)?;
        // SQLite reports the same error for a database at its maximum size as for a full disk.
        if let Ok(writer) = &store.writer {
            writer.run(|c| {
                let pages: i64 = c.query_row("PRAGMA page_count", [], |r| r.get(0))?;
                c.query_row(&format!("PRAGMA max_page_count = {}", pages + 8), [], |_| Ok(()))?;
                Ok(())
            })?;
        }
        assert!(matches!(add(2, 2_000_000), Err(Error::DiskFull)));
        assert_eq!(store.counts()?.all, 1);
        assert_eq!(store.version(ArticleId(uuid::Uuid::from_u128(1)))?.text.len(), 10_000);
        drop(store);
        let store = Store::open(&folder.path().join("library.db"))?;
        assert_eq!(store.counts()?.all, 1);
        Ok(())
    }

    #[test]
    fn a_library_that_cannot_be_written_to_is_read_with_its_log()
    -> Result<(), Box<dyn std::error::Error>> {
        let folder = tempfile::tempdir()?;
        let path = folder.path().join("library.db");
        let store = Store::open(&path)?;
        for n in 1..=3 {
            let article = CaptureTarget::New(ArticleId(uuid::Uuid::from_u128(n)));
            store.add_capture(article, capture(n, "words".into()))?;
        }
        // As while another process has it open: the changes are only in the log.
        let read = Store::open_read_only(&path, Refusal::Protected)?;
        assert_eq!(read.counts()?.all, 3);
        assert!(matches!(read.set_setting("key", "value"), Err(Error::ReadOnly)));
        let copy = read.copy.as_ref().map(|copy| copy.path.clone()).ok_or("it is no copy")?;
        assert!(copy.exists());
        drop(read);
        assert!(!copy.exists(), "nothing is left behind");
        drop(store);
        let read = Store::open_read_only(&path, Refusal::Protected)?;
        assert!(read.copy.is_none() && read.counts()?.all == 3, "one file is read where it is");
        Ok(())
    }

    #[test]
    fn a_panic_in_a_write_is_a_fault_of_that_write_alone() -> Result<(), Box<dyn std::error::Error>>
    {
        let folder = tempfile::tempdir()?;
        let store = Store::open(&folder.path().join("library.db"))?;
        store.set_setting("before", "1")?;
        let fault = store.write(|c| -> Result<(), Error> {
            c.execute("DELETE FROM setting", [])?;
            panic!("nobody thought of this")
        });
        assert!(matches!(fault, Err(Error::Fault(why)) if why == "nobody thought of this"));
        // The write was rolled back, and the next one works.
        assert_eq!(store.setting("before")?.as_deref(), Some("1"));
        store.set_setting("after", "2")?;
        assert_eq!(store.setting("after")?.as_deref(), Some("2"));
        Ok(())
    }

    #[test]
    fn a_version_made_anew_has_the_images_that_are_there() -> Result<(), Box<dyn std::error::Error>>
    {
        let folder = tempfile::tempdir()?;
        let store = Store::open(&folder.path().join("library.db"))?;
        let id = ArticleId(uuid::Uuid::from_u128(1));
        let image = |key: &str| (key.to_owned(), format!("https://paper.example/{key}"));
        let mut first = capture(1, "old".into());
        first.version.images = vec![image("a"), image("b")];
        let (old, taken) = (first.version.id, first.id);
        store.add_capture(CaptureTarget::New(id), first)?;
        let content = Ok((b"GIF8".to_vec(), "image/gif".to_owned()));
        store.add_assets(old, vec![NewAsset { key: "b".into(), content }])?;
        let new = NewVersion {
            extractor: "better".into(),
            images: vec![image("b"), image("c")],
            ..version(2, "new".into())
        };
        store.add_version(id, taken, new.clone(), false)?;
        let shown = store.version(id)?;
        assert_eq!((shown.text.as_str(), shown.extractor.as_str()), ("new", "better"));
        assert_eq!(shown.capture.id, taken);
        assert_eq!(store.asset_keys(id)?, ["b"]);
        assert_eq!(store.version_count(id)?, 2);
        let other = CaptureId(uuid::Uuid::from_u128(9));
        let lost = NewVersion { id: VersionId(uuid::Uuid::from_u128(3)), ..new };
        assert!(matches!(store.add_version(id, other, lost, false), Err(Error::NotFound { .. })));
        Ok(())
    }

    #[test]
    fn a_capture_is_kept_byte_for_byte_and_never_changed() -> Result<(), Box<dyn std::error::Error>>
    {
        let folder = tempfile::tempdir()?;
        let store = Store::open(&folder.path().join("library.db"))?;
        let bytes: Vec<u8> = (0..50_000_u32).map(|n| (n % 251) as u8).collect();
        let id = ArticleId(uuid::Uuid::from_u128(1));
        store.add_capture(
            CaptureTarget::New(id),
            NewCapture { bytes: bytes.clone(), ..capture(1, "text".into()) },
        )?;
        assert_eq!(store.capture_bytes(CaptureId(uuid::Uuid::from_u128(1)))?, bytes);
        let changed = store.write(|c| Ok(c.execute("UPDATE capture SET url = 'x'", [])?));
        assert!(changed.is_err());
        Ok(())
    }
}
