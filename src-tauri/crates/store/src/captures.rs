//! Captures: what was clipped, byte for byte, with where and when it came from. Never changed, never deleted.

use commonplace_core::{ArticleId, CaptureId, CaptureMethod, Millis};
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::blobs::{get_blob, put_blob};
use crate::rows::article_rowid;
use crate::versions::{self, NewVersion};
use crate::{EditLabel, Error, Store, undo};

/// What a capture brings in.
#[derive(Debug, Clone)]
pub struct NewCapture {
    /// Names the capture.
    pub id: CaptureId,
    /// The version made from it.
    pub version: NewVersion,
    /// The bytes as they came.
    pub bytes: Vec<u8>,
    /// By which door.
    pub method: CaptureMethod,
    /// The address that answered.
    pub url: Option<String>,
    /// Addresses before it.
    pub redirects: Vec<String>,
    /// The answer's headers.
    pub headers: Vec<(String, String)>,
    /// The file's name.
    pub name: Option<String>,
    /// What the bytes are.
    pub media_type: String,
    /// The encoding they were read in.
    pub charset: String,
    /// When.
    pub taken: Millis,
}

/// What a capture becomes part of.
#[derive(Debug, Clone, Copy)]
pub enum NewArticle {
    /// An article of its own, with this id.
    New(ArticleId),
    /// A version more of this article.
    VersionOf(ArticleId),
}

/// What became of a capture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Added {
    /// It was stored, with this article.
    Stored(ArticleId),
    /// An article with the same address came in meanwhile; nothing was stored.
    Exists(ArticleId),
}

impl Store {
    /// Stores a capture with the version made from it; the version becomes the one shown. What
    /// the reader corrected by hand stays as it is.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] for a version of no article, [`Error::ReadOnly`],
    /// [`Error::DiskFull`], or what SQLite says.
    pub fn add_capture(&self, article: NewArticle, new: NewCapture) -> Result<Added, Error> {
        self.edit(EditLabel::Add, move |c| {
            undo::go_on(c, false)?;
            // Looked up again here, where nobody else can write: two clips of one page may race.
            if let (NewArticle::New(_), Some(url)) = (article, &new.version.metadata.url)
                && let Some((_, found, _)) = article_of_url(c, url, None)?
            {
                return Ok(Added::Exists(found));
            }
            let (id, rowid) = match article {
                NewArticle::New(id) => {
                    c.execute(
                        "INSERT INTO article (id, title, saved_ms) VALUES (?1, '', ?2)",
                        params![id.0, new.taken],
                    )?;
                    (id, c.last_insert_rowid())
                }
                NewArticle::VersionOf(id) => (id, article_rowid(c, id)?),
            };
            let taken = new.taken;
            put_capture(c, rowid, new, Showing::All)?;
            if matches!(article, NewArticle::New(_)) {
                // A capture is never deleted: what undo does is to put the article in the trash.
                let sql = "UPDATE article SET trashed_ms = max(?2, 1) WHERE rowid = ?1";
                c.execute(sql, params![rowid, taken])?;
                undo::go_on(c, true)?;
            }
            c.execute("UPDATE article SET trashed_ms = NULL WHERE rowid = ?1", [rowid])?;
            Ok(Added::Stored(id))
        })
    }

    /// The bytes of a capture, as they came.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`], or what SQLite says.
    pub fn capture_bytes(&self, capture: CaptureId) -> Result<Vec<u8>, Error> {
        self.read(|c| {
            let sha256: Vec<u8> = c
                .query_row("SELECT sha256 FROM capture WHERE id = ?1", [capture.0], |r| r.get(0))
                .optional()?
                .ok_or_else(|| Error::NotFound { kind: "capture", id: capture.to_string() })?;
            get_blob(c, &sha256)
        })
    }

    /// The article with this canonical address, or made from these very bytes; those in the trash
    /// count too.
    ///
    /// # Errors
    ///
    /// What SQLite says.
    pub fn find_duplicate(
        &self,
        url: Option<&str>,
        bytes: Option<&[u8]>,
    ) -> Result<Option<ArticleId>, Error> {
        self.read(|c| {
            if let Some(url) = url {
                // What was fetched is told apart by its address alone.
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

/// What an article has of a new version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Showing {
    /// It is beside the one that is shown.
    Nothing,
    /// It is shown, and says what the article is called.
    All,
    /// It is shown; the article is called so already.
    Text,
}

/// The article of an address, `http` and `https` being the same: its rowid, its id, and whether it is in
/// the trash. Of several the one that is not, then the one with exactly this address. `import` leaves out
/// the articles of one import.
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

/// Stores a capture with its version.
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
            versions::show(c, article, capture, new.version)?;
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
