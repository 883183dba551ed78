//! Scores which blocks of a page are its article: the other extractors' votes, weighed together
//! with a block's position, its surroundings and its appearance.
//!
//! The weights were set by hand on the development pages, to about a tenth. A block is kept if its
//! sum is above zero. Only one criterion decides alone: that a block belongs to another article.

use std::collections::HashMap;

use super::furniture;
use super::votes::Votes;
use crate::blocks::{Block, Blocks};
use crate::element_purpose::Purposes;

/// Minimum number of words of a block kept by both extractors to mark the start or end of the
/// article.
const ANCHOR_WORDS: u32 = 12;

/// Number of words that surely belong to the article, and of all words, in an element and its
/// descendants.
#[derive(Default, Clone, Copy)]
struct Share {
    sure: f32,
    all: f32,
}

impl Share {
    /// The fraction of sure words without those of one block, minus a half. `prior` pulls it to
    /// zero if there are few words.
    fn without(self, words: f32, sure: bool, prior: f32) -> f32 {
        let sure_words = self.sure - if sure { words } else { 0.0 };
        (sure_words + prior / 2.0) / (self.all - words + prior) - 0.5
    }
}

/// The opinions of the extractors: Readability, Trafilatura, a third one if these two disagree, and
/// the page's own statement.
pub(super) struct Opinions {
    pub(super) readability: Votes,
    pub(super) trafilatura: Votes,
    pub(super) third: Option<Votes>,
    /// The text that the page states for machines, often without its lists and boxes.
    pub(super) stated: Option<Votes>,
}

impl Opinions {
    /// Fraction of the words kept by either of the two extractors that both keep, from 0 to 1.
    pub(super) fn agreement(&self, page: &Blocks) -> f32 {
        let (mut both, mut any) = (0, 0);
        for (i, block) in page.blocks.iter().enumerate() {
            let votes = self.count(i);
            both += if votes == 2 { block.words } else { 0 };
            any += if votes > 0 { block.words } else { 0 };
        }
        as_f32(both) / as_f32(any.max(1))
    }

    /// Number of the two extractors that keep a block.
    pub(super) fn count(&self, block: usize) -> u8 {
        u8::from(self.readability.keeps(block)) + u8::from(self.trafilatura.keeps(block))
    }
}

/// Decides for each block whether it belongs to the article.
pub(super) fn weigh(page: &Blocks, opinions: &Opinions, title: &str) -> Vec<bool> {
    let (r, t) = (&opinions.readability, &opinions.trafilatura);
    let count = page.blocks.len();
    let notice = |i: usize| {
        let kinds = page.blocks[i].path.iter().map(|&at| page.places[at].kinds);
        kinds.fold(Purposes::default(), Purposes::with).has("notice")
    };
    let mut sure: Vec<bool> = (0..count).map(|i| opinions.count(i) == 2 && !notice(i)).collect();
    let words = |keep: &dyn Fn(usize) -> bool| -> u32 {
        page.blocks.iter().enumerate().filter(|(i, _)| keep(*i)).map(|(_, b)| b.words).sum()
    };
    let most = words(&|i| r.keeps(i)).max(words(&|i| t.keeps(i)));
    if words(&|i| sure[i]) * 5 < most * 2 {
        // The extractors found different content; both may be right.
        sure = (0..count).map(|i| r.keeps(i) || t.keeps(i)).collect();
    }
    let foreign = foreign_articles(page, &sure, title);
    for (sure, foreign) in sure.iter_mut().zip(&foreign) {
        *sure &= !foreign;
    }
    let mut places = vec![Share::default(); page.places.len()];
    let mut signatures: HashMap<(u64, u64), Share> = HashMap::new();
    let mut total = 0.0;
    for (block, sure) in page.blocks.iter().zip(&sure) {
        let words = as_f32(block.words);
        let sure = if *sure { words } else { 0.0 };
        total += sure;
        let same = signatures.entry(signature(page, block)).or_default();
        same.sure += sure;
        same.all += words;
        for &at in &block.path {
            places[at].sure += sure;
            places[at].all += words;
        }
    }
    // The innermost element that contains most of the article.
    let container = places.iter().rposition(|p| total > 0.0 && p.sure >= 0.7 * total).unwrap_or(0);
    let anchor = |i: &usize| sure[*i] && page.blocks[*i].words >= ANCHOR_WORDS;
    let first = (0..count).find(anchor).unwrap_or(0);
    let last = (0..count).rfind(anchor).unwrap_or(count.saturating_sub(1));
    let vote = |i: usize| f32::from(opinions.count(i));
    (0..count)
        .map(|i| {
            if foreign[i] {
                return false;
            }
            let block = &page.blocks[i];
            let words = as_f32(block.words);
            let inside = block.path.contains(&container);
            let mut sum = -3.3;
            sum += match (r.keeps(i), t.keeps(i)) {
                (true, true) => 2.5,
                (true, false) => 2.0,
                (false, true) => 1.5,
                (false, false) => 0.0,
            };
            sum += match &opinions.third {
                Some(third) if third.keeps(i) => 1.0,
                Some(_) => -1.0,
                None => 0.0,
            };
            sum += match &opinions.stated {
                Some(stated) if stated.keeps(i) => 1.0,
                Some(_) => -0.4,
                None => 0.0,
            };
            sum += if inside { 1.5 } else { 0.0 };
            sum += if (first..=last).contains(&i) {
                1.0
            } else if i < first {
                0.6
            } else {
                0.0
            };
            // Blocks made by the same template, and blocks in the same elements.
            let same = signatures.get(&signature(page, block)).copied().unwrap_or_default();
            sum += 1.2 * same.without(words, sure[i], 20.0);
            for up in [1, 2] {
                let at = block.path.len().saturating_sub(1 + up);
                if let Some(&place) = block.path.get(at) {
                    sum += 0.6 * places[place].without(words, sure[i], 10.0);
                }
            }
            if let Some(&top) = block.path.iter().find(|&&at| at > container)
                && inside
            {
                sum += 0.5 * places[top].without(words, sure[i], 10.0);
            }
            let around =
                |at: Option<usize>| at.filter(|&at| at < count).map_or(0.0, vote) / 2.0 - 0.5;
            sum += 0.6 * around(Some(i + 1)) + 0.2 * around(i.checked_sub(1));
            sum += appearance_score(page, block);
            // The purposes of the elements around it, except those around the whole article.
            let skip = block.path.len().saturating_sub(6);
            let kinds = block
                .path
                .iter()
                .enumerate()
                .filter(|(n, at)| if inside { **at > container } else { *n >= skip })
                .fold(Purposes::default(), |kinds, (_, &at)| kinds.with(page.places[at].kinds));
            // A caption is kept with its image if Readability keeps it.
            let of_picture = r.keeps(i) && page.is_in(block, "figure");
            sum -= kinds.weight() - if of_picture { kinds.only("caption").weight() } else { 0.0 };
            sum > 0.0
        })
        .collect()
}

