//! The lead image of a page, which is often above the element that contains the article.

use dom_query::{Document, NodeId, NodeRef};

use crate::blocks::{self, Block, Blocks};
use crate::element_purpose::{self, Purposes};

/// Finds the image that a page shows between its heading and the first kept block. Returns its
/// node, and its HTML with its caption. `votes`: for each block, the number of the two extractors
/// that keep it. `image`: the address that the page's metadata gives as its image.
pub(super) fn find_lead_picture(
    document: &Document,
    page: &Blocks,
    keep: &[bool],
    votes: &[u8],
    image: Option<&str>,
) -> Option<(NodeId, String)> {
    let first = page.blocks.iter().zip(keep).find(|(_, kept)| **kept)?.0;
    let first = *first.nodes.first()?;
    let mut heading = false;
    let mut found: Option<NodeRef<'_>> = None;
    for node in document.body()?.descendants_it() {
        if node.id == first {
            break;
        }
        heading |= node.has_name("h1");
        if !node.has_name("img") || is_decoration(&node) {
            continue;
        }
        let Some(source) = node.attr("src").filter(|s| s.starts_with("http")) else { continue };
        let small = |side: &str| {
            node.attr(side).and_then(|v| v.trim().parse().ok()).is_some_and(|v: f32| v <= 160.0)
        };
        if small("width") || small("height") {
            continue;
        }
        let named = image.is_some_and(|image| stem(image) == stem(&source));
        let framed = heading && figure(&node).is_some();
        if (named || framed && found.is_none()) && !is_elsewhere(&node) {
            found = Some(node);
            if named {
                break;
            }
        }
    }
    let found = found?;
    // Its caption is kept only if one of the extractors kept it.
    let caption = figure(&found).and_then(|figure| {
        let inside = |b: &Block| b.path.iter().any(|&at| page.places[at].node == figure.id);
        let mut kept = page.blocks.iter().zip(votes).filter(|(b, votes)| **votes > 0 && inside(b));
        kept.next()
            .and(figure.descendants_it().find(|n| n.has_name("figcaption")).map(|n| n.html()))
    });
    let html = format!("<figure>{}{}</figure>", found.html(), caption.unwrap_or_default());
    Some((found.id, html))
}

/// Whether an image is decoration: an icon, a portrait of the author, a tracking pixel.
pub(super) fn is_decoration(node: &NodeRef<'_>) -> bool {
    let size = |name: &str| node.attr(name).and_then(|v| v.trim().parse::<f32>().ok());
    let small = |limit: f32| {
        size("width").is_some_and(|w| w <= limit) || size("height").is_some_and(|h| h <= limit)
    };
    let class = node.class().unwrap_or_default().to_ascii_lowercase();
    let named = ["avatar", "gravatar", "icon", "logo", "pixel", "tracking", "sprite", "spacer"];
    node.has_name("img")
        && (small(3.0)
            || small(100.0) && class.split(['-', '_', ' ']).any(|word| named.contains(&word)))
}

/// Whether an article contains the image, in any size.
pub(super) fn is_in(article: &NodeRef<'_>, picture: &NodeRef<'_>) -> bool {
    let Some(source) = picture.attr("src") else { return false };
    let source = stem(&source);
    article.descendants_it().any(|node| {
        node.has_name("img") && node.attr("src").is_some_and(|other| stem(&other) == source)
    })
}

/// The figure around an image; `None` if it has so much text that it is not just the image's.
fn figure<'a>(node: &NodeRef<'a>) -> Option<NodeRef<'a>> {
    let figure = node.ancestors_it(Some(8)).find(|n| n.has_name("figure"))?;
    (figure.text().split_whitespace().count() <= 80).then_some(figure)
}

/// Whether an image belongs to the site, the author or another article.
fn is_elsewhere(node: &NodeRef<'_>) -> bool {
    let around = node.ancestors_it(None).filter(|n| !n.has_name("body") && !n.has_name("html"));
    let mut kinds = Purposes::default();
    for (up, element) in around.enumerate() {
        if blocks::is_hidden(&element) {
            return true;
        }
        let name = element.node_name().unwrap_or_default();
        let class = element.class().unwrap_or_default();
        let own = element_purpose::purposes_of_element(
            &name,
            &class,
            &element.id_attr().unwrap_or_default(),
        );
        // Further out, words like "footer" describe the whole page.
        if up < 5 {
            kinds = kinds.with(own);
        }
        let link = up < 3
            && element.has_name("a")
            && !is_picture(&element.attr("href").unwrap_or_default());
        if link && figure(node).is_none() || element.has_name("nav") || element.has_name("aside") {
            return true;
        }
    }
    ["author", "related", "promotion", "navigation", "footer", "sharing", "newsletter", "overlay"]
        .iter()
        .any(|k| kinds.has(k))
}

fn is_picture(address: &str) -> bool {
    let path = address.split(['?', '#']).next().unwrap_or_default().to_ascii_lowercase();
    [".jpg", ".jpeg", ".png", ".webp", ".gif", ".avif"].iter().any(|end| path.ends_with(end))
}

/// The name of an image's file without its extension and size; equal for all its sizes.
fn stem(address: &str) -> String {
    let path = address.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/');
    let name = path.rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
    let name = name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem).to_owned();
    let size = |part: &str| {
        part.chars().all(|c| c.is_ascii_digit() || c == 'x' || c == 'w') || part == "scaled"
    };
    match name.rsplit_once(['-', '_', '@']) {
        Some((stem, end)) if size(end) && stem.len() >= 4 => stem.to_owned(),
        _ => name,
    }
}
