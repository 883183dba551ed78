//! A text as a row of symbols that differ only where its words do, with a map back to the text.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use crate::text::is_cjk;

/// A folded text: NFKD without combining marks, lower case, plain quotation marks and dashes, no white space
/// and no invisible characters.
#[derive(Debug, Default)]
pub(super) struct Symbols {
    pub(super) symbols: Vec<char>,
    /// The index of the code point that each symbol comes from.
    at: Vec<u32>,
    /// One past the last code point that belongs to each symbol, including combining marks after it.
    end: Vec<u32>,
}

impl Symbols {
    pub(super) fn from_text(text: &str) -> Self {
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

    /// The range of symbols of a range of code points.
    pub(super) fn range(&self, start: u32, end: u32) -> Range<usize> {
        let index = |at: u32| self.at.partition_point(|&a| a < at);
        index(start)..index(end).max(index(start))
    }

    /// Whether the symbol at `at` and the one before it belong to one word.
    pub(super) fn is_inside_word(&self, row: &[char], at: usize) -> bool {
        let letter = |c: char| c.is_alphanumeric() && !is_cjk(c);
        at > 0
            && at < row.len()
            && letter(row[at])
            && letter(row[at - 1])
            && self.at[at] <= self.end[at - 1]
    }

    /// The range of code points of a range of symbols; `None` if that is empty.
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

/// How much a symbol counts, in half letters: a Chinese character counts as half a word.
pub(super) fn weight(symbol: char) -> u32 {
    if is_cjk(symbol) { 5 } else { 2 }
}

/// A run of symbols of at least some weight: its hash and its start.
pub(super) type Gram = (u64, u32);

/// The grams of `symbols` of weight `least` or a little more (see [`weight`]), at most one at each start.
/// Only one in `one_in`, a power of two, is returned; which ones depends on their content, so two texts have
/// the same ones.
pub(super) fn grams(symbols: &[char], least: u32, one_in: usize) -> Vec<Gram> {
    let mut out = Vec::with_capacity(symbols.len() / one_in);
    let sample = one_in as u64 - 1;
    let number = |symbol: char| u64::from(u32::from(symbol)) + 1;
    // A rolling hash: each symbol is a digit, and the first is removed as the next is appended.
    let mut powers = vec![1_u64];
    let (mut end, mut sum, mut rolling) = (0, 0, 0_u64);
    for start in 0..symbols.len() {
        while sum < least && end < symbols.len() {
            sum += weight(symbols[end]);
            rolling = rolling.wrapping_mul(BASE).wrapping_add(number(symbols[end]));
            end += 1;
        }
        if sum < least {
            break;
        }
        let hash = mix_bits(rolling);
        if hash & sample == 0 {
            out.push((hash, u32::try_from(start).unwrap_or(u32::MAX)));
        }
        while powers.len() < end - start {
            powers.push(powers[powers.len() - 1].wrapping_mul(BASE));
        }
        sum -= weight(symbols[start]);
        let first = number(symbols[start]).wrapping_mul(powers[end - start - 1]);
        rolling = rolling.wrapping_sub(first);
    }
    out
}

/// The sampling interval for the grams of a text of this length: at most four million grams are kept.
pub(super) fn gram_sampling_interval(length: usize) -> usize {
    (length / 4_000_000 + 1).next_power_of_two()
}

/// The base of the rolling hash: odd, with mixed bits.
const BASE: u64 = 0x9e37_79b9_7f4a_7c15;

/// Mixes a number so that every bit depends on all of its bits (the finaliser of SplitMix64).
fn mix_bits(number: u64) -> u64 {
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}
