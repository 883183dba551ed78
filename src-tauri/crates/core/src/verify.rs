//! Verifies a quote in a draft against a capture: is it there to the word, altered, or not at all?
//!
//! White space, case and typography are ignored, as for an anchor ([`crate::Finder`]), and so is the
//! punctuation at a quote's ends, which belongs to the sentence around it. Ellipses (`…`, `[…]`, `...`),
//! insertions (`[the minister]`) and adapted letters (`[T]he`) are understood.

use crate::diff::{self, Change};
use crate::{AnchorState, Finder, Placed, TextPosition, TextQuote, text};

/// Maximum number of code points that an ellipsis may stand for: a long paragraph. Parts that are further
/// apart were not said together.
const ELLIPSIS: u32 = 1_500;
/// Maximum number of code points that an insertion may stand for: a name with its titles.
const INSERTION: u32 = 80;
/// Maximum number of code points between parts separated by quotation marks: the marks, a comma, a space.
const MARKS: u32 = 5;

/// How many code points around a similar passage are searched for the quote's ends, at most.
const AROUND: usize = 60;

/// A quote is altered, not missing, if a part of at least this many words occurs to the word.
const WORDS: u32 = 4;

/// The result of verifying a quote.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    /// It occurs to the word: the passages that it consists of, in order.
    Verbatim(Vec<TextPosition>),
    /// The passage most like it, and the likeness from 0 to 1; 0 if only a part of the quote occurs.
    Altered(TextPosition, f32),
    /// Nothing in the text is like it.
    Missing,
}

/// What separates a part of a quote from the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Gap {
    None,
    Ellipsis,
    Insertion,
    /// Quotation marks, which change when a quote is quoted within another.
    Marks,
}

/// A part of a quote: words in a row.
#[derive(Debug, PartialEq, Eq)]
struct Part {
    gap: Gap,
    words: String,
}

/// Looks for a quote in a text. `finder` must have been made from `text`.
#[must_use]
pub fn verify(quote: &str, text: &str, finder: &Finder<'_>) -> Verdict {
    let parts = parts(quote);
    if parts.is_empty() {
        return Verdict::Missing;
    }
    let places: Vec<Vec<TextPosition>> = parts
        .iter()
        .map(|part| {
            finder.copies_of(&part.words).into_iter().filter(|at| is_whole(text, *at)).collect()
        })
        .collect();
    for first in &places[0] {
        if let Some(passages) = in_order(*first, &parts, &places) {
            return Verdict::Verbatim(passages);
        }
    }
    // Looks for the whole wording, then for its longest part in case it left out much.
    let longest = parts.iter().map(|part| &*part.words).max_by_key(|words| words.len());
    let joined: Vec<&str> = parts.iter().map(|part| &*part.words).collect();
    for words in std::iter::once(&*joined.join(" ")).chain(longest) {
        let wanted = TextQuote { exact: words.to_owned(), ..TextQuote::default() };
        let found = match finder.locate(&wanted) {
            Placed::At(anchor) if anchor.state() != AnchorState::Orphan => {
                anchor.position().map(|at| (at, anchor.score()))
            }
            Placed::Ambiguous(places) => places.first().map(|at| (*at, 1.0)),
            _ => None,
        };
        if let Some((at, score)) = found {
            return Verdict::Altered(passage_of_altered_quote(quote, text, at), score);
        }
    }
    // One part occurs to the word and another nowhere: assembled from parts, not made up.
    let kept = parts.iter().zip(&places).find(|(part, _)| text::word_count(&part.words) >= WORDS);
    match kept.and_then(|(_, places)| places.first()) {
        Some(at) => Verdict::Altered(*at, 0.0),
        None => Verdict::Missing,
    }
}

/// The passage of the text that an altered quote stands for, with whole words at its ends. Where the quote
/// begins or ends with other words, as many words of the text are included.
fn passage_of_altered_quote(quote: &str, text: &str, at: TextPosition) -> TextPosition {
    let (Some(start), Some(end)) = (text::byte_of(text, at.start()), text::byte_of(text, at.end()))
    else {
        return at;
    };
    // Not beyond the line, and at most `AROUND` code points.
    let back =
        text[..start].char_indices().rev().take(AROUND).take_while(|(_, c)| *c != '\n').last();
    let from = back.map_or(start, |(i, _)| i);
    let ahead = text[end..].char_indices().take(AROUND).take_while(|(_, c)| *c != '\n').last();
    let to = ahead.map_or(end, |(i, c)| end + i + c.len_utf8());
    let pieces = diff::diff_words(&text[from..to], quote);
    let size = |change: Change| pieces.iter().filter(move |p| p.change == change);
    if size(Change::Same).next().is_none() {
        return at;
    }
    let first = pieces.iter().position(|p| p.change == Change::Same).unwrap_or(0);
    let last = pieces.iter().rposition(|p| p.change == Change::Same).unwrap_or(0);
    let of = |pieces: &[diff::DiffPiece<'_>], change: Change| -> String {
        pieces.iter().filter(|p| p.change == change).map(|p| p.text).collect()
    };
    let words = |text: &str| text.split_whitespace().count();
    let (before, instead) =
        (of(&pieces[..first], Change::Removed), of(&pieces[..first], Change::Added));
    let skipped = nth_last_word(&before, words(&instead));
    let (after, other) =
        (of(&pieces[last + 1..], Change::Removed), of(&pieces[last + 1..], Change::Added));
    let kept = nth_word_end(&after, words(&other));
    // Punctuation at the end belongs to the sentence, unless the quote ends with punctuation too.
    let bare = quote.ends_with(char::is_alphanumeric);
    let trimmed = text[from + skipped..to - (after.len() - kept)]
        .trim_matches(|c: char| c.is_whitespace() || is_mark(c))
        .trim_end_matches(|c: char| bare && !c.is_alphanumeric());
    let start = trimmed.as_ptr() as usize - text.as_ptr() as usize;
    TextPosition::new(
        text::code_point_of(text, start),
        text::code_point_of(text, start + trimmed.len()),
    )
    .unwrap_or(at)
}

