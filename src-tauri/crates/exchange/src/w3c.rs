//! Writes and reads W3C Web Annotations (JSON-LD); also reads Hypothesis's own exports.
//!
//! Positions are Unicode code points, as the data model requires.

use commonplace_core::{
    Attribution, Colour, Gaps, Link, Millis, Selectors, Standing, Style, TextPosition, TextQuote,
    Translation,
};
use serde_json::{Value, json};

/// An annotation of a passage.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Annotation {
    /// Its id, an IRI.
    pub id: Option<String>,
    /// The address of the annotated page; for an article of this app without an address,
    /// `urn:uuid:` and its id.
    pub source: Option<String>,
    /// The passage.
    pub quote: TextQuote,
    /// The position in the text of its page, if known. Other programs may count in a different
    /// text, so that only the order of positions is reliable.
    pub position: Option<TextPosition>,
    /// The key of the annotated image in this app; the passage is then the words beside it.
    pub image: Option<String>,
    /// The parts of the passage that are not quoted.
    pub gaps: Gaps,
    /// Its colour, if the app has it.
    pub colour: Option<Colour>,
    /// What the colour means to the person.
    pub meaning: Option<String>,
    /// How it is drawn.
    pub style: Style,
    /// Who said the words.
    pub attribution: Option<Attribution>,
    /// Translation of the words.
    pub translation: Option<Translation>,
    /// Its note, in Markdown.
    pub note: Option<String>,
    /// Its tags.
    pub tags: Vec<String>,
    /// When it was made.
    pub created: Option<Millis>,
}

/// The target of an annotation that is exported.
#[derive(Debug, Clone)]
pub struct Target<'a> {
    /// The address of the article, or `urn:uuid:` and its id if it has none.
    pub source: &'a str,
    /// The passage.
    pub selectors: &'a Selectors,
    /// The text directive that leads to the passage, `:~:text=…`; `None` if there is none.
    pub fragment: Option<&'a str>,
    /// When the page was captured.
    pub captured: Millis,
}

/// Why a file has no annotations.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// It is not JSON.
    #[error("not JSON (line {line}, column {column}): {message}")]
    NotJson {
        /// Line, counted from 1.
        line: usize,
        /// Column, counted from 1.
        column: usize,
        /// The parser's message.
        message: String,
    },
    /// It is JSON, but not annotations.
    #[error("no annotations in it: expected W3C Web Annotations or an export of Hypothesis")]
    None,
}

/// Property with the spans of a passage that are not quoted: `[start, end]` in code points from the
/// passage's start. The standard has no such property; other programs ignore it.
const LEFT_OUT: &str = "urn:commonplace:left-out";

/// Property with the key of the image that is annotated instead of the words.
const IMAGE: &str = "urn:commonplace:image";

/// Property with the speaker: an object with the fields of [`Attribution`].
const ATTRIBUTION: &str = "urn:commonplace:attribution";

/// Property with the translation: an object with the fields of [`Translation`].
const TRANSLATION: &str = "urn:commonplace:translation";

