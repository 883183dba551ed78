//! Converts sanitised HTML to Markdown, keeping everything that Markdown can express.
//!
//! `htmd` does the conversion. What it would lose is transformed first (a listing without `code`, a
//! table without a header row) or passed through as HTML (subscripts and superscripts, keys,
//! formulas). Sanitised HTML has one fixed form (attributes in quotes, `<` only in tags), so tags
//! are found by text search.

mod footnotes;
mod inert;

use std::cell::RefCell;
use std::fmt::Write as _;
use std::rc::Rc;

use htmd::element_handler::{HandlerResult, Handlers};
use htmd::{Element, HtmlToMarkdown, Node};
use markup5ever_rcdom::NodeData;

use commonplace_core::Marks;

/// Converts sanitised HTML to Markdown. What Markdown has no syntax for (a table with joined cells,
/// a listing with links) is kept as HTML, which Markdown allows.
#[must_use]
pub(crate) fn markdown(html: &str, marks: Marks) -> String {
    let raw = RefCell::new(Vec::new());
    let html = replace_elements(html, "table", &|html| {
        if is_plain_table(html) {
            caption_before_table(&table(html))
        } else {
            keep_html(html, &raw)
        }
    });
    let html = replace_elements(&html, "pre", &|html| {
        if html.matches("<a ").count() > 2 && !html.contains(" class=\"language-") {
            keep_html(html, &raw)
        } else {
            listing(html)
        }
    });
    let html = replace_elements(&html, "math", &|html| match tex_of(html) {
        Some(_) => html.to_owned(),
        None => keep_formula(html, &raw),
    });
    let html = replace_elements(&html, "a", &link);
    let html = spaces_outside(replace_elements(&html, "code", &code)).replace(" title=\"\"", "");
    let html = inert::escape_words(&html);
    let (html, notes) = footnotes::take_footnotes(&html);
    let html = footnotes::without_places(&html);
    let mut out = convert(&html, marks);
    for (label, note) in notes {
        out = format!(
            "{}\n\n[^{label}]: {}\n",
            out.trim_end(),
            footnotes::indented(&convert(&note, marks))
        );
    }
    let out = inert::resolve_placeholders(&footnotes::marks(&out));
    let out = out.replace("* ☑ ", "* [x] ").replace("* ☐ ", "* [ ] ");
    put_back(&out, &raw.into_inner())
}

fn convert(html: &str, marks: Marks) -> String {
    HtmlToMarkdown::builder()
        .add_handler(vec!["sup", "sub", "kbd", "rt"], as_html)
        .add_handler(vec!["s", "del"], struck_out)
        .add_handler(vec!["ruby"], with_reading)
        .add_handler(vec!["mark"], if marks == Marks::Equals { between_equals } else { as_html })
        .add_handler(vec!["math"], formula)
        .add_handler(vec!["ol"], numbered)
        .add_handler(vec!["p"], paragraph)
        .build()
        .convert(html)
        .unwrap_or_default()
}

/// Private-use characters around the number of a stored piece of HTML: its placeholder, until
/// [`put_back`].
const RAW: (char, char) = ('\u{F8F0}', '\u{F8F1}');

/// Stores a piece of HTML and returns a placeholder for it.
fn keep_html(html: &str, raw: &RefCell<Vec<String>>) -> String {
    // On one line, because a line break would end the list or quotation around it; listings keep
    // their lines as entities.
    let line =
        replace_elements(html, "pre", &|listing| listing.replace('\n', "&#10;")).replace('\n', " ");
    raw.borrow_mut().push(line);
    format!("<p>{}{}{}</p>", RAW.0, raw.borrow().len() - 1, RAW.1)
}

/// Stores a formula without TeX and returns a placeholder: MathML is inline HTML, which Markdown
/// allows. Markdown still parses the text between its tags, so special characters are written as
/// entities.
fn keep_formula(html: &str, raw: &RefCell<Vec<String>>) -> String {
    let mut out = String::with_capacity(html.len());
    let mut in_tag = false;
    for c in html.chars() {
        in_tag = c == '<' || in_tag && c != '>';
        match c {
            '\n' => out.push(' '),
            '|' => out.push_str("&#124;"),
            '*' | '_' | '`' | '[' | ']' | '\\' | '~' | '=' | '$' | '^' if !in_tag => {
                let _ = write!(out, "&#{};", u32::from(c));
            }
            _ => out.push(c),
        }
    }
    raw.borrow_mut().push(out);
    format!("{}{}{}", RAW.0, raw.borrow().len() - 1, RAW.1)
}

