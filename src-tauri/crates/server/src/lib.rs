//! The loopback HTTP door: the same calls as the window's, for a browser on this machine.
//!
//! Off unless asked for. Every route but the interface's own files wants the exact `Host`, an
//! `Origin` of its own if there is one, and a random token; to all else the answer is one and
//! the same bare 404, so that a page cannot even tell that something is here.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{Path as Segments, Request, State};
use axum::http::{HeaderName, Method, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse as _, Response};
use axum::routing::any;
use commonplace_library::api::{self, Desk, ErrorCode};
use commonplace_library::{Library, Millis};
use http_body_util::BodyExt as _;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use hyper_util::service::TowerToHyperService;
use subtle::ConstantTimeEq as _;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// The largest request, in bytes: a file of 100 MiB in base64.
const MAX_BODY: usize = 140 * 1024 * 1024;
/// The most bytes of requests that are held at once; who comes later waits.
const MAX_BODIES: usize = 2 * MAX_BODY;
/// A body is counted in pieces of so many bytes.
const PIECE: usize = 64 * 1024;
/// The most connections at once; who comes later waits for one to end.
const MAX_CONNECTIONS: usize = 256;
/// A connection is closed that sends no whole head of a request within this time, also between two requests.
const HEAD_TIME: Duration = Duration::from_secs(5);
/// A request is given up whose body pauses for this long.
const BODY_PAUSE: Duration = Duration::from_secs(15);
/// A request is given up whose body is not there after this long.
const BODY_TIME: Duration = Duration::from_secs(300);

/// Sent with the interface: nothing from elsewhere, no inline script or style.
const PAGE_CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; \
    connect-src 'self'; frame-src 'none'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// How the door is opened.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The port; 0 for any that is free.
    pub port: u16,
    /// The folder of the built interface.
    pub ui: Option<PathBuf>,
    /// The folder exports go to.
    pub export_to: Option<PathBuf>,
}

/// Why the door cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The port is taken, or the system allows none.
    #[error("the port cannot be listened on: {0}; choose another, or 0 for any")]
    Listen(#[from] std::io::Error),
    /// The system gives no random numbers.
    #[error("no random token can be made: {0}")]
    Random(getrandom::Error),
}

struct Door {
    library: Arc<Library>,
    now: Clock,
    token: String,
    /// Names images in place of the token: an image's address may end up in a copied page.
    image_key: String,
    /// Pieces of bodies that may still be held.
    room: Arc<Semaphore>,
    host: String,
    ui: Option<PathBuf>,
    export_to: Option<PathBuf>,
}

/// The clock, as the front end hands it in.
type Clock = Arc<dyn Fn() -> Millis + Send + Sync>;

/// Opens the door and serves until the process ends. `ready` hears the address, token included.
///
/// # Errors
///
/// [`Error`].
pub fn run(
    library: &Arc<Library>,
    options: Options,
    now: &'static (dyn Fn() -> Millis + Send + Sync),
    ready: &dyn Fn(&str),
) -> Result<(), Error> {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let watcher = Arc::clone(library);
    std::thread::spawn(move || watcher.watch(now, &|| false));
    runtime.block_on(async {
        let (address, serve) = open(library, options, Arc::new(now)).await?;
        ready(&address);
        Ok(serve.await?)
    })
}

/// Opens the door; gives the address, token included, and the future that serves it.
///
/// # Errors
///
/// [`Error`].
pub async fn open(
    library: &Arc<Library>,
    options: Options,
    now: Clock,
) -> Result<(String, impl Future<Output = std::io::Result<()>> + Send + use<>), Error> {
    let listener =
        tokio::net::TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, options.port)))
            .await?;
    let host = listener.local_addr()?.to_string();
    let door = Arc::new(Door {
        library: Arc::clone(library),
        now,
        token: random()?,
        image_key: random()?,
        room: Arc::new(Semaphore::new(MAX_BODIES / PIECE)),
        host: host.clone(),
        ui: options.ui,
        export_to: options.export_to,
    });
    let address = format!("http://{host}/#token={}&images={}", door.token, door.image_key);
    let router = Router::new()
        // Any method: an answer to a wrong one would name the right ones.
        .route("/api/call", any(call))
        .route("/asset/{key}/{version}/{image}", any(asset))
        .fallback(file)
        .layer(middleware::from_fn_with_state(Arc::clone(&door), guard))
        .with_state(door);
    Ok((address, serve(listener, router)))
}

