//! Writes projects and annotations of the whole library as Markdown documents.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::path::Path;

use commonplace_core::{
    AnnotationId, ArticleId, HighlightId, Link, NoteId, OutlinePiece, ProjectId, VersionId,
};
use commonplace_exchange as exchange;
use commonplace_exchange::folder::Vault;
use commonplace_store::{ArticleRow, PieceRow};

use crate::export::{Report, day, leading_to, quoted_words};
use crate::{Error, Library, Millis, new_uuid};

/// Articles and texts that quotes are taken from, each read once.
#[derive(Default)]
struct Sources {
    articles: BTreeMap<ArticleId, PieceSource>,
    texts: BTreeMap<VersionId, String>,
}

struct PieceSource {
    row: ArticleRow,
    images: std::collections::HashMap<String, String>,
    captures: BTreeMap<VersionId, (Millis, String)>,
}

/// Text in a draft in place of a quote that is withheld.
const WITHHELD: &str = "*A quote is held back: off the record, or not permitted yet.*";

impl Library {
    /// The outline of a project as one Markdown document, its quotes cited in footnotes.
    ///
    /// # Errors
    ///
    /// [`Error::Store`].
    pub fn outline_markdown(&self, id: ProjectId) -> Result<String, Error> {
        let mut sources = Sources::default();
        let mut pieces = Vec::new();
        for row in self.store.outline(id)? {
            pieces.push(match row.piece {
                OutlinePiece::Heading(depth, words) => exchange::DraftPiece::Heading(depth, words),
                OutlinePiece::Text(text) => exchange::DraftPiece::Text(text),
                OutlinePiece::Quote(highlight)
                    if self.store.highlight(highlight)?.is_withheld() =>
                {
                    exchange::DraftPiece::Text(WITHHELD.to_owned())
                }
                OutlinePiece::Quote(highlight) => self.quote_piece(highlight, &mut sources)?.0,
            });
        }
        Ok(exchange::draft(&self.project_name(id)?, &pieces))
    }

    /// Writes the outline of a project into a folder, as [`Library::export`] does articles.
    ///
    /// # Errors
    ///
    /// [`Error::Folder`], [`Error::Store`].
    pub fn export_outline(&self, id: ProjectId, folder: &Path) -> Result<Report, Error> {
        let text = self.outline_markdown(id)?;
        self.export_draft(id, &self.project_name(id)?, text, folder)
    }

    /// Annotations as one Markdown document: quotes and notes under the title of their article,
    /// cited in footnotes. Each article has one section, at the place of its first annotation.
    ///
    /// # Errors
    ///
    /// [`Error::Store`].
    pub fn annotations_markdown(&self, title: &str, ids: &[AnnotationId]) -> Result<String, Error> {
        let mut sources = Sources::default();
        let mut order: Vec<ArticleId> = Vec::new();
        let mut by_article: BTreeMap<ArticleId, Vec<exchange::DraftPiece>> = BTreeMap::new();
        for id in ids {
            let (article, pieces) = match id {
                AnnotationId::Highlight(id) if self.store.highlight(*id)?.is_withheld() => (
                    self.store.highlight(*id)?.article,
                    vec![exchange::DraftPiece::Text(WITHHELD.to_owned())],
                ),
                AnnotationId::Highlight(id) => {
                    let (piece, article, note) = self.quote_piece(*id, &mut sources)?;
                    let note = note.map(exchange::DraftPiece::Text);
                    (article, std::iter::once(piece).chain(note).collect::<Vec<_>>())
                }
                AnnotationId::Note(_) => {
                    let row = self.store.annotation(*id)?;
                    let commonplace_store::Annotation::Note(note) = row.annotation else {
                        continue;
                    };
                    (row.article, vec![exchange::DraftPiece::Text(note.body)])
                }
            };
            let known = by_article.entry(article).or_insert_with(|| {
                order.push(article);
                Vec::new()
            });
            known.extend(pieces);
        }
        let mut all = Vec::new();
        for article in order {
            let row = &self.source(article, &mut sources)?.row;
            let title =
                if row.metadata.title.is_empty() { &row.opening } else { &row.metadata.title };
            all.push(exchange::DraftPiece::Heading(1, title.trim().chars().take(200).collect()));
            all.extend(by_article.remove(&article).unwrap_or_default());
        }
        Ok(exchange::draft(title, &all))
    }

    /// Writes annotations into a folder as a new file.
    ///
    /// # Errors
    ///
    /// [`Error::Folder`], [`Error::Store`].
    pub fn export_annotations(
        &self,
        title: &str,
        ids: &[AnnotationId],
        folder: &Path,
    ) -> Result<Report, Error> {
        let text = self.annotations_markdown(title, ids)?;
        let vault = Vault::open(folder)?;
        let file = vault.write(title, &text, None, None, true)?;
        vault.sync_folder()?;
        Ok(Report::of(vault.path().to_string_lossy().into_owned(), &file))
    }

    /// Creates outline pieces with new ids that quote highlights.
    pub(crate) fn quotes(&self, highlights: Vec<HighlightId>, now: Millis) -> Vec<PieceRow> {
        let quote = |id| PieceRow {
            id: commonplace_core::PieceId(new_uuid(now)),
            piece: OutlinePiece::Quote(id),
        };
        highlights.into_iter().map(quote).collect()
    }

    pub(crate) fn project_name(&self, id: ProjectId) -> Result<String, Error> {
        let found = self.store.projects()?.into_iter().find(|p| p.id == id);
        let lost = commonplace_store::Error::NotFound { kind: "project", id: id.to_string() };
        Ok(found.ok_or(lost)?.name)
    }

    /// A highlight as a piece of a draft, its article, and its note.
    fn quote_piece(
        &self,
        id: HighlightId,
        sources: &mut Sources,
    ) -> Result<(exchange::DraftPiece, ArticleId, Option<String>), Error> {
        let highlight = self.store.highlight(id)?;
        if let Entry::Vacant(new) = sources.texts.entry(highlight.version) {
            new.insert(self.store.version_text(highlight.version)?);
        }
        let source = self.source(highlight.article, sources)?;
        let (taken, sha256) = source.captures.get(&highlight.version).cloned().unwrap_or_default();
        let words = quoted_words(&highlight, &source.images);
        let metadata = source.row.metadata.clone();
        let text = sources.texts.get(&highlight.version).map(String::as_str).unwrap_or_default();
        let quote = exchange::Quote {
            words,
            metadata: leading_to(metadata, text, highlight.selectors.position),
            captured: day(taken),
            sha256,
            link: Link::Highlight(id),
        };
        Ok((exchange::DraftPiece::Quote(Box::new(quote)), highlight.article, highlight.note))
    }

    fn source<'a>(
        &self,
        id: ArticleId,
        sources: &'a mut Sources,
    ) -> Result<&'a PieceSource, Error> {
        Ok(match sources.articles.entry(id) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => {
                let versions = self.store.versions(id)?.into_iter();
                new.insert(PieceSource {
                    row: self.store.article(id)?,
                    images: self.web_images(id)?,
                    captures: versions
                        .map(|v| (v.id, (v.capture.taken, v.capture.sha256)))
                        .collect(),
                })
            }
        })
    }
}

/// Combines ids into annotation ids, highlights first.
pub(crate) fn ids(highlights: Vec<HighlightId>, notes: Vec<NoteId>) -> Vec<AnnotationId> {
    let highlights = highlights.into_iter().map(AnnotationId::Highlight);
    highlights.chain(notes.into_iter().map(AnnotationId::Note)).collect()
}
