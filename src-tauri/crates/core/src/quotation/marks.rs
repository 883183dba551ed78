//! Finds the segments between quotation marks, with any of the world's pairs of marks.
//!
//! Works line by line: no quotation crosses a line break, and a quotation that is still open at the end of
//! its line ends there (quotations of several paragraphs are set like this). Linear in the text.

use std::ops::Range;

use crate::text::is_cjk;

/// Marks that are always quotation marks. Single marks are also apostrophes.
const DOUBLE: &[char] = &['"', '“', '”', '„', '‟', '«', '»', '「', '」', '『', '』'];
/// Minimum number of words in a quotation.
const WORDS: usize = 3;

/// A segment between two quotation marks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct QuotedSegment {
    /// Byte range without the marks and without white space next to them.
    pub inside: Range<usize>,
    /// Byte range with the marks.
    pub outside: Range<usize>,
    /// `true` if the closing mark is on the same line.
    pub closed: bool,
    /// The number of words; each character of a script without spaces counts as one.
    pub words: usize,
}

impl QuotedSegment {
    /// Whether the segment is long enough to be a quotation rather than a borrowed word.
    pub(super) fn is_long(&self) -> bool {
        self.words >= WORDS
    }
}

/// All quoted segments of a text, in text order.
pub(super) fn segments(text: &str) -> Vec<QuotedSegment> {
    let mut found = Vec::new();
    let mut start = 0;
    for line in text.split('\n') {
        line_segments(text, start..start + line.len(), &mut found);
        start += line.len() + 1;
    }
    found
}

fn line_segments(text: &str, line: Range<usize>, found: &mut Vec<QuotedSegment>) {
    let chars: Vec<(usize, char)> =
        text[line.clone()].char_indices().map(|(at, c)| (line.start + at, c)).collect();
    let first = found.len();
    double(text, &line, &chars, found);
    if chars.iter().any(|&(_, c)| matches!(c, '‘' | '‚' | '‹' | '›' | '\'')) {
        single(text, &line, &chars, first, found);
        found[first..].sort_by_key(|s| s.outside.start);
    }
}

/// Makes a segment; white space and quotation marks at its ends are trimmed.
fn segment(text: &str, outside: Range<usize>, inside: Range<usize>, closed: bool) -> QuotedSegment {
    let is_edge = |c: char| {
        c.is_whitespace()
            || DOUBLE.contains(&c)
            || matches!(c, '\'' | '‘' | '’' | '`' | '‚' | '‹' | '›')
    };
    let within = &text[inside.clone()];
    let start = inside.start + (within.len() - within.trim_start_matches(is_edge).len());
    let end = start + text[start..inside.end].trim_end_matches(is_edge).len();
    QuotedSegment { inside: start..end, outside, closed, words: words(&text[start..end]) }
}

/// Counts words as is usual in the field: runs of letters and digits, with apostrophes and hyphens inside.
fn words(text: &str) -> usize {
    let mut count = 0;
    let mut inside = false;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if is_cjk(c) || ('\u{AC00}'..='\u{D7AF}').contains(&c) {
            count += 1;
            inside = false;
        } else if c.is_alphanumeric() {
            count += usize::from(!inside);
            inside = true;
        } else {
            inside = inside
                && matches!(c, '\'' | '’' | '-')
                && chars.peek().is_some_and(|n| n.is_alphanumeric());
        }
    }
    count
}

fn closes(open: char, mark: char) -> bool {
    match open {
        '「' => mark == '」',
        '『' => mark == '』',
        '«' => mark == '»',
        '»' => mark == '«',
        '„' => matches!(mark, '“' | '”' | '"' | '‟'),
        '“' | '‟' | '"' => matches!(mark, '”' | '"'),
        _ => false,
    }
}

/// Pairs double marks; `''` and two backticks count as `"`.
fn double(
    text: &str,
    line: &Range<usize>,
    chars: &[(usize, char)],
    found: &mut Vec<QuotedSegment>,
) {
    let odd = chars.iter().filter(|&&(_, c)| c == '"').count() % 2 == 1;
    // The open mark: where its inside starts, where the mark is, and which mark it is.
    let mut open: Option<(usize, usize, char)> = None;
    let char_at = |i: usize| chars.get(i).map_or(' ', |&(_, c)| c);
    let byte_at = |i: usize| chars.get(i).map_or(line.end, |&(at, _)| at);
    let mut i = 0;
    while i < chars.len() {
        let (at, mut mark) = chars[i];
        let twice = matches!(mark, '\'' | '`') && char_at(i + 1) == mark;
        let step = if twice { 2 } else { 1 };
        if twice {
            mark = '"';
        }
        if !DOUBLE.contains(&mark) {
            i += step;
            continue;
        }
        let before = if i == 0 { ' ' } else { char_at(i - 1) };
        let after = char_at(i + step);
        let inside = byte_at(i + step);
        match open {
            None => {
                let inch = mark == '"' && before.is_numeric() && !after.is_alphanumeric();
                if !after.is_whitespace() && !inch && !matches!(mark, '”' | '」' | '』') {
                    open = Some((inside, at, mark));
                } else if mark == '”' && !after.is_whitespace() && before.is_whitespace() {
                    open = Some((inside, at, '“'));
                }
                // French guillemets have a space inside.
                else if mark == '«' && matches!(after, ' ' | '\u{A0}' | '\u{202F}') {
                    open = Some((inside, at, mark));
                }
            }
            Some((start, mark_at, opened)) => {
                let fresh = mark == '"'
                    && opened == '"'
                    && odd
                    && before.is_whitespace()
                    && !after.is_whitespace();
                if fresh {
                    open = Some((inside, at, '"'));
                } else if closes(opened, mark) {
                    found.push(segment(text, mark_at..inside, start..at, true));
                    open = None;
                } else if opened == '“' && mark == '“' {
                    if after.is_whitespace() || ",.;:!?".contains(after) {
                        found.push(segment(text, mark_at..inside, start..at, true));
                        open = None;
                    } else {
                        open = Some((inside, at, '“'));
                    }
                } else if opened == '"' && mark == '“' {
                    open = Some((inside, at, '“'));
                }
            }
        }
        i += step;
    }
    if let Some((start, mark_at, _)) = open
        && start < line.end
    {
        found.push(segment(text, mark_at..line.end, start..line.end, false));
    }
}

