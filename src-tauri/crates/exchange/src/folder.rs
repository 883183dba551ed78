//! Files into a folder that a person may also write in: what he changed is never overwritten.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::name;

/// What an export into a folder cannot do.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The folder is none, or cannot be made.
    #[error("{} cannot be used as a folder: {source}; choose another", path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A file cannot be written.
    #[error("{} cannot be written: {source}; nothing was lost, choose another folder or make room", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
}

/// What became of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It is new.
    Created,
    /// It was ours, and is now as the library has it.
    Updated,
    /// It was so already.
    Unchanged,
    /// A person changed the one that was there; it was left, and this one put beside it.
    Beside,
}

/// A file that was written, or was there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// Its name in the folder.
    pub name: String,
    /// SHA-256 of what it holds.
    pub sha256: Vec<u8>,
    /// What became of it.
    pub outcome: Outcome,
}

/// Makes sure there is such a folder; gives its full path.
///
/// # Errors
///
/// [`Error::Folder`].
pub fn prepare(folder: &Path) -> Result<PathBuf, Error> {
    let failed = |source| Error::Folder { path: folder.to_owned(), source };
    std::fs::create_dir_all(folder).map_err(failed)?;
    folder.canonicalize().map_err(failed)
}

/// Writes `text` as a Markdown file named after `title`. `before` is what was written for the same
/// article the last time: its name, and the SHA-256 of what it held.
///
/// A file is replaced only if it still holds what we wrote. Each is written whole or not at all.
///
/// # Errors
///
/// [`Error::Write`].
pub fn write(
    folder: &Path,
    title: &str,
    text: &str,
    before: Option<(&str, &[u8])>,
) -> Result<Written, Error> {
    let sha256 = Sha256::digest(text.as_bytes()).to_vec();
    let mut beside = false;
    if let Some((name, hash)) = before {
        let path = folder.join(name);
        match std::fs::read(&path) {
            Ok(bytes) if bytes == text.as_bytes() => {
                return Ok(Written { name: name.to_owned(), sha256, outcome: Outcome::Unchanged });
            }
            Ok(bytes) if Sha256::digest(&bytes).as_slice() == hash => {
                replace(folder, &path, text)?;
                return Ok(Written { name: name.to_owned(), sha256, outcome: Outcome::Updated });
            }
            Ok(_) => beside = true,
            Err(_) => {}
        }
    }
    let stem = name::safe(title);
    for n in 1.. {
        let name =
            if n == 1 { format!("{stem}.md") } else { format!("{}.md", name::numbered(&stem, n)) };
        let path = folder.join(&name);
        match create(folder, &path, text) {
            Ok(()) => {
                let outcome = if beside { Outcome::Beside } else { Outcome::Created };
                return Ok(Written { name, sha256, outcome });
            }
            Err(err) if err.kind() == std::io::ErrorKind::AlreadyExists && n < 10_000 => {
                // An export of ours that this library does not remember.
                if std::fs::read(&path).is_ok_and(|bytes| bytes == text.as_bytes()) {
                    return Ok(Written { name, sha256, outcome: Outcome::Unchanged });
                }
            }
            Err(source) => return Err(Error::Write { path, source }),
        }
    }
    unreachable!("the loop returns at its 10,000th name")
}

/// A file that was not there, whole or not at all; fails if there is one of that name.
fn create(folder: &Path, path: &Path, text: &str) -> std::io::Result<()> {
    let draft = draft(folder, text)?;
    draft.persist_noclobber(path).map_err(|err| err.error)?;
    sync(folder)
}

fn replace(folder: &Path, path: &Path, text: &str) -> Result<(), Error> {
    let failed = |source| Error::Write { path: path.to_owned(), source };
    let draft = draft(folder, text).map_err(failed)?;
    draft.persist(path).map_err(|err| failed(err.error))?;
    sync(folder).map_err(failed)
}

fn draft(folder: &Path, text: &str) -> std::io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".commonplace-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(std::fs::Permissions::from_mode(0o644));
    }
    let mut draft = builder.tempfile_in(folder)?;
    draft.write_all(text.as_bytes())?;
    draft.as_file().sync_all()?;
    Ok(draft)
}

/// The folder's list of names, onto the disk.
fn sync(folder: &Path) -> std::io::Result<()> {
    #[cfg(unix)]
    std::fs::File::open(folder)?.sync_all()?;
    let _ = folder;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    type Result = std::result::Result<(), Box<dyn std::error::Error>>;

    #[test]
    fn what_a_person_changed_is_left_alone() -> Result {
        let dir = tempfile::tempdir()?;
        let first = write(dir.path(), "A/B", "one", None)?;
        assert_eq!((first.name.as_str(), first.outcome), ("A-B.md", Outcome::Created));
        let before = Some((first.name.as_str(), first.sha256.as_slice()));
        assert_eq!(write(dir.path(), "A/B", "one", before)?.outcome, Outcome::Unchanged);
        let second = write(dir.path(), "A/B", "two", before)?;
        assert_eq!(second.outcome, Outcome::Updated);
        std::fs::write(dir.path().join("A-B.md"), "two, and my own words")?;
        let third = write(dir.path(), "A/B", "three", Some((&second.name, &second.sha256)))?;
        assert_eq!((third.name.as_str(), third.outcome), ("A-B (2).md", Outcome::Beside));
        assert_eq!(std::fs::read_to_string(dir.path().join("A-B.md"))?, "two, and my own words");
        Ok(())
    }

    #[test]
    fn a_file_of_the_same_name_is_not_ours() -> Result {
        let dir = tempfile::tempdir()?;
        std::fs::write(dir.path().join("A.md"), "mine")?;
        assert_eq!(write(dir.path(), "A", "theirs", None)?.name, "A (2).md");
        assert_eq!(std::fs::read_to_string(dir.path().join("A.md"))?, "mine");
        Ok(())
    }

    #[test]
    fn a_file_as_folder_is_a_clear_error() -> Result {
        let file = tempfile::NamedTempFile::new()?;
        assert!(matches!(prepare(file.path()), Err(Error::Folder { .. })));
        Ok(())
    }
}
