//! Kindle's `My Clippings.txt`: blocks separated by rows of `=`, in the language of the Kindle. A
//! block has a line with title and author, a line with kind, location and time, and the words.

use std::collections::HashMap;
use std::io::{BufRead as _, BufReader};
use std::ops::ControlFlow;

use commonplace_core::{Metadata, Millis};

use super::bounds::NEIGHBOURS;
use super::{
    Each, Found, ImportFiles, ImportSource, Item, Reading, Record, SkipReason, emit_item, fields,
    files, when,
};

const END: &str = "==========";

/// Whether a file starts like clippings: a title, a line with a dash, and soon a row of `=`.
pub(super) fn is_kindle(start: &str) -> bool {
    let mut lines = start.lines();
    let second = lines.nth(1).unwrap_or_default().trim_start();
    second.starts_with(['-', '–']) && start.lines().take(5_000).any(|line| line.trim() == END)
}

/// Words for a note, and below for a bookmark without words; everything else is a highlight.
const NOTES: &[&str] =
    &["note", "nota", "notiz", "notitie", "anteckning", "заметка", "メモ", "笔记", "筆記", "메모"];
const PLACES: &[&str] = &[
    "bookmark",
    "lesezeichen",
    "signet",
    "marcador",
    "segnalibro",
    "bladwijzer",
    "закладка",
    "ブックマーク",
    "书签",
    "書籤",
    "북마크",
];

struct Clipping {
    note: bool,
    /// First and last location, or pages if there are no locations.
    range: Option<(u32, u32)>,
    time: Option<Millis>,
    words: String,
    raw: String,
}

