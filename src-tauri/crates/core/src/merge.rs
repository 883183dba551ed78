//! Merges three wordings of a text: what a program wrote, what it would write now, and what a person made of
//! it.
//!
//! A three-way merge by lines ("diff3", Khanna, Kunal & Pierce, FSTTCS 2007) that never loses what a person
//! wrote: where both sides changed the same lines, both versions are kept.

use std::ops::Range;

use imara_diff::{Algorithm, Diff, InternedInput};

/// The result of a merge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merged {
    /// The merged text.
    pub text: String,
    /// The number of places where both sides had changed the same lines, so that both versions are kept.
    pub both: usize,
}

/// A change of lines of the base.
#[derive(Debug, Clone)]
struct Hunk {
    before: Range<usize>,
    after: Range<usize>,
}

/// Merges by lines: `base` was written, `new` would be written now, `theirs` is what a person made of `base`.
/// A change made on one side only is taken; what a person added is always kept. Where both sides changed the
/// same lines, the new ones come first, then those that the person wrote.
#[must_use]
pub fn merge_lines(base: &str, new: &str, theirs: &str) -> Merged {
    let [olds, news, persons] = [base, new, theirs].map(|text| {
        text.split_inclusive('\n').map(|line| line.trim_end_matches('\n')).collect::<Vec<_>>()
    });
    let ours = hunks(&olds, &news);
    let person = hunks(&olds, &persons);
    let (mut a, mut b) = (ours.iter().peekable(), person.iter().peekable());
    let mut out: Vec<&str> = Vec::new();
    let (mut at, mut both) = (0, 0);
    loop {
        let start = match (a.peek(), b.peek()) {
            (None, None) => break,
            (Some(x), None) => x.before.start,
            (None, Some(y)) => y.before.start,
            (Some(x), Some(y)) => x.before.start.min(y.before.start),
        };
        out.extend(&olds[at..start]);
        // Collects all changes that overlap.
        let (mut from_a, mut from_b) = (Vec::new(), Vec::new());
        let mut end = start;
        let within = |hunk: &Hunk, end: usize| {
            hunk.before.start < end || hunk.before.start == start && hunk.before.start <= end
        };
        loop {
            if let Some(x) = a.next_if(|x| within(x, end)) {
                end = end.max(x.before.end);
                from_a.push(x);
            } else if let Some(y) = b.next_if(|y| within(y, end)) {
                end = end.max(y.before.end);
                from_b.push(y);
            } else {
                break;
            }
        }
        let region = |hunks: &[&Hunk], lines: &[&str]| -> Range<usize> {
            match (hunks.first(), hunks.last()) {
                (Some(first), Some(last)) => {
                    let before = first.before.start - start;
                    let after = end - last.before.end;
                    first.after.start - before..(last.after.end + after).min(lines.len())
                }
                _ => 0..0,
            }
        };
        let (in_new, in_theirs) =
            (&news[region(&from_a, &news)], &persons[region(&from_b, &persons)]);
        match (from_a.is_empty(), from_b.is_empty()) {
            (false, true) => out.extend(in_new),
            (true, _) => out.extend(in_theirs),
            (false, false) if in_new == in_theirs => out.extend(in_new),
            (false, false) => {
                let written: Vec<&str> =
                    from_b.iter().flat_map(|y| persons[y.after.clone()].iter().copied()).collect();
                let only_added = from_b.iter().all(|y| y.before.is_empty());
                // Lines that a person added after existing text stay with it, unless they begin a section of
                // their own.
                let first = start == end && !begins_part(&written);
                let (one, two) =
                    if first { (&written[..], in_new) } else { (in_new, &written[..]) };
                out.extend(one);
                if !one.is_empty() {
                    push_blank_line(&mut out, two);
                }
                out.extend(two);
                both += usize::from(!only_added && !written.is_empty());
            }
        }
        at = end;
    }
    out.extend(&olds[at..]);
    let mut text = out.join("\n");
    if !out.is_empty() && (new.ends_with('\n') || theirs.ends_with('\n')) {
        text.push('\n');
    }
    Merged { text, both }
}

