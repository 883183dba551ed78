//! Gathering: projects, outlines, the annotations of the whole library, saved searches.

use commonplace_library::api::ErrorCode;
use serde_json::{Value, json};

use crate::{FERRIES, NOW, Reader, Result};

const PORTS: &str = "Ports without ships\nBy Ada Moor\n3 March 2025\n\nThe old harbour has been empty for nine years. Nobody who works there expects a ship before the spring, and the cranes have been sold to a museum.\n\n\"An empty port is still a port,\" says the harbour master, who comes every morning. The town pays him a third of what it paid his father.\n";

fn filter(change: &[(&str, Value)]) -> Value {
    let mut filter = json!({ "project": null, "tag": null, "colour": null, "speaker": null, "site": null, "from": null, "until": null, "query": "", "kind": "all" });
    for (name, value) in change {
        filter[*name] = value.clone();
    }
    filter
}

impl Reader {
    /// The quotes or notes that a filter selects, and the group of each.
    fn gathered(
        &self,
        change: &[(&str, Value)],
        group: &str,
    ) -> std::result::Result<Vec<(String, String)>, Box<dyn std::error::Error>> {
        let args = json!({ "filter": filter(change), "group": group, "sort": "title", "descending": false, "offset": 0, "limit": 100 });
        let page = self.call("annotations.list", args)?;
        let rows = page["rows"].as_array().cloned().unwrap_or_default();
        assert_eq!(page["total"], rows.len(), "the total is that of the rows");
        let text = |row: &Value| {
            let words = if row["kind"] == "note" { &row["note"] } else { &row["quote"] };
            words.as_str().unwrap_or_default().to_owned()
        };
        Ok(rows.iter().map(|r| (text(r), r["group"].as_str().unwrap_or("-").to_owned())).collect())
    }

    fn words(
        &self,
        change: &[(&str, Value)],
    ) -> std::result::Result<Vec<String>, Box<dyn std::error::Error>> {
        Ok(self.gathered(change, "none")?.into_iter().map(|(words, _)| words).collect())
    }

    fn project(&self, name: &str) -> std::result::Result<String, Box<dyn std::error::Error>> {
        let made = self.call("project.create", json!({ "name": name }))?;
        Ok(made["id"].as_str().unwrap_or_default().to_owned())
    }
}

#[test]
fn annotations_are_found_by_what_they_and_their_articles_are() -> Result {
    let reader = Reader::new()?;
    let (ferries, ports) = (reader.clip(FERRIES)?, reader.clip(PORTS)?);
    let tides = reader.mark(&ferries, "We know the tides better", Some("**metaphor**"))?;
    let empty = reader.mark(&ports, "An empty port is still a port", None)?;
    reader.call_at(
        NOW + 50,
        "note.set",
        json!({ "article": ports, "id": null, "body": "Read twice." }),
    )?;
    reader.call("annotations.set_colour", json!({ "highlights": [empty], "colour": "red" }))?;
    reader.call("annotations.tag", json!({ "highlights": [tides], "tag": "sea", "on": false }))?;
    let project = reader.project("Coast")?;
    reader.call(
        "project.gather",
        json!({ "id": project, "articles": [ports], "highlights": [tides], "on": true }),
    )?;

    let (all, note, port, tide) =
        (&[][..], "Read twice.", "An empty port is still a port", "We know the tides better");
    assert_eq!(reader.words(all)?, [tide, note, port]);
    assert_eq!(reader.words(&[("colour", json!("red"))])?, [port]);
    assert_eq!(reader.words(&[("kind", json!("notes"))])?, [note]);
    assert_eq!(reader.words(&[("kind", json!("noted"))])?, [tide, note]);
    assert_eq!(reader.words(&[("tag", json!("sea"))])?, [port]);
    assert_eq!(reader.words(&[("site", json!("coast daily"))])?, [tide]);
    assert_eq!(reader.words(&[("query", json!("metaph"))])?, [tide]);
    assert_eq!(reader.words(&[("query", json!("port"))])?, [port]);
    assert_eq!(reader.words(&[("from", json!(NOW + 1))])?, [note]);
    assert_eq!(reader.words(&[("until", json!(NOW + 1))])?, [tide, port]);
    assert_eq!(reader.words(&[("project", json!(project))])?, [tide, note, port]);
    assert_eq!(
        reader.words(&[
            ("project", json!(project)),
            ("colour", json!("red")),
            ("kind", json!("notes"))
        ])?,
        Vec::<String>::new()
    );

    // An annotation with several tags is listed under each.
    reader.call("annotations.tag", json!({ "highlights": [empty], "tag": "land", "on": true }))?;
    let pairs = |group: &str| reader.gathered(all, group);
    assert_eq!(
        pairs("tag")?.iter().map(|(w, g)| (w.as_str(), g.as_str())).collect::<Vec<_>>(),
        [(port, "land"), (port, "sea"), (tide, "-"), (note, "-")]
    );
    assert!(pairs("project")?.iter().all(|(_, g)| g == "Coast"));
    for group in ["article", "colour", "site"] {
        assert_eq!(pairs(group)?.len(), 3, "{group}");
    }
    // Annotations of articles in the trash are neither listed nor counted.
    reader.call("articles.trash", json!({ "ids": [ports] }))?;
    assert_eq!(reader.words(all)?, [tide]);
    assert_eq!(reader.call("library.status", json!({}))?["annotations"], 1);
    Ok(())
}

