//! Jobs: each has an id, stages, counts, cancellation, and a result or an error. Window, browser
//! and command line receive the same events.

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use commonplace_core::ArticleId;
use commonplace_exchange::import;
use tokio::sync::Notify;

use crate::clip::{Clip, Input};
use crate::events::Event;
use crate::work::{Job, JobState, Rechecked, Stage, Work};
use crate::{Failure, Library, Millis};

/// Minimum interval between progress events.
const TOLD: Duration = Duration::from_millis(100);

/// Progress callback: receives the amount done and the total, and returns whether to continue.
type JobProgress<'a> = dyn Fn(u64, u64) -> ControlFlow<()> + 'a;

/// Time of the last progress event.
#[derive(Default)]
struct ProgressThrottle(std::cell::Cell<Option<Instant>>);

impl ProgressThrottle {
    /// Whether [`TOLD`] has passed since the last event; if so, resets the time.
    fn again(&self) -> bool {
        let now = self.0.get().is_none_or(|last| last.elapsed() >= TOLD);
        if now {
            self.0.set(Some(Instant::now()));
        }
        now
    }
}

#[derive(Debug, Default)]
pub(crate) struct Jobs {
    next: std::sync::atomic::AtomicU64,
    running: Mutex<HashMap<u64, Arc<Notify>>>,
}

impl Library {
    /// Fetches and clips a page in the background and returns the job's id; events report its
    /// progress and result.
    pub fn start_clip(self: &Arc<Self>, input: Input, clip: Clip, now: Millis) -> u64 {
        let subject = match &input {
            Input::Url(url) => url.clone(),
            Input::File { name, .. } => name.clone(),
            Input::Paste { .. } => String::new(),
        };
        let library = Arc::clone(self);
        self.start(move |id, stop| async move {
            let send_event = |state| library.send_event(id, Work::Clip, subject.clone(), state);
            let progress =
                |stage, done, total| send_event(JobState::Running { stage, done, total });
            send_event(tokio::select! {
                result = library.clip(input, clip, now, &progress) => match result {
                    Ok(outcome) => JobState::Done(outcome),
                    Err(err) => JobState::Failed(Failure::logged(err)),
                },
                () = stop.notified() => JobState::Cancelled,
            });
        })
    }

    /// Reports, as a failed clip job, that a file to be clipped cannot be read.
    pub fn refuse_file(self: &Arc<Self>, name: String, why: std::io::Error) {
        let library = Arc::clone(self);
        self.start(move |id, _| async move {
            let error = import::Error::Io { name: name.clone(), why };
            let failed = JobState::Failed(crate::Error::Import(error).into());
            library.send_event(id, Work::Clip, name, failed);
        });
    }

    /// Compares articles with their pages again in the background; events report progress and
    /// results.
    pub fn start_recheck(
        self: &Arc<Self>,
        ids: Vec<ArticleId>,
        allow_private: bool,
        now: Millis,
    ) -> u64 {
        let library = Arc::clone(self);
        self.start(move |id, stop| async move {
            let done_with: Mutex<Vec<Rechecked>> = Mutex::default();
            let progress = |done: usize, last: Option<Rechecked>| {
                if let Some(last) = last
                    && let Ok(mut list) = done_with.lock()
                {
                    list.push(last);
                }
                let subject = ids.get(done).map(|next| library.title_of(*next)).unwrap_or_default();
                let (done, total) = (done as u64, Some(ids.len() as u64));
                let state = JobState::Running { stage: Stage::Rechecking, done, total };
                library.send_event(id, Work::Recheck, subject, state);
            };
            tokio::select! {
                () = library.recheck_all(&ids, allow_private, now, &progress) => {}
                () = stop.notified() => {}
            }
            let list = done_with.into_inner().unwrap_or_default();
            library.send_event(id, Work::Recheck, String::new(), JobState::Rechecked(list));
        })
    }

