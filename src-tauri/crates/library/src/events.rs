//! What front ends are told: a short log that each reads on from where it was.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex};
use std::time::Duration;

use crate::api::Event;

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
