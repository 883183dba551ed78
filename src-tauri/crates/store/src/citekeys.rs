//! Citation keys of articles.

use commonplace_core::{ArticleId, text};
use rusqlite::{Connection, OptionalExtension, params};

use crate::rows::article_rowid;
use crate::{Error, Store};

impl Store {
    /// Returns the citation keys of articles. The first call for an article assigns the wished key,
    /// with a letter added if it is taken; later calls return the same key. In a read-only library
    /// nothing is assigned, and the wished key is returned.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`], [`Error::DiskFull`], or an SQLite error.
    pub fn citekeys(&self, wished: Vec<(ArticleId, String)>) -> Result<Vec<String>, Error> {
        let known = self.read(|c| {
            let known = wished.iter().map(|(id, _)| key_of(c, *id));
            known.collect::<Result<Vec<_>, _>>()
        })?;
        if self.is_read_only() || known.iter().all(Option::is_some) {
            let wished = wished.into_iter().map(|(_, key)| key);
            return Ok(known.into_iter().zip(wished).map(|(k, w)| k.unwrap_or(w)).collect());
        }
        self.write(move |c| {
            let mut out = Vec::with_capacity(wished.len());
            for (id, wish) in wished {
                out.push(match key_of(c, id)? {
                    Some(key) => key,
                    None => assign_key(c, id, &wish)?,
                });
            }
            Ok(out)
        })
    }
}

fn key_of(c: &Connection, id: ArticleId) -> Result<Option<String>, Error> {
    let sql = "SELECT k.key FROM citekey k JOIN article a ON a.rowid = k.article WHERE a.id = ?1";
    Ok(c.prepare_cached(sql)?.query_row([id.0], |r| r.get(0)).optional()?)
}

fn assign_key(c: &Connection, id: ArticleId, wish: &str) -> Result<String, Error> {
    let article = article_rowid(c, id)?;
    let mut put =
        c.prepare_cached("INSERT OR IGNORE INTO citekey (article, key) VALUES (?1, ?2)")?;
    let mut n = 0;
    loop {
        let key = format!("{wish}{}", text::letters(n));
        if put.execute(params![article, key])? > 0 {
            return Ok(key);
        }
        n += 1;
    }
}

/// Stores the key that an imported article came with, unless the article has a key or another
/// article has this one.
pub(crate) fn store_key(c: &Connection, article: i64, key: &str) -> Result<(), Error> {
    c.prepare_cached("INSERT OR IGNORE INTO citekey (article, key) VALUES (?1, ?2)")?
        .execute(params![article, key])?;
    Ok(())
}
