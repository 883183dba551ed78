//! Converts footnotes of other programs to one form: a reference that links to an element with an
//! id, which contains the note. Word and Google Docs name the target with `a name`, LaTeXML and
//! some blogs put the note at its reference, newsletters put the number beside the note.

use std::collections::HashMap;

use dom_query::{Document, NodeRef};

use crate::sanitize::escaped;

/// Maximum length of a note in characters; a longer element is not a note.
const MOST: usize = 4_000;

/// Converts all footnotes of a page.
pub(super) fn resolve_footnotes(document: &Document) {
    written_inline(document);
    named_places(document);
}

/// Moves notes written within their sentence to the end of the article, with a link from their
/// reference: `<span class="ltx_note"><sup>1</sup><span>…</span></span>`.
fn written_inline(document: &Document) {
    let mut notes = Vec::new();
    for (index, note) in document.select(".ltx_note.ltx_role_footnote").nodes().iter().enumerate() {
        let Some(content) =
            note.descendants().into_iter().find(|n| n.has_class("ltx_note_content"))
        else {
            continue;
        };
        let mark = note.descendants().into_iter().find(|n| n.has_class("ltx_note_mark"));
        let label = mark.map(|m| m.text().trim().to_owned()).filter(|m| !m.is_empty());
        let label = label.unwrap_or_else(|| (index + 1).to_string());
        for number in content.descendants() {
            if number.has_class("ltx_note_mark") || number.has_class("ltx_tag_note") {
                number.remove_from_parent();
            }
        }
        let text = content.inner_html().to_string();
        let id = format!("commonplace-note-{}", index + 1);
        notes.push(format!("<p id=\"{id}\">{}</p>", text.trim()));
        note.replace_with_html(format!("<sup><a href=\"#{id}\">{}</a></sup>", escaped(&label)));
    }
    if notes.is_empty() {
        return;
    }
    let article = document.select("article, main, .ltx_document, .ltx_page_content");
    let place = article.nodes().first().copied().or_else(|| document.body());
    if let Some(place) = place {
        place.append_html(notes.concat());
    }
}

/// Handles notes whose target is an element inside them, which repeats the number or is empty. The
/// target's id is moved to the block around it, and the link back is removed.
fn named_places(document: &Document) {
    let mut places: HashMap<String, NodeRef<'_>> = HashMap::new();
    for node in document.select("[id], a[name]").nodes() {
        let names =
            [node.id_attr().map(|i| i.to_string()), node.attr("name").map(|n| n.to_string())];
        for name in names.into_iter().flatten().filter(|n| !n.is_empty()) {
            places.entry(name).or_insert(*node);
        }
    }
    if places.is_empty() {
        return;
    }
    let all = document.body().map(|b| b.descendants()).unwrap_or_default();
    let order: HashMap<_, _> = all.iter().enumerate().map(|(at, node)| (node.id, at)).collect();
    for mark in document.select("a[href^='#']").nodes() {
        let href = mark.attr("href").unwrap_or_default();
        let Some(target) = href.strip_prefix('#').and_then(|name| places.get(name)) else {
            continue;
        };
        if !is_mark(&mark.text()) || is_note(target) {
            continue;
        }
        // A link that leads upwards is a link back.
        if order.get(&target.id) <= order.get(&mark.id) {
            continue;
        }
        // The target must be the note's number, or an empty anchor. If it is a link, it must be a
        // link back.
        let is_number = target.has_name("a")
            && (is_mark(&target.text()) || target.text().trim().is_empty())
            || target.has_name("sup")
            || target.has_name("span") && is_mark(&target.text());
        if !is_number {
            continue;
        }
        let back = target.attr("href").is_none_or(|h| h.starts_with('#'));
        let block = target.ancestors_it(Some(6)).find(|a| {
            let text = a.text();
            let own = target.text().trim().chars().count();
            let length = text.trim().chars().count();
            is_block(a) && length > own + 1 && length <= MOST
        });
        let Some(block) = block.filter(|b| back && !b.descendants_it().any(|d| d.id == mark.id))
        else {
            continue;
        };
        let name = href.trim_start_matches('#').to_owned();
        // If the block is a `div` or `section` with exactly one `p` in it, that `p` gets the id.
        // Otherwise the block gets it, and is renamed to `p` if it is a `div` or `section`.
        let paragraphs = block.children().into_iter().filter(|c| c.has_name("p")).count();
        let inside: Vec<NodeRef<'_>> =
            block.descendants().into_iter().filter(|d| d.has_name("p")).collect();
        let holder = match (block.has_name("div") || block.has_name("section"), inside.as_slice()) {
            (true, [only]) if paragraphs <= 1 => *only,
            _ => block,
        };
        target.remove_from_parent();
        holder.set_attr("id", &name);
        if holder.has_name("div") || holder.has_name("section") {
            holder.rename("p");
        }
    }
}

fn is_note(node: &NodeRef<'_>) -> bool {
    (node.has_name("li") || node.has_name("p")) && node.text().trim().chars().count() > 4
}

fn is_block(node: &NodeRef<'_>) -> bool {
    ["p", "li", "dd", "div", "td", "section"].iter().any(|name| node.has_name(name))
}

/// Whether a text is a reference's label: a number, a letter or an asterisk, with or without
/// brackets.
fn is_mark(text: &str) -> bool {
    let text = text.trim().trim_matches(['[', ']', '(', ')', '.', '\u{FE0E}']);
    let letters = text.chars().count();
    (1..=4).contains(&letters)
        && (text.chars().all(|c| c.is_numeric() || "*†‡§¶#".contains(c))
            || letters == 1 && text.chars().all(char::is_alphabetic)
            || text.chars().all(|c| "ivxlIVXL".contains(c)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settled(html: &str) -> String {
        let document = Document::from(format!("<body>{html}</body>"));
        resolve_footnotes(&document);
        document.body().map(|b| b.inner_html().to_string()).unwrap_or_default()
    }

    #[test]
    fn a_note_of_word_has_the_name_of_its_mark() {
        let html = settled(
            "<p>The sea was given to all.<a href='#_ftn1' name='_ftnref1'>[1]</a></p><p><a href='#_ftnref1' name='_ftn1'>[1]</a> On the sea, 12.</p>",
        );
        assert!(html.contains("<p id=\"_ftn1\"> On the sea, 12.</p>"), "{html}");
        assert!(html.contains("href=\"#_ftn1\""), "{html}");
    }

    #[test]
    fn a_note_of_a_newsletter_is_the_text_beside_its_number() {
        let html = settled(
            "<p>It moves.<a class=footnote-anchor id=footnote-anchor-1 href='#footnote-1'>1</a></p><div class=footnote><a id=footnote-1 href='#footnote-anchor-1' class=footnote-number>1</a><div class=footnote-content><p>Every winter.</p></div></div>",
        );
        assert!(html.contains("<p id=\"footnote-1\">Every winter.</p>"), "{html}");
    }

    #[test]
    fn a_note_within_its_sentence_goes_to_the_end() {
        let html = settled(
            "<article><p>A note<span class='ltx_note ltx_role_footnote'><sup class=ltx_note_mark>1</sup><span class=ltx_note_outer><span class=ltx_note_content><sup class=ltx_note_mark>1</sup><span class='ltx_tag ltx_tag_note'>1</span>Its own text.</span></span></span> in the line.</p></article>",
        );
        assert!(
            html.contains("A note<sup><a href=\"#commonplace-note-1\">1</a></sup> in the line.")
                && html.ends_with("<p id=\"commonplace-note-1\">Its own text.</p></article>"),
            "{html}"
        );
    }
}
