//! Measures the time to find the quotations of an article, compared with reading its text once: counting its
//! words by Unicode's rules (`commonplace_core::text::word_count`).
//!
//!     bench-quotes DATA.jsonl…        lines of {"id","text"}
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program for a terminal")]

use std::hint::black_box;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use commonplace_core::quotation::quotations;
use commonplace_core::text::word_count;

/// How often each article is read; the fastest time counts.
const TIMES: u32 = 15;

fn main() -> ExitCode {
    println!(
        "{:<28} {:>9} {:>10} {:>12} {:>12} {:>8}",
        "set", "articles", "quotations", "ms/article", "most, ms", "ratio"
    );
    for path in std::env::args().skip(1) {
        let Ok(lines) = std::fs::read_to_string(&path) else {
            eprintln!("{path}: cannot be read");
            return ExitCode::FAILURE;
        };
        let texts: Vec<String> = lines
            .lines()
            .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok())
            .filter_map(|case| Some(case["text"].as_str()?.to_owned()))
            .collect();
        row(&path, &texts);
    }
    // Texts larger and more hostile than real articles.
    let long =
        "\"We will open the harbour again,\" said Ingrid Falk, head of the ferry office. He left. "
            .repeat(60_000);
    row("5 MB, one line", std::slice::from_ref(&long));
    row("5 MB, 60,000 lines", &[long.replace("He left. ", "He left.\n")]);
    row("10,000 marks in a line", &["\" ".repeat(10_000) + &"“a b c d ".repeat(10_000)]);
    ExitCode::SUCCESS
}

fn row(name: &str, texts: &[String]) {
    let mut found = 0;
    let (mut all, mut plain, mut most) = (Duration::ZERO, Duration::ZERO, Duration::ZERO);
    for text in texts {
        let times = if text.len() > 1_000_000 { 1 } else { TIMES };
        found += quotations(text, None).len();
        let ours = quickest(times, || {
            black_box(quotations(black_box(text), None));
        });
        all += ours;
        most = most.max(ours);
        plain += quickest(times, || {
            black_box(word_count(black_box(text)));
        });
    }
    let name = name.rsplit('/').next().unwrap_or(name);
    let articles = f64::from(u32::try_from(texts.len()).unwrap_or(u32::MAX).max(1));
    let ms = |time: Duration| time.as_secs_f64() * 1_000.0;
    println!(
        "{name:<28} {:>9} {found:>10} {:>12.3} {:>12.3} {:>8.1}",
        texts.len(),
        ms(all) / articles,
        ms(most),
        all.as_secs_f64() / plain.as_secs_f64().max(1e-9),
    );
}

fn quickest(times: u32, mut work: impl FnMut()) -> Duration {
    let once = |work: &mut dyn FnMut()| {
        let start = Instant::now();
        work();
        start.elapsed()
    };
    (0..times).map(|_| once(&mut work)).min().unwrap_or_default()
}
