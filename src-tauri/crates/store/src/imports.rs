//! What was taken in from other tools, and the pages that are still to be fetched for it.

use std::collections::HashMap;

use commonplace_core::{
    ArticleId, ArticleState, Gaps, HighlightId, Millis, NoteId, Selectors, TagName, VersionId,
};
use rusqlite::{OptionalExtension, params};
use serde_json::Value;

use crate::articles::tag_rowid;
use crate::captures::{Showing, article_of_url, put_capture};
use crate::highlights::{gaps_json, put_highlight, put_note, put_tags, rowids, version_rowid};
use crate::rows::article_rowid;
use crate::{Error, HighlightRow, NewCapture, NoteRow, Store, citekeys, undo};

/// What tells an entry of an export from others, or all that it says: the first half of a SHA-256.
pub type EntryHash = [u8; 16];

/// An import that goes on: parts are added to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ImportId(pub(crate) i64);

/// An entry of an export, to be looked up.
#[derive(Debug, Clone)]
pub struct EntryKey {
    /// What tells it from others.
    pub entry: EntryHash,
    /// All that it says.
    pub print: EntryHash,
    /// The canonical address of what it is about.
    pub url: Option<String>,
}

/// The article that an entry is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KnownEntry {
    /// Which.
    pub article: ArticleId,
    /// Whether the entry said the very same when it was last imported.
    pub same: bool,
    /// Whether the article lies in the trash.
    pub trashed: bool,
}

/// An article of a title that was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Titled {
    /// Which.
    pub article: ArticleId,
    /// Whether its page is not there.
    pub waits: bool,
}

/// What an entry of an export brings in.
#[derive(Debug, Clone)]
pub struct NewEntry {
    /// What it is about.
    pub article: ArticleId,
    /// Whether the article is made by it, and how.
    pub made: Option<MadeArticle>,
    /// What it is looked up by the next time.
    pub key: EntryKey,
    /// Captures, and whether each is shown.
    pub captures: Vec<(NewCapture, bool)>,
    /// Highlights on versions that are there, or come with it; with their notes' ids and tags.
    pub highlights: Vec<(HighlightRow, NoteId, Vec<TagName>)>,
    /// What it adds to highlights that are there.
    pub extended: Vec<ExtendedHighlight>,
    /// Notes on the article.
    pub notes: Vec<NoteRow>,
    /// Tags of the article.
    pub tags: Vec<TagName>,
    /// Whether it becomes a favourite.
    pub favourite: bool,
    /// The address its page is to be fetched from.
    pub fetch: Option<String>,
    /// What it is cited by, where it comes from.
    pub citekey: Option<String>,
}

/// What an entry of an export adds to a highlight that is there.
#[derive(Debug, Clone)]
pub struct ExtendedHighlight {
    /// Which.
    pub id: HighlightId,
    /// Its note as it is from now on, and the id of that if it had none.
    pub note: Option<(NoteId, String)>,
    /// Tags it gets.
    pub tags: Vec<TagName>,
    /// Now.
    pub updated: Millis,
}

/// What an article is when it is made by an import.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MadeArticle {
    /// Where it stands.
    pub state: ArticleState,
    /// When it was saved.
    pub saved: Millis,
    /// How far it was read, 0 to 1.
    pub progress: f64,
}

/// A page that is to be fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FetchRow {
    /// The article it is for.
    pub article: ArticleId,
    /// Its address.
    pub url: String,
    /// Its host.
    pub host: String,
    /// How often it was tried.
    pub tries: u32,
}

/// How the fetching stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Fetching {
    /// Pages that are still to come.
    pub left: u32,
    /// Pages that could not be had.
    pub failed: u32,
}

/// Why an article has no page yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// The address it is to come from.
    pub url: String,
    /// How often it was tried.
    pub tries: u32,
    /// Whether it will be tried again by itself.
    pub due: bool,
    /// Why it could not be had the last time.
    pub failure: Option<String>,
}

/// A highlight whose words were never seen in a page of its article.
#[derive(Debug, Clone)]
pub struct BroughtHome {
    /// Which.
    pub id: HighlightId,
    /// The version its words stand in.
    pub version: VersionId,
    /// Where.
    pub selectors: Selectors,
    /// What of it is left out.
    pub gaps: Gaps,
    /// The headings it stands under.
    pub section: Vec<String>,
}

