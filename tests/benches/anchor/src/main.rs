//! Measures how long it takes to find the highlights of a text again in its edited version. The arguments are
//! folders with `old.txt.gz`, `new.txt.gz` and `highlights.jsonl.gz`; prints a table to stdout. The other
//! matcher is run by node on the same folders, after each run of ours, so that other load on the machine
//! affects both. Run by `cargo xtask bench anchor`.
#![allow(clippy::print_stdout, reason = "a program that prints")]

use std::error::Error;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use commonplace_core::{AnchorState, Finder, Selectors, TextPosition, TextQuote};
use flate2::read::GzDecoder;
use serde_json::Value;

/// The number of runs, of which the median is taken.
const RUNS: usize = 5;

struct Highlight {
    selectors: Selectors,
    /// The position in the new text; `None` if the highlight is gone.
    truth: Option<(u32, u32)>,
}

fn main() -> ExitCode {
    let mut args = std::env::args_os().skip(1);
    let Some(matcher) = args.next() else { return ExitCode::from(2) };
    println!(
        "{:>8} {:>11} {:14} {:>11} {:>9} {:>7} {:>7} {:>7}",
        "words", "highlights", "", "all, ms", "a second", "ratio", "right", "wrong"
    );
    for folder in args.map(PathBuf::from) {
        if let Err(err) = measure(&folder, Path::new(&matcher)) {
            println!("{}: {err}", folder.display());
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

#[allow(clippy::cast_precision_loss, reason = "figures for a table")]
fn measure(folder: &Path, matcher: &Path) -> Result<(), Box<dyn Error>> {
    let (old, new) = (unpacked(&folder.join("old.txt.gz"))?, unpacked(&folder.join("new.txt.gz"))?);
    let highlights = unpacked(&folder.join("highlights.jsonl.gz"))?;
    let highlights: Vec<Highlight> = highlights.lines().filter_map(highlight).collect();
    let words = old.split_whitespace().count();
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    let (mut right, mut wrong) = (0, 0);
    let mut other = None;
    for _ in 0..RUNS {
        let start = Instant::now();
        let finder = Finder::with_old(&old, &new);
        let found: Vec<_> = highlights.iter().map(|h| finder.find(&h.selectors)).collect();
        ours.push(start.elapsed());
        (right, wrong) = (0, 0);
        for (highlight, anchor) in highlights.iter().zip(found) {
            let at = anchor.position().map(|at| (at.start(), at.end()));
            match judge(highlight.truth, at) {
                true => right += 1,
                false if anchor.state() == AnchorState::Anchored => wrong += 1,
                false => {}
            }
        }
        let output = Command::new("node").arg(matcher).arg(folder).output();
        if let Some(told) =
            output.ok().and_then(|o| serde_json::from_slice::<Value>(&o.stdout).ok())
        {
            theirs.push(Duration::from_secs_f64(told["seconds"].as_f64().unwrap_or_default()));
            other = Some(told);
        }
    }
    let rate = |time: Duration| highlights.len() as f64 / time.as_secs_f64();
    let ours = median(&mut ours);
    let share = |n: usize| format!("{:.1} %", 100.0 * n as f64 / highlights.len().max(1) as f64);
    let line = |name: &str, time: Duration, ratio: &str, right: usize, wrong: usize| {
        println!(
            "{words:>8} {:>11} {name:14} {:>11.1} {:>9.0} {ratio:>7} {:>7} {:>7}",
            highlights.len(),
            time.as_secs_f64() * 1_000.0,
            rate(time),
            share(right),
            share(wrong),
        );
    };
    match other {
        Some(told) => {
            let time = median(&mut theirs);
            let found: Vec<Value> = told["found"].as_array().cloned().unwrap_or_default();
            let at = |value: &Value| {
                let number = |n: usize| value[n].as_u64().and_then(|n| u32::try_from(n).ok());
                Some((number(0)?, number(1)?))
            };
            let judged =
                highlights.iter().zip(&found).map(|(h, f)| (judge(h.truth, at(f)), f.is_null()));
            let judged: Vec<(bool, bool)> = judged.collect();
            let right_there = judged.iter().filter(|(right, _)| *right).count();
            let wrong_there = judged.iter().filter(|(right, none)| !right && !none).count();
            line("as Hypothesis", time, "1.0", right_there, wrong_there);
            let ratio = format!("{:.1}", time.as_secs_f64() / ours.as_secs_f64());
            line("Commonplace", ours, &ratio, right, wrong);
        }
        None => {
            println!("SKIPPED the other matcher: node or approx-string-match is not here.");
            line("Commonplace", ours, "-", right, wrong);
        }
    }
    Ok(())
}

fn unpacked(path: &Path) -> std::io::Result<String> {
    let mut text = String::new();
    GzDecoder::new(std::fs::File::open(path)?).read_to_string(&mut text)?;
    Ok(text)
}

fn highlight(line: &str) -> Option<Highlight> {
    let value: Value = serde_json::from_str(line).ok()?;
    let number = |value: &Value| value.as_u64().and_then(|n| u32::try_from(n).ok());
    let text = |key: &str| value[key].as_str().map(str::to_owned);
    let position = TextPosition::new(number(&value["start"])?, number(&value["end"])?).ok()?;
    let quote =
        TextQuote { exact: text("exact")?, prefix: text("prefix")?, suffix: text("suffix")? };
    let truth = &value["truth"];
    let truth = number(&truth[0]).zip(number(&truth[1]));
    Some(Highlight { selectors: Selectors { quote, position }, truth })
}

/// Whether a place is right: its overlap with the true place is at least seven tenths of both together, or
/// neither exists.
#[allow(clippy::cast_precision_loss, reason = "a share")]
fn judge(truth: Option<(u32, u32)>, found: Option<(u32, u32)>) -> bool {
    match (truth, found) {
        (None, None) => true,
        (Some((a, b)), Some((c, d))) => {
            let shared = b.min(d).saturating_sub(a.max(c));
            f64::from(shared) / f64::from((b.max(d) - a.min(c)).max(1)) >= 0.7
        }
        _ => false,
    }
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}
