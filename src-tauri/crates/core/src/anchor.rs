//! Finds a stored quote again, in the text it was marked in or in a later version of it.
//!
//! White space, quotation marks, dashes, ligatures, combining marks, character widths and case are ignored;
//! words and their surroundings count. If the text a quote was marked in is known, both texts are aligned
//! once ([`blocks`]), and every place is mapped through the alignment. Where that does not lead straight to
//! the same words, candidates are gathered and compared by their words and by their surroundings. A candidate
//! that is another passage of the old text is rejected.
//!
//! A wrong place is worse than a lost one, so an anchor that is not clearly the best is left for a person to
//! check.

mod blocks;
mod distance;
mod numbers;
mod side;
mod symbols;

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use crate::names;
use crate::text;
use crate::{CONTEXT, Selectors, TextPosition, TextQuote};
use blocks::{Blocks, NONE};
use distance::distance;
use numbers::as_f32;
use side::{AnchorCandidate, NEAR, Quote, SearchableText};
use symbols::{Symbols, weight};

names! {
    /// Whether a highlight has a place in the text.
    AnchorState {
        /// It has a place, and is drawn there.
        Anchored = "anchored",
        /// There is a candidate, which is shown for a person to check.
        Check = "check",
        /// Its words were not found: the highlight is kept and listed, but not drawn.
        Orphan = "orphan",
    }
}

names! {
    /// How the words found in the text relate to the highlight's words.
    AnchorKind {
        /// The same words at the same position.
        Exact = "exact",
        /// The same words at another position.
        Moved = "moved",
        /// Partly other words.
        Changed = "changed",
    }
}

/// Where a highlight is in a text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Anchor {
    state: AnchorState,
    found: Option<(TextPosition, AnchorKind)>,
    score: f32,
}

impl Anchor {
    /// The anchor of a highlight whose words were not found.
    pub const ORPHAN: Self = Self { state: AnchorState::Orphan, found: None, score: 0.0 };

    /// The anchor of a highlight that was marked in this very text, at `position`.
    #[must_use]
    pub fn here(position: TextPosition) -> Self {
        let found = Some((position, AnchorKind::Exact));
        Self { state: AnchorState::Anchored, found, score: 1.0 }
    }

    /// Whether the highlight has a place.
    #[must_use]
    pub fn state(self) -> AnchorState {
        self.state
    }

    /// Where the highlight is, or may be; `None` for an orphan.
    #[must_use]
    pub fn position(self) -> Option<TextPosition> {
        self.found.map(|(at, _)| at)
    }

    /// How the words there relate to the highlight's; `None` for an orphan.
    #[must_use]
    pub fn kind(self) -> Option<AnchorKind> {
        self.found.map(|(_, kind)| kind)
    }

    /// How much of the highlight's words and of their surroundings was found, from 0 to 1.
    #[must_use]
    pub fn score(self) -> f32 {
        self.score
    }
}

/// A text prepared for finding quotes in it. Made once, used for many quotes.
#[derive(Debug)]
pub struct Finder<'a> {
    text: &'a str,
    new: SearchableText,
    old: Option<Old<'a>>,
}

/// The text in which the quotes were marked, aligned with the new one.
#[derive(Debug)]
struct Old<'a> {
    text: &'a str,
    side: SearchableText,
    blocks: Blocks,
}

impl Old<'_> {
    /// The quote at a position; `None` if the words there are not the stored ones.
    fn quote(&self, words: &QuoteSymbols, at: TextPosition) -> Option<Quote<'_>> {
        let range = self.side.symbols.range(at.start(), at.end());
        (self.side.row[range.clone()] == words.exact[..]).then(|| self.side.quote(range))
    }
}

/// A stored quote as symbols.
struct QuoteSymbols {
    exact: Vec<char>,
    before: Vec<char>,
    after: Vec<char>,
    whole: (bool, bool),
    edges: (bool, bool),
}

