//! The real server.

use std::collections::BTreeMap;

use super::xml::{self, Response, Space};
use super::{Calendars, Change, Changes, Collection, If, Object};
use crate::connect::http::{Answer, Http, Login, Patience, Request, Trouble};

/// So many objects are asked for at once.
const BATCH: usize = 50;
/// At most so many parts of a long list of changes are asked for.
const PARTS: usize = 50;
/// The largest object that is taken, in bytes: one event, be its text long.
const OBJECT: usize = 1024 * 1024;

const KIND: &str = "application/xml; charset=utf-8";

/// A CalDAV server.
#[derive(Debug)]
pub struct Dav {
    http: Http,
    base: String,
    login: Login,
}

impl Dav {
    /// The server at `base`: the address of the server, of the person there, or of one of their calendars. The login goes to no other host.
    pub fn new(base: &str, login: Login, patience: Patience) -> Dav {
        Dav {
            http: Http::new(patience),
            base: base.to_owned(),
            login,
        }
    }

    fn read(&self, method: &str, url: &str, depth: &str, body: String) -> Result<Answer, Trouble> {
        let request = Request::read(method, url, &self.login)
            .with("depth", depth)
            .sending(KIND, body);
        self.http.ask(&request)
    }

    fn properties(&self, url: &str, depth: &str, wanted: &str) -> Result<Vec<Response>, Trouble> {
        let body = format!(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?><D:propfind xmlns:D=\"DAV:\" xmlns:C=\"urn:ietf:params:xml:ns:caldav\"><D:prop>{wanted}</D:prop></D:propfind>"
        );
        let answer = self.read("PROPFIND", url, depth, body)?.good(words)?;
        xml::multistatus(&answer.body).map(|(responses, _)| responses)
    }

    /// The whole address of an `href`, which may be a path or an address of the same server: a login goes to no other.
    fn whole(&self, href: &str) -> Result<String, Trouble> {
        let own = server(&self.base).ok_or_else(not_an_address)?;
        if href.starts_with('/') && !href.starts_with("//") {
            return Ok(format!("{own}{href}"));
        }
        match server(href) {
            Some(other) if other.eq_ignore_ascii_case(own) => Ok(href.to_owned()),
            _ => Err(Trouble::Silent(
                "it names a place at another server, which was not asked".into(),
            )),
        }
    }

    /// Who the person is there, or where their calendars are: by the address that was given, then by where a server says so (RFC 6764).
    fn home(&self) -> Result<String, Trouble> {
        let own = server(&self.base).ok_or_else(not_an_address)?;
        let mut first = None;
        for url in [
            self.base.clone(),
            format!("{own}/.well-known/caldav"),
            format!("{own}/"),
        ] {
            let wanted = "<D:current-user-principal/><C:calendar-home-set/>";
            let found = match self.properties(&url, "0", wanted) {
                Ok(found) => found,
                // Another address may be the right one; nobody gets further without a login, or with a server that does not answer.
                Err(trouble @ (Trouble::Missing | Trouble::Refused(..) | Trouble::Forbidden(_))) => {
                    first.get_or_insert(trouble);
                    continue;
                }
                Err(trouble) => return Err(trouble),
            };
            let place = |space, name| found.iter().find_map(|r| r.address(space, name));
            if let Some(home) = place(Space::CalDav, "calendar-home-set") {
                return self.whole(home);
            }
            if let Some(person) = place(Space::Dav, "current-user-principal") {
                let person = self.whole(person)?;
                let found = self.properties(&person, "0", "<C:calendar-home-set/>")?;
                let home = found
                    .iter()
                    .find_map(|r| r.address(Space::CalDav, "calendar-home-set"));
                return match home {
                    Some(home) => self.whole(home),
                    None => Err(Trouble::Silent("it does not say where your calendars are".into())),
                };
            }
        }
        Err(first.unwrap_or_else(|| Trouble::Silent("it does not say who you are there".into())))
    }
}

