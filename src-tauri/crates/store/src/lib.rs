//! The library on disk: one SQLite file, opened by one writer thread and a few readers.
//!
//! A call that writes returns after its transaction is on the disk (`synchronous=FULL`), never
//! before. Several processes may hold the same library; each sees the other's changes. The only
//! crate that knows SQLite; no storage trait: the test double of SQLite is SQLite.

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
mod undo;
mod versions;
mod writer;

use std::path::{Path, PathBuf};
use std::sync::Mutex;

use rusqlite::Connection;

pub use annotations::{
    Annotation, AnnotationFilter, AnnotationKind, AnnotationRow, AnnotationSort, Group,
};
pub use archive::{Document, Missing};
pub use articles::{ArticleFilter, ArticleRow, Counts, Page, Scope, Sort, TagRow};
pub use assets::{Asset, ImagePlace, NewAsset};
pub use captures::{Added, NewArticle, NewCapture};
pub use error::{Error, Lost};
pub use exported::{Announced, DueId, ExportedId, ExportedRow};
pub use highlights::{HighlightRow, HighlightedImage, NoteRow};
pub use imports::{
    BroughtHome, EntryHash, EntryKey, ExtendedHighlight, FetchRow, Fetching, ImportId, KnownEntry,
    MadeArticle, NewEntry, Titled, Waiting,
};
pub use metadata::Fact;
pub use people::{FoundQuotation, PersonRow, QuotationId, QuotationsOf, SaidRow};
pub use projects::{Gathered, PieceRow, ProjectRow, SearchRow};
pub use search::Hit;
pub use undo::{EditLabel, Undone};
pub use versions::{CaptureRow, NewVersion, VersionInfo, VersionRow};

use sharing::{Presence, Turn};
use writer::Writer;

/// Marks the file as ours: "CMNP".
pub const APPLICATION_ID: i32 = 0x434D_4E50;

/// Why a library can only be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Refusal {
    /// Its file or its folder is write-protected.
    Protected,
    /// There was no room on its disk when it was opened.
    NoRoom,
    /// Its file is damaged where it has to be sound to be written to.
    Damaged,
}

/// A library on disk.
#[derive(Debug)]
pub struct Store {
    path: PathBuf,
    // Before the writer: who closes last tidies the log away, and only the writer can.
    readers: Mutex<Vec<Connection>>,
    /// The thread that writes, or why the library can only be read.
    writer: Result<Writer, Refusal>,
    set_aside: Option<PathBuf>,
    /// Where it is read from if not at its path: see [`Store::open_read_only`]. After the readers, so that it is
    /// closed before it goes.
    copy: Option<durable::TemporaryCopy>,
    /// Whether its file is read as it lies there, as nobody writes to it.
    alone: bool,
}

impl Store {
    /// Opens the library at `path`, or makes a new one there.
    ///
    /// An older one is brought up to date, after a backup beside it. One that cannot be written
    /// to, or whose disk is full, is opened for reading only.
    ///
    /// # Errors
    ///
    /// [`Error::NotALibrary`], [`Error::TooNew`] (both leave the file untouched),
    /// [`Error::CannotOpen`], or what SQLite says.
    pub fn open(path: &Path) -> Result<Self, Error> {
        if connection::access(path)? == connection::Access::ReadOnly {
            return Self::open_read_only(path, Refusal::Protected);
        }
        let there = path.exists();
        match Self::open_to_write(path) {
            Err(full @ Error::DiskFull) if there => {
                Self::open_read_only(path, Refusal::NoRoom).map_err(|_| full)
            }
            // What still reads can be shown and archived.
            Err(damaged @ (Error::Corrupt | Error::Unreadable(_))) if there => {
                Self::open_read_only(path, Refusal::Damaged).map_err(|_| damaged)
            }
            opened => opened,
        }
    }

