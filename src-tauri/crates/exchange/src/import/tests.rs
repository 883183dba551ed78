//! Tests of every importer, with files as its program writes them, and with other files.

mod hostile;

use std::io::Write as _;
use std::ops::ControlFlow;

use commonplace_core::{ArticleState, Colour};
use proptest::prelude::*;

use super::{Error, Found, ImportFiles, ImportSource, Item, SkipReason, read};
use crate::template::Preset;

type Read = (Vec<(ImportSource, Item)>, Vec<(String, SkipReason)>);

fn read_all(files: Vec<(&str, &[u8])>) -> Result<Read, Error> {
    let files = files.into_iter().map(|(name, bytes)| (name.to_owned(), bytes.to_vec())).collect();
    let (mut items, mut skipped) = (Vec::new(), Vec::new());
    read(&ImportFiles::from_memory(files)?, &mut |found| {
        match found {
            Found::Item(kind, item) => items.push((kind, *item)),
            Found::Skipped { what, why } => skipped.push((what, why)),
        }
        ControlFlow::Continue(())
    })?;
    Ok((items, skipped))
}

/// The articles in a file, of which nothing may be skipped.
fn items(kind: ImportSource, text: impl AsRef<[u8]>) -> Vec<Item> {
    let (items, skipped) = read_all(vec![("export", text.as_ref())]).unwrap();
    assert_eq!(skipped, [], "nothing is passed over");
    items
        .into_iter()
        .map(|(is, item)| {
            assert_eq!(is, kind);
            item
        })
        .collect()
}

fn read_one(kind: ImportSource, text: impl AsRef<[u8]>) -> Item {
    let mut all = items(kind, text);
    assert_eq!(all.len(), 1, "one article");
    all.remove(0)
}

fn quotes(item: &Item) -> Vec<&str> {
    item.highlights.iter().map(|mark| mark.quote.exact.as_str()).collect()
}

#[test]
fn pocket_in_its_three_shapes() {
    let csv = "title,url,time_added,tags,status\n\"Ferries, and who pays\",https://isle.example/ferries,1600000000,ports|money,archive\nhttps://isle.example/bare,https://isle.example/bare,1600000001,,unread\n";
    let all = items(ImportSource::Pocket, csv);
    assert_eq!(all[0].metadata.title, "Ferries, and who pays");
    assert_eq!(all[0].saved, Some(1_600_000_000_000));
    assert_eq!(all[0].tags, ["ports", "money"]);
    assert_eq!(all[0].state, Some(ArticleState::Archive));
    assert_eq!((all[1].metadata.title.as_str(), all[1].state), ("", Some(ArticleState::Later)));

    // Other order and case of the columns, other line ends, a byte order mark, and an unknown
    // column.
    let other = "\u{FEFF}URL,Cursor,Status,Title,Time_Added,Tags\r\nhttps://isle.example/ferries,7,unread,Ferries,1600000000,ports\r\n";
    let item = read_one(ImportSource::Pocket, other);
    assert_eq!((item.metadata.title.as_str(), item.tags.len()), ("Ferries", 1));

    let marks = r#"[{"url":"https://isle.example/ferries","title":"Ferries","highlights":[
        {"quote":"The quay waits for nobody.","created_at":1600000000},{"quote":"  ","created_at":1}]}]"#;
    let item = read_one(ImportSource::Pocket, marks);
    assert_eq!(quotes(&item), ["The quay waits for nobody."]);
    assert_eq!(item.highlights[0].created, Some(1_600_000_000_000));

    let html = r#"<!DOCTYPE html><html><head><title>Pocket Export</title></head><body><h1>Unread</h1><ul>
        <li><a href="https://isle.example/a" time_added="1600000000" tags="ports,money">A &amp; B</a></li></ul>
        <h1>Read Archive</h1><ul><li><a href="https://isle.example/b" time_added="1600000001" tags="">B</a></li></ul></body></html>"#;
    let all = items(ImportSource::Pocket, html);
    assert_eq!(
        (all[0].metadata.title.as_str(), all[0].state),
        ("A & B", Some(ArticleState::Later))
    );
    assert_eq!((all[1].tags.len(), all[1].state), (0, Some(ArticleState::Archive)));
}

