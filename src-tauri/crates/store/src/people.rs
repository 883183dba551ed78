//! Quotations found in the whole library, stored so that they can be listed by speaker and compared
//! with each other.

use commonplace_core::search::index_text;
use commonplace_core::{ArticleId, TextPosition, VersionId};
use rusqlite::{Connection, OptionalExtension as _, Row, params};
use serde_json::Value;

use crate::articles::PageRange;
use crate::{EditLabel, Error, Store};

/// A quotation to store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundQuotation {
    /// Position in the version shown, in code points.
    pub position: TextPosition,
    /// Its words.
    pub words: String,
    /// The speaker's name, if the article names one.
    pub name: Option<String>,
    /// The speaker's role.
    pub role: Option<String>,
    /// Whether the speaker is sure.
    pub sure: bool,
}

/// The quotations of an article, to store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuotationsOf {
    /// The article.
    pub article: ArticleId,
    /// The version they were found in.
    pub version: VersionId,
    /// The quotations.
    pub found: Vec<FoundQuotation>,
}

/// A person who is quoted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonRow {
    /// The name.
    pub name: String,
    /// Number of their quotations.
    pub quotations: u32,
}

/// Id of a stored quotation. It changes when the quotations of its article are found again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct QuotationId(i64);

/// A quotation and its source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SaidRow {
    /// Its id.
    pub id: QuotationId,
    /// The article.
    pub article: ArticleId,
    /// Its title; may be empty.
    pub title: String,
    /// Its publication.
    pub site: Option<String>,
    /// Publication date in ISO 8601, as precise as it is known.
    pub published: Option<String>,
    /// The quotation.
    pub quotation: FoundQuotation,
}

/// The SELECT columns of a [`SaidRow`].
const SAID: &str = r#"q.rowid, a.id, a.title, a.site, a.published, q."start", q."end", q.words, q.name, q.role, q.sure"#;

fn said_row(r: &Row<'_>, from: usize) -> rusqlite::Result<SaidRow> {
    let position = TextPosition::new(r.get(from + 5)?, r.get(from + 6)?).map_err(|err| {
        let kind = rusqlite::types::Type::Integer;
        rusqlite::Error::FromSqlConversionFailure(from + 5, kind, Box::new(err))
    })?;
    Ok(SaidRow {
        id: QuotationId(r.get(from)?),
        article: ArticleId(r.get(from + 1)?),
        title: r.get(from + 2)?,
        site: r.get(from + 3)?,
        published: r.get(from + 4)?,
        quotation: FoundQuotation {
            position,
            words: r.get(from + 7)?,
            name: r.get(from + 8)?,
            role: r.get(from + 9)?,
            sure: r.get(from + 10)?,
        },
    })
}

/// All names of the people who have `?1` in one of their names. `?1` is folded text after a space;
/// its last word may be the start of a word.
pub(crate) const NAMED: &str = "WITH hit AS (
       SELECT name FROM quoted WHERE instr(' ' || folded, ?1) > 0
       UNION SELECT speaker FROM (SELECT DISTINCT speaker FROM highlight WHERE speaker IS NOT NULL) WHERE instr(' ' || index_text(speaker), ?1) > 0
       UNION SELECT name FROM alias WHERE instr(' ' || index_text(name), ?1) > 0),
     person AS (SELECT coalesce((SELECT a.name FROM alias a WHERE a.alias = hit.name), hit.name) AS who FROM hit)
     SELECT who FROM person UNION SELECT a.alias FROM person JOIN alias a ON a.name = person.who";

pub(crate) fn names_with(c: &Connection, folded: &str) -> Result<Vec<String>, Error> {
    let mut statement = c.prepare_cached(NAMED)?;
    let names = statement.query_map([format!(" {folded}")], |r| r.get(0))?;
    Ok(names.collect::<Result<_, _>>()?)
}

