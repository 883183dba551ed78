//! The write-ahead log: when it is checkpointed into the library's file, and whether a log that was
//! left behind belongs to that file.
//!
//! SQLite replays any log that it finds beside a database. Replayed into another state of the file
//! (a backup that was restored after a crash), it corrupts the database without an error. So the
//! file has a mark (`log_base`) that changes with every checkpoint, and `library.db-open` lists the
//! marks that the log beside it may belong to.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, OptionalExtension as _};

use crate::Error;
use crate::connection;
use crate::sharing::{self, Presence, beside};

/// How much of the log a checkpoint writes into the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Checkpoint {
    /// As many frames as readers allow; does not wait.
    Passive,
    /// All frames; the log is empty afterwards. Only if no other process has the library open.
    Truncate,
}

/// Marks of the file that the log may belong to. More than one only after a checkpoint that readers
/// kept from finishing.
#[derive(Debug)]
pub(crate) struct Bases {
    presence: Presence,
    marks: Vec<i64>,
}

impl Bases {
    /// Reads the marks that other processes recorded, or starts with the file's own mark. Requires
    /// the turn to write.
    ///
    /// # Errors
    ///
    /// SQLite or file system errors.
    pub(crate) fn of(connection: &Connection, presence: Presence) -> Result<Self, Error> {
        let mut marks = presence.bases();
        if marks.is_empty() {
            marks.push(mark(connection)?);
            presence.set_bases(&marks)?;
        }
        Ok(Self { presence, marks })
    }

    /// Checkpoints the log into the file, under a new mark. Requires the turn to write.
    ///
    /// # Errors
    ///
    /// SQLite or file system errors; the log is still complete then.
    pub(crate) fn checkpoint(
        &mut self,
        connection: &Connection,
        how: Checkpoint,
    ) -> Result<(), Error> {
        // Another process may have changed the list since.
        self.marks = self.presence.bases();
        let next: i64 = connection.query_row("SELECT random()", [], |r| r.get(0))?;
        self.marks.push(next);
        // The list is written before the mark: the file must never have a mark that is not listed.
        self.presence.set_bases(&self.marks)?;
        connection.execute("UPDATE log_base SET mark = ?1", [next])?;
        let sql = match how {
            Checkpoint::Passive => "PRAGMA wal_checkpoint(PASSIVE)",
            Checkpoint::Truncate => "PRAGMA wal_checkpoint(TRUNCATE)",
        };
        let (busy, frames, done): (i64, i64, i64) =
            connection.query_row(sql, [], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?;
        if busy == 0 && frames == done {
            self.marks = vec![next];
            self.presence.set_bases(&self.marks)?;
        }
        Ok(())
    }

    /// The lock that shows other processes that this one has the library open.
    pub(crate) fn presence(&self) -> &Presence {
        &self.presence
    }

    /// Returns the lock file, so that it can be removed.
    pub(crate) fn into_presence(self) -> Presence {
        self.presence
    }
}

fn mark(connection: &Connection) -> Result<i64, Error> {
    Ok(connection.query_row("SELECT mark FROM log_base", [], |r| r.get(0))?)
}

/// Checks a log that was left behind before SQLite sees it. A log that belongs to another state of
/// the file is renamed; its new path is returned. Only if no other process has the library open,
/// and before any connection.
///
/// # Errors
///
/// File system errors.
pub(crate) fn check_leftover_log(
    library: &Path,
    presence: &Presence,
) -> Result<Option<PathBuf>, Error> {
    let log = beside(library, "-wal");
    let has_frames = std::fs::metadata(&log).is_ok_and(|m| m.len() > 0);
    if !has_frames || !library.exists() {
        return Ok(None);
    }
    let bases = presence.bases();
    let belongs = match mark_in_file(library) {
        // A checkpoint that ran out of space or was killed leaves a file that is only valid
        // together with its log.
        Err(Error::Corrupt) if is_sound_with_log(library)? => true,
        // Not a library; opening reports it.
        Err(_) => return Ok(None),
        Ok(mark) if !bases.is_empty() => mark.is_some_and(|mark| bases.contains(&mark)),
        // No marks are recorded: file and log were copied, or written by an older version.
        Ok(_) => is_sound_with_log(library)?,
    };
    if belongs {
        return Ok(None);
    }
    let aside = (1..)
        .map(|n| beside(library, &format!("-wal.set-aside-{n}")))
        .find(|path| !path.exists())
        .unwrap_or_else(|| beside(library, "-wal.set-aside"));
    std::fs::rename(&log, &aside)?;
    // An index without a log is rebuilt when the library is opened.
    let _ = std::fs::remove_file(beside(library, "-shm"));
    presence.set_bases(&[])?;
    Ok(Some(aside))
}

/// The mark in the file itself, ignoring any log; `None` if the schema is older than marks.
fn mark_in_file(library: &Path) -> Result<Option<i64>, Error> {
    let connection = connection::without_log(library)?;
    let has_marks = "SELECT 1 FROM sqlite_schema WHERE name = 'log_base'";
    let has_marks: Option<i64> = connection.query_row(has_marks, [], |r| r.get(0)).optional()?;
    has_marks.map(|_| mark(&connection)).transpose()
}

/// Whether file and log together are a valid database. Changes neither. Only if no other process
/// has the library open.
///
/// # Errors
///
/// Fails if the disk has no space for the log's index.
fn is_sound_with_log(library: &Path) -> Result<bool, Error> {
    let _reserved = sharing::reserve(library)?;
    let check = || -> Result<String, Error> {
        let connection = connection::plain_reader(library)?;
        Ok(connection.query_row("PRAGMA quick_check(1)", [], |r| r.get(0))?)
    };
    Ok(check().is_ok_and(|answer| answer == "ok"))
}
