//! Serialises enums of the crates below, which do not depend on serde, by their words.

use std::fmt;
use std::path::PathBuf;

use commonplace_core::Named;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use ts_rs::{Config, TS};

/// An enum value, serialised as its word: in TypeScript a union of literals, and a list of them.
///
/// The enum itself does not depend on serde; see [`commonplace_core::names`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Word<T>(pub T);

impl<T> From<T> for Word<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}

impl<T: Named> fmt::Display for Word<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.word())
    }
}

impl<T: Named> Serialize for Word<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.word())
    }
}

impl<'de, T: Named> Deserialize<'de> for Word<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let word = String::deserialize(deserializer)?;
        T::from_word(&word).map(Self).ok_or_else(|| {
            let known: Vec<&str> = T::VALUES.iter().map(|value| value.word()).collect();
            de::Error::custom(format!("not a {}: {word:?} ({})", T::TYPE, known.join(", ")))
        })
    }
}

impl<T: Named> TS for Word<T> {
    type WithoutGenerics = Self;
    type OptionInnerType = Self;
    const IS_ENUM: bool = true;

    fn docs() -> Option<String> {
        Some(T::DOC.to_owned())
    }

    fn name(_: &Config) -> String {
        T::TYPE.to_owned()
    }

    fn inline(_: &Config) -> String {
        let words: Vec<String> =
            T::VALUES.iter().map(|value| format!("{:?}", value.word())).collect();
        words.join(" | ")
    }

    fn decl(_: &Config) -> String {
        let words: Vec<String> =
            T::VALUES.iter().map(|value| format!("{:?}", value.word())).collect();
        let name = T::TYPE;
        format!(
            "const {name} = [{}] as const;\nexport type {name} = (typeof {name})[number];",
            words.join(", ")
        )
    }

    fn output_path() -> Option<PathBuf> {
        Some(PathBuf::from("words.ts"))
    }
}
