//! Gaps: words within a highlight that are left out, so that it is quoted with […] in their place.

use std::borrow::Cow;
use std::ops::Range;

use crate::diff::{self, Change};
use crate::{TextPosition, text};

/// Replaces the words that were left out of a quote.
pub const ELLIPSIS: &str = " […] ";

/// The passages of a highlight that are left out, in order: code points from the highlight's beginning. No
/// gap touches another or an end of the highlight.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Gaps(Vec<TextPosition>);

impl Gaps {
    /// The parts of `left_out`, positions in a text, that lie within the highlight at `at`.
    #[must_use]
    pub fn new(at: TextPosition, left_out: &[TextPosition]) -> Self {
        let inside = left_out.iter().filter_map(|gap| {
            let start = gap.start().checked_sub(at.start())?;
            TextPosition::new(start, gap.end().min(at.end()) - at.start()).ok()
        });
        Self::normalise_gaps(inside.collect(), at.end() - at.start())
    }

    /// Makes gaps from stored ones: code points from the highlight's beginning; `length` is the highlight's.
    #[must_use]
    pub fn stored(gaps: Vec<TextPosition>, length: u32) -> Self {
        Self::normalise_gaps(gaps, length)
    }

    fn normalise_gaps(mut gaps: Vec<TextPosition>, length: u32) -> Self {
        gaps.sort_by_key(|gap| gap.start());
        let mut out: Vec<TextPosition> = Vec::with_capacity(gaps.len());
        for gap in gaps.into_iter().filter(|gap| gap.start() > 0 && gap.end() < length) {
            let joined = out
                .last()
                .filter(|last| last.end() >= gap.start())
                .and_then(|last| TextPosition::new(last.start(), last.end().max(gap.end())).ok());
            if let Some(joined) = joined {
                out.pop();
                out.push(joined);
            } else {
                out.push(gap);
            }
        }
        Self(out)
    }

    /// Whether nothing is left out.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The gaps in order, in code points from the highlight's beginning.
    pub fn iter(&self) -> impl Iterator<Item = TextPosition> + '_ {
        self.0.iter().copied()
    }

    /// The quoted parts of a highlight at `at`, as positions in its text.
    #[must_use]
    pub fn parts(&self, at: TextPosition) -> Vec<TextPosition> {
        let mut from = at.start();
        let mut out = Vec::with_capacity(self.0.len() + 1);
        for gap in &self.0 {
            out.extend(TextPosition::new(from, (at.start() + gap.start()).min(at.end())));
            from = at.start() + gap.end();
        }
        out.extend(TextPosition::new(from, at.end()));
        out
    }

    /// The highlight's words as they are quoted, with [`ELLIPSIS`] for each gap.
    #[must_use]
    pub fn quoted<'a>(&self, exact: &'a str) -> Cow<'a, str> {
        let whole = TextPosition::new(0, text::len(exact));
        let (Ok(whole), false) = (whole, self.is_empty()) else { return Cow::Borrowed(exact) };
        let parts = self.parts(whole);
        let words = parts.iter().filter_map(|part| text::slice(exact, *part)).map(str::trim);
        Cow::Owned(words.filter(|w| !w.is_empty()).collect::<Vec<_>>().join(ELLIPSIS))
    }

    /// The gaps for another wording. Where words in a gap were changed, their replacement is left out; where
    /// they were removed, the gap is dropped.
    #[must_use]
    pub fn carry_to_wording(&self, old: &str, new: &str) -> Self {
        if self.is_empty() || old == new {
            return self.clone();
        }
        let segments = segments(old, new);
        let start_of = |at: u32| {
            let segment = segments.iter().find(|s| s.old.start <= at && at < s.old.end)?;
            Some(match segment.same {
                true => segment.new.start + (at - segment.old.start),
                // The replacement of words that are only partly in a gap is not left out.
                false if at == segment.old.start => segment.new.start,
                false => segment.new.end,
            })
        };
        let end_of = |at: u32| {
            let segment = segments.iter().find(|s| s.old.start < at && at <= s.old.end)?;
            Some(match segment.same {
                true => segment.new.start + (at - segment.old.start),
                false if at == segment.old.end => segment.new.end,
                false => segment.new.start,
            })
        };
        let carried = self
            .0
            .iter()
            .filter_map(|gap| TextPosition::new(start_of(gap.start())?, end_of(gap.end())?).ok());
        Self::normalise_gaps(carried.collect(), text::len(new))
    }
}

