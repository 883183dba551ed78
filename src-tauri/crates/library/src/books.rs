//! Exports articles with their highlights for reading elsewhere: as one HTML file, and as an EPUB.

use commonplace_capture::render_note;
use commonplace_core::{ArticleId, VersionId};
use commonplace_exchange::book::{self, Chapter, Image, Mark};
use commonplace_store::HighlightRow;

use crate::export::{day, parts_of, quoted_words};
use crate::interchange::iso;
use crate::{Error, Library, Millis, new_uuid};

/// The version shown in each chapter, by article id.
type Versions = std::collections::HashMap<String, VersionId>;

impl Library {
    /// Articles as one HTML file that loads nothing from elsewhere: text with highlights, images
    /// and notes. Withheld highlights are left out.
    ///
    /// # Errors
    ///
    /// [`Error::Store`].
    pub fn page(&self, ids: &[ArticleId]) -> Result<String, Error> {
        let (chapters, versions) = self.chapters(ids)?;
        Ok(book::html(&chapters, &|chapter, key| self.image_of(&versions, chapter, key)))
    }

    /// Articles as an EPUB 3 book, one chapter each.
    ///
    /// # Errors
    ///
    /// [`Error::Store`].
    pub fn book(&self, ids: &[ArticleId], now: Millis) -> Result<Vec<u8>, Error> {
        let (chapters, versions) = self.chapters(ids)?;
        let id = match ids {
            [one] => one.to_string(),
            _ => new_uuid(now).to_string(),
        };
        let mut bytes = std::io::Cursor::new(Vec::new());
        let modified = iso(now - now.rem_euclid(1_000));
        let images = |chapter: &Chapter, key: &str| self.image_of(&versions, chapter, key);
        book::epub(&mut bytes, &id, &self.book_title(ids)?, &modified, &chapters, &images)
            .map_err(|err| Error::Invalid(err.to_string()))?;
        Ok(bytes.into_inner())
    }

    /// Title of a file of these articles.
    pub(crate) fn book_title(&self, ids: &[ArticleId]) -> Result<String, Error> {
        let title = match ids {
            [one] => self.store.article(*one)?.metadata.title,
            _ => "Commonplace".to_owned(),
        };
        Ok(if title.trim().is_empty() { "Untitled".to_owned() } else { title })
    }

    fn image_of(&self, versions: &Versions, chapter: &Chapter, key: &str) -> Option<Image> {
        let asset = self.store.asset(*versions.get(&chapter.id)?, key).ok()??;
        Some((asset.media_type, asset.bytes))
    }

    fn chapters(&self, ids: &[ArticleId]) -> Result<(Vec<Chapter>, Versions), Error> {
        let mut versions = Versions::new();
        let mut chapters = Vec::new();
        for id in ids {
            let (chapter, version) = self.chapter(*id)?;
            versions.insert(chapter.id.clone(), version);
            chapters.push(chapter);
        }
        Ok((chapters, versions))
    }

    fn chapter(&self, id: ArticleId) -> Result<(Chapter, VersionId), Error> {
        let row = self.store.article(id)?;
        let version = self.shown(id)?;
        let meanings = self.colour_names();
        let images = self.web_images(id)?;
        let mut marks = Vec::new();
        for (highlight, anchor) in self.anchored(id, &version)? {
            if highlight.is_withheld() {
                continue;
            }
            let parts = parts_of(&highlight, &anchor, &version.text);
            let meaning =
                meanings.get(highlight.colour as usize).filter(|m| !m.is_empty()).cloned();
            marks.push(mark(highlight, parts, meaning, &images));
        }
        let m = row.metadata;
        let notes = self.store.article_notes(id)?;
        let chapter = Chapter {
            id: id.to_string(),
            about: [m.byline, m.site, m.published.map(|p| p.to_string().replace('T', " "))]
                .into_iter()
                .flatten()
                .collect(),
            captured: format!(
                "Captured {}, SHA-256 {}",
                day(version.capture.taken),
                version.capture.sha256
            ),
            title: m.title,
            language: m.language,
            authors: m.authors,
            url: m.url,
            html: version.html.clone(),
            marks,
            notes: notes.into_iter().map(|note| render_note(&note.body).html).collect(),
        };
        Ok((chapter, version.id))
    }
}

fn mark(
    highlight: HighlightRow,
    parts: Vec<(u32, u32)>,
    meaning: Option<String>,
    images: &std::collections::HashMap<String, String>,
) -> Mark {
    let words = quoted_words(&highlight, images);
    Mark {
        id: highlight.id.to_string(),
        parts,
        colour: highlight.colour,
        underlined: highlight.style.name() == "underlined",
        words,
        note: highlight.note.map(|note| render_note(&note).html),
        tags: meaning.into_iter().chain(highlight.tags).collect(),
    }
}
