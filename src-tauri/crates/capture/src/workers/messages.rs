//! Requests to workers, and their answers.

use serde::{Deserialize, Serialize};

use crate::{Error, FileKind, Inspection, Page, Source, charset, pages, reading};

#[derive(Serialize, Deserialize)]
pub(super) struct Task<'a> {
    /// Maximum processor time, in seconds.
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
    // Reasons for rejecting a page.
    Empty,
    TooLarge,
    NotText { kind: FileKind },
    NotYet { kind: FileKind },
    TooHeavy,
}

impl Answer {
    /// Runs a task.
    pub(super) fn run_task(task: &Task<'_>) -> Self {
        let source = &task.source;
        let answer = match &task.question {
            Question::Read => reading::read(source).map(Box::new).map(Self::Page),
            Question::Pick(passages) => {
                reading::read_picked(source, passages).map(Box::new).map(Self::Page)
            }
            Question::Inspect { title, text } => {
                reading::inspect(source, title, text).map(Self::Inspection)
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
