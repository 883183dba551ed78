//! Writes files into a folder that a person may also edit. Their edits are never overwritten.

use std::collections::HashMap;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock, PoisonError};

use sha2::{Digest, Sha256};

use crate::{managed, merge, name, properties};

/// What an export into a folder cannot do.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The folder is none, or cannot be made.
    #[error("{} cannot be used as a folder: {source}; choose another", path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A file cannot be written.
    #[error("{} cannot be written: {source}; nothing was lost, choose another folder or make room", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
}

/// What became of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It is new.
    Created,
    /// It was ours, and is now as the library has it.
    Updated,
    /// It was so already.
    Unchanged,
    /// A person has written in it; what changed in the library was changed around that. In so many
    /// places both had changed the same lines, and both stand there now.
    Merged(usize),
    /// A person changed the one that was there; it was left, and this one put beside it.
    Beside,
    /// A person deleted it, and it was left so.
    Gone,
    /// What it held is in the library no more; it is gone, but for what a person wrote in it.
    Removed,
    /// It was changed while this was being done, and was left: it is to be done again.
    Busy,
}

/// A file that was written, or was there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// Its place in the folder, `/` between names.
    pub name: String,
    /// SHA-256 of what was to be written.
    pub sha256: Vec<u8>,
    /// What tells the state of the file as it stands now, [`stamp`].
    pub stamp: Option<String>,
    /// The tags among its properties as it stands now, if it has a list of them.
    pub tags: Option<Vec<String>>,
    /// What became of it.
    pub outcome: Outcome,
}

/// What was written for the same thing the last time.
pub struct Before<'a> {
    /// Where, as in [`Written`].
    pub name: &'a str,
    /// SHA-256 of what was written.
    pub sha256: &'a [u8],
    /// SHA-256 of what was written before that, 32 bytes each.
    pub former: &'a [u8],
    /// What was written, if it is known; asked for where a person changed the file.
    pub text: &'a dyn Fn() -> Option<String>,
}

impl Written {
    /// One that nothing was done to.
    #[must_use]
    pub fn left(name: &str, outcome: Outcome) -> Self {
        Self { name: name.to_owned(), sha256: Vec::new(), outcome, stamp: None, tags: None }
    }
}

/// A file as it stands.
#[derive(Debug, Clone)]
pub struct There {
    name: String,
    bytes: Vec<u8>,
    stamp: Option<String>,
    /// How long ago it was changed.
    pub age: std::time::Duration,
}

impl There {
    /// In how many folders it lies, within the one that is exported into.
    #[must_use]
    pub fn depth(&self) -> usize {
        self.name.matches('/').count()
    }

    /// SHA-256 of it.
    #[must_use]
    pub fn sha256(&self) -> Vec<u8> {
        sha256(&self.bytes)
    }

    /// What a person made of the file that was written `before`; `None` if it is as it was written then,
    /// or an old copy of it that was put back, or no text.
    #[must_use]
    pub fn edited(&self, before: &Before<'_>) -> Option<&str> {
        let now = Sha256::digest(&self.bytes);
        let ours = std::iter::once(before.sha256).chain(before.former.chunks(32));
        if ours.into_iter().any(|hash| now.as_slice() == hash) {
            return None;
        }
        std::str::from_utf8(&self.bytes).ok()
    }
}

/// A folder that files are exported into, and that a person writes in as well.
#[derive(Debug)]
pub struct Vault {
    folder: PathBuf,
    /// Where files with an id are, by the id: looked for once, where one is not at its place.
    by_id: OnceLock<HashMap<String, String>>,
    /// The names of what lies in the folder, by [`name::key`].
    names: OnceLock<Mutex<HashMap<String, String>>>,
}

/// So deep folders are looked through for files that were moved.
const DEEPEST: usize = 12;
/// Front matter is no longer than this, in bytes.
const FRONT: u64 = 16 << 10;

impl Vault {
    /// Makes sure there is such a folder.
    ///
    /// # Errors
    ///
    /// [`Error::Folder`].
    pub fn open(folder: &Path) -> Result<Self, Error> {
        let failed = |source| Error::Folder { path: folder.to_owned(), source };
        std::fs::create_dir_all(folder).map_err(failed)?;
        let folder = folder.canonicalize().map_err(failed)?;
        clear_drafts(&folder, DRAFT);
        Ok(Self { folder, by_id: OnceLock::new(), names: OnceLock::new() })
    }

