//! Errors as they are kept and shown: a code to decide on, its parameter, and an English message. The interface
//! writes its own sentence from the code and the parameter.

use commonplace_capture::Error as Capture;
use commonplace_store::Error as Store;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What a front end may act on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// The request makes no sense.
    Invalid,
    /// Nothing has this id.
    NotFound,
    /// There is nothing to clip.
    Empty,
    /// The page is too large. `subject`: the limit in MiB.
    TooLarge,
    /// It is no page. `subject`: what it is.
    NotText,
    /// It is of a kind that cannot be read yet. `subject`: what it is.
    NotYet,
    /// It takes too long to be taken apart.
    TooHeavy,
    /// It has no text without its scripts.
    NoText,
    /// What was to be imported cannot be read. `subject`: the file.
    CannotRead,
    /// An import failed on its way. `subject`: how many entries are in the library.
    Partly,
    /// What was to be imported is a broken zip file. `subject`: the file.
    BrokenZip,
    /// Not an address that can be fetched. `subject`: why.
    BadUrl,
    /// On the reader's own network; may be allowed. `subject`: the host.
    PrivateAddress,
    /// A public page led to the own network. `subject`: the host.
    PrivateRedirect,
    /// Nothing answers. `subject`: the host.
    Unreachable,
    /// The server answered with an error. `subject`: the status.
    HttpStatus,
    /// Too many redirects.
    TooManyRedirects,
    /// It took too long. `subject`: seconds.
    Timeout,
    /// The reader stopped it.
    Cancelled,
    /// The words are not in the article.
    QuoteNotFound,
    /// The words are there more than once. `subject`: how often.
    QuoteAmbiguous,
    /// The file is no library.
    NotALibrary,
    /// A later version wrote it.
    LibraryTooNew,
    /// The library cannot be opened.
    CannotOpen,
    /// The library can only be read.
    ReadOnly,
    /// Another one has this name. `subject`: the name.
    NameTaken,
    /// The disk is full.
    DiskFull,
    /// Another program is writing.
    Busy,
    /// The library is damaged.
    Corrupt,
    /// The library's files were moved, deleted or replaced while they were open. `subject`: where everything was
    /// saved to.
    Detached,
    /// What would be undone was changed elsewhere.
    UndoConflict,
    /// A folder or file cannot be written. `subject`: the system's word.
    CannotWrite,
    /// The reader's template is none, or asks for what there is not. `subject`: line, column and why.
    Template,
    /// Not possible in this front end.
    NotHere,
    /// A fault of the app.
    Internal,
}

/// What went wrong, as front ends see it and as the library stores it of a page that could not be fetched.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, thiserror::Error)]
#[error("{message}")]
pub struct Failure {
    /// What to decide on.
    pub code: ErrorCode,
    /// What the sentence is about; see the code.
    pub subject: Option<String>,
    /// In English, for logs and the command line.
    pub message: String,
}

impl From<crate::Error> for Failure {
    fn from(err: crate::Error) -> Self {
        use crate::Error as E;
        use ErrorCode as C;
        let (code, subject) = match &err {
            E::Capture(err) => capture(err),
            E::Store(Store::NameTaken(name)) => (C::NameTaken, Some(name.clone())),
            E::Store(Store::Detached { saved }) => {
                (C::Detached, saved.as_deref().map(|path| path.display().to_string()))
            }
            E::Store(err) => (store(err), None),
            E::Folder(err) => {
                use commonplace_exchange::folder::Error as F;
                let (F::Folder { source, .. } | F::Write { source, .. }) = err;
                (C::CannotWrite, Some(source.to_string()))
            }
            E::Import(err) => {
                use commonplace_exchange::import::Error as I;
                match err {
                    I::Io { name, .. } => (C::CannotRead, Some(name.clone())),
                    I::Zip { name, .. } => (C::BrokenZip, Some(name.clone())),
                }
            }
            E::Template(err) => {
                (C::Template, Some(format!("{}:{}: {}", err.line, err.column, err.message)))
            }
            E::Partly { stored, .. } => (C::Partly, Some(stored.to_string())),
            E::Invalid(_) => (C::Invalid, None),
            E::QuoteNotFound { .. } => (C::QuoteNotFound, None),
            E::QuoteAmbiguous { count } => (C::QuoteAmbiguous, Some(count.to_string())),
            E::UnknownId(_) => (C::NotFound, None),
            E::NotHere(_) => (C::NotHere, None),
            E::Failed(failure) => (failure.code, failure.subject.clone()),
        };
        Self { code, subject, message: err.to_string() }
    }
}

fn capture(err: &Capture) -> (ErrorCode, Option<String>) {
    use ErrorCode as C;
    match err {
        Capture::Empty => (C::Empty, None),
        Capture::TooLarge => (C::TooLarge, Some((commonplace_capture::MAX_PAGE >> 20).to_string())),
        Capture::NotText { kind } => (C::NotText, Some(kind.clone())),
        Capture::NotYet { kind } => (C::NotYet, Some(kind.clone())),
        Capture::TooHeavy => (C::TooHeavy, None),
        Capture::NoText => (C::NoText, None),
        Capture::BadUrl { why, .. } => (C::BadUrl, Some((*why).to_owned())),
        Capture::Private { host } => (C::PrivateAddress, Some(host.clone())),
        Capture::PrivateRedirect { host } => (C::PrivateRedirect, Some(host.clone())),
        Capture::Unreachable { host, .. } => (C::Unreachable, Some(host.clone())),
        Capture::Status { status } => (C::HttpStatus, Some(status.to_string())),
        Capture::TooManyRedirects { .. } => (C::TooManyRedirects, None),
        Capture::Timeout { after } => (C::Timeout, Some(after.as_secs().to_string())),
        Capture::Cancelled => (C::Cancelled, None),
    }
}

fn store(err: &Store) -> ErrorCode {
    use ErrorCode as C;
    match err {
        Store::NotFound { .. } => C::NotFound,
        Store::NotALibrary(_) => C::NotALibrary,
        Store::TooNew { .. } => C::LibraryTooNew,
        Store::CannotOpen { .. } => C::CannotOpen,
        Store::ReadOnly => C::ReadOnly,
        Store::NameTaken(_) => C::NameTaken,
        Store::DiskFull | Store::NoRoom => C::DiskFull,
        Store::Busy => C::Busy,
        Store::Corrupt | Store::Lost(_) => C::Corrupt,
        Store::Detached { .. } => C::Detached,
        Store::Exists(_) => C::CannotWrite,
        Store::InUse => C::Busy,
        Store::UndoConflict => C::UndoConflict,
        Store::Fault(_) | Store::Unreadable(_) | Store::Io(_) | Store::Sqlite(_) => C::Internal,
    }
}