/// The score of a block's own appearance.
fn appearance_score(page: &Blocks, block: &Block) -> f32 {
    let name = page.place(block).map_or("", |p| p.name.as_str());
    let mut sum = 0.0;
    if block.words >= 8 && furniture::ends_a_sentence(&block.text) {
        sum += 1.3;
    }
    sum -= 0.5 * ((as_f32(block.words).ln_1p() / 5.0).min(1.0) - 0.5);
    sum -= 0.6 * crate::blocks::ratio(block.linked, block.length);
    sum += match name {
        "h1" => -0.6,
        "h2" | "h3" | "h4" | "h5" | "h6" => 0.4,
        _ => 0.0,
    };
    let near = &block.path[block.path.len().saturating_sub(4)..];
    let in_near = |names: &[&str]| near.iter().any(|&at| names.contains(&&*page.places[at].name));
    if in_near(&["li"]) {
        sum += 0.5;
    }
    if in_near(&["td", "th"]) {
        sum += 0.4;
    }
    if block.words < 60 && furniture::hints(&block.text) {
        sum -= 1.0;
    }
    sum
}

fn signature(page: &Blocks, block: &Block) -> (u64, u64) {
    let mut up = block.path.iter().rev().map(|&at| page.places[at].signature);
    (up.next().unwrap_or_default(), up.next().unwrap_or_default())
}

/// If a page shows several articles in full, marks those that do not match its title.
fn foreign_articles(page: &Blocks, sure: &[bool], title: &str) -> Vec<bool> {
    let innermost = |block: &Block| {
        block.path.iter().copied().rev().find(|&at| page.places[at].name == "article")
    };
    let mut words: HashMap<Option<usize>, u32> = HashMap::new();
    for (block, _) in
        page.blocks.iter().zip(sure).filter(|(b, sure)| **sure && b.words >= ANCHOR_WORDS)
    {
        *words.entry(innermost(block)).or_default() += block.words;
    }
    let title = commonplace_core::text::folded(title);
    let main = (words.len() >= 2)
        .then(|| {
            page.blocks.iter().find_map(|block| {
                let heading =
                    page.place(block).is_some_and(|p| matches!(p.name.as_str(), "h1" | "h2"));
                let article = innermost(block)?;
                let text = commonplace_core::text::folded(&block.text);
                let named =
                    text.chars().count() >= 8 && (title.contains(&text) || text.contains(&title));
                (heading && named && words.get(&Some(article)).is_some_and(|w| *w >= 40))
                    .then_some(article)
            })
        })
        .flatten();
    page.blocks.iter().map(|block| main.is_some() && innermost(block) != main).collect()
}

#[allow(clippy::cast_precision_loss, reason = "weights are rough")]
fn as_f32(words: u32) -> f32 {
    words as f32
}
