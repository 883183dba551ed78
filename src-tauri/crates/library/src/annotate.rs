//! Creates highlights and notes on the version shown, and finds highlights of older versions in it.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Arc, Mutex};

use commonplace_capture::{ImagePlace, Landmarks};
use commonplace_core::{
    Anchor, AnchorState, ArticleId, Attribution, Colour, Finder, Gaps, HighlightId, NoteId, Placed,
    Selectors, Style, TagName, TextPosition, TextQuote, Translation, VersionId, text,
};
use commonplace_store::{HighlightRow, HighlightedImage};

use crate::events::Event;
use crate::shown::Shown;
use crate::{Error, Library, Millis, Refusal, new_uuid};

/// Key of the anchor cache: the version a passage was marked in, its position there, and the
/// version it is looked up in.
type Place = (VersionId, TextPosition, VersionId);

/// Cache of anchors found in other versions. Versions never change, so entries never go stale.
pub(crate) type AnchorCache = Mutex<HashMap<Place, Anchor>>;

/// Maximum number of cached anchors; at the limit the cache is emptied.
const MAX_PLACES: usize = 20_000;

/// Properties of a new highlight.
#[derive(Debug, Clone, Default)]
pub struct NewHighlight {
    /// Its colour.
    pub colour: Colour,
    /// How it is drawn.
    pub style: Style,
    /// Spans of the passage left out when it is quoted, as positions in the text.
    pub left_out: Vec<TextPosition>,
    /// Who said its words.
    pub attribution: Option<Attribution>,
    /// Translation of its words.
    pub translation: Option<Translation>,
    /// Its note, in Markdown.
    pub note: Option<String>,
    /// Its tags.
    pub tags: Vec<String>,
}

impl Library {
    /// Highlights a passage of the version shown. A passage within a quotation whose speaker is
    /// sure is attributed to that speaker, unless `new` names one.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] if the passage is not in the text, `version` is not the version shown, or
    /// a tag name is invalid; [`Error::Store`].
    pub fn highlight(
        &self,
        article: ArticleId,
        version: VersionId,
        position: TextPosition,
        mut new: NewHighlight,
        now: Millis,
    ) -> Result<HighlightId, Error> {
        let shown = self.shown_as(article, version)?;
        if new.attribution.is_none() {
            new.attribution = self.sure_attribution(article, position)?;
        }
        self.add(article, &shown, position, None, new, now)
    }

    /// Highlights an image of the version shown, by its key.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] if there is no such image or it has no words beside it; otherwise as
    /// [`Self::highlight`].
    pub fn highlight_image(
        &self,
        article: ArticleId,
        version: VersionId,
        key: &str,
        new: NewHighlight,
        now: Millis,
    ) -> Result<HighlightId, Error> {
        let shown = self.shown_as(article, version)?;
        let place =
            shown.landmarks().images.get(key).ok_or_else(|| Error::Refused(Refusal::NoImage))?;
        let position = beside(place)?;
        let image = HighlightedImage { key: key.to_owned(), shows: place.shows.clone() };
        self.add(article, &shown, position, Some(image), new, now)
    }

    fn add(
        &self,
        article: ArticleId,
        shown: &Shown,
        position: TextPosition,
        image: Option<HighlightedImage>,
        new: NewHighlight,
        now: Millis,
    ) -> Result<HighlightId, Error> {
        let selectors = describe_selectors(&shown.text, position)?;
        let section = shown.landmarks().headings.above(position.start());
        let tags = tag_names(&new.tags)?;
        let id = HighlightId(new_uuid(now));
        let note = new.note.filter(|n| !n.trim().is_empty());
        let row = HighlightRow {
            id,
            article,
            version: shown.id,
            selectors,
            image,
            gaps: Gaps::new(position, &new.left_out),
            section,
            colour: new.colour,
            style: new.style,
            attribution: new.attribution,
            translation: new.translation,
            note,
            tags: Vec::new(),
            settled: None,
            created: now,
            updated: now,
        };
        self.store.add_highlight(row, Some(NoteId(new_uuid(now))), tags)?;
        Ok(id)
    }

