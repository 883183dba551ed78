//! The project's tasks: set up, run, test, bindings, icons. It has no dependencies, so it builds at once.
//!
//! The only program of ours that prints to a terminal and runs other programs.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a chore's output is for the terminal"
)]

mod fuzz;
mod run;
mod setup;
mod shell;
mod test;

use std::process::ExitCode;

const HELP: &str = "\
cargo xtask run [-- FILE|URL …]   install what is missing, build, open Commonplace
cargo xtask test                  install what is missing, run every test
cargo xtask bindings              write what is generated: the TypeScript types of the contract, schema.sql
cargo xtask gallery               pictures of every screen in target/gallery; nothing may be cut or covered
cargo xtask deny                  licences, duplicates and sources of the dependencies; advisories if online
cargo xtask icons                 make the icons from icons/icon.svg
cargo xtask bench                 sizes and times, beside an empty window
cargo xtask bench reader          how fast an article opens and scrolls, beside bare HTML
cargo xtask bench clip            what a clip costs, beside dom_smoothie; needs ../shared
cargo xtask bench anchor          highlights found again a second; needs ../shared
cargo xtask bench quotes          what finding quotations costs, and how often they are right; needs ../shared
cargo xtask bench exchange        what keeping a folder of 10,000 files up to date and importing cost
cargo xtask fuzz [SECONDS [NAME]] foreign files for every importer (or one), for a minute each if not said";

fn main() -> ExitCode {
    let mut args = std::env::args().skip(1);
    let command = args.next();
    let rest: Vec<String> = args.filter(|a| a != "--").collect();
    let result = match command.as_deref() {
        Some("run") => run::run(&rest),
        Some("test") => test::test(),
        Some("bindings") => shell::Shell::new("cargo")
            .args(["test", "--quiet", "--package", "commonplace-library", "--package"])
            .args(["commonplace-store", "--", "typescript", "schema_sql"])
            .env("UPDATE_BINDINGS", "1")
            .run(),
        Some("gallery") => run::gallery(),
        Some("deny") => run::deny(),
        Some("icons") => run::icons(),
        Some("fuzz") => fuzz::run(
            rest.first().map_or("60", String::as_str),
            rest.get(1).map_or("", String::as_str),
        ),
        Some("bench") => match rest.first().map(String::as_str) {
            Some("clip") => run::bench_clip(),
            Some("anchor") => run::bench_anchor(),
            Some("quotes") => run::bench_quotes(),
            Some("exchange") => run::bench_exchange(),
            Some("reader") => run::bench_reader(),
            _ => run::bench(),
        },
        _ => {
            println!("{HELP}");
            return if command.is_none() || command.as_deref() == Some("help") {
                ExitCode::SUCCESS
            } else {
                ExitCode::from(2)
            };
        }
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("\nxtask: {message}");
            ExitCode::FAILURE
        }
    }
}
