//! What became of a wording, word by word.

use std::collections::HashMap;
use std::ops::Range;

use imara_diff::{Algorithm, Diff, InternedInput, TokenSource};
use unicode_segmentation::UnicodeSegmentation as _;

use crate::names;

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
    // Two changes with nothing but white space between them are one.
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

names! {
    /// What became of a line of a text.
    LineChange {
        /// It is in both texts.
        Same = "same",
        /// Some of its words are others.
        Edited = "edited",
        /// It is in the old text only.
        Removed = "removed",
        /// It is in the new text only.
        Added = "added",
        /// It stood here in the old text, and stands elsewhere in the new.
        MovedAway = "moved_away",
        /// It stands here in the new text, and stood elsewhere in the old.
        MovedHere = "moved_here",
    }
}

/// A line of one of two texts, or of both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line<'a> {
    /// What became of it.
    pub change: LineChange,
    /// Its words; of one that was edited, or moved here, what became of them.
    pub pieces: Vec<Piece<'a>>,
    /// For one that moved, where its other end is among the lines.
    pub pair: Option<usize>,
}

/// So much of the longer of two lines is in both if one is the other, edited.
const EDITED: f32 = 0.4;
/// The same of a line that was edited and moved.
const MOVED: f32 = 0.75;
/// Lines of fewer letters are not said to have moved: there are too many like them.
const LEAST_MOVED: usize = 20;
/// More pairs of lines than these are not compared: then only the same are found again.
const PAIRS: usize = 2_500;

/// From one text to another, line by line (empty ones left out): what was edited is told by its
/// words, and what was moved is told as moved. The lines are in the order of the new text, what was
/// removed where it was.
#[must_use]
pub fn lines<'a>(old: &'a str, new: &'a str) -> Vec<Line<'a>> {
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
        out.extend(olds[at..before].iter().map(|line| Line::of(LineChange::Same, line)));
        let to = hunk.after.start as usize..hunk.after.end as usize;
        edited(&olds[before..after], &news[to], &mut out);
        at = after;
    }
    out.extend(olds[at..].iter().map(|line| Line::of(LineChange::Same, line)));
    moved(&mut out);
    out
}

impl<'a> Line<'a> {
    fn of(change: LineChange, text: &'a str) -> Self {
        let words = match change {
            LineChange::Removed => Change::Removed,
            LineChange::Added => Change::Added,
            _ => Change::Same,
        };
        Self { change, pieces: vec![Piece { change: words, text }], pair: None }
    }

    fn text(&self) -> &'a str {
        self.pieces.first().map_or("", |piece| piece.text)
    }
}

/// Lines that stand in the same place of two texts and are not the same.
fn edited<'a>(olds: &[&'a str], news: &[&'a str], out: &mut Vec<Line<'a>>) {
    // The most alike pairs that are in order in both: how alike so far, by how many of each.
    let (n, m) = (olds.len(), news.len());
    if n * m == 0 || n * m > PAIRS {
        out.extend(olds.iter().map(|old| Line::of(LineChange::Removed, old)));
        out.extend(news.iter().map(|new| Line::of(LineChange::Added, new)));
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
                let pieces = words(olds[i], news[j]);
                out.push(Line { change: LineChange::Edited, pieces, pair: None });
                (i, j) = (i + 1, j + 1);
                continue;
            }
        }
        if i < n && (j == m || best[(i + 1) * (m + 1) + j] >= rest) {
            out.push(Line::of(LineChange::Removed, olds[i]));
            i += 1;
        } else {
            out.push(Line::of(LineChange::Added, news[j]));
            j += 1;
        }
    }
}

/// Finds among what was removed and added what only moved.
fn moved(lines: &mut [Line<'_>]) {
    let which = |change: LineChange| {
        let long = |line: &Line<'_>| line.text().chars().count() >= LEAST_MOVED;
        let all = lines.iter().enumerate();
        let at = all.filter(|(_, line)| line.change == change && long(line)).map(|(at, _)| at);
        at.collect::<Vec<_>>()
    };
    let (removed, added) = (which(LineChange::Removed), which(LineChange::Added));
    let few = removed.len() * added.len() <= PAIRS;
    // By their words those that are free, the first last.
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
        let pieces = words(old, lines[to].text());
        lines[to] = Line { change: LineChange::MovedHere, pieces, pair: Some(from) };
        lines[from].change = LineChange::MovedAway;
        lines[from].pair = Some(to);
    }
}

/// How much of the longer of two wordings is in both, by letters, 0 to 1.
#[allow(clippy::cast_precision_loss, reason = "a share")]
fn likeness(old: &str, new: &str) -> f32 {
    let longer = old.len().max(new.len());
    let most = old.len().min(new.len()) as f32 / longer.max(1) as f32;
    if most < EDITED {
        return 0.0;
    }
    let same = words(old, new).into_iter().filter(|p| p.change == Change::Same);
    // White space between other words is nothing that both have.
    same.filter(|p| !p.text.trim().is_empty()).map(|p| p.text.len()).sum::<usize>() as f32
        / longer.max(1) as f32
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
        let lines = lines(old, new);
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
            let lines = lines(&old, &new);
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
            let pieces = words(&old, &new);
            let without = |change| pieces.iter().filter(|p| p.change != change).map(|p| p.text).collect::<String>();
            proptest::prop_assert_eq!(without(Change::Added), old.clone());
            proptest::prop_assert_eq!(without(Change::Removed), new.clone());
        }
    }
}
