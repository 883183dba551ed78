//! Annotations across articles, the notes of one article, and drafts of notes.

use commonplace_core::search::Query;
use commonplace_core::{
    AnnotationId, ArticleId, Colour, HighlightId, Millis, NoteId, ProjectId, names,
};
use commonplace_store as store;
use commonplace_store::{AnnotationFilter, AnnotationGroup, AnnotationKind, AnnotationSort};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::context::Context;
use super::highlights::{AttributionView, HighlightView, TranslationView};
use super::wire::{Id, Nothing, bare, page_of, received, sent, tag_name};
use crate::shown::Shown;
use crate::{Library, Word, new_uuid};

received! {
    /// A page of annotations.
    ListAnnotations {
        /// Which annotations.
        filter: AnnotationFilterView,
        /// What the annotations are grouped by.
        group: Word<AnnotationGroup>,
        /// The sort key.
        sort: Word<AnnotationSort>,
        /// `true` sorts in descending order.
        descending: bool,
        /// How many rows to skip.
        offset: u32,
        /// Maximum number of rows; 500 at most.
        limit: u32,
    }
    /// The ids of all annotations that match a filter.
    AnnotationIds {
        /// Which annotations.
        filter: AnnotationFilterView,
        /// The sort key.
        sort: Word<AnnotationSort>,
        /// `true` sorts in descending order.
        descending: bool,
    }
    /// Sets the colour of highlights.
    SetColours {
        /// The highlights.
        highlights: Vec<Id<HighlightId>>,
        /// The colour.
        colour: Word<Colour>,
    }
    /// Adds a tag to highlights or removes it.
    TagHighlights {
        /// The highlights.
        highlights: Vec<Id<HighlightId>>,
        /// The tag.
        tag: String,
        /// `true` adds the tag, `false` removes it.
        on: bool,
    }
    /// Sets a note on an article; an empty body deletes it.
    SetArticleNote {
        /// The article.
        article: Id<ArticleId>,
        /// The note; null creates a note.
        id: Option<Id<NoteId>>,
        /// Markdown.
        body: String,
    }
    /// A note to render as HTML.
    RenderNote {
        /// Markdown.
        body: String,
    }
}

names! {
    /// Kinds of annotation.
    AnnotationType {
        /// A highlight.
        Highlight = "highlight",
        /// A note on an article.
        Note = "note",
    }
}

sent! {
    /// A page of annotations.
    AnnotationPage {
        /// The rows, in order.
        rows: Vec<AnnotationView>,
        /// Number of matching annotations on all pages.
        total: u32,
    }
    /// A highlight or a note on an article, in a list across articles.
    AnnotationView {
        /// Whether it is a highlight or a note.
        kind: Word<AnnotationType>,
        /// Its id.
        id: String,
        /// Its article.
        article: String,
        /// The article's title; may be empty.
        title: String,
        /// Its publication.
        site: Option<String>,
        /// When it was published.
        published: Option<String>,
        /// The quoted words, with […] for those left out; empty for a note.
        quote: String,
        /// Whether an image is highlighted; the words are then its description.
        image: bool,
        /// Who said the words.
        attribution: Option<AttributionView>,
        /// Translation of the words.
        translation: Option<TranslationView>,
        /// Its colour; null for a note.
        colour: Option<Word<Colour>>,
        /// The note, in Markdown.
        note: Option<String>,
        /// The note, sanitised HTML.
        note_html: Option<String>,
        /// Its tags.
        tags: Vec<String>,
        /// The projects it is in, directly or through its article.
        projects: Vec<String>,
        /// When it was made.
        #[ts(type = "number")]
        created: Millis,
        /// The tag or project it is grouped under; null if none.
        group: Option<String>,
    }
    /// Publications and speakers that a filter can choose from.
    SitesView {
        /// The publications of annotated articles.
        sites: Vec<String>,
        /// Speakers of highlighted words.
        speakers: Vec<String>,
    }
    /// A note on an article.
    NoteView {
        /// Its id.
        id: String,
        /// Markdown.
        body: String,
        /// The note as sanitised HTML.
        html: String,
        /// When it was made.
        #[ts(type = "number")]
        created: Millis,
    }
    /// A note on an article as it was saved; null if it was empty, which deletes it.
    NoteSet {
        /// The note.
        note: Option<NoteView>,
    }
    /// Drafts: all unsaved texts.
    DraftsView {
        /// The drafts, one for each key.
        drafts: Vec<Draft>,
    }
    /// A rendered note.
    NoteHtml {
        /// Sanitised HTML.
        html: String,
    }
}