impl QuoteSymbols {
    fn from_quote(quote: &TextQuote) -> Self {
        let symbols = |text: &str| Symbols::from_text(text).symbols;
        let letter = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() && !text::is_cjk(c));
        let (words, prefix, suffix) = (&quote.exact, &quote.prefix, &quote.suffix);
        let all = |context: &str| context.chars().count() < CONTEXT;
        Self {
            exact: symbols(words),
            before: symbols(prefix),
            after: symbols(suffix),
            whole: (
                !(letter(words.chars().next()) && letter(prefix.chars().next_back())),
                !(letter(words.chars().next_back()) && letter(suffix.chars().next())),
            ),
            edges: (all(prefix), all(suffix)),
        }
    }

    fn quote(&self) -> Quote<'_> {
        Quote {
            exact: &self.exact,
            before: &self.before,
            after: &self.after,
            whole: self.whole,
            edges: self.edges,
            at: None,
        }
    }

    /// Removes an ellipsis at either end. A short context no longer counts as the edge of the text.
    fn drop_dots(&mut self) {
        let is_dots = |dots: &[char]| dots == ['.', '.', '.'];
        if self.exact.last_chunk::<3>().is_some_and(|dots| is_dots(dots)) {
            self.exact.truncate(self.exact.len() - 3);
        }
        if self.exact.first_chunk::<3>().is_some_and(|dots| is_dots(dots)) {
            self.exact.drain(..3);
        }
        self.edges = (false, false);
    }
}

/// Where a quote is that came without a position.
#[derive(Debug, Clone, PartialEq)]
pub enum Placed {
    /// At this place. Whether it is certain is said by the anchor's state.
    At(Anchor),
    /// The words occur at several places, and nothing tells which is meant. In text order.
    Ambiguous(Arc<[TextPosition]>),
    /// The words are not in the text.
    Missing,
}

/// A quote whose nearest symbols, this many on either side, are unchanged is where it was.
const INTACT: usize = 14;
/// Minimum difference in score between the best candidate and the next one, and between it and the
/// best-fitting other passage of the old text, to anchor without a check. Like the other bounds, chosen on
/// the development data so that no passage of an everyday change is placed wrongly.
const MARGIN: f32 = 12.0;
/// The same minimum for a quote of fewer than [`LONG`] letters.
const SHORT_MARGIN: f32 = 24.0;
/// A candidate that fits another passage of the old text better by more than this score is rejected.
const OWNED: f32 = 3.0;
/// Minimum quality of a quote edited in place, between unchanged neighbours.
const EDITED: f32 = 0.6;
/// Minimum quality of words that differ only by a typing error.
const VERBATIM: f32 = 0.9;
/// Minimum quality of words that are the same passage or a copy of it.
const ALIKE: f32 = 0.75;
/// A quote of at least this many letters is recognised without its surroundings.
const LONG: u32 = 24;
/// A quote of at least this many letters that occurs only once is recognised by that.
const ALONE: u32 = 8;

impl<'a> Finder<'a> {
    /// Prepares a text whose older version is not known.
    #[must_use]
    pub fn new(text: &'a str) -> Self {
        Self { text, new: SearchableText::of(text), old: None }
    }

    /// Prepares a text together with the one that the quotes were marked in.
    #[must_use]
    pub fn with_old(old: &'a str, text: &'a str) -> Self {
        let mut finder = Self::new(text);
        let side = SearchableText::of(old);
        let blocks = Blocks::align(&side.row, &finder.new.row);
        finder.old = Some(Old { text: old, side, blocks });
        finder
    }

    /// Finds the place that `selectors` describe.
    ///
    /// Positions count Unicode code points. Never fails: invalid selectors give an orphan.
    #[must_use]
    pub fn find(&self, selectors: &Selectors) -> Anchor {
        let (words, at) = (QuoteSymbols::from_quote(&selectors.quote), selectors.position);
        if words.exact.is_empty() {
            return Anchor::ORPHAN;
        }
        if let Some(old) = &self.old
            && let Some(quote) = old.quote(&words, at)
        {
            if old.text == self.text {
                return Anchor::here(at);
            }
            return self.find_quote(&quote, Some(at));
        }
        if Selectors::describe(self.text, at).is_some_and(|now| now.quote == selectors.quote) {
            return Anchor::here(at);
        }
        self.find_quote(&words.quote(), Some(at))
    }

