//! Pasted text: separates the article from title, date, byline and toolbar that were copied with
//! it, by what such lines look like in a dozen languages.
//!
//! Uses general rules on lines, no list of sites. Lines that are not recognised stay in the text.

mod byline;
mod dateline;
mod lines;
mod unwrap;
mod words;

use commonplace_core::text::is_cjk;
use commonplace_core::{Metadata, Published};

pub(crate) use byline::names;
use lines::{ends_sentence, looks_like_name};
pub(crate) use unwrap::paragraphs;

use crate::{date, language};

/// The result of analysing a text.
#[derive(Debug, Default)]
pub(crate) struct Analysis {
    /// Metadata found in the lines.
    pub(crate) metadata: Metadata,
    /// For each line, whether it belongs to the body.
    pub(crate) keep: Vec<bool>,
}

/// Maximum number of lines in the head of an article.
const HEAD: usize = 16;

/// Purposes of line.
#[derive(Debug, Clone, PartialEq)]
enum LineRole {
    /// Only words of buttons and links.
    Toolbar,
    /// Parts of the head: date, byline, source, in any combination.
    Head(Facts),
    /// Editors or copyright.
    Imprint,
    /// A heading for links to other articles.
    Related,
    /// An address and nothing else.
    Url,
    /// A sentence or more.
    Prose,
    /// Anything else: a title, a heading, a name.
    Other,
}

/// The metadata in a line of the head.
#[derive(Debug, Clone, PartialEq, Default)]
struct Facts {
    published: Option<(Published, bool)>,
    byline: Option<byline::Byline>,
    site: Option<String>,
}

/// Number of lines at each end of a text that are classified. In a book, all lines between them
/// count as prose.
const EDGE: usize = 2_000;

/// Separates the head, the body and the tail of a text. `lines` are paragraphs, without blank ones
/// (see [`paragraphs`]).
pub(crate) fn analyse(lines: &[String]) -> Analysis {
    if let Some(mail) = mail(lines) {
        return mail;
    }
    let is_edge = |at: usize| at < EDGE || at + EDGE >= lines.len();
    let edges = lines.iter().enumerate().filter(|(at, _)| is_edge(*at));
    let language = language::detect(&edges.map(|(_, l)| l.as_str()).collect::<Vec<_>>().join("\n"));
    let kind = |(at, line): (usize, &String)| {
        if is_edge(at) { classify(line, language.as_deref()) } else { LineRole::Prose }
    };
    let kinds: Vec<LineRole> = lines.iter().enumerate().map(kind).collect();
    let mut out = Analysis { keep: vec![true; lines.len()], ..Analysis::default() };
    out.metadata.language = language;

    let head = head_end(lines, &kinds);
    let title = find_title(lines, &kinds, head);
    if let Some(title) = title {
        out.metadata.title = lines[title].trim().to_owned();
    }
    let head = extend_head(lines, &kinds, head, title);
    unsigned(lines, &kinds, head, title, &mut out.metadata);
    for at in 0..head.max(title.map_or(0, |t| t + 1)) {
        let repeats = title.is_some_and(|t| at == t || same_letters(&lines[at], &lines[t]));
        let before = title.is_some_and(|t| at < t);
        out.keep[at] = match &kinds[at] {
            LineRole::Prose | LineRole::Related => !repeats,
            // After the title, a longer line is a standfirst; before it, the name of a section.
            LineRole::Other => {
                !repeats && !before && word_count(&lines[at]) >= 5 && !is_office(&lines[at])
            }
            LineRole::Head(facts) => {
                merge(&mut out.metadata, facts, &lines[at]);
                false
            }
            LineRole::Toolbar | LineRole::Imprint | LineRole::Url => false,
        };
        if kinds[at] == LineRole::Url && out.metadata.url.is_none() {
            out.metadata.url = crate::canonical_url(lines[at].trim());
        }
    }
    cut_tail(lines, &kinds, head, title, &mut out);
    for (keep, kind) in out.keep.iter_mut().zip(&kinds) {
        *keep &= *kind != LineRole::Toolbar;
    }
    // The first paragraph, or the one after a standfirst.
    let body = out.keep.iter().enumerate().filter(|(_, k)| **k).map(|(at, _)| at);
    out.metadata.dateline = body
        .take(2)
        .filter(|&at| at == 0 || kinds[at] == LineRole::Prose)
        .find_map(|at| dateline::find(&lines[at]));
    // The agency counts as the source only if there is no title and no head: a newspaper that
    // prints a dispatch is not the agency.
    if title.is_none() && head == 0 {
        out.metadata.site = lines.first().and_then(|line| dateline::agency(line));
    }
    for (_, line) in lines.iter().enumerate().filter(|(at, _)| is_edge(*at)) {
        credit(line, &mut out.metadata);
    }
    if out.keep.iter().all(|keep| !keep) {
        // A text that consists only of a head is kept as the body.
        out.keep.fill(true);
    }
    if let Some(site) = &out.metadata.site {
        out.metadata.title = without_site(&out.metadata.title, site);
    }
    out
}