/// Conditions on annotations; a field that is null sets no condition.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct AnnotationFilterView {
    /// Only annotations in this project, directly or through their article.
    pub project: Option<Id<ProjectId>>,
    /// Only annotations with this tag, on themselves or on their article.
    pub tag: Option<String>,
    /// Only highlights of this colour.
    pub colour: Option<Word<Colour>>,
    /// Only highlights attributed to this speaker.
    pub speaker: Option<String>,
    /// Only annotations on articles of this publication.
    pub site: Option<String>,
    /// Only annotations made at or after this time.
    #[ts(type = "number | null")]
    pub from: Option<Millis>,
    /// Only annotations made before this time.
    #[ts(type = "number | null")]
    pub until: Option<Millis>,
    /// Words that an annotation must contain.
    pub query: String,
    /// All annotations, only highlights, only notes on articles, or only those with a note.
    pub kind: Word<AnnotationKind>,
}

/// A selection of annotations.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct AnnotationsSelected {
    /// Highlights.
    pub highlights: Vec<Id<HighlightId>>,
    /// Notes on articles.
    pub notes: Vec<Id<NoteId>>,
}

/// An unsaved text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Draft {
    /// What the text belongs to, such as a highlight, a note or an article; chosen by the interface.
    pub key: String,
    /// The text in Markdown; empty once it is saved or discarded.
    pub body: String,
}

pub(super) fn list(c: &Context<'_>, args: ListAnnotations) -> Result<AnnotationPage, crate::Error> {
    let page = page_of(args.offset, args.limit, 500);
    let filter = annotations_in(args.filter);
    let (rows, total) =
        c.library.store.annotations(&filter, args.group.0, args.sort.0, args.descending, page)?;
    Ok(AnnotationPage { rows: rows.into_iter().map(Into::into).collect(), total })
}

pub(super) fn ids(
    c: &Context<'_>,
    args: AnnotationIds,
) -> Result<AnnotationsSelected, crate::Error> {
    let filter = annotations_in(args.filter);
    let found = c.library.store.annotation_ids(&filter, args.sort.0, args.descending)?;
    let mut selected = AnnotationsSelected::default();
    for id in found {
        match id {
            AnnotationId::Highlight(id) => selected.highlights.push(id.into()),
            AnnotationId::Note(id) => selected.notes.push(id.into()),
        }
    }
    Ok(selected)
}

pub(super) fn sites_and_speakers(c: &Context<'_>, _: Nothing) -> Result<SitesView, crate::Error> {
    Ok(SitesView {
        sites: c.library.store.annotated_sites()?,
        speakers: c.library.store.speakers()?,
    })
}

pub(super) fn set_colour(c: &Context<'_>, args: SetColours) -> Result<Nothing, crate::Error> {
    c.library.store.set_colour(bare(args.highlights), args.colour.0, c.now)?;
    Ok(Nothing {})
}

pub(super) fn tag(c: &Context<'_>, args: TagHighlights) -> Result<Nothing, crate::Error> {
    c.library.store.tag_highlights(bare(args.highlights), tag_name(&args.tag)?, args.on)?;
    Ok(Nothing {})
}

pub(super) fn delete(c: &Context<'_>, args: AnnotationsSelected) -> Result<Nothing, crate::Error> {
    c.library.store.delete_annotations(annotation_ids(args.highlights, args.notes))?;
    Ok(Nothing {})
}

