//! What an import may take: one set of bounds for every reader. Each reader takes time in proportion to the bytes it
//! is given, and holds no more than one record, or what is said here. `tests/journeys/hostile` and `cargo xtask fuzz`
//! measure it.

use super::Item;

/// The largest record (a row, an element, a note with its pictures), in bytes.
pub(super) const RECORD: u64 = 64 << 20;
/// The largest file that is read as a whole (a page, a Markdown file), in bytes.
pub(super) const WHOLE: u64 = 20 << 20;
/// The most bytes of a file whose records point at one another, so that all of them are held.
pub(super) const HELD: u64 = 256 << 20;
/// How much of a file is looked at to tell what it is, in bytes.
pub(super) const HEAD: u64 = 64 << 10;
/// A file is opened so often, at most: to tell what it is, to learn its folders, to take it in.
pub(super) const OVER: u64 = 8;
/// The most files that are read from one archive or folder.
pub(super) const FILES: usize = 200_000;
/// The deepest elements, folders or braces that are told apart; what lies deeper belongs to the one above.
pub(super) const DEEPEST: usize = 60;
/// The most records that each is compared with: those that stand next to it.
pub(super) const NEIGHBOURS: usize = 50;
/// The longest name (a title, a person, a site, a folder, the head of a column), in code points.
const NAME: usize = 2_000;
/// The longest summary, in code points.
const SUMMARY: usize = 100_000;
/// The longest address, in bytes.
const ADDRESS: usize = 32 << 10;
/// The most authors, and the most tags of one article or highlight.
pub(super) const NAMES: usize = 1_000;

/// Cuts a text where a bound is.
fn cut(text: &mut String, most: usize) {
    // Most texts have fewer bytes than they may have code points.
    if text.len() > most
        && let Some((end, _)) = text.char_indices().nth(most)
    {
        text.truncate(end);
        text.push('…');
    }
}

/// A name within its bound.
pub(super) fn name(text: &str) -> String {
    let mut name: String = text.chars().take(NAME + 1).collect();
    cut(&mut name, NAME);
    name
}

/// Brings what an item says of its article within the bounds. Its record keeps all of it; the words that were
/// marked, notes and the article itself have that of the record alone.
pub(super) fn keep(item: &mut Item) {
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
        keep(&mut item);
        assert_eq!(item.metadata.title, format!("{}…", "渡".repeat(NAME)));
        assert_eq!((item.metadata.authors.len(), item.metadata.authors[0].len()), (NAMES, NAME));
        assert_eq!(item.metadata.url, None);
        assert_eq!(name("Quay"), "Quay");
    }
}
