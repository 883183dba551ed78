//! Other shapes of exported files: one for each highlight or project, with images beside them, with
//! highlights marked in the text.

use std::path::Path;
use std::time::Duration;

use commonplace_library::{Checked, ExportOptions, Report};
use serde_json::{Value, json};

use crate::library::long_ago;
use crate::{FERRIES, NOW, Reader, Result};

const GULLS: &str = "Gulls\nBy Ada Moor\n3 March 2025\n\nNobody on the quay had noticed that the boat had been gone at all.\n";

impl Reader {
    /// Changes the given settings.
    fn set(&self, change: &Value) -> std::result::Result<(), Box<dyn std::error::Error>> {
        let mut settings = self.call("settings.get", json!({}))?;
        for (key, value) in change.as_object().into_iter().flatten() {
            settings[key] = value.clone();
        }
        self.call("settings.set", settings)?;
        Ok(())
    }

    fn sync(&self) -> std::result::Result<Report, Box<dyn std::error::Error>> {
        self.library.find_edited_files()?;
        Ok(self.library.sync_vault(NOW, Duration::from_secs(60))?.0)
    }
}

/// The Markdown files in a folder, by name.
fn files(folder: &Path) -> std::io::Result<Vec<String>> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        all.push(entry?.file_name().to_string_lossy().into_owned());
    }
    all.retain(|name| name.ends_with(".md"));
    all.sort();
    Ok(all)
}

