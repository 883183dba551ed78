//! Pages made to exhaust a program: each is clipped within five seconds of processor time, whatever the
//! result, and its words can be read. Hostile exports are imported in time and memory in proportion to their
//! size.

#![allow(clippy::print_stdout, reason = "what was measured, for who asks")]

use std::path::Path;
use std::process::Command;
use std::sync::Mutex;

use serde_json::Value;

use crate::Result;

/// The words that every page has.
const SAYS: &str = "The ferryman asked eleven harbour towns for a seat.";

/// The words, with `open` before them and `close` after them, each repeated `times` times.
fn around(open: &str, close: &str, times: usize) -> String {
    format!("<title>Hard</title>{}<p>{SAYS}</p>{}", open.repeat(times), close.repeat(times))
}

/// The words, followed by `part` repeated `times` times.
fn after(part: &str, times: usize) -> String {
    format!("<title>Hard</title><p>{SAYS}</p>{}", part.repeat(times))
}

fn numbered(times: usize, part: impl Fn(usize) -> String) -> String {
    (0..times).map(part).collect()
}

/// File names and contents: sizes that were measured to be hard, sizes just below the maximum that a tree is
/// built from, and texts that are hard for patterns.
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
    let set = "<script src=/MathJax.js></script>";
    page("tex-in-text.html", format!("{set}<p>{SAYS}</p><p>{}</p>", "a \\(b\\) ".repeat(50_000)));
    page("tex-open.html", format!("{set}<p>{SAYS}</p><p>{}</p>", "\\(a \\[b $$".repeat(200_000)));
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

/// A page saved as an MHTML mail with many parts.
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

/// Tries each file, as many at once as there are processors. Returns the files with a fault: name, text,
/// fault.
fn each_at_once(
    files: Vec<(String, String)>,
    try_one: &(dyn Fn(&str, &str) -> Option<String> + Sync),
) -> Vec<(String, String, String)> {
    let (files, faults) = (Mutex::new(files), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                while let Some((name, text)) = files.lock().ok().and_then(|mut all| all.pop()) {
                    let fault = try_one(&name, &text);
                    if let (Some(fault), Ok(mut faults)) = (fault, faults.lock()) {
                        faults.push((name, text, fault));
                    }
                }
            });
        }
    });
    faults.into_inner().unwrap_or_default()
}

#[test]
fn no_page_takes_longer_than_five_seconds() -> Result {
    let folder = tempfile::tempdir()?;
    let faults = each_at_once(pages(), &|name, page| clip(&folder.path().join(name), page));
    // The limit is meant for an idle machine, so pages that exceeded it are tried again, one at a time.
    let faults = faults.into_iter().filter_map(|(name, page, _)| {
        clip(&folder.path().join(&name), &page).map(|fault| format!("{name}: {fault}"))
    });
    let faults: Vec<_> = faults.collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    Ok(())
}

/// Clips a page from a file. Returns what is wrong with the result, or `None`.
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
    // Shown only with --nocapture.
    println!("{seconds:6.2} s  {:9} bytes  {outcome:20}  {}", page.len(), path.display());
    let read = says("text") || says("title") || answer["error"] == "too_large";
    (seconds >= 5.0 || !read).then(|| format!("{seconds} s, {outcome}"))
}

