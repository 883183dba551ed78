//! Properties of a highlight: colour, style, tags, attribution and translation.

use unicode_normalization::UnicodeNormalization;

use crate::names;

names! {
    /// The colours of highlights, in the order of their keys 1 to 8.
    #[derive(Default)]
    Colour {
        /// Key 1, the default.
        #[default]
        Yellow = "yellow",
        /// Key 2.
        Red = "red",
        /// Key 3.
        Green = "green",
        /// Key 4.
        Blue = "blue",
        /// Key 5.
        Purple = "purple",
        /// Key 6.
        Magenta = "magenta",
        /// Key 7.
        Orange = "orange",
        /// Key 8.
        Grey = "grey",
    }
}

impl Colour {
    /// Red, green and blue, for light paper. The interface has its own tokens for each theme.
    #[must_use]
    pub fn rgb(self) -> [u8; 3] {
        match self {
            Self::Yellow => [0xf2, 0xc9, 0x4c],
            Self::Red => [0xe2, 0x66, 0x5a],
            Self::Green => [0x7c, 0xb8, 0x6b],
            Self::Blue => [0x6a, 0xa5, 0xdc],
            Self::Purple => [0xa9, 0x8b, 0xd6],
            Self::Magenta => [0xd6, 0x7b, 0xb4],
            Self::Orange => [0xeb, 0x9a, 0x52],
            Self::Grey => [0xa8, 0xa5, 0x9e],
        }
    }

    /// The colour nearest to the given red, green and blue.
    #[must_use]
    pub fn nearest(rgb: [u8; 3]) -> Self {
        let distance = |colour: &&Self| -> i32 {
            let pairs = colour.rgb().into_iter().zip(rgb);
            pairs.map(|(one, other)| (i32::from(one) - i32::from(other)).pow(2)).sum()
        };
        Self::ALL.iter().min_by_key(distance).copied().unwrap_or_default()
    }
}

names! {
    /// How a highlight is drawn.
    #[derive(Default)]
    Style {
        /// A tint behind the words.
        #[default]
        Marked = "marked",
        /// A line below them.
        Underlined = "underlined",
    }
}

names! {
    /// The terms on which somebody's words may be used.
    #[derive(Default)]
    Standing {
        /// They may be quoted with the speaker's name.
        #[default]
        OnRecord = "on_record",
        /// They may be quoted without the speaker's name.
        Background = "background",
        /// They may not be used.
        OffRecord = "off_record",
        /// They may be used once the speaker agrees.
        NeedsPermission = "needs_permission",
    }
}

/// Who said the words of a highlight.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Attribution {
    /// The speaker's name, or a description in its place; not empty.
    pub speaker: String,
    /// The speaker's role.
    pub role: Option<String>,
    /// The organisation the speaker stands for.
    pub affiliation: Option<String>,
    /// The words that introduce the quotation: "said", "according to".
    pub cue: Option<String>,
    /// The confidence with which the speaker was detected, from 0 to 1; `None` if a person entered it.
    pub confidence: Option<f32>,
    /// The terms on which the words may be used.
    pub standing: Standing,
}

impl Attribution {
    /// Whether the words must not be exported: off the record, or not permitted yet.
    #[must_use]
    pub fn is_withheld(&self) -> bool {
        matches!(self.standing, Standing::OffRecord | Standing::NeedsPermission)
    }

    /// The attribution line for exports: the name and the role. For words on background it has neither.
    #[must_use]
    pub fn line(&self) -> String {
        match (self.standing, &self.role) {
            (Standing::Background, _) => "on background".to_owned(),
            (_, Some(role)) => format!("{}, {role}", self.speaker),
            (_, None) => self.speaker.clone(),
        }
    }
}

/// A translation of a highlight's words, kept beside the original.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Translation {
    /// The translated words; not empty.
    pub words: String,
    /// The translator's name, if known.
    pub translator: Option<String>,
}

impl Translation {
    /// Maximum length of a translation, in code points: enough for a long passage.
    pub const MOST: usize = 20_000;
}

/// A name that is not valid as a tag.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a tag: {0:?} (a tag has 1 to 100 characters)")]
pub struct InvalidTag(pub String);

/// A tag's name: trimmed, NFC, white space folded to single spaces, no control characters,
/// without a leading `#`; 1 to 100 code points.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TagName(String);

impl TagName {
    /// # Errors
    ///
    /// [`InvalidTag`] for a name that is empty or longer than 100 code points once cleaned.
    pub fn new(name: &str) -> Result<Self, InvalidTag> {
        let clean = clean(name.trim().trim_start_matches('#'), 100);
        let clean = clean.ok_or_else(|| InvalidTag(name.chars().take(120).collect()))?;
        Ok(Self(clean))
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Normalises a name: NFC, white space folded to single spaces, no control characters. `None` if it is then
/// empty, or longer than `max` code points.
pub(crate) fn clean(name: &str, max: usize) -> Option<String> {
    let name: String = name.nfc().collect();
    let words: Vec<&str> = name
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|w| !w.is_empty())
        .collect();
    let clean = words.join(" ");
    (!clean.is_empty() && clean.chars().count() <= max).then_some(clean)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_colours_of_zotero_have_ours() {
        // In the same order as `Colour::ALL`.
        let zotero =
            [0xffd400, 0xff6666, 0x5fb236, 0x2ea8e5, 0xa28ae5, 0xe56eee, 0xf19837, 0xaaaaaau32];
        for (colour, rgb) in Colour::ALL.iter().zip(zotero) {
            let [_, r, g, b] = rgb.to_be_bytes();
            assert_eq!(Colour::nearest([r, g, b]), *colour);
        }
    }

    #[test]
    fn a_tag_is_cleaned() {
        let name = |text| TagName::new(text).map(|t| t.as_str().to_owned());
        assert_eq!(name(" #cyber  security\n"), Ok("cyber security".to_owned()));
        assert_eq!(name("网络"), Ok("网络".to_owned()));
        assert!(name(" # ").is_err());
    }
}
