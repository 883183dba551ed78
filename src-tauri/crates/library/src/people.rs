//! Who is quoted over the whole library, and what is quoted elsewhere: read as it is asked for, a bounded
//! part at a time.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use commonplace_core::echo::{Likeness, compare};
use commonplace_core::{ArticleId, TextPosition, quotation, text};
use commonplace_store::{FoundQuotation, QuotationId, QuotationsOf, SaidRow};

use crate::{Error, Library};

/// So long one call reads articles that were not read yet, so that it answers all the same.
const PATIENCE: Duration = Duration::from_millis(60);
/// So many articles are kept at once.
const BATCH: u32 = 10;
/// So many quotations that share words with one are compared with it, those that share most first.
const COMPARED: u32 = 60;
/// So many of those that are read are told to have been altered: a common phrase has no end of them.
const ALTERED: usize = 20;

/// A quotation of another article that has the same words, to the word or not.
#[derive(Debug, Clone, PartialEq)]
pub struct Echo {
    /// It, and where.
    pub said: SaidRow,
    /// How it has them.
    pub likeness: Likeness,
}

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

    /// The quotations of an article, to be kept.
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

    /// The quotations of an article with those of others that have their words altered.
    fn altered_in(&self, id: ArticleId) -> Result<Vec<(QuotationId, QuotationId)>, Error> {
        let mut pairs = Vec::new();
        for one in self.store.kept_quotations(id)? {
            let echoes = self.echoes_of(&one.quotation.words, id)?.into_iter();
            let altered = echoes.filter(|echo| echo.likeness == Likeness::Altered);
            pairs.extend(altered.take(ALTERED).map(|echo| (one.id, echo.said.id)));
        }
        Ok(pairs)
    }

    /// The words at a place of the version of an article that is shown, and the quotations of other
    /// articles that have them, altered ones first. Among articles that were read
    /// ([`Self::read_quotations`]).
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] for a place that is not in the text; [`Error::Store`].
    pub fn elsewhere(
        &self,
        article: ArticleId,
        position: TextPosition,
    ) -> Result<(String, Vec<Echo>), Error> {
        let text = self.store.version(article)?.text;
        let words = text::slice(&text, position)
            .ok_or_else(|| Error::Invalid("there are no words at this place".into()))?;
        Ok((words.to_owned(), self.echoes_of(words, article)?))
    }

    /// In how many other articles the words of each quotation of an article are quoted, to the word or
    /// in part, and altered; quotations that are in none are left out.
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
        let sharing = self.store.sharing(words, but, COMPARED)?.into_iter();
        let echo = |said: SaidRow| {
            compare(words, &said.quotation.words).map(|likeness| Echo { said, likeness })
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
