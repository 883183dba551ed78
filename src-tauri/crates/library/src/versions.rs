//! Makes new versions from stored captures, by a newer extractor or by hand, and compares articles
//! with their pages.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use commonplace_capture::{self as capture, ImageRef, Inspection, Page, Source};
use commonplace_core::{
    AnchorKind, AnchorState, ArticleId, CaptureMethod, VersionId, is_imported, names,
};
use commonplace_store::VersionRow;

use crate::clip::{Clip, Input, Pending, Tell, borrow_files, new_asset, new_version};
use crate::duplicates::Intent;
use crate::events::Event;
use crate::work::{Outcome, Recheck, Rechecked};
use crate::{Error, Failure, Library, Millis, new_uuid};

names! {
    /// Result of re-extracting an article.
    Reread {
        /// It has a new version.
        Changed = "changed",
        /// The result is the same; nothing was stored.
        Same = "same",
        /// Its text was picked by hand or came with an import, and is left alone.
        ByHand = "by_hand",
    }
}

/// A stored capture to read again.
struct StoredCapture {
    version: VersionRow,
    bytes: Vec<u8>,
    /// Files that were saved beside the page, by their path.
    files: Vec<(String, Vec<u8>)>,
}

impl StoredCapture {
    fn source(&self) -> Source<'_> {
        let capture = &self.version.capture;
        Source {
            bytes: &self.bytes,
            url: capture.url.as_deref(),
            media_type: Some(&capture.media_type),
            charset: Some(&capture.charset),
            name: capture.name.as_deref(),
            files: borrow_files(&self.files),
            selected: capture.method == CaptureMethod::Paste,
            text_only: false,
        }
    }
}

impl Library {
    /// Reads the capture of the version shown with the current extractor. If the result differs, it
    /// becomes a new version; highlights are found in it by their words.
    ///
    /// # Errors
    ///
    /// [`Error::Store`]; [`Error::Capture`] if the capture cannot be read.
    pub fn reextract(&self, id: ArticleId, now: Millis, tell: Tell<'_>) -> Result<Reread, Error> {
        let shown_capture = self.shown_capture(id)?;
        let made_by = &shown_capture.version.extractor;
        if capture::is_picked(made_by) || is_imported(made_by) {
            return Ok(Reread::ByHand);
        }
        let page = self.runtime.block_on(self.workers.read(&shown_capture.source()))?;
        let known: Vec<(String, String)> =
            self.store.images(id)?.into_iter().map(|(key, url, _)| (key, url)).collect();
        let images = page.images.iter().all(|i| known.iter().any(|(key, _)| *key == i.key));
        if page.html == shown_capture.version.html
            && images
            && self.store.has_metadata(id, &page.metadata)?
        {
            return Ok(Reread::Same);
        }
        let pending = self.store_reread(id, &shown_capture.version, page, false, now)?;
        if let Some(pending) = pending {
            self.runtime.block_on(self.keep_images(pending, tell))?;
        }
        Ok(Reread::Changed)
    }

    /// Whether a page has the same text as the last capture of an article, both read by the current
    /// extractor.
    pub(crate) async fn has_same_text(&self, id: ArticleId, page: &Page) -> Result<bool, Error> {
        let again = self.captured_as(self.store.newest_version(id)?, id)?;
        let before = self.workers.read(&again.source()).await?;
        Ok(before.text == page.text)
    }

    /// Fetches articles again from their addresses, one after the other, with at least a second
    /// between requests to one host. If the text changed, the article gets a new version. Only
    /// articles that were fetched are looked up, because a pasted one may not be public. `tell`
    /// receives the number done and the last result.
    pub fn recheck(
        &self,
        ids: &[ArticleId],
        allow_private: bool,
        now: Millis,
        tell: &(dyn Fn(usize, Option<Rechecked>) + Sync),
    ) {
        self.runtime.block_on(self.recheck_all(ids, allow_private, now, tell));
    }

    pub(crate) async fn recheck_all(
        &self,
        ids: &[ArticleId],
        allow_private: bool,
        now: Millis,
        tell: &(dyn Fn(usize, Option<Rechecked>) + Sync),
    ) {
        let started = Instant::now();
        let mut asked: HashMap<String, Instant> = HashMap::new();
        for (done, id) in ids.iter().enumerate() {
            tell(done, None);
            let passed = Millis::try_from(started.elapsed().as_millis()).unwrap_or(0);
            let result = self.recheck_one(*id, allow_private, now + passed, &mut asked).await;
            let (title, result) = (self.title_of(*id), result.map_err(Failure::logged));
            tell(done + 1, Some(Rechecked { article: *id, title, result }));
        }
    }

    /// The title of an article; empty if it has none or no longer exists.
    pub(crate) fn title_of(&self, id: ArticleId) -> String {
        self.store.article(id).map_or_else(|_| String::new(), |row| row.metadata.title)
    }

