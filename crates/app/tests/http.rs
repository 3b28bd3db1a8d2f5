//! The client of all services, against servers that behave badly.
#![allow(
    clippy::unwrap_used,
    reason = "a test ends where what it asks for is not there"
)]

mod doubles;

use std::time::Duration;

use doubles::{Double, Told};
use pivot_app::connect::http::{Http, Login, Patience, Request, Tag, Trouble};
use pivot_app::connect::secret::Secret;
use serde_json::{Value, json};

fn quick() -> Http {
    Http::new(Patience {
        whole: Duration::from_millis(1500),
        tries: 3,
        pause: Duration::from_millis(1),
        longest: Duration::from_millis(1100),
    })
}

fn nothing(_: &[u8]) -> Option<String> {
    None
}

fn double() -> Double {
    Double::start(|_| Told::json(200, &json!({"fine": true})))
}

#[test]
fn a_read_is_tried_again_and_a_write_is_not() {
    let double = double();
    let url = double.base.clone();
    double.next(Told::new(503, ""));
    double.next(Told::new(429, "").with("retry-after", "1"));
    let answer = quick().ask(&Request::get(&url, &Login::None)).unwrap();
    assert_eq!((answer.status, double.asked().len()), (200, 3));
    assert_eq!(answer.json::<Value>().unwrap(), json!({"fine": true}));

    double.next(Told::new(503, ""));
    let write = Request::write("POST", &url, &Login::None).sending("text/plain", "x");
    let answer = quick().ask(&write).unwrap();
    assert_eq!((answer.status, double.asked().len()), (503, 4));
    assert_eq!(answer.good(nothing).unwrap_err(), Trouble::Busy(None));

    // Broken in the middle: a read is asked again.
    double.next(Told {
        cut: Some(3),
        ..Told::new(200, "0123456789")
    });
    let answer = quick().ask(&Request::get(&url, &Login::None)).unwrap();
    assert_eq!((answer.status, double.asked().len()), (200, 6));
    double.next(Told {
        cut: Some(3),
        ..Told::new(200, "0123456789")
    });
    let broken = quick().ask(&write).unwrap_err();
    assert_eq!(broken, Trouble::Silent("its answer broke off".into()));
}

/// A service that asks for a longer wait than a person at a terminal has is not asked again before.
#[test]
fn a_long_wait_is_told() {
    let double = double();
    double.next(Told::new(429, "").with("retry-after", "600"));
    let answer = quick().ask(&Request::get(&double.base, &Login::None)).unwrap();
    assert_eq!(double.asked().len(), 1);
    let trouble = answer.good(nothing).unwrap_err();
    assert_eq!(trouble, Trouble::Busy(Some(Duration::from_secs(600))));
    assert!(trouble.to_string().contains("10 minutes"), "{trouble}");
    // As a date it is read against the server's own clock, which may be years from ours.
    double.next(
        Told::new(429, "")
            .with("date", "Thu, 01 Jan 1998 00:00:00 GMT")
            .with("retry-after", "Thu, 01 Jan 1998 02:00:00 GMT"),
    );
    let answer = quick().ask(&Request::get(&double.base, &Login::None)).unwrap();
    assert_eq!(
        answer.good(nothing).unwrap_err(),
        Trouble::Busy(Some(Duration::from_secs(7200)))
    );
}

#[test]
fn a_login_goes_to_no_other_host() {
    let other = double();
    let there = other.base.clone();
    let double = Double::start(move |asked| match asked.place() {
        "/away" => Told::new(302, "").with("location", &format!("{there}/x")),
        "/here" => Told::new(307, "").with("location", "/end"),
        "/round" => Told::new(302, "").with("location", "round"),
        "/odd" => Told::new(302, "").with("location", "file:///etc/passwd"),
        _ => Told::new(200, "there"),
    });
    for (login, header) in [
        (Login::Bearer(Secret::new("the-token")), "authorization"),
        (
            Login::Basic("ada".into(), Secret::new("the-word")),
            "authorization",
        ),
        (Login::Header("api-key", Secret::new("the-key")), "api-key"),
    ] {
        let (asked, before) = (other.asked().len(), double.asked().len());
        let away = format!("{}/away", double.base);
        quick().ask(&Request::get(&away, &login)).unwrap();
        assert!(double.asked()[before].header(header).is_some());
        assert_eq!(other.asked()[asked].header(header), None);
        quick().open(&Request::get(&away, &login), nothing).unwrap();
        assert_eq!(other.asked()[asked + 1].header(header), None);
        let here = format!("{}/here", double.base);
        quick().ask(&Request::get(&here, &login)).unwrap();
        assert!(double.asked().last().unwrap().header(header).is_some());
    }
    let basic = double.asked();
    // "ada:the-word" by RFC 4648: printf ada:the-word | base64
    assert!(
        basic
            .iter()
            .any(|a| a.header("authorization") == Some("Basic YWRhOnRoZS13b3Jk"))
    );
    for path in ["/round", "/odd"] {
        let url = format!("{}{path}", double.base);
        let trouble = quick().ask(&Request::get(&url, &Login::None)).unwrap_err();
        assert!(matches!(trouble, Trouble::Silent(_)), "{trouble:?}");
    }
    // What changes something is not sent on.
    let url = format!("{}/here", double.base);
    let answer = quick().ask(&Request::write("PUT", &url, &Login::None)).unwrap();
    assert_eq!(answer.status, 307);
    assert!(answer.good(nothing).is_err());
}