    fn open_to_write(path: &Path) -> Result<Self, Error> {
        let mut turn = Turn::of(path)?;
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

    /// Opens a library that cannot be written to. If its log has changes that are not in its file yet, both are
    /// read from a copy in the temporary folder: where nothing can be written SQLite reads no log.
    fn open_read_only(path: &Path, why: Refusal) -> Result<Self, Error> {
        if why != Refusal::Protected
            && sharing::beside(path, "-open").exists()
            && Presence::join(path).is_ok_and(|(_, alone)| !alone)
            && let Ok(shared) = connection::reader(path, false)
            && connection::check_schema(&shared, path).is_ok()
        {
            // Others have it open and may write to it: it is read through the index of its log, as they do.
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
        // A log of its header alone holds nothing.
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

    /// Closes the library before the process ends: where nobody else has it open, everything is in its file then. What
    /// is asked for later fails.
    pub fn close(&self) {
        if let Ok(mut readers) = self.readers.lock() {
            readers.clear();
        }
        if let Ok(writer) = &self.writer {
            writer.close();
        }
    }

    /// Where the library is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether it can only be read.
    #[must_use]
    pub fn is_read_only(&self) -> bool {
        self.writer.is_err()
    }

    /// Why it can only be read, where nobody chose that: [`Error::NoRoom`], [`Error::Corrupt`].
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

    /// The log that was found beside the library, belonged to another state of its file, and was set aside when it
    /// was opened: where it lies now.
    #[must_use]
    pub fn set_aside(&self) -> Option<&Path> {
        self.set_aside.as_deref()
    }

    /// Looks whether the files at the library's path are still the ones that are open. If not, everything the open
    /// connection sees is saved beside them, once, and nothing is written any more. To be called about once a second.
    ///
    /// # Errors
    ///
    /// [`Error::Detached`].
    pub fn check_files(&self) -> Result<(), Error> {
        self.writer.as_ref().map_or(Ok(()), Writer::check_files)
    }

    /// A number that differs once another process has changed the library.
    ///
    /// # Errors
    ///
    /// What SQLite says.
    pub fn data_version(&self) -> Result<i64, Error> {
        // One connection must be asked each time, so it is the writer's.
        match &self.writer {
            Ok(writer) => writer.run(|c| Ok(c.query_row("PRAGMA data_version", [], |r| r.get(0))?)),
            Err(_) => Ok(0),
        }
    }

    /// Runs `f` on a connection that only reads, in one snapshot.
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

    /// Runs `f` in a transaction on the writer's thread; returns after it is on the disk.
    fn write<T: Send + 'static>(
        &self,
        f: impl FnOnce(&Connection) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        self.writer()?.write(None, f)
    }

    /// As [`Self::write`], and the reader may undo it; `label` names what was done.
    fn edit<T: Send + 'static>(
        &self,
        label: EditLabel,
        f: impl FnOnce(&Connection) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        self.writer()?.write(Some(label), f)
    }

    /// Undoes the last edit of this process; `None` if there is none.
    ///
    /// # Errors
    ///
    /// [`Error::UndoConflict`] if something else has changed what it touched; the edit is then
    /// forgotten and nothing is changed.
    pub fn undo(&self) -> Result<Option<Undone>, Error> {
        self.writer()?.undo(undo::Direction::Undo)
    }

    /// Does again what was undone last.
    ///
    /// # Errors
    ///
    /// As [`Self::undo`].
    pub fn redo(&self) -> Result<Option<Undone>, Error> {
        self.writer()?.undo(undo::Direction::Redo)
    }

    /// Forgets what could be undone: after work that no reader did.
    ///
    /// # Errors
    ///
    /// [`Error::ReadOnly`].
    pub fn forget_history(&self) -> Result<(), Error> {
        self.writer()?.forget()
    }
}

/// A copy of a library and its log, in which the log is settled as anywhere: one of another library is not read.
fn with_log(path: &Path) -> Result<durable::TemporaryCopy, Error> {
    let why = |err: std::io::Error| Error::CannotOpen {
        path: path.to_owned(),
        why: format!(
            "its latest changes lie in a log that can only be read from a copy, and that cannot be made ({err}); \
             make room, or copy the library with its -wal file into a folder that can be written to"
        ),
    };
    let copy = durable::TemporaryCopy::of(path, &["-wal", "-open"]).map_err(why)?;
    let mut turn = Turn::of(&copy.path)?;
    let _held = turn.take()?;
    join(&copy.path)?;
    Ok(copy)
}

/// A library that was opened for writing.
struct Joined {
    connection: Connection,
    bases: log::Bases,
    set_aside: Option<PathBuf>,
    reserved: Option<sharing::Reserved>,
}

/// Joins those who have the library open, and makes sure that it is one of today's schema. Only in a turn.
fn join(path: &Path) -> Result<Joined, Error> {
    let (presence, alone) = Presence::join(path)?;
    let prepare = || {
        let set_aside = if alone { log::settle(path, &presence)? } else { None };
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
            // A file that is no library of ours is left as it was found.
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
            // Text that does not compress to nothing.
            let text: String =
                (0..size).map(|i| char::from(b'a' + ((i * i / 7 + i) % 26) as u8)).collect();
            store
                .add_capture(NewArticle::New(ArticleId(uuid::Uuid::from_u128(n))), capture(n, text))
        };
        add(1, 10_000)?;
        // What SQLite says of a database that may not grow is what it says of a full disk.
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
            let article = NewArticle::New(ArticleId(uuid::Uuid::from_u128(n)));
            store.add_capture(article, capture(n, "words".into()))?;
        }
        // As it lies there while somebody has it open: what was saved is in the log alone.
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
        // Nothing of it was done, and the next one works.
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
        store.add_capture(NewArticle::New(id), first)?;
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
            NewArticle::New(id),
            NewCapture { bytes: bytes.clone(), ..capture(1, "text".into()) },
        )?;
        assert_eq!(store.capture_bytes(CaptureId(uuid::Uuid::from_u128(1)))?, bytes);
        let changed = store.write(|c| Ok(c.execute("UPDATE capture SET url = 'x'", [])?));
        assert!(changed.is_err());
        Ok(())
    }
}
