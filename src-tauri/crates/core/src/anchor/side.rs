//! One of the two texts, and the comparison of a quote with places in it.

use std::cell::OnceCell;
use std::collections::HashMap;
use std::ops::Range;

use super::distance::{agreement, best_fit, distance};
use super::numbers::{as_f32, as_i64};
use super::symbols::{Gram, Symbols, gram_sampling_interval, grams};

/// Minimum weight of a gram that candidates are found by: six letters, or three Chinese characters.
const SEED: u32 = 12;
/// A gram with more occurrences than this is ignored.
const COMMON: usize = 48;
/// Maximum number of candidates found by grams.
const CANDIDATES: usize = 8;
/// How many symbols next to a quote, on either side, are its near surroundings.
pub(super) const NEAR: usize = 28;
/// How many symbols are its wide surroundings.
const FAR: usize = 96;

/// A place in the text that may be the quote's.
#[derive(Debug, Clone)]
pub(super) struct AnchorCandidate {
    pub(super) range: Range<usize>,
    /// Similarity of the words, from 0 to 1.
    pub(super) quality: f32,
    /// How many of the nearest [`NEAR`] symbols agree, before and after.
    pub(super) before: f32,
    pub(super) after: f32,
    pub(super) score: f32,
}

impl AnchorCandidate {
    /// How much of the quote and of its surroundings is here, from 0 to 1.
    pub(super) fn likeness(&self) -> f32 {
        0.6 * self.quality + 0.4 * (self.before + self.after) / as_f32(2 * NEAR)
    }
}

/// A quote with its surroundings.
pub(super) struct Quote<'q> {
    pub(super) exact: &'q [char],
    pub(super) before: &'q [char],
    pub(super) after: &'q [char],
    /// Its range in its own text, if that text is known.
    pub(super) at: Option<Range<usize>>,
    /// Whether the quote begins at a word boundary, and whether it ends at one.
    pub(super) whole: (bool, bool),
    /// Whether the surroundings reach the edge of the text, before and after the quote.
    pub(super) edges: (bool, bool),
}

/// A text prepared for searching.
#[derive(Debug)]
pub(super) struct SearchableText {
    pub(super) symbols: Symbols,
    /// The text's symbols.
    pub(super) row: Vec<char>,
    index: OnceCell<Index>,
}

/// An index of the short grams of a text.
#[derive(Debug)]
struct Index {
    /// Sorted by hash.
    grams: Vec<Gram>,
    /// For each value of a hash's first bits, where its grams begin in `grams`.
    first: Vec<u32>,
    /// The number of remaining bits of a hash.
    rest: u32,
    /// `true` if it has all grams; `false` if it has only a sample of those of a very long text.
    whole: bool,
}

impl Index {
    fn of(row: &[char]) -> Self {
        let one_in = gram_sampling_interval(row.len());
        let mut grams = grams(row, SEED, one_in);
        grams.sort_unstable();
        let bits = grams.len().max(2).ilog2();
        let rest = u64::BITS - bits;
        let mut first = vec![0; (1 << bits) + 1];
        for (hash, _) in &grams {
            first[(hash >> rest) as usize + 1] += 1;
        }
        let mut sum = 0;
        for count in &mut first {
            sum += *count;
            *count = sum;
        }
        Self { grams, first, rest, whole: one_in == 1 }
    }

    fn gram_occurrences(&self, hash: u64) -> &[Gram] {
        let bucket = (hash >> self.rest) as usize;
        let bucket = &self.grams[self.first[bucket] as usize..self.first[bucket + 1] as usize];
        let start = bucket.iter().take_while(|(h, _)| *h < hash).count();
        let count = bucket[start..].iter().take_while(|(h, _)| *h == hash).count();
        &bucket[start..start + count]
    }
}

impl SearchableText {
    pub(super) fn of(text: &str) -> Self {
        let mut symbols = Symbols::from_text(text);
        let row = std::mem::take(&mut symbols.symbols);
        Self { symbols, row, index: OnceCell::new() }
    }

