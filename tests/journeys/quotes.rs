//! Quotations with their speakers, and drafts checked against the captures.

use commonplace_library::{Checked, Clip, Error, ExportOptions, Input, Library};
use serde_json::{Value, json};

use crate::{FERRIES, NOW, Reader, Result};

const MINISTRY: &str = include_str!("../fixtures/ministry.txt");
/// A report that repeats the ministry's words, some of them altered.
const WIRE: &str = include_str!("../fixtures/wire.txt");

/// The name of a person, and the number of their quotations.
type Quoted = (String, u64);

impl Reader {
    /// The verdict on each quote of a draft.
    fn verdicts(
        &self,
        draft: &str,
    ) -> std::result::Result<Vec<&'static str>, Box<dyn std::error::Error>> {
        Ok(self.library.verify(draft)?.iter().map(|v| v.checked.verdict().name()).collect())
    }
}

/// The shape of files without the article's text.
fn notes_only(library: &Library) -> std::result::Result<ExportOptions, Error> {
    let mut shape = library.shape()?;
    shape.with_text = false;
    Ok(shape)
}

#[test]
fn an_article_has_its_quotations_with_who_said_them_and_what_proves_it() -> Result {
    let reader = Reader::new()?;
    let id = reader.clip(MINISTRY)?.parse()?;
    let found = reader.library.quotations(id)?;
    let said: Vec<(&str, Option<&str>, Option<&str>)> = found
        .iter()
        .map(|f| {
            let first = f.quotation.speakers.first();
            (
                &*f.words,
                first.and_then(|s| s.name.as_deref()),
                first.and_then(|s| s.role.as_deref()),
            )
        })
        .collect();
    assert_eq!(
        said,
        [
            (
                "Nobody on the islands will wait longer than an hour,",
                Some("Ingrid Falk"),
                Some("head of the Coastal Ferry Office")
            ),
            ("We have waited nine winters,", Some("Peter Olsen"), None),
            ("An hour is a promise like the others.", Some("Peter Olsen"), None),
        ]
    );
    let (text, sha256) = reader.library.text(id)?;
    for one in &found {
        assert_eq!(one.evidence.sha256, sha256);
        let words: String = text
            .chars()
            .skip(one.evidence.position.start() as usize)
            .take(one.words.chars().count())
            .collect();
        assert_eq!(words, one.words, "code points of the version's text");
    }
    Ok(())
}

#[test]
fn a_draft_is_checked_against_every_capture() -> Result {
    let reader = Reader::new()?;
    let id = reader.clip(MINISTRY)?;
    reader.clip(FERRIES)?;
    let draft = "He said “we have waited nine winters” before.\n\n> An hour is a promise […] the others.\n\n\
        > Nobody on the islands will wait longer than a day\n\nAnd “the gulls will be paid for their work”, too.\n";
    assert_eq!(reader.verdicts(draft)?, ["verbatim", "verbatim", "altered", "not_found"]);
    let verified = reader.library.verify(draft)?;
    let lines: Vec<usize> = verified.iter().map(|v| v.line).collect();
    assert_eq!(lines, [1, 3, 5, 7]);
    let Checked::Altered { words, evidence } = &verified[2].checked else {
        return Err("not altered".into());
    };
    assert_eq!((&*evidence.article.to_string(), words.contains("an hour")), (&*id, true));
    let changed: Vec<&str> = verified[2]
        .difference()
        .into_iter()
        .filter(|p| p.change != commonplace_library::core::diff::Change::Same)
        .map(|p| p.text.trim())
        .collect();
    assert_eq!(changed, ["an hour", "a day"]);
    // A quote of an earlier version can still be verified after the page changed.
    let new = MINISTRY.replace("nine winters", "ten winters");
    let input = Input::Paste { html: None, text: new, url: None };
    let again =
        reader.library.clip_now(input, Clip::default().new_version(true), NOW, &|_, _, _| {})?;
    assert_ne!(again.article().to_string(), "");
    assert_eq!(reader.verdicts("“We have waited nine winters, Peter Olsen”")?.len(), 1);
    assert_eq!(reader.verdicts("> We have waited nine winters")?, ["verbatim"]);
    assert_eq!(reader.verdicts("> We have waited ten winters")?, ["verbatim"]);
    Ok(())
}

