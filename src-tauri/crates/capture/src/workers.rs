//! Workers: processes that read pages. They are limited in time and memory, can open no file and no
//! connection, and are killed when they exceed a limit, so that a page can only affect its own
//! reading. If that happens, only the page's text is taken.
//!
//! A worker is this same program, started with [`ARGUMENT`]. It receives requests on standard input
//! and answers on standard output. Each message is its length (8 bytes, little-endian) and a value
//! in the format of `postcard`.

pub(crate) mod messages;

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::sync::Semaphore;

use crate::{Error, Inspection, Page, Source, reading};
use messages::{Answer, Question, Task};

/// Command line argument that makes the program a worker.
const ARGUMENT: &str = "--worker";

/// Maximum processor time to read a page, in seconds.
const BUDGET: u64 = 3;
/// Maximum processor time to take only the text of a page that exceeded [`BUDGET`], in seconds.
const TEXT_BUDGET: u64 = 1;
/// Time after which a worker that does not answer is killed, however slow the machine is. Where
/// processor time cannot be limited, this is the only limit.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(if cfg!(unix) { 90 } else { 10 });
/// Maximum memory of a worker, in bytes.
#[cfg(unix)]
const MEMORY: u64 = 4 << 30;
/// Maximum length of a message, in bytes.
const LONGEST: u64 = 1 << 30;
/// Time after which an idle worker is ended.
const IDLE: Duration = Duration::from_secs(15);
/// Number of pages after which a worker is replaced, to free the memory it holds.
const PAGES: u32 = 200;

/// Reads pages in other processes; see the module. An idle worker is kept for the next page.
#[derive(Debug)]
pub struct Workers {
    program: PathBuf,
    idle: Arc<Mutex<Option<Worker>>>,
    /// Limits the number of pages read at the same time.
    seats: Semaphore,
}

impl Workers {
    /// Uses this program as worker; it must call [`be_a_worker`] before anything else.
    #[must_use]
    pub fn of_this_program() -> Self {
        // The link leads to the running program even if its file was replaced.
        let link = PathBuf::from("/proc/self/exe");
        Self::with_program(if link.exists() {
            link
        } else {
            std::env::current_exe().unwrap_or_default()
        })
    }

    /// Uses the program at `path` as worker; it must call [`be_a_worker`] before anything else.
    #[must_use]
    pub fn with_program(path: PathBuf) -> Self {
        let seats = std::thread::available_parallelism().map_or(1, usize::from).min(4);
        Self { program: path, idle: Arc::default(), seats: Semaphore::new(seats) }
    }

    /// As [`crate::read`]. If that exceeds a limit, takes only the text, and if that does too,
    /// returns an empty page, so that the capture can still be stored. Drop the future to cancel.
    ///
    /// # Errors
    ///
    /// As [`crate::read`].
    pub async fn read(&self, source: &Source<'_>) -> Result<Page, Error> {
        let mut answer = self.ask(Question::Read, source, BUDGET).await;
        if matches!(answer, Err(Error::TooHeavy)) {
            let source = Source { text_only: true, ..source.clone() };
            answer = self.ask(Question::Read, &source, TEXT_BUDGET).await;
        }
        match answer {
            Ok(Answer::Page(page)) => Ok(*page),
            Ok(_) | Err(Error::TooHeavy) => Ok(reading::unreadable_page(source)),
            Err(err) => Err(err),
        }
    }

    /// As [`crate::inspect`].
    ///
    /// # Errors
    ///
    /// As [`crate::inspect`]; [`Error::TooHeavy`].
    pub async fn inspect(
        &self,
        source: &Source<'_>,
        title: &str,
        text: &str,
    ) -> Result<Inspection, Error> {
        match self.ask(Question::Inspect { title, text }, source, BUDGET).await? {
            Answer::Inspection(inspection) => Ok(inspection),
            _ => Err(Error::TooHeavy),
        }
    }

