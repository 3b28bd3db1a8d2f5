//! The same life of a calendar on every server.

use std::sync::atomic::{AtomicUsize, Ordering};

use jiff::{SignedDuration, Timestamp};
use pivot_app::connect::caldav::{Calendars, Changes, Collection, If, InMemory, Object};
use pivot_app::connect::http::{Login, Trouble};
use pivot_app::domain::fact::{DatedSession, Event};
use pivot_app::planning::{Answer, Plan};
use pivot_app::verbs::caldav::{Pushed, Step, connect, find, push, waiting};
use pivot_app::verbs::sync::{Synced, Wish};
use pivot_app::verbs::{caldav, init};
use pivot_app::{Error, Folder, Options, Situation};
use tempfile::TempDir;

use super::hasty;
use super::servers::{radicale, xandikos};

/// A pivot of four tasks whose sessions stand in a calendar.
struct Pivot {
    _home: TempDir,
    folder: Folder,
    now: Timestamp,
}

impl Pivot {
    fn new(url: &str, service: &dyn Calendars) -> Pivot {
        let home = tempfile::tempdir().unwrap();
        let task = |id: &str| {
            format!(
                "[[task]]\nid = \"{id}\"\nstep = 1\ntitle = \"Task {id}, \u{fc}ber\"\nkind = \"course\"\neffort = [4, 4, 4]\n"
            )
        };
        let head = "format = \"pivot.curriculum/1\"\nid = \"x\"\ntitle = \"X\"\n[[step]]\nnumber = 1\ntitle = \"One\"\nmonths = [1]\n";
        let curriculum = home.path().join("c.toml");
        std::fs::write(
            &curriculum,
            format!(
                "{head}{}{}{}{}",
                task("1.1"),
                task("1.2"),
                task("1.3"),
                task("1.4")
            ),
        )
        .unwrap();
        let now: Timestamp = "2027-01-04T08:00:00Z".parse().unwrap();
        let wish = init::Wish {
            curriculum: Some(curriculum.display().to_string()),
            start: Some(jiff::civil::date(2027, 1, 4)),
            timezone: Some("UTC".into()),
            hours: Some("mon-fri 18:00-20:00".into()),
            ..init::Wish::default()
        };
        let folder = init::init(&home.path().join("p"), &wish, now, None).unwrap();
        let found = find("Pivot & co", service).unwrap();
        assert!(!found.exists);
        connect(&folder, (url, "ada"), &found, service).unwrap();
        assert!(find("Pivot & co", service).unwrap().exists);
        Pivot {
            _home: home,
            folder,
            now,
        }
    }

    fn situation(&self) -> Situation {
        Situation::load(&self.folder, self.now).unwrap()
    }

    fn plan(&self) -> Plan {
        Answer::of(&self.situation(), &Options::default()).unwrap().plan
    }

    fn push(&self, service: &dyn Calendars) -> Pushed {
        push(
            &self.folder,
            &self.situation(),
            &self.plan(),
            service,
            &mut |_, _| {},
        )
        .unwrap()
    }

    fn sync_as(&self, wish: Wish, service: &dyn Calendars) -> Result<Synced, Error> {
        caldav::sync(&self.folder, &self.situation(), wish, service)
    }

    fn sync(&self, service: &dyn Calendars) -> Synced {
        self.sync_as(Wish::default(), service).unwrap()
    }

    fn calendar(&self) -> String {
        let state: serde_json::Value = serde_json::from_str(&self.folder.caldav().unwrap().unwrap()).unwrap();
        state["calendar"].as_str().unwrap().to_owned()
    }

    fn state(&self, change: impl FnOnce(&mut serde_json::Value)) {
        let mut state = serde_json::from_str(&self.folder.caldav().unwrap().unwrap()).unwrap();
        change(&mut state);
        self.folder.write_caldav(&state.to_string()).unwrap();
    }

    fn session(&self, id: &str) -> DatedSession {
        let plan = self.plan();
        plan.sessions.iter().find(|s| s.id == id).unwrap().dated()
    }

    /// The name, state and text of a session's event.
    fn event(&self, id: &str, service: &dyn Calendars) -> (String, String, String) {
        let calendar = self.calendar();
        let all = service.changes(&calendar, None).unwrap().unwrap().changes;
        let names: Vec<String> = all
            .into_iter()
            .filter(|c| c.etag.is_some())
            .map(|c| c.name)
            .collect();
        let uid = format!("UID:{}@", id.replace('/', "%2F"));
        let objects = service.objects(&calendar, &names).unwrap();
        let object = objects.into_iter().find(|o| o.text.contains(&uid)).unwrap();
        (object.name, object.etag, object.text)
    }

