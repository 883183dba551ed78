//! Errors as they are stored and shown: a code, its parameter, and an English message. The
//! interface builds its own sentence from the code and the parameter.

use commonplace_capture::Error as Capture;
use commonplace_store::Error as Store;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Error codes that a front end may act on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// The request is invalid.
    Invalid,
    /// Nothing has this id.
    NotFound,
    /// There is nothing to clip.
    Empty,
    /// The page is too large. `subject`: the limit in MiB.
    TooLarge,
    /// It is not a page. `subject`: what it is.
    NotText,
    /// Its format is not supported yet. `subject`: the format.
    NotYet,
    /// Reading it exceeds the limits of a worker.
    TooHeavy,
    /// It has no text unless its scripts run.
    NoText,
    /// A file to import cannot be read. `subject`: the file.
    CannotRead,
    /// An import failed before its end. `subject`: number of entries stored.
    Partly,
    /// A file to import is a broken zip file. `subject`: the file.
    BrokenZip,
    /// The address cannot be fetched. `subject`: why.
    BadUrl,
    /// The address is on a private network and was not allowed. `subject`: the host.
    PrivateAddress,
    /// A public page redirected to a private network. `subject`: the host.
    PrivateRedirect,
    /// The host does not answer. `subject`: the host.
    Unreachable,
    /// The server answered with an error. `subject`: the status code.
    HttpStatus,
    /// Too many redirects.
    TooManyRedirects,
    /// The request timed out. `subject`: the limit in seconds.
    Timeout,
    /// A person stopped it.
    Cancelled,
    /// The quote does not occur in the article.
    QuoteNotFound,
    /// The quote occurs in the article more than once. `subject`: how often.
    QuoteAmbiguous,
    /// The file is not a library.
    NotALibrary,
    /// The library was written by a later version of the app.
    LibraryTooNew,
    /// The library cannot be opened.
    CannotOpen,
    /// The library is read-only.
    ReadOnly,
    /// The name is taken. `subject`: the name.
    NameTaken,
    /// The disk is full.
    DiskFull,
    /// Another program is writing.
    Busy,
    /// The library is damaged.
    Corrupt,
    /// The library's files were moved, deleted or replaced while they were open. `subject`: path of
    /// the copy that was saved.
    Detached,
    /// Something that would be undone was changed elsewhere since.
    UndoConflict,
    /// A folder or file cannot be written. `subject`: the system's message.
    CannotWrite,
    /// The template does not parse, or names something that does not exist. `subject`: line, column
    /// and reason.
    Template,
    /// Not possible in this front end.
    NotHere,
    /// A bug in the app.
    Internal,
}

/// An error as front ends receive it, and as the library stores it for a page that could not be
/// fetched.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, thiserror::Error)]
#[error("{message}")]
pub struct Failure {
    /// The code to act on.
    pub code: ErrorCode,
    /// Parameter of the message; see the code.
    pub subject: Option<String>,
    /// English message, for logs and the command line.
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
