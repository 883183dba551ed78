//! The toolkit functions for GTK and WebKitGTK.

use std::path::PathBuf;
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::{Duration, Instant};

use commonplace_library::{Error, Library};
use gtk::prelude::{Cast as _, GtkSettingsExt as _, WidgetExt as _};
use gtk::{gdk, gio, glib};
use tauri::WebviewWindow;
use webkit2gtk::{
    ContextMenuExt as _, ContextMenuItemExt as _, FileChooserRequestExt as _,
    HitTestResultExt as _, PrintOperationExt as _, WebViewExt as _,
};

/// Maximum time after a drop in which its files can be requested.
const DROP: Duration = Duration::from_secs(10);

/// Time after a drop until the shell sends the page an event, if the page has not asked for the files.
const UNHEARD: Duration = Duration::from_millis(400);

/// The files dragged over the window, and when they were dropped; `None` while they are not.
static DROPPED: Mutex<(Vec<PathBuf>, Option<Instant>)> = Mutex::new((Vec::new(), None));

/// Has to be called before the toolkit starts. Without a usable graphics processor, WebKitGTK composes each
/// frame with OpenGL in software, and scrolling takes three times as long as without OpenGL. Only the
/// environment of its first process is read: set later on the page, the same choice cuts off every wheel
/// event.
pub(crate) fn prepare() {
    let usable = |path: &std::path::Path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with("renderD")
            && std::fs::OpenOptions::new().read(true).write(true).open(path).is_ok()
    };
    let mut devices = std::fs::read_dir("/dev/dri").into_iter().flatten().flatten();
    // The Windows Subsystem for Linux has its own graphics device.
    if !std::path::Path::new("/dev/dxg").exists() && !devices.any(|device| usable(&device.path())) {
        // Only if the name were invalid would it fail.
        let _ = glib::setenv("WEBKIT_DISABLE_COMPOSITING_MODE", "1", false);
    }
}

/// Sets up the window: drops, menus, file choosers, and reloading after a crash.
pub(crate) fn settle_window(
    window: &WebviewWindow,
    library: Option<Arc<Library>>,
) -> tauri::Result<()> {
    window.with_webview(move |webview| {
        let page = webview.inner();
        if let (true, Some(settings)) =
            (cfg!(debug_assertions), webkit2gtk::WebViewExt::settings(&page))
        {
            webkit2gtk::SettingsExt::set_enable_write_console_messages_to_stdout(&settings, true);
        }
        page.connect_drag_data_received(|_, _, _, _, data, _, _| {
            if data.data_type().name() == "text/uri-list"
                && let Ok(mut dropped) = DROPPED.lock()
            {
                // This data may arrive after the drop.
                dropped.0 = data.uris().iter().filter_map(local_path).collect();
            }
        });
        let teller = library.clone();
        page.connect_drag_drop(move |page, context, x, y, time| {
            let known = DROPPED.lock().map(|mut dropped| {
                dropped.1 = Some(Instant::now());
                !dropped.0.is_empty()
            });
            // After a fast drop, the web view may not have requested the data yet.
            let uris = gdk::Atom::intern("text/uri-list");
            if known.is_ok_and(|known| !known) && context.list_targets().contains(&uris) {
                page.drag_get_data(context, &uris, time);
            }
            // Usually the page gets a `drop` event and asks for the files. WebKit omits that event
            // for fast drops; then the shell sends ours.
            let teller = teller.clone();
            glib::timeout_add_local_once(UNHEARD, move || {
                let waiting = DROPPED.lock().is_ok_and(|d| d.1.is_some() && !d.0.is_empty());
                if let (true, Some(library)) = (waiting, teller) {
                    library.tell_dropped(x, y);
                }
            });
            false
        });
        page.connect_drag_leave(move |_, _, _| {
            let teller = library.clone();
            glib::timeout_add_local_once(UNHEARD, move || {
                // The files were dragged away again. A leave event precedes a drop too.
                if let Ok(mut dropped) = DROPPED.lock()
                    && dropped.1.is_none()
                {
                    dropped.0.clear();
                }
                if let Some(library) = teller {
                    library.tell_drag_ended();
                }
            });
        });
        // A file dialog in this process would open the library's file to detect its type (see
        // `store::sharing`).
        page.connect_run_file_chooser(|_, request| {
            request.cancel();
            true
        });
        // A field has a menu to cut, copy, paste and check spelling. Elsewhere the page shows its own menu,
        // or none.
        page.connect_context_menu(|_, menu, _, hit| {
            if !hit.context_is_editable() {
                return true;
            }
            use webkit2gtk::ContextMenuAction as Action;
            for item in menu.items() {
                let unwanted = matches!(
                    item.stock_action(),
                    Action::Reload
                        | Action::Stop
                        | Action::GoBack
                        | Action::GoForward
                        | Action::InspectElement
                        | Action::OpenFrameInNewWindow
                        | Action::OpenLink
                        | Action::OpenLinkInNewWindow
                        | Action::DownloadLinkToDisk
                );
                if unwanted {
                    menu.remove(&item);
                }
            }
            false
        });
        // The library is in this process, so nothing is lost: the page is loaded again and restores its
        // position.
        page.connect_web_process_terminated(|page, _| page.load_uri("tauri://localhost/#again"));
    })
}