impl Store {
    /// Articles whose version shown was not processed by `engine` yet: at most `most` ids, and the
    /// total number.
    ///
    /// # Errors
    ///
    /// SQLite errors.
    pub fn unread_quotations(
        &self,
        engine: u32,
        most: u32,
    ) -> Result<(Vec<ArticleId>, u32), Error> {
        const UNREAD: &str = "FROM article a LEFT JOIN quotations_read r ON r.article = a.rowid AND r.version = a.version AND r.engine = ?1
             WHERE r.article IS NULL AND a.version IS NOT NULL AND a.trashed_ms IS NULL";
        self.read(|c| {
            let mut statement = c.prepare_cached(&format!("SELECT a.id {UNREAD} LIMIT ?2"))?;
            let rows = statement.query_map(params![engine, most], |r| Ok(ArticleId(r.get(0)?)))?;
            let ids: Vec<ArticleId> = rows.collect::<Result<_, _>>()?;
            let all: u32 = match ids.len() < most as usize {
                true => u32::try_from(ids.len()).unwrap_or(u32::MAX),
                false => c
                    .prepare_cached(&format!("SELECT count(*) {UNREAD}"))?
                    .query_row([engine], |r| r.get(0))?,
            };
            Ok((ids, all))
        })
    }

    /// Replaces the stored quotations of articles. [`Self::mark_read`] completes the processing.
    /// Cannot be undone.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`], [`Error::ReadOnly`], [`Error::DiskFull`], or an SQLite error.
    pub fn keep_quotations(&self, of: Vec<QuotationsOf>) -> Result<(), Error> {
        self.write(move |c| {
            for QuotationsOf { article, version, found } in &of {
                // An article that was changed or trashed meanwhile is skipped; it is processed
                // again later if needed.
                let shown = c
                    .prepare_cached(
                        "SELECT a.rowid, v.rowid FROM article a JOIN version v ON v.rowid = a.version
                         WHERE a.id = ?1 AND v.id = ?2 AND a.trashed_ms IS NULL",
                    )?
                    .query_row(params![article.0, version.0], |r| Ok((r.get(0)?, r.get(1)?)))
                    .optional()?;
                let Some((article, version)): Option<(i64, i64)> = shown else { continue };
                c.prepare_cached("DELETE FROM quotation WHERE article = ?1")?.execute([article])?;
                let mut insert = c.prepare_cached(
                    r#"INSERT INTO quotation (article, "start", "end", words, name, role, sure) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"#,
                )?;
                for one in found {
                    insert.execute(params![
                        article, one.position.start(), one.position.end(), one.words, one.name, one.role, one.sure
                    ])?;
                }
                c.prepare_cached(
                    "INSERT OR REPLACE INTO quotations_read (article, version, engine) VALUES (?1, ?2, 0)",
                )?
                .execute([article, version])?;
            }
            Ok(())
        })
    }

    /// Marks articles as processed by `engine`, and stores the pairs of quotations of which one
    /// alters the other.
    ///
    /// # Errors
    ///
    /// As [`Self::keep_quotations`].
    pub fn mark_read(
        &self,
        engine: u32,
        articles: Vec<ArticleId>,
        altered: Vec<(QuotationId, QuotationId)>,
    ) -> Result<(), Error> {
        self.write(move |c| {
            for (one, other) in &altered {
                // Each pair is stored once, in whichever order it was found first.
                c.prepare_cached(
                    "INSERT OR IGNORE INTO altered (one, other) SELECT ?1, ?2 WHERE NOT EXISTS (SELECT 1 FROM altered WHERE one = ?2 AND other = ?1)
                     AND EXISTS (SELECT 1 FROM quotation WHERE rowid = ?1) AND EXISTS (SELECT 1 FROM quotation WHERE rowid = ?2)",
                )?
                .execute([one.0, other.0])?;
            }
            // A correction made meanwhile has deleted the row, so the article is processed again.
            for id in &articles {
                c.prepare_cached(
                    "UPDATE quotations_read SET engine = ?2 WHERE engine = 0 AND article = (SELECT rowid FROM article WHERE id = ?1)",
                )?
                .execute(params![id.0, engine])?;
            }
            Ok(())
        })
    }

