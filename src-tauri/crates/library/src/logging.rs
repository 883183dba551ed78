//! The log: a rolling file beside the library, for finding out later what went wrong.
//!
//! It has codes, counts, durations and names of calls. Titles, texts, notes, queries, addresses and tokens are never
//! logged: events are written with the fields named here, not with the messages of errors.

use std::fs::{File, OpenOptions};
use std::io::{Read as _, Seek as _, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use commonplace_core::names;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::prelude::*;
use tracing_subscriber::reload;

names! {
    /// The least severe events that are logged.
    #[derive(Default)]
    LogLevel {
        /// Nothing is logged.
        Off = "off",
        /// Failures of Commonplace.
        Error = "error",
        /// Also what was tried in vain and goes on.
        Warn = "warn",
        /// Also what began and ended.
        #[default]
        Info = "info",
        /// Also every call, with its duration.
        Debug = "debug",
    }
}

/// The environment variable that overrides the setting: one of the words of [`LogLevel`].
pub const VARIABLE: &str = "COMMONPLACE_LOG";

/// Maximum size of a file in bytes; a full one is renamed.
const MAX_SIZE: u64 = 1 << 20;
/// Number of full files that are kept.
const KEPT: u32 = 3;
/// Bytes at the end of the log that are searched for warnings.
const TAIL: u64 = 64 << 10;

type Filter = reload::Handle<Targets, tracing_subscriber::Registry>;

/// The log of this process, once it has been started.
static LOG: OnceLock<(PathBuf, Filter)> = OnceLock::new();

/// Starts the log of this process, in `commonplace.log` beside the library. Front ends call it once, before they open
/// the library. The file is created with the first event; if it cannot be written, nothing is logged.
pub fn start(library: &Path) {
    let path = library.with_file_name("commonplace.log");
    let (filter, handle) = reload::Layer::new(targets(from_environment().unwrap_or_default()));
    if LOG.set((path.clone(), handle)).is_err() {
        return;
    }
    let layer = tracing_subscriber::fmt::layer().with_ansi(false).with_writer(RollingFile(path));
    // It fails if the program has a subscriber already, as a test may have: then that one gets the events.
    let _ = tracing_subscriber::registry().with(filter).with(layer).try_init();
    let print = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        // The message of a panic may quote a text; its place does not.
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, "a panic");
        print(panic);
    }));
}

/// Applies the level of the settings, unless the environment has one.
pub(crate) fn set_level(level: LogLevel) {
    if let Some((_, filter)) = LOG.get()
        && from_environment().is_none()
    {
        // It fails only if the subscriber is gone, and then nothing is logged anyway.
        let _ = filter.reload(targets(level));
    }
}

/// The last `most` warnings and errors of the log, oldest first; empty without a log.
pub(crate) fn last_warnings(most: usize) -> Vec<String> {
    let Some((path, _)) = LOG.get() else { return Vec::new() };
    let tail = || -> std::io::Result<String> {
        let mut file = File::open(path)?;
        let length = file.metadata()?.len();
        file.seek(SeekFrom::Start(length.saturating_sub(TAIL)))?;
        let mut bytes = Vec::new();
        file.take(TAIL).read_to_end(&mut bytes)?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    };
    let text = tail().unwrap_or_default();
    let severe = |line: &&str| line.contains(" WARN ") || line.contains(" ERROR ");
    let lines: Vec<&str> = text.lines().filter(severe).collect();
    lines[lines.len().saturating_sub(most)..].iter().map(|line| (*line).to_owned()).collect()
}

fn from_environment() -> Option<LogLevel> {
    LogLevel::from_name(std::env::var(VARIABLE).ok()?.trim())
}

/// Events of our crates only: other crates may log addresses and headers.
fn targets(level: LogLevel) -> Targets {
    let filter = match level {
        LogLevel::Off => LevelFilter::OFF,
        LogLevel::Error => LevelFilter::ERROR,
        LogLevel::Warn => LevelFilter::WARN,
        LogLevel::Info => LevelFilter::INFO,
        LogLevel::Debug => LevelFilter::DEBUG,
    };
    Targets::new().with_target("commonplace", filter)
}

/// Appends each event to the file. The file is opened for each event, because several processes write to it and any of
/// them may rename it.
struct RollingFile(PathBuf);

impl RollingFile {
    /// The path of a full file; 1 is the newest.
    fn full(&self, number: u32) -> PathBuf {
        self.0.with_extension(format!("{number}.log"))
    }

    fn roll(&self) -> std::io::Result<()> {
        for number in (1..KEPT).rev() {
            let old = self.full(number);
            if old.exists() {
                std::fs::rename(old, self.full(number + 1))?;
            }
        }
        std::fs::rename(&self.0, self.full(1))
    }
}

impl Write for &RollingFile {
    fn write(&mut self, event: &[u8]) -> std::io::Result<usize> {
        if std::fs::metadata(&self.0).is_ok_and(|about| about.len() >= MAX_SIZE) {
            self.roll()?;
        }
        let mut options = OpenOptions::new();
        options.create(true).append(true);
        // Like the library, only its owner reads it.
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options.open(&self.0)?.write(event)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for RollingFile {
    type Writer = &'a RollingFile;

    fn make_writer(&'a self) -> Self::Writer {
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_log_is_renamed_and_the_oldest_is_dropped() -> std::io::Result<()> {
        let folder = tempfile::tempdir()?;
        let log = RollingFile(folder.path().join("commonplace.log"));
        let event = vec![b'x'; usize::try_from(MAX_SIZE).unwrap_or_default()];
        for _ in 0..6 {
            (&log).write_all(&event)?;
        }
        let mut names: Vec<_> = std::fs::read_dir(folder.path())?
            .map(|entry| entry.map(|entry| entry.file_name().to_string_lossy().into_owned()))
            .collect::<Result<_, _>>()?;
        names.sort();
        assert_eq!(
            names,
            ["commonplace.1.log", "commonplace.2.log", "commonplace.3.log", "commonplace.log"]
        );
        Ok(())
    }
}
