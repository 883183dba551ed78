//! The annotations of the whole library: which, in what order, and how they are grouped.

use commonplace_core::search::Query;
use commonplace_core::{
    ArticleId, Colour, HighlightId, Millis, NoteId, ProjectId, Published, TagName,
};
use rusqlite::types::Value as Sql;
use rusqlite::{Connection, params_from_iter};

use crate::articles::{Page, tag_rowid};
use crate::highlights::{HIGHLIGHT, HighlightRow, NoteRow, highlight_row, rowids};
use crate::{Error, Store};

/// Which annotations; what is not set is not asked about.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct AnnotationFilter {
    /// In this project, themselves or with their article.
    pub project: Option<ProjectId>,
    /// With this tag, themselves or their article.
    pub tag: Option<String>,
    /// Highlights of this colour.
    pub colour: Option<Colour>,
    /// On articles of this publication.
    pub site: Option<String>,
    /// Made at this time or later.
    pub from: Option<Millis>,
    /// Made before this time.
    pub until: Option<Millis>,
    /// Highlights or notes that these words stand in.
    pub query: Query,
    /// Of which kind.
    pub kind: AnnotationKind,
}

/// A kind of annotations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum AnnotationKind {
    /// All.
    #[default]
    All,
    /// Highlights with a note, and notes on articles.
    Noted,
    /// Highlights.
    Highlights,
    /// Notes on articles.
    Notes,
}

/// By what annotations are put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Group {
    /// By nothing.
    #[default]
    None,
    /// By article, in the order of its text.
    Article,
    /// By project; one that is in several stands in each.
    Project,
    /// By tag of its own; one that has several stands in each.
    Tag,
    /// By colour.
    Colour,
    /// By publication.
    Site,
}

/// In which order annotations stand, in their group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum AnnotationSort {
    /// When they were made.
    #[default]
    Created,
    /// When they were last changed.
    Updated,
    /// By the title of their article, and where they stand in it.
    Title,
}

/// An annotation among others.
#[derive(Debug, Clone, PartialEq)]
pub struct AnnotationRow {
    /// What it is.
    pub annotation: Annotation,
    /// Its article.
    pub article: ArticleId,
    /// The article's title; may be empty.
    pub title: String,
    /// Its publication.
    pub site: Option<String>,
    /// When it was published.
    pub published: Option<Published>,
    /// The projects it is in, itself or with its article, by name.
    pub projects: Vec<String>,
    /// The tag or project it is grouped under.
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

/// The id of an annotation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AnnotationId {
    /// Of a highlight.
    Highlight(HighlightId),
    /// Of a note on an article.
    Note(NoteId),
}

/// The projects of a highlight `h`: its own and its article's.
const PROJECTS: &str = "SELECT x.project FROM project_highlight x WHERE x.highlight = h.rowid UNION SELECT y.project FROM project_article y WHERE y.article = h.article";

/// A query over highlights and notes, and what is bound in it.
struct Selection {
    highlights: Option<String>,
    notes: Option<String>,
    values: Vec<Sql>,
    /// Whether nothing but the trash is filtered out.
    everything: bool,
}

