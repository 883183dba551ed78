//! Differences between two wordings, by words, and between two texts, by lines.

use std::collections::HashMap;
use std::ops::Range;

use imara_diff::{Algorithm, Diff, InternedInput, TokenSource};
use unicode_segmentation::UnicodeSegmentation as _;

use crate::names;

names! {
    /// What happened to a run of words.
    Change {
        /// In both wordings.
        Same = "same",
        /// In the old wording only.
        Removed = "removed",
        /// In the new wording only.
        Added = "added",
    }
}

/// A run of words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DiffPiece<'a> {
    /// What happened to the words.
    pub change: Change,
    /// The words, with the white space and punctuation between them.
    pub text: &'a str,
}

/// The difference between two wordings. Words are those of Unicode's UAX 29; what is removed comes before
/// what is added in its place. Without the added pieces the result is the old wording, without the removed
/// pieces the new. Uses a histogram diff (`imara-diff`), linear in practice.
#[must_use]
pub fn diff_words<'a>(old: &'a str, new: &'a str) -> Vec<DiffPiece<'a>> {
    let input = InternedInput::new(WordTokens(old), WordTokens(new));
    let diff = Diff::compute(Algorithm::Histogram, &input);
    let (olds, news) = (starts(old), starts(new));
    let mut out = Vec::new();
    let mut push = |change, text: &'a str| {
        if !text.is_empty() {
            out.push(DiffPiece { change, text });
        }
    };
    // Two changes with only white space between them are merged.
    let mut changes: Vec<(Range<usize>, Range<usize>)> = Vec::new();
    for hunk in diff.hunks() {
        let at = |from: u32, to: u32, starts: &[usize]| starts[from as usize]..starts[to as usize];
        let before = at(hunk.before.start, hunk.before.end, &olds);
        let after = at(hunk.after.start, hunk.after.end, &news);
        match changes.last_mut() {
            Some((last, to)) if old[last.end..before.start].trim().is_empty() => {
                (last.end, to.end) = (before.end, after.end);
            }
            _ => changes.push((before, after)),
        }
    }
    let mut at = 0;
    for (before, after) in changes {
        push(Change::Same, &old[at..before.start]);
        push(Change::Removed, &old[before.clone()]);
        push(Change::Added, &new[after]);
        at = before.end;
    }
    push(Change::Same, &old[at..]);
    out
}

/// The offset in bytes of each word, and of the end.
fn starts(text: &str) -> Vec<usize> {
    text.split_word_bound_indices().map(|(at, _)| at).chain([text.len()]).collect()
}

struct WordTokens<'a>(&'a str);

impl<'a> TokenSource for WordTokens<'a> {
    type Token = &'a str;
    type Tokenizer = unicode_segmentation::UWordBounds<'a>;

    fn tokenize(&self) -> Self::Tokenizer {
        self.0.split_word_bounds()
    }

    fn estimate_tokens(&self) -> u32 {
        u32::try_from(self.0.len() / 3).unwrap_or(u32::MAX)
    }
}

names! {
    /// What happened to a line of a text.
    LineChange {
        /// In both texts.
        Same = "same",
        /// Some of its words changed.
        Edited = "edited",
        /// In the old text only.
        Removed = "removed",
        /// In the new text only.
        Added = "added",
        /// Was here in the old text, and is elsewhere in the new.
        MovedAway = "moved_away",
        /// Is here in the new text, and was elsewhere in the old.
        MovedHere = "moved_here",
    }
}

/// A line of one of two texts, or of both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DiffLine<'a> {
    /// What happened to the line.
    pub change: LineChange,
    /// The line's words. For a line that was edited or moved here, its word diff.
    pub pieces: Vec<DiffPiece<'a>>,
    /// For a moved line, the index of its other end among the lines.
    pub pair: Option<usize>,
}

/// Minimum share of the longer of two lines that is in both for an edited line.
const EDITED: f32 = 0.4;
/// The same minimum for a line that was edited and moved.
const MOVED: f32 = 0.75;
/// Shorter lines, counted in letters, are never reported as moved: too many are alike.
const LEAST_MOVED: usize = 20;
/// Above this number of pairs, lines are not compared, and only equal lines are found again.
const PAIRS: usize = 2_500;

