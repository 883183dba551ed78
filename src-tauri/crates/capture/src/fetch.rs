//! The only module that uses the network: fetches a page or an image, with limits on time and size,
//! and never from a private network unless that was allowed.
//!
//! Connections are made only to checked addresses: the resolver passes only checked ones to the
//! connector, and addresses written as numbers are checked here, because the connector does not
//! resolve them. Redirects are followed here, and each target is checked.

use std::net::{IpAddr, SocketAddr};

use std::time::Duration;

use commonplace_core::names;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::{Client, Response, redirect};
use url::{Host, Url};

use crate::address::{is_private_name, is_public};
use crate::{
    Error, FileKind, ImageRef, MAX_CLIP, MAX_IMAGE, MAX_PAGE, Source, Workers, images, pages,
};

const CONNECT: Duration = Duration::from_secs(10);
const IDLE: Duration = Duration::from_secs(15);
const TOTAL: Duration = Duration::from_secs(60);
const REDIRECTS: usize = 5;
const IMAGES_AT_ONCE: usize = 6;
const IMAGES_TOTAL: Duration = Duration::from_secs(120);
/// The user agent: it says that a person reads the page, and that this is neither a browser nor a
/// crawler.
const AGENT: &str = concat!(
    "Commonplace/",
    env!("CARGO_PKG_VERSION"),
    " (personal reading; one page at a person's request)"
);

/// Stages of a fetch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FetchStage {
    /// Resolving and reaching the server.
    Connecting,
    /// Downloading the page; counts are bytes.
    Downloading,
    /// Downloading the images; counts are images.
    Images,
}

/// Progress of a fetch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// The current stage.
    pub stage: FetchStage,
    /// Amount done so far: bytes, or images.
    pub done: u64,
    /// Total amount, if known.
    pub total: Option<u64>,
}

/// A page as the server sent it.
#[derive(Debug, Clone)]
pub struct Fetched {
    /// The address that the page was served from, after redirects.
    pub url: String,
    /// The addresses that redirected, in order.
    pub redirects: Vec<String>,
    /// The media type in lower case, without parameters.
    pub media_type: Option<String>,
    /// The charset in the header.
    pub charset: Option<String>,
    /// Response headers about the page; no cookies.
    pub headers: Vec<(String, String)>,
    /// Whether it came from a private network.
    pub private: bool,
    /// The body, decompressed.
    pub bytes: Vec<u8>,
}

names! {
    /// Why an address cannot be fetched.
    UrlProblem {
        /// It does not parse as an address.
        NoAddress = "no_address",
        /// Its scheme is not `http` or `https`.
        Scheme = "scheme",
        /// It has no host.
        NoHost = "no_host",
        /// Its port is not one of those that pages are served on.
        Port = "port",
        /// The page redirects to something that is not an address.
        Redirect = "redirect",
    }
}

impl UrlProblem {
    /// The reason in English.
    pub(crate) fn in_english(self) -> &'static str {
        match self {
            Self::NoAddress => "it is not a web address; write it with https:// in front",
            Self::Scheme => "only http and https addresses can be fetched",
            Self::NoHost => "it names no site",
            Self::Port => "pages are not served on that port",
            Self::Redirect => "the page redirects to something that is not an address",
        }
    }
}

/// An image with its media type.
#[derive(Debug, Clone)]
pub struct FetchedImage {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Its media type, detected from its content.
    pub media_type: &'static str,
}

/// Which addresses may be requested.
#[derive(Debug, Clone, Copy)]
struct Rules {
    is_public: fn(IpAddr) -> bool,
    /// Allowed ports of public addresses; `None` allows all.
    ports: Option<&'static [u16]>,
}

/// Fetches pages and images.
#[derive(Debug, Clone)]
pub struct Fetcher {
    public: Client,
    open: Client,
    rules: Rules,
    limits: Limits,
}

#[derive(Debug, Clone, Copy)]
struct Limits {
    idle: Duration,
    total: Duration,
}

impl Fetcher {
    /// # Errors
    ///
    /// [`Error::Unreachable`] if the TLS library cannot be set up.
    pub fn new() -> Result<Self, Error> {
        Self::with_rules(
            Rules { is_public, ports: Some(&[80, 443, 8080, 8443]) },
            Limits { idle: IDLE, total: TOTAL },
        )
    }

