//! Fetches the pages of imported articles in the background: at most [`AT_ONCE`] hosts at a time,
//! one request to each, [`PACE`] apart. A failed page is retried with growing delays and finally
//! given up with its reason. The queue is in the library, so fetching continues after a restart.

use std::collections::HashSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use commonplace_capture::Error as Capture;
use commonplace_core::ArticleId;
use commonplace_store::{FetchRow, Fetching};

use crate::clip::{Clip, Input};
use crate::duplicates::Intent;
use crate::events::Event;
use crate::{Error, ErrorCode, Failure, Library, Millis};

/// Maximum number of pages fetched at the same time.
const AT_ONCE: usize = 4;
/// Minimum delay between two requests to one host.
const PACE: Duration = Duration::from_secs(2);
/// How long a page that is being fetched is reserved, in milliseconds; no other process takes it.
const RESERVATION: Millis = 10 * 60 * 1_000;
/// Key of the setting that pauses fetching.
const PAUSED: &str = "fetching_paused";
/// Maximum number of attempts for a page whose failure may be temporary.
const TRIES: u32 = 6;

/// Hosts that are being requested, or were within [`PACE`].
#[derive(Debug, Default)]
pub(crate) struct Busy(HashSet<String>);

impl Library {
    /// Starts fetching pages that are due, unless fetching is paused. Returns at once; pages arrive
    /// in the background.
    pub(crate) fn keep_fetching(self: &Arc<Self>, now: Millis) {
        if self.store.is_read_only()
            || !self.store.is_due(now).unwrap_or(false)
            || self.fetching_paused()
        {
            return;
        }
        for row in self.take_due(now) {
            let library = Arc::clone(self);
            self.runtime.spawn(async move {
                let host = BusyHost(&library, row.host.clone());
                library.fetch_one(&row, false, now).await;
                tokio::time::sleep(PACE).await;
                drop(host);
            });
        }
    }

    /// Whether a person paused fetching.
    #[must_use]
    pub fn fetching_paused(&self) -> bool {
        self.store.setting(PAUSED).ok().flatten().is_some_and(|on| on == "true")
    }

    /// Progress of fetching.
    ///
    /// # Errors
    ///
    /// [`Error::Store`].
    pub fn fetching(&self) -> Result<Fetching, Error> {
        Ok(self.store.fetching()?)
    }

    /// Pauses fetching, or continues it.
    ///
    /// # Errors
    ///
    /// [`Error::Store`].
    pub fn pause_fetching(&self, on: bool) -> Result<(), Error> {
        self.store.set_setting(PAUSED, if on { "true" } else { "false" })?;
        self.events.send(Event::LibraryChanged);
        Ok(())
    }

    /// Fetches the pages that are due now and waits for them; `heard` receives the progress after
    /// each page. For front ends that do nothing else.
    ///
    /// # Errors
    ///
    /// [`Error::Store`].
    pub fn fetch_waiting(
        self: &Arc<Self>,
        allow_private: bool,
        now: &dyn Fn() -> Millis,
        heard: &dyn Fn(Fetching),
    ) -> Result<Fetching, Error> {
        let mut tasks = tokio::task::JoinSet::new();
        loop {
            let rows = self.take_due(now());
            for row in rows {
                let library = Arc::clone(self);
                let at = now();
                tasks.spawn_on(
                    async move {
                        let host = BusyHost(&library, row.host.clone());
                        library.fetch_one(&row, allow_private, at).await;
                        // The delay is only needed if another page is due.
                        if library.store.is_due(at).unwrap_or(false) {
                            tokio::time::sleep(PACE).await;
                        }
                        drop(host);
                    },
                    &self.runtime,
                );
            }
            if self.runtime.block_on(tasks.join_next()).is_none() {
                break;
            }
            heard(self.store.fetching()?);
        }
        Ok(self.store.fetching()?)
    }

    /// Reserves pages that are due, of hosts that are not busy.
    fn take_due(&self, now: Millis) -> Vec<FetchRow> {
        let Ok(mut busy) = self.fetching.lock() else { return Vec::new() };
        let free = AT_ONCE.saturating_sub(busy.0.len());
        if free == 0 {
            return Vec::new();
        }
        let taken =
            self.store.take_due(free, busy.0.iter().cloned().collect(), now, now + RESERVATION);
        let taken = taken.unwrap_or_default();
        busy.0.extend(taken.iter().map(|row| row.host.clone()));
        taken
    }

    async fn fetch_one(&self, row: &FetchRow, allow_private: bool, now: Millis) {
        let clip = Clip::with(Intent::Complete(row.article)).allow_private(allow_private);
        let came = self.clip(Input::Url(row.url.clone()), clip, now, &|_, _, _| {}).await;
        let failure = came.err().map(|err| {
            // One minute, six minutes, 36 minutes …, at most a day.
            let wait = 60_000 * 6_i64.pow(row.tries.min(5));
            let again =
                (may_come(&err) && row.tries + 1 < TRIES).then_some(now + wait.min(86_400_000));
            (serde_json::to_string(&Failure::from(err)).unwrap_or_default(), again)
        });
        // If the result cannot be stored, the page is retried when its reservation ends.
        if let Err(err) = self.store.fetched(row.article, failure) {
            tracing::warn!(cause = err.log_cause(), "result of a fetched page not stored");
        }
        self.events.send(Event::ArticleChanged(row.article));
    }

    /// Retries pages that could not be fetched: that of one article, or all.
    ///
    /// # Errors
    ///
    /// [`Error::Store`].
    pub fn fetch_again(&self, article: Option<ArticleId>, now: Millis) -> Result<(), Error> {
        self.store.fetch_again(article, now)?;
        self.events.send(Event::LibraryChanged);
        Ok(())
    }

    /// Pages that were given up: article, address and reason.
    ///
    /// # Errors
    ///
    /// [`Error::Store`].
    pub fn fetch_failures(&self) -> Result<Vec<(ArticleId, String, Failure)>, Error> {
        let all = self.store.failures()?.into_iter();
        Ok(all.map(|(id, url, why)| (id, url, failure(&why))).collect())
    }
}

/// Parses a stored failure.
pub(crate) fn failure(stored: &str) -> Failure {
    serde_json::from_str(stored).unwrap_or_else(|_| Failure {
        code: ErrorCode::Internal,
        subject: None,
        message: stored.to_owned(),
    })
}

/// Whether an error may be temporary.
fn may_come(err: &Error) -> bool {
    match err {
        Error::Capture(Capture::Status { status }) => matches!(status, 408 | 425 | 429 | 500..),
        Error::Capture(Capture::Unreachable { .. } | Capture::Timeout { .. }) => true,
        // The disk may have space again later.
        Error::Store(_) => true,
        _ => false,
    }
}

/// A busy host; it is free again when this is dropped.
struct BusyHost<'l>(&'l Library, String);

impl Drop for BusyHost<'_> {
    fn drop(&mut self) {
        if let Ok(mut busy) = self.0.fetching.lock() {
            busy.0.remove(&self.1);
        }
    }
}

/// The busy hosts, shared by all rounds of fetching.
pub(crate) type Hosts = Mutex<Busy>;
