//! Building blocks of the contract: ids as text, and shared structs. Enums are [`crate::Word`]s.

use std::fmt::Display;
use std::str::FromStr;

use base64::Engine as _;
use commonplace_core::{ArticleId, HighlightId, TagName, TextPosition};
use commonplace_store::PageRange;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use ts_rs::{Config, TS};

use crate::Refusal;

/// Declares structs that are sent to front ends.
macro_rules! sent {
    ($($(#[$doc:meta])* $name:ident { $($(#[$fdoc:meta])* $field:ident: $kind:ty,)* })*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, serde::Serialize, ts_rs::TS)]
        pub struct $name { $($(#[$fdoc])* pub $field: $kind,)* }
    )*};
}

/// Declares structs that are received from front ends; unknown fields are rejected.
macro_rules! received {
    ($($(#[$doc:meta])* $name:ident { $($(#[$fdoc:meta])* $field:ident: $kind:ty,)* })*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, serde::Deserialize, ts_rs::TS)]
        #[serde(deny_unknown_fields)]
        pub struct $name { $($(#[$fdoc])* pub $field: $kind,)* }
    )*};
}

pub(super) use {received, sent};

/// An id, serialised as text.
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

/// Unwraps ids.
pub(super) fn bare<T>(ids: Vec<Id<T>>) -> Vec<T> {
    ids.into_iter().map(|id| id.0).collect()
}

/// Empty arguments, or an empty reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(type = "Record<string, never>")]
pub struct Nothing {}

sent! {
    /// Reply of a call that creates something.
    Created {
        /// Its id.
        id: String,
    }
}

received! {
    /// An article.
    OneArticle {
        /// Its id.
        id: Id<ArticleId>,
    }
    /// A highlight.
    OneHighlight {
        /// Its id.
        id: Id<HighlightId>,
    }
    /// A page of a list.
    PageOf {
        /// How many rows to skip.
        offset: u32,
        /// Maximum number of rows; 500 at most.
        limit: u32,
    }
}

/// A page of at most `most` rows.
pub(super) fn page_of(offset: u32, limit: u32, most: u32) -> PageRange {
    PageRange { offset, limit: limit.min(most) }
}

/// A passage between two code point offsets; `end` is exclusive.
///
/// # Errors
///
/// [`crate::Error::Invalid`] unless `start < end`.
pub(super) fn position(start: u32, end: u32) -> Result<TextPosition, crate::Error> {
    TextPosition::new(start, end).map_err(|err| crate::Error::Invalid(err.to_string()))
}

/// A count as it is sent, clamped to `u32`.
pub(super) fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// The id of a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct JobId {
    /// The job.
    #[ts(type = "number")]
    pub job: u64,
}

/// The id of an upload.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct UploadId {
    /// Its id.
    #[ts(type = "number")]
    pub upload: u64,
}

/// Validates a tag name.
///
/// # Errors
///
/// [`Refusal::Tag`] for a name that is empty or too long.
pub(super) fn tag_name(name: &str) -> Result<TagName, crate::Error> {
    TagName::new(name).map_err(|_| crate::Error::Refused(Refusal::Tag))
}

/// Decodes base64.
///
/// # Errors
///
/// [`crate::Error::Invalid`] if the text is not base64.
pub(super) fn decode(base64: &str) -> Result<Vec<u8>, crate::Error> {
    let engine = base64::engine::general_purpose::STANDARD;
    engine.decode(base64).map_err(|err| crate::Error::Invalid(format!("not base64: {err}")))
}
