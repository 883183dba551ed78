//! Measures the cost of a clip, and how much of a page its Markdown keeps. Reads pages as JSONL from stdin
//! (`{"id","url","html"}`) and prints a table to stdout. Run by `cargo xtask bench clip`.
//!
//! Both programs convert the bytes of a page to Markdown in this process, one after the other for each page,
//! so that other load on the machine affects both.
#![allow(clippy::print_stdout, reason = "a program that prints")]

mod rendered;

use std::io::BufRead as _;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use commonplace_capture::{Source, read};
use dom_smoothie::{Config, Readability, TextMode};
use peak_alloc::PeakAlloc;
use serde_json::Value;

#[global_allocator]
static ALLOCATOR: PeakAlloc = PeakAlloc;

/// The cost of one way of clipping.
#[derive(Default)]
struct Cost {
    time: Duration,
    /// The size of the Markdown, in bytes.
    out: usize,
    /// For each page, the peak memory as a multiple of the page's size. Small pages are left out, since the
    /// program's tables outweigh them.
    memory: Vec<f64>,
}

/// Minimum size of a page, in bytes, for its memory to be measured.
const SMALL: usize = 100_000;

#[allow(clippy::cast_precision_loss, reason = "figures for a table")]
impl Cost {
    fn measure(&mut self, size: usize, clip: impl FnOnce() -> String) -> String {
        ALLOCATOR.reset_peak_usage();
        let before = ALLOCATOR.current_usage();
        let start = Instant::now();
        let markdown = clip();
        self.time += start.elapsed();
        self.out += markdown.len();
        if size >= SMALL {
            let most = ALLOCATOR.peak_usage().saturating_sub(before);
            self.memory.push(most as f64 / size as f64);
        }
        markdown
    }

    fn line(&mut self, name: &str, pages: usize, bytes: usize, reference: Duration) {
        self.memory.sort_by(f64::total_cmp);
        let memory = |at: usize| self.memory.get(at).map_or(0.0, |m| *m);
        let last = self.memory.len().saturating_sub(1);
        println!(
            "{name:24} {:9.1} {:8.3} {:11.2} {:11.2} {:13.1} × {:8.1} ×",
            pages as f64 / self.time.as_secs_f64(),
            reference.as_secs_f64() / self.time.as_secs_f64(),
            bytes as f64 / 1e6 / self.time.as_secs_f64(),
            self.out as f64 / 1e6,
            memory(self.memory.len() / 2),
            memory(last),
        );
    }
}

fn main() -> ExitCode {
    let mut pages = 0;
    let mut bytes = 0;
    let (mut ours, mut alone) = (Cost::default(), Cost::default());
    let mut kept = rendered::Kept::default();
    for line in std::io::stdin().lock().lines() {
        let Ok(line) = line else { return ExitCode::FAILURE };
        let Ok(case) = serde_json::from_str::<Value>(&line) else { return ExitCode::FAILURE };
        let html = case["html"].as_str().unwrap_or_default();
        let url = case["url"].as_str();
        drop(line);
        pages += 1;
        bytes += html.len();
        alone.measure(html.len(), || smoothie(html, url));
        let mut clean = String::new();
        let markdown = ours.measure(html.len(), || {
            let source = Source { bytes: html.as_bytes(), url, ..Source::default() };
            let page = read(&source).map(|page| page.html).unwrap_or_default();
            let markdown = commonplace_exchange::to_markdown(&page);
            clean = page;
            markdown
        });
        kept.compare(case["id"].as_str().unwrap_or_default(), &clean, &markdown);
    }
    if pages == 0 {
        println!("no pages came in");
        return ExitCode::FAILURE;
    }
    println!("{pages} pages, {:.1} MB, one core, page to Markdown", bytes_in_mb(bytes));
    println!(
        "{:24} {:>9} {:>8} {:>11} {:>11} {:>15} {:>10}",
        "", "pages/s", "ratio", "MB/s in", "MB out", "memory, median", "most"
    );
    let reference = alone.time;
    alone.line("dom_smoothie alone", pages, bytes, reference);
    ours.line("Commonplace, all of it", pages, bytes, reference);
    println!();
    kept.print();
    ExitCode::SUCCESS
}

#[allow(clippy::cast_precision_loss, reason = "a figure for a table")]
fn bytes_in_mb(bytes: usize) -> f64 {
    bytes as f64 / 1e6
}

/// The reference: Readability's article, written as Markdown by its crate.
fn smoothie(html: &str, url: Option<&str>) -> String {
    let config = Config { text_mode: TextMode::Markdown, ..Config::default() };
    let article = Readability::new(html, url, Some(config)).and_then(|mut r| r.parse());
    article.map(|a| a.text_content.to_string()).unwrap_or_default()
}