#[test]
fn every_quote_of_our_own_export_is_verbatim() -> Result {
    let reader = Reader::new()?;
    let id = reader.clip(MINISTRY)?;
    reader.mark(&id, "waited nine winters", Some("**since** 2016"))?;
    reader.mark(&id, "An hour is a promise like the others", None)?;
    let markdown = reader.library.markdown(id.parse()?, &reader.library.shape()?)?;
    let verdicts = reader.verdicts(&markdown)?;
    assert!(verdicts.len() >= 4, "{verdicts:?}\n{markdown}");
    assert!(verdicts.iter().all(|v| *v == "verbatim"), "{verdicts:?}\n{markdown}");
    Ok(())
}

impl Reader {
    /// The speakers' names of an article's quotations, in text order.
    fn speakers(&self, quotes: &Value) -> Vec<String> {
        let all = quotes["quotes"].as_array().into_iter().flatten();
        all.map(|q| q["speakers"][0]["name"].as_str().unwrap_or("-").to_owned()).collect()
    }
}

#[test]
fn a_quotation_becomes_a_highlight_with_who_said_it_and_goes_out_with_it() -> Result {
    let reader = Reader::new()?;
    let id = reader.clip(MINISTRY)?;
    let list = reader.call("quotes.list", json!({ "id": id }))?;
    let take = |n: usize, standing: &str| {
        let quote = &list["quotes"][n];
        let said = &quote["speakers"][0];
        let attribution = json!({ "speaker": said["name"], "role": said["role"], "affiliation": said["affiliation"],
            "cue": said["cue"], "confidence": said["confidence"], "standing": standing });
        reader.call("highlight.create", json!({ "article": id, "version": list["version"], "start": quote["start"], "end": quote["end"],
            "colour": "yellow", "note": null, "tags": [], "attribution": attribution }))
    };
    take(0, "on_record")?;
    let second = take(1, "background")?;
    let third = take(2, "off_record")?;
    let opened = reader.call("article.open", json!({ "id": id }))?;
    assert_eq!(opened["highlights"][0]["attribution"]["speaker"], "Ingrid Falk");
    assert_eq!(opened["highlights"][0]["attribution"]["role"], "head of the Coastal Ferry Office");
    assert_eq!(opened["highlights"][0]["attribution"]["cue"], "said");
    let markdown = reader.library.markdown(id.parse()?, &notes_only(&reader.library)?)?;
    assert!(markdown.contains("> — Ingrid Falk, head of the Coastal Ferry Office\n"), "{markdown}");
    assert!(markdown.contains("> — on background\n") && !markdown.contains("Olsen"), "{markdown}");
    assert!(
        !markdown.contains("An hour is a promise") && markdown.contains("1 highlight is held back"),
        "{markdown}"
    );
    // The copied Markdown names the speaker and the source.
    let copied =
        reader.call("highlight.markdown", json!({ "id": opened["highlights"][0]["id"] }))?;
    let copied = copied["markdown"].as_str().unwrap_or_default();
    assert!(
        copied.contains(
            "> — Ingrid Falk, head of the Coastal Ferry Office, quoted in Ada Moor, Ministry"
        ),
        "{copied}"
    );
    // The same in Web Annotations: withheld highlights are included only on request, and all of them can be
    // imported.
    let ids = [id.parse()?];
    assert!(!reader.library.web_annotations(&ids, false)?.contains("An hour is a promise"));
    let all = reader.library.web_annotations(&ids, true)?;
    let other = Reader::new()?;
    let copy = other.clip(MINISTRY)?;
    other.library.take_annotations(&all, Some(copy.parse()?), NOW)?;
    let there = other.call("article.open", json!({ "id": copy }))?;
    for n in 0..3 {
        assert_eq!(there["highlights"][n]["attribution"], opened["highlights"][n]["attribution"]);
    }
    // The terms of use are changed, and the change is undone.
    let free = json!({ "speaker": "Peter Olsen", "role": null, "affiliation": null, "cue": null, "confidence": null, "standing": "on_record" });
    reader.call("highlight.attribute", json!({ "id": third["id"], "attribution": free }))?;
    assert!(
        reader
            .library
            .markdown(id.parse()?, &notes_only(&reader.library)?)?
            .contains("> — Peter Olsen\n")
    );
    reader.call("history.undo", json!({}))?;
    assert!(
        !reader
            .library
            .markdown(id.parse()?, &notes_only(&reader.library)?)?
            .contains("Peter Olsen")
    );
    reader.call("highlight.attribute", json!({ "id": second["id"], "attribution": null }))?;
    let opened = reader.call("article.open", json!({ "id": id }))?;
    assert_eq!(opened["highlights"][1]["attribution"], Value::Null);
    Ok(())
}

