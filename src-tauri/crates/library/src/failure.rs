//! Errors as they are stored and shown: a code, its parameter, and an English message. The
//! interface builds its own sentence from the code and the parameter.

use commonplace_capture::Error as Capture;
use commonplace_core::names;
use commonplace_store::Error as Store;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

names! {
    /// Why a request of a person is refused. Each front end has a sentence for each.
    Refusal {
        /// A name is empty or has more than 200 characters.
        Name = "name",
        /// A tag is empty or has more than 100 characters.
        Tag = "tag",
        /// A translation is empty or too long.
        Translation = "translation",
        /// The text is not a date.
        Date = "date",
        /// The text is not a web address.
        Address = "address",
        /// The text is not a DOI.
        Doi = "doi",
        /// There is no quotation at this place.
        NoQuotation = "no_quotation",
        /// There are no words at this place.
        NoWords = "no_words",
        /// The article has no such image, or no words beside it.
        NoImage = "no_image",
        /// The image was not stored with the article.
        ImageNotStored = "image_not_stored",
        /// The article has a newer version than the one shown.
        NewerVersion = "newer_version",
        /// Files that were handed over are no longer there.
        FilesGone = "files_gone",
        /// The name of a folder is not Unicode.
        FolderName = "folder_name",
        /// A file of annotations is not JSON.
        NotJson = "not_json",
        /// A file has no annotations that can be read.
        NoAnnotations = "no_annotations",
        /// Only web and mail addresses are opened.
        LinkScheme = "link_scheme",
    }
}

impl Refusal {
    /// The reason in English, with what to do.
    pub(crate) fn in_english(self) -> &'static str {
        match self {
            Self::Name => "a name has 1 to 200 characters",
            Self::Tag => "a tag has 1 to 100 characters",
            Self::Translation => "a translation has 1 to 20,000 characters",
            Self::Date => "this is not a date; write 2026, 2026-07, 2026-07-01 or 2026-07-01T09:30",
            Self::Address => "this is not a web address; write it with https:// in front",
            Self::Doi => "this is not a DOI; one begins with 10. and has a slash",
            Self::NoQuotation => "there is no quotation at this place",
            Self::NoWords => "there are no words at this place",
            Self::NoImage => "there is no such image, or no words beside it",
            Self::ImageNotStored => "this picture was not kept",
            Self::NewerVersion => "the article has a newer version by now; open it again",
            Self::FilesGone => "these files are no longer there; choose them again",
            Self::FolderName => "the name of this folder is not Unicode; choose another",
            Self::NotJson => "this is not a file of annotations: it is not JSON",
            Self::NoAnnotations => {
                "this file has no annotations: expected W3C Web Annotations or an export of Hypothesis"
            }
            Self::LinkScheme => "only web and mail addresses are opened",
        }
    }
}

names! {
    /// Why a folder or file cannot be written.
    WriteProblem {
        /// It may not be written to.
        Permission = "permission",
        /// It does not exist, or its disk is not connected.
        NotFound = "not_found",
        /// The disk is full.
        Full = "full",
        /// The disk is read-only.
        ReadOnly = "read_only",
        /// The system gave another reason, which is in the log.
        Other = "other",
    }
}

impl From<&std::io::Error> for WriteProblem {
    fn from(err: &std::io::Error) -> Self {
        use std::io::ErrorKind as K;
        match err.kind() {
            K::PermissionDenied => Self::Permission,
            K::NotFound | K::NotADirectory => Self::NotFound,
            K::StorageFull | K::QuotaExceeded => Self::Full,
            K::ReadOnlyFilesystem => Self::ReadOnly,
            _ => Self::Other,
        }
    }
}

