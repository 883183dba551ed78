//! Converts words that a page marks up as something else to text: buttons within sentences,
//! quotations whose quotation marks the browser draws, readings above characters (ruby).

use dom_query::{Document, NodeRef};

use crate::sanitize::escaped;

/// Converts all of them.
pub(super) fn markup_to_text(document: &Document) {
    buttons(document);
    quotations(document);
    readings(document);
    struck_out(document);
    attributions(document);
}

/// Turns the footer of a block quote into a paragraph, because the name of the speaker belongs to
/// the quote.
fn attributions(document: &Document) {
    for footer in document.select("blockquote footer").nodes() {
        footer.rename("p");
    }
}

/// Turns a button within a sentence into its words, such as a button that explains a term. A button
/// alone, or only beside other buttons, is not changed.
fn buttons(document: &Document) {
    const SENTENCES: &[&str] = &["p", "li", "dd", "dt", "td", "th", "blockquote", "figcaption"];
    for button in document.select("button").nodes() {
        let own = button.text().trim().chars().count();
        if own == 0 || own > 80 {
            continue;
        }
        let outside = ["nav", "header", "footer", "form", "aside", "figure", "dialog"];
        let around: Vec<NodeRef<'_>> = button.ancestors_it(None).collect();
        let sentence =
            around.iter().take(4).find(|a| a.node_name().is_some_and(|n| SENTENCES.contains(&&*n)));
        let Some(sentence) = sentence else { continue };
        if around.iter().any(|a| outside.iter().any(|name| a.has_name(name))) {
            continue;
        }
        // Number of characters of the sentence that are in no button and no link.
        let words: usize = sentence
            .descendants_it()
            .filter(NodeRef::is_text)
            .filter(|text| {
                !text
                    .ancestors_it(Some(8))
                    .take_while(|a| a.id != sentence.id)
                    .any(|a| a.has_name("button") || a.has_name("a"))
            })
            .map(|text| text.text().split_whitespace().map(|w| w.chars().count()).sum::<usize>())
            .sum();
        if words > own && words >= 8 {
            button.remove_attrs(&["aria-expanded", "aria-controls", "hidden"]);
            button.rename("span");
        }
    }
}

/// Writes the quotation marks of `q` elements as text. A browser only draws them, so they could not
/// be searched or copied.
fn quotations(document: &Document) {
    for quotation in document.select("q").nodes() {
        let depth = quotation.ancestors_it(None).filter(|a| a.has_name("q")).count();
        let language = std::iter::once(*quotation)
            .chain(quotation.ancestors_it(None))
            .find_map(|node| node.attr("lang"))
            .unwrap_or_default()
            .to_lowercase();
        let (open, close) = marks_of(&language, depth);
        let text = quotation.text();
        // Some pages also write the marks, within the element or around it.
        let marks = ['"', '“', '„', '«', '‘', '「', '»', '‚', '”'];
        let before = quotation.prev_sibling().map(|n| n.text().to_string()).unwrap_or_default();
        let marked = text.trim_start().starts_with(marks) || before.trim_end().ends_with(marks);
        if !marked && !text.trim().is_empty() {
            quotation.prepend_html(open);
            quotation.append_html(close);
        }
    }
    for quotation in document.select("q").nodes() {
        quotation.rename("span");
    }
}

/// The quotation marks of a language, for a quotation and for one within it.
fn marks_of(language: &str, depth: usize) -> (&'static str, &'static str) {
    let (outer, inner) = match language.split('-').next().unwrap_or_default() {
        "de" | "cs" | "sk" | "bg" | "is" | "lt" | "sl" | "hr" => (("„", "“"), ("‚", "‘")),
        "fr" => (("« ", " »"), ("“", "”")),
        "es" | "it" | "pt" | "el" | "ca" | "no" | "nb" | "nn" => (("«", "»"), ("“", "”")),
        "ru" | "uk" | "be" => (("«", "»"), ("„", "“")),
        "pl" | "ro" | "hu" => (("„", "”"), ("»", "«")),
        "sv" | "fi" => (("”", "”"), ("’", "’")),
        "ja" => (("「", "」"), ("『", "』")),
        _ => (("“", "”"), ("‘", "’")),
    };
    if depth.is_multiple_of(2) { outer } else { inner }
}

