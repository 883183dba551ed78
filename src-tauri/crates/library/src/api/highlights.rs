//! Creates and changes highlights, and attaches them to other passages.

use commonplace_core::{
    Anchor, AnchorKind, AnchorState, AnnotationId, ArticleId, Attribution, Colour, HighlightId,
    Millis, Standing, Style, TextPosition, Translation, VersionId, diff,
};
use commonplace_store as store;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::context::Context;
use super::versions::DiffPiece;
use super::wire::{Id, Nothing, OneHighlight, position, received, sent, tag_name};
use crate::{NewHighlight, Refusal, Word};

received! {
    /// Records that a highlight keeps its words although a version has others.
    Settle {
        /// The highlight.
        id: Id<HighlightId>,
        /// The version whose wording differs.
        version: Id<VersionId>,
        /// `true` keeps the words; `false` asks about the difference again.
        on: bool,
    }
    /// A new highlight.
    CreateHighlight {
        /// The article.
        article: Id<ArticleId>,
        /// The version that was shown.
        version: Id<VersionId>,
        /// Offset of its first code point.
        start: u32,
        /// End offset, exclusive.
        end: u32,
        /// Its colour.
        colour: Word<Colour>,
        /// How it is drawn.
        #[serde(default)]
        style: Word<Style>,
        /// Who said the words.
        #[serde(default)]
        attribution: Option<AttributionView>,
        /// Its note, in Markdown.
        note: Option<String>,
        /// Its tags.
        tags: Vec<String>,
    }
    /// Sets the speaker of a highlight's words.
    Attribute {
        /// The highlight.
        id: Id<HighlightId>,
        /// The speaker; null removes the attribution.
        attribution: Option<AttributionView>,
    }
    /// Sets the translation of a highlight's words.
    Translate {
        /// The highlight.
        id: Id<HighlightId>,
        /// The translation; null removes it.
        translation: Option<TranslationView>,
    }
    /// Creates a highlight of an image.
    CreateImageHighlight {
        /// The article.
        article: Id<ArticleId>,
        /// The version that was shown.
        version: Id<VersionId>,
        /// The image's key.
        key: String,
        /// Its colour.
        colour: Word<Colour>,
    }
    /// Attaches a highlight to another passage of the version shown.
    Reattach {
        /// The highlight.
        id: Id<HighlightId>,
        /// The version.
        version: Id<VersionId>,
        /// Offset of its first code point.
        start: u32,
        /// End offset, exclusive.
        end: u32,
        /// Spans of the passage that are left out when it is quoted.
        #[serde(default)]
        left_out: Vec<SpanView>,
    }
    /// Sets the colour of a highlight.
    SetColour {
        /// The highlight.
        id: Id<HighlightId>,
        /// The colour.
        colour: Word<Colour>,
    }
    /// Adds a tag to a highlight or removes it.
    TagHighlight {
        /// The highlight.
        id: Id<HighlightId>,
        /// The tag.
        tag: String,
        /// `true` adds the tag, `false` removes it.
        on: bool,
    }
    /// Sets how a highlight is drawn.
    SetStyle {
        /// The highlight.
        id: Id<HighlightId>,
        /// The new style.
        style: Word<Style>,
    }
    /// Sets the note of a highlight; an empty body deletes it.
    SetNote {
        /// The highlight.
        id: Id<HighlightId>,
        /// Markdown.
        body: String,
    }
}

sent! {
    /// A highlight, and its place in the version shown.
    HighlightView {
        /// Its id.
        id: String,
        /// All words of its passage, those left out included.
        exact: String,
        /// The key of the highlighted image; null if words are highlighted.
        image: Option<String>,
        /// The quotation: the words with […] for those left out, or the image's description. Null
        /// if it equals `exact`.
        quote: Option<String>,
        /// The headings above it when it was marked, the highest first.
        section: Vec<String>,
        /// Whether it is anchored in the version shown, to be checked, or an orphan.
        state: Word<AnchorState>,
        /// How its words match the version shown; null for an orphan.
        kind: Option<Word<AnchorKind>>,
        /// Word diff from its words to those in the version shown; empty if they are the same.
        diff: Vec<DiffPiece>,
        /// Whether the person has seen that this version has other words, and kept the highlight's.
        settled: bool,
        /// Offset of its first code point; null for an orphan.
        start: Option<u32>,
        /// End offset, exclusive; null for an orphan.
        end: Option<u32>,
        /// The quoted spans in the version shown: one, or several if words are left out. Empty for
        /// an orphan and for an image.
        parts: Vec<SpanView>,
        /// Its colour.
        colour: Word<Colour>,
        /// How it is drawn.
        style: Word<Style>,
        /// Who said its words.
        attribution: Option<AttributionView>,
        /// Translation of its words.
        translation: Option<TranslationView>,
        /// Its note, in Markdown.
        note: Option<String>,
        /// Its note as sanitised HTML.
        note_html: Option<String>,
        /// Its tags.
        tags: Vec<String>,
        /// When it was made.
        #[ts(type = "number")]
        created: Millis,
    }
    /// Passages that a highlight may be attached to.
    CandidatesView {
        /// The likeliest first.
        candidates: Vec<CandidateView>,
    }
    /// A passage that a highlight may be attached to.
    CandidateView {
        /// Offset of its first code point.
        start: u32,
        /// End offset, exclusive.
        end: u32,
        /// Its words.
        words: String,
    }
    /// The article of a highlight.
    ArticleRef {
        /// Its id.
        article: String,
    }
}