#[test]
fn instapaper_in_its_three_shapes() {
    let four = "URL,Title,Selection,Folder\nhttps://isle.example/a,A,\"The quay waits, and waits\",Starred\n";
    let item = read_one(ImportSource::Instapaper, four);
    assert!(item.favourite && item.tags.is_empty());
    assert_eq!(quotes(&item), ["The quay waits, and waits"]);
    let five =
        "URL,Title,Selection,Folder,Timestamp\nhttps://isle.example/a,A,,Archive,1600000000\n";
    assert_eq!(read_one(ImportSource::Instapaper, five).state, Some(ArticleState::Archive));
    let six = "URL,Title,Selection,Folder,Timestamp,Tags\nhttps://isle.example/a,A,,Research,1600000000,\"[\"\"ports\"\",\"\"to read\"\"]\"\n";
    let item = read_one(ImportSource::Instapaper, six);
    assert_eq!(item.tags, ["ports", "to read", "Research"]);
    assert_eq!(item.saved, Some(1_600_000_000_000));
}

#[test]
fn readwise_by_book_and_reader_by_document() {
    let csv = "Highlight,Book Title,Book Author,Amazon Book ID,Note,Color,Tags,Location Type,Location,Highlighted at,Document tags\n\
        The quay waits.,The Harbour,Ada Moor,,who says?,blue,\"ports,money\",order,3,2024-07-17 14:00:25+00:00,\n\
        Another page.,Another,Bo Lind,,,yellow,,page,3,2024-07-17 14:00:25+00:00,\n\
        The ferry leaves.,The Harbour,Ada Moor,,,,,order,4,2024-07-18 14:00:25+00:00,\n";
    let all = items(ImportSource::Readwise, csv);
    assert_eq!(all.len(), 2, "the rows of a book stand together");
    assert_eq!(quotes(&all[0]), ["The quay waits.", "The ferry leaves."]);
    let mark = &all[0].highlights[0];
    assert_eq!((mark.note.as_deref(), mark.colour), (Some("who says?"), Some(Colour::Blue)));
    assert_eq!(mark.tags, ["ports", "money"]);
    assert_eq!(mark.created, Some(1_721_224_825_000));

    let reader = "Title,URL,ID,Document tags,Saved date,Reading progress,Location,Seen\n\
        A,https://isle.example/a,1,\"['ports', \"\"what's new\"\"]\",2024-03-15 10:00:00+00:00,0.25,archive,True\n\
        B,https://isle.example/b,2,[],2024-03-15 10:00:00+00:00,0,feed,False\n";
    let (found, skipped) = all_of(reader);
    assert_eq!(found[0].1.tags, ["ports", "what's new"]);
    assert_eq!((found[0].1.progress, found[0].1.state), (Some(0.25), Some(ArticleState::Archive)));
    assert_eq!(skipped, [("B".to_owned(), SkipReason::Feed)]);
}

fn all_of(text: &str) -> Read {
    read_all(vec![("export", text.as_bytes())]).unwrap()
}

#[test]
fn raindrop_matter_and_any_table_of_addresses() {
    let raindrop = "id,title,note,excerpt,url,folder,tags,created,cover,highlights,favorite\n\
        1,A,\"a note\nof two lines\",Why it matters,https://isle.example/a,Research / Ports,\"ports, money\",2024-01-02T03:04:05.123Z,,\"The quay waits.\",true\n";
    let item = read_one(ImportSource::Raindrop, raindrop);
    assert_eq!(item.notes, ["a note\nof two lines"]);
    assert_eq!(item.tags, ["ports", "money", "Research/Ports"]);
    assert!(item.favourite);
    assert_eq!(quotes(&item), ["The quay waits."]);
    let matter = "Title,Author,Publisher,URL,Tags,Word Count,In Queue,Favorited,Read,Highlight_Count,Last Interaction Date,File Id\n\
        A,Ada Moor,The Isle,https://isle.example/a,ports;money,900,False,True,True,0,2024-01-02T03:04:05Z,x\n";
    let item = read_one(ImportSource::Matter, matter);
    assert_eq!((item.metadata.site.as_deref(), item.favourite), (Some("The Isle"), true));
    assert_eq!(item.state, Some(ArticleState::Archive));
    // A person's own spreadsheet, with semicolons, as programs write CSV where the comma is the
    // decimal separator.
    let own = "Name;Link;Title\nx;https://isle.example/a;A\n";
    assert_eq!(
        read_one(ImportSource::List, own).metadata.url.as_deref(),
        Some("https://isle.example/a")
    );
}

