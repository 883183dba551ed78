//! Undo and redo: for each row that an edit changes, a trigger records the statement that restores
//! it.
//!
//! The triggers are temporary and belong to the writer's connection, so only this process's edits
//! can be undone, and other programs that write to the library are not slowed down. The method is
//! the one that SQLite's documentation describes ("Automatic Undo/Redo Using SQLite"); in addition,
//! this one checks that a row is still as the edit left it.

use std::collections::VecDeque;

use rusqlite::Connection;

use commonplace_core::names;

use crate::Error;

/// Tables whose rows a person edits. Captures and versions are not among them, nor are tags
/// themselves: an unused tag is not shown, and another process may use it by now.
const TABLES: &[&str] = &[
    "article",
    "correction",
    "highlight",
    "note",
    "article_tag",
    "highlight_tag",
    "project",
    "project_article",
    "project_highlight",
    "piece",
    "saved_search",
    "speaker_correction",
    "alias",
];

/// Maximum number of edits kept.
const MAX_EDITS: usize = 500;
const MAX_BYTES: usize = 64 << 20;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    Undo,
    Redo,
}

names! {
    /// Kinds of edit, for the message after an undo.
    EditLabel {
        /// A new highlight.
        Highlight = "highlight",
        /// A highlight was deleted.
        DeleteHighlight = "delete_highlight",
        /// An orphan was attached to a passage.
        Reattach = "reattach",
        /// The ends of a highlight were moved.
        Resize = "resize",
        /// Words of a highlight were left out of its quote.
        LeaveOut = "leave_out",
        /// A highlight is drawn in another style.
        Restyle = "restyle",
        /// The old wording of a highlight was kept.
        Settle = "settle",
        /// Another version is shown.
        ShowVersion = "show_version",
        /// Highlights have another colour.
        Recolour = "recolour",
        /// A note was written.
        EditNote = "edit_note",
        /// A tag was added.
        AddTag = "add_tag",
        /// A tag was removed.
        RemoveTag = "remove_tag",
        /// Articles were moved to the inbox.
        MoveToInbox = "move_to_inbox",
        /// Articles were moved to Later.
        MoveToLater = "move_to_later",
        /// The article was picked out of its page by hand.
        PickArticle = "pick_article",
        /// Articles were archived.
        Archive = "archive",
        /// An article was added.
        Add = "add",
        /// Articles were made favourites.
        Favourite = "favourite",
        /// Articles were removed from the favourites.
        Unfavourite = "unfavourite",
        /// Articles were moved to the trash.
        Trash = "trash",
        /// Articles were restored from the trash.
        Restore = "restore",
        /// The metadata of an article was corrected.
        EditDetails = "edit_details",
        /// A new project.
        CreateProject = "create_project",
        /// A tag was renamed.
        RenameTag = "rename_tag",
        /// A tag was deleted.
        DeleteTag = "delete_tag",
        /// A project was renamed.
        RenameProject = "rename_project",
        /// A project was deleted.
        DeleteProject = "delete_project",
        /// Things were added to a project.
        Gather = "gather",
        /// Things were taken out of a project.
        LetGo = "let_go",
        /// A piece was added to an outline.
        AddPiece = "add_piece",
        /// A piece of an outline was edited.
        EditPiece = "edit_piece",
        /// A piece of an outline was moved.
        MovePiece = "move_piece",
        /// A piece was removed from an outline.
        RemovePiece = "remove_piece",
        /// A search was saved.
        SaveSearch = "save_search",
        /// A saved search was renamed.
        RenameSearch = "rename_search",
        /// A saved search was deleted.
        DeleteSearch = "delete_search",
        /// A note was deleted.
        DeleteNote = "delete_note",
        /// Several annotations were deleted.
        DeleteAnnotations = "delete_annotations",
        /// The speaker of a highlight was changed.
        Attribute = "attribute",
        /// The speaker of a quotation was corrected.
        CorrectSpeaker = "correct_speaker",
        /// Two names were merged into one person.
        MergePeople = "merge_people",
        /// A name was made a person of its own.
        SplitPerson = "split_person",
        /// The translation of a highlight was changed.
        Translate = "translate",
        /// An import.
        Import = "import",
    }
}

/// The edit that was undone or redone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undone {
    /// The edit's name.
    pub label: EditLabel,
    /// Whether there is more to undo.
    pub can_undo: bool,
    /// Whether there is something to redo.
    pub can_redo: bool,
}

#[derive(Debug)]
pub(crate) struct Edit {
    pub(crate) label: EditLabel,
    pub(crate) steps: Vec<String>,
    /// Row id of the import, if the edit is one. The articles it created are not in the steps, so
    /// that these stay small.
    pub(crate) import: Option<i64>,
}

/// The edits of this process. When there are too many, the oldest are dropped.
#[derive(Debug, Default)]
pub(crate) struct History {
    done: VecDeque<Edit>,
    undone: Vec<Edit>,
}

impl History {
    /// Adds an edit if it changed something. Edits that were undone before can no longer be redone.
    pub(crate) fn add(&mut self, label: EditLabel, steps: Vec<String>) {
        if steps.is_empty() {
            return;
        }
        self.undone.clear();
        self.push(Edit { label, steps, import: None });
    }

    /// Adds a part of an import. All parts of an import are one edit.
    pub(crate) fn add_import(&mut self, import: i64, mut steps: Vec<String>) {
        self.undone.clear();
        if let Some(edit) = self.done.iter_mut().find(|edit| edit.import == Some(import)) {
            // The last steps are undone first.
            steps.append(&mut edit.steps);
            edit.steps = steps;
            return;
        }
        self.push(Edit { label: EditLabel::Import, steps, import: Some(import) });
    }