/// Exports that are costly for their size: one thing very often, very long or very deep, where each is
/// compared with the others, written with the others, or nested in the others.
fn exports() -> Vec<(String, String)> {
    let mut exports = Vec::new();
    let mut export = |name: &str, text: String| exports.push((name.to_owned(), text));
    let long = "a".repeat(2_000_000);
    let json = |value: &Value| value.to_string();
    let list = |times: usize, part: &str| vec![part; times].join(",");
    export(
        "path.csv",
        format!("url,title,folder\nhttps://a.example/1,Quay,{}\n", "a/".repeat(1_000_000)),
    );
    export(
        "head.csv",
        format!(
            "url,title,{long}\n{}",
            numbered(20_000, |n| format!("https://a.example/{n},Quay,b\n"))
        ),
    );
    export(
        "one-book.csv",
        format!(
            "Highlight,Book Title\n{}",
            numbered(20_000, |n| format!("the lamp number {n},Quay\n"))
        ),
    );
    export(
        "one-page.csv",
        format!(
            "url,title,quote\n{}",
            numbered(20_000, |n| format!("https://a.example/1,Quay,the lamp number {n}\n"))
        ),
    );
    export(
        "same-words.csv",
        format!("url,title,quote\n{}", "https://a.example/1,Quay,the lamp\n".repeat(40_000)),
    );
    export(
        "tags.csv",
        format!(
            "url,title,tags\nhttps://a.example/1,Quay,\"{}\"\n",
            numbered(300_000, |n| format!("t{n},"))
        ),
    );
    export(
        "authors.csv",
        format!(
            "url,title,author\nhttps://a.example/1,Quay,{}\n",
            numbered(300_000, |n| format!("Ana {n} and "))
        ),
    );
    export("title.csv", format!("url,title\nhttps://a.example/1,{long}\n"));
    let clipping = |title: &str, at: usize, words: &str| {
        format!(
            "{title}\n- Your Highlight on Location {at}-{at} | Added on Monday, 1 July 2024 10:00:00\n\n{words}\n==========\n"
        )
    };
    export(
        "clippings.txt",
        numbered(20_000, |n| clipping("Quay (Ana Liang)", 1, &format!("the lamp number {n}"))),
    );
    export(
        "clippings-apart.txt",
        numbered(20_000, |n| clipping("Quay (Ana Liang)", n, &format!("the lamp number {n}"))),
    );
    export(
        "clippings-notes.txt",
        numbered(20_000, |n| {
            clipping("Quay (Ana Liang)", 1, &format!("the lamp number {n}"))
                .replace(if n % 2 == 0 { "Highlight" } else { "-" }, "Note")
        }),
    );
    export("marks.md", format!("# Quay\n\n{}", "==the lamp== is lit ".repeat(50_000)));
    export("marks-open.md", format!("# Quay\n\n{}<mark>a", "==a== <mark>b ".repeat(50_000)));
    export(
        "properties.md",
        format!("---\n{}---\n\nQuay\n", numbered(200_000, |n| format!("key{n}: a\n"))),
    );
    let strings = numbered(1_000, |n| format!("@string{{name{n} = \"The Society of Ports\"}}\n"));
    export(
        "strings.bib",
        format!(
            "{strings}{}",
            numbered(10_000, |n| format!(
                "@misc{{k{n}, title = name{}, url = {{https://a.example/{n}}}}}\n",
                n % 1_000
            ))
        ),
    );
    export(
        "braces.bib",
        format!(
            "@misc{{k, title = {}a{}, url = {{https://a.example/}}}}\n",
            "{".repeat(200_000),
            "}".repeat(200_000)
        ),
    );
    let attributes = numbered(200_000, |n| format!(" a{n}=b"));
    export(
        "attributes.html",
        format!(
            "<!DOCTYPE NETSCAPE-Bookmark-file-1><DL><DT><A HREF=https://a.example/{attributes}>Quay</A></DL>"
        ),
    );
    export(
        "folders.html",
        format!(
            "<!DOCTYPE NETSCAPE-Bookmark-file-1>{}",
            "<DL><DT><H3>a</H3><DL><DT><A HREF=https://a.example/>Quay</A>".repeat(50_000)
        ),
    );
    export(
        "folder.html",
        format!(
            "<!DOCTYPE NETSCAPE-Bookmark-file-1><DL><DT><H3>{long}</H3><DL>{}",
            "<DT><A HREF=https://a.example/>Quay</A>".repeat(50_000)
        ),
    );
    export(
        "note.enex",
        format!(
            "<en-export><note><title>Quay</title><content><![CDATA[<en-note><p{attributes}>{SAYS}</p></en-note>]]></content></note></en-export>"
        ),
    );
    let rdf = |inside: String| {
        format!("<rdf:RDF xmlns:rdf='r' xmlns:z='z' xmlns:bib='b'>{inside}</rdf:RDF>")
    };
    export(
        "memos.rdf",
        rdf(numbered(10_000, |n| {
            format!(
                "<bib:Memo rdf:about='#m{n}'><rdf:value>&lt;p&gt;Quay {n}&lt;/p&gt;</rdf:value></bib:Memo>"
            )
        })),
    );
    export(
        "memo-deep.rdf",
        rdf(format!(
            "<bib:Memo rdf:about='#m'><rdf:value>{}Quay</rdf:value></bib:Memo>",
            "&lt;div&gt;".repeat(200_000)
        )),
    );
    let part = "<hasPart rdf:resource='#i'/>".repeat(50_000);
    export(
        "collection.rdf",
        rdf(format!(
            "<z:Collection rdf:about='#c'><title>{long}</title>{part}</z:Collection><bib:Book rdf:about='#i'><z:itemType>book</z:itemType><title>Quay</title></bib:Book>"
        )),
    );
    export("deep.json", format!("{}{}", "[".repeat(1_000_000), "]".repeat(1_000_000)));
    let highlights = json(&serde_json::json!(
        (0..10_000)
            .map(|n| serde_json::json!({ "text": format!("the lamp number {n}") }))
            .collect::<Vec<_>>()
    ));
    let data = json(&serde_json::json!(
        (0..10_000)
            .map(|n| serde_json::json!({ "content": format!("<p>the light number {n}</p>") }))
            .collect::<Vec<_>>()
    ));
    export(
        "places.json",
        format!(
            "[{{\"url\": \"https://a.example/1\", \"highlights\": {highlights}, \"data\": {data}}}]"
        ),
    );
    export(
        "lists.json",
        format!(
            "{{\"bookmarks\": [{{\"content\": {{\"type\": \"link\", \"url\": \"https://a.example/1\"}}, \"lists\": [{}]}}], \"lists\": [{{\"id\": \"l\", \"name\": \"{long}\"}}]}}",
            list(50_000, "\"l\"")
        ),
    );
    let annotation = |n: usize| {
        json(
            &serde_json::json!({ "@context": "http://www.w3.org/ns/anno.jsonld", "type": "Annotation", "target": { "source": "https://a.example/1", "selector": { "type": "TextQuoteSelector", "exact": format!("the lamp number {n}") } } }),
        )
    };
    export(
        "annotations.json",
        format!("[{}]", (0..20_000).map(annotation).collect::<Vec<_>>().join(",")),
    );
    exports
}

