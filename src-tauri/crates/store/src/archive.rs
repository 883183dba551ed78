//! The library as JSON documents for an archive, and back: one document per article with everything that belongs to
//! it, and one with everything that belongs to no article. A row is an object keyed by the names of its columns, so
//! a column that is added later is exported without a change here. Rows refer to each other by ids and names, never
//! by row ids.

mod restoring;
mod tables;

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use commonplace_core::ArticleId;
use rusqlite::Connection;
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};

use crate::blobs::{get_blob, hex, unhex};
use crate::{Error, Lost, Store};
use tables::{OF_LIBRARY, Tables, is_damage};

pub use restoring::Missing;

/// A document or file of an archive.
#[derive(Debug)]
pub enum Document {
    /// Everything that belongs to no article.
    Library(Value),
    /// An article with everything that belongs to it.
    Article(ArticleId, Value),
    /// The bytes of a capture or an image: SHA-256 in hexadecimal, media type, bytes.
    Bytes(String, String, Vec<u8>),
}

/// The articles by row id, and whether all could be read. Of a damaged file, returns those that can still be read
/// from the table or from its index of ids, from either end.
fn articles(c: &Connection) -> Result<(BTreeMap<i64, ArticleId>, bool), Error> {
    let mut all = BTreeMap::new();
    let ways = [
        "SELECT rowid, id FROM article WHERE trashed_ms IS NOT 0",
        "SELECT rowid, id FROM article",
        "SELECT rowid, id FROM article NOT INDEXED ORDER BY rowid",
        "SELECT rowid, id FROM article NOT INDEXED ORDER BY rowid DESC",
    ];
    for (n, sql) in ways.iter().enumerate() {
        let found = (|| -> Result<(), Error> {
            let mut statement = c.prepare(sql)?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                all.insert(row.get(0)?, ArticleId(row.get(1)?));
            }
            Ok(())
        })();
        match found {
            Ok(()) if n == 0 => return Ok((all, true)),
            Err(err) if !is_damage(&err) => return Err(err),
            _ => {}
        }
    }
    Ok((all, false))
}

impl Store {
    /// Passes the library to `each`, in one consistent state: first what belongs to no article, then the articles,
    /// then the bytes of captures and images. Stops when `each` breaks. Of a damaged file, passes what can be read,
    /// and returns how much cannot.
    ///
    /// # Errors
    ///
    /// SQLite errors, except damage.
    pub fn documents(
        &self,
        each: &mut dyn FnMut(Document) -> ControlFlow<()>,
    ) -> Result<Lost, Error> {
        self.read(|c| {
            let mut lost = Lost::default();
            let mut tables = Tables::new(c);
            let mut beside = Map::new();
            for table in &OF_LIBRARY {
                let (rows, whole) = tables.readable(table, None)?;
                lost.parts += u32::from(!whole);
                beside.insert(table.0.to_owned(), rows);
            }
            if each(Document::Library(Value::Object(beside))).is_break() {
                return Ok(lost);
            }
            // Media types by the SHA-256 that captures and images name. (An image that was never fetched has no
            // SHA-256; it adds an empty one, removed below.)
            let mut told: BTreeMap<String, String> = BTreeMap::new();
            let (articles, whole) = articles(c)?;
            for (rowid, id) in articles {
                let (document, damaged) = tables.article_readable(rowid)?;
                if document["article"]["trashed_ms"] == 0 {
                    continue;
                }
                if document["article"].is_null() {
                    lost.articles += 1;
                    continue;
                }
                lost.parts += damaged;
                for row in
                    ["captures", "images"].iter().filter_map(|name| document[name].as_array())
                {
                    for row in row {
                        let text = |name: &str| row[name].as_str().unwrap_or_default().to_owned();
                        told.entry(text("sha256")).or_insert_with(|| text("media_type"));
                    }
                }
                if each(Document::Article(id, document)).is_break() {
                    return Ok(lost);
                }
            }
            lost.parts += u32::from(!whole);
            told.remove("");
            for (sha256, media_type) in told {
                match get_blob(c, &unhex(&sha256)) {
                    // SQLite has no checksums of its pages, so a changed byte is detected only here.
                    Ok(bytes) if hex(&Sha256::digest(&bytes)) == sha256 => {
                        if each(Document::Bytes(sha256, media_type, bytes)).is_break() {
                            break;
                        }
                    }
                    Ok(_) | Err(Error::Sqlite(rusqlite::Error::QueryReturnedNoRows)) => {
                        lost.bytes += 1;
                    }
                    Err(err) if is_damage(&err) => lost.bytes += 1,
                    Err(err) => return Err(err),
                }
            }
            Ok(lost)
        })
    }

    /// Number of articles that [`Self::documents`] passes.
    ///
    /// # Errors
    ///
    /// SQLite errors.
    pub fn documented(&self) -> Result<u32, Error> {
        self.read(|c| {
            Ok(c.query_row("SELECT count(*) FROM article WHERE trashed_ms IS NOT 0", [], |r| {
                r.get(0)
            })?)
        })
    }
}