    /// The person writes into an event by another program.
    fn by_hand(&self, id: &str, service: &dyn Calendars, change: impl FnOnce(String) -> String) {
        let (name, etag, text) = self.event(id, service);
        service
            .put(&self.calendar(), &name, &change(text), If::Is(&etag))
            .unwrap();
    }
}

fn stamp(at: Timestamp) -> String {
    at.strftime("%Y%m%dT%H%M%SZ").to_string()
}

fn later(session: &DatedSession, minutes: i64) -> DatedSession {
    let by = SignedDuration::from_mins(minutes);
    DatedSession {
        start: session.start + by,
        end: session.end + by,
        ..session.clone()
    }
}

/// An event's text at another time, as a calendar program writes it.
fn moved(text: &str, from: &DatedSession, to: &DatedSession) -> String {
    let text = text.replace(&stamp(from.start), &stamp(to.start));
    text.replace(&stamp(from.end), &stamp(to.end))
}

fn life(base: &str, service: &dyn Calendars) {
    let pivot = Pivot::new(base, service);
    // 16 hours, two of them each weekday evening: 8 sessions.
    let first = pivot.push(service);
    assert_eq!(first.sent.len(), 8);
    assert!(first.sent.iter().all(|(step, _)| *step == Step::Make));

    // What is as it was is not sent.
    let again = pivot.push(service);
    assert_eq!((again.sent.len(), again.left.len(), again.same), (0, 0, 8));
    assert_eq!(pivot.sync(service).facts.len(), 0);

    // A session that is moved comes back as a pin, and one that is deleted as a miss.
    let (from, gone) = (pivot.session("1.2/1"), pivot.session("1.3/1"));
    let to = later(&from, -30);
    pivot.by_hand("1.2/1", service, |text| {
        moved(&text, &from, &to).replace("END:VEVENT", "LOCATION:Library\r\nEND:VEVENT")
    });
    let (name, etag, _) = pivot.event("1.3/1", service);
    service.remove(&pivot.calendar(), &name, &etag).unwrap();
    // A push before that overwrites neither.
    let early = pivot.push(service);
    assert_eq!(early.sent.len(), 0);
    assert!(pivot.event("1.2/1", service).2.contains("Library"));
    let dry = Wish {
        dry_run: true,
        ..Wish::default()
    };
    assert_eq!(pivot.sync_as(dry, service).unwrap().pinned.len(), 1);
    let synced = pivot.sync(service);
    assert_eq!(synced.pinned, [(from.clone(), to.clone())]);
    assert_eq!(synced.missed, std::slice::from_ref(&gone));
    let kinds: Vec<&str> = synced.facts.iter().map(|f| f.fact.event.kind()).collect();
    assert_eq!(kinds, ["pinned", "missed"]);
    assert_eq!(pivot.sync(service).facts.len(), 0, "told once");

    // The plan keeps the pin and leaves the hole; the push gives the new times back, and what the person wrote stays.
    assert_eq!(pivot.session("1.2/1").start, to.start);
    let plan = pivot.plan();
    assert!(
        plan.sessions
            .iter()
            .all(|s| s.end <= gone.start || s.start >= gone.end)
    );
    let back = pivot.push(service);
    assert!(back.left.is_empty(), "{:?}", back.left);
    assert!(
        back.sent
            .iter()
            .any(|(step, e)| *step == Step::Make && e.session.task == "1.3")
    );
    assert!(pivot.event("1.2/1", service).2.contains("Library"));
    assert_eq!(pivot.push(service).sent.len(), 0);
    assert_eq!(pivot.sync(service).facts.len(), 0);

    // Somebody writes between the reading and a change: theirs stays, and is taken over afterwards.
    let last = pivot.plan().sessions.last().unwrap().dated();
    let wish = later(&last, 60 * 24);
    let task = last.task.clone();
    let situation = pivot.situation();
    pivot_app::verbs::record::log(
        &pivot.folder,
        &situation,
        (&task, None),
        SignedDuration::from_mins(30),
        None,
    )
    .unwrap();
    let changed = waiting(&pivot.folder, &pivot.situation(), &pivot.plan(), service).unwrap();
    assert!(
        changed.steps.iter().any(|(_, e)| e.session.id == last.id),
        "{changed:?}"
    );
    pivot.by_hand(&last.id, service, |text| moved(&text, &last, &wish));
    let pushed = pivot.push(service);
    assert_eq!(
        pushed
            .left
            .iter()
            .map(|l| l.session.id.as_str())
            .collect::<Vec<_>>(),
        [last.id.as_str()]
    );
    let text = pivot.event(&last.id, service).2;
    assert!(text.contains(&stamp(wish.start)), "{text}");
    let synced = pivot.sync(service);
    assert_eq!(synced.pinned.len(), 1);
    assert_eq!(synced.pinned[0].1, wish);

    // A token that is not known any more: all is asked for afresh, and says the same.
    pivot.push(service);
    pivot.state(|state| state["token"] = "http://radicale.org/ns/sync/none".into());
    assert_eq!(pivot.sync(service).facts.len(), 0);

    // The state is lost, or older than what was sent: what stands there is known again.
    pivot.folder.write_caldav("{").unwrap();
    assert_eq!(pivot.push(service).sent.len(), 0);
    let forget = |state: &mut serde_json::Value| {
        for item in state["items"].as_object_mut().unwrap().values_mut() {
            item["etag"] = "\"old\"".into();
        }
    };
    pivot.state(forget);
    assert_eq!(pivot.sync(service).facts.len(), 0);
    assert_eq!(pivot.push(service).sent.len(), 0);

    // Nearly everything is gone: that is asked about.
    let calendar = pivot.calendar();
    // Radicale names what is gone in a whole list too.
    for change in service.changes(&calendar, None).unwrap().unwrap().changes {
        if let Some(etag) = change.etag {
            service.remove(&calendar, &change.name, &etag).unwrap();
        }
    }
    assert!(matches!(
        pivot.sync_as(Wish::default(), service),
        Err(Error::Wrong { .. })
    ));
    let all = Wish {
        most_gone: true,
        ..Wish::default()
    };
    let gone = pivot.sync_as(all, service).unwrap();
    assert!(gone.missed.len() > 3);
    assert!(
        gone.facts
            .iter()
            .all(|f| matches!(f.fact.event, Event::Missed(_)))
    );
}

