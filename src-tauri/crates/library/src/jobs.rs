//! Long work: an id, stages, counts, cancel, a result or an error. The same events reach the
//! window, the browser and the command line.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use tokio::sync::Notify;

use crate::api;
use crate::clip::{Clip, Input, Outcome};
use crate::{Library, Millis};

/// How a job stands.
#[derive(Debug, Clone)]
pub enum JobState {
    /// It is at work; `stage` says on what, counts are bytes or images.
    Running {
        /// connecting, downloading, reading, images.
        stage: &'static str,
        /// Done so far.
        done: u64,
        /// Of how many, if known.
        total: Option<u64>,
    },
    /// It is done.
    Done(Outcome),
    /// It failed.
    Failed(api::Error),
    /// The reader stopped it.
    Cancelled,
}

/// A job as front ends see it.
#[derive(Debug, Clone)]
pub struct Job {
    /// Its id.
    pub id: u64,
    /// What it works on: an address.
    pub subject: String,
    /// How it stands.
    pub state: JobState,
}

#[derive(Debug, Default)]
pub(crate) struct Jobs {
    next: std::sync::atomic::AtomicU64,
    running: Mutex<HashMap<u64, Arc<Notify>>>,
}

impl Library {
    /// Fetches and clips a page in the background; what becomes of it is told as events.
    pub fn start_clip(self: &Arc<Self>, input: Input, clip: Clip, now: Millis) -> u64 {
        let id = self.jobs.next.fetch_add(1, std::sync::atomic::Ordering::Relaxed) + 1;
        let stop = Arc::new(Notify::new());
        if let Ok(mut running) = self.jobs.running.lock() {
            running.insert(id, Arc::clone(&stop));
        }
        let subject = match &input {
            Input::Url(url) => url.clone(),
            Input::File { name, .. } => name.clone(),
            Input::Paste { .. } => String::new(),
        };
        let library = Arc::clone(self);
        self.runtime.spawn(async move {
            let tell = |state| {
                library.events.send(api::Event::Job(Box::new(
                    Job { id, subject: subject.clone(), state }.into(),
                )))
            };
            let progress = |stage, done, total| tell(JobState::Running { stage, done, total });
            let state = tokio::select! {
                result = library.clip(input, clip, now, &progress) => match result {
                    Ok(outcome) => JobState::Done(outcome),
                    Err(err) => JobState::Failed(err.into()),
                },
                () = stop.notified() => JobState::Cancelled,
            };
            if let Ok(mut running) = library.jobs.running.lock() {
                running.remove(&id);
            }
            tell(state);
        });
        id
    }

    /// Stops a job; nothing happens if it has ended.
    pub fn cancel_job(&self, id: u64) {
        if let Ok(running) = self.jobs.running.lock()
            && let Some(stop) = running.get(&id)
        {
            stop.notify_one();
        }
    }
}
