//! Makes what is stored for an entry of an export: a new article, or what the entry adds to an existing one.

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;

use commonplace_capture::{self as capture, Source};
use commonplace_core::{
    ArticleId, ArticleState, CaptureId, CaptureMethod, Metadata, NoteId, RECORD, Rendition,
    TagName, VersionId,
};
use commonplace_exchange::import::{Content, ImportSource, Item};
use commonplace_exchange::w3c::Annotation;
use commonplace_store::{
    ExtendedHighlight, HighlightRow, MadeArticle, NewCapture, NewEntry, NewVersion,
};

use super::passages::{merged, names, same_passage, same_words, with_note};
use super::{Import, Pending};
use crate::clip::{borrow_files, new_version};
use crate::{Error, new_uuid};

impl Import<'_> {
    /// What is stored for an entry about an article that the library does not have.
    pub(super) fn new_article(&mut self, one: Pending, first: bool) -> NewEntry {
        self.places_of_words.clear();
        let Pending { mut item, kind, url, key } = one;
        let article = ArticleId(new_uuid(self.now));
        let saved = item.saved.filter(|ms| *ms > 0).unwrap_or(self.now);
        let marks = std::mem::take(&mut item.highlights);
        let mut entry = NewEntry {
            article,
            made: Some(MadeArticle {
                state: item.state.unwrap_or(ArticleState::Later),
                saved,
                progress: item.progress.unwrap_or(0.0),
            }),
            key,
            captures: Vec::new(),
            highlights: Vec::new(),
            notes: Vec::new(),
            tags: names(&item.tags),
            extended: Vec::new(),
            favourite: item.favourite,
            fetch: None,
            citekey: Some(item.citekey.clone()).filter(|key| !key.is_empty()),
        };
        let content =
            item.content.take().and_then(|content| self.read_content(&content, &item.metadata));
        let mut left = marks;
        if let Some((capture, text, html)) = content {
            left = self.place_highlights(&mut entry, capture.version.id, &text, &html, left);
            entry.captures.push((capture, true));
        }
        if entry.captures.is_empty() || !left.is_empty() {
            let shown = entry.captures.is_empty();
            let capture = self.record(&item, kind, &left);
            self.keep_on_record(&mut entry, &capture.version, left);
            entry.captures.insert(0, (capture, shown));
            entry.fetch = url.filter(|_| shown);
        }
        self.add_notes(&mut entry, item.notes, saved);
        self.report.to_fetch += u32::from(first && entry.fetch.is_some());
        entry
    }

    /// What an entry adds to an article that the library has; `None` if nothing.
    pub(super) fn additions(
        &mut self,
        article: ArticleId,
        one: Pending,
    ) -> Result<Option<NewEntry>, Error> {
        self.places_of_words.clear();
        let Pending { mut item, kind, key, url: key_url } = one;
        let store = &self.library.store;
        let row = store.article(article)?;
        let shown = store.version(article)?;
        let rows = store.highlights(article)?;
        let own: HashSet<String> = store
            .own_tags(&[article])?
            .remove(&article)
            .unwrap_or_default()
            .iter()
            .map(|t| t.to_lowercase())
            .collect();
        let bodies: HashSet<String> =
            store.article_notes(article)?.into_iter().map(|n| n.body).collect();
        let mut there: HashMap<String, Vec<&HighlightRow>> = HashMap::new();
        for row in &rows {
            there.entry(same_words(&row.selectors.quote.exact)).or_default().push(row);
        }
        let mut extended = Vec::new();
        item.highlights.retain(|mark| {
            let alike = there.get(&same_words(&mark.quote.exact)).into_iter().flatten();
            let Some(row) =
                alike.copied().find(|row| same_passage(&row.selectors.quote, &mark.quote))
            else {
                return true;
            };
            self.report.known += 1;
            let note = with_note(row.note.as_deref(), mark.note.as_deref().map(str::trim));
            let has = |tag: &TagName| row.tags.iter().any(|t| t.eq_ignore_ascii_case(tag.as_str()));
            let tags: Vec<TagName> =
                names(&mark.tags).into_iter().filter(|tag| !has(tag)).collect();
            if note.is_some() || !tags.is_empty() {
                self.report.notes += u32::from(note.is_some());
                let note = note.map(|body| (NoteId(new_uuid(self.now)), body));
                extended.push(ExtendedHighlight { id: row.id, note, tags, updated: self.now });
            }
            false
        });
        item.notes.retain(|note| !bodies.contains(note.trim()));
        let mut entry = NewEntry {
            article,
            made: None,
            key,
            captures: Vec::new(),
            highlights: Vec::new(),
            notes: Vec::new(),
            tags: names(&item.tags)
                .into_iter()
                .filter(|t| !own.contains(&t.as_str().to_lowercase()))
                .collect(),
            extended,
            favourite: item.favourite && !row.favourite,
            fetch: None,
            citekey: Some(item.citekey.clone()).filter(|key| !key.is_empty()),
        };
        let marks = std::mem::take(&mut item.highlights);
        let is_record = shown.extractor == RECORD;
        let content = item.content.take().filter(|_| is_record);
        let content = content.and_then(|content| self.read_content(&content, &item.metadata));
        let left = if let Some((capture, text, html)) = content {
            let left = self.place_highlights(&mut entry, capture.version.id, &text, &html, marks);
            entry.captures.push((capture, true));
            left
        } else if is_record {
            marks
        } else {
            self.place_highlights(&mut entry, shown.id, &shown.text, &shown.html, marks)
        };
        let placed = is_record
            && entry.captures.is_empty()
            && row.metadata.url.is_none()
            && key_url.is_some();
        if !left.is_empty() || placed {
            // The record that is shown has the words of all waiting highlights, so that one page shows them.
            let show = is_record && entry.captures.is_empty();
            entry.fetch = key_url.filter(|_| show && placed);
            self.report.to_fetch += u32::from(entry.fetch.is_some());
            let mut all: Vec<Annotation> = Vec::new();
            if show {
                all.extend(rows.iter().map(|row| Annotation {
                    quote: row.selectors.quote.clone(),
                    ..Annotation::default()
                }));
                item.metadata = merged(row.metadata, item.metadata);
            }
            let old = all.len();
            all.extend(left);
            let capture = self.record(&item, kind, &all);
            self.keep_on_record_from(&mut entry, &capture.version, all, old);
            entry.captures.insert(0, (capture, show));
        }
        let saved = item.saved.unwrap_or(self.now);
        self.add_notes(&mut entry, item.notes, saved);
        let nothing = entry.captures.is_empty()
            && entry.highlights.is_empty()
            && entry.notes.is_empty()
            && entry.tags.is_empty()
            && entry.extended.is_empty()
            && !entry.favourite;
        Ok((!nothing).then_some(entry))
    }

    /// The text of an article as the export has it, read like a selection: all of it is the article.
    fn read_content(
        &self,
        content: &Content,
        about: &Metadata,
    ) -> Option<(NewCapture, String, String)> {
        let source = Source {
            bytes: content.text.as_bytes(),
            url: about.url.as_deref(),
            media_type: Some(content.media_type),
            charset: Some("utf-8"),
            name: None,
            files: borrow_files(&content.files),
            selected: true,
            text_only: false,
        };
        let page = self.library.runtime.block_on(self.library.workers.read(&source)).ok()?;
        if page.text.trim().is_empty() {
            return None;
        }
        let (text, html) = (page.text.clone(), page.html.clone());
        let (media_type, charset) = (page.media_type.clone(), page.charset.clone());
        let mut version = new_version(page, VersionId(new_uuid(self.now)), self.now);
        version.extractor = format!("imported, {}", version.extractor);
        version.metadata = merged(about.clone(), version.metadata);
        let bytes = content.text.clone().into_bytes();
        Some((self.capture(version, bytes, media_type, charset), text, html))
    }

    /// The record of an article: what the export says about it, with the highlighted words as its text.
    fn record(&self, item: &Item, kind: ImportSource, marks: &[Annotation]) -> NewCapture {
        let mut html = String::new();
        let paragraph = |html: &mut String, text: &str| {
            for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
                let shown: String =
                    line.chars().filter(|c| !c.is_control() || *c == '\t').collect();
                let escaped = shown.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
                let _ = write!(html, "<p>{escaped}</p>");
            }
        };
        if let Some(description) = &item.metadata.description {
            paragraph(&mut html, description);
        }
        for mark in marks {
            html.push_str("<blockquote>");
            paragraph(&mut html, &mark.quote.exact);
            html.push_str("</blockquote>");
        }
        let clean = if html.is_empty() { capture::Clean::default() } else { capture::clean(&html) };
        let rendition =
            if clean.text.trim().is_empty() { Rendition::Empty } else { Rendition::Article };
        let version = NewVersion {
            id: VersionId(new_uuid(self.now)),
            made: self.now,
            html: clean.html,
            text: clean.text,
            rendition,
            extractor: RECORD.to_owned(),
            metadata: item.metadata.clone(),
            images: Vec::new(),
        };
        let mut bytes = item.record.bytes.clone();
        if bytes.is_empty() {
            bytes = kind.title().as_bytes().to_vec();
        }
        let media_type = item.record.media_type;
        let media_type = if media_type.is_empty() { "text/plain" } else { media_type };
        self.capture(version, bytes, media_type.to_owned(), "utf-8".to_owned())
    }

    /// A capture of part of the export, with the version made from it.
    fn capture(
        &self,
        version: NewVersion,
        bytes: Vec<u8>,
        media_type: String,
        charset: String,
    ) -> NewCapture {
        NewCapture {
            id: CaptureId(new_uuid(self.now)),
            bytes,
            method: CaptureMethod::File,
            url: version.metadata.url.clone(),
            redirects: Vec::new(),
            headers: Vec::new(),
            name: Some(self.name.clone()).filter(|name| !name.is_empty()),
            media_type,
            charset,
            taken: self.now,
            version,
        }
    }
}
