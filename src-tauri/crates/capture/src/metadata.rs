//! What a page says about itself and what a reader sees of it, field by field in an order of trust.
//!
//! Each field remembers where it came from. What machines are told (JSON-LD, meta elements) is
//! complete but often wrong where nobody looks; what readers see is right but has to be found. So
//! the visible heading is the title, a visible "By …" names the authors, and a date for machines
//! goes before one for readers only because it has a time and a zone.

mod linked_data;
mod plain;
mod tags;
mod visible;

use commonplace_core::{Field, Metadata, Origin, Published, text};
use dom_query::Document;

use crate::blocks::Blocks;
use crate::{canonical, date, language, paste};
pub(crate) use linked_data::LinkedData;
use plain::{squash, unescape};
use tags::Tags;

/// Reads the metadata of a page. `url` is where it came from, if known.
pub(crate) fn read(
    document: &Document,
    page: &Blocks,
    data: &LinkedData,
    url: Option<&str>,
) -> Metadata {
    let tags = Tags::of(document);
    let mut out = Found::default();
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
    let seen = visible::look(page, &named, site.as_deref(), lang.as_deref());
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
    // A page moved to another system tells machines the day of the move.
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
    // A page that only says when it was last changed was there then at the latest.
    let published = published.or_else(|| {
        // Only where a reader is told so: for machines, any change of a page is one.
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

/// Fields as they are found, each with where it came from.
#[derive(Default)]
struct Found {
    origins: Vec<(Field, Origin)>,
}

impl Found {
    /// The first candidate that says something.
    fn pick<T: Says>(
        &mut self,
        field: Field,
        candidates: impl IntoIterator<Item = (Origin, Option<T>)>,
    ) -> Option<T> {
        let (origin, value) =
            candidates.into_iter().find_map(|(o, v)| v.filter(Says::says).map(|v| (o, v)))?;
        self.origins.push((field, origin));
        Some(value)
    }

    fn pick_list(
        &mut self,
        field: Field,
        candidates: impl IntoIterator<Item = (Origin, Vec<String>)>,
    ) -> Vec<String> {
        let Some((origin, values)) = candidates.into_iter().find(|(_, v)| !v.is_empty()) else {
            return Vec::new();
        };
        self.origins.push((field, origin));
        let mut out: Vec<String> = Vec::new();
        for value in values.into_iter().take(100) {
            if !out.iter().any(|o| o.eq_ignore_ascii_case(&value)) {
                out.push(value);
            }
        }
        out
    }

    fn origin(&self, field: Field) -> Option<Origin> {
        self.origins.iter().find(|(f, _)| *f == field).map(|(_, o)| *o)
    }
}

/// Whether a value says anything.
trait Says {
    fn says(&self) -> bool;
}

impl Says for String {
    fn says(&self) -> bool {
        !self.trim().is_empty()
    }
}

impl Says for Published {
    fn says(&self) -> bool {
        // Clocks that were never set.
        (1700..2200).contains(&self.year()) && !self.to_string().starts_with("1970-01-01")
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

fn split(text: Option<String>) -> Vec<String> {
    let text = text.unwrap_or_default();
    text.split([',', ';', '，', '、']).map(squash).filter(|t| !t.is_empty()).collect()
}

fn parse_date(text: &str, language: Option<&str>) -> Option<Published> {
    let stated = text.trim().parse().ok().filter(|date: &Published| date.has_day());
    stated.map(without_midnight).or_else(|| date::find(text, language).map(|(d, _)| d))
}

/// A date without its time where that is midnight: what a page's software writes for a day alone.
fn without_midnight(date: Published) -> Published {
    let midnight = date.time() == Some((0, 0));
    date.day().parse().ok().filter(|_| midnight).unwrap_or(date)
}

/// The authors, and the line about them.
fn authors(
    out: &mut Found,
    document: &Document,
    data: &LinkedData,
    tags: &Tags,
    seen: &visible::Visible,
    site: Option<&str>,
) -> (Vec<String>, Option<String>) {
    let site = site.map(text::folded).unwrap_or_default();
    let agents = data.authors();
    let persons: Vec<String> =
        agents.iter().filter(|a| a.is_person).flat_map(|a| split_names(&a.name)).collect();
    let organisations: Vec<String> =
        agents.into_iter().filter(|a| !a.is_person).map(|a| a.name).collect();
    let microdata = [
        "[itemprop=author] [itemprop=name]",
        "[itemprop=author]",
        "[rel=author]",
        ".p-author",
        ".h-card .p-name",
    ]
    .iter()
    .find_map(|selector| {
        let names: Vec<String> = document
            .select(selector)
            .iter()
            .take(8)
            .map(|e| squash(&e.text()))
            .filter(|t| (2..=60).contains(&t.chars().count()))
            .flat_map(|t| visible::plausible(split_names(&t)))
            .collect();
        (!names.is_empty()).then_some(names)
    })
    .unwrap_or_default();
    let mut written = tags.all(&[
        "author",
        "article:author",
        "parsely-author",
        "byl",
        "sailthru.author",
        "dc.creator",
        "dcterms.creator",
        "article:author_name",
    ]);
    written.retain(|n| !n.starts_with("http"));
    let written: Vec<String> = match written.as_slice() {
        // One element with all of them.
        [line] => split_names(line),
        _ => written,
    };
    // What is shown where the page is shared: `Written by`, and who.
    let shared = (1..=2).find_map(|n| {
        let label = tags.first(&[&format!("twitter:label{n}")])?;
        let data = tags.first(&[&format!("twitter:data{n}")])?;
        Some(visible::plausible(paste::byline_names(&format!("{label} {data}"))?))
    });
    let turned = tags.all(&["citation_author"]).iter().map(|name| turn(name)).collect::<Vec<_>>();
    let other = |names: &[String]| -> Vec<String> {
        names.iter().filter(|n| text::folded(n) != site).cloned().collect()
    };
    let known = |names: Vec<String>| -> Vec<String> {
        let mut good: Vec<String> = Vec::new();
        for name in names {
            if is_name(&name) && !good.iter().any(|g| g.eq_ignore_ascii_case(&name)) {
                good.push(name);
            }
        }
        good
    };
    let names = out.pick_list(
        Field::Authors,
        [
            (Origin::Highwire, turned),
            (Origin::Visible, seen.byline.clone()),
            (Origin::JsonLd, other(&persons)),
            (Origin::Meta, other(&written)),
            (Origin::Microdata, other(&microdata)),
            (Origin::Visible, seen.author.clone()),
            (Origin::Meta, other(&shared.unwrap_or_default())),
            // A publication signs for itself; another company only made the page.
            (
                Origin::JsonLd,
                organisations.into_iter().filter(|n| text::folded(n) == site).collect(),
            ),
        ]
        .map(|(origin, names)| (origin, known(names))),
    );
    if let Some(origin) = out.origin(Field::Authors) {
        out.origins.push((Field::Byline, origin));
    }
    let byline = (!names.is_empty()).then(|| names.join(", "));
    (names, byline)
}

/// A line of names, one each.
fn split_names(line: &str) -> Vec<String> {
    paste::names(&unescape(line))
}

/// Whether a text can be a name at all: no address, no account, no placeholder.
fn is_name(name: &str) -> bool {
    let lower = name.to_lowercase();
    let count = name.chars().count();
    let letters = name.chars().filter(|c| c.is_alphabetic()).count();
    let account = !name.contains(' ')
        && (name.chars().any(|c| c.is_ascii_digit())
            || lower.contains("www.")
            || lower.contains('_'));
    (2..=80).contains(&count)
        && letters * 2 > count
        && !account
        && !is_company(&lower)
        && !lower.starts_with("http")
        && !name.contains(['@', '{', '<', '='])
        && !paste::has_date_words(name)
        && !matches!(
            lower.as_str(),
            "undefined"
                | "null"
                | "none"
                | "admin"
                | "administrator"
                | "author"
                | "authors"
                | "unknown"
                | "anonymous"
                | "user"
                | "guest"
                | "root"
                | "editor"
                | "webmaster"
                | "by"
                | "staff"
                | "default"
                | "wordpress"
                | "n/a"
        )
}

/// Whether a name is that of a company, by its legal form.
fn is_company(lower: &str) -> bool {
    let forms =
        ["inc", "ltd", "llc", "gmbh", "corporation", "corp", "plc", "co", "ag", "bv", "pty"];
    let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
    words.skip(1).any(|word| forms.contains(&word))
}

/// A citation names a person family name first.
fn turn(name: &str) -> String {
    name.split_once(", ")
        .map_or_else(|| name.to_owned(), |(family, given)| format!("{given} {family}"))
}

const PUBLISHED_KEYS: &[&str] = &[
    "datePublished",
    "publishedAt",
    "published_at",
    "publishedDate",
    "published_date",
    "publishDate",
    "publish_date",
    "published_on",
    "publishedOn",
    "date_published",
    "first_published_at",
    "pubDate",
];

/// A date that the page's own scripts are given, where all of them say the same day.
fn script_date(document: &Document, keys: &[&str]) -> Option<Published> {
    let mut found: Option<Published> = None;
    for script in document.select("script").iter() {
        let text = script.text();
        for key in keys {
            for (at, _) in text.match_indices(key).take(20) {
                let rest = &text[at + key.len()..];
                let rest = rest.trim_start_matches(['"', '\\', ' ', ':']);
                let Some(day) = rest.get(..10) else { continue };
                let value: String = rest
                    .chars()
                    .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | ':' | '.' | '+'))
                    .take(32)
                    .collect();
                let whole =
                    |text: &str| text.parse().ok().filter(|date: &Published| date.has_day());
                let Some(date) = whole(&value).or_else(|| whole(day)).map(without_midnight) else {
                    continue;
                };
                match found {
                    // Other articles are listed there too.
                    Some(other) if other.day() != date.day() => return None,
                    Some(_) => {}
                    None => found = Some(date),
                }
            }
        }
    }
    found
}

/// The first time element in the head of an article.
fn head_time(document: &Document) -> Option<Published> {
    let times = document.select("article header time[datetime], main header time[datetime], article time[datetime], main time[datetime], header time[datetime]");
    // One that shows its day was seen already, if it is the article's.
    let relative = |text: &str| text.chars().filter(char::is_ascii_digit).count() <= 2;
    times
        .iter()
        .next()
        .filter(|t| relative(&t.text()))
        .and_then(|t| parse_date(&t.attr("datetime")?, None))
}

/// The day in an address like `/2025/12/20/…`.
fn address_date(url: &str) -> Option<Published> {
    let parsed = url::Url::parse(url).ok()?;
    let parts: Vec<&str> = parsed.path_segments()?.collect();
    parts.windows(3).find_map(|w| {
        let [year, month, day] = w else { return None };
        let number =
            |t: &str, digits: usize| (t.len() <= digits).then(|| t.parse::<u16>().ok()).flatten();
        let year = number(year, 4).filter(|y| (1990..2200).contains(y))?;
        let (month, day) = (number(month, 2)?, number(day, 2)?);
        Published::date(year, u8::try_from(month).ok()?, u8::try_from(day).ok()?)
    })
}

/// The numbers by which science knows an article.
struct Identifiers {
    doi: Option<String>,
    arxiv: Option<String>,
    pubmed: Option<String>,
}

fn identifiers(
    out: &mut Found,
    tags: &Tags,
    coins: &[(String, String)],
    ld: &dyn Fn(&str) -> Option<String>,
    url: Option<&str>,
) -> Identifiers {
    let doi = |text: Option<String>| {
        let text = text?;
        let from = text.find("10.")?;
        let doi: String = text[from..]
            .chars()
            .take_while(|c| !c.is_whitespace() && !matches!(c, '"' | '<' | '>' | '?' | '#'))
            .collect();
        let (registrant, name) = doi.split_once('/')?;
        let valid = registrant.len() >= 7
            && registrant[3..].bytes().all(|b| b.is_ascii_digit() || b == b'.')
            && !name.is_empty();
        valid.then_some(doi)
    };
    let from_coins = coins
        .iter()
        .find(|(k, v)| k == "rft_id" && v.starts_with("info:doi/"))
        .map(|(_, v)| v.clone());
    let path = |host: &str, prefix: &str| {
        let parsed = url.and_then(|u| url::Url::parse(u).ok())?;
        let right =
            parsed.host_str().is_some_and(|h| h == host || h.ends_with(&format!(".{host}")));
        right.then(|| parsed.path().strip_prefix(prefix).map(str::to_owned)).flatten()
    };
    let number = |text: String| -> Option<String> {
        let digits: String =
            text.trim_matches('/').chars().take_while(char::is_ascii_digit).collect();
        (!digits.is_empty()).then_some(digits)
    };
    let arxiv = |text: String| {
        let id =
            text.trim_start_matches("arXiv:").trim_end_matches(".pdf").trim_matches('/').to_owned();
        (id.len() >= 9
            && id.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'/' | b'-')))
        .then_some(id)
    };
    Identifiers {
        doi: out.pick(
            Field::Doi,
            [
                (Origin::Highwire, doi(tags.first(&["citation_doi", "bepress_citation_doi"]))),
                (Origin::Meta, doi(tags.first(&["doi", "prism.doi"]))),
                (Origin::DublinCore, doi(tags.first(&["dc.identifier", "dcterms.identifier"]))),
                (Origin::JsonLd, doi(ld("identifier").or_else(|| ld("sameAs")))),
                (Origin::Coins, doi(from_coins)),
                (Origin::Address, doi(path("doi.org", "/"))),
            ],
        ),
        arxiv: out.pick(
            Field::Arxiv,
            [
                (Origin::Highwire, tags.first(&["citation_arxiv_id"]).and_then(arxiv)),
                (
                    Origin::Address,
                    path("arxiv.org", "/abs/")
                        .or_else(|| path("arxiv.org", "/html/"))
                        .and_then(arxiv),
                ),
            ],
        ),
        pubmed: out.pick(
            Field::Pubmed,
            [
                (Origin::Highwire, tags.first(&["citation_pmid"]).and_then(number)),
                (Origin::Address, path("pubmed.ncbi.nlm.nih.gov", "/").and_then(number)),
            ],
        ),
    }
}

/// A title without the channel and the site that Chinese pages put behind it: `…_教育频道_中国青年网`.
/// No title of a text has an underscore.
fn without_channels(title: &str) -> &str {
    let Some((before, after)) = title.split_once('_') else { return title };
    let before = before.trim();
    let cjk = |text: &str| text.chars().any(commonplace_core::text::is_cjk);
    let short = after.split('_').all(|part| part.chars().count() <= 12 && cjk(part));
    if short && before.chars().count() >= 6 && cjk(before) { before } else { title }
}

/// A title without the site's name before or behind it.
fn without_site(title: &str, site: Option<&str>, host: Option<&str>) -> String {
    let site = site.map(text::folded).unwrap_or_default();
    let host = host.unwrap_or_default().trim_start_matches("www.");
    let label = text::folded(host.rsplit('.').nth(1).unwrap_or_default());
    // `part` is all that stands on one side of a separator.
    let names = |part: &str| {
        let part = text::folded(part);
        !part.is_empty()
            && (part == site
                || part == text::folded(host)
                || label.len() >= 4
                    && (part == label || part.contains(&label) && part.len() <= label.len() + 12)
                || site.len() >= 4 && part.len() <= site.len() + 12 && part.contains(&site)
                || part.len() >= 4 && site.starts_with(&part))
    };
    let mut title = without_channels(title.trim());
    for _ in 0..2 {
        let mut cut = None;
        for separator in
            [" | ", " - ", " – ", " — ", " :: ", " · ", " • ", " » ", " « ", " / ", "_", "｜", "|"]
        {
            if let Some((before, after)) = title.rsplit_once(separator)
                && names(after)
                && !before.trim().is_empty()
            {
                cut = Some(before.trim());
            } else if let Some((before, after)) = title.split_once(separator)
                && names(before)
                && !after.trim().is_empty()
            {
                cut = Some(after.trim());
            }
            if cut.is_some() {
                break;
            }
        }
        match cut {
            Some(shorter) => title = shorter,
            None => break,
        }
    }
    title.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_it(document: &Document, url: Option<&str>) -> Metadata {
        read(document, &Blocks::of(document), &LinkedData::of(document), url)
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
