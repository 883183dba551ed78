//! Exports for reading elsewhere: one HTML file, or a book.

use std::io::Read as _;
use std::process::Command;

use commonplace_library::{Checked, Clip, Input, ListFormat};
use serde_json::json;

use crate::{FERRIES, NOW, Reader, Result};

const MINISTRY: &str = include_str!("../fixtures/ministry.txt");
const PNG: &str = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

pub(crate) fn page(reader: &Reader) -> std::result::Result<String, Box<dyn std::error::Error>> {
    let html = format!(
        "<html lang=en><head><title>Quays &amp; ferries</title></head><body><article><h1>Quays &amp; ferries</h1>
        <p>The quay waits for <a href=\"https://isle.example/nobody\">nobody at all</a>, said the harbour master, who has counted both.<a href=\"#fn1\" id=\"ref1\">1</a></p>
        <p><img src=\"data:image/png;base64,{PNG}\" alt=\"The quay\" width=400 height=300>A line<br>and another, where 1 &lt; 2 &amp; all is well on the coast of the isle.</p>
        <table><tr><th scope=col>Year</th><td colspan=2>1962 and after, when the ferries were counted</td></tr></table>
        <pre><code class=\"language-rust\">fn main() {{ }}</code></pre>
        <p>Fares have doubled in ten years, while the number of crossings has fallen by a third, and nobody minded at the time.</p>
        <p>The boats are old and the piers are older, said the harbour master, who has counted both of them in winter.</p>
        <p id=\"fn1\">The first note on what he counted.</p></article></body></html>"
    );
    let input = Input::File {
        name: "quays.html".into(),
        bytes: html.into_bytes(),
        beside: Vec::new(),
        url: Some("https://isle.example/quays?a=1&b=2".into()),
    };
    Ok(reader.library.clip_now(input, Clip::default(), NOW, &|_, _, _| {})?.article().to_string())
}

#[test]
fn an_article_is_one_html_file_that_loads_nothing() -> Result {
    let reader = Reader::new()?;
    let id = page(&reader)?;
    reader.mark(&id, "waits for nobody at all", Some("**who** says <script>alert(1)</script>?"))?;
    reader.mark(&id, "1 < 2 & all is well", None)?;
    let secret = reader.mark(&id, "Fares have doubled", Some("off the record"))?;
    reader.call("highlight.attribute", json!({ "id": secret, "attribution": { "speaker": "Rui", "role": null, "affiliation": null, "cue": null, "confidence": null, "standing": "off_record" } }))?;
    let report =
        reader.call("export.list", json!({ "ids": [id], "kind": "html", "choose": false }))?;
    assert_eq!(report["created"], 1);
    let html = std::fs::read_to_string(reader.path("out/Quays & ferries.html"))?;
    assert!(html.contains("<mark class=\"yellow\""), "{html}");
    assert!(html.contains("src=\"data:image/png;base64,"), "{html}");
    assert!(html.contains("<strong>who</strong> says") && !html.contains("<script"), "{html}");
    assert!(!html.contains("off the record"), "what may not go out does not");
    for loads in ["src=\"http", "url(", "<link", "@import"] {
        assert!(!html.contains(loads), "{loads}");
    }
    // The quotes in the exported file are verbatim.
    let quotes = reader.library.verify_file("quays.html", html.into_bytes())?;
    assert!(quotes.len() >= 2, "{quotes:?}");
    assert!(
        quotes.iter().all(|quote| matches!(quote.checked, Checked::Verbatim(_))),
        "{quotes:#?}"
    );
    Ok(())
}