    /// At most `most` places that an orphan's quote may be at, the most likely first. All have the state
    /// [`AnchorState::Check`].
    #[must_use]
    pub fn candidates(&self, selectors: &Selectors, most: usize) -> Vec<Anchor> {
        let (words, at) = (QuoteSymbols::from_quote(&selectors.quote), selectors.position);
        if words.exact.is_empty() {
            return Vec::new();
        }
        let known = self.old.as_ref().and_then(|old| old.quote(&words, at));
        let quote = known.unwrap_or_else(|| words.quote());
        let mut found = self.gather_candidates(&quote);
        found.sort_by(|a, b| b.score.total_cmp(&a.score));
        let mut out: Vec<AnchorCandidate> = Vec::new();
        for candidate in found {
            let apart = |other: &AnchorCandidate| {
                other.range.end <= candidate.range.start || candidate.range.end <= other.range.start
            };
            let alike = candidate.quality >= 0.5
                || candidate.quality >= 0.25
                    && candidate.before.max(candidate.after) >= 0.5 * as_f32(NEAR);
            if out.len() < most && alike && out.iter().all(apart) {
                out.push(candidate);
            }
        }
        let shown = |c: AnchorCandidate| {
            self.anchor(AnchorState::Check, &c.range, &quote, Some(at), c.likeness())
        };
        out.into_iter().map(shown).filter(|anchor| anchor.position().is_some()).collect()
    }

    /// Finds a quote that came without a position, as exported by other tools: with its surroundings, or with
    /// empty ones. An ellipsis at either end is ignored.
    #[must_use]
    pub fn locate(&self, quote: &TextQuote) -> Placed {
        let mut words = QuoteSymbols::from_quote(quote);
        words.drop_dots();
        if words.exact.is_empty() {
            return Placed::Missing;
        }
        let copies = self.copies(&words.exact, quote);
        let bare = words.before.is_empty() && words.after.is_empty();
        if bare && copies.len() == 1 {
            return copies.first().map_or(Placed::Missing, |at| Placed::At(Anchor::here(*at)));
        }
        if !bare || copies.is_empty() {
            let anchor = self.find_quote(&words.quote(), None);
            let sure = anchor.state() == AnchorState::Anchored;
            if sure || anchor.kind() == Some(AnchorKind::Changed) || copies.len() == 1 {
                return match anchor.state() {
                    AnchorState::Orphan => Placed::Missing,
                    AnchorState::Anchored | AnchorState::Check => Placed::At(anchor),
                };
            }
        }
        if copies.is_empty() { Placed::Missing } else { Placed::Ambiguous(copies.into()) }
    }

    /// All places where `words` occur, compared as in the rest of this module, in text order; at most 1,000.
    /// Empty if `words` is.
    #[must_use]
    pub fn copies_of(&self, words: &str) -> Vec<TextPosition> {
        let quote = TextQuote { exact: words.to_owned(), ..TextQuote::default() };
        let words = QuoteSymbols::from_quote(&quote);
        if words.exact.is_empty() { Vec::new() } else { self.copies(&words.exact, &quote) }
    }

