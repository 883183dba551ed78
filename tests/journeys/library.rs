//! The library: highlights, undo, search, trash, export, and libraries that cannot be opened.

use std::os::unix::fs::PermissionsExt as _;

use commonplace_library::api::{ErrorCode, Failure};
use commonplace_library::{Library, ListFormat};
use serde_json::{Value, json};

use crate::{FERRIES, NOW, Reader, Result, workers};

#[test]
fn highlights_notes_and_tags_survive_a_new_start() -> Result {
    let reader = Reader::new()?;
    let id = reader.clip(FERRIES)?;
    reader.mark(&id, "We know the tides better", Some("**metaphor**"))?;
    let reader = reader.reopen()?;
    let detail = reader.call("article.open", json!({ "id": id }))?;
    let highlight = &detail["highlights"][0];
    assert_eq!(highlight["note_html"], "<p><strong>metaphor</strong></p>");
    assert_eq!((&highlight["state"], &highlight["tags"]), (&json!("anchored"), &json!(["sea"])));
    Ok(())
}

#[test]
fn a_hundred_edits_are_undone_and_done_again() -> Result {
    let reader = Reader::new()?;
    let id = reader.clip(FERRIES)?;
    let highlight = reader.mark(&id, "A ferry is a bridge", Some("first"))?;
    let state = |reader: &Reader| {
        reader
            .call("article.open", json!({ "id": id }))
            .map(|d| (d["highlights"].clone(), d["article"].clone()))
    };
    let mut states = vec![state(&reader)?];
    for n in 0..100 {
        match n % 5 {
            0 => reader.call("highlight.set_note", json!({ "id": highlight, "body": format!("note {n}") }))?,
            1 => reader.call("annotations.set_colour", json!({ "highlights": [highlight], "colour": if n % 2 == 0 { "red" } else { "blue" } }))?,
            2 => reader.call("annotations.tag", json!({ "highlights": [highlight], "tag": format!("tag {n}"), "on": true }))?,
            3 => reader.call("articles.tag", json!({ "ids": [id], "tag": format!("tag {n}"), "on": true }))?,
            _ => reader.call("article.correct", json!({ "id": id, "fields": [{ "field": "title", "value": format!("Title {n}") }] }))?,
        };
        states.push(state(&reader)?);
    }
    // A change of the reading position is not an edit, and does not prevent undo.
    reader.call("article.set_position", json!({ "id": id, "progress": 0.5, "position": 40 }))?;
    let without_position = |mut s: (serde_json::Value, serde_json::Value)| {
        s.1["progress"] = json!(0);
        s.1["position"] = json!(0);
        s
    };
    for before in states.iter().rev().skip(1) {
        assert!(reader.call("history.undo", json!({}))?["label"].is_string());
        assert_eq!(without_position(state(&reader)?), without_position(before.clone()));
    }
    for after in states.iter().skip(1) {
        reader.call("history.redo", json!({}))?;
        assert_eq!(without_position(state(&reader)?), without_position(after.clone()));
    }
    reader.call("annotations.delete", json!({ "highlights": [highlight], "notes": [] }))?;
    assert_eq!(state(&reader)?.0, json!([]));
    reader.call("history.undo", json!({}))?;
    assert_eq!(
        without_position(state(&reader)?),
        without_position(states[100].clone()),
        "note and tags come back with their highlight"
    );
    Ok(())
}

#[test]
fn what_was_changed_elsewhere_is_not_undone() -> Result {
    let reader = Reader::new()?;
    let id = reader.clip(FERRIES)?;
    reader.call("articles.set_state", json!({ "ids": [id], "state": "later" }))?;
    // Another process, with its own history.
    let other = Reader {
        library: Library::open(&reader.path("library.db"), workers(), NOW)?,
        folder: tempfile::tempdir()?,
    };
    other.call("articles.set_state", json!({ "ids": [id], "state": "archive" }))?;
    let undone = reader.call("history.undo", json!({}));
    assert_eq!(undone.map_err(|e: Failure| e.code), Err(ErrorCode::UndoConflict));
    assert_eq!(reader.call("article.open", json!({ "id": id }))?["article"]["state"], "archive");
    Ok(())
}

