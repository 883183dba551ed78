//! Runs other programs in the project's folder, shows their output, and passes on their failures.

use std::ffi::OsString;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The root folder of the checkout.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../..")
        .components()
        .collect::<PathBuf>()
        .canonicalize()
        .unwrap_or_default()
}

/// A command to run.
pub(crate) struct Shell {
    name: String,
    command: Command,
}

impl Shell {
    pub(crate) fn new(program: &str) -> Self {
        let mut command = Command::new(program);
        command.current_dir(root());
        // Variables that cargo set for xtask must not reach its children.
        command.env_remove("CARGO_MANIFEST_DIR").env_remove("RUSTFLAGS");
        Self { name: program.to_owned(), command }
    }

    pub(crate) fn args<I: IntoIterator<Item = S>, S: AsRef<str>>(mut self, args: I) -> Self {
        for arg in args {
            self.name.push(' ');
            self.name.push_str(arg.as_ref());
            self.command.arg(arg.as_ref());
        }
        self
    }

    pub(crate) fn path(mut self, arg: impl AsRef<Path>) -> Self {
        self.name.push(' ');
        self.name.push_str(&arg.as_ref().display().to_string());
        self.command.arg(arg.as_ref());
        self
    }

    pub(crate) fn folder(mut self, folder: &str) -> Self {
        self.command.current_dir(root().join(folder));
        self
    }

    pub(crate) fn env(mut self, key: &str, value: impl Into<OsString>) -> Self {
        self.command.env(key, value.into());
        self
    }

    /// Runs the command and shows its output.
    pub(crate) fn run(mut self) -> Result<(), String> {
        println!("\n$ {}", self.name);
        match self.command.status() {
            Ok(status) if status.success() => Ok(()),
            Ok(status) => Err(format!("{} failed ({status})", self.name)),
            Err(err) => Err(format!("{} cannot be started: {err}", self.name)),
        }
    }

    /// Runs the command, shows its output and returns what it printed to stdout.
    pub(crate) fn run_and_read(mut self) -> Result<String, String> {
        println!("\n$ {}", self.name);
        let failed = |err: std::io::Error| err.to_string();
        let mut child = self
            .command
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|err| format!("{} cannot be started: {err}", self.name))?;
        let mut out = String::new();
        if let Some(stdout) = child.stdout.take() {
            for line in BufReader::new(stdout).split(b'\n') {
                let line = String::from_utf8_lossy(&line.map_err(failed)?).into_owned();
                println!("{line}");
                out.push_str(&line);
                out.push('\n');
            }
        }
        let _ = std::io::stdout().flush();
        let status = child.wait().map_err(failed)?;
        if status.success() { Ok(out) } else { Err(format!("{} failed ({status})", self.name)) }
    }

    /// Runs the command silently. Returns its output; `None` if it failed.
    pub(crate) fn run_silently(mut self) -> Option<String> {
        let output = self.command.stderr(Stdio::null()).output().ok()?;
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
    }

    /// Starts the command silently, in its own process group, and does not wait for it.
    pub(crate) fn spawn(mut self) -> Result<std::process::Child, String> {
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut self.command, 0);
        let quiet = self.command.stdout(Stdio::null()).stderr(Stdio::null());
        quiet.spawn().map_err(|err| format!("{} cannot be started: {err}", self.name))
    }
}
