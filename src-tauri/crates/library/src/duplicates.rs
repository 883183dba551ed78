//! Whether an article is there already, and what becomes of a page that is its own: the one place where that is decided.

use commonplace_capture::{self as capture, Page};
use commonplace_core::{ArticleId, CaptureMethod, Rendition};

use crate::{Error, Library};

/// Why a page is clipped. It decides what becomes of an article that is there already.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Intent {
    /// An article is added; one that is there already is only named.
    #[default]
    Add,
    /// An article is added; one that is there already gets a new version.
    AddVersion,
    /// The sample that comes with the app is added.
    AddSample,
    /// The page of this article is fetched again: a new version if it reads otherwise than the one shown.
    Recheck(ArticleId),
    /// The page of this article, of which only an import's record is there, is fetched: it must have a text.
    Complete(ArticleId),
}

impl Intent {
    /// The article that the page belongs to, where that is known before it is read.
    pub(crate) fn article(self) -> Option<ArticleId> {
        match self {
            Self::Recheck(id) | Self::Complete(id) => Some(id),
            Self::Add | Self::AddVersion | Self::AddSample => None,
        }
    }

    /// Whether an article that is there already gets a new version.
    pub(crate) fn adds_version(self) -> bool {
        !matches!(self, Self::Add | Self::AddSample)
    }
}

/// Where a page goes that was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// Nowhere: this article has it.
    Exists(ArticleId),
    /// It is a new version of this article.
    VersionOf(ArticleId),
    /// It is a new article.
    New,
}

impl Library {
    /// The article at an address, if it has a page and is not to get a new version: nothing is fetched then.
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

    /// Where a page goes. A page that was fetched or says its address is known by that, another by its bytes.
    ///
    /// # Errors
    ///
    /// [`capture::Error::NoText`] for a page without text that an article waits for; [`Error::Store`].
    pub(crate) async fn place(
        &self,
        intent: Intent,
        method: CaptureMethod,
        page: &Page,
        bytes: &[u8],
    ) -> Result<Place, Error> {
        let is_empty = page.rendition == Rendition::Empty;
        match intent {
            Intent::Complete(_) if is_empty => return Err(capture::Error::NoText.into()),
            Intent::Recheck(id) if self.reads_as(id, page).await? => return Ok(Place::Exists(id)),
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
        // An article of which an import has only brought a record gets its page, whatever the intent.
        let candidate = match found {
            Some(found) => (!is_empty).then_some(found),
            None => self.of_page(&page.metadata.title, &page.text)?,
        };
        let waiting = match candidate {
            Some(id) => self.store.has_no_page(id)?.then_some(id),
            None => None,
        };
        Ok(match (found, waiting) {
            (Some(id), None) if !intent.adds_version() => Place::Exists(id),
            (Some(id), _) | (None, Some(id)) => Place::VersionOf(id),
            (None, None) => Place::New,
        })
    }
}