    /// As [`crate::read_picked`].
    ///
    /// # Errors
    ///
    /// As [`crate::read_picked`]; [`Error::TooHeavy`].
    pub async fn pick(&self, source: &Source<'_>, passages: &[usize]) -> Result<Page, Error> {
        match self.ask(Question::Pick(passages.to_vec()), source, BUDGET).await? {
            Answer::Page(page) => Ok(*page),
            _ => Err(Error::TooHeavy),
        }
    }

    /// The address of the next page of an article; `None` if there is none or finding it exceeds a
    /// limit.
    pub(crate) async fn next_page(&self, source: &Source<'_>) -> Option<String> {
        match self.ask(Question::Next, source, BUDGET).await {
            Ok(Answer::Next(next)) => next,
            _ => None,
        }
    }

    async fn ask(
        &self,
        question: Question<'_>,
        source: &Source<'_>,
        seconds: u64,
    ) -> Result<Answer, Error> {
        let task = Task { seconds, question, source: source.clone() };
        let message = postcard::to_stdvec(&task).map_err(|_| Error::TooLarge)?;
        let _seat = self.seats.acquire().await;
        let idle = self.idle.lock().ok().and_then(|mut idle| idle.take());
        // A worker that was killed while idle says nothing about this page.
        let idle = idle.and_then(|mut w| matches!(w.child.try_wait(), Ok(None)).then_some(w));
        let worker = match idle.map_or_else(|| Worker::start(&self.program), Ok) {
            Ok(worker) => worker,
            // If the system cannot start processes, the page is read in this process.
            Err(_) => {
                let answer = move || Some(Answer::run_task(&postcard::from_bytes(&message).ok()?));
                let answer = tokio::task::spawn_blocking(answer).await.ok().flatten();
                return answer.ok_or(Error::TooHeavy)?.into();
            }
        };
        self.ask_one(worker, &message).await.ok_or(Error::TooHeavy)?.into()
    }

    /// Sends a request to a worker and keeps it for later. `None` if it dies or does not answer in
    /// time.
    async fn ask_one(&self, mut worker: Worker, message: &[u8]) -> Option<Answer> {
        let answer = tokio::time::timeout(ANSWER_TIMEOUT, worker.ask(message)).await;
        let answer = answer.ok().and_then(Result::ok).and_then(|a| postcard::from_bytes(&a).ok());
        if answer.is_none() {
            tracing::warn!(pages = worker.pages, "a worker exceeded a limit and was ended");
        }
        if answer.is_none() || worker.pages >= PAGES {
            // The process may have ended already.
            let _ = worker.child.kill().await;
        } else {
            self.keep_worker(worker);
        }
        answer
    }

    fn keep_worker(&self, worker: Worker) {
        let id = worker.child.id();
        if let Ok(mut idle) = self.idle.lock() {
            *idle = Some(worker);
        }
        let idle = Arc::clone(&self.idle);
        tokio::spawn(async move {
            tokio::time::sleep(IDLE).await;
            if let Ok(mut idle) = idle.lock() {
                idle.take_if(|worker| worker.child.id() == id);
            }
        });
    }
}

/// A process that reads pages. It is killed when this is dropped.
#[derive(Debug)]
struct Worker {
    child: Child,
    to: ChildStdin,
    from: ChildStdout,
    /// Number of pages it has read.
    pages: u32,
}

impl Worker {
    fn start(program: &Path) -> std::io::Result<Self> {
        let mut child = Command::new(program)
            .arg(ARGUMENT)
            .env_clear()
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()?;
        match (child.stdin.take(), child.stdout.take()) {
            (Some(to), Some(from)) => Ok(Self { child, to, from, pages: 0 }),
            _ => Err(std::io::ErrorKind::BrokenPipe.into()),
        }
    }

    async fn ask(&mut self, message: &[u8]) -> std::io::Result<Vec<u8>> {
        self.pages += 1;
        self.to.write_u64_le(message.len() as u64).await?;
        self.to.write_all(message).await?;
        self.to.flush().await?;
        let length = self.from.read_u64_le().await?;
        let mut answer = Vec::new();
        (&mut self.from).take(length.min(LONGEST)).read_to_end(&mut answer).await?;
        if answer.len() as u64 == length {
            Ok(answer)
        } else {
            Err(std::io::ErrorKind::UnexpectedEof.into())
        }
    }
}

