//! Reads edits of notes and tags that a person made in exported files back into the library.

use std::collections::{BTreeMap, BTreeSet};

use commonplace_core::{AnnotationId, TagName};
use commonplace_exchange::managed::{self, Part, normalise_note};
use commonplace_exchange::tag_key;
use commonplace_store::{Annotation, AnnotationRow, ExportedId, ExportedRow};

use crate::events::Event;
use crate::{Error, Library, Millis};

impl Library {
    /// Saves the edits of notes and tags in a file to the library, and returns how many were saved. `theirs`
    /// is the text of the file, `marked` the text that was exported, with its marks. A note that was also
    /// changed in the library is not overwritten: both wordings will be in the file.
    pub(super) fn read_edits_back(
        &self,
        of: ExportedId,
        row: &ExportedRow,
        marked: &str,
        theirs: &str,
        now: Millis,
    ) -> Result<u32, Error> {
        let edits = managed::edited_parts(marked, theirs);
        let tags = row.tags.as_ref().zip(managed::property_tags(theirs));
        if edits.is_empty() && tags.is_none() {
            return Ok(0);
        }
        let mut touched = BTreeSet::new();
        if let ExportedId::Article(id) | ExportedId::Part(id, _) = of {
            touched.insert(id);
        }
        let mut taken = 0;
        for edit in edits {
            let highlight = |id: &str| self.store.highlight(id.parse().ok()?).ok();
            let done = match &edit.part {
                Part::Note(id) => {
                    match highlight(id).and_then(|h| Some((h.id, h.article, h.note?))) {
                        Some((id, article, note)) if normalise_note(&note) == edit.before => {
                            touched.insert(article);
                            self.store.change_note(
                                AnnotationId::Highlight(id),
                                note,
                                edit.now,
                                now,
                            )?
                        }
                        _ => false,
                    }
                }
                Part::ArticleNote(note) => {
                    let known = note.parse().ok().map(AnnotationId::Note);
                    match known.and_then(|id| self.store.annotation(id).ok()) {
                        Some(AnnotationRow {
                            article, annotation: Annotation::Note(n), ..
                        }) if normalise_note(&n.body) == edit.before => {
                            touched.insert(article);
                            let of = AnnotationId::Note(n.id);
                            self.store.change_note(of, n.body, edit.now, now)?
                        }
                        _ => false,
                    }
                }
                Part::Tags(id) => match highlight(id) {
                    Some(h) => {
                        touched.insert(h.article);
                        let words = |text: &str| text.split(' ').map(str::to_owned).collect();
                        let (before, after): (Vec<String>, Vec<String>) =
                            (words(&edit.before), words(&edit.now));
                        self.retag(&before, &after, &h.tags, &|name, on| {
                            Ok(self.store.tag_highlights(vec![h.id], name, on)?)
                        })?
                    }
                    None => false,
                },
            };
            taken += u32::from(done);
        }
        // Tags in the properties are compared with those that were in the file when it was written.
        let done = match (tags, of) {
            (Some((before, after)), ExportedId::Article(id)) => {
                let tags = self.store.article(id)?.tags;
                self.retag(before, &after, &tags, &|name, on| {
                    Ok(self.store.tag_articles(vec![id], name, on)?)
                })?
            }
            (Some((before, after)), ExportedId::Part(_, AnnotationId::Highlight(id))) => {
                // A highlight that was deleted has no tags to change.
                match self.store.highlight(id) {
                    Ok(highlight) => self.retag(before, &after, &highlight.tags, &|name, on| {
                        Ok(self.store.tag_highlights(vec![id], name, on)?)
                    })?,
                    Err(_) => false,
                }
            }
            _ => false,
        };
        taken += u32::from(done);
        for id in touched.into_iter().filter(|_| taken > 0) {
            self.events.send(Event::ArticleChanged(id));
        }
        Ok(taken)
    }

    /// Adds the tags that are in `after` but not in `before`, and removes those that are in `before` but not
    /// in `after`, with `set`. `tags` are those that the item has now. Returns whether a tag was added or
    /// removed. Tags are compared by [`tag_key`]; a tag of the library is used as the library spells it.
    fn retag(
        &self,
        before: &[String],
        after: &[String],
        tags: &[String],
        set: &dyn Fn(TagName, bool) -> Result<(), Error>,
    ) -> Result<bool, Error> {
        let keys = |words: &[String]| -> BTreeMap<String, String> {
            let words = words.iter().filter(|word| word.contains(char::is_alphanumeric));
            words
                .map(|word| (tag_key(word), word.trim_matches(['#', ',', ' ']).to_owned()))
                .collect()
        };
        let (before, after) = (keys(before), keys(after));
        let mut any = false;
        let differ = |key: &&String| before.contains_key(*key) != after.contains_key(*key);
        for key in before.keys().chain(after.keys()).filter(differ) {
            let on = after.contains_key(key);
            let has = tags.iter().find(|tag| tag_key(tag) == *key);
            let name = match (on, has) {
                (true, Some(_)) | (false, None) => continue,
                (false, Some(tag)) => TagName::new(tag),
                (true, None) => {
                    let known = self.store.tags()?.into_iter().find(|t| tag_key(&t.name) == *key);
                    let word = after.get(key).unwrap_or(key);
                    TagName::new(known.as_ref().map_or(word.as_str(), |t| &t.name))
                }
            };
            if let Ok(name) = name {
                set(name, on)?;
                any = true;
            }
        }
        Ok(any)
    }
}
