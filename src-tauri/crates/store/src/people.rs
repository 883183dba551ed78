//! Who is quoted, over the whole library: what was found is kept so that it can be gathered by name.

use commonplace_core::{ArticleId, TextPosition};
use rusqlite::{Connection, params};

use crate::articles::Page;
use crate::captures::article_rowid;
use crate::{Error, Store};

/// A quotation that was found, to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundQuotation {
    /// Where it stands, in code points of the version that is shown.
    pub position: TextPosition,
    /// Its words.
    pub words: String,
    /// Who said it.
    pub name: String,
    /// In what capacity.
    pub role: Option<String>,
    /// Whether that is sure.
    pub sure: bool,
}

/// Somebody who is quoted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonRow {
    /// The name.
    pub name: String,
    /// How many quotations there are.
    pub quotations: u32,
}

/// What somebody said, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SaidRow {
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

    /// Keeps the quotations of articles in place of what was kept of them. No edit of the reader's.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`], [`Error::ReadOnly`], [`Error::DiskFull`], or what SQLite says.
    pub fn keep_quotations(
        &self,
        engine: u32,
        of: Vec<(ArticleId, Vec<FoundQuotation>)>,
    ) -> Result<(), Error> {
        self.write(move |c| {
            for (article, found) in &of {
                let article = article_rowid(c, *article)?;
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
                    "INSERT OR REPLACE INTO quotations_read (article, version, engine) SELECT rowid, version, ?2 FROM article WHERE rowid = ?1",
                )?
                .execute(params![article, engine])?;
            }
            Ok(())
        })
    }

    /// A page of those who are quoted outside the trash and have these words in any of their names,
    /// the most quoted first; and how many there are.
    ///
    /// # Errors
    ///
    /// What SQLite says.
    pub fn people(&self, words: &str, page: Page) -> Result<(Vec<PersonRow>, u32), Error> {
        let like =
            format!("%{}%", words.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_"));
        const PEOPLE: &str = r"FROM (SELECT coalesce(p.name, q.name) AS who, q.name, q.quotations FROM quoted q LEFT JOIN alias p ON p.alias = q.name)
             GROUP BY who COLLATE NOCASE HAVING ?1 = '%%' OR max(name LIKE ?1 ESCAPE '\') OR who LIKE ?1 ESCAPE '\'";
        self.read(|c| {
            let sql = format!(
                "SELECT who, sum(quotations) AS said, count(*) OVER () {PEOPLE} ORDER BY said DESC, who COLLATE NOCASE LIMIT ?2 OFFSET ?3"
            );
            let mut statement = c.prepare_cached(&sql)?;
            let mut total = 0;
            let rows = statement.query_map(params![like, page.limit, page.offset], |r| {
                total = r.get(2)?;
                Ok(PersonRow { name: r.get(0)?, quotations: r.get(1)? })
            })?;
            let people = rows.collect::<Result<_, _>>()?;
            Ok((people, total))
        })
    }

    /// A page of what somebody said under any name, in the order of time, outside the trash; and how
    /// much there is.
    ///
    /// # Errors
    ///
    /// What SQLite says.
    pub fn said_by(&self, name: &str, page: Page) -> Result<(Vec<SaidRow>, u32), Error> {
        const SAID: &str = "FROM (SELECT ?1 AS name UNION SELECT alias FROM alias WHERE name = ?1) n
             JOIN quotation q ON q.name = n.name COLLATE NOCASE JOIN article a ON a.rowid = q.article";
        self.read(|c| {
            let sql = format!(
                r#"SELECT a.id, a.title, a.site, a.published, q."start", q."end", q.words, q.name, q.role, q.sure {SAID}
                 ORDER BY coalesce(a.published, ''), a.rowid, q."start" LIMIT ?2 OFFSET ?3"#
            );
            let mut statement = c.prepare_cached(&sql)?;
            let rows = statement.query_map(params![name, page.limit, page.offset], |r| {
                let position = TextPosition::new(r.get(4)?, r.get(5)?).map_err(|err| {
                    rusqlite::Error::FromSqlConversionFailure(4, rusqlite::types::Type::Integer, Box::new(err))
                })?;
                Ok(SaidRow {
                    article: ArticleId(r.get(0)?),
                    title: r.get(1)?,
                    site: r.get(2)?,
                    published: r.get(3)?,
                    quotation: FoundQuotation { position, words: r.get(6)?, name: r.get(7)?, role: r.get(8)?, sure: r.get(9)? },
                })
            })?;
            let said = rows.collect::<Result<_, _>>()?;
            let total = c.prepare_cached(&format!("SELECT count(*) {SAID}"))?.query_row([name], |r| r.get(0))?;
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
        self.edit("merge_people", move |c| {
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
        self.edit("split_person", move |c| {
            c.execute("DELETE FROM alias WHERE alias = ?1", [alias])?;
            Ok(())
        })
    }
}

fn canonical(c: &Connection, name: &str) -> Result<String, Error> {
    use rusqlite::OptionalExtension as _;
    let known = c
        .prepare_cached("SELECT name FROM alias WHERE alias = ?1")?
        .query_row([name], |r| r.get(0))
        .optional()?;
    Ok(known.unwrap_or_else(|| name.to_owned()))
}
