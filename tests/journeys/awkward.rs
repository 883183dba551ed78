//! Awkward pages and responses of every kind, from a server on loopback: each one is clipped, or refused with
//! a reason. (Silent and dripping servers, and private networks, are tested beside the fetcher, where the
//! limits can be shorter.)

use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use commonplace_library::api::ErrorCode;
use commonplace_library::{Clip, Input};
use serde_json::{Value, json};

use crate::{NOW, Reader, Result};

/// The words that every article here begins with.
const WORDS: &str = "Eleven harbour towns asked the ministry on Friday for a seat on the board that plans the ferries.";

/// The expected outcome of clipping a response.
enum Want {
    /// An article whose text contains the first words and not the second.
    Text(&'static [&'static str], &'static [&'static str]),
    /// No article, for this reason.
    Error(ErrorCode),
    /// A property of the article: a JSON pointer into its detail, and the value there.
    Detail(&'static str, Value),
}
use Want::{Detail, Error, Text};

struct Kind {
    path: &'static str,
    head: String,
    body: Vec<u8>,
    want: Want,
}

fn article(extra: &str) -> String {
    page("<meta charset=utf-8>", extra)
}

fn page(head: &str, extra: &str) -> String {
    format!(
        "<!doctype html><html lang=en><head>{head}<title>Ferries for the coast</title></head><body><nav><a href=/>Home</a> <a href=/news>News</a></nav><article><h1>Ferries for the coast</h1><p>{WORDS}</p><p>The ministry said that it would answer within a month, as it has done every year since the board was made.</p>{extra}<p>Nobody in the towns believes that, said the harbour master of the smallest of them, who has waited longest.</p></article><footer>All rights reserved</footer></body></html>"
    )
}

const HTML: &str = "200 OK\r\ncontent-type: text/html; charset=utf-8";

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    let _ = encoder.write_all(bytes);
    encoder.finish().unwrap_or_default()
}

/// An article in another script and encoding.
fn foreign(label: &str, head: &str, words: &str) -> Vec<u8> {
    let encoding = encoding_rs::Encoding::for_label(label.as_bytes());
    let html = page(head, &format!("<p>{words}</p>"));
    encoding.map(|e| e.encode(&html).0.into_owned()).unwrap_or_default()
}

const CHINESE: &str =
    "十一座港口城市要求在规划渡轮的委员会中给予一个席位，交通部说将在一个月之内答复。";
const JAPANESE: &str = "十一の港町は、フェリーを計画する委員会に席を設けるよう省に求めた。";
const KOREAN: &str = "열한 개 항구 도시가 여객선을 계획하는 위원회에 자리를 요구했다고 밝혔다.";
const RUSSIAN: &str = "Одиннадцать портовых городов попросили министерство о месте в совете.";
const FRENCH: &str = "Les villes portuaires ont demandé « une place » au conseil, dit-on à l’été.";

