//! The one thread that writes: work comes in by a channel and is answered when it is on the disk.

use std::sync::mpsc::{Sender, channel};

use rusqlite::{Connection, TransactionBehavior};

use crate::Error;
use crate::undo::{self, Direction, History, Undone};

type Work = Box<dyn FnOnce(&mut Connection, &mut History) + Send>;

/// A handle to the writer's thread; the thread ends with the handle.
#[derive(Debug)]
pub(crate) struct Writer {
    work: Option<Sender<Work>>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Writer {
    pub(crate) fn start(mut connection: Connection) -> Result<Self, Error> {
        undo::install(&connection)?;
        let (work, inbox) = channel::<Work>();
        let thread =
            std::thread::Builder::new().name("library-writer".into()).spawn(move || {
                let mut history = History::default();
                for work in inbox {
                    work(&mut connection, &mut history);
                }
                // Leaves one file behind where nobody else has it open.
                let _ =
                    connection.execute_batch("PRAGMA optimize; PRAGMA wal_checkpoint(TRUNCATE);");
            })?;
        Ok(Self { work: Some(work), thread: Some(thread) })
    }

    /// Runs `f` on the writer's thread and waits for it.
    fn on_thread<T: Send + 'static>(
        &self,
        f: impl FnOnce(&mut Connection, &mut History) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let (answer, result) = channel();
        let work: Work = Box::new(move |connection, history| {
            // The one who asked may have gone; then nobody needs the answer.
            let _ = answer.send(f(connection, history));
        });
        let sent = self.work.as_ref().is_some_and(|w| w.send(work).is_ok());
        if !sent {
            return Err(Error::ReadOnly);
        }
        // A panic on the writer's thread drops the sender.
        result.recv().unwrap_or(Err(Error::Corrupt))
    }

    /// Runs `f` outside any transaction.
    pub(crate) fn run<T: Send + 'static>(
        &self,
        f: impl FnOnce(&Connection) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        self.on_thread(|connection, _| f(connection))
    }

    /// Runs `f` in a transaction; with a `label` it can be undone.
    pub(crate) fn write<T: Send + 'static>(
        &self,
        label: Option<&'static str>,
        f: impl FnOnce(&Connection) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        self.on_thread(move |connection, history| {
            let transaction =
                connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            undo::record(&transaction, label.is_some())?;
            let value = f(&transaction)?;
            let steps = undo::take(&transaction)?;
            transaction.commit()?;
            if let Some(label) = label {
                history.add(label, steps);
            }
            Ok(value)
        })
    }

    /// Runs `f`, a part of an import, in a transaction. What it changes in articles that were there is
    /// collected where it says so ([`undo::go_on`]).
    pub(crate) fn import<T: Send + 'static>(
        &self,
        import: i64,
        f: impl FnOnce(&Connection) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        self.on_thread(move |connection, history| {
            let transaction =
                connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            undo::record(&transaction, false)?;
            let value = f(&transaction)?;
            let steps = undo::take(&transaction)?;
            transaction.commit()?;
            history.add_import(import, steps);
            Ok(value)
        })
    }

    /// Forgets what could be undone.
    pub(crate) fn forget(&self) -> Result<(), Error> {
        self.on_thread(|_, history| {
            *history = History::default();
            Ok(())
        })
    }

    /// Undoes or redoes one edit.
    pub(crate) fn undo(&self, direction: Direction) -> Result<Option<Undone>, Error> {
        self.on_thread(move |connection, history| {
            let Some(edit) = history.next(direction) else { return Ok(None) };
            let transaction =
                connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            undo::record(&transaction, true)?;
            undo::apply(&transaction, &edit.steps)?;
            if let Some(import) = edit.import {
                undo::take_back(&transaction, import, direction)?;
            }
            let steps = undo::take(&transaction)?;
            transaction.commit()?;
            Ok(Some(history.moved(direction, steps, edit)))
        })
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.work = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