/// The TeX of a formula, if Markdown can contain it.
fn tex_of(math: &str) -> Option<&str> {
    let tag = math.split('>').next()?;
    let tex = tag.split_once(" alttext=\"")?.1.split('"').next()?;
    (!tex.trim().is_empty() && !tex.contains('$')).then_some(tex)
}

/// Replaces the placeholders with the stored pieces of HTML.
fn put_back(markdown: &str, raw: &[String]) -> String {
    let mut out = String::with_capacity(markdown.len());
    let mut rest = markdown;
    while let Some((before, after)) = rest.split_once(RAW.0) {
        let Some((number, after)) = after.split_once(RAW.1) else { break };
        out.push_str(before);
        out.push_str(number.parse().ok().and_then(|n: usize| raw.get(n)).map_or("", |s| s));
        rest = after;
    }
    out + rest
}

/// Moves the caption of a table into a paragraph before it, because Markdown's tables have no
/// captions.
fn caption_before_table(table: &str) -> String {
    let parts = || {
        let (before, rest) = table.split_once("<caption>")?;
        let (caption, after) = rest.split_once("</caption>")?;
        Some(format!("<p>{caption}</p>{before}{after}"))
    };
    parts().unwrap_or_else(|| table.to_owned())
}

/// Whether Markdown can express a table: its rows have single cells with one line each.
fn is_plain_table(html: &str) -> bool {
    let inner = &html[1..];
    let span = |name: &str| {
        inner.match_indices(name).any(|(at, _)| !inner[at + name.len()..].starts_with("1\""))
    };
    let blocks = [
        "<table",
        "<ul",
        "<ol",
        "<pre",
        "<blockquote",
        "<h1",
        "<h2",
        "<h3",
        "<h4",
        "<h5",
        "<h6",
        "<dl",
        "<figure",
        "<details",
        "<hr",
    ];
    // Whether a cell has more than one paragraph.
    let lines = inner
        .split("<td")
        .flat_map(|cell| cell.split("<th"))
        .any(|cell| cell.matches("<p>").count() + cell.matches("<p ").count() > 1);
    let joined = span("colspan=\"") || span("rowspan=\"");
    !(joined || lines || blocks.iter().any(|tag| inner.contains(tag)))
}

/// Writes an element that Markdown has no syntax for as HTML.
#[allow(clippy::needless_pass_by_value, reason = "the shape of a handler")]
fn as_html(handlers: &dyn Handlers, element: Element<'_>) -> Option<HandlerResult> {
    let inner = handlers.walk_children(element.node).content;
    if inner.trim().is_empty() {
        return Some(inner.into());
    }
    // The class with the highlight's colour.
    let class = element.attrs.iter().find(|a| &*a.name.local == "class" && element.tag == "mark");
    let class = class.map(|class| format!(" class=\"{}\"", crate::escape::html(&class.value)));
    Some(format!("<{0}{1}>{inner}</{0}>", element.tag, class.unwrap_or_default()).into())
}

/// Writes a highlight in Obsidian's syntax.
#[allow(clippy::needless_pass_by_value, reason = "the shape of a handler")]
fn between_equals(handlers: &dyn Handlers, element: Element<'_>) -> Option<HandlerResult> {
    let inner = handlers.walk_children(element.node).content;
    let words = inner.trim();
    Some(if words.is_empty() {
        inner.into()
    } else {
        inner.replace(words, &format!("=={words}==")).into()
    })
}

/// Writes struck-out text in the most common syntax.
#[allow(clippy::needless_pass_by_value, reason = "the shape of a handler")]
fn struck_out(handlers: &dyn Handlers, element: Element<'_>) -> Option<HandlerResult> {
    let inner = handlers.walk_children(element.node).content;
    let words = inner.trim();
    Some(if words.is_empty() || words.contains('\n') {
        inner.into()
    } else {
        inner.replace(words, &format!("~~{words}~~")).into()
    })
}

