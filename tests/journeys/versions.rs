//! An article that changes, and the highlights on it.

use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, TcpListener};
use std::sync::{Arc, Mutex};

use commonplace_library::api::ErrorCode;
use commonplace_library::{Clip, Input, Recheck};
use serde_json::{Value, json};

use crate::{NOW, Reader, Result};

const OLD: &str = "<html lang=en><head><title>Ferries for the coast</title></head><body><article><h1>Ferries for the coast</h1>
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

/// A paragraph before, one sentence edited, one taken out, two paragraphs in another order.
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
    clip(&edited(), true)?;
    let open = || reader.call("article.open", json!({ "id": id }));
    let detail = open()?;
    let of = |detail: &Value, exact: &str| {
        let highlights = detail["highlights"].as_array().into_iter().flatten();
        highlights.clone().find(|h| h["exact"] == exact).cloned().unwrap_or_default()
    };
    let text: Vec<char> = detail["text"].as_str().unwrap_or_default().chars().collect();
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
    // The new wording is taken, the lost one attached by hand, and both can be undone.
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

/// A page of the loopback that says what it is told to.
fn serve(page: &Arc<Mutex<String>>) -> std::io::Result<u16> {
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
    let recheck = || reader.library.recheck(article, true, NOW, &mut |_| {});
    // A page whose words are the same says nothing new, whatever stands around them.
    now_says(&OLD.replace("<head>", "<head><meta name=built content=today>"));
    assert_eq!(recheck()?, Recheck::Unchanged);
    let versions =
        || reader.call("article.open", json!({ "id": id })).map(|d| d["versions"].clone());
    assert_eq!(versions()?, 1);
    now_says(&edited());
    assert_eq!(recheck()?, Recheck::Changed { kept: 8, changed: 1, check: 0, orphans: 1 });
    assert_eq!(versions()?, 2);
    assert_eq!(recheck()?, Recheck::Unchanged);
    // A site that is down loses nothing.
    now_says("");
    let err = recheck().err().map(commonplace_library::api::Error::from);
    assert_eq!(err.map(|e| e.code), Some(ErrorCode::HttpStatus));
    assert_eq!(versions()?, 2);
    // What was pasted may not be public: it is left alone.
    let pasted = reader.clip(crate::FERRIES)?.parse()?;
    let again = reader.library.recheck(pasted, true, NOW, &mut |_| {})?;
    assert_eq!(again, Recheck::NotFetched);
    Ok(())
}