#[test]
fn a_highlight_made_by_hand_on_a_known_quotation_has_its_speaker() -> Result {
    let reader = Reader::new()?;
    let id = reader.clip(MINISTRY)?;
    let list = reader.call("quotes.list", json!({ "id": id }))?;
    let quote = &list["quotes"][0];
    assert_eq!(quote["sure"], true);
    let (start, end) = (quote["start"].as_u64().unwrap_or(0), quote["end"].as_u64().unwrap_or(0));
    let mark = |start: u64, end: u64| {
        reader.call(
            "highlight.create",
            json!({ "article": id, "version": list["version"], "start": start, "end": end,
            "colour": "yellow", "note": null, "tags": [], "attribution": null }),
        )
    };
    mark(start - 1, end + 1)?;
    mark(start + 4, end)?;
    let far = list["quotes"][1]["start"].as_u64().unwrap_or(0);
    mark(start, far + 3)?;
    let opened = reader.call("article.open", json!({ "id": id }))?;
    let said = |n: usize| opened["highlights"][n]["attribution"]["speaker"].clone();
    // A highlight that is longer than the quotation has no speaker.
    assert_eq!(
        [said(0), said(1), said(2)],
        [json!("Ingrid Falk"), Value::Null, json!("Ingrid Falk")]
    );
    let markdown = reader.library.markdown(id.parse()?, &notes_only(&reader.library)?)?;
    assert_eq!(markdown.matches("> — Ingrid Falk").count(), 2, "{markdown}");
    Ok(())
}

#[test]
fn a_translation_stands_beside_the_original_and_goes_with_it() -> Result {
    let reader = Reader::new()?;
    let id = reader.clip(MINISTRY)?;
    let list = reader.call("quotes.list", json!({ "id": id }))?;
    let quote = &list["quotes"][1];
    let made = reader.call("highlight.create", json!({ "article": id, "version": list["version"], "start": quote["start"], "end": quote["end"],
        "colour": "yellow", "note": null, "tags": [], "attribution": null }))?;
    let translate = |translation: Value| {
        reader.call("highlight.translate", json!({ "id": made["id"], "translation": translation }))
    };
    let words = " Wir haben neun Winter gewartet,\nneun! ";
    translate(json!({ "words": words, "translator": "Anna Berg" }))?;
    let shown = || reader.call("article.open", json!({ "id": id }));
    let expected =
        json!({ "words": "Wir haben neun Winter gewartet,\nneun!", "translator": "Anna Berg" });
    assert_eq!(shown()?["highlights"][0]["translation"], expected);
    // A highlight is found by the words of its translation, which is exported below the quote: the quote has
    // only what was said.
    let found =
        reader.call("search", json!({ "query": "Winter gewartet", "offset": 0, "limit": 10 }))?;
    assert_eq!(
        (found["total"].as_u64(), found["hits"][0]["highlights"][0]["highlight"].as_str()),
        (Some(1), made["id"].as_str())
    );
    let markdown = reader.library.markdown(id.parse()?, &notes_only(&reader.library)?)?;
    assert!(
        markdown.contains("*Translation by Anna Berg:* Wir haben neun Winter gewartet,\n\nneun!\n"),
        "{markdown}"
    );
    assert_eq!(reader.verdicts(&markdown)?, ["verbatim"]);
    let copied = reader.call("highlight.markdown", json!({ "id": made["id"] }))?;
    assert!(copied["markdown"].as_str().is_some_and(|m| m.contains("*Translation by Anna Berg:*")));
    // The translation is imported from Web Annotations, and can be removed.
    let all = reader.library.web_annotations(&[id.parse()?], false)?;
    let other = Reader::new()?;
    let copy = other.clip(MINISTRY)?;
    other.library.take_annotations(&all, Some(copy.parse()?), NOW)?;
    let there = other.call("article.open", json!({ "id": copy }))?;
    assert_eq!(there["highlights"][0]["translation"], expected);
    translate(Value::Null)?;
    assert_eq!(shown()?["highlights"][0]["translation"], Value::Null);
    reader.call("history.undo", json!({}))?;
    assert_eq!(shown()?["highlights"][0]["translation"], expected);
    assert!(translate(json!({ "words": "  ", "translator": null })).is_err());
    Ok(())
}

