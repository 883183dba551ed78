//! What became of a wording, word by word.

use imara_diff::{Algorithm, Diff, InternedInput, TokenSource};
use unicode_segmentation::UnicodeSegmentation as _;

use crate::article::names;

names! {
    /// What became of a run of words.
    Change {
        /// It is in both wordings.
        Same = "same",
        /// It is in the old one only.
        Removed = "removed",
        /// It is in the new one only.
        Added = "added",
    }
}

/// A run of words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece<'a> {
    /// What became of it.
    pub change: Change,
    /// The words, with the white space and punctuation between them.
    pub text: &'a str,
}

/// From one wording to another. Words are those of Unicode's UAX 29; what is removed stands before
/// what is added in its place. All but the added gives the old wording, all but the removed the new.
/// The difference is a histogram diff (`imara-diff`), linear in practice.
#[must_use]
pub fn words<'a>(old: &'a str, new: &'a str) -> Vec<Piece<'a>> {
    let input = InternedInput::new(Words(old), Words(new));
    let diff = Diff::compute(Algorithm::Histogram, &input);
    let (olds, news) = (starts(old), starts(new));
    let mut out = Vec::new();
    let mut push = |change, text: &'a str| {
        if !text.is_empty() {
            out.push(Piece { change, text });
        }
    };
    let mut at = 0;
    for hunk in diff.hunks() {
        let (before, after) = (hunk.before.start as usize, hunk.before.end as usize);
        push(Change::Same, &old[olds[at]..olds[before]]);
        push(Change::Removed, &old[olds[before]..olds[after]]);
        push(Change::Added, &new[news[hunk.after.start as usize]..news[hunk.after.end as usize]]);
        at = after;
    }
    push(Change::Same, &old[olds[at]..]);
    out
}

/// Where each word starts, and the end.
fn starts(text: &str) -> Vec<usize> {
    text.split_word_bound_indices().map(|(at, _)| at).chain([text.len()]).collect()
}

struct Words<'a>(&'a str);

impl<'a> TokenSource for Words<'a> {
    type Token = &'a str;
    type Tokenizer = unicode_segmentation::UWordBounds<'a>;

    fn tokenize(&self) -> Self::Tokenizer {
        self.0.split_word_bounds()
    }

    fn estimate_tokens(&self) -> u32 {
        u32::try_from(self.0.len() / 3).unwrap_or(u32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(old: &str, new: &str) -> String {
        let piece = |p: Piece<'_>| match p.change {
            Change::Same => p.text.to_owned(),
            Change::Removed => format!("[-{}-]", p.text),
            Change::Added => format!("[+{}+]", p.text),
        };
        words(old, new).into_iter().map(piece).collect()
    }

    #[test]
    fn what_was_edited_is_told_by_words() {
        assert_eq!(
            shown("They asked for a seat on the board.", "They demanded two seats on the board."),
            "They [-asked-][+demanded+] [-for-][+two+] [-a seat-][+seats+] on the board."
        );
        assert_eq!(shown("the bridge", "the bridge"), "the bridge");
        assert_eq!(shown("前面的桥梁", "后面的桥梁"), "[-前-][+后+]面的桥梁");
        assert_eq!(shown("", "new"), "[+new+]");
    }

    proptest::proptest! {
        #[test]
        fn both_wordings_are_in_it(old in "[ab .钱e\u{301}\u{1F600}]{0,40}", new in "[ab .钱e\u{301}\u{1F600}]{0,40}") {
            let pieces = words(&old, &new);
            let without = |change| pieces.iter().filter(|p| p.change != change).map(|p| p.text).collect::<String>();
            proptest::prop_assert_eq!(without(Change::Added), old.clone());
            proptest::prop_assert_eq!(without(Change::Removed), new.clone());
        }
    }
}