/// Who said the words of a highlight.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct AttributionView {
    /// The speaker's name, or the words that stand for it.
    pub speaker: String,
    /// The speaker's role.
    pub role: Option<String>,
    /// The organisation that the speaker belongs to.
    pub affiliation: Option<String>,
    /// The cue: the words that report the speech.
    pub cue: Option<String>,
    /// Confidence when the speaker was found, from 0 to 1; null if a person named the speaker.
    pub confidence: Option<f32>,
    /// Whether and how the words may be used.
    pub standing: Word<Standing>,
}

/// The words of a highlight in another language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct TranslationView {
    /// The words.
    pub words: String,
    /// The translator.
    pub translator: Option<String>,
}

/// A passage of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SpanView {
    /// Offset of its first code point.
    pub start: u32,
    /// End offset, exclusive.
    pub end: u32,
}

pub(super) fn create_highlight(
    c: &Context<'_>,
    args: CreateHighlight,
) -> Result<HighlightView, crate::Error> {
    let position = position(args.start, args.end)?;
    let new = NewHighlight {
        colour: args.colour.0,
        style: args.style.0,
        left_out: Vec::new(),
        attribution: args.attribution.map(TryInto::try_into).transpose()?,
        translation: None,
        note: args.note,
        tags: args.tags,
    };
    let made = c.library.highlight(args.article.0, args.version.0, position, new, c.now)?;
    counted(c, made, 1)
}

pub(super) fn attribute(c: &Context<'_>, args: Attribute) -> Result<HighlightView, crate::Error> {
    let attribution = args.attribution.map(TryInto::try_into).transpose()?;
    c.library.store.attribute(args.id.0, attribution, c.now)?;
    changed(c, args.id.0)
}

pub(super) fn translate(c: &Context<'_>, args: Translate) -> Result<HighlightView, crate::Error> {
    let translation = args.translation.map(TryInto::try_into).transpose()?;
    c.library.store.translate(args.id.0, translation, c.now)?;
    changed(c, args.id.0)
}

pub(super) fn create_image_highlight(
    c: &Context<'_>,
    args: CreateImageHighlight,
) -> Result<HighlightView, crate::Error> {
    let new = NewHighlight { colour: args.colour.0, ..NewHighlight::default() };
    let made = c.library.highlight_image(args.article.0, args.version.0, &args.key, new, c.now)?;
    counted(c, made, 1)
}

pub(super) fn reattach(c: &Context<'_>, args: Reattach) -> Result<HighlightView, crate::Error> {
    let position = position(args.start, args.end)?;
    let left_out: Vec<TextPosition> =
        args.left_out.iter().filter_map(|s| TextPosition::new(s.start, s.end).ok()).collect();
    c.library.reattach(args.id.0, args.version.0, position, &left_out, c.now)?;
    changed(c, args.id.0)
}

pub(super) fn keep_wording(c: &Context<'_>, args: Settle) -> Result<HighlightView, crate::Error> {
    c.library.store.keep_wording(args.id.0, args.version.0, args.on)?;
    changed(c, args.id.0)
}

pub(super) fn candidates(
    c: &Context<'_>,
    args: OneHighlight,
) -> Result<CandidatesView, crate::Error> {
    let found = c.library.candidates(args.id.0)?.into_iter();
    let view = |(at, words): (TextPosition, String)| CandidateView {
        start: at.start(),
        end: at.end(),
        words,
    };
    Ok(CandidatesView { candidates: found.map(view).collect() })
}

pub(super) fn set_colour(c: &Context<'_>, args: SetColour) -> Result<HighlightView, crate::Error> {
    c.library.store.set_colour(vec![args.id.0], args.colour.0, c.now)?;
    changed(c, args.id.0)
}

pub(super) fn tag(c: &Context<'_>, args: TagHighlight) -> Result<HighlightView, crate::Error> {
    c.library.store.tag_highlights(vec![args.id.0], tag_name(&args.tag)?, args.on)?;
    changed(c, args.id.0)
}

pub(super) fn delete(c: &Context<'_>, args: OneHighlight) -> Result<Nothing, crate::Error> {
    let article = c.library.store.highlight(args.id.0)?.article;
    c.library.store.delete_annotations(vec![AnnotationId::Highlight(args.id.0)])?;
    c.library.tell_counts(article, -1)?;
    Ok(Nothing {})
}