    /// Whether a file of another name lies there that would be the same file where capitals are not told from small
    /// letters; from now on, this name is one of those.
    fn is_taken(&self, name: &str) -> bool {
        let names = self.names.get_or_init(|| {
            let entries = std::fs::read_dir(&self.folder).into_iter().flatten().flatten();
            let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
            Mutex::new(names.map(|name| (name::key(&name), name)).collect())
        });
        let mut names = names.lock().unwrap_or_else(PoisonError::into_inner);
        let known = names.entry(name::key(name)).or_insert_with(|| name.to_owned());
        // It may have been taken away since.
        if known != name && !self.folder.join(&*known).exists() {
            name.clone_into(known);
        }
        known != name
    }

    /// Its full path.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.folder
    }

    /// Writes `text` as a Markdown file named after `title`, or into the one that was written `before` and
    /// stands `there` ([`Self::find`]). One that a person deleted is only written again if `revive` is
    /// set.
    ///
    /// What a person wrote in it stays: if what was written is known, what changed since is merged into
    /// it, else the new file is put beside it. Each is written whole or not at all; one that was changed
    /// since it was read is left ([`Outcome::Busy`]).
    ///
    /// # Errors
    ///
    /// [`Error::Write`].
    pub fn write(
        &self,
        title: &str,
        text: &str,
        before: Option<&Before<'_>>,
        there: Option<There>,
        revive: bool,
    ) -> Result<Written, Error> {
        let sha256 = Sha256::digest(text.as_bytes()).to_vec();
        let now = |name: &str| stamp(&self.folder.join(name)).map(|(stamp, _)| stamp);
        let done = |name: String, outcome, stamp, file: &str| {
            let tags = managed::property_tags(file);
            Ok(Written { name, sha256: sha256.clone(), outcome, stamp, tags })
        };
        let mut beside = false;
        match (before, there) {
            (Some(before), Some(there)) => {
                let path = self.folder.join(&there.name);
                if there.bytes == text.as_bytes() {
                    return done(there.name, Outcome::Unchanged, there.stamp, text);
                }
                let (merged, outcome) = match there.edited(before) {
                    Some(theirs) => match (before.text)() {
                        Some(base) => {
                            let merged = merge::file(&base, text, theirs);
                            if merged.text == theirs {
                                let theirs = theirs.to_owned();
                                return done(there.name, Outcome::Unchanged, there.stamp, &theirs);
                            }
                            (Some(merged.text), Outcome::Merged(merged.both))
                        }
                        None => (None, Outcome::Beside),
                    },
                    None if std::str::from_utf8(&there.bytes).is_ok() => {
                        (Some(text.to_owned()), Outcome::Updated)
                    }
                    None => (None, Outcome::Beside),
                };
                if let Some(merged) = merged {
                    // Who saved it in between is not overwritten.
                    if now(&there.name) != there.stamp {
                        return done(there.name, Outcome::Busy, None, &merged);
                    }
                    replace(&path, &merged)?;
                    let stamp = now(&there.name);
                    return done(there.name, outcome, stamp, &merged);
                }
                beside = true;
            }
            (Some(before), None) if !revive => {
                return done(before.name.to_owned(), Outcome::Gone, None, text);
            }
            _ => {}
        }
        let stem = name::safe(title);
        for n in 1.. {
            let name = match n {
                1 => format!("{stem}.md"),
                n => format!("{}.md", name::numbered(&stem, n)),
            };
            if n < 10_000 && self.is_taken(&name) {
                continue;
            }
            let path = self.folder.join(&name);
            match create(&path, text.as_bytes()) {
                Ok(()) => {
                    let outcome = if beside { Outcome::Beside } else { Outcome::Created };
                    let stamp = now(&name);
                    return done(name, outcome, stamp, text);
                }
                Err(err) if err.kind() == std::io::ErrorKind::AlreadyExists && n < 10_000 => {
                    // An export of ours that this library does not remember: by its id, for without one it may be
                    // that of another passage with the same words.
                    if properties::id_of(text).is_some()
                        && std::fs::read(&path).is_ok_and(|bytes| bytes == text.as_bytes())
                    {
                        let stamp = now(&name);
                        return done(name, Outcome::Unchanged, stamp, text);
                    }
                }
                Err(source) => return Err(Error::Write { path, source }),
            }
        }
        unreachable!("the loop returns at its 10,000th name")
    }

    /// Takes a file away that was written `before` and stands `there`; where a person wrote in it, only what
    /// was written.
    ///
    /// # Errors
    ///
    /// [`Error::Write`].
    pub fn remove(&self, before: &Before<'_>, there: Option<There>) -> Result<Written, Error> {
        let Some(there) = there else { return Ok(Written::left(before.name, Outcome::Removed)) };
        let path = self.folder.join(&there.name);
        let rest = match there.edited(before) {
            // Words that nobody knows whose they are stay.
            Some(theirs) => match (before.text)() {
                Some(base) => merge::without(&base, theirs),
                None => return Ok(Written::left(&there.name, Outcome::Removed)),
            },
            None if std::str::from_utf8(&there.bytes).is_ok() => None,
            None => return Ok(Written::left(&there.name, Outcome::Removed)),
        };
        if stamp(&path).map(|(stamp, _)| stamp) != there.stamp {
            return Ok(Written::left(&there.name, Outcome::Busy));
        }
        match rest {
            Some(rest) => replace(&path, &rest)?,
            None => std::fs::remove_file(&path)
                .map_err(|source| Error::Write { path: path.clone(), source })?,
        }
        Ok(Written::left(&there.name, Outcome::Removed))
    }

    /// Whether there is a file at this place, `/` between names.
    #[must_use]
    pub fn has(&self, place: &str) -> bool {
        self.folder.join(place).is_file()
    }

    /// Writes a file that is named after what it holds, if it is not there.
    ///
    /// # Errors
    ///
    /// [`Error::Write`].
    pub fn put_at(&self, place: &str, bytes: &[u8]) -> Result<(), Error> {
        let path = self.folder.join(place);
        let folder = path.parent().unwrap_or(&self.folder);
        let written = std::fs::create_dir_all(folder).and_then(|()| create(&path, bytes));
        match written.and_then(|()| sync(folder)) {
            Err(err) if err.kind() != std::io::ErrorKind::AlreadyExists => {
                Err(Error::Write { path, source: err })
            }
            _ => Ok(()),
        }
    }

    /// Writes a file of another kind, named so; under another number where there is one that holds
    /// something else.
    ///
    /// # Errors
    ///
    /// [`Error::Write`].
    pub fn put(&self, stem: &str, extension: &str, bytes: &[u8]) -> Result<Written, Error> {
        let stem = name::safe(stem);
        let sha256 = Sha256::digest(bytes).to_vec();
        for n in 1..10_000 {
            let stem = if n == 1 { stem.clone() } else { name::numbered(&stem, n) };
            let name = format!("{stem}.{extension}");
            if self.is_taken(&name) {
                continue;
            }
            let path = self.folder.join(&name);
            let outcome = match create(&path, bytes) {
                Ok(()) => Outcome::Created,
                Err(err) if err.kind() == std::io::ErrorKind::AlreadyExists => {
                    if std::fs::read(&path).is_ok_and(|there| there == bytes) {
                        Outcome::Unchanged
                    } else {
                        continue;
                    }
                }
                Err(source) => return Err(Error::Write { path, source }),
            };
            return Ok(Written { name, sha256, outcome, stamp: None, tags: None });
        }
        let source = std::io::Error::from(std::io::ErrorKind::AlreadyExists);
        Err(Error::Write { path: self.folder.join(stem), source })
    }

    /// Puts the names of new files onto the disk: what was written in the folder before is safe from then
    /// on.
    ///
    /// # Errors
    ///
    /// [`Error::Write`].
    pub fn settle(&self) -> Result<(), Error> {
        sync(&self.folder).map_err(|source| Error::Write { path: self.folder.clone(), source })
    }

    /// The file that was written `before`: where it was, or where a person moved it to. It is known by the
    /// `id` among its properties, if it was written with one.
    #[must_use]
    pub fn find(&self, before: &Before<'_>, id: &str) -> Option<There> {
        let there = |name: &str| {
            let path = self.folder.join(name);
            let (stamp, age) =
                stamp(&path).map_or((None, Default::default()), |(s, a)| (Some(s), a));
            let bytes = std::fs::read(path).ok()?;
            Some(There { name: name.to_owned(), bytes, stamp, age })
        };
        let at_place = there(before.name);
        let says =
            at_place.as_ref().and_then(|t| properties::id_of(&String::from_utf8_lossy(&t.bytes)));
        match (&at_place, says.as_deref()) {
            (Some(_), Some(other)) if other == id => return at_place,
            // Other ids are the template's or the person's own affair, unless it is another article's.
            (Some(_), Some(other)) if !is_article(other) => return at_place,
            (Some(_), None) if id.is_empty() => return at_place,
            _ if id.is_empty() => return None,
            _ => {}
        }
        let moved = self.by_id.get_or_init(|| {
            let mut found = HashMap::new();
            look(&self.folder, "", 0, &mut found);
            found
        });
        if let Some(moved) = moved.get(id).and_then(|name| there(name)) {
            return Some(moved);
        }
        // At its place, without any id: the person took it out, or it was written without one.
        at_place.filter(|_| says.is_none())
    }
}

