//! Serialises types of the core for workers, because the core does not depend on serde.

use commonplace_core::{Field, Metadata, Origin, Published, Rendition};
use serde::{Deserialize, Serialize};

/// Serialises bytes as one value; serde would write a slice as a sequence of numbers.
pub(crate) fn bytes<S: serde::Serializer>(bytes: &&[u8], to: S) -> Result<S::Ok, S::Error> {
    to.serialize_bytes(bytes)
}

/// [`Metadata`], field by field.
#[derive(Serialize, Deserialize)]
#[serde(remote = "Metadata")]
pub(crate) struct MetadataWire {
    title: String,
    authors: Vec<String>,
    byline: Option<String>,
    site: Option<String>,
    #[serde(with = "published")]
    published: Option<Published>,
    dateline: Option<String>,
    language: Option<String>,
    description: Option<String>,
    url: Option<String>,
    #[serde(with = "published")]
    modified: Option<Published>,
    image: Option<String>,
    section: Option<String>,
    keywords: Vec<String>,
    licence: Option<String>,
    doi: Option<String>,
    arxiv: Option<String>,
    pubmed: Option<String>,
    paywalled: bool,
    #[serde(with = "origins")]
    origins: Vec<(Field, Origin)>,
}

mod published {
    use super::*;

    pub(super) fn serialize<S: serde::Serializer>(
        date: &Option<Published>,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        date.map(|date| date.to_string()).serialize(to)
    }

    pub(super) fn deserialize<'de, D: serde::Deserializer<'de>>(
        from: D,
    ) -> Result<Option<Published>, D::Error> {
        Ok(Option::<String>::deserialize(from)?.and_then(|date| date.parse().ok()))
    }
}

mod origins {
    use super::*;

    pub(super) fn serialize<S: serde::Serializer>(
        origins: &[(Field, Origin)],
        to: S,
    ) -> Result<S::Ok, S::Error> {
        to.collect_seq(origins.iter().map(|(field, origin)| (field.name(), origin.name())))
    }

    pub(super) fn deserialize<'de, D: serde::Deserializer<'de>>(
        from: D,
    ) -> Result<Vec<(Field, Origin)>, D::Error> {
        let names = Vec::<(String, String)>::deserialize(from)?;
        let known = |(f, o): &(String, String)| Some((Field::from_name(f)?, Origin::from_name(o)?));
        Ok(names.iter().filter_map(known).collect())
    }
}

/// Serialises a [`Rendition`] as its name.
pub(crate) mod rendition {
    use super::*;

    pub(crate) fn serialize<S: serde::Serializer>(
        rendition: &Rendition,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        rendition.name().serialize(to)
    }

    pub(crate) fn deserialize<'de, D: serde::Deserializer<'de>>(
        from: D,
    ) -> Result<Rendition, D::Error> {
        let name = String::deserialize(from)?;
        Rendition::from_name(&name).ok_or_else(|| serde::de::Error::custom(name))
    }
}
