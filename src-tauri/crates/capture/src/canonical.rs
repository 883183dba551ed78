//! Canonical addresses: tracking parameters are removed, so that an article is recognised however
//! it was reached.

use url::Url;

/// Query parameters used only for tracking.
const TRACKING: &[&str] = &[
    "fbclid",
    "gclid",
    "dclid",
    "gbraid",
    "wbraid",
    "msclkid",
    "mc_cid",
    "mc_eid",
    "igshid",
    "twclid",
    "yclid",
    "_ga",
    "_gl",
    "_hsenc",
    "_hsmi",
    "mkt_tok",
    "oly_anon_id",
    "oly_enc_id",
    "vero_id",
    "wt_mc",
    "cmpid",
    "ncid",
    "sr_share",
    "spm",
    "ref_src",
    "ref_url",
    "share_id",
    "share_token",
    "share_source",
    "share_medium",
    "share_from",
    "share_plat",
    "spm_id_from",
    "vd_source",
    "guccounter",
    "guce_referrer",
    "guce_referrer_sig",
    "at_medium",
    "at_campaign",
    "_openstat",
];

/// The canonical form of `url`, or `None` if it is not an http(s) address.
///
/// Lower-case host, no default port, no credentials, no tracking parameters, and no fragment,
/// except one that is a route of a web application: `#!…`, `#/…`. An AMP copy served by Google
/// becomes the address of the original page. Nothing else that could change the target is removed.
/// Hosts under `invalid` give `None`.
#[must_use]
pub fn canonical_url(url: &str) -> Option<String> {
    let mut url = Url::parse(url.trim()).ok()?;
    if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none_or(str::is_empty) {
        return None;
    }
    if url.host_str().is_some_and(|host| host.ends_with(".invalid")) {
        return None;
    }
    if let Some(original) = of_amp(&url) {
        return canonical_url(&original);
    }
    // These cannot fail on an http(s) address.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    if !url.fragment().is_some_and(|f| f.starts_with('!') || f.starts_with('/')) {
        url.set_fragment(None);
    }
    if url.query().is_some() {
        let kept: Vec<(String, String)> = url
            .query_pairs()
            .filter(|(key, _)| {
                let key = key.to_ascii_lowercase();
                !key.starts_with("utm_") && !TRACKING.contains(&key.as_str())
            })
            .map(|(k, v)| (k.into_owned(), v.into_owned()))
            .collect();
        let dropped = kept.len() < url.query_pairs().count();
        if kept.is_empty() {
            url.set_query(None);
        } else if dropped {
            url.query_pairs_mut().clear().extend_pairs(kept);
        }
    }
    Some(url.into())
}

/// The original page of an AMP copy: `google.com/amp/s/HOST/PATH`, where `s` means https.
fn of_amp(url: &Url) -> Option<String> {
    let host = url.host_str()?;
    let google = host.strip_prefix("www.").unwrap_or(host);
    let rest = if google.starts_with("google.") {
        url.path().strip_prefix("/amp/")?
    } else if host.ends_with(".cdn.ampproject.org") {
        url.path().strip_prefix("/c/").or_else(|| url.path().strip_prefix("/v/"))?
    } else {
        return None;
    };
    let (scheme, page) = match rest.strip_prefix("s/") {
        Some(page) => ("https", page),
        None => ("http", rest),
    };
    let named = page.split('/').next()?;
    let query = url.query().filter(|_| google.starts_with("google."));
    let query = query.map(|q| format!("?{q}")).unwrap_or_default();
    named.contains('.').then(|| format!("{scheme}://{page}{query}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tracking_goes_and_meaning_stays() {
        for (given, canonical) in [
            (
                "HTTPS://Example.COM:443/a?utm_source=x&id=3&fbclid=1#top",
                Some("https://example.com/a?id=3"),
            ),
            ("https://u:p@example.com/?utm_medium=x", Some("https://example.com/")),
            ("https://example.com/?q=a+b&x=%20", Some("https://example.com/?q=a+b&x=%20")),
            ("https://bücher.example/ü", Some("https://xn--bcher-kva.example/%C3%BC")),
            ("https://example.com/#/tour", Some("https://example.com/#/tour")),
            ("https://example.com/a?share_id=9#top", Some("https://example.com/a")),
            (
                "https://www.google.com/amp/s/paper.example/2026/tides?utm_source=x",
                Some("https://paper.example/2026/tides"),
            ),
            ("https://www.google.com/amp/s/", Some("https://www.google.com/amp/s/")),
            ("mailto:a@example.com", None),
            ("example.com", None),
        ] {
            assert_eq!(canonical_url(given).as_deref(), canonical);
        }
    }
}
