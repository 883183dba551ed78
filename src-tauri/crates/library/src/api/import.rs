//! Imports exports of other programs and fetches the pages of imported articles.

use commonplace_core::ArticleId;
use commonplace_exchange::import::{ImportSource, SkipReason};
use commonplace_store as store;
use commonplace_store::Fetching;

use super::context::Context;
use super::wire::{Id, JobId, Nothing, UploadId, decode, received, sent};
use crate::{Failure, Imported, Word};

received! {
    /// A piece of a file to import.
    ImportPart {
        /// The upload id that the first piece's call returned; null for the first piece.
        #[ts(type = "number | null")]
        upload: Option<u64>,
        /// The file's path relative to the chosen folder, or its name if no folder was chosen.
        path: String,
        /// Bytes to append to the file, in base64.
        base64: String,
    }
    /// Imports an upload.
    StartImport {
        /// Id of the upload.
        #[ts(type = "number")]
        upload: u64,
        /// `true` only reports what the import would do.
        dry_run: bool,
    }
    /// A switch.
    Switch {
        /// Whether it is on.
        on: bool,
    }
    /// One article, or all articles.
    OneOrAll {
        /// The article; null for all.
        id: Option<Id<ArticleId>>,
    }
}

sent! {
    /// The result of an import or of a dry run.
    ImportView {
        /// Entries read by source, the most frequent first.
        kinds: Vec<ImportKindView>,
        /// Number of new articles.
        new: u32,
        /// Number of articles in the library that something was added to.
        updated: u32,
        /// Number of articles that already had everything in the export, or are in the trash.
        duplicate: u32,
        /// Number of entries about the same article as an earlier entry.
        repeated: u32,
        /// Entries skipped, by reason.
        skipped: Vec<ImportSkippedView>,
        /// Number of new highlights whose words were found in their article.
        anchored: u32,
        /// Number of new highlights that wait for their article's page.
        waiting: u32,
        /// Number of highlights that the library already had.
        known: u32,
        /// Number of new notes, on highlights and on articles.
        notes: u32,
        /// Number of articles whose page will be fetched.
        to_fetch: u32,
        /// Whether the import was stopped before its end.
        stopped: bool,
    }
    /// Number of entries of one program in an import.
    ImportKindView {
        /// The program.
        name: Word<ImportSource>,
        /// The program's name as shown to a person.
        title: String,
        /// Number of entries.
        count: u32,
    }
    /// Entries that an import skipped for one reason.
    ImportSkippedView {
        /// The reason.
        why: Word<SkipReason>,
        /// Number of entries.
        count: u32,
        /// Examples, the first ones skipped: titles, addresses or files.
        what: Vec<String>,
    }
    /// Progress of fetching the pages of imported articles.
    FetchingView {
        /// Number of pages still to be fetched.
        left: u32,
        /// Number of pages that could not be fetched.
        failed: u32,
        /// Whether a person paused the fetching.
        paused: bool,
    }
    /// A page that could not be fetched.
    FetchFailureView {
        /// The article it is for.
        article: String,
        /// Its address.
        url: String,
        /// Why it failed.
        error: Failure,
    }
    /// Pages that could not be fetched.
    FetchFailuresView {
        /// The failures, at most 1,000.
        failures: Vec<FetchFailureView>,
    }
    /// State of an article whose page has not been fetched yet.
    WaitingView {
        /// Whether the fetch will be retried automatically.
        due: bool,
        /// Why the last attempt failed; null if there was none.
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