    fn with_rules(rules: Rules, limits: Limits) -> Result<Self, Error> {
        let client = |private| {
            Client::builder()
                .user_agent(AGENT)
                .redirect(redirect::Policy::none())
                .no_proxy()
                .connect_timeout(CONNECT)
                .read_timeout(limits.idle)
                .referer(false)
                .dns_resolver(Resolver { rules, private })
                .build()
                .map_err(|err| Error::Unreachable {
                    host: "the network".into(),
                    why: err.to_string(),
                })
        };
        Ok(Self { public: client(false)?, open: client(true)?, rules, limits })
    }

    /// Fetches a page. `allow_private` allows `url` itself to be on a private network. A public
    /// page that redirects there fails in any case. Drop the future to cancel.
    ///
    /// # Errors
    ///
    /// All except [`Error::Empty`], [`Error::TooHeavy`], [`Error::NoText`] and
    /// [`Error::Cancelled`].
    pub async fn page(
        &self,
        url: &str,
        allow_private: bool,
        progress: &(dyn Fn(Progress) + Sync),
    ) -> Result<Fetched, Error> {
        let work = self.page_unbounded(url, allow_private, progress);
        tokio::time::timeout(self.limits.total, work)
            .await
            .unwrap_or(Err(Error::Timeout { after: self.limits.total }))
    }

    /// As [`Self::page`], including further pages of the article. The responses are joined into one
    /// capture, a mail with a part for each. It ends at the first page that cannot be fetched; the
    /// pages before it are kept.
    ///
    /// # Errors
    ///
    /// As [`Self::page`], for the first page.
    pub async fn article(
        &self,
        url: &str,
        allow_private: bool,
        workers: &Workers,
        progress: &(dyn Fn(Progress) + Sync),
    ) -> Result<Fetched, Error> {
        let mut first = self.page(url, allow_private, progress).await?;
        for _ in 0..REDIRECTS {
            // A page that only redirects to another one by `meta`.
            let Some(next) = meta_refresh_target(&first).filter(|next| *next != first.url) else {
                break;
            };
            let before = [first.redirects, vec![first.url]].concat();
            first = self.page(&next, first.private, progress).await?;
            first.redirects = [before, first.redirects].concat();
        }
        let mut more: Vec<Fetched> = Vec::new();
        let mut size = first.bytes.len();
        loop {
            let last = more.last().unwrap_or(&first);
            let html = matches!(
                last.media_type.as_deref(),
                None | Some("text/html" | "application/xhtml+xml")
            );
            let source = Source {
                bytes: &last.bytes,
                url: Some(&last.url),
                charset: last.charset.as_deref(),
                ..Source::default()
            };
            let next = if html { workers.next_page(&source).await } else { None };
            let Some(next) = next.filter(|_| more.len() + 1 < pages::MAX_PAGES) else { break };
            let known = std::iter::once(&first).chain(&more).any(|page| page.url == next);
            if known {
                break;
            }
            // Fails if a public page leads to a private network.
            let Ok(page) = self.page(&next, first.private, progress).await else { break };
            size += page.bytes.len();
            let again = std::iter::once(&first)
                .chain(&more)
                .any(|p| p.url == page.url || p.bytes == page.bytes);
            if again || size > MAX_PAGE {
                break;
            }
            more.push(page);
        }
        if !more.is_empty() {
            let pages: Vec<pages::Part<'_>> = std::iter::once(&first)
                .chain(&more)
                .map(|p| pages::Part {
                    url: &p.url,
                    charset: p.charset.as_deref(),
                    bytes: &p.bytes,
                })
                .collect();
            first.bytes = pages::join(&pages);
            first.media_type = Some("multipart/related".to_owned());
            first.charset = None;
        }
        Ok(first)
    }