impl Calendars for Dav {
    fn calendars(&self) -> Result<(String, Vec<Collection>), Trouble> {
        let home = folder(&self.home()?);
        let found = self.properties(&home, "1", "<D:resourcetype/><D:displayname/>")?;
        let mut all = Vec::new();
        for response in &found {
            let kind = response.property(Space::Dav, "resourcetype");
            if kind.is_none_or(|kind| kind.one(Space::CalDav, "calendar").is_none()) {
                continue;
            }
            let name = response.property(Space::Dav, "displayname");
            all.push(Collection {
                url: folder(&self.whole(&response.href)?),
                name: name.map_or_else(String::new, |name| name.plain().to_owned()),
            });
        }
        Ok((home, all))
    }

    fn make(&self, url: &str, name: &str) -> Result<(), Trouble> {
        let body = format!(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?><C:mkcalendar xmlns:D=\"DAV:\" xmlns:C=\"urn:ietf:params:xml:ns:caldav\"><D:set><D:prop><D:displayname>{}</D:displayname><C:supported-calendar-component-set><C:comp name=\"VEVENT\"/></C:supported-calendar-component-set></D:prop></D:set></C:mkcalendar>",
            xml::escape(name)
        );
        let request = Request::write("MKCALENDAR", url, &self.login).sending(KIND, body);
        self.http.ask(&request)?.good(words).map(drop)
    }

    fn changes(&self, calendar: &str, token: Option<&str>) -> Result<Option<Changes>, Trouble> {
        let mut token = token.unwrap_or_default().to_owned();
        let mut seen: BTreeMap<String, Option<String>> = BTreeMap::new();
        for _ in 0..PARTS {
            let body = format!(
                "<?xml version=\"1.0\" encoding=\"utf-8\"?><D:sync-collection xmlns:D=\"DAV:\"><D:sync-token>{}</D:sync-token><D:sync-level>1</D:sync-level><D:prop><D:getetag/></D:prop></D:sync-collection>",
                xml::escape(&token)
            );
            let answer = self.read("REPORT", calendar, "0", body)?;
            if !token.is_empty() && is_bad_token(&answer) {
                return Ok(None);
            }
            let answer = answer.good(words)?;
            let (responses, next) = xml::multistatus(&answer.body)?;
            let Some(next) = next else {
                return Err(Trouble::Silent("its list of changes has no token".into()));
            };
            let mut more = false;
            for response in responses {
                // The calendar itself stands there where the list is cut (RFC 6578, 3.6).
                if response.status == Some(507) {
                    more = true;
                    continue;
                }
                let Some(name) = name_in(calendar, &response.href) else {
                    continue;
                };
                let etag = response.property(Space::Dav, "getetag");
                let etag = etag.map(|etag| etag.plain().to_owned());
                match (response.status, etag) {
                    (Some(404 | 410), _) => drop(seen.insert(name, None)),
                    (_, Some(etag)) => drop(seen.insert(name, Some(etag))),
                    // A state that is not told is another one than any that is known.
                    (_, None) => drop(seen.insert(name, Some(String::new()))),
                }
            }
            let circle = next == token;
            token = next;
            if !more || circle {
                let changes = seen.into_iter().map(|(name, etag)| Change { name, etag });
                return Ok(Some(Changes {
                    changes: changes.collect(),
                    token,
                }));
            }
        }
        Err(Trouble::Silent("its list of changes does not end".into()))
    }