/// The byte offset where the last `n` words of a text begin.
fn nth_last_word(text: &str, n: usize) -> usize {
    let starts: Vec<usize> =
        text.split_whitespace().map(|w| w.as_ptr() as usize - text.as_ptr() as usize).collect();
    if n == 0 {
        text.len()
    } else {
        starts.len().checked_sub(n).and_then(|i| starts.get(i)).copied().unwrap_or(0)
    }
}

/// The byte offset where the first `n` words of a text end.
fn nth_word_end(text: &str, n: usize) -> usize {
    let ends =
        text.split_whitespace().map(|w| w.as_ptr() as usize - text.as_ptr() as usize + w.len());
    ends.take(n).last().unwrap_or(0)
}

/// The passages of a quote whose first part is at `first`; `None` if the other parts do not follow in order.
fn in_order(
    first: TextPosition,
    parts: &[Part],
    places: &[Vec<TextPosition>],
) -> Option<Vec<TextPosition>> {
    let mut passages = vec![first];
    for (part, places) in parts.iter().zip(places).skip(1) {
        let end = passages.last()?.end();
        let most = match part.gap {
            Gap::Ellipsis => ELLIPSIS,
            Gap::Insertion => INSERTION,
            Gap::Marks | Gap::None => MARKS,
        };
        let next = places.iter().find(|at| at.start() >= end)?;
        if next.start() - end > most {
            return None;
        }
        passages.push(*next);
    }
    Some(passages)
}

/// Whether a passage begins and ends with whole words.
fn is_whole(text: &str, at: TextPosition) -> bool {
    let Some(start) = text::byte_of(text, at.start()) else { return false };
    let Some(words) = text::slice(text, at) else { return false };
    let letter = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() && !text::is_cjk(c));
    let (before, after) = (&text[..start], &text[start + words.len()..]);
    !(letter(before.chars().next_back()) && letter(words.chars().next())
        || letter(words.chars().next_back()) && letter(after.chars().next()))
}

/// Splits a quote at its ellipses, insertions and quotation marks.
fn parts(quote: &str) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    let mut words = String::new();
    let mut gap = Gap::None;
    let mut close = |words: &mut String, gap: &mut Gap, next: Gap| {
        let trimmed = words.trim_matches(|c: char| !c.is_alphanumeric());
        if !trimmed.is_empty() {
            parts.push(Part { gap: *gap, words: trimmed.to_owned() });
            *gap = next;
        } else if next == Gap::Ellipsis || *gap == Gap::Marks {
            *gap = next;
        }
        words.clear();
    };
    let mut rest = quote;
    while let Some(c) = rest.chars().next() {
        let dots = dots(rest);
        if dots > 0 {
            close(&mut words, &mut gap, Gap::Ellipsis);
            rest = &rest[dots..];
            continue;
        }
        let bracket = matches!(c, '[' | '［').then(|| rest.find([']', '］'])).flatten();
        if let Some(end) = bracket.filter(|end| *end < 200) {
            let inside = &rest[c.len_utf8()..end];
            let after = &rest[end + rest[end..].chars().next().map_or(1, char::len_utf8)..];
            let joins_after = after.starts_with(char::is_alphanumeric);
            let joins_before = words.ends_with(char::is_alphanumeric);
            if inside.trim_end_matches('!').eq_ignore_ascii_case("sic") {
                // `[sic]` stands for no words: it confirms those before it.
            } else if joins_after && inside.chars().count() <= 2 {
                words.push_str(inside);
            } else {
                if joins_before {
                    // "say[s]": the original word is not known.
                    let cut = words.trim_end_matches(char::is_alphanumeric).len();
                    words.truncate(cut);
                }
                close(&mut words, &mut gap, Gap::Insertion);
            }
            rest = after;
            continue;
        }
        let next = rest[c.len_utf8()..].chars().next();
        // An apostrophe is one inside a word; other single marks separate parts.
        let apostrophe = matches!(c, '\'' | '’')
            && words.ends_with(char::is_alphanumeric)
            && next.is_some_and(char::is_alphanumeric);
        if is_mark(c) && !apostrophe {
            close(&mut words, &mut gap, Gap::Marks);
        } else {
            words.push(c);
        }
        rest = &rest[c.len_utf8()..];
    }
    close(&mut words, &mut gap, Gap::None);
    parts
}