pub(super) fn set_note_on_article(
    c: &Context<'_>,
    args: SetArticleNote,
) -> Result<NoteSet, crate::Error> {
    let note = args.id.map_or_else(|| NoteId(new_uuid(c.now)), |id| id.0);
    let article = args.article.0;
    let before = c.library.store.article_notes(article)?.len();
    c.library.store.set_article_note(article, note, args.body, c.now)?;
    let notes = c.library.store.article_notes(article)?;
    c.library.tell_counts(article, notes.len() as i32 - before as i32)?;
    let written = notes.into_iter().find(|row| row.id == note);
    Ok(NoteSet { note: written.map(Into::into) })
}

pub(super) fn drafts(c: &Context<'_>, _: Nothing) -> Result<DraftsView, crate::Error> {
    let drafts = c.library.store.drafts()?.into_iter();
    Ok(DraftsView { drafts: drafts.map(|(key, body)| Draft { key, body }).collect() })
}

pub(super) fn set_draft(c: &Context<'_>, args: Draft) -> Result<Nothing, crate::Error> {
    if args.key.chars().count() > 100 {
        let message = "the key of a draft is longer than 100 characters".to_owned();
        return Err(crate::Error::Invalid(message));
    }
    c.library.store.set_draft(args.key, args.body)?;
    Ok(Nothing {})
}

pub(super) fn render_note(_: &Context<'_>, args: RenderNote) -> Result<NoteHtml, crate::Error> {
    Ok(NoteHtml { html: commonplace_capture::render_note(&args.body).html })
}

impl From<store::AnnotationRow> for AnnotationView {
    fn from(a: store::AnnotationRow) -> Self {
        let html = |note: &str| commonplace_capture::render_note(note).html;
        let view = Self {
            kind: Word(AnnotationType::Note),
            id: String::new(),
            article: a.article.to_string(),
            title: a.title,
            site: a.site,
            published: a.published.map(|p| p.to_string()),
            quote: String::new(),
            image: false,
            attribution: None,
            translation: None,
            colour: None,
            note: None,
            note_html: None,
            tags: Vec::new(),
            projects: a.projects,
            created: 0,
            group: a.group,
        };
        match a.annotation {
            store::Annotation::Highlight(h) => Self {
                kind: Word(AnnotationType::Highlight),
                id: h.id.to_string(),
                quote: h.quoted(),
                image: h.image.is_some(),
                attribution: h.attribution.map(Into::into),
                translation: h.translation.map(Into::into),
                colour: Some(h.colour.into()),
                note_html: h.note.as_deref().map(html),
                note: h.note,
                tags: h.tags,
                created: h.created,
                ..view
            },
            store::Annotation::Note(n) => Self {
                id: n.id.to_string(),
                note_html: Some(html(&n.body)),
                note: Some(n.body),
                created: n.created,
                ..view
            },
        }
    }
}

impl From<store::NoteRow> for NoteView {
    fn from(n: store::NoteRow) -> Self {
        Self {
            id: n.id.to_string(),
            html: commonplace_capture::render_note(&n.body).html,
            body: n.body,
            created: n.created,
        }
    }
}

/// The annotations of an article, anchored in one of its versions.
pub(super) fn of_version(
    library: &Library,
    id: ArticleId,
    version: &Shown,
) -> Result<(Vec<HighlightView>, Vec<NoteView>), crate::Error> {
    let anchored = library.anchored(id, version)?.into_iter();
    let highlights = anchored.map(|(row, anchor)| HighlightView::new(row, anchor, version));
    let notes = library.store.article_notes(id)?.into_iter().map(Into::into);
    Ok((highlights.collect(), notes.collect()))
}

/// Combines highlights and notes into one list.
pub(super) fn annotation_ids(
    highlights: Vec<Id<HighlightId>>,
    notes: Vec<Id<NoteId>>,
) -> Vec<AnnotationId> {
    crate::gather::ids(bare(highlights), bare(notes))
}

fn annotations_in(filter: AnnotationFilterView) -> AnnotationFilter {
    AnnotationFilter {
        project: filter.project.map(|id| id.0),
        tag: filter.tag,
        colour: filter.colour.map(|colour| colour.0),
        site: filter.site,
        speaker: filter.speaker,
        from: filter.from,
        until: filter.until,
        query: Query::parse(&filter.query),
        kind: filter.kind.0,
    }
}
