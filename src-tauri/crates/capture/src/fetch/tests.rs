//! Fetches from misbehaving servers on loopback. In these tests `127.0.0.2` is the public web and
//! `127.0.0.1` a private network.

use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};

use std::sync::Arc;

use super::*;

const PUBLIC: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 2);

fn fetcher() -> Result<Fetcher, Error> {
    let rules = Rules { is_public: |ip| ip == IpAddr::V4(PUBLIC), ports: None };
    Fetcher::with_rules(
        rules,
        Limits { idle: Duration::from_millis(700), total: Duration::from_secs(3) },
    )
}

/// Starts a server that handles each request with `answer`, which gets the request's path. Returns
/// its port and a counter of its connections.
fn serve(host: Ipv4Addr, answer: fn(&mut TcpStream, &str)) -> (u16, Arc<AtomicUsize>) {
    let listener = TcpListener::bind((host, 0)).expect("loopback can be listened on");
    let port = listener.local_addr().expect("a bound socket has an address").port();
    let count = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&count);
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            counter.fetch_add(1, Ordering::SeqCst);
            std::thread::spawn(move || {
                let mut request = [0; 4_096];
                let n = stream.read(&mut request).unwrap_or(0);
                let text = String::from_utf8_lossy(&request[..n]).into_owned();
                let path = text.split_whitespace().nth(1).unwrap_or("/").to_owned();
                answer(&mut stream, &path);
            });
        }
    });
    (port, count)
}

fn reply(stream: &mut TcpStream, head: &str, body: &[u8]) {
    let _ = write!(stream, "HTTP/1.1 {head}\r\nconnection: close\r\n\r\n");
    let _ = stream.write_all(body);
}

fn awkward(stream: &mut TcpStream, path: &str) {
    match path {
        "/ok" => reply(stream, "200 OK\r\ncontent-type: text/html; charset=gbk", b"<p>\xBB\xA5"),
        "/missing" => reply(stream, "404 Not Found", b""),
        "/loop" => reply(stream, "302 Found\r\nlocation: /loop", b""),
        "/silent" => std::thread::sleep(Duration::from_secs(2)),
        "/drip" => {
            reply(stream, "200 OK", b"");
            while stream.write_all(b"a").is_ok() {
                std::thread::sleep(Duration::from_millis(100));
            }
        }
        "/huge" => {
            reply(stream, "200 OK\r\ncontent-length: 1000000000", b"");
            let block = vec![b'a'; 1 << 20];
            while stream.write_all(&block).is_ok() {}
        }
        "/pdf" => reply(stream, "200 OK\r\ncontent-type: application/pdf", b"%PDF-1.7"),
        "/cut" => reply(stream, "200 OK\r\ncontent-length: 100", b"<p>half"),
        "/to-file" => reply(stream, "302 Found\r\nlocation: file:///etc/passwd", b""),
        _ => reply(stream, "200 OK\r\ncontent-type: text/html", path.as_bytes()),
    }
}

async fn fetch(path: &str) -> Result<Fetched, Error> {
    let (port, _) = serve(PUBLIC, awkward);
    fetcher()?.page(&format!("http://{PUBLIC}:{port}{path}"), false, &|_| {}).await
}

#[tokio::test]
async fn a_page_comes_with_its_charset() -> Result<(), Error> {
    let got = fetch("/ok").await?;
    assert_eq!(
        (got.media_type.as_deref(), got.charset.as_deref()),
        (Some("text/html"), Some("gbk"))
    );
    Ok(())
}

#[tokio::test]
async fn every_failure_is_told_apart() {
    assert!(matches!(fetch("/missing").await, Err(Error::Status { status: 404 })));
    assert!(matches!(fetch("/loop").await, Err(Error::TooManyRedirects { .. })));
    assert!(matches!(fetch("/silent").await, Err(Error::Timeout { .. })));
    assert!(matches!(fetch("/drip").await, Err(Error::Timeout { .. })));
    assert!(matches!(fetch("/huge").await, Err(Error::TooLarge)));
    assert!(matches!(fetch("/pdf").await, Err(Error::NotYet { kind: crate::FileKind::Pdf })));
    assert!(matches!(fetch("/cut").await, Err(Error::Unreachable { .. })));
    assert!(matches!(fetch("/to-file").await, Err(Error::BadUrl { .. })));
}