/// Writes characters with their reading (ruby) as HTML.
#[allow(clippy::needless_pass_by_value, reason = "the shape of a handler")]
fn with_reading(handlers: &dyn Handlers, element: Element<'_>) -> Option<HandlerResult> {
    let inner = handlers.walk_children(element.node).content;
    let reading = element.attrs.iter().find(|a| &*a.name.local == "title").map(|a| &*a.value);
    Some(match reading.filter(|reading| !reading.is_empty()) {
        Some(reading) => {
            format!("<ruby>{inner}<rt>{}</rt></ruby>", crate::escape::html(reading)).into()
        }
        // If there are highlights in it, the element contains the reading already.
        None if inner.contains("<rt>") => format!("<ruby>{inner}</ruby>").into(),
        None => inner.into(),
    })
}

/// Writes a formula as its TeX. Formulas without TeX have been replaced already ([`keep_formula`]).
#[allow(clippy::needless_pass_by_value, reason = "the shape of a handler")]
fn formula(handlers: &dyn Handlers, element: Element<'_>) -> Option<HandlerResult> {
    let attribute = |name: &str| {
        element.attrs.iter().find(|a| &*a.name.local == name).map(|a| a.value.to_string())
    };
    match attribute("alttext").filter(|tex| !tex.trim().is_empty() && !tex.contains('$')) {
        Some(tex) => {
            let tex = tex.split_whitespace().collect::<Vec<_>>().join(" ");
            let block = attribute("display").is_some_and(|d| d == "block");
            Some(if block { format!("$${tex}$$") } else { format!("${tex}$") }.into())
        }
        None => Some(handlers.walk_children(element.node)),
    }
}

/// Writes a numbered list whose numbers are not consecutive (`reversed`, `value`) or start with 0.
/// Markdown counts on from the first number, so each gap starts a new list, whose numbers have
/// another delimiter.
fn numbered(handlers: &dyn Handlers, element: Element<'_>) -> Option<HandlerResult> {
    let children = element.node.children.borrow();
    let items: Vec<(&Rc<Node>, Option<i64>)> = children
        .iter()
        .filter_map(|child| match &child.data {
            NodeData::Element { name, attrs, .. } if &*name.local == "li" => {
                let attrs = attrs.borrow();
                let value = attrs.iter().find(|a| &*a.name.local == "value");
                Some((child, value.and_then(|a| a.value.parse().ok())))
            }
            _ => None,
        })
        .collect();
    let attribute = |name: &str| element.attrs.iter().find(|a| &*a.name.local == name);
    let reversed = attribute("reversed").is_some();
    let start = attribute("start").and_then(|a| a.value.parse::<i64>().ok());
    let plain = !reversed && start != Some(0) && items.iter().all(|(_, value)| value.is_none());
    let first = start.unwrap_or(if reversed { i64::try_from(items.len()).unwrap_or(1) } else { 1 });
    let mut numbers = Vec::with_capacity(items.len());
    let mut next = first;
    for (_, value) in &items {
        let number = value.unwrap_or(next);
        numbers.push(number);
        next = number.saturating_add(if reversed { -1 } else { 1 });
    }
    // Markdown has no negative numbers, and none with more than nine digits.
    if plain || numbers.iter().any(|number| !(0..1_000_000_000).contains(number)) {
        return handlers.fallback(element);
    }
    let mut out = String::new();
    let mut mark = '.';
    for (at, (item, _)) in items.iter().enumerate() {
        let follows = at > 0 && numbers[at] == numbers[at - 1] + 1;
        if at > 0 && !follows {
            mark = if mark == '.' { ')' } else { '.' };
            out.push('\n');
        }
        let marker = format!("{}{mark}  ", numbers[at]);
        let content = handlers.handle(item)?.content;
        let indent = format!("\n{}", " ".repeat(marker.len()));
        let lines: Vec<&str> = content.trim().split('\n').collect();
        out +=
            &format!("{marker}{}\n", lines.join(&indent).replace(&format!("{indent}\n"), "\n\n"));
    }
    Some(format!("\n\n{}\n\n", out.trim_end()).into())
}

