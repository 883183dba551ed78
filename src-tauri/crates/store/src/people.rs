//! Who is quoted, over the whole library, and what is quoted elsewhere: what was found is kept so that
//! it can be gathered by name and compared by words.

use commonplace_core::search::index_text;
use commonplace_core::{ArticleId, TextPosition, VersionId};
use rusqlite::{Connection, OptionalExtension as _, Row, params};
use serde_json::Value;

use crate::articles::Page;
use crate::{EditLabel, Error, Store};

/// A quotation that was found, to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundQuotation {
    /// Where it stands, in code points of the version that is shown.
    pub position: TextPosition,
    /// Its words.
    pub words: String,
    /// Who said it, if the article names somebody.
    pub name: Option<String>,
    /// In what capacity.
    pub role: Option<String>,
    /// Whether that is sure.
    pub sure: bool,
}

/// The quotations of an article, to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuotationsOf {
    /// The article.
    pub article: ArticleId,
    /// The version they were read in.
    pub version: VersionId,
    /// They.
    pub found: Vec<FoundQuotation>,
}

/// Somebody who is quoted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonRow {
    /// The name.
    pub name: String,
    /// How many quotations there are.
    pub quotations: u32,
}

/// A quotation that is kept. Not for long: it is another once its article is read again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct QuotationId(i64);

/// What somebody said, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SaidRow {
    /// Which it is.
    pub id: QuotationId,
    /// The article.
    pub article: ArticleId,
    /// Its title; may be empty.
    pub title: String,
    /// Its publication.
    pub site: Option<String>,
    /// When it was published, ISO 8601, as much of it as is known.
    pub published: Option<String>,
    /// The quotation.
    pub quotation: FoundQuotation,
}

/// What a [`SaidRow`] is read from, before FROM.
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

/// The names of everybody whose name, or another name of the same person, has the folded words of `?1`,
/// the last of which may go on; a blank stands before them.
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
    /// Articles whose quotations were not read by `engine` yet in the version that is shown, at most so
    /// many; and how many there are in all.
    ///
    /// # Errors
    ///
    /// What SQLite says.
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

    /// Keeps the quotations of articles in place of what was kept of them; [`Self::mark_read`] says that
    /// this is all. No edit of the reader's.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`], [`Error::ReadOnly`], [`Error::DiskFull`], or what SQLite says.
    pub fn keep_quotations(&self, of: Vec<QuotationsOf>) -> Result<(), Error> {
        self.write(move |c| {
            for QuotationsOf { article, version, found } in &of {
                // What was changed or thrown away meanwhile is read again, or not at all.
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

    /// Says that articles were read by `engine`, and which of their quotations others have altered.
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
                // Once, whichever was read first.
                c.prepare_cached(
                    "INSERT OR IGNORE INTO altered (one, other) SELECT ?1, ?2 WHERE NOT EXISTS (SELECT 1 FROM altered WHERE one = ?2 AND other = ?1)
                     AND EXISTS (SELECT 1 FROM quotation WHERE rowid = ?1) AND EXISTS (SELECT 1 FROM quotation WHERE rowid = ?2)",
                )?
                .execute([one.0, other.0])?;
            }
            // A correction that came meanwhile has taken the row away.
            for id in &articles {
                c.prepare_cached(
                    "UPDATE quotations_read SET engine = ?2 WHERE engine = 0 AND article = (SELECT rowid FROM article WHERE id = ?1)",
                )?
                .execute(params![id.0, engine])?;
            }
            Ok(())
        })
    }

    /// The quotations of an article that are kept, in the order of its text.
    ///
    /// # Errors
    ///
    /// What SQLite says.
    pub fn kept_quotations(&self, article: ArticleId) -> Result<Vec<SaidRow>, Error> {
        self.read(|c| {
            let mut statement = c.prepare_cached(&format!(
                r#"SELECT {SAID} FROM article a JOIN quotation q ON q.article = a.rowid WHERE a.id = ?1 ORDER BY q."start""#
            ))?;
            let rows = statement.query_map([article.0], |r| said_row(r, 0))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// Quotations of other articles outside the trash that share a print with these words, those that
    /// share most first.
    ///
    /// # Errors
    ///
    /// What SQLite says.
    pub fn sharing(&self, words: &str, but: ArticleId, most: u32) -> Result<Vec<SaidRow>, Error> {
        self.read(|c| {
            // Words that everybody uses are in many: the latest are enough of them.
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

    /// A page of the pairs of quotations of which one has altered the other's words, the latest first;
    /// and how many there are.
    ///
    /// # Errors
    ///
    /// What SQLite says.
    pub fn altered(&self, page: Page) -> Result<(Vec<(SaidRow, SaidRow)>, u32), Error> {
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

    /// A page of those who are quoted outside the trash and have these words in any of their names,
    /// the most quoted first; and how many there are.
    ///
    /// # Errors
    ///
    /// What SQLite says.
    pub fn people(&self, words: &str, page: Page) -> Result<(Vec<PersonRow>, u32), Error> {
        // Those of whom no other name is known come by the index, and there are few others.
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

    /// A page of what somebody said under any name, in the order of time, outside the trash; and how
    /// much there is. With `by_site`, the words in one publication stand together.
    ///
    /// # Errors
    ///
    /// What SQLite says.
    pub fn said_by(
        &self,
        name: &str,
        by_site: bool,
        page: Page,
    ) -> Result<(Vec<SaidRow>, u32), Error> {
        const OF: &str = "FROM (SELECT ?1 AS name UNION SELECT alias FROM alias WHERE name = ?1) n
             JOIN quotation q ON q.name = n.name COLLATE NOCASE AND q.name IS NOT NULL JOIN article a ON a.rowid = q.article";
        // What has no publication stands last.
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

    /// The other names of somebody.
    ///
    /// # Errors
    ///
    /// What SQLite says.
    pub fn aliases(&self, name: &str) -> Result<Vec<String>, Error> {
        self.read(|c| {
            let mut statement =
                c.prepare_cached("SELECT alias FROM alias WHERE name = ?1 ORDER BY alias")?;
            let rows = statement.query_map([name], |r| r.get(0))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// Says that two names are one person, called `into` from now on.
    ///
    /// # Errors
    ///
    /// As [`Self::keep_quotations`].
    pub fn merge_people(&self, from: String, into: String) -> Result<(), Error> {
        self.edit(EditLabel::MergePeople, move |c| {
            // Whoever is called that is meant, not the alias.
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

    /// Says that a name is a person of its own.
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