#[test]
fn a_correction_holds_for_the_article_and_its_highlights_and_is_taken_back() -> Result {
    let reader = Reader::new()?;
    let id = reader.clip(MINISTRY)?;
    let list = reader.call("quotes.list", json!({ "id": id }))?;
    assert_eq!(reader.speakers(&list), ["Ingrid Falk", "Peter Olsen", "Peter Olsen"]);
    let quote = &list["quotes"][2];
    let attribution = json!({ "speaker": "Peter Olsen", "role": null, "affiliation": null, "cue": null, "confidence": 0.9, "standing": "on_record" });
    reader.call("highlight.create", json!({ "article": id, "version": list["version"], "start": quote["start"], "end": quote["end"],
        "colour": "yellow", "note": null, "tags": [], "attribution": attribution }))?;
    let at = &list["quotes"][1];
    let name =
        |name: &str| json!({ "article": id, "start": at["start"], "end": at["end"], "name": name });
    let corrected = reader.call("quotes.correct", name("Peder  Olsen"))?;
    assert_eq!(reader.speakers(&corrected), ["Ingrid Falk", "Peder Olsen", "Peder Olsen"]);
    assert_eq!(corrected["quotes"][1]["sure"], true);
    let opened = reader.call("article.open", json!({ "id": id }))?;
    assert_eq!(opened["highlights"][0]["attribution"]["speaker"], "Peder Olsen");
    // If a quotation is corrected again, the last correction counts.
    let again = reader.call("quotes.correct", name("P. Olsen"))?;
    assert_eq!(reader.speakers(&again), ["Ingrid Falk", "P. Olsen", "P. Olsen"]);
    reader.call("history.undo", json!({}))?;
    reader.call("history.undo", json!({}))?;
    assert_eq!(
        reader.speakers(&reader.call("quotes.list", json!({ "id": id }))?),
        ["Ingrid Falk", "Peter Olsen", "Peter Olsen"]
    );
    let opened = reader.call("article.open", json!({ "id": id }))?;
    assert_eq!(opened["highlights"][0]["attribution"]["speaker"], "Peter Olsen");
    assert!(reader.call("quotes.correct", name("  ")).is_err());
    assert!(
        reader
            .call("quotes.correct", json!({ "article": id, "start": 0, "end": 3, "name": "X" }))
            .is_err()
    );
    Ok(())
}

