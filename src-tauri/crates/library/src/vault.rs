//! A folder that is kept up to date: every article's file, written anew when something in it changes.
//!
//! What is due is noted by the store with each change, so nothing is lost when the app is not running.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use commonplace_exchange::folder::Vault;

use crate::export::Report;
use crate::{Error, Library, api};

const KEY: &str = "vault";
/// So many files are written and remembered at once.
const BATCH: u32 = 50;
/// Where a folder cannot be written, it is tried again after so long.
const AGAIN: Duration = Duration::from_secs(30);

/// How the keeping of the folder goes on.
#[derive(Debug, Default)]
pub(crate) struct Keeping {
    /// Why it could not be written the last time, and when that was.
    failed: Option<(api::Error, Instant)>,
}

/// The folder that is kept up to date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VaultState {
    /// It.
    pub folder: PathBuf,
    /// Files that are still to be written.
    pub due: u32,
    /// Why it cannot be written, if it cannot.
    pub failure: Option<api::Error>,
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
        Ok(Some(VaultState { folder, due: self.store.count_due()?, failure }))
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
    pub fn sync_vault(&self, patience: Duration) -> Result<(Report, bool), Error> {
        let start = Instant::now();
        let mut report = Report::default();
        if self.store.is_read_only() {
            return Ok((report, false));
        }
        let Some(folder) = self.vault_folder()? else { return Ok((report, false)) };
        let mut due = self.store.due(BATCH)?;
        if due.is_empty() {
            return Ok((report, false));
        }
        // A folder that is gone is not made again: it may be on a disk that is not there now.
        if !folder.is_dir() {
            let source = std::io::Error::from(std::io::ErrorKind::NotFound);
            return Err(commonplace_exchange::folder::Error::Folder { path: folder, source }.into());
        }
        let vault = Vault::open(&folder)?;
        report.folder = folder.to_string_lossy().into_owned();
        let with_text = api::Settings::of(self).export_text;
        while !due.is_empty() {
            let ids: Vec<_> = due.iter().map(|(id, _)| *id).collect();
            self.export_batch(&ids, &vault, with_text, false, &mut report)?;
            self.store.set_done(due)?;
            if start.elapsed() > patience {
                return Ok((report, self.store.count_due()? > 0));
            }
            due = self.store.due(BATCH)?;
        }
        Ok((report, false))
    }

    /// One look at what is due, for a thread of its own. What fails is told once, and tried again.
    pub(crate) fn keep_vault(&self) {
        let Ok(mut keeping) = self.keeping.lock() else { return };
        if keeping.failed.as_ref().is_some_and(|(_, when)| when.elapsed() < AGAIN) {
            return;
        }
        let told = keeping.failed.take().map(|(failure, _)| failure);
        drop(keeping);
        match self.sync_vault(Duration::from_millis(500)) {
            Ok((report, _)) if report.both.is_empty() => {}
            Ok((report, _)) => {
                self.events.send(api::Event::Vault { both: report.both, failure: None });
            }
            Err(err) => {
                let failure = api::Error::from(err);
                if told.as_ref() != Some(&failure) {
                    let failure = Some(failure.clone());
                    self.events.send(api::Event::Vault { both: Vec::new(), failure });
                }
                if let Ok(mut keeping) = self.keeping.lock() {
                    keeping.failed = Some((failure, Instant::now()));
                }
            }
        }
    }
}
