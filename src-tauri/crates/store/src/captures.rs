//! Captures: what was clipped, byte for byte, with its address and time. A capture is never changed, and is
//! deleted only with its article.

use commonplace_core::{ArticleId, CaptureId, CaptureMethod, Millis};
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::blobs::{get_blob, put_blob};
use crate::rows::article_rowid;
use crate::versions::{self, NewVersion};
use crate::{EditLabel, Error, Store, undo};

/// A new capture and the version made from it.
#[derive(Debug, Clone)]
pub struct NewCapture {
    /// Id of the capture.
    pub id: CaptureId,
    /// The version made from it.
    pub version: NewVersion,
    /// The bytes as they were received.
    pub bytes: Vec<u8>,
    /// How the page was captured.
    pub method: CaptureMethod,
    /// Address that the page was served from, after redirects.
    pub url: Option<String>,
    /// Addresses that redirected, in order.
    pub redirects: Vec<String>,
    /// Headers of the response.
    pub headers: Vec<(String, String)>,
    /// Name of the file, if it was captured from one.
    pub name: Option<String>,
    /// Media type of the bytes.
    pub media_type: String,
    /// Character encoding that the bytes were decoded with.
    pub charset: String,
    /// Time of the capture.
    pub taken: Millis,
}

/// The article that a capture is added to.
#[derive(Debug, Clone, Copy)]
pub enum CaptureTarget {
    /// A new article with this id.
    New(ArticleId),
    /// This existing article, which gets a further version.
    VersionOf(ArticleId),
}

/// The result of storing a capture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CaptureOutcome {
    /// It was stored; the id of its article.
    Stored(ArticleId),
    /// Nothing was stored, because another clip has stored an article with the same address meanwhile; its
    /// id.
    Exists(ArticleId),
}

impl Store {
    /// Stores a capture with the version made from it, and shows this version. Metadata that a person
    /// corrected is kept. The article is taken out of the trash. Adding a new article can be undone, which
    /// moves it to the trash.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] if the article of [`CaptureTarget::VersionOf`] does not exist, [`Error::ReadOnly`],
    /// [`Error::DiskFull`], or an SQLite error.
    pub fn add_capture(
        &self,
        article: CaptureTarget,
        new: NewCapture,
    ) -> Result<CaptureOutcome, Error> {
        self.edit(EditLabel::Add, move |c| {
            undo::set_recording(c, false)?;
            // Checked again here, inside the write transaction, because two clips of one page may race.
            if let (CaptureTarget::New(_), Some(url)) = (article, &new.version.metadata.url)
                && let Some((_, found, _)) = article_of_url(c, url, None)?
            {
                return Ok(CaptureOutcome::Exists(found));
            }
            let (id, rowid) = match article {
                CaptureTarget::New(id) => {
                    c.execute(
                        "INSERT INTO article (id, title, saved_ms) VALUES (?1, '', ?2)",
                        params![id.0, new.taken],
                    )?;
                    (id, c.last_insert_rowid())
                }
                CaptureTarget::VersionOf(id) => (id, article_rowid(c, id)?),
            };
            let taken = new.taken;
            put_capture(c, rowid, new, Showing::All)?;
            if matches!(article, CaptureTarget::New(_)) {
                // A capture cannot be deleted, so undo moves the article to the trash: only the change of
                // `trashed_ms` below is recorded as an undo step.
                let sql = "UPDATE article SET trashed_ms = max(?2, 1) WHERE rowid = ?1";
                c.execute(sql, params![rowid, taken])?;
                undo::set_recording(c, true)?;
            }
            c.execute("UPDATE article SET trashed_ms = NULL WHERE rowid = ?1", [rowid])?;
            Ok(CaptureOutcome::Stored(id))
        })
    }

