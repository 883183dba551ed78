//! Tables: Pocket, Instapaper, Readwise, Raindrop, Matter, and any other with a column of addresses
//! or of highlights. The kind is detected by the column names in the first row.

use std::ops::ControlFlow;

use commonplace_core::{ArticleState, Attribution, Translation};
use serde_json::{Map, Value};

use super::fields::{self, Fields, normalise_name};
use super::{
    Broken, Each, Found, ImportFiles, ImportSource, Item, Reading, Record, SkipReason, bounds,
    emit_item, files,
};

/// Maximum size of rows grouped by article before they are passed on, in bytes.
const GATHERED: usize = 32 << 20;

/// Detects the kind of a table by its first row; `None` if it is unknown.
pub(super) fn kind(start: &str) -> Option<ImportSource> {
    let first = start.lines().next()?;
    let names: Vec<String> = first.split(separator(first)).map(normalise_name).collect();
    let has = |name: &str| names.iter().any(|n| n == name);
    let all = |wanted: &[&str]| wanted.iter().all(|name| has(name));
    Some(match () {
        () if has("timeadded") && has("url") => ImportSource::Pocket,
        () if all(&["url", "selection"]) || all(&["url", "title", "folder", "timestamp"]) => {
            ImportSource::Instapaper
        }
        // This app's own tables have the words in `quote` and ids in `highlight`.
        () if has("highlight") && has("quote") => ImportSource::List,
        () if has("highlight") && names.len() > 1 => ImportSource::Readwise,
        () if all(&["url", "saveddate"]) || all(&["url", "documenttags"]) => ImportSource::Reader,
        () if has("url") && (has("favorited") || has("inqueue") || has("highlightcount")) => {
            ImportSource::Matter
        }
        () if all(&["url", "excerpt"]) || all(&["url", "cover"]) => ImportSource::Raindrop,
        () if has("url")
            || all(&["link", "title"])
            || all(&["address", "title"])
            || all(&["quote", "title"]) =>
        {
            ImportSource::List
        }
        () => return None,
    })
}

/// Detects the character that separates the cells of a row.
fn separator(first: &str) -> char {
    let count = |c: char| first.matches(c).count();
    if count('\t') > count(',') && count('\t') > count(';') {
        '\t'
    } else if count(';') > count(',') {
        ';'
    } else {
        ','
    }
}

pub(super) fn read(
    given: &ImportFiles,
    entry: usize,
    kind: ImportSource,
    each: Each<'_>,
) -> Reading {
    let head = given.head(entry).map_err(|_| Broken::error_at(""))?;
    let separator = separator(
        head.trim_start_matches('\u{FEFF}').trim_start().lines().next().unwrap_or_default(),
    );
    given.stream(entry, &mut |reader, budget| rows(reader, budget, separator, kind, each))?
}

fn rows(
    reader: &mut dyn std::io::Read,
    budget: &files::Budget,
    separator: char,
    kind: ImportSource,
    each: Each<'_>,
) -> Reading {
    #[allow(clippy::cast_possible_truncation, reason = "one of three in ASCII")]
    let mut table =
        csv::ReaderBuilder::new().flexible(true).delimiter(separator as u8).from_reader(reader);
    let too_large = |err: &csv::Error| matches!(err.kind(), csv::ErrorKind::Io(err) if files::is_too_large(err));
    let broken = |err: csv::Error| {
        let line = err.position().map_or(String::new(), |at| format!(", line {}", at.line()));
        Broken {
            at: line,
            why: if too_large(&err) { SkipReason::TooLarge } else { SkipReason::Unreadable },
        }
    };
    let names: Vec<String> =
        table.headers().map_err(broken)?.iter().map(|h| bounds::name(h.trim())).collect();
    // Tables of this app escape cells that spreadsheets would take for formulas.
    let is_ours = ["sha256", "highlight", "link"].iter().all(|own| names.iter().any(|n| n == own));
    let mut gathered = Gathered::default();
    let mut row = csv::StringRecord::new();
    loop {
        budget.renew();
        match table.read_record(&mut row) {
            Ok(false) => break,
            Ok(true) => {}
            Err(err) => {
                // Rows read before the error are passed on.
                if gathered.emit_rows(kind, each).is_break() {
                    return Ok(ControlFlow::Break(()));
                }
                return Err(broken(err));
            }
        }
        let mut record = Map::new();
        for (at, cell) in row.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
            let name = names.get(at).cloned().unwrap_or_else(|| format!("column {}", at + 1));
            let cell = if is_ours { crate::lists::from_cell(cell) } else { cell };
            record.insert(name, cell.into());
        }
        if record.is_empty() {
            continue;
        }
        let flow = match item(kind, &record) {
            Ok(mut item) => {
                item.record = Record::json(&Value::Object(record));
                if item.highlights.is_empty()
                    || !matches!(kind, ImportSource::Readwise | ImportSource::List)
                {
                    emit_item(kind, item, each)
                } else {
                    gathered.add(item, kind, each)
                }
            }
            Err((what, why)) => each(Found::Skipped { what, why }),
        };
        if flow.is_break() {
            return Ok(flow);
        }
    }
    Ok(gathered.emit_rows(kind, each))
}

