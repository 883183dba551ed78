//! Measures the time to keep a folder of Markdown files up to date, compared with writing files of the same
//! bytes one after the other, each synced to disk; and the time to import, compared with writing the same
//! lines into a file that is synced as often.
//!
//!     bench-exchange [ARTICLES]       10,000 if not said, with five highlights each
//!     bench-exchange import FILE      says how long it took, and how much memory (Linux)
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
    let mut args = std::env::args().skip(1);
    if let (Some("import"), Some(file)) = (args.next().as_deref(), args.next()) {
        return match import(Path::new(&file)) {
            Ok(()) => ExitCode::SUCCESS,
            Err(err) => {
                eprintln!("{err}");
                ExitCode::FAILURE
            }
        };
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
    library.find_edited_files()?;
    row("looking for edits in the files", start.elapsed(), plain);
    drop(library);
    println!(
        "\n{:<34} {:>10} {:>10} {:>8} {:>10}",
        "", "ours, ms", "plain, ms", "ratio", "memory, MB"
    );
    imports(folder.path())
}

/// Imports exports of other programs, each in a separate process, so that its memory can be measured.
fn imports(folder: &Path) -> Result<(), Box<dyn Error>> {
    let pocket = |n: u32| -> String {
        let row = |n| {
            format!(
                "\"Report {n} from the harbour, and what it cost\",https://site{}.example/reports/{n},{},ports|money,{}\n",
                n % 500,
                1_600_000_000 + n,
                if n % 3 == 0 { "archive" } else { "unread" }
            )
        };
        std::iter::once("title,url,time_added,tags,status\n".to_owned())
            .chain((0..n).map(row))
            .collect()
    };
    let bookmarks = |n: u32| -> String {
        let row = |n| {
            format!(
                "{}<DT><A HREF=\"https://site{}.example/pages/{n}\" ADD_DATE=\"{}\">Page {n} of the harbour</A>\n{}",
                if n % 100 == 0 {
                    format!("<DT><H3>Folder {}</H3>\n<DL><p>\n", n / 100)
                } else {
                    String::new()
                },
                n % 500,
                1_600_000_000 + n,
                if n % 100 == 99 { "</DL><p>\n" } else { "" }
            )
        };
        let head = "<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<TITLE>Bookmarks</TITLE>\n<H1>Bookmarks</H1>\n<DL><p>\n";
        std::iter::once(head.to_owned())
            .chain((0..n).map(row))
            .chain(["</DL><p>\n".to_owned()])
            .collect()
    };
    let clippings = |n: u32| -> String {
        let row = |n| {
            format!(
                "The Book of Harbours {} (Moor, Ada)\r\n- Your Highlight on page {} | Location {}-{} | Added on Sunday, December 18, 2022 3:19:56 PM\r\n\r\nSentence {n} says that the ferry waits for nobody at the quay.\r\n==========\r\n",
                n / 200,
                n,
                n * 10,
                n * 10 + 3
            )
        };
        (0..n).map(row).collect()
    };
    let files = [
        ("10,000 items of Pocket", "pocket.csv", pocket(10_000)),
        ("100,000 items of Pocket", "pocket100.csv", pocket(100_000)),
        ("100,000 bookmarks", "bookmarks.html", bookmarks(100_000)),
        ("500,000 bookmarks", "bookmarks500.html", bookmarks(500_000)),
        ("20,000 highlights of a Kindle", "My Clippings.txt", clippings(20_000)),
    ];
    for (name, file, text) in files {
        let path = folder.join(file);
        std::fs::write(&path, &text)?;
        let bare = bare(folder, &text)?;
        drop(text);
        import_row(name, &path, Some(bare))?;
    }
    let path = folder.join("line.csv");
    let mut line = std::io::BufWriter::new(std::fs::File::create(&path)?);
    line.write_all(b"url,title,")?;
    for _ in 0..1_000 {
        line.write_all(&[b'x'; 1 << 20])?;
    }
    line.into_inner()?.sync_all()?;
    import_row("a table of one line of 1 GB", &path, None)
}

fn import_row(name: &str, path: &Path, bare: Option<Duration>) -> Result<(), Box<dyn Error>> {
    let out =
        std::process::Command::new(std::env::current_exe()?).arg("import").arg(path).output()?;
    let said = String::from_utf8_lossy(&out.stdout);
    let (ours, memory) = said
        .trim()
        .split_once(' ')
        .ok_or_else(|| format!("{name}: {}", String::from_utf8_lossy(&out.stderr)))?;
    let ours: f64 = ours.parse()?;
    let bare = bare.map(|bare| bare.as_secs_f64() * 1_000.0);
    let (plain, ratio) = (
        bare.map_or("".to_owned(), |b| format!("{b:.1}")),
        bare.map_or("".to_owned(), |b| format!("{:.2}", ours / b)),
    );
    println!("{name:<34} {ours:>10.1} {plain:>10} {ratio:>8} {memory:>10}");
    Ok(())
}

/// Writes the lines of a text into a file that is synced to disk every 500 lines, as an import is.
fn bare(folder: &Path, text: &str) -> Result<Duration, Box<dyn Error>> {
    let path = folder.join("bare.txt");
    let start = Instant::now();
    let mut file = std::io::BufWriter::new(std::fs::File::create(&path)?);
    for (n, line) in text.lines().enumerate() {
        file.write_all(line.as_bytes())?;
        file.write_all(b"\n")?;
        if n % 500 == 499 {
            file.flush()?;
            file.get_ref().sync_all()?;
        }
    }
    file.into_inner()?.sync_all()?;
    let took = start.elapsed();
    std::fs::remove_file(&path)?;
    Ok(took)
}

/// Imports a file into a new library.
fn import(file: &Path) -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let library =
        Library::open(&folder.path().join("library.db"), Workers::of_this_program(), NOW)?;
    let start = Instant::now();
    library
        .import(&[file.to_owned()], false, NOW, &|_, _, _| std::ops::ControlFlow::Continue(()))?;
    let took = start.elapsed();
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| {
        line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")?.parse::<u64>().ok()
    });
    println!(
        "{:.1} {}",
        took.as_secs_f64() * 1_000.0,
        peak.map_or("?".to_owned(), |kb| (kb / 1024).to_string())
    );
    Ok(())
}

fn row(name: &str, ours: Duration, plain: Duration) {
    let (ours, plain) = (ours.as_secs_f64() * 1_000.0, plain.as_secs_f64() * 1_000.0);
    println!("{name:<34} {ours:>10.1} {plain:>10.1} {:>8.2}", ours / plain);
}

/// Makes articles of about 300 words with five highlights each.
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

/// Writes files with the same names and bytes, without the library.
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
