//! Reads clipped Markdown files, and renders the Markdown of notes as HTML.

use commonplace_core::properties::{self, Form, Property, Value};
use commonplace_core::{Link, Metadata};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd, html};

use crate::render::{self, Clean};
use crate::{extract, paste, sanitize};

fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_DEFINITION_LIST
}

/// Renders Markdown as HTML, not yet sanitised. HTML inside it is passed through. Formulas become TeX
/// script elements as MathJax has them, which [`crate::extract::prepare`] turns into MathML.
pub(crate) fn to_html(markdown: &str) -> String {
    let script = |tex: &str, mode: &str| {
        // Escaped so that the formula cannot end its script element.
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

/// Whether the text between two dollar signs is a formula rather than the words between two prices.
fn is_formula(text: &str) -> bool {
    text.contains(['\\', '^', '_', '=', '{'])
        || text.chars().count() <= 3 && text.chars().any(char::is_alphabetic)
}

/// Renders a note as HTML that is safe to show. HTML in the note is shown as it was typed, images are
/// replaced by their alternative text, and a single line feed is a line break.
///
/// A link to something in the library, `commonplace://article/ID` or `commonplace://highlight/ID`,
/// becomes a link to `#clip-commonplace-article-ID` or `#clip-commonplace-highlight-ID`, which the
/// reading view follows and which leads nowhere on the web.
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

/// Converts a link to something in the library to a fragment. Returns `None` for any other link.
fn own_link(url: &str) -> Option<String> {
    Some(match url.parse().ok()? {
        Link::Article(id) => format!("#commonplace-article-{id}"),
        Link::Highlight(id) => format!("#commonplace-highlight-{id}"),
    })
}

/// The YAML properties of a Markdown file and the text after them. Line ends must be `\n`.
fn split_front_matter(text: &str) -> (Vec<Property<'_>>, &str) {
    let text = text.trim_start_matches('\u{FEFF}');
    match properties::split_front_matter(text) {
        Some((lines, body)) => (properties::parse(Form::Yaml, lines), body),
        None => (Vec::new(), text),
    }
}

/// A Markdown file without its front matter. Line ends must be `\n`.
pub(crate) fn without_front_matter(text: &str) -> &str {
    split_front_matter(text).1
}

/// Sets what a property of a clipped file says of its article. Unknown properties are ignored.
fn apply_property(property: &Property<'_>, metadata: &mut Metadata) {
    let text = match property.value() {
        Value::One(text) => text,
        Value::List(items) => items.join(", "),
    };
    if text.is_empty() {
        return;
    }
    match property.key.trim() {
        "title" => metadata.title = text,
        "source" | "url" => metadata.url = crate::canonical_url(&text),
        "author" | "authors" | "byline" => {
            let unlinked = |name: &str| name.trim_matches(['[', ']']).to_owned();
            metadata.authors = match property.value() {
                Value::List(names) => names.iter().map(|name| unlinked(name)).collect(),
                Value::One(names) => paste::names(&unlinked(&names)),
            };
            metadata.authors.retain(|name| !name.is_empty());
            metadata.byline = Some(metadata.authors.join(", ")).filter(|names| !names.is_empty());
        }
        "site" | "publisher" => metadata.site = Some(text),
        "published" | "date" => {
            let found = || crate::date::find_date(&text, None).map(|(date, _)| date);
            metadata.published = text.parse().ok().or_else(found);
        }
        "language" | "lang" => metadata.language = crate::language::normalise(&text),
        "description" => metadata.description = Some(text),
        _ => {}
    }
}

/// Reads a Markdown file: front matter, then a first heading as the title. Line ends must be `\n`.
pub(crate) fn read(text: &str, url: Option<&str>) -> (Clean, Metadata) {
    let mut metadata = Metadata::default();
    let (properties, body) = split_front_matter(text);
    properties.iter().for_each(|property| apply_property(property, &mut metadata));
    let html = to_html(body);
    let prepared = sanitize::is_within_limits(&html).then(|| {
        let document = dom_query::Document::from(html.as_str());
        extract::prepare(&document, url);
        document.body().map(|b| b.inner_html().to_string()).unwrap_or_default()
    });
    let clean = render::clean(prepared.as_deref().unwrap_or(&html));
    let clean = match (
        metadata.title.is_empty(),
        clean.html.strip_prefix("<h1>").and_then(|h| h.find("</h1>")),
    ) {
        (true, Some(_)) => {
            metadata.title = clean.block_texts().into_iter().next().unwrap_or_default();
            clean.retain_blocks(|at| at > 0)
        }
        _ => clean,
    };
    metadata.url = url.and_then(crate::canonical_url).or(metadata.url);
    if metadata.language.is_none() {
        metadata.language = crate::language::detect(&clean.text);
    }
    (clean, metadata)
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
