//! Files that are broken, endless or made to do harm.

use super::*;

/// The start of a file for each importer.
const STARTS: &[&str] = &[
    "title,url,time_added,tags,status\n",
    "URL,Title,Selection,Folder,Timestamp,Tags\n",
    "Highlight,Book Title,Book Author,Note\n",
    "[{\"url\":\"https://a.example\",\"highlights\":[",
    "{\"bookmarks\":[{\"content\":{",
    "{\"collections\":[{\"id\":1,\"name\":\"x\",\"links\":[",
    "{\"rows\":[{\"uri\":\"https://a.example\",\"target\":[",
    "<en-export><note><content><![CDATA[<en-note>",
    "<rdf:RDF><bib:Document rdf:about=\"x\"><z:itemType>",
    "<!DOCTYPE NETSCAPE-Bookmark-file-1><DL><DT><H3>",
    "Book (A)\n- Your Highlight on page 1 | Location 1-2 | Added on x\n\nwords\n==========\n",
    "@article{key, title = {",
    "---\ntitle: x\ntags: [",
    "[[link]] ==mark== <mark>",
    "PK\x03\x04",
];

fn foreign() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        3 => "[ -~\\n]{0,60}",
        1 => "\\PC{0,20}",
        2 => prop::sample::select(vec![
            "\"", "{", "}", "[", "]", ",", "\\ud83d", "\\", "<", ">", "</", "<a href=\"x\">", "==", "|", "==========\n",
            "]]>", "&amp;", "&l;", "- ", "\r\n", "\u{FEFF}", "null", "https://a.example/b", "2024-01-02", "}}", "@",
        ]).prop_map(str::to_owned),
    ];
    let rest = prop::collection::vec(piece, 0..30).prop_map(|pieces| pieces.concat().into_bytes());
    let noise = prop::collection::vec(any::<u8>(), 0..80);
    (prop::sample::select(STARTS.to_vec()), rest, noise)
        .prop_map(|(start, rest, noise)| [start.as_bytes(), &rest, &noise].concat())
}

#[test]
fn a_few_lines_that_stand_for_gigabytes_are_passed_over() {
    let mut bib = "@string{a0 = {0123456789}}\n".to_owned();
    for n in 1..12 {
        let before = format!("a{}", n - 1);
        bib += &format!("@string{{a{n} = {}}}\n", [before.as_str(); 10].join(" # "));
    }
    let braces = format!("{}{}", "{".repeat(5_000), "}".repeat(5_000));
    bib += &format!(
        "@misc{{bomb, title = a11, url = {{https://isle.example/a}}}}\n@misc{{row, title = {}, url = {{https://isle.example/b}}}}\n@misc{{deep, title = {{{braces}}}, url = {{https://isle.example/c}}}}\n@misc{{good, title = {{Quay}}, url = {{https://isle.example/d}}}}\n",
        ["a3"; 200].join(" # "),
    );
    let begun = std::time::Instant::now();
    let (items, skipped) = read_all(vec![("export", bib.as_bytes())]).unwrap();
    let titles: Vec<&str> = items.iter().map(|(_, item)| item.metadata.title.as_str()).collect();
    assert!(
        titles.contains(&"Quay") && titles.iter().all(|t| t.len() <= 1 << 20),
        "{}",
        titles.len()
    );
    assert!(!skipped.is_empty());
    assert!(begun.elapsed().as_secs() < 20);
}

#[test]
fn folders_may_be_nested_as_deep_as_they_like() {
    let html = format!(
        "<!DOCTYPE NETSCAPE-Bookmark-file-1>\n{}<DT><A HREF=\"https://isle.example/a\">Quay</A>{}",
        "<DL><p><DT><H3>in</H3>\n".repeat(20_000),
        "</DL><p>\n".repeat(20_000),
    );
    let item = read_one(ImportSource::Bookmarks, html);
    assert!(item.tags.iter().map(String::len).sum::<usize>() < 1_000);
}

