//! Who may come in: whoever has the link that was printed, from this machine's own browser, by the name that was bound.
//!
//! - A request names a host that is ours, or it is refused: a foreign name that resolves to this machine (DNS rebinding) is not.
//! - The link's token is exchanged for a cookie that scripts cannot read and other sites cannot send.
//! - What changes something names our own origin.

use std::net::SocketAddr;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Redirect, Response};
use maud::html;
use pivot_app::Error;

use crate::look;

/// The secrets of one run, and the names by which it may be called.
#[derive(Clone, Debug)]
pub struct Gate {
    token: String,
    session: String,
    cookie: String,
    hosts: Hosts,
}

/// The names by which a server may be called.
#[derive(Clone, Debug)]
pub(crate) struct Hosts {
    names: Vec<String>,
    /// It listens on every address of this machine: each may be named, but by number, since only a name can be led astray.
    every: Option<u16>,
}

impl Hosts {
    /// Of a server that listens at an address.
    pub(crate) fn of(address: SocketAddr) -> Hosts {
        let port = address.port();
        let mut names = vec![
            format!("localhost:{port}"),
            format!("127.0.0.1:{port}"),
            format!("[::1]:{port}"),
        ];
        let own = address.to_string();
        if !names.contains(&own) {
            names.push(own);
        }
        Hosts {
            names,
            every: address.ip().is_unspecified().then_some(port),
        }
    }

    /// Whether a request that names this host is meant for us.
    pub(crate) fn know(&self, host: &str) -> bool {
        let by_number = |port| host.parse::<SocketAddr>().is_ok_and(|a| a.port() == port);
        self.names.iter().any(|name| name.eq_ignore_ascii_case(host)) || self.every.is_some_and(by_number)
    }
}

/// What a page may load: our own files, and nothing of others; no script or style within the page.
const CONTENT: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; \
                       form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

impl Gate {
    /// For the address that was bound, with secrets of the system's randomness.
    ///
    /// # Errors
    /// Where the system has none.
    pub fn new(address: SocketAddr) -> Result<Gate, Error> {
        Ok(Gate::with(address, secret()?, secret()?))
    }

    /// With secrets that are known: for tests.
    pub fn with(address: SocketAddr, token: String, session: String) -> Gate {
        Gate {
            token,
            session,
            cookie: format!("pivot-{}", address.port()),
            hosts: Hosts::of(address),
        }
    }

    /// The path that lets a browser in.
    pub fn entrance(&self) -> String {
        format!("/?token={}", self.token)
    }

    fn knows_host(&self, host: &str) -> bool {
        self.hosts.know(host)
    }

    /// Whether the request carries the cookie that the link was exchanged for.
    fn is_known(&self, headers: &HeaderMap) -> bool {
        let cookies = headers
            .get_all(header::COOKIE)
            .iter()
            .filter_map(|c| c.to_str().ok());
        cookies
            .flat_map(|all| all.split(';'))
            .filter_map(|one| one.trim().split_once('='))
            .any(|(name, value)| name == self.cookie && same(value, &self.session))
    }

    /// Whether a request that changes something comes from one of our own pages.
    fn is_own(&self, headers: &HeaderMap) -> bool {
        let origin = headers.get(header::ORIGIN).and_then(|o| o.to_str().ok());
        origin
            .and_then(|origin| origin.strip_prefix("http://"))
            .is_some_and(|host| {
                self.knows_host(host) && host_of(headers).is_some_and(|own| own.eq_ignore_ascii_case(host))
            })
    }
}

/// 32 bytes of the system's randomness, in hexadecimal digits.
pub(crate) fn secret() -> Result<String, Error> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).map_err(|e| Error::Outside {
        what: format!("the system has no randomness: {e}"),
        next: None,
    })?;
    Ok(bytes.iter().map(|b| format!("{b:02x}")).collect())
}

/// Whether two texts are the same, in a time that does not tell where they differ.
pub(crate) fn same(a: &str, b: &str) -> bool {
    a.len() == b.len() && a.bytes().zip(b.bytes()).fold(0, |all, (a, b)| all | (a ^ b)) == 0
}

pub(crate) fn host_of(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::HOST)?.to_str().ok()
}

/// Lets a request through, or says why not.
pub(crate) async fn guard(State(gate): State<Gate>, request: Request, next: Next) -> Response {
    let mut response = match refusal(&gate, &request) {
        Some(response) => response,
        None => next.run(request).await,
    };
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, CONTENT),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (header::X_FRAME_OPTIONS, "DENY"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    response
}

fn refusal(gate: &Gate, request: &Request) -> Option<Response> {
    let headers = request.headers();
    if !host_of(headers).is_some_and(|host| gate.knows_host(host)) {
        return Some(refuse(
            StatusCode::MISDIRECTED_REQUEST,
            "This address is not Pivot's",
            "Open the link that pivot serve printed.",
        ));
    }
    let path = request.uri().path();
    // Stylesheet and scripts are no secret; the calendar has a secret of its own in its address.
    if path.starts_with("/assets/") || path == "/calendar.ics" {
        return None;
    }
    let told = request
        .uri()
        .query()
        .and_then(|q| q.split('&').find_map(|pair| pair.strip_prefix("token=")));
    if let Some(token) = told.filter(|_| request.method() == Method::GET && path == "/") {
        return Some(if same(token, &gate.token) {
            let cookie = format!(
                "{}={}; Path=/; HttpOnly; SameSite=Strict",
                gate.cookie, gate.session
            );
            let mut response = Redirect::to("/").into_response();
            if let Ok(value) = HeaderValue::from_str(&cookie) {
                response.headers_mut().insert(header::SET_COOKIE, value);
            }
            response
        } else {
            refuse(
                StatusCode::UNAUTHORIZED,
                "This link is of another run",
                "Pivot makes a new link each time it starts: open the one that pivot serve printed last.",
            )
        });
    }
    if !gate.is_known(headers) {
        return Some(refuse(
            StatusCode::UNAUTHORIZED,
            "This browser is not let in yet",
            "Open the link that pivot serve printed: it lets this browser in until Pivot stops.",
        ));
    }
    let reads = [Method::GET, Method::HEAD].contains(request.method());
    if !reads && !gate.is_own(headers) {
        return Some(refuse(
            StatusCode::FORBIDDEN,
            "This came from another site",
            "Nothing was done. Do it on Pivot's own pages.",
        ));
    }
    None
}

fn refuse(status: StatusCode, what: &str, next: &str) -> Response {
    let body = html! {
        section.card.fault { h1 { (what) } p { (next) } }
    };
    (status, Html(look::bare(what, &body).into_string())).into_response()
}