/// A run of words of one wording and its counterpart in another, in code points.
struct WordSegment {
    old: Range<u32>,
    new: Range<u32>,
    same: bool,
}

fn segments(old: &str, new: &str) -> Vec<WordSegment> {
    let mut out: Vec<WordSegment> = Vec::new();
    let (mut olds, mut news) = (0, 0);
    let mut before = Change::Same;
    for piece in diff::diff_words(old, new) {
        let length = text::len(piece.text);
        let old = olds..olds + if piece.change == Change::Added { 0 } else { length };
        let new = news..news + if piece.change == Change::Removed { 0 } else { length };
        (olds, news) = (old.end, new.end);
        match out.last_mut() {
            // What is added replaces what was removed before it.
            Some(last) if before == Change::Removed && piece.change == Change::Added => {
                last.new.end = new.end;
            }
            _ => out.push(WordSegment { old, new, same: piece.change == Change::Same }),
        }
        before = piece.change;
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn position(start: u32, end: u32) -> TextPosition {
        TextPosition::new(start, end).unwrap_or_else(|err| panic!("{err}"))
    }

    /// Parses words with the gaps in braces.
    fn gaps(marked: &str) -> (String, Gaps) {
        let (mut exact, mut out, mut from) = (String::new(), Vec::new(), None);
        for c in marked.chars() {
            match c {
                '{' => from = Some(text::len(&exact)),
                '}' => out.extend(from.take().map(|from| position(from, text::len(&exact)))),
                _ => exact.push(c),
            }
        }
        let length = text::len(&exact);
        (exact, Gaps::stored(out, length))
    }

    #[test]
    fn words_are_left_out_of_a_quote() {
        let (exact, left_out) = gaps("We know {the tides} better {than any }ministry.");
        assert_eq!(left_out.quoted(&exact), "We know […] better […] ministry.");
        assert_eq!(left_out.parts(position(10, 10 + text::len(&exact))).len(), 3);
        assert_eq!(Gaps::default().quoted(&exact), exact);
    }

    #[test]
    fn gaps_touch_neither_each_other_nor_the_ends() {
        let at = position(100, 120);
        let left_out =
            [position(90, 104), position(106, 109), position(108, 112), position(119, 130)];
        assert_eq!(Gaps::new(at, &left_out).iter().collect::<Vec<_>>(), [position(6, 12)]);
    }

    #[test]
    fn what_was_left_out_is_left_out_of_another_wording() {
        for (old, new, quoted) in [
            (
                "We know {the tides} better.",
                "Yes, we all know the tides better.",
                "Yes, we all know […] better.",
            ),
            ("We know {the tides} better.", "We know the sea better.", "We know […] better."),
            ("We know {the tides} better.", "We know better.", "We know better."),
            (
                "钱小芊{副主任}说，网络是桥。",
                "钱小芊副主任说：网络是桥。",
                "钱小芊 […] 说：网络是桥。",
            ),
        ] {
            let (old, left_out) = gaps(old);
            assert_eq!(left_out.carry_to_wording(&old, new).quoted(new), quoted, "{old} → {new}");
        }
    }

    proptest! {
        #[test]
        fn any_gap_in_any_wording_is_a_gap(old in "\\PC{0,40}", new in "\\PC{0,40}", at in proptest::collection::vec((0..60_u32, 1..9_u32), 0..5)) {
            let whole: Vec<TextPosition> = at.iter().map(|(start, length)| position(*start, start + length)).collect();
            let left_out = Gaps::stored(whole, text::len(&old));
            let carried = left_out.carry_to_wording(&old, &new);
            let length = text::len(&new);
            prop_assert!(carried.iter().all(|gap| gap.start() > 0 && gap.end() < length));
            let _ = carried.quoted(&new);
        }
    }
}
