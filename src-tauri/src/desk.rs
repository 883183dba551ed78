//! What a desktop can do and a browser cannot: choose files, accept dropped files, use the clipboard, open
//! the default browser, go full screen, print.

use std::path::PathBuf;
use std::sync::Mutex;

use commonplace_library::Error;
use commonplace_library::api::{Desk, InputSource};
use tauri::{AppHandle, Manager as _, WebviewWindow};
use tauri_plugin_dialog::DialogExt as _;
use tauri_plugin_opener::OpenerExt as _;

use crate::start::Start;
use crate::toolkit;

/// The folder chosen last, while the app runs.
static CHOSEN: Mutex<Option<PathBuf>> = Mutex::new(None);

/// Desktop functions for the window.
pub(crate) struct WindowDesk(pub(crate) AppHandle);

impl WindowDesk {
    fn window(&self) -> Result<WebviewWindow, Error> {
        let window = self.0.get_webview_window("main");
        window.ok_or(Error::NotHere("the window has gone"))
    }

    /// The folder for exports without asking: chosen while the app runs, or given at its start.
    fn exported_to(&self) -> Option<PathBuf> {
        let chosen = CHOSEN.lock().ok().and_then(|chosen| chosen.clone());
        chosen.or_else(|| self.0.state::<Start>().export_to.clone())
    }

    /// A file dialog, which runs in its own process.
    fn dialog(&self) -> Result<tauri_plugin_dialog::FileDialogBuilder<tauri::Wry>, Error> {
        if toolkit::has_file_dialogs() {
            Ok(self.0.dialog().file())
        } else {
            Err(Error::NotHere("choosing a file; install xdg-desktop-portal-gtk or zenity"))
        }
    }
}

impl Desk for WindowDesk {
    fn export_folder(&self, again: bool) -> Result<Option<PathBuf>, Error> {
        let before = self.exported_to();
        if let (Some(folder), false) = (&before, again) {
            return Ok(Some(folder.clone()));
        }
        let mut dialog = self.dialog()?;
        if let Some(folder) = before {
            dialog = dialog.set_directory(folder);
        }
        let chosen = dialog.blocking_pick_folder().and_then(|f| f.into_path().ok());
        if let (Some(folder), Ok(mut kept)) = (&chosen, CHOSEN.lock()) {
            *kept = Some(folder.clone());
        }
        Ok(chosen)
    }

    fn given(&self, how: InputSource, title: &str) -> Result<Option<Vec<PathBuf>>, Error> {
        let some = |files: Vec<PathBuf>| (!files.is_empty()).then_some(files);
        let path = |file: tauri_plugin_dialog::FilePath| file.into_path().ok();
        Ok(match how {
            InputSource::Dropped => some(toolkit::dropped()),
            InputSource::Pasted => some(toolkit::copied_files(&self.window()?)?),
            InputSource::Files => {
                let files = self.dialog()?.set_title(title).blocking_pick_files();
                files.map(|files| files.into_iter().filter_map(path).collect())
            }
            InputSource::Folder => self
                .dialog()?
                .set_title(title)
                .blocking_pick_folder()
                .and_then(path)
                .map(|folder| vec![folder]),
            InputSource::Draft => {
                let drafts = ["md", "markdown", "txt"];
                let file = self
                    .dialog()?
                    .set_title(title)
                    .add_filter("Markdown", &drafts)
                    .blocking_pick_file();
                file.and_then(path).map(|file| vec![file])
            }
        })
    }

    fn copy(&self, text: String, html: Option<String>) -> Result<(), Error> {
        toolkit::copy(&self.window()?, text, html)
    }

    fn open_url(&self, url: &str) -> Result<(), Error> {
        self.0
            .opener()
            .open_url(url, None::<&str>)
            .map_err(|_| Error::NotHere("opening a browser; none answered"))
    }

    fn set_dark(&self, dark: Option<bool>) -> Result<(), Error> {
        toolkit::set_dark(&self.window()?, dark)
    }

    fn show_exported(&self) -> Result<(), Error> {
        let folder = self.exported_to().ok_or(Error::NotHere("nothing was exported yet"))?;
        // Opening a path does not report whether a program opened it.
        if !toolkit::has_file_manager() {
            return Err(Error::NotHere("showing a folder; no file manager is installed"));
        }
        self.0
            .opener()
            .open_path(folder.display().to_string(), None::<&str>)
            .map_err(|_| Error::NotHere("showing a folder; no file manager answered"))
    }

    fn full_screen(&self) -> Result<(), Error> {
        let none = |_| Error::NotHere("filling the screen; the window does not answer");
        let window = self.window()?;
        window.set_fullscreen(!window.is_fullscreen().map_err(none)?).map_err(none)
    }

    fn quit(&self) -> Result<(), Error> {
        self.window()?.close().map_err(|_| Error::NotHere("closing; the window does not answer"))
    }

    fn save_as(&self, name: &str) -> Result<Option<PathBuf>, Error> {
        let chosen = self.dialog()?.set_file_name(name).blocking_save_file();
        Ok(chosen.and_then(|file| file.into_path().ok()))
    }

    fn print(&self, pdf: bool) -> Result<Option<PathBuf>, Error> {
        let window = self.window()?;
        let target = if pdf {
            let chosen = self
                .dialog()?
                .add_filter("PDF", &["pdf"])
                .set_file_name("Article.pdf")
                .blocking_save_file();
            let Some(path) = chosen.and_then(|file| file.into_path().ok()) else {
                return Ok(None);
            };
            Some(path)
        } else {
            None
        };
        let none = Error::NotHere("printing; the window does not answer");
        let printed = toolkit::print(&window, target.clone());
        match printed.ok().and_then(|answer| answer.recv().ok()).ok_or(none)? {
            None => Ok(target),
            Some(why) => Err(Error::Invalid(format!("printing: {why}"))),
        }
    }
}
