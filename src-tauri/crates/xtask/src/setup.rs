//! Installs what a fresh Debian or Ubuntu machine lacks if it has only Rust and Node.

use std::path::PathBuf;

use crate::shell::{Shell, root};

/// Packages for building the window.
const BUILD: &[&str] = &["libwebkit2gtk-4.1-dev", "librsvg2-dev", "build-essential", "pkg-config"];
/// Hyphenation patterns for the article's language; the .deb recommends the same packages. Other languages
/// are hyphenated by the library (`capture/src/hyphens.rs`).
const READ: &[&str] = &[
    "hyphen-en-gb",
    "hyphen-en-us",
    "hyphen-es",
    "hyphen-fr",
    "hyphen-it",
    "hyphen-nl",
    "hyphen-pt-br",
];
/// File dialogs in their own process, where the desktop has no portal.
const DIALOGS: &[&str] = &["zenity"];
/// Packages for showing the window without a display, and for driving it.
const SCREEN: &[&str] = &[
    "webkit2gtk-driver",
    "xvfb",
    "xauth",
    "x11-utils",
    "dbus",
    "curl",
    "fonts-noto-core",
    "fonts-noto-cjk",
];
/// Packages for using the window as a person does: real pointer, wheel, keys, clipboard and drops, file
/// dialogs, and screenshots.
const HAND: &[&str] =
    &["xdotool", "openbox", "xclip", "imagemagick", "python3-gi", "gir1.2-gtk-3.0"];
/// A second browser engine for testing the interface.
const BROWSER: &[&str] = &["chromium"];

/// Checks exported books; installed if there is Java.
const BOOKS: &str = "epubcheck";

const TAURI_DRIVER: &str = "2.1.0";
const CARGO_DENY: &str = "0.20.2";

/// What the packages are needed for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Need {
    /// To build and open the window.
    Window,
    /// To build the window and show it on a virtual display.
    Headless,
    /// To run every test and benchmark.
    Tests,
}

/// Installs what is missing, and prints what it does.
pub(crate) fn prepare(need: Need) -> Result<(), String> {
    let mut packages: Vec<&str> = [BUILD, READ, DIALOGS].concat();
    if need != Need::Window {
        packages.extend(SCREEN);
    }
    if need == Need::Tests {
        packages.extend(HAND);
        packages.extend(BROWSER);
        let there = |program: &str, args: &[&str]| {
            Shell::new(program).args(args.iter()).run_silently().is_some()
        };
        if there("java", &["-version"]) && there("apt-cache", &["show", BOOKS]) {
            packages.push(BOOKS);
        }
    }
    debian(&packages)?;
    npm("ui")?;
    if need == Need::Tests {
        npm("tests")?;
    }
    if need != Need::Window {
        tauri_driver()?;
    }
    Ok(())
}

/// Installs the Debian packages that are missing.
fn debian(packages: &[&str]) -> Result<(), String> {
    if Shell::new("dpkg-query").args(["--version"]).run_silently().is_none() {
        println!(
            "This is no Debian or Ubuntu machine. Needed, by their Debian names: {}",
            packages.join(" ")
        );
        return Ok(());
    }
    let missing: Vec<&str> = packages
        .iter()
        .copied()
        .filter(|p| {
            !Shell::new("dpkg-query")
                .args(["-W", "-f", "${Status}", p])
                .run_silently()
                .is_some_and(|s| s.contains("install ok installed"))
        })
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    println!("Installing Debian packages that are missing: {}", missing.join(" "));
    let root_user = Shell::new("id").args(["-u"]).run_silently().is_some_and(|id| id.trim() == "0");
    let apt = |args: &[&str]| {
        let shell =
            if root_user { Shell::new("apt-get") } else { Shell::new("sudo").args(["apt-get"]) };
        shell.args(args).env("DEBIAN_FRONTEND", "noninteractive").run()
    };
    // Without network, an old package list may be enough.
    if let Err(message) = apt(&["update", "-q"]) {
        println!("{message}; going on with the package list that is there");
    }
    let mut args = vec!["install", "-y", "-q", "--no-install-recommends"];
    args.extend(missing);
    apt(&args)
}

/// Installs the packages of a lock file, unless they are installed already.
fn npm(folder: &str) -> Result<(), String> {
    let lock = root().join(folder).join("package-lock.json");
    let stamp = root().join(folder).join("node_modules/.commonplace-lock");
    let wanted = std::fs::read(&lock).map_err(|err| format!("{}: {err}", lock.display()))?;
    if std::fs::read(&stamp).is_ok_and(|have| have == wanted) {
        return Ok(());
    }
    println!("Installing the npm packages of {folder}/");
    Shell::new("npm").args(["ci", "--no-audit", "--no-fund"]).folder(folder).run()?;
    std::fs::write(&stamp, wanted).map_err(|err| format!("{}: {err}", stamp.display()))
}

/// The folder of tools that only this project uses.
pub(crate) fn tools() -> PathBuf {
    root().join("target/tools")
}

fn tauri_driver() -> Result<(), String> {
    cargo_tool("tauri-driver", TAURI_DRIVER, "which drives the real window")
}

/// Installs cargo-deny, which checks the dependencies.
pub(crate) fn cargo_deny() -> Result<(), String> {
    cargo_tool("cargo-deny", CARGO_DENY, "which checks licences and duplicates of dependencies")
}

/// Installs a program from the registry into [`tools`], unless it is there.
fn cargo_tool(name: &str, version: &str, what_for: &str) -> Result<(), String> {
    if tools().join("bin").join(name).exists() {
        return Ok(());
    }
    println!("Installing {name} {version}, {what_for}");
    Shell::new("cargo")
        .args(["install", "--quiet", "--locked", name, "--version", version, "--root"])
        .path(tools())
        .run()
}

/// `PATH` with the project's tools first.
pub(crate) fn path() -> String {
    format!("{}:{}", tools().join("bin").display(), std::env::var("PATH").unwrap_or_default())
}
