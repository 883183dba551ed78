//! Clipping: whatever door a page comes in by, it ends here.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use commonplace_capture::{self as capture, Page, Progress, Source};
use commonplace_core::{ArticleId, CaptureId, CaptureMethod, VersionId};
use commonplace_store::{Added, NewArticle, NewAsset, NewCapture, NewVersion};

use crate::duplicates::{Intent, Place};
use crate::events::Event;
use crate::work::{Outcome, Stage};
use crate::{Error, Library, Millis, new_uuid};

/// What is clipped.
#[derive(Debug, Clone)]
pub enum Input {
    /// A page at an address, fetched by us.
    Url(String),
    /// What the clipboard held.
    Paste {
        /// The HTML in it, if there was any.
        html: Option<String>,
        /// The text in it.
        text: String,
        /// Where it was copied from, if that is known.
        url: Option<String>,
    },
    /// A file.
    File {
        /// Its name, without folders; empty for a stream.
        name: String,
        /// What it holds.
        bytes: Vec<u8>,
        /// Files that were saved with it: paths as the page names them.
        beside: Vec<(String, Vec<u8>)>,
        /// Where it came from, if that is known.
        url: Option<String>,
    },
}

impl Input {
    /// A file of this machine, with the folder that a browser saved beside it.
    ///
    /// # Errors
    ///
    /// What the system says. A file that is too large is read in part, and refused when clipped.
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

/// The pictures in the folder that a browser saved with a page: `Ferry.html`, `Ferry_files`
/// (`Ferry-Dateien`, `Ferry_fichiers` …). What cannot be read is passed over.
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

/// How a page is clipped.
#[derive(Debug, Clone, Copy, Default)]
pub struct Clip {
    pub(crate) intent: Intent,
    /// Whether the page may come from the person's own network.
    pub(crate) allow_private: bool,
}

impl Clip {
    pub(crate) fn with(intent: Intent) -> Self {
        Self { intent, ..Self::default() }
    }

    /// Whether an article that is there already gets a new version; otherwise it is only named.
    #[must_use]
    pub fn new_version(self, on: bool) -> Self {
        Self { intent: if on { Intent::AddVersion } else { Intent::Add }, ..self }
    }

    /// Lets the page come from the person's own network.
    #[must_use]
    pub fn allow_private(self, on: bool) -> Self {
        Self { allow_private: on, ..self }
    }
}

/// Reports a stage with what is done of how much.
pub(crate) type Tell<'a> = &'a (dyn Fn(Stage, u64, Option<u64>) + Sync);

impl Library {
    /// Clips `input` and waits until it is stored, its images too. The article can be read as soon
    /// as it is told of, before its images are there.
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

    /// As [`Self::clip`], but returns as soon as the article is stored; its images come in later.
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
            let library = Arc::clone(self);
            self.runtime.spawn(async move {
                // An image that cannot be stored is an image that is missing; the article is there.
                let _ = library.keep_images(pending, &|_, _, _| {}).await;
            });
        }
        Ok(outcome)
    }

    /// Stores the article; what is left to do is to fetch its images.
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
            files: parts(&beside),
            selected,
            text_only: false,
        };
        let mut page = self.workers.read(&source).await?;
        drop(beside);
        let article = match self.place(clip.intent, method, &page, &bytes).await? {
            Place::Exists(id) => return Ok((Outcome::Exists(id), None)),
            Place::VersionOf(id) => NewArticle::VersionOf(id),
            Place::New => NewArticle::New(ArticleId(new_uuid(now))),
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
            Added::Stored(id) => id,
            Added::Exists(id) => return Ok((Outcome::Exists(id), None)),
        };
        if let NewArticle::VersionOf(id) = article {
            self.bring_home(id)?;
            self.store.fetched(id, None)?;
        }
        self.events.send(Event::ArticleChanged(id));
        // A file is not looked up on the network unasked; what it holds itself is kept.
        let images: Vec<_> = match method {
            CaptureMethod::Fetch | CaptureMethod::Paste => images,
            CaptureMethod::File | CaptureMethod::Sample => {
                images.into_iter().filter(|i| i.url.starts_with("data:")).collect()
            }
        };
        let assets: Vec<_> =
            held.into_iter().filter_map(|(key, bytes)| asset(key, bytes)).collect();
        let images: Vec<_> =
            images.into_iter().filter(|i| !assets.iter().any(|a| a.key == i.key)).collect();
        if !assets.is_empty() {
            self.store.add_assets(version, assets)?;
        }
        let pending =
            (!images.is_empty()).then_some(Pending { article: id, version, images, private });
        let outcome = match article {
            NewArticle::New(_) => Outcome::Created(id, rendition),
            NewArticle::VersionOf(_) => Outcome::VersionAdded(id, rendition),
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

    pub(crate) async fn keep_images(&self, pending: Pending, tell: Tell<'_>) -> Result<(), Error> {
        // Told however this ends: a clip that is stopped has the images that came before.
        let _told = Told(self, pending.article);
        let progress = |p: Progress| tell(p.stage.into(), p.done, p.total);
        let mut stored = Ok(());
        let mut keep = |image: &capture::ImageRef, got: Result<capture::Image, _>| {
            let content = got
                .map(|i| (i.bytes, i.media_type.to_owned()))
                .map_err(|err: capture::Error| err.to_string());
            let asset = NewAsset { key: image.key.clone(), content };
            if stored.is_ok() {
                stored = self.store.add_assets(pending.version, vec![asset]);
            }
        };
        self.fetcher.images(&pending.images, pending.private, &progress, &mut keep).await;
        Ok(stored?)
    }
}

/// Tells the front ends of a change when it is dropped.
struct Told<'a>(&'a Library, ArticleId);

impl Drop for Told<'_> {
    fn drop(&mut self) {
        self.0.events.send(Event::ArticleChanged(self.1));
    }
}

/// A page as a version that is stored.
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

/// Files as a source names them.
pub(crate) fn parts(files: &[(String, Vec<u8>)]) -> Vec<(&str, &[u8])> {
    files.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice())).collect()
}

/// An image that came with its page; `None` if it is none, or too large to be kept.
pub(crate) fn asset(key: String, bytes: Vec<u8>) -> Option<NewAsset> {
    let media_type = capture::image_type(&bytes)?;
    let content = Ok((bytes, media_type.to_owned()));
    Some(NewAsset { key, content })
        .filter(|a| a.content.as_ref().is_ok_and(|(bytes, _)| bytes.len() <= capture::MAX_IMAGE))
}

/// Images that are still to come.
pub(crate) struct Pending {
    pub(crate) article: ArticleId,
    pub(crate) version: VersionId,
    pub(crate) images: Vec<capture::ImageRef>,
    /// Whether the page came from the reader's own network.
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
