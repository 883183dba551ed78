//! Several programs with one library, and programs that touch its files: no acknowledged change is lost.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use commonplace_library::{Library, api};
use serde_json::json;

use crate::{NOW, Reader, Result, workers};

const FILES: [&str; 3] = ["library.db", "library.db-wal", "library.db-shm"];

/// Opens the library in a second program, which counts the articles and projects in it and closes it.
fn list(library: &Path) -> std::result::Result<String, Box<dyn std::error::Error>> {
    let program = env!("CARGO_BIN_EXE_journeys-worker");
    let output = Command::new(program).arg("list").arg(library).output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into());
    }
    Ok(String::from_utf8(output.stdout)?.trim().to_owned())
}

fn projects(reader: &Reader) -> std::result::Result<usize, Box<dyn std::error::Error>> {
    let status = reader.call("library.status", json!({}))?;
    Ok(status["projects"].as_array().map_or(0, Vec::len))
}

/// Opens the files as a file dialog does to detect their types.
fn sniff(folder: &Path) {
    for name in FILES {
        drop(std::fs::File::open(folder.join(name)));
    }
}

/// Copies a library into its own folder, in the state that a killed program leaves.
fn as_killed(reader: &Reader, to: &Path) -> std::io::Result<PathBuf> {
    std::fs::create_dir_all(to)?;
    for name in FILES.iter().chain(&["library.db-open", "library.db-lock"]) {
        std::fs::copy(reader.path(name), to.join(name))?;
    }
    Ok(to.join("library.db"))
}

#[test]
fn nothing_is_lost_when_a_file_dialog_reads_the_folder_and_others_come_and_go() -> Result {
    const ROUNDS: usize = 200;
    let reader = Reader::new()?;
    let library = reader.path("library.db");
    let stop = Arc::new(AtomicBool::new(false));
    // Runs all the time in this process, also in the middle of transactions.
    let (folder, stopped) = (reader.folder.path().to_owned(), Arc::clone(&stop));
    let dialog = std::thread::spawn(move || {
        while !stopped.load(Ordering::Relaxed) {
            sniff(&folder);
            std::thread::yield_now();
        }
    });
    for round in 0..ROUNDS {
        let other = Command::new(env!("CARGO_BIN_EXE_journeys-worker"))
            .arg("list")
            .arg(&library)
            .stdout(Stdio::null())
            .spawn()?;
        reader.call("project.create", json!({ "name": format!("before {round}") }))?;
        let output = other.wait_with_output()?;
        assert!(output.status.success());
        reader.call("project.create", json!({ "name": format!("after {round}") }))?;
        assert!(library.exists() && reader.path("library.db-wal").exists());
    }
    stop.store(true, Ordering::Relaxed);
    dialog.join().map_err(|_| "the dialog panicked")?;
    assert_eq!(projects(&reader)?, 2 * ROUNDS);
    let Reader { library: open, folder } = reader;
    drop(open);
    // After a clean close everything is in one file, so a copy of it is a complete backup.
    let left: Vec<_> = std::fs::read_dir(folder.path())?.flatten().map(|e| e.file_name()).collect();
    assert_eq!(left, ["library.db"]);
    let copy = folder.path().join("backup.db");
    std::fs::copy(folder.path().join("library.db"), &copy)?;
    assert_eq!(list(&copy)?, format!("0 {}", 2 * ROUNDS));
    Ok(())
}

#[test]
fn many_programs_may_start_on_a_library_that_does_not_exist_yet() -> Result {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("new/library.db");
    let starting: Vec<_> = (0..24)
        .map(|_| (path.clone(), ()))
        .map(|(path, ())| std::thread::spawn(move || list(&path).map_err(|err| err.to_string())))
        .collect();
    for started in starting {
        let answer = started.join().map_err(|_| "a thread panicked")?;
        assert_eq!(answer, Ok("0 0".to_owned()));
    }
    Ok(())
}

