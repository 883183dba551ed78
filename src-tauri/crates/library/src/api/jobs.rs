//! Long work, and events.

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
    /// From which event on.
    NextEvents {
        /// The number of the next event; null to begin with what comes.
        #[ts(type = "number | null")]
        from: Option<u64>,
    }
}

names! {
    /// How a job stands.
    JobStatus {
        /// It is at work.
        Running = "running",
        /// It is done.
        Done = "done",
        /// It failed.
        Failed = "failed",
        /// A person stopped it.
        Cancelled = "cancelled",
    }
}

sent! {
    /// Events, and where to go on.
    EventsView {
        /// What happened.
        events: Vec<EventView>,
        /// The number of the next.
        #[ts(type = "number")]
        next: u64,
    }
    /// A job.
    JobView {
        /// Its id.
        #[ts(type = "number")]
        id: u64,
        /// What it does.
        work: Word<Work>,
        /// What it works on.
        subject: String,
        /// How it stands.
        state: Word<JobStatus>,
        /// What it is doing; null if it is not running.
        stage: Option<Word<Stage>>,
        /// Done so far.
        #[ts(type = "number")]
        done: u64,
        /// Of how many.
        #[ts(type = "number | null")]
        total: Option<u64>,
        /// What came of it.
        outcome: Option<OutcomeView>,
        /// The articles that were looked up again.
        rechecked: Vec<RecheckedView>,
        /// What came of an import, or would come of it.
        imported: Option<ImportView>,
        /// Where the archive is.
        archived: Option<String>,
        /// How many things of a damaged library are not in it.
        lost: u32,
        /// Why it failed.
        error: Option<Failure>,
    }
    /// A job that was begun; null if the reader thought better of it.
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
    /// An article is new, or its images have come.
    ArticleChanged {
        /// The article.
        id: String,
    },
    /// An article has other annotations.
    Counted {
        /// The article.
        id: String,
        /// How many highlights it has.
        highlights: u32,
        /// How many notes.
        notes: u32,
        /// How many more annotations there are in the library than before.
        by: i32,
    },
    /// A job has gone on.
    Job(Box<JobView>),
    /// A link to something in the library was followed outside the window.
    Open {
        /// `commonplace://article/ID` or `commonplace://highlight/ID`.
        link: String,
    },
    /// The library's files were moved, deleted or replaced while they were open; nothing is saved any more.
    Detached {
        /// Where everything up to then was saved; `None` if that failed.
        saved: Option<String>,
    },
    /// Files were dropped, and the web view has not told.
    Dropped {
        /// Where, in pixels of the page.
        x: i32,
        /// Where, in pixels of the page.
        y: i32,
    },
    /// Nothing is dragged over the window any more.
    DragEnded,
    /// A log was found that belongs to another state of the library's file. It was not used.
    LogSetAside {
        /// Where it lies now.
        path: String,
    },
    /// The folder that is kept up to date was written, and something is to be told.
    Vault {
        /// Files in which a person and the library had changed the same lines, and both stand now.
        both: Vec<String>,
        /// Why it cannot be written, if it cannot.
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
