//! What every call receives: the library, the abilities of the front end, the time.

use std::sync::Arc;

use serde::Deserialize;
use ts_rs::TS;

use crate::{Library, Millis};

/// What every call receives: the library, the abilities of the front end, the time.
pub(super) struct Context<'a> {
    pub(super) library: &'a Arc<Library>,
    pub(super) desk: &'a dyn Desk,
    pub(super) now: Millis,
}

/// Abilities that only some front ends have: choose a folder, open a browser, fill the screen.
pub trait Desk: Send + Sync {
    /// Returns the folder for exports; `None` when the dialog is cancelled. Asks if no folder was
    /// chosen before, or if `again` is set.
    ///
    /// # Errors
    ///
    /// [`crate::Error::NotHere`] if the front end cannot show a dialog.
    fn export_folder(&self, again: bool) -> Result<Option<std::path::PathBuf>, crate::Error>;

    /// Opens an address in the default browser. The caller has checked that it is http, https or
    /// mailto.
    ///
    /// # Errors
    ///
    /// [`crate::Error::NotHere`] if there is no browser.
    fn open_url(&self, url: &str) -> Result<(), crate::Error>;

    /// Shows the folder that was exported to last in the desktop's file manager.
    ///
    /// # Errors
    ///
    /// [`crate::Error::NotHere`] if nothing was exported yet or no file manager answers.
    fn show_exported(&self) -> Result<(), crate::Error> {
        Err(crate::Error::NotHere("showing a folder; there is no window"))
    }

    /// Makes the native menus dark or light; `None` follows the desktop. Does nothing where there
    /// is no window.
    ///
    /// # Errors
    ///
    /// [`crate::Error::NotHere`] if the window does not answer.
    fn set_dark(&self, _dark: Option<bool>) -> Result<(), crate::Error> {
        Ok(())
    }

    /// Toggles full screen.
    ///
    /// # Errors
    ///
    /// [`crate::Error::NotHere`] if there is no window.
    fn full_screen(&self) -> Result<(), crate::Error> {
        Err(crate::Error::NotHere("filling the screen; there is no window"))
    }

    /// Closes the window.
    ///
    /// # Errors
    ///
    /// [`crate::Error::NotHere`] if there is no window.
    fn quit(&self) -> Result<(), crate::Error> {
        Err(crate::Error::NotHere("closing the window; there is no window"))
    }

    /// Shows the print dialog for what the window shows. If `_pdf` is set, asks for a file, writes
    /// a PDF to it and returns its path.
    ///
    /// # Errors
    ///
    /// [`crate::Error::NotHere`] if there is no window.
    fn print(&self, _pdf: bool) -> Result<Option<std::path::PathBuf>, crate::Error> {
        Err(crate::Error::NotHere("printing; there is no window"))
    }

    /// Asks where to save a file. `name` is the suggested file name. Returns `None` when the dialog
    /// is cancelled.
    ///
    /// # Errors
    ///
    /// [`crate::Error::NotHere`] if the front end cannot show a dialog.
    fn save_as(&self, _name: &str) -> Result<Option<std::path::PathBuf>, crate::Error> {
        Err(crate::Error::NotHere("choosing a file; there is no window"))
    }

    /// Puts text on the clipboard, and HTML beside it if given.
    ///
    /// # Errors
    ///
    /// [`crate::Error::NotHere`] if there is no clipboard.
    fn copy(&self, _text: String, _html: Option<String>) -> Result<(), crate::Error> {
        Err(crate::Error::NotHere("copying; there is no window"))
    }

    /// Returns the files and folders that were just dropped, pasted or chosen. `title` is the title
    /// of the file dialog. Returns `None` when nothing was given or the dialog was cancelled. A
    /// page cannot name a path.
    ///
    /// # Errors
    ///
    /// [`crate::Error::NotHere`] if there is no window.
    fn given(
        &self,
        _how: InputSource,
        _title: &str,
    ) -> Result<Option<Vec<std::path::PathBuf>>, crate::Error> {
        Err(crate::Error::NotHere("choosing files; there is no window"))
    }
}

/// How files were given to the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, serde::Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum InputSource {
    /// Dropped on the window a moment ago.
    Dropped,
    /// Copied in a file manager, then pasted.
    Pasted,
    /// Files chosen in a dialog.
    Files,
    /// A folder chosen in a dialog.
    Folder,
    /// One draft chosen in a dialog.
    Draft,
}
