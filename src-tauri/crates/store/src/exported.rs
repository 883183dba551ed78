//! What was written where, so that what a person changed since is told from what we wrote.

use commonplace_core::{ArticleId, ProjectId};
use rusqlite::{OptionalExtension, params};

use crate::{Error, Store};

/// Something that is exported into a file of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportedId {
    /// An article.
    Article(ArticleId),
    /// The outline of a project.
    Outline(ProjectId),
}

/// A file that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportedRow {
    /// Its place in the folder, `/` between names.
    pub name: String,
    /// SHA-256 of what was written.
    pub sha256: Vec<u8>,
    /// What told the state of the file then, if it is there; see `exchange::folder::stamp`.
    pub seen: Option<String>,
    /// SHA-256 of what was written before, 32 bytes each, the latest first.
    pub former: Vec<u8>,
    /// The tags among the properties of the file as it stood then, if it has properties.
    pub tags: Option<Vec<String>>,
}

impl ExportedId {
    /// The table, its column for what is exported, that one's table, and the id.
    fn place(self) -> (&'static str, &'static str, [u8; 16]) {
        match self {
            Self::Article(id) => ("exported", "article", *id.0.as_bytes()),
            Self::Outline(id) => ("exported_outline", "project", *id.0.as_bytes()),
        }
    }
}