#[test]
fn a_library_whose_log_is_gone_saves_what_it_sees_and_says_so() -> Result {
    let reader = Reader::new()?;
    for n in 0..3 {
        reader.call("project.create", json!({ "name": format!("project {n}") }))?;
    }
    std::fs::remove_file(reader.path("library.db-wal"))?;
    let refused = reader.call("project.create", json!({ "name": "too late" }));
    let refused = refused.err().ok_or("a write into a deleted log was acknowledged")?;
    assert_eq!(refused.code, api::ErrorCode::Detached);
    let saved = refused.subject.ok_or("nothing was saved")?;
    assert!(refused.message.contains(&saved), "{}", refused.message);
    assert_eq!(list(Path::new(&saved))?, "0 3");
    // What the program still sees can be read.
    assert_eq!(projects(&reader)?, 3);
    Ok(())
}

#[test]
fn a_library_that_was_replaced_is_noticed_without_a_write() -> Result {
    let reader = Reader::new()?;
    reader.call("project.create", json!({ "name": "kept" }))?;
    let other = reader.path("other.db");
    drop(Library::open(&other, workers(), NOW)?);
    std::fs::rename(&other, reader.path("library.db"))?;
    let library = Arc::clone(&reader.library);
    let stop = Arc::new(AtomicBool::new(false));
    let stopped = Arc::clone(&stop);
    let watch =
        std::thread::spawn(move || library.watch(&|| NOW, &|| stopped.load(Ordering::Relaxed)));
    let mut from = json!(0);
    let told = (0..20).find_map(|_| {
        let heard = reader.call("events.next", json!({ "from": from })).ok()?;
        from.clone_from(&heard["next"]);
        heard["events"].as_array()?.iter().find(|e| e["kind"] == "detached").cloned()
    });
    stop.store(true, Ordering::Relaxed);
    watch.join().map_err(|_| "the watch panicked")?;
    let told = told.ok_or("nobody was told")?;
    let saved = told["saved"].as_str().ok_or("nothing was saved")?;
    assert_eq!(list(Path::new(saved))?, "0 1");
    Ok(())
}

#[test]
fn a_backup_restored_over_a_log_that_was_left_is_not_mixed_with_it() -> Result {
    let reader = Reader::new()?;
    reader.call("project.create", json!({ "name": "in the backup" }))?;
    let reader = reader.reopen()?;
    // Copied while it was closed.
    let backup = reader.path("backup.db");
    let Reader { library, folder } = reader;
    drop(library);
    std::fs::copy(folder.path().join("library.db"), &backup)?;
    let library = Library::open(&folder.path().join("library.db"), workers(), NOW)?;
    let reader = Reader { library, folder };
    for n in 0..20 {
        reader.clip(&format!(
            "Article {n}\n\nWords of article {n}, which are many enough to be kept."
        ))?;
    }
    // The file changes by a clean close and by a checkpoint.
    let reader = reader.reopen()?;
    for n in 20..40 {
        reader.clip(&format!(
            "Article {n}\n\nWords of article {n}, which are many enough to be kept."
        ))?;
    }
    let killed = as_killed(&reader, &reader.path("killed"))?;
    // A log of the same file is replayed as usual.
    assert_eq!(list(&killed)?, "40 1");
    let killed = as_killed(&reader, &reader.path("killed again"))?;
    std::fs::copy(&backup, &killed)?;
    let restored = Library::open(&killed, workers(), NOW)?;
    let aside = restored.set_aside().ok_or("the foreign log was replayed")?;
    assert!(aside.exists());
    drop(restored);
    assert_eq!(list(&killed)?, "0 1");
    Ok(())
}

#[test]
fn a_backup_is_taken_while_in_use_and_put_back() -> Result {
    let reader = Reader::new()?;
    reader.clip("First\n\nWords of the first article, which are many enough to be kept.")?;
    let backup = reader.path("copy/backup.db");
    std::fs::create_dir(reader.path("copy"))?;
    reader.library.backup(&backup)?;
    assert!(reader.library.backup(&backup).is_err(), "a backup was written over");
    reader.clip("Second\n\nWords of the second article, which are many enough to be kept.")?;
    let library = reader.path("library.db");
    // A backup cannot be restored while the library is open.
    assert!(Library::restore_backup(&backup, &library).is_err());
    assert_eq!(list(&library)?, "2 0");
    // As after a crash: the log is there, and belongs to the replaced library.
    let killed = as_killed(&reader, &reader.path("killed"))?;
    let kept = Library::restore_backup(&backup, &killed)?.ok_or("nothing was kept")?;
    assert_eq!(list(&killed)?, "1 0");
    assert_eq!(list(&kept)?, "2 0");
    std::fs::write(reader.path("none.db"), "no library at all")?;
    assert!(Library::restore_backup(&reader.path("none.db"), &killed).is_err());
    assert_eq!(list(&killed)?, "1 0");
    Ok(())
}

