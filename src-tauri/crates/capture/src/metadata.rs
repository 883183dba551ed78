//! Metadata of a page: from what it states for machines and from what it shows, field by field in
//! an order of trust.
//!
//! Each field records its origin. Metadata for machines (JSON-LD, meta elements) is complete, but
//! often wrong because nobody looks at it; visible metadata is right, but has to be found. So the
//! visible heading is the title, and a visible "By …" names the authors. Only a date for machines
//! precedes a visible one, because it has a time and a zone.

mod authors;
mod candidates;
mod dates;
mod identifiers;
mod linked_data;
mod names;
mod plain;
mod tags;
mod title;
mod visible;

use commonplace_core::{Field, Metadata, Origin, Published};
use dom_query::Document;

use crate::blocks::Blocks;
use crate::{canonical, language};
use authors::authors;
use candidates::FoundMetadata;
use dates::{PUBLISHED_KEYS, address_date, head_time, parse_date, script_date};
use identifiers::identifiers;
pub(crate) use linked_data::LinkedData;
use plain::squash;
use tags::Tags;
use title::without_site;

/// Reads the metadata of a page. `url` is the address it came from, if known.
pub(crate) fn read_metadata(
    document: &Document,
    page: &Blocks,
    data: &LinkedData,
    url: Option<&str>,
) -> Metadata {
    let tags = Tags::parse(document);
    let mut out = FoundMetadata::default();
    let m = |names: &[&str]| tags.first(names);
    let ld = |field: &str| data.text(field);
    let attribute = |selector: &str, name: &str| {
        document.select(selector).attr(name).map(|v| squash(&v)).filter(|v| !v.is_empty())
    };

    let lang = out.pick(
        Field::Language,
        [
            (Origin::Meta, attribute("html", "lang")),
            (Origin::OpenGraph, m(&["og:locale"])),
            (Origin::Meta, m(&["content-language", "language"])),
            (Origin::DublinCore, m(&["dc.language", "dcterms.language"])),
            (Origin::JsonLd, ld("inLanguage")),
        ]
        .map(|(origin, tag)| (origin, tag.and_then(|t| language::normalise(&t)))),
    );
    let site = out.pick(
        Field::Site,
        [
            (Origin::OpenGraph, m(&["og:site_name"])),
            (Origin::JsonLd, ld("publisher")),
            (Origin::Highwire, m(&["citation_journal_title"])),
            (Origin::Meta, m(&["application-name", "apple-mobile-web-app-title"])),
            (Origin::DublinCore, m(&["dc.publisher", "dcterms.publisher"])),
        ]
        .map(|(origin, site)| {
            (origin, site.filter(|s| !s.starts_with("http") && s.chars().count() <= 80))
        }),
    );

    let head_title = squash(&document.select("head > title, title").first().text());
    let titles = [
        (Origin::Highwire, m(&["citation_title"])),
        (Origin::JsonLd, ld("headline").or_else(|| ld("name"))),
        (Origin::OpenGraph, m(&["og:title"])),
        (Origin::DublinCore, m(&["dc.title", "dcterms.title"])),
        (Origin::Meta, m(&["twitter:title", "parsely-title", "sailthru.title"])),
        (Origin::Meta, Some(head_title.clone())),
    ];
    let named: Vec<String> =
        titles.iter().filter_map(|(_, t)| t.clone()).filter(|t| !t.is_empty()).collect();
    let seen = visible::read_visible(page, &named, site.as_deref(), lang.as_deref());
    let host =
        url.and_then(|u| url::Url::parse(u).ok()).and_then(|u| u.host_str().map(str::to_owned));
    let title = out.pick(
        Field::Title,
        [(Origin::Visible, seen.title.clone())].into_iter().chain(titles.map(|(origin, title)| {
            (origin, title.map(|t| without_site(&t, site.as_deref(), host.as_deref())))
        })),
    );

    let (authors, byline) = authors(&mut out, document, data, &tags, &seen, site.as_deref());
    let read_date = |text: Option<String>| text.and_then(|t| parse_date(&t, lang.as_deref()));
    let stated = read_date(ld("datePublished"));
    // A page that was moved to another system often states the day of the move for machines.
    let earlier = |machine: Option<Published>| match (seen.published, machine) {
        (Some(seen), Some(machine)) if seen.day() < machine.day() => Some(seen),
        _ => None,
    };
    let published = out.pick(
        Field::Published,
        [
            (
                Origin::Visible,
                earlier(stated.or_else(|| read_date(m(&["article:published_time"])))),
            ),
            (Origin::JsonLd, stated),
            (
                Origin::OpenGraph,
                read_date(m(&[
                    "article:published_time",
                    "og:published_time",
                    "og:article:published_time",
                ])),
            ),
            (
                Origin::Highwire,
                read_date(m(&[
                    "citation_publication_date",
                    "citation_online_date",
                    "citation_date",
                ])),
            ),
            (
                Origin::DublinCore,
                read_date(m(&[
                    "dc.date.issued",
                    "dcterms.issued",
                    "dc.date",
                    "dcterms.date",
                    "dcterms.created",
                ])),
            ),
            (
                Origin::Meta,
                read_date(m(&[
                    "datepublished",
                    "parsely-pub-date",
                    "sailthru.date",
                    "pubdate",
                    "publishdate",
                    "publish-date",
                    "publish_date",
                    "date",
                    "originalpublicationdate",
                    "article.published",
                    "cxenseparse:recs:publishtime",
                ])),
            ),
            (
                Origin::Microdata,
                read_date(
                    attribute("[itemprop=datePublished]", "datetime")
                        .or_else(|| attribute("[itemprop=datePublished]", "content"))
                        .or_else(|| attribute("time[pubdate]", "datetime"))
                        .or_else(|| {
                            attribute("time.entry-date.published, time.dt-published", "datetime")
                        }),
                ),
            ),
            (Origin::Visible, seen.published),
            (Origin::Script, script_date(document, PUBLISHED_KEYS)),
            (Origin::Visible, head_time(document)),
            (Origin::Address, url.and_then(address_date)),
        ],
    );
    let modified = out.pick(
        Field::Modified,
        [
            (Origin::JsonLd, read_date(ld("dateModified"))),
            (Origin::OpenGraph, read_date(m(&["article:modified_time", "og:updated_time"]))),
            (Origin::DublinCore, read_date(m(&["dcterms.modified", "dc.date.modified"]))),
            (Origin::Meta, read_date(m(&["last-modified", "updated", "revised", "datemodified"]))),
            (Origin::Microdata, read_date(attribute("[itemprop=dateModified]", "datetime"))),
            (Origin::Visible, seen.modified),
        ],
    );
    // A page that only shows when it was changed was published at that time at the latest.
    let published = published.or_else(|| {
        // Only a visible date counts: for machines, any edit is a change.
        let day = seen.modified?;
        out.origins.push((Field::Published, Origin::Visible));
        Some(day)
    });
    let own = attribute("link[rel=canonical]", "href").or_else(|| m(&["og:url"]));
    let address = out.pick(
        Field::Url,
        [(
            if own.is_some() { Origin::Meta } else { Origin::Address },
            canonical(own.as_deref(), url),
        )],
    );
    let absolute = |link: Option<String>| {
        let base = url.and_then(|u| url::Url::parse(u).ok());
        link.and_then(|l| match &base {
            Some(base) => base.join(&l).ok(),
            None => url::Url::parse(&l).ok(),
        })
        .filter(|u| matches!(u.scheme(), "http" | "https"))
        .map(Into::into)
    };
    let picture = out.pick(
        Field::Image,
        [
            (Origin::OpenGraph, absolute(m(&["og:image:secure_url", "og:image"]))),
            (Origin::JsonLd, absolute(ld("image"))),
            (
                Origin::Meta,
                absolute(m(&["twitter:image", "twitter:image:src", "parsely-image-url"])),
            ),
        ],
    );
    let keywords = out.pick_list(
        Field::Keywords,
        [
            (Origin::JsonLd, data.list("keywords")),
            (Origin::OpenGraph, tags.all(&["article:tag"])),
            (Origin::Highwire, tags.all(&["citation_keywords"])),
            (
                Origin::Meta,
                split(m(&["news_keywords", "parsely-tags", "sailthru.tags", "keywords"])),
            ),
            (Origin::DublinCore, split(m(&["dc.subject", "dcterms.subject"]))),
        ],
    );
    let coins = tags::coins(document);
    let ids = identifiers(&mut out, &tags, &coins, &ld, url);
    let paywalled = data.denies("isAccessibleForFree")
        || m(&["article:content_tier"]).is_some_and(|t| matches!(t.as_str(), "locked" | "metered"));
    if paywalled {
        out.origins.push((Field::Paywalled, Origin::JsonLd));
    }
    Metadata {
        title: title.unwrap_or_default(),
        authors,
        byline,
        site,
        published,
        dateline: None,
        language: lang,
        description: out.pick(
            Field::Description,
            [
                (Origin::Meta, m(&["description"])),
                (Origin::OpenGraph, m(&["og:description"])),
                (Origin::Meta, m(&["twitter:description"])),
                (Origin::JsonLd, ld("description")),
            ],
        ),
        url: address,
        modified,
        image: picture,
        section: out.pick(
            Field::Section,
            [
                (Origin::OpenGraph, m(&["article:section"])),
                (Origin::JsonLd, ld("articleSection")),
                (Origin::Meta, m(&["parsely-section", "section", "cxenseparse:recs:category"])),
            ],
        ),
        keywords,
        licence: out.pick(
            Field::Licence,
            [
                (Origin::JsonLd, ld("license")),
                (Origin::Meta, absolute(attribute("link[rel=license]", "href"))),
                (
                    Origin::DublinCore,
                    m(&["dc.rights.license", "dcterms.license", "dcterms.rights"]),
                ),
                (Origin::Visible, absolute(attribute("a[rel~=license]", "href"))),
            ],
        ),
        doi: ids.doi,
        arxiv: ids.arxiv,
        pubmed: ids.pubmed,
        paywalled,
        origins: {
            out.origins.sort_unstable();
            out.origins
        },
    }
}
/// The page's own canonical address if its host is the same, otherwise that of the address it came
/// from.
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
        // A canonical address that is the site's front page is a mistake of the page.
        (Some(own), Some(came))
            if host(&own) == host(&came) && (own.path() != "/" || came.path() == "/") =>
        {
            canonical::canonical_url(own.as_str())
        }
        _ => canonical::canonical_url(url),
    }
}