impl Selection {
    fn new(filter: &AnnotationFilter, group: Group) -> Self {
        let mut values: Vec<Sql> = Vec::new();
        let mut bind = |value: Sql| {
            values.push(value);
            format!("?{}", values.len())
        };
        let (mut h, mut n) = (Vec::new(), Vec::new());
        if let Some(project) = filter.project {
            let id = bind(Sql::Blob(project.0.as_bytes().to_vec()));
            let of = format!("(SELECT rowid FROM project WHERE id = {id})");
            h.push(format!("(h.rowid IN (SELECT highlight FROM project_highlight WHERE project = {of}) OR h.article IN (SELECT article FROM project_article WHERE project = {of}))"));
            n.push(format!(
                "n.article IN (SELECT article FROM project_article WHERE project = {of})"
            ));
        }
        if let Some(tag) = &filter.tag {
            let name = bind(Sql::Text(tag.clone()));
            let of = format!("(SELECT rowid FROM tag WHERE name = {name})");
            let article = format!("IN (SELECT article FROM article_tag WHERE tag = {of})");
            h.push(format!("(h.rowid IN (SELECT highlight FROM highlight_tag WHERE tag = {of}) OR h.article {article})"));
            n.push(format!("n.article {article}"));
        }
        if let Some(site) = &filter.site {
            let site = bind(Sql::Text(site.clone()));
            h.push(format!("a.site = {site} COLLATE NOCASE"));
            n.push(format!("a.site = {site} COLLATE NOCASE"));
        }
        for (time, way) in [(filter.from, ">="), (filter.until, "<")] {
            if let Some(time) = time {
                let time = bind(Sql::Integer(time));
                h.push(format!("h.created_ms {way} {time}"));
                n.push(format!("n.created_ms {way} {time}"));
            }
        }
        if !filter.query.is_empty() {
            let words = bind(Sql::Text(filter.query.fts5()));
            let notes = format!("(SELECT rowid FROM note_fts WHERE note_fts MATCH {words})");
            h.push(format!("(h.rowid IN (SELECT rowid FROM highlight_fts WHERE highlight_fts MATCH {words}) OR h.rowid IN (SELECT highlight FROM note WHERE rowid IN {notes}))"));
            n.push(format!("n.rowid IN {notes}"));
        }
        if let Some(colour) = filter.colour {
            h.push(format!("h.colour = {}", bind(Sql::Text(colour.name().to_owned()))));
        }
        if filter.kind == AnnotationKind::Noted {
            h.push("EXISTS (SELECT 1 FROM note z WHERE z.highlight = h.rowid)".to_owned());
        }
        let with_highlights = filter.kind != AnnotationKind::Notes;
        let with_notes = filter.kind != AnnotationKind::Highlights && filter.colour.is_none();
        let everything = h.is_empty()
            && matches!(group, Group::None | Group::Article | Group::Colour | Group::Site);
        let group_of_highlights = match group {
            Group::Project => format!(" LEFT JOIN project g ON g.rowid IN ({PROJECTS})"),
            Group::Tag => " LEFT JOIN highlight_tag w ON w.highlight = h.rowid LEFT JOIN tag g ON g.rowid = w.tag".to_owned(),
            _ => String::new(),
        };
        let group_of_notes = match group {
            Group::Project => {
                " LEFT JOIN project g ON g.rowid IN (SELECT y.project FROM project_article y WHERE y.article = n.article)"
            }
            Group::Tag => " LEFT JOIN tag g ON 0",
            _ => "",
        };
        let all = |conditions: Vec<String>| {
            conditions.iter().map(|c| format!(" AND {c}")).collect::<String>()
        };
        Self {
            highlights: with_highlights.then(|| {
                format!("highlight h JOIN article a ON a.rowid = h.article{group_of_highlights} WHERE a.trashed_ms IS NULL{}", all(h))
            }),
            notes: with_notes.then(|| {
                format!("note n JOIN article a ON a.rowid = n.article{group_of_notes} WHERE n.highlight IS NULL AND a.trashed_ms IS NULL{}", all(n))
            }),
            values,
            everything,
        }
    }