    /// A passage with its surroundings.
    pub(super) fn quote(&self, at: Range<usize>) -> Quote<'_> {
        Quote {
            exact: &self.row[at.clone()],
            before: &self.row[at.start.saturating_sub(FAR)..at.start],
            after: &self.row[at.end..(at.end + FAR).min(self.row.len())],
            whole: (
                !self.symbols.is_inside_word(&self.row, at.start),
                !self.symbols.is_inside_word(&self.row, at.end),
            ),
            edges: (at.start <= FAR, at.end + FAR >= self.row.len()),
            at: Some(at),
        }
    }

    fn index(&self) -> &Index {
        self.index.get_or_init(|| Index::of(&self.row))
    }

    /// The starts of all occurrences of `exact`, overlapping ones included.
    pub(super) fn copies<'s>(&'s self, exact: &'s [char]) -> Box<dyn Iterator<Item = usize> + 's> {
        let here =
            |at: &usize| self.row.get(*at) == exact.first() && self.row[*at..].starts_with(exact);
        match grams(&exact[..exact.len().min(SEED as usize)], SEED, 1).first() {
            Some((hash, _)) if self.index().whole => {
                let starts = self.index().gram_occurrences(*hash);
                Box::new(starts.iter().map(|(_, at)| *at as usize).filter(here))
            }
            _ => Box::new((0..self.row.len()).filter(here)),
        }
    }

    /// The best place of a quote near each of `starts`.
    pub(super) fn places(&self, quote: &Quote<'_>, mut starts: Vec<usize>) -> Vec<Range<usize>> {
        starts.sort_unstable();
        starts.dedup_by(|a, b| a.abs_diff(*b) <= 4);
        starts.into_iter().filter_map(|start| self.place_near(quote.exact, start)).collect()
    }

    fn place_near(&self, exact: &[char], start: usize) -> Option<Range<usize>> {
        let row = &self.row;
        let length = exact.len();
        if row.get(start..start + length).is_some_and(|here| here == exact) {
            return Some(start..start + length);
        }
        let slack = 12 + length / 3;
        let window =
            start.saturating_sub(slack).min(row.len())..(start + length + slack).min(row.len());
        let hint = start.min(window.end) - window.start;
        if let Some((from, to, _)) = best_fit(exact, &row[window.clone()], hint) {
            return Some(window.start + from..window.start + to);
        }
        // A very long quote is located by its beginning and its end.
        const PART: usize = 160;
        let head = &exact[..PART.min(length)];
        let tail = &exact[length - PART.min(length)..];
        let near =
            |at: usize| at.saturating_sub(PART).min(row.len())..(at + 2 * PART).min(row.len());
        let (a, b) = (near(start), near((start + length).saturating_sub(PART)));
        let (from, ..) = best_fit(head, &row[a.clone()], start.saturating_sub(a.start))?;
        let (_, to, _) = best_fit(tail, &row[b.clone()], 0)?;
        Some(a.start + from..b.start + to)
    }

    /// The range between the quote's nearest surroundings, if both are found near a place.
    pub(super) fn between_neighbours(
        &self,
        quote: &Quote<'_>,
        place_at: &Range<usize>,
    ) -> Option<Range<usize>> {
        const CONTEXT: usize = 20;
        const LEAST: usize = 8;
        let before = &quote.before[quote.before.len().saturating_sub(CONTEXT)..];
        let after = &quote.after[..quote.after.len().min(CONTEXT)];
        if before.len() < LEAST || after.len() < LEAST {
            return None;
        }
        let reach = CONTEXT + 16 + quote.exact.len() / 3;
        let around = |at: usize| {
            at.saturating_sub(reach).min(self.row.len())..(at + reach).min(self.row.len())
        };
        let near = |context: &[char], window: Range<usize>, hint: usize| {
            let text = &self.row[window.clone()];
            let (from, to, distance) = best_fit(context, text, hint.saturating_sub(window.start))?;
            (distance * 4 <= context.len()).then_some((window.start + from, window.start + to))
        };
        let left =
            near(before, around(place_at.start), place_at.start.saturating_sub(before.len()))?.1;
        let right = near(after, around(place_at.end), place_at.end)?.0;
        (left < right && right - left <= 3 * quote.exact.len() + 60)
            .then(|| self.trimmed(quote.exact, left..right))
    }

    /// A place, and the same place with its ends moved inward and outward to word boundaries where the quote
    /// had one.
    pub(super) fn at_words(&self, quote: &Quote<'_>, range: Range<usize>) -> Vec<Range<usize>> {
        const LONGEST: usize = 24;
        let cut = |at: usize| self.symbols.is_inside_word(&self.row, at);
        let ends = |at: usize, whole: bool| -> Vec<usize> {
            if !whole || !cut(at) {
                return vec![at];
            }
            let before = (at.saturating_sub(LONGEST)..at).rev().find(|&i| !cut(i));
            let after = (at + 1..=(at + LONGEST).min(self.row.len())).find(|&i| !cut(i));
            std::iter::once(at).chain(before).chain(after).collect()
        };
        let (starts, ends) = (ends(range.start, quote.whole.0), ends(range.end, quote.whole.1));
        let pairs = starts.iter().flat_map(|&start| ends.iter().map(move |&end| start..end));
        pairs.filter(|r| r.start < r.end).collect()
    }

    /// Whether a place begins or ends within a word where the quote did not.
    pub(super) fn cuts_word(&self, quote: &Quote<'_>, range: &Range<usize>) -> bool {
        quote.whole.0 && self.symbols.is_inside_word(&self.row, range.start)
            || quote.whole.1 && self.symbols.is_inside_word(&self.row, range.end)
    }

    /// Whether a place begins or ends with the same words as the quote, or has just its letters in another
    /// order.
    pub(super) fn keeps_edge_words(&self, quote: &Quote<'_>, range: &Range<usize>) -> bool {
        let (here, exact) = (&self.row[range.clone()], quote.exact);
        let head = here.iter().zip(exact).take_while(|(a, b)| a == b).count();
        let tail = here.iter().rev().zip(exact.iter().rev()).take_while(|(a, b)| a == b).count();
        let sorted = |row: &[char]| {
            let mut row = row.to_vec();
            row.sort_unstable();
            row
        };
        head > 0 && !self.symbols.is_inside_word(&self.row, range.start + head)
            || tail > 0 && !self.symbols.is_inside_word(&self.row, range.end - tail)
            || sorted(here) == sorted(exact)
    }

    /// A place between the quote's neighbours, without what was only inserted beside the quote.
    pub(super) fn trimmed(&self, exact: &[char], range: Range<usize>) -> Range<usize> {
        const SAME: usize = 4;
        let here = &self.row[range.clone()];
        if here.len() <= exact.len() {
            return range;
        }
        let Some((from, to, _)) = best_fit(exact, here, 0) else { return range };
        let same = SAME.min(exact.len());
        let begins = here[from..].starts_with(&exact[..same]);
        let ends = here[..to].ends_with(&exact[exact.len() - same..]);
        let start = if begins { range.start + from } else { range.start };
        let end = if ends { range.start + to } else { range.end };
        if start < end { start..end } else { range }
    }

    /// Starts of places that share grams with the quote and its surroundings, the best first.
    pub(super) fn find_by_grams(&self, quote: &Quote<'_>) -> Vec<usize> {
        const AROUND: usize = 32;
        const LONGEST: usize = 4_000;
        // Votes for a start are counted in steps that a few inserted words do not exceed.
        const STEP: i64 = 16;
        let before = &quote.before[quote.before.len().saturating_sub(AROUND)..];
        let after = &quote.after[..quote.after.len().min(AROUND)];
        let exact = &quote.exact[..quote.exact.len().min(LONGEST)];
        let row: Vec<char> = before.iter().chain(exact).chain(after).copied().collect();
        let mut votes: HashMap<i64, (u32, i64)> = HashMap::new();
        for (hash, at) in grams(&row, SEED, 1) {
            let places = self.index().gram_occurrences(hash);
            if places.len() > COMMON {
                continue;
            }
            for (_, place) in places {
                let start = i64::from(*place) - i64::from(at) + as_i64(before.len());
                let vote = votes.entry(start.div_euclid(STEP)).or_insert((0, start));
                vote.0 += 1;
            }
        }
        let mut steps: Vec<(u32, i64, i64)> = votes
            .iter()
            .map(|(&step, &(count, start))| {
                (count + votes.get(&(step + 1)).map_or(0, |v| v.0), step, start)
            })
            .collect();
        steps.sort_unstable_by(|a, b| b.cmp(a));
        // Places with less than a fifth of the best one's votes are dropped.
        let least = steps.first().map_or(0, |best| best.0 / 5);
        steps.retain(|step| step.0 >= least);
        let most = as_i64(self.row.len());
        let mut out: Vec<usize> = Vec::new();
        for (_, _, start) in steps {
            let start = usize::try_from(start.clamp(0, most)).unwrap_or(0);
            if out.len() == CANDIDATES {
                break;
            }
            if out.iter().all(|other| other.abs_diff(start) > 8) {
                out.push(start);
            }
        }
        out
    }

    /// Compares a quote with a place.
    pub(super) fn compare(&self, quote: &Quote<'_>, range: Range<usize>) -> AnchorCandidate {
        let row = &self.row;
        let here = &row[range.clone()];
        let length = here.len().max(quote.exact.len());
        let quality = 1.0 - as_f32(distance(quote.exact, here)) / as_f32(length);
        let side = |context: &[char], agrees: &dyn Fn(usize) -> usize, at_edge: bool, was: bool| {
            let near = context.len().min(NEAR);
            if near == 0 {
                // The quote had nothing on this side. That agrees fully at the edge of this text.
                let full = if was && at_edge { NEAR } else { NEAR / 3 };
                return (as_f32(full), 0.0);
            }
            let agreed = as_f32(agrees(near));
            let wide = context.len().min(FAR);
            let far = if wide > NEAR { as_f32(agrees(wide)) - agreed } else { 0.0 };
            (agreed * as_f32(NEAR) / as_f32(near), far.max(0.0))
        };
        let (before, far_before) = side(
            quote.before,
            &|n| {
                let other = row[..range.start].iter().rev().copied();
                agreement(quote.before.iter().rev().copied(), other, n)
            },
            range.start == 0,
            quote.edges.0,
        );
        let (after, far_after) = side(
            quote.after,
            &|n| agreement(quote.after.iter().copied(), row[range.end..].iter().copied(), n),
            range.end == row.len(),
            quote.edges.1,
        );
        // Each end that cuts a word where the quote did not lowers the score.
        let cut = |at: usize, whole: bool| whole && self.symbols.is_inside_word(row, at);
        let cuts =
            u8::from(cut(range.start, quote.whole.0)) + u8::from(cut(range.end, quote.whole.1));
        let score = -3.0 * f32::from(cuts)
            + 1.2 * quality * quality * as_f32(quote.exact.len().min(100))
            + before
            + after
            + 0.3 * (far_before + far_after);
        AnchorCandidate { range, quality, before, after, score }
    }
}
