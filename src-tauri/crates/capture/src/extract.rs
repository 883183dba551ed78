//! The article in a page: Readability's rules (the crate `dom_smoothie`), with images resolved
//! before, and the whole page where no article is found.

use commonplace_core::{Metadata, Rendition};
use dom_query::{Document, NodeRef};
use dom_smoothie::{Config, Readability};
use url::Url;

use crate::render::{self, Clean};
use crate::{language, metadata, sanitize};

/// Versions of what turns pages into articles: stored with each version, so that a better one
/// can be told from it.
pub(crate) const EXTRACTOR: &str = "commonplace-1+dom_smoothie-0.19";

/// An article found in a page.
pub(crate) struct Extracted {
    pub(crate) clean: Clean,
    pub(crate) metadata: Metadata,
    pub(crate) rendition: Rendition,
}

/// Fewer words than this are no article.
const MIN_WORDS: u32 = 25;

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
    let mut metadata = metadata::read(&document, url);
    resolve(&document, url);
    let page = document.html();
    let whole = whole_page(&document);
    let config = Config { keep_classes: true, ..Config::default() };
    let article = Readability::new(
        page,
        url.filter(|u| Url::parse(u).is_ok_and(|u| u.has_host())),
        Some(config),
    )
    .ok()
    .and_then(|mut r| r.parse().ok());
    let mut clean = article.as_ref().map(|a| render::clean(&a.content)).unwrap_or_default();
    let mut rendition = Rendition::Article;
    let found = commonplace_core::text::word_count(&clean.text);
    if found < MIN_WORDS {
        clean = whole;
        rendition = Rendition::WholePage;
    }
    if clean.text.trim().is_empty() {
        rendition = Rendition::Empty;
    }
    if let Some(article) = article {
        if metadata.title.is_empty() {
            metadata.title = article.title;
        }
        if metadata.byline.is_none()
            && let Some(byline) = article.byline.filter(|b| b.chars().count() <= 120)
        {
            metadata.authors = crate::paste::names(&byline);
            metadata.byline = (!metadata.authors.is_empty()).then(|| metadata.authors.join(", "));
        }
    }
    clean = without_title(clean, &metadata.title);
    if metadata.language.is_none() {
        metadata.language = language::detect(&clean.text);
    }
    Extracted { clean, metadata, rendition }
}

/// All that a page shows, made harmless.
fn whole_page(document: &Document) -> Clean {
    let body = document.body().map(|b| b.inner_html()).unwrap_or_default();
    render::clean(&body)
}

/// The article without a heading that only repeats its title.
fn without_title(clean: Clean, title: &str) -> Clean {
    let fold = |s: &str| {
        s.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>()
    };
    let title = fold(title);
    let repeats = |block: &String| !title.is_empty() && fold(block) == title;
    match render::block_texts(&clean.html).iter().take(3).position(repeats) {
        Some(at) => {
            let out = render::retain_blocks(&clean.html, |i| i != at);
            // Nothing but the title is still something.
            if out.text.is_empty() { clean } else { out }
        }
        None => clean,
    }
}

/// Makes every address in the page absolute and gives each image its best source.
pub(crate) fn resolve(document: &Document, url: Option<&str>) {
    let page = url.and_then(|u| Url::parse(u).ok());
    let base = document.select("base[href]").attr("href");
    let base = match (base, page) {
        (Some(base), Some(page)) => page.join(&base).ok().or(Some(page)),
        (Some(base), None) => Url::parse(&base).ok(),
        (None, page) => page,
    };
    let absolute = |address: &str| -> Option<String> {
        let address = address.trim();
        match &base {
            Some(base) => base.join(address).ok().map(Into::into),
            None => Url::parse(address).ok().map(Into::into),
        }
    };
    for link in document.select("a[href]").iter() {
        let href = link.attr("href").unwrap_or_default();
        if href.starts_with('#') {
            continue;
        }
        match absolute(&href) {
            Some(href) => link.set_attr("href", &href),
            None => link.remove_attr("href"),
        }
    }
    for image in document.select("img").nodes() {
        match best_source(image).and_then(|s| absolute(&s)) {
            Some(source) => {
                image.set_attr("src", &source);
                image.remove_attrs(&["srcset", "data-src", "data-srcset", "loading"]);
            }
            None => image.remove_attr("src"),
        }
    }
}

/// The best address an image offers: the widest candidate of its `srcset` or of its picture's
/// first source, what a lazy loader would put in, its `src`.
fn best_source(image: &NodeRef<'_>) -> Option<String> {
    let attr = |name: &str| image.attr(name).map(|v| v.trim().to_owned()).filter(|v| !v.is_empty());
    let picture = image.parent().filter(|p| p.has_name("picture")).and_then(|p| {
        p.element_children().iter().filter(|s| s.has_name("source")).find_map(|s| {
            s.attr("srcset").or_else(|| s.attr("data-srcset")).and_then(|set| widest(&set))
        })
    });
    let lazy = [
        "data-src",
        "data-original",
        "data-lazy-src",
        "data-lazy",
        "data-hi-res-src",
        "data-full-src",
        "data-image",
        "data-url",
    ];
    let lazy = lazy.iter().find_map(|name| attr(name)).filter(|v| !v.starts_with('{'));
    let set = attr("srcset").or_else(|| attr("data-srcset")).or_else(|| attr("data-lazy-srcset"));
    let real = attr("src").filter(|s| !s.starts_with("data:") && !s.starts_with("blob:"));
    set.and_then(|s| widest(&s)).or(lazy).or(picture).or(real).or_else(|| attr("src"))
}

/// The candidate of a `srcset` with the largest width or density.
fn widest(set: &str) -> Option<String> {
    let mut best: Option<(f64, String)> = None;
    let mut rest = set.trim();
    while !rest.is_empty() {
        rest = rest.trim_start_matches([',', ' ', '\n', '\t']);
        let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
        let (address, after) = rest.split_at(end);
        let (address, descriptor, next) = match address.strip_suffix(',') {
            Some(address) => (address, "", after),
            None => {
                let end = after.find(',').unwrap_or(after.len());
                (address, after[..end].trim(), after.get(end..).unwrap_or_default())
            }
        };
        let size = descriptor.trim_end_matches(['w', 'x', 'h']).parse().unwrap_or(1.0);
        if !address.is_empty() && best.as_ref().is_none_or(|(s, _)| size > *s) {
            best = Some((size, address.to_owned()));
        }
        rest = next;
    }
    best.map(|(_, address)| address)
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
