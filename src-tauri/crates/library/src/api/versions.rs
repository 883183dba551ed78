//! Captures and versions of an article: the page as captured, versions picked by hand,
//! re-extraction, comparison of versions, and comparison with the page as it is now.

use std::collections::HashSet;

use commonplace_capture::OmitReason;
use commonplace_core::diff::{Change, LineChange};
use commonplace_core::{ArticleId, CaptureMethod, Millis, Rendition, VersionId, diff, names};

use super::context::Context;
use super::wire::{Id, JobId, Nothing, OneArticle, bare, number, received, sent};
use crate::{Failure, Library, Recheck, RecheckOutcome, Rechecked, Reread, Word};

received! {
    /// Two versions of one article.
    CompareVersions {
        /// The older version.
        old: Id<VersionId>,
        /// The newer version.
        new: Id<VersionId>,
    }
    /// An article and one of its versions.
    ShowVersion {
        /// The article.
        id: Id<ArticleId>,
        /// The version.
        version: Id<VersionId>,
    }
    /// Compares articles with their pages as they are now.
    RecheckArticles {
        /// The articles.
        ids: Vec<Id<ArticleId>>,
        /// Allow addresses on a private network.
        allow_private: bool,
    }
    /// Sets the passages of the captured page that make up the article.
    PickArticle {
        /// The article.
        id: Id<ArticleId>,
        /// Numbers of the passages.
        passages: Vec<u32>,
    }
}

names! {
    /// How a version was made.
    VersionOrigin {
        /// Made with its capture.
        Captured = "captured",
        /// Made from the same capture by a later extractor.
        Reextracted = "reextracted",
        /// A person picked the article from the page.
        Picked = "picked",
    }
}

sent! {
    /// A run of words in a word diff.
    DiffPiece {
        /// Whether the words are in both wordings, or were added or removed.
        change: Word<Change>,
        /// The words.
        text: String,
    }
    /// A page as it was captured.
    CapturedView {
        /// Its source as text.
        text: String,
        /// Its media type.
        media_type: String,
        /// SHA-256 of its bytes, in hexadecimal.
        sha256: String,
        /// Its size in bytes.
        #[ts(type = "number")]
        bytes: u64,
    }
    /// A page as it was captured, passage by passage.
    PageView {
        /// Sanitised HTML; passage N is in an element with the id `clip-passage-N`.
        html: String,
        /// For each passage, why it was left out of the article; null if it is in it.
        why: Vec<Option<Word<OmitReason>>>,
    }
    /// The result of re-extracting an article.
    RereadView {
        /// The result.
        outcome: Word<Reread>,
    }
    /// The result of comparing an article with its page as it is now.
    RecheckedView {
        /// The article.
        id: String,
        /// Its title.
        title: String,
        /// The result.
        outcome: Word<RecheckOutcome>,
        /// If the article changed, the number of highlights whose words are unchanged.
        kept: u32,
        /// Number of highlights whose words were edited.
        changed: u32,
        /// Number of highlights to be checked.
        check: u32,
        /// Number of orphans.
        orphans: u32,
        /// Why the comparison failed; null if it did not.
        error: Option<Failure>,
    }
    /// The versions of an article.
    VersionsView {
        /// The versions, the newest first.
        versions: Vec<VersionInfoView>,
    }
    /// A version, as listed among those of its article.
    VersionInfoView {
        /// Its id.
        id: String,
        /// When it was made.
        #[ts(type = "number")]
        made: Millis,
        /// When its capture was made.
        #[ts(type = "number")]
        captured: Millis,
        /// How the page was captured.
        method: Word<CaptureMethod>,
        /// The address that the page was served from.
        url: Option<String>,
        /// SHA-256 of its capture, in hexadecimal.
        sha256: String,
        /// How much of the page it contains.
        rendition: Word<Rendition>,
        /// How it was made.
        origin: Word<VersionOrigin>,
        /// Number of highlights made on it.
        highlights: u32,
        /// Whether it is the version shown.
        shown: bool,
    }
    /// Line diff of two versions of an article.
    CompareView {
        /// The lines in the order of the new text; removed lines are at their old place.
        lines: Vec<DiffLine>,
    }
    /// A line of a diff, from one of the two versions or from both.
    DiffLine {
        /// Whether it was kept, edited, added, removed or moved.
        change: Word<LineChange>,
        /// Its words.
        pieces: Vec<DiffPiece>,
        /// Index in `lines` of the other end of a moved line; null for other lines.
        pair: Option<u32>,
    }
}

pub(super) fn captured(c: &Context<'_>, args: OneArticle) -> Result<CapturedView, crate::Error> {
    captured_page(c.library, args.id.0)
}

