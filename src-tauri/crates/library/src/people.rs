//! Who is quoted over the whole library: read as it is asked for, a bounded part at a time.

use std::time::{Duration, Instant};

use commonplace_core::{ArticleId, quotation};
use commonplace_store::FoundQuotation;

use crate::{Error, Library};

/// So long one call reads articles that were not read yet, so that it answers all the same.
const PATIENCE: Duration = Duration::from_millis(60);
/// So many articles are kept at once.
const BATCH: u32 = 40;

impl Library {
    /// Reads articles whose quotations are not kept yet, for a moment; gives how many are left to ask
    /// for. In a library that is only read none are: nothing can be kept there.
    ///
    /// # Errors
    ///
    /// [`Error::Store`].
    pub fn read_quotations(&self) -> Result<u32, Error> {
        let start = Instant::now();
        loop {
            if self.store.is_read_only() {
                return Ok(0);
            }
            let (ids, all) = self.store.unread_quotations(quotation::ENGINE, BATCH)?;
            if ids.is_empty() {
                return Ok(0);
            }
            let read = u32::try_from(ids.len()).unwrap_or(all);
            let kept = ids.into_iter().map(|id| Ok((id, self.named_quotations(id)?)));
            self.store.keep_quotations(quotation::ENGINE, kept.collect::<Result<_, Error>>()?)?;
            if start.elapsed() > PATIENCE {
                return Ok(all.saturating_sub(read));
            }
        }
    }

    /// The quotations of an article whose speaker has a name.
    fn named_quotations(&self, id: ArticleId) -> Result<Vec<FoundQuotation>, Error> {
        let found = self.quotations(id)?.into_iter().filter_map(|found| {
            let speaker = found.quotation.speakers.into_iter().next()?;
            Some(FoundQuotation {
                position: found.evidence.position,
                words: found.words,
                name: speaker.name?,
                role: speaker.role,
                sure: speaker.confidence >= quotation::CONFIDENT,
            })
        });
        Ok(found.collect())
    }
}
