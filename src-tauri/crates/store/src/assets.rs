//! The images of a version: their bytes, by the key that the version's HTML refers to.

use commonplace_core::{ArticleId, VersionId};
use rusqlite::{OptionalExtension, params};

use crate::blobs::{get_blob, hex, put_blob};
use crate::{Error, Store};

/// The result of fetching an image.
#[derive(Debug, Clone)]
pub struct NewAsset {
    /// Key of the image in the HTML.
    pub key: String,
    /// Bytes and media type, or the reason why the image could not be fetched.
    pub content: Result<(Vec<u8>, String), String>,
}

/// An image with its bytes.
#[derive(Debug, Clone)]
pub struct Asset {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Its media type.
    pub media_type: String,
}

/// An image of the version of an article that is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImageAddress {
    /// Key of the image in the version's HTML.
    pub key: String,
    /// Its address on the web.
    pub url: String,
    /// SHA-256 in hexadecimal and media type of its bytes, if the library has them.
    pub kept: Option<(String, String)>,
}

impl Store {
    /// The images of the version of an article that is shown: key, address, and `true` if the image was fetched
    /// or has failed.
    ///
    /// # Errors
    ///
    /// SQLite errors.
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

    /// Stores the results of fetching a version's images.
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

    /// An image of a version, by its key. `None` if the library does not have its bytes (yet).
    ///
    /// # Errors
    ///
    /// SQLite errors.
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

    /// The images of the version of an article that is shown, with their addresses.
    ///
    /// # Errors
    ///
    /// SQLite errors.
    pub fn image_places(&self, article: ArticleId) -> Result<Vec<ImageAddress>, Error> {
        self.read(|c| {
            let mut statement = c.prepare_cached(
                "SELECT s.key, s.url, s.sha256, s.media_type FROM asset s JOIN article a ON a.version = s.version WHERE a.id = ?1",
            )?;
            let rows = statement.query_map([article.0], |r| {
                let (sha256, kind): (Option<Vec<u8>>, Option<String>) = (r.get(2)?, r.get(3)?);
                let kept = sha256.zip(kind).map(|(sha256, kind)| (hex(&sha256), kind));
                Ok(ImageAddress { key: r.get(0)?, url: r.get(1)?, kept })
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// The keys of the images that the library has bytes of, in the version of an article that is shown.
    ///
    /// # Errors
    ///
    /// SQLite errors.
    pub fn asset_keys(&self, article: ArticleId) -> Result<Vec<String>, Error> {
        self.read(|c| {
            let mut statement = c.prepare_cached(
                "SELECT s.key FROM asset s JOIN article a ON a.version = s.version WHERE a.id = ?1 AND s.sha256 IS NOT NULL",
            )?;
            let rows = statement.query_map([article.0], |r| r.get(0))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }
}