/// Moves readings out of the text into attributes: `門` with the title `もん`. So the characters of a
/// word stay adjacent and can be searched for.
fn readings(document: &Document) {
    for ruby in document.select("ruby").nodes() {
        let mut out = String::new();
        let mut base = String::new();
        let mut bases: Vec<String> = Vec::new();
        let mut pair = |base: &str, reading: &str| {
            let reading = reading.split_whitespace().collect::<Vec<_>>().join(" ");
            out.push_str(&match (base.trim().is_empty(), reading.is_empty()) {
                (true, _) => String::new(),
                (false, true) => base.to_owned(),
                (false, false) => format!("<ruby title=\"{}\">{base}</ruby>", escaped(&reading)),
            });
        };
        for child in ruby.children_it(false) {
            let name = child.node_name().map(|n| n.to_string()).unwrap_or_default();
            match name.as_str() {
                "rp" => {}
                "rt" | "rtc" => {
                    let reading = child.text();
                    // All `<rb>` may come first, followed by their readings.
                    if bases.is_empty() {
                        pair(&std::mem::take(&mut base), &reading);
                    } else {
                        pair(&bases.remove(0), &reading);
                    }
                }
                "rb" => bases.push(child.inner_html().to_string()),
                _ if child.is_text() => base.push_str(&escaped(&child.text())),
                _ if child.is_element() => base.push_str(&child.html()),
                _ => {}
            }
        }
        for rest in bases {
            pair(&rest, "");
        }
        pair(&base, "");
        ruby.replace_with_html(out);
    }
}

/// Replaces the obsolete element for struck-out text.
fn struck_out(document: &Document) {
    for struck in document.select("strike").nodes() {
        struck.rename("s");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(html: &str) -> String {
        let document = Document::from(format!("<html lang=en><body>{html}</body></html>"));
        markup_to_text(&document);
        document.body().map(|b| b.inner_html().to_string()).unwrap_or_default()
    }

    #[test]
    fn a_button_in_a_sentence_is_a_word_of_it() {
        let shown = text(
            "<p>The <dfn><button aria-expanded=false>tidal bore</button></dfn> comes up the river twice a day.</p>",
        );
        assert!(shown.contains("<dfn><span>tidal bore</span></dfn>"), "{shown}");
        for alone in [
            "<p><button>Share</button> <button>Save</button></p>",
            "<nav><p>All of the harbour's pages <button>Menu</button></p></nav>",
            "<div><button>Load more</button></div>",
        ] {
            assert!(text(alone).contains("<button"), "{alone}");
        }
    }

    #[test]
    fn a_quotation_has_its_marks() {
        assert_eq!(
            text("<p>He said <q>go <q>now</q></q>.</p>"),
            "<p>He said <span>“go <span>‘now’</span>”</span>.</p>"
        );
        assert!(text("<p lang=de><q>Ja</q></p>").contains("„Ja“"));
        assert!(text("<p><q>“Yes”</q></p>").contains("<span>“Yes”</span>"));
        assert!(text("<p>Er sagt: „<q>Ja</q>“.</p>").contains("„<span>Ja</span>“"));
    }

    #[test]
    fn readings_stand_beside_their_characters() {
        assert_eq!(
            text(
                "<p><ruby>門<rt>もん</rt></ruby><ruby>前<rp>(</rp><rt>ぜん</rt><rp>)</rp></ruby></p>"
            ),
            "<p><ruby title=\"もん\">門</ruby><ruby title=\"ぜん\">前</ruby></p>"
        );
        // All bases first, then the readings.
        assert_eq!(
            text("<ruby><rb>短</rb><rb>槍</rb><rt>たん</rt><rt>そう</rt></ruby>"),
            "<ruby title=\"たん\">短</ruby><ruby title=\"そう\">槍</ruby>"
        );
    }
}