    /// Attaches a highlight to another passage of the version shown: the new wording of its own
    /// passage, or a passage that the person chose. `left_out` lists the spans not quoted. Can be
    /// undone.
    ///
    /// # Errors
    ///
    /// As [`Self::highlight`].
    pub fn reattach(
        &self,
        highlight: HighlightId,
        version: VersionId,
        position: TextPosition,
        left_out: &[TextPosition],
        now: Millis,
    ) -> Result<(), Error> {
        let shown = self.shown_as(self.store.highlight(highlight)?.article, version)?;
        let selectors = describe_selectors(&shown.text, position)?;
        let section = shown.landmarks().headings.above(position.start());
        Ok(self.store.reattach(
            highlight,
            version,
            selectors,
            Gaps::new(position, left_out),
            section,
            now,
        )?)
    }

    /// The version shown. Fails with [`Error::Invalid`] unless its id is `version`.
    fn shown_as(&self, article: ArticleId, version: VersionId) -> Result<Arc<Shown>, Error> {
        let shown = self.shown(article)?;
        if shown.id != version {
            return Err(Error::Refused(Refusal::NewerVersion));
        }
        Ok(shown)
    }

    /// Highlights the only place where `quote` occurs in the article.
    ///
    /// # Errors
    ///
    /// [`Error::QuoteNotFound`], [`Error::QuoteAmbiguous`], and as [`Self::highlight`].
    pub fn highlight_quote(
        &self,
        article: ArticleId,
        quote: &str,
        new: NewHighlight,
        now: Millis,
    ) -> Result<HighlightId, Error> {
        let shown = self.shown(article)?;
        let words = TextQuote { exact: quote.to_owned(), ..TextQuote::default() };
        let nearest = match Finder::new(&shown.text).locate(&words) {
            Placed::Ambiguous(places) => {
                return Err(Error::QuoteAmbiguous { count: places.len() });
            }
            Placed::Missing => None,
            Placed::At(anchor) => match (anchor.state(), anchor.position()) {
                (AnchorState::Anchored, Some(position)) => {
                    return self.highlight(article, shown.id, position, new, now);
                }
                (_, position) => position,
            },
        };
        let nearest = nearest.and_then(|at| text::slice(&shown.text, at)).map(short);
        Err(Error::QuoteNotFound { quote: short(quote), nearest })
    }

    /// The highlights of an article, each with its anchor in the version shown, in reading order;
    /// orphans last.
    ///
    /// # Errors
    ///
    /// [`Error::Store`].
    pub(crate) fn anchored(
        &self,
        article: ArticleId,
        shown: &Shown,
    ) -> Result<Vec<(HighlightRow, Anchor)>, Error> {
        let rows = self.store.highlights(article)?;
        // Texts of the other versions that highlights were marked in. Each is compared with this
        // version once.
        let mut marked_in: HashMap<VersionId, String> = HashMap::new();
        for row in rows.iter().filter(|row| self.known_anchor(row, shown).is_none()) {
            if let Entry::Vacant(entry) = marked_in.entry(row.version) {
                entry.insert(self.store.version_text(row.version)?);
            }
        }
        let finders: HashMap<VersionId, Finder<'_>> =
            marked_in.iter().map(|(id, old)| (*id, Finder::with_old(old, &shown.text))).collect();
        let mut out: Vec<(HighlightRow, Anchor)> = Vec::with_capacity(rows.len());
        for row in rows {
            let anchor = self.known_anchor(&row, shown).unwrap_or_else(|| {
                let finder = finders.get(&row.version);
                let anchor = finder.map_or(Anchor::ORPHAN, |f| f.find(&row.selectors));
                self.remember((row.version, row.selectors.position, shown.id), anchor);
                anchor
            });
            out.push((row, anchor));
        }
        out.sort_by_key(|(row, anchor)| {
            (anchor.position().map_or(u32::MAX, TextPosition::start), row.created)
        });
        Ok(out)
    }

