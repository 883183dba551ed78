//! Evernote's ENEX: one element for each note, with its content as XHTML in CDATA and its images in
//! base64.

use std::collections::HashMap;
use std::fmt::Write as _;

use base64::Engine as _;
use commonplace_core::{ArticleState, Metadata};
use data_encoding::HEXLOWER;

use super::xml::{self, Node};
use super::{
    Content, Each, ImportFiles, ImportSource, Item, Reading, Record, emit_item, fields, when,
};
use crate::escape::html as html_escaped;
use crate::tokens::{HtmlToken, attribute, tokens};
use crate::w3c::Annotation;

pub(super) fn read(given: &ImportFiles, entry: usize, each: Each<'_>) -> Reading {
    xml::children(given, entry, false, &mut |node| {
        if node.name == "note" {
            emit_item(ImportSource::Evernote, note(&node), each)
        } else {
            std::ops::ControlFlow::Continue(())
        }
    })
}

fn note(node: &Node) -> Item {
    let about = node.child("note-attributes");
    let attribute = |name: &str| about.and_then(|about| about.says(name));
    let mut files = Vec::new();
    let mut names: HashMap<String, String> = HashMap::new();
    for resource in node.all("resource") {
        let data: String =
            resource.child("data").map(|d| d.text.split_whitespace().collect()).unwrap_or_default();
        let Ok(bytes) = base64::engine::general_purpose::STANDARD.decode(data) else { continue };
        let name = format!("note-files/{}", files.len() + 1);
        names.insert(md5(&bytes), name.clone());
        files.push((name, bytes));
    }
    let content = node.child("content").map(|c| c.text.as_str()).unwrap_or_default();
    let (html, highlights) = html_of(content, &names);
    let created = node.says("created");
    let title = node.says("title").unwrap_or_default();
    let url = attribute("source-url");
    // The record is the note without its images, which are stored separately.
    let record = serde_json::json!({
        "title": title, "created": created, "updated": node.says("updated"), "url": url,
        "author": attribute("author"), "tags": node.all("tag").map(Node::words).collect::<Vec<_>>(), "content": content,
    });
    Item {
        metadata: Metadata {
            title,
            authors: attribute("author").into_iter().collect(),
            url,
            ..Metadata::default()
        },
        saved: created.as_deref().and_then(when::parse),
        own_id: created.unwrap_or_default(),
        state: Some(ArticleState::Archive),
        tags: node.all("tag").map(Node::words).filter(|tag| !tag.is_empty()).collect(),
        highlights,
        content: (!html.trim().is_empty()).then_some(Content {
            text: html,
            media_type: "text/html",
            files,
        }),
        record: Record::json(&record),
        ..Item::default()
    }
}

/// The content as HTML, and its highlights.
fn html_of(content: &str, names: &HashMap<String, String>) -> (String, Vec<Annotation>) {
    let mut html = String::with_capacity(content.len());
    let mut marks: Vec<Annotation> = Vec::new();
    // The names of the open elements, each with `true` if the current highlight ends with this
    // element.
    let mut open: Vec<(String, bool)> = Vec::new();
    let mut words: Option<(String, Option<String>)> = None;
    tokens(content, &mut |piece| match piece {
        HtmlToken::Text(text) => {
            html.push_str(&html_escaped(text));
            if let Some((words, _)) = &mut words {
                words.push_str(text);
            }
        }
        HtmlToken::Start(tag) => {
            let name = tag.name.as_ref();
            match name {
                "en-note" => html.push_str("<div>"),
                "en-media" => {
                    let hash = attribute(tag, "hash").unwrap_or_default();
                    if let Some(file) = names.get(&hash.to_lowercase()) {
                        let _ = write!(html, "<img src=\"{file}\">");
                    }
                    return;
                }
                "en-todo" => {
                    html.push_str(if attribute(tag, "checked").as_deref() == Some("true") {
                        "☑ "
                    } else {
                        "☐ "
                    });
                    return;
                }
                "en-crypt" => {}
                _ => {
                    let _ = write!(html, "<{name}");
                    for key in ["href", "src", "alt", "title", "colspan", "rowspan"] {
                        if let Some(value) = attribute(tag, key) {
                            let _ = write!(html, " {key}=\"{}\"", html_escaped(&value));
                        }
                    }
                    html.push('>');
                }
            }
            let void = matches!(name, "br" | "hr" | "img" | "col" | "wbr");
            if tag.self_closing || void {
                return;
            }
            let style = attribute(tag, "style").unwrap_or_default();
            let marked = highlighted(&style);
            if let Some(colour) = &marked
                && words.is_none()
            {
                words = Some((String::new(), colour.clone()));
                open.push((name.to_owned(), true));
            } else {
                open.push((name.to_owned(), false));
            }
            // A highlight may span lines; a space keeps their words apart.
            if matches!(name, "div" | "p" | "li" | "br")
                && let Some((words, _)) = &mut words
            {
                words.push(' ');
            }
        }
        HtmlToken::End(tag) => {
            let name = tag.name.as_ref();
            if !matches!(name, "en-media" | "en-todo" | "en-crypt") {
                let shown = if name == "en-note" { "div" } else { name };
                let _ = write!(html, "</{shown}>");
            }
            while let Some((last, marks_it)) = open.pop() {
                if marks_it && let Some((text, colour)) = words.take() {
                    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
                    if let Some(mut mark) = fields::highlight(&text) {
                        mark.colour = colour.as_deref().and_then(fields::colour);
                        marks.push(mark);
                    }
                }
                if last == name {
                    break;
                }
            }
        }
    });
    (html, marks)
}

/// Name of the highlight colour in a style; `None` if the style does not highlight, `Some(None)`
/// without a colour.
fn highlighted(style: &str) -> Option<Option<String>> {
    let style: String = style.chars().filter(|c| !c.is_whitespace()).collect();
    if let Some((_, rest)) = style.split_once("--en-highlight:") {
        let name: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '#').collect();
        return Some(Some(name));
    }
    style.contains("-evernote-highlight:true").then_some(None)
}

/// MD5 of an image, by which ENML refers to it.
fn md5(bytes: &[u8]) -> String {
    use md5::Digest as _;
    HEXLOWER.encode(&md5::Md5::digest(bytes))
}