/// Answers connections, as many at once as there are seats. Whoever is slow is hung up on.
async fn serve(listener: tokio::net::TcpListener, router: Router) -> std::io::Result<()> {
    let seats = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    loop {
        let Ok(seat) = Arc::clone(&seats).acquire_owned().await else { return Ok(()) };
        let Ok((stream, _)) = listener.accept().await else {
            // Of one connection, or for want of file handles: others will end.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let service = TowerToHyperService::new(router.clone());
        tokio::spawn(async move {
            let _seat = seat;
            let mut connection = auto::Builder::new(TokioExecutor::new());
            connection
                .http1()
                .timer(TokioTimer::new())
                .header_read_timeout(HEAD_TIME)
                .max_buf_size(PIECE);
            // What goes wrong on a connection is its own affair.
            let _ = connection.serve_connection(TokioIo::new(stream), service).await;
        });
    }
}

fn random() -> Result<String, Error> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(Error::Random)?;
    Ok(bytes.iter().map(|b| format!("{b:02x}")).collect())
}

fn nothing_here() -> Response {
    StatusCode::NOT_FOUND.into_response()
}

/// The exact host, and no foreign origin: against pages of other sites and DNS rebinding.
async fn guard(State(door): State<Arc<Door>>, request: Request, next: Next) -> Response {
    let headers = request.headers();
    let one = |name: HeaderName| {
        let mut values = headers.get_all(name).iter();
        let first = values.next().map(|v| v.to_str().unwrap_or("?").to_owned());
        if values.next().is_some() { Some("?".to_owned()) } else { first }
    };
    let host = one(header::HOST);
    let origin = one(header::ORIGIN);
    let own = origin.as_deref().is_none_or(|o| o == format!("http://{}", door.host));
    let site = one(HeaderName::from_static("sec-fetch-site"));
    // A page of another site may not even load a file of ours.
    let near = site.as_deref().is_none_or(|s| matches!(s, "same-origin" | "none"));
    if host.as_deref() != Some(door.host.as_str())
        || !own
        || !near
        || request.uri().scheme().is_some()
        || request.method() != right_method(request.uri().path())
    {
        return nothing_here();
    }
    let mut response = next.run(request).await;
    // No word of what is here and what is not.
    if response.status() == StatusCode::NOT_FOUND {
        return nothing_here();
    }
    let headers = response.headers_mut();
    let mut set = |name: HeaderName, value: &'static str| {
        headers.entry(name).or_insert(header::HeaderValue::from_static(value));
    };
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::REFERRER_POLICY, "no-referrer");
    set(header::CACHE_CONTROL, "no-store");
    set(HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    set(header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox");
    response
}

/// The method that is answered for a path.
fn right_method(path: &str) -> Method {
    if path == "/api/call" { Method::POST } else { Method::GET }
}

fn same(a: &str, b: &str) -> bool {
    a.as_bytes().ct_eq(b.as_bytes()).into()
}

/// One call of the wire contract.
async fn call(State(door): State<Arc<Door>>, request: Request) -> Response {
    let headers = request.headers();
    let text = |name| {
        headers.get(name).and_then(|v: &header::HeaderValue| v.to_str().ok()).unwrap_or_default()
    };
    let bearer = text(header::AUTHORIZATION).strip_prefix("Bearer ").unwrap_or_default();
    // The token first: of a stranger's request nothing is read.
    if !same(bearer, &door.token) || text(header::CONTENT_TYPE) != "application/json" {
        return nothing_here();
    }
    let Some((body, _room)) = body_of(request, &door.room).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let answered = tokio::task::spawn_blocking(move || {
        let request = serde_json::from_slice(&body).map_err(|err| api::Failure {
            code: ErrorCode::Invalid,
            subject: None,
            message: err.to_string(),
        })?;
        let now = (door.now)();
        api::dispatch(&door.library, &*door, request, now)
    })
    .await;
    let (status, body) = match answered {
        Ok(Ok(reply)) => (StatusCode::OK, reply.to_string()),
        Ok(Err(err)) => (StatusCode::UNPROCESSABLE_ENTITY, serde_json::json!(err).to_string()),
        Err(_) => return StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    };
    (status, [(header::CONTENT_TYPE, "application/json")], body).into_response()
}

/// The body of a request, with the room it takes; `None` if it is too large or too slow.
async fn body_of(
    request: Request,
    room: &Arc<Semaphore>,
) -> Option<(Vec<u8>, Vec<OwnedSemaphorePermit>)> {
    let mut sent = request.into_body();
    let mut body: Vec<u8> = Vec::new();
    let mut held = Vec::new();
    let read = async {
        while let Some(frame) = tokio::time::timeout(BODY_PAUSE, sent.frame()).await.ok()? {
            let Ok(piece) = frame.ok()?.into_data() else { continue };
            if body.len() + piece.len() > MAX_BODY {
                return None;
            }
            while (body.len() + piece.len()).div_ceil(PIECE) > held.len() {
                held.push(Arc::clone(room).acquire_owned().await.ok()?);
            }
            body.extend_from_slice(&piece);
        }
        Some(())
    };
    tokio::time::timeout(BODY_TIME, read).await.ok()??;
    Some((body, held))
}

/// An image of a version.
async fn asset(
    State(door): State<Arc<Door>>,
    Segments((key, version, image)): Segments<(String, String, String)>,
) -> Response {
    if !same(&key, &door.image_key) {
        return nothing_here();
    }
    let found = tokio::task::spawn_blocking(move || door.library.asset(&version, &image)).await;
    match found {
        Ok(Ok(Some((bytes, media_type)))) => {
            ([(header::CONTENT_TYPE, media_type)], bytes).into_response()
        }
        _ => nothing_here(),
    }
}

/// A file of the interface.
async fn file(State(door): State<Arc<Door>>, request: Request) -> Response {
    let Some(root) = &door.ui else { return nothing_here() };
    let path = request.uri().path().trim_start_matches('/');
    let path = if path.is_empty() { "index.html" } else { path };
    let inside = Path::new(path).components().all(|c| matches!(c, Component::Normal(_)))
        && !path.contains('%');
    if !inside {
        return nothing_here();
    }
    let Ok(bytes) = tokio::fs::read(root.join(path)).await else { return nothing_here() };
    let media_type = match path.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript",
        Some("css") => "text/css",
        Some("woff2") => "font/woff2",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("json") => "application/json",
        _ => return nothing_here(),
    };
    (
        [(header::CONTENT_TYPE, media_type), (header::CONTENT_SECURITY_POLICY, PAGE_CSP)],
        Body::from(bytes),
    )
        .into_response()
}

impl Desk for Door {
    fn export_folder(&self, _again: bool) -> Result<Option<PathBuf>, commonplace_library::Error> {
        match &self.export_to {
            Some(folder) => Ok(Some(folder.clone())),
            None => Err(commonplace_library::Error::NotHere(
                "exporting to a folder; start the server with --export-to DIR",
            )),
        }
    }

    fn open_url(&self, _url: &str) -> Result<(), commonplace_library::Error> {
        Err(commonplace_library::Error::NotHere("opening a browser; you are in one"))
    }
}