fn local_path(uri: &glib::GString) -> Option<PathBuf> {
    if !uri.starts_with("file:") {
        return None;
    }
    glib::filename_from_uri(uri).ok().map(|(path, _)| path)
}

/// The files that were dropped at most [`DROP`] ago. Returned only once.
pub(crate) fn dropped() -> Vec<PathBuf> {
    let Ok(mut dropped) = DROPPED.lock() else { return Vec::new() };
    let (paths, when) = std::mem::take(&mut *dropped);
    if when.is_some_and(|when| when.elapsed() < DROP) { paths } else { Vec::new() }
}

/// Runs `f` on the toolkit's thread and waits for it.
fn on_main<T: Send + 'static>(
    window: &WebviewWindow,
    f: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Error> {
    let (answer, result) = channel();
    let gone = Error::NotHere("the window does not answer");
    let sent = window.run_on_main_thread(move || drop(answer.send(f())));
    sent.ok().and_then(|()| result.recv().ok()).ok_or(gone)
}

fn clipboard() -> gtk::Clipboard {
    gtk::Clipboard::get(&gdk::SELECTION_CLIPBOARD)
}

/// The files that were copied in a file manager.
pub(crate) fn copied_files(window: &WebviewWindow) -> Result<Vec<PathBuf>, Error> {
    on_main(window, || clipboard().wait_for_uris().iter().filter_map(local_path).collect())
}

/// Whether a program that shows folders is installed.
pub(crate) fn has_file_manager() -> bool {
    gio::AppInfo::default_for_type("inode/directory", false).is_some()
}

/// Makes the menus of fields, which GTK draws, dark or light; `None` restores the desktop's setting.
pub(crate) fn set_dark(window: &WebviewWindow, dark: Option<bool>) -> Result<(), Error> {
    /// Whether the desktop asked for dark menus.
    static BEFORE: OnceLock<bool> = OnceLock::new();
    on_main(window, move || {
        let Some(settings) = gtk::Settings::default() else { return };
        let before = *BEFORE.get_or_init(|| settings.is_gtk_application_prefer_dark_theme());
        settings.set_gtk_application_prefer_dark_theme(dark.unwrap_or(before));
    })
}