/// Writes an annotation in the standard's data model.
#[must_use]
pub fn annotation(
    id: &str,
    of: &Annotation,
    at: &Target<'_>,
    time: &dyn Fn(Millis) -> String,
) -> Value {
    let (quote, position) = (&at.selectors.quote, at.selectors.position);
    let mut selectors = vec![
        json!({ "type": "TextQuoteSelector", "exact": quote.exact, "prefix": quote.prefix, "suffix": quote.suffix }),
        json!({ "type": "TextPositionSelector", "start": position.start(), "end": position.end() }),
    ];
    if let Some(fragment) = at.fragment {
        selectors.push(json!({
            "type": "FragmentSelector", "value": fragment,
            "conformsTo": "https://wicg.github.io/scroll-to-text-fragment/",
        }));
    }
    let mut body = Vec::new();
    if let Some(note) = &of.note {
        body.push(json!({ "type": "TextualBody", "purpose": "commenting", "format": "text/markdown", "value": note }));
    }
    if let Some(meaning) = &of.meaning {
        body.push(json!({ "type": "TextualBody", "purpose": "classifying", "value": meaning }));
    }
    for tag in &of.tags {
        body.push(json!({ "type": "TextualBody", "purpose": "tagging", "value": tag }));
    }
    let mut out = json!({
        "id": format!("urn:uuid:{id}"),
        "type": "Annotation",
        "via": Link::to_highlight(id),
        "motivation": if of.note.is_some() { "commenting" } else { "highlighting" },
        "target": {
            "type": "SpecificResource",
            "source": at.source,
            "selector": selectors,
            "state": { "type": "TimeState", "sourceDate": time(at.captured) },
        },
    });
    if let Some(created) = of.created {
        out["created"] = time(created).into();
    }
    if let Some(colour) = of.colour {
        out["target"]["styleClass"] = match of.style {
            Style::Marked => colour.name().into(),
            Style::Underlined => json!([colour.name(), of.style.name()]),
        };
    }
    if let Some(key) = &of.image {
        out["target"][IMAGE] = key.as_str().into();
    }
    if !of.gaps.is_empty() {
        let gaps = of.gaps.iter().map(|gap| json!([gap.start(), gap.end()]));
        out["target"][LEFT_OUT] = gaps.collect();
    }
    if let Some(a) = &of.attribution {
        out["target"][ATTRIBUTION] = json!({
            "speaker": a.speaker, "role": a.role, "affiliation": a.affiliation, "cue": a.cue,
            "confidence": a.confidence, "standing": a.standing.name(),
        });
    }
    if let Some(t) = &of.translation {
        out["target"][TRANSLATION] = json!({ "words": t.words, "translator": t.translator });
    }
    if !body.is_empty() {
        out["body"] = body.into();
    }
    out
}

/// Writes a file of annotations.
#[must_use]
pub fn page(items: Vec<Value>) -> String {
    let page = json!({
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "type": "AnnotationPage",
        "items": items,
    });
    format!("{page:#}\n")
}

/// Reads the annotations of passages in a file: a single annotation, an array, page or collection
/// of annotations, or an export of Hypothesis. Everything else is ignored, including notes on whole
/// pages.
///
/// # Errors
///
/// [`Error`].
pub fn read(text: &str, time: &dyn Fn(&str) -> Option<Millis>) -> Result<Vec<Annotation>, Error> {
    let text = text.trim_start_matches('\u{FEFF}');
    let parsed: Result<Value, _> = serde_json::from_str(text);
    // serde_json rejects escapes of lone surrogates, other programs accept them.
    let parsed = parsed.or_else(|err| serde_json::from_str(&without_halves(text)).map_err(|_| err));
    let value = parsed.map_err(|err| Error::NotJson {
        line: err.line(),
        column: err.column(),
        message: err.to_string(),
    })?;
    let list =
        [&value, &value["items"], &value["first"]["items"], &value["annotations"], &value["rows"]]
            .into_iter()
            .find_map(Value::as_array);
    let one = std::slice::from_ref(&value);
    let list = match list {
        Some(list) => list.as_slice(),
        None if value.get("target").is_some() => one,
        None => return Err(Error::None),
    };
    if !list.is_empty() && list.iter().all(|one| one.get("target").is_none()) {
        return Err(Error::None);
    }
    Ok(list.iter().filter_map(|one| annotation_of(one, time)).collect())
}

