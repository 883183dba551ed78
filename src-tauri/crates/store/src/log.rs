//! The write-ahead log: when it goes into the library's file, and whether one that was left behind belongs to
//! that file.
//!
//! SQLite replays any log that lies beside a database. Laid over another state of the file (a backup that was
//! restored after a crash), it corrupts in silence. So the file has a mark (`log_base`) that changes with every
//! checkpoint, and `library.db-open` lists the marks that the log beside it may belong to.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, OptionalExtension as _};

use crate::Error;
use crate::connection;
use crate::sharing::{self, Presence, beside};

/// Whether every frame of the log has to go into the file, or as many as readers allow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Checkpoint {
    /// As many as readers allow; nobody waits.
    Passive,
    /// All, and the log is empty afterwards. For whoever is alone with the library.
    Truncate,
}

/// Which marks of the file the log may belong to: more than one only after a checkpoint that readers kept from
/// finishing.
#[derive(Debug)]
pub(crate) struct Bases {
    presence: Presence,
    marks: Vec<i64>,
}

impl Bases {
    /// Takes over what other processes wrote down, or begins with the file's own mark. Only in a turn.
    ///
    /// # Errors
    ///
    /// What SQLite or the file system says.
    pub(crate) fn of(connection: &Connection, presence: Presence) -> Result<Self, Error> {
        let mut marks = presence.bases();
        if marks.is_empty() {
            marks.push(mark(connection)?);
            presence.set_bases(&marks)?;
        }
        Ok(Self { presence, marks })
    }

    /// Writes the log into the file, under a new mark. Only in a turn.
    ///
    /// # Errors
    ///
    /// What SQLite or the file system says; the log is then still whole.
    pub(crate) fn checkpoint(
        &mut self,
        connection: &Connection,
        how: Checkpoint,
    ) -> Result<(), Error> {
        // Another process may have been here since.
        self.marks = self.presence.bases();
        let next: i64 = connection.query_row("SELECT random()", [], |r| r.get(0))?;
        self.marks.push(next);
        // First the list, then the mark: at no moment may the file have a mark that is not listed.
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

    /// The lock by which others see that this process is here.
    pub(crate) fn presence(&self) -> &Presence {
        &self.presence
    }

    /// Gives the lock back, to be removed.
    pub(crate) fn into_presence(self) -> Presence {
        self.presence
    }
}

fn mark(connection: &Connection) -> Result<i64, Error> {
    Ok(connection.query_row("SELECT mark FROM log_base", [], |r| r.get(0))?)
}

/// Looks at a log that was left behind before SQLite sees it; one that belongs to another file is set aside, and
/// where it lies now is answered. Only for whoever is alone with the library, before any connection.
///
/// # Errors
///
/// What the file system says.
pub(crate) fn settle(library: &Path, presence: &Presence) -> Result<Option<PathBuf>, Error> {
    let log = beside(library, "-wal");
    let has_frames = std::fs::metadata(&log).is_ok_and(|m| m.len() > 0);
    if !has_frames || !library.exists() {
        return Ok(None);
    }
    let bases = presence.bases();
    let belongs = match mark_in_file(library) {
        // A checkpoint that found no room, or was killed, leaves a file that is whole only with its log.
        Err(Error::Corrupt) if is_sound_with_log(library)? => true,
        // No library at all: opening says so.
        Err(_) => return Ok(None),
        Ok(mark) if !bases.is_empty() => mark.is_some_and(|mark| bases.contains(&mark)),
        // Nobody wrote down what it belongs to: a copy of file and log, or an older version's.
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
    let _ = std::fs::remove_file(beside(library, "-shm"));
    presence.set_bases(&[])?;
    Ok(Some(aside))
}

/// The mark of the file itself, whatever a log says; `None` if the schema is older than marks.
fn mark_in_file(library: &Path) -> Result<Option<i64>, Error> {
    let connection = connection::without_log(library)?;
    let has_marks = "SELECT 1 FROM sqlite_schema WHERE name = 'log_base'";
    let has_marks: Option<i64> = connection.query_row(has_marks, [], |r| r.get(0)).optional()?;
    has_marks.map(|_| mark(&connection)).transpose()
}

/// Whether file and log together are a sound database. Changes neither. Only for whoever is alone with the library.
///
/// # Errors
///
/// Where the disk has no room to read the log.
fn is_sound_with_log(library: &Path) -> Result<bool, Error> {
    let _reserved = sharing::reserve(library)?;
    let check = || -> Result<String, Error> {
        let connection = connection::plain_reader(library)?;
        Ok(connection.query_row("PRAGMA quick_check(1)", [], |r| r.get(0))?)
    };
    Ok(check().is_ok_and(|answer| answer == "ok"))
}