impl Store {
    /// The file that something was written to in a folder.
    ///
    /// # Errors
    ///
    /// What SQLite says.
    pub fn exported(&self, folder: &str, of: ExportedId) -> Result<Option<ExportedRow>, Error> {
        let (table, what, id) = of.place();
        self.read(|c| {
            let sql = format!("SELECT e.name, e.sha256, e.seen, e.former, e.tags FROM {table} e JOIN {what} x ON x.rowid = e.{what} WHERE e.folder = ?1 AND x.id = ?2");
            let mut statement = c.prepare_cached(&sql)?;
            let row = |r: &rusqlite::Row<'_>| {
                let tags: Option<String> = r.get(4)?;
                Ok(ExportedRow {
                    name: r.get(0)?,
                    sha256: r.get(1)?,
                    seen: r.get(2)?,
                    former: r.get::<_, Option<Vec<u8>>>(3)?.unwrap_or_default(),
                    tags: tags.and_then(|json| serde_json::from_str(&json).ok()),
                })
            };
            Ok(statement.query_row(params![folder, id], row).optional()?)
        })
    }

    /// What was written into it; `None` if that was not kept.
    ///
    /// # Errors
    ///
    /// What SQLite says.
    pub fn exported_text(&self, folder: &str, of: ExportedId) -> Result<Option<String>, Error> {
        let (table, what, id) = of.place();
        let packed: Option<Option<Vec<u8>>> = self.read(|c| {
            let sql = format!("SELECT e.text FROM {table} e JOIN {what} x ON x.rowid = e.{what} WHERE e.folder = ?1 AND x.id = ?2");
            Ok(c.prepare_cached(&sql)?.query_row(params![folder, id], |r| r.get(0)).optional()?)
        })?;
        let unpacked = packed.flatten().and_then(|bytes| zstd::decode_all(bytes.as_slice()).ok());
        Ok(unpacked.and_then(|bytes| String::from_utf8(bytes).ok()))
    }

    /// Remembers what was written where, with the text.
    ///
    /// # Errors
    ///
    /// [`Error::ReadOnly`], [`Error::DiskFull`], or what SQLite says. What is exported may be gone by
    /// now: that is none.
    pub fn set_exported(
        &self,
        folder: String,
        files: Vec<(ExportedId, ExportedRow, String)>,
    ) -> Result<(), Error> {
        let packed = files
            .into_iter()
            .map(|(of, row, text)| (of, row, zstd::encode_all(text.as_bytes(), 3).ok()));
        let packed: Vec<_> = packed.collect();
        self.write(move |c| {
            for (of, row, text) in packed {
                let (table, what, id) = of.place();
                c.prepare_cached(&format!(
                    "INSERT INTO {table} (folder, {what}, name, sha256, text, seen, former, tags) SELECT ?1, x.rowid, ?3, ?4, ?5, ?6, ?7, ?8 FROM {what} x WHERE x.id = ?2
                     ON CONFLICT (folder, {what}) DO UPDATE SET name = excluded.name, sha256 = excluded.sha256, text = excluded.text, seen = excluded.seen, former = excluded.former, tags = excluded.tags"
                ))?
                .execute(params![
                    folder, id, row.name, row.sha256, text, row.seen, row.former,
                    row.tags.map(|tags| serde_json::Value::from(tags).to_string())
                ])?;
            }
            Ok(())
        })
    }

    /// A file of an article is not at its place, nor anywhere.
    ///
    /// # Errors
    ///
    /// As [`Self::set_exported`].
    pub fn set_gone(&self, folder: String, ids: Vec<ArticleId>) -> Result<(), Error> {
        self.write(move |c| {
            let mut statement = c.prepare_cached(
                "UPDATE exported SET seen = NULL WHERE folder = ?1 AND article = (SELECT rowid FROM article WHERE id = ?2)",
            )?;
            for id in &ids {
                statement.execute(params![folder, id.0])?;
            }
            Ok(())
        })
    }

    /// Articles outside the trash whose file is to be written anew, at most so many after the first
    /// `skip`, with a stamp each.
    ///
    /// # Errors
    ///
    /// What SQLite says.
    pub fn due(&self, most: u32, skip: u32) -> Result<Vec<(ArticleId, i64)>, Error> {
        self.read(|c| {
            let mut statement = c.prepare_cached(
                "SELECT a.id, d.stamp FROM export_due d JOIN article a ON a.rowid = d.article
                 WHERE a.trashed_ms IS NULL AND a.version IS NOT NULL ORDER BY d.article LIMIT ?1 OFFSET ?2",
            )?;
            let rows = statement.query_map([most, skip], |r| Ok((ArticleId(r.get(0)?), r.get(1)?)))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// The files of a folder: the article of each, its name and what told its state.
    ///
    /// # Errors
    ///
    /// What SQLite says.
    pub fn exported_files(
        &self,
        folder: &str,
    ) -> Result<Vec<(ArticleId, String, Option<String>)>, Error> {
        self.read(|c| {
            let mut statement = c.prepare_cached(
                "SELECT a.id, e.name, e.seen FROM exported e JOIN article a ON a.rowid = e.article WHERE e.folder = ?1 AND a.trashed_ms IS NULL",
            )?;
            let rows = statement.query_map([folder], |r| Ok((ArticleId(r.get(0)?), r.get(1)?, r.get(2)?)))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// The files of these articles are to be looked at.
    ///
    /// # Errors
    ///
    /// As [`Self::set_exported`].
    pub fn make_due(&self, ids: Vec<ArticleId>) -> Result<(), Error> {
        self.write(move |c| {
            let mut statement = c.prepare_cached(
                "INSERT INTO export_due SELECT rowid, random() FROM article WHERE id = ?1 ON CONFLICT (article) DO UPDATE SET stamp = random()",
            )?;
            for id in &ids {
                statement.execute([id.0])?;
            }
            Ok(())
        })
    }

    /// How many there are.
    ///
    /// # Errors
    ///
    /// What SQLite says.
    pub fn count_due(&self) -> Result<u32, Error> {
        self.read(|c| {
            let sql = "SELECT count(*) FROM export_due d JOIN article a ON a.rowid = d.article WHERE a.trashed_ms IS NULL AND a.version IS NOT NULL";
            Ok(c.prepare_cached(sql)?.query_row([], |r| r.get(0))?)
        })
    }

    /// They are written; what has changed meanwhile stays due.
    ///
    /// # Errors
    ///
    /// As [`Self::set_exported`].
    pub fn set_done(&self, done: Vec<(ArticleId, i64)>) -> Result<(), Error> {
        self.write(move |c| {
            let mut statement = c.prepare_cached(
                "DELETE FROM export_due WHERE article = (SELECT rowid FROM article WHERE id = ?1) AND stamp = ?2",
            )?;
            for (id, stamp) in &done {
                statement.execute(params![id.0, stamp])?;
            }
            Ok(())
        })
    }

    /// Every article is due.
    ///
    /// # Errors
    ///
    /// As [`Self::set_exported`].
    pub fn all_due(&self) -> Result<(), Error> {
        self.write(|c| {
            c.execute(
                "INSERT INTO export_due SELECT rowid, random() FROM article WHERE true ON CONFLICT (article) DO UPDATE SET stamp = random()",
                [],
            )?;
            Ok(())
        })
    }

    /// None is.
    ///
    /// # Errors
    ///
    /// As [`Self::set_exported`].
    pub fn clear_due(&self) -> Result<(), Error> {
        self.write(|c| {
            c.execute("DELETE FROM export_due", [])?;
            Ok(())
        })
    }
}