#[test]
fn the_words_of_one_speaker_are_gathered_from_the_whole_library() -> Result {
    let reader = Reader::new()?;
    for text in [MINISTRY, FERRIES] {
        let id = reader.clip(text)?;
        let list = reader.call("quotes.list", json!({ "id": id }))?;
        for quote in list["quotes"].as_array().into_iter().flatten() {
            let name = &quote["speakers"][0]["name"];
            let attribution = json!({ "speaker": name, "role": null, "affiliation": null, "cue": null, "confidence": null, "standing": "on_record" });
            reader.call("highlight.create", json!({ "article": id, "version": list["version"], "start": quote["start"], "end": quote["end"],
                "colour": "yellow", "note": null, "tags": [], "attribution": attribution }))?;
        }
        reader.call("note.set", json!({ "article": id, "id": null, "body": "A note." }))?;
    }
    let known = reader.call("annotations.sites", json!({}))?;
    assert_eq!(known["speakers"], json!(["Ingrid Falk", "Peter Olsen", "Rui Campos"]));
    let list = |speaker: Value, group: &str| {
        let filter = json!({ "project": null, "tag": null, "colour": null, "speaker": speaker, "site": null, "from": null, "until": null, "query": "", "kind": "all" });
        reader.call("annotations.list", json!({ "filter": filter, "group": group, "sort": "created", "descending": false, "offset": 0, "limit": 100 }))
    };
    let olsen = list(json!("peter olsen"), "none")?;
    assert_eq!(
        (olsen["total"].as_u64(), olsen["rows"][0]["attribution"]["speaker"].as_str()),
        (Some(2), Some("Peter Olsen"))
    );
    let all = list(Value::Null, "speaker")?;
    let groups: Vec<&str> = all["rows"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|r| r["attribution"]["speaker"].as_str().unwrap_or("-"))
        .collect();
    assert_eq!(
        groups,
        ["Ingrid Falk", "Peter Olsen", "Peter Olsen", "Rui Campos", "Rui Campos", "-", "-"]
    );
    Ok(())
}

#[test]
fn what_somebody_said_is_searched_for() -> Result {
    let reader = Reader::new()?;
    let ministry = reader.clip(MINISTRY)?;
    let wire = reader.clip(WIRE)?;
    reader.clip(FERRIES)?;
    let search =
        |query: &str| reader.call("search", json!({ "query": query, "offset": 0, "limit": 10 }));
    let found = search("speaker:falk")?;
    assert_eq!((found["total"].as_u64(), found["left"].as_u64()), (Some(2), Some(0)));
    // The latest come first, with the words and the place.
    assert_eq!(
        (found["hits"][0]["article"]["id"].as_str(), found["hits"][1]["article"]["id"].as_str()),
        (Some(&*wire), Some(&*ministry))
    );
    let said = &found["hits"][0]["said"][0];
    assert_eq!(
        (said["name"].as_str(), said["excerpt"]["text"].as_str()),
        (Some("Ingrid Falk"), Some("Nobody on the islands will wait longer than an hour,"))
    );
    // If words are searched for too, quotations with these words come first.
    let found = search("speaker:\"Peter Olsen\" promise")?;
    assert_eq!(found["total"], 1);
    assert_eq!(
        found["hits"][0]["said"][0]["excerpt"]["text"],
        "An hour is a promise like the others."
    );
    assert_eq!(search("speaker:nobody")?["total"], 0);
    assert_eq!(search("speaker:falk fisherman gulls")?["total"], 0);
    // A search finds any name of the same person, and the speaker of a highlight.
    reader.call("people.merge", json!({ "from": "Ingrid Falk", "into": "I. M. Falk" }))?;
    assert_eq!(search("speaker:\"i m fa\"")?["total"], 2);
    let list = reader.call("quotes.list", json!({ "id": ministry }))?;
    let attribution = json!({ "speaker": "Das Orakel", "role": null, "affiliation": null, "cue": null, "confidence": null, "standing": "on_record" });
    reader.call(
        "highlight.create",
        json!({ "article": ministry, "version": list["version"], "start": 0, "end": 8,
        "colour": "yellow", "note": null, "tags": [], "attribution": attribution }),
    )?;
    assert_eq!(search("speaker:orakel")?["total"], 1);
    let filter = json!({ "project": null, "tag": null, "colour": null, "speaker": null, "site": null, "from": null, "until": null, "query": "speaker:orakel", "kind": "all" });
    let noted = reader.call("annotations.list", json!({ "filter": filter, "group": "none", "sort": "created", "descending": false, "offset": 0, "limit": 9 }))?;
    assert_eq!(noted["total"], 1);
    reader.call("articles.trash", json!({ "ids": [wire] }))?;
    assert_eq!(search("speaker:falk")?["total"], 1);
    Ok(())
}