fn is_mark(c: char) -> bool {
    matches!(
        c,
        '"' | '“'
            | '”'
            | '„'
            | '‟'
            | '«'
            | '»'
            | '‹'
            | '›'
            | '\''
            | '‘'
            | '’'
            | '‚'
            | '「'
            | '」'
            | '『'
            | '』'
    )
}

/// The length in bytes of an ellipsis at the start of `text`, alone or in brackets; 0 if there is none.
fn dots(text: &str) -> usize {
    let inner = |text: &str| -> usize {
        let mut bytes = 0;
        let mut points = 0;
        for c in text.chars() {
            match c {
                '…' | '⋯' => points += 3,
                '.' => points += 1,
                ' ' | '\u{A0}' if points > 0 => {}
                _ => break,
            }
            bytes += c.len_utf8();
        }
        if points >= 3 { bytes } else { 0 }
    };
    for (open, close) in [('[', ']'), ('(', ')'), ('［', '］'), ('（', '）')] {
        if let Some(inside) = text.strip_prefix(open) {
            let bytes = inner(inside);
            return if bytes > 0 && inside[bytes..].starts_with(close) {
                open.len_utf8() + bytes + close.len_utf8()
            } else {
                0
            };
        }
    }
    inner(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "The harbour will open in May, said the mayor. “We know the tides better than any ministry,” \
        she added, “and we have waited for nine winters.” Nobody should have to wait longer.";

    fn of(quote: &str) -> Verdict {
        verify(quote, TEXT, &Finder::new(TEXT))
    }

    fn verbatim(quote: &str) -> bool {
        matches!(of(quote), Verdict::Verbatim(_))
    }

    #[test]
    fn words_as_they_stand_are_verbatim() {
        for quote in [
            "We know the tides better than any ministry",
            "We know the tides better than any ministry.",
            "we know  the tides better",
            "Nobody should … wait longer.",
            "We know the tides [...] for nine winters",
            "[N]obody should have to wait longer",
            "[the islanders] know the tides better than any ministry",
            "The harbour will open in May, said the mayor. 'We know the tides better than any ministry,'",
            "... the tides better [sic] than any ministry ...",
        ] {
            assert!(verbatim(quote), "{quote}: {:?}", of(quote));
        }
    }

    #[test]
    fn other_words_are_altered() {
        for quote in [
            "We know the tides better than every ministry",
            "We know the tide better than any ministry",
            "we have not waited for nine winters",
            "Nobody should have to wait longer … for the gulls",
            "said the mayor. ‘We know the tides better than some ministry,’ she added",
        ] {
            assert!(matches!(of(quote), Verdict::Altered(..)), "{quote}: {:?}", of(quote));
        }
    }

    #[test]
    fn what_was_altered_has_the_ends_of_the_quote() {
        for (quote, words) in [
            ("Nobody should have to wait any more", "Nobody should have to wait longer"),
            ("Everybody should have to wait longer", "Nobody should have to wait longer"),
            (
                "We know the tide better than any ministry",
                "We know the tides better than any ministry",
            ),
        ] {
            let Verdict::Altered(at, _) = of(quote) else { panic!("{quote}: {:?}", of(quote)) };
            assert_eq!(
                text::slice(TEXT, at).map(|w| w.trim_end_matches(|c: char| !c.is_alphanumeric())),
                Some(words),
                "{quote}"
            );
        }
    }

    #[test]
    fn what_nobody_said_is_missing() {
        for quote in ["The ferries belong to those who ride in them", "…", "", "[…] [sic]"] {
            assert_eq!(of(quote), Verdict::Missing, "{quote}");
        }
    }

    #[test]
    fn the_parts_of_a_quote() {
        let of =
            |quote: &str| parts(quote).into_iter().map(|p| (p.gap, p.words)).collect::<Vec<_>>();
        assert_eq!(of("a b [...] c d"), [(Gap::None, "a b".into()), (Gap::Ellipsis, "c d".into())]);
        assert_eq!(
            of("[T]he [new] plan. . . . works"),
            [
                (Gap::None, "The".into()),
                (Gap::Insertion, "plan".into()),
                (Gap::Ellipsis, "works".into()),
            ]
        );
        assert_eq!(of("he say[s] so"), [(Gap::None, "he".into()), (Gap::Insertion, "so".into())]);
    }

    proptest::proptest! {
        #[test]
        fn any_quote_gets_an_answer(quote in "[a-d“”\\[\\]….() \n钱]{0,40}", text in "[a-d“”\\[\\]….() \n钱]{0,80}") {
            let _ = verify(&quote, &text, &Finder::new(&text));
        }

        #[test]
        fn a_passage_is_verbatim(words in proptest::collection::vec("[a-z]{1,6}", 5..30), from in 0_usize..4) {
            let text = words.join(" ");
            let quote = words[from..].join(" ");
            proptest::prop_assert!(matches!(verify(&quote, &text, &Finder::new(&text)), Verdict::Verbatim(_)));
        }
    }
}