fn kinds() -> Vec<Kind> {
    let kind =
        |path, head: &str, body: Vec<u8>, want| Kind { path, head: head.to_owned(), body, want };
    let html = |path, extra: &str, want| kind(path, HTML, article(extra).into_bytes(), want);
    let to = |path, status: &str, location: &str, want| {
        kind(path, &format!("{status}\r\nlocation: {location}"), Vec::new(), want)
    };
    let answer = |path, head: &str, want| kind(path, head, article("").into_bytes(), want);
    let plain: Want = Text(&[WORDS], &["Home", "All rights"]);
    let fine = || Text(&[WORDS], &["Home", "All rights"]);
    let utf16: Vec<u8> = [0xFF, 0xFE]
        .into_iter()
        .chain(article("").encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    let part = |number: u32, words: &str| {
        let links = "<p class=pagination><a href='/parts?page=1'>1</a> <a href='/parts?page=2'>2</a> <a href='/parts?page=3'>3</a></p>";
        let body = page("<meta charset=utf-8>", links).replace(WORDS, words);
        let body =
            body.replace("as it has done", &format!("for the {number}th time, as it has done"));
        body.replace("who has waited longest", &format!("who has waited for {number} years"))
    };
    let endless = vec![b'a'; 21 * 1024 * 1024];
    let all = vec![
        // Charsets.
        kind("/bom", "200 OK\r\ncontent-type: text/html; charset=iso-8859-1", ["\u{FEFF}".as_bytes(), article(FRENCH).as_bytes()].concat(), Text(&[FRENCH], &[])),
        kind("/gbk", "200 OK\r\ncontent-type: text/html; charset=gbk", foreign("gbk", "", CHINESE), Text(&[CHINESE], &[])),
        kind("/big5", "200 OK\r\ncontent-type: text/html; charset=big5", foreign("big5", "", "十一座港口城市要求"), Text(&["十一座港口城市要求"], &[])),
        kind("/sjis", "200 OK\r\ncontent-type: text/html", foreign("shift_jis", "<meta charset=shift_jis>", JAPANESE), Text(&[JAPANESE], &[])),
        kind("/euckr", "200 OK\r\ncontent-type: text/html", foreign("euc-kr", "<meta http-equiv=Content-Type content='text/html; charset=euc-kr'>", KOREAN), Text(&[KOREAN], &[])),
        kind("/koi8", "200 OK\r\ncontent-type: text/html; charset=koi8-r", foreign("koi8-r", "", RUSSIAN), Text(&[RUSSIAN], &[])),
        kind("/1252", "200 OK\r\ncontent-type: text/html", foreign("windows-1252", "", FRENCH), Text(&[FRENCH], &[])),
        kind("/lie", "200 OK\r\ncontent-type: text/html; charset=iso-8859-1", article(FRENCH).into_bytes(), Text(&[FRENCH], &[])),
        kind("/unknown-charset", "200 OK\r\ncontent-type: text/html; charset=klingon", article(FRENCH).into_bytes(), Text(&[FRENCH], &[])),
        kind("/utf16", "200 OK\r\ncontent-type: text/html", utf16, fine()),
        // Redirects.
        to("/301", "301 Moved Permanently", "/plain", plain),
        to("/relative", "302 Found", "plain", fine()),
        to("/307", "307 Temporary Redirect", "/303", fine()),
        to("/303", "303 See Other", "/301", fine()),
        to("/loop", "302 Found", "/loop", Error(ErrorCode::TooManyRedirects)),
        to("/to-file", "302 Found", "file:///etc/passwd", Error(ErrorCode::BadUrl)),
        kind("/nowhere", "302 Found", Vec::new(), Error(ErrorCode::HttpStatus)),
        kind("/refresh", HTML, b"<meta http-equiv=Refresh content=\"0; url='/plain'\"><p>You are being sent on.".to_vec(), fine()),
        kind("/refresh-loop", HTML, b"<meta http-equiv=refresh content='0;/refresh-loop'><p>Round and round.".to_vec(), Detail("/version/rendition", json!("whole_page"))),
        // Sizes, and false statements about them.
        kind("/bomb", "200 OK\r\ncontent-type: text/html\r\ncontent-encoding: gzip", gzip(&vec![b' '; 60 * 1024 * 1024]), Error(ErrorCode::TooLarge)),
        kind("/gzip", "200 OK\r\ncontent-type: text/html\r\ncontent-encoding: gzip", gzip(article("").as_bytes()), fine()),
        kind("/no-gzip", "200 OK\r\ncontent-type: text/html\r\ncontent-encoding: gzip", article("").into_bytes(), Error(ErrorCode::Unreachable)),
        kind("/endless", "200 OK\r\ncontent-type: text/html", endless, Error(ErrorCode::TooLarge)),
        kind("/cut", "200 OK\r\ncontent-type: text/html\r\ncontent-length: 999999", b"<p>half a page".to_vec(), Error(ErrorCode::Unreachable)),
        kind("/nothing", HTML, Vec::new(), Error(ErrorCode::Empty)),
        kind("/204", "204 No Content", Vec::new(), Error(ErrorCode::Empty)),
        // Content types.
        answer("/plain", HTML, fine()),
        answer("/untyped", "200 OK", fine()),
        answer("/as-text", "200 OK\r\ncontent-type: text/plain", fine()),
        answer("/as-bytes", "200 OK\r\ncontent-type: application/octet-stream", fine()),
        answer("/upper", "200 OK\r\nContent-Type: TEXT/HTML; Charset=\"UTF-8\"", fine()),
        kind("/pdf", "200 OK\r\ncontent-type: application/pdf", b"%PDF-1.7".to_vec(), Error(ErrorCode::NotYet)),
        kind("/pdf-as-html", HTML, b"%PDF-1.7\n%".to_vec(), Error(ErrorCode::NotYet)),
        kind("/png", "200 OK\r\ncontent-type: image/png", b"\x89PNG".to_vec(), Error(ErrorCode::NotText)),
        kind("/png-as-html", HTML, b"\x89PNG\r\n\x1a\n\0\0\0".to_vec(), Error(ErrorCode::NotText)),
        kind("/markdown", "200 OK\r\ncontent-type: text/plain", format!("# Ferries\n\n{WORDS}\n\n- **one**\n- two\n").into_bytes(), Detail("/article/title", json!("Ferries"))),
        kind("/mhtml", "200 OK\r\ncontent-type: multipart/related", format!("MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=B\r\n\r\n--B\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{}\r\n--B--\r\n", article("")).into_bytes(), fine()),
        // Refusals.
        answer("/404", "404 Not Found", Error(ErrorCode::HttpStatus)),
        answer("/403", "403 Forbidden", Error(ErrorCode::HttpStatus)),
        answer("/429", "429 Too Many Requests", Error(ErrorCode::HttpStatus)),
        answer("/503", "503 Service Unavailable", Error(ErrorCode::HttpStatus)),
        // Pages.
        html("/lazy", "<img data-src=/boat.png src='data:image/gif;base64,R0lGODlhAQABAAAAACw='>", Detail("/images", json!(1))),
        html("/noscript", "<noscript><img src=/boat.png></noscript>", Detail("/images", json!(1))),
        html("/srcset", "<picture><source srcset='/boat.png 2x, /none.png 1x'><img src=/none.png></picture>", Detail("/images", json!(1))),
        html("/broken-image", "<img src=/none.png><img src=/lie.png>", Detail("/images", json!(0))),
        html("/frame", "<iframe src=https://video.example/embed/7 title='The ferry leaves'></iframe>", Text(&["The ferry leaves"], &[])),
        html("/script", "<script>document.body.innerHTML = ''</script><p onclick=x()>And on.</p>", Text(&["And on."], &["innerHTML"])),
        html("/cookies", "<div class=cookie-banner><p>We use cookies. By going on you accept our cookies.</p><button>Accept all</button></div>", Text(&[WORDS], &["Accept all", "cookies"])),
        kind("/paywall", HTML, page("<meta charset=utf-8><script type=application/ld+json>{\"@type\":\"NewsArticle\",\"isAccessibleForFree\":false}</script>", "").into_bytes(), Detail("/facts/paywalled", json!("yes"))),
        kind("/app", HTML, b"<body><div id=root></div><script>start()</script>".to_vec(), Detail("/version/rendition", json!("empty"))),
        kind("/deep", HTML, format!("{}{WORDS}", "<div>".repeat(9_000)).into_bytes(), Detail("/version/rendition", json!("text_only"))),
        kind("/unclosed", HTML, format!("<title>F</title><body><article><p>{WORDS}<p>{WORDS}<b><i><p>{WORDS} <a href='x").into_bytes(), Text(&[WORDS], &[])),
        kind("/nul", HTML, article("<p>A\0 null\x0B here</p>").into_bytes(), Text(&[WORDS], &["\0"])),
        kind("/xhtml", "200 OK\r\ncontent-type: application/xhtml+xml", format!("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n{}", article("<![CDATA[x]]>")).into_bytes(), fine()),
        kind("/base", HTML, page("<meta charset=utf-8><base href=https://else.example/deep/>", "<p>See <a href=more>more of it</a> there.</p>").into_bytes(), Detail("/html", json!("https://else.example/deep/more"))),
        kind("/frameset", HTML, b"<frameset cols=50%,50%><frame src=/plain><noframes><p>Frames.</noframes></frameset>".to_vec(), Detail("/version/rendition", json!("empty"))),
        kind("/parts", HTML, part(1, WORDS).into_bytes(), Text(&[WORDS, "second half", "third part", "waited for 3 years"], &["Home"])),
        kind("/parts?page=2", HTML, part(2, "This is the second half of what the towns said to the ministry that day.").into_bytes(), fine_of_part()),
        kind("/parts?page=3", HTML, part(3, "And this is the third part of what they said, which is also the last of it.").into_bytes(), fine_of_part()),
        kind("/self-next", HTML, article("<a rel=next href='/self-next?page=2'>Next</a>").into_bytes(), fine()),
        kind("/self-next?page=2", HTML, article("<a rel=next href='/self-next?page=2'>Next</a>").into_bytes(), fine()),
        kind("/cookie", "200 OK\r\ncontent-type: text/html\r\nset-cookie: id=1", article("<img src=/boat.png>").into_bytes(), Detail("/images", json!(1))),
    ];
    all
}

/// A page in the middle of an article is also an article by itself.
fn fine_of_part() -> Want {
    Text(&["third part"], &["Home"])
}

/// Serves every kind at its path. Returns the port, and the log of requests.
fn serve() -> std::io::Result<(u16, Arc<Mutex<String>>)> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    let port = listener.local_addr()?.port();
    let log = Arc::new(Mutex::new(String::new()));
    let requests = Arc::clone(&log);
    let kinds = Arc::new(kinds());
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let (kinds, requests) = (Arc::clone(&kinds), Arc::clone(&requests));
            std::thread::spawn(move || answer(&mut stream, &kinds, &requests));
        }
    });
    Ok((port, log))
}

