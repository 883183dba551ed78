//! Chooses the blocks of a page that are its article: from the votes of the extractors, from what
//! the page states, and with corrections afterwards.

use commonplace_core::text;
use dom_query::Document;

use super::{furniture, notes, position, score, votes};
use crate::blocks::Blocks;
use crate::metadata::LinkedData;
use crate::page::OmitReason;
use crate::render::{self, Clean};

/// Minimum fraction of shared words for two extractors to agree. Below it a third extractor is run,
/// which takes as long as both. This happens for one page in ten of the development sets.
const ASK_THIRD: f32 = 0.75;

/// Pages of more bytes or tags than this are only read by the fastest extractor, so that no page
/// takes more than seconds.
const HEAVY_BYTES: usize = 4 * 1024 * 1024;
const HEAVY_TAGS: usize = 60_000;

/// The text that a page states as its article's.
pub(super) struct StatedBody {
    pub(super) clean: Clean,
    votes: votes::Votes,
    /// Fraction of it that is on the page, from 0 to 1.
    found: f32,
}

impl StatedBody {
    pub(super) fn from_linked_data(data: &LinkedData, page: &Blocks) -> Option<Self> {
        let body = data.body()?;
        let is_html = ["<p", "<br", "<div"].iter().any(|tag| body.contains(tag));
        let clean = if is_html { render::clean(&body) } else { render::paragraphs(body.lines()) };
        let votes = votes::Votes::count_words(&clean.text, page);
        let words =
            page.blocks.iter().zip(&votes.shares).map(|(block, share)| (block.words, share));
        #[allow(clippy::cast_precision_loss, reason = "shares are rough")]
        let found = words.map(|(words, share)| words as f32 * share).sum::<f32>()
            / text::word_count(&clean.text).max(1) as f32;
        Some(Self { clean, votes, found })
    }

    /// Whether the page shows neither this text nor another article.
    pub(super) fn is_missing(&self, shown: &Clean) -> bool {
        let words = |clean: &Clean| text::word_count(&clean.text);
        self.found < 0.3 && words(shown) * 2 < words(&self.clean)
    }
}

/// The blocks of a page that are its article, and why the others are not.
pub(super) struct Choice {
    pub(super) keep: Vec<bool>,
    pub(super) why: Vec<Option<OmitReason>>,
    /// For each block, the number of the two extractors that keep it.
    pub(super) votes: Vec<u8>,
}

/// Chooses the article in a prepared page.
pub(super) fn choose(
    document: &Document,
    page: &Blocks,
    url: Option<&str>,
    title: &str,
    stated: Option<&StatedBody>,
) -> Choice {
    let html = votes::slim(&document.html());
    let readability = votes::Votes::count_words(&votes::readability(&html, url), page);
    let heavy = html.len() > HEAVY_BYTES || html.matches('<').count() > HEAVY_TAGS;
    let trafilatura = if heavy {
        readability.clone()
    } else {
        votes::Votes::count_words(&votes::trafilatura(&html, false), page)
    };
    let mut opinions = score::Opinions { readability, trafilatura, third: None, stated: None };
    opinions.stated = stated.filter(|s| s.found > 0.7).map(|s| s.votes.clone());
    if opinions.agreement(page) < ASK_THIRD {
        if !heavy {
            opinions.trafilatura =
                votes::Votes::count_words(&votes::trafilatura(&html, true), page);
        }
        opinions.third = Some(votes::Votes::count_words(&votes::rs_trafilatura(&html), page));
    }
    let mut keep = score::weigh(page, &opinions, title);
    let votes: Vec<u8> = (0..page.blocks.len()).map(|i| opinions.count(i)).collect();
    let mut why = furniture::take_out(page, &mut keep, &votes);
    position::put_back(document, page, &mut keep, &mut why);
    keep_formulas(document, page, &mut keep, &mut why);
    notes::keep_footnotes(document, page, &mut keep);
    Choice { keep, why, votes }
}

/// A formula on a line of its own has no words to judge; it is kept if the blocks around it are.
fn keep_formulas(
    document: &Document,
    page: &Blocks,
    keep: &mut [bool],
    why: &mut [Option<OmitReason>],
) {
    let formula = |i: usize| {
        let nodes = &page.blocks[i].nodes;
        let shown = nodes.iter().filter_map(|id| document.tree.get(id));
        let shown = shown.filter(|n| !n.is_text() || !n.text().trim().is_empty());
        shown.fold(None, |all, n| Some(all != Some(false) && n.has_name("math"))) == Some(true)
    };
    let mut i = 0;
    while i < page.blocks.len() {
        let run = (i..page.blocks.len()).take_while(|&at| formula(at)).count();
        let (before, after) = (i.checked_sub(1), i + run);
        let kept = |at: Option<usize>| at.and_then(|at| keep.get(at)).copied();
        if run > 0 && kept(before) == Some(true) && kept(Some(after)) != Some(false) {
            for at in i..after {
                (keep[at], why[at]) = (true, None);
            }
        }
        i = after + usize::from(run == 0);
    }
}