/// Writes a paragraph; a number at its start is escaped, so that it does not become a list.
fn paragraph(handlers: &dyn Handlers, element: Element<'_>) -> Option<HandlerResult> {
    let mut result = handlers.fallback(element)?;
    let start = result.content.len() - result.content.trim_start().len();
    let digits = result.content[start..].bytes().take_while(u8::is_ascii_digit).count();
    let after = &result.content[start + digits..];
    if (1..=9).contains(&digits) && (after.starts_with(". ") || after.starts_with(") ")) {
        result.content.insert(start + digits, '\\');
    }
    Some(result)
}

/// Replaces each element of this name in `html` with the result of `change`. Nested elements of the
/// same name are part of the outer one.
fn replace_elements(html: &str, name: &str, change: &dyn Fn(&str) -> String) -> String {
    let (open, close) = (format!("<{name}"), format!("</{name}>"));
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(start) = find_tag(rest, &open) {
        let mut depth = 1;
        let mut at = start + open.len();
        while depth > 0 {
            let end = rest[at..].find(&close).map(|n| at + n);
            let inner = find_tag(&rest[at..], &open).map(|n| at + n);
            match (inner, end) {
                (Some(inner), Some(end)) if inner < end => {
                    depth += 1;
                    at = inner + open.len();
                }
                (_, Some(end)) => {
                    depth -= 1;
                    at = end + close.len();
                }
                // Never happens in sanitised HTML.
                (_, None) => return out + rest,
            }
        }
        out.push_str(&rest[..start]);
        out.push_str(&change(&rest[start..at]));
        rest = &rest[at..];
    }
    out + rest
}

/// Offset of a tag with exactly this name.
fn find_tag(html: &str, open: &str) -> Option<usize> {
    html.match_indices(open)
        .find(|(at, _)| matches!(html.as_bytes().get(at + open.len()), Some(b' ' | b'>')))
        .map(|(at, _)| at)
}

/// Puts a link around whole blocks into a paragraph on one line, because Markdown's links cannot
/// contain blocks. If the link only contains a heading, the heading is put around the link.
fn link(html: &str) -> String {
    const BLOCKS: &[&str] = &[
        "p",
        "div",
        "figure",
        "figcaption",
        "ul",
        "ol",
        "li",
        "blockquote",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "dl",
        "dt",
        "dd",
        "details",
        "summary",
    ];
    let start = html.find('>').map_or(html.len(), |at| at + 1);
    let (open, inner) = html.split_at(start);
    let inner = inner.strip_suffix("</a>").unwrap_or(inner);
    let block = |tag: &str| {
        let name = tag.trim_start_matches(['<', '/']);
        let name = name.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
        BLOCKS.iter().find(|b| **b == name).copied()
    };
    let mut words = String::with_capacity(inner.len());
    let mut blocks = Vec::new();
    let mut rest = inner;
    while let Some(at) = rest.find('<') {
        let end = rest[at..].find('>').map_or(rest.len(), |n| at + n + 1);
        words.push_str(&rest[..at]);
        match block(&rest[at..end]) {
            Some(name) => {
                words.push(' ');
                blocks.push(name);
            }
            None => words.push_str(&rest[at..end]),
        }
        rest = &rest[end..];
    }
    words.push_str(rest);
    if blocks.is_empty() {
        return html.to_owned();
    }
    let words = words.replace('\n', " ");
    let name = match blocks.as_slice() {
        [one, _] if one.starts_with('h') => one,
        _ => "p",
    };
    format!("<{name}>{open}{}</a></{name}>", words.trim())
}

/// Reduces inline code to its characters. A link around all of it is put around the code.
fn code(html: &str) -> String {
    let start = html.find('>').map_or(html.len(), |at| at + 1);
    let end = html.len() - "</code>".len();
    let Some(inner) = html.get(start..end).filter(|inner| inner.contains('<')) else {
        return html.to_owned();
    };
    let text = format!("{}{}</code>", &html[..start], without_tags(inner));
    let link = inner.strip_prefix("<a ").and_then(|rest| rest.split_once('>'));
    match link {
        Some((attributes, rest)) if inner.matches("<a ").count() == 1 && rest.ends_with("</a>") => {
            format!("<a {attributes}>{text}</a>")
        }
        _ => text,
    }
}

/// The text of sanitised HTML, still escaped.
fn without_tags(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        text.push_str(&rest[..at]);
        rest = rest[at..].find('>').map_or("", |end| &rest[at + end + 1..]);
    }
    text + rest
}

