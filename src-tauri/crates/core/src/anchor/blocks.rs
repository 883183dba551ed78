//! Aligns two texts: which symbol of one is which symbol of the other.
//!
//! A run that occurs once in both texts is certainly the same; each is extended as far as it goes. The
//! longest runs are taken first, and no symbol is used twice, so moved text is found as well as text that
//! stayed. Between two runs that follow each other in both texts, the same is done with shorter runs. Only
//! the sorting of the runs is not linear.

use std::collections::HashMap;
use std::ops::Range;

use super::symbols::{gram_sampling_interval, grams, weight};

/// Marks a symbol that is not in the other text.
pub(super) const NONE: u32 = u32::MAX;

/// Minimum weight of a run that occurs once in both texts: 16 letters.
const SURE: u32 = 32;
/// The same minimum between two runs: six letters.
const SHORT: u32 = 12;
/// In texts of more symbols than this, only about one gram in four starts a run.
const MANY: usize = 20_000;
/// Maximum length, in symbols, of a stretch between two runs that is searched for shorter runs.
const GAP: usize = 20_000;

/// For each symbol of a text, its place in the other text, or [`NONE`].
#[derive(Debug)]
pub(super) struct Blocks {
    pub(super) to_new: Vec<u32>,
    pub(super) to_old: Vec<u32>,
    /// Starts and ends of stretches of the old text that occur once in both texts, in order.
    sure: Vec<(u32, u32)>,
}

impl Blocks {
    pub(super) fn align(old: &[char], new: &[char]) -> Self {
        let mut out =
            Self { to_new: vec![NONE; old.len()], to_old: vec![NONE; new.len()], sure: Vec::new() };
        // A common beginning and a common end need no search.
        let head = old.iter().zip(new).take_while(|(a, b)| a == b).count();
        let rest = old.len().min(new.len()) - head;
        let tail =
            old.iter().rev().zip(new.iter().rev()).take(rest).take_while(|(a, b)| a == b).count();
        if head == old.len() && head == new.len() {
            out.align_run(0, 0, head);
            return out;
        }
        let (mut runs, sure) = runs(old, new, SURE);
        out.sure = sure;
        runs.push((0, 0, head));
        runs.push((old.len() - tail, new.len() - tail, tail));
        runs.sort_unstable_by_key(|&(at, _, length)| (std::cmp::Reverse(length), at));
        for (at, to, length) in runs {
            out.align_free_parts(at, to, length);
        }
        out.align_gaps(old, new);
        out
    }

    /// Where a stretch of the old text starts in the new one, if all of it is there and in one piece.
    pub(super) fn together(&self, range: Range<usize>) -> Option<usize> {
        let to = self.to_new.get(range)?;
        let there = *to.first().filter(|to| **to != NONE)?;
        (there..).zip(to).all(|(next, &to)| to == next).then_some(there as usize)
    }

    /// Whether a range of the old text contains a stretch that occurs once in both texts.
    pub(super) fn has_sure(&self, range: &Range<usize>) -> bool {
        let from = self.sure.partition_point(|(start, _)| (*start as usize) < range.start);
        self.sure.get(from).is_some_and(|(_, end)| *end as usize <= range.end)
    }

    fn align_run(&mut self, at: usize, to: usize, length: usize) {
        for i in 0..length {
            self.to_new[at + i] = index(to + i);
            self.to_old[to + i] = index(at + i);
        }
    }

    /// Aligns those stretches of a run that are not aligned yet. Stretches of fewer than `LEAST` symbols are
    /// skipped, unless they are the whole run.
    fn align_free_parts(&mut self, at: usize, to: usize, length: usize) {
        const LEAST: usize = 6;
        let mut from = 0;
        while from < length {
            let free = |i: usize| self.to_new[at + i] == NONE && self.to_old[to + i] == NONE;
            let Some(start) = (from..length).find(|&i| free(i)) else { return };
            let end = (start..length).find(|&i| !free(i)).unwrap_or(length);
            if end - start >= LEAST || end - start == length {
                self.align_run(at + start, to + start, end - start);
            }
            from = end;
        }
    }

