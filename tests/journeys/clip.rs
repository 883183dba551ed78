//! Clipping, also of bad input.

use std::path::Path;

use commonplace_library::api::ErrorCode;
use commonplace_library::{Clip, Input, Outcome};
use serde_json::json;

use crate::{FERRIES, NOW, Reader, Result};

fn file(name: &str, bytes: &[u8]) -> Input {
    Input::File { name: name.into(), bytes: bytes.to_vec(), beside: Vec::new(), url: None }
}

#[test]
fn a_pasted_page_becomes_an_article() -> Result {
    let reader = Reader::new()?;
    let id = reader.clip(FERRIES)?;
    let detail = reader.call("article.open", json!({ "id": id }))?;
    let a = &detail["article"];
    assert_eq!(a["title"], "Harbour towns want a say on ferry routes");
    assert_eq!(
        (&a["byline"], &a["site"], &a["published"]),
        (&json!("Ana Liang"), &json!("Coast Daily"), &json!("2014-03-07T08:15"))
    );
    assert_eq!((&a["dateline"], &a["language"]), (&json!("LISBON"), &json!("en")));
    let text = reader.text(&detail)?;
    assert_eq!(text.lines().count(), 5);
    assert!(text.starts_with("LISBON - Eleven") && text.ends_with("within a month."), "{text}");
    Ok(())
}

