//! The use cases of the app, over one library.
//!
//! Front ends (window, server, command line) hold a [`Library`] and use none of the crates below. Every call that
//! is sent over a wire is declared once, in [`api`]. Functions take the time as an argument: only front ends read a
//! clock.

mod annotate;
pub mod api;
mod archive;
mod books;
mod clip;
mod diagnostics;
mod duplicates;
mod events;
mod export;
mod facts;
mod failure;
mod fetching;
mod gather;
mod import;
mod interchange;
mod jobs;
pub mod logging;
mod people;
mod quotes;
mod sample;
mod settings;
mod shown;
mod uploads;
mod vault;
mod versions;
mod word;
mod work;

use std::path::Path;
use std::sync::Arc;

use commonplace_capture::Fetcher;
use commonplace_core::ArticleId;
use commonplace_store::Store;

pub use annotate::NewHighlight;
pub use archive::Archived;
pub use clip::{Clip, Input};
pub use commonplace_capture::{Workers, be_a_worker};
pub use commonplace_core as core;
pub use commonplace_core::Millis;
pub use commonplace_exchange::import::{ImportSource, SkipReason};
pub use commonplace_exchange::lists::cell as csv_cell;
pub use commonplace_exchange::template::Preset;
pub use commonplace_exchange::{block_quote, plain_words};
pub use commonplace_store::{Fetching, Scope, Sort};
pub use export::{Report, day};
pub use facts::Fact;
pub use failure::{ErrorCode, Failure, Refusal, WriteProblem};
pub use import::ImportProgress;
pub use interchange::{AnnotationImport, ListFormat};
pub use people::Echo;
pub use quotes::{Checked, Evidence, FoundQuote, QuoteVerdict, Verified};
pub use settings::{Font, Settings, Theme};
pub use uploads::Handed;
pub use vault::{ExportOptions, VaultState};
pub use versions::Reread;
pub use word::Word;
pub use work::{
    ClipOutcome, Imported, Job, JobState, Outcome, Recheck, RecheckOutcome, Rechecked, Skipped,
    Stage, Work,
};

use events::Event;

