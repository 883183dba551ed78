//! Fuzzes the importers with files that libFuzzer derives from the seeds: no file may crash them, or cost
//! more processor time or memory than its size allows. (Memory is limited by libFuzzer; see `cargo xtask
//! fuzz` for how much.)
#![no_main]

use std::ops::ControlFlow;
use std::time::Duration;

use commonplace_exchange::import::{Found, ImportFiles, read};
use rustix::time::{ClockId, clock_gettime};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    // The name only matters for Markdown without front matter.
    let Ok(given) = ImportFiles::from_memory(vec![("export.md".to_owned(), bytes.to_vec())]) else {
        return;
    };
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
        // A compressed file may contain any number of items.
        if out < 100_000 { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    });
    let _ = ended;
    let seconds = processor_time() - started;
    assert!(seconds < MOST_SECONDS || bytes.starts_with(b"PK"), "{seconds} s");
});

/// Maximum processor time in seconds for a file of at most 16 KB. Usually it takes a few milliseconds.
const MOST_SECONDS: f64 = 1.0;

/// The processor time of this thread so far, in seconds.
fn processor_time() -> f64 {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    Duration::try_from(time).map_or(0.0, |time| time.as_secs_f64())
}