#[tokio::test]
async fn the_own_network_is_refused_unless_allowed() -> Result<(), Error> {
    let (port, count) = serve(Ipv4Addr::LOCALHOST, awkward);
    for host in ["127.0.0.1", "localhost", "0x7f.1", "[::ffff:127.0.0.1]"] {
        let url = format!("http://{host}:{port}/ok");
        assert!(
            matches!(fetcher()?.page(&url, false, &|_| {}).await, Err(Error::Private { .. })),
            "{url}"
        );
    }
    assert_eq!(count.load(Ordering::SeqCst), 0, "nothing was connected to");
    fetcher()?.page(&format!("http://127.0.0.1:{port}/ok"), true, &|_| {}).await?;
    Ok(())
}

#[tokio::test]
async fn a_public_page_that_leads_to_the_own_network_is_refused_even_when_allowed()
-> Result<(), Error> {
    static PRIVATE: AtomicUsize = AtomicUsize::new(0);
    let (private, count) = serve(Ipv4Addr::LOCALHOST, awkward);
    PRIVATE.store(private.into(), Ordering::SeqCst);
    let (port, _) = serve(PUBLIC, |stream, _| {
        let head = format!(
            "302 Found\r\nlocation: http://localhost:{}/secret",
            PRIVATE.load(Ordering::SeqCst)
        );
        reply(stream, &head, b"");
    });
    for allow in [false, true] {
        let got = fetcher()?.page(&format!("http://{PUBLIC}:{port}/"), allow, &|_| {}).await;
        assert!(matches!(got, Err(Error::PrivateRedirect { .. })), "{got:?}");
    }
    assert_eq!(count.load(Ordering::SeqCst), 0);
    Ok(())
}

#[tokio::test]
async fn images_are_fetched_and_known_by_their_content() -> Result<(), Error> {
    let (port, _) = serve(PUBLIC, |stream, path| match path {
        "/1.png" => reply(stream, "200 OK\r\ncontent-type: text/html", b"\x89PNG\r\n\x1a\n"),
        _ => reply(stream, "200 OK\r\ncontent-type: image/png", b"<html>not an image"),
    });
    let image =
        |path: &str| ImageRef { key: path.into(), url: format!("http://{PUBLIC}:{port}{path}") };
    let inline =
        ImageRef { key: "i".into(), url: "data:image/gif;base64,R0lGODlhAQABAAAAACw=".into() };
    let mut got = std::collections::HashMap::new();
    let mut keep = |image: &ImageRef, result: Result<FetchedImage, Error>| {
        got.insert(image.key.clone(), result.ok().map(|i| i.media_type));
    };
    let images = [image("/1.png"), image("/2.png"), inline];
    fetcher()?.images(&images, false, &|_| {}, &mut keep).await;
    let kind = |key: &str| got.get(key).copied().flatten();
    assert_eq!(
        (kind("/1.png"), kind("/2.png"), kind("i")),
        (Some("image/png"), None, Some("image/gif"))
    );
    Ok(())
}

#[tokio::test]
async fn an_image_is_handed_over_before_a_slow_one_is_there() -> Result<(), Error> {
    // The request for the second image is never answered.
    let (port, _) = serve(PUBLIC, |stream, path| match path {
        "/1.png" => reply(stream, "200 OK\r\ncontent-type: image/png", b"\x89PNG\r\n\x1a\n"),
        _ => std::mem::forget(stream.try_clone()),
    });
    let image =
        |path: &str| ImageRef { key: path.into(), url: format!("http://{PUBLIC}:{port}{path}") };
    let (came, mut first) = tokio::sync::mpsc::unbounded_channel();
    let mut keep = |image: &ImageRef, result: Result<FetchedImage, Error>| {
        let _ = came.send((image.key.clone(), result.is_ok()));
    };
    let images = [image("/2.png"), image("/1.png")];
    let fetcher = fetcher()?;
    tokio::select! {
        () = fetcher.images(&images, false, &|_| {}, &mut keep) => panic!("it is still to come"),
        image = first.recv() => assert_eq!(image, Some(("/1.png".to_owned(), true))),
    }
    Ok(())
}

#[test]
fn addresses_that_are_none_are_refused() {
    for url in [
        "example.com",
        "ftp://example.com/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "http://",
        "http://example.com:22/",
        "http://printer/",
        "http://2130706433/",
        "http://[::1]/",
    ] {
        assert!(check_url(url).is_err(), "{url}");
    }
    for url in [
        "https://example.com/",
        "http://example.com:8080/a?b=http://127.0.0.1/",
        "https://bücher.example/",
    ] {
        assert!(check_url(url).is_ok(), "{url}");
    }
}
