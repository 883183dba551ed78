//! Visible metadata: title, authors and date around the heading of an article and after its end.

use commonplace_core::Published;

use crate::blocks::{Block, Blocks};
use crate::{date, paste};

/// The visible metadata.
#[derive(Default)]
pub(super) struct Visible {
    /// The heading of the article.
    pub(super) title: Option<String>,
    /// Authors in a line that starts like a byline: `By …`, `Von …`.
    pub(super) byline: Vec<String>,
    /// Authors in an element whose class names an author.
    pub(super) author: Vec<String>,
    pub(super) published: Option<Published>,
    pub(super) modified: Option<Published>,
}

/// Maximum number of blocks before and after the heading that may belong to it.
const BEFORE: usize = 6;
const AFTER: usize = 14;
/// Maximum number of blocks after the heading that are searched for dates and bylines beyond the
/// head.
const TAIL: usize = 400;

/// Finds the visible metadata of a page. `named`: titles that the page's metadata gives, best
/// first.
pub(super) fn read_visible(
    page: &Blocks,
    named: &[String],
    site: Option<&str>,
    language: Option<&str>,
) -> Visible {
    let mut out = Visible::default();
    let heading = heading(page, named, site);
    out.title = heading.map(|at| page.blocks[at].text.clone());
    let start = heading.unwrap_or(0);
    let mut zone: Vec<usize> = Vec::new();
    // The head of an article ends soon after the first paragraph.
    let mut left = AFTER;
    for (at, block) in
        page.blocks.iter().enumerate().skip(start + usize::from(heading.is_some())).take(40)
    {
        zone.push(at);
        // Rows of links, such as topics, are not counted.
        left = left.saturating_sub(usize::from(block.linked * 2 < block.length));
        if block.words >= 30 {
            left = left.min(2);
        }
        if left == 0 {
            break;
        }
    }
    zone.extend((start.saturating_sub(BEFORE)..start).rev());
    for &at in &zone {
        let block = &page.blocks[at];
        if block.length > 200 {
            continue;
        }
        dates(block, language, &mut out);
        if out.byline.is_empty() {
            out.byline = byline(&block.text);
        }
    }
    let by_class = |at: &usize| {
        let block = &page.blocks[*at];
        (block.length <= 80 && is_author(page, block))
            .then(|| author_line(&block.text, language))
            .filter(|names| !names.is_empty())
    };
    out.author = zone.iter().find_map(by_class).unwrap_or_default();
    if out.byline.is_empty() && out.author.is_empty() {
        out.author =
            zone.iter().find_map(|&at| beside_date(&page.blocks[at], language)).unwrap_or_default();
    }
    if out.published.is_none() {
        let rest = &page.blocks[start.min(page.blocks.len())..];
        out.published = labelled_date(rest, language);
        if out.published.is_none() {
            beside_byline(rest, language, &mut out);
        }
    }
    if out.byline.is_empty() && out.author.is_empty() {
        let tail: Vec<usize> = (start..page.blocks.len()).take(TAIL).collect();
        out.byline = tail
            .iter()
            .filter(|at| page.blocks[**at].length <= 120)
            .map(|at| byline(&page.blocks[*at].text))
            .find(|names| !names.is_empty())
            .unwrap_or_default();
        out.author = tail.iter().find_map(by_class).unwrap_or_default();
    }
    out
}

