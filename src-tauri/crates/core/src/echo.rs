//! Finds the same words elsewhere: whether a quotation of another article repeats them to the word, in part,
//! or altered.
//!
//! Words are compared as in search ([`crate::search`]): without case, marks and punctuation. Quotations that
//! may share words are found by prints. These are hashes of three words in a row; of every four hashes in a
//! row only the least is kept ("winnowing": Schleimer, Wilkerson & Aiken, SIGMOD 2003), so two texts that
//! share six words in a row share a print. Two characters of a script without spaces count as a word.

use std::collections::{BTreeSet, HashMap};

use crate::Finder;
use crate::names;
use crate::search::folded;
use crate::text::is_cjk;
use crate::verify::{Verdict, verify};

/// The weight of a word, in half words. A character of a script without spaces weighs half as much.
const WORD: usize = 2;
/// The weight of the words in a print.
const GRAM: usize = 3 * WORD;
/// Of this many hashes in a row, only the least is kept as a print.
const WINDOW: usize = 4;
/// Minimum weight of a quotation: fewer words are nobody's in particular, so they have no prints.
const FEWEST: usize = 5 * WORD;
/// Minimum weight of a shared run of words that makes two quotations the same passage, whatever else they
/// have.
const PASSAGE: usize = 8 * WORD;
/// Minimum weight of the distinctive words that two quotations share if one altered the other, in half words.
const TELLING: usize = 4;
/// Maximum number of words compared; further words are ignored.
const MOST: usize = 400;

names! {
    /// How the words of one quotation relate to those of another.
    Likeness {
        /// The same to the word.
        Same = "same",
        /// One contains a part of the other, to the word.
        Part = "part",
        /// Some words are others, or were put in or left out without a sign.
        Altered = "altered",
    }
}

/// The prints of a quotation's words, ascending; empty for fewer than five words. They are stored, so they
/// must be the same in every version of the program.
#[must_use]
pub fn fingerprints(words: &str) -> Vec<i64> {
    let words = folded(words);
    if size(&words) < FEWEST {
        return Vec::new();
    }
    let grams: Vec<i64> = (0..words.len()).map_while(|at| gram(&words[at..])).collect();
    let kept: BTreeSet<i64> = match grams.len() <= WINDOW {
        true => grams.into_iter().collect(),
        false => grams.windows(WINDOW).filter_map(|w| w.iter().min().copied()).collect(),
    };
    kept.into_iter().collect()
}

/// Compares two quotations, in either order; `None` if neither contains the other's words. Ellipses and
/// insertions in the shorter are understood, as in [`verify`].
#[must_use]
pub fn compare_quotations(one: &str, other: &str) -> Option<Likeness> {
    let (mut a, mut b) = (folded(one), folded(other));
    if a == b {
        return (size(&a) >= FEWEST).then_some(Likeness::Same);
    }
    a.truncate(MOST);
    b.truncate(MOST);
    let (short, long, words, inside) =
        if (a.len(), &a) <= (b.len(), &b) { (one, other, &a, &b) } else { (other, one, &b, &a) };
    if size(words) < FEWEST || shared(words, inside) * 2 < words.len() {
        return None;
    }
    if inside.windows(words.len()).any(|window| window == &words[..]) {
        return Some(Likeness::Part);
    }
    let run = longest_run(words, inside);
    let (told, telling) = run.aligned(words, inside);
    let alike = telling >= TELLING
        && told * 5 >= words.iter().map(|w| distinctiveness(w)).sum::<usize>() * 3;
    match verify(short, long, &Finder::new(long)) {
        Verdict::Verbatim(_) => Some(Likeness::Part),
        // With a likeness of 0, one of several parts occurs there and another does not: it may have been said
        // elsewhere.
        Verdict::Altered(_, likeness) if alike && likeness > 0.0 => Some(Likeness::Altered),
        _ if alike && run.size >= GRAM => Some(Likeness::Altered),
        _ => (run.size >= PASSAGE).then_some(Likeness::Part),
    }
}

fn size(words: &[String]) -> usize {
    words.iter().map(|word| weight(word)).sum()
}

fn weight(word: &str) -> usize {
    if word.starts_with(is_cjk) { WORD / 2 } else { WORD }
}

