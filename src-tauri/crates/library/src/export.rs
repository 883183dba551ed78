//! Exports quotes and references, and reports what was written.

use std::collections::HashMap;

use commonplace_core::{
    Anchor, ArticleId, Attribution, CitationForm, HighlightId, Link, Metadata, TextPosition,
    fragment,
};
use commonplace_exchange as exchange;
use commonplace_exchange::folder::{Outcome, Written};
use commonplace_store::{ArticleFilter, HighlightRow, Scope};

use crate::{Error, Library, Millis, Refusal, Settings};

/// The result of an export into a folder.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    /// Absolute path of the folder.
    pub folder: String,
    /// Number of files created.
    pub created: u32,
    /// Number of the app's files updated.
    pub updated: u32,
    /// Number of files that were up to date already.
    pub unchanged: u32,
    /// Number of notes and tags edited in the files and saved to the library.
    pub taken: u32,
    /// Number of files with edits of a person, which were kept when the file was updated.
    pub merged: u32,
    /// Of the merged files, those where the person and the library had changed the same lines; both
    /// wordings are in them.
    pub both: Vec<String>,
    /// Names of files written beside a file that a person had changed.
    pub beside: Vec<String>,
    /// Number of files deleted because their content is no longer in the library.
    pub removed: u32,
}

impl Report {
    /// The report of one file.
    pub(crate) fn of(folder: String, file: &Written) -> Self {
        let mut report = Self { folder, ..Self::default() };
        report.add(file);
        report
    }

    /// Adds the counts and files of a later report.
    pub fn join(&mut self, next: Self) {
        self.created += next.created;
        self.updated += next.updated;
        self.unchanged += next.unchanged;
        self.merged += next.merged;
        self.taken += next.taken;
        self.removed += next.removed;
        self.both.extend(next.both);
        self.beside.extend(next.beside);
    }

    /// Counts one file.
    pub(crate) fn add(&mut self, file: &Written) {
        match file.outcome {
            Outcome::Created => self.created += 1,
            Outcome::Updated => self.updated += 1,
            Outcome::Unchanged => self.unchanged += 1,
            Outcome::Merged(both) => {
                self.merged += 1;
                self.both.extend((both > 0).then(|| file.name.clone()));
            }
            Outcome::Beside => self.beside.push(file.name.clone()),
            Outcome::Gone | Outcome::Busy | Outcome::Removed => {}
        }
    }
}

impl Library {
    /// All articles that are not in the trash, in the order they were added.
    ///
    /// # Errors
    ///
    /// [`Error::Store`].
    pub fn all_articles(&self) -> Result<Vec<ArticleId>, Error> {
        Ok(self.store.article_ids(&ArticleFilter::all(Scope::All))?)
    }

    /// Web addresses of an article's images, by key. Images without one are left out.
    pub(crate) fn web_images(&self, id: ArticleId) -> Result<HashMap<String, String>, Error> {
        let all = self.store.image_places(id)?.into_iter();
        Ok(all.filter(|image| is_web(&image.url)).map(|image| (image.key, image.url)).collect())
    }

    /// One highlight as a Markdown quote with its citation, which links to the passage.
    ///
    /// # Errors
    ///
    /// [`Error::Store`].
    pub fn quote(&self, id: HighlightId) -> Result<String, Error> {
        let highlight = self.store.highlight(id)?;
        let article = self.store.article(highlight.article)?;
        let text = self.store.version_text(highlight.version)?;
        let metadata = leading_to(article.metadata, &text, highlight.selectors.position);
        let words = quoted_words(&highlight, &self.web_images(highlight.article)?);
        let reference = self.reference(highlight.article)?;
        Ok(exchange::quote(&words, highlight.note.as_deref(), &metadata, reference.as_deref()))
    }

    /// A passage of an article as a Markdown quote with its citation, which links to the passage.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] for a passage that is not in the text; [`Error::Store`].
    pub fn quote_passage(&self, id: ArticleId, position: TextPosition) -> Result<String, Error> {
        let article = self.store.article(id)?;
        let text = self.store.version(id)?.text;
        let words = commonplace_core::text::slice(&text, position)
            .ok_or_else(|| Error::Refused(Refusal::NoWords))?;
        let metadata = leading_to(article.metadata, &text, position);
        let words = exchange::Words { quote: words.to_owned(), ..exchange::Words::default() };
        let reference = self.reference(id)?;
        Ok(exchange::quote(&words, None, &metadata, reference.as_deref()))
    }

