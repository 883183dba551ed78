//! Markdown to HTML, for clipped `.md` files and for the reader's own notes.

use commonplace_core::Link;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd, html};

use crate::render::{self, Clean};

fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_DEFINITION_LIST
}

/// Markdown as HTML, not yet sanitised. HTML inside it passes through; formulas become scripts of
/// TeX, as MathJax has them, for [`crate::extract::prepare`] to set.
pub(crate) fn to_html(markdown: &str) -> String {
    let script = |tex: &str, mode: &str| {
        // It cannot end the script it stands in.
        let tex = tex.replace("</", "<\\/");
        Event::InlineHtml(format!("<script type=\"math/tex{mode}\">{tex}</script>").into())
    };
    let events =
        Parser::new_ext(markdown, options() | Options::ENABLE_MATH).map(|event| match event {
            Event::InlineMath(tex) if is_formula(&tex) => script(&tex, ""),
            Event::InlineMath(text) => Event::Text(format!("${text}$").into()),
            Event::DisplayMath(tex) => script(&tex, "; mode=display"),
            Event::TaskListMarker(done) => Event::Text(if done { "☑ " } else { "☐ " }.into()),
            event => event,
        });
    let mut out = String::new();
    html::push_html(&mut out, events);
    out
}

/// Whether what stands between two dollars is a formula, not words between two prices.
fn is_formula(text: &str) -> bool {
    text.contains(['\\', '^', '_', '=', '{'])
        || text.chars().count() <= 3 && text.chars().any(char::is_alphabetic)
}

/// A note as HTML fit to be shown: Markdown rendered, HTML in it shown as it was typed, images
/// as their alternative text, a single line feed a line break. A link to something in the library,
/// `commonplace://article/ID` or `commonplace://highlight/ID`, leads to `#clip-commonplace-article-ID`
/// and so on: to nothing on the web, and for the reading view to follow.
#[must_use]
pub fn render(markdown: &str) -> Clean {
    let events = Parser::new_ext(markdown, options()).filter_map(|event| match event {
        Event::Html(text) | Event::InlineHtml(text) => Some(Event::Text(text)),
        Event::SoftBreak => Some(Event::HardBreak),
        Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image) => None,
        Event::TaskListMarker(done) => Some(Event::Text(if done { "☑ " } else { "☐ " }.into())),
        Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
            let dest_url = own_link(&dest_url).map_or(dest_url, Into::into);
            Some(Event::Start(Tag::Link { link_type, dest_url, title, id }))
        }
        event => Some(event),
    });
    let mut out = String::new();
    html::push_html(&mut out, events);
    render::clean(&out)
}

/// A link to something in the library, as a fragment.
fn own_link(url: &str) -> Option<String> {
    Some(match url.parse().ok()? {
        Link::Article(id) => format!("#commonplace-article-{id}"),
        Link::Highlight(id) => format!("#commonplace-highlight-{id}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_told_from_prices() {
        let html = to_html("From $5 to $10, $x^2$ and\n\n$$a</script>b$$\n\n- [x] done");
        assert!(html.contains("From $5 to $10, <script type=\"math/tex\">x^2</script>"), "{html}");
        assert_eq!(html.matches("</script>").count(), 2, "{html}");
        assert!(html.contains("☑ done"));
    }

    #[test]
    fn a_note_is_rendered_and_harmless() {
        assert_eq!(
            render("**metaphor**\nsee [x](javascript:y)").html,
            "<p><strong>metaphor</strong><br>\nsee <a>x</a></p>"
        );
        assert_eq!(
            render("a <img src=x onerror=y> b").html,
            "<p>a &lt;img src=x onerror=y&gt; b</p>"
        );
        let id = "01a21539-772e-709d-bcd0-72e8e2340f63";
        assert_eq!(
            render(&format!("[a](commonplace://highlight/{id}) [b](commonplace://elsewhere/{id})"))
                .html,
            format!("<p><a href=\"#clip-commonplace-highlight-{id}\">a</a> <a>b</a></p>")
        );
        assert_eq!(render("- [x] done").html, "<ul><li>☑ done</li></ul>");
    }
}
