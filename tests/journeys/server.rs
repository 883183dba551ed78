//! The loopback server answers its own page with its token, and nobody else.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::Arc;

use commonplace_server::Options;

use crate::{NOW, Reader, Result};

/// Starts a server and returns its host and its token.
async fn door(
    reader: &Reader,
) -> std::result::Result<(String, String), Box<dyn std::error::Error>> {
    let (address, serve) =
        commonplace_server::open(&reader.library, Options::default(), Arc::new(|| NOW)).await?;
    tokio::spawn(serve);
    let host =
        address.trim_start_matches("http://").split('/').next().unwrap_or_default().to_owned();
    let token = address
        .split("token=")
        .nth(1)
        .and_then(|t| t.split('&').next())
        .unwrap_or_default()
        .to_owned();
    Ok((host, token))
}

/// Sends a raw request. Returns the head without its date, and the body.
async fn ask(host: &str, request: String) -> std::io::Result<(String, String)> {
    let host = host.to_owned();
    let answer = tokio::task::spawn_blocking(move || -> std::io::Result<String> {
        let mut stream = TcpStream::connect(host)?;
        stream.write_all(request.as_bytes())?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        Ok(answer)
    })
    .await
    .map_err(std::io::Error::other)??;
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
    // Everything that a stranger could tell responses apart by, except the time.
    let head: Vec<&str> = head.lines().filter(|l| !l.starts_with("date:")).collect();
    Ok((head.join("\n"), body.to_owned()))
}

const STATUS: &str = r#"{"call":"library.status","args":{}}"#;

fn post(host: &str, headers: &[(&str, &str)], body: &str) -> String {
    let headers: String = headers.iter().map(|(k, v)| format!("{k}: {v}\r\n")).collect();
    format!(
        "POST /api/call HTTP/1.1\r\nhost: {host}\r\n{headers}content-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn the_own_page_with_its_token_is_answered() -> Result {
    let reader = Reader::new()?;
    let library = Arc::clone(&reader.library);
    tokio::task::spawn_blocking(move || library.clip_sample(NOW)).await??;
    let (host, token) = door(&reader).await?;
    let origin = format!("http://{host}");
    let bearer = format!("Bearer {token}");
    let (head, body) = ask(
        &host,
        post(
            &host,
            &[
                ("origin", &origin),
                ("authorization", &bearer),
                ("content-type", "application/json"),
            ],
            STATUS,
        ),
    )
    .await?;
    assert!(head.starts_with("HTTP/1.1 200"), "{head}");
    assert!(body.contains("\"all\":1"), "{body}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn those_who_send_nothing_do_not_keep_others_out() -> Result {
    let reader = Reader::new()?;
    let (host, token) = door(&reader).await?;
    let at = host.clone();
    // More connections than the maximum, each with half a request head; the request after them waits until
    // one is closed.
    let idle = tokio::task::spawn_blocking(move || -> std::io::Result<Vec<TcpStream>> {
        (0..300)
            .map(|_| {
                let mut stream = TcpStream::connect(&at)?;
                stream.write_all(b"POST /api/call HTTP/1.1\r\nhost: ")?;
                Ok(stream)
            })
            .collect()
    })
    .await??;
    let origin = format!("http://{host}");
    let bearer = format!("Bearer {token}");
    let headers =
        [("origin", &*origin), ("authorization", &*bearer), ("content-type", "application/json")];
    let (head, _) = ask(&host, post(&host, &headers, STATUS)).await?;
    assert!(head.starts_with("HTTP/1.1 200"), "{head}");
    drop(idle);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_cannot_tell_that_anything_is_here() -> Result {
    let reader = Reader::new()?;
    let (host, token) = door(&reader).await?;
    let bearer = format!("Bearer {token}");
    let json = ("content-type", "application/json");
    let own = format!("http://{host}");
    let port = host.rsplit(':').next().unwrap_or_default();
    let mut answers = Vec::new();
    let mut heads = std::collections::BTreeSet::new();
    for request in [
        post(&host, &[json], STATUS),
        post(&host, &[json, ("authorization", "Bearer wrong")], STATUS),
        post(
            &host,
            &[json, ("authorization", &bearer), ("origin", "https://evil.example")],
            STATUS,
        ),
        post(&host, &[json, ("authorization", &bearer), ("origin", "null")], STATUS),
        post(
            &host,
            &[json, ("authorization", &bearer), ("origin", &own), ("sec-fetch-site", "cross-site")],
            STATUS,
        ),
        post(&host, &[("content-type", "text/plain"), ("authorization", &bearer)], STATUS),
        post(&format!("localhost:{port}"), &[json, ("authorization", &bearer)], STATUS),
        post("evil.example", &[json, ("authorization", &bearer)], STATUS),
        post(&host, &[json, ("authorization", &bearer), ("host", "evil.example")], STATUS),
        post(
            &host,
            &[
                json,
                ("authorization", &bearer),
                ("origin", &own),
                ("origin", "https://evil.example"),
            ],
            STATUS,
        ),
        format!("GET /asset/wrong/a/b HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n"),
        format!("GET /../../etc/passwd HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n"),
        format!("GET /api/call HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n"),
        format!("DELETE /asset/a/b/c HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n"),
        format!("OPTIONS / HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n"),
        // A body larger than the maximum that is never sent: the server does not wait for it.
        format!(
            "POST /api/call HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/json\r\ncontent-length: 999999999\r\nconnection: close\r\n\r\n"
        ),
    ] {
        let (head, body) = ask(&host, request.clone()).await?;
        assert!(
            head.starts_with("HTTP/1.1 404") || head.starts_with("HTTP/1.1 400"),
            "{request}\n{head}"
        );
        assert!(body.is_empty(), "{body}");
        answers.push(head.starts_with("HTTP/1.1 404"));
        if head.starts_with("HTTP/1.1 404") {
            heads.insert(head);
        }
    }
    assert!(
        answers.iter().filter(|a| **a).count() >= 15,
        "the same answer for all but what is no HTTP"
    );
    assert_eq!(heads.len(), 1, "{heads:#?}");
    Ok(())
}