/// The difference between two texts, line by line; empty lines are ignored. Edited lines have a word diff,
/// and moved lines are reported as moved. The lines are in the order of the new text, with removed lines
/// where they were.
#[must_use]
pub fn diff_lines<'a>(old: &'a str, new: &'a str) -> Vec<DiffLine<'a>> {
    let split = |text: &'a str| -> Vec<&'a str> {
        text.split('\n').map(str::trim).filter(|line| !line.is_empty()).collect()
    };
    let (olds, news) = (split(old), split(new));
    let mut input = InternedInput::default();
    input.update_before(olds.iter().copied());
    input.update_after(news.iter().copied());
    let diff = Diff::compute(Algorithm::Histogram, &input);
    let mut out = Vec::new();
    let mut at = 0;
    for hunk in diff.hunks() {
        let (before, after) = (hunk.before.start as usize, hunk.before.end as usize);
        out.extend(olds[at..before].iter().map(|line| DiffLine::of(LineChange::Same, line)));
        let to = hunk.after.start as usize..hunk.after.end as usize;
        edited(&olds[before..after], &news[to], &mut out);
        at = after;
    }
    out.extend(olds[at..].iter().map(|line| DiffLine::of(LineChange::Same, line)));
    moved(&mut out);
    out
}

impl<'a> DiffLine<'a> {
    fn of(change: LineChange, text: &'a str) -> Self {
        let words = match change {
            LineChange::Removed => Change::Removed,
            LineChange::Added => Change::Added,
            _ => Change::Same,
        };
        Self { change, pieces: vec![DiffPiece { change: words, text }], pair: None }
    }

    fn text(&self) -> &'a str {
        self.pieces.first().map_or("", |piece| piece.text)
    }
}

/// Compares the lines of one changed place in two texts, and pairs edited ones.
fn edited<'a>(olds: &[&'a str], news: &[&'a str], out: &mut Vec<DiffLine<'a>>) {
    // Finds the most similar pairs that are in order in both, by dynamic programming over the likeness so
    // far.
    let (n, m) = (olds.len(), news.len());
    if n * m == 0 || n * m > PAIRS {
        out.extend(olds.iter().map(|old| DiffLine::of(LineChange::Removed, old)));
        out.extend(news.iter().map(|new| DiffLine::of(LineChange::Added, new)));
        return;
    }
    let alike: Vec<f32> =
        olds.iter().flat_map(|old| news.iter().map(|new| likeness(old, new))).collect();
    let mut best = vec![0.0_f32; (n + 1) * (m + 1)];
    for i in (0..n).rev() {
        for j in (0..m).rev() {
            let here = alike[i * m + j];
            let pair = if here >= EDITED { here + best[(i + 1) * (m + 1) + j + 1] } else { 0.0 };
            best[i * (m + 1) + j] =
                pair.max(best[(i + 1) * (m + 1) + j]).max(best[i * (m + 1) + j + 1]);
        }
    }
    let (mut i, mut j) = (0, 0);
    while i < n || j < m {
        let rest = best[i * (m + 1) + j];
        if i < n && j < m && rest > 0.0 {
            let here = alike[i * m + j];
            if here >= EDITED && rest <= here + best[(i + 1) * (m + 1) + j + 1] {
                let pieces = diff_words(olds[i], news[j]);
                out.push(DiffLine { change: LineChange::Edited, pieces, pair: None });
                (i, j) = (i + 1, j + 1);
                continue;
            }
        }
        if i < n && (j == m || best[(i + 1) * (m + 1) + j] >= rest) {
            out.push(DiffLine::of(LineChange::Removed, olds[i]));
            i += 1;
        } else {
            out.push(DiffLine::of(LineChange::Added, news[j]));
            j += 1;
        }
    }
}