pub(super) fn inspect(c: &Context<'_>, args: OneArticle) -> Result<PageView, crate::Error> {
    let page = c.library.inspect(args.id.0)?;
    let why = page.why.into_iter().map(|reason| reason.map(Word));
    Ok(PageView { html: page.html, why: why.collect() })
}

pub(super) fn pick(c: &Context<'_>, args: PickArticle) -> Result<Nothing, crate::Error> {
    let passages: Vec<usize> = args.passages.iter().map(|&p| p as usize).collect();
    c.library.pick(args.id.0, &passages, c.now)?;
    Ok(Nothing {})
}

pub(super) fn reextract(c: &Context<'_>, args: OneArticle) -> Result<RereadView, crate::Error> {
    let outcome = c.library.reextract(args.id.0, c.now, &|_, _, _| {})?;
    Ok(RereadView { outcome: outcome.into() })
}

pub(super) fn versions(c: &Context<'_>, args: OneArticle) -> Result<VersionsView, crate::Error> {
    versions_of(c.library, args.id.0)
}

pub(super) fn compare(c: &Context<'_>, args: CompareVersions) -> Result<CompareView, crate::Error> {
    let old = c.library.store.version_text(args.old.0)?;
    let new = c.library.store.version_text(args.new.0)?;
    let lines = commonplace_core::diff::diff_lines(&old, &new);
    Ok(CompareView { lines: lines.into_iter().map(Into::into).collect() })
}

pub(super) fn show_version(c: &Context<'_>, args: ShowVersion) -> Result<Nothing, crate::Error> {
    c.library.store.show_version(args.id.0, args.version.0)?;
    Ok(Nothing {})
}

pub(super) fn recheck(c: &Context<'_>, args: RecheckArticles) -> Result<JobId, crate::Error> {
    Ok(JobId { job: c.library.start_recheck(bare(args.ids), args.allow_private, c.now) })
}

impl From<diff::DiffPiece<'_>> for DiffPiece {
    fn from(p: diff::DiffPiece<'_>) -> Self {
        Self { change: p.change.into(), text: p.text.to_owned() }
    }
}

impl From<diff::DiffLine<'_>> for DiffLine {
    fn from(line: diff::DiffLine<'_>) -> Self {
        Self {
            change: line.change.into(),
            pieces: line.pieces.into_iter().map(Into::into).collect(),
            pair: line.pair.and_then(|at| u32::try_from(at).ok()),
        }
    }
}

impl From<Rechecked> for RecheckedView {
    fn from(rechecked: Rechecked) -> Self {
        let outcome = rechecked.outcome().into();
        let (kept, changed, check, orphans) = match rechecked.result {
            Ok(Recheck::Changed { kept, changed, check, orphans }) => {
                (number(kept), number(changed), number(check), number(orphans))
            }
            _ => (0, 0, 0, 0),
        };
        Self {
            id: rechecked.article.to_string(),
            title: rechecked.title,
            outcome,
            kept,
            changed,
            check,
            orphans,
            error: rechecked.result.err(),
        }
    }
}

fn versions_of(library: &Library, id: ArticleId) -> Result<VersionsView, crate::Error> {
    let mut rows = library.store.versions(id)?;
    // A record of an import is not a version of the page, so it is listed only while it is shown.
    rows.retain(|row| row.shown || row.extractor != commonplace_core::RECORD);
    rows.reverse();
    let mut seen = HashSet::new();
    let mut versions: Vec<VersionInfoView> = Vec::new();
    for row in rows {
        let picked = commonplace_capture::is_picked(&row.extractor);
        let origin = match (picked, seen.insert(row.capture.id)) {
            (true, _) => VersionOrigin::Picked,
            (false, true) => VersionOrigin::Captured,
            (false, false) => VersionOrigin::Reextracted,
        };
        versions.push(VersionInfoView {
            id: row.id.to_string(),
            made: row.made,
            captured: row.capture.taken,
            method: row.capture.method.into(),
            url: row.capture.url,
            sha256: row.capture.sha256,
            rendition: row.rendition.into(),
            origin: origin.into(),
            highlights: row.highlights,
            shown: row.shown,
        });
    }
    versions.reverse();
    Ok(VersionsView { versions })
}

/// The captured page decoded to text: the source of a page, the words of a paste.
fn captured_page(library: &Library, id: ArticleId) -> Result<CapturedView, crate::Error> {
    let version = library.store.version(id)?;
    let bytes = library.store.capture_bytes(version.capture.id)?;
    let (text, _) = commonplace_capture::decode(&bytes, None);
    Ok(CapturedView {
        text,
        media_type: version.capture.media_type,
        sha256: version.capture.sha256,
        bytes: bytes.len() as u64,
    })
}
