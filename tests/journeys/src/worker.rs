//! What reads pages for the libraries of the journeys, in a process of its own: as the app and the
//! command do. And, given a file, a program that clips it into a new library and says what came of
//! it and how much processor time that took. Given `import` and a file, one that imports the file so. Given
//! `list` and a library, a second program that has the library open: it says how many articles and projects
//! are in it. Given `add`, a library and a file, one that clips the file into the library.

use std::ops::ControlFlow;
use std::path::Path;
use std::time::Duration;

use commonplace_library::{Clip, Error, Input, Library, Workers, api};
use serde_json::json;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    if commonplace_library::be_a_worker() {
        return Ok(());
    }
    let file = std::env::args().nth(1).ok_or("which file?")?;
    if file == "list" {
        let path = std::env::args().nth(2).ok_or("which library?")?;
        let library = Library::open(Path::new(&path), Workers::of_this_program(), 0)?;
        let request = serde_json::from_value(json!({ "call": "library.status", "args": {} }))?;
        let status = api::dispatch(&library, &NoDesk, request, 0).map_err(|err| err.message)?;
        let projects = status["projects"].as_array().map_or(0, Vec::len);
        #[allow(clippy::print_stdout, reason = "a program for a terminal")]
        {
            println!("{} {projects}", status["counts"]["all"]);
        }
        return Ok(());
    }
    if file == "add" {
        let path = std::env::args().nth(2).ok_or("which library?")?;
        let page = std::env::args().nth(3).ok_or("which file?")?;
        let library = Library::open(Path::new(&path), Workers::of_this_program(), 0)?;
        let input = Input::file(Path::new(&page), None)?;
        library.clip_now(input, Clip::default(), 0, &|_, _, _| {})?;
        return Ok(());
    }
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("library.db");
    let library = Library::open(&path, Workers::of_this_program(), 0)?;
    let before = processor_time(std::process::id());
    if file == "import" {
        let file = std::env::args().nth(2).ok_or("which file?")?;
        // What takes this long takes for ever.
        std::thread::spawn(|| {
            std::thread::sleep(Duration::from_secs(60));
            #[allow(clippy::print_stderr, reason = "a program for a terminal")]
            {
                eprintln!("the import had not ended after a minute");
            }
            std::process::exit(1);
        });
        let answer =
            match library.import(&[file.into()], false, 0, &|_, _, _| ControlFlow::Continue(())) {
                Ok(report) => json!({ "new": report.new, "passed_over": report.passed_over() }),
                Err(err) => json!({ "error": err.to_string() }),
            };
        let seconds = processor_time(std::process::id()) - before;
        #[allow(clippy::print_stdout, reason = "a program for a terminal")]
        {
            println!(
                "{}",
                json!({ "answer": answer, "seconds": seconds, "megabytes": most_memory() })
            );
        }
        return Ok(());
    }
    let input = Input::file(Path::new(&file), None)?;
    let answer = match library.clip_now(input, Clip::default(), 0, &|_, _, _| {}) {
        Ok(outcome) => {
            let detail = library.detail(outcome.article())?;
            json!({ "rendition": detail.version.rendition, "title": detail.article.title, "text": library.text(outcome.article())?.0 })
        }
        Err(err) => json!({ "error": api::Failure::from(err).code }),
    };
    // What ended is counted with its parent; what waits for work is not yet.
    let time =
        processor_time(std::process::id()) - before + workers().map(processor_time).sum::<f64>();
    #[allow(clippy::print_stdout, reason = "a program for a terminal")]
    {
        println!("{}", json!({ "answer": answer, "seconds": time }));
    }
    Ok(())
}

/// A program without a window.
struct NoDesk;

impl api::Desk for NoDesk {
    fn export_folder(&self, _: bool) -> Result<Option<std::path::PathBuf>, Error> {
        Err(Error::NotHere("choosing a folder"))
    }

    fn open_url(&self, _: &str) -> Result<(), Error> {
        Err(Error::NotHere("opening a browser"))
    }
}

/// The most memory that this process had, in 2²⁰ bytes; 0 where the system does not say so in `/proc`.
fn most_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").trim().parse::<u64>().ok())
        .unwrap_or(0)
        / 1024
}

/// Seconds of processor time that a process and its ended children took; 0 where the system does
/// not say so in `/proc`.
fn processor_time(process: u32) -> f64 {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    let fields = stat.rsplit(')').next().unwrap_or_default().split_ascii_whitespace();
    // utime, stime, cutime, cstime: 14 to 17, of which the first two stand before the bracket.
    fields.skip(11).take(4).filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / 100.0
}

/// The processes that this one started.
fn workers() -> impl Iterator<Item = u32> {
    let me = std::process::id().to_string();
    let parent = |process: u32| {
        let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
        Some(stat.rsplit(')').next()?.split_ascii_whitespace().nth(1)?.to_owned())
    };
    let processes = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    let numbers = processes.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    numbers.filter(move |process| parent(*process).as_ref() == Some(&me))
}
