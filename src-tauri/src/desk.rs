//! What a desktop can do and a browser cannot: choose a folder, open the reader's browser, fill the
//! screen, print while the page waits for news.

use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, channel};

use commonplace_library::Error;
use commonplace_library::api::Desk;
use tauri::{AppHandle, Manager as _, WebviewWindow};
use tauri_plugin_dialog::DialogExt as _;
use tauri_plugin_opener::OpenerExt as _;

use crate::start::Start;

/// The folder chosen last, for as long as the app runs.
static CHOSEN: Mutex<Option<PathBuf>> = Mutex::new(None);

/// The desktop around the window.
pub(crate) struct WindowDesk(pub(crate) AppHandle);

impl Desk for WindowDesk {
    fn export_folder(&self, again: bool) -> Result<Option<PathBuf>, Error> {
        let before = CHOSEN
            .lock()
            .ok()
            .and_then(|c| c.clone())
            .or_else(|| self.0.state::<Start>().export_to.clone());
        if let (Some(folder), false) = (&before, again) {
            return Ok(Some(folder.clone()));
        }
        let mut dialog = self.0.dialog().file();
        if let Some(folder) = before {
            dialog = dialog.set_directory(folder);
        }
        let chosen = dialog.blocking_pick_folder().and_then(|f| f.into_path().ok());
        if let (Some(folder), Ok(mut kept)) = (&chosen, CHOSEN.lock()) {
            *kept = Some(folder.clone());
        }
        Ok(chosen)
    }

    fn open_url(&self, url: &str) -> Result<(), Error> {
        self.0
            .opener()
            .open_url(url, None::<&str>)
            .map_err(|_| Error::NotHere("opening a browser; none answered"))
    }

    fn full_screen(&self) -> Result<(), Error> {
        let none = |_| Error::NotHere("filling the screen; the window does not answer");
        let window = self.0.get_webview_window("main");
        let window = window.ok_or(Error::NotHere("filling the screen; there is no window"))?;
        window.set_fullscreen(!window.is_fullscreen().map_err(none)?).map_err(none)
    }

    fn print(&self) -> Result<(), Error> {
        let window = self.0.get_webview_window("main");
        let window = window.ok_or(Error::NotHere("printing; there is no window"))?;
        let none = Error::NotHere("printing; the window does not answer");
        match print(&window).ok().and_then(|answer| answer.recv().ok()).ok_or(none)? {
            None => Ok(()),
            Some(why) => Err(Error::Invalid(format!("printing: {why}"))),
        }
    }
}

/// Asks on what to print, and prints; what comes then is why it failed, or nothing. WebKitGTK knows no
/// margins of `@page`: the dialog is given them.
#[cfg(target_os = "linux")]
fn print(window: &WebviewWindow) -> tauri::Result<Receiver<Option<String>>> {
    use gtk::prelude::{Cast as _, WidgetExt as _};
    use webkit2gtk::PrintOperationExt as _;

    const MARGIN_MM: f64 = 18.0;
    let (failed, answer) = channel();
    let done = failed.clone();
    window.with_webview(move |webview| {
        let setup = gtk::PageSetup::new();
        setup.set_top_margin(MARGIN_MM, gtk::Unit::Mm);
        setup.set_bottom_margin(MARGIN_MM, gtk::Unit::Mm);
        setup.set_left_margin(MARGIN_MM, gtk::Unit::Mm);
        setup.set_right_margin(MARGIN_MM, gtk::Unit::Mm);
        let page = webview.inner();
        let operation = webkit2gtk::PrintOperation::new(&page);
        operation.set_page_setup(&setup);
        let above = page.toplevel().and_then(|top| top.downcast::<gtk::Window>().ok());
        operation.connect_failed(move |_, why| drop(failed.send(Some(why.to_string()))));
        let finished = done.clone();
        operation.connect_finished(move |_| drop(finished.send(None)));
        if operation.run_dialog(above.as_ref()) != webkit2gtk::PrintOperationResponse::Print {
            drop(done.send(None));
        }
    })?;
    Ok(answer)
}

/// Asks on what to print, and prints; the system says itself why it failed.
#[cfg(not(target_os = "linux"))]
fn print(window: &WebviewWindow) -> tauri::Result<Receiver<Option<String>>> {
    let (done, answer) = channel();
    window.print()?;
    drop(done.send(None));
    Ok(answer)
}
