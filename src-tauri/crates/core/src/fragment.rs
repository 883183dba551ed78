//! Links to a passage of a page: text fragments (`#:~:text=…`), after the WICG draft "URL Fragment Text
//! Directives".
//!
//! A browser marks the first match, so a link is right if the first match is our passage. Matching here is as
//! in a browser: case is ignored, only whole words match, and no term spans two blocks.

use crate::TextPosition;
use crate::text::is_cjk;

/// Maximum length, in code points, of a passage that is given whole. Longer ones are given by their ends.
const WHOLE: usize = 300;
/// The number of words at each end of a longer passage that is tried first.
const END_WORDS: usize = 4;
/// The numbers of context words that are tried, in order.
const CONTEXT_WORDS: [usize; 7] = [1, 2, 3, 4, 6, 9, 14];

type Range = std::ops::Range<usize>;

/// The directive for the passage at `at` in `text`, whose blocks are separated by line feeds. Returns
/// `:~:text=…`, to be appended to the page's address after `#`; `None` if no context tells the passage from
/// others.
///
/// Browsers mark whole words, so a passage that begins or ends inside a word is extended to the word's end;
/// in CJK text, where words are not segmented here, to the next punctuation mark.
#[must_use]
pub fn directive(text: &str, at: TextPosition) -> Option<String> {
    let page = PageText::of(text);
    let passage = page.whole_words(at.start() as usize..at.end() as usize)?;
    let one_block = !page.0[passage.clone()].contains(&'\n');
    let mut named: Vec<(Range, Option<Range>)> = Vec::new();
    if one_block && passage.len() <= WHOLE {
        named.push((passage.clone(), None));
    } else {
        for words in [END_WORDS, 2 * END_WORDS, 4 * END_WORDS] {
            let start = page.first_words(&passage, words);
            let end = page.last_words(&passage, words);
            if start.end <= end.start {
                named.push((start, Some(end)));
            }
        }
    }
    let contexts =
        std::iter::once((0, 0)).chain(CONTEXT_WORDS.iter().flat_map(|&n| [(n, 0), (0, n), (n, n)]));
    for (before, after) in contexts {
        let prefix = page.words_before(passage.start, before);
        let suffix = page.words_after(passage.end, after);
        if before > 0 && prefix.is_none() || after > 0 && suffix.is_none() {
            continue;
        }
        for (start, end) in &named {
            let terms = Terms {
                prefix: prefix.clone(),
                start: start.clone(),
                end: end.clone(),
                suffix: suffix.clone(),
            };
            if page.first_fit(&terms) == Some(passage.clone()) {
                return Some(terms.written(text));
            }
        }
    }
    None
}

/// The terms of a directive, as ranges of the text.
struct Terms {
    prefix: Option<Range>,
    start: Range,
    end: Option<Range>,
    suffix: Option<Range>,
}

impl Terms {
    fn written(&self, text: &str) -> String {
        let chars: Vec<char> = text.chars().collect();
        let term = |range: &Range| encoded(&chars[range.clone()].iter().collect::<String>());
        let mut out = String::from(":~:text=");
        if let Some(prefix) = &self.prefix {
            out.push_str(&term(prefix));
            out.push_str("-,");
        }
        out.push_str(&term(&self.start));
        if let Some(end) = &self.end {
            out.push(',');
            out.push_str(&term(end));
        }
        if let Some(suffix) = &self.suffix {
            out.push_str(",-");
            out.push_str(&term(suffix));
        }
        out
    }
}