/// Parses the annotation of a passage; `None` if `value` is something else, or an annotation of a
/// whole page.
pub(crate) fn annotation_of(
    value: &Value,
    time: &dyn Fn(&str) -> Option<Millis>,
) -> Option<Annotation> {
    let text = |value: &Value| value.as_str().map(str::to_owned).filter(|t| !t.trim().is_empty());
    let target = many(&value["target"]).find(|target| target.get("selector").is_some())?;
    let mut found = Vec::new();
    many(&target["selector"]).for_each(|selector| gather(selector, &mut found, 0));
    let of = |kind: &str| found.iter().copied().find(|s| s["type"] == kind);
    let quote = of("TextQuoteSelector")?;
    let exact = text(&quote["exact"])?;
    let context = |name: &str| quote[name].as_str().unwrap_or_default().to_owned();
    let number = |value: &Value| value.as_u64().and_then(|n| u32::try_from(n).ok());
    let position = of("TextPositionSelector")
        .and_then(|at| TextPosition::new(number(&at["start"])?, number(&at["end"])?).ok());
    let is_tag = |body: &&Value| body["purpose"] == "tagging";
    let is_note = |body: &&Value| !is_tag(body) && body["purpose"] != "classifying";
    let words = |body: &Value| text(&body["value"]).or_else(|| text(body));
    let note = text(&value["text"]).or_else(|| {
        let notes: Vec<String> = many(&value["body"]).filter(is_note).filter_map(words).collect();
        (!notes.is_empty()).then(|| notes.join("\n\n"))
    });
    let tags = many(&value["tags"]).chain(many(&value["body"]).filter(is_tag));
    let classes: Vec<&str> = many(&target["styleClass"])
        .chain(many(&value["styleClass"]))
        .filter_map(Value::as_str)
        .flat_map(str::split_whitespace)
        .collect();
    let gaps = many(&target[LEFT_OUT])
        .filter_map(|gap| TextPosition::new(number(&gap[0])?, number(&gap[1])?).ok());
    let gaps = Gaps::stored(gaps.collect(), commonplace_core::text::len(&exact));
    let said = &target[ATTRIBUTION];
    let attribution = text(&said["speaker"]).map(|speaker| Attribution {
        speaker,
        role: text(&said["role"]),
        affiliation: text(&said["affiliation"]),
        cue: text(&said["cue"]),
        #[allow(clippy::cast_possible_truncation, reason = "a share of one")]
        confidence: said["confidence"].as_f64().map(|c| c.clamp(0.0, 1.0) as f32),
        standing: said["standing"].as_str().and_then(Standing::from_name).unwrap_or_default(),
    });
    let translated = &target[TRANSLATION];
    let translation = text(&translated["words"])
        .map(|words| Translation { words, translator: text(&translated["translator"]) });
    let source = text(&target["source"]).or_else(|| text(&target["source"]["id"]));
    Some(Annotation {
        id: text(&value["id"]).or_else(|| text(&value["@id"])),
        source: source.or_else(|| text(&value["uri"])),
        quote: TextQuote { exact, prefix: context("prefix"), suffix: context("suffix") },
        position,
        image: text(&target[IMAGE]),
        attribution,
        translation,
        gaps,
        colour: classes.iter().find_map(|class| Colour::from_name(class)),
        meaning: many(&value["body"]).find(|b| b["purpose"] == "classifying").and_then(words),
        style: classes.iter().find_map(|class| Style::from_name(class)).unwrap_or_default(),
        note,
        tags: tags.filter_map(words).collect(),
        created: value["created"].as_str().and_then(time),
    })
}

/// The value itself or the items of an array; nothing for null.
fn many(value: &Value) -> impl Iterator<Item = &Value> {
    let list = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
    list.iter().filter(|value| !value.is_null())
}

/// Collects a selector and those that refine it.
fn gather<'v>(selector: &'v Value, out: &mut Vec<&'v Value>, depth: usize) {
    const DEEPEST: usize = 8;
    if depth > DEEPEST {
        return;
    }
    out.push(selector);
    for inner in ["refinedBy", "startSelector"] {
        many(&selector[inner]).for_each(|one| gather(one, out, depth + 1));
    }
}

