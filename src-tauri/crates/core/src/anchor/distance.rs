//! How unlike two rows of symbols are: insertions, deletions and substitutions (Levenshtein), by the
//! usual table, of which one row is kept.

use super::blocks::{Blocks, NONE};

/// Tables of more cells than these are not filled: what both have in long runs is counted instead.
const CELLS: usize = 1 << 19;
/// The same where a place is looked for.
const PLACE_CELLS: usize = 1 << 18;

/// The distance of two rows.
pub(super) fn distance(a: &[char], b: &[char]) -> usize {
    let head = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[head..], &b[head..]);
    let tail = a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[..a.len() - tail], &b[..b.len() - tail]);
    if a.is_empty() || b.is_empty() {
        return a.len().max(b.len());
    }
    if a.len().saturating_mul(b.len()) > CELLS {
        let same = Blocks::of(a, b).to_new.iter().filter(|&&to| to != NONE).count();
        return a.len().max(b.len()) - same;
    }
    last_row(a, b)[b.len()]
}

/// The distance of all of `a` to each beginning of `b`.
fn last_row(a: &[char], b: &[char]) -> Vec<usize> {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut corner = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let next = (corner + usize::from(x != y)).min(row[j] + 1).min(row[j + 1] + 1);
            corner = std::mem::replace(&mut row[j + 1], next);
        }
    }
    row
}

/// Where `pattern` stands best in `text`, which may be longer: start, end, distance. Of equals the
/// one nearest to `hint`. `None` where that would take too long.
pub(super) fn place(pattern: &[char], text: &[char], hint: usize) -> Option<(usize, usize, usize)> {
    if pattern.len().saturating_mul(text.len()) > PLACE_CELLS {
        return None;
    }
    // For each end: the distance, and the start of the best way there.
    let mut row: Vec<(usize, usize)> = (0..=text.len()).map(|j| (0, j)).collect();
    for (i, x) in pattern.iter().enumerate() {
        let mut corner = row[0];
        row[0] = (i + 1, 0);
        for (j, y) in text.iter().enumerate() {
            let over = (corner.0 + usize::from(x != y), corner.1);
            let left = (row[j].0 + 1, row[j].1);
            let up = (row[j + 1].0 + 1, row[j + 1].1);
            let mut next = over;
            if up.0 < next.0 {
                next = up;
            }
            if left.0 < next.0 {
                next = left;
            }
            corner = std::mem::replace(&mut row[j + 1], next);
        }
    }
    let far = |start: usize| start.abs_diff(hint);
    let ends = row.into_iter().enumerate().map(|(end, (distance, start))| (start, end, distance));
    ends.min_by_key(|&(start, _, distance)| (distance, far(start)))
}

/// How many of `context`, read from its edge outward, agree with `other`, read from its edge: the
/// length less the distance, other edge free.
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
    let best = last_row(&context, &other).into_iter().min().unwrap_or(0);
    same + context.len().saturating_sub(best)
}