#[test]
fn search_finds_texts_highlights_and_notes_in_any_script() -> Result {
    let reader = Reader::new()?;
    let id = reader.clip(FERRIES)?;
    reader.mark(&id, "A ferry is a bridge", Some("Vergleiche: Brücken im Märchen"))?;
    let chinese = reader.clip("海港城市希望参与渡轮航线规划\n2014年03月07日 08:15\n十一个海港城市周五要求在规划渡轮的委员会中获得一个席位，并表示将在下月提交方案，市长钱小芊说。")?;
    let found = |query: &str| -> std::result::Result<Vec<String>, Failure> {
        let page = reader.call("search", json!({ "query": query, "offset": 0, "limit": 10 }))?;
        Ok(page["hits"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|h| h["article"]["id"].as_str().map(str::to_owned))
            .collect())
    };
    assert_eq!(found("bridge")?, std::slice::from_ref(&id));
    assert_eq!(
        found("brucke")?,
        std::slice::from_ref(&id),
        "the note, without its dots and its ending"
    );
    assert_eq!(found("钱小芊")?, [chinese]);
    assert_eq!(found("\"tides better\" liang")?, std::slice::from_ref(&id));
    assert_eq!(found("\"better tides\"")?, Vec::<String>::new());
    for hostile in
        ["\"", "a AND", "* OR (", "NEAR(a b", "title:x", "'; DROP TABLE article; --", "\u{0}"]
    {
        found(hostile)?;
    }
    reader.call("articles.trash", json!({ "ids": [id] }))?;
    assert_eq!(found("bridge")?, Vec::<String>::new());
    Ok(())
}

#[test]
fn the_trash_is_emptied_after_thirty_days_but_never_of_annotations() -> Result {
    let reader = Reader::new()?;
    let plain = reader.clip("A plain text that nobody has marked, about nothing in particular, which is soon forgotten by everybody.")?;
    let marked = reader.clip(FERRIES)?;
    reader.mark(&marked, "We know the tides better", None)?;
    reader.call("articles.trash", json!({ "ids": [plain, marked] }))?;
    let path = reader.path("library.db");
    let Reader { library, folder } = reader;
    drop(library);
    let library = Library::open(&path, workers(), NOW + 31 * 24 * 3_600 * 1_000)?;
    let reader = Reader { library, folder };
    assert_eq!(reader.call("library.status", json!({}))?["counts"]["trash"], 1);
    assert!(reader.call("article.open", json!({ "id": marked })).is_ok());
    assert_eq!(
        reader.call("article.open", json!({ "id": plain })).map_err(|e| e.code),
        Err(ErrorCode::NotFound)
    );
    reader.call("articles.delete_for_good", json!({ "ids": [marked] }))?;
    assert_eq!(reader.call("library.status", json!({}))?["counts"]["trash"], 0);
    Ok(())
}