#[test]
fn bad_files_are_refused_with_a_word_on_why() -> Result {
    let reader = Reader::new()?;
    let refused = |input: Input| {
        let err = reader.library.clip_now(input, Clip::default(), NOW, &|_, _, _| {}).err();
        err.map(|e| commonplace_library::api::Failure::from(e).code)
    };
    assert_eq!(refused(file("empty.html", b"  \n")), Some(ErrorCode::Empty));
    assert_eq!(
        refused(file("picture.html", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")),
        Some(ErrorCode::NotText)
    );
    assert_eq!(refused(file("huge.html", &vec![b'a'; 100_000_000])), Some(ErrorCode::TooLarge));
    assert_eq!(reader.call("library.status", json!({}))?["counts"]["all"], 0);
    Ok(())
}

#[test]
fn pages_that_are_hard_are_kept_as_well_as_they_can_be() -> Result {
    let reader = Reader::new()?;
    let deep = format!(
        "<title>Deep</title>{}All the way down{}",
        "<div>".repeat(10_000),
        "</div>".repeat(10_000)
    );
    for (name, page, rendition) in [
        ("deep.html", deep.as_str(), "text_only"),
        ("script.html", "<html><body><script>app()</script></body></html>", "empty"),
        ("short.html", "<html><body><h1>Hi</h1><p>Short.</p></body></html>", "whole_page"),
    ] {
        let outcome = reader.library.clip_now(
            file(name, page.as_bytes()),
            Clip::default(),
            NOW,
            &|_, _, _| {},
        )?;
        let detail = reader.call("article.open", json!({ "id": outcome.article().to_string() }))?;
        assert_eq!(detail["version"]["rendition"], rendition, "{name}");
        // The capture is kept unchanged, whatever was extracted from it.
        let captured =
            reader.call("article.captured", json!({ "id": outcome.article().to_string() }))?;
        assert_eq!(captured["text"], page);
    }
    let (bytes, ..) = (b"<p>Caf\xE9 \x93quoted\x94, by somebody whose editor was older than he was, and who never noticed it.", ());
    let outcome =
        reader.library.clip_now(file("latin.html", bytes), Clip::default(), NOW, &|_, _, _| {})?;
    let detail = reader.call("article.open", json!({ "id": outcome.article().to_string() }))?;
    assert!(reader.text(&detail)?.starts_with("Café “quoted”"), "{detail}");
    Ok(())
}

#[test]
fn the_same_thing_twice_is_one_article_and_a_version_if_asked() -> Result {
    let reader = Reader::new()?;
    let page =
        std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/pages/ferry.html"))?;
    let input = |extra: &str| Input::File {
        name: "ferry.html".into(),
        beside: Vec::new(),
        bytes: [&page[..], extra.as_bytes()].concat(),
        url: Some("https://coast.example/ferry?utm_source=x".into()),
    };
    let clip = |extra: &str, again: bool| {
        reader.library.clip_now(
            input(extra),
            Clip::default().new_version(again),
            NOW,
            &|_, _, _| {},
        )
    };
    let first = clip("", false)?;
    assert!(matches!(first, Outcome::Created(..)));
    assert_eq!(clip("<!-- changed -->", false)?, Outcome::Exists(first.article()));
    let unsafe_address = Input::File {
        name: "ferry.html".into(),
        beside: Vec::new(),
        bytes: page.clone(),
        url: Some("http://coast.example/ferry".into()),
    };
    let again = reader.library.clip_now(unsafe_address, Clip::default(), NOW, &|_, _, _| {})?;
    assert_eq!(again, Outcome::Exists(first.article()), "http and https are one address");
    let id = first.article().to_string();
    reader.mark(&id, "more novels on this boat", None)?;
    reader.call(
        "article.correct",
        json!({ "id": id, "fields": [{ "field": "title", "value": "My title" }] }),
    )?;
    assert!(matches!(clip("<!-- changed -->", true)?, Outcome::VersionAdded(..)));
    let detail = reader.call("article.open", json!({ "id": id }))?;
    assert_eq!(detail["versions"], 2);
    assert_eq!(detail["article"]["title"], "My title", "a correction outlives a new version");
    assert_eq!(detail["highlights"][0]["state"], "anchored");
    Ok(())
}

#[test]
fn what_is_known_says_where_it_came_from_and_a_correction_can_be_taken_back() -> Result {
    let reader = Reader::new()?;
    let page = "<html lang=en><head><title>Ferries | Coast Daily</title><meta property=og:site_name content='Coast Daily'><meta name=citation_doi content='10.1000/ferries.7'><meta name=keywords content='ferries, harbours'></head><body><article><h1>Ferries</h1><p>Eleven harbour towns asked the ministry on Friday for a seat on the board that plans the ferries, and the ministry said that it would answer them within a month.</p></article></body></html>";
    let clip = |extra: &str, again: bool| {
        let input = Input::File {
            name: "f.html".into(),
            beside: Vec::new(),
            bytes: format!("{page}{extra}").into_bytes(),
            url: Some("https://coast.example/f".into()),
        };
        reader.library.clip_now(input, Clip::default().new_version(again), NOW, &|_, _, _| {})
    };
    let id = clip("", false)?.article().to_string();
    let fact = |name: &str| -> std::result::Result<serde_json::Value, Box<dyn std::error::Error>> {
        let facts = reader.call("article.facts", json!({ "id": id }))?;
        Ok(facts["facts"]
            .as_array()
            .into_iter()
            .flatten()
            .find(|f| f["field"] == name)
            .cloned()
            .unwrap_or_default())
    };
    assert_eq!(
        fact("doi")?,
        json!({ "field": "doi", "found": "10.1000/ferries.7", "origin": "highwire", "corrected": null })
    );
    assert_eq!(fact("keywords")?["found"], "ferries; harbours");
    let correct = |field: &str, value: Option<&str>| {
        reader.call(
            "article.correct",
            json!({ "id": id, "fields": [{ "field": field, "value": value }] }),
        )
    };
    correct("doi", Some("https://doi.org/10.1000/ferries.8"))?;
    correct("authors", Some("Ana Liang; Li Wei"))?;
    assert!(correct("published", Some("last week")).is_err());
    assert!(correct("colour", Some("blue")).is_err());
    clip("<!-- changed -->", true)?;
    assert_eq!(fact("doi")?["corrected"], "10.1000/ferries.8");
    let detail = reader.call("article.open", json!({ "id": id }))?;
    assert_eq!(detail["article"]["byline"], "Ana Liang, Li Wei");
    correct("authors", None)?;
    correct("doi", None)?;
    assert_eq!(fact("doi")?["corrected"], json!(null));
    assert_eq!(reader.call("article.open", json!({ "id": id }))?["article"]["authors"], json!([]));
    Ok(())
}

#[test]
fn a_page_saved_with_its_folder_is_read_with_its_pictures() -> Result {
    let reader = Reader::new()?;
    let page = std::fs::read_to_string(
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/pages/ferry.html"),
    )?;
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";
    std::fs::create_dir(reader.path("Ferry_files"))?;
    std::fs::write(reader.path("Ferry_files/1.png"), png)?;
    std::fs::write(reader.path("Ferry_files/secret.txt"), "no picture")?;
    let at = page.find("</article>").unwrap_or(page.len());
    let page = format!(
        "{}<p>The boat of the eleven towns, seen from the harbour on a Friday in March. <img src='Ferry_files/1.png'></p>{}",
        &page[..at],
        &page[at..]
    );
    std::fs::write(reader.path("Ferry.html"), page)?;
    let input = Input::file(&reader.path("Ferry.html"), None)?;
    let id = reader.library.clip_now(input, Clip::default(), NOW, &|_, _, _| {})?.article();
    let detail = reader.call("article.open", json!({ "id": id.to_string() }))?;
    let images = detail["version"]["images"].as_array().cloned().unwrap_or_default();
    assert_eq!(images.len(), 1, "{detail}");
    let version = detail["version"]["id"].as_str().unwrap_or_default();
    let kept = reader.library.asset(version, images[0].as_str().unwrap_or_default())?;
    assert_eq!(kept, Some((png.to_vec(), "image/png".to_owned())));
    Ok(())
}

#[test]
fn the_article_is_picked_by_hand_and_put_back() -> Result {
    let reader = Reader::new()?;
    let page =
        std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/pages/ferry.html"))?;
    let input = Input::File {
        name: "ferry.html".into(),
        bytes: page,
        beside: Vec::new(),
        url: Some("https://coast.example/ferry".into()),
    };
    let article = reader.library.clip_now(input, Clip::default(), NOW, &|_, _, _| {})?.article();
    let id = article.to_string();
    let before = reader.call("article.open", json!({ "id": id }))?;
    let (text, sha256) = reader.library.text(article)?;
    reader.mark(&id, "more novels on this boat", Some("read again"))?;
    assert_eq!(reader.call("article.reextract", json!({ "id": id }))?["outcome"], "same");

    let seen = reader.call("article.page", json!({ "id": id }))?;
    let why = seen["why"].as_array().cloned().unwrap_or_default();
    assert!(
        why.iter().any(|w| !w.is_null()) && why.iter().any(serde_json::Value::is_null),
        "{why:?}"
    );
    let kept: Vec<usize> = (0..why.len()).filter(|&i| why[i].is_null()).collect();
    assert!(reader.call("article.pick", json!({ "id": id, "passages": [] })).is_err());
    reader.call("article.pick", json!({ "id": id, "passages": kept[1..] }))?;
    let picked = reader.call("article.open", json!({ "id": id }))?;
    assert_ne!(reader.library.text(article)?.0, text);
    assert_eq!(picked["versions"], 2);
    assert_eq!(reader.library.text(article)?.1, sha256, "the capture is the same");
    assert_eq!(picked["highlights"][0]["state"], "anchored");
    assert_eq!(picked["article"]["title"], before["article"]["title"]);
    assert_eq!(reader.call("article.reextract", json!({ "id": id }))?["outcome"], "by_hand");
    let seen = reader.call("article.page", json!({ "id": id }))?;
    assert_eq!(seen["why"][kept[0]], "by_hand");

    assert_eq!(reader.call("history.undo", json!({}))?["label"], "pick_article");
    let back = reader.call("article.open", json!({ "id": id }))?;
    assert_eq!(back["version"]["id"], before["version"]["id"]);
    assert_eq!(reader.library.text(article)?.0, text);
    Ok(())
}

#[test]
fn what_is_clipped_again_comes_out_of_the_trash_and_keeps_its_images() -> Result {
    let reader = Reader::new()?;
    let page =
        std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/pages/ferry.html"))?;
    let clip = |again: bool| {
        let input = Input::File {
            name: "ferry.html".into(),
            bytes: page.clone(),
            beside: Vec::new(),
            url: Some("https://coast.example/ferry".into()),
        };
        reader.library.clip_now(input, Clip::default().new_version(again), NOW, &|_, _, _| {})
    };
    let id = clip(false)?.article().to_string();
    reader.call("articles.trash", json!({ "ids": [id] }))?;
    clip(true)?;
    assert!(reader.call("article.open", json!({ "id": id }))?["article"]["trashed"].is_null());
    let markdown = reader.call("article.markdown", json!({ "id": id }))?;
    let text = markdown["markdown"].as_str().unwrap_or_default();
    assert!(
        text.contains("https://coast.example/image.png") && !text.contains("clip://"),
        "{text}"
    );
    Ok(())
}

#[test]
fn addresses_of_the_own_network_are_refused_and_nothing_is_stored() -> Result {
    let reader = Reader::new()?;
    for url in [
        "http://127.0.0.1:9/",
        "http://printer/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "http://[::1]/",
    ] {
        let got =
            reader.library.clip_now(Input::Url(url.into()), Clip::default(), NOW, &|_, _, _| {});
        assert!(got.is_err(), "{url}");
    }
    assert_eq!(reader.call("library.status", json!({}))?["counts"]["all"], 0);
    Ok(())
}
