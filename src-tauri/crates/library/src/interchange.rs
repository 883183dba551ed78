//! Exports annotations to other programs, and exchanges W3C Web Annotations with them.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, HashMap, hash_map};
use std::path::Path;

use commonplace_core::{
    AnchorState, ArticleId, Attribution, Colour, Finder, HighlightId, Placed, TextPosition,
    VersionId, fragment, names, text,
};
use commonplace_exchange::folder::Vault;
use commonplace_exchange::{lists, w3c};
use commonplace_store::HighlightRow;

use crate::annotate::{NewHighlight, short, tag_names};
use crate::export::{Report, leading_to};
use crate::{Error, Library, Millis, Refusal};

names! {
    /// File formats for other programs.
    ListFormat {
        /// Highlights as a table.
        Csv = "csv",
        /// Highlights as Readwise imports them.
        Readwise = "readwise",
        /// Bookmarks as browsers import them.
        Bookmarks = "bookmarks",
        /// One HTML file.
        Html = "html",
        /// An EPUB book.
        Epub = "epub",
    }
}

/// What happened to an annotation of another program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AnnotationImport {
    /// It became a new highlight.
    Made(HighlightId),
    /// The passage was highlighted already in this colour.
    Known(HighlightId),
    /// Its words occur this many times in the article, and nothing tells which place is meant.
    Ambiguous(usize),
    /// The article only has these similar words.
    Similar(String),
    /// Its words do not occur in the article.
    Missing,
    /// The library does not have its article.
    NoArticle,
}

impl AnnotationImport {
    /// The word it is sent as.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Made(_) => "made",
            Self::Known(_) => "known",
            Self::Ambiguous(_) => "ambiguous",
            Self::Similar(_) => "similar",
            Self::Missing => "missing",
            Self::NoArticle => "no_article",
        }
    }
}

impl Library {
    /// The highlights of articles as a page of W3C Web Annotations. Withheld highlights are
    /// included only if `withheld` is set.
    ///
    /// # Errors
    ///
    /// [`Error::Store`].
    pub fn web_annotations(&self, ids: &[ArticleId], withheld: bool) -> Result<String, Error> {
        let meanings = self.colour_names();
        let mut items = Vec::new();
        for id in ids {
            let url = self.store.article(*id)?.metadata.url;
            let source = url.clone().unwrap_or_else(|| format!("urn:uuid:{id}"));
            let captured: BTreeMap<_, _> =
                self.store.versions(*id)?.into_iter().map(|v| (v.id, v.capture.taken)).collect();
            let mut texts = BTreeMap::new();
            let goes_out = |row: &HighlightRow| withheld || !row.is_withheld();
            for row in self.store.highlights(*id)?.into_iter().filter(goes_out) {
                // Selectors are relative to the version that the highlight was made on, because its
                // capture is the evidence.
                let text = match texts.entry(row.version) {
                    Entry::Occupied(known) => known.into_mut(),
                    Entry::Vacant(new) => new.insert(self.store.version_text(row.version)?),
                };
                let fragment =
                    url.as_ref().and_then(|_| fragment::directive(text, row.selectors.position));
                let of = w3c::Annotation {
                    id: None,
                    source: None,
                    quote: row.selectors.quote.clone(),
                    position: Some(row.selectors.position),
                    image: row.image.as_ref().map(|image| image.key.clone()),
                    gaps: row.gaps.clone(),
                    colour: Some(row.colour),
                    meaning: meanings.get(row.colour as usize).cloned().filter(|m| !m.is_empty()),
                    style: row.style,
                    attribution: row.attribution,
                    translation: row.translation,
                    note: row.note,
                    tags: row.tags,
                    created: Some(row.created),
                };
                let target = w3c::Target {
                    source: &source,
                    selectors: &row.selectors,
                    fragment: fragment.as_deref(),
                    captured: captured.get(&row.version).copied().unwrap_or(row.created),
                };
                items.push(w3c::annotation(&row.id.to_string(), &of, &target, &iso));
            }
        }
        Ok(w3c::page(items))
    }

    /// Articles or their highlights as a file for another program, without withheld highlights.
    /// `now` is the creation time in a book's metadata.
    ///
    /// # Errors
    ///
    /// [`Error::Store`].
    pub fn list(
        &self,
        ids: &[ArticleId],
        format: ListFormat,
        now: Millis,
    ) -> Result<Vec<u8>, Error> {
        Ok(match format {
            ListFormat::Epub => self.book(ids, now)?,
            ListFormat::Html => self.page(ids)?.into_bytes(),
            ListFormat::Bookmarks => lists::bookmarks(&self.bookmarks(ids)?).into_bytes(),
            ListFormat::Csv => lists::csv(&self.highlight_rows(ids)?).into_bytes(),
            ListFormat::Readwise => lists::readwise(&self.highlight_rows(ids)?).into_bytes(),
        })
    }

