//! The toolkit functions for systems whose web view passes dropped files to the page, and whose file dialogs
//! do not open files to inspect them.

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

/// Does nothing: the web view draws its menus as the page says.
pub(crate) fn set_dark(_: &WebviewWindow, _: Option<bool>) -> Result<(), Error> {
    Ok(())
}

/// Always empty: the page gets the files itself.
pub(crate) fn dropped() -> Vec<PathBuf> {
    Vec::new()
}

/// Always empty: the page gets the files itself.
pub(crate) fn copied_files(_: &WebviewWindow) -> Result<Vec<PathBuf>, Error> {
    Ok(Vec::new())
}

/// Puts text on the clipboard, and HTML if there is any.
pub(crate) fn copy(_: &WebviewWindow, text: String, html: Option<String>) -> Result<(), Error> {
    let none = |_| Error::NotHere("copying; the clipboard does not answer");
    let mut clipboard = arboard::Clipboard::new().map_err(none)?;
    match html {
        Some(html) => clipboard.set_html(html, Some(text)),
        None => clipboard.set_text(text),
    }
    .map_err(none)
}

/// Shows the system's print dialog, which also writes PDF and reports errors itself.
pub(crate) fn print(
    window: &WebviewWindow,
    _: Option<PathBuf>,
) -> tauri::Result<Receiver<Option<String>>> {
    let (done, answer) = channel();
    window.print()?;
    drop(done.send(None));
    Ok(answer)
}