/// Index after the last line of the head: the last line near the top that contains only date,
/// byline, source, toolbar or the repeated title, with at most two sentences (a standfirst) before
/// it.
fn head_end(lines: &[String], kinds: &[LineRole]) -> usize {
    let mut prose = 0;
    let mut end = 0;
    for (at, kind) in kinds.iter().enumerate().take(HEAD) {
        // A repeated sentence can only be the title if it was in the first two lines.
        let above = if *kind == LineRole::Prose { at.min(2) } else { at };
        let repeated = lines[..above].iter().any(|l| same_letters(l, &lines[at]))
            && word_count(&lines[at]) >= 3;
        match kind {
            _ if repeated => end = at + 1,
            LineRole::Head(_) | LineRole::Toolbar | LineRole::Url => end = at + 1,
            LineRole::Prose if at > 0 => prose += 1,
            _ => {}
        }
        if prose > 2 {
            break;
        }
    }
    // A short text may end with lines that look like a head; then only the lines above its first
    // sentence are the head.
    if !kinds[end..].contains(&LineRole::Prose)
        && let Some(first) = kinds.iter().skip(1).position(|k| *k == LineRole::Prose)
    {
        let marks =
            |k: &LineRole| matches!(k, LineRole::Head(_) | LineRole::Toolbar | LineRole::Url);
        return kinds[..=first].iter().rposition(marks).map_or(0, |at| at + 1);
    }
    end
}

/// Index after the head, including short lines that follow it: a count, or a name above an office.
fn extend_head(lines: &[String], kinds: &[LineRole], head: usize, title: Option<usize>) -> usize {
    let mut end = head.max(title.map_or(0, |t| t + 1));
    if head == 0 {
        return end;
    }
    while end + 1 < lines.len() && kinds[end] == LineRole::Other {
        let line = lines[end].trim();
        let count = !line.chars().any(char::is_alphabetic);
        let named = unsigned_name(line).is_some()
            && kinds[end + 1] == LineRole::Other
            && is_office(&lines[end + 1]);
        if !(count || named || is_office(line)) {
            break;
        }
        end += 1;
    }
    end
}

/// Whether a short line is an office or a publication: `Coast Correspondent, Radio Shore`.
fn is_office(line: &str) -> bool {
    word_count(line) <= 8
        && !ends_sentence(line)
        && line.split(',').any(|part| words::is_role(part) || words::names_publication(part))
}

/// The name in a line of two to four capitalised words, possibly with a place after "in".
fn unsigned_name(line: &str) -> Option<&str> {
    let name = line.split(" in ").next().unwrap_or(line).trim();
    let words: Vec<&str> = name.split_whitespace().collect();
    let plain =
        name.chars().all(|c| c.is_alphabetic() || " .'’-".contains(c)) && !name.chars().any(is_cjk);
    let cased =
        words.iter().filter(|w| w.chars().next().is_some_and(char::is_uppercase)).count() >= 2;
    ((2..=4).contains(&words.len())
        && plain
        && cased
        && looks_like_name(name)
        && !words::names_publication(name)
        && !words::is_role(name))
    .then_some(name)
}

