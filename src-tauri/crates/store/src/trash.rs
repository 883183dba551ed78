//! The trash: articles are moved there, restored, and deleted for good after 30 days.

use commonplace_core::{ArticleId, Millis};
use rusqlite::Connection;

use crate::rows::for_each;
use crate::{EditLabel, Error, Store};

impl Store {
    /// Moves articles to the trash.
    ///
    /// # Errors
    ///
    /// As [`Self::set_state`].
    pub fn trash(&self, ids: Vec<ArticleId>, now: Millis) -> Result<(), Error> {
        self.edit(EditLabel::Trash, move |c| {
            for_each(
                c,
                &ids,
                "UPDATE article SET trashed_ms = ?2 WHERE id = ?1 AND trashed_ms IS NULL",
                now,
            )
        })
    }

    /// Takes articles out of the trash.
    ///
    /// # Errors
    ///
    /// As [`Self::set_state`].
    pub fn restore(&self, ids: Vec<ArticleId>) -> Result<(), Error> {
        self.edit(EditLabel::Restore, move |c| {
            for_each(c, &ids, "UPDATE article SET trashed_ms = ?2 WHERE id = ?1", None::<i64>)
        })
    }

    /// Permanently deletes articles that are in the trash, with everything attached to them.
    /// Returns their number. Cannot be undone.
    ///
    /// # Errors
    ///
    /// As [`Self::set_state`].
    pub fn delete_for_good(&self, ids: Vec<ArticleId>) -> Result<u32, Error> {
        self.write(move |c| {
            let mut deleted = 0;
            for id in ids {
                deleted += delete(c, "id = ?1 AND trashed_ms IS NOT NULL", id.0)?;
            }
            collect_blobs(c)?;
            Ok(deleted)
        })
    }

    /// Permanently deletes articles that were moved to the trash before `before` and have no
    /// annotations, and articles of imports that were undone. Returns their number.
    ///
    /// # Errors
    ///
    /// As [`Self::set_state`].
    pub fn expire_trash(&self, before: Millis) -> Result<u32, Error> {
        self.write(move |c| {
            let deleted = delete(
                c,
                "trashed_ms = 0 OR trashed_ms < ?1 AND NOT EXISTS (SELECT 1 FROM highlight h WHERE h.article = article.rowid)
                 AND NOT EXISTS (SELECT 1 FROM note n WHERE n.article = article.rowid)",
                before,
            )?;
            if deleted > 0 {
                collect_blobs(c)?;
            }
            Ok(deleted)
        })
    }
}

/// Deletes articles with everything attached to them. Foreign keys are checked only at the commit,
/// because an article and its version refer to each other.
fn delete(c: &Connection, filter: &str, value: impl rusqlite::ToSql) -> Result<u32, Error> {
    c.execute_batch("PRAGMA defer_foreign_keys = ON")?;
    let deleted = c.execute(&format!("DELETE FROM article WHERE {filter}"), [value])?;
    Ok(u32::try_from(deleted).unwrap_or(u32::MAX))
}

/// Deletes blobs that nothing refers to any more.
fn collect_blobs(c: &Connection) -> Result<(), Error> {
    c.execute(
        "DELETE FROM blob WHERE NOT EXISTS (SELECT 1 FROM capture WHERE capture.sha256 = blob.sha256)
         AND NOT EXISTS (SELECT 1 FROM asset WHERE asset.sha256 = blob.sha256)",
        [],
    )?;
    Ok(())
}
