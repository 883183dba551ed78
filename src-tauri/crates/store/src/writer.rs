//! The thread that writes. It receives work through a channel and answers after the commit is on
//! the disk.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI32, Ordering};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, Transaction, TransactionBehavior};

use crate::import_undo;
use crate::log::{Bases, Checkpoint};
use crate::sharing::{FileLocks, Guard, Reserved, WriteTurn, beside};
use crate::undo::{self, Direction, History, Undone};
use crate::{Error, durable};

/// Number of pages in the log above which it is checkpointed after a write, even if other work
/// waits.
const LOG_PAGES: i32 = 1_000;
/// Idle time after which the log is checkpointed.
const IDLE: Duration = Duration::from_secs(2);
/// Pause after each part of an import, so that other processes get their turn. Longer than the
/// retry interval of a waiting writer.
const PAUSE: Duration = Duration::from_millis(4);

type Work = Box<dyn FnOnce(&mut WriterState) + Send>;

/// State of the writer's thread.
struct WriterState {
    path: PathBuf,
    connection: Connection,
    history: History,
    turn: WriteTurn,
    bases: Bases,
    guard: Guard,
    kept: FileLocks,
    /// Number of pages in the log, as SQLite counted them at the last commit.
    pages: Arc<AtomicI32>,
    /// `Some` once the library's files turned out not to be those that are open: the path of the
    /// copy that was saved, or `Some(None)` if saving failed.
    rescue: Option<Option<PathBuf>>,
}

impl WriterState {
    /// Checks that the files at the library's path are still those that are open. If not, saves
    /// everything that the open connection sees beside them, once, and stops writing.
    fn check_files(&mut self) -> Result<(), Error> {
        if self.rescue.is_none() && self.guard.is_intact() {
            return Ok(());
        }
        if self.rescue.is_none() {
            self.rescue = Some(self.save_beside().ok());
        }
        Err(Error::Detached { saved: self.rescue.clone().flatten() })
    }

    /// Saves what the open connection sees as a new library.
    fn save_beside(&self) -> Result<PathBuf, Error> {
        let stem = self.path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let name = |n: u32| self.path.with_file_name(format!("{stem}.rescued-{n}.db"));
        let target = (1..).map(name).find(|p| !p.exists()).unwrap_or_else(|| name(0));
        if let Some(folder) = target.parent() {
            durable::make_folder(folder)?;
        }
        let draft = beside(&target, ".part");
        // Usually there is none; if it cannot be removed, writing it fails and says why.
        let _ = std::fs::remove_file(&draft);
        durable::create_private(&draft)?;
        self.connection.execute("VACUUM INTO ?1", [draft.to_string_lossy()])?;
        durable::put_in_place(&draft, &target)?;
        Ok(target)
    }

    /// Runs `f` in a transaction. The commit is on the disk when this returns.
    fn transact<T>(
        &mut self,
        f: impl FnOnce(&Transaction<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        self.check_files()?;
        let value = {
            let _turn = self.turn.take()?;
            let transaction =
                self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let value = f(&transaction)?;
            transaction.commit()?;
            value
        };
        // A write is only acknowledged if it is in the file that others will open.
        self.check_files()?;
        if self.pages.load(Ordering::Relaxed) >= LOG_PAGES {
            self.checkpoint_later();
        }
        Ok(value)
    }

    /// Checkpoints the log if that is possible now. A log that cannot be checkpointed keeps growing, and the next write
    /// tries again.
    fn checkpoint_later(&mut self) {
        if let Err(err) = self.checkpoint(Checkpoint::Passive) {
            tracing::warn!(cause = err.log_cause(), "log not checkpointed");
        }
    }

    fn checkpoint(&mut self, how: Checkpoint) -> Result<(), Error> {
        self.check_files()?;
        let _turn = self.turn.take()?;
        self.bases.checkpoint(&self.connection, how)?;
        self.pages.store(0, Ordering::Relaxed);
        Ok(())
    }

    /// Closes the library. The last process to close leaves one file behind that contains
    /// everything.
    fn close(mut self) {
        if let Err(err) = self.connection.execute_batch("PRAGMA optimize") {
            tracing::warn!(cause = Error::from(err).log_cause(), "statistics not updated");
        }
        let intact = self.check_files().is_ok();
        let Ok(turn) = self.turn.take() else { return };
        self.kept.unlock();
        if !intact || !self.bases.presence().is_last() {
            return;
        }
        let log = beside(&self.path, "-wal");
        let has_frames = std::fs::metadata(&log).is_ok_and(|m| m.len() > 0);
        if has_frames && self.bases.checkpoint(&self.connection, Checkpoint::Truncate).is_err() {
            // The log is kept, with the list of marks it may belong to.
            return;
        }
        // If it fails, the log stays beside the file, and the next start reads it.
        let _ = self.connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false);
        drop(self.connection);
        drop(self.kept);
        if !log.exists() {
            self.bases.into_presence().clear(&self.path);
        }
        drop(turn);
    }
}

/// Handle of the writer's thread. Dropping it ends the thread.
#[derive(Debug)]
pub(crate) struct Writer {
    work: Mutex<Option<Sender<Work>>>,
    thread: Mutex<Option<std::thread::JoinHandle<()>>>,
}