/// Errors of the app's use cases.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A page could not be captured.
    #[error(transparent)]
    Capture(#[from] commonplace_capture::Error),
    /// A storage error of the library.
    #[error(transparent)]
    Store(#[from] commonplace_store::Error),
    /// An operation on a folder or a file in it failed.
    #[error(transparent)]
    Folder(#[from] commonplace_exchange::folder::Error),
    /// A file to import cannot be opened.
    #[error(transparent)]
    Import(#[from] commonplace_exchange::import::Error),
    /// The template does not parse, or names something that does not exist.
    #[error(transparent)]
    Template(#[from] commonplace_exchange::template::Error),
    /// An import failed before its end.
    #[error("{stored} entries were imported, the rest was not: {source}; import again to continue")]
    Partly {
        /// Number of entries stored.
        stored: u32,
        /// The error that ended it.
        source: Box<Error>,
    },
    /// An invalid request, which none of the app's front ends makes.
    #[error("{0}")]
    Invalid(String),
    /// A person asked for something that is not possible.
    #[error("{}", .0.in_english())]
    Refused(Refusal),
    /// The words to highlight do not occur in the article.
    #[error("these words are not in the article: {quote:?}; {}", instead(nearest.as_deref()))]
    QuoteNotFound {
        /// The words.
        quote: String,
        /// The most similar passage, if any.
        nearest: Option<String>,
    },
    /// The words to highlight occur in the article more than once.
    #[error("these words occur {count} times in the article; add some of the words around them")]
    QuoteAmbiguous {
        /// Number of occurrences.
        count: usize,
    },
    /// A text that is not the id of an article, nor the start of exactly one id.
    #[error(
        "{0:?} is the id of no article, or the start of more than one; `commonplace list` shows them"
    )]
    UnknownId(String),
    /// A stored failure of a background task.
    #[error(transparent)]
    Failed(#[from] Failure),
    /// The front end lacks this ability (no folder to choose, no browser to open).
    #[error("this is not possible here: {0}")]
    NotHere(&'static str),
}

fn instead(nearest: Option<&str>) -> String {
    match nearest {
        Some(nearest) => format!("did you mean {nearest:?}?"),
        None => "copy them from `commonplace show`".to_owned(),
    }
}

/// An open library.
#[derive(Debug)]
pub struct Library {
    store: Store,
    fetcher: Fetcher,
    workers: Workers,
    runtime: tokio::runtime::Handle,
    _background: Background,
    jobs: jobs::Jobs,
    events: events::Events,
    places: annotate::AnchorCache,
    shown: shown::ShownLately,
    keeping: std::sync::Mutex<vault::VaultThreadState>,
    exporting: std::sync::Mutex<()>,
    fetching: fetching::Hosts,
    uploads: uploads::Uploads,
}

/// The runtime of background work. Dropping it never blocks, so it may be dropped anywhere, even by
/// the last of its own tasks.
#[derive(Debug)]
struct Background(Option<tokio::runtime::Runtime>);

impl Drop for Background {
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

impl Library {
    /// Opens the library at `path`, or creates it. `workers` read pages.
    ///
    /// # Errors
    ///
    /// As [`Store::open`].
    pub fn open(path: &Path, workers: Workers, now: Millis) -> Result<Arc<Self>, Error> {
        let store = Store::open(path)?;
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .thread_name("library-jobs")
            .enable_all()
            .build()
            .map_err(commonplace_store::Error::Io)?;
        let library = Self {
            store,
            fetcher: Fetcher::new()?,
            workers,
            runtime: runtime.handle().clone(),
            _background: Background(Some(runtime)),
            jobs: jobs::Jobs::default(),
            events: events::Events::default(),
            places: annotate::AnchorCache::default(),
            shown: shown::ShownLately::default(),
            keeping: std::sync::Mutex::default(),
            exporting: std::sync::Mutex::default(),
            fetching: fetching::Hosts::default(),
            uploads: uploads::Uploads::default(),
        };
        logging::set_level(Settings::load(&library).log_level.0);
        tracing::info!(
            version = env!("CARGO_PKG_VERSION"),
            schema = library.store.schema_version().unwrap_or_default(),
            read_only = library.store.is_read_only(),
            "library opened"
        );
        if let Some(path) = library.store.set_aside() {
            library.events.send(Event::LogSetAside(path.to_owned()));
        }
        if !library.store.is_read_only() {
            // Deletes what has been in the trash for 30 days, except articles with annotations.
            library.store.expire_trash(now - 30 * 24 * 3_600 * 1_000)?;
        }
        Ok(Arc::new(library))
    }

    /// Closes the library. Call it before the process ends: exiting drops no values.
    pub fn close(&self) {
        self.store.close();
    }

    /// Tells the window that files were dropped at this position of its page, in pixels, and the
    /// web view did not report it.
    pub fn tell_dropped(&self, x: i32, y: i32) {
        self.events.send(Event::Dropped { x, y });
    }

    /// Tells the window that the drag over it has ended.
    pub fn tell_drag_ended(&self) {
        self.events.send(Event::DragEnded);
    }

    /// Copies the whole library into a file and checks the copy. The library may be in use.
    ///
    /// # Errors
    ///
    /// As [`Store::backup`].
    pub fn backup(&self, to: &Path) -> Result<(), Error> {
        Ok(self.store.backup(to)?)
    }

    /// Replaces a library that nobody has open with a backup. Returns the path where the replaced
    /// library is kept.
    ///
    /// # Errors
    ///
    /// As [`Store::restore_backup`].
    pub fn restore_backup(
        backup: &Path,
        library: &Path,
    ) -> Result<Option<std::path::PathBuf>, Error> {
        Ok(Store::restore_backup(backup, library)?)
    }

    /// The article with the id `text`, or the only one whose id starts with `text`.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownId`], or the store's error.
    pub fn resolve_id(&self, text: &str) -> Result<ArticleId, Error> {
        let unknown = || Error::UnknownId(text.to_owned());
        if let Ok(id) = text.parse() {
            return Ok(id);
        }
        let plausible = text.len() >= 4 && text.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-');
        match self.store.articles_by_prefix(text)?.as_slice() {
            [id] if plausible => Ok(*id),
            _ => Err(unknown()),
        }
    }

    /// Path of the log that was found beside the library, belonged to another state of its file,
    /// and was set aside.
    #[must_use]
    pub fn set_aside(&self) -> Option<&Path> {
        self.store.set_aside()
    }

    /// Why the library is read-only although nobody asked for that: its disk was full when it was
    /// opened, or its file is damaged. `None` if it is writable or write-protected.
    #[must_use]
    pub fn refusal(&self) -> Option<Error> {
        self.store.refusal().map(Error::from)
    }

    /// Tells front ends to open a link that was followed outside the window.
    pub fn open_link(&self, link: commonplace_core::Link) {
        self.events.send(Event::Open(link));
    }

    /// Writes changes to the folder that is kept up to date, fetches the pages of imported articles,
    /// and tells front ends when another process has changed the library. Runs until `stop` returns
    /// `true`; needs a thread of its own.
    pub fn watch(self: &Arc<Self>, now: &dyn Fn() -> Millis, stop: &dyn Fn() -> bool) {
        let mut last = self.store.data_version().ok();
        let mut told = false;
        while !stop() {
            std::thread::sleep(std::time::Duration::from_millis(700));
            if let Err(commonplace_store::Error::Detached { saved }) = self.store.check_files() {
                if !told {
                    self.events.send(Event::Detached { saved });
                }
                told = true;
                continue;
            }
            let version = self.store.data_version().ok();
            if version != last {
                last = version;
                self.events.send(Event::LibraryChanged);
            }
            self.sync_vault_in_background(now());
            self.keep_fetching(now());
        }
    }

    /// Bytes and media type of an image of a version, by its key. `None` if it is not stored (yet).
    ///
    /// # Errors
    ///
    /// The store's error; [`Error::Invalid`] if `version` is not an id.
    pub fn asset(&self, version: &str, key: &str) -> Result<Option<(Vec<u8>, String)>, Error> {
        let version =
            version.parse().map_err(|err: core::InvalidId| Error::Invalid(err.to_string()))?;
        Ok(self.store.asset(version, key)?.map(|a| (a.bytes, a.media_type)))
    }
}

/// Default path of the library: `commonplace/library.db` in the data folder of the current user.
/// `env` reads an environment variable.
#[must_use]
pub fn default_path(
    env: &dyn Fn(&str) -> Option<std::ffi::OsString>,
) -> Option<std::path::PathBuf> {
    let set = |name: &str| env(name).filter(|v| !v.is_empty()).map(std::path::PathBuf::from);
    let data = if cfg!(windows) {
        set("APPDATA")
    } else if cfg!(target_os = "macos") {
        set("HOME").map(|home| home.join("Library/Application Support"))
    } else {
        set("XDG_DATA_HOME")
            .filter(|p| p.is_absolute())
            .or_else(|| set("HOME").map(|home| home.join(".local/share")))
    };
    data.map(|data| data.join("commonplace/library.db"))
}

/// A new UUIDv7 made at `now`; ids made later sort later.
fn new_uuid(now: Millis) -> uuid::Uuid {
    let now = u64::try_from(now).unwrap_or(0);
    let time = uuid::Timestamp::from_unix_time(
        now / 1_000,
        u32::try_from(now % 1_000).unwrap_or(0) * 1_000_000,
        0,
        0,
    );
    uuid::Uuid::new_v7(time)
}
