//! A text as a row of symbols that only differ where its words do, with the way back.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use crate::text::is_cjk;

/// A folded text: NFKD without marks, lower case, plain quotation marks and dashes, no white space
/// and nothing invisible.
#[derive(Debug, Default)]
pub(super) struct Symbols {
    pub(super) symbols: Vec<char>,
    /// The code point of the original that each symbol comes from.
    at: Vec<u32>,
    /// One past the last code point that belongs to each symbol: marks behind it count.
    end: Vec<u32>,
}

impl Symbols {
    pub(super) fn of(text: &str) -> Self {
        let mut out = Self::default();
        out.symbols.reserve(text.len());
        for (at, c) in text.chars().enumerate() {
            let at = u32::try_from(at).unwrap_or(u32::MAX);
            if c.is_ascii() {
                if !c.is_ascii_whitespace() && !c.is_ascii_control() {
                    out.push(c.to_ascii_lowercase(), at);
                }
            } else if is_combining_mark(c) {
                if let Some(end) = out.end.last_mut() {
                    *end = at + 1;
                }
            } else if let Some(plain) = plain(c) {
                out.push(plain, at);
            } else if is_cjk(c)
                && !('\u{F900}'..='\u{FAFF}').contains(&c)
                && c < '\u{FF00}'
                && c > '\u{30FF}'
            {
                out.push(c, at);
            } else if !c.is_whitespace() && !is_invisible(c) {
                let parts = std::iter::once(c).nfkd().flat_map(char::to_lowercase);
                for part in parts.filter(|c| !is_combining_mark(*c) && !c.is_whitespace()) {
                    out.push(plain(part).unwrap_or(part), at);
                }
            }
        }
        out
    }

    fn push(&mut self, symbol: char, at: u32) {
        self.symbols.push(symbol);
        self.at.push(at);
        self.end.push(at + 1);
    }

    /// The symbols of a range of code points.
    pub(super) fn range(&self, start: u32, end: u32) -> Range<usize> {
        let index = |at: u32| self.at.partition_point(|&a| a < at);
        index(start)..index(end).max(index(start))
    }

    /// Whether a symbol and the one before it belong to one word.
    pub(super) fn joined(&self, row: &[char], at: usize) -> bool {
        let letter = |c: char| c.is_alphanumeric() && !is_cjk(c);
        at > 0
            && at < row.len()
            && letter(row[at])
            && letter(row[at - 1])
            && self.at[at] <= self.end[at - 1]
    }

    /// The code points of a range of symbols that is not empty.
    pub(super) fn code_points(&self, range: &Range<usize>) -> Option<(u32, u32)> {
        let last = range.end.checked_sub(1).filter(|last| *last >= range.start)?;
        Some((*self.at.get(range.start)?, *self.end.get(last)?))
    }
}

/// The plain form of quotation marks and dashes.
fn plain(c: char) -> Option<char> {
    match c {
        '‘' | '’' | '‚' | '‛' | '′' | '＇' | '‹' | '›' | '`' | '´' | 'ʼ' => {
            Some('\'')
        }
        '“' | '”' | '„' | '‟' | '″' | '＂' | '«' | '»' => Some('"'),
        '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | '－' => Some('-'),
        _ => None,
    }
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}' | '\u{FE00}'..='\u{FE0F}')
        || c.is_control()
}

/// How much a symbol tells, in halves of a letter: a Chinese character is half a word.
pub(super) fn weight(symbol: char) -> u32 {
    if is_cjk(symbol) { 5 } else { 2 }
}

/// A run of symbols of at least some weight, by its hash, and where it starts.
pub(super) type Gram = (u64, u32);

/// The grams of `symbols` of at least `least` (see [`weight`]), a start each; one in `one_in`, a power
/// of two, chosen by their content so that two texts have the same ones.
pub(super) fn grams(symbols: &[char], least: u32, one_in: usize) -> Vec<Gram> {
    let mut out = Vec::with_capacity(symbols.len() / one_in);
    let sample = one_in as u64 - 1;
    let (mut end, mut sum) = (0, 0);
    for start in 0..symbols.len() {
        while sum < least && end < symbols.len() {
            sum += weight(symbols[end]);
            end += 1;
        }
        if sum < least {
            break;
        }
        let hash = hash(&symbols[start..end]);
        if hash & sample == 0 {
            out.push((hash, u32::try_from(start).unwrap_or(u32::MAX)));
        }
        sum -= weight(symbols[start]);
    }
    out
}

/// One in how many grams are enough of a text, so that no more than four million are kept.
pub(super) fn enough(length: usize) -> usize {
    (length / 4_000_000 + 1).next_power_of_two()
}

/// FNV-1a over whole symbols, with a last stir.
fn hash(symbols: &[char]) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for symbol in symbols {
        hash = (hash ^ u64::from(u32::from(*symbol))).wrapping_mul(0x0100_0000_01b3);
    }
    hash ^= hash >> 32;
    hash.wrapping_mul(0x9e37_79b9_7f4a_7c15)
}
