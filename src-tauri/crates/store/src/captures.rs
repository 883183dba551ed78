//! Captures, the versions made from them, and their images.

use commonplace_core::{
    ArticleId, CaptureId, CaptureMethod, Metadata, Millis, Rendition, VersionId,
};
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::rows::article_rowid;
use crate::{EditLabel, Error, Store, metadata, undo};

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

/// A version among those of its article.
#[derive(Debug, Clone)]
pub struct VersionInfo {
    /// Its id.
    pub id: VersionId,
    /// When it was made.
    pub made: Millis,
    /// What made it.
    pub extractor: String,
    /// How much of the page it shows.
    pub rendition: Rendition,
    /// How many highlights were made on it.
    pub highlights: u32,
    /// Whether it is the one that is shown.
    pub shown: bool,
    /// The capture it was made from.
    pub capture: CaptureRow,
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

/// A version as it is shown.
#[derive(Debug, Clone)]
pub struct VersionRow {
    /// Its id.
    pub id: VersionId,
    /// Clean HTML.
    pub html: String,
    /// Its text.
    pub text: String,
    /// How much of the page it shows.
    pub rendition: Rendition,
    /// What made it.
    pub extractor: String,
    /// The capture it was made from.
    pub capture: CaptureRow,
}

/// A capture without its bytes.
#[derive(Debug, Clone)]
pub struct CaptureRow {
    /// Its id.
    pub id: CaptureId,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// The address that answered.
    pub url: Option<String>,
    /// When it was taken.
    pub taken: Millis,
    /// By which door.
    pub method: CaptureMethod,
    /// What the bytes are.
    pub media_type: String,
    /// The encoding they were read in.
    pub charset: String,
    /// The file's name.
    pub name: Option<String>,
}

/// What is made from a capture: when it comes in, or anew.
#[derive(Debug, Clone)]
pub struct NewVersion {
    /// Names it.
    pub id: VersionId,
    /// When it was made.
    pub made: Millis,
    /// Clean HTML.
    pub html: String,
    /// Its text.
    pub text: String,
    /// How much of the page it shows.
    pub rendition: Rendition,
    /// What made it.
    pub extractor: String,
    /// What the page says about itself.
    pub metadata: Metadata,
    /// Its images: key and address.
    pub images: Vec<(String, String)>,
}

/// An image that was fetched, or could not be.
#[derive(Debug, Clone)]
pub struct NewAsset {
    /// As the HTML names it.
    pub key: String,
    /// Bytes and media type, or why there are none.
    pub content: Result<(Vec<u8>, String), String>,
}

/// An image as it is served.
#[derive(Debug, Clone)]
pub struct Asset {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Its media type.
    pub media_type: String,
}

/// An image of the version of an article that is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImagePlace {
    /// By which the text names it.
    pub key: String,
    /// Its address on the web.
    pub url: String,
    /// SHA-256 in hexadecimal and media type of its bytes, if they are there.
    pub kept: Option<(String, String)>,
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

    /// Stores a version made anew from the capture that an article shows, and shows it. Images that
    /// another version of the article has are its own as well. What the reader corrected by hand
    /// stays. An edit, to be undone, if it is the reader's.
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
            let version = show(c, rowid, capture, new)?;
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

