//! The undo of an import: it hides the articles that the import made, which redo shows again.

use rusqlite::Connection;

use crate::Error;
use crate::undo::{Direction, set_recording};

/// Hides the articles of an import, or shows them again.
pub(crate) fn hide_or_restore_import(
    connection: &Connection,
    import: i64,
    direction: Direction,
) -> Result<(), Error> {
    set_recording(connection, false)?;
    let (back, from, to) = match direction {
        Direction::Undo => (true, None, Some(0)),
        Direction::Redo => (false, Some(0), None::<i64>),
    };
    connection.execute("UPDATE import SET taken_back = ?2 WHERE rowid = ?1", (import, back))?;
    // Articles that were trashed since are hidden as well.
    let sql =
        "UPDATE article SET trashed_ms = ?2 WHERE import = ?1 AND (trashed_ms IS ?3 OR ?3 IS NULL)";
    connection.execute(sql, (import, to, from))?;
    // Their pages are not fetched while they are hidden.
    let sql = "UPDATE fetching SET due_ms = ?2 WHERE article IN (SELECT rowid FROM article WHERE import = ?1)";
    connection.execute(sql, (import, (!back).then_some(0)))?;
    Ok(())
}
