//! Markdown files, with or without front matter as written by Obsidian Web Clipper, Omnivore,
//! Joplin and this app. Marked text (`==words==`, `<mark>`) becomes highlights.

use std::ops::ControlFlow;

use serde_json::Value;

use super::fields::{self, Fields, markdown_words};
use super::{Content, Each, ImportFiles, ImportSource, Reading, Record, emit_item, exported};
use crate::properties;
use crate::w3c::Annotation;

/// Whether the name of a file without front matter says that it is Markdown.
pub(super) fn is_markdown_name(name: &str) -> bool {
    let lower = name.to_lowercase();
    [".md", ".markdown", ".mdown", ".mkd"].iter().any(|end| lower.ends_with(end))
}

pub(super) fn read(given: &ImportFiles, entry: usize, each: Each<'_>) -> Reading {
    let text = given.text(entry)?.replace("\r\n", "\n");
    let (record, body) = properties::front_matter(&text);
    let fields = Fields::new(&record);
    let mut item = fields::item(&fields, &[',']);
    // Obsidian Web Clipper stores an address in `source`, other programs a name.
    let source = fields.text(&["source"]).filter(|source| source.contains("://"));
    let m = &mut item.metadata;
    m.url = m.url.take().or(source).or_else(|| fields.text(&["originalurl"]));
    m.authors =
        m.authors.iter().map(|name| unlinked(name)).filter(|name| !name.is_empty()).collect();
    m.doi = fields.text(&["doi"]);
    if m.title.is_empty() {
        m.title = heading(body).unwrap_or_else(|| stem(given.name(entry)));
    }
    item.own_id = fields.text(&["id"]).unwrap_or_default();
    item.tags.retain(|tag| tag != "clippings");
    for tag in &mut item.tags {
        *tag = tag.trim_start_matches('#').to_owned();
    }
    item.notes = fields.text(&["note", "documentnote"]).into_iter().collect();
    item.favourite = fields.flag(&["favourite", "favorite", "starred"]);
    item.state = fields.text(&["state", "status"]).and_then(|word| fields::state(&word));
    // In a file exported by this app, marks in the text repeat the highlights listed above it.
    let body = if exported::is_own_export(&fields, body) {
        let text = exported::take_annotations(body, &fields, &mut item);
        unmarked(text.unwrap_or_default()).0
    } else {
        let (body, highlights) = unmarked(body);
        item.highlights = highlights;
        body
    };
    if !body.trim().is_empty() {
        item.content = Some(Content { text: body, media_type: "text/markdown", files: Vec::new() });
    }
    let holds = item.content.is_some() || !item.highlights.is_empty() || !item.notes.is_empty();
    if !holds && item.metadata.url.is_none() {
        return Ok(ControlFlow::Continue(()));
    }
    item.record =
        if record.is_empty() { Record::text(&text) } else { Record::json(&Value::Object(record)) };
    Ok(emit_item(ImportSource::Markdown, item, each))
}

/// The displayed text of a link: `[[A. Writer|Writer]]` becomes `Writer`.
fn unlinked(name: &str) -> String {
    let inside = name.trim().strip_prefix("[[").and_then(|n| n.strip_suffix("]]"));
    inside.map_or(name, |n| n.rsplit('|').next().unwrap_or(n)).trim().to_owned()
}

fn heading(body: &str) -> Option<String> {
    let first = body.lines().map(str::trim).find(|line| !line.is_empty())?;
    let title = first.strip_prefix("# ")?.trim();
    Some(title.to_owned()).filter(|title| !title.is_empty())
}

fn stem(name: &str) -> String {
    let file = name.rsplit('/').next().unwrap_or(name);
    file.rsplit_once('.').map_or(file, |(stem, _)| stem).to_owned()
}

/// The text without its marks, and the highlights they make. Fenced code is not changed.
fn unmarked(body: &str) -> (String, Vec<Annotation>) {
    let mut out = String::with_capacity(body.len());
    let mut marks = Vec::new();
    let mut fenced = false;
    for line in body.split_inclusive('\n') {
        let start = line.trim_start();
        if start.starts_with("```") || start.starts_with("~~~") {
            fenced = !fenced;
        }
        if fenced || !(line.contains("==") || line.contains("<mark")) {
            out.push_str(line);
            continue;
        }
        let mut at = 0;
        let (mut equals, mut element) = (between_equals(line, 0), in_element(line, 0));
        while let Some(mark) = [&equals, &element].into_iter().flatten().min_by_key(|m| m.start) {
            let Mark { start, words, end } = mark.clone();
            out.push_str(&line[at..start]);
            out.push_str(&line[words.clone()]);
            marks.extend(fields::highlight(&markdown_words(&line[words])));
            at = end;
            // A mark found beyond this point is still valid.
            if equals.as_ref().is_some_and(|mark| mark.start < at) {
                equals = between_equals(line, at);
            }
            if element.as_ref().is_some_and(|mark| mark.start < at) {
                element = in_element(line, at);
            }
        }
        out.push_str(&line[at..]);
    }
    (out, marks)
}

/// A mark in a line: its start, its words and its end, in bytes.
#[derive(Clone)]
struct Mark {
    start: usize,
    words: std::ops::Range<usize>,
    end: usize,
}

/// The first `==words==` of a line at or after `from`.
fn between_equals(line: &str, from: usize) -> Option<Mark> {
    let mut start = from + line[from..].find("==")?;
    loop {
        let inside = start + 2;
        let end = inside + line[inside..].find("==")?;
        let words = &line[inside..end];
        let is = !words.is_empty()
            && !words.starts_with([' ', '='])
            && !words.ends_with(' ')
            && !line[..start].ends_with(['\\', '`']);
        if is {
            return Some(Mark { start, words: inside..end, end: end + 2 });
        }
        start = end;
    }
}

/// The first `<mark>words</mark>` of a line at or after `from`.
fn in_element(line: &str, from: usize) -> Option<Mark> {
    let start = from + line[from..].find("<mark")?;
    let inside = start + line[start..].find('>')? + 1;
    let end = inside + line[inside..].find("</mark>")?;
    Some(Mark { start, words: inside..end, end: end + "</mark>".len() })
}
