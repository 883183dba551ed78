//! The window, and the only crate that depends on Tauri. It has one command and one protocol for images;
//! navigation, new windows and downloads are refused.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod desk;
mod start;
mod toolkit;

use std::sync::Arc;

use commonplace_library::api::{self, ErrorCode};
use commonplace_library::{Library, Millis};
use tauri::http::{Request, Response, header};
use tauri::webview::{NewWindowResponse, PageLoadEvent};
use tauri::{AppHandle, Manager as _, Runtime, Url, WebviewUrl, WebviewWindowBuilder};
use tauri_plugin_deep_link::DeepLinkExt as _;

use desk::WindowDesk;
use start::{Opened, Start};

/// The current time. Only front ends read the clock.
fn now_ms() -> Millis {
    jiff::Timestamp::now().as_millisecond()
}

/// Runs one call of the wire contract. Calls can wait, for the disk or for events, so each one runs on a
/// thread that may block.
#[tauri::command]
async fn call(
    app: AppHandle,
    request: serde_json::Value,
) -> Result<serde_json::Value, api::Failure> {
    let answered = tauri::async_runtime::spawn_blocking(move || {
        let opened = app.state::<Opened>();
        let library = opened.as_ref().map_err(Clone::clone)?;
        let request =
            serde_json::from_value(request).map_err(|err| fault(ErrorCode::Invalid, &err))?;
        api::dispatch(library, &WindowDesk(app.clone()), request, now_ms())
    });
    answered.await.unwrap_or_else(|err| Err(fault(ErrorCode::Internal, &err)))
}

fn fault(code: ErrorCode, err: &dyn std::fmt::Display) -> api::Failure {
    api::Failure { code, subject: None, message: err.to_string() }
}

fn main() {
    if commonplace_library::be_a_worker() {
        return;
    }
    toolkit::prepare();
    let start = Start::from_args(std::env::args_os().skip(1));
    let opened = start.open(now_ms());
    if let Ok(library) = &opened {
        let library = Arc::clone(library);
        std::thread::spawn(move || library.watch(&now_ms, &|| false));
    }
    let result = tauri::Builder::default()
        .plugin(tauri_plugin_single_instance::init(|app, args, folder| {
            second_start(app, &args, &folder)
        }))
        .plugin(tauri_plugin_window_state::Builder::default().build())
        .plugin(tauri_plugin_deep_link::init())
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_opener::init())
        .register_uri_scheme_protocol("clip", |context, request| {
            image(context.app_handle(), &request)
        })
        .manage(opened)
        .manage(start)
        .invoke_handler(tauri::generate_handler![call])
        .setup(|app| {
            // Only here is it certain that this is the only window: a second start hands its files over to
            // the first.
            if let Ok(library) = app.state::<Opened>().inner() {
                app.state::<Start>().open_inputs(library, now_ms());
            }
            follow_links(app.handle());
            let window =
                WebviewWindowBuilder::new(app, "main", WebviewUrl::App("index.html".into()))
                    .title("Commonplace")
                    .inner_size(1400.0, 880.0)
                    .min_inner_size(640.0, 480.0)
                    // Files and links are dropped onto the page, which reads them itself.
                    .disable_drag_drop_handler()
                    .on_navigation(is_own)
                    .on_new_window(|_, _| NewWindowResponse::Deny)
                    .on_download(|_, _| false)
                    .on_page_load(|window, payload| {
                        if payload.event() == PageLoadEvent::Finished {
                            // Without the focus a click is needed before keys work.
                            let _ = window.set_focus();
                        }
                    })
                    .initialization_script(if cfg!(target_os = "linux") && is_driven() {
                        STIR
                    } else {
                        ""
                    })
                    .build()?;
            let library = app.state::<Opened>().inner().as_ref().ok().map(Arc::clone);
            toolkit::settle_window(&window, library)?;
            Ok(())
        })
        .build(tauri::generate_context!());
    match result {
        Ok(app) => app.run(|app, event| {
            // The process exits without dropping any value, so the library is closed explicitly.
            if let (tauri::RunEvent::Exit, Ok(library)) = (event, app.state::<Opened>().inner()) {
                library.close();
            }
        }),
        Err(err) => {
            start::print_error(&format!("the window cannot be opened: {err}"));
            std::process::exit(1);
        }
    }
}

