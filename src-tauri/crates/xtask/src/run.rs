//! Runs the app and the benchmarks. Without a display, runs the app's main job without a window and takes a
//! screenshot.

use std::path::Path;
use std::time::{Duration, Instant};

use crate::setup::{self, Need};
use crate::shell::{Shell, root};

/// Builds and opens Commonplace with `inputs`.
pub(crate) fn run(inputs: &[String]) -> Result<(), String> {
    let display = ["WAYLAND_DISPLAY", "DISPLAY"]
        .iter()
        .any(|name| std::env::var(name).is_ok_and(|v| !v.is_empty()));
    setup::prepare(if display { Need::Window } else { Need::Headless })?;
    Shell::new("npm").args(["run", "build"]).folder("ui").run()?;
    Shell::new("cargo")
        .args(["build", "--package", "commonplace-app", "--package", "commonplace-cli"])
        .run()?;
    if display {
        println!("\nOpening Commonplace. Close its window to come back.");
        return Shell::new(&program("commonplace-app")).args(inputs).run();
    }
    without_window(inputs)
}

fn program(name: &str) -> String {
    root().join("target/debug").join(name).display().to_string()
}

/// Runs the main job on the bundled article: clip, highlight a quote, add a note, print the Markdown.
fn without_window(inputs: &[String]) -> Result<(), String> {
    println!("\nNo display was found, so no window is opened. This is the main job without one:");
    let folder = root().join("target/headless");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).map_err(|err| format!("{}: {err}", folder.display()))?;
    let library = folder.join("library.db").display().to_string();
    let commonplace = |args: &[&str]| {
        Shell::new(&program("commonplace")).args(["--library", &library]).args(args)
    };
    for input in inputs {
        commonplace(&["clip", input]).run()?;
    }
    let sample = "src-tauri/crates/library/src/sample.html";
    let clipped = commonplace(&["clip", sample]).run_and_read()?;
    // `Clipped ID  Title`
    let id = clipped.split_whitespace().nth(1).ok_or("the clip has no id")?.to_owned();
    commonplace(&[
        "highlight",
        &id,
        "--quote",
        "People speak differently on water",
        "--note",
        "**Who says so?** The ferryman, to the curator.",
        "--tag",
        "listening",
    ])
    .run()?;
    commonplace(&["export", &id, "--no-text", "--to", "-"]).run()?;
    screenshot(&folder)
}

/// Takes a screenshot of the real window on a virtual display, into `target/`.
fn screenshot(folder: &Path) -> Result<(), String> {
    let picture = root().join("target/commonplace.png");
    let _ = std::fs::remove_file(&picture);
    let mut driver = Shell::new("dbus-run-session")
        .args([
            "--",
            "xvfb-run",
            "-a",
            "-s",
            "-screen 0 1440x900x24",
            "tauri-driver",
            "--port",
            "4744",
            "--native-port",
            "4745",
        ])
        .env("PATH", setup::path())
        .spawn()?;
    let library = folder.join("window.db").display().to_string();
    let result = photograph(&library, &picture);
    // Ends the whole process group: bus, screen and driver.
    let _ = Shell::new("kill").args(["-TERM", "--", &format!("-{}", driver.id())]).run_silently();
    let _ = driver.wait();
    result?;
    println!(
        "\nA screenshot of the real window, made under a virtual display: {}",
        picture.display()
    );
    Ok(())
}