/// Finds an author's name without "By" and a publication without "Source", beside a date or a
/// toolbar after the title.
fn unsigned(
    lines: &[String],
    kinds: &[LineRole],
    head: usize,
    title: Option<usize>,
    metadata: &mut Metadata,
) {
    let signed = |kind: &LineRole| matches!(kind, LineRole::Head(facts) if facts.byline.is_some());
    let sourced = |kind: &LineRole| matches!(kind, LineRole::Head(facts) if facts.site.is_some());
    let Some(first) = title.map(|t| t + 1).filter(|&t| t < head) else { return };
    let others = || {
        (first..head).filter(|&at| {
            kinds[at] == LineRole::Other
                && !title.is_some_and(|t| same_letters(&lines[at], &lines[t]))
        })
    };
    if !kinds[..head].iter().any(signed)
        && let Some(at) = others().find(|&at| {
            let beside = [at.checked_sub(1), Some(at + 1)];
            unsigned_name(&lines[at]).is_some()
                && beside.into_iter().flatten().filter(|b| *b != first - 1).any(|b| {
                    kinds.get(b).is_some_and(|k| matches!(k, LineRole::Head(_) | LineRole::Toolbar))
                        || lines.get(b).is_some_and(|l| is_office(l))
                })
        })
    {
        let name = unsigned_name(&lines[at]).unwrap_or_default();
        metadata.byline = Some(name.to_owned());
        metadata.authors = vec![name.to_owned()];
    }
    if !kinds[..head].iter().any(sourced)
        && let Some(at) = others().find(|&at| {
            word_count(&lines[at]) <= 8
                && !ends_sentence(&lines[at])
                && words::names_publication(&lines[at])
        })
    {
        let part =
            lines[at].split(',').rfind(|p| words::names_publication(p)).unwrap_or(&lines[at]);
        let part = [" avec ", " with ", " mit ", " con ", " und ", " et "]
            .iter()
            .fold(part, |p, with| p.split(with).next().unwrap_or(p));
        metadata.site = Some(part.trim().to_owned());
    }
}

/// Index of the title: a line that occurs twice in the head, otherwise the first that can be a
/// title.
fn find_title(lines: &[String], kinds: &[LineRole], head: usize) -> Option<usize> {
    let fits = |at: usize| {
        let line = &lines[at];
        line.chars().count() <= 300
            && match kinds[at] {
                LineRole::Other => true,
                // A title may be a sentence if a head follows it.
                LineRole::Prose => at < head && word_count(line) <= 60,
                _ => false,
            }
    };
    let candidates: Vec<usize> = (0..head.max(1).min(lines.len())).filter(|&at| fits(at)).collect();
    let twice = candidates.iter().copied().find(|&at| {
        word_count(&lines[at]) >= 2
            && lines[at + 1..head.max(at + 1)].iter().any(|l| same_letters(l, &lines[at]))
    });
    if twice.is_some() {
        return twice;
    }
    // Before any date or byline, a longer line is more likely the title than the name of a section.
    let first = *candidates.first()?;
    if head == 0 {
        // Without a head, only a short first line above prose is a title.
        let over_prose = kinds.iter().skip(1).take(2).any(|k| *k == LineRole::Prose);
        return (kinds[first] == LineRole::Other && over_prose && !lines[first].ends_with(':'))
            .then_some(first);
    }
    let marker = kinds
        .iter()
        .position(|k| matches!(k, LineRole::Head(_) | LineRole::Toolbar))
        .unwrap_or(head);
    let above: Vec<usize> = candidates.iter().copied().filter(|&at| at < marker).collect();
    above
        .iter()
        .copied()
        .find(|&at| word_count(&lines[at]) >= 4 && !is_breadcrumb(&lines[at]))
        .or_else(|| above.iter().copied().rfind(|&at| !is_breadcrumb(&lines[at])))
        .or_else(|| {
            candidates
                .iter()
                .copied()
                .find(|&at| kinds[at] == LineRole::Other && word_count(&lines[at]) >= 3)
        })
        .or(Some(first).filter(|&at| kinds[at] == LineRole::Other))
}

