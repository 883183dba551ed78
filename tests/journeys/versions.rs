//! Articles that change, and their highlights.

use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, TcpListener};
use std::sync::{Arc, Mutex};

use commonplace_library::api::{ErrorCode, Failure};
use commonplace_library::{Clip, Input, Recheck};
use serde_json::{Value, json};

use crate::{NOW, Reader, Result};

pub(crate) const OLD: &str = "<html lang=en><head><title>Ferries for the coast</title></head><body><article><h1>Ferries for the coast</h1>
<p>Eleven harbour towns asked the ministry on Friday for a seat on the board that plans the ferries.</p>
<p>The ministry said that it would answer within a month, as it has done every year since 1962.</p>
<p>Nobody in the towns believed it, and the mayor of the smallest laughed aloud.</p>
<p>The boats are old and the piers are older, said the harbour master, who has counted both.</p>
<p>A bridge in the south was promised twice and will not be built in her lifetime.</p>
<p>Fares have doubled in ten years, while the number of crossings has fallen by a third.</p></article></body></html>";

const QUOTES: [&str; 10] = [
    "Eleven harbour towns asked",
    "a seat on the board that plans the ferries",
    "it would answer within a month",
    "as it has done every year since 1962",
    "Nobody in the towns believed it",
    "the mayor of the smallest laughed aloud",
    "the piers are older",
    "who has counted both",
    "A bridge in the south was promised twice",
    "the number of crossings has fallen by a third",
];

/// The page with a paragraph added before, one sentence edited, one removed, and two paragraphs swapped.
fn edited() -> String {
    let bridge =
        "<p>A bridge in the south was promised twice and will not be built in her lifetime.</p>\n";
    OLD.replace(
        "<p>Eleven",
        "<p>This report was corrected on Monday, after the ministry had complained.</p>\n<p>Eleven",
    )
    .replace("would answer within a month", "would reply to them within two months")
    .replace(", and the mayor of the smallest laughed aloud", "")
    .replace(bridge, "")
    .replace("<p>The boats", &format!("{bridge}<p>The boats"))
}

