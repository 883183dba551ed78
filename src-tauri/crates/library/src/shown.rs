//! Cache of the versions shown: each is read and parsed once, however many highlights are made on
//! it. Versions never change, so the cache never goes stale.

use std::collections::VecDeque;
use std::ops::Deref;
use std::sync::{Arc, Mutex, OnceLock};

use commonplace_capture::Landmarks;
use commonplace_core::ArticleId;
use commonplace_core::quotation::{self, Correction, Quotation};
use commonplace_store::VersionRow;

use crate::{Error, Library};

/// Maximum number of cached versions: the one being read and the ones before it.
const REMEMBERED: usize = 3;

/// A version, with derived data that is computed on first use.
#[derive(Debug)]
pub(crate) struct Shown {
    row: VersionRow,
    landmarks: OnceLock<Landmarks>,
    quotations: Mutex<Option<Quotations>>,
}

/// The quotations of a text, with the inputs they depend on.
#[derive(Debug, Clone)]
struct Quotations {
    language: Option<String>,
    corrections: Vec<Correction>,
    found: Arc<[Quotation]>,
}

impl Deref for Shown {
    type Target = VersionRow;

    fn deref(&self) -> &VersionRow {
        &self.row
    }
}

impl Shown {
    /// Its headings, and the positions of its images.
    pub(crate) fn landmarks(&self) -> &Landmarks {
        self.landmarks.get_or_init(|| Landmarks::parse(&self.row.html))
    }

    /// Its quotations, given the article's language and corrections.
    pub(crate) fn quotations(
        &self,
        language: Option<&str>,
        corrections: Vec<Correction>,
    ) -> Arc<[Quotation]> {
        let known = self.quotations.lock().ok().and_then(|known| known.clone());
        let known = known.filter(|known| {
            known.language.as_deref() == language && known.corrections == corrections
        });
        if let Some(known) = known {
            return known.found;
        }
        let found: Arc<[Quotation]> =
            quotation::corrected(&self.row.text, language, &corrections).into();
        if let Ok(mut known) = self.quotations.lock() {
            let language = language.map(str::to_owned);
            *known = Some(Quotations { language, corrections, found: Arc::clone(&found) });
        }
        found
    }
}

/// The versions shown most recently, the latest first.
pub(crate) type ShownLately = Mutex<VecDeque<Arc<Shown>>>;

impl Library {
    /// The text of an article that positions refer to, and the SHA-256 of the capture it was read
    /// from, in hexadecimal.
    ///
    /// # Errors
    ///
    /// [`Error::Store`].
    pub fn text(&self, article: ArticleId) -> Result<(String, String), Error> {
        let shown = self.shown(article)?;
        Ok((shown.row.text.clone(), shown.row.capture.sha256.clone()))
    }

    /// The version of an article that is shown, from the cache if possible.
    ///
    /// # Errors
    ///
    /// [`Error::Store`].
    pub(crate) fn shown(&self, article: ArticleId) -> Result<Arc<Shown>, Error> {
        let id = self.store.shown_version(article)?;
        if let Ok(mut lately) = self.shown.lock()
            && let Some(at) = lately.iter().position(|shown| shown.row.id == id)
            && let Some(shown) = lately.remove(at)
        {
            lately.push_front(Arc::clone(&shown));
            return Ok(shown);
        }
        let row = self.store.version(article)?;
        let shown =
            Arc::new(Shown { row, landmarks: OnceLock::new(), quotations: Mutex::default() });
        if let Ok(mut lately) = self.shown.lock() {
            lately.push_front(Arc::clone(&shown));
            lately.truncate(REMEMBERED);
        }
        Ok(shown)
    }
}
