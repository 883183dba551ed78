//! Events for front ends: a short log that each front end reads from its own position.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::{Condvar, Mutex};
use std::time::Duration;

use commonplace_core::{ArticleId, Link};

use crate::Failure;
use crate::work::Job;

/// Something that happened.
#[derive(Debug, Clone)]
pub(crate) enum Event {
    /// Another process changed the library.
    LibraryChanged,
    /// An article was added, or its images have arrived.
    ArticleChanged(ArticleId),
    /// The annotations of an article changed.
    Counted {
        /// The article.
        article: ArticleId,
        /// Number of its highlights.
        highlights: u32,
        /// Number of its notes.
        notes: u32,
        /// Change in the number of annotations in the library; negative if there are fewer.
        by: i32,
    },
    /// The state or progress of a job changed.
    Job(Box<Job>),
    /// A link to something in the library was opened outside the window.
    Open(Link),
    /// The library's files were moved, deleted or replaced while they were open; nothing is saved
    /// from now on.
    Detached {
        /// Path of the copy with everything up to that moment; `None` if saving it failed.
        saved: Option<PathBuf>,
    },
    /// Files were dropped at this position of the page, in its pixels, and the web view did not
    /// report it.
    Dropped { x: i32, y: i32 },
    /// The drag over the window has ended.
    DragEnded,
    /// A log was found that belongs to another state of the library's file. It was not replayed;
    /// this is its path now.
    LogSetAside(PathBuf),
    /// The folder that is kept up to date was written, with a result that a person should know.
    Vault {
        /// Files in which a person and the library had changed the same lines; they contain both
        /// wordings now.
        both: Vec<String>,
        /// Why the folder cannot be written; `None` if it can.
        failure: Option<Failure>,
    },
}

/// Maximum number of events kept for slow front ends; the oldest is dropped first.
const KEPT: usize = 1_000;

#[derive(Debug, Default)]
struct Log {
    /// Number of the first event kept.
    first: u64,
    kept: VecDeque<Event>,
    /// Whether a front end has asked for events.
    heard: bool,
}

#[derive(Debug, Default)]
pub(crate) struct Events {
    log: Mutex<Log>,
    news: Condvar,
}

impl Events {
    pub(crate) fn send(&self, event: Event) {
        let Ok(mut log) = self.log.lock() else { return };
        log.kept.push_back(event);
        if log.kept.len() > KEPT {
            log.kept.pop_front();
            log.first += 1;
        }
        self.news.notify_all();
    }

    /// Returns the events from number `from` on, and the number to continue from. Waits at most
    /// `patience` for an event. With `None`, returns no events and the number to start from: for
    /// the first front end that asks, that of the first event kept, so that no event of the
    /// start-up is lost; for later ones, that of the next event.
    pub(crate) fn next(&self, from: Option<u64>, patience: Duration) -> (Vec<Event>, u64) {
        let Ok(mut log) = self.log.lock() else { return (Vec::new(), from.unwrap_or(0)) };
        let end = |log: &Log| log.first + log.kept.len() as u64;
        let before = std::mem::replace(&mut log.heard, true);
        let Some(from) = from else {
            let next = if before { end(&log) } else { log.first };
            return (Vec::new(), next);
        };
        let Ok((log, _)) = self.news.wait_timeout_while(log, patience, |log| end(log) <= from)
        else {
            return (Vec::new(), from);
        };
        let skip = usize::try_from(from.saturating_sub(log.first)).unwrap_or(usize::MAX);
        (log.kept.iter().skip(skip).cloned().collect(), end(&log).max(from))
    }
}