#[test]
fn wallabag_of_any_version() {
    let json = r#"[{"is_archived":1,"is_starred":"0","tags":["ports",{"label":"x"}],"id":"7","title":"A","url":"https://isle.example/a",
        "content":"<p>The quay waits for nobody.</p>","created_at":"2024-09-08T11:55:58+0200","published_by":["Ada Moor"],"language":"en",
        "annotations":[{"text":"who?","quote":"waits for nobody","ranges":[{"start":"/p[1]","startOffset":"9","end":"/p[1]","endOffset":"25"}]}]}]"#;
    let item = read_one(ImportSource::Wallabag, json);
    assert_eq!((item.state, item.favourite), (Some(ArticleState::Archive), false));
    assert_eq!(item.saved, Some(1_725_789_358_000));
    assert_eq!(item.content.as_ref().map(|c| c.media_type), Some("text/html"));
    assert_eq!(
        (quotes(&item), item.highlights[0].note.as_deref()),
        (vec!["waits for nobody"], Some("who?"))
    );
}

#[test]
fn hypothesis_as_its_api_and_its_client_give_it() {
    let row = r#"{"id":"x","created":"2024-07-02T10:00:00.123456+00:00","uri":"https://isle.example/a","text":"who?","tags":["ports"],
        "document":{"title":["A page"]},"user":"acct:a@b","group":"__world__",
        "target":[{"source":"https://isle.example/a","selector":[{"type":"TextQuoteSelector","exact":"The quay waits","prefix":"before ","suffix":" for"}]}]}"#;
    let note = r#"{"id":"y","created":"2024-07-02T10:00:00+00:00","uri":"https://isle.example/a","text":"on the page","tags":[],"document":{"title":"A page"},"user":"a","target":[{"source":"https://isle.example/a"}]}"#;
    for text in [
        format!(r#"{{"total":2,"rows":[{row},{note}]}}"#),
        format!(r#"{{"export_date":"x","client_version":"1","annotations":[{row},{note}]}}"#),
    ] {
        let all = items(ImportSource::Hypothesis, text);
        assert_eq!(all[0].metadata.title, "A page");
        let mark = &all[0].highlights[0];
        assert_eq!(
            (mark.quote.exact.as_str(), mark.quote.prefix.as_str()),
            ("The quay waits", "before ")
        );
        assert_eq!((mark.note.as_deref(), mark.tags.len()), (Some("who?"), 1));
        assert_eq!(all[1].notes, ["on the page"]);
    }
}

#[test]
fn zotero_as_csl_json_and_as_rdf() {
    let csl = r#"[{"id":"moor2024","type":"article-newspaper","title":"The quay","author":[{"family":"Moor","given":"Ada"}],
        "issued":{"date-parts":[["2024",7,1]]},"URL":"https://isle.example/a","container-title":"The Isle","accessed":{"date-parts":[[2024,7,2]]}}]"#;
    let item = read_one(ImportSource::Zotero, csl);
    assert_eq!(item.metadata.authors, ["Ada Moor"]);
    assert_eq!(item.metadata.published.map(|p| p.to_string()).as_deref(), Some("2024-07-01"));
    assert_eq!(item.metadata.site.as_deref(), Some("The Isle"));
    let rdf = r##"<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:z="http://www.zotero.org/namespaces/export#" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:bib="http://purl.org/net/biblio#" xmlns:foaf="http://xmlns.com/foaf/0.1/" xmlns:dc="http://purl.org/dc/elements/1.1/">
        <bib:Document rdf:about="https://isle.example/a"><z:itemType>webpage</z:itemType>
        <bib:authors><rdf:Seq><rdf:li><foaf:Person><foaf:surname>Moor</foaf:surname><foaf:givenName>Ada</foaf:givenName></foaf:Person></rdf:li></rdf:Seq></bib:authors>
        <dc:subject>ports</dc:subject><dc:title>The quay</dc:title><dc:date>2024-07-01</dc:date><dcterms:isReferencedBy rdf:resource="#n"/></bib:Document>
        <bib:Memo rdf:about="#n"><rdf:value>&lt;p&gt;a &lt;b&gt;note&lt;/b&gt;&lt;script&gt;alert(1)&lt;/script&gt;&lt;/p&gt;</rdf:value></bib:Memo>
        <z:Collection rdf:about="#c"><dc:title>Sea</dc:title><dcterms:hasPart rdf:resource="#d"/></z:Collection>
        <z:Collection rdf:about="#d"><dc:title>Ports</dc:title><dcterms:hasPart rdf:resource="https://isle.example/a"/></z:Collection></rdf:RDF>"##;
    let item = read_one(ImportSource::Zotero, rdf);
    assert_eq!(item.metadata.authors, ["Ada Moor"]);
    assert_eq!(item.tags, ["ports", "Sea/Ports"]);
    assert!(
        item.notes[0].contains("**note**") && !item.notes[0].contains("script"),
        "{}",
        item.notes[0]
    );
}

