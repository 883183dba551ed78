//! The article in a page: what Readability and Trafilatura (the crates `dom_smoothie`,
//! `trafilatura` and, where these disagree, `rs-trafilatura`) take for it, weighed block by block, and cut out of the page as it stands, with
//! its pictures, tables and code.

mod assemble;
mod furniture;
mod prepare;
mod rich;
mod score;
mod votes;

use commonplace_core::{Field, Metadata, Origin, Rendition};
use dom_query::Document;

use crate::blocks::Blocks;
use crate::render::{self, Clean};
use crate::{language, metadata, sanitize};

pub(crate) use prepare::prepare;

/// Versions of what turns pages into articles: stored with each version, so that a better one
/// can be told from it.
pub(crate) const EXTRACTOR: &str =
    "commonplace-2+dom_smoothie-0.19+trafilatura-0.6+rs-trafilatura-0.2";

/// An article found in a page.
pub(crate) struct Extracted {
    pub(crate) clean: Clean,
    pub(crate) metadata: Metadata,
    pub(crate) rendition: Rendition,
}

/// Fewer words than this are no article.
const MIN_WORDS: u32 = 25;

/// Two extractors that share less of their words than this disagree: a third is asked, which
/// costs as much as both. One page in ten of the development sets.
const ASK_THIRD: f32 = 0.75;

/// Pages of more bytes, or of more tags, than these are left to the fastest extractor alone: no
/// page may take more than seconds.
const HEAVY_BYTES: usize = 4 * 1024 * 1024;
const HEAVY_TAGS: usize = 60_000;

/// Finds the article in a page. Never fails: where none is found the whole page comes out, and
/// where the page is too deep or too large for a tree, its text.
pub(crate) fn extract(html: &str, url: Option<&str>) -> Extracted {
    if !sanitize::is_within_limits(html) {
        let clean = render::clean(html);
        let metadata = Metadata {
            url: url.and_then(crate::canonical_url),
            language: language::detect(&clean.text),
            ..Metadata::default()
        };
        let rendition = if clean.text.is_empty() { Rendition::Empty } else { Rendition::TextOnly };
        return Extracted { clean, metadata, rendition };
    }
    let document = Document::from(html);
    prepare(&document, url);
    let page = Blocks::of(&document);
    let mut metadata = metadata::read(&document, &page, url);
    let mut clean = article(&document, &page, url, &metadata.title);
    let mut rendition = Rendition::Article;
    if commonplace_core::text::word_count(&clean.text) < MIN_WORDS {
        clean = whole_page(&document);
        rendition = Rendition::WholePage;
    }
    if clean.text.trim().is_empty() {
        rendition = Rendition::Empty;
    }
    clean = without_title(clean, &metadata.title);
    if metadata.language.is_none() {
        metadata.language = language::detect(&clean.text);
        metadata
            .origins
            .extend(metadata.language.as_ref().map(|_| (Field::Language, Origin::Detected)));
    }
    Extracted { clean, metadata, rendition }
}

/// The article of a page that was made ready.
fn article(document: &Document, page: &Blocks, url: Option<&str>, title: &str) -> Clean {
    let html = document.html();
    let readability = votes::Votes::of(&votes::readability(&html, url), page);
    let heavy = html.len() > HEAVY_BYTES || html.matches('<').count() > HEAVY_TAGS;
    let trafilatura = if heavy {
        readability.clone()
    } else {
        votes::Votes::of(&votes::trafilatura(&html), page)
    };
    let mut opinions = score::Opinions { readability, trafilatura, third: None };
    if opinions.agreement(page) < ASK_THIRD {
        opinions.third = Some(votes::Votes::of(&votes::rs_trafilatura(&html), page));
    }
    let mut keep = score::weigh(page, &opinions, title);
    let votes: Vec<u8> = (0..page.blocks.len()).map(|i| opinions.count(i)).collect();
    furniture::take_out(page, &mut keep, &votes);
    assemble::assemble(document, page, &keep).map(|html| render::clean(&html)).unwrap_or_default()
}

/// All that a page shows, made harmless.
fn whole_page(document: &Document) -> Clean {
    let body = document.body().map(|b| b.inner_html()).unwrap_or_default();
    render::clean(&body)
}

/// The letters and digits of a text, in lower case.
fn folded(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// How much of `whole` is `part`.
#[allow(clippy::cast_precision_loss, reason = "shares are rough")]
fn ratio(part: usize, whole: usize) -> f32 {
    part.min(whole) as f32 / whole.max(1) as f32
}

/// The article without a heading that only repeats its title.
fn without_title(clean: Clean, title: &str) -> Clean {
    let title = folded(title);
    let repeats = |block: &String| !title.is_empty() && folded(block) == title;
    match render::block_texts(&clean.html).iter().take(3).position(repeats) {
        Some(at) => {
            let out = render::retain_blocks(&clean.html, |i| i != at);
            // Nothing but the title is still something.
            if out.text.is_empty() { clean } else { out }
        }
        None => clean,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(body: &str) -> String {
        let filler = "<p>Eleven harbour towns asked the ministry on Friday for a seat on the board that plans the ferries, and the ministry said it would answer within a month, as it has before.</p>".repeat(4);
        format!(
            "<html lang=en><head><title>Ferries</title></head><body><nav><a href=/>Home</a></nav><article><h1>Ferries</h1>{filler}{body}</article><footer>© The Paper</footer></body></html>"
        )
    }

    #[test]
    fn the_article_comes_out_and_the_page_around_it_does_not() {
        let got = extract(&page("<p>The end.</p>"), Some("https://paper.example/a/"));
        assert_eq!(got.rendition, Rendition::Article);
        assert!(got.clean.text.starts_with("Eleven harbour towns"), "{}", got.clean.text);
        assert!(got.clean.text.ends_with("The end.") && !got.clean.text.contains('©'));
    }

    #[test]
    fn images_get_their_best_source() {
        let got = extract(
            &page(
                "<figure><img data-src=b.jpg srcset='s.jpg 300w, /l.jpg 1200w' src=data:image/gif;base64,R0lGOD><figcaption>A boat</figcaption></figure>",
            ),
            Some("https://paper.example/a/"),
        );
        assert_eq!(got.clean.images, ["https://paper.example/l.jpg"]);
    }

    #[test]
    fn a_page_of_nothing_but_script_is_empty() {
        assert_eq!(
            extract("<html><body><script>app()</script><div id=root></div></body></html>", None)
                .rendition,
            Rendition::Empty
        );
    }

    #[test]
    fn a_page_without_an_article_is_offered_whole() {
        let got = extract("<body><p>Short.</p><ul><li>One</li><li>Two</li></ul></body>", None);
        assert_eq!(
            (got.rendition, got.clean.text.as_str()),
            (Rendition::WholePage, "Short.\nOne\nTwo")
        );
    }
}
