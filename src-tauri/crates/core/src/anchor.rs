//! Finds a stored quote again in the text at hand.
//!
//! Exact matches only, chosen by context and then by position; looks (white space, quotation
//! marks, dashes) are forgiven. Absent on purpose: approximate search, and alignment with the
//! old version.

use crate::text::{self, Folded};
use crate::{Selectors, TextPosition};

/// Whether a highlight has a place in the text at hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AnchorState {
    /// It has, and it is drawn there.
    Anchored,
    /// There is a candidate, to be shown as such.
    Check,
    /// Its words are gone: kept, listed, not drawn.
    Orphan,
}

/// How the place was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AnchorKind {
    /// Where it was.
    Exact,
    /// The same words at another place.
    Moved,
}

/// Where a highlight stands in the text at hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    /// Here, without doubt.
    Anchored(TextPosition, AnchorKind),
    /// Perhaps here: several equal passages, and nothing to tell them apart.
    Check(TextPosition),
    /// Nowhere.
    Orphan,
}

impl Anchor {
    /// Its state alone.
    #[must_use]
    pub fn state(self) -> AnchorState {
        match self {
            Self::Anchored(..) => AnchorState::Anchored,
            Self::Check(_) => AnchorState::Check,
            Self::Orphan => AnchorState::Orphan,
        }
    }

    /// Where it is, or may be.
    #[must_use]
    pub fn position(self) -> Option<TextPosition> {
        match self {
            Self::Anchored(at, _) | Self::Check(at) => Some(at),
            Self::Orphan => None,
        }
    }
}

/// How many characters of the surroundings must agree for a copy to be taken without a question.
const SURE_CONTEXT: usize = 16;
/// From how many characters on a quote that stands only once needs no surroundings.
const SURE_QUOTE: usize = 48;

/// Locates what `selectors` describe in `whole`.
///
/// The stored position is believed where the exact words still stand at it within their
/// context. Otherwise, among the copies of the quote, the one whose surroundings agree best
/// wins, and on a tie the one nearest to the stored position; where the surroundings hardly agree,
/// the answer is [`Anchor::Check`], unless the quote is long and stands only once.
///
/// Positions count Unicode code points. O(text) for the search and for each copy its context.
#[must_use]
pub fn locate(whole: &str, selectors: &Selectors) -> Anchor {
    let quote = &selectors.quote;
    if text::slice(whole, selectors.position) == Some(&quote.exact)
        && Selectors::describe(whole, selectors.position).is_some_and(|now| now.quote == *quote)
    {
        return Anchor::Anchored(selectors.position, AnchorKind::Exact);
    }
    let text_folded = Folded::new(whole);
    let exact = Folded::new(&quote.exact);
    if exact.text().is_empty() {
        return Anchor::Orphan;
    }
    let prefix = Folded::new(&quote.prefix);
    let suffix = Folded::new(&quote.suffix);
    let hint = text::byte_of(whole, selectors.position.start()).unwrap_or(whole.len());
    let mut best: Option<(usize, usize, usize)> = None;
    let mut copies = 0_usize;
    for at in matches(text_folded.text(), exact.text()) {
        copies += 1;
        let before = text_folded.text()[..at].trim_end();
        let after = text_folded.text()[at + exact.text().len()..].trim_start();
        let context = common(before.chars().rev(), prefix.text().chars().rev())
            + common(after.chars(), suffix.text().chars());
        let distance = text_folded.original(at, at + exact.text().len()).0.abs_diff(hint);
        if best.is_none_or(|(c, d, _)| (context, d) > (c, distance)) {
            best = Some((context, distance, at));
        }
    }
    let Some((context, _, at)) = best else { return Anchor::Orphan };
    let (start, end) = text_folded.original(at, at + exact.text().len());
    let Ok(position) =
        TextPosition::new(text::code_point_of(whole, start), text::code_point_of(whole, end))
    else {
        return Anchor::Orphan;
    };
    // A copy whose surroundings are strange may be another passage with the same words: the reader
    // is asked. A long quote that stands once speaks for itself.
    let length = |folded: &Folded| folded.text().chars().count();
    // At the edge of a text, all there is of its surroundings is enough.
    let all = length(&prefix) + length(&suffix);
    let known = if copies == 1 && (all == 0 || length(&exact) >= SURE_QUOTE) {
        true
    } else {
        all > 0 && context >= SURE_CONTEXT.min(all)
    };
    if !known {
        Anchor::Check(position)
    } else if position == selectors.position {
        Anchor::Anchored(position, AnchorKind::Exact)
    } else {
        Anchor::Anchored(position, AnchorKind::Moved)
    }
}

