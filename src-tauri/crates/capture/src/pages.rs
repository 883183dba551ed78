//! Articles on several pages: finds the next page, and joins several responses into one capture.

use base64::Engine as _;
use dom_query::{Document, NodeRef};
use url::Url;

use crate::element_purpose;

/// Maximum number of pages joined.
pub(crate) const MAX_PAGES: usize = 20;

/// Subject that marks a capture of several pages by this app: each page is a part, in order.
pub(crate) const SUBJECT: &str = "Commonplace capture of several pages";

/// The address of the next page of an article: the target of a link to the next page, if it differs
/// from this address only by the page number. A link to another article has another address, so it
/// is ignored whatever it is called.
pub(crate) fn next(html: &str, url: &str) -> Option<String> {
    if !crate::sanitize::is_within_limits(html) {
        return None;
    }
    let here = Url::parse(url).ok()?;
    let document = Document::from(html);
    let base = document.select("base[href]").attr("href");
    let base = base.and_then(|b| here.join(&b).ok()).unwrap_or_else(|| here.clone());
    let links = document.select("link[rel][href], a[href]");
    links.nodes().iter().find_map(|link| {
        let rel = link.attr("rel").unwrap_or_default().to_ascii_lowercase();
        let told = rel.split_ascii_whitespace().any(|r| r == "next");
        if !(told || link.has_name("a") && is_page_link(link)) || is_of_comments(link) {
            return None;
        }
        let mut target = base.join(link.attr("href")?.trim()).ok()?;
        target.set_fragment(None);
        follows(&here, &target).then(|| target.to_string())
    })
}

/// Whether the text of a link is a page number, or "next" in one of several languages.
fn is_page_link(link: &NodeRef<'_>) -> bool {
    let text = link.text();
    let text = text.trim().trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let number = (1..=2).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    let words = [
        "next",
        "next page",
        "continue",
        "continue reading",
        "weiter",
        "nächste seite",
        "suivant",
        "page suivante",
        "suivante",
        "siguiente",
        "página siguiente",
        "próxima",
        "seguinte",
        "successiva",
        "avanti",
        "volgende",
        "далее",
        "следующая",
        "下一页",
        "下一頁",
        "次へ",
        "次のページ",
        "次ページ",
        "다음",
        "التالي",
        "الصفحة التالية",
    ];
    let arrow = text.is_empty() && link.text().trim().chars().any(|c| "»›>→".contains(c));
    number || arrow || words.contains(&text.as_str())
}

fn is_of_comments(link: &NodeRef<'_>) -> bool {
    link.ancestors_it(None).take(8).any(|n| {
        let name = n.node_name().unwrap_or_default();
        let class = n.class().unwrap_or_default();
        element_purpose::purposes_of_element(&name, &class, &n.id_attr().unwrap_or_default())
            .has("comments")
    })
}

/// Whether `target` is the page after `here`: the same address with the next number.
fn follows(here: &Url, target: &Url) -> bool {
    if here.origin() != target.origin() {
        return false;
    }
    let (here, at) = numbered(here);
    let (target, to) = numbered(target);
    to >= 2 && to == at + 1 && here == target
}

