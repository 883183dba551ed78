//! Addresses of things in the library. They are used in notes, and in exports to link back to the app.

use std::fmt;
use std::str::FromStr;

use crate::{ArticleId, HighlightId, InvalidId};

/// The target of an address of ours: `commonplace://article/ID` or `commonplace://highlight/ID`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Link {
    /// An article.
    Article(ArticleId),
    /// A highlight, in its article.
    Highlight(HighlightId),
}

/// The same web address with `http` instead of `https`, or the other way round: both are treated as one page.
/// `None` if the address has neither scheme.
#[must_use]
pub fn other_scheme(url: &str) -> Option<String> {
    let http = url.strip_prefix("http://").map(|rest| format!("https://{rest}"));
    http.or_else(|| url.strip_prefix("https://").map(|rest| format!("http://{rest}")))
}

/// The prefix of our addresses.
const SCHEME: &str = "commonplace://";

impl Link {
    /// The address of the article with this id.
    #[must_use]
    pub fn to_article(id: &str) -> String {
        format!("{SCHEME}article/{id}")
    }

    /// The address of the highlight with this id.
    #[must_use]
    pub fn to_highlight(id: &str) -> String {
        format!("{SCHEME}highlight/{id}")
    }

    /// Our addresses in a text, in text order. Invalid ones are ignored.
    pub fn all_in(text: &str) -> impl Iterator<Item = Self> {
        text.match_indices(SCHEME).filter_map(|(at, _)| {
            let (scheme, place) = text.get(at..)?.split_at(SCHEME.len());
            let end = place.find(|c: char| !c.is_ascii_alphanumeric() && !"/-".contains(c));
            format!("{scheme}{}", &place[..end.unwrap_or(place.len())]).parse().ok()
        })
    }
}

impl fmt::Display for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&match self {
            Self::Article(id) => Self::to_article(&id.to_string()),
            Self::Highlight(id) => Self::to_highlight(&id.to_string()),
        })
    }
}

impl FromStr for Link {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Self, InvalidId> {
        let none = || InvalidId(text.to_owned());
        // Desktops may pass the scheme in capitals and append a slash.
        let scheme = text.get(..SCHEME.len()).filter(|s| s.eq_ignore_ascii_case(SCHEME));
        let place = text.get(scheme.ok_or_else(none)?.len()..).ok_or_else(none)?;
        match place.trim_end_matches('/').split_once('/') {
            Some(("article", id)) => id.parse().map(Self::Article),
            Some(("highlight", id)) => id.parse().map(Self::Highlight),
            _ => Err(none()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_addresses_in_a_text_are_found() {
        let id = "01a21539-772e-709d-bcd0-72e8e2340f63";
        let text = format!(
            "[关于](commonplace://article/{id}), commonplace://nothing, commonplace://highlight/{id}。"
        );
        let found: Vec<String> = Link::all_in(&text).map(|link| link.to_string()).collect();
        assert_eq!(
            found,
            [format!("commonplace://article/{id}"), format!("commonplace://highlight/{id}")]
        );
    }

    #[test]
    fn an_address_leads_where_it_was_made_for_and_nowhere_else() {
        let id = "01a21539-772e-709d-bcd0-72e8e2340f63";
        for kind in ["article", "highlight"] {
            let text = format!("commonplace://{kind}/{id}");
            assert_eq!(text.parse::<Link>().map(|link| link.to_string()), Ok(text.clone()));
            let shouted = format!("COMMONPLACE://{kind}/{id}/");
            assert_eq!(shouted.parse::<Link>(), text.parse());
        }
        for text in [
            "",
            "commonplace://",
            "commonplace://note/1",
            "https://a.example/",
            "commonplace://article/1",
            "关于commonplace://",
        ] {
            assert!(text.parse::<Link>().is_err(), "{text}");
        }
    }
}
