//! Escapes words of a page that Markdown would take for syntax, before the page is converted, and
//! writes emphasis that Markdown's asterisks cannot express.

/// Placeholder of a backslash until everything else is converted.
const ESCAPE: char = '\u{F8F5}';
/// Placeholder of a vertical bar within code in a table, where it has to be escaped as well.
const BAR: char = '\u{F8FA}';
/// Placeholders of the tags of emphasis that is written as HTML: start and end.
const TAGS: &[(&str, char, char)] = &[
    ("strong", '\u{F8F6}', '\u{F8F7}'),
    ("b", '\u{F8F6}', '\u{F8F7}'),
    ("em", '\u{F8F8}', '\u{F8F9}'),
    ("i", '\u{F8F8}', '\u{F8F9}'),
];

enum Token<'a> {
    Text(&'a str),
    Tag(&'a str),
}

fn tokens(html: &str) -> Vec<Token<'_>> {
    let mut out = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let end = rest[at..].find('>').map_or(rest.len(), |n| at + n + 1);
        if at > 0 {
            out.push(Token::Text(&rest[..at]));
        }
        out.push(Token::Tag(&rest[at..end]));
        rest = &rest[end..];
    }
    if !rest.is_empty() {
        out.push(Token::Text(rest));
    }
    out
}

fn name_of(tag: &str) -> &str {
    let name = tag.trim_start_matches(['<', '/']);
    name.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default()
}

/// Escapes words in sanitised HTML that Markdown would take for syntax; [`resolve_placeholders`] resolves the
/// placeholders afterwards.
pub(super) fn escape_words(html: &str) -> String {
    let tokens = tokens(html);
    let as_html = awkward_emphasis(&tokens);
    let mut out = String::with_capacity(html.len() + html.len() / 32);
    // Nesting depth in code or formulas, in code alone, and in tables.
    let (mut literal, mut code, mut table) = (0_usize, 0_usize, 0_usize);
    let mut line = InertLine::Block;
    for (at, token) in tokens.iter().enumerate() {
        match token {
            Token::Text(text) if literal > 0 => {
                if code > 0 && table > 0 {
                    out.push_str(&text.replace('|', BAR.encode_utf8(&mut [0; 4])));
                } else {
                    out.push_str(text);
                }
                line = InertLine::Within;
            }
            Token::Text(text) => escape(text, &mut line, &mut out),
            Token::Tag(tag) => {
                let name = name_of(tag);
                let deeper = |depth: usize| {
                    if tag.starts_with("</") { depth.saturating_sub(1) } else { depth + 1 }
                };
                match name {
                    "code" => (literal, code) = (deeper(literal), deeper(code)),
                    "pre" | "math" => literal = deeper(literal),
                    "table" => table = deeper(table),
                    "br" => line = InertLine::Break,
                    "p" | "li" | "blockquote" | "dd" | "dt" | "figcaption" => {
                        line = InertLine::Block
                    }
                    _ => {}
                }
                match TAGS.iter().find(|(tag, ..)| *tag == name).filter(|_| as_html.contains(&at)) {
                    Some((_, open, close)) => {
                        out.push(if tag.starts_with("</") { *close } else { *open });
                    }
                    None if name == "img" => out.push_str(&alternative(tag)),
                    None => out.push_str(tag),
                }
            }
        }
    }
    out
}

/// Replaces the placeholders with Markdown.
pub(super) fn resolve_placeholders(markdown: &str) -> String {
    let mut out = markdown.replace(ESCAPE, "\\").replace(BAR, "\\|");
    for (name, open, close) in TAGS.iter().filter(|(name, ..)| name.len() > 1) {
        out = out.replace(*open, &format!("<{name}>")).replace(*close, &format!("</{name}>"));
    }
    out
}

/// What precedes the next word on its line.
#[derive(Clone, Copy, PartialEq, Eq)]
enum InertLine {
    /// Nothing: a block starts. The converter escapes its first character.
    Block,
    /// Nothing: a line break.
    Break,
    /// Other words.
    Within,
}

