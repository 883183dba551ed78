//! Makes the article's HTML and the text in which positions count. This is the only place that makes either.
//!
//! Both come from the same walk over the sanitised tree, and the HTML is accepted only if parsing it again gives
//! the same HTML. So the `textContent` of what a browser shows is exactly this text. White space is normalised
//! here: runs are folded to one space, blocks are separated by a line feed, and a line break is followed by a
//! line feed.

mod landmarks;
mod node;
mod settle;
mod tree;

use crate::sanitize;
use tree::Tree;

pub use landmarks::{Headings, ImagePlace, Landmarks};
pub use tree::Clean;

/// Sanitises foreign HTML and normalises its text. Never fails: HTML that is too deep or too large becomes its
/// text alone.
///
/// Images keep their addresses; [`with_images`] replaces them. Relative addresses must have been resolved before.
#[must_use]
pub fn clean(html: &str) -> Clean {
    if sanitize::is_within_limits(html) {
        let mut current = sanitize::sanitize(html);
        // Unwrapping an element that is not allowed can leave a tree that no parser would build (a paragraph in a
        // paragraph), so the HTML is parsed again until it no longer changes, at most four times.
        for _ in 0..4 {
            let Some(tree) = Tree::parse(&current) else { break };
            let out = tree.write();
            if out.html == current {
                return out;
            }
            current = out.html;
        }
    }
    text_only(html)
}

/// The text of foreign HTML, with a paragraph for each line.
pub(crate) fn text_only(html: &str) -> Clean {
    let text = sanitize::text_only(html);
    let mut clean = if text.lines().nth(MAX_PARAGRAPHS).is_some() {
        let shown = |c: &char| !c.is_control() || matches!(c, '\t' | '\n');
        let text: String = text.trim_start().chars().filter(shown).collect();
        Tree::of_elements("pre", [text]).write()
    } else {
        paragraphs(text.lines())
    };
    clean.text_only = true;
    clean
}

/// The maximum number of lines of a text that is written as paragraphs. A longer text becomes one `pre` element,
/// since no window lays out so many paragraphs.
const MAX_PARAGRAPHS: usize = 20_000;

/// Makes a paragraph of each line of plain text. Blank lines are skipped.
pub(crate) fn paragraphs<'a>(lines: impl IntoIterator<Item = &'a str>) -> Clean {
    let shown = |c: &char| !c.is_control() || *c == '\t';
    let lines = lines.into_iter().map(|line| line.chars().filter(shown).collect::<String>());
    Tree::of_elements("p", lines.filter(|line| !line.trim().is_empty())).write()
}

/// Parses clean HTML and replaces its images as [`Clean::with_images`] does. Returns an empty article if the HTML
/// is nested too deeply.
#[must_use]
pub fn with_images(html: &str, replace: &mut dyn FnMut(&str) -> Option<String>) -> Clean {
    Tree::parse(html).map_or_else(Clean::default, |tree| tree.write().with_images(replace))
}

/// Sanitises foreign HTML that claims to be a clean article (in an archive, for instance). Only images that the
/// library stores and `data:` images keep their address. A clean article is returned unchanged.
#[must_use]
pub fn sanitise_archived(html: &str) -> Clean {
    let kept = |src: &str| src.starts_with(sanitize::CLIP) || src.starts_with("data:");
    clean(html).with_images(&mut |src| kept(src).then(|| src.to_owned()))
}

#[cfg(test)]
mod tests {
    use dom_query::Document;

    use super::*;

    fn check(html: &str, expected_html: &str, expected_text: &str) {
        let got = clean(html);
        assert_eq!(got.html, expected_html);
        assert_eq!(got.text, expected_text);
    }

    #[test]
    fn blocks_are_lines_and_spaces_are_settled() {
        check(
            "<div>\n  <p> One <b> two </b>\n three. </p>\n\n<div>Four</div> five </div>",
            "<p>One <b>two </b>three.</p>\n<p>Four</p>\n<p>five</p>",
            "One two three.\nFour\nfive",
        );
    }

    #[test]
    fn line_breaks_are_line_feeds() {
        check("<p>a<br>  b<br><br><br><br>c</p>", "<p>a<br>\nb<br>\n<br>\nc</p>", "a\nb\n\nc");
    }