/// Items of rows about the same article, which need not be adjacent.
#[derive(Default)]
struct Gathered {
    items: Vec<Item>,
    places: std::collections::HashMap<String, usize>,
    bytes: usize,
}

impl Gathered {
    fn add(&mut self, item: Item, kind: ImportSource, each: Each<'_>) -> ControlFlow<()> {
        let m = &item.metadata;
        let key = format!("{:?}\n{}\n{}\n{}", m.url, m.title, m.authors.join(";"), item.own_id);
        self.bytes += item.record.bytes.len();
        match self.places.get(&key).and_then(|at| self.items.get_mut(*at)) {
            Some(known) => {
                known.highlights.extend(item.highlights);
                known.notes.extend(item.notes);
                known.tags.extend(item.tags);
                known.saved = known.saved.into_iter().chain(item.saved).min();
                known.record.join(item.record);
            }
            None => {
                self.places.insert(key, self.items.len());
                self.items.push(item);
            }
        }
        if self.bytes > GATHERED { self.emit_rows(kind, each) } else { ControlFlow::Continue(()) }
    }

    fn emit_rows(&mut self, kind: ImportSource, each: Each<'_>) -> ControlFlow<()> {
        let all = std::mem::take(self);
        for mut item in all.items {
            item.tags.sort();
            item.tags.dedup();
            emit_item(kind, item, each)?;
        }
        ControlFlow::Continue(())
    }
}

/// Parses a row as an article. Fails with its title and the reason why it is skipped.
fn item(kind: ImportSource, record: &Map<String, Value>) -> Result<Item, (String, SkipReason)> {
    let fields = Fields::new(record);
    let separators: &[char] = match kind {
        ImportSource::Pocket => &['|'],
        ImportSource::Matter => &[';'],
        ImportSource::List => &[',', ';', '|'],
        _ => &[','],
    };
    let mut item = fields::item(&fields, separators);
    match kind {
        ImportSource::Pocket => {
            item.state = fields.text(&["status"]).and_then(|word| fields::state(&word))
        }
        ImportSource::Instapaper => {
            item.highlights
                .extend(fields.text(&["selection"]).as_deref().and_then(fields::highlight));
            let folder = fields.text(&["folder"]).unwrap_or_default();
            match folder.as_str() {
                "Starred" => item.favourite = true,
                "Archive" => item.state = Some(ArticleState::Archive),
                _ => {}
            }
            if matches!(folder.as_str(), "Starred" | "Archive" | "Unread") {
                item.tags.retain(|tag| *tag != folder);
            }
        }
        ImportSource::Readwise => readwise(&fields, &mut item),
        ImportSource::Reader => {
            let place = fields.text(&["location"]).unwrap_or_default();
            if place.eq_ignore_ascii_case("feed") {
                return Err((title(&item), SkipReason::Feed));
            }
            item.state = fields::state(&place);
            item.progress = fields.text(&["readingprogress"]).and_then(|p| parse_fraction(&p));
        }
        ImportSource::Raindrop => {
            item.favourite = fields.flag(&["favorite", "favourite", "important"]);
            let marked = fields.text(&["highlights"]).unwrap_or_default();
            item.highlights.extend(raindrop(&marked));
        }
        ImportSource::Matter => {
            item.favourite = fields.flag(&["favorited"]);
            let done = fields.flag(&["read"]) && !fields.flag(&["inqueue"]);
            item.state = Some(if done { ArticleState::Archive } else { ArticleState::Later });
        }
        _ => {
            if let Some(mut mark) = fields
                .text(&["quote", "highlight", "selection", "text"])
                .as_deref()
                .and_then(fields::highlight)
            {
                mark.note = item.notes.pop();
                mark.tags = std::mem::take(&mut item.tags);
                mark.colour = fields.text(&["colour", "color"]).and_then(|c| fields::colour(&c));
                mark.created = item.saved;
                let speaker = fields.text(&["speaker"]);
                mark.attribution =
                    speaker.map(|speaker| Attribution { speaker, ..Attribution::default() });
                let words = fields.text(&["translation"]);
                mark.translation = words.map(|words| Translation { words, translator: None });
                item.highlights.push(mark);
            }
            item.favourite = fields.flag(&["favorite", "favourite", "starred"]);
            item.state = fields.text(&["status", "state"]).and_then(|word| fields::state(&word));
            item.own_id = fields.text(&["article"]).unwrap_or_default();
        }
    }
    Ok(item)
}

