//! Taking things out: one quote, one article, all of them into a folder.

use std::collections::HashMap;
use std::path::Path;

use commonplace_core::{
    AnchorState, ArticleId, Attribution, HighlightId, Metadata, TextPosition, fragment,
};
use commonplace_exchange as exchange;
use commonplace_exchange::folder::Outcome;
use commonplace_store::{ArticleFilter, HighlightRow, Scope};

use crate::{Error, Library, Millis};

/// What an export into a folder did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    /// The folder, whole path.
    pub folder: String,
    /// Files that are new.
    pub created: u32,
    /// Files of ours that were brought up to date.
    pub updated: u32,
    /// Files that were as they should be.
    pub unchanged: u32,
    /// Names of files put beside one that a person has changed.
    pub beside: Vec<String>,
}

impl Library {
    /// Every article that is not in the trash, oldest first.
    ///
    /// # Errors
    ///
    /// [`Error::Store`].
    pub fn all_articles(&self) -> Result<Vec<ArticleId>, Error> {
        Ok(self.store.article_ids(&ArticleFilter::all(Scope::All))?)
    }

    /// An article as Markdown; with its text, or only what the reader made.
    ///
    /// # Errors
    ///
    /// [`Error::Store`].
    pub fn markdown(&self, id: ArticleId, with_text: bool) -> Result<String, Error> {
        let row = self.store.article(id)?;
        let version = self.store.version(id)?;
        let meanings = self.colour_names();
        let images = self.store.asset_urls(id)?;
        let all = self.anchored(id, version.id, &version.text)?;
        let withheld = all.iter().filter(|(h, _)| h.is_withheld()).count();
        let highlights = all
            .into_iter()
            .filter(|(h, _)| !h.is_withheld())
            .map(|(h, anchor)| exchange::Highlight {
                id: h.id.to_string(),
                words: words_of(&h, &images),
                meaning: meanings.get(h.colour as usize).cloned().filter(|m| !m.is_empty()),
                colour: h.colour,
                note: h.note,
                tags: h.tags,
                orphan: anchor.state() == AnchorState::Orphan,
            })
            .collect();
        let notes = self.store.article_notes(id)?.into_iter().map(|n| n.body).collect();
        let html = if with_text { Some(self.html_for_export(id, &version.html)?) } else { None };
        Ok(exchange::article(&exchange::Article {
            id: id.to_string(),
            saved: day(row.saved),
            sha256: version.capture.sha256,
            tags: row.tags,
            projects: self.store.projects_of(id)?,
            highlights,
            withheld,
            notes,
            html,
            metadata: row.metadata,
        }))
    }

    /// Clean HTML with its images at their web addresses; one that has none says what it shows.
    fn html_for_export(&self, id: ArticleId, html: &str) -> Result<String, Error> {
        let urls = self.store.asset_urls(id)?;
        let web = |src: &str| {
            let url = urls.get(src.rsplit('/').next()?)?;
            is_web(url).then(|| url.clone())
        };
        Ok(commonplace_capture::with_images(html, &mut |src| web(src)).html)
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
        let words = words_of(&highlight, &self.store.asset_urls(highlight.article)?);
        Ok(exchange::quote(&words, highlight.note.as_deref(), &metadata))
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
            .ok_or_else(|| Error::Invalid("there are no words at this place".into()))?;
        let metadata = leading_to(article.metadata, &text, position);
        let words = exchange::Words { quote: words.to_owned(), ..exchange::Words::default() };
        Ok(exchange::quote(&words, None, &metadata))
    }

    /// Writes articles into a folder, a file each; `tell` hears how many are done. Nothing that a
    /// person wrote is overwritten.
    ///
    /// # Errors
    ///
    /// [`Error::Folder`], [`Error::Store`]; what was written before stays.
    pub fn export(
        &self,
        ids: &[ArticleId],
        folder: &Path,
        with_text: bool,
        tell: &dyn Fn(u64),
    ) -> Result<Report, Error> {
        let folder = exchange::folder::prepare(folder)?;
        let key = folder.to_string_lossy().into_owned();
        let mut report = Report { folder: key.clone(), ..Report::default() };
        for (done, chunk) in ids.chunks(50).enumerate() {
            tell(done as u64 * 50);
            let mut written = Vec::with_capacity(chunk.len());
            let mut failure = None;
            for id in chunk {
                let one = self.export_one(*id, &folder, &key, with_text);
                match one {
                    Ok(file) => {
                        match file.outcome {
                            Outcome::Created => report.created += 1,
                            Outcome::Updated => report.updated += 1,
                            Outcome::Unchanged => report.unchanged += 1,
                            Outcome::Beside => report.beside.push(file.name.clone()),
                        }
                        written.push((*id, file.name, file.sha256));
                    }
                    Err(err) => {
                        failure = Some(err);
                        break;
                    }
                }
            }
            // What was written is remembered even if the next file failed.
            if !self.store.is_read_only() {
                self.store.set_exported(key.clone(), written)?;
            }
            if let Some(err) = failure {
                return Err(err);
            }
        }
        Ok(report)
    }

    fn export_one(
        &self,
        id: ArticleId,
        folder: &Path,
        key: &str,
        with_text: bool,
    ) -> Result<exchange::folder::Written, Error> {
        let text = self.markdown(id, with_text)?;
        let row = self.store.article(id)?;
        let title = if row.metadata.title.is_empty() {
            row.opening.chars().take(60).collect()
        } else {
            row.metadata.title
        };
        let before = self.store.exported(key, id)?;
        let before = before.as_ref().map(|(name, sha256)| (name.as_str(), sha256.as_slice()));
        Ok(exchange::folder::write(folder, &title, &text, before)?)
    }
}

/// A highlight's words as they go out; `images` has the addresses of the article's images.
pub(crate) fn words_of(
    highlight: &HighlightRow,
    images: &HashMap<String, String>,
) -> exchange::Words {
    let url = |key: &String| images.get(key).filter(|url| is_web(url)).cloned();
    exchange::Words {
        quote: highlight.quoted(),
        image: highlight.image.as_ref().map(|image| url(&image.key).unwrap_or_default()),
        speaker: highlight.attribution.as_ref().map(Attribution::line),
        translation: highlight.translation.clone(),
    }
}

fn is_web(url: &str) -> bool {
    url.starts_with("http://") || url.starts_with("https://")
}

/// Metadata whose address leads to a passage of the page.
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

/// The day of a time, UTC, `YYYY-MM-DD`.
#[must_use]
pub fn day(ms: Millis) -> String {
    jiff::tz::Offset::UTC
        .to_datetime(jiff::Timestamp::from_millisecond(ms).unwrap_or_default())
        .date()
        .to_string()
}
