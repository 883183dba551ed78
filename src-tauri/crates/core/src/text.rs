//! Positions in text: Unicode code points outside, bytes inside Rust.
//!
//! The one place that converts between the two. The window counts in UTF-16 code units and
//! converts at its own edge (`ui/src/anchor/units.ts`).

use crate::TextPosition;

/// How many code points `text` has.
#[must_use]
pub fn len(text: &str) -> u32 {
    u32::try_from(text.chars().count()).unwrap_or(u32::MAX)
}

/// The byte offset of code point `at`; the end of the text for `at` = its length, `None` past it.
#[must_use]
pub fn byte_of(text: &str, at: u32) -> Option<usize> {
    let at = at as usize;
    if text.is_ascii() {
        return (at <= text.len()).then_some(at);
    }
    text.char_indices().map(|(byte, _)| byte).chain([text.len()]).nth(at)
}

/// The code point offset of `byte`, which must be a character boundary.
#[must_use]
pub fn code_point_of(text: &str, byte: usize) -> u32 {
    len(text.get(..byte).unwrap_or(text))
}

/// The passage of `text` at `position`, or `None` where the text is shorter.
#[must_use]
pub fn slice(text: &str, position: TextPosition) -> Option<&str> {
    let start = byte_of(text, position.start())?;
    let length = byte_of(&text[start..], position.end() - position.start())?;
    Some(&text[start..start + length])
}

/// Words of `text` as a reader counts them: runs between white space, and every CJK character
/// by itself.
#[must_use]
pub fn word_count(text: &str) -> u32 {
    let mut words = 0;
    let mut in_word = false;
    for c in text.chars() {
        if is_cjk(c) {
            words += 1;
            in_word = false;
        } else if c.is_alphanumeric() {
            words += u32::from(!in_word);
            in_word = true;
        } else if c.is_whitespace() {
            in_word = false;
        }
    }
    words
}

/// Whether `c` belongs to a script written without spaces between words: Han, Kana, and their
/// extensions. Hangul is not: Korean has spaces.
#[must_use]
pub fn is_cjk(c: char) -> bool {
    matches!(c,
        '\u{3040}'..='\u{30FF}' | '\u{31F0}'..='\u{31FF}' | '\u{3400}'..='\u{4DBF}'
        | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{FF66}'..='\u{FF9D}'
        | '\u{20000}'..='\u{3FFFF}')
}

/// A text made comparable, with the way back: looks (white space, quotation marks, dashes,
/// soft hyphens) do not matter, ends stay exact.
#[derive(Debug)]
pub struct Folded {
    text: String,
    /// For each byte of `text` that starts a character, and for its end: (folded, original) bytes.
    map: Vec<(usize, usize)>,
}

impl Folded {
    /// Folds `original`. Runs of white space become one space; typographic quotes and dashes
    /// their ASCII forms; soft hyphens and zero-width characters vanish. Letters keep their case.
    #[must_use]
    pub fn new(original: &str) -> Self {
        let mut text = String::with_capacity(original.len());
        let mut map = Vec::with_capacity(original.len() + 1);
        let mut after_space = true;
        let mut end = 0;
        for (at, c) in original.char_indices() {
            let folded = match c {
                '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' => continue,
                c if c.is_whitespace() => {
                    if after_space {
                        continue;
                    }
                    ' '
                }
                '‘' | '’' | '‚' | '‛' | '′' | '＇' => '\'',
                '“' | '”' | '„' | '‟' | '″' | '＂' => '"',
                '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' => '-',
                c => c,
            };
            after_space = folded == ' ';
            map.push((text.len(), at));
            text.push(folded);
            end = at + c.len_utf8();
        }
        if text.ends_with(' ') {
            let (_, at) = map.pop().unwrap_or_default();
            text.pop();
            end = at;
        }
        map.push((text.len(), end));
        Self { text, map }
    }

    /// The folded text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The byte range in the original of a non-empty byte range of the folded text.
    #[must_use]
    pub fn original(&self, start: usize, end: usize) -> (usize, usize) {
        let at = |folded: usize| {
            let index = self.map.partition_point(|&(f, _)| f < folded);
            self.map.get(index).or(self.map.last()).map_or(0, |&(_, o)| o)
        };
        (at(start), at(end))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slice_counts_code_points() -> Result<(), crate::InvalidPosition> {
        let text = "a😀b\u{301}钱c";
        assert_eq!(slice(text, TextPosition::new(1, 2)?), Some("😀"));
        assert_eq!(slice(text, TextPosition::new(4, 6)?), Some("钱c"));
        assert_eq!(slice(text, TextPosition::new(4, 7)?), None);
        Ok(())
    }

    #[test]
    fn words_of_chinese_are_counted_by_character() {
        assert_eq!(word_count("The Internet's bridge"), 3);
        assert_eq!(word_count("互联网 is 桥梁。"), 6);
    }

    #[test]
    fn folding_forgets_looks_and_keeps_ends() {
        let text = "He said:\n “soft\u{AD}ly”  — yes";
        let folded = Folded::new(text);
        assert_eq!(folded.text(), "He said: \"softly\" - yes");
        let at = folded.text().find("softly").unwrap_or(0);
        let (start, end) = folded.original(at, at + 6);
        assert_eq!(&text[start..end], "soft\u{AD}ly");
    }

    proptest::proptest! {
        #[test]
        fn every_folded_range_maps_to_character_boundaries(text in "[ a“”\u{AD}钱😀\n-]{0,40}") {
            let folded = Folded::new(&text);
            for (at, c) in folded.text().char_indices() {
                let (start, end) = folded.original(at, at + c.len_utf8());
                proptest::prop_assert!(start < end && text.get(start..end).is_some());
            }
        }
    }
}
