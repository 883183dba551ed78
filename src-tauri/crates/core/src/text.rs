//! Positions in text: Unicode code points in interfaces, bytes inside Rust.
//!
//! The only place that converts between the two. The window counts UTF-16 code units and converts at its own
//! boundary (`ui/src/anchor/units.ts`).

use crate::position::TextPosition;

/// The length of `text` in code points.
#[must_use]
pub fn len(text: &str) -> u32 {
    u32::try_from(text.chars().count()).unwrap_or(u32::MAX)
}

/// The byte offset of code point `at`. If `at` is the length of the text, its end; `None` beyond.
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

/// The passage of `text` at `position`; `None` if the text is too short.
#[must_use]
pub fn slice(text: &str, position: TextPosition) -> Option<&str> {
    let start = byte_of(text, position.start())?;
    let length = byte_of(&text[start..], position.end() - position.start())?;
    Some(&text[start..start + length])
}

/// The number of words in `text`: runs between white space, and every CJK character by itself.
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

/// An empty string for 0, then a to z, aa, ab and so on: a suffix to make equal names differ.
#[must_use]
pub fn letters(mut n: u32) -> String {
    let mut out = String::new();
    while n > 0 {
        n -= 1;
        out.insert(0, char::from(b'a' + u8::try_from(n % 26).unwrap_or(0)));
        n /= 26;
    }
    out
}

/// The letters and digits of a text in lower case, for comparing titles and headings.
#[must_use]
pub fn folded(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
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
}
