//! Opens libraries: checks a file before anything is written to it, sets up connections, runs
//! migrations.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::functions::FunctionFlags;
use rusqlite::limits::Limit;
use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior};

use crate::sharing::{self, Reserved, beside};
use crate::{APPLICATION_ID, Error, durable};

/// Migrations from an empty file to the current schema. A migration that was shipped is never
/// edited.
const MIGRATIONS: &[&str] = &[
    include_str!("../migrations/0001_library.sql"),
    include_str!("../migrations/0002_reattach.sql"),
    include_str!("../migrations/0003_settled.sql"),
    include_str!("../migrations/0004_section.sql"),
    include_str!("../migrations/0005_draft.sql"),
    include_str!("../migrations/0006_gaps.sql"),
    include_str!("../migrations/0007_image.sql"),
    include_str!("../migrations/0008_project.sql"),
    include_str!("../migrations/0009_attribution.sql"),
    include_str!("../migrations/0010_people.sql"),
    include_str!("../migrations/0011_translation.sql"),
    include_str!("../migrations/0012_echoes.sql"),
    include_str!("../migrations/0013_exported.sql"),
    include_str!("../migrations/0014_vault.sql"),
    include_str!("../migrations/0015_import.sql"),
    include_str!("../migrations/0016_parts.sql"),
    include_str!("../migrations/0017_citekey.sql"),
    include_str!("../migrations/0018_log_base.sql"),
    include_str!("../migrations/0019_announced.sql"),
    include_str!("../migrations/0020_announced_gone.sql"),
];

/// Maximum number of backups of older schemas kept beside the library.
const BACKUPS: usize = 3;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    ReadWrite,
    ReadOnly,
}

/// Whether the library at `path` is writable, without writing to it. If there is no file yet,
/// creates its folder.
///
/// # Errors
///
/// [`Error::CannotOpen`].
pub(crate) fn access(path: &Path) -> Result<Access, Error> {
    let cannot = |why: String| Error::CannotOpen { path: path.to_owned(), why };
    if path.is_dir() {
        return Err(cannot("it is a folder".into()));
    }
    if path.exists() {
        return Ok(if is_writable(path) { Access::ReadWrite } else { Access::ReadOnly });
    }
    if let Some(folder) = path.parent().filter(|f| !f.as_os_str().is_empty()) {
        durable::make_folder(folder).map_err(|err| cannot(err.to_string()))?;
    }
    Ok(Access::ReadWrite)
}

/// Makes sure that the file at `path` is a library with the current schema. Checks an existing file
/// before changing it, creates a missing one, and migrates an older one after a backup. Requires
/// the turn to write. `alone`: nobody else has the library open; then disk space for the log's
/// index is reserved and returned.
///
/// # Errors
///
/// [`Error::NotALibrary`] and [`Error::TooNew`], which leave the file untouched;
/// [`Error::DiskFull`]; SQLite errors.
pub(crate) fn prepare(path: &Path, alone: bool) -> Result<Option<Reserved>, Error> {
    let reserved = || Ok::<_, Error>(if alone { Some(sharing::reserve(path)?) } else { None });
    if !path.exists() {
        create(path)?;
        return reserved();
    }
    if !alone {
        check_known(inspect(path, false)?)?;
    } else {
        match schema(&without_log(path)?, path) {
            // A checkpoint that ran out of space or was killed leaves a file that is only valid
            // together with its log.
            Err(Error::Corrupt) if beside(path, "-wal").exists() => {}
            found => check_known(found?)?,
        }
    }
    let reserved = reserved()?;
    let mut connection = writer(path)?;
    // The log may contain a later schema version than the file.
    let found = schema(&connection, path)?;
    check_known(found)?;
    if found < known() {
        backup(&connection, path, found)?;
        migrate(&mut connection, found)?;
    }
    Ok(reserved)
}

/// Checks that an open file is a library that this version can read.
///
/// # Errors
///
/// [`Error::NotALibrary`], [`Error::TooNew`].
pub(crate) fn check_schema(connection: &Connection, path: &Path) -> Result<(), Error> {
    check_known(schema(connection, path)?)
}

/// Checks that a read-only library has the current schema, because it cannot be migrated.
///
/// # Errors
///
/// As [`prepare`]; [`Error::ReadOnly`] for an older schema.
pub(crate) fn check_read_only(path: &Path) -> Result<(), Error> {
    let found = inspect(path, true)?;
    check_known(found)?;
    if found == known() { Ok(()) } else { Err(Error::ReadOnly) }
}