    /// Finds quotes that are given in text order. If a quote's copies cannot be told apart otherwise, the
    /// copy between the places of its neighbours is taken. If the quotes found are not in text order, the
    /// order is ignored.
    #[must_use]
    pub fn place_all(&self, quotes: &[TextQuote]) -> Vec<Placed> {
        // An export may have the same words any number of times.
        let mut known: HashMap<&TextQuote, Placed> = HashMap::new();
        let mut place =
            |quote| known.entry(quote).or_insert_with_key(|quote| self.locate(quote)).clone();
        let mut out: Vec<Placed> = quotes.iter().map(&mut place).collect();
        let start = |placed: &Placed| match placed {
            Placed::At(anchor) if anchor.state() == AnchorState::Anchored => {
                anchor.position().map(TextPosition::start)
            }
            _ => None,
        };
        let starts: Vec<Option<u32>> = out.iter().map(start).collect();
        if !starts.iter().flatten().is_sorted() {
            return out;
        }
        // For each quote, the start of the next one whose place is known.
        let mut ends = starts.clone();
        for i in (1..ends.len()).rev() {
            ends[i - 1] = ends[i - 1].or(ends[i]);
        }
        let mut from = 0;
        for ((placed, start), end) in out.iter_mut().zip(starts).zip(ends) {
            from = start.unwrap_or(from);
            let Placed::Ambiguous(copies) = placed else { continue };
            let to = end.unwrap_or(u32::MAX);
            let between = |at: &&TextPosition| (from..=to).contains(&at.start());
            let left: Vec<TextPosition> = copies.iter().filter(between).copied().collect();
            match left[..] {
                [] => {}
                [at] => *placed = Placed::At(Anchor::here(at)),
                _ if left.len() < copies.len() => *placed = Placed::Ambiguous(left.into()),
                _ => {}
            }
        }
        out
    }

    /// Where a quote's words occur, in text order; at most 1,000. If some of several copies are whole words,
    /// only those are returned, and of these only the ones equal to the letter, if there are any.
    fn copies(&self, exact: &[char], quote: &TextQuote) -> Vec<TextPosition> {
        const MOST: usize = 1_000;
        let side = &self.new;
        let mut found: Vec<Range<usize>> = Vec::new();
        for at in side.copies(exact).take(MOST) {
            if found.last().is_none_or(|last| last.end <= at) {
                found.push(at..at + exact.len());
            }
        }
        let whole = |r: &Range<usize>| {
            !side.symbols.is_inside_word(&side.row, r.start)
                && !side.symbols.is_inside_word(&side.row, r.end)
        };
        if found.iter().any(whole) {
            found.retain(whole);
        }
        let position = |r: Range<usize>| {
            let (start, end) = side.symbols.code_points(&r)?;
            TextPosition::new(start, end).ok()
        };
        let mut places: Vec<TextPosition> = found.into_iter().filter_map(position).collect();
        let wanted: Vec<char> = quote.exact.chars().filter(|c| !c.is_whitespace()).collect();
        if places.len() > 1 {
            // The places are in text order, so one pass over the text compares them all.
            let (mut rest, mut at) = (self.text.chars(), 0);
            let mut same = |place: &TextPosition| {
                let here = rest.by_ref().skip((place.start() - at) as usize);
                at = place.end();
                let length = (place.end() - place.start()) as usize;
                // All of `length` has to be consumed, or the next `skip` would start at the wrong place.
                let here: Vec<char> = here.take(length).collect();
                here.iter().filter(|c| !c.is_whitespace()).eq(&wanted)
            };
            let same: Vec<bool> = places.iter().map(&mut same).collect();
            if same.contains(&true) {
                let mut same = same.into_iter();
                places.retain(|_| same.next() == Some(true));
            }
        }
        places
    }

