//! The versions of an article: the HTML and text that an extractor made from a capture, and which one is shown.

use commonplace_core::{
    ArticleId, CaptureId, CaptureMethod, Metadata, Millis, Rendition, VersionId,
};
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde_json::Value;

use crate::blobs::hex;
use crate::rows::article_rowid;
use crate::{EditLabel, Error, Store, metadata};

/// A version in the list of an article's versions.
#[derive(Debug, Clone)]
pub struct VersionInfo {
    /// Id of the version.
    pub id: VersionId,
    /// Time it was made.
    pub made: Millis,
    /// Name and version of the extractor that made it.
    pub extractor: String,
    /// How much of the page it shows.
    pub rendition: Rendition,
    /// Number of highlights whose selectors refer to it.
    pub highlights: u32,
    /// `true` if it is the version shown.
    pub shown: bool,
    /// The capture it was made from.
    pub capture: CaptureRow,
}

/// A version with its content.
#[derive(Debug, Clone)]
pub struct VersionRow {
    /// Id of the version.
    pub id: VersionId,
    /// Clean HTML.
    pub html: String,
    /// Its plain text, in which positions are counted.
    pub text: String,
    /// How much of the page it shows.
    pub rendition: Rendition,
    /// Name and version of the extractor that made it.
    pub extractor: String,
    /// The capture it was made from.
    pub capture: CaptureRow,
}

/// A version to be stored.
#[derive(Debug, Clone)]
pub struct NewVersion {
    /// Id of the version.
    pub id: VersionId,
    /// Time it was made.
    pub made: Millis,
    /// Clean HTML.
    pub html: String,
    /// Its plain text, in which positions are counted.
    pub text: String,
    /// How much of the page it shows.
    pub rendition: Rendition,
    /// Name and version of the extractor that made it.
    pub extractor: String,
    /// The metadata that the extractor found in the page.
    pub metadata: Metadata,
    /// Its images: key and address of each.
    pub images: Vec<(String, String)>,
}

/// A capture without its bytes.
#[derive(Debug, Clone)]
pub struct CaptureRow {
    /// Id of the capture.
    pub id: CaptureId,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// Address that the page was served from, after redirects.
    pub url: Option<String>,
    /// Time of the capture.
    pub taken: Millis,
    /// How the page was captured.
    pub method: CaptureMethod,
    /// Media type of the bytes.
    pub media_type: String,
    /// Character encoding that the bytes were decoded with.
    pub charset: String,
    /// Name of the file, if it was captured from one.
    pub name: Option<String>,
}

