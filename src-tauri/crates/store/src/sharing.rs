//! Sharing of a library by several processes: which ones have it open, which one may write, and
//! whether the files at its path are still those that are open.
//!
//! SQLite's own locks are POSIX record locks. A process loses all its locks on a file when any code
//! in it closes any descriptor of that file (<https://sqlite.org/howtocorrupt.html>, section 2.2).
//! Another process then assumes that it is the last user and deletes the log. So everything that
//! could lose data depends on locks that survive this: two lock files beside the library (`flock`,
//! or `LockFileEx` on Windows), and on Linux open-file-description locks on the bytes that SQLite
//! itself locks while a database is in use.

use std::ffi::OsString;
use std::fs::{File, OpenOptions};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::Error;

/// How long a writer waits for its turn before [`Error::Busy`].
const PATIENCE: Duration = Duration::from_secs(60);
/// Interval at which a waiting writer retries. Shorter than [`crate::writer`]'s pause after each
/// part of an import.
const LOOK: Duration = Duration::from_millis(1);

/// `path` with `suffix` appended to its name: `library.db-wal`.
pub(crate) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(suffix);
    name.into()
}

/// Opens the lock file, creating it if it is missing; only its owner may read it.
fn lock_file(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// The identity of a file: device and inode. `None` if the platform has none or the file is gone.
type Identity = Option<(u64, u64)>;

#[cfg(unix)]
fn identity(metadata: &std::fs::Metadata) -> Identity {
    use std::os::unix::fs::MetadataExt as _;
    Some((metadata.dev(), metadata.ino()))
}

#[cfg(not(unix))]
fn identity(_: &std::fs::Metadata) -> Identity {
    None
}

fn identity_at(path: &Path) -> Identity {
    std::fs::metadata(path).ok().as_ref().and_then(identity)
}

/// Whether a lock was obtained. On a file system without locks (some network shares) it counts as
/// obtained.
fn obtained(tried: Result<(), std::fs::TryLockError>) -> std::io::Result<bool> {
    match tried {
        Ok(()) => Ok(true),
        Err(std::fs::TryLockError::WouldBlock) => Ok(false),
        Err(std::fs::TryLockError::Error(err)) if err.kind() == std::io::ErrorKind::Unsupported => {
            Ok(true)
        }
        Err(std::fs::TryLockError::Error(err)) => Err(err),
    }
}

/// The turn to change the library: open it, close it, write to it or checkpoint. Held by at most
/// one thread of all processes.
#[derive(Debug)]
pub(crate) struct WriteTurn {
    path: PathBuf,
    file: File,
}

/// Guard of a [`WriteTurn`]; ends it when dropped.
#[derive(Debug)]
pub(crate) struct TurnGuard<'a>(&'a File);

impl Drop for TurnGuard<'_> {
    fn drop(&mut self) {
        // Closing the file releases the lock in any case.
        let _ = self.0.unlock();
    }
}

impl WriteTurn {
    /// # Errors
    ///
    /// [`Error::Io`] if the lock file cannot be created.
    pub(crate) fn of(library: &Path) -> Result<Self, Error> {
        let path = beside(library, "-lock");
        Ok(Self { file: lock_file(&path)?, path })
    }

    /// Waits for the turn.
    ///
    /// # Errors
    ///
    /// [`Error::Busy`] after [`PATIENCE`]; [`Error::Io`].
    pub(crate) fn take(&mut self) -> Result<TurnGuard<'_>, Error> {
        let begun = Instant::now();
        loop {
            if obtained(self.file.try_lock())? {
                // The last process to close deletes the lock file, and a lock on a deleted file
                // excludes nobody.
                if identity(&self.file.metadata()?) == identity_at(&self.path) {
                    return Ok(TurnGuard(&self.file));
                }
                self.file = lock_file(&self.path)?;
            } else if begun.elapsed() > PATIENCE {
                return Err(Error::Busy);
            } else {
                std::thread::sleep(LOOK);
            }
        }
    }
}

/// Shows other processes that this one has the library open. Acquired and released only within a
/// [`WriteTurn`].
#[derive(Debug)]
pub(crate) struct Presence {
    path: PathBuf,
    file: File,
}

impl Presence {
    /// Registers this process. The boolean is `true` if no other process has the library open.
    ///
    /// # Errors
    ///
    /// [`Error::Io`].
    pub(crate) fn join(library: &Path) -> Result<(Self, bool), Error> {
        let path = beside(library, "-open");
        let file = lock_file(&path)?;
        let first = obtained(file.try_lock())?;
        if first {
            file.unlock()?;
        }
        obtained(file.try_lock_shared())?;
        Ok((Self { path, file }, first))
    }