/// Pairs single marks and tells them from apostrophes. Keeps only segments that no double marks contain and
/// that are long enough.
fn single(
    text: &str,
    line: &Range<usize>,
    chars: &[(usize, char)],
    first: usize,
    found: &mut Vec<QuotedSegment>,
) {
    let doubles = first..found.len();
    let char_at = |i: usize| chars.get(i).map(|&(_, c)| c);
    let closing = |open: char| -> &'static [char] {
        match open {
            '‘' => &['’'],
            '‚' => &['‘', '’'],
            '‹' => &['›'],
            '›' => &['‹'],
            _ => &['\''],
        }
    };
    // Opening marks for which no closing one was found. They are not tried again on this line.
    let mut vain: Vec<char> = Vec::new();
    let mut next = doubles.start;
    let mut i = 0;
    while i < chars.len() {
        let open = chars[i].1;
        let after_word = i > 0
            && char_at(i - 1).is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '’' | '\''));
        let opens = match open {
            '‘' | '‚' | '‹' | '›' => char_at(i + 1).is_some_and(|c| !c.is_whitespace()),
            '\'' => char_at(i + 1).is_some_and(|c| c.is_alphanumeric() || c == '_'),
            _ => false,
        };
        if after_word || !opens || vain.contains(&open) {
            i += 1;
            continue;
        }
        let close = closing(open);
        let last = chars.iter().rposition(|(_, c)| close.contains(c));
        let end = (i + 1..chars.len()).find(|&k| {
            let before = chars[k - 1].1;
            let after = char_at(k + 1);
            close.contains(&chars[k].1)
                && !after.is_some_and(char::is_alphanumeric)
                && !before.is_whitespace()
                && (",.?!…".contains(before) || after.is_none_or(|c| " ,.;:)?!—–".contains(c)))
                // “the boys’ boat”: an s with an apostrophe does not end a quotation if another closing mark
                // follows.
                && !(before == 's' && after == Some(' ') && last.is_some_and(|last| last > k))
        });
        let Some(end) = end else {
            vain.push(open);
            i += 1;
            continue;
        };
        let (from, to) = (chars[i].0, chars[end].0);
        let inside = chars[i + 1].0..to;
        while next < doubles.end && found[next].outside.end <= inside.start {
            next += 1;
        }
        let taken = next < doubles.end && found[next].inside.start < inside.end;
        let outside = from..char_at(end).map_or(line.end, |c| to + c.len_utf8());
        let segment = segment(text, outside, inside, true);
        if !taken && segment.is_long() {
            found.push(segment);
        }
        i = end + 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quoted(text: &str) -> Vec<&str> {
        segments(text).into_iter().map(|s| &text[s.inside]).collect()
    }

    #[test]
    fn every_pair_of_marks() {
        assert_eq!(
            quoted("“one” \"two\" „drei“ «quatre» »fünf« 「六」 『七』"),
            ["one", "two", "drei", "quatre", "fünf", "六", "七"]
        );
        assert_eq!(quoted("« Nous partons », dit-elle"), ["Nous partons"]);
        assert_eq!(quoted("''We did,'' she said; ``they did not''"), ["We did,", "they did not"]);
        assert_eq!(
            quoted("‘I won’t be told what to do,’ she said"),
            ["I won’t be told what to do,"]
        );
    }

    #[test]
    fn what_is_no_mark() {
        assert_eq!(quoted("a 5'10\" man and a 27\" screen"), [""; 0]);
        assert_eq!(quoted("the boys’ boats and the girls’ boats"), [""; 0]);
        assert_eq!(quoted("rock 'n' roll, the '90s and o'clock"), [""; 0]);
    }

    #[test]
    fn an_open_quotation_ends_with_its_line() {
        let text = "\"It began here.\n\"It went on there,\" he said.";
        assert_eq!(quoted(text), ["It began here.", "It went on there,"]);
        assert!(!segments(text)[0].closed);
    }

    #[test]
    fn many_marks_take_linear_time() {
        for mark in ["\"", "“", "‘a", "'a ", "„", "''", "‘a’ "] {
            segments(&mark.repeat(100_000));
        }
    }
}
