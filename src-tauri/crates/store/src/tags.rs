//! Tags of articles and highlights: their names, and who has them.

use commonplace_core::{ArticleId, TagName};
use rusqlite::{Connection, OptionalExtension, params};

use crate::rows::article_rowid;
use crate::{EditLabel, Error, Store};

/// A tag and how often it is used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagRow {
    /// Its name.
    pub name: String,
    /// Number of articles that have it, on themselves or on a highlight; those in the trash are not
    /// counted.
    pub articles: u32,
}

impl Store {
    /// All tags in use, by name.
    ///
    /// # Errors
    ///
    /// SQLite errors.
    pub fn tags(&self) -> Result<Vec<TagRow>, Error> {
        self.read(|c| {
            let mut statement = c.prepare_cached(
                "SELECT t.name, u.n FROM (
                     SELECT tag, count(*) AS n FROM (
                         SELECT tag, article FROM article_tag
                         UNION SELECT y.tag, h.article FROM highlight_tag y JOIN highlight h ON h.rowid = y.highlight)
                     WHERE article NOT IN (SELECT rowid FROM article WHERE trashed_ms IS NOT NULL) GROUP BY tag) u
                 JOIN tag t ON t.rowid = u.tag ORDER BY t.name",
            )?;
            let rows = statement.query_map([], |r| Ok(TagRow { name: r.get(0)?, articles: r.get(1)? }))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// Adds a tag to articles or removes it.
    ///
    /// # Errors
    ///
    /// As [`Self::set_state`].
    pub fn tag_articles(&self, ids: Vec<ArticleId>, name: TagName, on: bool) -> Result<(), Error> {
        self.edit(if on { EditLabel::AddTag } else { EditLabel::RemoveTag }, move |c| {
            let tag = tag_rowid(c, &name)?;
            for id in ids {
                let article = article_rowid(c, id)?;
                let sql = if on {
                    "INSERT OR IGNORE INTO article_tag (article, tag) VALUES (?1, ?2)"
                } else {
                    "DELETE FROM article_tag WHERE article = ?1 AND tag = ?2"
                };
                c.execute(sql, [article, tag])?;
            }
            Ok(())
        })
    }

    /// Renames a tag everywhere. If a tag with the new name exists, the two are merged.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] if there is no such tag; otherwise as [`Self::set_state`].
    pub fn rename_tag(&self, from: TagName, to: TagName) -> Result<(), Error> {
        self.edit(EditLabel::RenameTag, move |c| {
            let old = known_tag(c, &from)?;
            let new = tag_rowid(c, &to)?;
            if old == new {
                c.execute("UPDATE tag SET name = ?2 WHERE rowid = ?1", params![old, to.as_str()])?;
                return Ok(());
            }
            for (table, of) in TAGGED {
                let moved = format!("INSERT OR IGNORE INTO {table} ({of}, tag) SELECT {of}, ?2 FROM {table} WHERE tag = ?1");
                c.execute(&moved, [old, new])?;
                c.execute(&format!("DELETE FROM {table} WHERE tag = ?1"), [old])?;
            }
            Ok(())
        })
    }

    /// Removes a tag from everything.
    ///
    /// # Errors
    ///
    /// As [`Self::rename_tag`].
    pub fn delete_tag(&self, name: TagName) -> Result<(), Error> {
        self.edit(EditLabel::DeleteTag, move |c| {
            let tag = known_tag(c, &name)?;
            for (table, _) in TAGGED {
                c.execute(&format!("DELETE FROM {table} WHERE tag = ?1"), [tag])?;
            }
            Ok(())
        })
    }
}

/// Tables that connect things to tags, each with the column of the tagged thing.
pub(crate) const TAGGED: [(&str, &str); 2] =
    [("article_tag", "article"), ("highlight_tag", "highlight")];

/// The row id of an existing tag.
pub(crate) fn known_tag(c: &Connection, name: &TagName) -> Result<i64, Error> {
    let known = c
        .query_row("SELECT rowid FROM tag WHERE name = ?1", [name.as_str()], |r| r.get(0))
        .optional()?;
    known.ok_or_else(|| Error::NotFound { kind: "tag", id: name.as_str().to_owned() })
}

/// The row id of a tag, which is created if it does not exist.
pub(crate) fn tag_rowid(c: &Connection, name: &TagName) -> Result<i64, Error> {
    let known = "SELECT rowid FROM tag WHERE name = ?1";
    let known = |c: &Connection| -> Result<Option<i64>, Error> {
        Ok(c.prepare_cached(known)?.query_row([name.as_str()], |r| r.get(0)).optional()?)
    };
    if let Some(rowid) = known(c)? {
        return Ok(rowid);
    }
    c.execute("INSERT INTO tag (name) VALUES (?1)", [name.as_str()])?;
    Ok(c.last_insert_rowid())
}
