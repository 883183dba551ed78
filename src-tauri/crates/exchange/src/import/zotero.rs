//! Zotero: CSL-JSON, and its RDF, which also has notes, tags and collections.

use std::collections::{HashMap, HashSet};
use std::ops::ControlFlow;

use commonplace_core::{ArticleState, Metadata, Published};
use serde_json::{Map, Value};

use super::fields::{self, Fields, text_of};
use super::xml::{self, Node};
use super::{Each, ImportFiles, ImportSource, Item, Reading, Record, bounds, emit_item, when};

/// Parses an item of CSL-JSON.
pub(super) fn csl(record: &Map<String, Value>) -> Item {
    let fields = Fields::new(record);
    let person = |value: &Value| {
        let part = |name: &str| text_of(&value[name]);
        let family = match (part("non-dropping-particle"), part("family")) {
            (Some(particle), Some(family)) => Some(format!("{particle} {family}")),
            (_, family) => family,
        };
        match (part("given"), family) {
            (Some(given), Some(family)) => Some(format!("{given} {family}")),
            (given, family) => {
                family.or(given).or_else(|| part("literal")).or_else(|| text_of(value))
            }
        }
    };
    let people = |name: &str| -> Vec<String> {
        record
            .get(name)
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(person)
            .collect()
    };
    let authors = [people("author"), people("editor")].into_iter().find(|list| !list.is_empty());
    Item {
        metadata: Metadata {
            title: fields.text(&["title"]).map(|t| plain_title(&t)).unwrap_or_default(),
            authors: authors.unwrap_or_default(),
            site: fields.text(&["containertitle", "publisher", "collectiontitle"]),
            published: record.get("issued").and_then(day),
            url: fields.text(&["url"]).or_else(|| doi_url(fields.text(&["doi"]))),
            description: fields.text(&["abstract"]),
            language: fields.text(&["language"]).filter(|l| l.len() <= 35),
            doi: fields.text(&["doi"]),
            section: fields.text(&["section"]),
            ..Metadata::default()
        },
        own_id: fields.text(&["id", "citationkey"]).unwrap_or_default(),
        citekey: crate::cite::valid_citekey(
            &fields.text(&["citationkey", "id"]).unwrap_or_default(),
        ),
        saved: record.get("accessed").and_then(day).and_then(|p| when::parse(&p.day())),
        state: Some(ArticleState::Archive),
        tags: fields.list(&["keyword", "keywords", "tags"], &[',', ';']),
        notes: fields.text(&["note"]).into_iter().collect(),
        ..Item::default()
    }
}

/// A title in CSL may contain some HTML.
fn plain_title(title: &str) -> String {
    if title.contains("</") { fields::html_words(title) } else { title.to_owned() }
}

/// The address of a DOI, for articles without an address of their own.
pub(super) fn doi_url(doi: Option<String>) -> Option<String> {
    let doi = doi?;
    let bare = doi.trim().trim_start_matches("https://doi.org/").trim_start_matches("doi:").trim();
    bare.starts_with("10.").then(|| format!("https://doi.org/{bare}"))
}

/// Parses a date of CSL: numeric parts, or words.
fn day(value: &Value) -> Option<Published> {
    let part = |n: usize| -> Option<u16> {
        let part = &value["date-parts"][0][n];
        let number = part.as_u64().or_else(|| part.as_str()?.trim().parse().ok())?;
        u16::try_from(number).ok()
    };
    if let Some(year) = part(0) {
        let small = |n: usize| part(n).and_then(|p| u8::try_from(p).ok());
        return when::as_known(year, small(1), small(2));
    }
    let words = ["raw", "literal"]
        .iter()
        .find_map(|name| text_of(&value[*name]))
        .or_else(|| text_of(value))?;
    when::published(&words)
}