    fn find_quote(&self, quote: &Quote<'_>, stored: Option<TextPosition>) -> Anchor {
        if let Some(range) = self.unchanged(quote, stored) {
            return self.anchor(AnchorState::Anchored, &range, quote, stored, 1.0);
        }
        if let Some((range, score)) = self.edited_in_place(quote) {
            return self.anchor(AnchorState::Anchored, &range, quote, stored, score);
        }
        if let Some(range) = self.moved_whole(quote) {
            return self.anchor(AnchorState::Anchored, &range, quote, stored, 0.8);
        }
        let mut found = self.gather_candidates(quote);
        found.sort_by(|a, b| b.score.total_cmp(&a.score));
        let alone = self.stands_alone(quote, &found);
        let taken_out = quote.at.is_none() && self.taken_out(quote);
        let good = |c: &&AnchorCandidate| {
            (self.is_plausible(quote, c) || alone && c.quality >= 1.0)
                && (!taken_out || c.quality >= VERBATIM && is_long(quote.exact))
        };
        let Some(best) = found.iter().find(good) else { return Anchor::ORPHAN };
        let second = found.iter().find(|c| {
            let shared =
                c.range.end.min(best.range.end).saturating_sub(c.range.start.max(best.range.start));
            let apart = shared * 2 < best.range.len().min(c.range.len());
            apart && (c.quality >= ALIKE || good(c))
        });
        let owner = self.best_other_passage_score(quote, best);
        if owner > best.score + OWNED {
            return Anchor::ORPHAN;
        }
        let margin = best.score - second.map_or(0.0, |c| c.score).max(owner);
        // Without the old text, changed words may be a different passage.
        let known = quote.at.is_some() || best.quality >= 1.0 && !taken_out;
        let least = if is_long(quote.exact) { MARGIN } else { SHORT_MARGIN };
        // Words that are only similar to the quote's, among other neighbours, need a check.
        let (less, more, near) =
            (best.before.min(best.after), best.before.max(best.after), as_f32(NEAR));
        let among = if best.quality >= EDITED {
            more >= 0.5 * near
        } else {
            less >= 0.75 * near
                && (is_long(quote.exact) || self.new.keeps_edge_words(quote, &best.range))
        };
        // So does a place that cuts a word where the quote did not.
        let placed = best.quality >= 0.97 || among && !self.new.cuts_word(quote, &best.range);
        let sure = known && placed && margin >= least;
        let state = if sure { AnchorState::Anchored } else { AnchorState::Check };
        self.anchor(state, &best.range, quote, stored, best.likeness())
    }

    /// The quote's place if neither the quote nor its nearest surroundings changed.
    fn unchanged(&self, quote: &Quote<'_>, stored: Option<TextPosition>) -> Option<Range<usize>> {
        let new = &self.new.row;
        let range = match (&quote.at, &self.old) {
            (Some(at), Some(old)) => {
                let before = at.start.min(INTACT);
                let end = (at.end + INTACT).min(old.side.row.len());
                let start = old.blocks.together(at.start - before..end)? + before;
                start..start + at.len()
            }
            _ => {
                let stored = stored?;
                let range = self.new.symbols.range(stored.start(), stored.end());
                let same = new[range.clone()] == *quote.exact
                    && new[..range.start].ends_with(quote.before)
                    && new[range.end..].starts_with(quote.after);
                let known = quote.before.len() + quote.after.len() >= INTACT
                    || quote.edges == (true, true)
                        && new.len() == quote.before.len() + range.len() + quote.after.len();
                return (same && known).then_some(range);
            }
        };
        // A quote with fewer than `INTACT` symbols before the edge of the old text must be as far from the
        // edge of the new one.
        let sure = quote.at.as_ref().zip(self.old.as_ref()).is_none_or(|(at, old)| {
            let after = old.side.row.len() - at.end;
            (at.start >= INTACT || range.start == at.start)
                && (after >= INTACT || new.len() - range.end == after)
        });
        sure.then_some(range)
    }

    /// The quote's place where it was edited between unchanged neighbours, and the anchor's score.
    fn edited_in_place(&self, quote: &Quote<'_>) -> Option<(Range<usize>, f32)> {
        let (at, old) = (quote.at.as_ref()?, self.old.as_ref()?);
        let left = old.blocks.together(at.start.checked_sub(INTACT)?..at.start)? + INTACT;
        let right = old.blocks.together(at.end..at.end + INTACT)?;
        let between = left..right;
        if between.is_empty()
            || between.len() > at.len() + at.len() / 2 + 16
            || self.is_other(quote, &between)
        {
            return None;
        }
        let all = between.len();
        let range = self.new.trimmed(quote.exact, between);
        if all - range.len() > 8 + at.len() / 4 {
            // So much was trimmed that a copy of the quote may be beside it.
            return None;
        }
        let length = range.len().max(at.len());
        let here = &self.new.row[range.clone()];
        let quality = 1.0 - as_f32(distance(quote.exact, here)) / as_f32(length);
        (quality >= EDITED).then_some((range, 0.6 * quality + 0.4))
    }