#[test]
fn a_project_with_its_outline_comes_back_after_it_was_deleted() -> Result {
    let reader = Reader::new()?;
    let ports = reader.clip(PORTS)?;
    let empty = reader.mark(&ports, "An empty port is still a port", Some("A note."))?;
    let project = reader.project("Coast")?;
    let add = |kind: &str, body: &str, before: Value| {
        reader.call(
            "outline.add",
            json!({ "project": project, "kind": kind, "depth": 2, "body": body, "before": before }),
        )
    };
    add("text", "My *own* words.", Value::Null)?;
    let outline =
        || reader.call("outline.get", json!({ "id": project })).map(|o| o["pieces"].clone());
    let first = outline()?[0]["id"].clone();
    add("heading", "Why", first.clone())?;
    reader.call(
        "outline.quote",
        json!({ "project": project, "highlights": [empty], "before": first }),
    )?;
    let kinds = |pieces: &Value| -> Vec<String> {
        pieces
            .as_array()
            .into_iter()
            .flatten()
            .map(|p| p["kind"].as_str().unwrap_or_default().to_owned())
            .collect()
    };
    assert_eq!(kinds(&outline()?), ["heading", "quote", "text"]);
    let before = outline()?;
    reader.call("outline.move", json!({ "id": before[2]["id"], "before": before[0]["id"] }))?;
    assert_eq!(kinds(&outline()?), ["text", "heading", "quote"]);
    reader.call("history.undo", json!({}))?;
    assert_eq!(outline()?, before);

    // Deleting a highlight removes its quote from the outline; undo restores both.
    reader.call("annotations.delete", json!({ "highlights": [empty], "notes": [] }))?;
    assert_eq!(kinds(&outline()?), ["heading", "text"]);
    reader.call("history.undo", json!({}))?;
    assert_eq!(outline()?, before);

    reader.call("project.delete", json!({ "id": project }))?;
    assert_eq!(outline().map_err(|e| e.code), Err(ErrorCode::NotFound));
    assert_eq!(reader.words(&[])?.len(), 1, "what it gathered stays");
    reader.call("history.undo", json!({}))?;
    assert_eq!(outline()?, before);
    assert_eq!(reader.words(&[("project", json!(project))])?.len(), 1);
    let reader = reader.reopen()?;
    let markdown = reader.call("outline.markdown", json!({ "id": project }))?["markdown"].clone();
    let text = markdown.as_str().unwrap_or_default();
    assert!(text.starts_with("# Coast\n\n### Why\n\n> An empty port is still a port[^1]\n>\n> — the harbour master\n\nMy *own* words.\n\n[^1]: Ada Moor, Ports without ships, 2025-03-03. "), "{text}");
    Ok(())
}

#[test]
fn a_tag_is_renamed_joined_with_another_and_deleted_everywhere() -> Result {
    let reader = Reader::new()?;
    let (one, two) = (reader.clip(FERRIES)?, reader.clip(PORTS)?);
    let highlight = reader.mark(&one, "We know the tides better", None)?;
    let tag = |ids: &[&String], name: &str| {
        reader.call("articles.tag", json!({ "ids": ids, "tag": name, "on": true }))
    };
    tag(&[&one], "sea")?;
    tag(&[&one, &two], "ports")?;
    reader
        .call("annotations.tag", json!({ "highlights": [highlight], "tag": "sea", "on": true }))?;
    let tags = || -> std::result::Result<Vec<String>, Box<dyn std::error::Error>> {
        let status = reader.call("library.status", json!({}))?;
        let all = status["tags"].as_array().cloned().unwrap_or_default();
        Ok(all
            .iter()
            .map(|t| format!("{} {}", t["name"].as_str().unwrap_or_default(), t["articles"]))
            .collect())
    };
    assert_eq!(tags()?, ["ports 2", "sea 1"]);
    reader.call("tag.rename", json!({ "tag": "sea", "name": "Sea and coast" }))?;
    assert_eq!(tags()?, ["ports 2", "Sea and coast 1"]);
    reader.call("tag.rename", json!({ "tag": "ports", "name": "sea and coast" }))?;
    assert_eq!(tags()?, ["Sea and coast 2"]);
    reader.call("history.undo", json!({}))?;
    assert_eq!(tags()?, ["ports 2", "Sea and coast 1"]);
    reader.call("tag.delete", json!({ "tag": "Sea and coast" }))?;
    assert_eq!(tags()?, ["ports 2"]);
    reader.call("history.undo", json!({}))?;
    let opened = reader.call("article.open", json!({ "id": one }))?;
    assert_eq!(opened["highlights"][0]["tags"], json!(["Sea and coast"]));
    assert!(reader.call("tag.delete", json!({ "tag": "never given" })).is_err());
    Ok(())
}