/// An address without its page number, and the number; 1 if it has none.
fn numbered(url: &Url) -> (String, u32) {
    const NAMES: &[&str] = &["page", "p", "pg", "pagenum", "pageno", "seite", "pagina", "page_num"];
    let mut page = None;
    let rest: Vec<(String, String)> = url
        .query_pairs()
        .filter(|(key, value)| {
            let number = NAMES.contains(&key.to_ascii_lowercase().as_str());
            let number = number.then(|| value.parse().ok().filter(|n| *n < 200)).flatten();
            page = page.or(number);
            number.is_none()
        })
        .map(|(k, v)| (k.into_owned(), v.into_owned()))
        .collect();
    let query = |page: u32, path: &str| (format!("{path}?{rest:?}"), page);
    let path = url.path().trim_end_matches('/');
    if let Some(page) = page {
        return query(page, path);
    }
    let (stem, end) = match path.rsplit_once('.') {
        Some((stem, end)) if end.len() <= 5 && !end.contains('/') => (stem, format!(".{end}")),
        _ => (path, String::new()),
    };
    let digits = stem.len() - stem.bytes().rev().take_while(u8::is_ascii_digit).count();
    let (before, number) = stem.split_at(digits);
    // A longer number identifies an article, not a page.
    let number = (1..=2).contains(&number.len()).then(|| number.parse().ok()).flatten();
    if let Some(page) = number {
        for mark in
            ["/page/", "/page-", "/seite-", "/p/", "-page-", "_page_", "/", "_", "-p", ",", "-"]
        {
            if let Some(before) = before.strip_suffix(mark).filter(|b| b.len() > 1) {
                return query(page, &format!("{before}{end}"));
            }
        }
    }
    query(1, &format!("{stem}{end}"))
}

/// A page as it was served.
pub(crate) struct Part<'a> {
    pub(crate) url: &'a str,
    pub(crate) charset: Option<&'a str>,
    pub(crate) bytes: &'a [u8],
}

/// Joins several pages into one capture: a mail with each page unchanged, in order (RFC 2557).
pub(crate) fn join(parts: &[Part<'_>]) -> Vec<u8> {
    const BOUNDARY: &str = "commonplace-page";
    let mut out = format!(
        "Subject: {SUBJECT}\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=\"{BOUNDARY}\"\r\n"
    );
    for part in parts {
        let plain =
            |c: &str| c.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
        let charset = part.charset.filter(|c| plain(c)).map(|c| format!("; charset={c}"));
        let url = part.url.replace(['\r', '\n'], "");
        let body = base64::engine::general_purpose::STANDARD.encode(part.bytes);
        out.push_str(&format!(
            "\r\n--{BOUNDARY}\r\nContent-Type: text/html{}\r\nContent-Location: {url}\r\nContent-Transfer-Encoding: base64\r\n\r\n{body}\r\n",
            charset.unwrap_or_default()
        ));
    }
    out.push_str(&format!("--{BOUNDARY}--\r\n"));
    out.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_page_has_the_same_address_but_for_its_number() {
        for (here, link, follows) in [
            (
                "https://p.example/ferry",
                "<a href='?page=2'>2</a>",
                Some("https://p.example/ferry?page=2"),
            ),
            (
                "https://p.example/ferry?page=2",
                "<a href='?page=1'>1</a><a href='?page=3'>3</a>",
                Some("https://p.example/ferry?page=3"),
            ),
            (
                "https://p.example/ferry/",
                "<link rel=next href=/ferry/2/>",
                Some("https://p.example/ferry/2/"),
            ),
            (
                "https://p.example/ferry.html",
                "<a rel=next href=ferry_2.html>»</a>",
                Some("https://p.example/ferry_2.html"),
            ),
            (
                "https://p.example/ferry-2.html",
                "<a href=ferry-3.html>Weiter</a>",
                Some("https://p.example/ferry-3.html"),
            ),
            (
                "https://p.example/a/ferry",
                "<a href=ferry/page/2#top>下一页</a>",
                Some("https://p.example/a/ferry/page/2"),
            ),
            ("https://p.example/2024/ferry", "<link rel=next href=/2024/bridge>", None),
            ("https://p.example/ferry-7", "<link rel=next href=/bridge-8>", None),
            ("https://p.example/ferry", "<a href=/ferry/3>3</a>", None),
            ("https://p.example/ferry", "<a href=//q.example/ferry/2>2</a>", None),
            ("https://p.example/news/123456", "<a rel=next href=/news/123457>next</a>", None),
            ("https://p.example/ferry", "<div class=comments><a href='?page=2'>2</a></div>", None),
            (
                "https://p.example/ferry",
                "<p>In <a href='?page=2'>the second part</a> of it</p>",
                None,
            ),
        ] {
            assert_eq!(next(link, here).as_deref(), follows, "{here} {link}");
        }
    }
}
