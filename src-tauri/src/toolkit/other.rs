//! The systems whose web view hands over dropped files itself, and whose dialogs open no file to look at it.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};

use commonplace_library::{Error, Library};
use tauri::WebviewWindow;

pub(crate) fn prepare() {}

pub(crate) fn settle_window(_: &WebviewWindow, _: Option<Arc<Library>>) -> tauri::Result<()> {
    Ok(())
}

pub(crate) fn has_file_dialogs() -> bool {
    true
}

pub(crate) fn has_file_manager() -> bool {
    true
}

/// Nothing: the web view draws its menus as the page says.
pub(crate) fn set_dark(_: &WebviewWindow, _: Option<bool>) -> Result<(), Error> {
    Ok(())
}

/// None: the page has the files themselves.
pub(crate) fn dropped() -> Vec<PathBuf> {
    Vec::new()
}

/// None: the page has the files themselves.
pub(crate) fn copied_files(_: &WebviewWindow) -> Result<Vec<PathBuf>, Error> {
    Ok(Vec::new())
}

/// Puts text on the clipboard, with HTML beside it where there is some.
pub(crate) fn copy(_: &WebviewWindow, text: String, html: Option<String>) -> Result<(), Error> {
    let none = |_| Error::NotHere("copying; the clipboard does not answer");
    let mut clipboard = arboard::Clipboard::new().map_err(none)?;
    match html {
        Some(html) => clipboard.set_html(html, Some(text)),
        None => clipboard.set_text(text),
    }
    .map_err(none)
}

/// Asks on what to print, and prints; the system says itself why it failed, and its dialog also writes PDF.
pub(crate) fn print(
    window: &WebviewWindow,
    _: Option<PathBuf>,
) -> tauri::Result<Receiver<Option<String>>> {
    let (done, answer) = channel();
    window.print()?;
    drop(done.send(None));
    Ok(answer)
}