    fn objects(&self, calendar: &str, names: &[String]) -> Result<Vec<Object>, Trouble> {
        let path = calendar
            .strip_prefix(server(calendar).unwrap_or_default())
            .unwrap_or(calendar);
        let mut objects = Vec::new();
        for batch in names.chunks(BATCH) {
            let hrefs: String = batch
                .iter()
                .map(|name| format!("<D:href>{}</D:href>", xml::escape(&format!("{path}{name}"))))
                .collect();
            let body = format!(
                "<?xml version=\"1.0\" encoding=\"utf-8\"?><C:calendar-multiget xmlns:D=\"DAV:\" xmlns:C=\"urn:ietf:params:xml:ns:caldav\"><D:prop><D:getetag/><C:calendar-data/></D:prop>{hrefs}</C:calendar-multiget>"
            );
            let answer = self.read("REPORT", calendar, "1", body)?.good(words)?;
            let (responses, _) = xml::multistatus(&answer.body)?;
            for response in responses {
                let (Some(name), Some(etag), Some(text)) = (
                    name_in(calendar, &response.href),
                    response.property(Space::Dav, "getetag"),
                    response.property(Space::CalDav, "calendar-data"),
                ) else {
                    continue;
                };
                if text.text.len() > OBJECT {
                    continue;
                }
                objects.push(Object {
                    name,
                    etag: etag.plain().to_owned(),
                    text: text.text.clone(),
                });
            }
        }
        Ok(objects)
    }

    fn put(
        &self,
        calendar: &str,
        name: &str,
        text: &str,
        condition: If<'_>,
    ) -> Result<Option<String>, Trouble> {
        let url = format!("{calendar}{name}");
        let request = Request::write("PUT", &url, &self.login);
        let request = match condition {
            If::New => request.with("if-none-match", "*"),
            If::Is(etag) => request.with("if-match", etag),
        };
        let request = request.sending("text/calendar; charset=utf-8", text);
        let answer = self.http.ask(&request)?.good(words)?;
        Ok(answer.tag().etag)
    }

    fn remove(&self, calendar: &str, name: &str, etag: &str) -> Result<(), Trouble> {
        let url = format!("{calendar}{name}");
        let request = Request::write("DELETE", &url, &self.login).with("if-match", etag);
        match self.http.ask(&request)?.good(words) {
            // It is gone, which is what was asked for.
            Ok(_) | Err(Trouble::Missing) => Ok(()),
            Err(trouble) => Err(trouble),
        }
    }
}

/// Whether a server says that it does not know a token (RFC 6578, 3.8).
fn is_bad_token(answer: &Answer) -> bool {
    (400..500).contains(&answer.status)
        && xml::read(&answer.body).is_ok_and(|root| root.has(Space::Dav, "valid-sync-token"))
}

/// Scheme, host and port of an address, as they are written.
fn server(url: &str) -> Option<&str> {
    let (scheme, rest) = url.split_once("://")?;
    if !["http", "https"]
        .iter()
        .any(|known| scheme.eq_ignore_ascii_case(known))
    {
        return None;
    }
    let host = rest
        .split(['/', '?', '#'])
        .next()
        .filter(|host| !host.is_empty())?;
    url.get(..scheme.len() + 3 + host.len())
}

fn not_an_address() -> Trouble {
    Trouble::Silent("the address is none that can be asked: one begins with https://".into())
}

/// With a slash at its end.
fn folder(url: &str) -> String {
    format!("{}/", url.trim_end_matches('/'))
}

/// The name of an object of a calendar by its `href`; `None` for the calendar itself, and for what lies elsewhere.
fn name_in(calendar: &str, href: &str) -> Option<String> {
    let path = |url: &str| {
        let whole = server(url).map_or(url, |server| url.get(server.len()..).unwrap_or_default());
        // Servers differ in what they write as %40.
        whole.replace("%40", "@")
    };
    let name = path(href).strip_prefix(&path(calendar))?.to_owned();
    let good = !name.is_empty() && !name.contains(['/', '?', '#']) && !name.chars().any(char::is_control);
    good.then_some(name)
}

/// A server's own words: a line of text, where it is none of a page.
fn words(body: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(body).ok()?.trim();
    (!text.starts_with('<') && text.len() < 300).then(|| text.to_owned())
}
