//! Passages that look like furniture by their words but belong to the article by their position: a
//! section called "Share" among other sections, a sentence about a newsletter between two
//! paragraphs, a paragraph that consists of a link, a table under its heading.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use dom_query::Document;
use regex::{Regex, RegexBuilder};

use super::furniture;
use crate::blocks::{Block, Blocks};
use crate::element_purpose;
use crate::page::OmitReason;

/// Invitations to do something, as pages display them beside an article.
static INVITES: LazyLock<Option<Regex>> = LazyLock::new(|| {
    RegexBuilder::new(
        r"sign(ing)?[ -]up|subscrib|inbox|your e-?mail|click|register (now|today|here|for)|join (us|our|the)|follow (us|me|@)|^\W*follow\b|(instagram|facebook|twitter|youtube|telegram)\b|download (the|our)|read (more|also|next)|see also|watch:|listen:|related:|more:|all rights reserved|©|cookies?|abonnieren|anmelden|lesen sie|abonnez|inscri|suscr|订阅|訂閱|点击|メルマガ|登録",
    )
    .case_insensitive(true)
    .build()
    .ok()
});

fn invites(text: &str) -> bool {
    INVITES.as_ref().is_none_or(|p| p.is_match(text))
}

/// Restores passages that were removed although they are in the middle of the article.
pub(super) fn put_back(
    document: &Document,
    page: &Blocks,
    keep: &mut [bool],
    why: &mut [Option<OmitReason>],
) {
    let count = page.blocks.len();
    let (Some(first), Some(last)) = (keep.iter().position(|k| *k), keep.iter().rposition(|k| *k))
    else {
        return;
    };
    let dress = PurposeWeights::of(document, page);
    let templates: HashSet<_> =
        (0..count).filter(|&i| keep[i]).map(|i| template(page, &page.blocks[i])).collect();
    let is_kept = keep.to_vec();
    let kept_before = |i: usize| (0..i).rev().find(|&j| is_kept[j]);
    let kept_after = |i: usize| (i + 1..count).find(|&j| is_kept[j]);
    let mut back = Vec::new();
    for (i, block) in page.blocks.iter().enumerate().take(last + 1).skip(first) {
        if is_kept[i] || !templates.contains(&template(page, block)) {
            continue;
        }
        let between = kept_before(i).zip(kept_after(i));
        // Kept blocks must be near on both sides, so that no long run of removed ones is crossed.
        let near = between.is_some_and(|(a, b)| i - a <= 3 && b - i <= 3);
        let said =
            |j: usize| is_sentence(&page.blocks[j]) || furniture::is_heading(page, &page.blocks[j]);
        if near
            && is_sentence(block)
            && block.words >= 8
            && !invites(&block.text)
            && between.is_some_and(|(a, b)| {
                said(a) && said(b) && dress.weight(i) <= dress.weight(a).max(dress.weight(b))
            })
        {
            back.push(i);
        }
    }
    for i in back {
        (keep[i], why[i]) = (true, None);
    }
    opening(document, page, &dress, keep, why);
    tables(page, &dress, keep, why, last);
    headings(page, &dress, keep, why);
    captions(page, keep, why);
}

/// Keeps the caption of a kept table.
fn captions(page: &Blocks, keep: &mut [bool], why: &mut [Option<OmitReason>]) {
    let table = |i: usize| {
        page.blocks[i].path.iter().copied().rev().find(|&at| page.places[at].name == "table")
    };
    for i in 0..page.blocks.len() {
        if keep[i] || !page.is_in(&page.blocks[i], "caption") {
            continue;
        }
        let own = table(i);
        let beside = (i + 1..page.blocks.len()).take_while(|&j| table(j) == own);
        if own.is_some() && beside.into_iter().any(|j| keep[j]) {
            (keep[i], why[i]) = (true, None);
        }
    }
}

/// The first post of a thread is in boxes of the same template as the replies, before the first of
/// them.
fn opening(
    document: &Document,
    page: &Blocks,
    dress: &PurposeWeights<'_>,
    keep: &mut [bool],
    why: &mut [Option<OmitReason>],
) {
    let Some(first) = keep.iter().position(|k| *k) else { return };
    let has_class = |block: &Block| {
        let parent = block.path.len().checked_sub(2).and_then(|at| block.path.get(at));
        let node = parent.and_then(|&at| document.tree.get(&page.places[at].node));
        node.and_then(|n| n.class()).is_some_and(|class| !class.trim().is_empty())
    };
    for i in 0..first {
        let block = &page.blocks[i];
        let same = (first..page.blocks.len())
            .filter(|&j| {
                let kept = keep[j] && template(page, &page.blocks[j]) == template(page, block);
                let path = &page.blocks[j].path;
                kept && path.iter().any(|&at| page.places[at].kinds.has("comments"))
            })
            .count();
        if same >= 2
            && block.words >= 12
            && is_sentence(block)
            && block.linked * 3 < block.length
            && has_class(block)
            && !invites(&block.text)
            && dress.weight(i) <= 0.0
        {
            (keep[i], why[i]) = (true, None);
        }
    }
}

