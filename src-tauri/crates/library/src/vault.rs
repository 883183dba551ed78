//! Files of the library in folders: exports, and the vault, a folder that is kept up to date.
//!
//! [`contents`] makes what a file says, [`writing`] puts it into a folder beside what people wrote there, and
//! [`edits`] reads their edits of notes and tags back. This module chooses the vault's folder and keeps it up to
//! date. The store records with each change which files are out of date, so nothing is lost while the app is not
//! running.

mod contents;
mod edits;
mod writing;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use commonplace_core::FileOf;
use commonplace_exchange::folder::{Vault, stamp};
use commonplace_store::DueId;

use crate::events::Event;
use crate::export::Report;
use crate::failure::log_cause;
use crate::{Error, Failure, Library, Millis, Refusal, Settings};
use writing::Batch;

pub use contents::ExportOptions;

const KEY: &str = "vault";
/// Maximum number of articles and projects whose files are written before they are recorded in the library.
const BATCH: u32 = 50;
/// Interval after which writing to the folder is tried again if it failed.
const RETRY_INTERVAL: Duration = Duration::from_secs(30);
/// Minimum interval between two checks of the folder for edited files. It is longer if checking takes long.
const CHECK_INTERVAL: Duration = Duration::from_secs(2);
/// A file changed less than this long ago counts as being edited, and is left alone.
const EDIT_GRACE: Duration = Duration::from_secs(2);

/// State of the thread that keeps the folder up to date.
#[derive(Debug, Default)]
pub(crate) struct VaultThreadState {
    /// The last failure and its time; `None` if the last attempt succeeded.
    failed: Option<(Failure, Instant)>,
    /// When the folder was last checked for edited files, and how long that took.
    looked: Option<(Instant, Duration)>,
}

/// The vault: the folder that is kept up to date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VaultState {
    /// Path of the folder.
    pub folder: PathBuf,
    /// Number of articles and projects whose files are out of date.
    pub due: u32,
    /// Why the folder cannot be written; `None` if it can.
    pub failure: Option<Failure>,
}

impl Library {
    /// The vault; `None` if no folder is kept up to date.
    ///
    /// # Errors
    ///
    /// [`Error::Store`].
    pub fn vault(&self) -> Result<Option<VaultState>, Error> {
        let Some(folder) = self.vault_folder()? else { return Ok(None) };
        let failure = self.keeping.lock().ok().and_then(|k| k.failed.as_ref().map(|f| f.0.clone()));
        Ok(Some(VaultState { folder, due: self.store.count_due(self.file_for())?, failure }))
    }

    /// What each file contains, as set by the person.
    fn file_for(&self) -> FileOf {
        Settings::load(self).export_files.0
    }

    fn vault_folder(&self) -> Result<Option<PathBuf>, Error> {
        let stored = self.store.setting(KEY)?;
        Ok(stored.and_then(|json| serde_json::from_str::<PathBuf>(&json).ok()))
    }

    /// Keeps a folder up to date from now on: all articles and projects become due. `None` stops keeping it up
    /// to date; the files written so far stay.
    ///
    /// # Errors
    ///
    /// [`Error::Folder`], [`Error::Store`].
    pub fn set_vault(&self, folder: Option<&Path>) -> Result<(), Error> {
        if let Ok(mut keeping) = self.keeping.lock() {
            keeping.failed = None;
        }
        let Some(folder) = folder else {
            self.store.forget_setting(KEY)?;
            self.store.clear_due()?;
            return Ok(());
        };
        let vault = Vault::open(folder)?;
        let path = vault.path().to_str().ok_or_else(|| Error::Refused(Refusal::FolderName))?;
        self.store.set_setting(KEY, &serde_json::json!(path).to_string())?;
        self.store.mark_all_due()?;
        Ok(())
    }

    /// Marks all files of the vault as due, after a change that affects all of them.
    pub(crate) fn vault_changed(&self) -> Result<(), Error> {
        if self.vault_folder()?.is_some() {
            self.store.mark_all_due()?;
        }
        Ok(())
    }

