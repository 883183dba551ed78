//! Declares the shell's only command, so that a window needs permission for it.

fn main() {
    let manifest = tauri_build::AppManifest::new().commands(&["call"]);
    if let Err(err) = tauri_build::try_build(tauri_build::Attributes::new().app_manifest(manifest))
    {
        println!("cargo::error={err:#}");
    }
}
