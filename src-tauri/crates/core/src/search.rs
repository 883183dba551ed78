//! Search: parses queries, prepares text for the index, and finds the matches in a text.
//!
//! Word boundaries are those of Unicode. CJK text, which has none, is indexed by character and searched as
//! phrases, so a word of any length is found.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::text::is_cjk;

/// Maximum length of a query, in code points; the rest is ignored.
pub const MAX_QUERY: usize = 1_000;

/// A parsed query: a text has to match every term.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Query {
    terms: Vec<Term>,
    /// The speakers to be quoted in the text: folded words, separated by spaces.
    speakers: Vec<String>,
}

/// A term of a query: words in a row.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Term {
    /// Folded words, as in the index.
    words: Vec<String>,
    /// `true` if the last word also matches longer words that begin with it.
    prefix: bool,
}

impl Query {
    /// Parses a query: words, all of which have to occur, and `"phrases"`. A bare word also finds longer
    /// words that begin with it. `speaker:name` or `speaker:"full name"` restricts the search to what that
    /// person said. Never fails: everything else is ignored. At most 32 terms and 8 speakers are kept.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let text: String = text.chars().take(MAX_QUERY).collect();
        let mut terms = Vec::new();
        let mut speakers = Vec::new();
        // `true` after `speaker:` without a name: the next word or phrase is the name.
        let mut asked = false;
        for (i, part) in text.split(['"', '“', '”', '„', '«', '»', '「', '」']).enumerate()
        {
            if i % 2 == 1 {
                match std::mem::take(&mut asked) {
                    true => speakers.push(index_text(part)),
                    false => terms.push(Term { words: folded(part), prefix: false }),
                }
            } else {
                for word in part.split_whitespace() {
                    if std::mem::take(&mut asked) {
                        speakers.push(index_text(word));
                        continue;
                    }
                    if let Some(name) = speaker(word) {
                        asked = name.is_empty();
                        speakers.push(index_text(name));
                        continue;
                    }
                    let words: Vec<String> = words(word).map(|w| w.folded).collect();
                    let prefix = words.last().is_some_and(|w| !w.starts_with(is_cjk));
                    terms.push(Term { words, prefix });
                }
            }
        }
        terms.retain(|t| !t.words.is_empty());
        terms.truncate(32);
        speakers.retain(|name| !name.is_empty());
        speakers.truncate(8);
        Self { terms, speakers }
    }

    /// A query for the longest words of a text, at most `most` of them, as these are the most distinctive. In
    /// a script without spaces, a term is four characters in a row.
    #[must_use]
    pub fn longest_words(text: &str, most: usize) -> Self {
        let text: String = text.chars().take(MAX_QUERY).collect();
        let mut terms: Vec<Vec<String>> = Vec::new();
        let mut last_cjk = None;
        for word in words(&text) {
            let cjk = word.folded.starts_with(is_cjk);
            let goes_on = cjk && last_cjk == Some(word.start);
            last_cjk = cjk.then_some(word.end);
            match terms.last_mut() {
                Some(term) if goes_on && term.len() < 4 => term.push(word.folded),
                _ => terms.push(vec![word.folded]),
            }
        }
        terms.sort_by_key(|term| {
            std::cmp::Reverse(term.iter().map(|w| w.chars().count()).sum::<usize>())
        });
        terms.dedup();
        terms.truncate(most);
        let terms = terms.into_iter().map(|words| Term { words, prefix: false }).collect();
        Self { terms, speakers: Vec::new() }
    }

    /// The speakers to be quoted in the text: folded words as in [`index_text`]. The last word may be the
    /// beginning of a longer one.
    #[must_use]
    pub fn speakers(&self) -> &[String] {
        &self.speakers
    }

    /// `true` if the query has no words: only speakers, or nothing.
    #[must_use]
    pub fn is_wordless(&self) -> bool {
        self.terms.is_empty()
    }

    /// As [`Self::fts5`], but a text has to match only one of the terms.
    #[must_use]
    pub fn fts5_any(&self) -> String {
        let terms: Vec<String> =
            self.terms.iter().map(|t| format!("\"{}\"", t.words.join(" "))).collect();
        terms.join(" OR ")
    }

    /// `true` if the query has neither words nor speakers.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty() && self.speakers.is_empty()
    }

    /// The query in the syntax of SQLite's FTS5, for an index filled with [`index_text`]. It contains only
    /// quoted strings, so no input can act as an operator.
    #[must_use]
    pub fn fts5(&self) -> String {
        let terms: Vec<String> = self
            .terms
            .iter()
            .map(|t| format!("\"{}\"{}", t.words.join(" "), if t.prefix { "*" } else { "" }))
            .collect();
        terms.join(" ")
    }

    /// The byte ranges of `text` that match a term, in text order and without overlaps.
    #[must_use]
    pub fn matches(&self, text: &str) -> Vec<(usize, usize)> {
        let text_words: Vec<Word> = words(text).collect();
        let mut found: Vec<(usize, usize)> = Vec::new();
        for term in &self.terms {
            for window in text_words.windows(term.words.len()) {
                let last = window.len() - 1;
                let fits = window.iter().zip(&term.words).enumerate().all(|(i, (have, want))| {
                    have.folded == *want
                        || (i == last && term.prefix && have.folded.starts_with(want.as_str()))
                });
                if fits {
                    found.push((window[0].start, window[last].end));
                }
            }
        }
        found.sort_unstable();
        let mut merged: Vec<(usize, usize)> = Vec::new();
        for (start, end) in found {
            match merged.last_mut() {
                Some(last) if start < last.1 => last.1 = last.1.max(end),
                _ => merged.push((start, end)),
            }
        }
        merged
    }
}

