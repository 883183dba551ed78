//! What front ends are told: a short log that each reads on from where it was.

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
    /// An article is new, or its images have come.
    ArticleChanged(ArticleId),
    /// An article has other annotations.
    Counted {
        /// The article.
        article: ArticleId,
        /// How many highlights it has.
        highlights: u32,
        /// How many notes.
        notes: u32,
        /// How many more annotations there are in the library than before.
        by: i32,
    },
    /// A job has gone on.
    Job(Box<Job>),
    /// A link to something in the library was followed outside the window.
    Open(Link),
    /// The library's files were moved, deleted or replaced while they were open; nothing is saved any more.
    Detached {
        /// Where everything up to then was saved; `None` if that failed.
        saved: Option<PathBuf>,
    },
    /// Files were dropped at a place of the page, in its pixels, and the web view has not told.
    Dropped { x: i32, y: i32 },
    /// Nothing is dragged over the window any more.
    DragEnded,
    /// A log was found that belongs to another state of the library's file. It was not used, and is here now.
    LogSetAside(PathBuf),
    /// The folder that is kept up to date was written, and a person should know something.
    Vault {
        /// Files in which a person and the library had changed the same lines; both stand in them now.
        both: Vec<String>,
        /// Why it cannot be written, if it cannot.
        failure: Option<Failure>,
    },
}

/// How many events are kept for a front end that is slow.
const KEPT: usize = 1_000;

#[derive(Debug, Default)]
struct Log {
    /// The number of the first one kept.
    first: u64,
    kept: VecDeque<Event>,
    /// Whether a front end has begun to listen.
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

    /// The events from number `from` on, and the number to go on with. Waits up to `patience` for
    /// one. `None` begins with what comes next; the first front end to ask hears what came before
    /// it, so that nothing of the start is lost.
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