    /// The images of the version of an article that is shown: key, address, and whether it is
    /// known what became of it.
    ///
    /// # Errors
    ///
    /// What SQLite says.
    pub fn images(&self, article: ArticleId) -> Result<Vec<(String, String, bool)>, Error> {
        self.read(|c| {
            let mut statement = c.prepare_cached(
                "SELECT s.key, s.url, s.sha256 IS NOT NULL OR s.failure IS NOT NULL
                 FROM asset s JOIN article a ON a.version = s.version WHERE a.id = ?1",
            )?;
            let rows =
                statement.query_map([article.0], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// Stores what became of a version's images.
    ///
    /// # Errors
    ///
    /// As [`Self::add_capture`].
    pub fn add_assets(&self, version: VersionId, assets: Vec<NewAsset>) -> Result<(), Error> {
        self.write(move |c| {
            let rowid: i64 = c
                .query_row("SELECT rowid FROM version WHERE id = ?1", [version.0], |r| r.get(0))
                .optional()?
                .ok_or_else(|| Error::NotFound { kind: "version", id: version.to_string() })?;
            for asset in assets {
                let (sha256, media_type, failure) = match asset.content {
                    Ok((bytes, media_type)) => (Some(put_blob(c, &bytes)?), Some(media_type), None),
                    Err(failure) => (None, None, Some(failure)),
                };
                c.execute(
                    "UPDATE asset SET sha256 = ?3, media_type = ?4, failure = ?5 WHERE version = ?1 AND key = ?2",
                    params![rowid, asset.key, sha256, media_type, failure],
                )?;
            }
            Ok(())
        })
    }

    /// An image of a version, by its key; `None` if it is not there (yet).
    ///
    /// # Errors
    ///
    /// What SQLite says.
    pub fn asset(&self, version: VersionId, key: &str) -> Result<Option<Asset>, Error> {
        self.read(|c| {
            let found: Option<(Vec<u8>, String)> = c
                .query_row(
                    "SELECT a.sha256, a.media_type FROM asset a JOIN version v ON v.rowid = a.version
                     WHERE v.id = ?1 AND a.key = ?2 AND a.sha256 IS NOT NULL",
                    params![version.0, key],
                    |r| Ok((r.get(0)?, r.get(1)?)),
                )
                .optional()?;
            found.map(|(sha256, media_type)| Ok(Asset { bytes: get_blob(c, &sha256)?, media_type })).transpose()
        })
    }

    /// The images of the version of an article that is shown.
    ///
    /// # Errors
    ///
    /// What SQLite says.
    pub fn image_places(&self, article: ArticleId) -> Result<Vec<ImagePlace>, Error> {
        self.read(|c| {
            let mut statement = c.prepare_cached(
                "SELECT s.key, s.url, s.sha256, s.media_type FROM asset s JOIN article a ON a.version = s.version WHERE a.id = ?1",
            )?;
            let rows = statement.query_map([article.0], |r| {
                let (sha256, kind): (Option<Vec<u8>>, Option<String>) = (r.get(2)?, r.get(3)?);
                let kept = sha256.zip(kind).map(|(sha256, kind)| (hex(&sha256), kind));
                Ok(ImagePlace { key: r.get(0)?, url: r.get(1)?, kept })
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// The keys of the images that are there, of the version of an article that is shown.
    ///
    /// # Errors
    ///
    /// What SQLite says.
    pub fn asset_keys(&self, article: ArticleId) -> Result<Vec<String>, Error> {
        self.read(|c| {
            let mut statement = c.prepare_cached(
                "SELECT s.key FROM asset s JOIN article a ON a.version = s.version WHERE a.id = ?1 AND s.sha256 IS NOT NULL",
            )?;
            let rows = statement.query_map([article.0], |r| r.get(0))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// The version of an article that is shown.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`], or what SQLite says.
    pub fn version(&self, article: ArticleId) -> Result<VersionRow, Error> {
        self.one_version(article, "v.rowid = a.version")
    }

    /// The id of the version of an article that is shown.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`], or what SQLite says.
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

    /// Of the versions of an article that `which` names, the last; what an export said is none, unless it
    /// is all there is.
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

    /// The versions of an article, the newest first.
    ///
    /// # Errors
    ///
    /// What SQLite says.
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

    /// Shows another version of an article. What the reader corrected by hand stays.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`], and as [`Self::add_capture`].
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
            metadata::as_shown(c, rowid)
        })
    }

    /// The version of an article that was made last.
    ///
    /// # Errors
    ///
    /// As [`Self::version`].
    pub fn newest_version(&self, article: ArticleId) -> Result<VersionRow, Error> {
        self.one_version(article, "v.article = a.rowid")
    }

    /// How many versions an article has.
    ///
    /// # Errors
    ///
    /// What SQLite says.
    pub fn version_count(&self, article: ArticleId) -> Result<u32, Error> {
        self.read(|c| {
            // What an export said is no version of the page.
            let sql = "SELECT count(*) FROM version v JOIN article a ON a.rowid = v.article
                       WHERE a.id = ?1 AND (v.extractor <> ?2 OR v.rowid = a.version)";
            Ok(c.query_row(sql, params![article.0, commonplace_core::RECORD], |r| r.get(0))?)
        })
    }

    /// The text of a version, which positions count in.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`], or what SQLite says.
    pub fn version_text(&self, version: VersionId) -> Result<String, Error> {
        self.read(|c| {
            c.query_row("SELECT text FROM version WHERE id = ?1", [version.0], |r| r.get(0))
                .optional()?
                .ok_or_else(|| Error::NotFound { kind: "version", id: version.to_string() })
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
            put_version(c, article, capture, &new.version)?;
        }
        Showing::All => {
            show(c, article, capture, new.version)?;
        }
        Showing::Text => {
            let version = put_version(c, article, capture, &new.version)?;
            let words = commonplace_core::text::word_count(&new.version.text);
            c.prepare_cached("UPDATE article SET version = ?2, words = ?3 WHERE rowid = ?1")?
                .execute(params![article, version, words])?;
        }
    }
    Ok(())
}

/// Stores a version; gives its row.
fn put_version(c: &Connection, article: i64, capture: i64, new: &NewVersion) -> Result<i64, Error> {
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

/// Stores a version, and makes it the one its article shows; gives its row.
fn show(c: &Connection, article: i64, capture: i64, new: NewVersion) -> Result<i64, Error> {
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

/// A capture, from the fifth column on.
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

pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut out, byte| {
        // Writing to a String cannot fail.
        let _ = write!(out, "{byte:02x}");
        out
    })
}

/// Keeps bytes, compressed where that helps; gives their SHA-256.
pub(crate) fn put_blob(c: &Connection, bytes: &[u8]) -> Result<Vec<u8>, Error> {
    let sha256 = Sha256::digest(bytes).to_vec();
    let known: Option<i64> = c
        .prepare_cached("SELECT 1 FROM blob WHERE sha256 = ?1")?
        .query_row([&sha256], |r| r.get(0))
        .optional()?;
    if known.is_none() {
        // What fits on a page of the file anyway is not worth packing.
        let packed = (bytes.len() > 1_000).then(|| zstd::encode_all(bytes, 9).ok()).flatten();
        let packed = packed.filter(|p| p.len() < bytes.len() * 9 / 10);
        let (encoding, kept) = packed.as_deref().map_or(("raw", bytes), |p| ("zstd", p));
        let size = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
        c.prepare_cached(
            "INSERT INTO blob (sha256, encoding, size, bytes) VALUES (?1, ?2, ?3, ?4)",
        )?
        .execute(params![sha256, encoding, size, kept])?;
    }
    Ok(sha256)
}

pub(crate) fn get_blob(c: &Connection, sha256: &[u8]) -> Result<Vec<u8>, Error> {
    let (encoding, bytes): (String, Vec<u8>) =
        c.query_row("SELECT encoding, bytes FROM blob WHERE sha256 = ?1", [sha256], |r| {
            Ok((r.get(0)?, r.get(1)?))
        })?;
    if encoding == "zstd" {
        zstd::decode_all(bytes.as_slice()).map_err(|_| Error::Corrupt)
    } else {
        Ok(bytes)
    }
}