#[test]
fn another_charset_is_read_as_it_was_written() {
    let csv = "title,url,time_added,tags,status\nÜber die Fähre,https://isle.example/a,1600000000,Häfen,unread\n";
    let (latin, ..) = encoding_rs::WINDOWS_1252.encode(csv);
    assert_eq!(read_one(ImportSource::Pocket, &latin).metadata.title, "Über die Fähre");
    let wide: Vec<u8> =
        [0xFF, 0xFE].into_iter().chain(csv.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    assert_eq!(read_one(ImportSource::Pocket, &wide).tags, ["Häfen"]);
    // The XML declaration names the character encoding.
    let (sjis, ..) = encoding_rs::SHIFT_JIS.encode("<?xml version=\"1.0\" encoding=\"Shift_JIS\"?><en-export><note><title>埠頭</title><content><![CDATA[<en-note>待つ</en-note>]]></content></note></en-export>");
    assert_eq!(read_one(ImportSource::Evernote, &sjis).metadata.title, "埠頭");
}

#[test]
fn a_json_with_half_a_character_is_read() {
    let json = r#"[{"url":"https://isle.example/a","highlights":[{"quote":"cut \ud83d","created_at":1},{"quote":"whole \ud83d\ude00","created_at":1}]}]"#;
    assert_eq!(quotes(&read_one(ImportSource::Pocket, json)), ["cut \u{FFFD}", "whole 😀"]);
}

#[test]
fn what_is_broken_is_said_and_what_stands_before_it_is_read() {
    let (found, skipped) = all_of(
        "{\"rows\":[{\"uri\":\"https://isle.example/a\",\"user\":\"a\",\"text\":\"x\",\"target\":[]},{\"uri\":",
    );
    assert_eq!((found.len(), skipped[0].1), (1, SkipReason::Unreadable));
    assert!(skipped[0].0.contains("line 1"), "{}", skipped[0].0);
    let (found, skipped) =
        read_all(vec![("photo.jpg", b"\xFF\xD8\xFF\0\0\0"), ("empty.csv", b"")]).unwrap();
    assert_eq!(found.len(), 0);
    assert_eq!(
        skipped,
        [
            ("photo.jpg".to_owned(), SkipReason::UnknownFile),
            ("empty.csv".to_owned(), SkipReason::Nothing)
        ]
    );
}

#[test]
fn a_record_without_an_end_is_given_up_in_bounded_memory() {
    let mut csv = b"url,title\nhttps://isle.example/a,A\nhttps://isle.example/b,\"".to_vec();
    csv.resize(70 << 20, b'x');
    let (found, skipped) = read_all(vec![("line.csv", &csv)]).unwrap();
    assert_eq!((found.len(), skipped[0].1), (1, SkipReason::TooLarge));
    // Compressed, it is small.
    let bomb = zipped(&[("line.csv", &String::from_utf8(csv).unwrap())]);
    assert!(bomb.len() < 1 << 20);
    let (found, skipped) = read_all(vec![("bomb.zip", &bomb)]).unwrap();
    assert_eq!((found.len(), skipped[0].1), (1, SkipReason::TooLarge));
}

#[test]
fn entities_of_xml_do_not_grow() {
    let mut dtd = String::from("<!DOCTYPE en-export [<!ENTITY a \"aaaaaaaaaa\">");
    for (from, to) in ('a'..'l').zip('b'..='l') {
        dtd += &format!(
            "<!ENTITY {to} \"&{from};&{from};&{from};&{from};&{from};&{from};&{from};&{from};\">"
        );
    }
    let text = format!(
        "<?xml version=\"1.0\"?>{dtd}]><en-export><note><title>&l;</title><content>x &l;</content></note></en-export>"
    );
    let (found, _) = all_of(&text);
    assert!(found.iter().all(|(_, item)| item.metadata.title.len() < 100));
}

#[test]
fn a_truncated_zip_is_refused_and_names_cannot_leave_it() {
    let whole =
        zipped(&[("../../etc/pocket.csv", "title,url,time_added\nA,https://isle.example/a,1\n")]);
    let (found, _) = read_all(vec![("x.zip", &whole)]).unwrap();
    assert_eq!(found.len(), 1, "a name is a name; nothing is written where it says");
    let cut = &whole[..whole.len() / 2];
    assert!(matches!(read_all(vec![("x.zip", cut)]), Err(Error::Zip { .. })));
}

/// Zip entries that share their bytes may unpack to more than any disk holds.
#[test]
fn files_that_lie_over_each_other_are_given_up() {
    let mut csv = b"url,title\n".to_vec();
    csv.resize(30 << 20, b'x');
    let zip = zipped(&[("a.csv", &String::from_utf8(csv).unwrap())]);
    // The central directory lists the one file a thousand times.
    let end = zip.len() - 22;
    let at = u32::from_le_bytes(zip[end + 16..end + 20].try_into().unwrap()) as usize;
    let entry = zip[at..end].to_vec();
    let mut many = zip[..at].to_vec();
    for n in 0..1_000_u32 {
        let mut entry = entry.clone();
        entry[46..51].copy_from_slice(format!("{n:05}").as_bytes());
        many.extend(entry);
    }
    let mut tail = zip[end..].to_vec();
    tail[8..10].copy_from_slice(&1_000_u16.to_le_bytes());
    tail[10..12].copy_from_slice(&1_000_u16.to_le_bytes());
    tail[12..16].copy_from_slice(&u32::try_from(many.len() - at).unwrap().to_le_bytes());
    many.extend(tail);
    let (found, skipped) = read_all(vec![("bomb.zip", &many)]).unwrap();
    assert_eq!(found.len(), 0);
    assert!(skipped.iter().any(|(_, why)| *why == SkipReason::NotOpened), "{:?}", &skipped[..3]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, ..ProptestConfig::default() })]

    /// Any file is read to its end, and everything that is found can be stored.
    #[test]
    fn no_file_breaks_a_reader(bytes in foreign()) {
        if let Ok((found, _)) = read_all(vec![("export.md", &bytes)]) {
            for (_, item) in found {
                prop_assert!(item.metadata.url.as_ref().is_none_or(|url| url.starts_with("http") || url[..4].eq_ignore_ascii_case("http")));
                prop_assert!(item.highlights.iter().all(|mark| !mark.quote.exact.trim().is_empty()));
            }
        }
    }

    /// The rows of a table are found whatever the cells contain.
    #[test]
    fn cells_come_as_they_were_written(rows in prop::collection::vec(("[^\\r\\x00]{1,30}", "[a-z]{1,8}"), 1..8)) {
        let mut table = csv::Writer::from_writer(Vec::new());
        table.write_record(["title", "url", "time_added", "tags", "status"]).unwrap();
        for (n, (title, tag)) in rows.iter().enumerate() {
            table.write_record([title, &format!("https://a.example/{n}"), "1600000000", tag, "unread"]).unwrap();
        }
        let (found, skipped) = read_all(vec![("a.csv", &table.into_inner().unwrap())]).unwrap();
        prop_assert_eq!(skipped.len(), 0);
        let titles: Vec<&str> = found.iter().map(|(_, item)| item.metadata.title.as_str()).collect();
        let wanted: Vec<&str> = rows.iter().map(|(title, _)| title.trim()).collect();
        prop_assert_eq!(titles, wanted);
    }

    /// A quote in JSON is read as it was written, whether or not it is escaped.
    #[test]
    fn quotes_of_json_come_as_they_were_written(words in "\\PC{1,40}", escaped: bool) {
        prop_assume!(!words.trim().is_empty());
        let text = serde_json::json!([{ "url": "https://a.example", "highlights": [{ "quote": words, "created_at": 1 }] }]).to_string();
        let text = if escaped {
            text.chars().map(|c| if c.is_ascii() { c.to_string() } else {
                c.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")).collect()
            }).collect()
        } else { text };
        let item = read_one(ImportSource::Pocket, &text);
        prop_assert_eq!(&item.highlights[0].quote.exact, words.trim());
    }
}
