//! Imported highlights that wait for the page of their article.

use commonplace_capture::Headings;
use commonplace_core::{ArticleId, Finder, Selectors, TextQuote};
use commonplace_store::MovedHighlight;

use super::passages::certain_place;
use crate::events::Event;
use crate::{Error, Library};

impl Library {
    /// The imported article that a page belongs to: an article without a page that has the page's title, and
    /// words of whose highlights are on the page. For exports that do not have the address of an article.
    pub(crate) fn imported_article_of_page(
        &self,
        title: &str,
        text: &str,
    ) -> Result<Option<ArticleId>, Error> {
        if title.trim().is_empty() {
            return Ok(None);
        }
        for article in self.store.imported_without_page(title.trim(), None)? {
            let rows = self.store.highlights(article)?;
            let quotes: Vec<TextQuote> = rows.into_iter().map(|row| row.selectors.quote).collect();
            if Finder::new(text)
                .place_all(&quotes)
                .iter()
                .any(|placed| certain_place(placed).is_some())
            {
                return Ok(Some(article));
            }
        }
        Ok(None)
    }

    /// Moves highlights that wait on the record of an article to the version that is shown, if it has their
    /// words. Returns how many were moved.
    ///
    /// # Errors
    ///
    /// [`Error::Store`].
    pub(crate) fn move_waiting_highlights(&self, article: ArticleId) -> Result<u32, Error> {
        let waiting = self.store.highlights_on_record(article)?;
        if waiting.is_empty() {
            return Ok(0);
        }
        let shown = self.store.version(article)?;
        let quotes: Vec<TextQuote> =
            waiting.iter().map(|row| row.selectors.quote.clone()).collect();
        let headings = Headings::parse(&shown.html);
        let mut home = Vec::new();
        for (row, placed) in waiting.iter().zip(Finder::new(&shown.text).place_all(&quotes)) {
            let Some(position) = certain_place(&placed) else { continue };
            let Some(selectors) = Selectors::describe(&shown.text, position) else { continue };
            let words = &selectors.quote.exact;
            home.push(MovedHighlight {
                id: row.id,
                version: shown.id,
                gaps: row.gaps.carry_to_wording(&row.selectors.quote.exact, words),
                section: headings.above(position.start()),
                selectors,
            });
        }
        let found = u32::try_from(home.len()).unwrap_or(u32::MAX);
        if found > 0 {
            self.store.move_to_page(home)?;
            self.events.send(Event::ArticleChanged(article));
        }
        Ok(found)
    }
}
