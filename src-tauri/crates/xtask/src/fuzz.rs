//! Fuzzing: runs libFuzzer on stable Rust, with the seeds in `tests/fuzz`.

use std::path::Path;
use std::process::Command;
use std::sync::Mutex;

use crate::shell::{Shell, root};

/// Compiler flags for libFuzzer's coverage: the same ones that cargo-fuzz sets, as far as they work on stable
/// Rust.
const COVERAGE: &str = "-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares -Ccodegen-units=16 -Cdebug-assertions=on -Coverflow-checks=on";

/// Runs the fuzz target of every importer, or of those whose name starts with `name`, for `seconds` each, two
/// at a time. A target that finds something leaves it in `target/fuzz` and fails.
pub(crate) fn run(seconds: &str, name: &str) -> Result<(), String> {
    let seconds: u32 =
        seconds.parse().map_err(|_| format!("{seconds:?} is no number of seconds"))?;
    let version = Shell::new("rustc").args(["--version", "--verbose"]).run_and_read()?;
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).unwrap_or_default();
    // With a named target, RUSTFLAGS apply only to the program, not to build scripts and macros.
    Shell::new("cargo")
        .args([
            "build",
            "--release",
            "--package",
            "fuzz",
            "--features",
            "run",
            "--target",
            host,
            "--target-dir",
            "target/fuzz/build",
        ])
        .env("RUSTFLAGS", COVERAGE)
        .env("CARGO_PROFILE_RELEASE_LTO", "off")
        .run()?;
    let program = root().join("target/fuzz/build").join(host).join("release/fuzz");
    let failed = |err: std::io::Error| err.to_string();
    let mut seeds: Vec<_> = std::fs::read_dir(root().join("tests/fuzz/seeds"))
        .map_err(failed)?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.file_name().is_some_and(|n| n.to_string_lossy().starts_with(name)))
        .collect();
    seeds.sort();
    let queue = Mutex::new(seeds.into_iter());
    let found = Mutex::new(Vec::new());
    let work = || {
        while let Some(seed) = queue.lock().ok().and_then(|mut queue| queue.next()) {
            let name = seed.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if let Err(why) = fuzz_one(&program, &seed, &name, seconds)
                && let Ok(mut found) = found.lock()
            {
                found.push(format!("{name}: {why}"));
            }
        }
    };
    std::thread::scope(|scope| {
        scope.spawn(work);
        scope.spawn(work);
    });
    let found = found.into_inner().unwrap_or_default();
    if found.is_empty() { Ok(()) } else { Err(found.join("\n")) }
}

fn fuzz_one(program: &Path, seed: &Path, name: &str, seconds: u32) -> Result<(), String> {
    let failed = |err: std::io::Error| err.to_string();
    let corpus = root().join("target/fuzz/corpus").join(name);
    std::fs::create_dir_all(&corpus).map_err(failed)?;
    std::fs::copy(seed, corpus.join("seed")).map_err(failed)?;
    let findings = format!("-artifact_prefix={}/{name}-", root().join("target/fuzz").display());
    let limits = [
        "-timeout=5",
        "-rss_limit_mb=512",
        "-malloc_limit_mb=128",
        "-max_len=16384",
        "-print_final_stats=1",
    ];
    let time = format!("-max_total_time={seconds}");
    let out = Command::new(program)
        .arg(&corpus)
        .args(limits)
        .args([&time, &findings])
        .output()
        .map_err(failed)?;
    let said = String::from_utf8_lossy(&out.stderr);
    let stat = |key: &str| {
        said.lines()
            .rev()
            .find_map(|line| Some(line.strip_prefix(key)?.trim().to_owned()))
            .unwrap_or_default()
    };
    if out.status.success() {
        let (runs, memory) = (stat("stat::number_of_executed_units:"), stat("stat::peak_rss_mb:"));
        let parts = |line: &str| {
            line.split("cov: ").nth(1).and_then(|rest| rest.split(' ').next()).map(str::to_owned)
        };
        let covered = said.lines().rev().find_map(parts).unwrap_or_default();
        println!(
            "{name:<18} {runs:>9} files, {covered:>6} places of the code, {memory:>4} MB, nothing found"
        );
        Ok(())
    } else {
        let last: Vec<&str> = said.lines().rev().take(40).collect();
        println!("{name:<18} FOUND\n{}", last.into_iter().rev().collect::<Vec<_>>().join("\n"));
        Err("see target/fuzz".to_owned())
    }
}
