//! Markdown to HTML, for clipped `.md` files and for the reader's own notes.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd, html};

use crate::render::{self, Clean};

fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_DEFINITION_LIST
}

/// Markdown as HTML, not yet sanitised. HTML inside it passes through.
pub(crate) fn to_html(markdown: &str) -> String {
    let mut out = String::new();
    html::push_html(&mut out, Parser::new_ext(markdown, options()));
    out
}

/// A note as HTML fit to be shown: Markdown rendered, HTML in it shown as it was typed, images
/// as their alternative text, a single line feed a line break.
#[must_use]
pub fn render(markdown: &str) -> Clean {
    let events = Parser::new_ext(markdown, options()).filter_map(|event| match event {
        Event::Html(text) | Event::InlineHtml(text) => Some(Event::Text(text)),
        Event::SoftBreak => Some(Event::HardBreak),
        Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image) => None,
        Event::TaskListMarker(done) => Some(Event::Text(if done { "☑ " } else { "☐ " }.into())),
        event => Some(event),
    });
    let mut out = String::new();
    html::push_html(&mut out, events);
    render::clean(&out)
}

#[cfg(test)]
mod tests {
    use super::*;

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
        assert_eq!(render("- [x] done").html, "<ul><li>☑ done</li></ul>");
    }
}