    /// Whether no other process has the library open. If so, the lock is exclusive from now on.
    pub(crate) fn is_last(&self) -> bool {
        // If the lock cannot be released, the exclusive one is not granted below, and the answer is no.
        let _ = self.file.unlock();
        obtained(self.file.try_lock()).unwrap_or(false)
    }

    /// The marks that the log may belong to, as last recorded with [`Self::set_bases`].
    pub(crate) fn bases(&self) -> Vec<i64> {
        let text = std::fs::read_to_string(&self.path).unwrap_or_default();
        text.lines().filter_map(|line| line.parse().ok()).collect()
    }

    /// Records the marks that the log may belong to; they are on the disk when this returns.
    ///
    /// # Errors
    ///
    /// File system errors.
    pub(crate) fn set_bases(&self, bases: &[i64]) -> std::io::Result<()> {
        use std::io::{Seek as _, SeekFrom, Write as _};
        let mut file = &self.file;
        let text: String = bases.iter().map(|base| format!("{base}\n")).collect();
        // The text is overwritten before the file is shortened, so that a torn write never loses a
        // mark that is needed.
        file.seek(SeekFrom::Start(0))?;
        file.write_all(text.as_bytes())?;
        file.set_len(text.len() as u64)?;
        file.sync_all()
    }

    /// Deletes what an opening that failed on a full disk left behind: an index, and a log without
    /// content. Only if no other process has the library open.
    pub(crate) fn tidy(&self, library: &Path) {
        if std::fs::metadata(beside(library, "-wal")).map_or(true, |log| log.len() == 0) {
            // What cannot be removed is empty, and the next process removes it.
            let _ = std::fs::remove_file(beside(library, "-wal"));
            let _ = std::fs::remove_file(beside(library, "-shm"));
        }
    }

    /// Deletes both lock files. Only if [`Self::is_last`], as the last step of closing.
    pub(crate) fn clear(self, library: &Path) {
        // Lock files that stay behind are used again.
        let _ = std::fs::remove_file(&self.path);
        let _ = std::fs::remove_file(beside(library, "-lock"));
    }
}

/// Detects that the files at the library's path are not those that are open: they were deleted,
/// replaced or moved.
#[derive(Debug)]
pub(crate) struct Guard([(PathBuf, Identity); 3]);

impl Guard {
    /// Records the files' identities. To be called right after they were opened.
    pub(crate) fn of(library: &Path) -> Self {
        Self(["", "-wal", "-shm"].map(|suffix| {
            let path = beside(library, suffix);
            let identity = identity_at(&path);
            (path, identity)
        }))
    }

    /// Whether each path still leads to the open file. Always `true` where files have no identity:
    /// on Windows an open file cannot be deleted or replaced.
    pub(crate) fn is_intact(&self) -> bool {
        self.0.iter().all(|(path, opened)| opened.is_none() || identity_at(path) == *opened)
    }
}

/// Locks on the library's own files that survive the closing of a descriptor in this process.
#[cfg(target_os = "linux")]
mod kept {
    use std::collections::BTreeMap;
    use std::fs::{File, OpenOptions};
    use std::path::Path;
    use std::sync::{Mutex, MutexGuard, PoisonError};

    use nix::fcntl::{FcntlArg, fcntl};
    use nix::libc;
    use rustix::fs::FallocateFlags;
    use rustix::io::Errno;

    use super::{beside, identity};

    /// Bytes that SQLite locks in the database while it is read or written, as (start, length):
    /// `SHARED_FIRST`, `SHARED_SIZE`.
    const SHARED: (i64, i64) = (0x4000_0002, 510);
    /// Bytes that SQLite locks while the log's index is open, as (start, length): the dead man's
    /// switch, `UNIX_SHM_DMS`.
    const SWITCH: (i64, i64) = (128, 1);

    type Key = (u64, u64);

    /// The locked files, by the library's identity, with the number of times this process has it
    /// open. Closing a file while another opening uses it would release that opening's locks, so
    /// they are shared and closed once.
    static HELD: Mutex<BTreeMap<Key, (usize, [File; 2])>> = Mutex::new(BTreeMap::new());