    #[test]
    fn preformatted_text_keeps_its_spaces() {
        check(
            "<pre>\n\n  fn a() {\r\n    b&amp;\n  }<br>x\n</pre>",
            "<pre>  fn a() {\n    b&amp;\n  }\nx</pre>",
            "  fn a() {\n    b&\n  }\nx",
        );
    }

    #[test]
    fn tables_and_lists_are_read_line_by_line() {
        check(
            "<ul> <li>a</li> <li><p>b</p></li></ul><table><tr><td>1</td><td></td></tr></table>",
            "<ul><li>a</li>\n<li><p>b</p></li></ul>\n<table><tbody><tr><td>1</td>\n<td></td></tr></tbody></table>",
            "a\nb\n1\n",
        );
    }

    #[test]
    fn ruby_math_and_directions_survive() {
        let html = "<p dir=\"rtl\" lang=\"ar\">نص <ruby>漢<rt>かん</rt></ruby></p>\n<p><math><mi>x</mi><mo>&lt;</mo><mn>1</mn></math></p>";
        assert_eq!(clean(html).html, html);
    }

    #[test]
    fn what_shows_nothing_is_gone() {
        check("<p></p><div><span> </span></div><p><br></p><p>a</p>", "<p>a</p>", "a");
    }

    #[test]
    fn a_list_within_a_list_belongs_to_the_item_before() {
        let html = "<ul><li>a</li><ul><li>b</li></ul><li>c</li></ul><ol><ol><li>d</li></ol></ol>";
        let made = clean(html);
        assert_eq!(
            made.html.replace('\n', ""),
            "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul><ol><li><ol><li>d</li></ol></li></ol>"
        );
    }

    #[test]
    fn images_are_listed_and_replaced() {
        let html = clean("<p>a <img src=https://e.example/1.png alt=one> b</p>");
        assert_eq!(html.images, ["https://e.example/1.png"]);
        let kept = with_images(&html.html, &mut |_| Some("clip://localhost/k".into()));
        assert_eq!(kept.html, "<p>a <img src=\"clip://localhost/k\" alt=\"one\"> b</p>");
        assert_eq!(kept.text, html.text);
    }

    #[test]
    fn ten_thousand_nested_tags_come_out_as_text() {
        let got = clean(&format!("{}deep", "<div>".repeat(10_000)));
        assert!(got.text_only);
        assert_eq!(got.html, "<p>deep</p>");
    }

