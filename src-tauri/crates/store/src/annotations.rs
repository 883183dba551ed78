//! Annotations (highlights, and notes on articles) of the whole library: filtered, sorted and grouped.

mod selection;

use commonplace_core::{
    AnnotationId, ArticleId, Colour, HighlightId, Link, Millis, NoteId, Published, TagName,
};
use rusqlite::{Connection, params_from_iter};

use crate::articles::PageRange;
use crate::highlights::{HIGHLIGHT, HighlightRow, NoteRow, highlight_row, rowids};
use crate::rows::article_rowid;
use crate::tags::tag_rowid;
use crate::{EditLabel, Error, Store};
use selection::{Selection, TRASHED, counts};

pub use selection::{AnnotationFilter, AnnotationGroup, AnnotationKind, AnnotationSort};

/// An annotation in a list.
#[derive(Debug, Clone, PartialEq)]
pub struct AnnotationRow {
    /// The highlight or note.
    pub annotation: Annotation,
    /// Id of its article.
    pub article: ArticleId,
    /// The article's title; may be empty.
    pub title: String,
    /// The publication of the article.
    pub site: Option<String>,
    /// Date the article was published.
    pub published: Option<Published>,
    /// Names of the projects that the annotation or its article is in, in alphabetical order.
    pub projects: Vec<String>,
    /// The name of the tag or project it is grouped under; `None` under other groupings.
    pub group: Option<String>,
}

/// A highlight, or a note on an article.
#[derive(Debug, Clone, PartialEq)]
pub enum Annotation {
    /// A highlight.
    Highlight(Box<HighlightRow>),
    /// A note on an article.
    Note(NoteRow),
}

impl Store {
    /// A page of the annotations that match `filter`, and the total number of rows. Annotations of
    /// articles in the trash are left out. Grouped by project or tag, an annotation has one row for each
    /// of its projects or tags.
    ///
    /// # Errors
    ///
    /// SQLite errors.
    pub fn annotations(
        &self,
        filter: &AnnotationFilter,
        group: AnnotationGroup,
        sort: AnnotationSort,
        descending: bool,
        page: PageRange,
    ) -> Result<(Vec<AnnotationRow>, u32), Error> {
        let selection = Selection::new(filter, group, sort);
        self.read(|c| {
            if selection.sources.is_empty() {
                return Ok((Vec::new(), 0));
            }
            // Rows with a group come before rows without one, so most pages need only one of these two
            // kinds.
            let counts = counts(c, &selection)?;
            let total: u32 = counts.iter().sum();
            let labelled: u32 = selection
                .sources
                .iter()
                .zip(&counts)
                .filter(|(s, _)| s.labelled)
                .map(|(_, n)| n)
                .sum();
            let (offset, from, to) = if page.offset >= labelled {
                (page.offset - labelled, false, false)
            } else {
                (page.offset, true, page.offset.saturating_add(page.limit) <= labelled)
            };
            let sql = format!(
                "{} LIMIT {} OFFSET {offset}",
                selection
                    .ordered(group, sort, descending, |s| s.labelled == from || s.labelled == to),
                page.limit,
            );
            let mut statement = c.prepare_cached(&sql)?;
            let found = statement
                .query_map(params_from_iter(&selection.values), |r| {
                    Ok((r.get::<_, i64>("kind")? == 1, r.get("row")?, r.get("label")?))
                })?
                .collect::<Result<Vec<(bool, i64, Option<String>)>, _>>()?;
            let rows = found
                .into_iter()
                .map(|(note, rowid, group)| annotation(c, note, rowid, group))
                .collect::<Result<_, _>>()?;
            Ok((rows, total))
        })
    }

