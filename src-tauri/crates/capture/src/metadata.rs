//! What a page says about itself: JSON-LD, then meta elements, then what is visible.

use commonplace_core::{Metadata, Published};
use dom_query::Document;
use serde_json::Value;

use crate::{canonical, date, language, paste};

/// Reads the metadata of a page. `url` is where it came from, if known.
pub(crate) fn read(document: &Document, url: Option<&str>) -> Metadata {
    let ld = json_ld(document);
    let ld = |path: &str| ld.as_ref().and_then(|v| v.pointer(path));
    let lang = first([
        document.select("html").attr("lang").map(|l| l.to_string()),
        meta(document, &["og:locale", "content-language", "language", "dc.language"]),
        ld("/inLanguage").and_then(Value::as_str).map(str::to_owned),
    ])
    .and_then(|l| language::normalise(&l));
    let site = first([
        meta(document, &["og:site_name"]),
        ld("/publisher/name").and_then(Value::as_str).map(str::to_owned),
        meta(document, &["application-name", "citation_journal_title", "dc.publisher"]),
    ]);
    let h1: Vec<String> =
        document.select("h1").iter().map(|h| squash(&h.text())).filter(|t| !t.is_empty()).collect();
    let head_title = squash(&document.select("head > title").first().text());
    let mut title = first([
        ld("/headline").and_then(Value::as_str).map(unescape),
        meta(document, &["og:title", "citation_title", "dc.title", "twitter:title"]),
        (h1.len() == 1).then(|| h1[0].clone()),
        Some(head_title.clone()),
        h1.first().cloned(),
    ])
    .unwrap_or_default();
    title = without_site(&title, site.as_deref(), &h1);
    let (authors, byline) = authors(document, ld("/author"));
    let published = first([
        ld("/datePublished").and_then(Value::as_str).map(str::to_owned),
        meta(
            document,
            &[
                "article:published_time",
                "og:published_time",
                "datepublished",
                "citation_publication_date",
                "citation_date",
                "dc.date.issued",
                "dc.date",
                "dcterms.created",
                "parsely-pub-date",
                "sailthru.date",
                "pubdate",
                "publishdate",
                "publish-date",
                "date",
                "originalpublicationdate",
            ],
        ),
        document
            .select("time[pubdate], time[itemprop=datePublished], [itemprop=datePublished]")
            .attr("datetime")
            .map(|d| d.to_string()),
        document.select("[itemprop=datePublished]").attr("content").map(|d| d.to_string()),
        document
            .select("article time[datetime], main time[datetime], header time[datetime]")
            .attr("datetime")
            .map(|d| d.to_string()),
    ])
    .and_then(|text| parse_date(&text, lang.as_deref()))
    .or_else(|| visible_date(document, lang.as_deref()));
    let own = document
        .select("link[rel=canonical]")
        .attr("href")
        .map(|h| h.to_string())
        .or_else(|| meta(document, &["og:url"]));
    Metadata {
        title,
        authors,
        byline,
        site,
        published,
        dateline: None,
        language: lang,
        description: meta(document, &["description", "og:description", "twitter:description"]),
        url: canonical(own.as_deref(), url),
    }
}

/// The page's own canonical address where it names the same host, else where it came from.
fn canonical(own: Option<&str>, url: Option<&str>) -> Option<String> {
    let Some(url) = url else { return own.and_then(canonical::canonical_url) };
    let came = url::Url::parse(url).ok();
    let own = own.and_then(|o| came.as_ref()?.join(o).ok());
    let host = |u: &url::Url| {
        u.host_str().map(|h| {
            h.trim_start_matches("www.")
                .trim_start_matches("m.")
                .trim_start_matches("amp.")
                .to_owned()
        })
    };
    match (own, came) {
        // A front page as canonical address of an article is a mistake of the page.
        (Some(own), Some(came))
            if host(&own) == host(&came) && (own.path() != "/" || came.path() == "/") =>
        {
            canonical::canonical_url(own.as_str())
        }
        _ => canonical::canonical_url(url),
    }
}

fn first<const N: usize>(candidates: [Option<String>; N]) -> Option<String> {
    candidates.into_iter().flatten().map(|s| squash(&s)).find(|s| !s.is_empty())
}

/// White space folded, control characters gone, at most 1,000 characters.
fn squash(text: &str) -> String {
    let words: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|w| !w.is_empty())
        .collect();
    words.join(" ").chars().take(1_000).collect()
}