/// Keeps a heading if its section is kept and the article has others of its level, kept or
/// restored.
fn headings(
    page: &Blocks,
    dress: &PurposeWeights<'_>,
    keep: &mut [bool],
    why: &mut [Option<OmitReason>],
) {
    let count = page.blocks.len();
    let name = |i: usize| page.place(&page.blocks[i]).map(|p| p.name.clone()).unwrap_or_default();
    let mut like = HashMap::<String, usize>::new();
    for i in (0..count).filter(|&i| keep[i] && furniture::is_heading(page, &page.blocks[i])) {
        *like.entry(name(i)).or_default() += 1;
    }
    let mut back = Vec::new();
    for i in 0..count {
        let block = &page.blocks[i];
        if keep[i] || !furniture::is_heading(page, block) || block.linked * 2 > block.length {
            continue;
        }
        // A link to edit the section may follow it.
        let next = (i + 1..count.min(i + 3)).find(|&j| keep[j] || page.blocks[j].words > 3);
        let Some(next) = next else { continue };
        let follows = keep[next] && !furniture::is_heading(page, &page.blocks[next]);
        // References to notes are links.
        let sentence = is_sentence(&page.blocks[next])
            && page.blocks[next].linked * 5 <= page.blocks[next].length
            || page.is_in(&page.blocks[next], "table");
        if follows && sentence && dress.weight(i) <= dress.weight(next) && !invites(&block.text) {
            *like.entry(name(i)).or_default() += 1;
            back.push(i);
        }
    }
    for i in back {
        if like.get(&name(i)).is_some_and(|others| *others > 1) {
            (keep[i], why[i]) = (true, None);
        }
    }
}

/// Keeps a table with its own headings, under a heading and before other kept content.
fn tables(
    page: &Blocks,
    dress: &PurposeWeights<'_>,
    keep: &mut [bool],
    why: &mut [Option<OmitReason>],
    last: usize,
) {
    let innermost = |i: usize| {
        page.blocks[i].path.iter().copied().rev().find(|&at| page.places[at].name == "table")
    };
    let count = page.blocks.len();
    let mut i = 0;
    while i < count {
        let Some(table) = innermost(i) else {
            i += 1;
            continue;
        };
        let end = (i..count).find(|&j| innermost(j) != Some(table)).unwrap_or(count);
        let cells = i..end;
        let has_headings = cells
            .clone()
            .filter(|&j| page.place(&page.blocks[j]).is_some_and(|p| p.name == "th"))
            .count()
            >= 2;
        let data = cells
            .clone()
            .filter(|&j| page.place(&page.blocks[j]).is_some_and(|p| p.name == "td"))
            .count()
            >= 2;
        let linked =
            cells.clone().any(|j| page.blocks[j].linked > 0 || invites(&page.blocks[j].text));
        let titled = i.checked_sub(1).is_some_and(|j| {
            furniture::is_heading(page, &page.blocks[j]) && dress.weight(j) <= 0.0
        });
        let none_kept = cells.clone().all(|j| !keep[j]);
        if has_headings && data && titled && !linked && none_kept && end <= last {
            for j in i - 1..end {
                (keep[j], why[j]) = (true, None);
            }
        }
        i = end;
    }
}

/// Whether a block is a complete sentence.
fn is_sentence(block: &Block) -> bool {
    block.words >= 6 && furniture::ends_a_sentence(&block.text)
}

/// The purposes of the elements around blocks. An id made from a heading's words does not count as
/// a purpose.
struct PurposeWeights<'a> {
    page: &'a Blocks,
    /// Elements whose purpose comes only from an id that is made from a heading.
    named: HashSet<usize>,
}

impl<'a> PurposeWeights<'a> {
    fn of(document: &Document, page: &'a Blocks) -> Self {
        let headings: HashSet<String> = page
            .blocks
            .iter()
            .filter(|block| furniture::is_heading(page, block))
            .map(|block| commonplace_core::text::folded(&block.text))
            .collect();
        let named = page.places.iter().enumerate().filter(|(_, place)| {
            let Some(node) = document.tree.get(&place.node) else { return false };
            let id = node.id_attr().unwrap_or_default();
            let by_class = element_purpose::purposes_of_element(
                &place.name,
                &node.class().unwrap_or_default(),
                "",
            );
            headings.contains(&commonplace_core::text::folded(&id)) && by_class.weight() <= 0.0
        });
        Self { page, named: named.map(|(at, _)| at).collect() }
    }

    /// Sum of the weights against a block from the three innermost elements around it.
    fn weight(&self, block: usize) -> f32 {
        let around = self.page.blocks[block].path.iter().rev().take(3);
        let around = around.filter(|at| !self.named.contains(at));
        around.map(|&at| self.page.places[at].kinds.weight()).sum()
    }
}

/// The template of a block: the signatures of its element and of the one around it.
fn template(page: &Blocks, block: &Block) -> (u64, u64) {
    let mut up = block.path.iter().rev().map(|&at| page.places[at].signature);
    (up.next().unwrap_or_default(), up.next().unwrap_or_default())
}
