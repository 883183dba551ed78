//! The edit distance of two rows of symbols: insertions, deletions and substitutions (Levenshtein).

use super::blocks::{Blocks, NONE};

/// Maximum number of table cells. Above it, [`distance`] counts the symbols in common runs instead.
const CELLS: usize = 1 << 19;
/// The same maximum for [`best_fit`], which returns `None` above it.
const PLACE_CELLS: usize = 1 << 18;

/// The edit distance of two rows.
pub(super) fn distance(a: &[char], b: &[char]) -> usize {
    let head = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[head..], &b[head..]);
    let tail = a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[..a.len() - tail], &b[..b.len() - tail]);
    if a.is_empty() || b.is_empty() {
        return a.len().max(b.len());
    }
    if a.len().saturating_mul(b.len()) > CELLS {
        let same = Blocks::align(a, b).to_new.iter().filter(|&&to| to != NONE).count();
        return a.len().max(b.len()) - same;
    }
    distances_to_ends(a, b, Begin::First)[b.len()]
}

/// Where a row that is compared with a pattern may begin.
#[derive(Clone, Copy, PartialEq)]
enum Begin {
    /// At the beginning of the text.
    First,
    /// Anywhere in the text.
    Anywhere,
}

/// For each place of `text`, from its beginning on, the distance of all of `pattern` to what ends there.
/// Computes sixty-four rows of the table at a time: Myers 1999, in blocks as in Hyyrö 2003.
fn distances_to_ends(pattern: &[char], text: &[char], begin: Begin) -> Vec<usize> {
    let mut known: Vec<char> = pattern.to_vec();
    known.sort_unstable();
    known.dedup();
    let blocks = pattern.len().div_ceil(64);
    // For each symbol of the pattern, the rows it occurs in.
    let mut rows = vec![0_u64; known.len() * blocks];
    for (at, symbol) in pattern.iter().enumerate() {
        let which = known.partition_point(|k| k < symbol);
        rows[which * blocks + at / 64] |= 1 << (at % 64);
    }
    let none = vec![0_u64; blocks];
    let last = 1_u64 << ((pattern.len().max(1) - 1) % 64);
    // Where the table rises or falls by one from row to row.
    let mut column = vec![(u64::MAX, 0_u64); blocks];
    let mut distance = pattern.len();
    let mut out = Vec::with_capacity(text.len() + 1);
    out.push(distance);
    for symbol in text {
        let which = known.binary_search(symbol);
        let same = which.map_or(&none[..], |which| &rows[which * blocks..][..blocks]);
        // Whether the row above rises or falls to this column.
        let (mut rises, mut falls) = (u64::from(begin == Begin::First), 0);
        for (block, (&here, (up, down))) in same.iter().zip(&mut column).enumerate() {
            let edge = if block + 1 == blocks { last } else { 1 << 63 };
            let vertical = here | *down;
            let here = here | falls;
            let level = ((here & *up).wrapping_add(*up) ^ *up) | here;
            let (plus, minus) = (*down | !(level | *up), *up & level);
            let (over_plus, over_minus) = (plus << 1 | rises, minus << 1 | falls);
            (rises, falls) = (u64::from(plus & edge != 0), u64::from(minus & edge != 0));
            *up = over_minus | !(vertical | over_plus);
            *down = over_plus & vertical;
        }
        distance = distance + usize::from(rises == 1) - usize::from(falls == 1);
        out.push(if pattern.is_empty() { 0 } else { distance });
    }
    out
}

/// Where `pattern` fits best in `text`, which may be longer: start, end, distance. Of equally good places,
/// the one nearest to `hint`. `None` if the table would have more than [`PLACE_CELLS`] cells.
pub(super) fn best_fit(
    pattern: &[char],
    text: &[char],
    hint: usize,
) -> Option<(usize, usize, usize)> {
    // Maximum number of ends with the same distance that are tried, those nearest to the expected end first.
    const ENDS: usize = 4;
    if pattern.len().saturating_mul(text.len()) > PLACE_CELLS {
        return None;
    }
    let distances = distances_to_ends(pattern, text, Begin::Anywhere);
    let best = *distances.iter().min()?;
    let mut ends: Vec<usize> = (0..distances.len()).filter(|&end| distances[end] == best).collect();
    ends.sort_by_key(|end| end.abs_diff(hint + pattern.len()));
    let backwards: Vec<char> = pattern.iter().rev().copied().collect();
    let places = ends.into_iter().take(ENDS).flat_map(|end| {
        let from = end.saturating_sub(pattern.len() + best);
        let before: Vec<char> = text[from..end].iter().rev().copied().collect();
        let starts = distances_to_ends(&backwards, &before, Begin::First);
        let starts = starts.into_iter().enumerate().filter(|(_, distance)| *distance == best);
        starts.map(move |(length, _)| (end - length, end, best)).collect::<Vec<_>>()
    });
    places.min_by_key(|&(start, end, _)| {
        (start.abs_diff(hint), (end - start).abs_diff(pattern.len()))
    })
}

/// How many of the first `most` symbols of `context` agree with `other`: the length less the edit distance.
/// Both are read from the quote outwards, and `other` may end anywhere.
pub(super) fn agreement(
    context: impl Iterator<Item = char> + Clone,
    other: impl Iterator<Item = char> + Clone,
    most: usize,
) -> usize {
    let same = context.clone().zip(other.clone()).take(most).take_while(|(a, b)| a == b).count();
    if same == most {
        return most;
    }
    let context: Vec<char> = context.take(most).skip(same).collect();
    let other: Vec<char> = other.take(most + most / 2 + 8).skip(same).collect();
    let best = distances_to_ends(&context, &other, Begin::First).into_iter().min().unwrap_or(0);
    same + context.len().saturating_sub(best)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Computes the distances with the usual table.
    fn by_table(pattern: &[char], text: &[char], begin: Begin) -> Vec<usize> {
        let mut row: Vec<usize> = (0..=text.len()).collect();
        if begin == Begin::Anywhere {
            row.fill(0);
        }
        for (i, x) in pattern.iter().enumerate() {
            let mut corner = row[0];
            row[0] = i + 1;
            for (j, y) in text.iter().enumerate() {
                let next = (corner + usize::from(x != y)).min(row[j] + 1).min(row[j + 1] + 1);
                corner = std::mem::replace(&mut row[j + 1], next);
            }
        }
        row
    }

    proptest::proptest! {
        #[test]
        fn the_distances_are_those_of_the_table(pattern in "[abc钱]{1,200}", text in "[abc钱]{0,150}") {
            let (pattern, text): (Vec<char>, Vec<char>) = (pattern.chars().collect(), text.chars().collect());
            for begin in [Begin::First, Begin::Anywhere] {
                proptest::prop_assert_eq!(distances_to_ends(&pattern, &text, begin), by_table(&pattern, &text, begin));
            }
            let best = by_table(&pattern, &text, Begin::Anywhere).into_iter().min();
            if let Some((start, end, found)) = best_fit(&pattern, &text, 20) {
                proptest::prop_assert_eq!(Some(found), best);
                proptest::prop_assert_eq!(distance(&pattern, &text[start..end]), found);
            }
        }
    }
}