/// Drives the window: waits until an article is shown, then takes a screenshot.
fn photograph(library: &str, picture: &Path) -> Result<(), String> {
    let base = "http://127.0.0.1:4744";
    let post = |path: &str, body: &str| {
        Shell::new("curl")
            .args([
                "-s",
                "-X",
                "POST",
                "-H",
                "content-type: application/json",
                "-d",
                body,
                &format!("{base}{path}"),
            ])
            .run_silently()
    };
    let app = program("commonplace-app");
    let session = format!(
        r#"{{"capabilities":{{"alwaysMatch":{{"browserName":"wry","tauri:options":{{"application":"{app}","args":["--library","{library}"]}}}}}}}}"#
    );
    let answer = wait(Duration::from_secs(40), || {
        post("/session", &session).filter(|a| a.contains("sessionId"))
    })
    .ok_or("the window did not open under the virtual display")?;
    let id = answer
        .split("\"sessionId\":\"")
        .nth(1)
        .and_then(|t| t.split('"').next())
        .ok_or("the driver gave no session")?
        .to_owned();
    let script = |code: &str| {
        post(&format!("/session/{id}/execute/sync"), &format!(r#"{{"script":"{code}","args":[]}}"#))
            .unwrap_or_default()
    };
    post(&format!("/session/{id}/window/rect"), r#"{"width":1440,"height":900}"#);
    let ready = wait(Duration::from_secs(20), || {
        script("document.querySelector('.row')?.click(); return document.querySelector('iframe')?.contentWindow?.CSS.highlights.size ?? 0").contains(":3").then_some(())
    });
    // The fonts and the margin settle within a frame or two.
    let settled = wait(Duration::from_secs(5), || {
        script("return document.fonts.status").contains("loaded").then_some(())
    });
    let data = Shell::new("curl")
        .args(["-s", &format!("{base}/session/{id}/screenshot")])
        .run_silently()
        .unwrap_or_default();
    let _ = Shell::new("curl")
        .args(["-s", "-X", "DELETE", &format!("{base}/session/{id}")])
        .run_silently();
    let base64 = data
        .split("\"value\":\"")
        .nth(1)
        .and_then(|t| t.split('"').next())
        .ok_or("the driver gave no picture")?;
    std::fs::write(picture.with_extension("b64"), base64.replace("\\n", "").replace("\\/", "/"))
        .map_err(|err| err.to_string())?;
    decode(&picture.with_extension("b64"), picture)?;
    match (ready, settled) {
        (Some(()), Some(())) => Ok(()),
        _ => Err(format!("the window opened but showed no article; see {}", picture.display())),
    }
}

/// Decodes base64 into a file, with coreutils.
fn decode(from: &Path, to: &Path) -> Result<(), String> {
    let status = std::process::Command::new("sh")
        .arg("-c")
        .arg("base64 -d \"$1\" > \"$2\" && rm \"$1\"")
        .arg("sh")
        .args([from, to])
        .status()
        .map_err(|err| err.to_string())?;
    if status.success() { Ok(()) } else { Err("the picture could not be decoded".into()) }
}

/// Polls until there is an answer; `None` after `limit`.
fn wait<T>(limit: Duration, mut ask: impl FnMut() -> Option<T>) -> Option<T> {
    let start = Instant::now();
    loop {
        if let Some(answer) = ask() {
            return Some(answer);
        }
        if start.elapsed() > limit {
            return None;
        }
        std::thread::sleep(Duration::from_millis(200));
    }
}

/// Makes the icons from one SVG.
pub(crate) fn icons() -> Result<(), String> {
    setup::prepare(Need::Window)?;
    Shell::new("npx")
        .args(["tauri", "icon", "../icons/icon.svg", "-o", "../target/icons"])
        .folder("ui")
        .run()?;
    for name in ["32x32.png", "128x128.png", "128x128@2x.png", "icon.png"] {
        let (from, to) = (root().join("target/icons").join(name), root().join("icons").join(name));
        std::fs::copy(&from, &to).map_err(|err| format!("{}: {err}", from.display()))?;
    }
    Ok(())
}

/// Measures sizes and times, compared with an empty window of the same versions.
pub(crate) fn bench() -> Result<(), String> {
    setup::prepare(Need::Tests)?;
    Shell::new("ui/node_modules/.bin/tauri").args(["build", "--bundles", "deb"]).run()?;
    Shell::new("cargo")
        .args(["build", "--release", "--package", "empty-window", "--package", "commonplace-cli"])
        .run()?;
    let release = root().join("target/release");
    Shell::new("node")
        .args(["benches/window.mjs"])
        .path(release.join("commonplace-app"))
        .path(release.join("commonplace"))
        .path(release.join("empty-window"))
        .folder("tests")
        .env("PATH", setup::path())
        .run()
}

/// Takes a screenshot of every screen, in light and dark and three widths, into `target/gallery`.
pub(crate) fn gallery() -> Result<(), String> {
    setup::prepare(Need::Tests)?;
    Shell::new("npm").args(["run", "--silent", "build"]).folder("ui").run()?;
    Shell::new("cargo").args(["build", "--package", "commonplace-cli"]).run()?;
    let tests = Shell::new("npx").args(["playwright", "test", "--project", "gallery"]);
    tests.folder("tests").env("NO_COLOR", "1").run()
}

/// Measures opening and scrolling articles in the real window and in Chromium, compared with the same HTML
/// alone.
pub(crate) fn bench_reader() -> Result<(), String> {
    setup::prepare(Need::Tests)?;
    Shell::new("npm").args(["run", "--silent", "build"]).folder("ui").run()?;
    Shell::new("cargo")
        .args([
            "build",
            "--release",
            "--package",
            "commonplace-app",
            "--package",
            "commonplace-cli",
        ])
        .run()?;
    let release = root().join("target/release");
    Shell::new("node")
        .args(["benches/reader.mjs"])
        .path(release.join("commonplace-app"))
        .path(release.join("commonplace"))
        .path(root().join("ui/dist"))
        .folder("tests")
        .env("PATH", setup::path())
        .run()
}

/// Clips the development pages of `../shared/bench/extract` with the whole program, and with `dom_smoothie`
/// alone.
pub(crate) fn bench_clip() -> Result<(), String> {
    let pages = root().join("../shared/bench/extract");
    let feed = pages.join("feed.py");
    if !feed.exists() {
        println!("SKIPPED: the pages are not here ({}).", feed.display());
        println!("They belong to their publishers, so they are no part of the project.");
        return Ok(());
    }
    Shell::new("cargo").args(["build", "--release", "--package", "bench-clip"]).run()?;
    for set in ["scrapinghub", "wcxb-dev-article", "mozilla"] {
        println!("\n{set}");
        let program = root().join("target/release/bench-clip");
        let both = format!("python3 '{}' {set} | '{}'", feed.display(), program.display());
        Shell::new("sh").args(["-c", &both]).run()?;
    }
    Ok(())
}

/// Finds the highlights of `../shared/bench/anchor/speed` again, with our matcher and with another one.
pub(crate) fn bench_anchor() -> Result<(), String> {
    let texts = root().join("../shared/bench/anchor/speed");
    if !texts.exists() {
        println!("SKIPPED: the texts are not here ({}).", texts.display());
        println!("They belong to their publishers, so they are no part of the project.");
        return Ok(());
    }
    setup::prepare(Need::Tests)?;
    Shell::new("cargo").args(["build", "--release", "--package", "bench-anchor"]).run()?;
    Shell::new("target/release/bench-anchor")
        .path(root().join("tests/benches/anchor/matcher.mjs"))
        .path(texts.join("5k"))
        .path(texts.join("100k"))
        .run()
}

/// Finds the quotations of the development articles in `../shared/bench/quotes`. Reports how many are right,
/// by the scorer there, and the time, compared with reading the text once.
pub(crate) fn bench_quotes() -> Result<(), String> {
    let sets = root().join("../shared/bench/quotes");
    if !sets.exists() {
        println!("SKIPPED: the articles are not here ({}).", sets.display());
        println!("They belong to their publishers, so they are no part of the project.");
        return Ok(());
    }
    Shell::new("cargo")
        .args(["build", "--release", "--package", "bench-quotes", "--package", "conformance"])
        .run()?;
    let program = root().join("target/release/conformance");
    let sure = "QUOTES_LEAST=0.9";
    for (set, only, with) in [
        ("pn_dev", "", ""),
        ("pn_dev", "--kind direct", ""),
        ("pn_dev", "--kind mixed", ""),
        ("pn_dev", "", sure),
        ("de_dev", "", ""),
        ("multi", "", ""),
        ("seed", "", ""),
    ] {
        let score = format!(
            "cd '{sets}' && {with} '{program}' quotes < data/{set}.jsonl > '{out}' && echo '{set} {only} {with}' && python3 score.py gold/{set}.jsonl '{out}' {only}",
            sets = sets.display(),
            program = program.display(),
            out = root().join("target/quotes.jsonl").display(),
        );
        Shell::new("sh").args(["-c", &score]).run()?;
    }
    let mut times = Shell::new("target/release/bench-quotes");
    for set in ["pn_dev", "de_dev", "multi", "seed"] {
        times = times.path(sets.join("data").join(format!("{set}.jsonl")));
    }
    times.run()
}

/// Keeps a folder of 10,000 Markdown files up to date.
pub(crate) fn bench_exchange() -> Result<(), String> {
    Shell::new("cargo").args(["build", "--release", "--package", "bench-exchange"]).run()?;
    Shell::new("target/release/bench-exchange").run()
}

/// Checks the dependencies by `deny.toml`. The list of advisories comes from the network: without it, that check is
/// left out, and says so.
pub(crate) fn deny() -> Result<(), String> {
    setup::cargo_deny()?;
    let check = |what: &[&str]| {
        Shell::new("cargo").args(["deny", "check"]).args(what.iter()).env("PATH", setup::path())
    };
    check(&["licenses", "bans", "sources"]).run()?;
    match Shell::new("cargo").args(["deny", "fetch", "db"]).env("PATH", setup::path()).run() {
        Ok(()) => check(&["advisories"]).run(),
        Err(message) => {
            println!("{message}; the advisories were not checked");
            Ok(())
        }
    }
}
