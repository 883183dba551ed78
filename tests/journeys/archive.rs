//! Archives a whole library and imports it again: captures are equal byte for byte, and every field is equal.

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::ops::ControlFlow;
use std::path::Path;

use commonplace_library::{ImportSource, Imported, Library, SkipReason};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::{FERRIES, NOW, Reader, Result, workers};

type Got<T> = std::result::Result<T, Box<dyn std::error::Error>>;

impl Reader {
    fn archive(&self, name: &str) -> Got<std::path::PathBuf> {
        let archived =
            self.library.archive(&self.path(name), NOW, &|_, _| ControlFlow::Continue(()))?;
        let archived = archived.ok_or("it was stopped")?;
        archived.complete()?;
        Ok(archived.path)
    }

    fn take_in(&self, archive: &Path, dry_run: bool) -> Got<Imported> {
        Ok(self
            .library
            .import(&[archive.to_owned()], dry_run, NOW, &|_, _, _| ControlFlow::Continue(()))?)
    }
}

/// The files of an archive by name, with documents unparsed.
fn files(archive: &Path) -> Got<BTreeMap<String, Vec<u8>>> {
    let mut zip = zip::ZipArchive::new(std::fs::File::open(archive)?)?;
    let mut all = BTreeMap::new();
    for n in 0..zip.len() {
        let mut bytes = Vec::new();
        zip.by_index(n)?.read_to_end(&mut bytes)?;

        let name = zip.name_for_index(n).ok_or("a name")??.into_owned();
        all.insert(name, bytes);
    }
    Ok(all)
}

