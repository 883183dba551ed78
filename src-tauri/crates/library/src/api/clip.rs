//! Clips addresses, pasted content and files.

use commonplace_core::Rendition;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::context::{Context, InputSource};
use super::wire::{JobId, UploadId, decode, received, sent};
use crate::{Clip, ClipOutcome, Input, Outcome, Word};

received! {
    /// Clips a page by its address.
    ClipUrl {
        /// The address.
        url: String,
        /// Clip again even if the library has the page, as a new version.
        new_version: bool,
        /// Allow addresses on a private network.
        allow_private: bool,
    }
    /// Clips the content of the clipboard.
    ClipPaste {
        /// HTML on the clipboard.
        html: Option<String>,
        /// Plain text on the clipboard.
        text: String,
        /// Address it was copied from.
        url: Option<String>,
        /// Clip again even if the library has it, as a new version.
        new_version: bool,
    }
    /// Clips a file.
    ClipFile {
        /// Its name.
        name: String,
        /// Its content in base64.
        base64: String,
        /// Files that were saved with it.
        parts: Vec<FilePart>,
        /// Clip again even if the library has it, as a new version.
        new_version: bool,
    }
    /// A file that was saved with a page.
    FilePart {
        /// Its path as the page refers to it: `page_files/1.png`.
        path: String,
        /// Its content in base64.
        base64: String,
    }
}

sent! {
    /// The result of a clip.
    OutcomeView {
        /// What happened.
        outcome: Word<ClipOutcome>,
        /// The article.
        article: String,
        /// How much of the page the new version contains; null if no version was stored.
        rendition: Option<Word<Rendition>>,
    }
}

/// Requests files that were given to the window.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct GivenFiles {
    /// How they were given.
    pub how: InputSource,
    /// Title of the file dialog, if one is shown.
    pub title: String,
}

/// Files that were given to the window.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct HandedView {
    /// Id of the upload.
    #[ts(type = "number")]
    pub upload: u64,
    /// Names of the pages in it, including those in folders.
    pub pages: Vec<String>,
    /// Whether the files are another program's export, not pages to read.
    pub exported: bool,
}

/// Files that were given to the window; null if none were chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct MaybeHanded {
    /// The files.
    pub handed: Option<HandedView>,
}

/// Clips a page of an upload.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ClipHanded {
    /// Id of the upload.
    #[ts(type = "number")]
    pub upload: u64,
    /// Index among the upload's pages.
    pub index: u32,
    /// Whether an article that the library already has gets a new version.
    pub new_version: bool,
}

/// A draft from an upload.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct DraftText {
    /// Its file name.
    pub name: String,
    /// Its text.
    pub text: String,
}

pub(super) fn url(c: &Context<'_>, args: ClipUrl) -> Result<JobId, crate::Error> {
    let clip = Clip::default().new_version(args.new_version).allow_private(args.allow_private);
    Ok(JobId { job: c.library.start_clip(Input::Url(args.url), clip, c.now) })
}

pub(super) fn paste(c: &Context<'_>, args: ClipPaste) -> Result<OutcomeView, crate::Error> {
    let input = Input::Paste { html: args.html, text: args.text, url: args.url };
    Ok(c.library
        .clip_then_images(input, Clip::default().new_version(args.new_version), c.now)?
        .into())
}

pub(super) fn file(c: &Context<'_>, args: ClipFile) -> Result<OutcomeView, crate::Error> {
    let bytes = decode(&args.base64)?;
    let parts = args.parts.into_iter().map(|p| Ok((p.path, decode(&p.base64)?)));
    let beside = parts.collect::<Result<_, crate::Error>>()?;
    let input = Input::File { name: args.name, bytes, beside, url: None };
    Ok(c.library
        .clip_then_images(input, Clip::default().new_version(args.new_version), c.now)?
        .into())
}

pub(super) fn given_files(c: &Context<'_>, args: GivenFiles) -> Result<MaybeHanded, crate::Error> {
    let paths = c.desk.given(args.how, &args.title)?;
    let handed = paths.map(|paths| c.library.hand_over(paths)).transpose()?;
    Ok(MaybeHanded { handed: handed.map(Into::into) })
}

pub(super) fn given_page(c: &Context<'_>, args: ClipHanded) -> Result<OutcomeView, crate::Error> {
    let input = c.library.handed_page(args.upload, args.index as usize)?;
    Ok(c.library
        .clip_then_images(input, Clip::default().new_version(args.new_version), c.now)?
        .into())
}

pub(super) fn given_text(c: &Context<'_>, args: UploadId) -> Result<DraftText, crate::Error> {
    let (name, text) = c.library.handed_text(args.upload)?;
    Ok(DraftText { name, text })
}

impl From<crate::Handed> for HandedView {
    fn from(handed: crate::Handed) -> Self {
        Self { upload: handed.upload, pages: handed.pages, exported: handed.exported }
    }
}

impl From<Outcome> for OutcomeView {
    fn from(outcome: Outcome) -> Self {
        Self {
            outcome: outcome.kind().into(),
            article: outcome.article().to_string(),
            rendition: outcome.rendition().map(Word),
        }
    }
}
