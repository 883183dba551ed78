//! Decides whether the library already has an article, and what happens to a page of such an
//! article. Nothing else decides this.

use commonplace_capture::{self as capture, Page};
use commonplace_core::{ArticleId, CaptureMethod, Rendition};

use crate::{Error, Library};

/// Why a page is clipped. It decides what happens if the library already has the article.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Intent {
    /// Adds an article; if the library already has it, only its id is returned.
    #[default]
    Add,
    /// Adds an article; if the library already has it, the article gets a new version.
    AddVersion,
    /// Adds the bundled sample article.
    AddSample,
    /// Fetches this article's page again: a new version if its text differs from that of the last
    /// capture.
    Recheck(ArticleId),
    /// Fetches the page of this article, which has only an import's record. The page must have
    /// text.
    Complete(ArticleId),
}

impl Intent {
    /// The article that the page belongs to, if it is known before the page is read.
    pub(crate) fn article(self) -> Option<ArticleId> {
        match self {
            Self::Recheck(id) | Self::Complete(id) => Some(id),
            Self::Add | Self::AddVersion | Self::AddSample => None,
        }
    }

    /// Whether an article that the library already has gets a new version.
    pub(crate) fn adds_version(self) -> bool {
        !matches!(self, Self::Add | Self::AddSample)
    }
}

/// What happens to a page that was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Destination {
    /// Nothing is stored, because this article has it.
    Exists(ArticleId),
    /// It is a new version of this article.
    VersionOf(ArticleId),
    /// It is a new article.
    New,
}

impl Library {
    /// The article at an address, if it has a page and `intent` adds no version; nothing needs to
    /// be fetched then.
    ///
    /// # Errors
    ///
    /// [`Error::Store`].
    pub(crate) fn known_at(&self, url: &str, intent: Intent) -> Result<Option<ArticleId>, Error> {
        let Some(url) = capture::canonical_url(url).filter(|_| !intent.adds_version()) else {
            return Ok(None);
        };
        let Some(found) = self.store.find_duplicate(Some(&url), None)? else { return Ok(None) };
        Ok((!self.store.has_no_page(found)?).then_some(found))
    }

    /// Decides what happens to a page. A page that was fetched or states its address is looked up
    /// by address, another by its bytes.
    ///
    /// # Errors
    ///
    /// [`capture::Error::NoText`] if an article waits for its page and the page has no text;
    /// [`Error::Store`].
    pub(crate) async fn decide_destination(
        &self,
        intent: Intent,
        method: CaptureMethod,
        page: &Page,
        bytes: &[u8],
    ) -> Result<Destination, Error> {
        let is_empty = page.rendition == Rendition::Empty;
        match intent {
            Intent::Complete(_) if is_empty => return Err(capture::Error::NoText.into()),
            Intent::Recheck(id) if self.has_same_text(id, page).await? => {
                return Ok(Destination::Exists(id));
            }
            _ => {}
        }
        let url = page.metadata.url.as_deref();
        let found = match intent.article() {
            Some(id) => Some(id),
            None if method == CaptureMethod::Fetch || url.is_some() => {
                self.store.find_duplicate(url, None)?
            }
            None => self.store.find_duplicate(None, Some(bytes))?,
        };
        // An article that has only an import's record gets the page, whatever the intent.
        let candidate = match found {
            Some(found) => (!is_empty).then_some(found),
            None => self.imported_article_of_page(&page.metadata.title, &page.text)?,
        };
        let waiting = match candidate {
            Some(id) => self.store.has_no_page(id)?.then_some(id),
            None => None,
        };
        Ok(match (found, waiting) {
            (Some(id), None) if !intent.adds_version() => Destination::Exists(id),
            (Some(id), _) | (None, Some(id)) => Destination::VersionOf(id),
            (None, None) => Destination::New,
        })
    }
}