fn check_known(found: i64) -> Result<(), Error> {
    let known = known();
    match found {
        // No version of the app writes such a number; migrating from it would never end.
        ..=0 => Err(Error::Unreadable(format!("its schema version is {found}"))),
        _ if found > known => Err(Error::TooNew { found, known }),
        _ => Ok(()),
    }
}

/// Creates a new library beside its place and moves it there when it is complete.
fn create(path: &Path) -> Result<(), Error> {
    let draft = beside(path, "-new");
    // Usually there is none; if it cannot be removed, writing it fails and says why.
    let _ = std::fs::remove_file(&draft);
    let cannot =
        |err: std::io::Error| Error::CannotOpen { path: path.to_owned(), why: err.to_string() };
    durable::create_private(&draft).map_err(cannot)?;
    let mut connection = writer(&draft)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false)?;
    connection.pragma_update(None, "application_id", APPLICATION_ID)?;
    migrate(&mut connection, 0)?;
    connection.close().map_err(|(_, err)| err)?;
    Ok(durable::put_in_place(&draft, path)?)
}

/// Runs all migrations after schema `version`, each in a transaction.
fn migrate(connection: &mut Connection, mut version: i64) -> Result<(), Error> {
    for step in MIGRATIONS.iter().skip(usize::try_from(version).unwrap_or(0)) {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        transaction.execute_batch(step)?;
        version += 1;
        transaction.pragma_update(None, "user_version", version)?;
        transaction.commit()?;
    }
    Ok(())
}

fn known() -> i64 {
    i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX)
}

/// The schema version of an existing file. Does not write to it.
fn inspect(path: &Path, read_only: bool) -> Result<i64, Error> {
    schema(&open(path, OpenFlags::SQLITE_OPEN_READ_ONLY, read_only)?, path)
}

fn schema(connection: &Connection, path: &Path) -> Result<i64, Error> {
    let not_ours = |err: rusqlite::Error| match err.sqlite_error_code() {
        Some(ErrorCode::NotADatabase) => Error::NotALibrary(path.to_owned()),
        Some(ErrorCode::CannotOpen) => {
            Error::CannotOpen { path: path.to_owned(), why: err.to_string() }
        }
        _ => err.into(),
    };
    let id: i32 =
        connection.query_row("PRAGMA application_id", [], |r| r.get(0)).map_err(not_ours)?;
    let version =
        connection.query_row("PRAGMA user_version", [], |r| r.get(0)).map_err(not_ours)?;
    if id == APPLICATION_ID { Ok(version) } else { Err(Error::NotALibrary(path.to_owned())) }
}

/// Whether the file and its folder are writable. Does not open the file, because closing it would
/// release the locks of this process's connections.
fn is_writable(path: &Path) -> bool {
    // The write-ahead log lies beside the file, so both must be writable.
    let folder = path.parent().filter(|f| !f.as_os_str().is_empty()).unwrap_or(Path::new("."));
    [path, folder].into_iter().all(may_write)
}

#[cfg(unix)]
fn may_write(path: &Path) -> bool {
    rustix::fs::access(path, rustix::fs::Access::WRITE_OK).is_ok()
}

#[cfg(not(unix))]
fn may_write(path: &Path) -> bool {
    std::fs::metadata(path).is_ok_and(|m| m.is_dir() || !m.permissions().readonly())
}

/// Opens the file alone, ignoring its log. Only if no other connection of this process has the
/// library open: closing this connection releases their locks.
///
/// # Errors
///
/// [`Error::CannotOpen`].
pub(crate) fn without_log(path: &Path) -> Result<Connection, Error> {
    open(path, OpenFlags::SQLITE_OPEN_READ_ONLY, true)
}

/// A connection for checks before the library is opened.
///
/// # Errors
///
/// [`Error::CannotOpen`].
pub(crate) fn plain_reader(path: &Path) -> Result<Connection, Error> {
    open(path, OpenFlags::SQLITE_OPEN_READ_ONLY, false)
}

