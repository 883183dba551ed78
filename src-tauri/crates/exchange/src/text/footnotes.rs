//! Footnotes of clean HTML as Markdown has them: `[^1]` where a mark stands, `[^1]: …` at the end.

use std::collections::HashMap;

/// Around the label of a footnote where its mark stands, until all else is written.
const MARK: (char, char) = ('\u{F8F2}', '\u{F8F3}');

/// Takes the footnotes out of a page: the page with marks, and each note's label and HTML.
pub(super) fn take(html: &str) -> (String, Vec<(String, String)>) {
    let mut labels: HashMap<&str, String> = HashMap::new();
    let mut order: Vec<&str> = Vec::new();
    let mut marked = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((at, target)) = link_to_place(rest) {
        let (before, link) = rest.split_at(at);
        let Some(end) = link.find("</a>").map(|n| n + 4) else { break };
        let text = super::without_tags(&link[link.find('>').map_or(0, |n| n + 1)..end - 4]);
        marked.push_str(before);
        rest = &link[end..];
        if !(is_mark(&text) && element(html, target).is_some()) {
            marked.push_str(&link[..end]);
            continue;
        }
        let next = order.len() + 1;
        let label = labels.entry(target).or_insert_with(|| {
            order.push(target);
            next.to_string()
        });
        // The mark is raised by itself in Markdown.
        let raised = marked
            .rfind("<sup")
            .filter(|&at| marked[at..].ends_with('>') && !marked[at + 1..].contains('<'));
        if let (Some(at), Some(after)) = (raised, rest.strip_prefix("</sup>")) {
            marked.truncate(at);
            rest = after;
        }
        marked.extend([MARK.0]);
        marked.push_str(label);
        marked.extend([MARK.1]);
    }
    marked.push_str(rest);
    let mut notes = Vec::new();
    for target in order {
        // A note is found anew each time: those before it are gone from the page.
        let Some((start, end)) = element(&marked, target) else { continue };
        let open = marked[start..].find('>').map_or(start, |n| start + n + 1);
        let close = marked[..end].rfind("</").unwrap_or(end);
        let note = without_way_back(&marked[open..close]);
        notes.push((labels.remove(target).unwrap_or_default(), note));
        marked.replace_range(start..end, "");
    }
    if !notes.is_empty() {
        for name in ["ol", "ul"] {
            marked = super::each(&marked, name, &|list| {
                let empty = super::without_tags(list).trim().is_empty() && !list.contains("<img");
                if empty { String::new() } else { list.to_owned() }
            });
        }
    }
    (marked, notes)
}

/// The next link into the page, whatever else its tag says: where it begins, and the place.
fn link_to_place(html: &str) -> Option<(usize, &str)> {
    const HREF: &str = " href=\"#";
    html.match_indices("<a ").find_map(|(at, _)| {
        let tag = &html[at..at + html[at..].find('>')?];
        let from = at + tag.find(HREF)? + HREF.len();
        Some((at, html[from..].split('"').next()?))
    })
}

/// Links into the page as their words: Markdown has no places that they could lead to.
pub(super) fn without_places(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((at, _)) = link_to_place(rest) {
        let (before, link) = rest.split_at(at);
        let (Some(open), Some(close)) = (link.find('>'), link.find("</a>")) else { break };
        out.push_str(before);
        out.push_str(link.get(open + 1..close).unwrap_or_default());
        rest = &link[close + 4..];
    }
    out + rest
}

/// Marks as Markdown writes them.
pub(super) fn marks(markdown: &str) -> String {
    let mut out = markdown.replace(MARK.0, "[^");
    while let Some(at) = out.find(MARK.1) {
        out.replace_range(at..at + MARK.1.len_utf8(), "]");
    }
    out
}

/// A note's paragraphs below its first, as Markdown wants them.
pub(super) fn indented(markdown: &str) -> String {
    let mut lines = markdown.trim().lines();
    let mut out = lines.next().unwrap_or_default().to_owned();
    for line in lines {
        out.push('\n');
        if !line.is_empty() {
            out.push_str("    ");
            out.push_str(line);
        }
    }
    out
}

/// A number, a letter, an asterisk: what a footnote is referred to by.
fn is_mark(text: &str) -> bool {
    let text = text.trim().trim_matches(['[', ']', '(', ')']);
    let letters = text.chars().count();
    (1..=4).contains(&letters)
        && (text.chars().all(|c| c.is_numeric() || "*†‡§¶".contains(c))
            || letters == 1 && text.chars().all(char::is_alphabetic))
}

/// Where the list item or paragraph with this id stands.
fn element(html: &str, id: &str) -> Option<(usize, usize)> {
    let attribute = format!(" id=\"{id}\"");
    let at = html.find(&attribute)?;
    let start = html[..at].rfind('<')?;
    let name: String = html[start + 1..].chars().take_while(char::is_ascii_alphanumeric).collect();
    if !matches!(name.as_str(), "li" | "p") || html[start..at].contains('>') {
        return None;
    }
    let (open, close) = (format!("<{name}"), format!("</{name}>"));
    let mut depth = 1;
    let mut from = start + 1;
    while depth > 0 {
        let end = from + html[from..].find(&close)?;
        match super::find_tag(&html[from..], &open).map(|n| from + n) {
            Some(inner) if inner < end => {
                depth += 1;
                from = inner + open.len();
            }
            _ => {
                depth -= 1;
                from = end + close.len();
            }
        }
    }
    Some((start, from))
}

/// A note without the links that lead back to where it is referred to.
fn without_way_back(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((at, _)) = link_to_place(rest) {
        let (before, link) = rest.split_at(at);
        let Some(end) = link.find("</a>").map(|n| n + 4) else { break };
        let text = super::without_tags(&link[link.find('>').map_or(0, |n| n + 1)..end - 4]);
        out.push_str(before);
        // An arrow; or its number, which stands before its words.
        let first = super::without_tags(&out).trim().is_empty();
        let number = first && is_mark(text.trim().trim_end_matches('.'));
        let back = number || text.trim().chars().all(|c| !c.is_alphanumeric());
        if !back {
            out.push_str(&link[..end]);
        }
        rest = &link[end..];
    }
    (out + rest).trim().to_owned()
}