impl Store {
    /// Begins an import; its parts are one edit, which can be undone.
    ///
    /// # Errors
    ///
    /// [`Error::ReadOnly`], [`Error::DiskFull`], or what SQLite says; so for every call that writes.
    pub fn begin_import(&self, kind: String, name: String, now: Millis) -> Result<ImportId, Error> {
        self.write(move |c| {
            c.execute(
                "INSERT INTO import (kind, name, made_ms) VALUES (?1, ?2, ?3)",
                params![kind, name, now],
            )?;
            Ok(ImportId(c.last_insert_rowid()))
        })
    }

    /// The articles that entries are about, of those that are known.
    ///
    /// # Errors
    ///
    /// What SQLite says.
    pub fn known_entries(&self, keys: &[EntryKey]) -> Result<Vec<Option<KnownEntry>>, Error> {
        self.read(|c| {
            let mut by_hash = c.prepare_cached(
                "SELECT a.id, a.trashed_ms FROM imported x JOIN article a ON a.rowid = x.article
                 JOIN import i ON i.rowid = x.import
                 WHERE x.hash = ?1 AND i.taken_back = 0 AND a.trashed_ms IS NOT 0",
            )?;
            let row = |r: &rusqlite::Row<'_>| {
                Ok((ArticleId(r.get(0)?), r.get::<_, Option<i64>>(1)?.is_some()))
            };
            let one = |key: &EntryKey| -> Result<Option<KnownEntry>, Error> {
                let known = |same| move |(article, trashed)| KnownEntry { article, same, trashed };
                let same = by_hash.query_row([key.print], row).optional()?;
                if let Some(found) = same {
                    return Ok(Some(known(true)(found)));
                }
                if let Some(found) = by_hash.query_row([key.entry], row).optional()? {
                    return Ok(Some(known(false)(found)));
                }
                let Some(url) = &key.url else { return Ok(None) };
                let found = article_of_url(c, url, None)?;
                Ok(found.map(|(_, id, trashed)| (id, trashed)).map(known(false)))
            };
            keys.iter().map(one).collect()
        })
    }

    /// Articles of a title, letters' case aside in ASCII; a few.
    ///
    /// # Errors
    ///
    /// What SQLite says.
    pub fn titled(&self, title: &str) -> Result<Vec<Titled>, Error> {
        self.read(|c| {
            let mut statement = c.prepare_cached(
                "SELECT a.id, v.extractor = ?2 FROM article a JOIN version v ON v.rowid = a.version
                 WHERE a.title = ?1 COLLATE NOCASE AND a.trashed_ms IS NULL ORDER BY a.rowid LIMIT 8",
            )?;
            let row = |r: &rusqlite::Row<'_>| {
                Ok(Titled { article: ArticleId(r.get(0)?), waits: r.get(1)? })
            };
            Ok(statement
                .query_map(params![title, commonplace_core::RECORD], row)?
                .collect::<Result<_, _>>()?)
        })
    }

    /// Articles of a title that came without an address or a page; a few. With `from`, only of imports from
    /// there.
    ///
    /// # Errors
    ///
    /// What SQLite says.
    pub fn unplaced(&self, title: &str, from: Option<&str>) -> Result<Vec<ArticleId>, Error> {
        self.read(|c| {
            let mut statement = c.prepare_cached(
                "SELECT a.id FROM article a JOIN version v ON v.rowid = a.version JOIN import i ON i.rowid = a.import
                 WHERE a.url IS NULL AND a.import IS NOT NULL AND a.title = ?1 COLLATE NOCASE AND a.trashed_ms IS NULL
                   AND v.extractor = ?2 AND instr(i.kind, ?3) > 0 ORDER BY a.rowid LIMIT 8",
            )?;
            let row = |r: &rusqlite::Row<'_>| Ok(ArticleId(r.get(0)?));
            Ok(statement
                .query_map(params![title, commonplace_core::RECORD, from.unwrap_or_default()], row)?
                .collect::<Result<_, _>>()?)
        })
    }

    /// Whether all that an article shows is what an export says of it.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`], or what SQLite says.
    pub fn has_no_page(&self, article: ArticleId) -> Result<bool, Error> {
        self.read(|c| {
            let sql = "SELECT v.extractor = ?2 FROM article a JOIN version v ON v.rowid = a.version WHERE a.id = ?1";
            let found = c.prepare_cached(sql)?.query_row(params![article.0, commonplace_core::RECORD], |r| r.get(0));
            Ok(found.optional()?.unwrap_or(false))
        })
    }

    /// Stores a part of an import.
    ///
    /// # Errors
    ///
    /// As [`Self::begin_import`]; [`Error::NotFound`] for an article that has gone meanwhile.
    pub fn import(&self, import: ImportId, mut entries: Vec<NewEntry>) -> Result<(), Error> {
        let writer = self.writer()?;
        // New articles are taken back as a whole; what is added to others, row by row.
        entries.sort_by_key(|entry| entry.made.is_none());
        writer.import(import.0, move |c| {
            let mut collecting = None;
            for entry in entries {
                let is = entry.made.is_none();
                if collecting.replace(is) != Some(is) {
                    undo::go_on(c, is)?;
                }
                put_entry(c, import.0, entry)?;
            }
            Ok(())
        })
    }

    /// The highlights of an article that hang on what an export says, not on a page, although a page is
    /// shown.
    ///
    /// # Errors
    ///
    /// What SQLite says.
    pub fn not_home(&self, article: ArticleId) -> Result<Vec<HighlightRow>, Error> {
        let there: bool = self.read(|c| {
            let sql = "SELECT EXISTS (SELECT 1 FROM article a JOIN version s ON s.rowid = a.version
                       JOIN highlight h ON h.article = a.rowid JOIN version v ON v.rowid = h.version
                       WHERE a.id = ?1 AND s.extractor <> ?2 AND v.extractor = ?2)";
            Ok(c.prepare_cached(sql)?
                .query_row(params![article.0, commonplace_core::RECORD], |r| r.get(0))?)
        })?;
        if !there {
            return Ok(Vec::new());
        }
        let records: Vec<VersionId> = self
            .versions(article)?
            .into_iter()
            .filter(|v| v.extractor == commonplace_core::RECORD)
            .map(|v| v.id)
            .collect();
        let mut rows = self.highlights(article)?;
        rows.retain(|row| records.contains(&row.version));
        Ok(rows)
    }

    /// Hangs highlights on the passages of a page where their words stand. Not an edit: nothing that the
    /// reader sees is lost by it.
    ///
    /// # Errors
    ///
    /// As [`Self::begin_import`].
    pub fn bring_home(&self, all: Vec<BroughtHome>) -> Result<(), Error> {
        self.write(move |c| {
            for one in all {
                let (rowid, article) = rowids(c, one.id)?;
                let version = version_rowid(c, one.version, article)?;
                let (quote, at) = (&one.selectors.quote, one.selectors.position);
                c.execute(
                    r#"UPDATE highlight SET version = ?2, exact = ?3, prefix = ?4, suffix = ?5, "start" = ?6, "end" = ?7,
                       section = ?8, gaps = ?9 WHERE rowid = ?1"#,
                    params![
                        rowid, version, quote.exact, quote.prefix, quote.suffix, at.start(), at.end(),
                        Value::from(one.section).to_string(), gaps_json(&one.gaps)
                    ],
                )?;
            }
            Ok(())
        })
    }

    /// Takes up to `most` pages that are due, of hosts that are not `busy`, one a host, and sees to it that
    /// nobody else takes them until `until`.
    ///
    /// # Errors
    ///
    /// As [`Self::begin_import`].
    pub fn take_due(
        &self,
        most: usize,
        busy: Vec<String>,
        now: Millis,
        until: Millis,
    ) -> Result<Vec<FetchRow>, Error> {
        /// Hosts that are busy may have any number of pages before that of another.
        const LOOKED_AT: u32 = 2_000;
        self.write(move |c| {
            let mut out: Vec<FetchRow> = Vec::new();
            {
                let mut statement = c.prepare_cached(
                    "SELECT a.id, f.url, f.host, f.tries FROM fetching f JOIN article a ON a.rowid = f.article
                     WHERE f.due_ms <= ?1 AND a.trashed_ms IS NULL ORDER BY f.due_ms, f.article LIMIT ?2",
                )?;
                let rows = statement.query_map(params![now, LOOKED_AT], |r| {
                    Ok(FetchRow { article: ArticleId(r.get(0)?), url: r.get(1)?, host: r.get(2)?, tries: r.get(3)? })
                })?;
                for row in rows {
                    let row = row?;
                    let taken = busy.contains(&row.host) || out.iter().any(|other| other.host == row.host);
                    if !taken {
                        out.push(row);
                    }
                    if out.len() == most {
                        break;
                    }
                }
            }
            for row in &out {
                c.execute(
                    "UPDATE fetching SET due_ms = ?2 WHERE article = (SELECT rowid FROM article WHERE id = ?1)",
                    params![row.article.0, until],
                )?;
            }
            Ok(out)
        })
    }

    /// Whether a page is due, without taking it.
    ///
    /// # Errors
    ///
    /// What SQLite says.
    pub fn is_due(&self, now: Millis) -> Result<bool, Error> {
        self.read(|c| {
            let sql =
                "SELECT EXISTS (SELECT 1 FROM fetching f JOIN article a ON a.rowid = f.article
                       WHERE f.due_ms <= ?1 AND a.trashed_ms IS NULL)";
            Ok(c.prepare_cached(sql)?.query_row([now], |r| r.get(0))?)
        })
    }

    /// Says what became of a page: it is there (`None`), or why not, and when to try again, if at all.
    ///
    /// # Errors
    ///
    /// As [`Self::begin_import`].
    pub fn fetched(
        &self,
        article: ArticleId,
        failure: Option<(String, Option<Millis>)>,
    ) -> Result<(), Error> {
        self.write(move |c| {
            let which = "article = (SELECT rowid FROM article WHERE id = ?1)";
            match failure {
                None => c.execute(&format!("DELETE FROM fetching WHERE {which}"), [article.0])?,
                Some((why, due)) => c.execute(
                    &format!("UPDATE fetching SET tries = tries + 1, failure = ?2, due_ms = ?3 WHERE {which}"),
                    params![article.0, why, due],
                )?,
            };
            Ok(())
        })
    }

    /// Tries pages again that could not be had: of one article, or all.
    ///
    /// # Errors
    ///
    /// As [`Self::begin_import`].
    pub fn fetch_again(&self, article: Option<ArticleId>, now: Millis) -> Result<(), Error> {
        self.write(move |c| {
            c.execute(
                "UPDATE fetching SET due_ms = ?2, tries = 0 WHERE (due_ms IS NULL OR ?1 IS NOT NULL)
                 AND (?1 IS NULL OR article = (SELECT rowid FROM article WHERE id = ?1))",
                params![article.map(|a| a.0), now],
            )?;
            Ok(())
        })
    }

    /// How the fetching stands.
    ///
    /// # Errors
    ///
    /// What SQLite says.
    pub fn fetching(&self) -> Result<Fetching, Error> {
        self.read(|c| {
            let sql = "SELECT count(f.due_ms), count(*) - count(f.due_ms) FROM fetching f
                       JOIN article a ON a.rowid = f.article WHERE a.trashed_ms IS NULL";
            Ok(c.prepare_cached(sql)?
                .query_row([], |r| Ok(Fetching { left: r.get(0)?, failed: r.get(1)? }))?)
        })
    }

    /// Pages that could not be had, by the reason, the most frequent first.
    ///
    /// # Errors
    ///
    /// What SQLite says.
    pub fn failures(&self) -> Result<Vec<(ArticleId, String, String)>, Error> {
        self.read(|c| {
            let mut statement = c.prepare_cached(
                "SELECT a.id, f.url, coalesce(f.failure, '') FROM fetching f JOIN article a ON a.rowid = f.article
                 WHERE f.due_ms IS NULL AND a.trashed_ms IS NULL ORDER BY f.failure, f.article LIMIT 1000",
            )?;
            let rows = statement.query_map([], |r| Ok((ArticleId(r.get(0)?), r.get(1)?, r.get(2)?)))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// Why an article has no page yet; `None` if it waits for none.
    ///
    /// # Errors
    ///
    /// What SQLite says.
    pub fn waiting(&self, article: ArticleId) -> Result<Option<Waiting>, Error> {
        self.read(|c| {
            let sql = "SELECT f.url, f.tries, f.due_ms IS NOT NULL, f.failure FROM fetching f
                       JOIN article a ON a.rowid = f.article WHERE a.id = ?1";
            let row = |r: &rusqlite::Row<'_>| {
                Ok(Waiting { url: r.get(0)?, tries: r.get(1)?, due: r.get(2)?, failure: r.get(3)? })
            };
            Ok(c.prepare_cached(sql)?.query_row([article.0], row).optional()?)
        })
    }

    /// The tags that articles carry themselves, by article.
    ///
    /// # Errors
    ///
    /// What SQLite says.
    pub fn own_tags(&self, ids: &[ArticleId]) -> Result<HashMap<ArticleId, Vec<String>>, Error> {
        self.read(|c| {
            let mut statement = c.prepare_cached(
                "SELECT t.name FROM article_tag x JOIN tag t ON t.rowid = x.tag JOIN article a ON a.rowid = x.article WHERE a.id = ?1",
            )?;
            let mut out = HashMap::new();
            for id in ids {
                let names = statement.query_map([id.0], |r| r.get(0))?.collect::<Result<_, _>>()?;
                out.insert(*id, names);
            }
            Ok(out)
        })
    }
}

fn put_entry(c: &rusqlite::Connection, import: i64, entry: NewEntry) -> Result<(), Error> {
    let made = entry.made.is_some();
    let rowid = match entry.made {
        Some(made) => {
            // Called by its name at once: an index less to change for each of what it is called.
            let about = entry.captures.iter().find(|(_, shown)| *shown);
            let m = about.map(|(capture, _)| capture.version.metadata.clone()).unwrap_or_default();
            c.prepare_cached(
                "INSERT INTO article (id, saved_ms, state, progress, favourite, import, url, title, authors, byline, site,
                   published, dateline, language, description)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
            )?
            .execute(params![
                entry.article.0, made.saved, made.state.name(), made.progress, entry.favourite, import, m.url, m.title,
                Value::from(m.authors).to_string(), m.byline, m.site, m.published.map(|p| p.to_string()), m.dateline,
                m.language, m.description
            ])?;
            c.last_insert_rowid()
        }
        None => {
            let rowid = article_rowid(c, entry.article)?;
            if entry.favourite {
                c.execute(
                    "UPDATE article SET favourite = 1 WHERE rowid = ?1 AND favourite = 0",
                    [rowid],
                )?;
            }
            rowid
        }
    };
    for (capture, shown) in entry.captures {
        let showing = match shown {
            false => Showing::Nothing,
            true if made => Showing::Text,
            true => Showing::All,
        };
        put_capture(c, rowid, capture, showing)?;
    }
    for (highlight, note, tags) in &entry.highlights {
        put_highlight(c, rowid, highlight, Some(*note), tags)?;
    }
    for one in &entry.extended {
        let (highlight, article) = rowids(c, one.id)?;
        if let Some((id, body)) = &one.note {
            put_note(c, *id, article, highlight, body, one.updated)?;
        }
        put_tags(c, highlight, &one.tags)?;
    }
    for note in &entry.notes {
        c.prepare_cached(
            "INSERT INTO note (id, article, body, created_ms, updated_ms) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute(params![note.id.0, rowid, note.body, note.created, note.updated])?;
    }
    for tag in &entry.tags {
        let tag = tag_rowid(c, tag)?;
        c.prepare_cached("INSERT OR IGNORE INTO article_tag (article, tag) VALUES (?1, ?2)")?
            .execute([rowid, tag])?;
    }
    if let Some(key) = entry.citekey.filter(|_| made) {
        citekeys::keep(c, rowid, &key)?;
    }
    let mut remember = c.prepare_cached(
        "INSERT OR REPLACE INTO imported (hash, article, import) VALUES (?1, ?2, ?3)",
    )?;
    for hash in [entry.key.entry, entry.key.print] {
        remember.execute(params![hash, rowid, import])?;
    }
    if let Some(url) = entry.fetch {
        let host = url.split('/').nth(2).unwrap_or_default().to_lowercase();
        c.prepare_cached(
            "INSERT INTO fetching (article, url, host, due_ms) VALUES (?1, ?2, ?3, 0) ON CONFLICT (article) DO NOTHING",
        )?
        .execute(params![rowid, url, host])?;
    }
    Ok(())
}