#[test]
fn an_export_is_the_same_each_time_and_spares_what_a_person_wrote() -> Result {
    let reader = Reader::new()?;
    let id = reader.clip(FERRIES)?;
    reader.mark(&id, "We know the tides better", Some("**metaphor**"))?;
    let report = reader.call("export.folder", json!({ "ids": null, "choose": false }))?;
    assert_eq!(report["created"], 1);
    let path = reader.path("out").join("Harbour towns want a say on ferry routes.md");
    let first = std::fs::read_to_string(&path)?;
    assert!(
        first.contains("\n> We know the tides better\n") && first.contains("  - \"sea\"\n"),
        "{first}"
    );
    assert_eq!(
        reader.call("export.folder", json!({ "ids": null, "choose": false }))?["unchanged"],
        1
    );
    assert_eq!(std::fs::read_to_string(&path)?, first);
    std::fs::write(&path, format!("{first}\nMy own words.\n"))?;
    reader.mark(&id, "belongs to both banks", None)?;
    let export = || reader.call("export.folder", json!({ "ids": [id], "choose": false }));
    let report = export()?;
    assert_eq!((report["merged"].as_u64(), report["both"].clone()), (Some(1), json!([])));
    let merged = std::fs::read_to_string(&path)?;
    assert!(merged.contains("\n> belongs to both banks\n"), "{merged}");
    assert!(merged.ends_with("My own words.\n"), "{merged}");
    assert_eq!(export()?["unchanged"], 1);
    // A file that was moved and renamed in the vault is recognised by its id. What is deleted in the library
    // is deleted there, and what was written beside it is kept.
    std::fs::create_dir(reader.path("out").join("Read"))?;
    let path = reader.path("out").join("Read/Ferries.md");
    std::fs::rename(reader.path("out").join("Harbour towns want a say on ferry routes.md"), &path)?;
    let mine = merged.replace("**metaphor**", "**metaphor**, and mine");
    std::fs::write(&path, mine.replace('\n', "\r\n"))?;
    let opened = reader.call("article.open", json!({ "id": id }))?;
    let of = |n: usize| opened["highlights"][n]["id"].clone();
    reader.call("annotations.delete", json!({ "highlights": [of(1)], "notes": [] }))?;
    assert_eq!(export()?["merged"], 1);
    let merged = std::fs::read_to_string(&path)?.replace("\r\n", "\n");
    assert!(!merged.contains("> belongs to both banks"), "{merged}");
    assert!(merged.contains("**metaphor**, and mine\n"), "{merged}");
    assert!(merged.ends_with("My own words.\n"), "{merged}");
    assert_eq!(std::fs::read_dir(reader.path("out"))?.count(), 1);
    // The edit of the note was read back.
    let opened = reader.call("article.open", json!({ "id": id }))?;
    assert_eq!(opened["highlights"][0]["note"], "**metaphor**, and mine");
    // If both sides changed the same words, both versions are kept, and the file is reported.
    std::fs::write(&path, merged.replace("and mine", "and his"))?;
    reader.call("highlight.set_note", json!({ "id": of(0), "body": "**simile**" }))?;
    assert_eq!(export()?["both"], json!(["Read/Ferries.md"]));
    let merged = std::fs::read_to_string(&path)?;
    assert!(merged.contains("**simile**") && merged.contains("**metaphor**, and his"), "{merged}");
    let opened = reader.call("article.open", json!({ "id": id }))?;
    assert_eq!(opened["highlights"][0]["note"], "**simile**");
    Ok(())
}

/// Makes a file look as if it was not edited recently.
pub(crate) fn long_ago(path: &std::path::Path) -> std::io::Result<()> {
    let file = std::fs::File::options().append(true).open(path)?;
    file.set_modified(file.metadata()?.modified()? - std::time::Duration::from_secs(60))
}

