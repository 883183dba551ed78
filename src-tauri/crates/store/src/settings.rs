//! Settings: JSON values by key. Drafts: unsaved texts by key.

use rusqlite::{OptionalExtension, params};

use crate::{Error, Store};

impl Store {
    /// The JSON stored under `key`.
    ///
    /// # Errors
    ///
    /// SQLite errors.
    pub fn setting(&self, key: &str) -> Result<Option<String>, Error> {
        self.read(|c| {
            Ok(c.query_row("SELECT value FROM setting WHERE key = ?1", [key], |r| r.get(0))
                .optional()?)
        })
    }

    /// Stores JSON under `key`.
    ///
    /// # Errors
    ///
    /// [`Error::ReadOnly`], [`Error::DiskFull`], or an SQLite error.
    pub fn set_setting(&self, key: &str, value: &str) -> Result<(), Error> {
        let (key, value) = (key.to_owned(), value.to_owned());
        self.write(move |c| {
            c.execute("INSERT INTO setting (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = excluded.value", params![key, value])?;
            Ok(())
        })
    }

    /// Deletes the value stored under `key`.
    ///
    /// # Errors
    ///
    /// As [`Self::set_setting`].
    pub fn forget_setting(&self, key: &str) -> Result<(), Error> {
        let key = key.to_owned();
        self.write(move |c| {
            c.execute("DELETE FROM setting WHERE key = ?1", [key])?;
            Ok(())
        })
    }

    /// Unsaved drafts: key and text.
    ///
    /// # Errors
    ///
    /// SQLite errors.
    pub fn drafts(&self) -> Result<Vec<(String, String)>, Error> {
        self.read(|c| {
            let mut statement = c.prepare_cached("SELECT key, body FROM draft ORDER BY rowid")?;
            let rows = statement.query_map([], |r| Ok((r.get(0)?, r.get(1)?)))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// Stores a draft. An empty text deletes it, because it was saved or discarded.
    ///
    /// # Errors
    ///
    /// As [`Self::set_setting`].
    pub fn set_draft(&self, key: String, body: String) -> Result<(), Error> {
        self.write(move |c| {
            if body.is_empty() {
                c.execute("DELETE FROM draft WHERE key = ?1", [key])?;
            } else {
                c.execute("INSERT INTO draft (key, body) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET body = excluded.body", params![key, body])?;
            }
            Ok(())
        })
    }
}
