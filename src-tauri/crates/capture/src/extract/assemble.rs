//! Cuts the article out of its page: takes away the blocks that were not kept, and keeps pictures and other
//! content without words where blocks around it are kept.

use std::collections::HashSet;

use dom_query::{Document, NodeId, NodeRef};

use crate::blocks::{self, Blocks};

/// Removes all blocks from the page that are not kept, and returns the HTML of the smallest element around the
/// kept ones. `lead` is put before it unless the article itself shows that picture. Returns `None` if no block
/// is kept. The document is changed.
pub(super) fn assemble(
    document: &Document,
    page: &Blocks,
    keep: &[bool],
    lead: Option<(NodeId, String)>,
) -> Option<String> {
    let kept: Vec<_> = page.blocks.iter().zip(keep).filter(|(_, k)| **k).map(|(b, _)| b).collect();
    let first = kept.first()?;
    // The depth of the innermost element around all kept blocks.
    let depth = kept
        .iter()
        .map(|b| b.path.iter().zip(&first.path).take_while(|(a, b)| a == b).count())
        .min()
        .unwrap_or(0);
    let container = first.path.get(..depth)?.last().map(|&at| page.places[at].node)?;
    let words = |wanted: bool| -> HashSet<NodeId> {
        let chosen = page.blocks.iter().zip(keep).filter(|(_, k)| **k == wanted);
        chosen.flat_map(|(b, _)| b.nodes.iter().copied()).collect()
    };
    let mut cut = Cut { kept: words(true), dropped: words(false), doomed: Vec::new() };
    let container = document.tree.get(&container)?;
    cut.mark_removals(&container, true);
    for id in cut.doomed {
        if let Some(node) = document.tree.get(&id) {
            node.remove_from_parent();
        }
    }
    let html = container.html().to_string();
    let shown = |id: &NodeId| {
        document.tree.get(id).is_some_and(|picture| super::lead::is_in(&container, &picture))
    };
    Some(match lead.filter(|(id, _)| !shown(id)) {
        Some((_, lead)) => lead + &html,
        None => html,
    })
}

/// Elements that show something without words.
const MEDIA: &[&str] = &[
    "audio", "canvas", "embed", "hr", "iframe", "img", "math", "object", "picture", "svg", "video",
];

/// Whether an element contains kept blocks, and whether it contains dropped ones.
#[derive(Default, Clone, Copy)]
struct Holds {
    kept: bool,
    dropped: bool,
}

struct Cut {
    kept: HashSet<NodeId>,
    dropped: HashSet<NodeId>,
    doomed: Vec<NodeId>,
}

impl Cut {
    /// Collects what to remove at and below `node`. An element with dropped words and no kept ones is removed
    /// with its pictures, since these belong to another article, an advertisement or an author.
    fn mark_removals(&mut self, node: &NodeRef<'_>, top: bool) -> Holds {
        let mut holds = Holds::default();
        if self.kept.contains(&node.id) {
            return Holds { kept: true, dropped: false };
        }
        if self.dropped.contains(&node.id) {
            self.doomed.push(node.id);
            return Holds { kept: false, dropped: true };
        }
        if node.is_text() && !node.text().trim().is_empty() {
            // Text that is in no block: the page hides it, or it belongs to a button.
            self.doomed.push(node.id);
            return holds;
        }
        let media = node.node_name().is_some_and(|name| MEDIA.contains(&&*name));
        if media && super::lead::is_decoration(node) || node.is_element() && blocks::is_hidden(node)
        {
            self.doomed.push(node.id);
            return holds;
        }
        if media && !node.has_name("picture") {
            return holds;
        }
        for child in node.children_it(false) {
            let inner = self.mark_removals(&child, false);
            holds.kept |= inner.kept;
            holds.dropped |= inner.dropped;
        }
        if holds.dropped && !holds.kept && !top {
            self.doomed.push(node.id);
        }
        holds
    }
}
