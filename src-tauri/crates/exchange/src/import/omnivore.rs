//! Omnivore: `metadata_0_to_20.json` with twenty articles each, `content/SLUG.html`,
//! `highlights/SLUG.md`; in a zip file or unpacked.

use std::collections::{HashMap, HashSet};
use std::ops::ControlFlow;

use commonplace_core::{ArticleState, Metadata};
use serde_json::Value;

use super::fields::{self, Fields, text_of};
use super::{
    Content, Each, Found, ImportFiles, ImportSource, Item, Record, emit_item, json, table,
};
use crate::w3c::Annotation;

/// Reads an export of Omnivore. Files that are not part of one are added to `left`.
pub(super) fn read(given: &ImportFiles, left: &mut Vec<usize>, each: Each<'_>) -> ControlFlow<()> {
    let file = |name: &str| name.rsplit('/').next().unwrap_or(name).to_lowercase();
    let is_metadata =
        |name: &str| file(name).starts_with("metadata_") && file(name).ends_with(".json");
    let mut metadata: Vec<usize> =
        (0..given.len()).filter(|&e| is_metadata(given.name(e))).collect();
    metadata.retain(|&entry| given.head(entry).is_ok_and(|head| head.contains("\"slug\"")));
    if metadata.is_empty() {
        left.extend(0..given.len());
        return ControlFlow::Continue(());
    }
    // Files by slug; if a slug occurs twice, the last file wins.
    let mut content: HashMap<String, usize> = HashMap::new();
    let mut highlights: HashMap<String, usize> = HashMap::new();
    let is_of_metadata: HashSet<usize> = metadata.iter().copied().collect();
    for entry in 0..given.len() {
        let name = given.name(entry);
        let mut parts = name.rsplit('/');
        let (last, folder) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        let slug = last.rsplit_once('.').map_or(last, |(slug, _)| slug).to_owned();
        match folder {
            "content" => drop(content.insert(slug, entry)),
            "highlights" => drop(highlights.insert(slug, entry)),
            _ if is_of_metadata.contains(&entry) => {}
            _ => left.push(entry),
        }
    }
    for entry in metadata {
        let mut all: Vec<Value> = Vec::new();
        let read = json::elements(given, entry, true, &mut |_, value| {
            all.push(value);
            ControlFlow::Continue(())
        });
        for value in all.iter().filter(|value| value.get("url").is_some()) {
            let slug = text_of(&value["slug"]).unwrap_or_default();
            // A file belongs to one article only, so it is removed from the map.
            let html = content.remove(&slug);
            let html = html.filter(|e| !given.name(*e).to_lowercase().ends_with(".pdf"));
            let html = html.and_then(|e| given.text(e).ok()).filter(|html| !html.trim().is_empty());
            let marked = highlights.remove(&slug);
            let marked = marked.and_then(|e| given.text(e).ok()).unwrap_or_default();
            emit_item(ImportSource::Omnivore, item(value, html, &marked), each)?;
        }
        if let Err(broken) = read {
            each(Found::Skipped {
                what: format!("{}{}", given.name(entry), broken.at),
                why: broken.why,
            })?;
        }
    }
    ControlFlow::Continue(())
}

fn item(value: &Value, html: Option<String>, marked: &str) -> Item {
    let Value::Object(record) = value else { return Item::default() };
    let fields = Fields::new(record);
    let mut item = fields::item(&fields, &[',']);
    item.metadata = Metadata { image: fields.text(&["thumbnail"]), ..item.metadata };
    item.state = match fields.text(&["state"]).as_deref() {
        Some("Archived") => Some(ArticleState::Archive),
        Some("Active") => Some(ArticleState::Later),
        _ => None,
    };
    // Always a percentage, even below 1.
    item.progress =
        fields.text(&["readingprogress"]).and_then(|p| table::parse_fraction(&format!("{p}%")));
    let (highlights, note) = blocks(marked, html.as_deref().unwrap_or_default());
    item.highlights = highlights;
    item.notes.extend(note);
    item.content = html.map(|text| Content { text, media_type: "text/html", files: Vec::new() });
    item.record = Record::json(value);
    if !marked.trim().is_empty() {
        item.record.join(Record { media_type: "text/markdown", bytes: marked.as_bytes().to_vec() });
    }
    item
}

/// Parses the highlights of a file, each a quote, a line of labels and a note, and the unquoted
/// note on the article at the end.
///
/// Nothing marks the end of a note on a highlight and the start of the note on the article: if
/// there are several paragraphs, the last one is taken as the article's.
fn blocks(text: &str, _html: &str) -> (Vec<Annotation>, Option<String>) {
    let text = text.replace("\r\n", "\n");
    let mut out: Vec<(Annotation, Vec<String>)> = Vec::new();
    let mut bare: Vec<String> = Vec::new();
    let mut quoting = false;
    for line in text.lines().chain([""]) {
        if let Some(quote) = line.strip_prefix('>') {
            // A paragraph break within a quote is written as `> ` inside the line.
            let words = quote.replace("> ", "\n");
            match out.last_mut().filter(|_| quoting) {
                Some((mark, _)) => {
                    mark.quote.exact.push('\n');
                    mark.quote.exact.push_str(words.trim());
                }
                None => out.extend(fields::highlight(&words).map(|mark| (mark, Vec::new()))),
            }
            quoting = true;
            continue;
        }
        quoting = false;
        let line = line.trim_end();
        let rest = out.last_mut().map_or(&mut bare, |(_, rest)| rest);
        rest.push(line.to_owned());
    }
    let mut note = paragraphs(&bare).join("\n\n");
    let last = out.len().saturating_sub(1);
    let mut marks = Vec::new();
    for (n, (mut mark, rest)) in out.into_iter().enumerate() {
        let mut rest = paragraphs(&rest);
        if let Some(labels) = rest.first().filter(|line| is_labels(line)).cloned() {
            mark.tags = labels
                .split('#')
                .map(str::trim)
                .filter(|l| !l.is_empty())
                .map(str::to_owned)
                .collect();
            rest.remove(0);
        }
        if n == last && rest.len() > 1 {
            note = rest.pop().unwrap_or_default();
        }
        mark.note = Some(rest.join("\n\n")).filter(|note| !note.is_empty());
        marks.push(mark);
    }
    (marks, Some(note).filter(|note| !note.trim().is_empty()))
}

fn paragraphs(lines: &[String]) -> Vec<String> {
    let text = lines.join("\n");
    text.split("\n\n").map(str::trim).filter(|p| !p.is_empty()).map(str::to_owned).collect()
}

fn is_labels(line: &str) -> bool {
    line.starts_with('#') && !line.starts_with("# ") && !line.contains('\n')
}