    fn bookmarks(&self, ids: &[ArticleId]) -> Result<Vec<lists::Bookmark>, Error> {
        let mut all = Vec::new();
        for id in ids {
            let row = self.store.article(*id)?;
            if let Some(url) = row.metadata.url {
                all.push(lists::Bookmark {
                    url,
                    title: row.metadata.title,
                    description: row.metadata.description,
                    tags: row.tags,
                    saved: row.saved,
                });
            }
        }
        Ok(all)
    }

    fn highlight_rows(&self, ids: &[ArticleId]) -> Result<Vec<lists::Row>, Error> {
        let mut rows = Vec::new();
        for id in ids {
            let metadata = self.store.article(*id)?.metadata;
            let captures: BTreeMap<_, _> =
                self.store.versions(*id)?.into_iter().map(|v| (v.id, v.capture.sha256)).collect();
            let mut texts = BTreeMap::new();
            for row in self.store.highlights(*id)?.into_iter().filter(|row| !row.is_withheld()) {
                let text = match texts.entry(row.version) {
                    Entry::Occupied(known) => known.into_mut(),
                    Entry::Vacant(new) => new.insert(self.store.version_text(row.version)?),
                };
                rows.push(lists::Row {
                    id: row.id.to_string(),
                    article: id.to_string(),
                    quote: row.quoted(),
                    metadata: leading_to(metadata.clone(), text, row.selectors.position),
                    start: row.selectors.position.start(),
                    created: iso(row.created),
                    sha256: captures.get(&row.version).cloned().unwrap_or_default(),
                    colour: row.colour.name().to_owned(),
                    speaker: row.attribution.as_ref().map(Attribution::line),
                    translation: row.translation.map(|t| t.words),
                    note: row.note,
                    tags: row.tags,
                });
            }
        }
        Ok(rows)
    }

    /// Writes the result of [`Self::list`] into a folder.
    ///
    /// # Errors
    ///
    /// [`Error::Folder`]; as [`Self::list`].
    pub fn export_list(
        &self,
        ids: &[ArticleId],
        format: ListFormat,
        folder: &Path,
        now: Millis,
    ) -> Result<Report, Error> {
        let (stem, extension) = match format {
            ListFormat::Bookmarks => ("Commonplace bookmarks".to_owned(), "html"),
            ListFormat::Readwise => ("Commonplace highlights for Readwise".to_owned(), "csv"),
            ListFormat::Html => (self.book_title(ids)?, "html"),
            ListFormat::Epub => (self.book_title(ids)?, "epub"),
            ListFormat::Csv => ("Commonplace highlights".to_owned(), "csv"),
        };
        let bytes = self.list(ids, format, now)?;
        let vault = Vault::open(folder)?;
        let file = vault.write_numbered(&stem, extension, &bytes)?;
        vault.sync_folder()?;
        Ok(Report::of(vault.path().to_string_lossy().into_owned(), &file))
    }

    /// Imports the annotations of a file. Each is looked up by its words in the article with its
    /// address, or in `article`, and becomes a highlight there. Existing highlights are not
    /// duplicated. Returns the words and the result of each annotation, in the order of the file.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] if the file has no annotations; [`Error::Store`].
    pub fn take_annotations(
        &self,
        file: &str,
        article: Option<ArticleId>,
        now: Millis,
    ) -> Result<Vec<(String, AnnotationImport)>, Error> {
        let annotations = w3c::read(file, &millis).map_err(|err| match err {
            w3c::Error::NotJson { .. } => Error::Refused(Refusal::NotJson),
            w3c::Error::None => Error::Refused(Refusal::NoAnnotations),
        })?;
        let mut out: Vec<(String, AnnotationImport)> = annotations
            .iter()
            .map(|a| (short(&a.quote.exact), AnnotationImport::NoArticle))
            .collect();
        let mut by_article: BTreeMap<ArticleId, Vec<usize>> = BTreeMap::new();
        for (at, annotation) in annotations.iter().enumerate() {
            let found = match article {
                Some(id) => Some(id),
                None => self.article_of(annotation.source.as_deref())?,
            };
            if let Some(id) = found {
                by_article.entry(id).or_default().push(at);
            }
        }
        for (id, mut which) in by_article {
            let shown = self.shown(id)?;
            let finder = Finder::new(&shown.text);
            // Sorts by position if all annotations have one: a place between two others helps to
            // find the right occurrence.
            let order = |at: &usize| annotations[*at].position.map(TextPosition::start);
            if which.iter().all(|at| order(at).is_some()) {
                which.sort_by_key(order);
            }
            let quotes: Vec<_> = which.iter().map(|&at| annotations[at].quote.clone()).collect();
            // Existing highlights, by position and colour.
            let mut there: HashMap<(TextPosition, Colour), HighlightId> = HashMap::new();
            for (row, anchor) in self.anchored(id, &shown)? {
                if let Some(position) = anchor.position() {
                    there.entry((position, row.colour)).or_insert(row.id);
                }
            }
            let images: HashMap<String, HighlightId> = self
                .store
                .highlights(id)?
                .into_iter()
                .filter_map(|row| Some((row.image?.key, row.id)))
                .collect();
            for (at, placed) in which.into_iter().zip(finder.place_all(&quotes)) {
                let annotation = &annotations[at];
                if let Some(key) = &annotation.image {
                    out[at].1 = match images.get(key) {
                        Some(known) => AnnotationImport::Known(*known),
                        None => self
                            .take_image(id, shown.id, key, annotation, now)
                            .map_or(AnnotationImport::Missing, AnnotationImport::Made),
                    };
                    continue;
                }
                out[at].1 = match placed {
                    Placed::Ambiguous(places) => AnnotationImport::Ambiguous(places.len()),
                    Placed::Missing => AnnotationImport::Missing,
                    Placed::At(anchor) => match (anchor.state(), anchor.position()) {
                        (_, None) => AnnotationImport::Missing,
                        (AnchorState::Anchored, Some(position)) => {
                            let colour = annotation.colour.unwrap_or(Colour::Yellow);
                            match there.entry((position, colour)) {
                                hash_map::Entry::Occupied(known) => {
                                    AnnotationImport::Known(*known.get())
                                }
                                hash_map::Entry::Vacant(new) => {
                                    let made = self.create_from_annotation(
                                        id, shown.id, position, annotation, now,
                                    )?;
                                    AnnotationImport::Made(*new.insert(made))
                                }
                            }
                        }
                        (_, Some(position)) => {
                            let words = text::slice(&shown.text, position);
                            words.map_or(AnnotationImport::Missing, |words| {
                                AnnotationImport::Similar(short(words))
                            })
                        }
                    },
                };
            }
        }
        Ok(out)
    }