/// Error codes that a front end may act on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// The request is invalid: a bug of a front end, or wrong use of the contract.
    Invalid,
    /// A person asked for something that is not possible. `subject`: a [`Refusal`].
    Refused,
    /// Nothing has this id.
    NotFound,
    /// There is nothing to clip.
    Empty,
    /// The page is too large. `subject`: the limit in MiB.
    TooLarge,
    /// It is not a page. `subject`: a [`FileKind`](commonplace_capture::FileKind).
    NotText,
    /// Its format is not supported yet. `subject`: a [`FileKind`](commonplace_capture::FileKind).
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
    /// The address cannot be fetched. `subject`: a [`UrlProblem`](commonplace_capture::UrlProblem).
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
    /// A folder or file cannot be written. `subject`: a [`WriteProblem`].
    CannotWrite,
    /// The template does not parse, or names something that does not exist. `subject`: line and
    /// column, a [`TemplateProblem`](commonplace_exchange::template::TemplateProblem), the part:
    /// `3:14 field titel`.
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
                (C::CannotWrite, Some(WriteProblem::from(source).name().to_owned()))
            }
            E::Import(err) => {
                use commonplace_exchange::import::Error as I;
                match err {
                    I::Io { name, .. } => (C::CannotRead, Some(name.clone())),
                    I::Zip { name, .. } => (C::BrokenZip, Some(name.clone())),
                }
            }
            E::Template(err) => (
                C::Template,
                Some(format!("{}:{} {} {}", err.line, err.column, err.problem.name(), err.part)),
            ),
            E::Partly { stored, .. } => (C::Partly, Some(stored.to_string())),
            E::Invalid(_) => (C::Invalid, None),
            E::Refused(why) => (C::Refused, Some(why.name().to_owned())),
            E::QuoteNotFound { .. } => (C::QuoteNotFound, None),
            E::QuoteAmbiguous { count } => (C::QuoteAmbiguous, Some(count.to_string())),
            E::UnknownId(_) => (C::NotFound, None),
            E::NotHere(_) => (C::NotHere, None),
            E::Failed(failure) => (failure.code, failure.subject.clone()),
        };
        Self { code, subject, message: err.to_string() }
    }
}

impl Failure {
    /// The failure of an error, which is logged if it is one of the system or of the app. For where an operation ends:
    /// one that is retried logs only a failure that is new.
    pub(crate) fn logged(err: crate::Error) -> Self {
        let cause = log_cause(&err);
        let failure = Self::from(err);
        failure.log(&cause);
        failure
    }

    /// Logs the failure with its cause, but without its message, which may quote a text.
    pub(crate) fn log(&self, cause: &str) {
        let code = self.code;
        match code {
            ErrorCode::Internal | ErrorCode::Corrupt | ErrorCode::Detached => {
                tracing::error!(?code, cause, "failed");
            }
            ErrorCode::CannotWrite
            | ErrorCode::CannotOpen
            | ErrorCode::DiskFull
            | ErrorCode::Busy
            | ErrorCode::TooHeavy
            | ErrorCode::Partly => tracing::warn!(?code, cause, "failed"),
            _ => {}
        }
    }
}

/// The cause of an error for the log: a code of SQLite or of the system.
pub(crate) fn log_cause(err: &crate::Error) -> String {
    match err {
        crate::Error::Store(err) => err.log_cause(),
        crate::Error::Folder(err) => {
            use commonplace_exchange::folder::Error as F;
            let (F::Folder { source, .. } | F::Write { source, .. }) = err;
            format!("io {:?} {:?}", source.kind(), source.raw_os_error())
        }
        _ => String::new(),
    }
}

fn capture(err: &Capture) -> (ErrorCode, Option<String>) {
    use ErrorCode as C;
    match err {
        Capture::Empty => (C::Empty, None),
        Capture::TooLarge => (C::TooLarge, Some((commonplace_capture::MAX_PAGE >> 20).to_string())),
        Capture::NotText { kind } => (C::NotText, Some(kind.name().to_owned())),
        Capture::NotYet { kind } => (C::NotYet, Some(kind.name().to_owned())),
        Capture::TooHeavy => (C::TooHeavy, None),
        Capture::NoText => (C::NoText, None),
        Capture::BadUrl { why, .. } => (C::BadUrl, Some(why.name().to_owned())),
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
