//! Lines to paragraphs: text wrapped at a fixed width is joined again, hyphens at line ends
//! included.

use commonplace_core::text::is_cjk;

/// The paragraphs of a pasted text, trimmed, none of them blank.
pub(crate) fn paragraphs(text: &str) -> Vec<String> {
    let text = text
        .replace("\r\n", "\n")
        .replace(['\r', '\u{2028}', '\u{2029}', '\u{B}'], "\n")
        .replace('\u{C}', "\n\n");
    let lines: Vec<&str> = text.split('\n').map(|l| l.trim_matches(is_edge)).collect();
    let Some(full) = wrap_width(&lines) else {
        return lines.into_iter().filter(|l| !l.is_empty()).map(str::to_owned).collect();
    };
    let mut out: Vec<String> = Vec::new();
    let mut open = false;
    for line in lines {
        if line.is_empty() {
            open = false;
            continue;
        }
        match out.last_mut() {
            Some(last) if open && !starts_item(line) => join(last, line),
            _ => out.push(line.to_owned()),
        }
        open = width(line) * 10 >= full * 7;
    }
    out
}

fn is_edge(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{FEFF}' | '\u{200B}')
}

/// Columns a line takes up on a terminal.
fn width(line: &str) -> usize {
    line.chars().map(|c| if is_cjk(c) { 2 } else { 1 }).sum()
}

/// The width a text was wrapped at, or `None` if its lines are its paragraphs.
fn wrap_width(lines: &[&str]) -> Option<usize> {
    let mut widths: Vec<usize> = lines.iter().filter(|l| !l.is_empty()).map(|l| width(l)).collect();
    widths.sort_unstable();
    let full = *widths.get(widths.len() * 9 / 10)?;
    let longest = *widths.last()?;
    if !(36..=110).contains(&full) || longest > full + full / 4 {
        return None;
    }
    let near = |l: &&&str| width(l) * 4 >= full * 3;
    let wide: Vec<&&str> = lines.iter().filter(|l| !l.is_empty()).filter(near).collect();
    let broken = wide.iter().filter(|l| !super::ends_sentence(l)).count();
    (wide.len() >= 4 && wide.len() * 2 >= widths.len() && broken * 10 >= wide.len() * 6)
        .then_some(full)
}

/// Whether a line begins a list item or a quotation of its own.
fn starts_item(line: &str) -> bool {
    let mut chars = line.chars();
    matches!((chars.next(), chars.next()), (Some('•' | '·' | '*' | '–' | '▪' | '◦'), Some(' ')))
        || line.starts_with("- ")
}

fn join(paragraph: &mut String, line: &str) {
    let last = paragraph.chars().next_back().unwrap_or(' ');
    let first = line.chars().next().unwrap_or(' ');
    let before_hyphen = paragraph.chars().rev().nth(1).unwrap_or(' ');
    if last == '\u{AD}'
        || (matches!(last, '-' | '\u{2010}')
            && before_hyphen.is_lowercase()
            && first.is_lowercase())
    {
        paragraph.pop();
    } else if !(is_wide(last) && is_wide(first)) {
        paragraph.push(' ');
    }
    paragraph.push_str(line);
}

/// A character that has no spaces beside it: CJK and its punctuation.
fn is_wide(c: char) -> bool {
    is_cjk(c) || matches!(c, '\u{3000}'..='\u{303F}' | '\u{FF00}'..='\u{FFEF}' | '“' | '”')
}