#[test]
fn in_memory() {
    life("https://dav.example", &InMemory::default());
}

/// A server that stops answering after so many events; with `late` it has taken one more, and nobody was told.
struct Stops {
    server: InMemory,
    left: AtomicUsize,
    late: bool,
}

impl Calendars for Stops {
    fn calendars(&self) -> Result<(String, Vec<Collection>), Trouble> {
        self.server.calendars()
    }

    fn make(&self, url: &str, name: &str) -> Result<(), Trouble> {
        self.server.make(url, name)
    }

    fn changes(&self, calendar: &str, token: Option<&str>) -> Result<Option<Changes>, Trouble> {
        self.server.changes(calendar, token)
    }

    fn objects(&self, calendar: &str, names: &[String]) -> Result<Vec<Object>, Trouble> {
        self.server.objects(calendar, names)
    }

    fn put(
        &self,
        calendar: &str,
        name: &str,
        text: &str,
        condition: If<'_>,
    ) -> Result<Option<String>, Trouble> {
        let left = self.left.load(Ordering::SeqCst);
        if left > 0 {
            self.left.store(left - 1, Ordering::SeqCst);
            return self.server.put(calendar, name, text, condition);
        }
        if self.late {
            self.server.put(calendar, name, text, condition)?;
        }
        Err(Trouble::Silent("its answer broke off".into()))
    }

    fn remove(&self, calendar: &str, name: &str, etag: &str) -> Result<(), Trouble> {
        self.server.remove(calendar, name, etag)
    }
}

/// What was sent is known, what was not is sent the next time, and an event that came through without an answer is known again: none is
/// sent twice, and nobody moved any.
#[test]
fn a_server_that_breaks_off() {
    for late in [false, true] {
        let mut service = Stops {
            server: InMemory::default(),
            left: AtomicUsize::new(3),
            late,
        };
        let mut pivot = Pivot::new("https://dav.example", &service);
        let failed = push(
            &pivot.folder,
            &pivot.situation(),
            &pivot.plan(),
            &service,
            &mut |_, _| {},
        )
        .unwrap_err();
        let Error::Outside { what, .. } = failed else {
            panic!("{failed:?}")
        };
        assert_eq!(
            what,
            "the calendar server: its answer broke off; 3 were sent before"
        );
        service.left = AtomicUsize::new(100);
        // An hour later every event is written with another DTSTAMP.
        pivot.now += SignedDuration::from_hours(1);
        assert_eq!(pivot.push(&service).sent.len(), if late { 4 } else { 5 });
        assert_eq!(service.server.writes(), 8);
        assert_eq!(pivot.sync(&service).facts.len(), 0);
        assert_eq!(pivot.push(&service).sent.len(), 0);
    }
}

#[test]
fn radicale_takes_it() {
    let server = radicale();
    life(&server.base, &server.client(hasty()));
}

#[test]
fn xandikos_takes_it() {
    let server = xandikos();
    life(&server.base, &server.client(hasty()));
}

#[test]
fn a_wrong_password_is_told() {
    let server = radicale();
    let other = pivot_app::connect::secret::Secret::new("other");
    let client =
        pivot_app::connect::caldav::Dav::new(&server.base, Login::Basic("ada".into(), other), hasty());
    assert_eq!(client.calendars(), Err(Trouble::Login));
}
