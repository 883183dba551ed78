//! Prepares a page: does without scripts what its scripts would have done to the visible content.
//!
//! Makes addresses absolute, gives images their best source, and moves content that a framework
//! sent later to its place.

use std::collections::HashMap;

use dom_query::{Document, NodeRef};
use url::Url;

use super::{footnotes, rich, words};
use crate::images;
use crate::sanitize::escaped;

/// Prepares a page for extraction.
pub(crate) fn prepare(document: &Document, url: Option<&str>) {
    place_streamed_parts(document);
    show_hidden_article(document);
    words::markup_to_text(document);
    open_forms(document);
    unfold_panels(document);
    footnotes::resolve_footnotes(document);
    place_shared_images(document);
    write_out(document);
    drop_handles(document);
    rich::media_to_html(document, base(document, url).as_ref());
    resolve(document, url);
}

/// The address that relative addresses of a page are resolved against.
fn base(document: &Document, url: Option<&str>) -> Option<Url> {
    let page = url.and_then(|u| Url::parse(u).ok());
    let base = document.select("base[href]").attr("href");
    match (base, page) {
        (Some(base), Some(page)) => page.join(&base).ok().or(Some(page)),
        (Some(base), None) => Url::parse(&base).ok(),
        (None, page) => page,
    }
}

/// Moves streamed content to its place. React sends slow parts at the end of the page, hidden, and
/// a script moves each to a template: `<template id="B:1">` and `<div hidden id="S:1">`.
fn place_streamed_parts(document: &Document) {
    let templates: HashMap<String, NodeRef<'_>> = document
        .select("template[id^='B:']")
        .nodes()
        .iter()
        .filter_map(|t| Some((t.id_attr()?.strip_prefix("B:")?.to_owned(), *t)))
        .collect();
    for part in document.select("div[hidden][id^='S:']").nodes() {
        let Some(id) = part.id_attr() else { continue };
        let template = id.strip_prefix("S:").and_then(|n| templates.get(n));
        part.remove_attr("hidden");
        if let Some(template) = template
            && !part.ancestors_it(None).any(|a| a.id == template.id)
        {
            part.remove_from_parent();
            template.replace_with(&part.id);
        }
    }
}

/// Turns a form without input fields into a `div`: some forums put each post into a form.
fn open_forms(document: &Document) {
    for form in document.select("form").nodes() {
        let fields = form.descendants_it().any(|n| {
            n.has_name("textarea")
                || n.has_name("select")
                || n.has_name("input")
                    && n.attr("type").is_none_or(|t| !t.eq_ignore_ascii_case("hidden"))
        });
        if !fields && commonplace_core::text::word_count(&form.text()) >= 8 {
            form.rename("div");
        }
    }
}

/// Shows an article that is in the page but hidden until scripts have run. Without them only a text
/// like "loading" is visible.
fn show_hidden_article(document: &Document) {
    const LEAST: u32 = 60;
    let words = |node: &NodeRef<'_>| commonplace_core::text::word_count(&node.text());
    let Some(body) = document.body() else { return };
    let hidden: Vec<NodeRef<'_>> = body
        .descendants()
        .into_iter()
        .filter(|n| n.is_element() && crate::blocks::is_hidden(n) && !n.has_name("template"))
        .filter(|n| n.descendants_it().filter(|d| d.has_name("p")).count() >= 2)
        .collect();
    let hidden: Vec<&NodeRef<'_>> = hidden.iter().filter(|n| words(n) >= LEAST).collect();
    let [article] = hidden.as_slice() else { return };
    let silent = ["script", "style", "noscript", "template"];
    let seen: u32 = body
        .descendants()
        .iter()
        .filter(|n| n.is_text())
        .filter(|n| {
            !n.ancestors_it(None).any(|a| {
                a.id == article.id
                    || silent.iter().any(|s| a.has_name(s))
                    || a.is_element() && crate::blocks::is_hidden(&a)
            })
        })
        .map(|n| commonplace_core::text::word_count(&n.text()))
        .sum();
    // On any page some menus are visible and dialogs hidden; the article is shown only if hardly
    // anything else is visible.
    if seen <= 20 && words(article) >= seen * 4 {
        article.remove_attrs(&["hidden", "style"]);
    }
}

