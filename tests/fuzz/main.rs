//! Feeds the readers of exports with what libFuzzer makes of the seeds: no file may break them, hang them,
//! or make them hold more than they were given.
#![no_main]

use std::ops::ControlFlow;

use commonplace_exchange::import::{Found, Given, read};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    // The name only matters for Markdown without front matter.
    let Ok(given) = Given::of(vec![("export.md".to_owned(), bytes.to_vec())]) else { return };
    let mut out = 0;
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
});