/// Removes imprint, toolbar, related links and the publisher's name from the end.
fn cut_tail(
    lines: &[String],
    kinds: &[LineRole],
    head: usize,
    title: Option<usize>,
    out: &mut Analysis,
) {
    let first = head.max(title.map_or(0, |t| t + 1));
    let mut end = lines.len();
    // A heading for related links, with only links below it.
    if let Some(at) = (first..end).find(|&at| {
        kinds[at] == LineRole::Related && kinds[at + 1..].iter().all(|k| *k != LineRole::Prose)
    }) {
        out.keep[at..].fill(false);
        end = at;
    }
    let mut facts = 0;
    while end > first + 1 {
        let at = end - 1;
        let line = lines[at].trim();
        let known = out.metadata.site.as_deref().is_some_and(|s| same_letters(s, line));
        let drop = match &kinds[at] {
            LineRole::Toolbar | LineRole::Imprint | LineRole::Url | LineRole::Related => true,
            LineRole::Head(found) if facts < 3 => {
                facts += 1;
                merge(&mut out.metadata, found, line);
                true
            }
            LineRole::Other if known || title.is_some_and(|t| same_letters(line, &lines[t])) => {
                true
            }
            LineRole::Other
                if out.metadata.site.is_none()
                    && is_publisher(line, out.metadata.byline.is_some()) =>
            {
                out.metadata.site =
                    Some(line.trim_matches(['-', '—', '–', ' ', '(', ')', '（', '）']).to_owned());
                true
            }
            _ => false,
        };
        if !drop {
            break;
        }
        out.keep[at] = false;
        end = at;
    }
}

/// Whether a last line is the name of a publication.
fn is_publisher(line: &str, byline_known: bool) -> bool {
    let n = word_count(line);
    if n == 0 || n > 12 || words::latin(line).count() > 5 || ends_sentence(line) {
        return false;
    }
    words::names_publication(line) || (byline_known && looks_like_name(line))
}

fn classify(line: &str, language: Option<&str>) -> LineRole {
    let line = line.trim();
    if !line.contains(char::is_whitespace) && crate::canonical_url(line).is_some() {
        return LineRole::Url;
    }
    if words::is_toolbar(line) {
        return LineRole::Toolbar;
    }
    if words::is_imprint(line) {
        return LineRole::Imprint;
    }
    if words::is_related(line) && word_count(line) <= 8 {
        return LineRole::Related;
    }
    if let Some((label, _)) = line.split_once([':', '：'])
        && words::is_related(label)
        && word_count(line) <= 25
    {
        // `Read also: …` is one link to another article.
        return LineRole::Toolbar;
    }
    let n = word_count(line);
    if n <= 40
        && let Some(facts) = facts(line, language)
    {
        return LineRole::Head(facts);
    }
    let long = n >= 20;
    if long || (n >= 8 && ends_sentence(line)) { LineRole::Prose } else { LineRole::Other }
}

