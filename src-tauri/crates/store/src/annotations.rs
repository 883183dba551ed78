//! The annotations of the whole library: which, in what order, and how they are grouped.

use commonplace_core::search::Query;
use commonplace_core::{
    AnnotationId, ArticleId, Colour, HighlightId, Link, Millis, NoteId, ProjectId, Published,
    TagName, names,
};
use rusqlite::types::Value as Sql;
use rusqlite::{Connection, params_from_iter};

use crate::articles::{Page, tag_rowid};
use crate::highlights::{HIGHLIGHT, HighlightRow, NoteRow, highlight_row, rowids};
use crate::people::NAMED;
use crate::rows::article_rowid;
use crate::{EditLabel, Error, Store};

/// Which annotations; what is not set is not asked about.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct AnnotationFilter {
    /// In this project, themselves or with their article.
    pub project: Option<ProjectId>,
    /// With this tag, themselves or their article.
    pub tag: Option<String>,
    /// Highlights of this colour.
    pub colour: Option<Colour>,
    /// Highlights of words that this one said.
    pub speaker: Option<String>,
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

names! {
    /// A kind of annotations.
    #[derive(Default)]
    AnnotationKind {
        /// All.
        #[default]
        All = "all",
        /// Highlights with a note, and notes on articles.
        Noted = "noted",
        /// Highlights.
        Highlights = "highlights",
        /// Notes on articles.
        Notes = "notes",
    }
}

names! {
    /// By what annotations are put together.
    #[derive(Default)]
    Group {
        /// By nothing.
        #[default]
        None = "none",
        /// By article, in the order of its text.
        Article = "article",
        /// By project; one that is in several stands in each.
        Project = "project",
        /// By tag of its own; one that has several stands in each.
        Tag = "tag",
        /// By colour.
        Colour = "colour",
        /// By publication.
        Site = "site",
        /// By who said the words.
        Speaker = "speaker",
    }
}