/// Runs as a worker if this process was started as one. Returns `true` if so; the program must then
/// exit. Programs that use [`Workers::of_this_program`] call this before anything else.
#[must_use]
pub fn be_a_worker() -> bool {
    if std::env::args_os().nth(1).is_none_or(|argument| argument != ARGUMENT) {
        return false;
    }
    give_up_rights();
    let (mut from, mut to) = (std::io::stdin().lock(), std::io::stdout().lock());
    // Ends when either pipe is closed.
    while let Ok(message) = next_message(&mut from) {
        let Ok(task) = postcard::from_bytes::<Task<'_>>(&message) else { break };
        limit_time(task.seconds);
        let Ok(answer) = postcard::to_stdvec(&Answer::run_task(&task)) else { break };
        let length = (answer.len() as u64).to_le_bytes();
        if to.write_all(&length).and_then(|()| to.write_all(&answer)).is_err()
            || to.flush().is_err()
        {
            break;
        }
    }
    true
}

fn next_message(from: &mut impl Read) -> std::io::Result<Vec<u8>> {
    let mut length = [0; 8];
    from.read_exact(&mut length)?;
    let length = u64::from_le_bytes(length);
    let mut message = Vec::new();
    from.take(length.min(LONGEST)).read_to_end(&mut message)?;
    Ok(message)
}

/// Limits this process: it cannot open files and connections nor write to files, it leaves no core
/// dump, and its memory is limited to [`MEMORY`]. It is not prevented from starting processes.
#[cfg(unix)]
fn give_up_rights() {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let limits =
        [(Resource::Nofile, 3), (Resource::Fsize, 0), (Resource::Core, 0), (Resource::As, MEMORY)];
    for (resource, most) in limits {
        // If one limit cannot be set, the others still apply.
        let _ = setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) });
    }
}

#[cfg(not(unix))]
fn give_up_rights() {}

/// Limits this process to `seconds` more seconds of processor time.
#[cfg(unix)]
fn limit_time(seconds: u64) {
    use rustix::process::{Resource, Rlimit, setrlimit};
    use rustix::time::{ClockId, clock_gettime};
    let used = u64::try_from(clock_gettime(ClockId::ProcessCPUTime).tv_sec).unwrap_or(0);
    let limit = Rlimit { current: Some(used + seconds), maximum: None };
    // Without this limit, the time limit of the asking process applies.
    let _ = setrlimit(Resource::Cpu, limit);
}

#[cfg(not(unix))]
fn limit_time(_: u64) {}

#[cfg(all(test, unix))]
mod tests {
    use commonplace_core::Rendition;

    use super::*;

    const PAGE: &str = "<title>Ferries</title><p>Eleven harbour towns asked for a seat.</p>";

    async fn read_by(program: &str) -> Result<Page, Error> {
        let source = Source { bytes: PAGE.as_bytes(), name: Some("a.html"), ..Source::default() };
        Workers::with_program(program.into()).read(&source).await
    }

    #[tokio::test]
    async fn a_page_that_ends_its_worker_is_kept_unread() -> Result<(), Error> {
        let page = read_by("/bin/false").await?;
        assert_eq!((page.rendition, page.text.as_str()), (Rendition::Empty, ""));
        Ok(())
    }

    #[tokio::test]
    async fn an_answer_that_is_none_is_not_believed() -> Result<(), Error> {
        // `cat` returns the request as its answer.
        assert_eq!(read_by("/bin/cat").await?.rendition, Rendition::Empty);
        Ok(())
    }

    #[tokio::test]
    async fn where_no_worker_can_be_started_the_page_is_read_here() -> Result<(), Error> {
        let page = read_by("/nowhere").await?;
        assert_eq!(page.text, "Eleven harbour towns asked for a seat.");
        assert_eq!(page.metadata.title, "Ferries");
        Ok(())
    }
}
