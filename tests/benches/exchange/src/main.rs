//! What keeping a folder of Markdown files up to date costs, beside writing files of the same bytes, one
//! after the other, each onto the disk.
//!
//!     bench-exchange [ARTICLES]       10,000 if not said, with five highlights each
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program for a terminal")]
#![allow(clippy::disallowed_methods, reason = "it measures")]

use std::error::Error;
use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use commonplace_library::core::{ArticleId, Colour};
use commonplace_library::{Clip, Input, Library, NewHighlight, Report, Workers};

const NOW: i64 = 1_780_000_000_000;
const LONG: Duration = Duration::from_secs(3_600);

fn main() -> ExitCode {
    if commonplace_library::be_a_worker() {
        return ExitCode::SUCCESS;
    }
    let articles = std::env::args().nth(1).and_then(|n| n.parse().ok()).unwrap_or(10_000);
    match run(articles) {
        Ok(()) => ExitCode::SUCCESS,
        Err(err) => {
            eprintln!("{err}");
            ExitCode::FAILURE
        }
    }
}

fn run(articles: u32) -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let library =
        Library::open(&folder.path().join("library.db"), Workers::of_this_program(), NOW)?;
    eprintln!("making a library of {articles} articles …");
    let ids = fill(&library, articles)?;
    let vault = folder.path().join("vault");
    library.set_vault(Some(&vault))?;
    let sync = || -> Result<(Report, Duration), Box<dyn Error>> {
        let start = Instant::now();
        let (report, _) = library.sync_vault(NOW, LONG)?;
        Ok((report, start.elapsed()))
    };
    println!("{:<34} {:>10} {:>10} {:>8}", "", "ours, ms", "plain, ms", "ratio");
    let (all, took) = sync()?;
    let plain = copy(&vault, &folder.path().join("plain"))?;
    row("a folder of all articles", took, plain);
    assert_eq!(all.created, articles, "every article is a file");
    library.set_vault(Some(&vault))?;
    let (again, took) = sync()?;
    row("again, nothing changed", took, plain);
    assert_eq!(again.unchanged, articles, "no file is touched");
    let middle = ids[ids.len() / 2];
    let mut one = Duration::MAX;
    for n in 0..5 {
        mark(&library, middle, articles / 2, 10 + n)?;
        let (changed, took) = sync()?;
        assert_eq!((changed.updated, changed.unchanged), (1, 0), "one file is touched");
        one = one.min(took);
    }
    let name = std::fs::read_dir(&vault)?.next().ok_or("a file")??.path();
    row("one change", one, write(&name, &folder.path().join("one.md"))?);
    let start = Instant::now();
    library.look_at_vault()?;
    row("looking for edits in the files", start.elapsed(), plain);
    Ok(())
}

fn row(name: &str, ours: Duration, plain: Duration) {
    let (ours, plain) = (ours.as_secs_f64() * 1_000.0, plain.as_secs_f64() * 1_000.0);
    println!("{name:<34} {ours:>10.1} {plain:>10.1} {:>8.2}", ours / plain);
}

/// Articles of some 300 words, with five highlights each.
fn fill(library: &Arc<Library>, articles: u32) -> Result<Vec<ArticleId>, Box<dyn Error>> {
    let mut ids = Vec::new();
    for n in 0..articles {
        let sentences: String = (0..24)
            .map(|s| format!("Sentence {s} of article {n} says that the ferry to island {} waits for nobody at the quay.\n\n", (n + s) % 97))
            .collect();
        let text = format!("Report number {n} from the harbour\n\nBy Ada Moor\n\n{sentences}");
        let input = Input::Paste { html: None, text, url: None };
        let id = library.clip_now(input, Clip::default(), NOW, &|_, _, _| {})?.article();
        for m in 0..5 {
            mark(library, id, n, m)?;
        }
        ids.push(id);
    }
    Ok(ids)
}

fn mark(library: &Library, id: ArticleId, of: u32, n: u32) -> Result<(), Box<dyn Error>> {
    let new = NewHighlight {
        colour: Colour::Yellow,
        note: Some("What was the ministry's own figure?".into()),
        tags: vec!["ports".into()],
        ..NewHighlight::default()
    };
    library.highlight_quote(id, &format!("Sentence {n} of article {of}"), new, NOW)?;
    Ok(())
}

/// Files of the same names and bytes, written plainly.
fn copy(from: &Path, to: &Path) -> Result<Duration, Box<dyn Error>> {
    std::fs::create_dir(to)?;
    let mut took = Duration::ZERO;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        took += write(&entry.path(), &to.join(entry.file_name()))?;
    }
    Ok(took)
}

fn write(from: &Path, to: &Path) -> Result<Duration, Box<dyn Error>> {
    let bytes = std::fs::read(from)?;
    let start = Instant::now();
    let mut file = std::fs::File::create(to)?;
    file.write_all(&bytes)?;
    file.sync_all()?;
    Ok(start.elapsed())
}
