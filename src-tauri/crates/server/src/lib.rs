//! The loopback HTTP server: offers the window's calls to a browser on this machine.
//!
//! Runs only when started explicitly. Every route except the interface's own files requires the exact `Host`,
//! no `Origin` other than the server's own, and a random token. Everything else gets the same bare 404, so a
//! page cannot even tell that a server is here.

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
use data_encoding::HEXLOWER;
use http_body_util::BodyExt as _;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use hyper_util::service::TowerToHyperService;
use subtle::ConstantTimeEq as _;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Maximum size of a request body, in bytes: a file of 100 MiB in base64.
const MAX_BODY: usize = 140 * 1024 * 1024;
/// Maximum number of bytes of all request bodies held at once; further requests wait.
const MAX_BODIES: usize = 2 * MAX_BODY;
/// The unit, in bytes, in which memory for bodies is reserved.
const PIECE: usize = 64 * 1024;
/// Maximum number of connections at once; further ones wait until one ends.
const MAX_CONNECTIONS: usize = 256;
/// A connection is closed if it sends no complete request head within this time, also between two requests.
const HEAD_TIME: Duration = Duration::from_secs(5);
/// A request is rejected if its body pauses for this long.
const BODY_PAUSE: Duration = Duration::from_secs(15);
/// A request is rejected if its body is not complete after this long.
const BODY_TIME: Duration = Duration::from_secs(300);

/// The content security policy of the interface: nothing from other hosts, no inline script or style.
const PAGE_CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; \
    connect-src 'self'; frame-src 'none'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// How the server is started.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The port; 0 for any free port.
    pub port: u16,
    /// The folder of the built interface; `None` serves only the calls and images.
    pub ui: Option<PathBuf>,
    /// The folder that exports are written to; `None` to refuse exports to a folder.
    pub export_to: Option<PathBuf>,
}

/// Why the server could not be started.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The port is in use, or the system does not allow listening.
    #[error("the port cannot be listened on: {0}; choose another, or 0 for any")]
    Listen(#[from] std::io::Error),
    /// The system provides no random numbers.
    #[error("no random token can be made: {0}")]
    Random(getrandom::Error),
}

struct ServerState {
    library: Arc<Library>,
    now: Clock,
    token: String,
    /// Used instead of the token in the addresses of images, since these may end up in a copied page.
    image_key: String,
    /// The memory left for request bodies, in pieces of [`PIECE`] bytes.
    room: Arc<Semaphore>,
    host: String,
    ui: Option<PathBuf>,
    export_to: Option<PathBuf>,
}

/// The clock, provided by the front end.
type Clock = Arc<dyn Fn() -> Millis + Send + Sync>;

/// Starts the server and serves until the process ends. `ready` is called with the address, which includes
/// the token.
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

/// Starts the server. Returns the address, which includes the token, and the future that serves it.
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
    let door = Arc::new(ServerState {
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
        // `any` accepts every method: with only the right ones, the router's answer to a wrong method would
        // name them.
        .route("/api/call", any(call))
        .route("/asset/{key}/{version}/{image}", any(serve_image))
        .fallback(serve_ui_file)
        .layer(middleware::from_fn_with_state(Arc::clone(&door), guard))
        .with_state(door);
    Ok((address, serve(listener, router)))
}

/// Serves connections, at most [`MAX_CONNECTIONS`] at once. Slow ones are closed.
async fn serve(listener: tokio::net::TcpListener, router: Router) -> std::io::Result<()> {
    let seats = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    loop {
        let Ok(seat) = Arc::clone(&seats).acquire_owned().await else { return Ok(()) };
        let Ok((stream, _)) = listener.accept().await else {
            // Either this connection failed, or there are no file handles left until others close.
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
            // An error of one connection does not affect the others, and a browser causes one with each page it leaves.
            let _ = connection.serve_connection(TokioIo::new(stream), service).await;
        });
    }
}

fn random() -> Result<String, Error> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(Error::Random)?;
    Ok(HEXLOWER.encode(&bytes))
}

fn nothing_here() -> Response {
    StatusCode::NOT_FOUND.into_response()
}

/// Requires the exact host and no foreign origin, against pages of other sites and DNS rebinding.
async fn guard(State(door): State<Arc<ServerState>>, request: Request, next: Next) -> Response {
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
    // A page of another site may not even load the interface's files.
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
    // The answer must not show whether something is here.
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

/// The only method that is answered for a path.
fn right_method(path: &str) -> Method {
    if path == "/api/call" { Method::POST } else { Method::GET }
}

fn constant_time_eq(a: &str, b: &str) -> bool {
    a.as_bytes().ct_eq(b.as_bytes()).into()
}

/// Handles a call of the wire contract.
async fn call(State(door): State<Arc<ServerState>>, request: Request) -> Response {
    let headers = request.headers();
    let text = |name| {
        headers.get(name).and_then(|v: &header::HeaderValue| v.to_str().ok()).unwrap_or_default()
    };
    let bearer = text(header::AUTHORIZATION).strip_prefix("Bearer ").unwrap_or_default();
    // The token is checked first: the body of an unauthorised request is never read.
    if !constant_time_eq(bearer, &door.token) || text(header::CONTENT_TYPE) != "application/json" {
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

/// The body of a request, with the permits for its memory; `None` if it is too large or too slow.
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

/// Serves an image of a version.
async fn serve_image(
    State(door): State<Arc<ServerState>>,
    Segments((key, version, image)): Segments<(String, String, String)>,
) -> Response {
    if !constant_time_eq(&key, &door.image_key) {
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

/// Serves a file of the interface.
async fn serve_ui_file(State(door): State<Arc<ServerState>>, request: Request) -> Response {
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

impl Desk for ServerState {
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
