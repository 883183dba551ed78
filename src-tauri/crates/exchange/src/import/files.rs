//! Files to import: from disk, folders or zip archives; decoded while they are read.

use std::cell::{Cell, RefCell};
use std::fs::File;
use std::io::{self, BufReader, Read, Seek};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use encoding_rs::Encoding;
use encoding_rs_io::DecodeReaderBytesBuilder;

use super::Error;
use super::bounds::{FILES, HEAD, HELD, OVER, RECORD, WHOLE};

/// The files given for an import. Archives are read in place and nothing is extracted to disk, so
/// paths in them cannot do harm.
#[derive(Default)]
pub struct ImportFiles {
    entries: Vec<Entry>,
    archives: Vec<RefCell<zip::ZipArchive<Box<dyn Bytes>>>>,
    read: Rc<Cell<u64>>,
    /// Compressed bytes of the files opened, counted each time.
    opened: Cell<u64>,
    total: u64,
}

struct Entry {
    name: String,
    place: FilePlace,
}

/// A source that an archive is read from.
trait Bytes: Read + Seek {}
impl<T: Read + Seek> Bytes for T {}

enum FilePlace {
    Disk(PathBuf),
    Held(Rc<[u8]>),
    /// An archive in a folder that cannot be opened, with the error.
    Broken(String),
    Zip {
        archive: usize,
        index: usize,
    },
}

impl ImportFiles {
    /// Opens files and folders; of a folder, all files below it that are not hidden.
    ///
    /// # Errors
    ///
    /// [`Error::Io`] for a missing file, [`Error::Zip`] for a broken archive.
    pub fn open(paths: &[PathBuf]) -> Result<Self, Error> {
        let mut given = Self::default();
        for path in paths {
            let about = std::fs::metadata(path).map_err(|why| failed(path, why))?;
            if about.is_dir() {
                let hidden = |e: &walkdir::DirEntry| {
                    e.depth() > 0 && e.file_name().to_string_lossy().starts_with('.')
                };
                let files = walkdir::WalkDir::new(path).sort_by_file_name().into_iter();
                for entry in files.filter_entry(|e| !hidden(e)).flatten().take(FILES) {
                    if entry.file_type().is_file() {
                        let name = entry.path().strip_prefix(path).unwrap_or(entry.path());
                        let name = name.to_string_lossy().replace('\\', "/");
                        match given.add(entry.path(), name.clone()) {
                            // A broken archive in a folder does not prevent reading the other
                            // files.
                            Err(Error::Zip { why, .. }) => {
                                given.entries.push(Entry { name, place: FilePlace::Broken(why) });
                            }
                            added => added?,
                        }
                    }
                }
            } else {
                let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                given.add(path, name)?;
            }
        }
        Ok(given)
    }

    fn add(&mut self, path: &Path, name: String) -> Result<(), Error> {
        let mut file = File::open(path).map_err(|why| failed(path, why))?;
        self.total += file.metadata().map_or(0, |m| m.len());
        let mut magic = [0; 4];
        let is_zip = file.read_exact(&mut magic).is_ok() && magic.starts_with(b"PK\x03\x04");
        if !is_zip {
            self.entries.push(Entry { name, place: FilePlace::Disk(path.to_owned()) });
            return Ok(());
        }
        self.unpack(name, Box::new(BufReader::new(file)))
    }

    /// Files already in memory, with their names.
    ///
    /// # Errors
    ///
    /// As [`Self::open`].
    pub fn from_memory(files: Vec<(String, Vec<u8>)>) -> Result<Self, Error> {
        let mut given = Self::default();
        for (name, bytes) in files {
            given.total += bytes.len() as u64;
            if bytes.starts_with(b"PK\x03\x04") {
                given.unpack(name, Box::new(io::Cursor::new(bytes)))?;
            } else {
                given.entries.push(Entry { name, place: FilePlace::Held(bytes.into()) });
            }
        }
        Ok(given)
    }

