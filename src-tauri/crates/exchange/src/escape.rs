//! Escapes foreign text for Markdown and YAML.

/// Escapes `text` so that Markdown shows exactly it: the syntax of CommonMark and Obsidian's
/// additions (`==`, `%%`, `#tag`, `^id`, `[[`, `$`). Line breaks are kept; see [`quote_lines`].
pub fn inline(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for (i, line) in text.split('\n').enumerate() {
        if i > 0 {
            out.push('\n');
        }
        let line: String = line.chars().filter(|c| !c.is_control() || *c == '\t').collect();
        escape_line(line.trim_matches([' ', '\t']), &mut out);
    }
    out
}

fn escape_line(line: &str, out: &mut String) {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    for (at, c) in line.char_indices() {
        let next = line[at + c.len_utf8()..].chars().next();
        let escaped = match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '~' | '$' | '|' | '^' => true,
            '&' => next.is_some_and(|n| n.is_alphanumeric() || n == '#'),
            '#' => at == 0 || next.is_some_and(|n| !n.is_whitespace()),
            '=' => at == 0 || next == Some('=') || line[..at].ends_with('='),
            '%' => next == Some('%') || line[..at].ends_with('%'),
            '!' => next == Some('['),
            '+' | '-' => at == 0,
            ':' => at == 0,
            '.' | ')' => digits > 0 && at == digits,
            _ => false,
        };
        if escaped {
            out.push('\\');
        }
        out.push(c);
    }
}

/// Formats `text` as a block quote. Each line starts with `> `, and each line break of the text
/// becomes a paragraph break. The mark […] for words left out is not escaped: it cannot become a
/// link, because there is no link target for it.
pub fn quote_lines(text: &str) -> String {
    let text = inline(text).replace("\\[…\\]", "[…]");
    let lines: Vec<String> =
        text.split('\n').filter(|l| !l.is_empty()).map(|l| format!("> {l}")).collect();
    lines.join("\n>\n")
}

/// Formats `text` as a YAML scalar in double quotes, on one line.
pub(crate) fn yaml(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if c.is_control()
                || matches!(
                    c,
                    '\u{85}' | '\u{2028}' | '\u{2029}' | '\u{FEFF}' | '\u{FFFE}' | '\u{FFFF}'
                ) =>
            {
                out.push_str(&format!("\\u{:04X}", c as u32));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// Escapes `url` for use inside `(<…>)`.
pub(crate) fn link(url: &str) -> String {
    url.replace('<', "%3C")
        .replace('>', "%3E")
        .replace('\\', "%5C")
        .replace(char::is_whitespace, "%20")
}

/// Escapes text for HTML and XML. Characters that XML does not allow become spaces.
pub(crate) fn html(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' => out.push(c),
            c if c.is_control() || matches!(c, '\u{FFFE}' | '\u{FFFF}') => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// A tag as Obsidian writes it: letters, digits, `_`, `-`, `/`; other characters become `_`.
pub(crate) fn tag(name: &str) -> String {
    let tag: String = name
        .chars()
        .map(|c| if c.is_alphanumeric() || matches!(c, '_' | '-' | '/') { c } else { '_' })
        .collect();
    // Obsidian does not accept a tag of digits only.
    if tag.chars().all(|c| c.is_numeric()) { format!("{tag}_") } else { tag }
}

/// Normalises a tag for comparison: characters as Obsidian allows, lower case, without `#`.
#[must_use]
pub fn tag_key(word: &str) -> String {
    tag(word.trim_matches(['#', ',', ' '])).to_lowercase()
}

#[cfg(test)]
mod tests {
    use pulldown_cmark::{Event, Options, Parser, TagEnd};

    use super::*;

    /// The text that Markdown shows, with blocks on separate lines.
    fn shown(markdown: &str) -> String {
        let options = Options::ENABLE_TABLES
            | Options::ENABLE_FOOTNOTES
            | Options::ENABLE_STRIKETHROUGH
            | Options::ENABLE_TASKLISTS
            | Options::ENABLE_MATH
            | Options::ENABLE_WIKILINKS;
        let mut out = String::new();
        for event in Parser::new_ext(markdown, options) {
            match event {
                Event::Text(text) => out.push_str(&text),
                Event::SoftBreak | Event::HardBreak | Event::End(TagEnd::Paragraph) => {
                    out.push('\n')
                }
                Event::Start(
                    pulldown_cmark::Tag::Paragraph | pulldown_cmark::Tag::BlockQuote(_),
                )
                | Event::End(TagEnd::BlockQuote(_)) => {}
                other => out.push_str(&format!("«{other:?}»")),
            }
        }
        out.trim_end().to_owned()
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(2_000))]

        #[test]
        fn a_quote_shows_exactly_its_words(text in r"[a-c1-2 #*_`\[\]()<>|~$=%!&;:.^+\\-]{1,30}") {
            let wanted = text.trim();
            if !wanted.is_empty() {
                proptest::prop_assert_eq!(shown(&quote_lines(&text)), wanted, "{}", quote_lines(&text));
            }
        }
    }

    #[test]
    fn a_quote_of_two_paragraphs_stays_one_quote() {
        assert_eq!(quote_lines("one\n# two"), "> one\n>\n> \\# two");
    }

    #[test]
    fn yaml_scalars_stay_on_one_line() {
        assert_eq!(yaml("a \"b\"\\\n---\u{2028}"), r#""a \"b\"\\\n---\u2028""#);
    }

    #[test]
    fn tags_are_what_obsidian_takes() {
        assert_eq!(
            (tag("cyber security"), tag("2024"), tag("网络/安全")),
            ("cyber_security".into(), "2024_".into(), "网络/安全".into())
        );
    }
}