/// A step of a random journey.
#[derive(Debug, Clone)]
enum Step {
    Clip(String),
    Import(String, String),
    Mark(usize, usize, String),
    Note(usize, String),
    Tag(usize, String),
    State(usize, &'static str),
    Favourite(usize),
    Read(usize, u32),
    Correct(usize, String),
    Trash(usize),
    Project(String, usize),
    Heading(String),
    Alias(String),
    Search(String),
    Setting(u32),
    Draft(String),
    SameAddress(usize),
}

fn step() -> impl Strategy<Value = Step> {
    let words = "[\\PC&&[^\\x00]]{1,24}";
    let any = any::<usize>;
    prop_oneof![
        3 => "[a-zA-Z äöß中文العربية]{5,40}".prop_map(Step::Clip),
        1 => ("[a-z]{3,8}", words).prop_map(|(a, b)| Step::Import(a, b)),
        4 => (any(), 0_usize..5, words).prop_map(|(a, b, c)| Step::Mark(a, b, c)),
        1 => (any(), words).prop_map(|(a, b)| Step::Note(a, b)),
        2 => (any(), "[a-z/ü]{1,12}").prop_map(|(a, b)| Step::Tag(a, b)),
        1 => (any(), prop::sample::select(vec!["inbox", "later", "archive"])).prop_map(|(a, b)| Step::State(a, b)),
        1 => any().prop_map(Step::Favourite),
        1 => (any(), 0_u32..1000).prop_map(|(a, b)| Step::Read(a, b)),
        1 => (any(), words).prop_map(|(a, b)| Step::Correct(a, b)),
        1 => any().prop_map(Step::Trash),
        1 => ("[a-z]{1,6}", any()).prop_map(|(a, b)| Step::Project(a, b)),
        1 => words.prop_map(Step::Heading),
        1 => "[A-Z][a-z]{2,8}".prop_map(Step::Alias),
        1 => "[a-z]{1,8}".prop_map(Step::Search),
        1 => (12_u32..32).prop_map(Step::Setting),
        1 => words.prop_map(Step::Draft),
        1 => any().prop_map(Step::SameAddress),
    ]
}

/// Performs the steps that are possible, and returns the calls that were refused.
fn act(reader: &Reader, steps: Vec<Step>) -> Vec<String> {
    let refused = std::cell::RefCell::new(Vec::new());
    let (mut articles, mut highlights, mut project): (Vec<String>, Vec<String>, Option<String>) =
        Default::default();
    let call = |name: &str, args: Value| {
        let done = reader.call(name, args.clone());
        if let Err(err) = &done {
            refused.borrow_mut().push(format!("{name} {args}: {err}"));
        }
        done
    };
    for (n, step) in steps.into_iter().enumerate() {
        let article = |at: usize| articles.get(at % articles.len().max(1)).cloned();
        match step {
            Step::Clip(words) => {
                let text = format!(
                    "Article {n} of the coast\n\n{words} one. {words} two.\n\nThe ferry {n} waits for nobody.\n\n\"We know the tides,\" said Rui Campos, mayor of the town.\n\nThe quay is {words}."
                );
                articles.extend(reader.clip(&text));
            }
            Step::Import(slug, words) => {
                let row = json!([{ "url": format!("https://isle.example/{slug}"), "title": words, "highlights": [{ "quote": format!("{words} {n}"), "created_at": 1_600_000_000 }] }]);
                let path = reader.path("pocket.json");
                if std::fs::write(&path, row.to_string()).is_ok() {
                    let _ = reader
                        .library
                        .import(&[path], false, NOW, &|_, _, _| ControlFlow::Continue(()));
                }
            }
            Step::Mark(at, which, note) => {
                let Some(id) = article(at) else { continue };
                let quote = [
                    "The ferry",
                    "waits for nobody",
                    "We know the tides",
                    "of the town",
                    "The quay is",
                ][which];
                highlights.extend(reader.mark(&id, quote, Some(&note)));
                let Some(last) = highlights.last() else { continue };
                let _ = match which {
                    0 => call(
                        "annotations.set_colour",
                        json!({ "highlights": [last], "colour": "blue" }),
                    ),
                    1 => call(
                        "highlight.translate",
                        json!({ "id": last, "translation": { "words": note, "translator": "A. Moor" } }),
                    ),
                    2 => call(
                        "highlight.attribute",
                        json!({ "id": last, "attribution": { "speaker": "Rui Campos", "role": "mayor", "affiliation": null, "cue": "said", "confidence": 0.1 + 0.2, "standing": "on_record" } }),
                    ),
                    3 => call(
                        "annotations.tag",
                        json!({ "highlights": [last], "tag": "evidence", "on": true }),
                    ),
                    _ => call("highlight.set_style", json!({ "id": last, "style": "underlined" })),
                };
            }
            Step::Note(at, body) => {
                let _ = article(at)
                    .map(|id| call("note.set", json!({ "article": id, "id": null, "body": body })));
            }
            Step::Tag(at, tag) => {
                let _ = article(at)
                    .map(|id| call("articles.tag", json!({ "ids": [id], "tag": tag, "on": true })));
            }
            Step::State(at, state) => {
                let _ = article(at)
                    .map(|id| call("articles.set_state", json!({ "ids": [id], "state": state })));
            }
            Step::Favourite(at) => {
                let _ = article(at)
                    .map(|id| call("articles.set_favourite", json!({ "ids": [id], "on": true })));
            }
            Step::Read(at, share) => {
                let _ = article(at).map(|id| call("article.set_position", json!({ "id": id, "progress": f64::from(share) / 999.0, "position": share })));
            }
            Step::Correct(at, title) => {
                let _ = article(at).map(|id| {
                    call(
                        "article.correct",
                        json!({ "id": id, "fields": [{ "field": "title", "value": title }] }),
                    )
                });
            }
            Step::Trash(at) => {
                let _ = article(at).map(|id| call("articles.trash", json!({ "ids": [id] })));
            }
            Step::Project(name, at) => {
                if let Ok(made) = call("project.create", json!({ "name": name })) {
                    project = made["id"].as_str().map(str::to_owned);
                }
                if let (Some(project), Some(id)) = (&project, article(at)) {
                    let _ = call(
                        "project.gather",
                        json!({ "id": project, "articles": [id], "highlights": highlights, "on": true }),
                    );
                    let _ = call(
                        "outline.quote",
                        json!({ "project": project, "highlights": highlights, "before": null }),
                    );
                }
            }
            Step::Heading(body) => {
                let _ = project.as_ref().map(|id| call("outline.add", json!({ "project": id, "kind": "heading", "depth": 2, "body": body, "before": null })));
            }
            Step::Alias(name) => {
                let quoted = articles
                    .first()
                    .and_then(|id| Some((id, call("quotes.list", json!({ "id": id })).ok()?)));
                if let Some((id, quotes)) = quoted
                    && let Some(first) = quotes["quotes"].get(0)
                {
                    let args = json!({ "article": id, "start": first["start"], "end": first["end"], "name": name });
                    let _ = call("quotes.correct", args);
                }
                let _ = call("people.merge", json!({ "from": name, "into": "Rui Campos" }));
            }
            Step::Search(words) => {
                let query = json!({ "of": "articles", "query": words });
                let _ = call("search.save", json!({ "name": words, "query": query }));
            }
            Step::Setting(size) => {
                if let Ok(mut settings) = call("settings.get", json!({})) {
                    settings["size"] = size.into();
                    let _ = call("settings.set", settings);
                }
            }
            Step::SameAddress(at) => {
                let fields = json!([{ "field": "url", "value": "https://isle.example/same" }]);
                let _ = article(at)
                    .map(|id| call("article.correct", json!({ "id": id, "fields": fields })));
            }
            Step::Draft(body) => {
                let _ = call("draft.set", json!({ "key": format!("note {n}"), "body": body }));
            }
        }
    }
    refused.into_inner()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 200, ..ProptestConfig::default() })]

    /// The archive of a library imported from an archive equals that archive.
    #[test]
    fn a_library_comes_back_from_its_archive(steps in prop::collection::vec(step(), 1..40)) {
        let reader = Reader::new().unwrap();
        act(&reader, steps);
        let archive = reader.archive("one.zip").unwrap();
        let before = files(&archive).unwrap();

        let other = Reader::new().unwrap();
        let would = other.take_in(&archive, true).unwrap();
        let report = other.take_in(&archive, false).unwrap();
        prop_assert_eq!(&report, &would);
        prop_assert_eq!(report.passed_over(), 0);
        let after = files(&other.archive("two.zip").unwrap()).unwrap();
        prop_assert_eq!(before.keys().collect::<Vec<_>>(), after.keys().collect::<Vec<_>>());
        for (name, bytes) in &before {
            prop_assert!(bytes == &after[name], "{name}:\n{}\n---\n{}", String::from_utf8_lossy(bytes), String::from_utf8_lossy(&after[name]));
        }
        // Search results and counts are the same as well.
        let seen = |reader: &Reader| {
            let mut status = reader.call("library.status", json!({})).unwrap();
            status["path"] = json!(null);
            let found = reader.call("search", json!({ "query": "ferry", "offset": 0, "limit": 100 })).unwrap();
            (status, found["total"].clone())
        };
        prop_assert_eq!(seen(&reader), seen(&other));

        // Importing again adds nothing, also not to the library that was archived.
        for reader in [&other, &reader] {
            let again = reader.take_in(&archive, false).unwrap();
            prop_assert_eq!((again.new, again.updated), (0, 0));
            prop_assert!(files(&reader.archive("three.zip").unwrap()).unwrap() == before);
        }
        // The whole import can be undone.
        if report.new > 0 {
            other.call("history.undo", json!({})).unwrap();
            prop_assert_eq!(&seen(&other).0["counts"]["all"], &json!(0));
        }
    }
}