impl Store {
    /// Stores another version made from a capture of an article, and shows it. Images that another version of
    /// the article has are reused. Metadata that a person corrected is kept. With `edit`, the change is an edit
    /// of a person (picking the article's content by hand) and can be undone.
    ///
    /// # Errors
    ///
    /// As [`Self::add_capture`].
    pub fn add_version(
        &self,
        article: ArticleId,
        capture: CaptureId,
        new: NewVersion,
        edit: bool,
    ) -> Result<(), Error> {
        let store = move |c: &Connection| {
            let rowid = article_rowid(c, article)?;
            let capture: i64 = c
                .query_row(
                    "SELECT rowid FROM capture WHERE id = ?1 AND article = ?2",
                    params![capture.0, rowid],
                    |r| r.get(0),
                )
                .optional()?
                .ok_or_else(|| Error::NotFound { kind: "capture", id: capture.to_string() })?;
            let version = put_and_show_version(c, rowid, capture, new)?;
            c.execute(
                "UPDATE asset SET (sha256, media_type, failure) = (
                   SELECT other.sha256, other.media_type, other.failure
                   FROM asset other JOIN version v ON v.rowid = other.version
                   WHERE v.article = ?1 AND other.key = asset.key AND other.version <> ?2
                   ORDER BY other.sha256 IS NULL, other.version DESC LIMIT 1)
                 WHERE version = ?2",
                [rowid, version],
            )?;
            Ok(())
        };
        if edit { self.edit(EditLabel::PickArticle, store) } else { self.write(store) }
    }

    /// The version of an article that is shown, with its content.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`], or an SQLite error.
    pub fn version(&self, article: ArticleId) -> Result<VersionRow, Error> {
        self.one_version(article, "v.rowid = a.version")
    }

    /// The id of the version of an article that is shown.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`], or an SQLite error.
    pub fn shown_version(&self, article: ArticleId) -> Result<VersionId, Error> {
        self.read(|c| {
            c.prepare_cached(
                "SELECT v.id FROM article a JOIN version v ON v.rowid = a.version WHERE a.id = ?1",
            )?
            .query_row([article.0], |r| Ok(VersionId(r.get(0)?)))
            .optional()?
            .ok_or_else(|| Error::NotFound { kind: "article", id: article.to_string() })
        })
    }

    /// The newest version of an article that satisfies the SQL condition `which`. Ignores a record (the words
    /// of an export) unless it is the version shown.
    fn one_version(&self, article: ArticleId, which: &'static str) -> Result<VersionRow, Error> {
        let sql = format!(
            "SELECT v.id, v.html, v.text, v.rendition, c.id, c.sha256, c.url, c.taken_ms, c.method, c.media_type,
               c.charset, c.name, v.extractor
             FROM article a JOIN version v ON {which} JOIN capture c ON c.rowid = v.capture
             WHERE a.id = ?1 AND (v.rowid = a.version OR v.extractor <> ?2) ORDER BY v.rowid DESC LIMIT 1"
        );
        self.read(|c| {
            c.prepare_cached(&sql)?
                .query_row(params![article.0, commonplace_core::RECORD], version_row)
                .optional()?
                .ok_or_else(|| Error::NotFound { kind: "article", id: article.to_string() })
        })
    }

    /// All versions of an article, the newest first.
    ///
    /// # Errors
    ///
    /// SQLite errors.
    pub fn versions(&self, article: ArticleId) -> Result<Vec<VersionInfo>, Error> {
        self.read(|c| {
            let mut statement = c.prepare_cached(
                "SELECT v.id, v.created_ms, v.extractor, v.rendition, c.id, c.sha256, c.url, c.taken_ms, c.method, c.media_type,
                   c.charset, c.name, (SELECT count(*) FROM highlight h WHERE h.version = v.rowid), v.rowid = a.version
                 FROM article a JOIN version v ON v.article = a.rowid JOIN capture c ON c.rowid = v.capture
                 WHERE a.id = ?1 ORDER BY v.rowid DESC",
            )?;
            let rows = statement.query_map([article.0], |r| {
                Ok(VersionInfo {
                    id: VersionId(r.get(0)?),
                    made: r.get(1)?,
                    extractor: r.get(2)?,
                    rendition: rendition(r, 3)?,
                    capture: capture_row(r)?,
                    highlights: r.get(12)?,
                    shown: r.get(13)?,
                })
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// Shows another version of an article. Metadata that a person corrected is kept.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`]; otherwise as [`Self::add_capture`].
    pub fn show_version(&self, article: ArticleId, version: VersionId) -> Result<(), Error> {
        self.edit(EditLabel::ShowVersion, move |c| {
            let rowid = article_rowid(c, article)?;
            let sql = "SELECT rowid, text FROM version WHERE id = ?1 AND article = ?2";
            let found: Option<(i64, String)> = c
                .query_row(sql, params![version.0, rowid], |r| Ok((r.get(0)?, r.get(1)?)))
                .optional()?;
            let (version, text) = found
                .ok_or_else(|| Error::NotFound { kind: "version", id: version.to_string() })?;
            c.execute(
                "UPDATE article SET version = ?2, words = ?3 WHERE rowid = ?1",
                params![rowid, version, commonplace_core::text::word_count(&text)],
            )?;
            metadata::copy_shown_metadata(c, rowid)
        })
    }

    /// The newest version of an article. A record is ignored unless it is the version shown.
    ///
    /// # Errors
    ///
    /// As [`Self::version`].
    pub fn newest_version(&self, article: ArticleId) -> Result<VersionRow, Error> {
        self.one_version(article, "v.article = a.rowid")
    }

    /// Number of versions of an article. A record is not counted unless it is the version shown.
    ///
    /// # Errors
    ///
    /// SQLite errors.
    pub fn version_count(&self, article: ArticleId) -> Result<u32, Error> {
        self.read(|c| {
            // A record has the words of an export, not those of the page.
            let sql = "SELECT count(*) FROM version v JOIN article a ON a.rowid = v.article
                       WHERE a.id = ?1 AND (v.extractor <> ?2 OR v.rowid = a.version)";
            Ok(c.query_row(sql, params![article.0, commonplace_core::RECORD], |r| r.get(0))?)
        })
    }

    /// The text of a version, in which positions are counted in code points.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`], or an SQLite error.
    pub fn version_text(&self, version: VersionId) -> Result<String, Error> {
        self.read(|c| {
            c.query_row("SELECT text FROM version WHERE id = ?1", [version.0], |r| r.get(0))
                .optional()?
                .ok_or_else(|| Error::NotFound { kind: "version", id: version.to_string() })
        })
    }
}

/// Stores a version and its images' addresses, without showing it. `article` and `capture` are row ids. Returns
/// the version's row id.
pub(crate) fn put_version(
    c: &Connection,
    article: i64,
    capture: i64,
    new: &NewVersion,
) -> Result<i64, Error> {
    c.prepare_cached(
        "INSERT INTO version (id, article, capture, html, text, rendition, extractor, metadata, created_ms)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?
    .execute(params![
        new.id.0, article, capture, new.html, new.text, new.rendition.name(), new.extractor,
        metadata::to_json(&new.metadata).to_string(), new.made
    ])?;
    let version = c.last_insert_rowid();
    for (key, url) in &new.images {
        c.execute(
            "INSERT INTO asset (version, key, url) VALUES (?1, ?2, ?3)",
            params![version, key, url],
        )?;
    }
    Ok(version)
}

/// Stores a version, shows it, and copies its metadata to the article, except for fields that a person
/// corrected. Returns the version's row id.
pub(crate) fn put_and_show_version(
    c: &Connection,
    article: i64,
    capture: i64,
    new: NewVersion,
) -> Result<i64, Error> {
    let version = put_version(c, article, capture, &new)?;
    let m = metadata::corrected(c, article, new.metadata)?;
    c.prepare_cached(
        "UPDATE article SET url = ?2, title = ?3, authors = ?4, byline = ?5, site = ?6, published = ?7, dateline = ?8,
           language = ?9, description = ?10, version = ?11, words = ?12 WHERE rowid = ?1",
    )?
    .execute(params![
        article, m.url, m.title, Value::from(m.authors).to_string(), m.byline, m.site,
        m.published.map(|p| p.to_string()), m.dateline, m.language, m.description, version,
        commonplace_core::text::word_count(&new.text)
    ])?;
    Ok(version)
}

fn rendition(r: &Row<'_>, column: usize) -> rusqlite::Result<Rendition> {
    Ok(Rendition::from_name(r.get_ref(column)?.as_str()?).unwrap_or(Rendition::Article))
}

/// Reads a capture from the columns 4 to 11, counted from 0.
fn capture_row(r: &Row<'_>) -> rusqlite::Result<CaptureRow> {
    let sha256: Vec<u8> = r.get(5)?;
    Ok(CaptureRow {
        id: CaptureId(r.get(4)?),
        sha256: hex(&sha256),
        url: r.get(6)?,
        taken: r.get(7)?,
        method: CaptureMethod::from_name(r.get_ref(8)?.as_str()?).unwrap_or(CaptureMethod::Paste),
        media_type: r.get(9)?,
        charset: r.get(10)?,
        name: r.get(11)?,
    })
}

fn version_row(r: &Row<'_>) -> rusqlite::Result<VersionRow> {
    Ok(VersionRow {
        id: VersionId(r.get(0)?),
        html: r.get(1)?,
        text: r.get(2)?,
        rendition: rendition(r, 3)?,
        capture: capture_row(r)?,
        extractor: r.get(12)?,
    })
}