/// Makes a checked backup of a library before its schema changes. An incomplete backup is never
/// left under the final name.
fn backup(connection: &Connection, path: &Path, version: i64) -> Result<(), Error> {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let target = path.with_file_name(format!("{name}.backup-schema-{version}"));
    let draft = path.with_file_name(format!("{name}.backup-schema-{version}.part"));
    if target.exists() {
        return Ok(());
    }
    // Usually there is none; if it cannot be removed, writing it fails and says why.
    let _ = std::fs::remove_file(&draft);
    durable::create_private(&draft)?;
    connection.execute("VACUUM INTO ?1", [draft.to_string_lossy()])?;
    let copy = open(&draft, OpenFlags::SQLITE_OPEN_READ_ONLY, false)?;
    let sound: String = copy.query_row("PRAGMA quick_check", [], |r| r.get(0))?;
    drop(copy);
    if sound != "ok" {
        return Err(Error::Corrupt);
    }
    durable::put_in_place(&draft, &target)?;
    let mut old: Vec<PathBuf> = std::fs::read_dir(path.parent().unwrap_or(Path::new(".")))?
        .flatten()
        .map(|e| e.path())
        .filter(|p| {
            p.file_name()
                .is_some_and(|f| f.to_string_lossy().starts_with(&format!("{name}.backup-schema-")))
        })
        .collect();
    // Sorted by number, because 10 is later than 9.
    old.sort_by_key(|path| {
        let name = path.to_string_lossy().into_owned();
        name.rsplit('-').next().and_then(|number| number.parse::<u32>().ok())
    });
    for path in old.iter().rev().skip(BACKUPS) {
        std::fs::remove_file(path)?;
    }
    Ok(())
}

fn open(path: &Path, flags: OpenFlags, immutable: bool) -> Result<Connection, Error> {
    let flags = flags | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let result = if immutable {
        // On a write-protected disk the log's shared memory cannot be created.
        let mut uri = String::from("file:");
        for byte in path.to_string_lossy().bytes() {
            match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' => {
                    uri.push(byte.into())
                }
                byte => uri.push_str(&format!("%{byte:02X}")),
            }
        }
        uri.push_str("?immutable=1");
        Connection::open_with_flags(uri, flags | OpenFlags::SQLITE_OPEN_URI)
    } else {
        Connection::open_with_flags(path, flags)
    };
    let connection =
        result.map_err(|err| Error::CannotOpen { path: path.to_owned(), why: err.to_string() })?;
    connection.busy_timeout(Duration::from_secs(5))?;
    // Closing a connection never checkpoints, because SQLite cannot always see that others still
    // have the library open. The app decides when to checkpoint.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    Ok(connection)
}

/// Opens the connection that writes.
pub(crate) fn writer(path: &Path) -> Result<Connection, Error> {
    let connection =
        open(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE, false)?;
    connection.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(()))?;
    connection.execute_batch(
        "PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0; PRAGMA foreign_keys = ON; PRAGMA recursive_triggers = ON;
         PRAGMA journal_size_limit = 16777216; PRAGMA secure_delete = FAST;",
    )?;
    harden(&connection)?;
    Ok(connection)
}

/// Opens a connection that reads.
pub(crate) fn reader(path: &Path, immutable: bool) -> Result<Connection, Error> {
    let connection = open(path, OpenFlags::SQLITE_OPEN_READ_ONLY, immutable)?;
    harden(&connection)?;
    Ok(connection)
}

fn harden(connection: &Connection) -> Result<(), Error> {
    connection.execute_batch("PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -65536;")?;
    connection.set_prepared_statement_cache_capacity(64);
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DDL, false)?;
    // Makes query plans independent of bound values. Otherwise SQLite would look at the values to
    // decide whether a partial index applies, and would plan most statements again on each run.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, false)?;
    for (limit, value) in [
        (Limit::SQLITE_LIMIT_LENGTH, 256 << 20),
        (Limit::SQLITE_LIMIT_SQL_LENGTH, 16 << 20),
        (Limit::SQLITE_LIMIT_EXPR_DEPTH, 500),
        (Limit::SQLITE_LIMIT_ATTACHED, 1),
    ] {
        connection.set_limit(limit, value)?;
    }
    let flags = FunctionFlags::SQLITE_UTF8
        | FunctionFlags::SQLITE_DETERMINISTIC
        | FunctionFlags::SQLITE_INNOCUOUS;
    connection.create_scalar_function("index_text", 1, flags, |context| {
        let text = context.get_raw(0).as_str_or_null().ok().flatten().unwrap_or_default();
        Ok(commonplace_core::search::index_text(text))
    })?;
    connection.create_scalar_function("prints", 1, flags, |context| {
        let text = context.get_raw(0).as_str_or_null().ok().flatten().unwrap_or_default();
        Ok(serde_json::Value::from(commonplace_core::echo::fingerprints(text)).to_string())
    })?;
    Ok(())
}
