//! Imports of other programs' exports, and the queue of pages to fetch for them.

use std::collections::HashMap;

use commonplace_core::{
    ArticleId, ArticleState, Gaps, HighlightId, Millis, NoteId, Selectors, TagName, VersionId,
};
use rusqlite::{OptionalExtension, params};
use serde_json::Value;

use crate::captures::{Showing, article_of_url, put_capture};
use crate::highlights::{gaps_json, put_highlight, put_note, put_tags, rowids, version_rowid};
use crate::rows::article_rowid;
use crate::tags::tag_rowid;
use crate::{Error, HighlightRow, NewCapture, NoteRow, Store, citekeys, undo};

/// The first half of a SHA-256: of an entry's identity, or of its whole content.
pub type EntryHash = [u8; 16];

/// A running import that entries are added to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ImportId(pub(crate) i64);

/// The keys by which an entry of an export is looked up.
#[derive(Debug, Clone)]
pub struct EntryKey {
    /// Hash of what identifies it.
    pub entry: EntryHash,
    /// Hash of its whole content.
    pub print: EntryHash,
    /// Canonical address of its article.
    pub url: Option<String>,
}

/// The article that the library has for an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KnownEntry {
    /// The article.
    pub article: ArticleId,
    /// Whether the entry had the same content when it was last imported.
    pub same: bool,
    /// Whether the article is in the trash.
    pub trashed: bool,
}

/// An article found by its title.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Titled {
    /// The article.
    pub article: ArticleId,
    /// Whether its page is missing.
    pub waits: bool,
}

/// What an entry of an export adds to the library.
#[derive(Debug, Clone)]
pub struct NewEntry {
    /// The article it belongs to.
    pub article: ArticleId,
    /// Properties of the article if the entry creates it; otherwise `None`.
    pub made: Option<MadeArticle>,
    /// The keys by which it is found in the next import.
    pub key: EntryKey,
    /// Captures, each with whether its version becomes the one shown.
    pub captures: Vec<(NewCapture, bool)>,
    /// Highlights on existing versions or on those added with it, with the ids of their notes and
    /// their tags.
    pub highlights: Vec<(HighlightRow, NoteId, Vec<TagName>)>,
    /// Additions to existing highlights.
    pub extended: Vec<ExtendedHighlight>,
    /// Notes on the article.
    pub notes: Vec<NoteRow>,
    /// Tags of the article.
    pub tags: Vec<TagName>,
    /// Whether it becomes a favourite.
    pub favourite: bool,
    /// The address to fetch its page from; `None` if nothing is to be fetched.
    pub fetch: Option<String>,
    /// Its citation key in the other program.
    pub citekey: Option<String>,
}

/// What an entry of an export adds to an existing highlight.
#[derive(Debug, Clone)]
pub struct ExtendedHighlight {
    /// The highlight.
    pub id: HighlightId,
    /// Its whole new note, and the id for it if the highlight had none. `None` leaves the note
    /// alone.
    pub note: Option<(NoteId, String)>,
    /// Tags to add.
    pub tags: Vec<TagName>,
    /// Time of the change.
    pub updated: Millis,
}

/// Properties of an article that an import creates.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MadeArticle {
    /// Inbox, later or archive.
    pub state: ArticleState,
    /// When it was saved.
    pub saved: Millis,
    /// Fraction read, from 0 to 1.
    pub progress: f64,
}

/// A page in the fetch queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FetchRow {
    /// The article it is for.
    pub article: ArticleId,
    /// Its address.
    pub url: String,
    /// Its host.
    pub host: String,
    /// Number of failed attempts.
    pub tries: u32,
}

/// Progress of fetching.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Fetching {
    /// Number of pages still to be fetched.
    pub left: u32,
    /// Number of pages that could not be fetched.
    pub failed: u32,
}

/// State of an article whose page is missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// The address to fetch it from.
    pub url: String,
    /// Number of failed attempts.
    pub tries: u32,
    /// Whether the fetch will be retried automatically.
    pub due: bool,
    /// Why the last attempt failed.
    pub failure: Option<String>,
}

/// A highlight of an import's record whose words were found in a page of its article.
#[derive(Debug, Clone)]
pub struct MovedHighlight {
    /// The highlight.
    pub id: HighlightId,
    /// The version that contains its words.
    pub version: VersionId,
    /// Its selectors in that version.
    pub selectors: Selectors,
    /// The parts of the passage that are not quoted.
    pub gaps: Gaps,
    /// The headings above it.
    pub section: Vec<String>,
}