/// The first of the named meta elements that says something, whether by `name` or `property`.
fn meta(document: &Document, names: &[&str]) -> Option<String> {
    let all = document.select("meta[content]");
    names.iter().find_map(|name| {
        all.iter().find_map(|m| {
            let key = m
                .attr("name")
                .or_else(|| m.attr("property"))
                .or_else(|| m.attr("itemprop"))
                .or_else(|| m.attr("http-equiv"))?;
            let content = squash(&m.attr("content")?);
            (key.eq_ignore_ascii_case(name) && !content.is_empty()).then_some(content)
        })
    })
}

/// JSON-LD is JSON, but many pages escape HTML into it.
fn unescape(text: &str) -> String {
    if text.contains('&') { Document::fragment(text).text().to_string() } else { text.to_owned() }
}

/// The object of a page's JSON-LD that is its article.
fn json_ld(document: &Document) -> Option<Value> {
    let mut found = None;
    for script in document.select("script[type='application/ld+json']").iter() {
        let text = script.text();
        let Ok(value) = serde_json::from_str::<Value>(text.trim()) else { continue };
        let mut open = vec![value];
        let mut seen = 0;
        while let Some(value) = open.pop() {
            seen += 1;
            if seen > 1_000 {
                break;
            }
            match value {
                Value::Array(items) => open.extend(items.into_iter().rev()),
                Value::Object(mut object) => {
                    if let Some(graph) = object.remove("@graph") {
                        open.push(graph);
                    }
                    if let Some(main) = object.get("mainEntity").filter(|m| m.is_object()) {
                        open.push(main.clone());
                    }
                    if is_article(object.get("@type")) {
                        let rank = usize::from(object.contains_key("headline"))
                            + usize::from(object.contains_key("datePublished"));
                        if found.as_ref().is_none_or(|(best, _)| rank > *best) {
                            found = Some((rank, Value::Object(object)));
                        }
                    }
                }
                _ => {}
            }
        }
    }
    found.map(|(_, value)| value)
}

fn is_article(kind: Option<&Value>) -> bool {
    let one = |v: &Value| {
        v.as_str()
            .is_some_and(|s| s.ends_with("Article") || s.ends_with("Posting") || s == "Report")
    };
    match kind {
        Some(Value::Array(kinds)) => kinds.iter().any(one),
        Some(kind) => one(kind),
        None => false,
    }
}

fn authors(document: &Document, ld: Option<&Value>) -> (Vec<String>, Option<String>) {
    let mut names: Vec<String> = Vec::new();
    let mut add = |name: &str| {
        let name = squash(&unescape(name));
        if !name.is_empty()
            && name.chars().count() <= 80
            && !name.starts_with("http")
            && !name.contains('@')
            && !names.contains(&name)
        {
            names.push(name);
        }
    };
    let entries: Vec<&Value> = match ld {
        Some(Value::Array(entries)) => entries.iter().collect(),
        Some(entry) => vec![entry],
        None => Vec::new(),
    };
    for entry in entries {
        if let Some(name) = entry.as_str().or_else(|| entry.get("name").and_then(Value::as_str)) {
            paste::names(name).iter().for_each(|n| add(n));
        }
    }
    if names.is_empty() {
        let all = document.select("meta[content]");
        for m in all.iter() {
            let key = m
                .attr("name")
                .or_else(|| m.attr("property"))
                .unwrap_or_default()
                .to_ascii_lowercase();
            if matches!(
                key.as_str(),
                "author"
                    | "citation_author"
                    | "dc.creator"
                    | "article:author"
                    | "parsely-author"
                    | "byl"
                    | "sailthru.author"
                    | "dcterms.creator"
            ) {
                let content = m.attr("content").unwrap_or_default();
                // A citation names a person family name first; it is kept as the page has it.
                if key == "citation_author" {
                    let turned = content.split_once(", ").map_or_else(
                        || content.to_string(),
                        |(family, given)| format!("{given} {family}"),
                    );
                    if !names.contains(&turned) {
                        names.push(squash(&turned));
                    }
                } else if names.is_empty() && !content.starts_with("http") {
                    names.extend(
                        paste::names(&content).into_iter().filter(|n| n.chars().count() <= 80),
                    );
                }
            }
        }
    }
    if names.is_empty() {
        for selector in [
            "[rel=author]",
            "[itemprop=author] [itemprop=name]",
            "[itemprop=author]",
            ".byline",
            ".author-name",
            ".author",
            ".p-author",
        ] {
            let found = squash(&document.select(selector).first().text());
            if !found.is_empty() && found.chars().count() <= 120 {
                let found = paste::names(&found);
                if !found.is_empty() && found.iter().all(|n| n.split_whitespace().count() <= 5) {
                    names = found;
                    break;
                }
            }
        }
    }
    let byline = (!names.is_empty()).then(|| names.join(", "));
    (names, byline)
}