    /// The rows in order: kind, row and group of each.
    fn ordered(&self, group: Group, sort: AnnotationSort, descending: bool) -> String {
        let way = if descending { "DESC" } else { "ASC" };
        let label = if matches!(group, Group::Project | Group::Tag) { "g.name" } else { "NULL" };
        let key = |note: bool| match group {
            Group::None => "NULL",
            Group::Article => "-a.saved_ms",
            Group::Project | Group::Tag => "coalesce(g.name, char(1114111))",
            Group::Colour if note => "99",
            Group::Colour => {
                "CASE h.colour WHEN 'yellow' THEN 0 WHEN 'red' THEN 1 WHEN 'green' THEN 2 WHEN 'blue' THEN 3 WHEN 'purple' THEN 4 WHEN 'magenta' THEN 5 WHEN 'orange' THEN 6 ELSE 7 END"
            }
            Group::Site => "coalesce(a.site, char(1114111))",
        };
        // A note on an article stands before what hangs on its text.
        let by = |note: bool| match (group, sort, note) {
            (Group::Article, ..) => ["a.rowid", if note { "-1" } else { "h.\"start\"" }],
            (_, AnnotationSort::Created, true) => ["n.created_ms", "n.rowid"],
            (_, AnnotationSort::Created, false) => ["h.created_ms", "h.rowid"],
            (_, AnnotationSort::Updated, true) => ["n.updated_ms", "n.rowid"],
            (_, AnnotationSort::Updated, false) => [
                "max(h.updated_ms, coalesce((SELECT z.updated_ms FROM note z WHERE z.highlight = h.rowid), 0))",
                "h.rowid",
            ],
            (_, AnnotationSort::Title, true) => ["a.title", "-1"],
            (_, AnnotationSort::Title, false) => ["a.title", "h.\"start\""],
        };
        let (first, second) = match (group, sort) {
            (Group::Article, _) => ("ASC", "ASC"),
            (_, AnnotationSort::Title) => (way, "ASC"),
            _ => (way, way),
        };
        let part = |from: &Option<String>, note: bool| {
            let (kind, row) = if note { (1, "n.rowid") } else { (0, "h.rowid") };
            let [one, two] = by(note);
            from.as_ref().map(|from| {
                format!("SELECT {kind} AS kind, {row} AS row, {label} AS label, {} AS k, {one} AS one, {two} AS two FROM {from}", key(note))
            })
        };
        let parts: Vec<String> = [part(&self.highlights, false), part(&self.notes, true)]
            .into_iter()
            .flatten()
            .collect();
        let grouped = if group == Group::None { "" } else { "k COLLATE NOCASE, " };
        let collate = if sort == AnnotationSort::Title && group != Group::Article {
            " COLLATE NOCASE"
        } else {
            ""
        };
        format!(
            "{} ORDER BY {grouped}one{collate} {first}, two {second}, kind, row",
            parts.join(" UNION ALL ")
        )
    }
}

impl Store {
    /// A page of annotations, and how many there are in all. Nothing of the trash is among them.
    ///
    /// # Errors
    ///
    /// What SQLite says.
    pub fn annotations(
        &self,
        filter: &AnnotationFilter,
        group: Group,
        sort: AnnotationSort,
        descending: bool,
        page: Page,
    ) -> Result<(Vec<AnnotationRow>, u32), Error> {
        let selection = Selection::new(filter, group);
        self.read(|c| {
            if selection.highlights.is_none() && selection.notes.is_none() {
                return Ok((Vec::new(), 0));
            }
            let sql = format!(
                "{} LIMIT {} OFFSET {}",
                selection.ordered(group, sort, descending),
                page.limit,
                page.offset
            );
            let mut statement = c.prepare_cached(&sql)?;
            let found = statement
                .query_map(params_from_iter(&selection.values), |r| {
                    Ok((r.get::<_, i64>(0)? == 1, r.get::<_, i64>(1)?, r.get(2)?))
                })?
                .collect::<Result<Vec<(bool, i64, Option<String>)>, _>>()?;
            let rows = found
                .into_iter()
                .map(|(note, rowid, group)| annotation(c, note, rowid, group))
                .collect::<Result<_, _>>()?;
            Ok((rows, count(c, &selection)?))
        })
    }