/// 64 MiB of nothing in 64 kB, and an answer that says it has 10 GB.
#[test]
fn what_is_too_large_is_left() {
    use std::io::Write;
    let mut bomb = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    for _ in 0..64 {
        bomb.write_all(&vec![0; 1 << 20]).unwrap();
    }
    let bomb = bomb.finish().unwrap();
    assert!(bomb.len() < 100_000);
    let double = double();
    double.next(Told::new(200, bomb).with("content-encoding", "gzip"));
    let trouble = quick()
        .ask(&Request::get(&double.base, &Login::None))
        .unwrap_err();
    assert_eq!(
        trouble,
        Trouble::Silent("its answer is larger than 16 MiB".into())
    );
    double.next(Told::new(200, vec![0; 20 << 20]).with("content-length", "10000000000"));
    let trouble = quick()
        .ask(&Request::get(&double.base, &Login::None))
        .unwrap_err();
    assert_eq!(
        trouble,
        Trouble::Silent("its answer is larger than 16 MiB".into())
    );
}

#[test]
fn a_silent_server_is_left_in_time() {
    let double = double();
    for _ in 0..3 {
        double.next(Told {
            silence: Duration::from_secs(20),
            ..Told::new(200, "")
        });
    }
    let trouble = quick()
        .ask(&Request::get(&double.base, &Login::None))
        .unwrap_err();
    assert!(trouble.to_string().contains("did not answer within"), "{trouble}");
    assert_eq!(double.asked().len(), 3);
}

#[test]
fn each_code_says_what_it_means() {
    let double = double();
    let words = |body: &[u8]| {
        let body: Value = serde_json::from_slice(body).ok()?;
        Some(body["message"].as_str()?.to_owned())
    };
    let said = Some("not \u{1b}[31mtoday".to_owned());
    let shown = Some("not  [31mtoday".to_owned());
    for (status, expected) in [
        (401, Trouble::Login),
        (403, Trouble::Forbidden(shown.clone())),
        (404, Trouble::Missing),
        (410, Trouble::Missing),
        (409, Trouble::Conflict(shown.clone())),
        (412, Trouble::Changed),
        (422, Trouble::Refused(422, shown.clone())),
        (500, Trouble::Silent("it answered 500: not  [31mtoday".into())),
    ] {
        for _ in 0..3 {
            double.next(Told::json(status, &json!({"message": said})));
        }
        let write = Request::write("POST", &double.base, &Login::None);
        let answer = quick().ask(&write).unwrap();
        assert_eq!(answer.good(words).unwrap_err(), expected);
        assert_eq!(quick().open(&write, words).unwrap_err(), expected);
        let _ = quick().ask(&write);
    }
}

/// A service that reads no bodies in pieces would wait for one, or close upon what it did not read.
#[test]
fn nothing_to_write_has_its_length() {
    let double = double();
    for method in ["POST", "PUT", "PATCH"] {
        quick()
            .ask(&Request::write(method, &double.base, &Login::None))
            .unwrap();
        let asked = double.asked().pop().unwrap();
        assert_eq!(
            (asked.method.as_str(), asked.header("content-length")),
            (method, Some("0"))
        );
        assert_eq!(asked.header("transfer-encoding"), None);
    }
    quick()
        .ask(&Request::write("DELETE", &double.base, &Login::None))
        .unwrap();
    let asked = double.asked().pop().unwrap();
    assert_eq!(
        (asked.method.as_str(), asked.header("transfer-encoding")),
        ("DELETE", None)
    );
}

/// Forms that are none: each is told without what was read.
#[test]
fn what_is_no_answer_is_told() {
    #[derive(Debug, serde::Deserialize)]
    struct Form {
        #[allow(dead_code, reason = "only its type matters")]
        name: String,
    }
    let double = double();
    for (body, part) in [
        ("<!doctype html><title>secret</title>", "a page instead of JSON"),
        ("{\"name\": \"sec", "ends in the middle"),
        ("{\"name\": secret}", "no JSON (line 1, column 10)"),
        ("{\"name\": [\"secret\"]}", "another form"),
        ("", "ends in the middle"),
    ] {
        double.next(Told::new(200, body));
        let answer = quick().ask(&Request::get(&double.base, &Login::None)).unwrap();
        let trouble = answer.json::<Form>().unwrap_err().to_string();
        assert!(trouble.contains(part) && !trouble.contains("secret"), "{trouble}");
    }
    for url in ["", "nonsense", "ftp://x/", "file:///etc/passwd", "http://"] {
        let trouble = quick().ask(&Request::get(url, &Login::None)).unwrap_err();
        assert!(
            trouble.to_string().contains("none that can be asked"),
            "{url}: {trouble}"
        );
    }
    let closed = "http://127.0.0.1:9/";
    let trouble = quick().ask(&Request::get(closed, &Login::None)).unwrap_err();
    assert!(trouble.to_string().contains("could not be reached"), "{trouble}");
}

#[test]
fn what_is_known_is_not_sent_again() {
    let double = Double::start(|asked| match asked.header("if-none-match") {
        Some("\"1\"") => Told::new(304, ""),
        _ => Told::new(200, "text").with("etag", "\"1\""),
    });
    let first = quick().ask(&Request::get(&double.base, &Login::None)).unwrap();
    assert_eq!(
        first.tag(),
        Tag {
            etag: Some("\"1\"".into()),
            modified: None
        }
    );
    let again = Request {
        known: first.tag(),
        ..Request::get(&double.base, &Login::None)
    };
    assert_eq!(quick().ask(&again).unwrap().good(nothing).unwrap().status, 304);
}
