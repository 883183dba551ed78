//! Scholarly identifiers of an article: DOI, arXiv, PubMed.

use commonplace_core::{Field, Origin};

use super::candidates::FoundMetadata;
use super::tags::Tags;

/// Scholarly identifiers of an article.
pub(super) struct Identifiers {
    pub(super) doi: Option<String>,
    pub(super) arxiv: Option<String>,
    pub(super) pubmed: Option<String>,
}

pub(super) fn identifiers(
    out: &mut FoundMetadata,
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
