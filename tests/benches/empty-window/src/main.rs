//! A window with nothing in it, from the same versions as the app.

fn main() -> tauri::Result<()> {
    tauri::Builder::default().run(tauri::generate_context!())
}
