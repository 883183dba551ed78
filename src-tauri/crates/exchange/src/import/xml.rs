//! Reads XML one element at a time. Entities that a document declares are not expanded, so they
//! cannot fill the memory.

use std::io::{BufReader, Read};
use std::ops::ControlFlow;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::bounds::DEEPEST;
use super::{Broken, ImportFiles, Reading, files};

/// An element with its content.
#[derive(Debug, Default)]
pub(super) struct Node {
    /// Its name, without a prefix.
    pub(super) name: String,
    /// Its attributes, without prefixes.
    attributes: Vec<(String, String)>,
    /// The text directly in it.
    pub(super) text: String,
    pub(super) children: Vec<Node>,
}

impl Node {
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub(super) fn all<'n>(&'n self, name: &'n str) -> impl Iterator<Item = &'n Node> {
        self.children.iter().filter(move |child| child.name == name)
    }

    pub(super) fn child(&self, name: &str) -> Option<&Node> {
        self.children.iter().find(|child| child.name == name)
    }

    /// The text of the first child with this name, trimmed; `None` if it is empty.
    pub(super) fn says(&self, name: &str) -> Option<String> {
        let text = self.child(name)?.words();
        Some(text).filter(|text| !text.is_empty())
    }

    /// The text in it and in its descendants, trimmed.
    pub(super) fn words(&self) -> String {
        let own = self.text.trim();
        let below = self.children.iter().map(Node::words).filter(|words| !words.is_empty());
        let all: Vec<String> =
            Some(own.to_owned()).into_iter().filter(|own| !own.is_empty()).chain(below).collect();
        all.join(" ")
    }

    /// Its first descendant with this name, at any depth.
    pub(super) fn below(&self, name: &str) -> Option<&Node> {
        self.children
            .iter()
            .find_map(|child| if child.name == name { Some(child) } else { child.below(name) })
    }
}

/// Calls `each` with every child of the root. `held`: `each` keeps all elements in memory, so the
/// whole file is limited.
pub(super) fn children(
    given: &ImportFiles,
    entry: usize,
    held: bool,
    each: &mut dyn FnMut(Node) -> ControlFlow<()>,
) -> Reading {
    given.stream(entry, &mut |reader, budget| {
        if held {
            budget.hold();
        }
        walk(reader, budget, each)
    })?
}

fn walk(
    reader: &mut dyn Read,
    budget: &files::Budget,
    each: &mut dyn FnMut(Node) -> ControlFlow<()>,
) -> Reading {
    let mut xml = Reader::from_reader(BufReader::new(reader));
    let config = xml.config_mut();
    // An unclosed element is closed at the end of its parent.
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    let mut open: Vec<Node> = Vec::new();
    let mut depth = 0_usize;
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        let event = match xml.read_event_into(&mut buffer) {
            Ok(event) => event,
            Err(quick_xml::Error::Io(err)) if files::is_too_large(&err) => {
                return Err(std::io::Error::new(std::io::ErrorKind::FileTooLarge, err).into());
            }
            Err(_) => return Err(Broken::error_at(format!(", byte {}", xml.error_position()))),
        };
        match event {
            Event::Start(start) => {
                depth += 1;
                if depth > 1 && open.len() < DEEPEST {
                    open.push(node(&start));
                }
            }
            Event::Empty(start) => {
                let node = node(&start);
                match open.last_mut() {
                    Some(parent) => parent.children.push(node),
                    None if depth == 1 => {
                        budget.renew();
                        if each(node).is_break() {
                            return Ok(ControlFlow::Break(()));
                        }
                    }
                    None => {}
                }
            }
            Event::End(_) => {
                let within = depth > 1 && depth - 1 <= DEEPEST;
                depth = depth.saturating_sub(1);
                let Some(done) = (if within { open.pop() } else { None }) else { continue };
                match open.last_mut() {
                    Some(parent) => parent.children.push(done),
                    None => {
                        budget.renew();
                        if each(done).is_break() {
                            return Ok(ControlFlow::Break(()));
                        }
                    }
                }
            }
            Event::Text(text) => {
                if let Some(node) = open.last_mut() {
                    node.text.push_str(&text.xml10_content());
                }
            }
            Event::CData(text) => {
                if let Some(node) = open.last_mut() {
                    node.text.push_str(&text.xml10_content());
                }
            }
            Event::GeneralRef(entity) => {
                let Some(node) = open.last_mut() else { continue };
                match entity.resolve_char_ref() {
                    Ok(Some(c)) => node.text.push(c),
                    _ => match &*entity.xml10_content() {
                        "amp" => node.text.push('&'),
                        "lt" => node.text.push('<'),
                        "gt" => node.text.push('>'),
                        "quot" => node.text.push('"'),
                        "apos" => node.text.push('\''),
                        "nbsp" => node.text.push('\u{A0}'),
                        // Entities that the document declares, and unknown ones, are dropped.
                        _ => {}
                    },
                }
            }
            Event::Eof => break,
            Event::Decl(_) | Event::PI(_) | Event::DocType(_) | Event::Comment(_) => {}
        }
    }
    // A file that ends within an element is truncated.
    if open.is_empty() && depth == 0 {
        Ok(ControlFlow::Continue(()))
    } else {
        Err(Broken::error_at(", at its end"))
    }
}

fn node(start: &BytesStart<'_>) -> Node {
    let local = |name: &str| name.rsplit(':').next().unwrap_or(name).to_owned();
    let attributes = start
        .attributes()
        .with_checks(false)
        .flatten()
        .map(|a| {
            let raw: &str = &a.value;
            let value = quick_xml::escape::unescape(raw)
                .map_or_else(|_| raw.to_owned(), |v| v.into_owned());
            (local(a.key.as_ref()), value)
        })
        .collect();
    Node { name: local(start.name().as_ref()), attributes, ..Node::default() }
}
