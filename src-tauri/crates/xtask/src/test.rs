//! Runs every test, in the order in which failures are cheapest, and prints a count of each kind.

use crate::setup::{self, Need};
use crate::shell::Shell;

/// The tests of one kind that ran.
struct TestKind {
    name: &'static str,
    passed: u32,
    skipped: u32,
}

/// Installs what is missing and runs every test.
pub(crate) fn test() -> Result<(), String> {
    setup::prepare(Need::Tests)?;
    let mut kinds: Vec<TestKind> = Vec::new();

    Shell::new("cargo").args(["fmt", "--all", "--check"]).run()?;
    let rust = Shell::new("cargo").args(["test", "--no-fail-fast"]).run_and_read()?;
    kinds.push(cargo_kind("Rust: units, properties, journeys, tidy, contract", &rust));

    Shell::new("npm").args(["run", "check"]).folder("ui").run()?;
    let ui = Shell::new("npm").args(["test"]).folder("ui").env("NO_COLOR", "1").run_and_read()?;
    kinds.push(TestKind {
        name: "UI units in Chromium",
        passed: before(&ui, "Tests", "passed"),
        skipped: before(&ui, "Tests", "skipped"),
    });

    Shell::new("npm").args(["run", "build"]).folder("ui").run()?;
    Shell::new("cargo")
        .args(["build", "--package", "commonplace-app", "--package", "commonplace-cli"])
        .run()?;
    Shell::new("cargo")
        .args(["clippy", "--workspace", "--all-targets", "--quiet", "--", "-D", "warnings"])
        .run()?;

    Shell::new("npx").args(["tsc", "-p", "."]).folder("tests").run()?;
    for (project, name) in [
        ("browser", "Browser: the interface in Chromium over the server"),
        ("gallery", "Gallery: nothing on any screen is cut or covered"),
        ("window", "Window: the real one under Xvfb"),
        ("real", "Real: its gestures by X events, its clipboard and drops"),
    ] {
        let out = Shell::new("npx")
            .args(["playwright", "test", "--project", project])
            .folder("tests")
            .env("PATH", setup::path())
            .env("NO_COLOR", "1")
            .run_and_read()?;
        kinds.push(TestKind {
            name,
            passed: before(&out, "", "passed"),
            skipped: before(&out, "", "skipped"),
        });
    }

    println!("\nTests by kind:");
    for kind in &kinds {
        println!("  {:>4} passed, {} skipped  {}", kind.passed, kind.skipped, kind.name);
        if kind.passed == 0 {
            return Err(format!("no test ran: {}", kind.name));
        }
    }
    let (passed, skipped) = kinds.iter().fold((0, 0), |(p, s), k| (p + k.passed, s + k.skipped));
    println!("{passed} passed, 0 failed, {skipped} skipped");
    if skipped > 0 { Err("a test was skipped".into()) } else { Ok(()) }
}

fn cargo_kind(name: &'static str, out: &str) -> TestKind {
    let sum = |word: &str| {
        out.lines()
            .filter(|l| l.starts_with("test result:"))
            .flat_map(|l| l.split("; ").flat_map(|p| p.split(". ")))
            .filter_map(|p| p.strip_suffix(word)?.trim().parse::<u32>().ok())
            .sum()
    };
    TestKind { name, passed: sum(" passed"), skipped: sum(" ignored") }
}

/// The number before `word` on the last line that contains both `mark` and `word`; 0 if there is none.
fn before(out: &str, mark: &str, word: &str) -> u32 {
    let line = out.lines().rev().find(|l| l.contains(mark) && l.contains(&format!(" {word}")));
    let words: Vec<&str> = line.unwrap_or_default().split_whitespace().collect();
    words.windows(2).find(|w| w[1].starts_with(word)).and_then(|w| w[0].parse().ok()).unwrap_or(0)
}
