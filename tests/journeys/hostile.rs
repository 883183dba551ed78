//! Pages made to hold a program up: each is clipped within five seconds of processor time, whatever
//! becomes of it, and what it says can be read.

#![allow(clippy::print_stdout, reason = "what was measured, for who asks")]

use std::path::Path;
use std::process::Command;
use std::sync::Mutex;

use serde_json::Value;

use crate::Result;

/// What every page says.
const SAYS: &str = "The ferryman asked eleven harbour towns for a seat.";

/// Around what it says, `times` times `open` before and `close` after.
fn around(open: &str, close: &str, times: usize) -> String {
    format!("<title>Hard</title>{}<p>{SAYS}</p>{}", open.repeat(times), close.repeat(times))
}

/// `part`, `times` times, after what it says.
fn after(part: &str, times: usize) -> String {
    format!("<title>Hard</title><p>{SAYS}</p>{}", part.repeat(times))
}

fn numbered(times: usize, part: impl Fn(usize) -> String) -> String {
    (0..times).map(part).collect()
}

/// Name of the file, and what it holds: sizes that were measured to be hard, sizes just within what
/// a tree is built from, and texts that are hard for patterns.
fn pages() -> Vec<(String, String)> {
    let mut pages = Vec::new();
    let mut page = |name: &str, text: String| pages.push((name.to_owned(), text));
    for depth in [200, 3_000, 10_000, 20_000, 100_000] {
        page(&format!("nested-{depth}.html"), around("<div>", "</div>", depth));
    }
    for times in [40_000, 79_000, 160_000, 2_000_000] {
        page(&format!("references-{times}.html"), after("&amp;", times));
    }
    for times in [500, 10_000, 30_000, 100_000] {
        let attributes = numbered(times, |n| format!(" a{n}=b"));
        page(&format!("attributes-{times}.html"), format!("<p{attributes}>{SAYS}</p>"));
    }
    for times in [120, 3_000, 10_000, 100_000] {
        page(&format!("misnested-{times}.html"), after("<a><div>", times));
    }
    for times in [50_000, 120_000, 1_000_000] {
        page(&format!("siblings-{times}.html"), after("<p>a b c", times));
    }
    page("text-100-mb.txt", format!("{SAYS}\n").repeat(2_000_000));
    page("text-19-mb.txt", format!("{SAYS}\n").repeat(370_000));
    page("one-line-19-mb.txt", format!("{SAYS} ").repeat(370_000));
    page(
        "attributes-on-each.html",
        after(&format!("<p{}>a</p>", numbered(400, |n| format!(" a{n}=b"))), 4_000),
    );
    page("deep-tables.html", after(&"<table><tr><td>a".repeat(60), 900));
    page(
        "deep-lists.html",
        after(&format!("{}{}", "<ul><li>a".repeat(120), "</ul>".repeat(120)), 400),
    );
    page("formatting.html", after("<b><i><u><p>a", 60));
    page("formatting-reopened.html", after("<p><b><i><font size=1>a</p>", 50_000));
    page("links.html", after("<p><a href=/a>a</a> b</p>", 60_000));
    page("pictures.html", after("<img src=/a.jpg srcset='/b.jpg 1x, /c.jpg 2x'>", 100_000));
    page("spaces.html", format!("<p>{SAYS}</p><p>{}</p>", " ".repeat(10_000_000)));
    page("one-word.html", format!("<p>{SAYS}</p><p>{}</p>", "a".repeat(10_000_000)));
    page("digits.html", format!("<p>{SAYS}</p><p>{}</p>", "1/".repeat(5_000_000)));
    page("dates.html", after("<p>By Ana Liang, 3 May 2014", 50_000));
    page("han.html", format!("<p>{SAYS}</p><p>{}</p>", "渡船夫问了十一个港口".repeat(500_000)));
    page(
        "data-nested.html",
        format!("<script type=application/ld+json>{}</script><p>{SAYS}</p>", "[".repeat(1_000_000)),
    );
    page(
        "data-long.html",
        format!(
            "<script type=application/ld+json>[{}{{}}]</script><p>{SAYS}</p>",
            r#"{"@type":"NewsArticle","headline":"a","author":{"name":"b"}},"#.repeat(100_000)
        ),
    );
    page("comment-open.html", format!("<p>{SAYS}</p><!--{}", "<!--".repeat(1_000_000)));
    page("script-open.html", format!("<p>{SAYS}</p><script>{}", "</scrip".repeat(1_000_000)));
    page("less-than.html", format!("<p>{SAYS}</p>{}", "<".repeat(5_000_000)));
    page("select.html", after("<select><option>a", 20_000));
    page("math.html", after("<math><mrow><mi>a</mi></mrow></math>", 30_000));
    page("drawings.html", after("<svg><g><path d='M0 0'/></g></svg>", 40_000));
    page("ruby.html", after("<ruby>a<rt>b</ruby>", 60_000));
    page(
        "repeated.html",
        after("<p>The towns asked the ministry, the ministry asked the towns.</p>", 50_000),
    );
    page(
        "tex.html",
        format!("<p>{SAYS}</p><script type=math/tex>{}</script>", "\\frac{".repeat(100_000)),
    );
    page("quotes.md", format!("# Hard\n\n{SAYS}\n\n{}a", ">".repeat(100_000)));
    page("brackets.md", format!("# Hard\n\n{SAYS}\n\n{}", "[".repeat(100_000)));
    page("emphasis.md", format!("# Hard\n\n{SAYS}\n\n{}", "*_".repeat(100_000)));
    page(
        "table.md",
        format!(
            "# Hard\n\n{SAYS}\n\n|{}\n|{}\n{}",
            "a|".repeat(1_000),
            "-|".repeat(1_000),
            "|a\n".repeat(20_000)
        ),
    );
    page(
        "footnotes.md",
        format!(
            "# Hard\n\n{SAYS}\n\n{}",
            numbered(20_000, |n| format!("a[^{n}]\n\n[^{n}]: b\n\n"))
        ),
    );
    page("dollars.md", format!("# Hard\n\n{SAYS}\n\n{}", "$a".repeat(500_000)));
    page("lines.txt", format!("{SAYS}\n{}", "a\n".repeat(2_000_000)));
    page("mails.txt", format!("{SAYS}\n{}", "> a-\n".repeat(500_000)));
    page("parts.mht", mail(50_000));
    pages
}

