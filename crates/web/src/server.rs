//! Binding an address and answering on it.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use jiff::Timestamp;
use maud::html;
use pivot_app::Error;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::timeout::TimeoutLayer;

use crate::desk::Desk;
use crate::gate::{Gate, guard};
use crate::{api, assets, fault, live, look, pages};

/// What is served, and where.
#[derive(Clone, Debug)]
pub struct Config {
    /// The pivot's folder, or where a first visit makes one.
    pub dir: PathBuf,
    /// Where to listen; port 0 takes a free one.
    pub address: SocketAddr,
    /// The name of this machine in facts; `None`: the system's.
    pub machine: Option<String>,
    /// The present moment where it is not the clock's.
    pub now: Option<Timestamp>,
    /// The zone of this machine.
    pub zone: Option<String>,
}

/// The server listens.
#[derive(Clone, Debug)]
pub struct Ready {
    /// The link that lets a browser in.
    pub link: String,
    /// Where it listens.
    pub address: SocketAddr,
}

/// The largest body of a request: a calendar feed fits.
const LARGEST: usize = 12 * 1024 * 1024;
/// The same of a submission to a lab, which keeps no more of it than the lab allows: the rest is read and dropped, up to here.
const LARGEST_SUBMISSION: usize = 256 * 1024 * 1024;
/// A request is read and answered within this time.
const PATIENCE: Duration = Duration::from_secs(30);
/// The same of a publishing.
const PUBLISHING: Duration = Duration::from_mins(5);
/// The head of a request is there within this time.
const HEAD: Duration = Duration::from_secs(10);
/// So many connections at once.
const CONNECTIONS: usize = 256;

/// All pages and their twins, behind the gate.
pub fn site(desk: Desk, gate: Gate) -> Router {
    let patience = || TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, PATIENCE);
    let quick = Router::new()
        .merge(pages::routes())
        .merge(api::routes())
        .layer(patience());
    let bounded = quick
        .merge(live::routes())
        .with_state(desk.clone())
        .merge(assets::routes())
        .fallback(fault::nowhere)
        .layer(RequestBodyLimitLayer::new(LARGEST))
        .layer(axum::middleware::map_response(too_large));
    // What is submitted to a lab is bounded by the lab, while it is read.
    let submissions = pages::labs::submissions()
        .layer(patience())
        .with_state(desk.clone())
        .layer(RequestBodyLimitLayer::new(LARGEST_SUBMISSION));
    // A repository that is far away may take its time.
    let publishing = pages::writing::publishing()
        .layer(TimeoutLayer::with_status_code(
            StatusCode::REQUEST_TIMEOUT,
            PUBLISHING,
        ))
        .with_state(desk)
        .layer(RequestBodyLimitLayer::new(LARGEST));
    bounded
        .merge(submissions)
        .merge(publishing)
        .method_not_allowed_fallback(fault::not_so)
        .layer(CatchPanicLayer::new())
        .layer(axum::middleware::from_fn_with_state(gate, guard))
        .layer(DefaultBodyLimit::disable())
}

/// What was too large to be read is refused in words.
async fn too_large(response: Response) -> Response {
    if response.status() != StatusCode::PAYLOAD_TOO_LARGE {
        return response;
    }
    let body = html! {
        section.card.fault {
            h1 { "That is too large" }
            p { "Nothing was done. Pivot takes " (LARGEST / 1024 / 1024) " MB at once: choose a smaller file, or export less of the calendar." }
        }
    };
    let page = Html(look::bare("Too large", &body).into_string());
    (StatusCode::PAYLOAD_TOO_LARGE, page).into_response()
}

/// Serves until the process is told to stop. `ready` is called once, when the address is bound.
///
/// # Errors
/// Where the address cannot be bound, or the system has no randomness.
pub fn serve(config: &Config, ready: impl FnOnce(&Ready) -> Result<(), Error>) -> Result<(), Error> {
    let outside = |what: &str, e: std::io::Error| Error::Outside {
        what: format!("{what}: {e}"),
        next: None,
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|e| outside("could not start", e))?;
    runtime.block_on(async {
        let listener = TcpListener::bind(config.address)
            .await
            .map_err(|e| Error::Outside {
                what: format!("could not listen on {}: {e}", config.address),
                next: Some("choose another port, such as --port 0 for a free one".into()),
            })?;
        let address = listener
            .local_addr()
            .map_err(|e| outside("could not listen", e))?;
        let gate = Gate::new(address)?;
        let desk = Desk::new(
            &config.dir,
            config.machine.clone(),
            config.now,
            config.zone.clone(),
        );
        ready(&Ready {
            link: format!("http://{}{}", reachable(address), gate.entrance()),
            address,
        })?;
        let early = desk.clone();
        tokio::task::spawn_blocking(move || early.picture().map(|_| early.draw_ahead()));
        tokio::spawn(live::watch(desk.clone()));
        tokio::select! {
            () = accept(listener, site(desk, gate)) => Ok(()),
            _ = tokio::signal::ctrl_c() => Ok(()),
        }
    })
}

/// The address as others reach it. Where every address is listened on, the one that leads out of this machine: asking the system for
/// the way to somewhere sends nothing.
fn reachable(address: SocketAddr) -> SocketAddr {
    if !address.ip().is_unspecified() {
        return address;
    }
    let (any, away) = if address.is_ipv4() {
        ("0.0.0.0:0", "192.0.2.1:9")
    } else {
        ("[::]:0", "[2001:db8::1]:9")
    };
    let own = std::net::UdpSocket::bind(any).and_then(|socket| {
        socket.connect(away)?;
        socket.local_addr()
    });
    let loopback: std::net::IpAddr = if address.is_ipv4() {
        std::net::Ipv4Addr::LOCALHOST.into()
    } else {
        std::net::Ipv6Addr::LOCALHOST.into()
    };
    SocketAddr::new(own.map_or(loopback, |own| own.ip()), address.port())
}

/// Answers one connection after the other, each in a task of its own.
pub(crate) async fn accept(listener: TcpListener, site: Router) {
    let room = Arc::new(Semaphore::new(CONNECTIONS));
    loop {
        let Ok(permit) = room.clone().acquire_owned().await else {
            return;
        };
        let Ok((stream, _)) = listener.accept().await else {
            // Out of file handles, most likely: some will be free again.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let site = TowerToHyperService::new(site.clone());
        tokio::spawn(async move {
            let connection = hyper::server::conn::http1::Builder::new()
                .timer(TokioTimer::new())
                .header_read_timeout(HEAD)
                .serve_connection(TokioIo::new(stream), site);
            // A browser that goes away in the middle is no fault.
            let _ = connection.await;
            drop(permit);
        });
    }
}
