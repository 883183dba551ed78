//! What the contract is made of: ids as text, and the structs around them. Enums are [`crate::Word`]s.

use std::fmt::Display;
use std::str::FromStr;

use commonplace_core::TextPosition;
use commonplace_store::Page;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use ts_rs::{Config, TS};

/// A struct that is sent.
macro_rules! sent {
    ($($(#[$doc:meta])* $name:ident { $($(#[$fdoc:meta])* $field:ident: $kind:ty,)* })*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, serde::Serialize, ts_rs::TS)]
        pub struct $name { $($(#[$fdoc])* pub $field: $kind,)* }
    )*};
}

/// A struct that is received; unknown fields are refused.
macro_rules! received {
    ($($(#[$doc:meta])* $name:ident { $($(#[$fdoc:meta])* $field:ident: $kind:ty,)* })*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, serde::Deserialize, ts_rs::TS)]
        #[serde(deny_unknown_fields)]
        pub struct $name { $($(#[$fdoc])* pub $field: $kind,)* }
    )*};
}

pub(super) use {received, sent};

/// The id of something, on the wire as text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Id<T>(pub T);

impl<T> From<T> for Id<T> {
    fn from(id: T) -> Self {
        Self(id)
    }
}

impl<T: Display> Serialize for Id<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de, T: FromStr<Err: Display>> Deserialize<'de> for Id<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map(Self).map_err(de::Error::custom)
    }
}

impl<T> TS for Id<T> {
    type WithoutGenerics = String;
    type OptionInnerType = Self;

    fn name(_: &Config) -> String {
        "string".to_owned()
    }

    fn inline(cfg: &Config) -> String {
        Self::name(cfg)
    }
}

/// The ids themselves.
pub(super) fn bare<T>(ids: Vec<Id<T>>) -> Vec<T> {
    ids.into_iter().map(|id| id.0).collect()
}

/// No arguments, or no reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(type = "Record<string, never>")]
pub struct Nothing {}

sent! {
    /// Something new.
    Created {
        /// Its id.
        id: String,
    }
}

received! {
    /// A page of a list.
    PageOf {
        /// How many rows to skip.
        offset: u32,
        /// Maximum number of rows; 500 at most.
        limit: u32,
    }
}

/// A page of a list, of at most `most` rows.
pub(super) fn page_of(offset: u32, limit: u32, most: u32) -> Page {
    Page { offset, limit: limit.min(most) }
}

/// The passage from one code point to another.
///
/// # Errors
///
/// [`crate::Error::Invalid`] for a passage that ends before it begins.
pub(super) fn position(start: u32, end: u32) -> Result<TextPosition, crate::Error> {
    TextPosition::new(start, end).map_err(|err| crate::Error::Invalid(err.to_string()))
}

/// A number of things, as it is sent.
pub(super) fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
