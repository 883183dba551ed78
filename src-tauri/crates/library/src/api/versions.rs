//! The captures and versions of an article: as captured, picked by hand, read again, compared, compared with the page again.

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
        /// The one.
        old: Id<VersionId>,
        /// The other.
        new: Id<VersionId>,
    }
    /// An article and one of its versions.
    ShowVersion {
        /// The article.
        id: Id<ArticleId>,
        /// The version.
        version: Id<VersionId>,
    }
    /// Articles to look up again.
    RecheckArticles {
        /// The articles.
        ids: Vec<Id<ArticleId>>,
        /// Whether they may come from the reader's own network.
        allow_private: bool,
    }
    /// The article that the reader picks out of its page.
    PickArticle {
        /// The article.
        id: Id<ArticleId>,
        /// The passages it is made of, by their number.
        passages: Vec<u32>,
    }
}

names! {
    /// How a version came to be.
    VersionOrigin {
        /// With its capture.
        Captured = "captured",
        /// The capture was read again by a later extractor.
        Reextracted = "reextracted",
        /// A person picked the article out of the page.
        Picked = "picked",
    }
}

sent! {
    /// A run of words that two wordings share or do not.
    DiffPiece {
        /// What became of them.
        change: Word<Change>,
        /// The words.
        text: String,
    }
    /// A page as it was captured.
    CapturedView {
        /// Its source.
        text: String,
        /// What it is.
        media_type: String,
        /// Its SHA-256.
        sha256: String,
        /// How large it is.
        #[ts(type = "number")]
        bytes: u64,
    }
    /// A page as it was captured, passage by passage.
    PageView {
        /// Clean HTML; passage N stands in an element whose id is `clip-passage-N`.
        html: String,
        /// For each passage, why it is not in the article; null if it is.
        why: Vec<Option<Word<OmitReason>>>,
    }
    /// What became of an article that was read anew.
    RereadView {
        /// What became of it.
        outcome: Word<Reread>,
    }
    /// An article that was looked up again.
    RecheckedView {
        /// The article.
        id: String,
        /// Its title.
        title: String,
        /// What became of it.
        outcome: Word<RecheckOutcome>,
        /// Of one that changed, how many of its highlights have their words.
        kept: u32,
        /// How many have edited words.
        changed: u32,
        /// How many are to be checked.
        check: u32,
        /// How many are orphans.
        orphans: u32,
        /// Why it failed.
        error: Option<Failure>,
    }
    /// The versions of an article.
    VersionsView {
        /// The newest first.
        versions: Vec<VersionInfoView>,
    }
    /// A version among those of its article.
    VersionInfoView {
        /// Its id.
        id: String,
        /// When it was made.
        #[ts(type = "number")]
        made: Millis,
        /// When what it was made from was captured.
        #[ts(type = "number")]
        captured: Millis,
        /// How the capture was made.
        method: Word<CaptureMethod>,
        /// The address that answered.
        url: Option<String>,
        /// SHA-256 of its capture.
        sha256: String,
        /// How much of the page it shows.
        rendition: Word<Rendition>,
        /// How it came to be.
        origin: Word<VersionOrigin>,
        /// How many highlights were made on it.
        highlights: u32,
        /// Whether it is the one that is shown.
        shown: bool,
    }
    /// Two versions of an article, line by line.
    CompareView {
        /// In the order of the new text; what was removed, where it was.
        lines: Vec<DiffLine>,
    }
    /// A line of one of two versions, or of both.
    DiffLine {
        /// What became of it.
        change: Word<LineChange>,
        /// Its words.
        pieces: Vec<DiffPiece>,
        /// For one that moved, where its other end is among the lines.
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
    let lines = commonplace_core::diff::lines(&old, &new);
    Ok(CompareView { lines: lines.into_iter().map(Into::into).collect() })
}

pub(super) fn show_version(c: &Context<'_>, args: ShowVersion) -> Result<Nothing, crate::Error> {
    c.library.store.show_version(args.id.0, args.version.0)?;
    Ok(Nothing {})
}

pub(super) fn recheck(c: &Context<'_>, args: RecheckArticles) -> Result<JobId, crate::Error> {
    Ok(JobId { job: c.library.start_recheck(bare(args.ids), args.allow_private, c.now) })
}

impl From<diff::Piece<'_>> for DiffPiece {
    fn from(p: diff::Piece<'_>) -> Self {
        Self { change: p.change.into(), text: p.text.to_owned() }
    }
}

impl From<diff::Line<'_>> for DiffLine {
    fn from(line: diff::Line<'_>) -> Self {
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
    // What an export said is no version of the page.
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

/// The page as it was captured, as text: the source of a page, the words of a paste.
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
