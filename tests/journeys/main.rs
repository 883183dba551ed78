//! Journeys over the use cases, the wire contract and the server: one binary, one test harness. No window, no
//! browser.

mod archive;
mod awkward;
mod books;
mod clip;
mod files;
mod gather;
mod hostile;
mod import;
mod library;
mod quotes;
mod server;
mod sharing;
mod versions;

use std::path::PathBuf;
use std::sync::Arc;

use commonplace_library::api::{self, Desk};
use commonplace_library::{Clip, Error, Input, Library, Millis, Workers};
use serde_json::{Value, json};

type Result = std::result::Result<(), Box<dyn std::error::Error>>;

/// A day in 2026. Time advances only where a journey passes a later time.
const NOW: Millis = 1_790_000_000_000;

/// As in the app, pages are read in separate processes.
fn workers() -> Workers {
    Workers::with_program(PathBuf::from(env!("CARGO_BIN_EXE_journeys-worker")))
}

/// A library in an empty folder, with the calls that a front end makes.
struct Reader {
    library: Arc<Library>,
    folder: tempfile::TempDir,
}

impl Reader {
    fn new() -> std::result::Result<Self, Box<dyn std::error::Error>> {
        let folder = tempfile::tempdir()?;
        let library = Library::open(&folder.path().join("library.db"), workers(), NOW)?;
        Ok(Self { library, folder })
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Opens the same library again, as after a restart.
    fn reopen(self) -> std::result::Result<Self, Box<dyn std::error::Error>> {
        let Self { library, folder } = self;
        drop(library);
        let library = Library::open(&folder.path().join("library.db"), workers(), NOW)?;
        Ok(Self { library, folder })
    }

    fn call(&self, name: &str, args: Value) -> std::result::Result<Value, api::Failure> {
        self.call_at(NOW, name, args)
    }

    fn call_at(
        &self,
        now: Millis,
        name: &str,
        args: Value,
    ) -> std::result::Result<Value, api::Failure> {
        let request = serde_json::from_value(json!({ "call": name, "args": args }))
            .map_err(|err| Error::Invalid(err.to_string()))?;
        api::dispatch(&self.library, self, request, now)
    }

    /// The text of an opened article, in which positions are counted.
    fn text(&self, opened: &Value) -> std::result::Result<String, Box<dyn std::error::Error>> {
        let id = opened["article"]["id"].as_str().unwrap_or_default().parse()?;
        Ok(self.library.text(id)?.0)
    }

    /// Waits until a job ends and returns its last event.
    fn job(&self, job: &Value) -> std::result::Result<Value, Box<dyn std::error::Error>> {
        let mut from = json!(0);
        for _ in 0..60 {
            let heard = self.call("events.next", json!({ "from": from }))?;
            from.clone_from(&heard["next"]);
            let mine = heard["events"].as_array().into_iter().flatten();
            let mut mine = mine.filter(|e| e["kind"] == "job" && e["id"] == job["job"]);
            if let Some(end) = mine.find(|e| e["state"] != "running") {
                return Ok(end.clone());
            }
        }
        Err("the job has not ended".into())
    }

    /// Clips a text and returns the article's id.
    fn clip(&self, text: &str) -> std::result::Result<String, Error> {
        let input = Input::Paste { html: None, text: text.into(), url: None };
        Ok(self.library.clip_now(input, Clip::default(), NOW, &|_, _, _| {})?.article().to_string())
    }

    /// Highlights a quote and returns the highlight's id.
    fn mark(
        &self,
        article: &str,
        quote: &str,
        note: Option<&str>,
    ) -> std::result::Result<String, Box<dyn std::error::Error>> {
        let new = commonplace_library::NewHighlight {
            note: note.map(Into::into),
            tags: vec!["sea".into()],
            ..commonplace_library::NewHighlight::default()
        };
        Ok(self.library.highlight_quote(article.parse()?, quote, new, NOW)?.to_string())
    }
}

impl Desk for Reader {
    fn export_folder(&self, _again: bool) -> std::result::Result<Option<PathBuf>, Error> {
        Ok(Some(self.path("out")))
    }

    fn open_url(&self, _url: &str) -> std::result::Result<(), Error> {
        Ok(())
    }
}

/// A pasted news page of the usual form.
const FERRIES: &str = include_str!("../fixtures/ferries.txt");
