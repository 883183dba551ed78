//! What depends on the window's toolkit: drawing, drops, the clipboard, menus, printing.

#[cfg(target_os = "linux")]
#[path = "toolkit/gtk.rs"]
mod platform;
#[cfg(not(target_os = "linux"))]
#[path = "toolkit/other.rs"]
mod platform;

pub(crate) use platform::{
    copied_files, copy, dropped, has_file_dialogs, has_file_manager, prepare, print, set_dark,
    settle_window,
};