#[test]
fn a_folder_is_kept_up_to_date_with_what_changes() -> Result {
    let reader = Reader::new()?;
    let id = reader.clip(FERRIES)?;
    let other = reader.clip("Gulls\nBy Ada Moor\n3 March 2025\n\nNobody on the quay had noticed that the boat had been gone at all.\n")?;
    let patience = std::time::Duration::from_secs(60);
    let sync = || reader.library.sync_vault(NOW, patience).map(|(report, _)| report);
    // Nothing is written before a folder is chosen.
    assert_eq!(sync()?, commonplace_library::Report::default());
    let view = reader.call("vault.choose", json!({}))?;
    assert_eq!(view["due"], 2);
    assert_eq!(sync()?.created, 2);
    assert_eq!(reader.call("vault.get", json!({}))?["due"], 0);
    let read = |name: &str| std::fs::read_to_string(reader.path("out").join(name));
    let ferries = "Harbour towns want a say on ferry routes.md";
    // Each change affects one file, whatever kind of change it is.
    let changes: [(&str, Value); 5] = [
        (
            "article.correct",
            json!({ "id": id, "fields": [{ "field": "site", "value": "Coast Weekly" }] }),
        ),
        ("articles.tag", json!({ "ids": [id], "tag": "ports", "on": true })),
        ("note.set", json!({ "article": id, "id": null, "body": "Read twice." })),
        ("history.undo", json!({})),
        ("project.create", json!({ "name": "Ports" })),
    ];
    for (call, args) in changes {
        let made = reader.call(call, args)?;
        if call == "project.create" {
            reader.call(
                "project.gather",
                json!({ "id": made["id"], "articles": [id], "highlights": [], "on": true }),
            )?;
        }
        let report = sync()?;
        assert_eq!((report.updated, report.unchanged, report.created), (1, 0, 0), "{call}");
    }
    let highlight = reader.mark(&id, "We know the tides better", Some("**metaphor**"))?;
    assert_eq!(sync()?.updated, 1);
    let text = read(ferries)?;
    for words in [
        "Coast Weekly",
        "  - \"ports\"",
        "  - \"Ports\"",
        "> We know the tides better",
        "**metaphor**",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
    assert!(!text.contains("Read twice."));
    // Changes of the reading position or the state of an article change no file.
    reader.call("article.set_position", json!({ "id": id, "progress": 0.5, "position": 9 }))?;
    reader.call("articles.set_state", json!({ "ids": [id], "state": "archive" }))?;
    assert_eq!(sync()?, commonplace_library::Report::default());
    // What a person wrote is kept, and a file that they deleted is not recreated. A file that is being edited
    // is written later.
    let file = reader.path("out").join(ferries);
    std::fs::write(&file, format!("{text}\nMine.\n"))?;
    reader.call("annotations.delete", json!({ "highlights": [highlight], "notes": [] }))?;
    assert_eq!(
        (sync()?.merged, reader.call("vault.get", json!({}))?["due"].as_u64()),
        (0, Some(1))
    );
    long_ago(&file)?;
    assert_eq!(sync()?.merged, 1);
    let merged = read(ferries)?;
    assert!(merged.contains("\nMine.\n") && !merged.contains("tides better\n"), "{merged}");
    std::fs::remove_file(reader.path("out").join("Gulls.md"))?;
    reader.call("articles.tag", json!({ "ids": [other], "tag": "birds", "on": true }))?;
    assert_eq!(sync()?.created, 0);
    assert!(read("Gulls.md").is_err());
    // A change of what files contain affects all of them.
    let mut settings = reader.call("settings.get", json!({}))?;
    settings["export_text"] = json!(false);
    reader.call("settings.set", settings)?;
    assert_eq!(reader.call("vault.get", json!({}))?["due"], 2);
    long_ago(&file)?;
    assert_eq!(sync()?.merged, 1);
    // A missing folder is reported and not created again; its files stay due.
    std::fs::rename(reader.path("out"), reader.path("away"))?;
    reader.call("articles.tag", json!({ "ids": [id], "tag": "sea", "on": true }))?;
    assert!(sync().is_err() && !reader.path("out").exists());
    std::fs::rename(reader.path("away"), reader.path("out"))?;
    long_ago(&file)?;
    assert_eq!(sync()?.merged, 1);
    // An article that is deleted for good is no longer due; its file is left to the person.
    reader.mark(&other, "Nobody on the quay", Some("gulls"))?;
    reader.call("articles.trash", json!({ "ids": [other] }))?;
    reader.call("articles.delete_for_good", json!({ "ids": [other] }))?;
    assert_eq!(sync()?, commonplace_library::Report::default());
    assert_eq!(reader.call("vault.stop", json!({}))?["folder"], Value::Null);
    reader.call("articles.tag", json!({ "ids": [id], "tag": "late", "on": true }))?;
    assert_eq!(sync()?, commonplace_library::Report::default());
    Ok(())
}

#[test]
fn an_article_is_cited_in_every_form_and_a_copied_quote_in_the_readers_style() -> Result {
    let reader = Reader::new()?;
    let id = reader.clip(FERRIES)?;
    let cite = |form: &str| {
        let cited = reader.call("articles.cite", json!({ "ids": [id], "form": form }))?;
        Ok::<_, Failure>(cited["markdown"].as_str().unwrap_or_default().to_owned())
    };
    for (form, expected) in [
        (
            "apa",
            "Liang, A. (2014, March 7). Harbour towns want a say on ferry routes. Coast Daily.",
        ),
        ("ieee", "A. Liang, “Harbour towns want a say on ferry routes,” Coast Daily"),
        ("bibtex", "@article{liangHarbourTownsWant2014,"),
        ("ris", "TY  - NEWS\nID  - liangHarbourTownsWant2014\n"),
        ("csl-json", "\"type\": \"article-newspaper\""),
        ("pandoc", "[@liangHarbourTownsWant2014]"),
    ] {
        let cited = cite(form)?;
        assert!(cited.contains(expected), "{form}: {cited}");
    }
    assert!(cite("napkin").is_err());
    let highlight = reader.mark(&id, "We know the tides better", None)?;
    // A highlight's quote becomes a note of the reference. Citing another article with the same key later
    // does not change keys that were assigned before.
    let quoted = reader.call("highlights.cite", json!({ "ids": [highlight], "form": "ris" }))?;
    let quoted = quoted["markdown"].as_str().unwrap_or_default();
    assert!(quoted.contains("\nN1  - We know the tides better\n"), "{quoted}");
    let twin = reader.clip(&FERRIES.replace("within a month", "within a year"))?;
    let both = reader.call("articles.cite", json!({ "ids": [twin, id], "form": "pandoc" }))?;
    assert_eq!(both["markdown"], "[@liangHarbourTownsWant2014a; @liangHarbourTownsWant2014]");
    let copied = || reader.call("highlight.markdown", json!({ "id": highlight }));
    assert!(
        copied()?["markdown"]
            .as_str()
            .is_some_and(|m| m.contains("quoted in Ana Liang, Harbour towns"))
    );
    let mut settings = reader.call("settings.get", json!({}))?;
    settings["citation_style"] = json!("apa");
    reader.call("settings.set", settings)?;
    assert!(
        copied()?["markdown"]
            .as_str()
            .is_some_and(|m| m.contains("quoted in Liang, A. (2014, March 7)."))
    );
    Ok(())
}

#[test]
fn highlights_go_out_as_lists_without_what_may_not() -> Result {
    let reader = Reader::new()?;
    let id = reader.clip(FERRIES)?;
    reader.mark(&id, "We know the tides better", Some("**metaphor**"))?;
    let secret = reader.mark(&id, "belongs to both banks", None)?;
    let off = json!({ "speaker": "Rui Campos", "role": null, "affiliation": null, "cue": null, "confidence": null, "standing": "off_record" });
    reader.call("highlight.attribute", json!({ "id": secret, "attribution": off }))?;
    let ids = [id.parse()?];
    let list = |format| -> std::result::Result<String, Box<dyn std::error::Error>> {
        Ok(String::from_utf8(reader.library.list(&ids, format, NOW)?)?)
    };
    let all = list(ListFormat::Csv)?;
    assert!(all.contains("We know the tides better,**metaphor**,sea,"), "{all}");
    assert_eq!(all.lines().count(), 2, "{all}");
    let readwise = list(ListFormat::Readwise)?;
    assert!(readwise.contains(".sea **metaphor**"), "{readwise}");
    for kind in ["csv", "bookmarks"] {
        let args = json!({ "ids": null, "kind": kind, "choose": false });
        assert_eq!(reader.call("export.list", args.clone())?["created"], 1);
        assert_eq!(reader.call("export.list", args)?["unchanged"], 1);
    }
    assert!(reader.path("out").join("Commonplace bookmarks.html").exists());
    Ok(())
}

#[test]
fn what_is_made_of_notes_and_tags_in_a_file_comes_back() -> Result {
    let reader = Reader::new()?;
    let id = reader.clip(FERRIES)?;
    reader.mark(&id, "We know the tides better", Some("**metaphor**"))?;
    reader.call("note.set", json!({ "article": id, "id": null, "body": "Read twice." }))?;
    reader.call("articles.tag", json!({ "ids": [id], "tag": "harbour towns", "on": true }))?;
    reader.call("vault.choose", json!({}))?;
    let sync = || {
        let patience = std::time::Duration::from_secs(60);
        reader.library.sync_vault(NOW, patience).map(|(report, _)| report)
    };
    assert_eq!(sync()?.created, 1);
    let path = reader.path("out").join("Harbour towns want a say on ferry routes.md");
    let text = std::fs::read_to_string(&path)?;
    assert!(!text.contains('\u{FDD0}') && !text.contains("article-note"), "{text}");
    // A file that is being edited is skipped; later its edits are read back.
    let write = |text: &str, ago: u64| -> std::io::Result<()> {
        std::fs::write(&path, text)?;
        if ago > 0 { long_ago(&path) } else { Ok(()) }
    };
    let theirs = text
        .replace("**metaphor**", "**metaphor**, says the mayor")
        .replace("Read twice.", "Read three times.\n\nAnd once more.")
        .replace(") #sea\n", ") #sea #tides\n")
        .replace("  - \"harbour_towns\"\n  - \"sea\"\n", "  - sea\n  - from-the-vault\n");
    write(&theirs, 0)?;
    reader.library.find_edited_files()?;
    assert_eq!(reader.call("vault.get", json!({}))?["due"], 0);
    write(&theirs, 60)?;
    reader.library.find_edited_files()?;
    let report = sync()?;
    assert_eq!((report.taken, report.both.len()), (4, 0), "{report:?}");
    let opened = reader.call("article.open", json!({ "id": id }))?;
    assert_eq!(opened["highlights"][0]["note"], "**metaphor**, says the mayor");
    assert_eq!(opened["highlights"][0]["tags"], json!(["sea", "tides"]));
    assert_eq!(opened["notes"][0]["body"], "Read three times.\n\nAnd once more.");
    assert_eq!(opened["article"]["tags"], json!(["from-the-vault"]));
    // Nothing is left to do.
    long_ago(&path)?;
    assert_eq!(sync()?.taken, 0);
    reader.library.find_edited_files()?;
    assert_eq!(sync()?, commonplace_library::Report::default());
    let merged = std::fs::read_to_string(&path)?;
    assert!(merged.contains("#sea #tides") && merged.contains("says the mayor"), "{merged}");
    // Another spelling of a tag is not an edit. A tag added in the library stays, even if the file lacks it.
    let tags = || {
        let opened = reader.call("article.open", json!({ "id": id }))?;
        Ok::<_, Failure>(opened["article"]["tags"].clone())
    };
    let now = std::fs::read_to_string(&path)?;
    write(
        &now.replace("  - \"from-the-vault\"\n", "  - \"#From-The-Vault\"\n")
            .replace("  - from-the-vault\n", "  - From-The-Vault\n"),
        60,
    )?;
    reader.library.find_edited_files()?;
    assert_eq!((sync()?.taken, tags()?), (0, json!(["from-the-vault"])));
    let now = std::fs::read_to_string(&path)?;
    let (start, end) = (now.find("tags:\n").ok_or("tags")?, now.find("capture:").ok_or("capture")?);
    write(&format!("{}{}", &now[..start], &now[end..]), 60)?;
    reader.library.find_edited_files()?;
    sync()?;
    assert_eq!(tags()?, json!([]));
    reader.call("articles.tag", json!({ "ids": [id], "tag": "ports", "on": true }))?;
    for _ in 0..3 {
        long_ago(&path)?;
        reader.library.find_edited_files()?;
        sync()?;
    }
    assert_eq!(tags()?, json!(["ports"]));
    let merged = std::fs::read_to_string(&path)?;
    // Deleting a file, or cutting a quote out of it, deletes no note.
    let quote = merged.find("\n> We know").ok_or("a quote")?;
    let end = merged.find("#sea #tides\n").ok_or("its tags")? + "#sea #tides\n".len();
    write(&format!("{}{}", &merged[..quote], &merged[end..]), 60)?;
    reader.library.find_edited_files()?;
    sync()?;
    std::fs::remove_file(&path)?;
    reader.library.find_edited_files()?;
    sync()?;
    let opened = reader.call("article.open", json!({ "id": id }))?;
    assert_eq!(opened["highlights"][0]["note"], "**metaphor**, says the mayor");
    Ok(())
}

#[test]
fn a_folder_that_cannot_be_written_is_a_clear_error() -> Result {
    let reader = Reader::new()?;
    reader.clip(FERRIES)?;
    std::fs::write(reader.path("out"), "a file, not a folder")?;
    let got = reader.call("export.folder", json!({ "ids": null, "choose": false }));
    assert_eq!(got.map_err(|e| e.code), Err(ErrorCode::CannotWrite));
    Ok(())
}

#[test]
fn a_quote_that_is_not_there_or_there_twice_is_told_apart() -> Result {
    let reader = Reader::new()?;
    let id = reader.clip("The boat left. The boat came back. Nobody on the quay had noticed that it had been gone at all.")?.parse()?;
    let new = || commonplace_library::NewHighlight {
        colour: commonplace_library::core::Colour::Red,
        ..commonplace_library::NewHighlight::default()
    };
    let code = |quote: &str| {
        reader
            .library
            .highlight_quote(id, quote, new(), NOW)
            .map_err(|e| Failure::from(e).code)
            .err()
    };
    assert_eq!(code("the submarine"), Some(ErrorCode::QuoteNotFound));
    assert_eq!(code("The boat"), Some(ErrorCode::QuoteAmbiguous));
    assert_eq!(code("The boat  came"), None);
    Ok(())
}

#[test]
fn files_that_are_no_library_or_too_new_are_left_untouched() -> Result {
    let folder = tempfile::tempdir()?;
    let text = folder.path().join("notes.db");
    std::fs::write(
        &text,
        "Dear diary, this is not a database at all, whatever its name says. ".repeat(40),
    )?;
    let before = std::fs::read(&text)?;
    let open = |path: &std::path::Path| {
        Library::open(path, workers(), NOW).map_err(|e| Failure::from(e).code).err()
    };
    assert_eq!(open(&text), Some(ErrorCode::NotALibrary));
    assert_eq!(std::fs::read(&text)?, before);

    let newer = folder.path().join("newer.db");
    drop(Library::open(&newer, workers(), NOW)?);
    // user_version is the big-endian number at byte 60 of an SQLite file.
    let mut bytes = std::fs::read(&newer)?;
    bytes[60..64].copy_from_slice(&999_u32.to_be_bytes());
    std::fs::write(&newer, &bytes)?;
    assert_eq!(open(&newer), Some(ErrorCode::LibraryTooNew));
    assert_eq!(std::fs::read(&newer)?, bytes);

    assert_eq!(open(folder.path()), Some(ErrorCode::CannotOpen));
    Ok(())
}

#[test]
fn a_library_that_is_write_protected_can_still_be_read() -> Result {
    let reader = Reader::new()?;
    let id = reader.clip(FERRIES)?;
    let path = reader.path("library.db");
    let Reader { library, folder } = reader;
    drop(library);
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o444))?;
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o555))?;
    let library = Library::open(&path, workers(), NOW)?;
    let reader = Reader { library, folder };
    // Root may write anything, so for root the library is not read-only.
    let read_only = reader.call("library.status", json!({}))?["read_only"] == true;
    assert!(reader.call("article.open", json!({ "id": id })).is_ok());
    if read_only {
        let got = reader.call("articles.trash", json!({ "ids": [id] }));
        assert_eq!(got.map_err(|e| e.code), Err(ErrorCode::ReadOnly));
    }
    std::fs::set_permissions(reader.folder.path(), std::fs::Permissions::from_mode(0o755))?;
    Ok(())
}

