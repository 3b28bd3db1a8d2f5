//! A pivot in a folder of its own, served in the process.
#![allow(
    dead_code,
    clippy::unwrap_used,
    reason = "not every test asks for everything, and a test ends where what it asks for is not there"
)]

use std::net::SocketAddr;
use std::path::Path;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Method, Request, StatusCode, header};
use jiff::Timestamp;
use pivot_app::verbs::init;
use pivot_app::{Folder, Situation};
use pivot_web::{Desk, Gate, site};
use tempfile::TempDir;
use tower::ServiceExt;

pub(crate) const TOKEN: &str = "0123456789abcdef";
pub(crate) const SESSION: &str = "fedcba9876543210";
pub(crate) const HOST: &str = "127.0.0.1:4830";

/// A Monday morning in the demo's second week.
pub(crate) const NOW: &str = "2027-01-11T09:30:00-05:00";

/// The pages of a pivot, as somebody sees them who came in by the link.
pub(crate) struct Site {
    pub(crate) home: TempDir,
    pub(crate) router: Router,
}

impl Site {
    /// The demo as it is made a week before, at [`NOW`].
    pub(crate) fn demo() -> Site {
        let home = tempfile::tempdir().unwrap();
        init::demo(home.path(), "2027-01-01T12:00:00-05:00".parse().unwrap()).unwrap();
        Site::of(home)
    }

    /// The demo's calendar and hours with a curriculum of 500 tasks over five months.
    pub(crate) fn large() -> Site {
        let site = Site::demo();
        site.write("curriculum.toml", &large(500, 13));
        site
    }

    /// An empty folder.
    pub(crate) fn empty() -> Site {
        Site::of(tempfile::tempdir().unwrap())
    }

    pub(crate) fn of(home: TempDir) -> Site {
        let now: Timestamp = NOW.parse().unwrap();
        let desk = Desk::new(
            home.path(),
            Some("here".into()),
            Some(now),
            Some("Europe/Paris".into()),
        );
        let address: SocketAddr = HOST.parse().unwrap();
        let gate = Gate::with(address, TOKEN.into(), SESSION.into());
        Site {
            router: site(desk, gate),
            home,
        }
    }

    pub(crate) fn folder(&self) -> Folder {
        Folder::find(self.home.path()).unwrap()
    }

    pub(crate) fn situation(&self) -> Situation {
        Situation::load(&self.folder(), NOW.parse().unwrap()).unwrap()
    }

    pub(crate) fn file(&self, name: &str) -> String {
        std::fs::read_to_string(self.home.path().join(name)).unwrap()
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        std::fs::write(self.home.path().join(Path::new(name)), text).unwrap();
    }

    /// A request of a browser that is let in, from our own page.
    pub(crate) fn request(method: Method, path: &str) -> axum::http::request::Builder {
        Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, HOST)
            .header(header::ORIGIN, format!("http://{HOST}"))
            .header(header::COOKIE, format!("pivot-4830={SESSION}"))
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> axum::response::Response {
        self.router.clone().oneshot(request).await.unwrap()
    }

    pub(crate) async fn get(&self, path: &str) -> (StatusCode, String) {
        let request = Site::request(Method::GET, path).body(Body::empty()).unwrap();
        let response = self.send(request).await;
        (response.status(), text(response).await)
    }

    /// Sends a form; gives the status, where it leads, and the page.
    pub(crate) async fn post(&self, path: &str, fields: &[(&str, &str)]) -> (StatusCode, String, String) {
        let body: Vec<String> = fields
            .iter()
            .map(|(name, value)| format!("{}={}", encoded(name), encoded(value)))
            .collect();
        let request = Site::request(Method::POST, path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body.join("&")))
            .unwrap();
        let response = self.send(request).await;
        let to = response.headers().get(header::LOCATION);
        let to = to.map(|l| l.to_str().unwrap().to_owned()).unwrap_or_default();
        (response.status(), to, text(response).await)
    }

    /// The version that pages carry now.
    pub(crate) async fn version(&self) -> String {
        let (_, page) = self.get("/").await;
        let at = page.find("data-version=\"").unwrap() + "data-version=\"".len();
        page[at..].split('"').next().unwrap().to_owned()
    }
}

pub(crate) async fn text(response: axum::response::Response) -> String {
    let bytes = to_bytes(response.into_body(), 64 << 20).await.unwrap();
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// A text in a form or a query.
pub(crate) fn encoded(text: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~".contains(&b);
    text.bytes()
        .map(|b| {
            if plain(b) {
                char::from(b).to_string()
            } else {
                format!("%{b:02X}")
            }
        })
        .collect()
}

/// A curriculum of so many tasks of an hour and a half in so many steps. Within a step each waits for the one before it; every
/// fifth waits for one of the step before too. 500 of them are 750 hours: five months of the demo's 39 hours a week.
pub(crate) fn large(tasks: usize, steps: usize) -> String {
    let mut text = String::from(
        "format = \"pivot.curriculum/1\"\nid = \"large\"\ntitle = \"A large curriculum\"\nmonths = \"calendar\"\ndeadlines = \"months\"\n\
         [[resource]]\nid = \"gpu\"\ntitle = \"A card\"\n[[resource]]\nid = \"meetup\"\ntitle = \"Evenings\"\n",
    );
    for step in 1..=steps {
        let month = 1 + (step - 1) * 5 / steps;
        text.push_str(&format!(
            "[[step]]\nnumber = {step}\ntitle = \"A step with a title of usual length, the {step}th\"\nmonths = [{month}]\n"
        ));
    }
    for k in 0..tasks {
        let (step, own) = (1 + k * steps / tasks, k);
        let same = |other: usize| 1 + other * steps / tasks == step;
        let mut after = Vec::new();
        if own > 0 && same(own - 1) {
            after.push(format!("\"t{}\"", own - 1));
        }
        let back = tasks / steps;
        if own % 5 == 0 && own >= back {
            after.push(format!("\"t{}\"", own - back));
        }
        text.push_str(&format!(
            "[[task]]\nid = \"t{own}\"\nstep = {step}\ntitle = \"A piece of work with a title of usual length, no. {own}\"\nkind = \"course\"\n\
             effort = [1, 1.5, 3]\nafter = [{}]\n",
            after.join(", ")
        ));
    }
    text
}
