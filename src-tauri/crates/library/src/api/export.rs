//! Exports: folders, lists, books, references, Markdown, the archive.

use commonplace_core::{ArticleId, CitationForm, HighlightId, NoteId, ProjectId};
use commonplace_exchange::template::{Preset, TemplateField, TemplateFilter};
use serde::Serialize;
use ts_rs::TS;

use super::annotations::annotation_ids;
use super::context::Context;
use super::jobs::MaybeJob;
use super::projects::OneProject;
use super::wire::{Id, Nothing, OneArticle, OneHighlight, bare, position, received, sent};
use crate::{Library, ListFormat, Report, Word};

received! {
    /// An archive of the whole library.
    ArchiveLibrary {
        /// Ask for the folder even if one was chosen before.
        choose: bool,
    }
    /// Annotations as one document.
    AnnotationsDocument {
        /// Its title.
        title: String,
        /// The highlights.
        highlights: Vec<Id<HighlightId>>,
        /// The notes on articles.
        notes: Vec<Id<NoteId>>,
    }
    /// Exports annotations as one document into the export folder.
    ExportAnnotations {
        /// Its title.
        title: String,
        /// The highlights.
        highlights: Vec<Id<HighlightId>>,
        /// The notes on articles.
        notes: Vec<Id<NoteId>>,
        /// Ask for the folder even if one was chosen before.
        choose: bool,
    }
    /// Exports a project's outline into the export folder.
    ExportOutline {
        /// The project.
        id: Id<ProjectId>,
        /// Ask for the folder even if one was chosen before.
        choose: bool,
    }
    /// A passage of the version shown.
    QuotePassage {
        /// The article.
        id: Id<ArticleId>,
        /// First code point.
        start: u32,
        /// End, exclusive, in code points.
        end: u32,
    }
    /// Exports a list for another program into the export folder.
    ExportList {
        /// The articles; null means all that are not in the trash.
        ids: Option<Vec<Id<ArticleId>>>,
        /// The format.
        kind: Word<ListFormat>,
        /// Ask for the folder even if one was chosen before.
        choose: bool,
    }
    /// References to the articles of highlights, each with the quoted words.
    CiteHighlights {
        /// The highlights, in the order of their references.
        ids: Vec<Id<HighlightId>>,
        /// The citation form.
        form: Word<CitationForm>,
    }
    /// References to articles.
    CiteArticles {
        /// The articles, in the order of their references.
        ids: Vec<Id<ArticleId>>,
        /// The citation form.
        form: Word<CitationForm>,
    }
    /// Previews an article as a template renders it.
    PreviewTemplate {
        /// The article.
        id: Id<ArticleId>,
        /// The preset, or `own` to use `template`.
        preset: Word<Preset>,
        /// The person's own template.
        template: String,
    }
    /// Exports articles into the export folder.
    ExportFolder {
        /// The articles; null means all that are not in the trash.
        ids: Option<Vec<Id<ArticleId>>>,
        /// Ask for the folder even if one was chosen before.
        choose: bool,
    }
}

sent! {
    /// What templates can use.
    TemplatesView {
        /// The built-in templates.
        presets: Vec<PresetView>,
        /// Fields that a template can name.
        fields: Vec<Word<TemplateField>>,
        /// Filters available in addition to Jinja's.
        filters: Vec<Word<TemplateFilter>>,
    }
    /// A built-in template.
    PresetView {
        /// Its name.
        name: Word<Preset>,
        /// Its source.
        source: String,
    }
    /// Markdown.
    MarkdownView {
        /// The text.
        markdown: String,
    }
}

/// Counts and files of an export.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, TS)]
pub struct ExportView {
    /// The folder; null if none was chosen.
    pub folder: Option<String>,
    /// Number of files created.
    pub created: u32,
    /// Number of files updated.
    pub updated: u32,
    /// Number of files that were up to date already.
    pub unchanged: u32,
    /// Number of notes and tags edited in the files and saved to the library.
    pub taken: u32,
    /// Number of files with edits of a person, which were kept when the file was updated.
    pub merged: u32,
    /// Of the merged files, those where the person and the library had changed the same lines; both
    /// wordings are in them.
    pub both: Vec<String>,
    /// Files written beside a file that a person had changed.
    pub beside: Vec<String>,
    /// Number of files deleted because their content is no longer in the library.
    pub removed: u32,
}

pub(super) fn quote_passage(
    c: &Context<'_>,
    args: QuotePassage,
) -> Result<MarkdownView, crate::Error> {
    let position = position(args.start, args.end)?;
    Ok(MarkdownView { markdown: c.library.quote_passage(args.id.0, position)? })
}