#[test]
fn two_processes_write_to_one_library() -> Result {
    let reader = Reader::new()?;
    let path = reader.path("library.db");
    let writers: Vec<_> = (0..4)
        .map(|w| {
            let path = path.clone();
            std::thread::spawn(move || -> std::result::Result<(), String> {
                let library = Library::open(&path, workers(), NOW).map_err(|e| e.to_string())?;
                for n in 0..10 {
                    let text = format!("Text {w}-{n}, which is like no other text that the other writers put into the library today.");
                    let input = commonplace_library::Input::Paste { html: None, text, url: None };
                    library.clip_now(input, commonplace_library::Clip::default(), NOW, &|_, _, _| {}).map_err(|e| e.to_string())?;
                }
                Ok(())
            })
        })
        .collect();
    for writer in writers {
        writer.join().map_err(|_| "a writer panicked")??;
    }
    assert_eq!(reader.call("library.status", json!({}))?["counts"]["all"], 40);
    Ok(())
}

#[test]
fn requests_that_make_no_sense_are_refused() -> Result {
    let reader = Reader::new()?;
    for (name, args) in [
        ("article.open", json!({ "id": "nonsense" })),
        ("article.open", json!({ "id": "01a20a5e-8a60-7adf-96dc-c7d423ce9047" })),
        ("article.open", json!({ "id": 3 })),
        ("articles.set_state", json!({ "ids": [], "state": "burnt" })),
        ("articles.trash", json!({ "ids": [], "extra": true })),
        ("desk.open_url", json!({ "url": "file:///etc/passwd" })),
        ("desk.open_url", json!({ "url": "javascript:alert(1)" })),
        ("no.such.call", json!({})),
    ] {
        assert!(reader.call(name, args.clone()).is_err(), "{name} {args}");
    }
    Ok(())
}