    /// The ids of all annotations that [`Self::annotations`] has, in its order, each once.
    ///
    /// # Errors
    ///
    /// What SQLite says.
    pub fn annotation_ids(
        &self,
        filter: &AnnotationFilter,
        sort: AnnotationSort,
        descending: bool,
    ) -> Result<Vec<AnnotationId>, Error> {
        let selection = Selection::new(filter, Group::None);
        self.read(|c| {
            if selection.highlights.is_none() && selection.notes.is_none() {
                return Ok(Vec::new());
            }
            let sql = format!(
                "SELECT kind, CASE kind WHEN 0 THEN (SELECT id FROM highlight WHERE rowid = row) ELSE (SELECT id FROM note WHERE rowid = row) END FROM ({})",
                selection.ordered(Group::None, sort, descending)
            );
            let mut statement = c.prepare_cached(&sql)?;
            let rows = statement.query_map(params_from_iter(&selection.values), |r| {
                let id = r.get(1)?;
                Ok(if r.get::<_, i64>(0)? == 0 { AnnotationId::Highlight(HighlightId(id)) } else { AnnotationId::Note(NoteId(id)) })
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// One annotation.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`], or what SQLite says.
    pub fn annotation(&self, id: AnnotationId) -> Result<AnnotationRow, Error> {
        self.read(|c| match id {
            AnnotationId::Highlight(id) => annotation(c, false, rowids(c, id)?.0, None),
            AnnotationId::Note(id) => annotation(c, true, note_rowid(c, id)?, None),
        })
    }

    /// The publications that annotated articles are of, by name.
    ///
    /// # Errors
    ///
    /// What SQLite says.
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

    /// Gives highlights another colour; the reader may undo it in one step.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`], [`Error::ReadOnly`], [`Error::DiskFull`], or what SQLite says; so for
    /// every call below.
    pub fn set_colour(
        &self,
        ids: Vec<HighlightId>,
        colour: Colour,
        now: Millis,
    ) -> Result<(), Error> {
        self.edit("recolour", move |c| {
            let mut statement = c.prepare_cached(
                "UPDATE highlight SET colour = ?2, updated_ms = ?3 WHERE rowid = ?1 AND colour <> ?2",
            )?;
            for id in ids {
                statement.execute((rowids(c, id)?.0, colour.name(), now))?;
            }
            Ok(())
        })
    }

    /// Gives highlights a tag, or takes it off.
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
        self.edit(if on { "add_tag" } else { "remove_tag" }, move |c| {
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

    /// Deletes annotations; highlights with their notes and tags.
    ///
    /// # Errors
    ///
    /// As [`Self::set_colour`].
    pub fn delete_annotations(&self, ids: Vec<AnnotationId>) -> Result<(), Error> {
        let label = match ids.as_slice() {
            [AnnotationId::Note(_)] => "delete_note",
            [_] => "delete_highlight",
            _ => "delete_annotations",
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

fn count(c: &Connection, selection: &Selection) -> Result<u32, Error> {
    // Without a filter, what is in the trash is taken off: it is little, and needs no join.
    if selection.everything {
        let mut total = 0_i64;
        for (with, table, and) in [
            (selection.highlights.is_some(), "highlight", ""),
            (selection.notes.is_some(), "note", " AND x.highlight IS NULL"),
        ] {
            if with {
                total += c
                    .prepare_cached(&format!(
                        "SELECT (SELECT count(*) FROM {table} x WHERE 1{and}) - (SELECT count(*) FROM article a JOIN {table} x ON x.article = a.rowid WHERE a.trashed_ms IS NOT NULL{and})"
                    ))?
                    .query_row([], |r| r.get::<_, i64>(0))?;
            }
        }
        return Ok(u32::try_from(total).unwrap_or(0));
    }
    let mut total = 0_u32;
    for from in [&selection.highlights, &selection.notes].into_iter().flatten() {
        let sql = format!("SELECT count(*) FROM {from}");
        total += c
            .prepare_cached(&sql)?
            .query_row(params_from_iter(&selection.values), |r| r.get::<_, u32>(0))?;
    }
    Ok(total)
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
