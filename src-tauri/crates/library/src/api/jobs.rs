//! Jobs and events.

use std::time::Duration;

use commonplace_core::names;
use serde::Serialize;
use ts_rs::TS;

use super::clip::OutcomeView;
use super::context::Context;
use super::import::ImportView;
use super::versions::RecheckedView;
use super::wire::{JobId, Nothing, received, sent};
use crate::events::Event;
use crate::{Failure, Job, JobState, Stage, Word, Work};

received! {
    /// Waits for events.
    NextEvents {
        /// The number of the first event wanted; null starts with the next event.
        #[ts(type = "number | null")]
        from: Option<u64>,
    }
}

names! {
    /// The state of a job.
    JobStatus {
        /// It is running.
        Running = "running",
        /// It has finished.
        Done = "done",
        /// It failed.
        Failed = "failed",
        /// A person stopped it.
        Cancelled = "cancelled",
    }
}

sent! {
    /// Events, and the number to continue from.
    EventsView {
        /// The events, oldest first.
        events: Vec<EventView>,
        /// The number to pass as `from` in the next call.
        #[ts(type = "number")]
        next: u64,
    }
    /// A job.
    JobView {
        /// Its id.
        #[ts(type = "number")]
        id: u64,
        /// The kind of work.
        work: Word<Work>,
        /// What it works on: an address or a file name.
        subject: String,
        /// Its state.
        state: Word<JobStatus>,
        /// The current stage; null if it is not running.
        stage: Option<Word<Stage>>,
        /// Amount done so far.
        #[ts(type = "number")]
        done: u64,
        /// Total amount; null if unknown.
        #[ts(type = "number | null")]
        total: Option<u64>,
        /// Result of a clip.
        outcome: Option<OutcomeView>,
        /// Articles compared with their page again.
        rechecked: Vec<RecheckedView>,
        /// Result of an import or of a dry run.
        imported: Option<ImportView>,
        /// Path of the archive.
        archived: Option<String>,
        /// Number of items of a damaged library that are missing from the archive.
        lost: u32,
        /// Why it failed.
        error: Option<Failure>,
    }
    /// A job that was started; null if the dialog before it was cancelled.
    MaybeJob {
        /// The job.
        #[ts(type = "number | null")]
        job: Option<u64>,
    }
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum EventView {
    /// Another process changed the library.
    LibraryChanged,
    /// An article was added, or its images have arrived.
    ArticleChanged {
        /// The article.
        id: String,
    },
    /// The annotations of an article changed.
    Counted {
        /// The article.
        id: String,
        /// Number of its highlights.
        highlights: u32,
        /// Number of its notes.
        notes: u32,
        /// Change in the number of annotations in the library; negative if there are fewer.
        by: i32,
    },
    /// The state or progress of a job changed.
    Job(Box<JobView>),
    /// A link to something in the library was opened outside the window.
    Open {
        /// `commonplace://article/ID` or `commonplace://highlight/ID`.
        link: String,
    },
    /// The library's files were moved, deleted or replaced while they were open; nothing is saved
    /// from now on.
    Detached {
        /// Path of the copy with everything up to that moment; `None` if saving it failed.
        saved: Option<String>,
    },
    /// Files were dropped, and the web view did not report it.
    Dropped {
        /// Horizontal position in pixels of the page.
        x: i32,
        /// Vertical position in pixels of the page.
        y: i32,
    },
    /// The drag over the window has ended.
    DragEnded,
    /// A log was found that belongs to another state of the library's file. It was not replayed.
    LogSetAside {
        /// Its path now.
        path: String,
    },
    /// The folder that is kept up to date was written, with a result that a person should know.
    Vault {
        /// Files in which a person and the library had changed the same lines; they contain both
        /// wordings now.
        both: Vec<String>,
        /// Why the folder cannot be written; null if it can.
        failure: Option<Failure>,
    },
}

pub(super) fn next_events(c: &Context<'_>, args: NextEvents) -> Result<EventsView, crate::Error> {
    let (events, next) = c.library.events.next(args.from, Duration::from_secs(20));
    Ok(EventsView { events: events.into_iter().map(Into::into).collect(), next })
}

pub(super) fn cancel(c: &Context<'_>, args: JobId) -> Result<Nothing, crate::Error> {
    c.library.cancel_job(args.job);
    Ok(Nothing {})
}

impl From<Job> for JobView {
    fn from(job: Job) -> Self {
        let mut view = Self {
            id: job.id,
            work: job.work.into(),
            subject: job.subject,
            state: Word(JobStatus::Running),
            stage: None,
            done: 0,
            total: None,
            outcome: None,
            rechecked: Vec::new(),
            imported: None,
            archived: None,
            lost: 0,
            error: None,
        };
        match job.state {
            JobState::Running { stage, done, total } => {
                (view.stage, view.done, view.total) = (Some(stage.into()), done, total);
            }
            JobState::Done(outcome) => {
                (view.state, view.outcome) = (Word(JobStatus::Done), Some(outcome.into()))
            }
            JobState::Archived { path, lost } => {
                (view.state, view.archived, view.lost) = (Word(JobStatus::Done), Some(path), lost);
            }
            JobState::Imported(imported) => {
                (view.state, view.imported) = (Word(JobStatus::Done), Some((&*imported).into()));
            }
            JobState::Rechecked(list) => {
                (view.state, view.rechecked) =
                    (Word(JobStatus::Done), list.into_iter().map(Into::into).collect());
            }
            JobState::Failed(err) => {
                (view.state, view.error) = (Word(JobStatus::Failed), Some(err))
            }
            JobState::Cancelled => view.state = Word(JobStatus::Cancelled),
        }
        view
    }
}

impl From<Event> for EventView {
    fn from(event: Event) -> Self {
        let shown = |path: std::path::PathBuf| path.display().to_string();
        match event {
            Event::LibraryChanged => Self::LibraryChanged,
            Event::ArticleChanged(id) => Self::ArticleChanged { id: id.to_string() },
            Event::Counted { article, highlights, notes, by } => {
                Self::Counted { id: article.to_string(), highlights, notes, by }
            }
            Event::Job(job) => Self::Job(Box::new((*job).into())),
            Event::Open(link) => Self::Open { link: link.to_string() },
            Event::Detached { saved } => Self::Detached { saved: saved.map(shown) },
            Event::Dropped { x, y } => Self::Dropped { x, y },
            Event::DragEnded => Self::DragEnded,
            Event::LogSetAside(path) => Self::LogSetAside { path: shown(path) },
            Event::Vault { both, failure } => Self::Vault { both, failure },
        }
    }
}