/// Moves spaces at the edges of links and emphasis out of them, because Markdown does not allow
/// them inside.
fn spaces_outside(mut html: String) -> String {
    // Twice, for emphasis within a link.
    for _ in 0..2 {
        for name in ["mark", "a", "em", "strong", "b", "i", "s", "del", "cite", "q"] {
            html = html.replace(&format!(" </{name}>"), &format!("</{name}> "));
            let open = format!("<{name}");
            let mut out = String::with_capacity(html.len());
            let mut rest = html.as_str();
            while let Some(at) = find_tag(rest, &open) {
                let end = rest[at..].find('>').map_or(rest.len(), |n| at + n + 1);
                out.push_str(&rest[..at]);
                let inner = rest[end..].strip_prefix(' ');
                out.push_str(if inner.is_some() { " " } else { "" });
                out.push_str(&rest[at..end]);
                rest = inner.unwrap_or(&rest[end..]);
            }
            html = out + rest;
        }
    }
    html
}

/// Makes the cells of the first row headings, and all others data: the only form that Markdown has.
fn table(html: &str) -> String {
    let cells = |row: &str| {
        row.matches("<td").count() + row.matches("<th>").count() + row.matches("<th ").count()
    };
    let mut rows = html.split("<tr").skip(1);
    let first = rows.next().map_or(0, cells);
    // Adds empty headings, because without a heading for every column Markdown does not see a
    // table.
    let missing = rows.map(cells).max().unwrap_or(0).saturating_sub(first);
    let mut out = String::with_capacity(html.len());
    let mut row = 0;
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let end = rest[at..].find('>').map_or(rest.len(), |n| at + n + 1);
        out.push_str(&rest[..at]);
        let tag = &rest[at..end];
        let name: String =
            tag.chars().skip(1).take_while(|c| *c == '/' || c.is_ascii_alphanumeric()).collect();
        row += usize::from(name == "tr");
        let cell = if row <= 1 { "th" } else { "td" };
        match name.as_str() {
            "thead" | "/thead" | "tbody" | "/tbody" | "tfoot" | "/tfoot" => {}
            "th" | "td" => out.push_str(&format!("<{cell}{}", &tag[3..])),
            "/th" | "/td" => {
                if cell == "th"
                    && out.ends_with('>')
                    && out.rfind("<th").is_some_and(|at| out[at..].matches('>').count() == 1)
                {
                    out.push_str("&nbsp;");
                }
                out.push_str(&format!("</{cell}>"));
            }
            "/tr" if row == 1 => {
                out.push_str(&"<th>&nbsp;</th>".repeat(missing));
                out.push_str(tag);
            }
            _ => out.push_str(tag),
        }
        rest = &rest[end..];
    }
    out + rest
}

