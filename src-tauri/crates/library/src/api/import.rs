//! Importing what other programs exported, and fetching the pages of imported articles.

use commonplace_core::ArticleId;
use commonplace_exchange::import::{ImportSource, SkipReason};
use commonplace_store as store;
use commonplace_store::Fetching;

use super::context::Context;
use super::wire::{Id, JobId, Nothing, UploadId, decode, received, sent};
use crate::{Failure, Imported, Word};

received! {
    /// A piece of a file that is to be imported.
    ImportPart {
        /// What an earlier piece was answered with; null for the first.
        #[ts(type = "number | null")]
        upload: Option<u64>,
        /// The file's path, from the folder that was chosen; its name, if none was.
        path: String,
        /// Bytes that go behind those before; base64.
        base64: String,
    }
    /// An import of files that were handed over.
    StartImport {
        /// The files.
        #[ts(type = "number")]
        upload: u64,
        /// Only to find out what it would do.
        dry_run: bool,
    }
    /// Something that is on or off.
    Switch {
        /// Whether it is on.
        on: bool,
    }
    /// One article, or all.
    OneOrAll {
        /// The article; null for all.
        id: Option<Id<ArticleId>>,
    }
}

sent! {
    /// What became of an import, or would become of it.
    ImportView {
        /// What was read, the most frequent first.
        kinds: Vec<ImportKindView>,
        /// Articles that are new.
        new: u32,
        /// Articles that were there, and had something added.
        updated: u32,
        /// Articles that were there with all that the export has of them, or lie in the trash.
        duplicate: u32,
        /// Entries about an article that an entry before them was about.
        repeated: u32,
        /// Entries that were passed over, by the reason.
        skipped: Vec<ImportSkippedView>,
        /// New highlights whose words stand in their article.
        anchored: u32,
        /// New highlights that wait for their article's page.
        waiting: u32,
        /// Highlights that were there.
        known: u32,
        /// New notes, on highlights and on articles.
        notes: u32,
        /// Articles whose page is to be fetched.
        to_fetch: u32,
        /// Whether it was stopped before its end.
        stopped: bool,
    }
    /// Entries of one program in an import.
    ImportKindView {
        /// Which program.
        name: Word<ImportSource>,
        /// What the program is called.
        title: String,
        /// How many entries.
        count: u32,
    }
    /// Entries that an import passed over for one reason.
    ImportSkippedView {
        /// Why.
        why: Word<SkipReason>,
        /// How many.
        count: u32,
        /// The first of them: titles, addresses or files.
        what: Vec<String>,
    }
    /// How the fetching of imported articles' pages stands.
    FetchingView {
        /// Pages that are still to come.
        left: u32,
        /// Pages that could not be had.
        failed: u32,
        /// Whether the reader stopped it.
        paused: bool,
    }
    /// A page that could not be had.
    FetchFailureView {
        /// The article it is for.
        article: String,
        /// Its address.
        url: String,
        /// Why.
        error: Failure,
    }
    /// Pages that could not be had.
    FetchFailuresView {
        /// A thousand of them, at most.
        failures: Vec<FetchFailureView>,
    }
    /// An article's page that is still to come.
    WaitingView {
        /// Whether it will be tried again by itself.
        due: bool,
        /// Why it could not be had the last time.
        error: Option<Failure>,
    }
}

pub(super) fn part(c: &Context<'_>, args: ImportPart) -> Result<UploadId, crate::Error> {
    Ok(UploadId { upload: c.library.upload(args.upload, &args.path, &decode(&args.base64)?)? })
}

pub(super) fn start(c: &Context<'_>, args: StartImport) -> Result<JobId, crate::Error> {
    Ok(JobId { job: c.library.start_import(args.upload, args.dry_run, c.now)? })
}

pub(super) fn drop_upload(c: &Context<'_>, args: UploadId) -> Result<Nothing, crate::Error> {
    c.library.drop_upload(args.upload);
    Ok(Nothing {})
}

pub(super) fn pause_fetching(c: &Context<'_>, args: Switch) -> Result<Nothing, crate::Error> {
    c.library.pause_fetching(args.on)?;
    Ok(Nothing {})
}

pub(super) fn fetch_again(c: &Context<'_>, args: OneOrAll) -> Result<Nothing, crate::Error> {
    c.library.fetch_again(args.id.map(|id| id.0), c.now)?;
    Ok(Nothing {})
}

pub(super) fn fetch_failures(
    c: &Context<'_>,
    _: Nothing,
) -> Result<FetchFailuresView, crate::Error> {
    let view = |(article, url, error): (ArticleId, String, Failure)| FetchFailureView {
        article: article.to_string(),
        url,
        error,
    };
    Ok(FetchFailuresView { failures: c.library.fetch_failures()?.into_iter().map(view).collect() })
}

impl From<&Imported> for ImportView {
    fn from(all: &Imported) -> Self {
        let kind = |(kind, count): (&ImportSource, &u32)| ImportKindView {
            name: (*kind).into(),
            title: kind.title().to_owned(),
            count: *count,
        };
        let mut kinds: Vec<ImportKindView> = all.kinds.iter().map(kind).collect();
        kinds.sort_by_key(|kind| std::cmp::Reverse(kind.count));
        let skipped = all.skipped.iter().map(|(why, skipped)| ImportSkippedView {
            why: (*why).into(),
            count: skipped.count,
            what: skipped.what.clone(),
        });
        Self {
            kinds,
            new: all.new,
            updated: all.updated,
            duplicate: all.duplicate,
            repeated: all.repeated,
            skipped: skipped.collect(),
            anchored: all.anchored,
            waiting: all.waiting,
            known: all.known,
            notes: all.notes,
            to_fetch: all.to_fetch,
            stopped: all.stopped,
        }
    }
}

impl From<store::Waiting> for WaitingView {
    fn from(waiting: store::Waiting) -> Self {
        Self { due: waiting.due, error: waiting.failure.as_deref().map(crate::fetching::failure) }
    }
}

impl FetchingView {
    pub(crate) fn new(fetching: Fetching, paused: bool) -> Self {
        Self { left: fetching.left, failed: fetching.failed, paused }
    }
}
