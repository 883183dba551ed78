//! Errors of the library on disk.

use std::path::PathBuf;

/// Errors of the library on disk. Every message says what to do next.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Nothing has this id.
    #[error("there is no {kind} with the id {id}")]
    NotFound {
        /// Kind of the thing that was looked up.
        kind: &'static str,
        /// Its id.
        id: String,
    },
    /// The file is not a library.
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
    /// The file cannot be opened or created.
    #[error("the library {} cannot be opened: {why}", path.display())]
    CannotOpen {
        /// The file.
        path: PathBuf,
        /// The system's message.
        why: String,
    },
    /// The library is read-only.
    #[error("the library can only be read: its file or folder is write-protected")]
    ReadOnly,
    /// Another project or saved search has this name.
    #[error("{0:?} is the name of another one already; choose another name")]
    NameTaken(String),
    /// The disk is full.
    #[error("the disk is full: what was to be saved now is not; make room and try again")]
    DiskFull,
    /// The disk was full when the library was opened, so it is read-only.
    #[error(
        "the disk was full when the library was opened, so it can only be read: make room and open it again"
    )]
    NoRoom,
    /// Another process kept the library locked longer than the timeout.
    #[error("another program is writing to the library; try again")]
    Busy,
    /// The file is damaged.
    #[error(
        "part of the library's file is damaged and cannot be read: `commonplace archive FILE` saves all that can; `commonplace restore FILE` puts a backup in its place"
    )]
    Corrupt,
    /// Parts of a damaged file cannot be read; the rest was read.
    #[error("part of the library's file is damaged: {0} cannot be read and are missing")]
    Lost(Lost),
    /// The files at the library's path are not those that are open: they were deleted, replaced or
    /// moved.
    #[error(
        "the library's file was moved, deleted or replaced while it was open; nothing is saved any more: {}",
        rescued(saved.as_deref())
    )]
    Detached {
        /// Path of the copy with everything up to that moment; `None` if there was no space for it.
        saved: Option<PathBuf>,
    },
    /// The target file exists already.
    #[error("{} is there already and was left as it is: name another file", .0.display())]
    Exists(PathBuf),
    /// The library is open in another process.
    #[error("the library is open in another program: close it and try again; nothing was changed")]
    InUse,
    /// A bug in this program; the library is not damaged.
    #[error("a fault of Commonplace: {0}; nothing was changed, and the library is as it was")]
    Fault(String),
    /// Something that the undo would change has been changed elsewhere since.
    #[error("this cannot be undone any more: it was changed elsewhere since")]
    UndoConflict,
    /// Stored data that no version of the app writes.
    #[error(
        "the library holds something that this version cannot read ({0}): `commonplace archive FILE` saves all that can be read"
    )]
    Unreadable(String),
    /// A file system error.
    #[error("the library's folder: {0}")]
    Io(std::io::Error),
    /// Any other SQLite error.
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
    /// The cause for the log: a code of SQLite or of the system, never a message, which may quote a text.
    #[must_use]
    pub fn log_cause(&self) -> String {
        match self {
            Self::Sqlite(err) => {
                format!("sqlite {:?}", err.sqlite_error().map(|err| err.extended_code))
            }
            Self::Io(err) => format!("io {:?}", err.kind()),
            Self::Busy => "busy".to_owned(),
            Self::DiskFull => "disk full".to_owned(),
            Self::Corrupt => "corrupt".to_owned(),
            _ => "other".to_owned(),
        }
    }

    /// From the payload of a panic.
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
        // SQLite reports a full disk as an I/O error when it cannot enlarge the log's index.
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
                // A schema or a row that no version of this program writes. The message leaves out
                // the SQL, which does not help a person.
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

/// Counts of what cannot be read in a damaged library.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Lost {
    /// Articles that cannot be read at all.
    pub articles: u32,
    /// Tables, of one article or of the library, with rows missing.
    pub parts: u32,
    /// Captures and images whose bytes are missing or do not match their hash.
    pub bytes: u32,
}

impl Lost {
    /// Total of all counts.
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
