//! Footnotes: a note that a kept passage refers to is kept as well, wherever it is on the page.

use std::collections::{HashMap, HashSet};

use dom_query::{Document, NodeId, NodeRef};

use crate::blocks::Blocks;

/// Maximum number of words of a footnote. A longer one is a section that a table of contents links
/// to.
const MAX_WORDS: u32 = 300;

/// Keeps the blocks that kept blocks refer to by a label (a number, an asterisk), and the heading
/// above them.
pub(super) fn keep_footnotes(document: &Document, page: &Blocks, keep: &mut [bool]) {
    let mut wanted: HashSet<String> = HashSet::new();
    for (block, _) in page.blocks.iter().zip(keep.iter()).filter(|(_, kept)| **kept) {
        if block.linked == 0 {
            continue;
        }
        for node in block.nodes.iter().filter_map(|id| document.tree.get(id)) {
            marks(&node, &mut wanted);
        }
    }
    if wanted.is_empty() {
        return;
    }
    let targets: HashMap<NodeId, &str> = document
        .select("[id], a[name]")
        .nodes()
        .iter()
        .filter_map(|node| {
            let name = node.id_attr().or_else(|| node.attr("name"))?;
            wanted.get(&*name).map(|name| (node.id, name.as_str()))
        })
        .collect();
    let mut notes: HashMap<&str, Vec<usize>> = HashMap::new();
    for (i, block) in page.blocks.iter().enumerate() {
        let around = block.path.iter().rev().take(6).map(|&at| page.places[at].node);
        let own = block.nodes.iter().filter_map(|id| document.tree.get(id));
        let inside = own.flat_map(|node| {
            let below = node.descendants_it().map(|n| n.id);
            std::iter::once(node.id).chain(below).collect::<Vec<_>>()
        });
        for name in around.chain(inside).filter_map(|id| targets.get(&id)) {
            let blocks = notes.entry(name).or_default();
            if blocks.last() != Some(&i) {
                blocks.push(i);
            }
        }
    }
    for blocks in notes.into_values() {
        let words: u32 = blocks.iter().map(|&i| page.blocks[i].words).sum();
        if words > MAX_WORDS {
            continue;
        }
        for &i in &blocks {
            keep[i] = true;
        }
        let before = blocks.first().and_then(|i| i.checked_sub(1));
        if let Some(at) = before.filter(|&at| super::furniture::is_heading(page, &page.blocks[at]))
        {
            keep[at] = true;
        }
    }
}

/// Collects the ids that the references in a passage link to.
fn marks(node: &NodeRef<'_>, out: &mut HashSet<String>) {
    if node.has_name("a") {
        let text = node.text();
        let text = text.trim().trim_matches(['[', ']', '(', ')', '.', '\u{FE0E}']);
        let short = !text.is_empty() && text.chars().count() <= 4;
        let mark = text.chars().all(|c| c.is_numeric() || "*†‡§¶#‖".contains(c))
            || text.chars().count() <= 2 && text.chars().all(char::is_alphabetic)
            || text.chars().all(|c| "ivxlIVXL".contains(c));
        if let Some(target) = node.attr("href").filter(|h| short && mark && h.len() > 1)
            && let Some(name) = target.strip_prefix('#')
        {
            let name = percent_encoding::percent_decode_str(name).decode_utf8_lossy();
            out.insert(name.into_owned());
        }
        return;
    }
    for child in node.children_it(false).filter(NodeRef::is_element) {
        marks(&child, out);
    }
}