fn escape(text: &str, line: &mut InertLine, out: &mut String) {
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let mut number = None;
    for (n, &(at, c)) in chars.iter().enumerate() {
        let before = n.checked_sub(1).map(|n| chars[n].1);
        let next = chars.get(n + 1).map(|&(_, c)| c);
        let entity = &text[at..];
        let begins = *line;
        if c.is_whitespace() && begins == InertLine::Break {
            continue;
        }
        if !c.is_whitespace() {
            *line = InertLine::Within;
        }
        // A number and a dot would start a list.
        if begins == InertLine::Break && c.is_ascii_digit() {
            number = Some(n);
        }
        let ends_number = number
            .is_some_and(|from| chars[from..n].iter().all(|(_, c)| c.is_ascii_digit()))
            && matches!(c, '.' | ')')
            && next.is_none_or(char::is_whitespace);
        if number.is_some() && !c.is_ascii_digit() {
            number = None;
        }
        let escaped = match c {
            '$' => true,
            '=' => before == Some('=') || next == Some('='),
            '~' => before == Some('~') || next == Some('~'),
            '^' => {
                before.is_none_or(char::is_whitespace) && next.is_some_and(char::is_alphanumeric)
            }
            '|' => begins != InertLine::Within,
            '#' | '+' | '-' => begins == InertLine::Break,
            '&' => begins == InertLine::Break && entity.starts_with("&gt;"),
            _ => ends_number,
        };
        if escaped {
            out.push(ESCAPE);
        }
        out.push(c);
    }
}

/// Escapes the brackets in the alternative text of an image's tag.
fn alternative(tag: &str) -> String {
    let Some(from) = tag.find(" alt=\"").map(|at| at + 6) else { return tag.to_owned() };
    let to = tag[from..].find('"').map_or(tag.len(), |n| from + n);
    let alt = tag[from..to].replace('[', &format!("{ESCAPE}[")).replace(']', &format!("{ESCAPE}]"));
    format!("{}{alt}{}", &tag[..from], &tag[to..])
}

/// Indexes of emphasis tags that Markdown's asterisks cannot express: a punctuation mark just
/// inside and a letter just outside (CommonMark's flanking rule), as is common in languages without
/// spaces between words.
fn awkward_emphasis(tokens: &[Token<'_>]) -> Vec<usize> {
    let is_emphasis = |tag: &str| TAGS.iter().any(|(name, ..)| *name == name_of(tag));
    let edge = |at: usize, forward: bool| -> Option<char> {
        let mut at = Some(at);
        loop {
            at = if forward { at.map(|at| at + 1) } else { at.and_then(|at| at.checked_sub(1)) };
            match tokens.get(at?)? {
                Token::Text(text) => {
                    return if forward { text.chars().next() } else { text.chars().next_back() };
                }
                Token::Tag(tag)
                    if matches!(
                        name_of(tag),
                        "strong" | "b" | "em" | "i" | "a" | "span" | "s" | "del" | "u" | "mark"
                    ) => {}
                Token::Tag(_) => return None,
            }
        }
    };
    let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let sign = |c: Option<char>| {
        c.is_some_and(|c| !c.is_alphanumeric() && !c.is_whitespace() && !c.is_control())
    };
    let mut open: Vec<(usize, &str)> = Vec::new();
    let mut out = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let Token::Tag(tag) = token else { continue };
        if !is_emphasis(tag) {
            continue;
        }
        if !tag.starts_with("</") {
            open.push((at, name_of(tag)));
        } else if let Some((start, _)) = open.pop_if(|(_, name)| *name == name_of(tag)) {
            let begins = sign(edge(start, true)) && letter(edge(start, false));
            let ends = sign(edge(at, false)) && letter(edge(at, true));
            if begins || ends {
                out.extend([start, at]);
            }
        }
    }
    out
}