/// Whether a WebDriver controls the window: `tauri-driver` sets this variable.
fn is_driven() -> bool {
    std::env::var("TAURI_WEBVIEW_AUTOMATION").is_ok_and(|on| on == "true")
}

/// WebKit answers a driver's request for a screenshot with the next frame it draws. Without OpenGL it draws
/// none while nothing changes, so this script changes one pixel.
const STIR: &str = r##"addEventListener("DOMContentLoaded", () => {
    const dot = document.documentElement.appendChild(document.createElement("i"));
    dot.ariaHidden = "true";
    dot.style.cssText = "position: fixed; left: 0; top: 0; z-index: 99; width: 1px; height: 1px; pointer-events: none";
    let n = 0;
    setInterval(() => (dot.style.background = (n += 1) % 2 ? "#808080" : "#818181"), 100);
});"##;

/// Receives links to the library that are opened in other programs. Where such a link is the argument of a
/// second start, registers this program for them, unless its package did that or a library was given
/// explicitly.
fn follow_links<R: Runtime>(app: &AppHandle<R>) {
    let handle = app.clone();
    app.deep_link().on_open_url(move |event| {
        let links = event.urls().into_iter().filter_map(|url| url.as_str().parse().ok());
        if let Ok(library) = handle.state::<Opened>().inner() {
            links.for_each(|link| library.open_link(link));
        }
    });
    #[cfg(any(windows, target_os = "linux"))]
    if app.state::<Start>().is_usual() && !start::is_installed() {
        let handle = app.clone();
        // Registering runs other programs, which takes time.
        std::thread::spawn(move || {
            if handle.deep_link().register_all().is_err() {
                tracing::warn!("links to the library not registered with the system");
            }
        });
    }
}

/// Allows navigation only to the app, and to the article that the app shows in its frame.
fn is_own(url: &Url) -> bool {
    match url.scheme() {
        "tauri" => url.host_str() == Some("localhost"),
        "http" | "https" => url.host_str() == Some("tauri.localhost"),
        "about" => matches!(url.path(), "srcdoc" | "blank"),
        _ => false,
    }
}

/// Handles a second start: its files and addresses are handed over to the existing window.
fn second_start<R: Runtime>(app: &AppHandle<R>, args: &[String], folder: &str) {
    if let Some(window) = app.get_webview_window("main") {
        // A window manager may refuse; the inputs are handed over all the same.
        let _ = window.unminimize();
        let _ = window.set_focus();
    }
    let start = Start::from_args(args.iter().skip(1).map(Into::into)).in_folder(folder);
    if let Ok(library) = app.state::<Opened>().inner() {
        start.open_inputs(library, now_ms());
    }
}

/// Serves the images of captured pages: `clip://localhost/VERSION/KEY`. Never a document.
fn image<R: Runtime>(app: &AppHandle<R>, request: &Request<Vec<u8>>) -> Response<Vec<u8>> {
    let mut parts = request.uri().path().trim_start_matches('/').split('/');
    let found = match (parts.next(), parts.next(), parts.next()) {
        (Some(version), Some(key), None) => app
            .state::<Opened>()
            .as_ref()
            .ok()
            .and_then(|l: &Arc<Library>| l.asset(version, key).ok().flatten()),
        _ => None,
    };
    let response = Response::builder().header(header::X_CONTENT_TYPE_OPTIONS, "nosniff").header(
        header::CONTENT_SECURITY_POLICY,
        "sandbox; default-src 'none'; style-src 'unsafe-inline'",
    );
    let response = match found {
        Some((bytes, media_type)) if media_type.starts_with("image/") => {
            response.header(header::CONTENT_TYPE, media_type).body(bytes)
        }
        _ => response.status(404).body(Vec::new()),
    };
    response.unwrap_or_default()
}
