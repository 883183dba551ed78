//! Builds the SQL that selects and orders the highlights and notes of a list of annotations.

use commonplace_core::search::Query;
use commonplace_core::{Colour, Millis, ProjectId, names};
use rusqlite::types::Value as Sql;
use rusqlite::{Connection, params_from_iter};

use crate::Error;
use crate::people::NAMED;

/// Conditions on annotations, all of which must hold. A field that is not set does not restrict them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct AnnotationFilter {
    /// The annotation or its article is in this project.
    pub project: Option<ProjectId>,
    /// The annotation or its article has this tag.
    pub tag: Option<String>,
    /// The annotation is a highlight of this colour.
    pub colour: Option<Colour>,
    /// The annotation is a highlight of words by this speaker.
    pub speaker: Option<String>,
    /// The article is of this publication.
    pub site: Option<String>,
    /// The annotation was made at this time or later.
    pub from: Option<Millis>,
    /// The annotation was made before this time.
    pub until: Option<Millis>,
    /// The words of the query are in the highlight or its note, or in the note on the article. If the
    /// query names speakers, the annotation is a highlight of words by each of them.
    pub query: Query,
    /// The kind of the annotation.
    pub kind: AnnotationKind,
}

names! {
    /// The kinds of annotations in a list.
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
    /// What annotations are grouped by.
    #[derive(Default)]
    AnnotationGroup {
        /// Not grouped.
        #[default]
        None = "none",
        /// By article, each in the order of its text.
        Article = "article",
        /// By project. An annotation in several projects is in each of these groups.
        Project = "project",
        /// By the highlight's own tags. A highlight with several tags is in each of these groups.
        Tag = "tag",
        /// By colour.
        Colour = "colour",
        /// By publication.
        Site = "site",
        /// By speaker of the words.
        Speaker = "speaker",
    }
}

names! {
    /// The order of annotations within their group.
    #[derive(Default)]
    AnnotationSort {
        /// By the time they were made.
        #[default]
        Created = "created",
        /// By the time they were last changed.
        Updated = "updated",
        /// By the title of their article, then by their position in it.
        Title = "title",
    }
}

/// Highlights and the projects that they or their articles are in, as an SQL table.
pub(super) const IN_PROJECTS: &str = "(SELECT highlight, project FROM project_highlight UNION SELECT i.rowid, y.project FROM project_article y JOIN highlight i ON i.article = y.article)";

/// The articles in the trash, as an SQL set. They are few, so testing against this set is cheaper than
/// looking at each article.
pub(super) const TRASHED: &str = "(SELECT rowid FROM article WHERE trashed_ms IS NOT NULL)";

/// A set of highlights or of notes, as SQL after FROM.
pub(super) struct RowSource {
    pub(super) note: bool,
    /// `true` if the SQL alias `g` is the project or tag that a row is grouped under.
    pub(super) labelled: bool,
    pub(super) sql: String,
    /// The same rows for counting, without the tables that only their order needs.
    pub(super) counted: String,
}

/// A query over highlights and notes, and the values of its parameters.
pub(super) struct Selection {
    pub(super) sources: Vec<RowSource>,
    pub(super) values: Vec<Sql>,
    /// `true` if only the trash is filtered out and each annotation occurs once.
    pub(super) everything: bool,
}

impl Selection {
    pub(super) fn new(
        filter: &AnnotationFilter,
        group: AnnotationGroup,
        sort: AnnotationSort,
    ) -> Self {
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
        // The unary `+` keeps SQLite from using the index on `created_ms`: for any other order, it
        // would read rows scattered over the whole library.
        let index = if sort == AnnotationSort::Created && group == AnnotationGroup::None {
            ""
        } else {
            "+"
        };
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
        let everything = h.is_empty()
            && n.is_empty()
            && !matches!(group, AnnotationGroup::Project | AnnotationGroup::Tag);
        let with_articles = filter.site.is_some()
            || matches!(group, AnnotationGroup::Article | AnnotationGroup::Site)
            || sort == AnnotationSort::Title;
        let mut sources = Vec::new();
        // CROSS JOIN makes SQLite go through the groups in order, so that for a page only one or two
        // groups are sorted.
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
            sources.push(RowSource {
                note,
                labelled: groups.is_some(),
                sql: rows(with_articles),
                counted: rows(filter.site.is_some()),
            });
        };
        if filter.kind != AnnotationKind::Notes {
            match group {
                AnnotationGroup::Project => {
                    let groups =
                        format!("project g CROSS JOIN {IN_PROJECTS} m ON m.project = g.rowid");
                    add(false, Some((&groups, "h.rowid = m.highlight")), "");
                    let rest = format!(" AND h.rowid NOT IN (SELECT highlight FROM {IN_PROJECTS})");
                    add(false, None, &rest);
                }
                AnnotationGroup::Tag => {
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
            if group == AnnotationGroup::Project {
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

    /// SQL of the rows of the sources that `of` accepts, in order: the kind, row id, id and group of
    /// each.
    pub(super) fn ordered(
        &self,
        group: AnnotationGroup,
        sort: AnnotationSort,
        descending: bool,
        of: impl Fn(&RowSource) -> bool,
    ) -> String {
        let way = if descending { "DESC" } else { "ASC" };
        let by_colour = order_of_colours();
        let key = |note: bool| match group {
            AnnotationGroup::None => "NULL",
            AnnotationGroup::Article => "-a.saved_ms",
            // Annotations in no group come last.
            AnnotationGroup::Project | AnnotationGroup::Tag => "char(1114111)",
            AnnotationGroup::Colour if note => "99",
            AnnotationGroup::Colour => &by_colour,
            AnnotationGroup::Site => "coalesce(a.site, char(1114111))",
            AnnotationGroup::Speaker if note => "char(1114111)",
            AnnotationGroup::Speaker => "coalesce(h.speaker, char(1114111))",
        };
        // Notes on an article come before its highlights.
        let by = |note: bool| match (group, sort, note) {
            (AnnotationGroup::Article, ..) => ["a.rowid", if note { "-1" } else { "h.\"start\"" }],
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
            (AnnotationGroup::Article, _) => ("ASC", "ASC"),
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
        // All rows without a label are one group.
        let one = match group {
            AnnotationGroup::None => true,
            AnnotationGroup::Project | AnnotationGroup::Tag => labels.all(|labelled| !labelled),
            _ => false,
        };
        let grouped = if one { "" } else { "k COLLATE NOCASE, " };
        let collate = if sort == AnnotationSort::Title && group != AnnotationGroup::Article {
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

/// Number of rows of each source.
pub(super) fn counts(c: &Connection, selection: &Selection) -> Result<Vec<u32>, Error> {
    let count = |source: &RowSource| {
        // Without a filter, the annotations in the trash are subtracted from the total: they are few,
        // and the other articles need not be read.
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

/// SQL for the index of a highlight's colour in [`Colour::ALL`].
fn order_of_colours() -> String {
    let mut sql = String::from("CASE h.colour");
    for (place, colour) in Colour::ALL.iter().enumerate() {
        // The names are constants of this program, so they need no parameters.
        sql.push_str(&format!(" WHEN '{}' THEN {place}", colour.name()));
    }
    sql + " END"
}