#[test]
fn highlights_follow_their_words_into_a_new_version() -> Result {
    let reader = Reader::new()?;
    let clip = |page: &str, again: bool| {
        let input = Input::File {
            name: "ferries.html".into(),
            beside: Vec::new(),
            bytes: page.as_bytes().to_vec(),
            url: Some("https://coast.example/ferries".into()),
        };
        reader.library.clip_now(input, Clip::default().new_version(again), NOW, &|_, _, _| {})
    };
    let id = clip(OLD, false)?.article().to_string();
    for quote in QUOTES {
        reader.mark(&id, quote, Some("mine"))?;
    }
    // One highlight that will be edited has a gap.
    let first = reader.call("article.open", json!({ "id": id }))?;
    let month = "it would answer within a month";
    let marked = first["highlights"].as_array().into_iter().flatten();
    let marked = marked.clone().find(|h| h["exact"] == month).cloned().unwrap_or_default();
    let start = marked["start"].as_u64().unwrap_or(0);
    let left_out = json!([{ "start": start + 3, "end": start + 9 }]);
    let args = json!({ "id": marked["id"], "version": first["version"]["id"], "start": start, "end": marked["end"], "left_out": left_out });
    reader.call("highlight.reattach", args)?;
    clip(&edited(), true)?;
    let open = || reader.call("article.open", json!({ "id": id }));
    let detail = open()?;
    let of = |detail: &Value, exact: &str| {
        let highlights = detail["highlights"].as_array().into_iter().flatten();
        highlights.clone().find(|h| h["exact"] == exact).cloned().unwrap_or_default()
    };
    let text: Vec<char> = reader.text(&detail)?.chars().collect();
    let words = |h: &Value| -> String {
        let at = |end: &str| h[end].as_u64().and_then(|n| usize::try_from(n).ok()).unwrap_or(0);
        text[at("start")..at("end")].iter().collect()
    };
    assert_eq!(detail["highlights"].as_array().map(Vec::len), Some(10), "none is dropped");
    for quote in QUOTES {
        let h = of(&detail, quote);
        match quote {
            "it would answer within a month" => {
                assert_eq!((&h["state"], &h["kind"]), (&json!("anchored"), &json!("changed")));
                assert_eq!(words(&h), "it would reply to them within two months");
                assert_eq!(h["quote"], "it […] answer within a month");
                let parts = h["parts"].as_array().cloned().unwrap_or_default();
                let parts: Vec<String> = parts.iter().map(words).collect();
                assert_eq!(parts, ["it ", "reply to them within two months"]);
                let added = h["diff"].as_array().into_iter().flatten();
                assert!(
                    added.clone().any(|p| p["change"] == "added" && p["text"] == "reply to them"),
                    "{h}"
                );
            }
            "the mayor of the smallest laughed aloud" => assert_eq!(h["state"], "orphan"),
            _ => {
                assert_eq!(
                    (&h["state"], &h["kind"]),
                    (&json!("anchored"), &json!("moved")),
                    "{quote}"
                );
                assert_eq!(words(&h), quote);
            }
        }
        assert_eq!(h["note"], "mine");
    }
    // The new wording is accepted, the lost highlight is attached by hand, and both can be undone.
    let reattach = |h: &Value, start: u64, end: u64| {
        reader.call("highlight.reattach", json!({ "id": h["id"], "version": detail["version"]["id"], "start": start, "end": end }))
    };
    let changed = of(&detail, "it would answer within a month");
    reattach(
        &changed,
        changed["start"].as_u64().unwrap_or(0),
        changed["end"].as_u64().unwrap_or(0),
    )?;
    let taken = of(&open()?, "it would reply to them within two months");
    assert_eq!((&taken["kind"], &taken["note"]), (&json!("exact"), &json!("mine")));
    let hits = reader.call("search", json!({ "query": "reply", "offset": 0, "limit": 9 }))?;
    assert!(hits["total"].as_u64() > Some(0), "it is found by its new words");
    let orphan = of(&detail, "the mayor of the smallest laughed aloud");
    reattach(&orphan, 0, 11)?;
    assert_eq!(of(&open()?, "This report")["state"], "anchored");
    assert!(reattach(&orphan, 1_000_000, 1_000_001).is_err());
    reader.call("history.undo", json!({}))?;
    assert_eq!(of(&open()?, "the mayor of the smallest laughed aloud")["state"], "orphan");
    reader.call("history.undo", json!({}))?;
    assert_eq!(of(&open()?, "it would answer within a month")["kind"], "changed");
    Ok(())
}

/// Serves the content of `page` on loopback; an empty page is answered with an error.
pub(crate) fn serve(page: &Arc<Mutex<String>>) -> std::io::Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    let port = listener.local_addr()?.port();
    let page = Arc::clone(page);
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let _ = stream.read(&mut [0; 4_096]);
            let page = page.lock().map(|p| p.clone()).unwrap_or_default();
            let head = if page.is_empty() { "503 Busy" } else { "200 OK" };
            let _ = write!(
                stream,
                "HTTP/1.1 {head}\r\ncontent-type: text/html\r\nconnection: close\r\n\r\n{page}"
            );
        }
    });
    Ok(port)
}