    /// Adds the files of an archive.
    fn unpack(&mut self, name: String, bytes: Box<dyn Bytes>) -> Result<(), Error> {
        let broken =
            |why: zip::result::ZipError| Error::Zip { name: name.clone(), why: why.to_string() };
        let archive = zip::ZipArchive::new(bytes).map_err(broken)?;
        let at = self.archives.len();
        for index in 0..archive.len().min(FILES) {
            let Some(inside) = archive.name_for_index(index).and_then(Result::ok) else { continue };
            let inside = inside.into_owned();
            let hidden = inside
                .split('/')
                .any(|part| (part.starts_with('.') && part != "..") || part == "__MACOSX");
            if inside.ends_with('/') || hidden {
                continue;
            }
            let place = FilePlace::Zip { archive: at, index };
            self.entries.push(Entry { name: inside, place });
        }
        self.archives.push(RefCell::new(archive));
        Ok(())
    }

    /// Number of bytes read, and the total; files in archives count with their compressed size.
    #[must_use]
    pub fn progress(&self) -> (u64, u64) {
        (self.read.get().min(self.total), self.total)
    }

    /// Number of files.
    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    /// Name of a file, with its folders.
    pub(crate) fn name(&self, entry: usize) -> &str {
        self.entries.get(entry).map_or("", |entry| &entry.name)
    }

    /// Opens a file and passes a reader of its bytes to `f`.
    fn with<T>(&self, entry: usize, f: &mut dyn FnMut(&mut dyn Read) -> T) -> Result<T, Error> {
        let name = self.name(entry).to_owned();
        let Some(Entry { place, .. }) = self.entries.get(entry) else {
            return Ok(f(&mut io::empty()));
        };
        match place {
            FilePlace::Disk(path) => {
                let file = File::open(path).map_err(|why| failed(path, why))?;
                Ok(f(&mut Counted { inner: file, read: Rc::clone(&self.read) }))
            }
            FilePlace::Held(bytes) => Ok(f(&mut &bytes[..])),
            FilePlace::Broken(why) => Err(Error::Zip { name, why: why.clone() }),
            FilePlace::Zip { archive, index } => {
                // An archive whose files overlap expands to more than any disk can hold.
                if self.opened.get() > self.total.saturating_mul(OVER) + OVER * HEAD {
                    return Err(Error::Zip { name, why: "its files overlap".to_owned() });
                }
                let mut archive = self.archives[*archive].borrow_mut();
                let broken = |why: zip::result::ZipError| Error::Zip { name, why: why.to_string() };
                let mut file = archive.by_index(*index).map_err(broken)?;
                let packed = file.compressed_size();
                self.opened.set(self.opened.get().saturating_add(packed));
                let out = f(&mut file);
                self.read.set(self.read.get() + packed);
                Ok(out)
            }
        }
    }

    /// The first [`HEAD`] bytes of a file, decoded.
    pub(super) fn head(&self, entry: usize) -> Result<String, Error> {
        let bytes = self.with(entry, &mut |reader| {
            let mut bytes = Vec::new();
            let _ = reader.take(HEAD).read_to_end(&mut bytes);
            bytes
        })?;
        // These bytes do not count as progress.
        self.read.set(self.read.get().saturating_sub(bytes.len() as u64));
        let (text, _, _) = encoding(&bytes).decode(&bytes);
        Ok(text.into_owned())
    }

    /// Reads a file as UTF-8, whatever its encoding, within the limits of a [`Budget`]; `f` renews
    /// it after each record.
    pub(super) fn stream<T>(
        &self,
        entry: usize,
        f: &mut dyn FnMut(&mut dyn Read, &Budget) -> T,
    ) -> io::Result<T> {
        let mut head = Vec::new();
        let look = self.with(entry, &mut |reader| {
            let _ = reader.take(HEAD).read_to_end(&mut head);
        });
        look.map_err(io::Error::other)?;
        self.read.set(self.read.get().saturating_sub(head.len() as u64));
        let encoding = encoding(&head);
        let budget = Budget::default();
        let out = self.with(entry, &mut |reader| {
            let decoded = DecodeReaderBytesBuilder::new()
                .encoding(Some(encoding))
                .bom_override(true)
                .strip_bom(true)
                .build(reader);
            f(&mut Limited { inner: decoded, left: budget.clone() }, &budget)
        });
        out.map_err(io::Error::other)
    }