/// Whether an id is one that an article can have: a UUID.
fn is_article(id: &str) -> bool {
    let groups: Vec<&str> = id.split('-').collect();
    groups.iter().map(|g| g.len()).eq([8, 4, 4, 4, 12])
        && groups.iter().all(|g| g.bytes().all(|b| b.is_ascii_hexdigit()))
}

/// SHA-256 of what a file holds.
#[must_use]
pub fn sha256(bytes: &[u8]) -> Vec<u8> {
    Sha256::digest(bytes).to_vec()
}

/// What tells one state of a file from another without reading it: when it was changed, and its size; and how
/// long ago that was.
#[must_use]
pub fn stamp(path: &Path) -> Option<(String, std::time::Duration)> {
    let metadata = std::fs::metadata(path).ok()?;
    let changed = metadata.modified().ok()?;
    let since = changed.duration_since(std::time::UNIX_EPOCH).ok()?;
    Some((
        format!("{}:{}", since.as_nanos(), metadata.len()),
        changed.elapsed().unwrap_or_default(),
    ))
}

/// Gathers the Markdown files that have an id. What is hidden, and links, are passed over.
fn look(folder: &Path, within: &str, depth: usize, found: &mut HashMap<String, String>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let Ok(name) = entry.file_name().into_string() else { continue };
        let Ok(kind) = entry.file_type() else { continue };
        if name.starts_with('.') {
            continue;
        }
        let place = format!("{within}{name}");
        if kind.is_dir() && depth < DEEPEST {
            look(&entry.path(), &format!("{place}/"), depth + 1, found);
        } else if kind.is_file() && name.to_lowercase().ends_with(".md") {
            let mut head = Vec::new();
            let read = std::fs::File::open(entry.path())
                .and_then(|f| f.take(FRONT).read_to_end(&mut head));
            let id = read.ok().and_then(|_| properties::id_of(&String::from_utf8_lossy(&head)));
            if let Some(id) = id {
                found.insert(id, place);
            }
        }
    }
}