/// The hash of the first words of weight [`GRAM`]; `None` if there are not enough. FNV-1a, whose bits are
/// then mixed, so that the least hash is an arbitrary one.
fn gram(words: &[String]) -> Option<i64> {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    let mut weighed = 0;
    for word in words {
        for byte in word.bytes().chain([0]) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
        weighed += weight(word);
        if weighed >= GRAM {
            hash = (hash ^ (hash >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
            return Some((hash ^ (hash >> 33)).cast_signed());
        }
    }
    None
}

/// How many of `words` also occur in `others`, each counted as often as it occurs in both.
fn shared(words: &[String], others: &[String]) -> usize {
    let mut left: HashMap<&str, usize> = HashMap::new();
    for word in others {
        *left.entry(word).or_default() += 1;
    }
    let takes = |word: &&String| match left.get_mut(word.as_str()) {
        Some(count) if *count > 0 => {
            *count -= 1;
            true
        }
        _ => false,
    };
    words.iter().filter(takes).count()
}

/// Words in a row that two quotations share.
#[derive(Default)]
struct Run {
    /// The weight of the words.
    size: usize,
    /// One past the last shared word in each quotation.
    ends: (usize, usize),
}

/// The heaviest run of words in a row that both have.
fn longest_run(a: &[String], b: &[String]) -> Run {
    let mut longest = Run::default();
    let mut above = vec![0; b.len() + 1];
    for (n, one) in a.iter().enumerate() {
        let mut row = vec![0; b.len() + 1];
        for (m, other) in b.iter().enumerate() {
            if one == other {
                row[m + 1] = above[m] + weight(one);
                if row[m + 1] > longest.size {
                    longest = Run { size: row[m + 1], ends: (n + 1, m + 1) };
                }
            }
        }
        above = row;
    }
    longest
}

impl Run {
    /// Aligns both quotations at the run, and finds their heaviest common subsequence there. Returns how much
    /// its words tell ([`distinctiveness`]), and the weight of its distinctive words ([`distinctive_weight`]).
    fn aligned(&self, words: &[String], others: &[String]) -> (usize, usize) {
        let slack = words.len() / 4 + 1;
        let from = self.ends.1.saturating_sub(self.ends.0 + slack);
        let to = others.len().min(self.ends.1 + words.len() - self.ends.0 + slack);
        let others = &others[from..to];
        let mut above = vec![(0, 0); others.len() + 1];
        for word in words {
            let mut row = vec![(0, 0); others.len() + 1];
            for (m, other) in others.iter().enumerate() {
                row[m + 1] = match word == other {
                    true => {
                        (above[m].0 + distinctiveness(word), above[m].1 + distinctive_weight(word))
                    }
                    false => above[m + 1].max(row[m]),
                };
            }
            above = row;
        }
        above.last().copied().unwrap_or_default()
    }
}

/// How distinctive a word is: long words are rarer. Each character of a script without spaces counts 1.
fn distinctiveness(word: &str) -> usize {
    if word.starts_with(is_cjk) { 1 } else { word.chars().count().saturating_sub(3) }
}

/// The weight of a distinctive word, in half words: of five letters or more, or a character of a script
/// without spaces. 0 for other words.
fn distinctive_weight(word: &str) -> usize {
    if word.starts_with(is_cjk) { 1 } else { usize::from(word.chars().count() >= 5) * 2 }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TIDES: &str =
        "We know the tides better than any ministry, and we have waited nine winters for a pier";

    fn prints_meet(one: &str, other: &str) -> bool {
        let there = fingerprints(other);
        fingerprints(one).iter().any(|p| there.contains(p))
    }

    fn check(other: &str, expected: Option<Likeness>) {
        assert_eq!(compare_quotations(TIDES, other), expected, "{other}");
        assert_eq!(compare_quotations(other, TIDES), expected, "{other}, the other way");
        if expected.is_some() {
            assert!(prints_meet(TIDES, other), "{other}");
        }
    }

    #[test]
    fn words_are_the_same_in_part_or_altered() {
        check(&TIDES.to_uppercase().replace(',', " —"), Some(Likeness::Same));
        check("we have waited nine winters for a pier", Some(Likeness::Part));
        check("We know the tides better than any ministry […] for a pier", Some(Likeness::Part));
        check(
            "The islanders say: we have waited nine winters for a pier, and nobody came at all to us",
            Some(Likeness::Part),
        );
        check(
            "We know the tides better than any ministry, and we have waited ten winters",
            Some(Likeness::Altered),
        );
        check(
            "We know the tides no better than any ministry, and we have waited nine winters for a pier",
            Some(Likeness::Altered),
        );
        check("The tides are nobody's business, and any ministry has waited for us", None);
        check("nine winters for a pier", Some(Likeness::Part));
        check("we have waited", None);
        assert_eq!(
            compare_quotations("We have waited nine winters,", "we have waited ten winters."),
            Some(Likeness::Altered)
        );
        // Common phrases are nobody's words.
        for (one, other) in [
            ("It is what it is, they say", "It is what we have to live with"),
            (
                "the question is the timing.",
                "What do they do now? The question is, for a start, who pays.",
            ),
            ("No, this is not politics,", "Look, this is not who we are,"),
            (
                "The lack of gulls is deplorable,",
                "They complain about the lack of funding, and that is fine,",
            ),
        ] {
            assert_eq!(compare_quotations(one, other), None, "{one}");
        }
        // Punctuation and hyphens make no difference.
        assert_eq!(
            compare_quotations(
                "unfit to be harbour-master in chief",
                "He is unfit to be ‘harbour master in chief’ here"
            ),
            Some(Likeness::Part)
        );
    }

    #[test]
    fn a_script_without_spaces_is_compared_by_character() {
        let one = "互联网应当成为两国人民之间的桥梁而不是战场";
        assert_eq!(
            compare_quotations(one, "互联网应当成为两国人民之间的桥梁"),
            Some(Likeness::Part)
        );
        assert_eq!(
            compare_quotations(one, "互联网应当成为两国政府之间的桥梁而不是战场"),
            Some(Likeness::Altered)
        );
        assert!(prints_meet(one, "互联网应当成为两国政府之间的桥梁而不是战场"));
        assert!(fingerprints("互联网").is_empty());
    }

    #[test]
    fn prints_are_the_same_in_every_version() {
        let known = [-4131392679942163509, 2280550947104801755, 4174862289561680136];
        assert_eq!(fingerprints("One two: three, four five"), known);
    }

    proptest::proptest! {
        #[test]
        fn six_words_in_a_row_leave_a_print_in_common(
            before in proptest::collection::vec("[a-e]{1,3}", 0..12), same in proptest::collection::vec("[f-z]{2,8}", 6..12),
            after in proptest::collection::vec("[a-e]{1,3}", 0..12),
        ) {
            let one = [before.clone(), same.clone()].concat().join(" ");
            let other = [same, after].concat().join(" ");
            proptest::prop_assert!(prints_meet(&one, &other));
        }

        #[test]
        fn any_two_texts_are_compared(one in "[a-d“”….\\[\\] 钱小]{0,60}", other in "[a-d“”….\\[\\] 钱小]{0,60}") {
            proptest::prop_assert_eq!(compare_quotations(&one, &other), compare_quotations(&other, &one));
        }
    }
}