#[test]
fn bibtex_with_its_notes() {
    let bib = "@comment{x}\n@article{moor_quay_2024, title = {The {Quay} waits}, author = {Moor, Ada and Lind, Bo}, date = {2024-07-01}, url = {https://isle.example/a}, journaltitle = {The Isle}, keywords = {ports, money}, note = {who?}, urldate = {2024-07-02}}\n";
    let item = read_one(ImportSource::Bibtex, bib);
    assert_eq!(item.metadata.title, "The Quay waits");
    assert_eq!(item.metadata.authors, ["Ada Moor", "Bo Lind"]);
    assert_eq!(item.tags, ["ports", "money"]);
    assert_eq!(item.own_id, "moor_quay_2024");
    let published = |fields: &str| {
        let item = read_one(
            ImportSource::Bibtex,
            format!("@misc{{k, title = {{A}}, url = {{https://isle.example/a}}, {fields}}}\n"),
        );
        item.metadata.published.map(|day| day.to_string())
    };
    assert_eq!(published("year = 2024, month = jul, day = 3").as_deref(), Some("2024-07-03"));
    assert_eq!(published("date = {2024-07}").as_deref(), Some("2024-07"));
    assert_eq!(published("date = {2024-07-01/2024-08-02}").as_deref(), Some("2024-07-01"));
    assert_eq!(published("year = {c2024}").as_deref(), Some("2024"));
    assert_eq!(published("date = {77120--44e.1}"), None, "a long number is no year");
    assert_eq!(published("year = 2024, month = 0, day = 0").as_deref(), Some("2024"));
}

#[test]
fn bibtex_names_nobody_others_and_has_no_commands() {
    let bib = "@article{k, title = {On \\emph{Mare} and \\textbf{\\textit{nostrum}} {DNA}}, author = {Moor, Ada and others}, year = 2019, url = {https://isle.example/a}}\n";
    let item = read_one(ImportSource::Bibtex, bib);
    assert_eq!(item.metadata.title, "On Mare and nostrum DNA");
    assert_eq!(item.metadata.authors, ["Ada Moor"]);
    assert_eq!(item.metadata.published.map(|day| day.to_string()).as_deref(), Some("2019"));
}

#[test]
fn wallabag_flags_may_be_strings() {
    let json = r#"[{"is_archived":"1","is_starred":"1","title":"A","url":"https://isle.example/a","content":"<p>x</p>"},
        {"is_archived":"false","is_starred":"","title":"B","url":"https://isle.example/b","content":"<p>x</p>"},
        {"is_archived":"0","is_starred":"true","title":"C","url":"https://isle.example/c","content":"<p>x</p>"}]"#;
    let all = items(ImportSource::Wallabag, json);
    let flags: Vec<_> = all.iter().map(|item| (item.state, item.favourite)).collect();
    let (archive, later) = (Some(ArticleState::Archive), Some(ArticleState::Later));
    assert_eq!(flags, [(archive, true), (later, false), (later, true)]);
}

