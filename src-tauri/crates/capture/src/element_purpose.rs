//! The purpose of elements, guessed from name, class and id.

use std::collections::HashMap;
use std::sync::LazyLock;

/// A set of purposes, as bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Purposes(u32);

/// Purposes, each with the weight subtracted from a block in such an element (`score`) and the
/// words in class names that suggest it.
const KINDS: &[(&str, f32, &str)] = &[
    ("comments", 1.6, "comment comments commentlist disqus respond replies"),
    ("sharing", 1.0, "share shares sharing social follow addtoany sharedaddy"),
    (
        "related",
        0.8,
        "related recirc recirculation recommend recommended recommendations trending popular \
         similar teaser outbrain taboola latest carousel card also adjacent sibling upnext",
    ),
    (
        "newsletter",
        1.2,
        "newsletter newsletters subscribe subscription signup optin mailing mktoform form",
    ),
    (
        "promotion",
        0.5,
        "promo promotion sponsor sponsored advert advertisement advertising ad ads cta banner \
         donate donation donations affiliate offer",
    ),
    ("footer", 0.8, "footer foot colophon bottom"),
    ("navigation", 2.0, "nav navbar navigation menu breadcrumb breadcrumbs pagination pager skip"),
    ("author", 1.1, "author authors byline bio contributor contributors"),
    (
        "details",
        0.5,
        "meta metadata date time timestamp info kicker category categories reading views stats",
    ),
    ("caption", 0.6, "caption captions credit credits copyright"),
    ("notice", 2.5, "disclaimer disclaimers disclosure disclosures legal"),
    (
        "overlay",
        1.0,
        "hidden visually tooltip popover popup modal dialog cookie cookies consent gdpr overlay \
         paywall print sronly",
    ),
];

static WORDS: LazyLock<HashMap<&'static str, u32>> = LazyLock::new(|| {
    let mut words = HashMap::new();
    for (bit, (_, _, names)) in KINDS.iter().enumerate() {
        for name in names.split_whitespace() {
            *words.entry(name).or_insert(0) |= 1 << bit;
        }
    }
    words
});

impl Purposes {
    /// The purposes in either set.
    pub(crate) fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The sum of the weights subtracted from a block with these purposes.
    pub(crate) fn weight(self) -> f32 {
        KINDS
            .iter()
            .enumerate()
            .filter(|(bit, _)| self.0 & (1 << bit) != 0)
            .map(|(_, (_, weight, _))| weight)
            .sum()
    }

    /// The purpose with this name, if it is in the set.
    pub(crate) fn only(self, name: &str) -> Self {
        Self(self.0 & bit(name).0)
    }

    /// Whether the set contains the purpose with this name.
    pub(crate) fn has(self, name: &str) -> bool {
        self.only(name) != Self::default()
    }
}

/// The purposes of an element.
pub(crate) fn purposes_of_element(name: &str, class: &str, id: &str) -> Purposes {
    let mut kinds = match name {
        "nav" => bit("navigation"),
        "footer" => bit("footer"),
        "figcaption" => bit("caption"),
        "form" => bit("newsletter"),
        _ => Purposes::default(),
    };
    for value in [class, id] {
        for_words(value, |word| {
            if let Some(&bits) = WORDS.get(word) {
                kinds = kinds.with(Purposes(bits));
            } else if word.starts_with("author") && !word.starts_with("authori") {
                kinds = kinds.with(bit("author"));
            }
        });
    }
    kinds
}

fn bit(name: &str) -> Purposes {
    KINDS.iter().position(|(n, _, _)| *n == name).map_or(Purposes(0), |at| Purposes(1 << at))
}

/// Calls `f` with the words of names like `a-class name_likeThis`, in lower case.
fn for_words(value: &str, mut f: impl FnMut(&str)) {
    let mut word = String::new();
    let mut lower = false;
    for c in value.chars().take(2_000).chain([' ']) {
        if !c.is_ascii_alphabetic() || c.is_ascii_uppercase() && lower {
            if !word.is_empty() {
                f(&word);
                word.clear();
            }
            lower = false;
        }
        if c.is_ascii_alphabetic() {
            lower = c.is_ascii_lowercase();
            word.push(c.to_ascii_lowercase());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn class_names_tell_their_purpose_by_whole_words() {
        assert!(purposes_of_element("div", "post-newsletterBox", "").has("newsletter"));
        assert!(purposes_of_element("div", "x", "RelatedStories").has("related"));
        assert!(!purposes_of_element("div", "readings shadow adobe", "").has("promotion"));
        assert_eq!(purposes_of_element("p", "lead", "p1"), Purposes::default());
    }
}
