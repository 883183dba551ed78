//! The highlights and notes of an entry: anchored on a page that has their words, or kept on the record.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use commonplace_capture::Headings;
use commonplace_core::{Finder, HighlightId, NoteId, Selectors, TextQuote, VersionId, text};
use commonplace_exchange::w3c::Annotation;
use commonplace_store::{EntryHash, HighlightRow, NewEntry, NewVersion, NoteRow};

use super::Import;
use super::passages::{Walk, certain_place, names, same_passage, same_words, with_note};
use crate::{Millis, new_uuid};

/// Maximum number of highlights with the same words that are compared by their surroundings.
const SAME_WORDS: usize = 50;

impl Import<'_> {
    /// Adds the highlights whose words are on the page, and returns the others.
    pub(super) fn place_highlights(
        &mut self,
        entry: &mut NewEntry,
        version: VersionId,
        page: &str,
        html: &str,
        marks: Vec<Annotation>,
    ) -> Vec<Annotation> {
        if marks.is_empty() {
            return marks;
        }
        let quotes: Vec<TextQuote> = marks.iter().map(|mark| mark.quote.clone()).collect();
        let headings = Headings::parse(html);
        let mut left = Vec::new();
        for (mark, placed) in marks.into_iter().zip(Finder::new(page).place_all(&quotes)) {
            let described =
                certain_place(&placed).and_then(|at| Some((at, Selectors::describe(page, at)?)));
            let Some((at, selectors)) = described else {
                left.push(mark);
                continue;
            };
            if self.count_once(entry.key.entry, &mark) {
                self.report.anchored += 1;
            }
            let section = headings.above(at.start());
            let gaps = mark.gaps.carry_to_wording(&mark.quote.exact, &selectors.quote.exact);
            self.add_highlight(entry, version, selectors, section, gaps, mark);
        }
        left
    }

    /// Adds highlights on the record of their words.
    pub(super) fn keep_on_record(
        &mut self,
        entry: &mut NewEntry,
        record: &NewVersion,
        marks: Vec<Annotation>,
    ) {
        self.keep_on_record_from(entry, record, marks, 0);
    }

    /// As [`Self::keep_on_record`], for the highlights from index `first` on; those before it are stored already.
    pub(super) fn keep_on_record_from(
        &mut self,
        entry: &mut NewEntry,
        record: &NewVersion,
        marks: Vec<Annotation>,
        first: usize,
    ) {
        let mut walk = Walk::new(&record.text);
        if let Some(description) = &record.metadata.description {
            walk.pass(description);
        }
        for (n, mark) in marks.into_iter().enumerate() {
            let Some(position) = walk.pass(&mark.quote.exact) else { continue };
            if n < first {
                continue;
            }
            let Some(exact) = text::slice(&record.text, position) else { continue };
            let gaps = mark.gaps.carry_to_wording(&mark.quote.exact, exact);
            // Its surroundings are those on the page, not those in the record.
            let quote = TextQuote { exact: exact.to_owned(), ..mark.quote.clone() };
            if self.count_once(entry.key.entry, &mark) {
                self.report.waiting += 1;
            }
            self.add_highlight(
                entry,
                record.id,
                Selectors { quote, position },
                Vec::new(),
                gaps,
                mark,
            );
        }
    }

    /// Whether a highlight was not counted before. In a dry run, a batch does not find what the batch before it would
    /// have stored.
    fn count_once(&mut self, entry: EntryHash, mark: &Annotation) -> bool {
        let mut hasher = DefaultHasher::new();
        (entry, same_words(&mark.quote.exact)).hash(&mut hasher);
        self.counted.insert(hasher.finish())
    }

    /// Adds a highlight, or its note and tags to one of the same passage.
    fn add_highlight(
        &mut self,
        entry: &mut NewEntry,
        version: VersionId,
        selectors: Selectors,
        section: Vec<String>,
        gaps: commonplace_core::Gaps,
        mark: Annotation,
    ) {
        let made = mark.created.filter(|ms| *ms > 0);
        let made = made.or(entry.made.map(|made| made.saved)).unwrap_or(self.now);
        let note = mark.note.map(|note| note.trim().to_owned()).filter(|note| !note.is_empty());
        let tags = names(&mark.tags);
        // An export may have a passage twice, once in each of its files.
        let places = self.places_of_words.entry(same_words(&selectors.quote.exact)).or_default();
        let same = |at: &&usize| {
            let there = entry.highlights.get(**at);
            there.is_some_and(|(row, ..)| same_passage(&row.selectors.quote, &selectors.quote))
        };
        let found = places.iter().rev().take(SAME_WORDS).find(same).copied();
        if let Some((row, _, known)) = found.and_then(|at| entry.highlights.get_mut(at)) {
            row.note = with_note(row.note.as_deref(), note.as_deref()).or(row.note.take());
            known.extend(tags);
            return;
        }
        places.push(entry.highlights.len());
        self.report.notes += u32::from(note.is_some());
        let row = HighlightRow {
            id: HighlightId(new_uuid(self.now)),
            article: entry.article,
            version,
            selectors,
            image: None,
            gaps,
            section,
            colour: mark.colour.unwrap_or_default(),
            style: mark.style,
            attribution: mark.attribution,
            translation: mark.translation,
            note,
            tags: Vec::new(),
            settled: None,
            created: made,
            updated: made,
        };
        entry.highlights.push((row, NoteId(new_uuid(self.now)), tags));
    }

    /// Adds notes on the article.
    pub(super) fn add_notes(&mut self, entry: &mut NewEntry, notes: Vec<String>, saved: Millis) {
        for note in notes.iter().map(|note| note.trim()).filter(|note| !note.is_empty()) {
            self.report.notes += 1;
            entry.notes.push(NoteRow {
                id: NoteId(new_uuid(self.now)),
                body: note.to_owned(),
                created: saved,
                updated: saved,
            });
        }
    }
}
