//! A copy of the whole library, and back from one.

use std::path::{Path, PathBuf};

use rusqlite::Connection;
use rusqlite::config::DbConfig;

use crate::sharing::{Presence, Turn, beside};
use crate::{Error, Store, connection, durable};

impl Store {
    /// Copies the library into a file of its own, checked, while others may write. A file that is there stays.
    ///
    /// # Errors
    ///
    /// [`Error::Exists`]; [`Error::Corrupt`] if the copy is not sound; what SQLite or the file system says.
    pub fn backup(&self, to: &Path) -> Result<(), Error> {
        if to.exists() {
            return Err(Error::Exists(to.to_owned()));
        }
        let draft = beside(to, ".part");
        // A snapshot: no transaction may be open around it.
        copy(&connection::reader(&self.path, self.is_read_only())?, &draft)?;
        Ok(durable::put_in_place(&draft, to)?)
    }

    /// Puts a backup in the place of the library at `library`. The library that was there is kept beside it, with its
    /// log: where it lies now is answered. Nobody may have it open.
    ///
    /// # Errors
    ///
    /// [`Error::InUse`]; [`Error::NotALibrary`], [`Error::TooNew`] or [`Error::Corrupt`] for a file that is no
    /// backup; in each case nothing was changed. What SQLite or the file system says.
    pub fn restore_backup(backup: &Path, library: &Path) -> Result<Option<PathBuf>, Error> {
        if !backup.is_file() {
            return Err(Error::CannotOpen {
                path: backup.to_owned(),
                why: "there is no such file".into(),
            });
        }
        connection::access(library)?;
        let mut turn = Turn::of(library)?;
        let _held = turn.take()?;
        let (presence, alone) = Presence::join(library)?;
        if !alone {
            return Err(Error::InUse);
        }
        let put = || -> Result<Option<PathBuf>, Error> {
            let source = connection::plain_reader(backup)?;
            connection::check_schema(&source, backup)?;
            let draft = beside(library, "-new");
            let _ = std::fs::remove_file(&draft);
            copy(&source, &draft)?;
            let aside = library.exists().then(|| {
                (1..)
                    .map(|n| beside(library, &format!(".before-restore-{n}")))
                    .find(|path| !path.exists())
                    .unwrap_or_else(|| beside(library, ".before-restore"))
            });
            if let Some(aside) = &aside {
                std::fs::rename(library, aside)?;
                // Its log goes with it, under the name that belongs to the file.
                for suffix in ["-wal", "-shm"] {
                    let log = beside(library, suffix);
                    if log.exists() {
                        std::fs::rename(log, beside(aside, suffix))?;
                    }
                }
            }
            presence.set_bases(&[])?;
            durable::put_in_place(&draft, library)?;
            Ok(aside)
        };
        let done = put();
        presence.clear(library);
        done
    }
}

/// A sound copy of a library at `draft`, under a mark of its own: no log of the original belongs to it.
fn copy(source: &Connection, draft: &Path) -> Result<(), Error> {
    let _ = std::fs::remove_file(draft);
    durable::create_private(draft)?;
    source.execute("VACUUM INTO ?1", [draft.to_string_lossy()])?;
    let copied = connection::writer(draft)?;
    let sound: String = copied.query_row("PRAGMA quick_check", [], |r| r.get(0))?;
    if sound != "ok" {
        return Err(Error::Corrupt);
    }
    let has_marks: bool = copied.query_row(
        "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = 'log_base')",
        [],
        |r| r.get(0),
    )?;
    if has_marks {
        copied.execute("UPDATE log_base SET mark = random()", [])?;
    }
    copied.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false)?;
    copied.close().map_err(|(_, err)| err.into())
}