#[test]
fn a_kindle_in_any_language_with_notes_and_second_thoughts() {
    let text = "\u{FEFF}The Harbour (Moor, Ada)\r\n- Your Highlight on page 12 | Location 170-172 | Added on Sunday, December 18, 2022 3:19:56 PM\r\n\r\nThe quay waits.\r\n==========\r\n\
        The Harbour (Moor, Ada)\r\n- Your Highlight on page 12 | Location 170-173 | Added on Sunday, December 18, 2022 3:19:59 PM\r\n\r\nThe quay waits. For nobody.\r\n==========\r\n\
        The Harbour (Moor, Ada)\r\n- Your Note on page 12 | Location 173 | Added on Sunday, December 18, 2022 3:20:10 PM\r\n\r\nwho says?\r\n==========\r\n\
        港 (森)\r\n- 您在位置 #20-22的标注 | 添加于 2022年12月18日星期日 下午3:19:56\r\n\r\n码头不等人。\r\n==========\r\n";
    let all = items(ImportSource::Kindle, text);
    assert_eq!(
        (all[0].metadata.title.as_str(), &all[0].metadata.authors[..]),
        ("The Harbour", &["Ada Moor".to_owned()][..])
    );
    assert_eq!(
        quotes(&all[0]),
        ["The quay waits. For nobody."],
        "the longer one is what was meant"
    );
    assert_eq!(all[0].highlights[0].note.as_deref(), Some("who says?"));
    assert_eq!(quotes(&all[1]), ["码头不等人。"]);
}

#[test]
fn evernote_with_its_marks_and_pictures() {
    let enex = r#"<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE en-export SYSTEM "http://xml.evernote.com/pub/evernote-export4.dtd">
        <en-export><note><title>The quay</title><created>20240101T101500Z</created><tag>ports</tag><tag>money</tag>
        <note-attributes><author>Ada Moor</author><source-url>https://isle.example/a</source-url></note-attributes>
        <content><![CDATA[<?xml version="1.0"?><en-note><div>The <span style="--en-highlight:green;">quay waits</span> &amp; waits.</div><en-media hash="5d41402abc4b2a76b9719d911017c592" type="image/png"/></en-note>]]></content>
        <resource><data encoding="base64">aGVs
        bG8=</data><mime>image/png</mime></resource></note></en-export>"#;
    let item = read_one(ImportSource::Evernote, enex);
    assert_eq!((item.tags.len(), item.saved), (2, Some(1_704_104_100_000)));
    assert_eq!(
        (quotes(&item), item.highlights[0].colour),
        (vec!["quay waits"], Some(Colour::Green))
    );
    let content = item.content.unwrap();
    assert!(
        content.text.contains("&amp; waits") && content.text.contains("note-files/1"),
        "{}",
        content.text
    );
    assert_eq!(content.files[0].1, b"hello");
}

#[test]
fn bookmarks_with_folders_that_are_not_closed() {
    let html = "<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<META HTTP-EQUIV=\"Content-Type\" CONTENT=\"text/html; charset=UTF-8\">\n<TITLE>Bookmarks</TITLE>\n<H1>Bookmarks</H1>\n<DL><p>\n\
        <DT><H3 PERSONAL_TOOLBAR_FOLDER=\"true\">Bookmarks bar</H3>\n<DL><p>\n<DT><H3>Sea</H3>\n<DL><p>\n<DT><A HREF=\"https://isle.example/a?x=1&amp;y=2\" ADD_DATE=\"1600000000\" TAGS=\"ports,money\">A &amp; B</A>\n<DD>Why it matters\n\
        <dt><a href=\"javascript:void(0)\">a button</a>\n</DL><p>\n<DT><A HREF=\"https://isle.example/b\">B</A>\n</DL><p>\n</DL>";
    let (found, skipped) = all_of(html);
    assert_eq!(found[0].1.metadata.url.as_deref(), Some("https://isle.example/a?x=1&y=2"));
    assert_eq!(found[0].1.metadata.description.as_deref(), Some("Why it matters"));
    assert_eq!(found[0].1.tags, ["ports", "money", "Sea"]);
    assert!(found[1].1.tags.is_empty(), "what lies at the root has no folder");
    assert_eq!(skipped, [("a button".to_owned(), SkipReason::OtherAddress)]);
}