#[test]
fn each_highlight_has_a_file_that_follows_it_and_goes_with_it() -> Result {
    let reader = Reader::new()?;
    let id = reader.clip(FERRIES)?;
    let tides =
        reader.mark(&id, "We know the tides better than any office", Some("**metaphor**"))?;
    let banks = reader.mark(&id, "a bridge belongs to both banks", None)?;
    reader.call("note.set", json!({ "article": id, "id": null, "body": "Read twice." }))?;
    reader.call("articles.tag", json!({ "ids": [id], "tag": "ports", "on": true }))?;
    reader.set(&json!({ "export_files": "highlight" }))?;
    reader.call("vault.choose", json!({}))?;
    assert_eq!(reader.sync()?.created, 3);
    let out = reader.path("out");
    let [one, two] =
        ["We know the tides better than any office.md", "a bridge belongs to both banks.md"];
    assert_eq!(files(&out)?, ["Read twice.md", one, two]);
    let text = std::fs::read_to_string(out.join(one))?;
    for part in [
        "title: \"Harbour towns want a say on ferry routes\"",
        "> We know the tides better than any office",
        "**metaphor**",
        &format!("id: \"{tides}\""),
        &format!("](commonplace://highlight/{tides})"),
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(!text.contains("both banks") && !text.contains("Read twice"), "{text}");
    assert_eq!(reader.sync()?, Report::default());

    // Edits in the file are read back; the tags in its properties are those of the highlight.
    let path = out.join("Kept/Tides.md");
    std::fs::create_dir(out.join("Kept"))?;
    std::fs::rename(out.join(one), &path)?;
    let mine = text.replace("**metaphor**", "**simile**").replace("  - \"sea\"", "  - tides");
    std::fs::write(&path, format!("{mine}\nMy own words.\n"))?;
    long_ago(&path)?;
    let report = reader.sync()?;
    // Two edits: the note, and the tags.
    assert_eq!((report.taken, report.created, report.both.len()), (2, 0, 0), "{report:?}");
    let opened = reader.call("article.open", json!({ "id": id }))?;
    assert_eq!(opened["highlights"][0]["note"], "**simile**");
    assert_eq!(opened["highlights"][0]["tags"], json!(["tides"]));
    assert_eq!(opened["article"]["tags"], json!(["ports"]));

    // Deleting a highlight removes its file, but keeps what a person wrote in it.
    long_ago(&path)?;
    reader.call("annotations.delete", json!({ "highlights": [tides, banks], "notes": [] }))?;
    let report = reader.sync()?;
    assert_eq!((report.removed, report.created), (2, 0), "{report:?}");
    assert_eq!(files(&out)?, ["Read twice.md"]);
    let rest = std::fs::read_to_string(&path)?;
    assert!(rest.contains("My own words.") && !rest.contains("We know"), "{rest}");
    // After undo it has a file again, and what was written stays in the old one.
    reader.call("history.undo", json!({}))?;
    assert_eq!(reader.sync()?.created, 2);
    assert_eq!(files(&out)?, ["Read twice.md", one, two]);
    assert_eq!(std::fs::read_to_string(&path)?, rest);
    assert_eq!(reader.sync()?, Report::default());

    // Properties that a person added are kept too; a highlight that is held back leaves nothing of itself in
    // its file.
    let text = std::fs::read_to_string(out.join(two))?;
    std::fs::write(out.join(two), text.replace("id: \"", "rating: 5\nid: \""))?;
    long_ago(&out.join(two))?;
    let off = json!({ "speaker": "Rui Campos", "role": null, "affiliation": null, "cue": null, "confidence": null, "standing": "off_record" });
    reader.call("highlight.attribute", json!({ "id": banks, "attribution": off }))?;
    assert_eq!(reader.sync()?.removed, 1);
    assert_eq!(std::fs::read_to_string(out.join(two))?, "---\nrating: 5\n---\n");

    // When files are made of articles again, the files of their parts are removed.
    reader.set(&json!({ "export_files": "article" }))?;
    let report = reader.sync()?;
    assert_eq!((report.created, report.removed), (1, 2), "{report:?}");
    assert_eq!(files(&out)?, ["Harbour towns want a say on ferry routes.md", two]);
    assert_eq!(reader.sync()?, Report::default());
    Ok(())
}

#[test]
fn a_project_is_one_file_of_all_that_it_gathers() -> Result {
    let reader = Reader::new()?;
    let (ferries, gulls) = (reader.clip(FERRIES)?, reader.clip(GULLS)?);
    reader.mark(&ferries, "We know the tides better", Some("**metaphor**"))?;
    let noticed = reader.mark(&gulls, "had noticed", None)?;
    reader.mark(&gulls, "gone at all", None)?;
    let project = reader.call("project.create", json!({ "name": "Ports & piers" }))?["id"].clone();
    let gather = |articles: Value, highlights: Value, on: bool| {
        reader.call(
            "project.gather",
            json!({ "id": project, "articles": articles, "highlights": highlights, "on": on }),
        )
    };
    gather(json!([ferries]), json!([]), true)?;
    reader.set(&json!({ "export_files": "project" }))?;
    reader.call("vault.choose", json!({}))?;
    // An article that is in no project has its own file.
    assert_eq!(reader.sync()?.created, 2);
    let out = reader.path("out");
    assert_eq!(files(&out)?, ["Gulls.md", "Ports & piers.md"]);
    let path = out.join("Ports & piers.md");
    let text = std::fs::read_to_string(&path)?;
    let id = project.as_str().unwrap_or_default();
    assert!(
        text.starts_with(&format!("---\ntitle: \"Ports & piers\"\nid: \"{id}\"\n---\n\n# Ports &")),
        "{text}"
    );
    assert!(text.contains("\n## Harbour towns want a say on ferry routes\n"), "{text}");
    assert_eq!(text.matches("\n---\n").count(), 1, "{text}");

    // A gathered highlight is in the project's file without the rest of its article.
    gather(json!([]), json!([noticed]), true)?;
    let report = reader.sync()?;
    assert_eq!((report.updated, report.created), (1, 0), "{report:?}");
    let text = std::fs::read_to_string(&path)?;
    assert!(text.contains("> had noticed\n") && !text.contains("gone at all"), "{text}");

    // Edits in the file are read back into the right article; a change affects only this file.
    std::fs::write(&path, text.replace("**metaphor**", "**simile**") + "\nMy own words.\n")?;
    long_ago(&path)?;
    assert_eq!(reader.sync()?.taken, 1);
    let opened = reader.call("article.open", json!({ "id": ferries }))?;
    assert_eq!(opened["highlights"][0]["note"], "**simile**");
    long_ago(&path)?;
    gather(json!([ferries]), json!([]), false)?;
    let report = reader.sync()?;
    // The article is no longer in any project.
    assert_eq!((report.merged, report.created), (1, 1), "{report:?} {:?}", files(&out)?);
    let text = std::fs::read_to_string(&path)?;
    assert!(!text.contains("Harbour towns") && text.ends_with("My own words.\n"), "{text}");
    assert_eq!(reader.sync()?, Report::default());

    // A highlight that leaves a project, and a project that is deleted, give the articles their own files.
    long_ago(&path)?;
    gather(json!([]), json!([noticed]), false)?;
    assert_eq!(reader.sync()?.created, 1);
    assert_eq!(files(&out)?.len(), 3);
    reader.call("project.delete", json!({ "id": project }))?;
    long_ago(&path)?;
    assert_eq!(reader.sync()?.removed, 1);
    assert_eq!(std::fs::read_to_string(&path)?, "My own words.\n");
    assert_eq!(reader.sync()?, Report::default());
    Ok(())
}

#[test]
fn images_lie_beside_the_files_and_marks_stand_in_the_text() -> Result {
    let reader = Reader::new()?;
    let id = crate::books::page(&reader)?;
    reader.mark(&id, "nobody at all, said the harbour master, who has counted both", None)?;
    reader.mark(&id, "waits for nobody at all", None)?;
    let shape = |images: bool,
                 marks: &str|
     -> std::result::Result<ExportOptions, Box<dyn std::error::Error>> {
        reader.set(&json!({ "export_images": images, "export_marks": marks }))?;
        Ok(reader.library.shape()?)
    };
    let text = reader.library.markdown(id.parse()?, &shape(false, "equals")?)?;
    // One marked passage, although two highlights overlap in it and a link ends there.
    assert!(
        text.contains("The quay ==waits for== [==nobody at all==](https://isle.example/nobody)==, said the harbour master, who has counted both=="),
        "{text}"
    );
    let text = reader.library.markdown(id.parse()?, &shape(false, "mark")?)?;
    assert!(text.contains("<mark class=\"yellow\">nobody at all</mark>"), "{text}");
    // The marks do not change the words.
    for marks in ["equals", "mark"] {
        let text = reader.library.markdown(id.parse()?, &shape(false, marks)?)?;
        for quote in reader.library.verify(&text)? {
            assert!(matches!(quote.checked, Checked::Verbatim(_)), "{marks}: {quote:?}");
        }
    }

    let out = reader.path("out");
    let export = |shape: &ExportOptions| {
        reader
            .library
            .export(&[id.parse()?], &out, shape, NOW, &|_| {})
            .map_err(Box::<dyn std::error::Error>::from)
    };
    assert_eq!(export(&shape(true, "none")?)?.created, 1);
    let path = out.join("Quays & ferries.md");
    let text = std::fs::read_to_string(&path)?;
    let at = text.find("](attachments/").ok_or(text.clone())?;
    let image = &text[at + 2..at + text[at..].find(')').ok_or("an end")?];
    assert!(std::fs::read(out.join(image))?.starts_with(b"\x89PNG"), "{image}");
    assert!(image.ends_with(".png"), "{image}");
    // After the file is moved to another folder, its link to the image is corrected.
    std::fs::create_dir(out.join("Read"))?;
    std::fs::rename(&path, out.join("Read/Quays.md"))?;
    export(&shape(true, "none")?)?;
    let text = std::fs::read_to_string(out.join("Read/Quays.md"))?;
    assert!(text.contains(&format!("](../{image})")), "{text}");
    Ok(())
}

#[test]
fn tags_that_are_changed_in_a_page_of_logseq_come_back() -> Result {
    let reader = Reader::new()?;
    let id = reader.clip(FERRIES)?;
    reader.call("articles.tag", json!({ "ids": [id], "tag": "ports", "on": true }))?;
    reader.set(&json!({ "export_preset": "logseq" }))?;
    reader.call("vault.choose", json!({}))?;
    assert_eq!(reader.sync()?.created, 1);
    let path = reader.path("out").join("Harbour towns want a say on ferry routes.md");
    let text = std::fs::read_to_string(&path)?;
    assert!(text.contains("\ntags:: ports\n"), "{text}");
    std::fs::write(
        &path,
        text.replace("tags:: ports", "tags:: ports, [[winter ferries]]\nrating:: 5"),
    )?;
    long_ago(&path)?;
    assert_eq!(reader.sync()?.taken, 1);
    let opened = reader.call("article.open", json!({ "id": id }))?;
    assert_eq!(opened["article"]["tags"], json!(["ports", "winter ferries"]));
    // A tag changed in the library is changed in the properties; properties that a person added are kept.
    long_ago(&path)?;
    reader.call("articles.tag", json!({ "ids": [id], "tag": "ports", "on": false }))?;
    let report = reader.sync()?;
    assert_eq!((report.merged, report.both.len()), (1, 0), "{report:?}");
    let text = std::fs::read_to_string(&path)?;
    assert!(text.contains("\ntags:: [[winter ferries]]\nrating:: 5\n"), "{text}");
    Ok(())
}

#[test]
fn our_own_files_bring_their_highlights_back() -> Result {
    let reader = Reader::new()?;
    let id = reader.clip(FERRIES)?;
    reader.mark(&id, "We know the tides better than any office", Some("**metaphor**"))?;
    reader.mark(&id, "a bridge belongs to both banks", None)?;
    reader.call("note.set", json!({ "article": id, "id": null, "body": "Read twice." }))?;
    reader.call("articles.tag", json!({ "ids": [id], "tag": "ports", "on": true }))?;
    let out = reader.path("out");
    for (files, highlights) in [("article", 2), ("highlight", 2)] {
        reader.set(&json!({ "export_files": files }))?;
        let folder = out.join(files);
        reader.library.export(&[id.parse()?], &folder, &reader.library.shape()?, NOW, &|_| {})?;
        let import = |to: &Reader| {
            to.library.import(std::slice::from_ref(&folder), false, NOW, &|_, _, _| {
                std::ops::ControlFlow::Continue(())
            })
        };
        let other = Reader::new()?;
        let report = import(&other)?;
        assert_eq!((report.new, report.anchored + report.waiting), (1, highlights), "{report:?}");
        let there = other.library.all_articles()?[0].to_string();
        let opened = other.call("article.open", json!({ "id": there }))?;
        assert_eq!(opened["article"]["title"], "Harbour towns want a say on ferry routes");
        let mut notes: Vec<_> = opened["highlights"].as_array().into_iter().flatten().collect();
        notes.sort_by_key(|h| h["exact"].to_string());
        assert_eq!(notes[0]["note"], "**metaphor**");
        assert_eq!(notes[0]["tags"], json!(["sea"]));
        assert_eq!(opened["notes"][0]["body"], "Read twice.");
        // Importing what the library has already changes nothing, also the second time.
        for reader in [&reader, &other] {
            let report = import(reader)?;
            assert_eq!((report.new, report.updated), (0, 0), "{files}: {report:?}");
        }
    }
    Ok(())
}