    /// The bytes of a whole file; fails if there are more than `limit`.
    pub(crate) fn whole(&self, entry: usize, limit: u64) -> io::Result<Vec<u8>> {
        let read = self.with(entry, &mut |reader| {
            let mut bytes = Vec::new();
            reader.take(limit + 1).read_to_end(&mut bytes)?;
            if bytes.len() as u64 > limit { Err(too_large()) } else { Ok(bytes) }
        });
        read.map_err(io::Error::other)?
    }

    /// The text of a whole file, decoded.
    pub(super) fn text(&self, entry: usize) -> io::Result<String> {
        self.stream(entry, &mut |reader, _| {
            let mut text = String::new();
            reader.take(WHOLE + 1).read_to_string(&mut text)?;
            if text.len() as u64 > WHOLE { Err(too_large()) } else { Ok(text) }
        })?
    }
}

fn failed(path: &Path, why: io::Error) -> Error {
    Error::Io { name: path.display().to_string(), why }
}

/// Number of bytes that may still be read, for the current record and for the whole file.
#[derive(Clone)]
pub(super) struct Budget {
    record: Rc<Cell<u64>>,
    file: Rc<Cell<u64>>,
}

impl Default for Budget {
    fn default() -> Self {
        let of = |bytes| Rc::new(Cell::new(bytes));
        Self { record: of(RECORD), file: of(u64::MAX) }
    }
}

impl Budget {
    /// Starts a new record.
    pub(super) fn renew(&self) {
        self.record.set(RECORD);
    }

    /// Limits the whole file to [`HELD`] bytes, because all its records are kept in memory.
    pub(super) fn hold(&self) {
        self.file.set(HELD);
    }

    fn left(&self) -> u64 {
        self.record.get().min(self.file.get())
    }

    fn take(&self, bytes: usize) {
        for left in [&self.record, &self.file] {
            left.set(left.get().saturating_sub(bytes as u64));
        }
    }
}

struct Limited<R> {
    inner: R,
    left: Budget,
}

impl<R: Read> Read for Limited<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.left.left() == 0 {
            return Err(too_large());
        }
        let n = self.inner.read(buffer)?;
        self.left.take(n);
        Ok(n)
    }
}

struct Counted {
    inner: File,
    read: Rc<Cell<u64>>,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer)?;
        self.read.set(self.read.get() + n as u64);
        Ok(n)
    }
}

fn too_large() -> io::Error {
    io::Error::new(io::ErrorKind::FileTooLarge, "a record is too large")
}

pub(super) fn is_too_large(err: &io::Error) -> bool {
    err.kind() == io::ErrorKind::FileTooLarge
        || err
            .get_ref()
            .is_some_and(|inner| inner.downcast_ref::<io::Error>().is_some_and(is_too_large))
}

/// Encoding of a file: by its byte order mark, UTF-8 if it is valid, by a label in its first 1,024
/// bytes, or else Windows-1252.
fn encoding(head: &[u8]) -> &'static Encoding {
    if let Some((encoding, _)) = Encoding::for_bom(head) {
        return encoding;
    }
    let cut = |err: std::str::Utf8Error| err.error_len().is_none() && head.len() as u64 == HEAD;
    match std::str::from_utf8(head) {
        Ok(_) => return encoding_rs::UTF_8,
        Err(err) if cut(err) => return encoding_rs::UTF_8,
        Err(_) => {}
    }
    let first = String::from_utf8_lossy(&head[..head.len().min(1024)]).to_lowercase();
    let label = ["charset=", "encoding="].iter().find_map(|key| {
        let rest = first.split_once(key)?.1.trim_start_matches(['"', '\'']);
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && !"-_".contains(c))?;
        Encoding::for_label(&rest.as_bytes()[..end])
    });
    // A label of UTF-8 is wrong here and ignored.
    label.filter(|label| *label != encoding_rs::UTF_8).unwrap_or(encoding_rs::WINDOWS_1252)
}