#[test]
fn an_article_is_looked_up_again_and_only_what_changed_is_a_version() -> Result {
    let page = Arc::new(Mutex::new(OLD.to_owned()));
    let now_says = |text: &str| {
        if let Ok(mut page) = page.lock() {
            text.clone_into(&mut page);
        }
    };
    let url = format!("http://127.0.0.1:{}/ferries", serve(&page)?);
    let reader = Reader::new()?;
    let clip = Clip::default().allow_private(true);
    let outcome = reader.library.clip_now(Input::Url(url), clip, NOW, &|_, _, _| {})?;
    let article = outcome.article();
    let id = article.to_string();
    for quote in QUOTES {
        reader.mark(&id, quote, None)?;
    }
    let recheck = || -> std::result::Result<Recheck, Failure> {
        let outcome = Mutex::new(None);
        reader.library.recheck(&[article], true, NOW, &|_, last| {
            if let (Some(last), Ok(mut outcome)) = (last, outcome.lock()) {
                *outcome = Some(last.result);
            }
        });
        let outcome = outcome.into_inner().ok().flatten();
        outcome.unwrap_or_else(|| {
            Err(commonplace_library::Error::Invalid("nothing came".into()).into())
        })
    };
    // A page with the same words is unchanged, whatever its markup.
    now_says(&OLD.replace("<head>", "<head><meta name=built content=today>"));
    assert_eq!(recheck()?, Recheck::Unchanged);
    let versions =
        || reader.call("article.open", json!({ "id": id })).map(|d| d["versions"].clone());
    assert_eq!(versions()?, 1);
    now_says(&edited());
    assert_eq!(recheck()?, Recheck::Changed { kept: 8, changed: 1, check: 0, orphans: 1 });
    assert_eq!(versions()?, 2);
    assert_eq!(recheck()?, Recheck::Unchanged);
    // If the site is down, nothing is lost.
    now_says("");
    let err = recheck().err();
    assert_eq!(err.map(|e| e.code), Some(ErrorCode::HttpStatus));
    assert_eq!(versions()?, 2);
    // Pasted articles may not be public, so they are not fetched.
    let pasted = reader.clip(crate::FERRIES)?;
    let job =
        reader.call("articles.recheck", json!({ "ids": [id, pasted], "allow_private": true }))?;
    let done = reader.job(&job)?;
    let outcomes: Vec<_> =
        done["rechecked"].as_array().into_iter().flatten().map(|r| r["outcome"].clone()).collect();
    assert_eq!(outcomes, ["failed", "not_fetched"]);
    assert_eq!(done["rechecked"][0]["error"]["code"], "http_status");
    assert_eq!(done["rechecked"][0]["title"], "Ferries for the coast");
    Ok(())
}

#[test]
fn versions_are_listed_compared_and_shown_again() -> Result {
    let reader = Reader::new()?;
    let input = |page: &str| Input::File {
        name: "ferries.html".into(),
        beside: Vec::new(),
        bytes: page.as_bytes().to_vec(),
        url: Some("https://coast.example/ferries".into()),
    };
    let clip = |page: &str, now| {
        let again = Clip::default().new_version(now > NOW);
        reader.library.clip_now(input(page), again, now, &|_, _, _| {})
    };
    let id = clip(OLD, NOW)?.article().to_string();
    let quote = "the mayor of the smallest laughed aloud";
    reader.mark(&id, quote, None)?;
    let new = edited()
        .replace("<title>Ferries for the coast", "<title>No ferries for the coast")
        .replace("<h1>Ferries for the coast", "<h1>No ferries for the coast");
    clip(&new, NOW + 86_400_000)?;
    let one = |call: &str| reader.call(call, json!({ "id": id }));
    let list = one("article.versions")?["versions"].clone();
    assert_eq!(list.as_array().map(Vec::len), Some(2));
    assert_eq!((&list[0]["shown"], &list[1]["highlights"]), (&json!(true), &json!(1)));
    assert_eq!(list[0]["captured"], NOW + 86_400_000);

    let versions = json!({ "old": list[1]["id"], "new": list[0]["id"] });
    let lines = reader.call("article.compare", versions)?["lines"].clone();
    let of = |change: &str| -> Vec<String> {
        let lines = lines.as_array().into_iter().flatten().filter(|l| l["change"] == change);
        let words = |l: &Value| {
            let pieces = l["pieces"].as_array().into_iter().flatten();
            pieces.map(|p| p["text"].as_str().unwrap_or_default()).collect()
        };
        lines.map(words).collect()
    };
    assert_eq!(of("edited").len(), 2);
    assert!(of("added").iter().any(|l| l.starts_with("This report was corrected")));
    assert_eq!(of("moved_here").len(), 1, "two paragraphs changed places");
    assert_eq!(of("moved_here"), of("moved_away"));

    // Candidates are offered for the lost highlight; it can be settled as it is, and opened again.
    let highlight = || one("article.open").map(|detail| detail["highlights"][0].clone());
    let lost = highlight()?;
    assert_eq!((&lost["state"], &lost["settled"]), (&json!("orphan"), &json!(false)));
    assert!(lost["section"].is_array());
    let settle = |on| {
        let args = json!({ "id": lost["id"], "version": list[0]["id"], "on": on });
        reader.call("highlight.settle", args)
    };
    settle(true)?;
    assert_eq!(highlight()?["settled"], true);
    reader.call("history.undo", json!({}))?;
    assert_eq!(highlight()?["settled"], false);
    let offered = reader.call("highlight.candidates", json!({ "id": lost["id"] }))?;
    assert!(offered["candidates"].is_array());

    // The old version is shown again, with its title and its highlight; then that is undone.
    reader.call("article.show_version", json!({ "id": id, "version": list[1]["id"] }))?;
    let detail = one("article.open")?;
    assert_eq!(detail["article"]["title"], "Ferries for the coast");
    assert_eq!(highlight()?["kind"], "exact");
    let hits = reader.call("search", json!({ "query": "laughed", "offset": 0, "limit": 9 }))?;
    assert!(hits["hits"][0]["text"]["text"].is_string(), "it is found by its old words");
    reader.call("history.undo", json!({}))?;
    assert_eq!(one("article.open")?["article"]["title"], "No ferries for the coast");
    Ok(())
}

