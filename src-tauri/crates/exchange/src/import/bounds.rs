//! Limits for all importers. Each importer takes time proportional to the bytes it reads, and holds
//! at most one record or the amount given here. `tests/journeys/hostile` and `cargo xtask fuzz`
//! measure this.

use super::Item;

/// Maximum size of a record (a row, an element, a note with its images), in bytes.
pub(super) const RECORD: u64 = 64 << 20;
/// Maximum size of a file that is read as a whole (a page, a Markdown file), in bytes.
pub(super) const WHOLE: u64 = 20 << 20;
/// Maximum size of a file whose records refer to each other, so that all are held in memory, in
/// bytes.
pub(super) const HELD: u64 = 256 << 20;
/// Number of bytes read from the start of a file to detect its format.
pub(super) const HEAD: u64 = 64 << 10;
/// Maximum number of times a file is opened: to detect its format, to read its folders, to import
/// it.
pub(super) const OVER: u64 = 8;
/// Maximum number of files read from one archive or folder.
pub(super) const FILES: usize = 200_000;
/// Maximum depth of elements, folders or braces; what is nested deeper counts as part of the last
/// level.
pub(super) const DEEPEST: usize = 60;
/// Maximum number of neighbouring records that a record is compared with.
pub(super) const NEIGHBOURS: usize = 50;
/// Maximum length of a name (a title, a person, a site, a folder, a column's heading), in code
/// points.
const NAME: usize = 2_000;
/// Maximum length of a summary, in code points.
const SUMMARY: usize = 100_000;
/// Maximum length of an address, in bytes; a longer one is dropped.
const ADDRESS: usize = 32 << 10;
/// Maximum number of authors, and of tags of one article or highlight.
pub(super) const NAMES: usize = 1_000;

/// Truncates a text after `most` code points and appends an ellipsis.
fn cut(text: &mut String, most: usize) {
    // Checks the number of bytes first, because few texts are longer.
    if text.len() > most
        && let Some((end, _)) = text.char_indices().nth(most)
    {
        text.truncate(end);
        text.push('…');
    }
}

/// Truncates a name to the maximum length.
pub(super) fn name(text: &str) -> String {
    let mut name: String = text.chars().take(NAME + 1).collect();
    cut(&mut name, NAME);
    name
}

/// Applies the limits to an item's metadata. Its record keeps everything; highlights, notes and
/// content are limited only by the size of the record.
pub(super) fn apply_limits(item: &mut Item) {
    let m = &mut item.metadata;
    m.authors.truncate(NAMES);
    m.url = m.url.take().filter(|url| url.len() <= ADDRESS);
    m.image = m.image.take().filter(|url| url.len() <= ADDRESS);
    for name in m.authors.iter_mut().chain([&mut m.title, &mut item.own_id, &mut item.citekey]) {
        cut(name, NAME);
    }
    let rest =
        [&mut m.byline, &mut m.site, &mut m.dateline, &mut m.language, &mut m.doi, &mut m.section];
    for name in rest.into_iter().flatten() {
        cut(name, NAME);
    }
    if let Some(description) = &mut m.description {
        cut(description, SUMMARY);
    }
    item.tags.truncate(NAMES);
    for mark in &mut item.highlights {
        mark.tags.truncate(NAMES);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_long_is_cut_between_characters() {
        let mut item = Item::default();
        item.metadata.title = "渡".repeat(NAME + 1);
        item.metadata.authors = vec!["a".repeat(NAME); NAMES + 1];
        item.metadata.url = Some(format!("https://a.example/{}", "a".repeat(ADDRESS)));
        apply_limits(&mut item);
        assert_eq!(item.metadata.title, format!("{}…", "渡".repeat(NAME)));
        assert_eq!((item.metadata.authors.len(), item.metadata.authors[0].len()), (NAMES, NAME));
        assert_eq!(item.metadata.url, None);
        assert_eq!(name("Quay"), "Quay");
    }
}