pub(super) fn set_style(c: &Context<'_>, args: SetStyle) -> Result<HighlightView, crate::Error> {
    c.library.store.set_style(args.id.0, args.style.0, c.now)?;
    changed(c, args.id.0)
}

pub(super) fn set_note(c: &Context<'_>, args: SetNote) -> Result<HighlightView, crate::Error> {
    c.library.set_note(args.id.0, args.body, c.now)?;
    counted(c, args.id.0, 0)
}

pub(super) fn article_of_highlight(
    c: &Context<'_>,
    args: OneHighlight,
) -> Result<ArticleRef, crate::Error> {
    let row = c.library.store.highlight(args.id.0)?;
    Ok(ArticleRef { article: row.article.to_string() })
}

impl From<Attribution> for AttributionView {
    fn from(a: Attribution) -> Self {
        Self {
            speaker: a.speaker,
            role: a.role,
            affiliation: a.affiliation,
            cue: a.cue,
            confidence: a.confidence,
            standing: a.standing.into(),
        }
    }
}

impl TryFrom<AttributionView> for Attribution {
    type Error = crate::Error;

    fn try_from(view: AttributionView) -> Result<Self, crate::Error> {
        let clean = |text: String| Some(text.trim().to_owned()).filter(|t| !t.is_empty());
        let speaker = clean(view.speaker).filter(|s| s.chars().count() <= 200);
        Ok(Self {
            speaker: speaker.ok_or(crate::Error::Refused(Refusal::Name))?,
            role: view.role.and_then(clean),
            affiliation: view.affiliation.and_then(clean),
            cue: view.cue.and_then(clean),
            confidence: view.confidence.map(|c| c.clamp(0.0, 1.0)),
            standing: view.standing.0,
        })
    }
}

impl From<Translation> for TranslationView {
    fn from(t: Translation) -> Self {
        Self { words: t.words, translator: t.translator }
    }
}

impl TryFrom<TranslationView> for Translation {
    type Error = crate::Error;

    fn try_from(view: TranslationView) -> Result<Self, crate::Error> {
        let clean = |text: String| Some(text.trim().to_owned()).filter(|t| !t.is_empty());
        let words = clean(view.words).filter(|w| w.chars().count() <= Self::MOST);
        Ok(Self {
            words: words.ok_or(crate::Error::Refused(Refusal::Translation))?,
            translator: view.translator.and_then(clean),
        })
    }
}

impl HighlightView {
    pub(crate) fn new(
        row: store::HighlightRow,
        anchor: Anchor,
        version: &store::VersionRow,
    ) -> Self {
        let at = anchor.position();
        let changed = anchor.kind() == Some(AnchorKind::Changed);
        let exact = &row.selectors.quote.exact;
        let now = at.and_then(|at| commonplace_core::text::slice(&version.text, at));
        let diff =
            now.filter(|_| changed).map(|now| diff::diff_words(exact, now)).unwrap_or_default();
        let parts = match (at, now) {
            (Some(at), Some(now)) if row.image.is_none() => {
                row.gaps.carry_to_wording(exact, now).parts(at)
            }
            _ => Vec::new(),
        };
        let span =
            |at: commonplace_core::TextPosition| SpanView { start: at.start(), end: at.end() };
        let diff = diff.into_iter().map(Into::into).collect();
        let settled = row.settled == Some(version.id);
        Self {
            id: row.id.to_string(),
            quote: (!row.gaps.is_empty() || row.image.is_some()).then(|| row.quoted()),
            image: row.image.as_ref().map(|image| image.key.clone()),
            exact: row.selectors.quote.exact,
            section: row.section,
            state: anchor.state().into(),
            kind: anchor.kind().map(Word),
            diff,
            settled,
            start: at.map(commonplace_core::TextPosition::start),
            end: at.map(commonplace_core::TextPosition::end),
            attribution: row.attribution.map(Into::into),
            translation: row.translation.map(Into::into),
            parts: parts.into_iter().map(span).collect(),
            colour: row.colour.into(),
            style: row.style.into(),
            note_html: row.note.as_deref().map(|n| commonplace_capture::render_note(n).html),
            note: row.note,
            tags: row.tags,
            created: row.created,
        }
    }
}

/// The view of a highlight after a change, in the version of its article that is shown.
fn changed(c: &Context<'_>, id: HighlightId) -> Result<HighlightView, crate::Error> {
    let (row, anchor, shown) = c.library.anchored_one(id)?;
    Ok(HighlightView::new(row, anchor, &shown))
}

/// As [`changed`], and sends front ends the article's number of annotations. `by` is the change in
/// that number.
fn counted(c: &Context<'_>, id: HighlightId, by: i32) -> Result<HighlightView, crate::Error> {
    let (row, anchor, shown) = c.library.anchored_one(id)?;
    c.library.tell_counts(row.article, by)?;
    Ok(HighlightView::new(row, anchor, &shown))
}
