//! JSON: wallabag, Karakeep, Linkwarden, Hypothesis, Web Annotations, Zotero's CSL-JSON, highlights
//! of Pocket and Obsidian Web Clipper, Omnivore's metadata. The format of each list element is
//! detected by its own keys, and elements are read one at a time, so a list of a hundred thousand
//! takes no more memory than one of ten.

use std::collections::HashMap;
use std::fmt;
use std::io::Read;
use std::ops::ControlFlow;

use commonplace_core::{ArticleState, Metadata, TextQuote};
use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use super::fields::{self, Fields, html_words, list_of, text_of, time_of};
use super::{
    Broken, Content, Each, Found, ImportFiles, ImportSource, Item, Reading, Record, SkipReason,
    bounds, emit_item, files, when, zotero,
};
use crate::w3c;

/// Keys of lists in an object that are read one element at a time.
const LISTS: &[&str] = &[
    "bookmarks",
    "lists",
    "rows",
    "annotations",
    "items",
    "collections",
    "links",
    "pinnedLinks",
    "articles",
    "highlights",
];

pub(super) fn read(given: &ImportFiles, entry: usize, each: Each<'_>) -> Reading {
    let mut folders = Folders::default();
    let head = given.head(entry).map_err(|_| Broken::error_at(""))?;
    // Folders are read first: Karakeep's lists come after the entries in them, and Linkwarden's
    // collections in any order.
    if head.contains("\"lists\"")
        || head.contains("\"collections\"")
        || head.contains("\"bookmarks\"")
    {
        let _ = elements(given, entry, false, &mut |key, value| {
            folders.learn(key, &value);
            ControlFlow::Continue(())
        });
    }
    elements(given, entry, false, &mut |key, value| element(key, value, &folders, each))
}

/// Calls `each` with every list element and the name of its list, and finally, with an empty name,
/// with the object of the other fields. `held`: `each` keeps all elements in memory, so the whole
/// file is limited.
pub(super) fn elements(
    given: &ImportFiles,
    entry: usize,
    held: bool,
    each: &mut dyn FnMut(&str, Value) -> ControlFlow<()>,
) -> Reading {
    let mut stopped = false;
    let read = given.stream(entry, &mut |reader, budget| {
        if held {
            budget.hold();
        }
        let mut one = |key: &str, value: Value| {
            budget.renew();
            let flow = each(key, value);
            stopped |= flow.is_break();
            flow
        };
        let mut from = serde_json::Deserializer::from_reader(Halves::new(reader));
        Stream { key: "", each: &mut one }.deserialize(&mut from)
    })?;
    match read {
        _ if stopped => Ok(ControlFlow::Break(())),
        Ok(()) => Ok(ControlFlow::Continue(())),
        Err(err) => {
            let at = format!(", line {}, column {}", err.line(), err.column());
            let io = std::io::Error::from(err);
            let why = if files::is_too_large(&io) {
                SkipReason::TooLarge
            } else {
                SkipReason::Unreadable
            };
            Err(Broken { at, why })
        }
    }
}

/// Deserialises a document and passes its elements on.
struct Stream<'a> {
    key: &'a str,
    each: &'a mut dyn FnMut(&str, Value) -> ControlFlow<()>,
}

impl<'de> DeserializeSeed<'de> for Stream<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Stream<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list or an object")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while let Some(value) = list.next_element::<Value>()? {
            if (self.each)(self.key, value).is_break() {
                return Err(A::Error::custom("stopped"));
            }
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut rest = Map::new();
        while let Some(key) = map.next_key::<String>()? {
            if self.key.is_empty() && LISTS.contains(&key.as_str()) {
                map.next_value_seed(Stream { key: &key, each: self.each })?;
            } else {
                rest.insert(key, map.next_value()?);
            }
        }
        // An object in place of a list, or the fields beside the lists.
        if (self.each)(self.key, Value::Object(rest)).is_break() {
            return Err(A::Error::custom("stopped"));
        }
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }
    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }
    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }
    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }
    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }
    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }
}

/// A reader of JSON that replaces escapes of lone surrogates, which are not characters. Other
/// programs write them where they truncate a text.
struct Halves<R> {
    inner: R,
    ready: Vec<u8>,
    at: usize,
    /// Bytes that may be the start of an escape that the next bytes complete.
    held: Vec<u8>,
    done: bool,
}