/// A file that was not there, whole or not at all; fails if there is one of that name.
fn create(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    // Asked first, for what is written is waited for.
    if path.symlink_metadata().is_ok() {
        return Err(std::io::ErrorKind::AlreadyExists.into());
    }
    let folder = path.parent().unwrap_or(path);
    let draft = draft(folder, bytes)?;
    draft.persist_noclobber(path).map_err(|err| err.error)?;
    Ok(())
}

fn replace(path: &Path, text: &str) -> Result<(), Error> {
    let failed = |source| Error::Write { path: path.to_owned(), source };
    let folder = path.parent().unwrap_or(path);
    let draft = draft(folder, text.as_bytes()).map_err(failed)?;
    draft.persist(path).map_err(|err| failed(err.error))?;
    Ok(())
}

/// How the names of files begin that are not finished.
pub const DRAFT: &str = ".commonplace-";
/// A draft that was not changed for so long belongs to a program that was killed.
const ABANDONED: std::time::Duration = std::time::Duration::from_secs(24 * 60 * 60);

/// Removes what programs of ours that were killed left in a folder: files and folders whose names begin with
/// `prefix`, a day after they were last changed. What cannot be removed stays.
pub fn clear_drafts(folder: &Path, prefix: &str) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        if !entry.file_name().to_string_lossy().starts_with(prefix) {
            continue;
        }
        // Of a link the link itself is asked.
        let Ok(about) = entry.metadata() else { continue };
        let age = about.modified().ok().and_then(|at| at.elapsed().ok());
        if age.is_some_and(|age| age > ABANDONED) {
            let _ = match about.is_dir() {
                true => std::fs::remove_dir_all(entry.path()),
                false => std::fs::remove_file(entry.path()),
            };
        }
    }
}

