//! One address a page: what is added for tracking is taken off, so that the same article is
//! recognised however it was reached.

use url::Url;

/// Query parameters that only track.
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
];

/// The canonical form of `url`, or `None` if it is not an http(s) address.
///
/// Lower-case host, no default port, no credentials, no fragment (except the `#!` of old
/// applications), no tracking parameters. Nothing that could lead elsewhere is touched. Hosts under
/// `invalid` are no addresses.
#[must_use]
pub fn canonical_url(url: &str) -> Option<String> {
    let mut url = Url::parse(url.trim()).ok()?;
    if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none_or(str::is_empty) {
        return None;
    }
    if url.host_str().is_some_and(|host| host.ends_with(".invalid")) {
        return None;
    }
    // Neither can fail on an http(s) address.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    if !url.fragment().is_some_and(|f| f.starts_with('!')) {
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
            ("mailto:a@example.com", None),
            ("example.com", None),
        ] {
            assert_eq!(canonical_url(given).as_deref(), canonical);
        }
    }
}