impl<R: Read> Halves<R> {
    fn new(inner: R) -> std::io::BufReader<Self> {
        std::io::BufReader::new(Self {
            inner,
            ready: Vec::new(),
            at: 0,
            held: Vec::new(),
            done: false,
        })
    }

    fn fill(&mut self) -> std::io::Result<()> {
        let mut chunk = vec![0; 64 << 10];
        let n = self.inner.read(&mut chunk)?;
        chunk.truncate(n);
        self.done = n == 0;
        let mut bytes = std::mem::take(&mut self.held);
        bytes.extend(chunk);
        self.ready.clear();
        self.at = 0;
        let mut at = 0;
        while let Some(found) = bytes[at..].iter().position(|b| *b == b'\\') {
            let escape = at + found;
            self.ready.extend_from_slice(&bytes[at..escape]);
            let rest = &bytes[escape..];
            // Room for two escapes, because the next one may be the other half of a pair.
            if rest.len() < 12 && !self.done {
                self.held = rest.to_vec();
                return Ok(());
            }
            let (taken, put): (usize, Option<&[u8]>) =
                match (unit(rest), rest.get(6..).and_then(unit)) {
                    (Some(0xD800..=0xDBFF), Some(0xDC00..=0xDFFF)) => (12, None),
                    (Some(0xD800..=0xDFFF), _) => (6, Some(b"\\ufffd")),
                    (Some(_), _) => (6, None),
                    (None, _) => (rest.len().min(2), None),
                };
            self.ready.extend_from_slice(put.unwrap_or(&rest[..taken]));
            at = escape + taken;
        }
        self.ready.extend_from_slice(&bytes[at..]);
        Ok(())
    }
}

/// The UTF-16 code unit of an escape.
fn unit(escape: &[u8]) -> Option<u32> {
    let digits = escape.strip_prefix(b"\\u")?.get(..4)?;
    u32::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

impl<R: Read> Read for Halves<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        while self.at == self.ready.len() && !self.done {
            self.fill()?;
        }
        let n = buffer.len().min(self.ready.len() - self.at);
        buffer[..n].copy_from_slice(&self.ready[self.at..self.at + n]);
        self.at += n;
        Ok(n)
    }
}

/// Names of folders and the ids of their parent folders, by id.
#[derive(Default)]
struct Folders(HashMap<String, (String, Option<String>)>);

impl Folders {
    fn learn(&mut self, key: &str, value: &Value) {
        if !matches!(key, "lists" | "collections") {
            return;
        }
        let (Some(id), Some(name)) = (text_of(&value["id"]), text_of(&value["name"])) else {
            return;
        };
        self.0.insert(id, (bounds::name(&name), text_of(&value["parentId"])));
    }

    /// The path of a folder as a tag.
    fn path(&self, id: &str) -> Option<String> {
        let mut names = Vec::new();
        let mut at = Some(id.to_owned());
        while let Some((name, parent)) = at.and_then(|id| self.0.get(&id)) {
            names.insert(0, name.replace('/', "-"));
            // Stops at folders that contain themselves.
            if names.len() > 20 {
                break;
            }
            at = parent.clone();
        }
        fields::folder(&names.join("/"))
    }
}

fn element(key: &str, value: Value, folders: &Folders, each: Each<'_>) -> ControlFlow<()> {
    let Value::Object(record) = &value else { return ControlFlow::Continue(()) };
    let has = |name: &str| record.contains_key(name);
    match key {
        "lists" => return ControlFlow::Continue(()),
        "collections" => return linkwarden(record, folders, each),
        "pinnedLinks" => {
            return give_as(
                ImportSource::Linkwarden,
                Item { favourite: true, ..fields::item(&Fields::new(record), &[',']) },
                &value,
                each,
            );
        }
        "bookmarks" if has("content") || has("lists") => {
            return karakeep(record, folders, &value, each);
        }
        _ => {}
    }
    if has("target") && (has("uri") || has("user") || has("group")) {
        return hypothesis(record, &value, each);
    }
    if has("target") && (has("body") || has("type") || has("@context") || has("motivation")) {
        let Some(mark) = w3c::annotation_of(&value, &when::parse) else {
            return each(Found::Skipped { what: named(record), why: SkipReason::Nothing });
        };
        let metadata = Metadata { url: mark.source.clone(), ..Metadata::default() };
        let item =
            Item { metadata, saved: mark.created, highlights: vec![mark], ..Item::default() };
        return give_as(ImportSource::WebAnnotations, item, &value, each);
    }
    if let Some(marks) = record.get("highlights").and_then(Value::as_array).filter(|_| has("url")) {
        return marked(record, marks, &value, each);
    }
    if has("is_archived")
        || has("is_starred")
        || (has("annotations") && has("url"))
        || (has("content") && has("url"))
    {
        return wallabag(record, &value, each);
    }
    if has("type") && (has("title") || has("URL") || has("issued") || has("author")) {
        let mut item = zotero::csl(record);
        item.record = Record::json(&value);
        return emit_item(ImportSource::Zotero, item, each);
    }
    if has("url") || has("link") {
        let item = plain(record);
        return give_as(ImportSource::List, item, &value, each);
    }
    // The object beside the lists only says when and by whom the export was made.
    let beside = key.is_empty() && !has("title") && !has("content");
    if beside {
        ControlFlow::Continue(())
    } else {
        each(Found::Skipped { what: named(record), why: SkipReason::Nothing })
    }
}