pub(super) fn article_markdown(
    c: &Context<'_>,
    args: OneArticle,
) -> Result<MarkdownView, crate::Error> {
    Ok(MarkdownView { markdown: c.library.markdown(args.id.0, &c.library.shape()?)? })
}

pub(super) fn archive(c: &Context<'_>, args: ArchiveLibrary) -> Result<MaybeJob, crate::Error> {
    let folder = c.desk.export_folder(args.choose)?;
    Ok(MaybeJob { job: folder.map(|folder| c.library.start_archive(&folder, c.now)) })
}

pub(super) fn highlight_markdown(
    c: &Context<'_>,
    args: OneHighlight,
) -> Result<MarkdownView, crate::Error> {
    Ok(MarkdownView { markdown: c.library.quote(args.id.0)? })
}

pub(super) fn annotations_markdown(
    c: &Context<'_>,
    args: AnnotationsDocument,
) -> Result<MarkdownView, crate::Error> {
    let ids = annotation_ids(args.highlights, args.notes);
    Ok(MarkdownView { markdown: c.library.annotations_markdown(&args.title, &ids)? })
}

pub(super) fn export_annotations(
    c: &Context<'_>,
    args: ExportAnnotations,
) -> Result<ExportView, crate::Error> {
    let ids = annotation_ids(args.highlights, args.notes);
    let Some(folder) = c.desk.export_folder(args.choose)? else { return Ok(ExportView::default()) };
    Ok(c.library.export_annotations(&args.title, &ids, &folder)?.into())
}

pub(super) fn outline_markdown(
    c: &Context<'_>,
    args: OneProject,
) -> Result<MarkdownView, crate::Error> {
    Ok(MarkdownView { markdown: c.library.outline_markdown(args.id.0)? })
}

pub(super) fn export_outline(
    c: &Context<'_>,
    args: ExportOutline,
) -> Result<ExportView, crate::Error> {
    let Some(folder) = c.desk.export_folder(args.choose)? else { return Ok(ExportView::default()) };
    Ok(c.library.export_outline(args.id.0, &folder)?.into())
}

pub(super) fn folder(c: &Context<'_>, args: ExportFolder) -> Result<ExportView, crate::Error> {
    let ids = these_or_all(c.library, args.ids)?;
    let Some(folder) = c.desk.export_folder(args.choose)? else { return Ok(ExportView::default()) };
    Ok(c.library.export(&ids, &folder, &c.library.shape()?, c.now, &|_| {})?.into())
}

pub(super) fn list(c: &Context<'_>, args: ExportList) -> Result<ExportView, crate::Error> {
    let ids = these_or_all(c.library, args.ids)?;
    let Some(folder) = c.desk.export_folder(args.choose)? else { return Ok(ExportView::default()) };
    Ok(c.library.export_list(&ids, args.kind.0, &folder, c.now)?.into())
}

pub(super) fn cite_articles(
    c: &Context<'_>,
    args: CiteArticles,
) -> Result<MarkdownView, crate::Error> {
    Ok(MarkdownView { markdown: c.library.cite(&bare(args.ids), &[], args.form.0)? })
}

pub(super) fn cite_highlights(
    c: &Context<'_>,
    args: CiteHighlights,
) -> Result<MarkdownView, crate::Error> {
    Ok(MarkdownView { markdown: c.library.cite_highlights(&bare(args.ids), args.form.0)? })
}

pub(super) fn templates(_: &Context<'_>, _: Nothing) -> Result<TemplatesView, crate::Error> {
    let preset =
        |preset: Preset| PresetView { name: preset.into(), source: preset.source().to_owned() };
    Ok(TemplatesView {
        presets: Preset::bundled().map(preset).collect(),
        fields: TemplateField::ALL.iter().copied().map(Word).collect(),
        filters: TemplateFilter::ALL.iter().copied().map(Word).collect(),
    })
}

pub(super) fn preview_template(
    c: &Context<'_>,
    args: PreviewTemplate,
) -> Result<MarkdownView, crate::Error> {
    let shape = c.library.shape()?.with_template(args.preset.0, &args.template)?;
    Ok(MarkdownView { markdown: c.library.preview(args.id.0, &shape)? })
}

impl From<Report> for ExportView {
    fn from(r: Report) -> Self {
        Self {
            folder: Some(r.folder),
            created: r.created,
            updated: r.updated,
            unchanged: r.unchanged,
            taken: r.taken,
            merged: r.merged,
            both: r.both,
            beside: r.beside,
            removed: r.removed,
        }
    }
}

/// The given articles, or all articles that are not in the trash.
fn these_or_all(
    library: &Library,
    ids: Option<Vec<Id<ArticleId>>>,
) -> Result<Vec<ArticleId>, crate::Error> {
    ids.map_or_else(|| library.all_articles(), |ids| Ok(bare(ids)))
}