#[test]
fn the_same_words_are_found_elsewhere_and_what_was_altered_is_told() -> Result {
    let reader = Reader::new()?;
    let ministry = reader.clip(MINISTRY)?;
    let wire = reader.clip(WIRE)?;
    assert_eq!(reader.call("quotes.read", json!({}))?["left"], 0);
    let list = reader.call("quotes.list", json!({ "id": ministry }))?;
    let quotes = list["quotes"].as_array().cloned().unwrap_or_default();
    let counts = reader.call("quotes.echoes", json!({ "id": ministry }))?;
    assert_eq!(
        counts["quotations"],
        json!([
            { "start": quotes[0]["start"], "same": 1, "altered": 0 },
            { "start": quotes[1]["start"], "same": 0, "altered": 1 },
        ])
    );
    let elsewhere = |n: usize| {
        reader.call(
            "quotes.elsewhere",
            json!({ "article": ministry, "start": quotes[n]["start"], "end": quotes[n]["end"] }),
        )
    };
    let same = elsewhere(0)?;
    assert_eq!(
        (same["echoes"][0]["likeness"].as_str(), same["echoes"][0]["said"]["article"].as_str()),
        (Some("same"), Some(&*wire))
    );
    let altered = elsewhere(1)?;
    assert_eq!(altered["words"], "We have waited nine winters,");
    let echo = &altered["echoes"][0];
    assert_eq!(
        (echo["likeness"].as_str(), echo["said"]["site"].as_str()),
        (Some("altered"), Some("The Wire"))
    );
    assert_eq!(
        echo["diff"],
        json!([
            { "change": "same", "text": "We have waited " }, { "change": "removed", "text": "nine" },
            { "change": "added", "text": "ten" }, { "change": "same", "text": " winters," },
        ])
    );
    assert_eq!(elsewhere(2)?["echoes"], json!([]));
    // Over the whole library each pair is listed once; articles in the trash and deleted ones are left out.
    let all = || reader.call("quotes.altered", json!({ "offset": 0, "limit": 10 }));
    let pairs = all()?;
    assert_eq!((pairs["total"].as_u64(), pairs["left"].as_u64()), (Some(1), Some(0)));
    let names = |pair: &Value| {
        let mut articles = [pair["one"]["article"].clone(), pair["other"]["article"].clone()]
            .map(|a| a.as_str().unwrap_or_default().to_owned());
        articles.sort();
        articles
    };
    let mut both = [ministry.clone(), wire.clone()];
    both.sort();
    assert_eq!(names(&pairs["pairs"][0]), both);
    reader.call("articles.trash", json!({ "ids": [wire] }))?;
    assert_eq!(all()?["total"], 0);
    assert_eq!(elsewhere(0)?["echoes"], json!([]));
    reader.call("articles.restore", json!({ "ids": [wire] }))?;
    assert_eq!(all()?["total"], 1);
    // After the article is read again, no pair is listed twice.
    reader.call("quotes.correct", json!({ "article": ministry, "start": quotes[0]["start"], "end": quotes[0]["end"], "name": "Inga Falk" }))?;
    assert_eq!(all()?["total"], 1);
    reader.call("articles.trash", json!({ "ids": [ministry] }))?;
    reader.call("articles.delete_for_good", json!({ "ids": [ministry] }))?;
    assert_eq!(all()?["total"], 0);
    Ok(())
}

