//! The folder that the app keeps up to date with the library.

use super::context::Context;
use super::wire::{Nothing, sent};
use crate::{Failure, VaultState};

sent! {
    /// State of the folder that is kept up to date.
    VaultView {
        /// Its path; null if no folder is set.
        folder: Option<String>,
        /// Number of files still to be written.
        due: u32,
        /// Why the folder cannot be written; null if it can.
        failure: Option<Failure>,
    }
}

pub(super) fn get(c: &Context<'_>, _: Nothing) -> Result<VaultView, crate::Error> {
    Ok(c.library.vault()?.into())
}

pub(super) fn choose(c: &Context<'_>, _: Nothing) -> Result<VaultView, crate::Error> {
    if let Some(folder) = c.desk.export_folder(true)? {
        c.library.set_vault(Some(&folder))?;
    }
    Ok(c.library.vault()?.into())
}

pub(super) fn stop(c: &Context<'_>, _: Nothing) -> Result<VaultView, crate::Error> {
    c.library.set_vault(None)?;
    Ok(c.library.vault()?.into())
}

impl From<Option<VaultState>> for VaultView {
    fn from(vault: Option<VaultState>) -> Self {
        match vault {
            Some(v) => Self {
                folder: Some(v.folder.to_string_lossy().into_owned()),
                due: v.due,
                failure: v.failure,
            },
            None => Self { folder: None, due: 0, failure: None },
        }
    }
}
