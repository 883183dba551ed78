//! Divides a captured page into passages: which of them are its article, why the others are not,
//! and an article made of passages that a person chose.

use std::collections::HashSet;

use dom_query::Document;

use super::choice::{StatedBody, choose};
use super::{assemble, prepare, votes};
use crate::blocks::{self, Block, Blocks};
use crate::metadata::LinkedData;
use crate::page::OmitReason;
use crate::render::{self, Clean};
use crate::sanitize;
use commonplace_core::text::folded;

/// The passages of a page, and whether each is in the article.
pub(crate) struct Passages {
    /// The whole visible page, sanitised; passage N is in an element with the id `clip-passage-N`.
    pub(crate) clean: Clean,
    /// Why a passage is not in the article; `None` if it is.
    pub(crate) why: Vec<Option<OmitReason>>,
}

/// Determines which passages of a page are in `text`, an article made from it.
pub(crate) fn passages(html: &str, url: Option<&str>, title: &str, text: &str) -> Passages {
    if !sanitize::is_within_limits(html) {
        return Passages { clean: render::clean(html), why: Vec::new() };
    }
    let document = Document::from(html);
    prepare(&document, url);
    let page = Blocks::parse(&document);
    let shown = votes::Votes::count_words(text, &page);
    let stated = StatedBody::from_linked_data(&LinkedData::parse(&document), &page);
    let choice = choose(&document, &page, url, title, stated.as_ref());
    let folded_title = folded(title);
    let why = page.blocks.iter().enumerate().map(|(i, block)| {
        if shown.keeps(i) {
            None
        } else if !folded_title.is_empty() && folded(&block.text) == folded_title {
            Some(OmitReason::Title)
        } else if choice.keep[i] {
            Some(OmitReason::ByHand)
        } else {
            Some(choice.why[i].unwrap_or(OmitReason::Elsewhere))
        }
    });
    let why = why.collect();
    for node in document.select("[hidden], [style]").nodes() {
        if blocks::is_hidden(node) {
            node.remove_from_parent();
        }
    }
    for (i, place) in page.places.iter().enumerate() {
        // Elements with an id are not removed as mere wrappers, so each element around a passage
        // can be selected.
        let node = document.tree.get(&place.node).filter(|n| n.id_attr().is_none());
        if let Some(node) = node.filter(|n| !n.has_name("body")) {
            node.set_attr("id", &format!("place-{i}"));
        }
    }
    for (i, block) in page.blocks.iter().enumerate() {
        mark(&document, block, i);
    }
    // Wrapped in a quotation, because an element that wraps the whole article would be removed.
    let body = document.body().map(|b| b.inner_html()).unwrap_or_default();
    Passages { clean: render::clean(&format!("<blockquote>{body}</blockquote>")), why }
}

/// Puts a block into an element of its own, so that it can be selected.
fn mark(document: &Document, block: &Block, number: usize) {
    let id = format!("passage-{number}");
    let nodes: Vec<_> = block.nodes.iter().filter_map(|id| document.tree.get(id)).collect();
    let Some(first) = nodes.first() else { return };
    if nodes.len() == 1 && first.has_name("pre") {
        // A part of a listing cannot be selected separately.
        first.set_attr("id", &id);
        return;
    }
    let span = document.tree.new_element("span");
    span.set_attr("id", &id);
    first.insert_before(&span.id);
    for node in nodes {
        span.append_child(&node.id);
    }
}

/// Makes an article of the passages with these numbers.
pub(crate) fn picked(html: &str, url: Option<&str>, keep: &[usize]) -> Clean {
    if !sanitize::is_within_limits(html) {
        return render::clean(html);
    }
    let document = Document::from(html);
    prepare(&document, url);
    let page = Blocks::parse(&document);
    let chosen: HashSet<usize> = keep.iter().copied().collect();
    let keep: Vec<bool> = (0..page.blocks.len()).map(|i| chosen.contains(&i)).collect();
    assemble::assemble(&document, &page, &keep, None)
        .map(|html| render::clean(&html))
        .unwrap_or_default()
}
