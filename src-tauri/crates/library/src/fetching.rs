//! The pages of imported articles, fetched in the background: one at a time from a host and not more often
//! than every other second, a few at once in all. What cannot be had is tried again, later each time, and
//! given up with its reason. What is still to come is in the library, so it goes on after a restart.

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

/// So many pages come at once.
const AT_ONCE: usize = 4;
/// No host is asked more often.
const PACE: Duration = Duration::from_secs(2);
/// Nobody else takes a page that is being fetched, for so long.
const TAKEN: Millis = 10 * 60 * 1_000;
/// The setting that stops it.
const PAUSED: &str = "fetching_paused";
/// How often a page is tried that may come yet.
const TRIES: u32 = 6;

/// Hosts that are being asked, or were a moment ago.
#[derive(Debug, Default)]
pub(crate) struct Busy(HashSet<String>);

impl Library {
    /// Fetches what is due, if the reader lets it. Returns at once; pages come in the background.
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
                let host = Host(&library, row.host.clone());
                library.fetch_one(&row, false, now).await;
                tokio::time::sleep(PACE).await;
                drop(host);
            });
        }
    }

    /// Whether the reader stopped the fetching.
    #[must_use]
    pub fn fetching_paused(&self) -> bool {
        self.store.setting(PAUSED).ok().flatten().is_some_and(|on| on == "true")
    }

    /// How the fetching stands.
    ///
    /// # Errors
    ///
    /// [`Error::Store`].
    pub fn fetching(&self) -> Result<Fetching, Error> {
        Ok(self.store.fetching()?)
    }

    /// Stops the fetching, or lets it go on.
    ///
    /// # Errors
    ///
    /// [`Error::Store`].
    pub fn pause_fetching(&self, on: bool) -> Result<(), Error> {
        self.store.set_setting(PAUSED, if on { "true" } else { "false" })?;
        self.events.send(Event::LibraryChanged);
        Ok(())
    }

    /// Fetches what is due now, and waits for it; `heard` is told how it stands after each. For front ends
    /// that do nothing else.
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
                        let host = Host(&library, row.host.clone());
                        library.fetch_one(&row, allow_private, at).await;
                        // The next of this host has to wait; if there is none, nobody does.
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

    /// Takes pages that are due, of hosts that are not being asked.
    fn take_due(&self, now: Millis) -> Vec<FetchRow> {
        let Ok(mut busy) = self.fetching.lock() else { return Vec::new() };
        let free = AT_ONCE.saturating_sub(busy.0.len());
        if free == 0 {
            return Vec::new();
        }
        let taken = self.store.take_due(free, busy.0.iter().cloned().collect(), now, now + TAKEN);
        let taken = taken.unwrap_or_default();
        busy.0.extend(taken.iter().map(|row| row.host.clone()));
        taken
    }

    async fn fetch_one(&self, row: &FetchRow, allow_private: bool, now: Millis) {
        let clip = Clip::with(Intent::Complete(row.article)).allow_private(allow_private);
        let came = self.clip(Input::Url(row.url.clone()), clip, now, &|_, _, _| {}).await;
        let failure = came.err().map(|err| {
            // A minute, six, half an hour …, a day at most.
            let wait = 60_000 * 6_i64.pow(row.tries.min(5));
            let again =
                (may_come(&err) && row.tries + 1 < TRIES).then_some(now + wait.min(86_400_000));
            (serde_json::to_string(&Failure::from(err)).unwrap_or_default(), again)
        });
        // If it cannot be stored, it is tried again when its time is over.
        let _ = self.store.fetched(row.article, failure);
        self.events.send(Event::ArticleChanged(row.article));
    }

    /// Tries pages again that could not be had: of one article, or all.
    ///
    /// # Errors
    ///
    /// [`Error::Store`].
    pub fn fetch_again(&self, article: Option<ArticleId>, now: Millis) -> Result<(), Error> {
        self.store.fetch_again(article, now)?;
        self.events.send(Event::LibraryChanged);
        Ok(())
    }

    /// Pages that were given up: their article, address and reason.
    ///
    /// # Errors
    ///
    /// [`Error::Store`].
    pub fn fetch_failures(&self) -> Result<Vec<(ArticleId, String, Failure)>, Error> {
        let all = self.store.failures()?.into_iter();
        Ok(all.map(|(id, url, why)| (id, url, failure(&why))).collect())
    }
}

/// A failure as it was stored.
pub(crate) fn failure(stored: &str) -> Failure {
    serde_json::from_str(stored).unwrap_or_else(|_| Failure {
        code: ErrorCode::Internal,
        subject: None,
        message: stored.to_owned(),
    })
}

/// Whether what could not be had may come at another time.
fn may_come(err: &Error) -> bool {
    match err {
        Error::Capture(Capture::Status { status }) => matches!(status, 408 | 425 | 429 | 500..),
        Error::Capture(Capture::Unreachable { .. } | Capture::Timeout { .. }) => true,
        // The disk may have room again.
        Error::Store(_) => true,
        _ => false,
    }
}

/// A host that is being asked; free again when this is dropped.
struct Host<'l>(&'l Library, String);

impl Drop for Host<'_> {
    fn drop(&mut self) {
        if let Ok(mut busy) = self.0.fetching.lock() {
            busy.0.remove(&self.1);
        }
    }
}

/// What is held between rounds.
pub(crate) type Hosts = Mutex<Busy>;
