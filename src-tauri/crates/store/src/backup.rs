//! Backs up the whole library into a file, and restores it.

use std::path::{Path, PathBuf};

use rusqlite::Connection;
use rusqlite::config::DbConfig;

use crate::sharing::{Presence, WriteTurn, beside};
use crate::{Error, Store, connection, durable};

impl Store {
    /// Copies the library into a new file and checks the copy. Others may write meanwhile. An
    /// existing file is not overwritten.
    ///
    /// # Errors
    ///
    /// [`Error::Exists`]; [`Error::Corrupt`] if the copy is damaged; SQLite or file system errors.
    pub fn backup(&self, to: &Path) -> Result<(), Error> {
        if to.exists() {
            return Err(Error::Exists(to.to_owned()));
        }
        let draft = beside(to, ".part");
        // `VACUUM INTO` copies a snapshot; it fails within an open transaction.
        copy(&connection::reader(&self.path, self.is_read_only())?, &draft)?;
        Ok(durable::put_in_place(&draft, to)?)
    }

    /// Replaces the library at `library` with a backup. The old library is kept beside it with its
    /// log; returns its new path. Nobody may have the library open.
    ///
    /// # Errors
    ///
    /// [`Error::InUse`]; [`Error::NotALibrary`], [`Error::TooNew`] or [`Error::Corrupt`] for a file
    /// that is not a backup. Nothing is changed in these cases. SQLite or file system errors.
    pub fn restore_backup(backup: &Path, library: &Path) -> Result<Option<PathBuf>, Error> {
        if !backup.is_file() {
            return Err(Error::CannotOpen {
                path: backup.to_owned(),
                why: "there is no such file".into(),
            });
        }
        connection::access(library)?;
        let mut turn = WriteTurn::of(library)?;
        let _held = turn.take()?;
        let (presence, alone) = Presence::join(library)?;
        if !alone {
            return Err(Error::InUse);
        }
        let put = || -> Result<Option<PathBuf>, Error> {
            let source = connection::plain_reader(backup)?;
            connection::check_schema(&source, backup)?;
            let draft = beside(library, "-new");
            // Usually there is none; if it cannot be removed, writing it fails and says why.
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
                // Its log is moved with it, under the name that SQLite expects.
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

/// Writes a checked copy of a library to `draft`. The copy gets a log mark of its own, so that no
/// log of the original is replayed into it.
fn copy(source: &Connection, draft: &Path) -> Result<(), Error> {
    // Usually there is none; if it cannot be removed, writing it fails and says why.
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