/// The heading of the article: the `h1` most similar to the title in the metadata, otherwise the
/// only `h1`.
fn heading(page: &Blocks, named: &[String], site: Option<&str>) -> Option<usize> {
    let site = site.map(commonplace_core::text::folded);
    let headings: Vec<usize> = (0..page.blocks.len())
        .filter(|&at| {
            let block = &page.blocks[at];
            let text = commonplace_core::text::folded(&block.text);
            page.is_in(block, "h1") && !text.is_empty() && Some(&text) != site.as_ref()
        })
        .collect();
    let best = headings.iter().copied().max_by(|a, b| {
        let score = |at: usize| {
            named.iter().map(|n| likeness(&page.blocks[at].text, n)).fold(0.0, f32::max)
        };
        // Of equally similar ones, the first.
        score(*a).total_cmp(&score(*b)).then(b.cmp(a))
    })?;
    let like = named.iter().map(|n| likeness(&page.blocks[best].text, n)).fold(0.0, f32::max);
    let words = page.blocks[best].words;
    if like < 0.8 {
        // Some pages use `h2` for the heading of an article.
        let second = (0..page.blocks.len()).find(|&at| {
            let block = &page.blocks[at];
            let text = commonplace_core::text::folded(&block.text);
            page.is_in(block, "h2")
                && block.words >= 3
                && Some(&text) != site.as_ref()
                && named.iter().any(|n| {
                    likeness(&block.text, n) >= 1.0
                        && commonplace_core::text::folded(n).starts_with(&text)
                })
        });
        if second.is_some() {
            return second;
        }
    }
    (like >= 0.5 && words >= 2
        || headings.len() == 1 && words >= 3
        || headings.len() == 1 && like > 0.9)
        .then_some(best)
}

/// The fraction of the shorter title's words that are in the other one, from 0 to 1.
fn likeness(a: &str, b: &str) -> f32 {
    let words = |text: &str| -> Vec<String> {
        let mut out: Vec<String> = Vec::new();
        for word in
            text.to_lowercase().split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty())
        {
            if word.chars().any(commonplace_core::text::is_cjk) {
                out.extend(word.chars().map(String::from));
            } else {
                out.push(word.to_owned());
            }
        }
        out
    };
    let (a, b) = (words(a), words(b));
    let common = a.iter().filter(|w| b.contains(w)).count();
    let shorter = a.len().min(b.len());
    #[allow(clippy::cast_precision_loss, reason = "a rough measure")]
    if shorter == 0 { 0.0 } else { common.min(shorter) as f32 / shorter as f32 }
}

fn dates(block: &Block, language: Option<&str>, out: &mut Visible) {
    let Some((found, span)) = date::find_date(&block.text, language.or(Some("en-US"))) else {
        return;
    };
    // A sentence that mentions a day is not a date line.
    let around = block.text.len() - span.len();
    if around > 110 || block.words > 24 {
        return;
    }
    let before = block.text[..span.start].to_lowercase();
    let other = [
        "reviewed",
        "checked",
        "expires",
        "deadline",
        "due",
        "copyright",
        "since",
        "founded",
        "until",
    ];
    if before.contains('©')
        || before.split(|c: char| !c.is_alphabetic()).any(|w| other.contains(&w))
    {
        return;
    }
    match paste::is_update_label(&before) {
        true => out.modified = out.modified.or(Some(found)),
        false => out.published = out.published.or(Some(found)),
    }
}

/// The date after a label that means "published", in the same block, or in one of the two before it
/// that has at most four words.
fn labelled_date(blocks: &[Block], language: Option<&str>) -> Option<Published> {
    blocks.iter().take(TAIL).enumerate().find_map(|(at, block)| {
        if block.words > 14 {
            return None;
        }
        let (found, span) = date::find_date(&block.text, language.or(Some("en-US")))?;
        let labels = blocks[at.saturating_sub(2)..at]
            .iter()
            .filter(|b| b.words <= 4)
            .map(|b| b.text.as_str());
        labels.chain([&block.text[..span.start]]).any(paste::is_published_label).then_some(found)
    })
}

/// The date after a byline, anywhere on the page.
fn beside_byline(blocks: &[Block], language: Option<&str>, out: &mut Visible) {
    for pair in blocks.windows(2).take(TAIL) {
        if out.published.is_some() {
            return;
        }
        match pair {
            [byline, date]
                if byline.words <= 40 && date.words <= 10 && begins_as_byline(&byline.text) =>
            {
                dates(date, language, out);
            }
            _ => {}
        }
    }
}

/// Whether a line starts like a byline.
fn begins_as_byline(text: &str) -> bool {
    let text = text.get(..60).unwrap_or(text);
    text.split([',', '·', '|']).next().and_then(paste::byline_names).is_some()
}