#[test]
fn people_are_found_over_the_whole_library_merged_and_split() -> Result {
    let reader = Reader::new()?;
    let ministry = reader.clip(MINISTRY)?;
    reader.clip("Another day at the quay\nBy Ada Moor\n9 May 2025\n\n\"The gulls are not mine,\" Ms. Ingrid Falk told the Harbour Times.\n\n\"They never were,\" said P. Olsen, keeper of the lighthouse.\n")?;
    let people = |query: &str| -> std::result::Result<Vec<Quoted>, Box<dyn std::error::Error>> {
        let page =
            reader.call("people.list", json!({ "query": query, "offset": 0, "limit": 100 }))?;
        assert_eq!(page["left"], 0);
        let rows = page["people"].as_array().cloned().unwrap_or_default();
        assert_eq!(page["total"], rows.len());
        Ok(rows
            .iter()
            .map(|p| {
                (
                    p["name"].as_str().unwrap_or_default().to_owned(),
                    p["quotations"].as_u64().unwrap_or(0),
                )
            })
            .collect())
    };
    let of = |name: &str, quotations| (name.to_owned(), quotations);
    assert_eq!(people("")?, [of("Ingrid Falk", 2), of("Peter Olsen", 2), of("P. Olsen", 1)]);
    assert_eq!(people("olsen")?.len(), 2);
    assert_eq!(people("100%")?.len(), 0);
    // All quotations of one person in order of time, with their places.
    let falk =
        reader.call("people.said", json!({ "name": "Ingrid Falk", "offset": 0, "limit": 100 }))?;
    let words: Vec<&str> =
        falk["said"].as_array().into_iter().flatten().filter_map(|s| s["words"].as_str()).collect();
    assert_eq!(
        words,
        ["Nobody on the islands will wait longer than an hour,", "The gulls are not mine,"]
    );
    assert_eq!(
        (falk["said"][0]["article"].as_str(), falk["said"][0]["published"].as_str()),
        (Some(&*ministry), Some("2025-03-03"))
    );
    // Or grouped by publication.
    let by_site = reader.call(
        "people.said",
        json!({ "name": "Ingrid Falk", "by_site": true, "offset": 0, "limit": 100 }),
    )?;
    assert_eq!(by_site["said"].as_array().map(Vec::len), Some(2));
    // Two names are merged into one person, found by either name, and can be split again.
    reader.call("people.merge", json!({ "from": "P. Olsen", "into": "Peter Olsen" }))?;
    assert_eq!(people("")?, [of("Peter Olsen", 3), of("Ingrid Falk", 2)]);
    assert_eq!(people("p. ol")?, [of("Peter Olsen", 3)]);
    let olsen =
        reader.call("people.said", json!({ "name": "Peter Olsen", "offset": 0, "limit": 100 }))?;
    assert_eq!(
        (olsen["aliases"].clone(), olsen["said"].as_array().map(Vec::len)),
        (json!(["P. Olsen"]), Some(3))
    );
    // A name merged into an alias is merged into the alias's person. A person cannot be merged into
    // themselves.
    reader.call("people.merge", json!({ "from": "Ingrid Falk", "into": "P. Olsen" }))?;
    reader.call("people.merge", json!({ "from": "Peter Olsen", "into": "P. Olsen" }))?;
    assert_eq!(people("")?, [of("Peter Olsen", 5)]);
    reader.call("history.undo", json!({}))?;
    assert_eq!(people("")?.len(), 2);
    reader.call("people.split", json!({ "name": "p. olsen" }))?;
    assert_eq!(people("")?.len(), 3);
    // A correction takes effect at once, and articles in the trash are left out.
    let list = reader.call("quotes.list", json!({ "id": ministry }))?;
    let at = &list["quotes"][0];
    reader.call(
        "quotes.correct",
        json!({ "article": ministry, "start": at["start"], "end": at["end"], "name": "Inga Falk" }),
    )?;
    assert_eq!(people("falk")?, [of("Inga Falk", 1), of("Ingrid Falk", 1)]);
    reader.call("history.undo", json!({}))?;
    assert_eq!(people("falk")?, [of("Ingrid Falk", 2)]);
    reader.call("articles.trash", json!({ "ids": [ministry] }))?;
    assert_eq!(people("")?, [of("Ingrid Falk", 1), of("P. Olsen", 1)]);
    Ok(())
}
