//! The text blocks of a page in reading order, and their elements.
//!
//! A block is a run of words that a page shows as one unit: a paragraph, a heading, a list item, a
//! table cell, or the text between two line breaks. Hidden elements are left out.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use commonplace_core::text;
use dom_query::{Document, NodeId, NodeRef};

use crate::element_purpose::{self, Purposes};

/// An element that contains blocks.
pub(crate) struct ElementPlace {
    pub(crate) node: NodeId,
    pub(crate) name: String,
    /// The purpose that its name, class and id suggest.
    pub(crate) kinds: Purposes,
    /// Hash of its name and class; equal for elements made by the same template.
    pub(crate) signature: u64,
}

/// A run of words.
pub(crate) struct Block {
    /// Its nodes, which are siblings.
    pub(crate) nodes: Vec<NodeId>,
    /// The elements around it, outermost first, as indices into [`Blocks::places`].
    pub(crate) path: Vec<usize>,
    /// Its text, with white space collapsed.
    pub(crate) text: String,
    /// Number of words; a CJK character counts as a word.
    pub(crate) words: u32,
    /// Number of its characters in links.
    pub(crate) linked: usize,
    /// Number of its characters in bold.
    pub(crate) bold: usize,
    /// Number of its characters.
    pub(crate) length: usize,
}

/// The blocks of a page.
#[derive(Default)]
pub(crate) struct Blocks {
    pub(crate) places: Vec<ElementPlace>,
    pub(crate) blocks: Vec<Block>,
}

/// Maximum depth of elements; deeper ones are ignored.
const MAX_DEPTH: usize = 300;

/// Elements that do not break a line.
const INLINE: &[&str] = &[
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "br", "button", "cite", "code", "data",
    "del", "dfn", "em", "font", "i", "img", "ins", "kbd", "label", "mark", "math", "picture", "q",
    "rb", "rp", "rt", "ruby", "s", "samp", "small", "source", "span", "strike", "strong", "sub",
    "sup", "time", "tt", "u", "var", "wbr",
];

/// Elements whose text does not belong to the page.
const SILENT: &[&str] = &[
    "canvas", "datalist", "embed", "head", "iframe", "input", "link", "meta", "noscript", "object",
    "option", "script", "select", "style", "svg", "template", "textarea", "title",
];

impl Blocks {
    /// Lists the blocks of a page.
    pub(crate) fn parse(document: &Document) -> Self {
        let mut out = Self::default();
        if let Some(body) = document.body() {
            out.walk(&body, &mut Vec::new());
        }
        out
    }

    /// The innermost element around a block.
    pub(crate) fn place(&self, block: &Block) -> Option<&ElementPlace> {
        block.path.last().map(|&at| &self.places[at])
    }

    /// Whether one of the elements around a block has this name.
    pub(crate) fn is_in(&self, block: &Block, name: &str) -> bool {
        block.path.iter().any(|&at| self.places[at].name == name)
    }