    async fn page_unbounded(
        &self,
        url: &str,
        allow_private: bool,
        progress: &(dyn Fn(Progress) + Sync),
    ) -> Result<Fetched, Error> {
        progress(Progress { stage: FetchStage::Connecting, done: 0, total: None });
        let accept =
            "text/html,application/xhtml+xml,text/plain;q=0.8,text/markdown;q=0.8,*/*;q=0.5";
        let (response, redirects, url, private) = self.follow(url, allow_private, accept).await?;
        let header = |name: &str| {
            response.headers().get(name).and_then(|v| v.to_str().ok()).map(str::to_owned)
        };
        let content_type = header("content-type").unwrap_or_default().to_ascii_lowercase();
        let media_type = content_type
            .split(';')
            .next()
            .map(str::trim)
            .filter(|m| !m.is_empty())
            .map(str::to_owned);
        let charset = content_type
            .split("charset=")
            .nth(1)
            .map(|c| c.split(';').next().unwrap_or(c).trim_matches(['"', '\'', ' ']).to_owned());
        let headers = ["content-type", "last-modified", "etag", "date", "content-language", "link"]
            .iter()
            .filter_map(|name| header(name).map(|value| ((*name).to_owned(), value)))
            .collect();
        match media_type.as_deref() {
            Some("application/pdf") => return Err(Error::NotYet { kind: FileKind::Pdf }),
            Some("application/epub+zip") => {
                return Err(Error::NotYet { kind: FileKind::Epub });
            }
            _ => {}
        }
        if let Some(kind) = media_type.as_deref().and_then(non_page_kind) {
            return Err(Error::NotText { kind });
        }
        let bytes = read_body(response, MAX_PAGE, self.limits.idle, progress).await?;
        Ok(Fetched { url: url.into(), redirects, media_type, charset, headers, private, bytes })
    }

    /// Fetches several images at a time, and passes each to `keep` when it is complete or has
    /// failed. `private_page`: the page came from a private network.
    pub async fn images(
        &self,
        images: &[ImageRef],
        private_page: bool,
        progress: &(dyn Fn(Progress) + Sync),
        keep: &mut (dyn FnMut(&ImageRef, Result<FetchedImage, Error>) + Send),
    ) {
        let mut running = tokio::task::JoinSet::new();
        let mut waiting = images.iter().cloned();
        let mut done: Vec<ImageRef> = Vec::with_capacity(images.len());
        let mut bytes = 0;
        let deadline = tokio::time::Instant::now() + IMAGES_TOTAL;
        let total = Some(images.len() as u64);
        loop {
            while running.len() < IMAGES_AT_ONCE
                && bytes < MAX_CLIP
                && let Some(image) = waiting.next()
            {
                let this = self.clone();
                running.spawn(async move {
                    let got = tokio::time::timeout(
                        this.limits.total,
                        this.image(&image.url, private_page),
                    )
                    .await;
                    let got = got.unwrap_or(Err(Error::Timeout { after: this.limits.total }));
                    (image, got)
                });
            }
            progress(Progress { stage: FetchStage::Images, done: done.len() as u64, total });
            match tokio::time::timeout_at(deadline, running.join_next()).await {
                Ok(Some(Ok((image, got)))) => {
                    bytes += got.as_ref().map_or(0, |i| i.bytes.len());
                    keep(&image, got);
                    done.push(image);
                }
                Ok(Some(Err(_))) => {}
                Ok(None) => break,
                Err(_) => {
                    running.abort_all();
                    break;
                }
            }
        }
        for image in images {
            if !done.contains(image) {
                keep(image, Err(Error::Timeout { after: IMAGES_TOTAL }));
            }
        }
    }

    async fn image(&self, url: &str, private_page: bool) -> Result<FetchedImage, Error> {
        let bytes = if url.starts_with("data:") {
            images::inline_image(url).ok_or(Error::NotText { kind: FileKind::NotAnImage })?
        } else {
            let (response, ..) =
                self.follow(url, private_page, "image/avif,image/webp,image/*,*/*;q=0.5").await?;
            read_body(response, MAX_IMAGE, self.limits.idle, &|_| {}).await?
        };
        let media_type = image_type(&bytes).ok_or(Error::NotText { kind: FileKind::NotAnImage })?;
        Ok(FetchedImage { bytes, media_type })
    }

