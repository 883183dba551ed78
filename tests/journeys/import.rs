//! Imports from other programs: highlights find their articles, nothing is imported twice, and an import can
//! be undone.

use std::ops::ControlFlow;
use std::sync::{Arc, Mutex};

use base64::Engine as _;
use commonplace_library::{Clip, Imported, Input};
use serde_json::{Value, json};

use crate::versions::{OLD, serve};
use crate::{FERRIES, NOW, Reader, Result};

type Got<T> = std::result::Result<T, Box<dyn std::error::Error>>;

impl Reader {
    fn import(&self, name: &str, text: &str, dry_run: bool) -> Got<Imported> {
        let path = self.path(name);
        std::fs::write(&path, text)?;
        Ok(self.library.import(&[path], dry_run, NOW, &|_, _, _| ControlFlow::Continue(()))?)
    }

    fn all(&self) -> Got<Vec<Value>> {
        let args = json!({ "scope": "all", "tag": null, "project": null, "sort": "title", "descending": false, "offset": 0, "limit": 500 });
        let page = self.call("articles.list", args)?;
        Ok(page["rows"].as_array().cloned().unwrap_or_default())
    }

    fn titled(&self, title: &str) -> Got<Value> {
        let all = self.all()?;
        let row = all.iter().find(|row| row["title"] == title).ok_or("no such article")?;
        Ok(self.call("article.open", json!({ "id": row["id"] }))?)
    }
}

/// Everything that a library shows.
fn seen(reader: &Reader) -> Got<(Vec<Value>, Value)> {
    let mut details = Vec::new();
    for row in reader.all()? {
        details.push(reader.call("article.open", json!({ "id": row["id"] }))?);
    }
    let mut status = reader.call("library.status", json!({}))?;
    status["path"] = json!(null);
    Ok((details, status))
}

const OWN: &str = r#"{"rows":[
  {"id":"1","created":"2024-07-02T10:00:00Z","uri":"https://isle.example/ferries","text":"who says?","tags":["ports"],"document":{"title":"Ferries"},"user":"a",
   "target":[{"source":"https://isle.example/ferries","selector":[{"type":"TextQuoteSelector","exact":"We know the tides better"}]}]},
  {"id":"2","created":"2024-07-02T10:00:00Z","uri":"https://isle.example/ferries","text":"","tags":[],"document":{"title":"Ferries"},"user":"a",
   "target":[{"source":"https://isle.example/ferries","selector":[{"type":"TextQuoteSelector","exact":"words that were taken out since"}]}]}]}"#;

#[test]
fn highlights_come_home_to_an_article_that_is_there() -> Result {
    let reader = Reader::new()?;
    let input = Input::Paste {
        html: None,
        text: FERRIES.into(),
        url: Some("https://isle.example/ferries".into()),
    };
    let id =
        reader.library.clip_now(input, Clip::default(), NOW, &|_, _, _| {})?.article().to_string();
    let before = seen(&reader)?;

    let would = reader.import("hypothesis.json", OWN, true)?;
    assert_eq!(seen(&reader)?, before, "a dry run changes nothing");
    let report = reader.import("hypothesis.json", OWN, false)?;
    assert_eq!(report, would, "and says what will be");
    assert_eq!((report.new, report.updated, report.anchored, report.waiting), (0, 1, 1, 1));

    let open = || reader.call("article.open", json!({ "id": id }));
    let detail = open()?;
    let home = &detail["highlights"][0];
    assert_eq!(
        (&home["exact"], &home["state"]),
        (&json!("We know the tides better"), &json!("anchored"))
    );
    assert_eq!((&home["note"], &home["tags"]), (&json!("who says?"), &json!(["ports"])));
    let waits = &detail["highlights"][1];
    assert_eq!(
        (&waits["exact"], &waits["state"]),
        (&json!("words that were taken out since"), &json!("orphan"))
    );

    let after = seen(&reader)?;
    let again = reader.import("hypothesis.json", OWN, false)?;
    assert_eq!((again.new, again.updated, again.duplicate), (0, 0, 1));
    assert_eq!(seen(&reader)?, after, "a second import changes nothing");

    assert_eq!(reader.call("history.undo", json!({}))?["label"], "import");
    assert_eq!(open()?["highlights"], json!([]));
    assert_eq!(seen(&reader)?.0, before.0);
    reader.call("history.redo", json!({}))?;
    assert_eq!(seen(&reader)?.0, after.0);
    Ok(())
}