fn answer(stream: &mut TcpStream, kinds: &[Kind], log: &Mutex<String>) {
    let mut request = [0; 8_192];
    let length = stream.read(&mut request).unwrap_or(0);
    let request = String::from_utf8_lossy(&request[..length]).into_owned();
    if let Ok(mut log) = log.lock() {
        log.push_str(&request);
    }
    let path = request.split_whitespace().nth(1).unwrap_or("/");
    let (head, body): (&str, &[u8]) = match (path, kinds.iter().find(|k| k.path == path)) {
        (_, Some(kind)) => (&kind.head, &kind.body),
        ("/boat.png", _) => ("200 OK", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
        ("/lie.png", _) => ("200 OK\r\ncontent-type: image/png", b"<script>x()</script>"),
        _ => ("404 Not Found", b""),
    };
    let _ = write!(stream, "HTTP/1.1 {head}\r\nconnection: close\r\n\r\n");
    let _ = stream.write_all(body);
}

#[test]
fn every_awkward_page_is_clipped_or_refused_with_a_reason() -> Result {
    let (port, log) = serve()?;
    let kinds = kinds();
    assert!(kinds.len() >= 40, "{} kinds", kinds.len());
    let mut wrong = Vec::new();
    for kind in kinds {
        // Each has its own library, since pages with the same address would be one article.
        let reader = Reader::new()?;
        let url = format!("http://127.0.0.1:{port}{}", kind.path);
        let clip = Clip::default().allow_private(true);
        let outcome = reader.library.clip_now(Input::Url(url), clip, NOW, &|_, _, _| {});
        let outcome = outcome.map_err(commonplace_library::api::Failure::from);
        let told = match (outcome, &kind.want) {
            (Err(err), Error(code)) if err.code == *code => Ok(()),
            (Err(err), _) => Err(format!("{:?}: {}", err.code, err.message)),
            (Ok(outcome), Error(code)) => Err(format!("{outcome:?}, not {code:?}")),
            (Ok(outcome), want) => look(&reader, &outcome.article().to_string(), want)?,
        };
        if let Err(why) = told {
            wrong.push(format!("{}: {why}", kind.path));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let log = log.lock().map(|l| l.to_ascii_lowercase()).unwrap_or_default();
    assert!(!log.contains("cookie:") && !log.contains("referer:"), "nothing is told of the reader");
    assert!(log.contains("user-agent: commonplace/"), "the agent says what it is");
    Ok(())
}

fn look(
    reader: &Reader,
    id: &str,
    want: &Want,
) -> std::result::Result<std::result::Result<(), String>, Box<dyn std::error::Error>> {
    let detail = reader.call("article.open", json!({ "id": id }))?;
    let text = reader.text(&detail)?;
    Ok(match want {
        Text(with, without) => {
            let missing = with.iter().find(|words| !text.contains(**words));
            let extra = without.iter().find(|words| text.contains(**words));
            match (missing, extra) {
                (None, None) => Ok(()),
                _ => Err(format!("missing {missing:?}, too much {extra:?} in {text:?}")),
            }
        }
        Detail("/images", count) => {
            let images = detail["version"]["images"].as_array().map_or(0, Vec::len);
            if json!(images) == *count {
                Ok(())
            } else {
                Err(format!("{images} images: {}", detail["version"]["html"]))
            }
        }
        Detail("/html", part) => {
            let html = detail["version"]["html"].as_str().unwrap_or_default();
            let part = part.as_str().unwrap_or_default();
            if html.contains(part) { Ok(()) } else { Err(format!("no {part} in {html}")) }
        }
        Detail("/facts/paywalled", value) => {
            let facts = reader.call("article.facts", json!({ "id": id }))?;
            let found = facts["facts"].as_array().into_iter().flatten();
            let found =
                found.clone().find(|f| f["field"] == "paywalled").map(|f| f["found"].clone());
            if found.as_ref() == Some(value) { Ok(()) } else { Err(format!("{found:?}")) }
        }
        Detail(pointer, value) => {
            let found = detail.pointer(pointer);
            if found == Some(value) {
                Ok(())
            } else {
                Err(format!("{pointer} is {found:?}: {text:.200}"))
            }
        }
        Error(_) => Err("an article".into()),
    })
}