#[test]
fn annotations_go_out_as_the_standard_has_them_and_come_back() -> Result {
    let reader = Reader::new()?;
    let text = "The boat left. The boat came back. Nobody on the quay had noticed that it had been gone 😀 at all, said the harbour master.";
    let id = reader.clip(text)?;
    reader.mark(&id, "Nobody on the quay", Some("**who** says so?"))?;
    reader.mark(&id, "gone 😀 at all", None)?;
    // The second highlight has a gap and is underlined.
    let detail = reader.call("article.open", json!({ "id": id }))?;
    let second = &detail["highlights"][1];
    let at = |end: &str, by: u64| second[end].as_u64().unwrap_or(0) + by;
    let gap = json!([{ "start": at("start", 5), "end": at("start", 7) }]);
    let args = json!({ "id": second["id"], "version": detail["version"]["id"], "start": second["start"], "end": second["end"], "left_out": gap });
    reader.call("highlight.reattach", args)?;
    reader.call("highlight.set_style", json!({ "id": second["id"], "style": "underlined" }))?;
    let file = reader.library.web_annotations(&[id.parse()?], false)?;
    let page: serde_json::Value = serde_json::from_str(&file)?;
    assert_eq!(page["@context"], "http://www.w3.org/ns/anno.jsonld");
    let selector = &page["items"][1]["target"]["selector"];
    assert_eq!(selector[0]["exact"], "gone 😀 at all");
    let at =
        |end: &str| selector[1][end].as_u64().and_then(|n| usize::try_from(n).ok()).unwrap_or(0);
    let words: String = text.chars().skip(at("start")).take(at("end") - at("start")).collect();
    assert_eq!(words, "gone 😀 at all", "positions are code points");

    let take = |reader: &Reader,
                file: &str,
                article: &str|
     -> std::result::Result<Vec<&'static str>, Box<dyn std::error::Error>> {
        let taken = reader.library.take_annotations(file, Some(article.parse()?), NOW)?;
        Ok(taken.iter().map(|(_, taken)| taken.name()).collect())
    };
    assert_eq!(take(&reader, &file, &id)?, ["known", "known"]);
    let other = Reader::new()?;
    let copy = other.clip(text)?;
    assert_eq!(take(&other, &file, &copy)?, ["made", "made"]);
    let highlights = other.call("article.open", json!({ "id": copy }))?["highlights"].clone();
    assert_eq!(
        (&highlights[0]["note"], &highlights[0]["tags"]),
        (&json!("**who** says so?"), &json!(["sea"]))
    );
    assert_eq!(highlights[1]["exact"], "gone 😀 at all");
    assert_eq!(highlights[1]["quote"], "gone […] at all");
    assert_eq!(highlights[1]["style"], "underlined");

    let quotes = [
        "The boat",
        "Nobody on the pier had noticed that it had been gone",
        "the submarine",
        "said the harbour master...",
    ];
    let foreign: Vec<_> = quotes
        .iter()
        .map(|q| json!({ "target": { "selector": { "type": "TextQuoteSelector", "exact": q } } }))
        .collect();
    assert_eq!(
        take(&other, &json!(foreign).to_string(), &copy)?,
        ["ambiguous", "similar", "missing", "made"]
    );
    let nowhere = json!({ "target": { "source": "https://else.example/", "selector": { "type": "TextQuoteSelector", "exact": "x" } } });
    let taken = other.library.take_annotations(&nowhere.to_string(), None, NOW)?;
    assert_eq!(taken[0].1.name(), "no_article");
    assert!(other.library.take_annotations("{}", None, NOW).is_err());
    Ok(())
}