#[test]
fn an_import_is_taken_back_whole() -> Result {
    let reader = Reader::new()?;
    let mine = reader.clip(FERRIES)?;
    let before = seen(&reader)?;
    let mut csv = String::from("title,url,time_added,tags,status\n");
    for n in 0..1_200 {
        csv += &format!("Report {n},https://isle.example/{n},1600000000,ports,unread\n");
    }
    let report = reader.import("pocket.csv", &csv, false)?;
    assert_eq!((report.new, report.to_fetch), (1_200, 1_200));
    let after = seen(&reader)?;
    assert_eq!(after.1["counts"]["later"], 1_200);
    // An edit made after the import is undone first.
    reader.call("articles.set_favourite", json!({ "ids": [mine], "on": true }))?;
    reader.call("history.undo", json!({}))?;
    reader.call("history.undo", json!({}))?;
    assert_eq!(seen(&reader)?, before);
    let found = reader.call("search", json!({ "query": "report", "offset": 0, "limit": 5 }))?;
    assert_eq!(found["total"], 0, "what was taken back is not found");
    reader.call("history.redo", json!({}))?;
    assert_eq!(seen(&reader)?, after);
    reader.call("history.undo", json!({}))?;
    // The export can be imported again, also after a restart.
    let reader = reader.reopen()?;
    assert_eq!(seen(&reader)?.0, before.0);
    assert_eq!(reader.import("pocket.csv", &csv, false)?.new, 1_200);
    Ok(())
}

