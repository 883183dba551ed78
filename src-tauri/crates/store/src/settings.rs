//! What the reader set: a JSON value by key.

use rusqlite::{OptionalExtension, params};

use crate::{Error, Store};

impl Store {
    /// The JSON stored under `key`.
    ///
    /// # Errors
    ///
    /// What SQLite says.
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
    /// [`Error::ReadOnly`], [`Error::DiskFull`], or what SQLite says.
    pub fn set_setting(&self, key: &str, value: &str) -> Result<(), Error> {
        let (key, value) = (key.to_owned(), value.to_owned());
        self.write(move |c| {
            c.execute("INSERT INTO setting (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = excluded.value", params![key, value])?;
            Ok(())
        })
    }
}