    /// The quote's place if all of it moved together with its neighbours on one side, and some of it occurs
    /// once in both texts.
    fn moved_whole(&self, quote: &Quote<'_>) -> Option<Range<usize>> {
        let (at, old) = (quote.at.as_ref()?, self.old.as_ref()?);
        let before = at.start.checked_sub(INTACT);
        let with_before = before.and_then(|start| old.blocks.together(start..at.end));
        let start = with_before
            .map(|start| start + INTACT)
            .or_else(|| old.blocks.together(at.start..at.end + INTACT))?;
        old.blocks.has_sure(at).then(|| start..start + at.len())
    }

    fn anchor(
        &self,
        state: AnchorState,
        range: &Range<usize>,
        quote: &Quote<'_>,
        stored: Option<TextPosition>,
        score: f32,
    ) -> Anchor {
        let position = self.new.symbols.code_points(range);
        let position = position.and_then(|(start, end)| TextPosition::new(start, end).ok());
        let Some(position) = position else { return Anchor::ORPHAN };
        let kind = if self.new.row[range.clone()] != *quote.exact {
            AnchorKind::Changed
        } else if stored.is_none_or(|stored| position == stored) {
            AnchorKind::Exact
        } else {
            AnchorKind::Moved
        };
        Anchor { state, found: Some((position, kind)), score: score.clamp(0.0, 1.0) }
    }

    /// Gathers the places that may be the quote's, and compares each with it.
    fn gather_candidates(&self, quote: &Quote<'_>) -> Vec<AnchorCandidate> {
        let length = quote.exact.len();
        let mut ranges: Vec<Range<usize>> = Vec::new();
        let mut starts: Vec<usize> = Vec::new();
        if let (Some(at), Some(old)) = (&quote.at, &self.old) {
            let to = &old.blocks.to_new;
            // Where the quote's own symbols went.
            let mut i = at.start;
            while i < at.end {
                if to[i] == NONE {
                    i += 1;
                    continue;
                }
                let end = (i + 1..at.end)
                    .find(|&k| to[k] == NONE || to[k] != to[k - 1] + 1)
                    .unwrap_or(at.end);
                starts.push((to[i] as usize).saturating_sub(i - at.start));
                i = end;
            }
            // Where its neighbours went.
            let left = (at.start.saturating_sub(64)..at.start).rev().find(|&i| to[i] != NONE);
            let right = (at.end..(at.end + 64).min(to.len())).find(|&i| to[i] != NONE);
            let left = left.map(|i| to[i] as usize + (at.start - i));
            let right = right.and_then(|i| (to[i] as usize).checked_sub(i - at.end));
            let left = left.or_else(|| quote.before.is_empty().then_some(0));
            let right = right.or_else(|| quote.after.is_empty().then_some(self.new.row.len()));
            if let (Some(left), Some(right)) = (left, right)
                && left < right
                && right - left <= 3 * length + 60
            {
                ranges.push(self.new.trimmed(quote.exact, left..right));
            }
            starts.extend(left);
            starts.extend(right.map(|r| r.saturating_sub(length)));
        }
        starts.extend(self.new.find_by_grams(quote));
        for place in self.new.places(quote, starts) {
            ranges.extend(self.new.between_neighbours(quote, &place));
            ranges.push(place);
        }
        for range in &mut ranges {
            *range = self.without_others(quote, range.start..range.end.min(self.new.row.len()));
        }
        ranges.sort_unstable_by_key(|r| (r.start, r.end));
        ranges.dedup();
        ranges
            .retain(|r| r.start < r.end && r.end <= self.new.row.len() && !self.is_other(quote, r));
        let mut whole: Vec<Range<usize>> =
            ranges.into_iter().flat_map(|range| self.new.at_words(quote, range)).collect();
        whole.sort_unstable_by_key(|r| (r.start, r.end));
        whole.dedup();
        whole.into_iter().map(|range| self.new.compare(quote, range)).collect()
    }