#[test]
fn a_longer_export_adds_what_is_new_and_keeps_both_notes() -> Result {
    let reader = Reader::new()?;
    reader.import("hypothesis.json", OWN, false)?;
    let longer = OWN.replace("]}]}]}", "]}]},
      {\"id\":\"3\",\"uri\":\"https://isle.example/ferries\",\"text\":\"on the whole\",\"tags\":[\"sea\"],\"user\":\"a\",\"document\":{\"title\":\"Ferries\"},\"target\":[{\"source\":\"https://isle.example/ferries\"}]}]}")
        .replace("who says?", "the harbour master");
    let report = reader.import("hypothesis.json", &longer, false)?;
    assert_eq!((report.new, report.updated, report.known, report.waiting), (0, 1, 2, 0));
    let detail = reader.titled("Ferries")?;
    assert_eq!(detail["highlights"].as_array().map(Vec::len), Some(2));
    assert_eq!(detail["highlights"][0]["note"], "who says?\n\nthe harbour master");
    assert_eq!(detail["notes"][0]["body"], "on the whole");
    Ok(())
}

#[test]
fn pages_arrive_and_highlights_find_their_words_in_them() -> Result {
    let page = Arc::new(Mutex::new(String::new()));
    let port = serve(&page)?;
    let url = format!("http://127.0.0.1:{port}/ferries");
    let reader = Reader::new()?;
    let json = json!([{ "url": url, "title": "Ferries for the coast", "highlights": [
        { "quote": "the mayor of the smallest laughed aloud", "created_at": 1_600_000_000 },
        { "quote": "words that never stood there", "created_at": 1_600_000_000 },
    ]}]);
    let report = reader.import("pocket.json", &json.to_string(), false)?;
    assert_eq!((report.anchored, report.waiting, report.to_fetch), (0, 2, 1));
    let detail = reader.titled("Ferries for the coast")?;
    assert_eq!(detail["waiting"], json!({ "due": true, "error": null }));
    assert!(
        detail["highlights"]
            .as_array()
            .is_some_and(|all| all.iter().all(|h| h["state"] == "anchored")),
        "they can be read meanwhile"
    );

    let fetch = |allow_private, now| reader.library.fetch_waiting(allow_private, &|| now, &|_| {});
    // Private addresses are not fetched unless that is allowed.
    fetch(false, NOW)?;
    let why = reader.call("fetching.failures", json!({}))?;
    assert_eq!(why["failures"][0]["error"]["code"], "private_address");
    // The site is busy, so the page is tried again later, at growing intervals.
    reader.call("fetching.again", json!({ "id": null }))?;
    let state = fetch(true, NOW)?;
    assert_eq!((state.left, state.failed), (1, 0));
    let waiting = reader.titled("Ferries for the coast")?["waiting"].clone();
    assert_eq!((&waiting["due"], &waiting["error"]["code"]), (&json!(true), &json!("http_status")));
    fetch(true, NOW + 30_000)?;
    OLD.clone_into(&mut *page.lock().map_err(|_| "a lock")?);
    assert_eq!(fetch(true, NOW + 30_000)?.left, 1, "not yet");
    assert_eq!(fetch(true, NOW + 61_000)?.left, 0);

    let detail = reader.titled("Ferries for the coast")?;
    assert_eq!(detail["waiting"], json!(null));
    assert!(reader.text(&detail)?.contains("Eleven harbour towns"));
    let states: Vec<(&Value, &Value)> = detail["highlights"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|h| (&h["exact"], &h["state"]))
        .collect();
    assert_eq!(
        states,
        [
            (&json!("the mayor of the smallest laughed aloud"), &json!("anchored")),
            (&json!("words that never stood there"), &json!("orphan")),
        ]
    );
    // All of it is one import, which can still be undone.
    reader.call("history.undo", json!({}))?;
    assert_eq!(reader.all()?.len(), 0);
    Ok(())
}

#[test]
fn what_is_paused_waits_and_what_has_gone_is_given_up() -> Result {
    let reader = Reader::new()?;
    reader.import("list.csv", "url,title\nhttp://127.0.0.1:9/nobody,A\n", false)?;
    reader.call("fetching.pause", json!({ "on": true }))?;
    let reader = reader.reopen()?;
    let status = reader.call("library.status", json!({}))?;
    assert_eq!(status["fetching"], json!({ "left": 1, "failed": 0, "paused": true }));
    // Six attempts, over more than a day.
    let mut now = NOW;
    for _ in 0..6 {
        reader.library.fetch_waiting(true, &|| now, &|_| {})?;
        now += 86_400_000;
    }
    let status = reader.call("library.status", json!({}))?;
    assert_eq!(status["fetching"], json!({ "left": 0, "failed": 1, "paused": true }));
    Ok(())
}

#[test]
fn who_clips_an_imported_article_by_hand_has_its_page() -> Result {
    let page = Arc::new(Mutex::new(OLD.to_owned()));
    let url = format!("http://127.0.0.1:{}/ferries", serve(&page)?);
    let reader = Reader::new()?;
    reader.import("list.csv", &format!("url,title,tags\n{url},Ferries,sea\n"), false)?;
    let clip = Clip::default().allow_private(true);
    reader.library.clip_now(Input::Url(url), clip, NOW, &|_, _, _| {})?;
    let all = reader.all()?;
    assert_eq!(all.len(), 1);
    assert_eq!(all[0]["tags"], json!(["sea"]));
    assert_eq!(reader.call("library.status", json!({}))?["fetching"]["left"], 0);
    Ok(())
}

const BOOKS: &str = "Highlight,Book Title,Book Author,Amazon Book ID,Note,Color,Tags,Location Type,Location,Highlighted at,Document tags\n\
    the mayor of the smallest laughed aloud,Ferries for the coast,,,who?,blue,sea,order,1,2024-07-17 14:00:25+00:00,\n";

#[test]
fn highlights_without_an_address_find_their_article_by_its_title() -> Result {
    let page = Arc::new(Mutex::new(OLD.to_owned()));
    let url = format!("http://127.0.0.1:{}/ferries", serve(&page)?);
    let clip = |reader: &Reader| {
        let clip = Clip::default().allow_private(true);
        reader.library.clip_now(Input::Url(url.clone()), clip, NOW, &|_, _, _| {})
    };
    let home = |reader: &Reader| -> Result {
        assert_eq!(reader.all()?.len(), 1);
        let detail = reader.titled("Ferries for the coast")?;
        assert_eq!(detail["article"]["url"], json!(url));
        let highlight = &detail["highlights"][0];
        assert_eq!(
            (&highlight["state"], &highlight["note"], &highlight["colour"]),
            (&json!("anchored"), &json!("who?"), &json!("blue"))
        );
        assert!(reader.text(&detail)?.contains("Eleven harbour towns"));
        Ok(())
    };
    // The article is there already, is clipped by hand later, or was in another export of the same program.
    let reader = Reader::new()?;
    clip(&reader)?;
    assert_eq!(reader.import("readwise.csv", BOOKS, false)?.anchored, 1);
    home(&reader)?;
    let reader = Reader::new()?;
    reader.import("readwise.csv", BOOKS, false)?;
    clip(&reader)?;
    home(&reader)?;
    let reader = Reader::new()?;
    reader.import("readwise.csv", BOOKS, false)?;
    let list = format!(
        "Title,URL,ID,Document tags,Saved date,Reading progress,Location,Seen\nFerries for the coast,{url},1,[],2024-03-15 10:00:00+00:00,0,later,True\n"
    );
    assert_eq!(reader.import("reader.csv", &list, false)?.updated, 1);
    reader.library.fetch_waiting(true, &|| NOW, &|_| {})?;
    home(&reader)?;
    // Another article with the same title is not taken for it.
    let reader = Reader::new()?;
    reader.import(
        "readwise.csv",
        &BOOKS.replace("the mayor of the smallest", "the mayor of nowhere"),
        false,
    )?;
    clip(&reader)?;
    assert_eq!(reader.all()?.len(), 2);
    Ok(())
}

#[test]
fn files_are_handed_over_in_pieces_looked_at_and_taken_in() -> Result {
    let reader = Reader::new()?;
    let whole =
        "title,url,time_added,tags,status\nA,https://isle.example/a,1600000000,ports,unread\n";
    let base64 = |text: &str| base64::engine::general_purpose::STANDARD.encode(text);
    let (one, two) = whole.split_at(20);
    let piece = |upload: &Value, path: &str, text: &str| {
        reader
            .call("import.part", json!({ "upload": upload, "path": path, "base64": base64(text) }))
    };
    let upload = piece(&json!(null), "Pocket/part_000000.csv", one)?["upload"].clone();
    piece(&upload, "Pocket/part_000000.csv", two)?;
    assert!(piece(&upload, "../../etc/passwd", "x").is_err(), "nothing is written elsewhere");
    let start = |dry_run: bool| {
        reader.call("import.start", json!({ "upload": upload, "dry_run": dry_run }))
    };
    let looked = reader.job(&start(true)?)?;
    assert_eq!((&looked["work"], &looked["imported"]["new"]), (&json!("look"), &json!(1)));
    assert_eq!(reader.all()?.len(), 0);
    let done = reader.job(&start(false)?)?;
    assert_eq!(
        (&done["state"], &done["imported"]["kinds"][0]["title"]),
        (&json!("done"), &json!("Pocket"))
    );
    assert_eq!(reader.all()?.len(), 1);
    reader.call("import.drop", json!({ "upload": upload }))?;
    assert!(start(false).is_err(), "what was dropped is gone");
    Ok(())
}

#[test]
fn a_note_of_a_hostile_export_runs_nothing() -> Result {
    let reader = Reader::new()?;
    let note = r#"<img src=x onerror=alert(1)><script>alert(2)</script> **fine** [x](javascript:alert(3))"#;
    let rows = json!({ "rows": [{ "id": "1", "uri": "https://isle.example/a", "text": note, "user": "a", "tags": ["<b>x</b>"], "document": { "title": "<script>alert(4)</script>" },
        "target": [{ "source": "https://isle.example/a", "selector": [{ "type": "TextQuoteSelector", "exact": "<script>alert(5)</script> words" }] }] }] });
    reader.import("h.json", &rows.to_string(), false)?;
    let all = reader.all()?;
    let detail = reader.call("article.open", json!({ "id": all[0]["id"] }))?;
    let html = format!("{}{}", detail["version"]["html"], detail["highlights"][0]["note_html"]);
    for bad in ["<script", "<img", "javascript:", "<b>"] {
        assert!(!html.contains(bad), "{bad} in {html}");
    }
    assert_eq!(
        detail["highlights"][0]["exact"], "<script>alert(5)</script> words",
        "what was marked is what was marked"
    );
    Ok(())
}

#[test]
fn an_import_that_is_stopped_keeps_what_it_had_and_goes_on_the_next_time() -> Result {
    let reader = Reader::new()?;
    let mut csv = String::from("title,url,time_added,tags,status\n");
    for n in 0..1_500 {
        csv += &format!("Report {n},https://isle.example/{n},1600000000,,unread\n");
    }
    let path = reader.path("pocket.csv");
    std::fs::write(&path, &csv)?;
    let stop =
        |step, _, _| if step > 1_100 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) };
    let report = reader.library.import(&[path], false, NOW, &stop)?;
    assert!(report.stopped && report.new > 0 && report.new < 1_500, "{report:?}");
    assert_eq!(reader.import("pocket.csv", &csv, false)?.new, 1_500 - report.new);
    Ok(())
}

#[test]
fn what_a_library_of_references_is_cited_by_stays_so() -> Result {
    let reader = Reader::new()?;
    let file = "@article{moor_quay:2024,\n  title = {The quay in winter},\n  author = {Moor, Ada},\n  url = {https://isle.example/quay},\n}\n";
    reader.import("library.bib", file, false)?;
    let id = reader.library.all_articles()?[0];
    let cite =
        |form: &str| reader.call("articles.cite", json!({ "ids": [id.to_string()], "form": form }));
    assert_eq!(cite("pandoc")?["markdown"], "[@moor_quay:2024]");
    assert!(
        cite("bibtex")?["markdown"]
            .as_str()
            .is_some_and(|bib| bib.starts_with("@misc{moor_quay:2024,"))
    );
    // A template can use the key, and an archive contains it.
    let shape = reader.library.shape()?.with_source("{{ citekey }}")?;
    assert_eq!(reader.library.markdown(id, &shape)?, "moor_quay:2024");
    Ok(())
}
