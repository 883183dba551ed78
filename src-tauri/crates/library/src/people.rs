//! Quotations of people over the whole library, and their echoes in other articles. Quotations are
//! found on demand, a bounded number of articles at a time.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use commonplace_core::echo::{Likeness, compare_quotations};
use commonplace_core::{ArticleId, TextPosition, quotation, text};
use commonplace_store::{FoundQuotation, QuotationId, QuotationsOf, SaidRow};

use crate::{Error, Library, Refusal};

/// Maximum time that one call spends on finding quotations in unread articles.
const PATIENCE: Duration = Duration::from_millis(60);
/// Number of articles whose quotations are stored in one transaction.
const BATCH: u32 = 10;
/// Maximum number of quotations compared with one; those sharing most words come first.
const COMPARED: u32 = 60;
/// Maximum number of altered echoes stored for one quotation, because a common phrase has very
/// many.
const ALTERED: usize = 20;

/// A quotation of another article with the same or altered words.
#[derive(Debug, Clone, PartialEq)]
pub struct Echo {
    /// The quotation and its source.
    pub said: SaidRow,
    /// How its words relate to the original quotation.
    pub likeness: Likeness,
}

impl Library {
    /// Finds and stores the quotations of articles not processed yet, for at most 60 ms.
    /// Returns the number of articles left. In a read-only library it returns 0, because nothing
    /// can be stored there.
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
            let kept = ids.iter().map(|id| self.found_quotations(*id));
            self.store.keep_quotations(kept.collect::<Result<_, Error>>()?)?;
            let mut altered = Vec::new();
            for id in &ids {
                altered.extend(self.altered_in(*id)?);
            }
            self.store.mark_read(quotation::ENGINE, ids, altered)?;
            if start.elapsed() > PATIENCE {
                return Ok(all.saturating_sub(read));
            }
        }
    }

    /// Finds the quotations of an article, in the form in which they are stored.
    fn found_quotations(&self, id: ArticleId) -> Result<QuotationsOf, Error> {
        let (version, found) = self.quotations_of(id)?;
        let found = found.into_iter().map(|found| {
            let speaker = found.quotation.speakers.into_iter().next();
            let sure = speaker.as_ref().is_some_and(|s| s.confidence >= quotation::CONFIDENT);
            let (name, role) = speaker.map_or((None, None), |s| (s.name, s.role));
            FoundQuotation {
                position: found.evidence.position,
                words: found.words,
                name,
                role,
                sure,
            }
        });
        Ok(QuotationsOf { article: id, version, found: found.collect() })
    }

    /// Pairs of a quotation of this article and one of another article that has its words altered.
    fn altered_in(&self, id: ArticleId) -> Result<Vec<(QuotationId, QuotationId)>, Error> {
        let mut pairs = Vec::new();
        for one in self.store.kept_quotations(id)? {
            let echoes = self.echoes_of(&one.quotation.words, id)?.into_iter();
            let altered = echoes.filter(|echo| echo.likeness == Likeness::Altered);
            pairs.extend(altered.take(ALTERED).map(|echo| (one.id, echo.said.id)));
        }
        Ok(pairs)
    }

    /// The words at a position of the version shown, and the quotations of other articles that have
    /// them, altered ones first. Considers only articles processed by [`Self::read_quotations`].
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] for a position outside the text; [`Error::Store`].
    pub fn elsewhere(
        &self,
        article: ArticleId,
        position: TextPosition,
    ) -> Result<(String, Vec<Echo>), Error> {
        let text = self.store.version(article)?.text;
        let words = text::slice(&text, position).ok_or_else(|| Error::Refused(Refusal::NoWords))?;
        Ok((words.to_owned(), self.echoes_of(words, article)?))
    }

    /// For each quotation of an article, the number of other articles that quote the same words,
    /// whole or in part, and the number that quote them altered. Quotations without echoes are left
    /// out.
    ///
    /// # Errors
    ///
    /// [`Error::Store`].
    pub fn echoes(&self, article: ArticleId) -> Result<Vec<(TextPosition, u32, u32)>, Error> {
        let mut out = Vec::new();
        for one in self.store.kept_quotations(article)? {
            let echoes = self.echoes_of(&one.quotation.words, article)?;
            let articles = |altered: bool| {
                let of = echoes.iter().filter(|e| (e.likeness == Likeness::Altered) == altered);
                let of: HashSet<ArticleId> = of.map(|e| e.said.article).collect();
                u32::try_from(of.len()).unwrap_or(u32::MAX)
            };
            if !echoes.is_empty() {
                out.push((one.quotation.position, articles(false), articles(true)));
            }
        }
        Ok(out)
    }

    fn echoes_of(&self, words: &str, but: ArticleId) -> Result<Vec<Echo>, Error> {
        let sharing = self.store.quotations_sharing_prints(words, but, COMPARED)?.into_iter();
        let echo = |said: SaidRow| {
            compare_quotations(words, &said.quotation.words).map(|likeness| Echo { said, likeness })
        };
        let mut echoes: Vec<Echo> = sharing.filter_map(echo).collect();
        echoes.sort_by_key(|echo| match echo.likeness {
            Likeness::Altered => 0,
            Likeness::Same => 1,
            Likeness::Part => 2,
        });
        Ok(echoes)
    }
}