/// A step in the life of an article.
#[derive(Debug, Clone)]
enum Step {
    /// The page is clipped again, with the words from one place on replaced.
    Edit(usize, usize, String),
    /// Two paragraphs are swapped, and the page is clipped again.
    Swap(usize, usize),
    /// The last edit is undone, or redone.
    Undo,
    Redo,
    /// The version with this number is shown.
    Show(usize),
    /// The new wording of a highlight is accepted, or its old wording is kept.
    Accept(usize),
    Keep(usize),
}

fn steps() -> impl proptest::strategy::Strategy<Value = Vec<Step>> {
    use proptest::prelude::*;
    let step = prop_oneof![
        3 => (0_usize..90, 0_usize..8, "([a-z]{2,7} ){0,4}").prop_map(|(at, n, put)| Step::Edit(at, n, put)),
        1 => (0_usize..6, 0_usize..6).prop_map(|(a, b)| Step::Swap(a, b)),
        1 => Just(Step::Undo),
        1 => Just(Step::Redo),
        1 => (0_usize..6).prop_map(Step::Show),
        1 => (0_usize..10).prop_map(Step::Accept),
        1 => (0_usize..10).prop_map(Step::Keep),
    ];
    proptest::collection::vec(step, 1..8)
}

proptest::proptest! {
    #![proptest_config(proptest::test_runner::Config { cases: 24, failure_persistence: None, ..Default::default() })]
    #[test]
    fn whatever_happens_a_highlight_is_there_and_on_its_words_or_an_orphan(steps in steps()) {
        let outcome = lives_through(&steps).map_err(|err| err.to_string());
        proptest::prop_assert_eq!(outcome, Ok(()));
    }
}