    /// One highlight, its anchor in the version of its article that is shown, and that version.
    ///
    /// # Errors
    ///
    /// [`Error::Store`].
    pub(crate) fn anchored_one(
        &self,
        id: HighlightId,
    ) -> Result<(HighlightRow, Anchor, Arc<Shown>), Error> {
        let row = self.store.highlight(id)?;
        let shown = self.shown(row.article)?;
        let anchor = match self.known_anchor(&row, &shown) {
            Some(anchor) => anchor,
            None => {
                let old = self.store.version_text(row.version)?;
                let anchor = Finder::with_old(&old, &shown.text).find(&row.selectors);
                self.remember((row.version, row.selectors.position, shown.id), anchor);
                anchor
            }
        };
        Ok((row, anchor, shown))
    }

    /// A highlight's anchor, if it is known without searching: the highlight is of an image, was
    /// made on the version shown, or its anchor is cached.
    fn known_anchor(&self, row: &HighlightRow, shown: &Shown) -> Option<Anchor> {
        if let Some(image) = &row.image {
            return Some(image_anchor(&image.key, shown.landmarks()));
        }
        if row.version == shown.id {
            return Some(Anchor::here(row.selectors.position));
        }
        self.places.lock().ok()?.get(&(row.version, row.selectors.position, shown.id)).copied()
    }

    /// Passages of the version shown that a highlight may be attached to, with their words; at most
    /// three, the likeliest first.
    ///
    /// # Errors
    ///
    /// [`Error::Store`].
    pub fn candidates(&self, highlight: HighlightId) -> Result<Vec<(TextPosition, String)>, Error> {
        const MOST: usize = 3;
        let row = self.store.highlight(highlight)?;
        let shown = self.shown(row.article)?;
        let old = self.store.version_text(row.version)?;
        let finder = Finder::with_old(&old, &shown.text);
        let found = finder.candidates(&row.selectors, MOST).into_iter();
        let words = |anchor: Anchor| {
            let at = anchor.position()?;
            Some((at, text::slice(&shown.text, at)?.to_owned()))
        };
        Ok(found.filter_map(words).collect())
    }

    fn remember(&self, place: Place, anchor: Anchor) {
        if let Ok(mut places) = self.places.lock() {
            if places.len() >= MAX_PLACES {
                places.clear();
            }
            places.insert(place, anchor);
        }
    }

    /// Sends front ends the number of annotations of an article. `by` is the change since before,
    /// negative if there are fewer.
    ///
    /// # Errors
    ///
    /// [`Error::Store`].
    pub(crate) fn tell_counts(&self, article: ArticleId, by: i32) -> Result<(), Error> {
        let (highlights, notes) = self.store.annotation_counts(article)?;
        self.events.send(Event::Counted { article, highlights, notes, by });
        Ok(())
    }

    /// Sets the note of a highlight; an empty body deletes it.
    ///
    /// # Errors
    ///
    /// [`Error::Store`].
    pub fn set_note(&self, highlight: HighlightId, body: String, now: Millis) -> Result<(), Error> {
        Ok(self.store.set_highlight_note(highlight, NoteId(new_uuid(now)), body, now)?)
    }
}

fn beside(place: &ImagePlace) -> Result<TextPosition, Error> {
    TextPosition::new(place.beside.0, place.beside.1).map_err(|err| Error::Invalid(err.to_string()))
}

/// Anchors a highlighted image at the words that are beside it in the version shown.
fn image_anchor(key: &str, landmarks: &Landmarks) -> Anchor {
    let at = landmarks.images.get(key).and_then(|place| beside(place).ok());
    at.map_or(Anchor::ORPHAN, Anchor::here)
}

/// The first 200 characters of a wording, for error messages.
pub(crate) fn short(words: &str) -> String {
    words.chars().take(200).collect()
}

fn describe_selectors(text: &str, position: TextPosition) -> Result<Selectors, Error> {
    Selectors::describe(text, position).ok_or_else(|| Error::Refused(Refusal::NoWords))
}

pub(crate) fn tag_names(names: &[String]) -> Result<Vec<TagName>, Error> {
    names.iter().map(|n| TagName::new(n).map_err(|_| Error::Refused(Refusal::Tag))).collect()
}
