//! Settings, and the article that is open in the window.

use commonplace_core::ArticleId;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

use super::context::Context;
use super::wire::{Id, Nothing};
use crate::Settings;

/// What is open in the window, restored after a restart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Session {
    /// The open article; null if none.
    pub article: Option<Id<ArticleId>>,
}

pub(super) fn session(c: &Context<'_>, _: Nothing) -> Result<Session, crate::Error> {
    // Stored settings are JSON.
    let stored = c.library.store.setting("open_article")?;
    let article = stored.and_then(|json| serde_json::from_str::<String>(&json).ok());
    let article = article.and_then(|id| id.parse().ok());
    // An article that was deleted or trashed meanwhile is not restored.
    let article =
        article.filter(|id| c.library.store.article(*id).is_ok_and(|a| a.trashed.is_none()));
    Ok(Session { article: article.map(Id) })
}

pub(super) fn set_session(c: &Context<'_>, args: Session) -> Result<Nothing, crate::Error> {
    match args.article {
        Some(Id(id)) => {
            c.library.store.set_setting("open_article", &Value::from(id.to_string()).to_string())?
        }
        None => c.library.store.forget_setting("open_article")?,
    }
    Ok(Nothing {})
}

pub(super) fn get(c: &Context<'_>, _: Nothing) -> Result<Settings, crate::Error> {
    c.library.settings()
}

pub(super) fn set(c: &Context<'_>, args: Settings) -> Result<Nothing, crate::Error> {
    c.library.set_settings(&args)?;
    Ok(Nothing {})
}