/// Reduces a listing to `<pre><code>` with its characters.
fn listing(html: &str) -> String {
    let class = html
        .match_indices(" class=\"language-")
        .next()
        .and_then(|(at, _)| html[at..].find('>').map(|n| &html[at..at + n]))
        .map(|attributes| attributes.split("\" ").next().unwrap_or_default().trim_end_matches('"'))
        .map(|class| format!("{class}\""))
        .unwrap_or_default();
    let text = without_tags(html);
    format!("<pre><code{class}>{text}</code></pre>")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(html: &str, expected: &str) {
        assert_eq!(markdown(html, Marks::None).trim(), expected, "{html}");
    }

    #[test]
    fn a_table_without_headings_keeps_its_cells() {
        check(
            "<table><tbody><tr><td>a</td><td>b</td></tr><tr><td>1</td><td>2</td></tr></tbody></table>",
            "| a | b |\n| - | - |\n| 1 | 2 |",
        );
    }

    #[test]
    fn every_column_has_a_heading() {
        check(
            "<table><tbody><tr><td></td><td>b</td></tr><tr><td>1</td><td>2</td><td></td></tr></tbody></table>",
            "| \u{A0} | b | \u{A0} |\n| - | - | - |\n| 1 | 2 |   |",
        );
    }

    #[test]
    fn numbers_of_a_list_are_those_that_are_shown() {
        check(
            "<ol reversed><li>three</li><li>two</li><li>one</li></ol>",
            "3.  three\n\n2)  two\n\n1.  one",
        );
        check(
            "<ol start=\"3\"><li>c</li><li value=\"7\"><p>g</p><p>more</p></li><li>h</li></ol>",
            "3.  c\n\n7)  g\n\n    more\n8)  h",
        );
        check("<ol start=\"0\"><li>nothing</li><li>one</li></ol>", "0.  nothing\n1.  one");
        check(
            "<ul><li>a<ol reversed><li>two</li><li>one</li></ol></li></ul>",
            "*   a\n\n    2.  two\n\n    1)  one",
        );
    }

    #[test]
    fn a_heading_in_a_later_row_is_a_cell() {
        check(
            "<table><thead><tr><th>x</th><th>y</th></tr></thead><tbody><tr><th scope=\"row\">a</th><td>1</td></tr></tbody></table>",
            "| x | y |\n| - | - |\n| a | 1 |",
        );
    }

    #[test]
    fn what_markdown_cannot_say_stays_html() {
        check(
            "<table><tbody><tr><td colspan=\"2\">a</td></tr>\n<tr><td>1</td><td>2</td></tr></tbody></table>",
            "<table><tbody><tr><td colspan=\"2\">a</td></tr> <tr><td>1</td><td>2</td></tr></tbody></table>",
        );
        let listing = "<pre><a href=\"https://e.example/1\">1</a>\n\n<a href=\"https://e.example/2\">2</a> <a href=\"https://e.example/3\">3</a></pre>";
        check(listing, &listing.replace('\n', "&#10;"));
        check("<p>\u{F8F0}7\u{F8F1}</p>", "");
    }

    #[test]
    fn a_footnote_is_one() {
        check(
            "<p>The board met<sup><a href=\"#clip-n1\" id=\"clip-r1\">1</a></sup> and said<a href=\"#clip-n2\">[2]</a> nothing.</p><h4>Notes</h4><ol><li id=\"clip-n1\">Minutes, page 4. <a href=\"#clip-r1\">↩</a></li><li id=\"clip-n2\"><p>Letter.</p><p>To the board.</p></li></ol>",
            "The board met[^1] and said[^2] nothing.\n\n#### Notes\n\n[^1]: Minutes, page 4.\n\n[^2]: Letter.\n\n    To the board.",
        );
        // A link to a section is not a footnote.
        check(
            "<p>See <a href=\"#clip-s\">4</a></p><h2 id=\"clip-s\">Four</h2>",
            "See 4\n\n## Four",
        );
    }

    #[test]
    fn a_listing_is_fenced_with_its_language() {
        check("<pre>a *b*\n  c</pre>", "```\na *b*\n  c\n```");
        check(
            "<pre class=\"language-rust\">let <a href=\"https://e.example\">x</a> = 1 &lt; 2;</pre>",
            "```rust\nlet x = 1 < 2;\n```",
        );
        check("<pre><code class=\"language-js\">f()</code></pre>", "```js\nf()\n```");
    }

    #[test]
    fn code_holds_no_link_and_a_number_begins_no_list() {
        check(
            "<p><code><a href=\"https://e.example/n\">Nat</a></code></p>",
            "[`Nat`](https://e.example/n)",
        );
        check("<p><code>a <a href=\"https://e.example/n\">b</a></code></p>", "`a b`");
        check("<p>1. Lego</p>", "1\\. Lego");
    }

    #[test]
    fn what_looks_like_a_mark_is_words() {
        check(
            "<p>Set a ==b== and ~~c~~, name a block ^ref1</p>",
            "Set a \\=\\=b\\=\\= and \\~\\~c\\~\\~, name a block \\^ref1",
        );
        check(
            "<p>a line<br>\n=====<br>\n# two<br>\n1986. It rained<br>\n&gt; so<br>\n+ more</p>",
            "a line  \n\\=\\=\\=\\=\\=  \n\\# two  \n1986\\. It rained  \n\\> so  \n\\+ more",
        );
        check("<p>| a | b |<br>\n|---|---|</p>", "\\| a | b |  \n\\|---|---|");
        check(
            "<table><thead><tr><th>x</th></tr></thead><tbody><tr><td><code>a|b</code></td></tr></tbody></table>",
            "| x     |\n| ----- |\n| `a\\|b` |",
        );
        check(
            "<p><img src=\"clip://localhost/1\" alt=\"a [bracket] and ](trick)\"></p>",
            "![a \\[bracket\\] and \\](trick)](clip://localhost/1)",
        );
    }

    #[test]
    fn bold_beside_punctuation_is_bold() {
        check("<p>他说<strong>「你好」</strong>了。</p>", "他说<strong>「你好」</strong>了。");
        check("<p>他说<strong>你好</strong>了。</p>", "他说**你好**了。");
        check("<p>So <em>“yes”</em> it is</p>", "So *“yes”* it is");
    }

    #[test]
    fn a_link_around_blocks_is_one_line() {
        check(
            "<a href=\"https://e.example/a\"><p>One</p>\n<p>two</p>\n<figure><img src=\"clip://localhost/1\" alt=\"b\"></figure></a>\n<p>Three</p>",
            "[One two ![b](clip://localhost/1)](https://e.example/a)\n\nThree",
        );
        check("<a href=\"https://e.example/a\"><h3>One</h3></a>", "### [One](https://e.example/a)");
    }

    #[test]
    fn words_beside_a_link_stay_apart() {
        check(
            "<p>Near<a href=\"https://e.example/a\"> the <em> sea </em></a>shore</p>",
            "Near [the *sea*](https://e.example/a) shore",
        );
    }

    #[test]
    fn dollars_are_no_formula() {
        check(
            "<p>$45–$70, <code>$x</code> <a href=\"https://e.example/$1\" title=\"\">$1</a></p>",
            "\\$45–\\$70, `$x` [\\$1](https://e.example/$1)",
        );
    }

    #[test]
    fn tables_and_notes_in_other_forms() {
        check(
            "<table><caption>Tides</caption><tbody><tr><th>Day</th></tr><tr><td>Mon</td></tr></tbody></table>",
            "Tides\n\n| Day |\n| --- |\n| Mon |",
        );
        check(
            "<p>A<sup><a id=\"r1\" href=\"#n1\">1</a></sup> b</p><p id=\"n1\"><a href=\"#r1\">1.</a> Of the log.</p>",
            "A[^1] b\n\n[^1]: Of the log.",
        );
        // A table that stays HTML keeps the lines of its listing.
        check(
            "<table><tr><td colspan=\"2\"><pre>a\nb</pre></td></tr></table>",
            "<table><tr><td colspan=\"2\"><pre>a&#10;b</pre></td></tr></table>",
        );
    }

    #[test]
    fn raised_letters_keys_and_formulas_stay() {
        check(
            "<p>H<sub>2</sub>O, x<sup>2</sup>, <kbd>Ctrl</kbd></p>",
            "H<sub>2</sub>O, x<sup>2</sup>, <kbd>Ctrl</kbd>",
        );
        check(
            "<p>He was <s>never</s> seldom there, for <del>$20</del>.</p>",
            "He was ~~never~~ seldom there, for ~~\\$20~~.",
        );
        check("<p><ruby title=\"もん\">門</ruby>前</p>", "<ruby>門<rt>もん</rt></ruby>前");
        check("<p><ruby>門<rt>もん</rt></ruby>前</p>", "<ruby>門<rt>もん</rt></ruby>前");
        check(
            "<p>So <math alttext=\"\\frac{a}{b}\"><mfrac><mi>a</mi><mi>b</mi></mfrac></math>.</p>",
            "So $\\frac{a}{b}$.",
        );
        // A formula without TeX stays HTML, with its special characters as entities.
        check(
            "<p>So <math><mi>a</mi><mo>*</mo><msup><mi>b</mi><mn>2</mn></msup><mo>*</mo><mi>c</mi></math>, he said.</p>",
            "So <math><mi>a</mi><mo>&#42;</mo><msup><mi>b</mi><mn>2</mn></msup><mo>&#42;</mo><mi>c</mi></math>, he said.",
        );
        check(
            "<table><tr><th>x</th></tr><tr><td><math><mo>|</mo><mi>n</mi><mo>|</mo></math></td></tr></table>",
            "| x   |\n| --- |\n| <math><mo>&#124;</mo><mi>n</mi><mo>&#124;</mo></math> |",
        );
    }
}
