//! Clipping: every way in which a page enters the library ends here.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use commonplace_capture::{self as capture, Page, Progress, Source};
use commonplace_core::{ArticleId, CaptureId, CaptureMethod, VersionId};
use commonplace_store::{CaptureOutcome, CaptureTarget, NewAsset, NewCapture, NewVersion};

use crate::duplicates::{Destination, Intent};
use crate::events::Event;
use crate::failure::log_cause;
use crate::work::{Outcome, Stage};
use crate::{Error, Library, Millis, new_uuid};

/// The input of a clip.
#[derive(Debug, Clone)]
pub enum Input {
    /// A page to fetch from its address.
    Url(String),
    /// Content of the clipboard.
    Paste {
        /// HTML on the clipboard, if any.
        html: Option<String>,
        /// Plain text on the clipboard.
        text: String,
        /// The address it was copied from, if known.
        url: Option<String>,
    },
    /// A file.
    File {
        /// Its name, without folders; empty for a stream.
        name: String,
        /// Its content.
        bytes: Vec<u8>,
        /// Files that were saved with it, by their path as the page refers to it.
        beside: Vec<(String, Vec<u8>)>,
        /// The address it came from, if known.
        url: Option<String>,
    },
}

impl Input {
    /// Reads a file of this machine, with the folder that a browser saved beside it.
    ///
    /// # Errors
    ///
    /// The I/O error. A file that is too large is read only in part, and rejected when clipped.
    pub fn file(path: &Path, url: Option<String>) -> std::io::Result<Self> {
        let mut bytes = Vec::new();
        let limit = capture::MAX_FILE as u64 + 1;
        std::fs::File::open(path)?.take(limit).read_to_end(&mut bytes)?;
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let mut beside = Vec::new();
        let lower = name.to_lowercase();
        if [".html", ".htm", ".xhtml"].iter().any(|end| lower.ends_with(end)) {
            saved_with(path, &mut beside);
        }
        Ok(Self::File { name, bytes, beside, url })
    }
}

/// Collects the images in the folder that a browser saved with a page: `Ferry.html`, `Ferry_files`
/// (`Ferry-Dateien`, `Ferry_fichiers` …). Unreadable files are ignored.
fn saved_with(page: &Path, out: &mut Vec<(String, Vec<u8>)>) {
    let (Some(folder), Some(stem)) = (page.parent(), page.file_stem()) else { return };
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let stem = stem.to_string_lossy();
    let is_beside = |name: &str| {
        let rest = name.strip_prefix(&*stem);
        rest.and_then(|r| r.strip_prefix(['_', '-', '.'])).is_some_and(|r| !r.is_empty())
    };
    let mut folders: Vec<(PathBuf, String, usize)> = read_dir(folder)
        .into_iter()
        .filter(|(path, name)| is_beside(name) && path.is_dir())
        .map(|(path, name)| (path, name, 0))
        .collect();
    let mut size = 0;
    while let Some((folder, at, depth)) = folders.pop() {
        for (path, name) in read_dir(&folder) {
            let Ok(about) = path.symlink_metadata() else { continue };
            let at = format!("{at}/{name}");
            if about.is_dir() && depth < 3 {
                folders.push((path, at, depth + 1));
            } else if about.is_file()
                && about.len() <= capture::MAX_IMAGE as u64
                && size < capture::MAX_CLIP
                && let Ok(bytes) = std::fs::read(&path)
                && capture::image_type(&bytes).is_some()
            {
                size += bytes.len();
                out.push((at, bytes));
            }
        }
    }
}

fn read_dir(folder: &Path) -> Vec<(PathBuf, String)> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|e| (e.path(), e.file_name().to_string_lossy().into_owned())).collect()
}

/// Options of a clip.
#[derive(Debug, Clone, Copy, Default)]
pub struct Clip {
    pub(crate) intent: Intent,
    /// `true` allows addresses on a private network.
    pub(crate) allow_private: bool,
}

impl Clip {
    pub(crate) fn with(intent: Intent) -> Self {
        Self { intent, ..Self::default() }
    }

    /// Sets whether an article that the library already has gets a new version; otherwise only its
    /// id is returned.
    #[must_use]
    pub fn new_version(self, on: bool) -> Self {
        Self { intent: if on { Intent::AddVersion } else { Intent::Add }, ..self }
    }

    /// Sets whether addresses on a private network are allowed.
    #[must_use]
    pub fn allow_private(self, on: bool) -> Self {
        Self { allow_private: on, ..self }
    }
}

/// Progress callback: the stage, the amount done, and the total if known.
pub(crate) type Tell<'a> = &'a (dyn Fn(Stage, u64, Option<u64>) + Sync);