/// Parses a line of the head; `None` if it contains anything else.
fn facts(line: &str, language: Option<&str>) -> Option<Facts> {
    let mut out = Facts::default();
    let mut unknown = Vec::new();
    let mut rest = line.to_owned();
    let labelled = words::date_label(line).is_some();
    if let Some((date, span)) = date::find_date(line, language) {
        let updated = words::date_label(&line[..span.start]) == Some(words::DateLabel::Updated);
        out.published = Some((date, updated));
        rest.replace_range(span.clone(), "|");
        // A second date, usually that of the update, is removed.
        if let Some((_, span)) = date::find_date(&rest, language) {
            let updated_first = updated;
            let second_updated =
                words::date_label(&rest[..span.start]) == Some(words::DateLabel::Updated);
            if updated_first
                && !second_updated
                && let Some((date, _)) = date::find_date(&rest, language)
            {
                out.published = Some((date, false));
            }
            rest.replace_range(span, "|");
        }
    }
    for label in ["记者", "作者", "記者", "编辑", "責任編輯"] {
        rest = rest.replace(&format!(" {label}"), &format!("|{label}"));
    }
    for segment in rest.split(['|', '｜', '•', '·', '\t', '　']).flat_map(|s| s.split("  ")) {
        let segment = words::without_date_words(segment);
        let mut segment = segment
            .trim()
            .trim_matches([',', '-', '–', '—', ':', '：', ';', '[', ']', '،', '/', ' ']);
        if !segment.contains(['(', '（']) || segment.starts_with(['(', '（']) {
            segment = segment.trim_matches(['(', ')', '（', '）', ' ']);
        }
        if segment.is_empty() || words::is_toolbar(segment) {
            continue;
        }
        if let Some(site) = words::source(segment) {
            out.site = Some(site);
        } else if let Some(found) = byline::parse(segment) {
            out.site = out.site.or_else(|| found.site.clone());
            out.byline = Some(found);
        } else {
            unknown.push(segment.to_owned());
        }
    }
    let known = out.published.is_some() || out.byline.is_some() || out.site.is_some();
    if !known {
        return None;
    }
    match unknown.as_slice() {
        [] => Some(out),
        // Beside a date, a name is that of the publication or the author.
        [name]
            if (labelled || out.published.is_some() || out.byline.is_some())
                && word_count(name) <= 6
                && !ends_sentence(line) =>
        {
            let han = name.chars().count();
            if (2..=5).contains(&han)
                && name.chars().all(is_cjk)
                && out.byline.is_none()
                && !words::names_publication(name)
            {
                out.byline = byline::parse(&format!("作者：{name}"));
            } else if name.chars().any(char::is_alphabetic)
                && (words::names_publication(name) || out.byline.is_some())
            {
                out.site.get_or_insert_with(|| name.clone());
            } else if looks_like_name(name) && out.published.is_some() {
                // `Washington, 9 December 2011` or `Jane Doe, 9 December 2011`: place and person
                // cannot be distinguished.
            } else if word_count(name) > 3 {
                return None;
            }
            Some(out)
        }
        [first, second]
            if out.published.is_some()
                && word_count(first) + word_count(second) <= 8
                && !ends_sentence(line) =>
        {
            Some(out)
        }
        _ => None,
    }
}

fn merge(metadata: &mut Metadata, facts: &Facts, line: &str) {
    if let Some((date, updated)) = facts.published {
        // The publication date takes precedence over that of an update.
        if metadata.published.is_none()
            || !updated && words::date_label(line) == Some(words::DateLabel::Published)
        {
            metadata.published = Some(date);
        }
    }
    if let Some(byline) = &facts.byline
        && metadata.byline.is_none()
    {
        metadata.byline = Some(byline.line.clone());
        metadata.authors.clone_from(&byline.authors);
    }
    if metadata.site.is_none() {
        metadata.site.clone_from(&facts.site);
    }
}

/// The authors of a dispatch, as agencies name them at its end: `(Reporting by …; Editing by …)`.
fn credit(line: &str, metadata: &mut Metadata) {
    let inner = line.trim().trim_matches(['(', ')']);
    let by = inner.split_once("eporting by ").filter(|(before, _)| before.len() <= 20);
    if let (Some((_, names)), true) = (by, metadata.authors.is_empty()) {
        let names = names.split([';', '.']).next().unwrap_or_default();
        metadata.authors = byline::names(names);
        metadata.byline = Some(metadata.authors.join(", ")).filter(|b| !b.is_empty());
    }
}