fn named(record: &Map<String, Value>) -> String {
    let fields = Fields::new(record);
    fields.text(&["title", "name", "uri", "id"]).unwrap_or_else(|| "an entry".to_owned())
}

fn give_as(kind: ImportSource, mut item: Item, value: &Value, each: Each<'_>) -> ControlFlow<()> {
    item.record = Record::json(value);
    emit_item(kind, item, each)
}

fn plain(record: &Map<String, Value>) -> Item {
    let fields = Fields::new(record);
    let mut item = fields::item(&fields, &[',', ';', '|']);
    item.favourite = fields.flag(&["favorite", "favourite", "starred", "isstarred", "favorited"]);
    let archived = fields.flag(&["archived", "isarchived", "read", "isread"]);
    item.state = fields
        .text(&["state", "status"])
        .and_then(|w| fields::state(&w))
        .or(archived.then_some(ArticleState::Archive));
    item
}

/// Handles numbers or booleans as flags, dates with a zone without a colon, and offsets in texts,
/// from all versions of wallabag.
fn wallabag(record: &Map<String, Value>, value: &Value, each: Each<'_>) -> ControlFlow<()> {
    let fields = Fields::new(record);
    let mut item = plain(record);
    item.state = Some(if fields.flag(&["isarchived"]) {
        ArticleState::Archive
    } else {
        ArticleState::Later
    });
    item.favourite = fields.flag(&["isstarred"]);
    let html = fields.text(&["content"]).filter(|html| !is_failure(html));
    item.content = html.map(|text| Content { text, media_type: "text/html", files: Vec::new() });
    for one in record.get("annotations").and_then(Value::as_array).into_iter().flatten() {
        let Some(mut mark) = one["quote"].as_str().and_then(fields::highlight) else {
            item.notes.extend(text_of(&one["text"]));
            continue;
        };
        mark.note = text_of(&one["text"]);
        mark.created = time_of(&one["created_at"]);
        item.highlights.push(mark);
    }
    give_as(ImportSource::Wallabag, item, value, each)
}

/// Whether this is wallabag's placeholder for an article that it could not fetch.
fn is_failure(html: &str) -> bool {
    html.len() < 500 && html.contains("wallabag can't retrieve contents")
}

fn karakeep(
    record: &Map<String, Value>,
    folders: &Folders,
    value: &Value,
    each: Each<'_>,
) -> ControlFlow<()> {
    let mut item = plain(record);
    let content = &value["content"];
    item.metadata.url = text_of(&content["url"]).or(item.metadata.url);
    if let Some(text) = text_of(&content["text"]) {
        item.content = Some(Content { text, media_type: "text/markdown", files: Vec::new() });
    }
    let lists = value["lists"].as_array().into_iter().flatten().filter_map(text_of);
    for id in lists.take(bounds::NAMES) {
        item.tags.extend(folders.path(&id));
    }
    item.own_id = text_of(&value["createdAt"]).unwrap_or_default();
    give_as(ImportSource::Karakeep, item, value, each)
}

fn linkwarden(
    collection: &Map<String, Value>,
    folders: &Folders,
    each: Each<'_>,
) -> ControlFlow<()> {
    let folder = collection.get("id").and_then(text_of).and_then(|id| folders.path(&id));
    for link in collection.get("links").and_then(Value::as_array).into_iter().flatten() {
        let Value::Object(record) = link else { continue };
        let mut item = plain(record);
        item.tags.extend(folder.clone());
        if let Some(text) = text_of(&link["textContent"]) {
            item.content = Some(Content { text, media_type: "text/plain", files: Vec::new() });
        }
        for one in link["highlights"].as_array().into_iter().flatten() {
            item.highlights.extend(mark(one));
        }
        give_as(ImportSource::Linkwarden, item, link, each)?;
    }
    ControlFlow::Continue(())
}

