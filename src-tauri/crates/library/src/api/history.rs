//! Undo and redo.

use commonplace_store as store;
use commonplace_store::EditLabel;

use super::context::Context;
use super::wire::{Nothing, sent};
use crate::Word;

sent! {
    /// The edit that was undone or redone.
    HistoryView {
        /// Its name; null if there was nothing to undo or redo.
        label: Option<Word<EditLabel>>,
        /// Whether there is more to undo.
        can_undo: bool,
        /// Whether there is something to redo.
        can_redo: bool,
    }
}

pub(super) fn undo(c: &Context<'_>, _: Nothing) -> Result<HistoryView, crate::Error> {
    Ok(c.library.store.undo()?.into())
}

pub(super) fn redo(c: &Context<'_>, _: Nothing) -> Result<HistoryView, crate::Error> {
    Ok(c.library.store.redo()?.into())
}

impl From<Option<store::Undone>> for HistoryView {
    fn from(undone: Option<store::Undone>) -> Self {
        undone.map_or(Self { label: None, can_undo: false, can_redo: false }, |u| Self {
            label: Some(u.label.into()),
            can_undo: u.can_undo,
            can_redo: u.can_redo,
        })
    }
}