/// Takes an article through `steps` and checks its highlights after each.
fn lives_through(steps: &[Step]) -> Result {
    let reader = Reader::new()?;
    let mut paragraphs: Vec<String> = OLD
        .lines()
        .skip(1)
        .map(|line| line.split('<').nth(1).map_or("", |l| l.trim_start_matches("p>")).to_owned())
        .collect();
    let clip = |paragraphs: &[String]| {
        let body: String = paragraphs.iter().map(|p| format!("<p>{p}</p>\n")).collect();
        let page = format!(
            "<html lang=en><head><title>Ferries</title></head><body><article><h1>Ferries</h1>{body}</article></body></html>"
        );
        let input = Input::File {
            name: "f.html".into(),
            beside: Vec::new(),
            bytes: page.into_bytes(),
            url: Some("https://coast.example/f".into()),
        };
        reader.library.clip_now(input, Clip::default().new_version(true), NOW, &|_, _, _| {})
    };
    let id = clip(&paragraphs)?.article().to_string();
    let mut made: Vec<String> = Vec::new();
    for quote in QUOTES {
        made.push(reader.mark(&id, quote, Some("mine"))?);
    }
    for step in steps {
        let detail = reader.call("article.open", json!({ "id": id }))?;
        let version = detail["version"]["id"].clone();
        match step {
            Step::Edit(at, count, put) => {
                let mut all: Vec<Vec<String>> =
                    paragraphs.iter().map(|p| p.split(' ').map(str::to_owned).collect()).collect();
                let total: usize = all.iter().map(Vec::len).sum();
                let mut at = at % total;
                for words in &mut all {
                    if at < words.len() {
                        let end = (at + count).min(words.len());
                        words.splice(at..end, [put.trim().to_owned()]);
                        break;
                    }
                    at -= words.len();
                }
                paragraphs = all.into_iter().map(|words| words.join(" ")).collect();
                clip(&paragraphs)?;
            }
            Step::Swap(a, b) => {
                let n = paragraphs.len();
                paragraphs.swap(a % n, b % n);
                clip(&paragraphs)?;
            }
            // Undo of a change that others have changed since is refused with an error.
            Step::Undo => drop(reader.call("history.undo", json!({}))),
            Step::Redo => drop(reader.call("history.redo", json!({}))),
            Step::Show(n) => {
                let list =
                    reader.call("article.versions", json!({ "id": id }))?["versions"].clone();
                let all = list.as_array().cloned().unwrap_or_default();
                let chosen = &all[n % all.len().max(1)]["id"];
                reader.call("article.show_version", json!({ "id": id, "version": chosen }))?;
            }
            Step::Accept(n) | Step::Keep(n) => {
                let all = detail["highlights"].as_array().cloned().unwrap_or_default();
                let Some(h) = all.get(n % all.len().max(1)) else { continue };
                let call = match step {
                    Step::Keep(_) => (
                        "highlight.settle",
                        json!({ "id": h["id"], "version": version, "on": true }),
                    ),
                    _ if h["start"].is_null() => continue,
                    _ => (
                        "highlight.reattach",
                        json!({ "id": h["id"], "version": version, "start": h["start"], "end": h["end"] }),
                    ),
                };
                reader.call(call.0, call.1)?;
            }
        }
        // A highlight may be missing only because its creation was undone.
        let undone = steps.iter().filter(|s| matches!(s, Step::Undo)).count();
        let detail = reader.call("article.open", json!({ "id": id }))?;
        let highlights = detail["highlights"].as_array().cloned().unwrap_or_default();
        let here =
            made.iter().filter(|id| highlights.iter().any(|h| h["id"] == id.as_str())).count();
        if here + undone < made.len() {
            return Err(format!("{} highlights were lost", made.len() - here).into());
        }
        let text: Vec<char> = reader.text(&detail)?.chars().collect();
        for h in &highlights {
            if h["note"] != "mine" {
                return Err("a note was lost".into());
            }
            if h["state"] != "anchored" {
                continue;
            }
            let at = |end: &str| h[end].as_u64().and_then(|n| usize::try_from(n).ok()).unwrap_or(0);
            let words: String = text[at("start")..at("end")].iter().collect();
            let exact = h["exact"].as_str().unwrap_or_default();
            let shared = words.split_whitespace().any(|w| exact.contains(w));
            // A changed highlight must be reported as changed, with a word diff.
            let told = h["kind"] == "changed"
                && shared
                && h["diff"].as_array().is_some_and(|d| !d.is_empty());
            // Words that differ only in case are the same (as in `core::anchor`).
            if words.to_lowercase() != exact.to_lowercase() && !told {
                return Err(format!("{exact:?} is drawn on {words:?}").into());
            }
        }
    }
    Ok(())
}