pub(super) fn read(given: &ImportFiles, entry: usize, each: Each<'_>) -> Reading {
    let mut nodes: Vec<Node> = Vec::new();
    // Items, notes and collections refer to each other in any order, so all are read first.
    let read = xml::children(given, entry, true, &mut |node| {
        nodes.push(node);
        ControlFlow::Continue(())
    });
    let (broken, read) = match read {
        Ok(flow) => (None, flow),
        Err(broken) => (Some(broken), ControlFlow::Continue(())),
    };
    let about = |node: &Node| node.attribute("about").map(str::to_owned);
    let mut notes: HashMap<String, String> = HashMap::new();
    let mut collections: HashMap<String, Collection<'_>> = HashMap::new();
    for node in &nodes {
        let Some(id) = about(node) else { continue };
        match node.name.as_str() {
            "Memo" => {
                notes.insert(
                    id,
                    fields::markdown_of(&node.child("value").map(Node::words).unwrap_or_default()),
                );
            }
            "Collection" => {
                let title = bounds::name(&node.says("title").unwrap_or_default());
                let name = title.replace('/', "-");
                collections.insert(id, Collection { node, name, above: None });
            }
            _ => {}
        }
    }
    let parts: Vec<(String, String)> = collections
        .iter()
        .flat_map(|(id, collection)| {
            let parts = collection.node.all("hasPart");
            parts.filter_map(|part| Some((part.attribute("resource")?.to_owned(), id.clone())))
        })
        .collect();
    for (part, parent) in &parts {
        if let Some(collection) = collections.get_mut(part) {
            collection.above = Some(parent.clone());
        }
    }
    let path = |id: &str| {
        let mut names = Vec::new();
        let mut at = Some(id.to_owned());
        while let Some(collection) = at.as_ref().and_then(|id| collections.get(id)) {
            names.insert(0, collection.name.as_str());
            if names.len() > 20 {
                break;
            }
            at.clone_from(&collection.above);
        }
        fields::folder(&names.join("/"))
    };
    let paths: HashMap<&str, Option<String>> =
        collections.keys().map(|id| (id.as_str(), path(id))).collect();
    let mut lying: HashMap<&str, Vec<String>> = HashMap::new();
    for (part, id) in &parts {
        let folders = lying.entry(part.as_str()).or_default();
        if folders.len() < bounds::NAMES {
            folders.extend(paths.get(id.as_str()).cloned().flatten());
        }
    }
    let references = nodes.iter().flat_map(|node| node.all("isReferencedBy"));
    let pointed_at: HashSet<&str> = references.filter_map(|r| r.attribute("resource")).collect();
    for node in &nodes {
        let is_item = node.child("itemType").is_some() && node.name != "Attachment"
            || node.says("title").is_some() && node.child("authors").is_some();
        let is_pointed_at = || node.attribute("about").is_some_and(|id| pointed_at.contains(id));
        let alone = node.name == "Memo" && !is_pointed_at();
        if alone
            && let Some(note) =
                about(node).and_then(|id| notes.get(&id).cloned()).filter(|n| !n.is_empty())
        {
            let title = note
                .lines()
                .next()
                .unwrap_or_default()
                .trim_start_matches(['#', ' '])
                .chars()
                .take(100)
                .collect();
            let item = Item {
                metadata: Metadata { title, ..Metadata::default() },
                own_id: about(node).unwrap_or_default(),
                record: Record::text(&note),
                notes: vec![note],
                ..Item::default()
            };
            if emit_item(ImportSource::Zotero, item, each).is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
        if !is_item || matches!(node.name.as_str(), "Memo" | "Collection" | "Attachment") {
            continue;
        }
        let mut item = item(node, &notes);
        item.tags
            .extend(about(node).and_then(|id| lying.get(id.as_str()).cloned()).unwrap_or_default());
        if emit_item(ImportSource::Zotero, item, each).is_break() {
            return Ok(ControlFlow::Break(()));
        }
    }
    broken.map_or(Ok(read), Err)
}

/// A collection, and the id of its parent.
struct Collection<'n> {
    node: &'n Node,
    name: String,
    above: Option<String>,
}

fn item(node: &Node, notes: &HashMap<String, String>) -> Item {
    let persons = |role: &str| -> Vec<String> {
        let Some(list) = node.child(role) else { return Vec::new() };
        let mut out = Vec::new();
        gather(list, &mut out);
        out
    };
    let authors =
        ["authors", "editors", "contributors"].iter().map(|r| persons(r)).find(|p| !p.is_empty());
    let identifier = |node: &Node| {
        let known = node.all("identifier").map(Node::words).collect::<Vec<_>>();
        let url = known.iter().find(|id| id.starts_with("http")).cloned();
        let doi = known.iter().find_map(|id| Some(id.strip_prefix("DOI ")?.trim().to_owned()));
        (url, doi)
    };
    let (url, doi) = identifier(node);
    let part_of = node.child("isPartOf");
    let doi =
        doi.or_else(|| part_of.and_then(|p| p.children.first()).and_then(|p| identifier(p).1));
    let about = node.attribute("about").unwrap_or_default();
    let url = url.or_else(|| Some(about.to_owned()).filter(|id| id.starts_with("http")));
    let own =
        node.all("isReferencedBy").filter_map(|r| notes.get(r.attribute("resource")?).cloned());
    let tags = node.all("subject").map(Node::words).filter(|tag| !tag.is_empty()).collect();
    let date = node.says("date");
    let accessed = node.says("dateSubmitted");
    let title = node.says("title").unwrap_or_default();
    let site = part_of
        .and_then(|p| p.below("title"))
        .map(Node::words)
        .or_else(|| node.child("publisher").and_then(|p| p.below("name")).map(Node::words));
    let record = serde_json::json!({
        "about": about, "type": node.says("itemType"), "title": title, "authors": authors, "url": url, "doi": doi,
        "in": site, "date": date, "accessed": accessed, "abstract": node.says("abstract"), "extra": node.says("description"), "tags": tags,
    });
    Item {
        own_id: about.to_owned(),
        saved: accessed.as_deref().and_then(when::parse),
        state: Some(ArticleState::Archive),
        notes: own.filter(|note| !note.is_empty()).collect(),
        metadata: Metadata {
            title,
            authors: authors.unwrap_or_default(),
            site,
            published: date.as_deref().and_then(when::published),
            url: url.or_else(|| doi_url(doi.clone())),
            description: node.says("abstract"),
            language: node.says("language").filter(|l| l.len() <= 35),
            doi,
            ..Metadata::default()
        },
        tags,
        record: Record::json(&record),
        ..Item::default()
    }
}

fn gather(node: &Node, out: &mut Vec<String>) {
    if node.name == "Person" {
        let name =
            [node.says("givenName").or_else(|| node.says("givenname")), node.says("surname")];
        let name: Vec<String> = name.into_iter().flatten().collect();
        out.extend(Some(name.join(" ")).filter(|name| !name.is_empty()));
    } else {
        node.children.iter().for_each(|child| gather(child, out));
    }
}
