//! An article as a tree: parsed from HTML, and written as HTML with its text.

use std::fmt::Write as _;

use dom_query::{Document, NodeRef};

use super::node::Node;
use super::settle::normalise_tree;
use crate::sanitize;

/// Sanitised HTML, its text, and the tree both were written from, so that nothing parses the HTML again to
/// change it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Clean {
    /// Stable HTML: parsing it with an HTML5 parser and serialising it again does not change it.
    pub html: String,
    /// The `textContent` of `html`.
    pub text: String,
    /// The addresses of its images, in order, without duplicates.
    pub images: Vec<String>,
    /// Whether only the text could be kept, without markup.
    pub text_only: bool,
    tree: Tree,
}

impl Clean {
    /// The text of each top-level block, in order.
    pub(crate) fn block_texts(&self) -> Vec<String> {
        self.tree.roots.iter().filter(|node| !node.is_blank()).map(Node::text).collect()
    }

    /// The article without those top-level blocks for which `keep` returns `false`; `keep` receives their index
    /// in [`Self::block_texts`].
    pub(crate) fn retain_blocks(mut self, keep: impl Fn(usize) -> bool) -> Self {
        let mut index = 0;
        self.tree.roots.retain(|node| {
            if node.is_blank() {
                return false;
            }
            index += 1;
            keep(index - 1)
        });
        self.tree.normalise();
        self.rewritten()
    }

    /// The article with the blocks of `rest` after its own.
    pub(crate) fn followed_by(mut self, rest: Self) -> Self {
        self.tree.roots.extend(rest.tree.roots);
        self.tree.normalise();
        self.rewritten()
    }

    /// The article with each image's address replaced by what `replace` returns for it. An image for which it
    /// returns `None` loses its address and shows its alternative text.
    #[must_use]
    pub fn with_images(mut self, replace: &mut dyn FnMut(&str) -> Option<String>) -> Self {
        for node in &mut self.tree.roots {
            node.each_mut(&mut |node| {
                if let Node::Element { name, attrs, .. } = node
                    && name == "img"
                {
                    attrs.retain_mut(|(key, value)| {
                        if key != "src" {
                            return true;
                        }
                        let new = replace(value);
                        let keeps = new.is_some();
                        new.into_iter().for_each(|new| *value = new);
                        keeps
                    });
                }
            });
        }
        self.rewritten()
    }

    /// The HTML and text of its tree as that is now.
    fn rewritten(self) -> Self {
        Self { text_only: self.text_only, ..self.tree.write() }
    }
}

/// Maximum depth of a tree; a deeper one is reduced to its text.
const MAX_DEPTH: usize = 400;

/// A parsed article.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Tree {
    pub(super) roots: Vec<Node>,
}

impl Tree {
    /// Parses a fragment as a browser does, and normalises it; `None` if it is too deep.
    pub(super) fn parse(html: &str) -> Option<Self> {
        let document = Document::fragment(html);
        let root = document.root();
        // The nodes of a fragment are children of an `html` element.
        let html_root = root.children_it(false).find(NodeRef::is_element);
        let parent = html_root.unwrap_or(root);
        let mut tree = Self { roots: read_children(&parent, 0)? };
        tree.normalise();
        Some(tree)
    }

    /// A tree with one element of this name for each text.
    pub(super) fn of_elements(name: &str, texts: impl IntoIterator<Item = String>) -> Self {
        let element = |text| Node::Element {
            name: name.into(),
            attrs: Vec::new(),
            math: false,
            children: vec![Node::Text(text)],
        };
        let mut tree = Self { roots: texts.into_iter().map(element).collect() };
        tree.normalise();
        tree
    }

    /// Normalises the tree again after a change.
    pub(super) fn normalise(&mut self) {
        self.roots = normalise_tree(std::mem::take(&mut self.roots));
    }

    /// Writes the HTML and the text, and keeps the tree with them.
    pub(super) fn write(self) -> Clean {
        let mut out = Clean::default();
        for node in &self.roots {
            write_node(node, &mut out);
        }
        Clean { tree: self, ..out }
    }
}

fn read_children(parent: &NodeRef<'_>, depth: usize) -> Option<Vec<Node>> {
    if depth > MAX_DEPTH {
        return None;
    }
    let mut out = Vec::new();
    for child in parent.children_it(false) {
        if child.is_text() {
            out.push(Node::Text(child.text().to_string()));
        } else if child.is_element() {
            let (name, math) = match child.qual_name_ref() {
                Some(q) => (q.local.to_string(), q.ns == html5ever::ns!(mathml)),
                None => continue,
            };
            let allowed = if math { sanitize::MATHML } else { sanitize::HTML };
            let children = read_children(&child, depth + 1)?;
            if allowed.split_whitespace().any(|t| t == name) {
                let attrs = child
                    .attrs()
                    .into_iter()
                    .map(|a| (a.name.local.to_string(), a.value.to_string()))
                    .collect();
                out.push(Node::Element { name, attrs, math, children });
            } else {
                out.extend(children);
            }
        }
    }
    Some(out)
}

fn write_node(node: &Node, out: &mut Clean) {
    match node {
        Node::Text(text) => {
            out.text.push_str(text);
            for c in text.chars() {
                match c {
                    '&' => out.html.push_str("&amp;"),
                    '<' => out.html.push_str("&lt;"),
                    '>' => out.html.push_str("&gt;"),
                    '\u{A0}' => out.html.push_str("&nbsp;"),
                    c => out.html.push(c),
                }
            }
        }
        Node::Element { name, attrs, children, .. } => {
            out.html.push('<');
            out.html.push_str(name);
            for (key, value) in attrs {
                if name == "img" && key == "src" && !out.images.contains(value) {
                    out.images.push(value.clone());
                }
                let value =
                    value.replace('&', "&amp;").replace('"', "&quot;").replace('\u{A0}', "&nbsp;");
                let value = value.replace('<', "&lt;").replace('>', "&gt;");
                // Writing to a string never fails.
                let _ = write!(out.html, " {key}=\"{value}\"");
            }
            out.html.push('>');
            if matches!(name.as_str(), "br" | "hr" | "img" | "col" | "wbr") {
                return;
            }
            for child in children {
                write_node(child, out);
            }
            let _ = write!(out.html, "</{name}>");
        }
    }
}