/// Every step of the random journeys does something.
#[test]
fn every_step_is_one() -> Result {
    let reader = Reader::new()?;
    let mut steps = vec![Step::Clip("Words of the coast".into())];
    steps.extend((0..5).map(|which| Step::Mark(0, which, "a note".into())));
    steps.extend([
        Step::Import("winter".into(), "words".into()),
        Step::Note(0, "whole".into()),
        Step::Tag(0, "sea".into()),
        Step::State(0, "later"),
        Step::Favourite(0),
        Step::Read(0, 400),
        Step::Correct(0, "Another title".into()),
        Step::Project("coast".into(), 0),
        Step::Heading("One".into()),
        Step::Alias("Campos".into()),
        Step::Search("ferry".into()),
        Step::Setting(20),
        Step::Draft("words".into()),
        Step::SameAddress(0),
        Step::Trash(0),
    ]);
    assert_eq!(act(&reader, steps), [] as [String; 0]);
    assert_eq!(reader.library.all_articles()?.len(), 1);
    Ok(())
}

#[test]
fn an_archive_is_open_files_and_unpacked_it_is_one_too() -> Result {
    let reader = Reader::new()?;
    let id = reader.clip(FERRIES)?;
    reader.mark(&id, "We know the tides better", Some("**metaphor**"))?;
    let archive = reader.archive("one.zip")?;
    let all = files(&archive)?;
    let names: Vec<&str> = all.keys().map(String::as_str).collect();
    assert!(names.contains(&"README.txt") && names.contains(&"library.json"), "{names:?}");
    let markdown = &all[&format!("articles/{id}/Harbour towns want a say on ferry routes.md")];
    assert!(String::from_utf8_lossy(markdown).contains("**metaphor**"));
    let document: Value = serde_json::from_slice(&all[&format!("articles/{id}/article.json")])?;
    assert_eq!(document["highlights"][0]["exact"], "We know the tides better");
    let sha256 = document["captures"][0]["sha256"].as_str().ok_or("a hash")?;
    assert_eq!(all[&format!("captures/{sha256}.txt")], FERRIES.as_bytes(), "byte for byte");

    let folder = reader.path("unpacked");
    zip::ZipArchive::new(std::fs::File::open(&archive)?)?.extract(&folder)?;
    let other = Reader::new()?;
    let report = other.take_in(&folder, false)?;
    assert_eq!((report.new, report.anchored), (1, 1));
    assert!(report.kinds.contains_key(&ImportSource::Commonplace));
    Ok(())
}