    /// Follows redirects. Returns the response, the addresses that redirected, the final address,
    /// and whether it is private.
    async fn follow(
        &self,
        url: &str,
        allow_private: bool,
        accept: &str,
    ) -> Result<(Response, Vec<String>, Url, bool), Error> {
        let mut url = parse_web_url(url, self.rules)?;
        let mut before: Vec<String> = Vec::new();
        let mut seen_public = false;
        loop {
            let host = url.host_str().unwrap_or_default().to_owned();
            let refuse = |seen_public| {
                if seen_public {
                    Error::PrivateRedirect { host: host.clone() }
                } else {
                    Error::Private { host: host.clone() }
                }
            };
            let private = is_private_host(&url, self.rules);
            let may_be_private = allow_private && !seen_public;
            if private && !may_be_private {
                return Err(refuse(seen_public));
            }
            if !private
                && !may_be_private
                && let (Some(ports), Some(port)) = (self.rules.ports, url.port_or_known_default())
                && !ports.contains(&port)
            {
                return Err(Error::BadUrl { url: url.to_string(), why: UrlProblem::Port });
            }
            let send = |client: &Client| {
                client
                    .get(url.clone())
                    .header("accept", accept)
                    .header("accept-language", "*")
                    .send()
            };
            let answer = if private { send(&self.open).await } else { send(&self.public).await };
            let response = match answer {
                Ok(response) => {
                    seen_public |= !private;
                    response
                }
                Err(err) if is_private_error(&err) => {
                    if !may_be_private {
                        return Err(refuse(seen_public));
                    }
                    send(&self.open).await.map_err(|err| self.explain(&err, &host))?
                }
                Err(err) => return Err(self.explain(&err, &host)),
            };
            let status = response.status();
            if status.is_redirection()
                && let Some(location) = response
                    .headers()
                    .get("location")
                    .map(|l| String::from_utf8_lossy(l.as_bytes()).into_owned())
            {
                if before.len() >= REDIRECTS {
                    return Err(Error::TooManyRedirects { max: REDIRECTS });
                }
                let next = url
                    .join(&location)
                    .map_err(|_| Error::BadUrl { url: location, why: UrlProblem::Redirect })?;
                before.push(url.into());
                url = parse_web_url(next.as_str(), self.rules)?;
                continue;
            }
            if !status.is_success() {
                return Err(Error::Status { status: status.as_u16() });
            }
            return Ok((response, before, url, !seen_public));
        }
    }

    fn explain(&self, err: &reqwest::Error, host: &str) -> Error {
        if err.is_timeout() {
            return Error::Timeout {
                after: if err.is_connect() { CONNECT } else { self.limits.idle },
            };
        }
        let mut why = err.to_string();
        let mut source = std::error::Error::source(err);
        while let Some(cause) = source {
            why = cause.to_string();
            source = cause.source();
        }
        Error::Unreachable { host: host.to_owned(), why }
    }
}

/// Parses `url` and checks that it may be fetched without asking, before its host is resolved.
///
/// # Errors
///
/// [`Error::BadUrl`] or [`Error::Private`].
pub fn check_url(url: &str) -> Result<Url, Error> {
    let rules = Rules { is_public, ports: Some(&[80, 443, 8080, 8443]) };
    let url = parse_web_url(url, rules)?;
    if is_private_host(&url, rules) {
        return Err(Error::Private { host: url.host_str().unwrap_or_default().to_owned() });
    }
    if !url
        .port_or_known_default()
        .is_some_and(|p| rules.ports.is_some_and(|ports| ports.contains(&p)))
    {
        return Err(Error::BadUrl { url: url.into(), why: UrlProblem::Port });
    }
    Ok(url)
}

fn parse_web_url(url: &str, _rules: Rules) -> Result<Url, Error> {
    let bad = |why| Error::BadUrl { url: url.chars().take(200).collect(), why };
    let parsed = Url::parse(url.trim()).map_err(|_| bad(UrlProblem::NoAddress))?;
    if !matches!(parsed.scheme(), "http" | "https") {
        return Err(bad(UrlProblem::Scheme));
    }
    if parsed.host_str().is_none_or(str::is_empty) {
        return Err(bad(UrlProblem::NoHost));
    }
    Ok(parsed)
}

fn is_private_host(url: &Url, rules: Rules) -> bool {
    match url.host() {
        Some(Host::Ipv4(ip)) => !(rules.is_public)(ip.into()),
        Some(Host::Ipv6(ip)) => !(rules.is_public)(ip.into()),
        Some(Host::Domain(name)) => is_private_name(name),
        None => true,
    }
}

/// Resolves names and returns only addresses that the rules allow.
#[derive(Debug, Clone, Copy)]
struct Resolver {
    rules: Rules,
    private: bool,
}

