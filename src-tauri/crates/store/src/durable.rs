//! Creates files beside the library: only their owner may read them, and they are on the disk when
//! a call returns. Besides [`crate::sharing`] with its lock files, this is the only module of the
//! crate that opens files itself, and never the library, its log or its index: closing one of those
//! releases SQLite's locks (a rule of `tests/tidy` checks this).

use std::fs::{File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use crate::sharing::beside;

/// Creates an empty file that only its owner may read. SQLite gives its log and index the same
/// permissions.
///
/// # Errors
///
/// Fails if the file exists, or with a file system error.
pub(crate) fn create_private(path: &Path) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}

/// Creates a folder and its parents; only their owner may access new ones.
///
/// # Errors
///
/// File system errors.
pub(crate) fn make_folder(folder: &Path) -> io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// A copy of a library that cannot be written to, with its log, in the temporary folder or in
/// memory. Only its owner may read it; it is deleted when dropped.
#[derive(Debug)]
pub(crate) struct TemporaryCopy {
    /// Deletes the copy when dropped.
    _folder: tempfile::TempDir,
    /// Path of the copy.
    pub(crate) path: PathBuf,
}

impl TemporaryCopy {
    /// Copies `path` and the files beside it that exist with one of the given suffixes. No
    /// connection of this process may have the library open, or SQLite's locks are lost.
    ///
    /// # Errors
    ///
    /// File system errors.
    pub(crate) fn of(path: &Path, endings: &[&str]) -> io::Result<Self> {
        // If the disk of the temporary folder is full too, the copy goes into a folder in memory.
        let memory = std::env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from);
        let mut folders = vec![std::env::temp_dir()];
        folders.extend(memory);
        folders.push("/dev/shm".into());
        let mut result = Err(io::ErrorKind::NotFound.into());
        for folder in folders.iter().filter(|folder| folder.is_dir()) {
            result = Self::within(folder, path, endings);
            if result.is_ok() {
                break;
            }
        }
        result
    }

    fn within(folder: &Path, path: &Path, endings: &[&str]) -> io::Result<Self> {
        let folder = tempfile::Builder::new().prefix("commonplace-").tempdir_in(folder)?;
        let path_in = folder.path().join(path.file_name().unwrap_or_default());
        let copy = Self { path: path_in, _folder: folder };
        for ending in [""].iter().chain(endings) {
            let from = beside(path, ending);
            if ending.is_empty() || from.exists() {
                let to = beside(&copy.path, ending);
                create_private(&to)?;
                io::copy(&mut File::open(&from)?, &mut OpenOptions::new().write(true).open(&to)?)?;
            }
        }
        Ok(copy)
    }
}

/// Moves a finished file to its place. Its content and its name are on the disk when this returns.
///
/// # Errors
///
/// File system errors.
pub(crate) fn put_in_place(draft: &Path, target: &Path) -> io::Result<()> {
    File::open(draft)?.sync_all()?;
    std::fs::rename(draft, target)?;
    // If the folder cannot be synced, the rename is as durable as the system allows.
    let folder = target.parent().filter(|f| !f.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if let Ok(folder) = File::open(folder)
        && let Err(err) = folder.sync_all()
    {
        tracing::warn!(cause = ?err.kind(), "folder not synced");
    }
    Ok(())
}