/// For each of `places` in `base`, the lines of `theirs` that took its place, with what was added within;
/// `None` where they were removed together with lines around them.
#[must_use]
pub fn track_places(
    base: &str,
    theirs: &str,
    places: &[Range<usize>],
) -> Vec<Option<Range<usize>>> {
    let [olds, persons] = [base, theirs].map(|text| text.lines().collect::<Vec<_>>());
    let hunks = hunks(&olds, &persons);
    let place = |at: &Range<usize>| {
        let (mut from, mut to) = (at.start, at.end);
        for hunk in &hunks {
            let Range { start, end } = hunk.before;
            let (old, new) = (hunk.before.len(), hunk.after.len());
            // A change before the place, or within it, moves it.
            if start == end && start == at.end {
                // Lines added right after the place continue its paragraph.
                let put = &persons[hunk.after.clone()];
                let goes_on = |line: &&&str| {
                    let line = line.trim_start();
                    !line.is_empty()
                        && !line.starts_with(['-', '*', '+', '#', '>', '|'])
                        && !line.starts_with(|c: char| c.is_ascii_digit())
                };
                to += put.iter().take_while(goes_on).count();
            } else if end <= at.start {
                from = from + new - old;
                to = to + new - old;
            } else if at.start <= start && end <= at.end {
                to = to + new - old;
            } else if start < at.end {
                // The place was removed, alone with blank lines around it, or together with more.
                let blank = |lines: Range<usize>| olds[lines].iter().all(|l| l.trim().is_empty());
                let alone = start <= at.start && end >= at.end && new == 0;
                if !alone || !blank(start..at.start) || !blank(at.end..end) {
                    return None;
                }
                to = from;
            }
        }
        Some(from..to)
    };
    places.iter().map(place).collect()
}

/// Whether lines begin with a heading or a rule, and so form a section of their own.
fn begins_part(lines: &[&str]) -> bool {
    let first = lines.iter().find(|line| !line.trim().is_empty());
    first.is_some_and(|line| line.starts_with('#') || matches!(line.trim(), "---" | "***"))
}

/// Adds a blank line between two paragraphs that have become adjacent.
fn push_blank_line(out: &mut Vec<&str>, next: &[&str]) {
    let open = out.last().is_some_and(|line| !line.trim().is_empty());
    if open && next.first().is_some_and(|line| !line.trim().is_empty()) {
        out.push("");
    }
}

fn hunks(before: &[&str], after: &[&str]) -> Vec<Hunk> {
    let mut input: InternedInput<&str> = InternedInput::default();
    input.update_before(before.iter().copied());
    input.update_after(after.iter().copied());
    let mut diff = Diff::compute(Algorithm::Histogram, &input);
    diff.postprocess_no_heuristic(&input);
    let range = |range: Range<u32>| range.start as usize..range.end as usize;
    diff.hunks().map(|h| Hunk { before: range(h.before), after: range(h.after) }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(base: &str, new: &str, theirs: &str, expected: &str, both: usize) {
        let merged = merge_lines(base, new, theirs);
        assert_eq!((merged.text.as_str(), merged.both), (expected, both));
    }

    const BASE: &str = "# Title\n\n> One\n\n^1\n\n> Two\n\n^2\n";

    #[test]
    fn what_one_changed_is_so_and_what_a_person_wrote_stays() {
        let theirs = "# Title\n\nMine first.\n\n> One\n\n^1\n\nMy thought.\n\n> Two\n\n^2\n\n## Mine\n\nMore.\n";
        check(BASE, BASE, theirs, theirs, 0);
        check(
            BASE,
            "# Other\n\n> One\n\n^1\n\n> Two\n\n^2\n",
            theirs,
            &theirs.replace("Title", "Other"),
            0,
        );
        // One quote is gone, and one is new: the thought about the first is kept, and so is the last section.
        check(
            BASE,
            "# Title\n\n> Two\n\n^2\n\n> Three\n\n^3\n",
            theirs,
            "# Title\n\nMine first.\n\nMy thought.\n\n> Two\n\n^2\n\n> Three\n\n^3\n\n## Mine\n\nMore.\n",
            0,
        );
    }

    #[test]
    fn what_both_changed_stands_there_both_ways() {
        check(
            "a\nnote\nb\n",
            "a\nnew note\nb\n",
            "a\nmy note\nb\n",
            "a\nnew note\n\nmy note\nb\n",
            1,
        );
        check("a\nnote\nb\n", "a\nb\n", "a\nmy note\nb\n", "a\nmy note\nb\n", 1);
        check("a\nnote\nb\n", "a\nsame\nb\n", "a\nsame\nb\n", "a\nsame\nb\n", 0);
    }

    proptest::proptest! {
        #[test]
        fn nothing_a_person_wrote_is_lost(base in "([abc]?\n){0,8}", new in "([abcd]?\n){0,8}", theirs in "([abcM]?\n){0,8}") {
            let merged = merge_lines(&base, &new, &theirs);
            let count = |text: &str| text.matches('M').count();
            proptest::prop_assert_eq!(count(&merged.text), count(&theirs), "{:?}", merged.text);
            proptest::prop_assert_eq!(&merge_lines(&base, &base, &theirs).text, &theirs);
            proptest::prop_assert_eq!(&merge_lines(&base, &new, &base).text, &new);
            // Merging the result again changes nothing.
            proptest::prop_assert_eq!(&merge_lines(&new, &new, &merged.text).text, &merged.text);
        }
    }
}
