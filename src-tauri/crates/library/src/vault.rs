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
use crate::{Error, Failure, Library, Millis, Settings};
use writing::Batch;

pub use contents::Shape;

const KEY: &str = "vault";
/// So many files are written and remembered at once.
const BATCH: u32 = 50;
/// Where a folder cannot be written, it is tried again after so long.
const AGAIN: Duration = Duration::from_secs(30);
/// Its files are looked at so often, if that is quick.
const LOOK: Duration = Duration::from_secs(2);
/// A file that was changed less long ago is being written in.
const SETTLED: Duration = Duration::from_secs(2);

/// How the keeping of the folder goes on.
#[derive(Debug, Default)]
pub(crate) struct Keeping {
    /// Why it could not be written the last time, and when that was.
    failed: Option<(Failure, Instant)>,
    /// When its files were looked at, and how long that took.
    looked: Option<(Instant, Duration)>,
}

/// The folder that is kept up to date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VaultState {
    /// It.
    pub folder: PathBuf,
    /// Files that are still to be written.
    pub due: u32,
    /// Why it cannot be written, if it cannot.
    pub failure: Option<Failure>,
}

impl Library {
    /// The folder that is kept up to date, if there is one.
    ///
    /// # Errors
    ///
    /// [`Error::Store`].
    pub fn vault(&self) -> Result<Option<VaultState>, Error> {
        let Some(folder) = self.vault_folder()? else { return Ok(None) };
        let failure = self.keeping.lock().ok().and_then(|k| k.failed.as_ref().map(|f| f.0.clone()));
        Ok(Some(VaultState { folder, due: self.store.count_due(self.file_for())?, failure }))
    }

    /// What has a file of its own there.
    fn file_for(&self) -> FileOf {
        Settings::of(self).export_files.0
    }

    fn vault_folder(&self) -> Result<Option<PathBuf>, Error> {
        let stored = self.store.setting(KEY)?;
        Ok(stored.and_then(|json| serde_json::from_str::<PathBuf>(&json).ok()))
    }

    /// Keeps a folder up to date from now on, with every article that is there; `None` keeps none. The
    /// files that were written stay.
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
        let path = vault
            .path()
            .to_str()
            .ok_or_else(|| Error::Invalid("the folder's name is no text; choose another".into()))?;
        self.store.set_setting(KEY, &serde_json::json!(path).to_string())?;
        self.store.all_due()?;
        Ok(())
    }

    /// Everything in the folder is to be looked at again: what every file is made of was changed.
    pub(crate) fn vault_changed(&self) -> Result<(), Error> {
        if self.vault_folder()?.is_some() {
            self.store.all_due()?;
        }
        Ok(())
    }

    /// Writes what is due, until `patience` is over; gives what was done, and whether more is due. A
    /// file that a person deleted stays deleted. Nothing is done where no folder is kept.
    ///
    /// # Errors
    ///
    /// [`Error::Folder`], [`Error::Store`]; what was written before stays, the rest stays due.
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
        // A folder that is gone is not made again: it may be on a disk that is not there now.
        if !folder.is_dir() {
            let source = std::io::Error::from(std::io::ErrorKind::NotFound);
            return Err(commonplace_exchange::folder::Error::Folder { path: folder, source }.into());
        }
        let vault = Vault::open(&folder)?;
        report.folder = folder.to_string_lossy().into_owned();
        let (mut left, mut failure) = (0, None);
        if gone {
            let batch = Batch { vault: &vault, shape: &shape, now, settled: Some(SETTLED) };
            self.take_out_projects(&batch, &mut report)?;
        }
        while !due.is_empty() {
            let ids: Vec<_> = due.iter().map(|(id, _)| *id).collect();
            let batch = Batch { vault: &vault, shape: &shape, now, settled: Some(SETTLED) };
            let (done, failed) = self.export_batch(&ids, &batch, &mut report)?;
            failure = failure.or(failed);
            left += u32::try_from(ids.len() - done.len()).unwrap_or(0);
            // Another folder may have been chosen meanwhile: there all of it is due.
            if self.vault_folder()?.as_ref() != Some(&folder) {
                return Ok((report, true));
            }
            due.retain(|(id, _)| done.contains(id));
            self.store.set_done(due)?;
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

    /// Files of the folder that a person changed since they were written are due: edits of notes and tags
    /// are read back. One that is being written in at this moment waits.
    ///
    /// # Errors
    ///
    /// [`Error::Store`].
    pub fn look_at_vault(&self) -> Result<(), Error> {
        let Some(folder) = self.vault_folder()?.filter(|_| !self.store.is_read_only()) else {
            return Ok(());
        };
        let files =
            self.store.exported_files(&folder.to_string_lossy(), self.file_for())?.into_iter();
        let changed = files.filter(|(_, name, seen)| {
            // One that is not at its place may be elsewhere: it is looked for, once.
            let now = stamp(&folder.join(name));
            let settled = now.as_ref().is_none_or(|(_, age)| *age > SETTLED);
            now.map(|(now, _)| now) != *seen && settled
        });
        let changed: Vec<DueId> = changed.map(|(id, ..)| id).collect();
        if !changed.is_empty() {
            self.store.make_due(changed)?;
        }
        Ok(())
    }

    /// One look at what is due, for a thread of its own. What fails is told once, and tried again.
    pub(crate) fn keep_vault(&self, now: Millis) {
        let Ok(mut keeping) = self.keeping.lock() else { return };
        // Looking at many files takes its time: a twentieth of all, at most.
        let rested = |(when, cost): (Instant, Duration)| when.elapsed() > LOOK.max(cost * 20);
        if keeping.looked.is_none_or(rested) {
            let start = Instant::now();
            drop(keeping);
            let _ = self.look_at_vault();
            let Ok(again) = self.keeping.lock() else { return };
            keeping = again;
            keeping.looked = Some((Instant::now(), start.elapsed()));
        }
        if keeping.failed.as_ref().is_some_and(|(_, when)| when.elapsed() < AGAIN) {
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
                let failure = Failure::from(err);
                if told.as_ref() != Some(&failure) {
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