/// Parses an email pasted with its header.
fn mail(lines: &[String]) -> Option<Analysis> {
    let mut out = Analysis { keep: vec![true; lines.len()], ..Analysis::default() };
    let mut found = 0;
    for (at, line) in lines.iter().enumerate().take(30) {
        let Some((label, value)) = line.split_once([':', '：']) else {
            if found == 0 && at > 1 {
                return None;
            }
            if found >= 3 {
                break;
            }
            continue;
        };
        let value = value.trim();
        if found > 0 && is_mail_header(label.trim()) {
            out.keep[at] = false;
            continue;
        }
        match label.trim().to_lowercase().as_str() {
            "subject" | "betreff" | "objet" | "asunto" | "assunto" | "oggetto" | "主题"
            | "主旨" | "件名" | "الموضوع" => value.clone_into(&mut out.metadata.title),
            "from" | "von" | "de" | "da" | "发件人" | "差出人" | "من" => {
                let name = value.split(['<', '[']).next().unwrap_or(value).trim().trim_matches('"');
                if !name.is_empty() {
                    out.metadata.byline = Some(name.to_owned());
                    out.metadata.authors = vec![name.to_owned()];
                }
            }
            "date" | "sent" | "datum" | "gesendet" | "envoyé" | "fecha" | "enviado" | "日期"
            | "发送时间" | "日時" | "التاريخ" => {
                out.metadata.published = date::find_date(value, None).map(|(d, _)| d);
            }
            "to" | "cc" | "bcc" | "an" | "à" | "para" | "reply-to" | "收件人" | "抄送" | "宛先"
            | "إلى" => {}
            _ => continue,
        }
        found += 1;
        out.keep[at] = false;
    }
    if found < 3 || out.metadata.title.is_empty() {
        return None;
    }
    let body: Vec<&str> =
        lines.iter().zip(&out.keep).filter(|(_, k)| **k).map(|(l, _)| l.as_str()).collect();
    out.metadata.language = language::detect(&body.join("\n"));
    Some(out)
}

/// Whether a header of an email is of no interest to a person.
fn is_mail_header(label: &str) -> bool {
    let label = label.to_ascii_lowercase();
    label.starts_with("x-")
        || label.starts_with("list-")
        || label.starts_with("content-")
        || [
            "message-id",
            "mime-version",
            "received",
            "return-path",
            "references",
            "in-reply-to",
            "importance",
            "priority",
            "attachments",
            "dkim-signature",
            "delivered-to",
            "user-agent",
            "thread-topic",
            "thread-index",
        ]
        .contains(&label.as_str())
}

/// Whether two lines have the same letters and digits, ignoring case.
fn same_letters(a: &str, b: &str) -> bool {
    let fold = |s: &str| {
        s.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>()
    };
    let (a, b) = (fold(a), fold(b));
    !a.is_empty() && a == b
}

/// Removes ` - Site` or ` | Site` from the end of `title`.
fn without_site(title: &str, site: &str) -> String {
    for separator in [" - ", " | ", " – ", " — ", "_", "-", "｜"] {
        if let Some((before, after)) = title.rsplit_once(separator)
            && same_letters(after, site)
            && !before.trim().is_empty()
        {
            return before.trim().to_owned();
        }
    }
    title.to_owned()
}

/// Number of words; two CJK characters count as one word.
fn word_count(line: &str) -> usize {
    let cjk = line.chars().filter(|c| is_cjk(*c)).count();
    let latin = line
        .split_whitespace()
        .filter(|w| w.chars().any(|c| c.is_alphanumeric() && !is_cjk(c)))
        .count();
    latin + cjk.div_ceil(2)
}

/// Whether the text before a date labels it as that of an update.
pub(crate) fn is_update_label(before: &str) -> bool {
    words::date_label(before) == Some(words::DateLabel::Updated)
}

/// Whether the text before a date labels it as the publication date.
pub(crate) fn is_published_label(before: &str) -> bool {
    words::date_label(before) == Some(words::DateLabel::Published)
}

/// Whether a line contains a word for publication or update.
pub(crate) fn has_date_words(line: &str) -> bool {
    words::date_label(line).is_some()
}

/// The authors in a byline (`By …`, `Von …`); `None` if the line is not one.
pub(crate) fn byline_names(line: &str) -> Option<Vec<String>> {
    byline::parse(line).map(|b| b.authors)
}

fn is_breadcrumb(line: &str) -> bool {
    line.matches(['>', '›', '»', '/']).count() >= 2 || line.contains(" > ") || line.contains(" › ")
}

#[cfg(test)]
mod tests;