    /// Imports an upload in the background, or finds out what an import would do; events report
    /// progress and result.
    ///
    /// # Errors
    ///
    /// [`crate::Error::Invalid`] if the upload no longer exists.
    pub fn start_import(
        self: &Arc<Self>,
        upload: u64,
        dry_run: bool,
        now: Millis,
    ) -> Result<u64, crate::Error> {
        let paths = self.uploaded(upload)?;
        let name = paths.first().and_then(|path| path.file_name()).unwrap_or_default();
        let subject = name.to_string_lossy().into_owned();
        let work = if dry_run { Work::Look } else { Work::Import };
        Ok(self.start_blocking(work, subject, move |library, heard| {
            let imported = library
                .import(&paths, dry_run, now, &|_, read, total| heard(read.min(total), total));
            if !dry_run {
                library.drop_upload(upload);
            }
            let imported = imported?;
            Ok(match dry_run && imported.stopped {
                true => JobState::Cancelled,
                false => JobState::Imported(Box::new(imported)),
            })
        }))
    }

    /// Writes the whole library into an archive in `folder`, named by the day; events report
    /// progress and result.
    pub fn start_archive(self: &Arc<Self>, folder: &Path, now: Millis) -> u64 {
        let name = |n: u32| match n {
            1 => format!("Commonplace {}.zip", crate::day(now)),
            n => format!("Commonplace {} ({n}).zip", crate::day(now)),
        };
        // An archive of the same day is not overwritten.
        let free = (1..).map(|n| folder.join(name(n))).find(|path| !path.exists());
        let to = free.unwrap_or_else(|| folder.join(name(1)));
        self.start_blocking(Work::Archive, to.display().to_string(), move |library, heard| {
            let archived = library.archive(&to, now, heard)?;
            Ok(archived.map_or(JobState::Cancelled, |archived| JobState::Archived {
                path: archived.path.display().to_string(),
                lost: archived.lost.count(),
            }))
        })
    }

    /// Runs a job that blocks, on a thread of its own. `run` reports its progress to a callback
    /// that returns whether to continue.
    fn start_blocking(
        self: &Arc<Self>,
        work: Work,
        subject: String,
        run: impl FnOnce(&Self, &JobProgress<'_>) -> Result<JobState, crate::Error> + Send + 'static,
    ) -> u64 {
        let library = Arc::clone(self);
        self.start(move |id, stop| async move {
            let stopped = Arc::new(AtomicBool::new(false));
            let (own, seen, named) = (Arc::clone(&library), Arc::clone(&stopped), subject.clone());
            let mut running = tokio::task::spawn_blocking(move || {
                let told = ProgressThrottle::default();
                run(&own, &|done, total| {
                    if told.again() {
                        let state =
                            JobState::Running { stage: work.stage(), done, total: Some(total) };
                        own.send_event(id, work, named.clone(), state);
                    }
                    match seen.load(Ordering::Relaxed) {
                        true => ControlFlow::Break(()),
                        false => ControlFlow::Continue(()),
                    }
                })
            });
            let ended = tokio::select! {
                ended = &mut running => ended,
                () = stop.notified() => {
                    stopped.store(true, Ordering::Relaxed);
                    running.await
                }
            };
            let state = match ended {
                Ok(Ok(state)) => state,
                Ok(Err(err)) => JobState::Failed(Failure::logged(err)),
                Err(err) => JobState::Failed(crate::Error::Invalid(err.to_string()).into()),
            };
            library.send_event(id, work, subject, state);
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

    fn send_event(&self, id: u64, work: Work, subject: String, state: JobState) {
        self.events.send(Event::Job(Box::new(Job { id, work, subject, state })));
    }

    /// Cancels a job. Does nothing if it has ended.
    pub fn cancel_job(&self, id: u64) {
        if let Ok(running) = self.jobs.running.lock()
            && let Some(stop) = running.get(&id)
        {
            stop.notify_one();
        }
    }
}