impl Store {
    /// Begins an import. All its parts together are one edit, which can be undone.
    ///
    /// # Errors
    ///
    /// [`Error::ReadOnly`], [`Error::DiskFull`], or an SQLite error; the same for every method that
    /// writes.
    pub fn begin_import(&self, kind: String, name: String, now: Millis) -> Result<ImportId, Error> {
        self.write(move |c| {
            c.execute(
                "INSERT INTO import (kind, name, made_ms) VALUES (?1, ?2, ?3)",
                params![kind, name, now],
            )?;
            Ok(ImportId(c.last_insert_rowid()))
        })
    }

    /// For each entry, the article of an earlier import of it, or else the article with its address;
    /// `None` if there is neither.
    ///
    /// # Errors
    ///
    /// SQLite errors.
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

    /// Articles with a title, ignoring ASCII case; at most eight.
    ///
    /// # Errors
    ///
    /// SQLite errors.
    pub fn articles_with_title(&self, title: &str) -> Result<Vec<Titled>, Error> {
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

    /// Articles with a title that were imported without an address or a page; at most eight. With
    /// `from`, only those imported from that program.
    ///
    /// # Errors
    ///
    /// SQLite errors.
    pub fn imported_without_page(
        &self,
        title: &str,
        from: Option<&str>,
    ) -> Result<Vec<ArticleId>, Error> {
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

    /// Whether the version shown is an import's record instead of a page.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`], or an SQLite error.
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
    /// As [`Self::begin_import`]; [`Error::NotFound`] if an article was deleted meanwhile.
    pub fn import(&self, import: ImportId, mut entries: Vec<NewEntry>) -> Result<(), Error> {
        let writer = self.writer()?;
        // New articles are undone as a whole; changes to existing ones are undone row by row.
        entries.sort_by_key(|entry| entry.made.is_none());
        writer.import(import.0, move |c| {
            let mut collecting = None;
            for entry in entries {
                let is = entry.made.is_none();
                if collecting.replace(is) != Some(is) {
                    undo::set_recording(c, is)?;
                }
                put_entry(c, import.0, entry)?;
            }
            Ok(())
        })
    }

    /// The highlights of an article that refer to an import's record although the article shows a
    /// page by now.
    ///
    /// # Errors
    ///
    /// SQLite errors.
    pub fn highlights_on_record(&self, article: ArticleId) -> Result<Vec<HighlightRow>, Error> {
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

    /// Moves highlights from a record to the passages of a page with their words. Cannot be undone,
    /// since nothing that a person sees is lost.
    ///
    /// # Errors
    ///
    /// As [`Self::begin_import`].
    pub fn move_to_page(&self, all: Vec<MovedHighlight>) -> Result<(), Error> {
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

    /// Reserves up to `most` due pages until `until`, so that nobody else takes them: at most one
    /// for each host, and none of the hosts in `busy`.
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
        /// Maximum number of due rows examined. Many pages of busy hosts may come before that of a
        /// free one.
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

    /// Whether a page is due. Reserves nothing.
    ///
    /// # Errors
    ///
    /// SQLite errors.
    pub fn is_due(&self, now: Millis) -> Result<bool, Error> {
        self.read(|c| {
            let sql =
                "SELECT EXISTS (SELECT 1 FROM fetching f JOIN article a ON a.rowid = f.article
                       WHERE f.due_ms <= ?1 AND a.trashed_ms IS NULL)";
            Ok(c.prepare_cached(sql)?.query_row([now], |r| r.get(0))?)
        })
    }

    /// Records the result of a fetch: `None` for success, otherwise the failure and when to retry,
    /// if at all.
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

    /// Retries pages that could not be fetched: that of one article, or all.
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

    /// Progress of fetching.
    ///
    /// # Errors
    ///
    /// SQLite errors.
    pub fn fetching(&self) -> Result<Fetching, Error> {
        self.read(|c| {
            let sql = "SELECT count(f.due_ms), count(*) - count(f.due_ms) FROM fetching f
                       JOIN article a ON a.rowid = f.article WHERE a.trashed_ms IS NULL";
            Ok(c.prepare_cached(sql)?
                .query_row([], |r| Ok(Fetching { left: r.get(0)?, failed: r.get(1)? }))?)
        })
    }

    /// Pages that could not be fetched, with address and failure, ordered by failure; at most
    /// 1,000.
    ///
    /// # Errors
    ///
    /// SQLite errors.
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

    /// State of an article whose page is missing; `None` if no page is to be fetched.
    ///
    /// # Errors
    ///
    /// SQLite errors.
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

    /// Tags of the articles themselves, without those of their highlights, by article.
    ///
    /// # Errors
    ///
    /// SQLite errors.
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
            // The metadata is set in the INSERT, because updating each column later would update
            // the indexes again.
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
        citekeys::store_key(c, rowid, &key)?;
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