/// Restores images that SingleFile stores once for several uses: as a property of the style sheet,
/// which the style of each image names.
fn place_shared_images(document: &Document) {
    const NAME: &str = "--sf-img-";
    let images = document.select("img[style*='--sf-img-']");
    if images.is_empty() {
        return;
    }
    let styles = document.select("style").text();
    let mut shared: HashMap<&str, &str> = HashMap::new();
    for rule in styles.split(NAME).skip(1) {
        let value = rule.split_once(':').and_then(|(name, value)| {
            let value = value.trim_start().strip_prefix("url(")?.split(')').next()?;
            Some((name.trim(), value.trim_matches(['"', '\'', ' '])))
        });
        shared.extend(value);
    }
    for image in images.nodes() {
        let style = image.attr("style").unwrap_or_default();
        let name = style.split(NAME).nth(1).map(|rest| {
            rest.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default()
        });
        if let Some(address) = name.and_then(|name| shared.get(name)) {
            image.set_attr("src", address);
            image.remove_attrs(&["srcset", "style"]);
        }
    }
}

/// Removes the signs beside headings that serve to copy their address.
fn drop_handles(document: &Document) {
    const SIGNS: &[&str] = &["¶", "#", "§", "🔗", "⚓", "∞", "link", "permalink", "anchor"];
    let links = "h1 a[href*='#'], h2 a[href*='#'], h3 a[href*='#'], h4 a[href*='#'], h5 a[href*='#'], h6 a[href*='#']";
    for link in document.select(links).nodes() {
        let text = link.text();
        let heading = link.ancestors_it(None).take(3).find(|a| {
            a.node_name().is_some_and(|n| matches!(&*n, "h1" | "h2" | "h3" | "h4" | "h5" | "h6"))
        });
        // A heading that consists only of such a sign is kept.
        let beside = heading.is_some_and(|h| h.text().trim().len() > text.trim().len());
        if beside && SIGNS.contains(&text.trim().to_lowercase().as_str()) {
            link.remove_from_parent();
        }
    }
}

/// Writes mail addresses that Cloudflare hides from robots, and the checkboxes of task lists, as
/// text.
fn write_out(document: &Document) {
    for hidden in document.select("[data-cfemail]").nodes() {
        if let Some(address) = hidden.attr("data-cfemail").and_then(|code| mail_address(&code)) {
            hidden.replace_with_html(escaped(&address));
        }
    }
    for item in document.select("li input[type=checkbox]").nodes() {
        let mark = if item.has_attr("checked") { "☑ " } else { "☐ " };
        item.replace_with_html(mark);
    }
}

/// Decodes `data-cfemail`: hexadecimal bytes, each combined with the first by XOR.
fn mail_address(code: &str) -> Option<String> {
    let byte = |at: usize| u8::from_str_radix(code.get(at..at + 2)?, 16).ok();
    let key = byte(0)?;
    let bytes: Option<Vec<u8>> =
        (2..code.len()).step_by(2).map(|at| Some(byte(at)? ^ key)).collect();
    String::from_utf8(bytes?).ok().filter(|a| a.contains('@') && a.len() <= 254)
}