/// Finds the moved lines among the removed and added ones.
fn moved(lines: &mut [DiffLine<'_>]) {
    let which = |change: LineChange| {
        let long = |line: &DiffLine<'_>| line.text().chars().count() >= LEAST_MOVED;
        let all = lines.iter().enumerate();
        let at = all.filter(|(_, line)| line.change == change && long(line)).map(|(at, _)| at);
        at.collect::<Vec<_>>()
    };
    let (removed, added) = (which(LineChange::Removed), which(LineChange::Added));
    let few = removed.len() * added.len() <= PAIRS;
    // The added lines that are still free, by their text; the first of equal lines is last, to be popped
    // first.
    let mut free: HashMap<&str, Vec<usize>> = HashMap::new();
    for &to in added.iter().rev() {
        free.entry(lines[to].text()).or_default().push(to);
    }
    for from in removed {
        let old = lines[from].text();
        let mut found = free.get_mut(old).and_then(Vec::pop);
        if found.is_none() && few {
            let open = free.iter().filter(|(_, at)| !at.is_empty());
            let alike =
                open.map(|(new, at)| (likeness(old, new), std::cmp::Reverse(at.last()), *new));
            let best = alike.max_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            let best = best.filter(|(alike, ..)| *alike >= MOVED).map(|(.., new)| new);
            found = best.and_then(|new| free.get_mut(new)).and_then(Vec::pop);
        }
        let Some(to) = found else { continue };
        let pieces = diff_words(old, lines[to].text());
        lines[to] = DiffLine { change: LineChange::MovedHere, pieces, pair: Some(from) };
        lines[from].change = LineChange::MovedAway;
        lines[from].pair = Some(to);
    }
}

/// The share of the longer of two wordings that is in both, in bytes, from 0 to 1.
#[allow(clippy::cast_precision_loss, reason = "a share")]
fn likeness(old: &str, new: &str) -> f32 {
    let longer = old.len().max(new.len());
    let most = old.len().min(new.len()) as f32 / longer.max(1) as f32;
    if most < EDITED {
        return 0.0;
    }
    let same = diff_words(old, new).into_iter().filter(|p| p.change == Change::Same);
    // White space between differing words does not count as common.
    same.filter(|p| !p.text.trim().is_empty()).map(|p| p.text.len()).sum::<usize>() as f32
        / longer.max(1) as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(old: &str, new: &str) -> String {
        let piece = |p: DiffPiece<'_>| match p.change {
            Change::Same => p.text.to_owned(),
            Change::Removed => format!("[-{}-]", p.text),
            Change::Added => format!("[+{}+]", p.text),
        };
        diff_words(old, new).into_iter().map(piece).collect()
    }

    #[test]
    fn what_was_edited_is_told_by_words() {
        assert_eq!(
            shown("They asked for a seat on the board.", "They demanded two seats on the board."),
            "They [-asked for a seat-][+demanded two seats+] on the board."
        );
        assert_eq!(shown("the bridge", "the bridge"), "the bridge");
        assert_eq!(shown("前面的桥梁", "后面的桥梁"), "[-前-][+后+]面的桥梁");
        assert_eq!(shown("", "new"), "[+new+]");
    }

    #[test]
    fn a_text_is_told_line_by_line() {
        let old = "The first line stays.\nThe second line was edited on Monday.\nThe third line moves down the page.\nThe fourth goes away for good.\nThe fifth stays.";
        let new = "The first line stays.\nThe second line was edited on Friday.\nThe fifth stays.\n\nSomething else entirely is put in.\nThe third line moves up the page.";
        let lines = diff_lines(old, new);
        let told: Vec<(&str, &str, Option<usize>)> =
            lines.iter().map(|l| (l.change.name(), l.text(), l.pair)).collect();
        assert_eq!(
            told,
            [
                ("same", "The first line stays.", None),
                ("edited", "The second line was edited on ", None),
                ("moved_away", "The third line moves down the page.", Some(6)),
                ("removed", "The fourth goes away for good.", None),
                ("same", "The fifth stays.", None),
                ("added", "Something else entirely is put in.", None),
                ("moved_here", "The third line moves ", Some(2)),
            ]
        );
    }

    proptest::proptest! {
        #[test]
        fn both_texts_are_in_their_lines(old in "([ab钱]{0,30}\n){0,12}", new in "([ab钱]{0,30}\n){0,12}") {
            let lines = diff_lines(&old, &new);
            let of = |changes: &[LineChange], without| -> Vec<String> {
                let mine = lines.iter().filter(|l| changes.contains(&l.change));
                mine.map(|l| l.pieces.iter().filter(|p| p.change != without).map(|p| p.text).collect()).collect()
            };
            use LineChange::{Added, Edited, MovedAway, MovedHere, Removed, Same};
            let expected = |text: &str| text.lines().filter(|l| !l.is_empty()).map(str::to_owned).collect::<Vec<_>>();
            proptest::prop_assert_eq!(of(&[Same, Edited, Removed, MovedAway], Change::Added), expected(&old));
            proptest::prop_assert_eq!(of(&[Same, Edited, Added, MovedHere], Change::Removed), expected(&new));
        }
    }

    proptest::proptest! {
        #[test]
        fn both_wordings_are_in_it(old in "[ab .钱e\u{301}\u{1F600}]{0,40}", new in "[ab .钱e\u{301}\u{1F600}]{0,40}") {
            let pieces = diff_words(&old, &new);
            let without = |change| pieces.iter().filter(|p| p.change != change).map(|p| p.text).collect::<String>();
            proptest::prop_assert_eq!(without(Change::Added), old.clone());
            proptest::prop_assert_eq!(without(Change::Removed), new.clone());
        }
    }
}