impl Library {
    /// Clips `input` and waits until it is stored with its images. An event announces the article
    /// as soon as it can be read, before its images are stored.
    ///
    /// # Errors
    ///
    /// [`Error::Capture`], [`Error::Store`].
    pub async fn clip(
        &self,
        input: Input,
        clip: Clip,
        now: Millis,
        tell: Tell<'_>,
    ) -> Result<Outcome, Error> {
        let (outcome, pending) = self.clip_page(input, clip, now, tell).await?;
        if let Some(pending) = pending {
            self.keep_images(pending, tell).await?;
        }
        Ok(outcome)
    }

    /// As [`Self::clip`], but returns as soon as the article is stored; its images are stored
    /// later.
    ///
    /// # Errors
    ///
    /// As [`Self::clip`].
    pub fn clip_then_images(
        self: &Arc<Self>,
        input: Input,
        clip: Clip,
        now: Millis,
    ) -> Result<Outcome, Error> {
        let (outcome, pending) =
            self.runtime.block_on(self.clip_page(input, clip, now, &|_, _, _| {}))?;
        if let Some(pending) = pending {
            self.keep_images_in_background(pending);
        }
        Ok(outcome)
    }

    /// Stores the article. Returns the images that are still to be fetched.
    async fn clip_page(
        &self,
        input: Input,
        clip: Clip,
        now: Millis,
        tell: Tell<'_>,
    ) -> Result<(Outcome, Option<Pending>), Error> {
        let mut beside = Vec::new();
        let (fetched, method, name) = match input {
            Input::Url(url) => {
                if let Some(known) = self.known_at(&url, clip.intent)? {
                    return Ok((Outcome::Exists(known), None));
                }
                let progress = |p: Progress| tell(p.stage.into(), p.done, p.total);
                (
                    self.fetcher
                        .article(url.trim(), clip.allow_private, &self.workers, &progress)
                        .await?,
                    CaptureMethod::Fetch,
                    None,
                )
            }
            Input::Paste { html, text, url } => {
                let html = html.filter(|h| h.contains('<') && !h.trim().is_empty());
                let media_type =
                    Some(if html.is_some() { "text/html" } else { "text/plain" }.to_owned());
                let bytes = html.unwrap_or(text).into_bytes();
                (local(url, media_type, bytes), CaptureMethod::Paste, None)
            }
            Input::File { name, bytes, beside: files, url } => {
                beside = files;
                let method = match clip.intent {
                    Intent::AddSample => CaptureMethod::Sample,
                    _ => CaptureMethod::File,
                };
                (local(url, None, bytes), method, Some(name).filter(|n| !n.is_empty()))
            }
        };
        tell(Stage::Reading, 0, None);
        let bytes = fetched.bytes;
        let private = fetched.private;
        let (url, media_type, charset) = (fetched.url, fetched.media_type, fetched.charset);
        let selected = method == CaptureMethod::Paste;
        let url = Some(url).filter(|u| !u.is_empty());
        let source = Source {
            bytes: &bytes,
            url: url.as_deref(),
            media_type: media_type.as_deref(),
            charset: charset.as_deref(),
            name: name.as_deref(),
            files: borrow_files(&beside),
            selected,
            text_only: false,
        };
        let mut page = self.workers.read(&source).await?;
        drop(beside);
        let article = match self.decide_destination(clip.intent, method, &page, &bytes).await? {
            Destination::Exists(id) => return Ok((Outcome::Exists(id), None)),
            Destination::VersionOf(id) => CaptureTarget::VersionOf(id),
            Destination::New => CaptureTarget::New(ArticleId(new_uuid(now))),
        };
        let version = VersionId(new_uuid(now));
        let rendition = page.rendition;
        let images = page.images.clone();
        let held = std::mem::take(&mut page.held);
        let new = NewCapture {
            id: CaptureId(new_uuid(now)),
            bytes,
            method,
            url,
            redirects: fetched.redirects,
            headers: fetched.headers,
            name,
            media_type: page.media_type.clone(),
            charset: page.charset.clone(),
            taken: now,
            version: new_version(page, version, now),
        };
        let id = match self.store.add_capture(article, new)? {
            CaptureOutcome::Stored(id) => id,
            CaptureOutcome::Exists(id) => return Ok((Outcome::Exists(id), None)),
        };
        if let CaptureTarget::VersionOf(id) = article {
            self.move_waiting_highlights(id)?;
            self.store.fetched(id, None)?;
        }
        self.events.send(Event::ArticleChanged(id));
        // For a file nothing is fetched from the network; only images embedded in it are kept.
        let images: Vec<_> = match method {
            CaptureMethod::Fetch | CaptureMethod::Paste => images,
            CaptureMethod::File | CaptureMethod::Sample => {
                images.into_iter().filter(|i| i.url.starts_with("data:")).collect()
            }
        };
        let assets: Vec<_> =
            held.into_iter().filter_map(|(key, bytes)| new_asset(key, bytes)).collect();
        let images: Vec<_> =
            images.into_iter().filter(|i| !assets.iter().any(|a| a.key == i.key)).collect();
        if !assets.is_empty() {
            self.store.add_assets(version, assets)?;
        }
        let pending =
            (!images.is_empty()).then_some(Pending { article: id, version, images, private });
        let outcome = match article {
            CaptureTarget::New(_) => Outcome::Created(id, rendition),
            CaptureTarget::VersionOf(_) => Outcome::VersionAdded(id, rendition),
        };
        Ok((outcome, pending))
    }