/// Shows content that a script would unfold, such as the answers of a FAQ: the button becomes text
/// and the panel it controls is shown. Menus are left closed.
fn unfold_panels(document: &Document) {
    let buttons = document.select("button[aria-expanded], button[aria-controls]");
    if buttons.is_empty() {
        return;
    }
    let mut ids: HashMap<String, NodeRef<'_>> = HashMap::new();
    for node in document.select("[id]").nodes() {
        ids.entry(node.id_attr().unwrap_or_default().to_string()).or_insert(*node);
    }
    for button in buttons.nodes() {
        let furniture = ["nav", "header", "footer", "form", "aside"];
        let in_furniture = |a: &NodeRef<'_>| {
            furniture.iter().any(|name| a.has_name(name)) || a.has_attr("aria-modal")
        };
        if button.ancestors_it(None).any(|a| in_furniture(&a)) {
            continue;
        }
        let Some(panel) = panel_of(&ids, button) else { continue };
        let text = panel.text();
        let linked: usize = panel
            .descendants_it()
            .filter(|n| n.has_name("a"))
            .map(|a| a.text().trim().chars().count())
            .sum();
        let words = commonplace_core::text::word_count(&text);
        if words < 8 || linked * 2 > text.trim().chars().count() || words > 1_000 {
            continue;
        }
        for node in std::iter::once(panel).chain(panel.descendants()) {
            node.remove_attrs(&["hidden", "aria-hidden", "style"]);
        }
        button.rename("div");
    }
}

/// The panel that a button controls: the element it names, or the one that follows it.
fn panel_of<'a>(ids: &HashMap<String, NodeRef<'a>>, button: &NodeRef<'a>) -> Option<NodeRef<'a>> {
    if let Some(id) = button.attr("aria-controls").filter(|id| !id.trim().is_empty()) {
        let panel = ids.get(&*id).copied();
        return panel.filter(|p| !p.descendants_it().any(|d| d.id == button.id));
    }
    let mut from = *button;
    for _ in 0..3 {
        if let Some(next) = from.next_element_sibling() {
            return Some(next);
        }
        from = from.parent()?;
    }
    None
}

/// Makes every address in the page absolute, and gives each image its best source.
fn resolve(document: &Document, url: Option<&str>) {
    let base = base(document, url);
    let absolute = |address: &str| -> Option<String> {
        let address = address.trim();
        if let Some(id) = address.strip_prefix("cid:") {
            return Some(images::address_of_part(id));
        }
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
        match absolute(&href).filter(|href| !href.starts_with(images::NOWHERE)) {
            // A link within the page is kept as a fragment.
            Some(href) => link.set_attr("href", within(&href, base.as_ref()).unwrap_or(&href)),
            None => link.remove_attr("href"),
        }
    }
    for image in document.select("img").nodes() {
        let is_page = |s: &String| base.as_ref().is_some_and(|b| b.as_str() == s);
        match best_source(image).and_then(|s| absolute(&s)).filter(|s| !is_page(s)) {
            Some(source) => {
                image.set_attr("src", &source);
                image.remove_attrs(&["srcset", "data-src", "data-srcset", "loading"]);
            }
            None => image.remove_attr("src"),
        }
    }
}

/// The fragment of an address within the page at `base`, with its `#`.
fn within<'a>(href: &'a str, base: Option<&Url>) -> Option<&'a str> {
    let (page, fragment) = href.split_once('#')?;
    let same = base?.as_str().split('#').next() == Some(page) && !fragment.is_empty();
    same.then(|| &href[page.len()..])
}

/// The best address that an image offers: the widest candidate of its `srcset`, the address for a
/// lazy loader, the widest candidate of its picture's first source, or its `src`.
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
pub(super) mod tests {
    use dom_query::Document;

    /// Prepares a page with this body, and checks that its sanitised HTML contains the `expected`
    /// parts and none of the `absent` ones.
    pub(crate) fn check(html: &str, expected: &[&str], absent: &[&str]) {
        let document = Document::from(format!("<body>{html}</body>"));
        super::prepare(&document, Some("https://paper.example/a/b"));
        let body = document.body().map(|b| b.inner_html().to_string()).unwrap_or_default();
        let clean = crate::render::clean(&body).html;
        for part in expected {
            assert!(clean.contains(part), "{part} in {clean}");
        }
        for part in absent {
            assert!(!clean.contains(part), "{part} in {clean}");
        }
    }
}