/// A term percent-encoded for an address: every byte that is not an ASCII letter or digit is escaped, so also
/// the directive's own `-`, `,` and `&`.
fn encoded(term: &str) -> String {
    use std::fmt::Write as _;
    term.bytes().fold(String::new(), |mut out, byte| {
        if byte.is_ascii_alphanumeric() {
            out.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
        out
    })
}

/// A text prepared for comparison: each character in lower case, one for one.
struct PageText(Vec<char>);

impl PageText {
    fn of(text: &str) -> Self {
        let plain = |c: char| match c {
            '\n' => '\n',
            c if c.is_whitespace() => ' ',
            c => c.to_lowercase().next().unwrap_or(c),
        };
        Self(text.chars().map(plain).collect())
    }

    /// Whether `at` is inside a word (in CJK text, inside a run of CJK characters).
    fn joined(&self, at: usize) -> bool {
        let (Some(&before), Some(&after)) =
            (at.checked_sub(1).and_then(|i| self.0.get(i)), self.0.get(at))
        else {
            return false;
        };
        let letter = |c: char| c.is_alphanumeric() && !is_cjk(c) || c == '_' || is_mark(c);
        letter(before) && letter(after) || is_cjk(before) && is_cjk(after)
    }

    /// A range without white space at its ends, extended to word boundaries; `None` if only white space.
    fn whole_words(&self, range: Range) -> Option<Range> {
        let mut range = range.start..range.end.min(self.0.len());
        while range.start < range.end && self.0[range.start].is_whitespace() {
            range.start += 1;
        }
        while range.start < range.end && self.0[range.end - 1].is_whitespace() {
            range.end -= 1;
        }
        if range.is_empty() {
            return None;
        }
        while self.joined(range.start) {
            range.start -= 1;
        }
        while self.joined(range.end) {
            range.end += 1;
        }
        Some(range)
    }

    /// The first `words` words of a passage, within its first block.
    fn first_words(&self, passage: &Range, words: usize) -> Range {
        let block = (passage.start..passage.end).find(|&i| self.0[i] == '\n');
        let end = block.unwrap_or(passage.end);
        let mut at = passage.start;
        for _ in 0..words {
            at = self.next_end(at, end);
        }
        passage.start..at
    }

    /// The last `words` words of a passage, within its last block.
    fn last_words(&self, passage: &Range, words: usize) -> Range {
        let block = (passage.start..passage.end).rev().find(|&i| self.0[i] == '\n');
        let start = block.map_or(passage.start, |at| at + 1);
        let mut at = passage.end;
        for _ in 0..words {
            at = self.last_start(at, start);
        }
        at..passage.end
    }

    /// At most `words` words before `at`, within one block; `None` if there are none.
    fn words_before(&self, at: usize, words: usize) -> Option<Range> {
        let end = (0..at).rev().find(|&i| !self.0[i].is_whitespace())? + 1;
        let start = (0..end).rev().find(|&i| self.0[i] == '\n').map_or(0, |i| i + 1);
        let mut from = end;
        for _ in 0..words {
            from = self.last_start(from, start);
        }
        (words > 0 && from < end).then_some(from..end)
    }

    /// At most `words` words after `at`, within one block; `None` if there are none.
    fn words_after(&self, at: usize, words: usize) -> Option<Range> {
        let start = (at..self.0.len()).find(|&i| !self.0[i].is_whitespace())?;
        let end = (start..self.0.len()).find(|&i| self.0[i] == '\n').unwrap_or(self.0.len());
        let mut to = start;
        for _ in 0..words {
            to = self.next_end(to, end);
        }
        (words > 0 && start < to).then_some(start..to)
    }

    /// The end of the next word after `at`, past any punctuation before that word; at most `most`.
    fn next_end(&self, at: usize, most: usize) -> usize {
        let Some(word) = (at..most).find(|&i| self.0[i].is_alphanumeric()) else { return most };
        (word + 1..most).find(|&i| !self.joined(i)).unwrap_or(most)
    }

    /// The start of the last word before `at`, past any punctuation after that word; at least `least`.
    fn last_start(&self, at: usize, least: usize) -> usize {
        let word = (least..at).rev().find(|&i| self.0[i].is_alphanumeric());
        let Some(word) = word else { return least };
        (least..=word).rev().find(|&i| !self.joined(i)).unwrap_or(least)
    }

    /// The first place in the text that a browser matches a directive with.
    fn first_fit(&self, terms: &Terms) -> Option<Range> {
        let mut from = 0;
        loop {
            let start = match &terms.prefix {
                Some(prefix) => {
                    let found = self.find(prefix, from)?;
                    from = found.start + 1;
                    let next = self.next_shown(found.end)?;
                    if !self.is_at(&terms.start, next) {
                        continue;
                    }
                    next..next + terms.start.len()
                }
                None => {
                    let found = self.find(&terms.start, from)?;
                    from = found.start + 1;
                    found
                }
            };
            let fits = |end: usize| match &terms.suffix {
                Some(suffix) => self.next_shown(end).is_some_and(|at| self.is_at(suffix, at)),
                None => true,
            };
            match &terms.end {
                None if fits(start.end) => return Some(start),
                None => {}
                Some(end) => {
                    let mut at = start.end;
                    while let Some(found) = self.find(end, at) {
                        if fits(found.end) {
                            return Some(start.start..found.end);
                        }
                        at = found.start + 1;
                    }
                }
            }
        }
    }

    fn next_shown(&self, at: usize) -> Option<usize> {
        (at..self.0.len()).find(|&i| !self.0[i].is_whitespace())
    }

    /// The first whole-word occurrence of a term at or after `from`.
    fn find(&self, term: &Range, from: usize) -> Option<Range> {
        let last = self.0.len().checked_sub(term.len())?;
        let at = (from..=last).find(|&at| self.is_at(term, at))?;
        Some(at..at + term.len())
    }

    fn is_at(&self, term: &Range, at: usize) -> bool {
        let end = at + term.len();
        self.0.get(at..end) == Some(&self.0[term.clone()]) && !self.joined(at) && !self.joined(end)
    }
}

fn is_mark(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Finder, Placed, TextQuote};

    const TEXT: &str = "The boats are old.\nThe boats are old, said the harbour master, and the piers are older.\nNobody - not one - believed it, & nobody said so.\n渡船夫问了十一个港口。桥梁没有建成。";

    fn of(quote: &str) -> String {
        let quote = TextQuote { exact: quote.into(), ..TextQuote::default() };
        let at = match Finder::new(TEXT).locate(&quote) {
            Placed::At(anchor) => anchor.position(),
            Placed::Ambiguous(places) => places.last().copied(),
            Placed::Missing => None,
        };
        at.and_then(|at| directive(TEXT, at)).unwrap_or_default()
    }

    #[test]
    fn a_passage_that_stands_once_is_named_by_its_words() {
        assert_eq!(of("the piers are older"), ":~:text=the%20piers%20are%20older");
        assert_eq!(
            of("not one - believed it, &"),
            ":~:text=not%20one%20%2D%20believed%20it%2C%20%26"
        );
    }

    #[test]
    fn a_passage_that_stands_twice_is_told_by_what_is_around_it() {
        assert_eq!(of("The boats are old"), ":~:text=old%2E-,The%20boats%20are%20old");
    }

    #[test]
    fn half_a_word_is_made_whole_and_half_a_clause_of_chinese_too() {
        assert_eq!(of("e pie"), ":~:text=the%20piers");
        assert_eq!(of("夫问了"), format!(":~:text={}", encoded("渡船夫问了十一个港口")));
    }

    #[test]
    fn a_passage_of_several_blocks_is_named_by_its_ends() {
        assert_eq!(
            of("said the harbour master, and the piers are older.\nNobody - not one"),
            ":~:text=said%20the%20harbour%20master,Nobody%20%2D%20not%20one"
        );
    }

    proptest::proptest! {
        #[test]
        fn any_passage_gets_an_answer(text in "[aB ,.\n钱é\u{301}-]{0,60}", start in 0_u32..60, length in 1_u32..30) {
            let at = TextPosition::new(start, start + length).ok();
            if let Some(directive) = at.and_then(|at| directive(&text, at)) {
                proptest::prop_assert!(directive.starts_with(":~:text=") && directive.is_ascii());
            }
        }
    }
}
