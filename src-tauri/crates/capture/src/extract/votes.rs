//! What other extractors take for the article, told block by block.

use dom_smoothie::{Config, Readability, TextMode};
use imara_diff::{Algorithm, Diff, InternedInput, TokenSource};
use url::Url;

use crate::blocks::Blocks;

/// What one extractor thinks: for each block the share of its words that it keeps, 0 to 1.
#[derive(Clone)]
pub(super) struct Votes {
    /// A share a block.
    pub(super) shares: Vec<f32>,
}

impl Votes {
    /// Tells by words which blocks a text is made of: the longest common run of words in order,
    /// rare words first (a histogram diff), so that what is said twice counts once.
    pub(super) fn of(text: &str, page: &Blocks) -> Self {
        let words: Vec<Vec<&str>> = page.blocks.iter().map(|b| tokens(&b.text)).collect();
        let of_page: Vec<&str> = words.iter().flatten().copied().collect();
        let input = InternedInput::new(Words(&of_page), Words(&tokens(text)));
        let diff = Diff::compute(Algorithm::Histogram, &input);
        let mut at = 0;
        let shares = words
            .iter()
            .map(|words| {
                let kept = (at..at + words.len())
                    .filter(|&i| !diff.is_removed(u32::try_from(i).unwrap_or(u32::MAX)))
                    .count();
                at += words.len();
                #[allow(clippy::cast_precision_loss, reason = "shares are rough")]
                if words.is_empty() { 0.0 } else { kept as f32 / words.len() as f32 }
            })
            .collect();
        Self { shares }
    }

    /// Whether the extractor keeps a block.
    pub(super) fn keeps(&self, block: usize) -> bool {
        self.shares.get(block).is_some_and(|share| *share > 0.5)
    }
}

/// Readability's article in a page, as text.
pub(super) fn readability(html: &str, url: Option<&str>) -> String {
    let config = Config { text_mode: TextMode::Formatted, ..Config::default() };
    let url = url.filter(|u| Url::parse(u).is_ok_and(|u| u.has_host()));
    guarded(|| {
        Readability::new(html, url, Some(config))
            .ok()
            .and_then(|mut r| r.parse().ok())
            .map(|a| a.text_content.to_string())
    })
}

/// Trafilatura's article in a page, as text.
pub(super) fn trafilatura(html: &str) -> String {
    let options = trafilatura::Options::default()
        .with_fallback(true)
        .with_exclude_comments(true)
        .with_focus(trafilatura::ExtractionFocus::FavorPrecision);
    guarded(|| trafilatura::extract(html, &options).ok().map(|r| r.content_text))
}

/// What `rs_trafilatura`, another reading of the same rules, takes for the article.
pub(super) fn rs_trafilatura(html: &str) -> String {
    guarded(|| rs_trafilatura::extract(html).ok().map(|r| r.content_text))
}

/// An extractor that stumbles over a page has no opinion on it.
fn guarded(extract: impl FnOnce() -> Option<String>) -> String {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(extract))
        .ok()
        .flatten()
        .unwrap_or_default()
}

/// The words of a text; CJK characters by themselves.
fn tokens(text: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices() {
        let alone = commonplace_core::text::is_cjk(c);
        let word = c.is_alphanumeric() || c == '_';
        if (!word || alone)
            && let Some(from) = start.take()
        {
            out.push(&text[from..at]);
        }
        if alone {
            out.push(&text[at..at + c.len_utf8()]);
        } else if word && start.is_none() {
            start = Some(at);
        }
    }
    if let Some(from) = start {
        out.push(&text[from..]);
    }
    out
}

/// Words, as the diff takes them.
struct Words<'a, 'w>(&'w [&'a str]);

impl<'a, 'w> TokenSource for Words<'a, 'w> {
    type Token = &'a str;
    type Tokenizer = std::iter::Copied<std::slice::Iter<'w, &'a str>>;

    fn tokenize(&self) -> Self::Tokenizer {
        self.0.iter().copied()
    }

    fn estimate_tokens(&self) -> u32 {
        u32::try_from(self.0.len()).unwrap_or(u32::MAX)
    }
}
