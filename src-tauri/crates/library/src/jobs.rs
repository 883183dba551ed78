//! Long work: an id, stages, counts, cancel, a result or an error. The same events reach the
//! window, the browser and the command line.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use commonplace_core::ArticleId;
use tokio::sync::Notify;

use crate::api;
use crate::clip::{Clip, Input, Outcome};
use crate::{Library, Millis, Rechecked};

/// What a job does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Work {
    /// It takes a page in.
    Clip,
    /// It looks articles up again.
    Recheck,
}

impl Work {
    /// The word it is sent as.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Clip => "clip",
            Self::Recheck => "recheck",
        }
    }
}

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
    /// These articles were looked up again, before the end or the reader stopped it.
    Rechecked(Vec<api::RecheckedView>),
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
    /// What it does.
    pub work: Work,
    /// What it works on: an address; of several articles, the title of the one at hand.
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
        let subject = match &input {
            Input::Url(url) => url.clone(),
            Input::File { name, .. } => name.clone(),
            Input::Paste { .. } => String::new(),
        };
        let library = Arc::clone(self);
        self.start(move |id, stop| async move {
            let tell = |state| library.tell(id, Work::Clip, subject.clone(), state);
            let progress = |stage, done, total| tell(JobState::Running { stage, done, total });
            tell(tokio::select! {
                result = library.clip(input, clip, now, &progress) => match result {
                    Ok(outcome) => JobState::Done(outcome),
                    Err(err) => JobState::Failed(err.into()),
                },
                () = stop.notified() => JobState::Cancelled,
            });
        })
    }

    /// Looks articles up again in the background; what becomes of them is told as events.
    pub fn start_recheck(
        self: &Arc<Self>,
        ids: Vec<ArticleId>,
        allow_private: bool,
        now: Millis,
    ) -> u64 {
        let library = Arc::clone(self);
        self.start(move |id, stop| async move {
            let title = |article| {
                library.store.article(article).map_or_else(|_| String::new(), |a| a.metadata.title)
            };
            let done_with: Mutex<Vec<api::RecheckedView>> = Mutex::default();
            let progress = |done: usize, last: Option<Rechecked>| {
                if let Some(last) = last
                    && let Ok(mut list) = done_with.lock()
                {
                    let title = title(last.article);
                    list.push(api::RecheckedView::new(last, title));
                }
                let subject = ids.get(done).map(|next| title(*next)).unwrap_or_default();
                let (done, total) = (done as u64, Some(ids.len() as u64));
                let state = JobState::Running { stage: "rechecking", done, total };
                library.tell(id, Work::Recheck, subject, state);
            };
            tokio::select! {
                () = library.recheck_all(&ids, allow_private, now, &progress) => {}
                () = stop.notified() => {}
            }
            let list = done_with.into_inner().unwrap_or_default();
            library.tell(id, Work::Recheck, String::new(), JobState::Rechecked(list));
        })
    }

    fn start<F: Future<Output = ()> + Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(u64, Arc<Notify>) -> F,
    ) -> u64 {
        let id = self.jobs.next.fetch_add(1, std::sync::atomic::Ordering::Relaxed) + 1;
        let stop = Arc::new(Notify::new());
        if let Ok(mut running) = self.jobs.running.lock() {
            running.insert(id, Arc::clone(&stop));
        }
        let work = work(id, stop);
        let library = Arc::clone(self);
        self.runtime.spawn(async move {
            work.await;
            if let Ok(mut running) = library.jobs.running.lock() {
                running.remove(&id);
            }
        });
        id
    }

    fn tell(&self, id: u64, work: Work, subject: String, state: JobState) {
        self.events.send(api::Event::Job(Box::new(Job { id, work, subject, state }.into())));
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