impl Writer {
    /// Starts the thread on an open connection. `reserved` is the result of
    /// [`crate::connection::prepare`].
    pub(crate) fn start(
        path: &Path,
        mut connection: Connection,
        turn: WriteTurn,
        bases: Bases,
        reserved: Option<Reserved>,
    ) -> Result<Self, Error> {
        undo::install(&connection)?;
        let pages = Arc::new(AtomicI32::new(0));
        let counted = Arc::clone(&pages);
        connection.wal_hook(Some(move |_: &mut rusqlite::hooks::Wal, n| {
            counted.store(n, Ordering::Relaxed);
            Ok(())
        }))?;
        let (work, inbox) = channel::<Work>();
        let mut desk = WriterState {
            path: path.to_owned(),
            connection,
            history: History::default(),
            turn,
            bases,
            guard: Guard::of(path),
            kept: FileLocks::hold(path, reserved),
            pages,
            rescue: None,
        };
        let thread =
            std::thread::Builder::new().name("library-writer".into()).spawn(move || {
                loop {
                    match inbox.recv_timeout(IDLE) {
                        Ok(work) => work(&mut desk),
                        Err(RecvTimeoutError::Timeout)
                            if desk.pages.load(Ordering::Relaxed) > 0 =>
                        {
                            desk.checkpoint_later();
                        }
                        Err(RecvTimeoutError::Timeout) => {}
                        Err(RecvTimeoutError::Disconnected) => break,
                    }
                }
                desk.close();
            })?;
        Ok(Self { work: Mutex::new(Some(work)), thread: Mutex::new(Some(thread)) })
    }

    /// Runs `f` on the writer's thread and waits for the result. A panic in `f` only fails this
    /// call.
    fn on_thread<T: Send + 'static>(
        &self,
        f: impl FnOnce(&mut WriterState) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let (answer, result) = channel();
        let work: Work = Box::new(move |desk| {
            // A panic leaves at most an open transaction, which is rolled back when it is dropped.
            let done = catch_unwind(AssertUnwindSafe(|| f(desk)));
            // The caller may be gone; then nobody needs the answer.
            let _ = answer.send(done.unwrap_or_else(|cause| Err(Error::of_panic(&*cause))));
        });
        let gone = || Error::Fault("the thread that writes has ended".to_owned());
        let sent = {
            let sender = self.work.lock().unwrap_or_else(PoisonError::into_inner);
            sender.as_ref().is_some_and(|sender| sender.send(work).is_ok())
        };
        if !sent {
            return Err(gone());
        }
        result.recv().map_err(|_| gone())?
    }

    /// Checks that the library's files are still those that are open; see [`WriterState::check_files`].
    pub(crate) fn check_files(&self) -> Result<(), Error> {
        self.on_thread(|desk| desk.check_files())
    }

    /// Runs `f` outside any transaction.
    pub(crate) fn run<T: Send + 'static>(
        &self,
        f: impl FnOnce(&Connection) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        self.on_thread(|desk| f(&desk.connection))
    }

    /// Runs `f` in a transaction. With a `label` it can be undone.
    pub(crate) fn write<T: Send + 'static>(
        &self,
        label: Option<undo::EditLabel>,
        f: impl FnOnce(&Connection) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        self.on_thread(move |desk| {
            let (value, steps) = desk.transact(|transaction| {
                undo::record(transaction, label.is_some())?;
                let value = f(transaction)?;
                Ok((value, undo::collected_steps(transaction)?))
            })?;
            if let Some(label) = label {
                desk.history.add(label, steps);
            }
            Ok(value)
        })
    }

    /// Runs `f`, a part of an import, in a transaction. `f` turns the collecting of undo steps on
    /// for changes to existing articles ([`undo::set_recording`]).
    pub(crate) fn import<T: Send + 'static>(
        &self,
        import: i64,
        f: impl FnOnce(&Connection) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        self.on_thread(move |desk| {
            let (value, steps) = desk.transact(|transaction| {
                undo::record(transaction, false)?;
                let value = f(transaction)?;
                Ok((value, undo::collected_steps(transaction)?))
            })?;
            desk.history.add_import(import, steps);
            std::thread::sleep(PAUSE);
            Ok(value)
        })
    }

    /// Clears the undo history.
    pub(crate) fn forget(&self) -> Result<(), Error> {
        self.on_thread(|desk| {
            desk.history = History::default();
            Ok(())
        })
    }

    /// Undoes or redoes one edit.
    pub(crate) fn undo(&self, direction: Direction) -> Result<Option<Undone>, Error> {
        self.on_thread(move |desk| {
            let Some(edit) = desk.history.next(direction) else { return Ok(None) };
            let (steps, edit) = desk.transact(|transaction| {
                undo::record(transaction, true)?;
                undo::apply(transaction, &edit.steps)?;
                if let Some(import) = edit.import {
                    import_undo::hide_or_restore_import(transaction, import, direction)?;
                }
                Ok((undo::collected_steps(transaction)?, edit))
            })?;
            Ok(Some(desk.history.moved(direction, steps, edit)))
        })
    }
}

impl Writer {
    /// Ends the thread, which closes the library, and waits for it. Later calls fail.
    pub(crate) fn close(&self) {
        drop(self.work.lock().unwrap_or_else(PoisonError::into_inner).take());
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(thread) = thread {
            // A panic of the thread was logged where it happened.
            let _ = thread.join();
        }
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.close();
    }
}