/// All addresses of a name are in a private network.
#[derive(Debug, thiserror::Error)]
#[error("an address on your own network")]
struct PrivateAddress;

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let this = *self;
        Box::pin(async move {
            let found: Vec<SocketAddr> =
                tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            let allowed: Vec<SocketAddr> = found
                .iter()
                .copied()
                .filter(|a| this.private || (this.rules.is_public)(a.ip()))
                .collect();
            if allowed.is_empty() && !found.is_empty() {
                return Err(Box::new(PrivateAddress) as Box<dyn std::error::Error + Send + Sync>);
            }
            Ok(Box::new(allowed.into_iter()) as Addrs)
        })
    }
}

fn is_private_error(err: &reqwest::Error) -> bool {
    let mut cause: Option<&dyn std::error::Error> = Some(err);
    while let Some(err) = cause {
        if err.is::<PrivateAddress>() {
            return true;
        }
        cause = err.source();
    }
    false
}

/// Reads a body up to its end, or fails after `max` bytes, counted after decompression.
async fn read_body(
    mut response: Response,
    max: usize,
    idle: Duration,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Vec<u8>, Error> {
    let total = response.content_length();
    let mut bytes = Vec::new();
    loop {
        let chunk = response.chunk().await.map_err(|err| {
            if err.is_timeout() {
                Error::Timeout { after: idle }
            } else {
                Error::Unreachable {
                    host: response.url().host_str().unwrap_or_default().to_owned(),
                    why: "the connection broke off".into(),
                }
            }
        })?;
        let Some(chunk) = chunk else { return Ok(bytes) };
        if bytes.len() + chunk.len() > max {
            return Err(Error::TooLarge);
        }
        bytes.extend_from_slice(&chunk);
        progress(Progress { stage: FetchStage::Downloading, done: bytes.len() as u64, total });
    }
}

/// The target of a page that redirects by `<meta http-equiv=refresh>` and has almost no text.
fn meta_refresh_target(page: &Fetched) -> Option<String> {
    if page.bytes.len() > 20_000 {
        return None;
    }
    let (html, _) = crate::charset::decode(&page.bytes, page.charset.as_deref());
    let document = dom_query::Document::from(html.as_str());
    let order = document.select("meta[http-equiv=refresh i]").attr("content")?;
    let (after, target) = order.split_once(';')?;
    let target = target.trim();
    let target = target
        .get(..3)
        .filter(|u| u.eq_ignore_ascii_case("url"))
        .map_or(target, |_| target[3..].trim_start().trim_start_matches('='));
    let target = target.trim().trim_matches(['"', '\'']);
    let words = document.body().map_or(0, |b| commonplace_core::text::word_count(&b.text()));
    let at_once = after.trim().parse::<f32>().is_ok_and(|seconds| seconds <= 5.0);
    let target = Url::parse(&page.url).ok()?.join(target).ok()?;
    (at_once && words < 60 && matches!(target.scheme(), "http" | "https")).then(|| target.into())
}

/// A description of a media type that cannot be a page, for messages; `None` for others.
fn non_page_kind(media_type: &str) -> Option<FileKind> {
    match media_type {
        "application/zip" => Some(FileKind::Archive),
        _ if media_type.starts_with("image/") => Some(FileKind::Picture),
        _ if media_type.starts_with("video/") => Some(FileKind::Video),
        _ if media_type.starts_with("audio/") => Some(FileKind::Sound),
        _ => None,
    }
}

/// The media type of an image, detected from its content; `None` if it is not an image of a
/// supported type.
#[must_use]
pub fn image_type(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0x89, b'P', b'N', b'G', ..] => Some("image/png"),
        [0xFF, 0xD8, 0xFF, ..] => Some("image/jpeg"),
        [b'G', b'I', b'F', b'8', ..] => Some("image/gif"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some("image/webp"),
        [_, _, _, _, b'f', b't', b'y', b'p', b'a', b'v', b'i', ..] => Some("image/avif"),
        [b'B', b'M', ..] => Some("image/bmp"),
        [0, 0, 1, 0, ..] => Some("image/x-icon"),
        _ => {
            let head =
                String::from_utf8_lossy(&bytes[..bytes.len().min(1_000)]).to_ascii_lowercase();
            (head.contains("<svg") && !head.contains("<html")).then_some("image/svg+xml")
        }
    }
}

#[cfg(test)]
mod tests;