/// Puts text on the clipboard, and HTML if there is any.
pub(crate) fn copy(
    window: &WebviewWindow,
    text: String,
    html: Option<String>,
) -> Result<(), Error> {
    const TEXT: u32 = 0;
    const HTML: u32 = 1;
    let taken = on_main(window, move || {
        let target =
            |name: &str, info| gtk::TargetEntry::new(name, gtk::TargetFlags::empty(), info);
        let mut targets: Vec<gtk::TargetEntry> =
            ["UTF8_STRING", "text/plain;charset=utf-8", "text/plain", "STRING", "TEXT"]
                .map(|name| target(name, TEXT))
                .into();
        if html.is_some() {
            targets.push(target("text/html", HTML));
        }
        clipboard().set_with_data(&targets, move |_, selection, info| match &html {
            Some(html) if info == HTML => {
                selection.set(&gdk::Atom::intern("text/html"), 8, html.as_bytes());
            }
            _ => drop(selection.set_text(&text)),
        })
    })?;
    if taken { Ok(()) } else { Err(Error::NotHere("copying; the clipboard does not answer")) }
}

/// Whether file dialogs are available: from the desktop's portal or from zenity.
pub(crate) fn has_file_dialogs() -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join("zenity").exists()) || has_portal()
}

fn has_portal() -> bool {
    let names = || {
        let bus = gio::bus_get_sync(gio::BusType::Session, gio::Cancellable::NONE).ok()?;
        let reply = bus.call_sync(
            Some("org.freedesktop.DBus"),
            "/org/freedesktop/DBus",
            "org.freedesktop.DBus",
            "ListActivatableNames",
            None,
            None,
            gio::DBusCallFlags::NONE,
            2_000,
            gio::Cancellable::NONE,
        );
        reply.ok()?.child_value(0).get::<Vec<String>>()
    };
    names().is_some_and(|names| names.iter().any(|n| n == "org.freedesktop.portal.Desktop"))
}

/// Prints on a printer chosen in a dialog, or into the PDF file `target`. The receiver gets the reason if
/// printing failed, or `None`.
pub(crate) fn print(
    window: &WebviewWindow,
    target: Option<PathBuf>,
) -> tauri::Result<Receiver<Option<String>>> {
    const MARGIN_MM: f64 = 18.0;
    let (failed, answer) = channel();
    let done = failed.clone();
    window.with_webview(move |webview| {
        // WebKitGTK ignores the margins of `@page`, so they are set on the operation.
        let setup = gtk::PageSetup::new();
        setup.set_top_margin(MARGIN_MM, gtk::Unit::Mm);
        setup.set_bottom_margin(MARGIN_MM, gtk::Unit::Mm);
        setup.set_left_margin(MARGIN_MM, gtk::Unit::Mm);
        setup.set_right_margin(MARGIN_MM, gtk::Unit::Mm);
        let page = webview.inner();
        let operation = webkit2gtk::PrintOperation::new(&page);
        operation.set_page_setup(&setup);
        operation.connect_failed(move |_, why| drop(failed.send(Some(why.to_string()))));
        let finished = done.clone();
        operation.connect_finished(move |_| drop(finished.send(None)));
        // The dialog's own "Print to File" would show a file dialog in this process.
        if let Some(settings) = gtk::Settings::default() {
            let backends = if target.is_some() { "file" } else { "cups" };
            glib::ObjectExt::set_property(&settings, "gtk-print-backends", backends);
        }
        match target.and_then(|path| glib::filename_to_uri(path, None).ok()) {
            Some(uri) => {
                let settings = gtk::PrintSettings::new();
                let printer = glib::dgettext(Some("gtk30"), "Print to File");
                settings.set(gtk::PRINT_SETTINGS_PRINTER.as_str(), Some(printer.as_str()));
                settings.set(gtk::PRINT_SETTINGS_OUTPUT_URI.as_str(), Some(uri.as_str()));
                settings.set(gtk::PRINT_SETTINGS_OUTPUT_FILE_FORMAT.as_str(), Some("pdf"));
                operation.set_print_settings(&settings);
                operation.print();
            }
            None => {
                let above = page.toplevel().and_then(|top| top.downcast::<gtk::Window>().ok());
                let chosen = operation.run_dialog(above.as_ref());
                if chosen != webkit2gtk::PrintOperationResponse::Print {
                    drop(done.send(None));
                }
            }
        }
    })?;
    Ok(answer)
}