    /// Writes the files that are due, in batches, until `patience` has elapsed. Returns a report, and `true` if
    /// more files are due. Does not recreate a file that a person deleted. Does nothing if there is no vault or
    /// the library is read-only.
    ///
    /// # Errors
    ///
    /// [`Error::Folder`], [`Error::Store`]. The files written before the failure stay; the others stay due.
    pub fn sync_vault(&self, now: Millis, patience: Duration) -> Result<(Report, bool), Error> {
        let start = Instant::now();
        let mut report = Report::default();
        if self.store.is_read_only() {
            return Ok((report, false));
        }
        let Some(folder) = self.vault_folder()? else { return Ok((report, false)) };
        let files = self.file_for();
        if files == FileOf::Project {
            self.store.hand_to_projects()?;
        }
        let mut due = self.store.due(files, BATCH, 0)?;
        let gone = self.store.exported_projects(&folder.to_string_lossy())?;
        let gone = gone.iter().any(|(_, there)| !there || files != FileOf::Project);
        if due.is_empty() && !gone {
            return Ok((report, false));
        }
        let shape = self.shape()?;
        // A missing folder is not created again: it may be on a disk that is not mounted now.
        if !folder.is_dir() {
            let source = std::io::Error::from(std::io::ErrorKind::NotFound);
            return Err(commonplace_exchange::folder::Error::Folder { path: folder, source }.into());
        }
        let vault = Vault::open(&folder)?;
        report.folder = folder.to_string_lossy().into_owned();
        let (mut left, mut failure) = (0, None);
        if gone {
            let batch = Batch { vault: &vault, shape: &shape, now, settled: Some(EDIT_GRACE) };
            self.take_out_projects(&batch, &mut report)?;
        }
        while !due.is_empty() {
            let ids: Vec<_> = due.iter().map(|(id, _)| *id).collect();
            let batch = Batch { vault: &vault, shape: &shape, now, settled: Some(EDIT_GRACE) };
            let (done, failed) = self.export_batch(&ids, &batch, &mut report)?;
            failure = failure.or(failed);
            left += u32::try_from(ids.len() - done.len()).unwrap_or(0);
            // If another folder was chosen meanwhile, all its files are due there.
            if self.vault_folder()?.as_ref() != Some(&folder) {
                return Ok((report, true));
            }
            due.retain(|(id, _)| done.contains(id));
            self.store.mark_written(due)?;
            if start.elapsed() > patience {
                break;
            }
            if shape.files == FileOf::Project {
                self.store.hand_to_projects()?;
            }
            due = self.store.due(shape.files, BATCH, left)?;
        }
        match failure {
            Some(failure) => Err(failure),
            None => Ok((report, self.store.count_due(shape.files)? > left)),
        }
    }

    /// Finds files of the vault that a person changed, moved or deleted since they were written, and marks them
    /// as due, so that edits of notes and tags are read back. A file changed within the last two seconds is left
    /// for a later call.
    ///
    /// # Errors
    ///
    /// [`Error::Store`].
    pub fn find_edited_files(&self) -> Result<(), Error> {
        let Some(folder) = self.vault_folder()?.filter(|_| !self.store.is_read_only()) else {
            return Ok(());
        };
        let files =
            self.store.exported_files(&folder.to_string_lossy(), self.file_for())?.into_iter();
        let changed = files.filter(|(_, name, seen)| {
            // A missing file may have been moved: it is due once, and is then searched for in the folder.
            let now = stamp(&folder.join(name));
            let settled = now.as_ref().is_none_or(|(_, age)| *age > EDIT_GRACE);
            now.map(|(now, _)| now) != *seen && settled
        });
        let changed: Vec<DueId> = changed.map(|(id, ..)| id).collect();
        if !changed.is_empty() {
            self.store.make_due(changed)?;
        }
        Ok(())
    }

    /// One step of the thread that keeps the vault up to date: checks for edits, then writes what is due. A
    /// failure is reported once, and writing is tried again after [`RETRY_INTERVAL`].
    pub(crate) fn sync_vault_in_background(&self, now: Millis) {
        let Ok(mut keeping) = self.keeping.lock() else { return };
        // Limits checking to a twentieth of the time, for folders of many files.
        let rested =
            |(when, cost): (Instant, Duration)| when.elapsed() > CHECK_INTERVAL.max(cost * 20);
        if keeping.looked.is_none_or(rested) {
            let start = Instant::now();
            drop(keeping);
            if let Err(err) = self.find_edited_files() {
                // Tried again in seconds; a store that fails fails the writing below as well, which is reported.
                tracing::debug!(cause = log_cause(&err), "edited files not looked for");
            }
            let Ok(again) = self.keeping.lock() else { return };
            keeping = again;
            keeping.looked = Some((Instant::now(), start.elapsed()));
        }
        if keeping.failed.as_ref().is_some_and(|(_, when)| when.elapsed() < RETRY_INTERVAL) {
            return;
        }
        let told = keeping.failed.take().map(|(failure, _)| failure);
        drop(keeping);
        match self.sync_vault(now, Duration::from_millis(500)) {
            Ok((report, _)) if report.both.is_empty() => {}
            Ok((report, _)) => {
                self.events.send(Event::Vault { both: report.both, failure: None });
            }
            Err(err) => {
                let cause = log_cause(&err);
                let failure = Failure::from(err);
                if told.as_ref() != Some(&failure) {
                    failure.log(&cause);
                    let failure = Some(failure.clone());
                    self.events.send(Event::Vault { both: Vec::new(), failure });
                }
                if let Ok(mut keeping) = self.keeping.lock() {
                    keeping.failed = Some((failure, Instant::now()));
                }
            }
        }
    }
}
