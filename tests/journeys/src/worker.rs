//! The program that reads pages for the journeys' libraries in a separate process, as the app and the command
//! do. With a file as its argument, clips the file into a new library and prints the result and the processor
//! time used. With `import` and a file, imports the file in the same way. With `list` and a library, acts as
//! a second program that opens the library, and prints the number of its articles and projects. With `add`, a
//! library and a file, clips the file into the library.

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
        // An import that takes this long would probably never end.
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
    // Children that have ended are counted with their parent; waiting workers are not, so they are added.
    let time =
        processor_time(std::process::id()) - before + workers().map(processor_time).sum::<f64>();
    #[allow(clippy::print_stdout, reason = "a program for a terminal")]
    {
        println!("{}", json!({ "answer": answer, "seconds": time }));
    }
    Ok(())
}

/// A front end without a window.
struct NoDesk;

impl api::Desk for NoDesk {
    fn export_folder(&self, _: bool) -> Result<Option<std::path::PathBuf>, Error> {
        Err(Error::NotHere("choosing a folder"))
    }

    fn open_url(&self, _: &str) -> Result<(), Error> {
        Err(Error::NotHere("opening a browser"))
    }
}

/// The peak memory of this process in MiB; 0 if the system does not provide `/proc`.
fn most_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").trim().parse::<u64>().ok())
        .unwrap_or(0)
        / 1024
}

/// The processor time in seconds of a process and its ended children; 0 if the system does not provide
/// `/proc`.
fn processor_time(process: u32) -> f64 {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    let fields = stat.rsplit(')').next().unwrap_or_default().split_ascii_whitespace();
    // utime, stime, cutime and cstime are the fields 14 to 17; the first two fields precede the bracket.
    fields.skip(11).take(4).filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / 100.0
}

/// The child processes of this process.
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