    /// The ids of all annotations that [`Self::annotations`] finds, in its order, each once.
    ///
    /// # Errors
    ///
    /// SQLite errors.
    pub fn annotation_ids(
        &self,
        filter: &AnnotationFilter,
        sort: AnnotationSort,
        descending: bool,
    ) -> Result<Vec<AnnotationId>, Error> {
        let selection = Selection::new(filter, AnnotationGroup::None, sort);
        self.read(|c| {
            if selection.sources.is_empty() {
                return Ok(Vec::new());
            }
            let sql = format!(
                "SELECT kind, id FROM ({})",
                selection.ordered(AnnotationGroup::None, sort, descending, |_| true)
            );
            let mut statement = c.prepare_cached(&sql)?;
            let rows = statement.query_map(params_from_iter(&selection.values), |r| {
                let id = r.get(1)?;
                Ok(if r.get::<_, i64>(0)? == 0 {
                    AnnotationId::Highlight(HighlightId(id))
                } else {
                    AnnotationId::Note(NoteId(id))
                })
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// An annotation by its id.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`], or an SQLite error.
    pub fn annotation(&self, id: AnnotationId) -> Result<AnnotationRow, Error> {
        self.read(|c| match id {
            AnnotationId::Highlight(id) => annotation(c, false, rowids(c, id)?.0, None),
            AnnotationId::Note(id) => annotation(c, true, note_rowid(c, id)?, None),
        })
    }

    /// The annotations of other articles whose notes link to this article or to a highlight of it, the
    /// last changed first.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`], or an SQLite error.
    pub fn linking_to(&self, article: ArticleId) -> Result<Vec<AnnotationRow>, Error> {
        self.read(|c| {
            let here = article_rowid(c, article)?;
            // The full-text index finds the few notes that have links at all; only for these the article
            // of a linked highlight is looked up.
            let mut linked = c.prepare_cached(&format!(
                "SELECT n.rowid, n.highlight, n.body FROM note n
                 WHERE n.rowid IN (SELECT rowid FROM note_fts WHERE note_fts MATCH '\"commonplace article\" OR \"commonplace highlight\"')
                 AND n.article <> ?1 AND n.article NOT IN {TRASHED} ORDER BY n.updated_ms DESC, n.rowid DESC"
            ))?;
            let mut inside =
                c.prepare_cached("SELECT 1 FROM highlight WHERE id = ?1 AND article = ?2")?;
            let mut leads = |link: Link| match link {
                Link::Article(id) => Ok(id == article),
                Link::Highlight(id) => inside.exists((id.0, here)),
            };
            let mut rows = linked.query([here])?;
            let mut found = Vec::new();
            while let Some(row) = rows.next()? {
                let body: String = row.get(2)?;
                let mut links = Link::all_in(&body);
                if links.try_fold(false, |any, link| Ok::<_, Error>(any || leads(link)?))? {
                    let (note, highlight): (i64, Option<i64>) = (row.get(0)?, row.get(1)?);
                    found.push(annotation(c, highlight.is_none(), highlight.unwrap_or(note), None)?);
                }
            }
            Ok(found)
        })
    }

    /// The publications of articles with annotations, outside the trash, in alphabetical order.
    ///
    /// # Errors
    ///
    /// SQLite errors.
    pub fn annotated_sites(&self) -> Result<Vec<String>, Error> {
        self.read(|c| {
            let mut statement = c.prepare_cached(
                "SELECT DISTINCT a.site COLLATE NOCASE AS site FROM article a WHERE a.site <> '' AND a.trashed_ms IS NULL
                 AND (EXISTS (SELECT 1 FROM highlight h WHERE h.article = a.rowid) OR EXISTS (SELECT 1 FROM note n WHERE n.article = a.rowid))
                 ORDER BY site COLLATE NOCASE",
            )?;
            let rows = statement.query_map([], |r| r.get(0))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// The speakers of all highlights, in alphabetical order.
    ///
    /// # Errors
    ///
    /// SQLite errors.
    pub fn speakers(&self) -> Result<Vec<String>, Error> {
        self.read(|c| {
            let mut statement = c.prepare_cached(
                "SELECT speaker FROM highlight WHERE speaker IS NOT NULL GROUP BY speaker COLLATE NOCASE ORDER BY speaker COLLATE NOCASE",
            )?;
            let rows = statement.query_map([], |r| r.get(0))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// Sets the colour of highlights, as one edit that can be undone.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`], [`Error::ReadOnly`], [`Error::DiskFull`], or an SQLite error.
    pub fn set_colour(
        &self,
        ids: Vec<HighlightId>,
        colour: Colour,
        now: Millis,
    ) -> Result<(), Error> {
        self.edit(EditLabel::Recolour, move |c| {
            let mut statement = c.prepare_cached(
                "UPDATE highlight SET colour = ?2, updated_ms = ?3 WHERE rowid = ?1 AND colour <> ?2",
            )?;
            for id in ids {
                statement.execute((rowids(c, id)?.0, colour.name(), now))?;
            }
            Ok(())
        })
    }

    /// Adds a tag to highlights, or removes it if `on` is `false`.
    ///
    /// # Errors
    ///
    /// As [`Self::set_colour`].
    pub fn tag_highlights(
        &self,
        ids: Vec<HighlightId>,
        name: TagName,
        on: bool,
    ) -> Result<(), Error> {
        self.edit(if on { EditLabel::AddTag } else { EditLabel::RemoveTag }, move |c| {
            let tag = tag_rowid(c, &name)?;
            let mut statement = c.prepare_cached(if on {
                "INSERT OR IGNORE INTO highlight_tag (highlight, tag) VALUES (?1, ?2)"
            } else {
                "DELETE FROM highlight_tag WHERE highlight = ?1 AND tag = ?2"
            })?;
            for id in ids {
                statement.execute([rowids(c, id)?.0, tag])?;
            }
            Ok(())
        })
    }

    /// Deletes annotations. Deleting a highlight also deletes its note and its tags.
    ///
    /// # Errors
    ///
    /// As [`Self::set_colour`].
    pub fn delete_annotations(&self, ids: Vec<AnnotationId>) -> Result<(), Error> {
        let label = match ids.as_slice() {
            [AnnotationId::Note(_)] => EditLabel::DeleteNote,
            [_] => EditLabel::DeleteHighlight,
            _ => EditLabel::DeleteAnnotations,
        };
        self.edit(label, move |c| {
            for id in ids {
                match id {
                    AnnotationId::Highlight(id) => {
                        c.execute("DELETE FROM highlight WHERE rowid = ?1", [rowids(c, id)?.0])?
                    }
                    AnnotationId::Note(id) => {
                        c.execute("DELETE FROM note WHERE rowid = ?1", [note_rowid(c, id)?])?
                    }
                };
            }
            Ok(())
        })
    }
}

fn annotation(
    c: &Connection,
    note: bool,
    rowid: i64,
    group: Option<String>,
) -> Result<AnnotationRow, Error> {
    let (annotation, article, own) = if note {
        let sql = "SELECT n.id, n.body, n.created_ms, n.updated_ms, n.article FROM note n WHERE n.rowid = ?1";
        let (row, article): (NoteRow, i64) = c.prepare_cached(sql)?.query_row([rowid], |r| {
            let row = NoteRow {
                id: NoteId(r.get(0)?),
                body: r.get(1)?,
                created: r.get(2)?,
                updated: r.get(3)?,
            };
            Ok((row, r.get(4)?))
        })?;
        (Annotation::Note(row), article, None)
    } else {
        let sql = format!("SELECT {HIGHLIGHT} WHERE h.rowid = ?1");
        let row = c.prepare_cached(&sql)?.query_row([rowid], highlight_row)?;
        let article = c
            .prepare_cached("SELECT article FROM highlight WHERE rowid = ?1")?
            .query_row([rowid], |r| r.get(0))?;
        (Annotation::Highlight(Box::new(row)), article, Some(rowid))
    };
    let projects = c
        .prepare_cached(
            "SELECT p.name FROM project p WHERE p.rowid IN (SELECT project FROM project_article WHERE article = ?1
             UNION SELECT project FROM project_highlight WHERE highlight = ?2) ORDER BY p.name",
        )?
        .query_map((article, own), |r| r.get(0))?
        .collect::<Result<_, _>>()?;
    let of = c
        .prepare_cached("SELECT id, title, site, published FROM article WHERE rowid = ?1")?
        .query_row([article], |r| {
        Ok(AnnotationRow {
            annotation,
            article: ArticleId(r.get(0)?),
            title: r.get(1)?,
            site: r.get(2)?,
            published: r.get::<_, Option<String>>(3)?.and_then(|p| p.parse().ok()),
            projects,
            group,
        })
    })?;
    Ok(of)
}

fn note_rowid(c: &Connection, id: NoteId) -> Result<i64, Error> {
    use rusqlite::OptionalExtension as _;
    c.query_row("SELECT rowid FROM note WHERE id = ?1", [id.0], |r| r.get(0))
        .optional()?
        .ok_or_else(|| Error::NotFound { kind: "note", id: id.to_string() })
}
