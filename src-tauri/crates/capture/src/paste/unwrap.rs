//! Joins text that was wrapped at a fixed width into paragraphs, including words hyphenated at line
//! ends.

use commonplace_core::text::is_cjk;

/// The paragraphs of a pasted text, trimmed and without blank ones.
pub(crate) fn paragraphs(text: &str) -> Vec<String> {
    let text = text
        .replace("\r\n", "\n")
        .replace(['\r', '\u{2028}', '\u{2029}', '\u{B}'], "\n")
        .replace('\u{C}', "\n\u{C}\n");
    let lines: Vec<&str> = text.split('\n').map(|l| l.trim_matches(is_edge)).collect();
    let Some(full) = wrap_width(&lines) else {
        let kept = lines.into_iter().filter(|l| !l.is_empty() && *l != "\u{C}");
        return kept.map(str::to_owned).collect();
    };
    let mut out: Vec<String> = Vec::new();
    let mut open = false;
    let mut page_end = false;
    for line in lines {
        if line == "\u{C}" || is_page_number(line) {
            // A sentence may continue on the next page.
            page_end = true;
            continue;
        }
        if line.is_empty() {
            open &= page_end;
            continue;
        }
        let quoted = line.starts_with('>');
        match out.last_mut() {
            Some(last) if open && quoted && last.starts_with('>') => {
                join(last, line.trim_start_matches(['>', ' ']), &text);
            }
            Some(last) if open && !quoted && !begins_anew(last, line, full) => {
                join(last, line, &text);
            }
            _ => out.push(line.to_owned()),
        }
        page_end = false;
        open = width(line) * 10 >= full * 7;
    }
    out
}

/// Whether a line starts a new paragraph although the line before it is full.
fn begins_anew(before: &str, line: &str, full: usize) -> bool {
    let mut chars = line.chars();
    let bullet = matches!(
        (chars.next(), chars.next()),
        (Some('•' | '·' | '*' | '–' | '▪' | '◦'), Some(' '))
    );
    // A numbered heading: `2 Method`, `3.1. Results`
    let number = line.split_whitespace().next().unwrap_or_default();
    let heading = number.starts_with(|c: char| c.is_ascii_digit())
        && number.chars().all(|c| c.is_ascii_digit() || c == '.')
        && line[number.len()..].trim_start().starts_with(char::is_uppercase)
        && width(line) * 10 < full * 6
        && super::lines::ends_sentence(before);
    // A label: `Subject: …`, `Ana: …`
    let label = line.split_once(':').is_some_and(|(label, rest)| {
        (2..=20).contains(&label.chars().count())
            && !label.contains(char::is_whitespace)
            && label.starts_with(char::is_uppercase)
            && (rest.is_empty() || rest.starts_with(' '))
    });
    bullet || heading || label || before.starts_with('>') || line.starts_with("- ") || line == "--"
}

/// Whether a line contains only a page number.
fn is_page_number(line: &str) -> bool {
    let line = line.trim_matches(['-', '–', '—', ' ']);
    (1..=4).contains(&line.len()) && line.bytes().all(|b| b.is_ascii_digit())
}

fn is_edge(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{FEFF}' | '\u{200B}')
}

/// Width of a line in terminal columns.
fn width(line: &str) -> usize {
    line.chars().map(|c| if is_cjk(c) { 2 } else { 1 }).sum()
}

/// The width at which a text was wrapped; `None` if each line is a paragraph. In wrapped text, all
/// lines of a run without blank lines are nearly full, except the last, and most of them end within
/// a sentence.
fn wrap_width(lines: &[&str]) -> Option<usize> {
    let mut full: Vec<usize> = Vec::new();
    let (mut inner, mut broken, mut capital) = (0, 0, 0);
    let mut longest = 0;
    for run in lines.split(|l| l.is_empty() || *l == "\u{C}").filter(|run| !run.is_empty()) {
        let most = run.iter().map(|l| width(l)).max().unwrap_or(0);
        longest = longest.max(most);
        for pair in run.windows(2) {
            // A short line followed by another is not wrapped: a heading, an address.
            if width(pair[0]) * 4 >= most * 3 && most >= 30 {
                inner += 1;
                full.push(width(pair[0]));
                broken += usize::from(!super::lines::ends_sentence(pair[0]));
                capital += usize::from(pair[1].starts_with(char::is_uppercase));
            }
        }
    }
    full.sort_unstable();
    let width = *full.get(full.len() * 9 / 10)?;
    let lowercase = lines.iter().filter(|l| l.starts_with(|c: char| c.is_lowercase() || is_cjk(c)));
    // Lines of verse, chats and lists start with capitals.
    let enough = inner >= 3 || inner >= 1 && lowercase.count() >= 2;
    let enough = enough && capital * 10 <= inner * 7;
    ((30..=110).contains(&width)
        && longest <= width + width / 3
        && enough
        && broken * 10 >= inner * 6)
        .then_some(width)
}

/// First parts of compounds whose hyphen is kept.
const COMPOUNDS: &[&str] = &[
    "self", "well", "non", "ex", "half", "cross", "vice", "co", "long", "short", "high", "low",
    "so", "mid", "post", "pre", "anti", "all", "would", "then", "follow", "decision", "state",
];

/// Appends a line to its paragraph. `text` is the whole text, to see how a hyphenated word is
/// written elsewhere.
fn join(paragraph: &mut String, line: &str, text: &str) {
    let last = paragraph.chars().next_back().unwrap_or(' ');
    let first = line.chars().next().unwrap_or(' ');
    let before_hyphen = paragraph.chars().rev().nth(1).unwrap_or(' ');
    if last == '\u{AD}' {
        paragraph.pop();
    } else if matches!(last, '-' | '\u{2010}') && before_hyphen.is_alphanumeric() {
        let start = paragraph
            .trim_end_matches(['-', '\u{2010}'])
            .rsplit(|c: char| !c.is_alphabetic())
            .next()
            .unwrap_or_default();
        let end: String = line.chars().take_while(|c| c.is_alphabetic()).collect();
        let broken = before_hyphen.is_lowercase() && first.is_lowercase();
        let compound = COMPOUNDS.contains(&start.to_lowercase().as_str())
            || text.contains(&format!("{start}-{end}"));
        if broken && (text.contains(&format!("{start}{end}")) || !compound) {
            paragraph.pop();
        }
    } else if !(is_wide(last) && is_wide(first)) {
        paragraph.push(' ');
    }
    paragraph.push_str(line);
}

/// Whether a character is written without spaces around it: CJK and its punctuation.
fn is_wide(c: char) -> bool {
    is_cjk(c) || matches!(c, '\u{3000}'..='\u{303F}' | '\u{FF00}'..='\u{FFEF}' | '“' | '”')
}
