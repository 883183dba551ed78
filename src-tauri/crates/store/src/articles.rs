//! Articles: lists, filters, counts, state.

use commonplace_core::{ArticleId, ArticleState, Metadata, Millis, ProjectId, names};
use rusqlite::{OptionalExtension, Row, params};
use serde_json::Value;

use crate::rows::{for_each, strings};
use crate::{EditLabel, Error, Store};

/// An article as a list shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct ArticleRow {
    /// Its id.
    pub id: ArticleId,
    /// Its metadata, corrections applied.
    pub metadata: Metadata,
    /// Inbox, later or archive.
    pub state: ArticleState,
    /// Whether it is a favourite.
    pub favourite: bool,
    /// When it was moved to the trash; `None` if it is not there.
    pub trashed: Option<Millis>,
    /// When it was saved.
    pub saved: Millis,
    /// Fraction read, from 0 to 1.
    pub progress: f64,
    /// Offset of the first code point that was visible.
    pub position: u32,
    /// Number of words.
    pub words: u32,
    /// Number of highlights.
    pub highlights: u32,
    /// Number of notes.
    pub notes: u32,
    /// Its tags, by name.
    pub tags: Vec<String>,
    /// The first words of its text, for an article without a title.
    pub opening: String,
}

names! {
    /// Sets of articles.
    Scope {
        /// All except those in the trash.
        All = "all",
        /// Not sorted yet.
        Inbox = "inbox",
        /// To be read later.
        Later = "later",
        /// Finished.
        Archive = "archive",
        /// The favourites.
        Favourite = "favourite",
        /// In the trash.
        Trash = "trash",
    }
}

/// Conditions on articles; a field that is `None` sets no condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArticleFilter {
    /// The set of articles.
    pub scope: Scope,
    /// Only articles with this tag, on themselves or on a highlight.
    pub tag: Option<String>,
    /// Only articles in this project.
    pub project: Option<ProjectId>,
}

impl ArticleFilter {
    /// All articles of a scope.
    #[must_use]
    pub fn all(scope: Scope) -> Self {
        Self { scope, tag: None, project: None }
    }
}

names! {
    /// Sort keys.
    Sort {
        /// Time when it was saved; in the trash, time when it was moved there.
        Saved = "saved",
        /// By title.
        Title = "title",
        /// By publication.
        Site = "site",
        /// By date of publication.
        Published = "published",
        /// Fraction read.
        Progress = "progress",
    }
}

/// A page of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageRange {
    /// Number of rows to skip.
    pub offset: u32,
    /// Maximum number of rows.
    pub limit: u32,
}

/// Number of articles of each kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// All except those in the trash.
    pub all: u32,
    /// In the inbox.
    pub inbox: u32,
    /// To be read later.
    pub later: u32,
    /// In the archive.
    pub archive: u32,
    /// Favourites.
    pub favourite: u32,
    /// In the trash.
    pub trash: u32,
}

const COLUMNS: &str = "a.id, a.title, a.authors, a.byline, a.site, a.published, a.dateline, a.language, a.description, a.url,
    a.state, a.favourite, a.trashed_ms, a.saved_ms, a.progress, a.position, a.words,
    (SELECT count(*) FROM highlight h WHERE h.article = a.rowid),
    (SELECT count(*) FROM note n WHERE n.article = a.rowid),
    (SELECT json_group_array(name) FROM (SELECT t.name FROM article_tag x JOIN tag t ON t.rowid = x.tag WHERE x.article = a.rowid ORDER BY t.name)),
    CASE WHEN a.title = '' THEN (SELECT substr(v.text, 1, 200) FROM version v WHERE v.rowid = a.version) ELSE '' END";

