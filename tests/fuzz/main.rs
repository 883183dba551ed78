//! Feeds the readers of exports with what libFuzzer makes of the seeds: no file may break them, or cost more
//! processor time or memory than one of its size may. (Memory is libFuzzer's to limit: `cargo xtask fuzz` says how
//! much.)
#![no_main]

use std::ops::ControlFlow;
use std::time::Duration;

use commonplace_exchange::import::{Found, Given, read};
use rustix::time::{ClockId, clock_gettime};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    // The name only matters for Markdown without front matter.
    let Ok(given) = Given::of(vec![("export.md".to_owned(), bytes.to_vec())]) else { return };
    let mut out = 0;
    let started = processor_time();
    let ended = read(&given, &mut |found| {
        if let Found::Item(_, item) = found {
            let url = item.metadata.url.as_deref().unwrap_or("http");
            assert!(
                url.get(..4).is_some_and(|scheme| scheme.eq_ignore_ascii_case("http")),
                "{url}"
            );
            assert!(item.highlights.iter().all(|mark| !mark.quote.exact.trim().is_empty()));
            assert!(
                item.record.bytes.len() <= 16 * bytes.len() + 4_096 || bytes.starts_with(b"PK")
            );
            // What the library does with every item.
            let (url, print) = (item.metadata.url.clone(), item.print(None));
            assert_eq!(print, item.print(None));
            let _ = item.identity(url.as_deref());
        }
        out += 1;
        // A packed file may hold any number of them.
        if out < 100_000 { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    });
    let _ = ended;
    let seconds = processor_time() - started;
    assert!(seconds < MOST_SECONDS || bytes.starts_with(b"PK"), "{seconds} s");
});

/// The most processor time for a file of at most 16 KB; one takes some milliseconds.
const MOST_SECONDS: f64 = 1.0;

/// Seconds of processor time that this thread took so far.
fn processor_time() -> f64 {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    Duration::try_from(time).map_or(0.0, |time| time.as_secs_f64())
}
