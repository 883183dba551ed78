//! Quotations with their speakers, and drafts checked against the captures.

use commonplace_library::{Checked, Clip, Input};

use crate::{FERRIES, NOW, Reader, Result};

const MINISTRY: &str = "Ministry defends its ferries\nBy Ada Moor\n3 March 2025\n\n\"Nobody on the islands will wait longer than an hour,\" said Ingrid Falk, head of the Coastal Ferry Office, at the opening.\n\n\"We have waited nine winters,\" Peter Olsen, who keeps the lighthouse, told the council. \"An hour is a promise like the others.\"\n\nShe did not answer him.\n";

impl Reader {
    /// The verdict on each quote of a draft.
    fn verdicts(
        &self,
        draft: &str,
    ) -> std::result::Result<Vec<&'static str>, Box<dyn std::error::Error>> {
        Ok(self.library.verify(draft)?.iter().map(|v| v.checked.name()).collect())
    }
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
    let detail = reader.library.detail(id)?;
    for one in &found {
        assert_eq!(one.evidence.sha256, detail.version.sha256);
        let words: String = detail
            .text
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
    // What the page said once stays provable when it says something else.
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
    let markdown = reader.library.markdown(id.parse()?, true)?;
    let verdicts = reader.verdicts(&markdown)?;
    assert!(verdicts.len() >= 4, "{verdicts:?}\n{markdown}");
    assert!(verdicts.iter().all(|v| *v == "verbatim"), "{verdicts:?}\n{markdown}");
    Ok(())
}
