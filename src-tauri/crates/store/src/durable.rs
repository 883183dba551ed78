//! Files beside the library: made for their owner alone, and on the disk when a call returns. Besides the lock
//! files of [`crate::sharing`], the only place where this crate opens a file itself, and never the library, its
//! log or its index: closing one of those costs SQLite its locks (a rule of `tests/tidy` holds that).

use std::fs::{File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use crate::sharing::beside;

/// Makes an empty file that only its owner may read. SQLite gives its log and index the same permissions.
///
/// # Errors
///
/// If there is one already, or what the file system says.
pub(crate) fn create_private(path: &Path) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}

/// Makes a folder, and those above it; what is made is its owner's alone.
///
/// # Errors
///
/// What the file system says.
pub(crate) fn make_folder(folder: &Path) -> io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// A copy of a library that cannot be written to, with its log, in the temporary folder or in memory; for its owner
/// alone, and gone when dropped.
#[derive(Debug)]
pub(crate) struct TemporaryCopy {
    /// Held for as long as the copy is needed.
    _folder: tempfile::TempDir,
    /// The copy.
    pub(crate) path: PathBuf,
}

impl TemporaryCopy {
    /// Copies `path` and those of the files beside it that are there, by their endings. Nobody here has the
    /// library open: no lock of SQLite's is lost.
    ///
    /// # Errors
    ///
    /// What the file system says.
    pub(crate) fn of(path: &Path, endings: &[&str]) -> io::Result<Self> {
        // A full disk is often the one of the temporary folder, too: these lie in memory.
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

/// Puts a finished copy in its place: its bytes and its name are on the disk when this returns.
///
/// # Errors
///
/// What the file system says.
pub(crate) fn put_in_place(draft: &Path, target: &Path) -> io::Result<()> {
    File::open(draft)?.sync_all()?;
    std::fs::rename(draft, target)?;
    // Where a folder cannot be synced, a rename is as durable as it gets.
    let folder = target.parent().filter(|f| !f.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if let Ok(folder) = File::open(folder) {
        let _ = folder.sync_all();
    }
    Ok(())
}