    fn held() -> MutexGuard<'static, BTreeMap<Key, (usize, [File; 2])>> {
        HELD.lock().unwrap_or_else(PoisonError::into_inner)
    }

    #[derive(Debug)]
    pub(crate) struct FileLocks(Option<Key>);

    fn set(file: &File, (start, len): (i64, i64), kind: libc::c_int) {
        let lock = libc::flock {
            l_type: libc::c_short::try_from(kind).unwrap_or_default(),
            l_whence: libc::c_short::try_from(libc::SEEK_SET).unwrap_or_default(),
            l_start: start,
            l_len: len,
            l_pid: 0,
        };
        // On a file system without these locks, only SQLite's own locks remain.
        let _ = fcntl(file, FcntlArg::F_OFD_SETLK(&lock));
    }

    /// The log's index, with disk space reserved. To be passed to [`FileLocks::hold`]: closing it
    /// separately would release SQLite's locks.
    #[derive(Debug)]
    pub(crate) struct Reserved(File);

    /// Bytes of disk reserved for the log's index: room for eight times 4,096 frames.
    const INDEX: u64 = 8 * 32 * 1024;
    /// Bytes of log that the first 32 KiB of its index cover: 4,096 frames, less its header.
    const FRAMES: u64 = 4_000 * 4_096;
    /// Bytes of the index that are reserved in any case: its minimum size in use.
    const FIRST: u64 = 32 * 1024;

    /// Reserves disk space for the log's index before SQLite uses it, and keeps SQLite from
    /// releasing it. SQLite writes one byte into each 4 KB of the index; on a full disk with
    /// smaller blocks, the first use of the other blocks kills the process (SIGBUS). Only if no
    /// other process has the library open, and before any connection. Hold the result until there
    /// is a connection.
    ///
    /// # Errors
    ///
    /// Fails if the disk has no space for it.
    pub(crate) fn reserve(library: &Path) -> std::io::Result<Reserved> {
        let index = super::lock_file(&beside(library, "-shm"))?;
        // As SQLite does when it is the first to open: old content belongs to a process that is
        // gone.
        index.set_len(0)?;
        let room = |flags, bytes| match rustix::fs::fallocate(&index, flags, 0, bytes) {
            Err(full @ (Errno::NOSPC | Errno::DQUOT)) => Err(std::io::Error::from(full)),
            // If the file system cannot reserve space, only SQLite's own writes remain.
            _ => Ok(()),
        };
        room(FallocateFlags::empty(), FIRST)?;
        // If less space than this is free, the log cannot grow so large that more of its index is
        // used.
        if rustix::fs::fstatvfs(&index).is_ok_and(|disk| disk.f_bavail * disk.f_frsize >= FRAMES) {
            let _ = room(FallocateFlags::KEEP_SIZE, INDEX);
        }
        set(&index, SWITCH, libc::F_RDLCK);
        Ok(Reserved(index))
    }

    impl FileLocks {
        /// Locks the files of `library`, which SQLite has open already.
        pub(crate) fn hold(library: &Path, reserved: Option<Reserved>) -> Self {
            let mut held = held();
            let key = std::fs::metadata(library).ok().as_ref().and_then(identity);
            let Some(key) = key else { return Self(None) };
            if let Some((count, _)) = held.get_mut(&key) {
                *count += 1;
                return Self(Some(key));
            }
            let open = |path: &Path| OpenOptions::new().read(true).write(true).open(path);
            let index = match reserved {
                Some(Reserved(index)) => Ok(index),
                None => open(&beside(library, "-shm")),
            };
            let (Ok(database), Ok(index)) = (open(library), index) else {
                return Self(None);
            };
            set(&database, SHARED, libc::F_RDLCK);
            set(&index, SWITCH, libc::F_RDLCK);
            held.insert(key, (1, [database, index]));
            Self(Some(key))
        }

        /// Releases the locks, so that SQLite may lock the library exclusively; the files stay
        /// open.
        pub(crate) fn unlock(&self) {
            let held = held();
            if let Some((1, [database, index])) = self.0.and_then(|key| held.get(&key)) {
                set(database, SHARED, libc::F_UNLCK);
                set(index, SWITCH, libc::F_UNLCK);
            }
        }
    }

    impl Drop for FileLocks {
        fn drop(&mut self) {
            let Some(key) = self.0 else { return };
            let mut held = held();
            match held.get_mut(&key) {
                Some((count, _)) if *count > 1 => *count -= 1,
                // Closed while the map is locked, so that nobody opens the library in between.
                _ => drop(held.remove(&key)),
            }
        }
    }
}

/// On other systems only SQLite's own locks are used: macOS reserves such locks for its own
/// programs, and Windows never loses locks.
#[cfg(not(target_os = "linux"))]
mod kept {
    use std::path::Path;

    #[derive(Debug)]
    pub(crate) struct FileLocks;

    #[derive(Debug)]
    pub(crate) struct Reserved;

    pub(crate) fn reserve(_: &Path) -> std::io::Result<Reserved> {
        Ok(Reserved)
    }

    impl FileLocks {
        pub(crate) fn hold(_: &Path, _: Option<Reserved>) -> Self {
            Self
        }

        pub(crate) fn unlock(&self) {}
    }
}

pub(crate) use kept::{FileLocks, Reserved, reserve};