    fn push(&mut self, edit: Edit) {
        self.done.push_back(edit);
        let bytes = |e: &Edit| e.steps.iter().map(String::len).sum::<usize>();
        let mut total: usize = self.done.iter().map(bytes).sum();
        while self.done.len() > MAX_EDITS || (total > MAX_BYTES && self.done.len() > 1) {
            total -= self.done.pop_front().as_ref().map_or(0, bytes);
        }
    }

    /// Removes and returns the next edit to undo or redo.
    pub(crate) fn next(&mut self, direction: Direction) -> Option<Edit> {
        match direction {
            Direction::Undo => self.done.pop_back(),
            Direction::Redo => self.undone.pop(),
        }
    }

    /// Moves an edit that was undone or redone to the other stack, with the steps that reverse it.
    pub(crate) fn moved(
        &mut self,
        direction: Direction,
        steps: Vec<String>,
        Edit { label, import, .. }: Edit,
    ) -> Undone {
        let edit = Edit { label, steps, import };
        match direction {
            Direction::Undo => self.undone.push(edit),
            Direction::Redo => self.push(edit),
        }
        Undone { label, can_undo: !self.done.is_empty(), can_redo: !self.undone.is_empty() }
    }
}

/// Creates the triggers on the writer's connection.
pub(crate) fn install(connection: &Connection) -> Result<(), Error> {
    connection.execute_batch(
        "CREATE TEMP TABLE undo_step (seq INTEGER PRIMARY KEY, sql TEXT NOT NULL);
         CREATE TEMP TABLE undo_on (active INTEGER NOT NULL);
         INSERT INTO undo_on VALUES (0);",
    )?;
    for table in TABLES {
        let columns: Vec<String> = connection
            .prepare("SELECT name FROM pragma_table_info(?1)")?
            .query_map([table], |r| r.get(0))?
            .collect::<Result<_, _>>()?;
        let all: Vec<String> = columns.iter().map(|c| format!("\"{c}\"")).collect();
        // The reading position changes all the time and is not an edit.
        let watched: Vec<String> = columns
            .iter()
            .filter(|c| !matches!(c.as_str(), "rowid" | "progress" | "position" | "opened_ms"))
            .map(|c| format!("\"{c}\""))
            .collect();
        let values: Vec<String> = all.iter().map(|c| format!("quote(old.{c})")).collect();
        let set: Vec<String> = watched.iter().map(|c| format!("'{c}='||quote(old.{c})")).collect();
        let is: Vec<String> =
            watched.iter().map(|c| format!("'{c} IS '||quote(new.{c})")).collect();
        let when = "WHEN (SELECT active FROM temp.undo_on)";
        let step = "INSERT INTO undo_step (sql) VALUES";
        connection.execute_batch(&format!(
            "CREATE TEMP TRIGGER undo_{table}_i AFTER INSERT ON main.{table} {when} BEGIN
               {step} ('DELETE FROM {table} WHERE rowid='||new.rowid||' AND '||{0}); END;
             CREATE TEMP TRIGGER undo_{table}_u AFTER UPDATE ON main.{table} {when} BEGIN
               {step} ('UPDATE {table} SET '||{1}||' WHERE rowid='||old.rowid||' AND '||{0}); END;
             CREATE TEMP TRIGGER undo_{table}_d BEFORE DELETE ON main.{table} {when} BEGIN
               {step} ('INSERT INTO {table} ({2}) VALUES ('||{3}||')'); END;",
            is.join("||' AND '||"),
            set.join("||','||"),
            all.join(","),
            values.join("||','||"),
        ))?;
    }
    Ok(())
}

/// Discards the collected steps, and starts collecting if `on` is set.
pub(crate) fn record(connection: &Connection, on: bool) -> Result<(), Error> {
    connection.execute("DELETE FROM temp.undo_step", [])?;
    set_recording(connection, on)
}

/// Turns collecting on or off, keeping the steps so far. Off for what an import creates, which is
/// undone as a whole.
pub(crate) fn set_recording(connection: &Connection, on: bool) -> Result<(), Error> {
    connection.prepare_cached("UPDATE temp.undo_on SET active = ?1")?.execute([on])?;
    Ok(())
}

/// The collected steps, the last first, which is the order to run them in.
pub(crate) fn collected_steps(connection: &Connection) -> Result<Vec<String>, Error> {
    let mut statement =
        connection.prepare_cached("SELECT sql FROM temp.undo_step ORDER BY seq DESC")?;
    let steps = statement.query_map([], |r| r.get(0))?.collect::<Result<_, _>>()?;
    Ok(steps)
}

/// Runs the steps of an edit. Each must find its row as the edit left it.
pub(crate) fn apply(connection: &Connection, steps: &[String]) -> Result<(), Error> {
    // Rows are restored in the order they were deleted, so a child may come before its parent.
    connection.execute_batch("PRAGMA defer_foreign_keys = ON")?;
    for step in steps {
        match connection.execute(step, []) {
            Ok(0) => return Err(Error::UndoConflict),
            Ok(_) => {}
            Err(err)
                if err.sqlite_error_code() == Some(rusqlite::ErrorCode::ConstraintViolation) =>
            {
                return Err(Error::UndoConflict);
            }
            Err(err) => return Err(err.into()),
        }
    }
    Ok(())
}