#[cfg(unix)]
#[test]
fn a_library_is_its_owners_alone() -> Result {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("made/library.db");
    let library = Library::open(&path, workers(), NOW)?;
    let reader = Reader { library, folder };
    reader.clip("An article\n\nWith words enough to be kept in a library.")?;
    for entry in std::fs::read_dir(reader.path("made"))?.flatten() {
        let mode = entry.metadata()?.permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{}", entry.path().display());
    }
    assert_eq!(std::fs::metadata(reader.path("made"))?.permissions().mode() & 0o777, 0o700);
    Ok(())
}

/// Fills disks of every kind that can be made here, with a library on them. For each size of free space it
/// prints whether a second article was stored (1 or 0), the exit status of a program that only reads then,
/// and what that program read.
#[cfg(target_os = "linux")]
const FILL: &str = r#"
on() {
    for room in $(seq 0 20 360); do
        "$@" || return
        "$WORKER" add "$DISK/library.db" "$PAGES/first.txt" || return
        left=$(df --output=avail -k "$DISK" | tail -1)
        dd if=/dev/zero of="$DISK/full" bs=1k count=$((left - room)) 2>/dev/null
        "$WORKER" add "$DISK/library.db" "$PAGES/second.txt" 2>/dev/null && saved=1 || saved=0
        listed=$("$WORKER" list "$DISK/library.db" 2>/dev/null)
        echo "$1 $room $saved $? $listed"
        umount "$DISK"
    done
}
ext4() {
    dd if=/dev/zero of="$PAGES/disk" bs=1M count=6 2>/dev/null &&
        /sbin/mkfs.ext4 -q -b 1024 -m 0 "$PAGES/disk" && mount -o loop "$PAGES/disk" "$DISK"
}
memory() { mount -t tmpfs -o size=6m none "$DISK"; }
on memory
on ext4
"#;

#[cfg(target_os = "linux")]
#[test]
#[allow(clippy::print_stdout, reason = "what could not be tried here")]
fn a_library_on_a_full_disk_is_read_and_keeps_what_it_took() -> Result {
    let folder = tempfile::tempdir()?;
    let [disk, pages] = ["disk", "pages"].map(|name| folder.path().join(name));
    std::fs::create_dir_all(&disk)?;
    std::fs::create_dir_all(&pages)?;
    std::fs::write(pages.join("first.txt"), "The first keeper wrote the tables by hand.\n")?;
    let second: String = (0..3_000).map(|n| format!("tide {n} ")).collect();
    std::fs::write(pages.join("second.txt"), second)?;
    // The mounts have their own namespace and disappear with it. Without root, only memory can be mounted.
    let flags = if rustix::process::getuid().is_root() { "-m" } else { "-rm" };
    let output = Command::new("unshare")
        .args([flags, "sh", "-c", FILL])
        .env("WORKER", env!("CARGO_BIN_EXE_journeys-worker"))
        .env("DISK", &disk)
        .env("PAGES", &pages)
        .output()?;
    let said = String::from_utf8(output.stdout)?;
    let mut kinds: Vec<&str> = said.lines().filter_map(|line| line.split(' ').next()).collect();
    kinds.dedup();
    println!(
        "Full disks of these kinds could be made here: {kinds:?} of memory and ext4 (which needs root)"
    );
    for line in said.lines() {
        let parts: Vec<&str> = line.split(' ').collect();
        let [_, _, saved, ended, articles, _] = parts[..] else { return Err(line.into()) };
        let expected = if saved == "1" { "2" } else { "1" };
        assert_eq!((ended, articles), ("0", expected), "{line}");
    }
    for kind in &kinds {
        let took = |n: &str| {
            said.lines().any(|line| line.starts_with(kind) && line.split(' ').nth(2) == Some(n))
        };
        assert!(took("0") && took("1"), "the rooms are too large or too small: {said}");
    }
    Ok(())
}