#[test]
fn an_archive_adds_to_a_library_what_it_has_more() -> Result {
    let reader = Reader::new()?;
    let id = reader.clip(FERRIES)?;
    let early = reader.archive("early.zip")?;
    let other = Reader::new()?;
    other.take_in(&early, false)?;
    other.mark(&id, "A ferry is a bridge", Some("theirs"))?;
    reader.mark(&id, "We know the tides better", Some("mine"))?;
    reader.call("articles.tag", json!({ "ids": [id], "tag": "sea", "on": true }))?;
    let report = other.take_in(&reader.archive("late.zip")?, false)?;
    assert_eq!((report.new, report.updated, report.anchored), (0, 1, 1));
    let notes = |reader: &Reader| -> Got<Vec<String>> {
        let detail = reader.call("article.open", json!({ "id": id }))?;
        Ok(detail["highlights"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|h| h["note"].as_str().map(str::to_owned))
            .collect())
    };
    assert_eq!(notes(&other)?, ["mine", "theirs"]);
    other.call("history.undo", json!({}))?;
    assert_eq!(notes(&other)?, ["theirs"], "what was there stays");
    Ok(())
}

/// Writes a copy of the archive in which each file is passed through `change`.
fn forged(archive: &Path, to: &Path, change: impl Fn(&str, Vec<u8>) -> Vec<u8>) -> Result {
    let mut zip = zip::ZipWriter::new(std::fs::File::create(to)?);
    for (name, bytes) in files(archive)? {
        zip.start_file(&name, zip::write::SimpleFileOptions::default())?;
        zip.write_all(&change(&name, bytes))?;
    }
    zip.finish()?;
    Ok(())
}