/// Parses a highlight, with any of the field names in use.
fn mark(value: &Value) -> Option<w3c::Annotation> {
    let record = value.as_object()?;
    let fields = Fields::new(record);
    // A field named `text` or `content` may contain HTML.
    let plain = |text: String| if text.contains("</") { html_words(&text) } else { text };
    let words = fields.text(&["quote", "exact", "highlight"]);
    let words = words.or_else(|| fields.text(&["text", "content"]).map(plain))?;
    let mut mark = fields::highlight(&words)?;
    mark.created = fields.time(&["createdat", "created", "timestamp", "date", "highlightedat"]);
    mark.note = fields.text(&["note", "notes", "comment", "annotation"]).or_else(|| {
        let notes = list_of(record.get("notes")?, &[]);
        (!notes.is_empty()).then(|| notes.join("\n\n"))
    });
    mark.tags = fields.list(&["tags", "labels"], &[',']);
    mark.colour = fields.text(&["color", "colour"]).and_then(|c| fields::colour(&c));
    Some(mark)
}

/// Highlights grouped by page: Pocket's annotations, and Obsidian Web Clipper's. In the latter,
/// `data` has the positions, and the parts of a highlight over several blocks share an id.
fn marked(
    record: &Map<String, Value>,
    marks: &[Value],
    value: &Value,
    each: Each<'_>,
) -> ControlFlow<()> {
    let fields = Fields::new(record);
    let mut item = fields::item(&fields, &[',']);
    item.notes.clear();
    let kind = match record.get("data") {
        Some(_) => ImportSource::ObsidianClipper,
        None if marks.iter().any(|m| m.get("quote").is_some()) => ImportSource::Pocket,
        None if marks.iter().any(|m| m.get("timestamp").is_some()) => ImportSource::ObsidianClipper,
        None => ImportSource::List,
    };
    item.highlights = marks.iter().filter_map(mark).collect();
    let data = record.get("data").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let mut known: HashMap<String, usize> = HashMap::new();
    for (at, mark) in item.highlights.iter().enumerate() {
        known.entry(mark.quote.exact.clone()).or_insert(at);
    }
    for place in data {
        let Some(words) = place["content"].as_str().map(html_words) else { continue };
        let context = |name: &str| place["textQuote"][name].as_str().unwrap_or_default().to_owned();
        let there = known.get(&words).and_then(|at| item.highlights.get_mut(*at));
        let Some(mark) = there else {
            known.insert(words.clone(), item.highlights.len());
            item.highlights.extend(mark_of_data(place, &words));
            continue;
        };
        mark.quote =
            TextQuote { exact: words, prefix: context("prefix"), suffix: context("suffix") };
    }
    give_as(kind, item, value, each)
}

fn mark_of_data(place: &Value, words: &str) -> Option<w3c::Annotation> {
    // An image or a table that is highlighted as a whole may have no words.
    let mut mark = fields::highlight(words)?;
    let notes = list_of(&place["notes"], &[]);
    mark.note = (!notes.is_empty()).then(|| notes.join("\n\n"));
    Some(mark)
}

/// An annotation of Hypothesis: on a passage, on a page, or a reply to another.
fn hypothesis(record: &Map<String, Value>, value: &Value, each: Each<'_>) -> ControlFlow<()> {
    let title = &value["document"]["title"];
    let title = title.as_array().and_then(|titles| titles.first()).unwrap_or(title);
    let fields = Fields::new(record);
    let mut item = Item {
        metadata: Metadata {
            url: fields.text(&["uri", "url"]),
            title: text_of(title).unwrap_or_default(),
            ..Metadata::default()
        },
        saved: fields.time(&["created"]),
        ..Item::default()
    };
    match w3c::annotation_of(value, &when::parse) {
        Some(mark) => item.highlights.push(mark),
        // Without a passage it is a note on the page, or a reply to one.
        None => {
            item.notes.extend(fields.text(&["text"]));
            item.tags = list_of(&value["tags"], &[]);
        }
    }
    if item.highlights.is_empty() && item.notes.is_empty() && item.tags.is_empty() {
        return each(Found::Skipped { what: named(record), why: SkipReason::Nothing });
    }
    give_as(ImportSource::Hypothesis, item, value, each)
}
