//! Meta elements of a page by name, and the citation (COinS) that some pages hide in a span.

use dom_query::Document;

use super::plain::squash;

/// Meta elements in order: name in lower case, and content.
pub(super) struct Tags(Vec<(String, String)>);

impl Tags {
    pub(super) fn parse(document: &Document) -> Self {
        let mut out = Vec::new();
        for meta in document.select("meta[content]").iter().take(2_000) {
            let name = ["name", "property", "itemprop", "http-equiv"]
                .iter()
                .find_map(|a| meta.attr(a))
                .map(|n| n.trim().to_ascii_lowercase());
            let content = squash(&meta.attr("content").unwrap_or_default());
            if let Some(name) = name
                && !content.is_empty()
            {
                out.push((name, content));
            }
        }
        Self(out)
    }

    /// The content of the first of these names that is present.
    pub(super) fn first(&self, names: &[&str]) -> Option<String> {
        names.iter().find_map(|name| self.0.iter().find(|(n, _)| n == name)).map(|(_, c)| c.clone())
    }

    /// All contents of the first of these names that is present, without duplicates.
    pub(super) fn all(&self, names: &[&str]) -> Vec<String> {
        let of = |name: &str| {
            let mut out: Vec<String> = Vec::new();
            for (_, content) in self.0.iter().filter(|(n, _)| n == name) {
                if !out.contains(content) {
                    out.push(content.clone());
                }
            }
            out
        };
        names.iter().map(|n| of(n)).find(|v| !v.is_empty()).unwrap_or_default()
    }
}

/// The fields of a `<span class="Z3988" title="…">` (COinS).
pub(super) fn coins(document: &Document) -> Vec<(String, String)> {
    let title = document.select("span.Z3988").attr("title").unwrap_or_default();
    url::form_urlencoded::parse(title.as_bytes())
        .map(|(k, v)| (k.into_owned(), v.into_owned()))
        .collect()
}