/// Replaces escapes of lone surrogates in JSON with the replacement character.
fn without_halves(text: &str) -> String {
    let code = |at: usize| {
        let escape = text.get(at..at + 6)?.strip_prefix("\\u")?;
        u32::from_str_radix(escape, 16).ok()
    };
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(found) = text[at..].find('\\') {
        let escape = at + found;
        out.push_str(&text[at..escape]);
        let (taken, put) = match code(escape) {
            Some(0xD800..=0xDBFF) if matches!(code(escape + 6), Some(0xDC00..=0xDFFF)) => {
                (12, None)
            }
            Some(0xD800..=0xDFFF) => (6, Some("\\ufffd")),
            // Any other escape: the backslash and the next character, which may be a backslash too.
            _ => (1 + text[escape + 1..].chars().next().map_or(0, char::len_utf8), None),
        };
        out.push_str(put.unwrap_or(&text[escape..escape + taken]));
        at = escape + taken;
    }
    out.push_str(&text[at..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_all(text: &str) -> Result<Vec<Annotation>, Error> {
        read(text, &|time| time.starts_with("2026").then_some(7))
    }

    #[test]
    fn what_is_written_is_read() {
        let quote = TextQuote {
            exact: "the «boats»".into(),
            prefix: "said of ".into(),
            suffix: ", and".into(),
        };
        let selectors =
            TextPosition::new(3, 14).map(|position| Selectors { quote: quote.clone(), position });
        let selectors = selectors.unwrap_or_else(|_| panic!("a range"));
        let of = Annotation {
            id: Some("urn:uuid:42".into()),
            source: Some("https://coast.example/ferries".into()),
            quote,
            position: Some(selectors.position),
            image: Some("ab".into()),
            gaps: Gaps::stored(TextPosition::new(3, 6).into_iter().collect(), 11),
            colour: Some(Colour::Green),
            meaning: Some("evidence".into()),
            style: Style::Underlined,
            attribution: Some(Attribution {
                speaker: "Ingrid Falk".into(),
                role: Some("head of the ferry office".into()),
                confidence: Some(0.5),
                standing: Standing::NeedsPermission,
                ..Attribution::default()
            }),
            translation: Some(Translation {
                words: "Wir bauen.".into(),
                translator: Some("Anna Berg".into()),
            }),
            note: Some("**Who** says so?".into()),
            tags: vec!["sea".into(), "钱".into()],
            created: Some(7),
        };
        let target = Target {
            source: "https://coast.example/ferries",
            selectors: &selectors,
            fragment: Some(":~:text=the"),
            captured: 5,
        };
        let written =
            page(vec![annotation("42", &of, &target, &|_| "2026-07-01T10:00:00Z".into())]);
        assert_eq!(read_all(&written), Ok(vec![of]));
    }

    #[test]
    fn hypothesis_is_read_and_a_note_on_a_page_is_passed_over() {
        let file = r#"{"total": 2, "rows": [
            {"id": "a", "uri": "https://example.org/rivers", "text": "check **this**", "tags": ["evidence"], "created": "2026-07-01T10:00:00+00:00",
             "target": [{"source": "https://example.org/rivers", "selector": [
               {"type": "RangeSelector", "startContainer": "/p[2]"},
               {"type": "TextPositionSelector", "start": 32, "end": 11},
               {"type": "TextQuoteSelector", "exact": "never insured \ud83d", "prefix": "\ud83d\ude00 The "}]}]},
            {"id": "b", "uri": "https://example.org/rivers", "text": "a page note", "target": [{"source": "https://example.org/rivers"}]}]}"#;
        let read = read_all(file).unwrap_or_default();
        assert_eq!(read.len(), 1);
        assert_eq!(read[0].quote.exact, "never insured \u{FFFD}");
        assert_eq!(read[0].quote.prefix, "\u{1F600} The ");
        assert_eq!(
            (read[0].position, read[0].created),
            (None, Some(7)),
            "a range that runs backwards is none"
        );
        assert_eq!(
            (read[0].note.as_deref(), &read[0].tags),
            (Some("check **this**"), &vec!["evidence".to_owned()])
        );
    }

    #[test]
    fn what_holds_none_says_so() {
        assert_eq!(read_all("[]"), Ok(Vec::new()));
        assert_eq!(read_all(r#"{"articles": 3}"#), Err(Error::None));
        assert_eq!(read_all(r#"[{"title": "x"}]"#), Err(Error::None));
        assert!(matches!(read_all("{"), Err(Error::NotJson { line: 1, .. })));
    }

    proptest::proptest! {
        #[test]
        fn any_file_gets_an_answer(text in ".{0,80}", hex in "[dD][0-9a-f]{3}", tail in "[\\\\u\"d]{0,8}") {
            let _ = read_all(&text);
            let _ = read_all(&format!(r#"[{{"target": {{"selector": {{"type": "TextQuoteSelector", "exact": "a\u{hex}{tail}"}}}}}}]"#));
        }
    }
}