fn draft(folder: &Path, bytes: &[u8]) -> std::io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(DRAFT);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(std::fs::Permissions::from_mode(0o644));
    }
    let mut draft = builder.tempfile_in(folder)?;
    draft.write_all(bytes)?;
    draft.as_file().sync_all()?;
    Ok(draft)
}

/// The folder's list of names, onto the disk.
fn sync(folder: &Path) -> std::io::Result<()> {
    #[cfg(unix)]
    std::fs::File::open(folder)?.sync_all()?;
    let _ = folder;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    type Result = std::result::Result<(), Box<dyn std::error::Error>>;

    const ONE: &str = "01900000-0000-7000-8000-000000000001";
    const TWO: &str = "01900000-0000-7000-8000-000000000002";

    fn again(
        vault: &Vault,
        text: &str,
        last: &Written,
        base: Option<&str>,
    ) -> std::result::Result<Written, Error> {
        let known = || base.map(str::to_owned);
        let before = Before { name: &last.name, sha256: &last.sha256, former: &[], text: &known };
        let there = vault.find(&before, ONE);
        vault.write("A/B", text, Some(&before), there, false)
    }

    #[test]
    fn what_a_person_wrote_stays_where_it_is() -> Result {
        let dir = tempfile::tempdir()?;
        let vault = Vault::open(dir.path())?;
        let first = vault.write("A/B", "one\n", None, None, false)?;
        assert_eq!((first.name.as_str(), first.outcome), ("A-B.md", Outcome::Created));
        assert_eq!(again(&vault, "one\n", &first, None)?.outcome, Outcome::Unchanged);
        let second = again(&vault, "two\n", &first, None)?;
        assert_eq!(second.outcome, Outcome::Updated);
        let path = dir.path().join("A-B.md");
        std::fs::write(&path, "two\n\nMy own words.\n")?;
        let third = again(&vault, "zero\ntwo\n", &second, Some("two\n"))?;
        assert_eq!(third.outcome, Outcome::Merged(0));
        assert_eq!(std::fs::read_to_string(&path)?, "zero\ntwo\n\nMy own words.\n");
        assert_eq!(
            again(&vault, "zero\ntwo\n", &third, Some("zero\ntwo\n"))?.outcome,
            Outcome::Unchanged
        );
        // Where it is not known what was written, nothing is touched.
        let fourth = again(&vault, "three\n", &third, None)?;
        assert_eq!((fourth.name.as_str(), fourth.outcome), ("A-B (2).md", Outcome::Beside));
        assert_eq!(std::fs::read_to_string(&path)?, "zero\ntwo\n\nMy own words.\n");
        Ok(())
    }

    #[test]
    fn names_that_differ_in_capitals_alone_are_two_files_everywhere() -> Result {
        let dir = tempfile::tempdir()?;
        std::fs::write(dir.path().join("QUAY.md"), "a person's own")?;
        let vault = Vault::open(dir.path())?;
        for (title, name) in [
            ("Quay", "Quay (2).md"),
            ("Straße", "Straße.md"),
            ("STRASSE", "STRASSE (2).md"),
            ("ΣΊΣΥΦΟΣ", "ΣΊΣΥΦΟΣ.md"),
            ("Σίσυφος", "Σίσυφος (2).md"),
        ] {
            assert_eq!(vault.write(title, title, None, None, false)?.name, name);
        }
        assert_eq!(vault.put("straSSe", "json", b"{}")?.name, "straSSe.json");
        Ok(())
    }

    #[test]
    fn a_file_that_was_moved_is_known_by_its_id() -> Result {
        let dir = tempfile::tempdir()?;
        let file =
            |n: &str, words: &str| format!("---\ntitle: \"T\"\nid: \"{n}\"\n---\n\n{words}\n");
        let vault = Vault::open(dir.path())?;
        let first = vault.write("A/B", &file(ONE, "one"), None, None, false)?;
        std::fs::create_dir_all(dir.path().join("Deep/Er"))?;
        std::fs::rename(dir.path().join("A-B.md"), dir.path().join("Deep/Er/Mine.md"))?;
        // Another note has taken the name.
        std::fs::write(dir.path().join("A-B.md"), file(TWO, "another"))?;
        let vault = Vault::open(dir.path())?;
        let second = again(&vault, &file(ONE, "two"), &first, None)?;
        assert_eq!((second.name.as_str(), second.outcome), ("Deep/Er/Mine.md", Outcome::Updated));
        assert_eq!(std::fs::read_to_string(dir.path().join("Deep/Er/Mine.md"))?, file(ONE, "two"));
        assert_eq!(std::fs::read_to_string(dir.path().join("A-B.md"))?, file(TWO, "another"));
        assert_eq!(again(&vault, &file(ONE, "two"), &second, None)?.outcome, Outcome::Unchanged);
        // What is deleted stays so, until it is asked for.
        std::fs::remove_file(dir.path().join("Deep/Er/Mine.md"))?;
        let vault = Vault::open(dir.path())?;
        assert_eq!(again(&vault, &file(ONE, "three"), &second, None)?.outcome, Outcome::Gone);
        let known = || None;
        let before =
            Before { name: &second.name, sha256: &second.sha256, former: &[], text: &known };
        let there = vault.find(&before, ONE);
        let fourth = vault.write("A/B", &file(ONE, "three"), Some(&before), there, true)?;
        assert_eq!((fourth.name.as_str(), fourth.outcome), ("A-B (2).md", Outcome::Created));
        Ok(())
    }

    #[test]
    fn what_a_killed_export_left_is_removed_after_a_day() {
        let folder = tempfile::tempdir().unwrap();
        let made = |name: &str, hours: u64| {
            let path = folder.path().join(name);
            std::fs::write(&path, "half a file").unwrap();
            let now = std::fs::metadata(&path).unwrap().modified().unwrap();
            let then = now - std::time::Duration::from_secs(hours * 3600);
            std::fs::File::options().write(true).open(&path).unwrap().set_modified(then).unwrap();
            path
        };
        let (old, new, mine) =
            (made(".commonplace-a1", 30), made(".commonplace-b2", 1), made("Notes.md", 300));
        Vault::open(folder.path()).unwrap();
        assert!(!old.exists() && new.exists() && mine.exists());
    }

    #[test]
    fn an_old_copy_is_no_edit_and_a_file_that_was_saved_meanwhile_is_left() -> Result {
        let dir = tempfile::tempdir()?;
        let vault = Vault::open(dir.path())?;
        let first = vault.write("A", "one\n", None, None, false)?;
        let second = again(&vault, "two\n", &first, None)?;
        std::fs::write(dir.path().join("A.md"), "one\n")?;
        let known = || Some("two\n".to_owned());
        let before = Before {
            name: &second.name,
            sha256: &second.sha256,
            former: &first.sha256,
            text: &known,
        };
        let there = vault.find(&before, ONE).ok_or("a file")?;
        assert_eq!(there.edited(&before), None);
        let third = vault.write("A", "three\n", Some(&before), Some(there.clone()), false)?;
        assert_eq!(third.outcome, Outcome::Updated);
        // It was read before it was written.
        let fourth = vault.write("A", "four\n", Some(&before), Some(there), false)?;
        assert_eq!(fourth.outcome, Outcome::Busy);
        assert_eq!(std::fs::read_to_string(dir.path().join("A.md"))?, "three\n");
        Ok(())
    }

    #[test]
    fn a_file_of_the_same_name_is_not_ours() -> Result {
        let dir = tempfile::tempdir()?;
        std::fs::write(dir.path().join("A.md"), "mine")?;
        assert_eq!(
            Vault::open(dir.path())?.write("A", "theirs", None, None, false)?.name,
            "A (2).md"
        );
        assert_eq!(std::fs::read_to_string(dir.path().join("A.md"))?, "mine");
        Ok(())
    }

    #[test]
    fn a_file_as_folder_is_a_clear_error() -> Result {
        let file = tempfile::NamedTempFile::new()?;
        assert!(matches!(Vault::open(file.path()), Err(Error::Folder { .. })));
        Ok(())
    }
}
