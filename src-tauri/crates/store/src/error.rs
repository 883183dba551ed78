//! What can go wrong with the library on disk.

use std::path::PathBuf;

/// What can go wrong with the library on disk. Every message says what to do next.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Nothing has this id.
    #[error("there is no {kind} with the id {id}")]
    NotFound {
        /// What was looked for.
        kind: &'static str,
        /// Its id.
        id: String,
    },
    /// The file is something else.
    #[error("{} is not a Commonplace library; name another file", .0.display())]
    NotALibrary(PathBuf),
    /// A later version of the app wrote this library.
    #[error(
        "the library was written by a later version of Commonplace (schema {found}; this one reads up to {known}); it was left untouched: update Commonplace"
    )]
    TooNew {
        /// The schema of the file.
        found: i64,
        /// The newest schema this app knows.
        known: i64,
    },
    /// The file cannot be opened or made.
    #[error("the library {} cannot be opened: {why}", path.display())]
    CannotOpen {
        /// The file.
        path: PathBuf,
        /// What the system said.
        why: String,
    },
    /// The library can be read, not written.
    #[error("the library can only be read: its file or folder is write-protected")]
    ReadOnly,
    /// Another project, or another search that is kept, has this name.
    #[error("{0:?} is the name of another one already; choose another name")]
    NameTaken(String),
    /// The disk is full.
    #[error("the disk is full: what was to be saved now is not; make room and try again")]
    DiskFull,
    /// The disk was full when the library was opened.
    #[error(
        "the disk was full when the library was opened, so it can only be read: make room and open it again"
    )]
    NoRoom,
    /// Another process holds the library for too long.
    #[error("another program is writing to the library; try again")]
    Busy,
    /// The file is damaged.
    #[error(
        "part of the library's file is damaged and cannot be read: `commonplace archive FILE` saves all that can; `commonplace restore FILE` puts a backup in its place"
    )]
    Corrupt,
    /// Something in a damaged file cannot be read; the rest was.
    #[error("part of the library's file is damaged: {0} cannot be read and are missing")]
    Lost(Lost),
    /// The files at the library's path are not the ones that are open: deleted, replaced or moved.
    #[error(
        "the library's file was moved, deleted or replaced while it was open; nothing is saved any more: {}",
        rescued(saved.as_deref())
    )]
    Detached {
        /// The library with everything up to then.
        saved: Option<PathBuf>,
    },
    /// A file is there already.
    #[error("{} is there already and was left as it is: name another file", .0.display())]
    Exists(PathBuf),
    /// Somebody has the library open.
    #[error("the library is open in another program: close it and try again; nothing was changed")]
    InUse,
    /// A fault of this program, not of the library.
    #[error("a fault of Commonplace: {0}; nothing was changed, and the library is as it was")]
    Fault(String),
    /// What an undo would change has been changed by something else.
    #[error("this cannot be undone any more: it was changed elsewhere since")]
    UndoConflict,
    /// Stored data that no version of the app writes.
    #[error(
        "the library holds something that this version cannot read ({0}): `commonplace archive FILE` saves all that can be read"
    )]
    Unreadable(String),
    /// The file system failed.
    #[error("the library's folder: {0}")]
    Io(std::io::Error),
    /// Anything else SQLite says.
    #[error("the library's database: {0}")]
    Sqlite(rusqlite::Error),
}

fn rescued(saved: Option<&std::path::Path>) -> String {
    match saved {
        Some(path) => format!("everything up to now is in {}; close Commonplace and open that file", path.display()),
        None => "and there was no room for a copy: keep Commonplace open, copy what you need, and make room".to_owned(),
    }
}

impl Error {
    /// From what a panic was raised with.
    pub(crate) fn of_panic(cause: &(dyn std::any::Any + Send)) -> Self {
        let text = cause.downcast_ref::<&str>().map(|text| (*text).to_owned());
        let text = text.or_else(|| cause.downcast_ref::<String>().cloned());
        Self::Fault(text.unwrap_or_else(|| "no reason given".to_owned()))
    }
}

impl From<std::io::Error> for Error {
    fn from(err: std::io::Error) -> Self {
        use std::io::ErrorKind as Kind;
        match err.kind() {
            Kind::StorageFull | Kind::QuotaExceeded => Self::DiskFull,
            _ => Self::Io(err),
        }
    }
}

impl From<rusqlite::Error> for Error {
    fn from(err: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode as Code;
        // SQLite reports a full disk as an I/O error when it cannot enlarge the index of the log.
        if let rusqlite::Error::SqliteFailure(what, _) = &err
            && what.extended_code == rusqlite::ffi::SQLITE_IOERR_SHMSIZE
        {
            return Self::DiskFull;
        }
        match err.sqlite_error_code() {
            Some(Code::DiskFull) => Self::DiskFull,
            Some(Code::DatabaseBusy | Code::DatabaseLocked) => Self::Busy,
            Some(Code::ReadOnly) => Self::ReadOnly,
            Some(Code::DatabaseCorrupt) => Self::Corrupt,
            _ => match err {
                // A schema or a row that no version of this program writes. The statement is of no use to a reader.
                rusqlite::Error::SqlInputError { msg, .. } => Self::Unreadable(msg),
                rusqlite::Error::InvalidColumnType(_, name, _) => Self::Unreadable(name),
                rusqlite::Error::FromSqlConversionFailure(_, _, why) => {
                    Self::Unreadable(why.to_string())
                }
                rusqlite::Error::IntegralValueOutOfRange(_, number) => {
                    Self::Unreadable(number.to_string())
                }
                err => Self::Sqlite(err),
            },
        }
    }
}

/// How much of a damaged library cannot be read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Lost {
    /// Articles of which nothing is left.
    pub articles: u32,
    /// Tables, of an article or beside them, of which something is missing.
    pub parts: u32,
    /// Captures and images whose bytes are gone or not the ones that were taken.
    pub bytes: u32,
}

impl Lost {
    /// How many things that are.
    #[must_use]
    pub fn count(&self) -> u32 {
        self.articles + self.parts + self.bytes
    }
}

impl std::fmt::Display for Lost {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{} articles, parts of {} records, {} captures or images",
            self.articles, self.parts, self.bytes
        )
    }
}