pub(crate) fn article_row(r: &Row<'_>) -> rusqlite::Result<ArticleRow> {
    let list = |text: String| {
        serde_json::from_str::<Value>(&text).map(|v| strings(&v)).unwrap_or_default()
    };
    Ok(ArticleRow {
        id: ArticleId(r.get(0)?),
        metadata: Metadata {
            title: r.get(1)?,
            authors: list(r.get(2)?),
            byline: r.get(3)?,
            site: r.get(4)?,
            published: r.get::<_, Option<String>>(5)?.and_then(|p| p.parse().ok()),
            dateline: r.get(6)?,
            language: r.get(7)?,
            description: r.get(8)?,
            url: r.get(9)?,
            // The remaining fields are stored with the version that they come from.
            ..Metadata::default()
        },
        state: ArticleState::from_name(r.get_ref(10)?.as_str()?).unwrap_or(ArticleState::Inbox),
        favourite: r.get(11)?,
        trashed: r.get(12)?,
        saved: r.get(13)?,
        progress: r.get(14)?,
        position: r.get(15)?,
        words: r.get(16)?,
        highlights: r.get(17)?,
        notes: r.get(18)?,
        tags: list(r.get(19)?),
        opening: r.get(20)?,
    })
}

impl Store {
    /// A page of the articles that match `filter`.
    ///
    /// # Errors
    ///
    /// SQLite errors.
    pub fn articles(
        &self,
        filter: &ArticleFilter,
        sort: Sort,
        descending: bool,
        page: PageRange,
    ) -> Result<Vec<ArticleRow>, Error> {
        let order = match (filter.scope, sort) {
            (Scope::Trash, Sort::Saved) => "a.trashed_ms",
            (_, Sort::Saved) => "a.saved_ms",
            (_, Sort::Title) => "a.title COLLATE NOCASE",
            (_, Sort::Site) => "a.site COLLATE NOCASE",
            (_, Sort::Published) => "a.published",
            (_, Sort::Progress) => "a.progress",
        };
        let way = if descending { "DESC" } else { "ASC" };
        let sql = format!(
            "SELECT {COLUMNS} FROM article a WHERE {} ORDER BY {order} {way}, a.rowid {way} LIMIT ?3 OFFSET ?4",
            condition(filter)
        );
        let (tag, project) = (&filter.tag, filter.project.map(|p| p.0));
        self.read(|c| {
            let mut statement = c.prepare_cached(&sql)?;
            let rows =
                statement.query_map(params![tag, project, page.limit, page.offset], article_row)?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// Number of articles that match `filter`.
    ///
    /// # Errors
    ///
    /// SQLite errors.
    pub fn count_articles(&self, filter: &ArticleFilter) -> Result<u32, Error> {
        let sql = format!("SELECT count(*) FROM article a WHERE {}", condition(filter));
        let values = params![filter.tag, filter.project.map(|p| p.0)];
        self.read(|c| Ok(c.prepare_cached(&sql)?.query_row(values, |r| r.get(0))?))
    }

    /// The ids of all articles that match `filter`, in the order they were added.
    ///
    /// # Errors
    ///
    /// SQLite errors.
    pub fn article_ids(&self, filter: &ArticleFilter) -> Result<Vec<ArticleId>, Error> {
        let sql =
            format!("SELECT a.id FROM article a WHERE {} ORDER BY a.rowid", condition(filter));
        let values = params![filter.tag, filter.project.map(|p| p.0)];
        self.read(|c| {
            let mut statement = c.prepare_cached(&sql)?;
            let rows = statement.query_map(values, |r| Ok(ArticleId(r.get(0)?)))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// One article.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`], or an SQLite error.
    pub fn article(&self, id: ArticleId) -> Result<ArticleRow, Error> {
        let sql = format!("SELECT {COLUMNS} FROM article a WHERE a.id = ?1");
        self.read(|c| {
            c.prepare_cached(&sql)?
                .query_row([id.0], article_row)
                .optional()?
                .ok_or_else(|| Error::NotFound { kind: "article", id: id.to_string() })
        })
    }

    /// The ids of articles whose id begins with `prefix` (hexadecimal digits and dashes); at most two.
    ///
    /// # Errors
    ///
    /// SQLite errors.
    pub fn articles_by_prefix(&self, prefix: &str) -> Result<Vec<ArticleId>, Error> {
        let digits = prefix.replace('-', "").to_ascii_uppercase();
        self.read(|c| {
            let mut statement = c.prepare(
                "SELECT id FROM article WHERE substr(hex(id), 1, length(?1)) = ?1 LIMIT 2",
            )?;
            let rows = statement.query_map([digits], |r| Ok(ArticleId(r.get(0)?)))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// Number of articles of each kind.
    ///
    /// # Errors
    ///
    /// SQLite errors.
    pub fn counts(&self) -> Result<Counts, Error> {
        self.read(|c| {
            let count = |filter: &str| -> Result<u32, Error> {
                Ok(c.prepare_cached(&format!("SELECT count(*) FROM article a WHERE {filter}"))?
                    .query_row([], |r| r.get(0))?)
            };
            let state =
                |state: &str| count(&format!("a.state = '{state}' AND a.trashed_ms IS NULL"));
            let (inbox, later, archive) = (state("inbox")?, state("later")?, state("archive")?);
            Ok(Counts {
                all: inbox + later + archive,
                inbox,
                later,
                archive,
                favourite: count("a.favourite = 1 AND a.trashed_ms IS NULL")?,
                trash: count("a.trashed_ms > 0")?,
            })
        })
    }

    /// Sets the state of articles. Can be undone.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`], [`Error::ReadOnly`], [`Error::DiskFull`], or an SQLite error; the same
    /// for every method below that writes.
    pub fn set_state(&self, ids: Vec<ArticleId>, state: ArticleState) -> Result<(), Error> {
        let label = match state {
            ArticleState::Inbox => EditLabel::MoveToInbox,
            ArticleState::Later => EditLabel::MoveToLater,
            ArticleState::Archive => EditLabel::Archive,
        };
        self.edit(label, move |c| {
            for_each(
                c,
                &ids,
                "UPDATE article SET state = ?2 WHERE id = ?1 AND state <> ?2",
                state.name(),
            )
        })
    }

    /// Marks articles as favourites or removes the mark.
    ///
    /// # Errors
    ///
    /// As [`Self::set_state`].
    pub fn set_favourite(&self, ids: Vec<ArticleId>, on: bool) -> Result<(), Error> {
        let label = if on { EditLabel::Favourite } else { EditLabel::Unfavourite };
        self.edit(label, move |c| {
            for_each(
                c,
                &ids,
                "UPDATE article SET favourite = ?2 WHERE id = ?1 AND favourite <> ?2",
                on,
            )
        })
    }

    /// Stores the reading position of an article: `progress` from 0 to 1, and `position`, the
    /// offset of the first visible code point. Cannot be undone.
    ///
    /// # Errors
    ///
    /// As [`Self::set_state`].
    pub fn set_position(
        &self,
        id: ArticleId,
        progress: f64,
        position: u32,
        now: Millis,
    ) -> Result<(), Error> {
        self.write(move |c| {
            let progress = if progress.is_finite() { progress.clamp(0.0, 1.0) } else { 0.0 };
            c.execute(
                "UPDATE article SET progress = ?2, position = ?3, opened_ms = ?4 WHERE id = ?1",
                params![id.0, progress, position, now],
            )?;
            Ok(())
        })
    }
}

/// The SQL condition of a filter; every scope has an index. `?1` is the tag, `?2` the project's id.
fn condition(filter: &ArticleFilter) -> String {
    let scope = match filter.scope {
        Scope::All => "a.trashed_ms IS NULL",
        Scope::Inbox => "a.state = 'inbox' AND a.trashed_ms IS NULL",
        Scope::Later => "a.state = 'later' AND a.trashed_ms IS NULL",
        Scope::Archive => "a.state = 'archive' AND a.trashed_ms IS NULL",
        Scope::Favourite => "a.favourite = 1 AND a.trashed_ms IS NULL",
        Scope::Trash => "a.trashed_ms > 0",
    };
    let tag = if filter.tag.is_some() {
        "a.rowid IN (SELECT x.article FROM article_tag x JOIN tag t ON t.rowid = x.tag WHERE t.name = ?1
           UNION SELECT h.article FROM highlight_tag y JOIN tag t ON t.rowid = y.tag JOIN highlight h ON h.rowid = y.highlight WHERE t.name = ?1)"
    } else {
        "?1 IS NULL"
    };
    let project = if filter.project.is_some() {
        "a.rowid IN (SELECT x.article FROM project_article x JOIN project p ON p.rowid = x.project WHERE p.id = ?2)"
    } else {
        "?2 IS NULL"
    };
    format!("{scope} AND {tag} AND {project}")
}