    fn markup() -> impl proptest::strategy::Strategy<Value = String> {
        let piece = proptest::sample::select(vec![
            "<p>",
            "</p>",
            "<div>",
            "</div>",
            "<b>",
            "</b>",
            "<a href=https://e.example>",
            "</a>",
            "<table>",
            "<tr>",
            "<td>",
            "</table>",
            "<ul>",
            "<li>",
            "</ul>",
            "<pre>",
            "</pre>",
            "<br>",
            "<img src=x>",
            "<h2>",
            "</h2>",
            "<math>",
            "<mi>",
            "<mtext>",
            "</math>",
            "<svg>",
            "</svg>",
            "<ruby>",
            "<rt>",
            "<blockquote>",
            "</blockquote>",
            "<span lang=de>",
            "</span>",
            "<button>",
            "</button>",
            "<select>",
            "<form>",
            "<dl>",
            "<dt>",
            "<dd>",
            "<figure>",
            "<figcaption>",
            "<caption>",
            "<col>",
            "<details>",
            "<summary>",
            "<template>",
            "<noscript>",
            "<font>",
            " ",
            "\n",
            "\r",
            "a",
            "钱",
            "&amp;",
            "&nbsp;",
            "&#13;",
            "&lt;p&gt;",
            "<",
            "\u{0}",
            "<!--x-->",
            "<![CDATA[x]]>",
            "<style>",
            "</style>",
            "<title>",
        ]);
        proptest::strategy::Strategy::prop_map(proptest::collection::vec(piece, 0..40), |v| {
            v.concat()
        })
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(3_000))]

        /// Property: what is stored is what a browser shows. Parsing the HTML again changes nothing, and the text
        /// is the text of the tree.
        #[test]
        fn clean_html_is_stable_and_its_text_is_its_text(html in markup()) {
            let got = clean(&html);
            let again = clean(&got.html);
            proptest::prop_assert_eq!(&again.html, &got.html);
            proptest::prop_assert_eq!(&again.text, &got.text);
            proptest::prop_assert_eq!(Document::fragment(got.html.as_str()).text().to_string(), got.text);
        }

        /// Property: a tree that was changed and then written equals the tree parsed from the written HTML.
        #[test]
        fn a_changed_tree_is_the_tree_of_its_html(html in markup(), more in markup(), keep in 0_u32..64) {
            let part = clean(&html).retain_blocks(|at| keep >> at.min(31) & 1 == 0);
            for mut changed in [part.clone(), part.followed_by(clean(&more))] {
                changed.text_only = false;
                let parsed = Tree::parse(&changed.html).map(Tree::write).unwrap_or_default();
                proptest::prop_assert_eq!(parsed, changed);
            }
        }
    }

    #[test]
    fn an_image_stands_by_the_words_beside_it() {
        let html = clean(
            "<p>Before 😀 it.</p><img src=clip://localhost/a alt=' A boat '><figure><img src=clip://localhost/b><figcaption> The <b>quay</b>, 1962 </figcaption></figure><p>After.</p>",
        );
        let place = |key: &str| {
            let found = Landmarks::parse(&html.html).images.remove(key)?;
            let (start, end) = found.beside;
            let at = commonplace_core::TextPosition::new(start, end).ok()?;
            Some((commonplace_core::text::slice(&html.text, at)?.to_owned(), found.shows))
        };
        assert_eq!(place("a"), Some(("Before 😀 it.".into(), "A boat".into())));
        assert_eq!(place("b"), Some(("The quay, 1962".into(), "The quay, 1962".into())));
        assert_eq!(place("c"), None);
        assert!(Landmarks::parse("<img src=clip://localhost/a>").images.is_empty());
        assert!(Landmarks::parse("<img src=clip://localhost/a><p>x").images.contains_key("a"));
    }

    #[test]
    fn a_place_is_told_by_the_headings_above_it() {
        let html =
            "<h2>One &amp; all</h2>\n<p>a 😀</p>\n<h3>Inner</h3>\n<p>b</p>\n<h2>Two</h2>\n<p>c</p>";
        let clean = clean(html);
        let above = |words: &str| {
            let at = clean.text.split(words).next().unwrap_or_default();
            Headings::parse(&clean.html).above(commonplace_core::text::len(at))
        };
        assert_eq!(above("a 😀"), ["One & all"]);
        assert_eq!(above("b"), ["One & all", "Inner"]);
        assert_eq!(above("c"), ["Two"]);
        assert_eq!(above("Inner"), ["One & all", "Inner"], "a heading stands under itself");
        assert!(Headings::parse("<p>a</p>").above(0).is_empty());
    }

    #[test]
    fn an_inline_element_around_blocks_is_one_in_each() {
        assert_eq!(
            clean("<a href=https://e.example/a><h3>One</h3><p>two <b>three</b></p></a>").html,
            "<h3><a href=\"https://e.example/a\">One</a></h3>\n<p><a href=\"https://e.example/a\">two <b>three</b></a></p>"
        );
        assert_eq!(
            clean("<b>lead<ul><li>one</li><li>two</li></ul></b>").html,
            "<p><b>lead</b></p>\n<ul><li><b>one</b></li>\n<li><b>two</b></li></ul>"
        );
        assert_eq!(clean("<li>one</li> <li>two</li>").html, "<ul><li>one</li>\n<li>two</li></ul>");
        assert_eq!(clean("<h3><ol><li>So</li></ol></h3>").html, "<ol><li><h3>So</h3></li></ol>");
        assert_eq!(clean("<pre>a<hr><h3>b</h3>c</pre>").html, "<pre>a\nb\nc</pre>");
        assert_eq!(clean("<dd>what it is</dd>").html, "<p>what it is</p>");
        let terms = "<dl><dt>Bar</dt>\n<dd>A bank of sand.</dd></dl>";
        assert_eq!(clean(terms).html, terms);
        assert_eq!(
            clean("<dl><dd>It moves.</dd><dd>It does.</dd></dl>").html,
            "<ul><li>It moves.</li>\n<li>It does.</li></ul>"
        );
    }
}