    fn walk(&mut self, node: &NodeRef<'_>, path: &mut Vec<usize>) {
        if path.len() > MAX_DEPTH || is_hidden(node) {
            return;
        }
        let name = node.node_name().unwrap_or_default().to_string();
        let class = node.class().unwrap_or_default();
        let mut hasher = DefaultHasher::new();
        (name.as_str(), &*class).hash(&mut hasher);
        let kinds = element_purpose::purposes_of_element(
            &name,
            &class,
            &node.id_attr().unwrap_or_default(),
        );
        path.push(self.places.len());
        let whole = matches!(name.as_str(), "pre" | "math");
        self.places.push(ElementPlace { node: node.id, name, kinds, signature: hasher.finish() });
        let mut run = Run::default();
        if whole {
            // The lines of a listing are one block, however they are marked up.
            run.take_node(node, false, false);
            run.nodes = vec![node.id];
            run.finish(path, &mut self.blocks);
            path.pop();
            return;
        }
        let mut breaks = 0;
        for child in node.children_it(false) {
            if child.is_text() {
                let words = child.text();
                if !words.trim().is_empty() {
                    breaks = 0;
                }
                run.nodes.push(child.id);
                run.text.push_str(&words);
                continue;
            }
            let Some(name) = child.node_name().filter(|_| child.is_element()) else { continue };
            if SILENT.contains(&&*name) {
                continue;
            }
            if &*name == "br" {
                breaks += 1;
                run.text.push(' ');
                if breaks >= 2 {
                    run.finish(path, &mut self.blocks);
                }
            } else if INLINE.contains(&&*name) && (is_in_line(&child) || !has_block(&child, 0)) {
                if is_hidden(&child) {
                    continue;
                }
                let before = run.text.len();
                run.nodes.push(child.id);
                run.take_node(&child, &*name == "a", matches!(&*name, "b" | "strong"));
                if run.text.len() > before {
                    breaks = 0;
                }
            } else {
                run.finish(path, &mut self.blocks);
                self.walk(&child, path);
                breaks = 0;
            }
        }
        run.finish(path, &mut self.blocks);
        path.pop();
    }
}

/// A block being collected.
#[derive(Default)]
struct Run {
    nodes: Vec<NodeId>,
    text: String,
    linked: usize,
    bold: usize,
}

impl Run {
    /// Adds the text of an inline element, or everything in a `pre`.
    fn take_node(&mut self, node: &NodeRef<'_>, linked: bool, bold: bool) {
        for child in node.children_it(false) {
            if child.is_text() {
                let words = child.text();
                let count = words.trim().chars().count();
                self.linked += if linked { count } else { 0 };
                self.bold += if bold { count } else { 0 };
                self.text.push_str(&words);
            } else if let Some(name) = child.node_name()
                && !SILENT.contains(&&*name)
                && &*name != "annotation"
            {
                if &*name == "br" || !INLINE.contains(&&*name) {
                    self.text.push(' ');
                }
                self.take_node(
                    &child,
                    linked || &*name == "a",
                    bold || matches!(&*name, "b" | "strong"),
                );
            }
        }
    }

    fn finish(&mut self, path: &[usize], out: &mut Vec<Block>) {
        let run = std::mem::take(self);
        let mut text = String::with_capacity(run.text.len());
        for word in run.text.split_whitespace() {
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(word);
        }
        if text.is_empty() {
            return;
        }
        out.push(Block {
            nodes: run.nodes,
            path: path.to_vec(),
            words: text::word_count(&text),
            length: text.chars().count(),
            text,
            linked: run.linked,
            bold: run.bold,
        });
    }
}

/// Whether the page hides an element by an attribute.
pub(crate) fn is_hidden(node: &NodeRef<'_>) -> bool {
    node.has_attr("hidden")
        || node.attr("style").is_some_and(|style| {
            let style: String =
                style.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_lowercase();
            style.contains("display:none") || style.contains("visibility:hidden")
        }) && !node.has_name("body")
}

/// Whether a node is an inline formula; its descendants do not break the line.
fn is_in_line(node: &NodeRef<'_>) -> bool {
    node.has_name("math") && node.attr("display").is_none_or(|d| &*d != "block")
}

/// Whether an inline element contains an element that breaks the line.
fn has_block(node: &NodeRef<'_>, depth: usize) -> bool {
    depth < MAX_DEPTH
        && node.children_it(false).any(|child| {
            child.node_name().is_some_and(|name| {
                child.is_element()
                    && !SILENT.contains(&&*name)
                    && (!INLINE.contains(&&*name) || has_block(&child, depth + 1))
            })
        })
}

/// The fraction of `whole` that `part` is, from 0 to 1.
#[allow(clippy::cast_precision_loss, reason = "shares are rough")]
pub(crate) fn ratio(part: usize, whole: usize) -> f32 {
    part.min(whole) as f32 / whole.max(1) as f32
}