#[test]
fn no_export_takes_more_than_its_size_explains() -> Result {
    let folder = tempfile::tempdir()?;
    let faults = each_at_once(exports(), &|name, text| import(&folder.path().join(name), text));
    let faults: Vec<_> =
        faults.into_iter().map(|(name, _, fault)| format!("{name}: {fault}")).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    Ok(())
}

/// Imports a file into a new library. Returns what is wrong with the result, or `None`.
fn import(path: &Path, text: &str) -> Option<String> {
    let output = std::fs::write(path, text).and_then(|()| {
        Command::new(env!("CARGO_BIN_EXE_journeys-worker")).arg("import").arg(path).output()
    });
    let output = match output {
        Ok(output) => output,
        Err(err) => return Some(err.to_string()),
    };
    let _ = std::fs::remove_file(path);
    let Ok(got) = serde_json::from_slice::<Value>(&output.stdout) else {
        return Some(String::from_utf8_lossy(&output.stderr).into_owned());
    };
    let seconds = got["seconds"].as_f64().unwrap_or_default();
    let megabytes = got["megabytes"].as_u64().unwrap_or_default();
    println!(
        "{seconds:6.2} s  {megabytes:5} MB  {:9} bytes  {}  {}",
        text.len(),
        got["answer"],
        path.display()
    );
    let taken = got["answer"]["new"].as_u64().unwrap_or_default()
        + got["answer"]["passed_over"].as_u64().unwrap_or_default();
    (seconds >= 20.0 || megabytes >= 1_024 || taken == 0)
        .then(|| format!("{seconds} s, {megabytes} MB, {}", got["answer"]))
}