#[test]
fn the_article_that_was_open_is_open_after_a_restart() -> Result {
    let reader = Reader::new()?;
    let id =
        reader.clip("An article\n\nWith words enough to be kept in a library, and to be read.")?;
    assert_eq!(reader.call("session.get", json!({}))?["article"], Value::Null);
    reader.call("session.set", json!({ "article": id }))?;
    let reader = reader.reopen()?;
    assert_eq!(reader.call("session.get", json!({}))?["article"], id.as_str());
    // An article in the trash is not opened again.
    reader.call("articles.trash", json!({ "ids": [id] }))?;
    assert_eq!(reader.call("session.get", json!({}))?["article"], Value::Null);
    reader.call("session.set", json!({ "article": null }))?;
    assert_eq!(reader.call("session.get", json!({}))?["article"], Value::Null);
    Ok(())
}

#[test]
fn adding_an_article_is_taken_back_into_the_trash() -> Result {
    let reader = Reader::new()?;
    reader.clip(FERRIES)?;
    let undone = reader.call("history.undo", json!({}))?;
    assert_eq!(undone["label"], "add");
    let counts = reader.call("library.status", json!({}))?["counts"].clone();
    assert_eq!((&counts["all"], &counts["trash"]), (&json!(0), &json!(1)), "nothing is lost");
    reader.call("history.redo", json!({}))?;
    assert_eq!(reader.call("library.status", json!({}))?["counts"]["all"], json!(1));
    Ok(())
}