    /// Searches between runs that follow each other in both texts.
    fn align_gaps(&mut self, old: &[char], new: &[char]) {
        let mut at = 0;
        while at < old.len() {
            if self.to_new[at] != NONE {
                at += 1;
                continue;
            }
            let end = (at..old.len()).find(|&i| self.to_new[i] != NONE).unwrap_or(old.len());
            let from = at.checked_sub(1).map_or(0, |i| self.to_new[i] as usize + 1);
            let to = self.to_new.get(end).map_or(new.len(), |&to| to as usize);
            if from < to
                && to - from <= GAP
                && end - at <= GAP
                && self.to_old[from..to].iter().all(|&o| o == NONE)
            {
                let mut last = 0;
                let (mut found, _) = runs(&old[at..end], &new[from..to], SHORT);
                found.sort_unstable();
                for (a, b, length) in in_order(&found) {
                    // Runs may overlap at their ends.
                    let skip = last_overlap(last, a, b, &self.to_old[from..to]);
                    if skip < length {
                        self.align_free_parts(at + a + skip, from + b + skip, length - skip);
                    }
                    last = a + length;
                }
            }
            at = end;
        }
    }
}

/// How many symbols at a run's start are aligned already.
fn last_overlap(last: usize, a: usize, b: usize, to_old: &[u32]) -> usize {
    let mut skip = last.saturating_sub(a);
    while to_old.get(b + skip).is_some_and(|&o| o != NONE) {
        skip += 1;
    }
    skip
}

/// A stretch that both texts have: its start in the old text, its start in the new text, its length.
type Run = (usize, usize, usize);

/// The longest stretches around grams of at least the weight `least` that occur once in both texts, and where
/// those grams start and end in the old text.
fn runs(old: &[char], new: &[char], least: u32) -> (Vec<Run>, Vec<(u32, u32)>) {
    let longer = old.len().max(new.len());
    let one_in = if longer > MANY { gram_sampling_interval(longer).max(4) } else { 1 };
    let once = |symbols: &[char]| {
        let mut grams = grams(symbols, least, one_in);
        grams.sort_unstable();
        let alone = |at: usize| {
            (at == 0 || grams[at - 1].0 != grams[at].0)
                && (at + 1 == grams.len() || grams[at + 1].0 != grams[at].0)
        };
        (0..grams.len()).filter(|&at| alone(at)).map(|at| grams[at]).collect::<Vec<_>>()
    };
    let (olds, news) = (once(old), once(new));
    let mut seeds = Vec::new();
    let mut rest = news.iter().peekable();
    for &(hash, at) in &olds {
        while rest.next_if(|(h, _)| *h < hash).is_some() {}
        if let Some(&(_, to)) = rest.next_if(|(h, _)| *h == hash) {
            seeds.push((at as usize, to as usize));
        }
    }
    seeds.sort_unstable();
    let end = |at: usize| {
        let mut sum = 0;
        let full = |i: &usize| {
            sum += weight(old[*i]);
            sum >= least
        };
        (at..old.len()).find(full).map_or(old.len(), |last| last + 1)
    };
    let sure = seeds.iter().map(|&(at, _)| (index(at), index(end(at)))).collect();
    let mut done: HashMap<isize, usize> = HashMap::new();
    let mut out = Vec::new();
    for (at, to) in seeds {
        let diagonal = to.cast_signed() - at.cast_signed();
        if done.get(&diagonal).is_some_and(|&end| at < end) {
            continue;
        }
        let before = old[..at].iter().rev().zip(new[..to].iter().rev());
        let before = before.take_while(|(a, b)| a == b).count();
        let after = old[at..].iter().zip(&new[to..]).take_while(|(a, b)| a == b).count();
        done.insert(diagonal, at + after);
        out.push((at - before, to - before, before + after));
    }
    (out, sure)
}

/// Of runs sorted by their place in the old text, the heaviest subsequence that is also in order in the new
/// text.
fn in_order(runs: &[Run]) -> Vec<Run> {
    // (weight so far, the run before)
    let mut best: Vec<(usize, Option<usize>)> = Vec::with_capacity(runs.len());
    // Usually a gap has few runs. Of very many, only the nearest ones before each run are considered.
    const BACK: usize = 200;
    for (i, &(_, to, length)) in runs.iter().enumerate() {
        let before = (i.saturating_sub(BACK)..i)
            .filter(|&j| runs[j].1 + runs[j].2 <= to + length && runs[j].1 < to)
            .max_by_key(|&j| best[j].0);
        best.push((length + before.map_or(0, |j| best[j].0), before));
    }
    let mut at = (0..runs.len()).max_by_key(|&i| best[i].0);
    let mut out = Vec::new();
    while let Some(i) = at {
        out.push(runs[i]);
        at = best[i].1;
    }
    out.reverse();
    out
}

fn index(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(NONE)
}