/// The name in `speaker:name`; empty if only `speaker:` is there; `None` for any other word.
fn speaker(word: &str) -> Option<&str> {
    const KEY: &str = "speaker";
    let key = word.get(..KEY.len()).filter(|key| key.eq_ignore_ascii_case(KEY))?;
    word[key.len()..].strip_prefix([':', '：'])
}

/// The words of `text`, folded for comparison.
pub(crate) fn folded(text: &str) -> Vec<String> {
    words(text).map(|word| word.folded).collect()
}

/// `text` in the form that is indexed: folded words, separated by spaces.
#[must_use]
pub fn index_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in words(text) {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(&word.folded);
    }
    out
}

/// A part of a text around its first match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt {
    /// The words, with `…` where the text was cut.
    pub text: String,
    /// The matches, as ranges of code points in `text`.
    pub matches: Vec<(u32, u32)>,
}

/// Returns about `length` code points of `text` around its first match.
#[must_use]
pub fn excerpt(text: &str, query: &Query, length: usize) -> Excerpt {
    let matches = query.matches(text);
    let first = matches.first().map_or(0, |m| m.0);
    let back = text[..first].char_indices().rev().take(length / 3);
    let mut start = back.map(|(at, _)| at).last().unwrap_or(first);
    if start > 0 {
        // Begin at a word.
        let space = text[start..first].char_indices().find(|(_, c)| c.is_whitespace());
        start = space.map_or(start, |(at, c)| start + at + c.len_utf8());
    }
    let end = text[start..].char_indices().nth(length).map_or(text.len(), |(at, _)| start + at);
    let mut out = String::new();
    if text[..start].chars().any(|c| !c.is_whitespace()) {
        out.push('…');
    }
    let lead = out.chars().count();
    out.extend(text[start..end].chars().map(|c| if c.is_whitespace() { ' ' } else { c }));
    let trimmed = out.trim_end().len();
    out.truncate(trimmed);
    let kept = out.chars().count();
    if text[end..].chars().any(|c| !c.is_whitespace()) {
        out.push('…');
    }
    let count = |range: &str| range.chars().count();
    let units = |n: usize| u32::try_from(n.min(kept)).unwrap_or(u32::MAX);
    let matches = matches
        .into_iter()
        .filter(|&(from, to)| from >= start && to <= end)
        .map(|(from, to)| {
            (units(lead + count(&text[start..from])), units(lead + count(&text[start..to])))
        })
        .filter(|(from, to)| from < to)
        .collect();
    Excerpt { text: out, matches }
}

/// A word of a text: its byte range and its folded form.
struct Word {
    start: usize,
    end: usize,
    folded: String,
}

/// The words of `text`: runs of letters and digits, and each CJK character by itself. Folding makes them
/// lower case, removes combining marks and unifies compatibility forms.
fn words(text: &str) -> impl Iterator<Item = Word> + '_ {
    let mut rest = text.char_indices().peekable();
    std::iter::from_fn(move || {
        loop {
            let (start, first) = rest.next()?;
            if is_cjk(first) {
                return Some(Word {
                    start,
                    end: start + first.len_utf8(),
                    folded: fold_char(first),
                });
            }
            if !first.is_alphanumeric() {
                continue;
            }
            let mut end = start + first.len_utf8();
            while let Some(&(at, c)) = rest.peek() {
                if is_cjk(c) || !(c.is_alphanumeric() || is_combining_mark(c) || c == '\u{AD}') {
                    break;
                }
                end = at + c.len_utf8();
                rest.next();
            }
            let folded = fold(&text[start..end]);
            if !folded.is_empty() {
                return Some(Word { start, end, folded });
            }
        }
    })
}

