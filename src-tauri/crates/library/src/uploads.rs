//! Files that a front end hands over piece by piece, to be imported: a browser's page has their bytes, not
//! their paths. They lie in a folder of their own until they were taken in, or the app ends.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::path::{Component, Path, PathBuf};
use std::sync::Mutex;

use tempfile::TempDir;

use crate::{Error, Library};

/// So many are kept; one more, and the oldest goes.
const KEPT: usize = 4;
/// Folders may be nested so deep.
const DEEP: usize = 16;

/// What was handed over.
#[derive(Debug, Default)]
pub(crate) struct Uploads(Mutex<(u64, BTreeMap<u64, TempDir>)>);

impl Library {
    /// Takes a piece of a file, which goes behind the pieces before it; `upload` is what an earlier piece was
    /// answered with. Gives the upload it belongs to.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] for a path that is none below a folder, or an upload that has gone;
    /// [`Error::Folder`] if the piece cannot be kept.
    pub fn upload(&self, upload: Option<u64>, path: &str, bytes: &[u8]) -> Result<u64, Error> {
        let path = below(path).ok_or_else(|| Error::Invalid(format!("not a path: {path:?}")))?;
        let (id, folder) = self.upload_folder(upload)?;
        let file = folder.join(path);
        let written = || -> std::io::Result<()> {
            if let Some(parent) = file.parent() {
                std::fs::create_dir_all(parent)?;
            }
            let mut open: File = OpenOptions::new().create(true).append(true).open(&file)?;
            open.write_all(bytes)
        };
        match written() {
            Ok(()) => Ok(id),
            Err(source) => {
                Err(commonplace_exchange::folder::Error::Write { path: file, source }.into())
            }
        }
    }

    fn upload_folder(&self, upload: Option<u64>) -> Result<(u64, PathBuf), Error> {
        let gone =
            || Error::Invalid("these files are no longer kept; choose them again".to_owned());
        let mut uploads = self.uploads.0.lock().map_err(|_| gone())?;
        if let Some(id) = upload {
            let folder = uploads.1.get(&id).ok_or_else(gone)?;
            return Ok((id, folder.path().to_owned()));
        }
        let folder = tempfile::Builder::new().prefix("commonplace-import-").tempdir();
        let folder = folder.map_err(|source| commonplace_exchange::folder::Error::Folder {
            path: std::env::temp_dir(),
            source,
        })?;
        uploads.0 += 1;
        let (id, path) = (uploads.0, folder.path().to_owned());
        uploads.1.insert(id, folder);
        if uploads.1.len() > KEPT {
            uploads.1.pop_first();
        }
        Ok((id, path))
    }

    /// What was handed over, to be imported: its files and folders.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] for an upload that has gone.
    pub(crate) fn uploaded(&self, upload: u64) -> Result<Vec<PathBuf>, Error> {
        let (_, folder) = self.upload_folder(Some(upload))?;
        let entries = std::fs::read_dir(&folder).map_err(|source| {
            commonplace_exchange::folder::Error::Folder { path: folder, source }
        })?;
        let mut paths: Vec<PathBuf> =
            entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
        paths.sort();
        Ok(paths)
    }

    /// Forgets what was handed over.
    pub fn drop_upload(&self, upload: u64) {
        if let Ok(mut uploads) = self.uploads.0.lock() {
            uploads.1.remove(&upload);
        }
    }
}

/// A path that stays below the folder it is taken in.
fn below(path: &str) -> Option<&Path> {
    let path = Path::new(path);
    let plain = path.components().all(|part| matches!(part, Component::Normal(_)));
    let deep = path.components().count();
    (plain && (1..=DEEP).contains(&deep) && !path.as_os_str().as_encoded_bytes().contains(&0))
        .then_some(path)
}

#[cfg(test)]
mod tests {
    use super::below;

    #[test]
    fn a_path_stays_below() {
        assert!(below("Notes/2024/a.md").is_some());
        for out in ["", "/etc/passwd", "../x", "a/../../x", "./a", "a\0b"] {
            assert!(below(out).is_none(), "{out:?}");
        }
    }
}