#[test]
fn an_archive_of_somebody_else_runs_nothing_and_proves_nothing() -> Result {
    let reader = Reader::new()?;
    let id = reader.clip(FERRIES)?;
    reader.mark(&id, "We know the tides better", None)?;
    let archive = reader.archive("one.zip")?;
    // HTML that would run scripts.
    let hostile = reader.path("hostile.zip");
    forged(&archive, &hostile, |name, bytes| {
        if !name.ends_with("article.json") {
            return bytes;
        }
        let text = String::from_utf8_lossy(&bytes).replace(
            "<p>LISBON",
            "<p onclick=x()><script>alert(1)</script><img src=https://spy.example/a.png>LISBON",
        );
        assert!(text.contains("<script>"));
        text.into_bytes()
    })?;
    let other = Reader::new()?;
    assert_eq!(other.take_in(&hostile, false)?.new, 1);
    let html = other.call("article.open", json!({ "id": id }))?["version"]["html"].to_string();
    assert!(
        !html.contains("script") && !html.contains("onclick") && !html.contains("spy.example"),
        "{html}"
    );
    // A capture that does not match its hash.
    let changed = reader.path("changed.zip");
    forged(&archive, &changed, |name, bytes| {
        if name.starts_with("captures/") { [&bytes[..], b"!"].concat() } else { bytes }
    })?;
    let other = Reader::new()?;
    let report = other.take_in(&changed, false)?;
    assert_eq!(
        (report.new, report.skipped.get(&SkipReason::Unreadable).map(|s| s.count)),
        (0, Some(1))
    );
    // Broken documents, and a document of a later version.
    let broken = reader.path("broken.zip");
    forged(&archive, &broken, |name, bytes| {
        if name.ends_with("article.json") { bytes[..bytes.len() / 2].to_vec() } else { bytes }
    })?;
    assert_eq!(other.take_in(&broken, false)?.skipped[&SkipReason::Unreadable].count, 1);
    let later = reader.path("later.zip");
    forged(&archive, &later, |name, bytes| {
        if name == "commonplace.json" {
            br#"{"format":"commonplace-library","version":99}"#.to_vec()
        } else {
            bytes
        }
    })?;
    assert_eq!(other.take_in(&later, false)?.skipped[&SkipReason::TooNew].count, 1);
    // Invalid rows, and rows of other articles and other kinds.
    let odd = reader.path("odd.zip");
    forged(&archive, &odd, |name, bytes| {
        let Ok(mut document) = serde_json::from_slice::<Value>(&bytes) else { return bytes };
        if name.ends_with("article.json") {
            document["highlights"] = json!([{ "id": "x" }, 7, { "id": id, "version": "nowhere", "exact": ["a"], "start": -5 }]);
            document["notes"] = json!("none");
            document["article"]["progress"] = json!("far");
        }
        document.to_string().into_bytes()
    })?;
    let report = other.take_in(&odd, false)?;
    assert_eq!(other.call("library.status", json!({}))?["counts"]["all"], json!(0), "{report:?}");
    Ok(())
}