fn parse_date(text: &str, language: Option<&str>) -> Option<Published> {
    text.trim().parse().ok().or_else(|| date::find(text, language).map(|(d, _)| d))
}

/// A date that stands by itself near the top of the page.
fn visible_date(document: &Document, language: Option<&str>) -> Option<Published> {
    [
        "time",
        ".published",
        ".date",
        ".dateline",
        ".timestamp",
        ".pub-date",
        ".post-date",
        ".entry-date",
    ]
    .iter()
    .find_map(|selector| {
        document.select(selector).iter().take(3).find_map(|element| {
            let text = squash(&element.text());
            (text.chars().count() <= 80)
                .then(|| date::find(&text, language))
                .flatten()
                .map(|(d, _)| d)
        })
    })
}

/// A title without the site's name before or behind it.
fn without_site(title: &str, site: Option<&str>, h1: &[String]) -> String {
    // The page's own heading tells where the title ends.
    if let Some(heading) = h1.iter().find(|h| {
        h.chars().count() >= 10
            && title.len() > h.len()
            && (title.starts_with(h.as_str()) || title.ends_with(h.as_str()))
    }) {
        return heading.clone();
    }
    let fold = |s: &str| {
        s.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>()
    };
    for separator in [" | ", " - ", " – ", " — ", " :: ", " · ", " » ", "_", "｜"] {
        if let Some((before, after)) = title.rsplit_once(separator)
            && let Some(site) = site
        {
            if fold(after) == fold(site) && !before.trim().is_empty() {
                return before.trim().to_owned();
            }
            if let Some((before, after)) = title.split_once(separator)
                && fold(before) == fold(site)
            {
                return after.trim().to_owned();
            }
        }
    }
    title.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_ld_is_read_first_and_bad_json_is_passed_over() {
        let document = Document::from(
            r#"<html lang=en_gb><head><title>Ferries - The Paper</title><meta property=og:site_name content="The Paper">
            <link rel=canonical href=/ferries?utm_source=x><script type=application/ld+json>{bad</script>
            <script type=application/ld+json>{"@graph":[{"@type":"WebPage"},{"@type":["NewsArticle"],"headline":"Ferries &amp; tides",
            "author":[{"name":"Ana Liang"},{"name":"John Roe"}],"datePublished":"2014-03-07T08:15:00+01:00"}]}</script></head></html>"#,
        );
        let m = read(&document, Some("https://paper.example/ferries?x=1"));
        assert_eq!(m.title, "Ferries & tides");
        assert_eq!(m.authors, ["Ana Liang", "John Roe"]);
        assert_eq!(m.published.map(|p| p.to_string()).as_deref(), Some("2014-03-07T08:15+01:00"));
        assert_eq!(m.language.as_deref(), Some("en-GB"));
        assert_eq!(m.site.as_deref(), Some("The Paper"));
        assert_eq!(m.url.as_deref(), Some("https://paper.example/ferries"));
    }

    #[test]
    fn without_data_the_visible_page_speaks() {
        let document = Document::from(
            "<title>The Paper | Ferries</title><meta property=og:site_name content='The Paper'><h1>A</h1><h1>B</h1><p class=byline>By Ana Liang</p><p class=date>7 March 2014</p>",
        );
        let m = read(&document, None);
        assert_eq!((m.title.as_str(), m.byline.as_deref()), ("Ferries", Some("Ana Liang")));
        assert_eq!(m.published.map(|p| p.to_string()).as_deref(), Some("2014-03-07"));
    }

    #[test]
    fn a_canonical_address_on_another_host_is_not_believed() {
        let document = Document::from("<link rel=canonical href=https://evil.example/x>");
        assert_eq!(
            read(&document, Some("https://paper.example/a")).url.as_deref(),
            Some("https://paper.example/a")
        );
    }
}
