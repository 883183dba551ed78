//! What workers are asked, and what they answer.

use commonplace_core::{Field, Metadata, Origin, Published, Rendition};
use serde::{Deserialize, Serialize};

use crate::{Error, Inspection, Page, Source, charset, page, pages};

#[derive(Serialize, Deserialize)]
pub(super) struct Task<'a> {
    /// Seconds of processor time it may take.
    pub(super) seconds: u64,
    #[serde(borrow)]
    pub(super) question: Question<'a>,
    pub(super) source: Source<'a>,
}

#[derive(Serialize, Deserialize)]
pub(super) enum Question<'a> {
    Read,
    Inspect { title: &'a str, text: &'a str },
    Pick(Vec<usize>),
    Next,
}

#[derive(Serialize, Deserialize)]
pub(super) enum Answer {
    Page(Box<Page>),
    Inspection(Inspection),
    Next(Option<String>),
    // What a page may be refused for.
    Empty,
    TooLarge,
    NotText { kind: String },
    NotYet { kind: String },
    TooHeavy,
}

impl Answer {
    /// Does a task.
    pub(super) fn to(task: &Task<'_>) -> Self {
        let source = &task.source;
        let answer = match &task.question {
            Question::Read => page::read(source).map(Box::new).map(Self::Page),
            Question::Pick(passages) => page::pick(source, passages).map(Box::new).map(Self::Page),
            Question::Inspect { title, text } => {
                page::inspect(source, title, text).map(Self::Inspection)
            }
            Question::Next => {
                let (html, _) = charset::decode(source.bytes, source.charset);
                Ok(Self::Next(pages::next(&html, source.url.unwrap_or_default())))
            }
        };
        answer.unwrap_or_else(|err| match err {
            Error::Empty => Self::Empty,
            Error::TooLarge => Self::TooLarge,
            Error::NotText { kind } => Self::NotText { kind },
            Error::NotYet { kind } => Self::NotYet { kind },
            _ => Self::TooHeavy,
        })
    }
}

impl From<Answer> for Result<Answer, Error> {
    fn from(answer: Answer) -> Self {
        match answer {
            Answer::Empty => Err(Error::Empty),
            Answer::TooLarge => Err(Error::TooLarge),
            Answer::NotText { kind } => Err(Error::NotText { kind }),
            Answer::NotYet { kind } => Err(Error::NotYet { kind }),
            Answer::TooHeavy => Err(Error::TooHeavy),
            Answer::Page(_) | Answer::Inspection(_) | Answer::Next(_) => Ok(answer),
        }
    }
}

/// Bytes all at once: serde takes a slice for a row of numbers.
pub(crate) fn bytes<S: serde::Serializer>(bytes: &&[u8], to: S) -> Result<S::Ok, S::Error> {
    to.serialize_bytes(bytes)
}

/// [`Metadata`], field by field: the core knows no serde.
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

/// [`Rendition`] by its name.
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