#[test]
fn karakeep_and_linkwarden_with_folders_in_folders() {
    let karakeep = r#"{"bookmarks":[{"createdAt":1600000000,"title":"A","tags":["ports"],"lists":["b"],"content":{"type":"link","url":"https://isle.example/a"},"note":"who?","archived":true}],
        "lists":[{"id":"a","name":"Sea","parentId":null},{"id":"b","name":"Ports","parentId":"a"}]}"#;
    let item = read_one(ImportSource::Karakeep, karakeep);
    assert_eq!(item.tags, ["ports", "Sea/Ports"]);
    assert_eq!((item.state, item.notes.len()), (Some(ArticleState::Archive), 1));
    let linkwarden = r#"{"name":"a","collections":[{"id":2,"name":"Ports","parentId":1,"links":[{"id":7,"name":"A","url":"https://isle.example/a","tags":[{"name":"money"}],"importDate":null,"createdAt":"2024-01-02T03:04:05Z"}]},{"id":1,"name":"Sea","parentId":2,"links":[]}],"pinnedLinks":[]}"#;
    let item = read_one(ImportSource::Linkwarden, linkwarden);
    assert_eq!(item.metadata.title, "A");
    assert!(item.tags.contains(&"money".to_owned()));
}

#[test]
fn obsidian_web_clipper_old_and_new() {
    let old = r#"[{"url":"https://isle.example/a","highlights":[{"text":"The quay waits","timestamp":1600000000000,"notes":["who?"]}]}]"#;
    let item = read_one(ImportSource::ObsidianClipper, old);
    assert_eq!(
        (quotes(&item), item.highlights[0].note.as_deref()),
        (vec!["The quay waits"], Some("who?"))
    );
    let new = r#"[{"url":"https://isle.example/a","title":"A","highlights":[{"text":"<p>The <b>quay</b> waits</p>","timestamp":1600000000000}],
        "data":[{"id":"1","type":"text","xpath":"/p","content":"The <b>quay</b> waits","startOffset":0,"endOffset":14,"textQuote":{"prefix":"before ","suffix":" for"}}]}]"#;
    let item = read_one(ImportSource::ObsidianClipper, new);
    assert_eq!(item.highlights.len(), 1);
    assert_eq!(item.highlights[0].quote.suffix, " for");
}

#[test]
fn omnivore_from_a_zip_with_its_highlights() {
    let meta = r#"[{"id":"1","slug":"the-quay","title":"The quay","description":"Why","author":"Ada Moor","url":"https://isle.example/a","state":"Archived","readingProgress":62.5,"thumbnail":null,"labels":["ports"],"savedAt":"2024-10-29T16:30:11.000Z","publishedAt":null}]"#;
    let marks = "> The quay waits \n\n#evidence\n\nwho says?\n\nOn the whole article\n";
    let files = [
        ("metadata_0_to_20.json", meta),
        ("content/the-quay.html", "<p>The quay waits for nobody.</p>"),
        ("highlights/the-quay.md", marks),
    ];
    let (found, skipped) = read_all(vec![("omnivore.zip", &zipped(&files))]).unwrap();
    assert_eq!(skipped, []);
    let (kind, item) = &found[0];
    assert_eq!((*kind, found.len()), (ImportSource::Omnivore, 1));
    assert_eq!(
        (quotes(item), item.highlights[0].note.as_deref()),
        (vec!["The quay waits"], Some("who says?"))
    );
    assert_eq!(item.highlights[0].tags, ["evidence"]);
    assert_eq!(item.notes, ["On the whole article"]);
    assert!(item.content.is_some());
    assert_eq!(item.progress, Some(0.625));
}

