//! A library as documents that anybody can read, and back: each article with all that hangs on it, and what
//! stands beside the articles. Rows go in by the names of their columns, so a column that is added later goes
//! in by itself; rows are told of by ids and names, never by their place in the file.

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

/// A piece of a library.
#[derive(Debug)]
pub enum Document {
    /// What stands beside the articles.
    Library(Value),
    /// An article with all that hangs on it.
    Article(ArticleId, Value),
    /// What was captured, or an image: its SHA-256 in hex, its media type, its bytes.
    Bytes(String, String, Vec<u8>),
}

/// The articles by their place in the file, and whether that is all. Of a damaged file, those that the table or its
/// index of ids still shows, from either end.
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
    /// Gives a library piece by piece, as it stands at one moment: first what stands beside the articles,
    /// then the articles with their number, then bytes. Of a damaged file, what can be read, and how much
    /// cannot.
    ///
    /// # Errors
    ///
    /// What SQLite says, but for damage.
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
            // The hashes that the articles name. (An image that was never fetched has none.)
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
                    // The file's pages have no sums: a byte that changed is seen only here.
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

    /// How many articles [`Self::documents`] gives.
    ///
    /// # Errors
    ///
    /// What SQLite says.
    pub fn documented(&self) -> Result<u32, Error> {
        self.read(|c| {
            Ok(c.query_row("SELECT count(*) FROM article WHERE trashed_ms IS NOT 0", [], |r| {
                r.get(0)
            })?)
        })
    }
}