    /// References to articles, in the given order. `quotes` are highlights whose words are quoted
    /// from them; withheld highlights are not quoted.
    ///
    /// # Errors
    ///
    /// [`Error::Store`].
    pub fn cite(
        &self,
        ids: &[ArticleId],
        quotes: &[HighlightId],
        form: CitationForm,
    ) -> Result<String, Error> {
        let mut quoted: HashMap<ArticleId, Vec<String>> = HashMap::new();
        for id in quotes {
            let highlight = self.store.highlight(*id)?;
            if !highlight.is_withheld() {
                quoted.entry(highlight.article).or_default().push(highlight.quoted());
            }
        }
        let mut sources = Vec::new();
        for id in ids {
            sources.push(exchange::cite::CitedSource {
                metadata: self.store.article(*id)?.metadata,
                captured: day(self.store.version(*id)?.capture.taken),
                quotes: quoted.remove(id).unwrap_or_default(),
                key: None,
                link: Some(Link::Article(*id)),
            });
        }
        if form.has_key() {
            let keys = self.store.citekeys(
                ids.iter()
                    .zip(&sources)
                    .map(|(id, s)| (*id, exchange::cite::make_citekey(&s.metadata)))
                    .collect(),
            )?;
            for (source, key) in sources.iter_mut().zip(keys) {
                source.key = Some(key);
            }
        }
        Ok(exchange::cite::cite(&sources, form))
    }

    /// The highlights of articles, in the order of the articles.
    ///
    /// # Errors
    ///
    /// [`Error::Store`].
    pub fn highlights_of(&self, ids: &[ArticleId]) -> Result<Vec<HighlightId>, Error> {
        let mut all = Vec::new();
        for id in ids {
            all.extend(self.store.highlights(*id)?.into_iter().map(|h| h.id));
        }
        Ok(all)
    }

    /// References to the articles of highlights, each with the words quoted from it.
    ///
    /// # Errors
    ///
    /// [`Error::Store`].
    pub fn cite_highlights(
        &self,
        ids: &[HighlightId],
        form: CitationForm,
    ) -> Result<String, Error> {
        let mut articles = Vec::new();
        for id in ids {
            let article = self.store.highlight(*id)?.article;
            if !articles.contains(&article) {
                articles.push(article);
            }
        }
        self.cite(&articles, ids, form)
    }

    /// The citation keys of articles.
    pub(crate) fn citekeys(&self, ids: &[ArticleId]) -> Result<Vec<String>, Error> {
        let wished = |id: &ArticleId| {
            Ok((*id, exchange::cite::make_citekey(&self.store.article(*id)?.metadata)))
        };
        Ok(self.store.citekeys(ids.iter().map(wished).collect::<Result<_, Error>>()?)?)
    }

    /// The reference to an article in the citation style set for quotes; `None` if no style is set.
    fn reference(&self, id: ArticleId) -> Result<Option<String>, Error> {
        let form = Settings::load(self).citation_style;
        form.map(|form| self.cite(&[id], &[], form.0)).transpose()
    }
}

/// A highlight's words for an export. `images` has the web addresses of the article's images, by
/// key.
pub(crate) fn quoted_words(
    highlight: &HighlightRow,
    images: &HashMap<String, String>,
) -> exchange::Words {
    let url = |key: &String| images.get(key).cloned();
    exchange::Words {
        quote: highlight.quoted(),
        image: highlight.image.as_ref().map(|image| url(&image.key).unwrap_or_default()),
        speaker: highlight.attribution.as_ref().map(Attribution::line),
        translation: highlight.translation.clone(),
    }
}

/// The parts of an article's text that a highlight marks, as ranges of code points. Empty for an
/// orphan and for an image.
pub(crate) fn parts_of(highlight: &HighlightRow, anchor: &Anchor, text: &str) -> Vec<(u32, u32)> {
    match anchor.position() {
        // An image is anchored at the words beside it, but these words are not highlighted.
        Some(at) if highlight.image.is_none() => {
            let now = commonplace_core::text::slice(text, at).unwrap_or_default();
            let parts =
                highlight.gaps.carry_to_wording(&highlight.selectors.quote.exact, now).parts(at);
            parts.into_iter().map(|part| (part.start(), part.end())).collect()
        }
        _ => Vec::new(),
    }
}

pub(crate) fn is_web(url: &str) -> bool {
    url.starts_with("http://") || url.starts_with("https://")
}

/// Adds a fragment to the metadata's address that leads to a passage of the page.
pub(crate) fn leading_to(mut metadata: Metadata, text: &str, at: TextPosition) -> Metadata {
    let directive = fragment::directive(text, at);
    if let (Some(url), Some(directive)) = (&mut metadata.url, directive)
        && url.starts_with("http")
    {
        if !url.contains('#') {
            url.push('#');
        }
        url.push_str(&directive);
    }
    metadata
}

/// The UTC date of a time, as `YYYY-MM-DD`.
#[must_use]
pub fn day(ms: Millis) -> String {
    jiff::tz::Offset::UTC
        .to_datetime(jiff::Timestamp::from_millisecond(ms).unwrap_or_default())
        .date()
        .to_string()
}