#[test]
fn an_archive_that_is_stopped_or_cannot_be_written_leaves_nothing() -> Result {
    let reader = Reader::new()?;
    reader.clip(FERRIES)?;
    let to = reader.path("out/one.zip");
    let stopped = reader.library.archive(&to, NOW, &|_, _| ControlFlow::Break(()))?;
    assert!(stopped.is_none() && std::fs::read_dir(reader.path("out"))?.next().is_none());
    std::fs::write(reader.path("file"), "x")?;
    assert!(
        reader
            .library
            .archive(&reader.path("file/one.zip"), NOW, &|_, _| ControlFlow::Continue(()))
            .is_err()
    );
    // As a job, as the window starts it. An archive of the same day is kept.
    for name in ["Commonplace 2026-09-21.zip", "Commonplace 2026-09-21 (2).zip"] {
        let job = reader.call("library.archive", json!({ "choose": false }))?;
        let path = reader.job(&job)?["archived"].as_str().unwrap_or_default().to_owned();
        assert!(path.ends_with(name), "{path}");
        let other = Library::open(&reader.path(&format!("{}.db", name.len())), workers(), NOW)?;
        assert_eq!(
            other.import(&[path.into()], false, NOW, &|_, _, _| ControlFlow::Continue(()))?.new,
            1
        );
    }
    Ok(())
}

/// Overwrites one page of a file with zeros, or with bytes computed from its number.
fn damage(library: &Path, page: u64, zeros: bool) -> Result {
    use std::io::{Seek as _, SeekFrom};
    let mut file = std::fs::OpenOptions::new().write(true).open(library)?;
    file.seek(SeekFrom::Start(page * 4_096))?;
    let nonsense = |n: u64| u8::try_from((n * 2_654_435_761 + page) % 251).unwrap_or_default();
    let bytes: Vec<u8> = (0..4_096).map(|n| if zeros { 0 } else { nonsense(n) }).collect();
    file.write_all(&bytes)?;
    Ok(())
}

#[test]
#[allow(clippy::print_stdout, reason = "what was measured, for who asks")]
fn what_can_be_read_of_a_damaged_library_is_archived() -> Result {
    const ARTICLES: u32 = 60;
    let reader = Reader::new()?;
    for n in 0..ARTICLES {
        let words: String = (0..400).map(|w| format!("tide{} ", (w * 7 + n * 13) % 911)).collect();
        let article = reader.clip(&format!("Tide table {n}\n\n{FERRIES}\n\n{words}"))?;
        reader.mark(&article, "Eleven harbour towns", Some("Who?"))?;
    }
    let path = reader.path("library.db");
    let Reader { library, folder } = reader;
    drop(library);
    let pages = std::fs::metadata(&path)?.len() / 4_096;
    let (mut tried, mut archived, mut saved, mut taken_in) = (0_u32, 0_u32, 0_u32, 0_u32);
    // Skips the first page, which has the header of the database, and takes every thirteenth, to save time.
    for page in (1..pages).step_by(13) {
        tried += 1;
        let copy = folder.path().join("damaged.db");
        std::fs::copy(&path, &copy)?;
        damage(&copy, page, page % 2 == 0)?;
        let to = folder.path().join(format!("{page}.zip"));
        let written = Library::open(&copy, workers(), NOW)
            .and_then(|library| library.archive(&to, NOW, &|_, _| ControlFlow::Continue(())));
        for name in
            ["damaged.db", "damaged.db-wal", "damaged.db-shm", "damaged.db-open", "damaged.db-lock"]
        {
            let _ = std::fs::remove_file(folder.path().join(name));
        }
        let Ok(Some(written)) = written else {
            println!("page {page} of {pages}: {:?}", written.err().map(|err| err.to_string()));
            continue;
        };
        archived += 1;
        let other = Reader::new()?;
        let report = other.take_in(&written.path, false)?;
        saved += u32::try_from(written.articles).unwrap_or_default();
        taken_in += report.new;
        if report.new < ARTICLES {
            assert!(written.lost.count() > 0, "page {page}: {report:?}");
        }
        std::fs::remove_file(written.path)?;
    }
    println!(
        "{archived} of {tried} gave an archive, with {saved} articles, of which {taken_in} were taken in"
    );
    assert!(archived * 10 >= tried * 8, "{archived} of {tried}");
    assert!(taken_in * 10 >= archived * ARTICLES * 9, "{taken_in} of {}", archived * ARTICLES);
    Ok(())
}