    /// The bytes of a capture, as they were received.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`], or an SQLite error.
    pub fn capture_bytes(&self, capture: CaptureId) -> Result<Vec<u8>, Error> {
        self.read(|c| {
            let sha256: Vec<u8> = c
                .query_row("SELECT sha256 FROM capture WHERE id = ?1", [capture.0], |r| r.get(0))
                .optional()?
                .ok_or_else(|| Error::NotFound { kind: "capture", id: capture.to_string() })?;
            get_blob(c, &sha256)
        })
    }

    /// The article with this canonical address or, without `url`, one with a capture of exactly these bytes.
    /// Finds articles in the trash too.
    ///
    /// # Errors
    ///
    /// SQLite errors.
    pub fn find_duplicate(
        &self,
        url: Option<&str>,
        bytes: Option<&[u8]>,
    ) -> Result<Option<ArticleId>, Error> {
        self.read(|c| {
            if let Some(url) = url {
                // A page with an address is identified by the address alone; `bytes` is ignored.
                return Ok(article_of_url(c, url, None)?.map(|(_, found, _)| found));
            }
            let Some(bytes) = bytes else { return Ok(None) };
            Ok(c.query_row(
                "SELECT a.id FROM capture c JOIN article a ON a.rowid = c.article WHERE c.sha256 = ?1 AND a.trashed_ms IS NOT 0 ORDER BY a.rowid LIMIT 1",
                [Sha256::digest(bytes).as_slice()],
                |r| Ok(ArticleId(r.get(0)?)),
            )
            .optional()?)
        })
    }
}

/// How a new version changes what its article shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Showing {
    /// The article keeps showing its current version.
    Nothing,
    /// The article shows the new version and takes its metadata.
    All,
    /// The article shows the new version; its metadata is set already.
    Text,
}

/// The article with an address, where `http` and `https` count as the same: its row id, its id, and whether
/// it is in the trash. Of several articles, prefers one outside the trash, then the one with exactly this
/// address. With `import`, ignores the articles that this import created.
pub(crate) fn article_of_url(
    c: &Connection,
    url: &str,
    import: Option<i64>,
) -> Result<Option<(i64, ArticleId, bool)>, Error> {
    let other = commonplace_core::other_scheme(url);
    let mut statement = c.prepare_cached(
        "SELECT rowid, id, trashed_ms FROM article
         WHERE url IN (?1, ?2) AND trashed_ms IS NOT 0 AND (?3 IS NULL OR import IS NOT ?3)
         ORDER BY trashed_ms IS NOT NULL, url <> ?1, rowid LIMIT 1",
    )?;
    let row =
        |r: &Row<'_>| Ok((r.get(0)?, ArticleId(r.get(1)?), r.get::<_, Option<i64>>(2)?.is_some()));
    Ok(statement.query_row(params![url, other, import], row).optional()?)
}

/// Stores a capture with its version. `article` is a row id.
pub(crate) fn put_capture(
    c: &Connection,
    article: i64,
    new: NewCapture,
    showing: Showing,
) -> Result<(), Error> {
    let sha256 = put_blob(c, &new.bytes)?;
    let json = |value: Value| value.to_string();
    c.prepare_cached(
        "INSERT INTO capture (id, article, sha256, method, url, redirects, headers, name, media_type, charset, taken_ms)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
    )?
    .execute(params![
        new.id.0, article, sha256, new.method.name(), new.url, json(new.redirects.into()),
        json(new.headers.iter().map(|(k, v)| Value::from(vec![k.as_str(), v.as_str()])).collect()),
        new.name, new.media_type, new.charset, new.taken
    ])?;
    let capture = c.last_insert_rowid();
    match showing {
        Showing::Nothing => {
            versions::put_version(c, article, capture, &new.version)?;
        }
        Showing::All => {
            versions::put_and_show_version(c, article, capture, new.version)?;
        }
        Showing::Text => {
            let version = versions::put_version(c, article, capture, &new.version)?;
            let words = commonplace_core::text::word_count(&new.version.text);
            c.prepare_cached("UPDATE article SET version = ?2, words = ?3 WHERE rowid = ?1")?
                .execute(params![article, version, words])?;
        }
    }
    Ok(())
}