/// What a search for a quote by its words alone gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FindQuote {
    /// It stands once, here.
    Found(TextPosition),
    /// It stands more than once; all the places, in order.
    Ambiguous(Vec<TextPosition>),
    /// It does not stand in the text.
    Missing,
}

/// Finds `quote` in `whole` by its words alone, whatever its white space, quotation marks and
/// dashes look like. At most 1,000 places are listed.
#[must_use]
pub fn find_quote(whole: &str, quote: &str) -> FindQuote {
    let folded = Folded::new(whole);
    let wanted = Folded::new(quote);
    if wanted.text().is_empty() {
        return FindQuote::Missing;
    }
    let places: Vec<TextPosition> = matches(folded.text(), wanted.text())
        .take(1_000)
        .filter_map(|at| {
            let (start, end) = folded.original(at, at + wanted.text().len());
            TextPosition::new(text::code_point_of(whole, start), text::code_point_of(whole, end))
                .ok()
        })
        .collect();
    match places.as_slice() {
        [] => FindQuote::Missing,
        [place] => FindQuote::Found(*place),
        _ => FindQuote::Ambiguous(places),
    }
}

/// Byte offsets of the copies of `needle`, those that overlap not counted twice.
fn matches<'a>(haystack: &'a str, needle: &'a str) -> impl Iterator<Item = usize> + 'a {
    haystack.match_indices(needle).map(|(at, _)| at)
}

/// How many characters two sequences share from their start.
fn common(a: impl Iterator<Item = char>, b: impl Iterator<Item = char>) -> usize {
    a.zip(b).take_while(|(a, b)| a == b).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `old` and `expected` carry the passage in «»; `expected` may say "orphan" or "check".
    fn check(old: &str, new: &str, expected: &str) {
        let before = old.split('«').next().unwrap_or_default();
        let inside = old.split(['«', '»']).nth(1).unwrap_or_default();
        let start = text::len(before);
        let selectors = TextPosition::new(start, start + text::len(inside))
            .ok()
            .and_then(|at| Selectors::describe(&old.replace(['«', '»'], ""), at));
        let got = selectors.map(|s| locate(new, &s));
        let shown = match got {
            Some(Anchor::Check(_)) => "check".to_owned(),
            Some(Anchor::Anchored(at, _)) => {
                let mut marked: Vec<char> = new.chars().collect();
                marked.insert(at.end() as usize, '»');
                marked.insert(at.start() as usize, '«');
                marked.into_iter().collect()
            }
            _ => "orphan".to_owned(),
        };
        assert_eq!(shown, expected, "{old} in {new}");
    }

    #[test]
    fn a_quote_that_stayed_is_found_where_it_was() {
        check("one «two» three", "one two three", "one «two» three");
    }

    #[test]
    fn a_quote_that_moved_is_followed() {
        check("one «two» three", "zero and one two three", "zero and one «two» three");
    }

    #[test]
    fn context_picks_among_repeated_quotes() {
        check(
            "red apple «fell» on the roof, then fell on me",
            "it fell on me, red apple fell on the roof",
            "it fell on me, red apple «fell» on the roof",
        );
    }

    #[test]
    fn copies_that_nothing_tells_apart_are_asked_about() {
        check("xyz «cat» uvw", "a cat, b cat", "check");
    }

    #[test]
    fn a_lost_quote_is_an_orphan() {
        check("one «two» three", "one 2 three", "orphan");
    }

    #[test]
    fn other_quotation_marks_and_spaces_do_not_matter() {
        check(
            "He said: «\"a  bridge\"» to me",
            "He said: “a bridge” to me",
            "He said: «“a bridge”» to me",
        );
    }

    #[test]
    fn a_quote_of_another_script_is_found() {
        check("前面«桥梁»后面", "新的前面桥梁后面", "新的前面«桥梁»后面");
    }

    proptest::proptest! {
        #[test]
        fn any_passage_is_found_in_its_own_text(text in "[ab 钱😀\n]{1,60}", a in 0_u32..60, n in 1_u32..20) {
            if let Some(selectors) = TextPosition::new(a, a + n).ok().and_then(|at| Selectors::describe(&text, at)) {
                proptest::prop_assert_eq!(locate(&text, &selectors).position(), Some(selectors.position));
            }
        }

        #[test]
        fn any_selector_gets_an_answer(text in ".{0,60}", exact in ".{0,10}", prefix in ".{0,5}", start in 0_u32..u32::MAX - 1) {
            let quote = crate::TextQuote { exact, prefix, suffix: String::new() };
            if let Ok(position) = TextPosition::new(start, start + 1) {
                let _ = locate(&text, &Selectors { quote, position });
            }
        }
    }
}
