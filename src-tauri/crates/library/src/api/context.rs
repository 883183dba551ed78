//! What a call is answered with: the library, what the front end can do, the time.

use std::sync::Arc;

use serde::Deserialize;
use ts_rs::TS;

use crate::{Library, Millis};

/// What a call is answered with: the library, the front end's abilities, the time.
pub(super) struct Context<'a> {
    pub(super) library: &'a Arc<Library>,
    pub(super) desk: &'a dyn Desk,
    pub(super) now: Millis,
}

/// What only some front ends can do: choose a folder, open a browser, fill the screen.
pub trait Desk: Send + Sync {
    /// Returns the folder for exports; `None` when the dialog is cancelled. Asks if none was chosen
    /// before, or if `again` is set.
    ///
    /// # Errors
    ///
    /// [`crate::Error::NotHere`] where there is nothing to choose with.
    fn export_folder(&self, again: bool) -> Result<Option<std::path::PathBuf>, crate::Error>;

    /// Opens an address in the reader's browser. It has been checked: http, https or mailto.
    ///
    /// # Errors
    ///
    /// [`crate::Error::NotHere`] where there is no browser.
    fn open_url(&self, url: &str) -> Result<(), crate::Error>;

    /// Shows the folder that was exported to last in the desktop's file manager.
    ///
    /// # Errors
    ///
    /// [`crate::Error::NotHere`] where nothing was exported yet, or no file manager answers.
    fn show_exported(&self) -> Result<(), crate::Error> {
        Err(crate::Error::NotHere("showing a folder; there is no window"))
    }

    /// Makes the menus that the desktop draws dark or light; `None`: as the desktop is.
    ///
    /// # Errors
    ///
    /// [`crate::Error::NotHere`] where the window does not answer. Without one there is nothing to do.
    fn set_dark(&self, _dark: Option<bool>) -> Result<(), crate::Error> {
        Ok(())
    }

    /// Gives the window the whole screen, or takes it back.
    ///
    /// # Errors
    ///
    /// [`crate::Error::NotHere`] where there is no window.
    fn full_screen(&self) -> Result<(), crate::Error> {
        Err(crate::Error::NotHere("filling the screen; there is no window"))
    }

    /// Closes the window.
    ///
    /// # Errors
    ///
    /// [`crate::Error::NotHere`] where there is no window.
    fn quit(&self) -> Result<(), crate::Error> {
        Err(crate::Error::NotHere("closing the window; there is no window"))
    }

    /// Prints what the window shows, when the reader has chosen on what; or writes it as a PDF to the file the
    /// reader chooses, which is answered.
    ///
    /// # Errors
    ///
    /// [`crate::Error::NotHere`] where there is no window.
    fn print(&self, _pdf: bool) -> Result<Option<std::path::PathBuf>, crate::Error> {
        Err(crate::Error::NotHere("printing; there is no window"))
    }

    /// Lets the reader choose where a file is saved, called `name` if nothing else; `None` if the dialog was
    /// cancelled.
    ///
    /// # Errors
    ///
    /// [`crate::Error::NotHere`] where there is nothing to choose with.
    fn save_as(&self, _name: &str) -> Result<Option<std::path::PathBuf>, crate::Error> {
        Err(crate::Error::NotHere("choosing a file; there is no window"))
    }

    /// Puts text on the clipboard, with HTML beside it where there is some.
    ///
    /// # Errors
    ///
    /// [`crate::Error::NotHere`] where there is no clipboard.
    fn copy(&self, _text: String, _html: Option<String>) -> Result<(), crate::Error> {
        Err(crate::Error::NotHere("copying; there is no window"))
    }

    /// Returns the files and folders the reader just dropped, pasted or chose. `title` is the title of the file
    /// dialog. Returns `None` when nothing was given or the dialog was cancelled. A page cannot name a path.
    ///
    /// # Errors
    ///
    /// [`crate::Error::NotHere`] where there is no window.
    fn given(
        &self,
        _how: Given,
        _title: &str,
    ) -> Result<Option<Vec<std::path::PathBuf>>, crate::Error> {
        Err(crate::Error::NotHere("choosing files; there is no window"))
    }
}

/// How files were given to the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, serde::Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Given {
    /// Dropped on it, a moment ago.
    Dropped,
    /// Copied in a file manager, and pasted.
    Pasted,
    /// Files chosen in a dialog.
    Files,
    /// A folder chosen in a dialog.
    Folder,
    /// One draft chosen in a dialog.
    Draft,
}