fn fold(word: &str) -> String {
    if word.is_ascii() {
        return word.to_ascii_lowercase();
    }
    word.nfkd()
        .filter(|c| !is_combining_mark(*c) && *c != '\u{AD}')
        .flat_map(char::to_lowercase)
        .filter(|c| c.is_alphanumeric())
        .collect()
}

fn fold_char(c: char) -> String {
    let mut buffer = [0; 4];
    fold(c.encode_utf8(&mut buffer))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(query: &str, text: &str, expected: &str) {
        let mut marked = text.to_owned();
        for (start, end) in Query::parse(query).matches(text).into_iter().rev() {
            marked.insert(end, ']');
            marked.insert(start, '[');
        }
        assert_eq!(marked, expected);
    }

    #[test]
    fn a_word_finds_itself_and_longer_ones() {
        check("bridge", "Bridges, a bridge and abridged", "[Bridges], a [bridge] and abridged");
    }

    #[test]
    fn marks_and_case_do_not_matter() {
        check("uber resume", "Über das Résumé", "[Über] das [Résumé]");
    }

    #[test]
    fn a_phrase_stands_in_a_row() {
        check("\"cyber crimes\"", "cyber crimes, crimes cyber", "[cyber crimes], crimes cyber");
    }

    #[test]
    fn chinese_is_found_by_any_of_its_words() {
        check("桥梁", "互联网应成为两国桥梁。", "互联网应成为两国[桥梁]。");
        assert_eq!(index_text("Das 互联网"), "das 互 联 网");
    }

    #[test]
    fn a_speaker_is_asked_for_by_name() {
        for query in ["speaker:Müller tides", "tides Speaker: MULLER", "tides speaker:\"Müller\""]
        {
            let query = Query::parse(query);
            assert_eq!(query.speakers(), ["muller"]);
            assert!(query.fts5().starts_with("\"tides\""), "{}", query.fts5());
        }
        let query = Query::parse("speaker:“Zhang Yesui” speaker：钱小");
        assert_eq!(query.speakers(), ["zhang yesui", "钱 小"]);
        assert!(query.is_wordless() && !query.is_empty());
        assert!(Query::parse("speaker:").is_empty());
        assert_eq!(Query::parse("loudspeaker:x").speakers().len(), 0);
    }

    #[test]
    fn nothing_typed_is_an_operator() {
        assert_eq!(
            Query::parse("a AND (b* OR NEAR ^c) -d").fts5(),
            r#""a"* "and"* "b"* "or"* "near"* "c"* "d"*"#
        );
        assert!(Query::parse("\"\" * ( ' ").is_empty());
    }

    #[test]
    fn an_excerpt_may_begin_behind_any_white_space() {
        let cut = excerpt("0a¡D!¡a0¡\u{A0}¡d\0¡a¡ C", &Query::parse("c"), 24);
        assert_eq!(cut.text, "…¡d\0¡a¡ C");
    }

    #[test]
    fn an_excerpt_shows_the_match_in_its_place() {
        let text = format!("{}the bridge stands{}", "lorem ".repeat(50), " ipsum".repeat(50));
        let cut = excerpt(&text, &Query::parse("bridge"), 60);
        assert!(cut.text.starts_with('…') && cut.text.ends_with('…'), "{}", cut.text);
        let (start, end) = cut.matches[0];
        let shown: String =
            cut.text.chars().skip(start as usize).take((end - start) as usize).collect();
        assert_eq!(shown, "bridge");
    }

    proptest::proptest! {
        #[test]
        fn any_text_can_be_searched_and_cut(query in ".{0,40}", text in ".{0,200}", length in 1_usize..80) {
            let query = Query::parse(&query);
            for (start, end) in query.matches(&text) {
                proptest::prop_assert!(text.get(start..end).is_some());
            }
            let cut = excerpt(&text, &query, length);
            let n = cut.text.chars().count();
            proptest::prop_assert!(cut.matches.iter().all(|&(a, b)| a < b && b as usize <= n));
        }
    }
}