pub(super) fn read(given: &ImportFiles, entry: usize, each: Each<'_>) -> Reading {
    given.stream(entry, &mut |reader, budget| {
        // All clippings are held, to group them by book. They are one person's own, never more than
        // a few megabytes.
        budget.hold();
        let mut books: Vec<(String, Vec<Clipping>)> = Vec::new();
        let mut places: HashMap<String, usize> = HashMap::new();
        let mut block: Vec<String> = Vec::new();
        let mut lines = BufReader::new(reader).lines();
        let mut failed = None;
        loop {
            let line = match lines.next() {
                Some(Ok(line)) => Some(line),
                Some(Err(err)) => {
                    failed = Some(err);
                    None
                }
                None => None,
            };
            let last = line.is_none();
            match line {
                Some(line) if line.trim() != END => {
                    block.push(line.trim_matches(['\u{FEFF}', '\r', ' ']).to_owned());
                    continue;
                }
                _ => {}
            }
            budget.renew();
            let block = std::mem::take(&mut block);
            let flow = match clipping(&block) {
                _ if block.iter().all(String::is_empty) => ControlFlow::Continue(()),
                Ok((title, clipping)) => {
                    let at = *places.entry(title.clone()).or_insert_with(|| {
                        books.push((title, Vec::new()));
                        books.len() - 1
                    });
                    books[at].1.push(clipping);
                    ControlFlow::Continue(())
                }
                Err(why) => each(Found::Skipped {
                    what: block.join(" ").trim().chars().take(80).collect(),
                    why,
                }),
            };
            if flow.is_break() {
                return Ok(flow);
            }
            if last {
                break;
            }
        }
        for (title, clippings) in books {
            if emit_item(ImportSource::Kindle, book(&title, clippings), each).is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
        match failed {
            Some(err) if files::is_too_large(&err) => Err(err.into()),
            Some(err) => Err(err.into()),
            None => Ok(ControlFlow::Continue(())),
        }
    })?
}

fn clipping(block: &[String]) -> Result<(String, Clipping), SkipReason> {
    let mut lines = block.iter().skip_while(|line| line.is_empty());
    let title = lines.next().ok_or(SkipReason::Nothing)?;
    let about = lines.next().ok_or(SkipReason::Unreadable)?;
    let about = about.strip_prefix(['-', '–']).ok_or(SkipReason::Unreadable)?;
    let words: Vec<&str> = lines.map(String::as_str).skip_while(|line| line.is_empty()).collect();
    let words = words.join("\n").trim().to_owned();
    let parts: Vec<&str> = about.split('|').collect();
    let (places, time) = match parts.split_last() {
        Some((time, places)) if !places.is_empty() => (places, when::parse(time.trim())),
        _ => (&parts[..], None),
    };
    let kind = parts.first().unwrap_or(&"").to_lowercase();
    let says = |list: &[&str]| list.iter().any(|word| kind.contains(word));
    if words.is_empty() {
        return Err(if says(PLACES) { SkipReason::Bookmark } else { SkipReason::Nothing });
    }
    let range = places.iter().rev().find_map(|part| range(part));
    // The words are searched for within other words: "Anotación" contains "nota" and is a note. A
    // line with a word for a highlight is not a note.
    let note = says(NOTES) && !says(&["highlight", "markierung", "subrayado"]);
    let raw = block.join("\n");
    Ok((title.clone(), Clipping { note, range, time, words, raw }))
}

/// Parses a location: `Location 170-172`, `#170-72`, `Seite 12`.
fn range(part: &str) -> Option<(u32, u32)> {
    let numbers: Vec<&str> =
        part.split(|c: char| !c.is_ascii_digit()).filter(|n| !n.is_empty()).collect();
    let first: u32 = numbers.first()?.parse().ok()?;
    let Some(last) = numbers.get(1) else { return Some((first, first)) };
    let short: u32 = last.parse().ok()?;
    // "1234-36" ends at 1236.
    let tens = 10_u32.checked_pow(u32::try_from(last.len()).ok()?)?;
    let last = if short < first { first / tens * tens + short } else { short };
    Some((first, last.max(first)))
}

/// A book with its highlights. A note belongs to the first highlight whose location overlaps the
/// note's, or else to the book. Of a highlight whose ends were changed, the longest form is kept.
fn book(title: &str, clippings: Vec<Clipping>) -> Item {
    let raw: Vec<String> = clippings.iter().map(|c| format!("{}\n{END}", c.raw)).collect();
    let (notes, marks): (Vec<_>, Vec<_>) = clippings.into_iter().partition(|c| c.note);
    let marks = longest(marks);
    let (name, author) = titled(title);
    let saved = marks.iter().chain(&notes).filter_map(|c| c.time).min();
    let mut item = Item {
        metadata: Metadata { title: name, authors: author, ..Metadata::default() },
        saved,
        record: Record::text(&raw.join("\n")),
        ..Item::default()
    };
    // Sorted by start, to find the highlights whose location a note overlaps.
    let mut places: Vec<usize> = (0..marks.len()).filter(|&at| marks[at].range.is_some()).collect();
    places.sort_by_key(|&at| marks[at].range);
    let mut noted: Vec<Vec<String>> = vec![Vec::new(); marks.len()];
    for note in notes {
        let before = note.range.map_or(0, |(_, end)| {
            places.partition_point(|&at| marks[at].range.is_some_and(|mark| mark.0 <= end))
        });
        let near = &places[before.saturating_sub(NEIGHBOURS)..before];
        match near.iter().copied().filter(|&at| overlap(note.range, marks[at].range)).min() {
            Some(at) => noted[at].push(note.words),
            None => item.notes.push(note.words),
        }
    }
    for (mark, notes) in marks.iter().zip(noted) {
        let Some(mut highlight) = fields::highlight(&mark.words) else { continue };
        highlight.created = mark.time;
        highlight.note = (!notes.is_empty()).then(|| notes.join("\n\n"));
        item.highlights.push(highlight);
    }
    item
}

/// Whether two locations overlap; `false` if either is unknown.
fn overlap(a: Option<(u32, u32)>, b: Option<(u32, u32)>) -> bool {
    a.zip(b).is_some_and(|(a, b)| a.0 <= b.1 && b.0 <= a.1)
}

/// Removes earlier forms of highlights whose ends were changed, keeping the longest, and
/// duplicates, keeping the first.
fn longest(marks: Vec<Clipping>) -> Vec<Clipping> {
    let mut places: Vec<usize> = (0..marks.len()).collect();
    places.sort_by_key(|&at| marks[at].range);
    let mut again = vec![false; marks.len()];
    for (n, &at) in places.iter().enumerate() {
        let this = &marks[at];
        let last = (n + NEIGHBOURS + 1).min(places.len());
        again[at] = places[n.saturating_sub(NEIGHBOURS)..last].iter().any(|&other_at| {
            let other = &marks[other_at];
            let unknown = other.range.is_none() || this.range.is_none();
            let near = unknown || overlap(other.range, this.range);
            let same = other.words == this.words;
            let has_more =
                other.words.len() > this.words.len() && other.words.contains(&this.words);
            other_at != at && near && (same && other_at < at || has_more)
        });
    }
    marks.into_iter().zip(again).filter(|(_, again)| !again).map(|(mark, _)| mark).collect()
}

/// Splits `Title (Writer, A.;Other, B.)` into title and authors.
fn titled(title: &str) -> (String, Vec<String>) {
    let apart = || {
        let inside = title.trim().strip_suffix(')')?;
        let mut depth = 1;
        let open = inside.char_indices().rev().find(|(_, c)| {
            depth += match c {
                ')' => 1,
                '(' => -1,
                _ => 0,
            };
            depth == 0
        })?;
        Some((inside[..open.0].trim().to_owned(), &inside[open.0 + 1..]))
    };
    match apart() {
        Some((name, authors)) if !name.is_empty() => (
            name,
            authors.split(';').map(fields::given_name_first).filter(|a| !a.is_empty()).collect(),
        ),
        _ => (title.trim().to_owned(), Vec::new()),
    }
}