/// The names in a line that contains a byline.
fn byline(text: &str) -> Vec<String> {
    // Other parts of the line: a date, a reading time, a place.
    let parts = text.split(['·', '•', '|', '⋅', '–', '—', '｜']).flat_map(|p| p.split(" - "));
    for part in parts {
        let part = part.trim();
        let lower = part.to_lowercase();
        let from = [" by ", "by: ", " von ", " par "]
            .iter()
            .filter_map(|o| lower.find(o).filter(|at| *at <= 40))
            .min()
            .filter(|_| lower.len() == part.len() && paste::has_date_words(part));
        let part = from.and_then(|at| part.get(at..)).unwrap_or(part).trim();
        let part = cut(part);
        if let Some(names) = paste::byline_names(part) {
            return plausible(names);
        }
    }
    Vec::new()
}

/// Cuts a byline after the names.
fn cut(part: &str) -> &str {
    let lower = part.to_lowercase();
    if lower.len() != part.len() {
        return part;
    }
    // A word of the next element may follow without a space: `By Ana LiangPublished: …`.
    let glued =
        ["Published", "Updated", "Posted", "Modified"].iter().filter_map(|w| part.find(w)).min();
    let part = &part[..glued.filter(|at| *at > 0).unwrap_or(part.len())];
    let lower = &lower[..part.len()];
    let end = [
        " on behalf ",
        " published",
        " updated",
        " posted",
        " last ",
        " in ",
        " on ",
        " at ",
        " for ",
        " / ",
    ]
    .iter()
    .filter_map(|word| lower.find(word))
    .min()
    .unwrap_or(part.len());
    let end = date::find_date(part, Some("en-US")).map_or(end, |(_, span)| span.start.min(end));
    part[..end].trim().trim_end_matches([',', '-', '–', '|', '('])
}

/// The names in an element whose class names an author.
fn author_line(text: &str, language: Option<&str>) -> Vec<String> {
    let names = byline(text);
    if !names.is_empty() {
        return names;
    }
    let dated =
        |part: &&str| date::find_date(part, Some("en-US")).is_none_or(|(_, span)| span.start > 2);
    let text = text.split(['·', '•', '|', '⋅']).find(dated).unwrap_or_default();
    let text = match date::find_date(text, language.or(Some("en-US"))) {
        Some((_, span)) => &text[..span.start],
        None => text,
    };
    let text = cut(text.trim()).trim_end_matches([' ', '-', '–', ',']);
    plausible(paste::names(text))
}

/// Returns the names if all may be those of persons: at most five words, most with a capital, or
/// CJK names. Otherwise returns an empty list.
pub(super) fn plausible(names: Vec<String>) -> Vec<String> {
    let good = |name: &String| {
        let count = name.split_whitespace().count();
        let cjk = name.chars().any(commonplace_core::text::is_cjk);
        let letters = name.chars().filter(|c| c.is_alphabetic()).count();
        let capitals = name
            .split_whitespace()
            .filter(|w| w.chars().next().is_some_and(|c| !c.is_lowercase()))
            .count();
        super::names::is_name(name)
            && (cjk && (2..=8).contains(&letters)
                || (1..=5).contains(&count) && letters >= 3 && capitals * 2 > count)
            && !name
                .chars()
                .any(|c| c.is_ascii_digit() || matches!(c, '?' | '!' | ':' | '%' | '$' | '>'))
    };
    if names.len() <= 8 && names.iter().all(good) { names } else { Vec::new() }
}

/// The names in a short line that otherwise contains only a date: `19 Dec 2025 · Ana Liang`.
fn beside_date(block: &Block, language: Option<&str>) -> Option<Vec<String>> {
    if block.words > 14 {
        return None;
    }
    date::find_date(&block.text, language.or(Some("en-US")))?;
    let names = author_line(&block.text, language);
    let person = |name: &String| (2..=4).contains(&name.split_whitespace().count());
    (!names.is_empty() && names.iter().all(person)).then_some(names)
}

fn is_author(page: &Blocks, block: &Block) -> bool {
    let near = &block.path[block.path.len().saturating_sub(3)..];
    near.iter().any(|&at| page.places[at].kinds.has("author"))
        && !near.iter().any(|&at| page.places[at].kinds.has("comments"))
}