/// Parses a highlight and its book. A word that starts with a dot in a note is a tag.
fn readwise(fields: &Fields<'_>, item: &mut Item) {
    let note = item.notes.pop();
    item.tags = fields.list(&["documenttags"], &[',']);
    item.own_id = fields.text(&["amazonbookid"]).unwrap_or_default();
    let time = fields.time(&["highlightedat", "date"]);
    item.saved = time;
    if let Some(mut mark) = fields.text(&["highlight"]).as_deref().and_then(fields::highlight) {
        mark.tags = fields.list(&["tags"], &[',']);
        if let Some(note) = note {
            let (tags, rest) = dotted(&note);
            mark.tags.extend(tags);
            mark.note = Some(rest).filter(|rest| !rest.is_empty());
        }
        mark.colour = fields.text(&["color", "colour"]).and_then(|c| fields::colour(&c));
        mark.created = time;
        item.highlights.push(mark);
    } else {
        item.notes.extend(note);
    }
}

/// Splits a note into the `.tag` words at its start and the rest. `.h1` and `.c1` are not tags:
/// with them Readwise marks headings and joins highlights.
fn dotted(note: &str) -> (Vec<String>, String) {
    let mut tags = Vec::new();
    let mut rest = note.trim();
    while let Some(word) = rest.strip_prefix('.') {
        let end = word.find(char::is_whitespace).unwrap_or(word.len());
        let tag = &word[..end];
        if tag.is_empty() || !tag.starts_with(char::is_alphabetic) {
            break;
        }
        let order = tag.starts_with(['h', 'c'])
            && tag[1..].chars().all(|c| c.is_ascii_digit())
            && tag.len() > 1;
        if !order {
            tags.push(tag.to_owned());
        }
        rest = word[end..].trim_start();
    }
    (tags, rest.to_owned())
}

/// Parses Raindrop's cell of highlights: one on a line, in some exports with `Highlight:` before it
/// and a `Note:` line below it, or JSON. A `Tags:` line is not recognised and is read as a
/// highlight.
fn raindrop(cell: &str) -> Vec<crate::w3c::Annotation> {
    if let Ok(Value::Array(values)) = serde_json::from_str(cell) {
        let of = |value: &Value| match value {
            Value::String(text) => fields::highlight(text),
            other => {
                let mut mark = fields::highlight(other.get("text")?.as_str()?)?;
                mark.note = other.get("note").and_then(fields::text_of);
                mark.colour = other.get("color").and_then(Value::as_str).and_then(fields::colour);
                mark.created = other.get("created").and_then(fields::time_of);
                Some(mark)
            }
        };
        return values.iter().filter_map(of).collect();
    }
    let mut out: Vec<crate::w3c::Annotation> = Vec::new();
    for line in cell.lines() {
        let line = line.trim();
        let label = |name: &str| {
            line.get(..name.len())
                .filter(|l| l.eq_ignore_ascii_case(name))
                .map(|_| line[name.len()..].trim().to_owned())
        };
        match (label("note:"), out.last_mut()) {
            (Some(note), Some(last)) => last.note = Some(note).filter(|n| !n.is_empty()),
            _ => {
                let words = label("highlight:").unwrap_or_else(|| line.to_owned());
                out.extend(fields::highlight(&words));
            }
        }
    }
    out
}

/// Parses a fraction from 0 to 1, given as such or as a percentage.
pub(super) fn parse_fraction(text: &str) -> Option<f64> {
    let number: f64 = text.trim().trim_end_matches('%').trim().parse().ok()?;
    let share = if number > 1.0 || text.contains('%') { number / 100.0 } else { number };
    (0.0..=1.0).contains(&share).then_some(share)
}

fn title(item: &Item) -> String {
    let url = item.metadata.url.clone().unwrap_or_default();
    Some(item.metadata.title.clone()).filter(|t| !t.is_empty()).unwrap_or(url)
}