    /// Trims from both ends of a place what is aligned with another passage of the old text.
    fn without_others(&self, quote: &Quote<'_>, range: Range<usize>) -> Range<usize> {
        let (Some(at), Some(old)) = (&quote.at, &self.old) else { return range };
        let other = |&o: &u32| o != NONE && !at.contains(&(o as usize));
        let Some(here) = old.blocks.to_old.get(range.clone()) else { return range };
        let before = here.iter().take_while(|o| other(o)).count();
        let after = here[before..].iter().rev().take_while(|o| other(o)).count();
        range.start + before..range.end - after
    }

    /// Whether more than half of a place is aligned with another passage of the old text.
    fn is_other(&self, quote: &Quote<'_>, range: &Range<usize>) -> bool {
        let (Some(at), Some(old)) = (&quote.at, &self.old) else { return false };
        let others = old.blocks.to_old[range.clone()]
            .iter()
            .filter(|&&o| o != NONE && !at.contains(&(o as usize)))
            .count();
        others * 2 > range.len()
    }

    /// The score of the other passage of the old text that fits a candidate best; 0 if there is none.
    fn best_other_passage_score(&self, quote: &Quote<'_>, candidate: &AnchorCandidate) -> f32 {
        let (Some(at), Some(old)) = (&quote.at, &self.old) else { return 0.0 };
        let back = self.new.quote(candidate.range.clone());
        let starts = old.side.find_by_grams(&back);
        let places = old.side.places(&back, starts);
        let apart = places.into_iter().filter(|r| r.end <= at.start || at.end <= r.start);
        let others = apart.map(|range| old.side.compare(&back, range));
        // A passage with less similar words fits only by its neighbours, and is ignored.
        let others = others.filter(|other| other.quality >= candidate.quality - 0.1);
        others.map(|other| other.score).fold(0.0, f32::max)
    }

    /// Whether the quote's words occur once in the new text and once in the old. Without the old text they
    /// have to be at least [`ALONE`] letters.
    fn stands_alone(&self, quote: &Quote<'_>, found: &[AnchorCandidate]) -> bool {
        let once = |side: &SearchableText| side.copies(quote.exact).take(2).count() == 1;
        found.iter().any(|c| c.quality >= 1.0)
            && once(&self.new)
            && match (&quote.at, &self.old) {
                (Some(_), Some(old)) => once(&old.side),
                _ => letter_weight(quote.exact) >= ALONE,
            }
    }

    /// Whether the text before a quote and the text after it are now adjacent, so that the quote was deleted.
    /// If the old text is not known, only the same words elsewhere, and not just a few, are then accepted as
    /// the quote.
    fn taken_out(&self, quote: &Quote<'_>) -> bool {
        let before = &quote.before[quote.before.len().saturating_sub(INTACT)..];
        let after = &quote.after[..quote.after.len().min(INTACT)];
        let joined = [before, after].concat();
        joined.len() == 2 * INTACT && self.new.copies(&joined).next().is_some()
    }

    /// Whether a candidate is similar enough to be the quote at all. The bounds come from this engine's
    /// prototype.
    fn is_plausible(&self, quote: &Quote<'_>, c: &AnchorCandidate) -> bool {
        let (less, more) =
            (c.before.min(c.after) / as_f32(NEAR), c.before.max(c.after) / as_f32(NEAR));
        if is_long(quote.exact) {
            c.quality >= ALIKE
                || c.quality >= 0.55 && more >= 0.4
                || c.quality >= 0.36 && less >= 0.6
        } else {
            c.quality >= ALIKE && more >= 0.5 || c.quality >= 0.3 && less >= 0.5 && more >= 0.75
        }
    }
}

/// The weight of a quote, in letters.
fn letter_weight(exact: &[char]) -> u32 {
    exact.iter().map(|s| weight(*s)).sum::<u32>() / 2
}

fn is_long(exact: &[char]) -> bool {
    letter_weight(exact) >= LONG
}

/// Locates what `selectors` describe in `whole`, using only the selectors. For more than one lookup, make a
/// [`Finder`].
#[must_use]
pub fn locate(whole: &str, selectors: &Selectors) -> Anchor {
    Finder::new(whole).find(selectors)
}

#[cfg(test)]
mod tests;