    /// As [`Self::clip`], for front ends without an async runtime.
    ///
    /// # Errors
    ///
    /// As [`Self::clip`].
    pub fn clip_now(
        &self,
        input: Input,
        clip: Clip,
        now: Millis,
        tell: Tell<'_>,
    ) -> Result<Outcome, Error> {
        self.runtime.block_on(self.clip(input, clip, now, tell))
    }

    /// Fetches and stores images without waiting for them. An image that cannot be fetched or stored is missing; the
    /// article stays.
    pub(crate) fn keep_images_in_background(self: &Arc<Self>, pending: Pending) {
        let library = Arc::clone(self);
        self.runtime.spawn(async move {
            if let Err(err) = library.keep_images(pending, &|_, _, _| {}).await {
                tracing::warn!(cause = log_cause(&err), "images not stored");
            }
        });
    }

    pub(crate) async fn keep_images(&self, pending: Pending, tell: Tell<'_>) -> Result<(), Error> {
        // Sends the event however this function ends: a cancelled clip keeps the images stored so
        // far.
        let _told = ChangedOnDrop(self, pending.article);
        let progress = |p: Progress| tell(p.stage.into(), p.done, p.total);
        let mut stored = Ok(());
        let mut keep = |image: &capture::ImageRef, got: Result<capture::FetchedImage, _>| {
            let content = got
                .map(|i| (i.bytes, i.media_type.to_owned()))
                .map_err(|err: capture::Error| err.to_string());
            let new_asset = NewAsset { key: image.key.clone(), content };
            if stored.is_ok() {
                stored = self.store.add_assets(pending.version, vec![new_asset]);
            }
        };
        self.fetcher.images(&pending.images, pending.private, &progress, &mut keep).await;
        Ok(stored?)
    }
}

/// Sends [`Event::ArticleChanged`] when dropped.
struct ChangedOnDrop<'a>(&'a Library, ArticleId);

impl Drop for ChangedOnDrop<'_> {
    fn drop(&mut self) {
        self.0.events.send(Event::ArticleChanged(self.1));
    }
}

/// Turns a page into a version to store.
pub(crate) fn new_version(page: Page, id: VersionId, now: Millis) -> NewVersion {
    NewVersion {
        id,
        made: now,
        html: page.html,
        text: page.text,
        rendition: page.rendition,
        extractor: page.extractor,
        metadata: page.metadata,
        images: page.images.into_iter().map(|i| (i.key, i.url)).collect(),
    }
}

/// Borrows files as [`Source`] expects them.
pub(crate) fn borrow_files(files: &[(String, Vec<u8>)]) -> Vec<(&str, &[u8])> {
    files.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice())).collect()
}

/// An image that came with its page. `None` if the bytes are not an image or exceed
/// [`capture::MAX_IMAGE`].
pub(crate) fn new_asset(key: String, bytes: Vec<u8>) -> Option<NewAsset> {
    let media_type = capture::image_type(&bytes)?;
    let content = Ok((bytes, media_type.to_owned()));
    Some(NewAsset { key, content })
        .filter(|a| a.content.as_ref().is_ok_and(|(bytes, _)| bytes.len() <= capture::MAX_IMAGE))
}

/// Images that are still to be fetched.
pub(crate) struct Pending {
    pub(crate) article: ArticleId,
    pub(crate) version: VersionId,
    pub(crate) images: Vec<capture::ImageRef>,
    /// Whether the page came from a private network.
    pub(crate) private: bool,
}

fn local(url: Option<String>, media_type: Option<String>, bytes: Vec<u8>) -> capture::Fetched {
    capture::Fetched {
        url: url.unwrap_or_default(),
        redirects: Vec::new(),
        media_type,
        charset: None,
        headers: Vec::new(),
        private: false,
        bytes,
    }
}