    /// Creates a highlight from an annotation.
    fn create_from_annotation(
        &self,
        article: ArticleId,
        version: VersionId,
        position: TextPosition,
        annotation: &w3c::Annotation,
        now: Millis,
    ) -> Result<HighlightId, Error> {
        let new = NewHighlight {
            left_out: self.left_out(version, position, annotation)?,
            ..carried(annotation)
        };
        self.highlight(article, version, position, new, annotation.created.unwrap_or(now))
    }

    fn take_image(
        &self,
        article: ArticleId,
        version: VersionId,
        key: &str,
        annotation: &w3c::Annotation,
        now: Millis,
    ) -> Result<HighlightId, Error> {
        let made = annotation.created.unwrap_or(now);
        self.highlight_image(article, version, key, carried(annotation), made)
    }

    /// The spans that an annotation leaves out, as positions where its words were found.
    fn left_out(
        &self,
        version: VersionId,
        position: TextPosition,
        annotation: &w3c::Annotation,
    ) -> Result<Vec<TextPosition>, Error> {
        if annotation.gaps.is_empty() {
            return Ok(Vec::new());
        }
        let text = self.store.version_text(version)?;
        let now = text::slice(&text, position).unwrap_or_default();
        let gaps = annotation.gaps.carry_to_wording(&annotation.quote.exact, now);
        let place = |gap: TextPosition| {
            TextPosition::new(position.start() + gap.start(), position.start() + gap.end()).ok()
        };
        Ok(gaps.iter().filter_map(place).collect())
    }

    fn article_of(&self, source: Option<&str>) -> Result<Option<ArticleId>, Error> {
        let Some(source) = source else { return Ok(None) };
        if let Some(id) = source.strip_prefix("urn:uuid:").and_then(|id| id.parse().ok()) {
            return Ok(self.store.article(id).ok().map(|_| id));
        }
        let Some(url) = commonplace_capture::canonical_url(source) else { return Ok(None) };
        Ok(self.store.find_duplicate(Some(&url), None)?)
    }
}

/// The properties of a highlight created from an annotation.
fn carried(annotation: &w3c::Annotation) -> NewHighlight {
    // An invalid tag is left out; the highlight is still created.
    let is_tag = |tag: &&String| tag_names(std::slice::from_ref(tag)).is_ok();
    NewHighlight {
        colour: annotation.colour.unwrap_or_default(),
        style: annotation.style,
        left_out: Vec::new(),
        attribution: annotation.attribution.clone(),
        translation: annotation.translation.clone(),
        note: annotation.note.clone(),
        tags: annotation.tags.iter().filter(is_tag).cloned().collect(),
    }
}

pub(crate) fn iso(ms: Millis) -> String {
    jiff::Timestamp::from_millisecond(ms).unwrap_or_default().to_string()
}

fn millis(text: &str) -> Option<Millis> {
    text.parse::<jiff::Timestamp>().ok().map(jiff::Timestamp::as_millisecond)
}