#[test]
fn an_outline_a_person_has_written_in_is_not_overwritten() -> Result {
    let reader = Reader::new()?;
    let project = reader.project("Coast: 1/2")?;
    let write = |body: &str| {
        reader.call(
            "outline.add",
            json!({ "project": project, "kind": "text", "depth": 1, "body": body, "before": null }),
        )
    };
    let export = || reader.call("outline.export", json!({ "id": project, "choose": false }));
    write("One.")?;
    assert_eq!(export()?["created"], 1);
    write("Two.")?;
    assert_eq!(export()?["updated"], 1);
    let files: Vec<_> =
        std::fs::read_dir(reader.path("out"))?.flatten().map(|e| e.path()).collect();
    let text = std::fs::read_to_string(&files[0])?.replace("One.", "One, and mine.");
    std::fs::write(&files[0], format!("{text}\n## Mine\n"))?;
    write("Three.")?;
    assert_eq!(export()?["merged"], 1);
    let merged = std::fs::read_to_string(&files[0])?;
    assert_eq!(merged, "# Coast: 1/2\n\nOne, and mine.\n\nTwo.\n\nThree.\n\n## Mine\n");
    Ok(())
}

#[test]
fn names_are_taken_once_and_searches_are_kept() -> Result {
    let reader = Reader::new()?;
    reader.project("Coast")?;
    let again = reader.call("project.create", json!({ "name": "  coast " }));
    assert_eq!(
        again.map_err(|e| (e.code, e.subject)),
        Err((ErrorCode::NameTaken, Some("coast".into())))
    );
    assert_eq!(
        reader.call("project.create", json!({ "name": " " })).map_err(|e| e.code),
        Err(ErrorCode::Refused)
    );
    let query = json!({ "of": "annotations", "filter": filter(&[("colour", json!("red"))]), "group": "tag", "sort": "updated", "descending": true });
    reader.call("search.save", json!({ "name": "Red", "query": query }))?;
    let reader = reader.reopen()?;
    let kept =
        |reader: &Reader| reader.call("library.status", json!({})).map(|s| s["searches"].clone());
    assert_eq!(kept(&reader)?[0]["query"], query);
    let id = kept(&reader)?[0]["id"].clone();
    reader.call("search.rename", json!({ "id": id, "name": "Rot" }))?;
    assert_eq!(kept(&reader)?[0]["name"], "Rot");
    reader.call("search.delete", json!({ "id": id }))?;
    assert_eq!(kept(&reader)?, json!([]));
    reader.call("history.undo", json!({}))?;
    assert_eq!(kept(&reader)?[0]["name"], "Rot");
    Ok(())
}

#[test]
fn an_article_knows_which_notes_lead_to_it() -> Result {
    let reader = Reader::new()?;
    let (ferries, ports) = (reader.clip(FERRIES)?, reader.clip(PORTS)?);
    let tides = reader.mark(&ferries, "We know the tides better", Some("Within one article."))?;
    let from = |article: &str| -> std::result::Result<Vec<Value>, Box<dyn std::error::Error>> {
        let page = reader.call("article.linked_from", json!({ "id": article }))?;
        Ok(page["rows"].as_array().cloned().unwrap_or_default())
    };
    assert!(from(&ferries)?.is_empty());

    let note = format!("As [“the tides”](commonplace://highlight/{tides}) say.");
    let empty = reader.mark(&ports, "An empty port is still a port", Some(&note))?;
    let whole = format!("See [渡轮](commonplace://article/{ferries}).");
    reader.call_at(NOW + 50, "note.set", json!({ "article": ports, "id": null, "body": whole }))?;
    // Links from the article itself, and links to nothing.
    reader.call("note.set", json!({ "article": ferries, "id": null, "body": whole }))?;
    reader.mark(&ports, "The old harbour", Some("commonplace://article/no and commonplace"))?;
    let rows = from(&ferries)?;
    let kinds: Vec<_> = rows.iter().map(|row| &row["kind"]).collect();
    assert_eq!(kinds, ["note", "highlight"], "the newest first");
    assert_eq!(rows[1]["id"], json!(empty));
    assert_eq!(rows[1]["title"], "Ports without ships");
    assert!(from(&ports)?.is_empty());

    reader.call("highlight.set_note", json!({ "id": empty, "body": "No more." }))?;
    assert_eq!(from(&ferries)?.len(), 1);
    reader.call("articles.trash", json!({ "ids": [ports] }))?;
    assert!(from(&ferries)?.is_empty());
    Ok(())
}