#[test]
fn every_quote_that_goes_out_is_verbatim_whatever_it_goes_out_as() -> Result {
    let reader = Reader::new()?;
    let id = page(&reader)?;
    reader.mark(&id, "waits for nobody at all", Some("who says?"))?;
    reader.mark(&id, "1 < 2 & all is well on the coast", Some("a note"))?;
    reader.mark(&id, "the number of crossings has fallen by a third, and nobody minded", None)?;
    // A highlight that ends within a quotation: the number of its note must not become part of the words.
    let quoted = reader.clip(MINISTRY)?;
    reader.mark(&quoted, "have waited nine", Some("**since** 2016"))?;
    let within = [quoted.parse()?];
    let article = id.parse()?;
    let mut files = vec![
        ("within.html", reader.library.page(&within)?.into_bytes()),
        ("within.epub", reader.library.book(&within, NOW)?),
        ("page.html", reader.library.page(&[article])?.into_bytes()),
        ("book.epub", reader.library.book(&[article], NOW)?),
        ("annotations.jsonld", reader.library.web_annotations(&[article], false)?.into_bytes()),
    ];
    for format in [ListFormat::Csv, ListFormat::Readwise] {
        files.push(("list.csv", reader.library.list(&[article], format, NOW)?));
    }
    for preset in ["obsidian", "callouts", "logseq", "plain"] {
        let made = reader
            .call("template.preview", json!({ "id": id, "preset": preset, "template": "" }))?;
        files.push((
            "article.md",
            made["markdown"].as_str().unwrap_or_default().as_bytes().to_vec(),
        ));
    }
    for (name, bytes) in files {
        let said = String::from_utf8_lossy(&bytes).into_owned();
        let quotes = reader.library.verify_file(name, bytes)?;
        assert!(quotes.len() >= 2, "{name}: {quotes:?}\n{said}");
        for quote in quotes {
            assert!(matches!(quote.checked, Checked::Verbatim(_)), "{name}: {quote:#?}\n{said}");
        }
    }
    Ok(())
}

#[test]
fn articles_are_a_book_that_checks_out() -> Result {
    let reader = Reader::new()?;
    let one = page(&reader)?;
    let two = reader.clip(FERRIES)?;
    let ar = reader.clip("العبارة جسر\n\nتقول المدينة إن العبارة جسر لا يبقى في مكانه، وإن جدول المواعيد لا يتغير إلا مرة في العام.\n\nفي النهاية انتظرت القارب الأخير الذي جاء بلا أضواء، كما جاء في زمن أمها.")?;
    reader.mark(
        &one,
        "waits for nobody at all",
        Some("a note & a [link](https://isle.example/)\n\n- one\n- two"),
    )?;
    reader.mark(&one, "nobody at all", None)?;
    reader.mark(&two, "We know the tides better", Some("metaphor"))?;
    reader.call(
        "note.set",
        json!({ "article": two, "id": null, "body": "On the **whole**\n\n---\n\nend" }),
    )?;
    reader
        .call("export.list", json!({ "ids": [one, two, ar], "kind": "epub", "choose": false }))?;
    let path = reader.path("out/Commonplace.epub");
    let mut zip = zip::ZipArchive::new(std::fs::File::open(&path)?)?;
    assert_eq!(zip.name_for_index(0).ok_or("a name")??, "mimetype");
    let mut text = |name: &str| -> std::result::Result<String, Box<dyn std::error::Error>> {
        let mut text = String::new();
        zip.by_name(name)?.read_to_string(&mut text)?;
        Ok(text)
    };
    let chapter = text("EPUB/chapter-0.xhtml")?;
    assert!(
        chapter.contains("epub:type=\"noteref\"") && chapter.contains("epub:type=\"footnote\""),
        "{chapter}"
    );
    assert!(text("EPUB/chapter-2.xhtml")?.contains("dir=\"rtl\""));
    // Debian's command is a Java archive, which some kernels cannot run directly.
    let archive = "/usr/share/java/epubcheck.jar";
    let checker = if std::path::Path::new(archive).exists() {
        Command::new("java").args(["-jar", archive]).arg(&path).output()
    } else {
        Command::new("epubcheck").arg(&path).output()
    };
    match checker {
        Ok(checked) => {
            let said = format!(
                "{}{}",
                String::from_utf8_lossy(&checked.stdout),
                String::from_utf8_lossy(&checked.stderr)
            );
            assert!(checked.status.success(), "{said}\n{chapter}");
        }
        Err(_) => eprintln!("there is no epubcheck on this machine: the book was not checked"),
    }
    Ok(())
}