fn split(text: Option<String>) -> Vec<String> {
    let text = text.unwrap_or_default();
    text.split([',', ';', '，', '、']).map(squash).filter(|t| !t.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_it(document: &Document, url: Option<&str>) -> Metadata {
        read_metadata(document, &Blocks::parse(document), &LinkedData::parse(document), url)
    }

    #[test]
    fn json_ld_is_read_first_and_bad_json_is_passed_over() {
        let document = Document::from(
            r#"<html lang=en_gb><head><title>Ferries - The Paper</title><meta property=og:site_name content="The Paper">
            <link rel=canonical href=/ferries?utm_source=x><script type=application/ld+json>{bad</script>
            <script type=application/ld+json>{"@graph":[{"@type":"WebPage"},{"@type":["NewsArticle"],"headline":"Ferries &amp; tides",
            "author":[{"name":"Ana Liang"},{"name":"John Roe"}],"datePublished":"2014-03-07T08:15:00+01:00"}]}</script></head></html>"#,
        );
        let m = read_it(&document, Some("https://paper.example/ferries?x=1"));
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
        let m = read_it(&document, None);
        assert_eq!((m.title.as_str(), m.byline.as_deref()), ("Ferries", Some("Ana Liang")));
        assert_eq!(m.published.map(|p| p.to_string()).as_deref(), Some("2014-03-07"));
    }

    #[test]
    fn an_institution_is_one_author() {
        let of = |name: &str| {
            let document = Document::from(
                format!("<title>Ferries</title><meta name=author content='{name}'>").as_str(),
            );
            read_it(&document, None).authors
        };
        assert_eq!(
            of("Center for Ferry Evaluation and Research"),
            ["Center for Ferry Evaluation and Research"]
        );
        assert_eq!(of("Ana Liang and John Roe"), ["Ana Liang", "John Roe"]);
    }

    #[test]
    fn an_author_is_found_in_what_is_shown_where_a_page_is_shared() {
        let document = Document::from(
            "<title>Ferries</title><meta name='twitter:label1' content='Verfasst von'><meta name='twitter:data1' content='Ana Liang'><meta name='twitter:label2' content='Geschätzte Lesezeit'><meta name='twitter:data2' content='4 Minuten'>",
        );
        assert_eq!(read_it(&document, None).authors, ["Ana Liang"]);
    }

    #[test]
    fn a_canonical_address_on_another_host_is_not_believed() {
        let document = Document::from("<link rel=canonical href=https://evil.example/x>");
        assert_eq!(
            read_it(&document, Some("https://paper.example/a")).url.as_deref(),
            Some("https://paper.example/a")
        );
    }
}