/// A page saved as a mail of many parts.
fn mail(parts: usize) -> String {
    let part = |n: usize| {
        format!(
            "--b\r\nContent-Type: image/png\r\nContent-Location: https://paper.example/{n}.png\r\n\r\na\r\n"
        )
    };
    format!(
        "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://paper.example/a\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; type=\"text/html\"; boundary=\"b\"\r\n\r\n--b\r\nContent-Type: text/html\r\nContent-Location: https://paper.example/a\r\n\r\n<title>Hard</title><p>{SAYS}</p>\r\n{}--b--\r\n",
        numbered(parts, part)
    )
}

#[test]
fn no_page_takes_longer_than_five_seconds() -> Result {
    let folder = tempfile::tempdir()?;
    let pages = Mutex::new(pages());
    let faults = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                while let Some((name, page)) = pages.lock().ok().and_then(|mut p| p.pop()) {
                    let fault = clip(&folder.path().join(&name), &page);
                    if let (Some(_), Ok(mut faults)) = (fault, faults.lock()) {
                        faults.push((name, page));
                    }
                }
            });
        }
    });
    // The limit is meant for a machine that does nothing else: what was over it has another go, alone.
    let faults = faults.into_inner()?.into_iter().filter_map(|(name, page)| {
        clip(&folder.path().join(&name), &page).map(|fault| format!("{name}: {fault}"))
    });
    let faults: Vec<_> = faults.collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    Ok(())
}

/// Clips a page by way of a file; gives what is wrong with what came of it.
fn clip(path: &Path, page: &str) -> Option<String> {
    let output = std::fs::write(path, page)
        .and_then(|()| Command::new(env!("CARGO_BIN_EXE_journeys-worker")).arg(path).output());
    let output = match output {
        Ok(output) => output,
        Err(err) => return Some(err.to_string()),
    };
    let _ = std::fs::remove_file(path);
    let Ok(got) = serde_json::from_slice::<Value>(&output.stdout) else {
        return Some(String::from_utf8_lossy(&output.stderr).into_owned());
    };
    let (answer, seconds) = (&got["answer"], got["seconds"].as_f64().unwrap_or_default());
    let says = |field: &str| answer[field].as_str().is_some_and(|text| text.contains(SAYS));
    let outcome = match answer["error"].as_str() {
        Some(error) => format!("refused: {error}"),
        None => answer["rendition"].to_string(),
    };
    // Shown with --nocapture.
    println!("{seconds:6.2} s  {:9} bytes  {outcome:20}  {}", page.len(), path.display());
    let read = says("text") || says("title") || answer["error"] == "too_large";
    (seconds >= 5.0 || !read).then(|| format!("{seconds} s, {outcome}"))
}