names! {
    /// In which order annotations stand, in their group.
    #[derive(Default)]
    AnnotationSort {
        /// When they were made.
        #[default]
        Created = "created",
        /// When they were last changed.
        Updated = "updated",
        /// By the title of their article, and where they stand in it.
        Title = "title",
    }
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

/// The highlights and the projects they are in, themselves or with their article.
const IN_PROJECTS: &str = "(SELECT highlight, project FROM project_highlight UNION SELECT i.rowid, y.project FROM project_article y JOIN highlight i ON i.article = y.article)";

/// What is in the trash: little, so that it is cheaper to know it than to look at each article.
const TRASHED: &str = "(SELECT rowid FROM article WHERE trashed_ms IS NOT NULL)";

/// Highlights or notes, as SQL writes them behind FROM.
struct Source {
    note: bool,
    /// Whether `g` names the group of each.
    labelled: bool,
    sql: String,
    /// As many rows, without what only their order needs.
    counted: String,
}

/// A query over highlights and notes, and what is bound in it.
struct Selection {
    sources: Vec<Source>,
    values: Vec<Sql>,
    /// Whether nothing but the trash is filtered out, and each annotation stands once.
    everything: bool,
}

impl Selection {
    fn new(filter: &AnnotationFilter, group: Group, sort: AnnotationSort) -> Self {
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
        // In another order than that of time, its index would lead through the whole library by chance.
        let index = if sort == AnnotationSort::Created && group == Group::None { "" } else { "+" };
        for (time, way) in [(filter.from, ">="), (filter.until, "<")] {
            if let Some(time) = time {
                let time = bind(Sql::Integer(time));
                h.push(format!("{index}h.created_ms {way} {time}"));
                n.push(format!("{index}n.created_ms {way} {time}"));
            }
        }
        for speaker in filter.query.speakers() {
            let folded = bind(Sql::Text(format!(" {speaker}")));
            let named = NAMED.replace("?1", &folded);
            h.push(format!("h.speaker COLLATE NOCASE IN ({named})"));
        }
        if !filter.query.is_wordless() {
            let words = bind(Sql::Text(filter.query.fts5()));
            let notes = format!("(SELECT rowid FROM note_fts WHERE note_fts MATCH {words})");
            h.push(format!("(h.rowid IN (SELECT rowid FROM highlight_fts WHERE highlight_fts MATCH {words}) OR h.rowid IN (SELECT highlight FROM note WHERE rowid IN {notes}))"));
            n.push(format!("n.rowid IN {notes}"));
        }
        if let Some(colour) = filter.colour {
            h.push(format!("h.colour = {}", bind(Sql::Text(colour.name().to_owned()))));
        }
        if let Some(speaker) = &filter.speaker {
            h.push(format!("h.speaker = {} COLLATE NOCASE", bind(Sql::Text(speaker.clone()))));
        }
        if filter.kind == AnnotationKind::Noted {
            h.push("EXISTS (SELECT 1 FROM note z WHERE z.highlight = h.rowid)".to_owned());
        }
        let everything =
            h.is_empty() && n.is_empty() && !matches!(group, Group::Project | Group::Tag);
        let with_articles = filter.site.is_some()
            || matches!(group, Group::Article | Group::Site)
            || sort == AnnotationSort::Title;
        let mut sources = Vec::new();
        // From group to group, in this order, so that for a page but one or two of them are sorted.
        let mut add = |note: bool, groups: Option<(&str, &str)>, and: &str| {
            let (x, table) = if note { ("n", "note n") } else { ("h", "highlight h") };
            let (join, table) = match groups {
                Some((groups, on)) => {
                    ("CROSS JOIN", format!("{groups} CROSS JOIN {table} ON {on}"))
                }
                None => ("JOIN", table.to_owned()),
            };
            let rows = |with_articles: bool| {
                let article = if with_articles {
                    format!("{join} article a ON a.rowid = {x}.article WHERE a.trashed_ms IS NULL")
                } else {
                    format!("WHERE {x}.article NOT IN {TRASHED}")
                };
                let mut sql = format!("{table} {article}");
                for condition in if note { &n } else { &h } {
                    sql.push_str(" AND ");
                    sql.push_str(condition);
                }
                sql.push_str(if note { " AND n.highlight IS NULL" } else { "" });
                sql.push_str(and);
                sql
            };
            sources.push(Source {
                note,
                labelled: groups.is_some(),
                sql: rows(with_articles),
                counted: rows(filter.site.is_some()),
            });
        };
        if filter.kind != AnnotationKind::Notes {
            match group {
                Group::Project => {
                    let groups =
                        format!("project g CROSS JOIN {IN_PROJECTS} m ON m.project = g.rowid");
                    add(false, Some((&groups, "h.rowid = m.highlight")), "");
                    let rest = format!(" AND h.rowid NOT IN (SELECT highlight FROM {IN_PROJECTS})");
                    add(false, None, &rest);
                }
                Group::Tag => {
                    let groups = "tag g CROSS JOIN highlight_tag w ON w.tag = g.rowid";
                    add(false, Some((groups, "h.rowid = w.highlight")), "");
                    let rest = " AND h.rowid NOT IN (SELECT highlight FROM highlight_tag)";
                    add(false, None, rest);
                }
                _ => add(false, None, ""),
            }
        }
        let only_highlights = filter.colour.is_some()
            || filter.speaker.is_some()
            || !filter.query.speakers().is_empty();
        if filter.kind != AnnotationKind::Highlights && !only_highlights {
            if group == Group::Project {
                let groups = "project g CROSS JOIN project_article m ON m.project = g.rowid";
                add(true, Some((groups, "n.article = m.article")), "");
                let rest = " AND n.article NOT IN (SELECT article FROM project_article)";
                add(true, None, rest);
            } else {
                add(true, None, "");
            }
        }
        Self { sources, values, everything }
    }

    /// The rows of the sources that `of` takes, in order: kind, row, id and group of each.
    fn ordered(
        &self,
        group: Group,
        sort: AnnotationSort,
        descending: bool,
        of: impl Fn(&Source) -> bool,
    ) -> String {
        let way = if descending { "DESC" } else { "ASC" };
        let by_colour = order_of_colours();
        let key = |note: bool| match group {
            Group::None => "NULL",
            Group::Article => "-a.saved_ms",
            // What is in none stands last.
            Group::Project | Group::Tag => "char(1114111)",
            Group::Colour if note => "99",
            Group::Colour => &by_colour,
            Group::Site => "coalesce(a.site, char(1114111))",
            Group::Speaker if note => "char(1114111)",
            Group::Speaker => "coalesce(h.speaker, char(1114111))",
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
        let parts: Vec<String> = self
            .sources
            .iter()
            .filter(|source| of(source))
            .map(|source| {
                let (kind, x) = if source.note { (1, "n") } else { (0, "h") };
                let [one, two] = by(source.note);
                let (label, key) = if source.labelled {
                    ("g.name", "g.name")
                } else {
                    ("NULL", key(source.note))
                };
                format!(
                    "SELECT {kind} AS kind, {x}.rowid AS row, {x}.id AS id, {label} AS label, {key} AS k, {one} AS one, {two} AS two FROM {}",
                    source.sql
                )
            })
            .collect();
        let mut labels = self.sources.iter().filter(|source| of(source)).map(|s| s.labelled);
        // What has no label is one group.
        let one = match group {
            Group::None => true,
            Group::Project | Group::Tag => labels.all(|labelled| !labelled),
            _ => false,
        };
        let grouped = if one { "" } else { "k COLLATE NOCASE, " };
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
        let selection = Selection::new(filter, group, sort);
        self.read(|c| {
            if selection.sources.is_empty() {
                return Ok((Vec::new(), 0));
            }
            // What has a group stands before what has none: mostly a page needs but one of them.
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
        let selection = Selection::new(filter, Group::None, sort);
        self.read(|c| {
            if selection.sources.is_empty() {
                return Ok(Vec::new());
            }
            let sql = format!(
                "SELECT kind, id FROM ({})",
                selection.ordered(Group::None, sort, descending, |_| true)
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

    /// The annotations of other articles whose notes lead to this one, or to a highlight in it; what was
    /// changed last comes first.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`], or what SQLite says.
    pub fn linking_to(&self, article: ArticleId) -> Result<Vec<AnnotationRow>, Error> {
        self.read(|c| {
            let here = article_rowid(c, article)?;
            // Few notes have links at all; which article a highlight is in is asked of those.
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

    /// Those whose words are highlighted, by name.
    ///
    /// # Errors
    ///
    /// What SQLite says.
    pub fn speakers(&self) -> Result<Vec<String>, Error> {
        self.read(|c| {
            let mut statement = c.prepare_cached(
                "SELECT speaker FROM highlight WHERE speaker IS NOT NULL GROUP BY speaker COLLATE NOCASE ORDER BY speaker COLLATE NOCASE",
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

    /// Deletes annotations; highlights with their notes and tags.
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

/// How many each source has.
fn counts(c: &Connection, selection: &Selection) -> Result<Vec<u32>, Error> {
    let count = |source: &Source| {
        // Without a filter, what is in the trash is taken off: it is little, and needs no look at
        // what is not.
        let sql = match (selection.everything, source.note) {
            (true, false) => "SELECT (SELECT count(*) FROM highlight) - (SELECT count(*) FROM article a JOIN highlight h ON h.article = a.rowid WHERE a.trashed_ms IS NOT NULL)".to_owned(),
            (true, true) => "SELECT (SELECT count(*) FROM note n WHERE n.highlight IS NULL) - (SELECT count(*) FROM article a JOIN note n ON n.article = a.rowid WHERE n.highlight IS NULL AND a.trashed_ms IS NOT NULL)".to_owned(),
            _ => format!("SELECT count(*) FROM {}", source.counted),
        };
        let values: &[Sql] = if selection.everything { &[] } else { &selection.values };
        Ok(c.prepare_cached(&sql)?.query_row(params_from_iter(values), |r| r.get(0))?)
    };
    selection.sources.iter().map(count).collect()
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
/// The place of a highlight's colour among all colours, as SQL.
fn order_of_colours() -> String {
    let mut sql = String::from("CASE h.colour");
    for (place, colour) in Colour::ALL.iter().enumerate() {
        // Our own words, not values.
        sql.push_str(&format!(" WHEN '{}' THEN {place}", colour.name()));
    }
    sql + " END"
}