    /// The stored quotations of an article, in the order of its text.
    ///
    /// # Errors
    ///
    /// SQLite errors.
    pub fn kept_quotations(&self, article: ArticleId) -> Result<Vec<SaidRow>, Error> {
        self.read(|c| {
            let mut statement = c.prepare_cached(&format!(
                r#"SELECT {SAID} FROM article a JOIN quotation q ON q.article = a.rowid WHERE a.id = ?1 ORDER BY q."start""#
            ))?;
            let rows = statement.query_map([article.0], |r| said_row(r, 0))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// Quotations of articles other than `but`, outside the trash, that share a print with `words`;
    /// at most `most`, those that share most prints first.
    ///
    /// # Errors
    ///
    /// SQLite errors.
    pub fn quotations_sharing_prints(
        &self,
        words: &str,
        but: ArticleId,
        most: u32,
    ) -> Result<Vec<SaidRow>, Error> {
        self.read(|c| {
            // Common phrases occur in very many quotations; only the latest 400 for each print are
            // considered.
            let mut statement = c.prepare_cached(&format!(
                "SELECT {SAID} FROM (SELECT e.quotation, count(*) AS shared FROM json_each(prints(?1)) p
                   JOIN print e ON e.print = p.value AND e.quotation IN (SELECT x.quotation FROM print x WHERE x.print = p.value ORDER BY x.quotation DESC LIMIT 400)
                   GROUP BY e.quotation) s
                 JOIN quotation q ON q.rowid = s.quotation JOIN article a ON a.rowid = q.article
                 WHERE a.id <> ?2 ORDER BY s.shared DESC, q.rowid DESC LIMIT ?3"
            ))?;
            let rows = statement.query_map(params![words, but.0, most], |r| said_row(r, 0))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// A page of the pairs of quotations of which one alters the other's words, the latest first,
    /// and the total number.
    ///
    /// # Errors
    ///
    /// SQLite errors.
    pub fn altered(&self, page: PageRange) -> Result<(Vec<(SaidRow, SaidRow)>, u32), Error> {
        self.read(|c| {
            let other = SAID.replace("q.", "r.").replace("a.", "b.");
            let mut statement = c.prepare_cached(&format!(
                "SELECT {SAID}, {other} FROM altered v JOIN quotation q ON q.rowid = v.one JOIN article a ON a.rowid = q.article
                 JOIN quotation r ON r.rowid = v.other JOIN article b ON b.rowid = r.article ORDER BY v.rowid DESC LIMIT ?1 OFFSET ?2"
            ))?;
            let rows = statement.query_map(params![page.limit, page.offset], |r| {
                Ok((said_row(r, 0)?, said_row(r, 11)?))
            })?;
            let pairs = rows.collect::<Result<_, _>>()?;
            let total = c.prepare_cached("SELECT count(*) FROM altered")?.query_row([], |r| r.get(0))?;
            Ok((pairs, total))
        })
    }

    /// A page of the people quoted outside the trash who have these words in any of their names,
    /// the most quoted first, and the total number.
    ///
    /// # Errors
    ///
    /// SQLite errors.
    pub fn people(&self, words: &str, page: PageRange) -> Result<(Vec<PersonRow>, u32), Error> {
        // People without aliases are read in the order of an index; those with aliases are few.
        const ALL: &str = "SELECT name AS who, quotations AS said FROM quoted WHERE name NOT IN (SELECT alias FROM alias) AND name NOT IN (SELECT name FROM alias)
             UNION ALL SELECT p.name, sum(q.quotations) FROM (SELECT name, alias FROM alias UNION SELECT name, name FROM alias) p JOIN quoted q ON q.name = p.alias GROUP BY p.name
             ORDER BY said DESC, who LIMIT ?2 OFFSET ?3";
        const SOME: &str = "SELECT coalesce((SELECT a.name FROM alias a WHERE a.alias = q.name), q.name) AS who, sum(q.quotations) AS said
             FROM json_each(?1) n JOIN quoted q ON q.name = n.value GROUP BY who COLLATE NOCASE ORDER BY said DESC, who COLLATE NOCASE LIMIT ?2 OFFSET ?3";
        let folded = index_text(words);
        self.read(|c| {
            let names = match folded.is_empty() {
                true => Value::Null,
                false => Value::from(names_with(c, &folded)?),
            };
            let sql = if names.is_null() { ALL } else { SOME };
            let mut statement = c.prepare_cached(sql)?;
            let rows = statement
                .query_map(params![names.to_string(), page.limit, page.offset], |r| {
                    Ok(PersonRow { name: r.get(0)?, quotations: r.get(1)? })
                })?;
            let people = rows.collect::<Result<Vec<_>, _>>()?;
            let total = match names.is_null() {
                true => "SELECT (SELECT count(*) FROM quoted) - (SELECT count(*) FROM quoted q WHERE q.name IN (SELECT alias FROM alias UNION SELECT name FROM alias))
                   + (SELECT count(DISTINCT p.name) FROM (SELECT name, alias FROM alias UNION SELECT name, name FROM alias) p JOIN quoted q ON q.name = p.alias)
                   + 0 * length(?1)",
                false => "SELECT count(DISTINCT coalesce((SELECT a.name FROM alias a WHERE a.alias = q.name), q.name) COLLATE NOCASE) FROM json_each(?1) n JOIN quoted q ON q.name = n.value",
            };
            let total = c.prepare_cached(total)?.query_row([names.to_string()], |r| r.get(0))?;
            Ok((people, total))
        })
    }

    /// A page of a person's quotations under any of their names, outside the trash, by time, and
    /// the total number. With `by_site`, they are grouped by publication.
    ///
    /// # Errors
    ///
    /// SQLite errors.
    pub fn said_by(
        &self,
        name: &str,
        by_site: bool,
        page: PageRange,
    ) -> Result<(Vec<SaidRow>, u32), Error> {
        const OF: &str = "FROM (SELECT ?1 AS name UNION SELECT alias FROM alias WHERE name = ?1) n
             JOIN quotation q ON q.name = n.name COLLATE NOCASE AND q.name IS NOT NULL JOIN article a ON a.rowid = q.article";
        // Articles without a publication come last.
        let site =
            if by_site { "a.site IS NULL OR a.site = '', a.site COLLATE NOCASE, " } else { "" };
        self.read(|c| {
            let sql = format!(
                r#"SELECT {SAID} {OF} ORDER BY {site}coalesce(a.published, ''), a.rowid, q."start" LIMIT ?2 OFFSET ?3"#
            );
            let mut statement = c.prepare_cached(&sql)?;
            let rows = statement
                .query_map(params![name, page.limit, page.offset], |r| said_row(r, 0))?;
            let said = rows.collect::<Result<_, _>>()?;
            let total =
                c.prepare_cached(&format!("SELECT count(*) {OF}"))?.query_row([name], |r| r.get(0))?;
            Ok((said, total))
        })
    }

    /// The other names of a person.
    ///
    /// # Errors
    ///
    /// SQLite errors.
    pub fn aliases(&self, name: &str) -> Result<Vec<String>, Error> {
        self.read(|c| {
            let mut statement =
                c.prepare_cached("SELECT alias FROM alias WHERE name = ?1 ORDER BY alias")?;
            let rows = statement.query_map([name], |r| r.get(0))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// Merges two names into one person, whose name is `into`.
    ///
    /// # Errors
    ///
    /// As [`Self::keep_quotations`].
    pub fn merge_people(&self, from: String, into: String) -> Result<(), Error> {
        self.edit(EditLabel::MergePeople, move |c| {
            // If `into` is an alias, the person it belongs to is used.
            let into = canonical(c, &into)?;
            if into.to_lowercase() == from.to_lowercase() {
                return Ok(());
            }
            c.execute("UPDATE alias SET name = ?2 WHERE name = ?1", [&from, &into])?;
            c.execute(
                "INSERT OR REPLACE INTO alias (alias, name) VALUES (?1, ?2)",
                [&from, &into],
            )?;
            Ok(())
        })
    }

    /// Makes an alias a person of its own again.
    ///
    /// # Errors
    ///
    /// As [`Self::keep_quotations`].
    pub fn split_person(&self, alias: String) -> Result<(), Error> {
        self.edit(EditLabel::SplitPerson, move |c| {
            c.execute("DELETE FROM alias WHERE alias = ?1", [alias])?;
            Ok(())
        })
    }
}

fn canonical(c: &Connection, name: &str) -> Result<String, Error> {
    let known = c
        .prepare_cached("SELECT name FROM alias WHERE alias = ?1")?
        .query_row([name], |r| r.get(0))
        .optional()?;
    Ok(known.unwrap_or_else(|| name.to_owned()))
}