    async fn recheck_one(
        &self,
        id: ArticleId,
        allow_private: bool,
        now: Millis,
        asked: &mut HashMap<String, Instant>,
    ) -> Result<Recheck, Error> {
        /// Minimum delay between two requests to one host.
        const PACE: Duration = Duration::from_secs(1);
        let capture = self.store.newest_version(id)?.capture;
        let (CaptureMethod::Fetch, Some(url)) = (capture.method, capture.url) else {
            return Ok(Recheck::NotFetched);
        };
        let host = url.split('/').nth(2).unwrap_or_default();
        if let Some(last) = asked.get(host) {
            tokio::time::sleep(PACE.saturating_sub(last.elapsed())).await;
        }
        asked.insert(host.to_owned(), Instant::now());
        let clip = Clip::with(Intent::Recheck(id)).allow_private(allow_private);
        let outcome = self.clip(Input::Url(url), clip, now, &|_, _, _| {}).await?;
        if let Outcome::Exists(_) = outcome {
            return Ok(Recheck::Unchanged);
        }
        let version = self.shown(id)?;
        let anchors = self.anchored(id, &version)?;
        let (mut kept, mut changed, mut check, mut orphans) = (0, 0, 0, 0);
        for (_, anchor) in anchors {
            *match (anchor.state(), anchor.kind()) {
                (AnchorState::Orphan, _) => &mut orphans,
                (AnchorState::Check, _) => &mut check,
                (AnchorState::Anchored, Some(AnchorKind::Changed)) => &mut changed,
                (AnchorState::Anchored, _) => &mut kept,
            } += 1;
        }
        Ok(Recheck::Changed { kept, changed, check, orphans })
    }

    /// The page that an article was captured from, divided into passages.
    ///
    /// # Errors
    ///
    /// As [`Self::reextract`].
    pub fn inspect(&self, id: ArticleId) -> Result<Inspection, Error> {
        let again = self.shown_capture(id)?;
        let title = self.store.article(id)?.metadata.title;
        let source = again.source();
        let looked = self.workers.inspect(&source, &title, &again.version.text);
        Ok(self.runtime.block_on(looked)?)
    }

    /// Makes the passages that a person chose the article, by their numbers in [`Self::inspect`].
    /// Can be undone.
    ///
    /// # Errors
    ///
    /// As [`Self::reextract`]; [`commonplace_capture::Error::Empty`] if no passage was chosen.
    pub fn pick(
        self: &std::sync::Arc<Self>,
        id: ArticleId,
        passages: &[usize],
        now: Millis,
    ) -> Result<(), Error> {
        let again = self.shown_capture(id)?;
        let page = self.runtime.block_on(self.workers.pick(&again.source(), passages))?;
        if let Some(pending) = self.store_reread(id, &again.version, page, true, now)? {
            self.keep_images_in_background(pending);
        }
        Ok(())
    }

    fn shown_capture(&self, id: ArticleId) -> Result<StoredCapture, Error> {
        self.captured_as(self.store.version(id)?, id)
    }

    fn captured_as(&self, version: VersionRow, id: ArticleId) -> Result<StoredCapture, Error> {
        let bytes = self.store.capture_bytes(version.capture.id)?;
        let mut files = Vec::new();
        for (key, url, _) in self.store.images(id)? {
            if let Some(path) = capture::path_beside(&url)
                && let Some(asset) = self.store.asset(version.id, &key)?
            {
                files.push((path, asset.bytes));
            }
        }
        Ok(StoredCapture { version, bytes, files })
    }

    /// Stores a page read again as a new version. Returns the images that are still to be fetched.
    fn store_reread(
        &self,
        id: ArticleId,
        before: &VersionRow,
        mut page: Page,
        edit: bool,
        now: Millis,
    ) -> Result<Option<Pending>, Error> {
        let version = VersionId(new_uuid(now));
        let held = std::mem::take(&mut page.held);
        let new = new_version(page, version, now);
        self.store.add_version(id, before.capture.id, new, edit)?;
        let held: Vec<_> = held.into_iter().filter_map(|(k, bytes)| new_asset(k, bytes)).collect();
        if !held.is_empty() {
            self.store.add_assets(version, held)?;
        }
        self.events.send(Event::ArticleChanged(id));
        let from_file =
            matches!(before.capture.method, CaptureMethod::File | CaptureMethod::Sample);
        let missing: Vec<ImageRef> = self
            .store
            .images(id)?
            .into_iter()
            .filter(|(_, url, known)| !known && (!from_file || url.starts_with("data:")))
            .map(|(key, url, _)| ImageRef { key, url })
            .collect();
        let private = before.capture.url.as_deref().is_some_and(|url| {
            matches!(capture::check_url(url), Err(capture::Error::Private { .. }))
        });
        Ok((!missing.is_empty()).then_some(Pending {
            article: id,
            version,
            images: missing,
            private,
        }))
    }
}
