//! The bundled sample article, for trying things out; it can be deleted like any other.

use std::sync::Arc;

use commonplace_core::{ArticleId, Colour};

use crate::annotate::NewHighlight;
use crate::clip::{Clip, Input};
use crate::duplicates::Intent;
use crate::{Error, Library, Millis};

const PAGE: &str = include_str!("sample.html");

/// The passages highlighted in it, with their colours and notes.
const HIGHLIGHTS: &[(&str, Colour, Option<&str>)] = &[
    (
        "People speak differently on water",
        Colour::Yellow,
        Some("Who said it, and to whom: the ferryman, to the curator."),
    ),
    (
        "never trust a quotation whose source you cannot find again",
        Colour::Blue,
        Some(
            "**The rule of this app.** Every highlight keeps its source: the page as it was, when, and from where.",
        ),
    ),
    ("The margin is where the work is", Colour::Green, None),
];

impl Library {
    /// Clips the bundled article, without highlights.
    ///
    /// # Errors
    ///
    /// [`Error::Store`].
    pub fn clip_sample(&self, now: Millis) -> Result<ArticleId, Error> {
        let input = Input::File {
            name: "The ferryman’s ledger.html".into(),
            bytes: PAGE.as_bytes().to_vec(),
            beside: Vec::new(),
            url: None,
        };
        let clip = Clip::with(Intent::AddSample);
        Ok(self.clip_now(input, clip, now, &|_, _, _| {})?.article())
    }

    /// Adds the bundled article with three highlights to a new library. Does nothing if it was
    /// called before, or if the library is not empty.
    ///
    /// # Errors
    ///
    /// [`Error::Store`].
    pub fn welcome(self: &Arc<Self>, now: Millis) -> Result<(), Error> {
        if self.store.is_read_only() || self.store.setting("welcomed")?.is_some() {
            return Ok(());
        }
        self.store.set_setting("welcomed", "true")?;
        if self.store.counts()? != commonplace_store::Counts::default() {
            return Ok(());
        }
        let article = self.clip_sample(now)?;
        for (quote, colour, note) in HIGHLIGHTS {
            let new = NewHighlight {
                colour: *colour,
                note: note.map(str::to_owned),
                ..NewHighlight::default()
            };
            self.highlight_quote(article, quote, new, now)?;
        }
        self.store.forget_history()?;
        Ok(())
    }
}