#[test]
fn markdown_with_front_matter_and_marks() {
    let text = "---\ntitle: \"The quay\"\nsource: \"https://isle.example/a\"\nauthor:\n  - \"[[Ada Moor]]\"\ntags:\n  - \"clippings\"\n  - \"ports\"\n---\n\nThe ==quay waits== for nobody.\n\n```\na == b == c\n```\n";
    let item = read_one(ImportSource::Markdown, text);
    assert_eq!(item.metadata.authors, ["Ada Moor"]);
    assert_eq!(item.tags, ["ports"]);
    assert_eq!(quotes(&item), ["quay waits"]);
    let content = item.content.unwrap().text;
    assert!(content.contains("The quay waits for") && content.contains("a == b == c"), "{content}");
}

fn exported() -> impl Strategy<Value = crate::Article> {
    // Words with characters that have a meaning in Markdown.
    let words = || "[a-z*_#>\\[\\]=|~$-]{1,8}( [a-zé中\"0-9.:!-]{1,8}){1,5}";
    let note = || "[a-z*]{1,8}( [a-z0-9]{1,6}){0,3}(\n\n> [a-z]{2,6} [a-z]{2,6})?";
    let highlight = (
        (words(), proptest::option::of(words())),
        (0_usize..8, proptest::option::of("[a-z]{2,8}")),
        proptest::option::of(note()),
        prop::collection::vec("[a-z]{2,6}", 0..3),
        proptest::option::of("[A-Z][a-z]{2,6} [A-Z][a-z]{2,8}"),
        proptest::option::of("[a-z]{2,6} [a-z]{2,6}"),
    );
    let highlights = prop::collection::vec(highlight, 0..4);
    (words(), highlights, proptest::option::of(note()), any::<bool>()).prop_map(
        |(title, highlights, note, text)| {
            let mut article = crate::markdown::sample();
            article.id = "01a22400-a2c4-76fb-a10e-c3de10149596".into();
            article.link = format!("commonplace://article/{}", article.id);
            article.metadata.title = title;
            article.tags = Vec::new();
            article.notes = note.into_iter().map(|note| ("n".to_owned(), note)).collect();
            article.html = text.then(|| "<p>The <em>text</em> itself.</p>".to_owned());
            article.highlights = highlights
                .into_iter()
                .enumerate()
                .map(|(n, ((one, two), (colour, meaning), note, tags, speaker, translation))| {
                    let quote = std::iter::once(one).chain(two).collect::<Vec<_>>().join("\n");
                    crate::Highlight {
                        id: format!("01a22400-a2c4-76fb-a10e-c3de1014{n:04}"),
                        words: crate::Words {
                            quote,
                            image: None,
                            speaker,
                            translation: translation.map(|words| commonplace_core::Translation {
                                words,
                                translator: Some("Anna Berg".into()),
                            }),
                        },
                        colour: Colour::ALL[colour],
                        meaning,
                        note,
                        tags,
                        orphan: n == 1,
                    }
                })
                .collect();
            article
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    /// A file exported with one of these templates has the same content when it is imported. The
    /// plain one has no tags and colours.
    #[test]
    fn our_own_markdown_comes_back(article in exported()) {
        for preset in [Preset::Obsidian, Preset::Callouts, Preset::Plain] {
            let marked = crate::Template::preset(preset).render(&article).map_err(|err| TestCaseError::fail(err.to_string()))?;
            let file = crate::managed::strip_marks(&marked);
            let item = read_one(ImportSource::Markdown, &file);
            let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
            prop_assert_eq!(plain(&item.metadata.title), plain(&article.metadata.title), "{}", file);
            prop_assert_eq!(item.metadata.url.as_deref(), article.metadata.url.as_deref());
            prop_assert_eq!(item.highlights.len(), article.highlights.len(), "{}: {}", preset.name(), file);
            for (back, made) in item.highlights.iter().zip(&article.highlights) {
                prop_assert_eq!(plain(&back.quote.exact), plain(&made.words.quote), "{}: {}", preset.name(), file);
                prop_assert_eq!(&back.note, &made.note.as_ref().map(|note| note.trim().to_owned()), "{}: {}", preset.name(), file);
                prop_assert_eq!(back.attribution.as_ref().map(|a| &a.speaker), made.words.speaker.as_ref(), "{}", file);
                prop_assert_eq!(&back.translation, &made.words.translation, "{}", file);
                if preset != Preset::Plain {
                    prop_assert_eq!(&back.tags, &made.tags, "{}", file);
                    prop_assert_eq!(back.colour, Some(made.colour), "{}: {}", preset.name(), file);
                }
            }
            let note: Vec<&str> = article.notes.iter().map(|(_, note)| note.trim()).collect();
            prop_assert_eq!(item.notes.concat(), note.concat(), "{}: {}", preset.name(), file);
            prop_assert_eq!(item.content.map(|c| c.text.trim().to_owned()), article.html.as_ref().map(|_| "The *text* itself.".to_owned()), "{}", file);
        }
    }
}

#[test]
fn web_annotations_with_their_page() {
    let json = r#"{"@context":"http://www.w3.org/ns/anno.jsonld","type":"Annotation","created":"2024-07-01T10:00:00Z","body":[{"type":"TextualBody","value":"who?","format":"text/markdown","purpose":"commenting"}],
        "target":{"source":"https://isle.example/a","selector":[{"type":"TextQuoteSelector","exact":"The quay waits"}]}}"#;
    let item = read_one(ImportSource::WebAnnotations, json);
    assert_eq!(
        (quotes(&item), item.metadata.url.as_deref()),
        (vec!["The quay waits"], Some("https://isle.example/a"))
    );
}

fn zipped(files: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in files {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn cited() -> impl Strategy<Value = commonplace_core::Metadata> {
    let words = "[A-Za-zäöüßéçñ中文&%$#_{}~^\\\\'\"()-]{1,10}( [A-Za-zäé中&%$#_]{1,8}){0,4}";
    let name = "[A-ZÄÉ][a-zäéß]{1,8} [A-Z][a-zé]{1,9}";
    (
        words,
        prop::collection::vec(name, 0..4),
        prop::option::of(words),
        prop::option::of((1950_u16..2026, 1_u8..13, 1_u8..29)),
        prop::option::of(prop::sample::select(vec!["en", "de", "fr", "zh", "pt-BR"])),
        prop::option::of(words),
        prop::option::of("10\\.[0-9]{4}/[a-z0-9]{3,10}"),
        "[a-z0-9_~%&=?-]{1,20}",
    )
        .prop_map(|(title, authors, site, published, language, description, doi, path)| {
            commonplace_core::Metadata {
                title,
                authors,
                site,
                published: published
                    .and_then(|(y, m, d)| commonplace_core::Published::date(y, m, d)),
                language: language.map(str::to_owned),
                description,
                doi,
                url: Some(format!("https://isle.example/{path}")),
                ..commonplace_core::Metadata::default()
            }
        })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    /// A reference exported for another program is the same when it is imported.
    #[test]
    fn references_come_back(metadata in cited()) {
        use commonplace_core::CitationForm;
        for (form, kind) in [("csl-json", ImportSource::Zotero), ("bibtex", ImportSource::Bibtex)] {
            let form = CitationForm::from_name(form).unwrap();
            let source = crate::cite::CitedSource { metadata: metadata.clone(), captured: "2024-07-02".into(), key: Some("moorQuay2024".into()), ..crate::cite::CitedSource::default() };
            let text = crate::cite::cite(&[source], form);
            let item = read_one(kind, &text);
            prop_assert_eq!(&item.citekey, "moorQuay2024");
            let back = item.metadata;
            let tidy = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
            prop_assert_eq!(&back.title, &tidy(&metadata.title), "{}", text);
            prop_assert_eq!(&back.authors, &metadata.authors, "{}", text);
            let site = metadata.site.as_deref().map(tidy);
            prop_assert_eq!(&back.site, &site, "{}", text);
            prop_assert_eq!(back.published, metadata.published, "{}", text);
            prop_assert_eq!(&back.language, &metadata.language, "{}", text);
            let description = metadata.description.as_deref().map(tidy);
            prop_assert_eq!(&back.description, &description, "{}", text);
            prop_assert_eq!(&back.doi, &metadata.doi, "{}", text);
            prop_assert_eq!(&back.url, &metadata.url, "{}", text);
        }
    }
}
