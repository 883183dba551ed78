//! Measures what the Markdown keeps of a page: it is rendered back by pulldown-cmark and compared with the
//! clean HTML.

use std::collections::HashMap;

use dom_query::Document;
use pulldown_cmark::{Options, Parser, html};

/// What is counted, with the names in the table.
const KINDS: [&str; 5] = ["words", "cells", "links", "code blocks", "sup, sub"];

/// For each kind, the pages that contain it, how many kept all of it, and the share that was kept.
#[derive(Default)]
pub(crate) struct Kept {
    kinds: [Kind; 5],
    /// Pages that show a tag or a table's pipe as text.
    leaks: Vec<String>,
}

#[derive(Default)]
struct Kind {
    share: Vec<f64>,
    short: Vec<String>,
}

/// What a page contains of each kind.
type Held = [Vec<String>; 5];

impl Kept {
    /// Compares a page with the HTML rendered from its Markdown.
    pub(crate) fn compare(&mut self, id: &str, clean: &str, markdown: &str) {
        let options = Options::ENABLE_TABLES
            | Options::ENABLE_FOOTNOTES
            | Options::ENABLE_STRIKETHROUGH
            | Options::ENABLE_TASKLISTS
            | Options::ENABLE_MATH;
        let mut rendered = String::new();
        html::push_html(&mut rendered, Parser::new_ext(markdown, options));
        let (before, after) = (held(clean), held(&rendered));
        for ((kind, before), after) in self.kinds.iter_mut().zip(&before).zip(&after) {
            if before.is_empty() {
                continue;
            }
            let share = share(before, after);
            kind.share.push(share);
            if share < 1.0 {
                kind.short.push(format!("{id} {share:.3}"));
            }
        }
        let text =
            |html: &str| Document::from(html).select("p, li, h1, h2, h3, td").text().to_string();
        let (was, is) = (text(clean), text(&rendered));
        let leaks = |text: &str| {
            text.matches("</").count() + text.matches("| -").count() + text.matches("<br").count()
        };
        if leaks(&is) > leaks(&was) {
            self.leaks.push(id.to_owned());
        }
    }

    #[allow(clippy::cast_precision_loss, reason = "figures for a table")]
    pub(crate) fn print(&self) {
        println!("Markdown, rendered back by pulldown-cmark");
        println!("{:12} {:>7} {:>14} {:>10}", "", "pages", "kept, mean", "all kept");
        for (name, kind) in KINDS.iter().zip(&self.kinds) {
            let pages = kind.share.len();
            if pages == 0 {
                println!("{name:12} {pages:7}");
                continue;
            }
            let mean = kind.share.iter().sum::<f64>() / pages as f64;
            println!("{name:12} {pages:7} {mean:14.4} {:10}", pages - kind.short.len());
        }
        println!("{:12} {:>7}", "leaks", self.leaks.len());
        if std::env::var_os("SHORT").is_some() {
            for (name, kind) in KINDS.iter().zip(&self.kinds) {
                println!("{name}: {}", kind.short.join(", "));
            }
            println!("leaks: {}", self.leaks.join(", "));
        }
    }
}

/// The share of `before` that is also in `after`, each item counted as often as it occurs in both.
#[allow(clippy::cast_precision_loss, reason = "shares are rough")]
fn share(before: &[String], after: &[String]) -> f64 {
    let mut there: HashMap<&str, usize> = HashMap::new();
    for item in after {
        *there.entry(item).or_default() += 1;
    }
    let found = before
        .iter()
        .filter(|item| there.get_mut(item.as_str()).filter(|n| **n > 0).map(|n| *n -= 1).is_some())
        .count();
    found as f64 / before.len() as f64
}

fn held(html: &str) -> Held {
    // Separates cells and lines, whether or not there is a space between their tags.
    let html = ["</td>", "</th>", "</li>", "</p>", "</dt>", "</dd>", "<br>", "<br />", "<hr"]
        .iter()
        .fold(html.to_owned(), |html, tag| html.replace(tag, &format!(" {tag}")));
    let document = Document::from(html);
    let texts = |selector: &str| -> Vec<String> {
        let nodes = document.select(selector);
        let words = |text: String| text.split_whitespace().collect::<Vec<_>>().join(" ");
        nodes
            .nodes()
            .iter()
            .map(|n| words(n.text().to_string()))
            .filter(|t| !t.is_empty())
            .collect()
    };
    let links = document.select("a[href]");
    let links = links.nodes().iter().filter(|a| !a.text().trim().is_empty());
    let links = links.filter_map(|a| a.attr("href")).filter(|h| !h.starts_with('#'));
    // The renderer escapes more characters than necessary.
    let plain = |h: &str| h.replace("%5B", "[").replace("%5D", "]").replace("%7C", "|");
    let links = links.map(|h| plain(&h)).collect();
    let (cells, code, raised) =
        (texts("td, th"), texts("pre"), texts("sup:not(:has(a)), sub:not(:has(a))"));
    // In Markdown a formula is TeX, whose letters are not words.
    document.select("math, .math, pre").remove();
    let words = document.text();
    let words = words
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .map(str::to_owned)
        .collect();
    [words, cells, links, code, raised]
}
