//! Kaggle, against a service and a storage that are played on the loopback.
#![allow(
    clippy::unwrap_used,
    reason = "a test ends where what it asks for is not there"
)]

mod doubles;

use std::fs;
use std::time::Duration;

use doubles::Told;
use doubles::kaggle::Kaggle as Played;
use jiff::Timestamp;
use pivot_app::Error;
use pivot_app::connect::http::{Login, Patience, Trouble};
use pivot_app::connect::kaggle::{
    Competition, Competitions, DataFile, InMemory, Kaggle, Limits, Sent, Status, Unsent, Wish, check, fetch,
    saved, told,
};
use pivot_app::connect::secret::Secret;
use pivot_domain::evidence::Read;
use serde_json::json;

const QUICK: Patience = Patience {
    whole: Duration::from_millis(3000),
    tries: 3,
    pause: Duration::from_millis(1),
    longest: Duration::from_millis(50),
};

fn client(played: &Played) -> Kaggle {
    Kaggle::new(&played.api.base, Login::Bearer(Secret::new("the-token")), QUICK)
}

fn at(text: &str) -> Option<Timestamp> {
    Some(text.parse().unwrap())
}

fn sent(bytes: &[u8]) -> Sent<'_> {
    Sent {
        file: "first.csv",
        bytes,
        modified: Timestamp::UNIX_EPOCH,
        description: "a beginning",
    }
}

#[test]
fn a_competition_and_its_deadlines() {
    let played = Played::start();
    let client = client(&played);
    let competition = client.get("tides").unwrap();
    assert_eq!(
        competition,
        Competition {
            name: "tides".into(),
            // A letter that steers a terminal is a space.
            title: "Tides  [31mof the year".into(),
            url: Some("https://www.kaggle.com/competitions/tides".into()),
            entry: at("2027-03-24T23:59:00.1234567Z"),
            merger: None,
            deadline: at("2027-03-31T23:59:00Z"),
            daily: Some(2),
            metric: Some("Log Loss".into()),
            teams: 5,
            rank: Some(12),
            entered: true,
            notebooks_only: false,
            closed: false,
            category: Some("Getting Started".into()),
        }
    );
    let wish = Wish {
        search: Some("tid".into()),
        entered: true,
    };
    assert_eq!(client.list(&wish).unwrap().rows, [competition]);
    assert_eq!(
        played.api.asked().last().unwrap().json(),
        json!({"search": "tid", "group": "COMPETITION_LIST_TAB_ENTERED"})
    );
    assert_eq!(client.get("tide").unwrap_err(), Trouble::Missing);
    // The older login.
    played.state().login = "Basic YWRhOnRoZS13b3Jk".into();
    let old = Kaggle::new(
        &format!("{}/", played.api.base),
        Login::Basic("ada".into(), Secret::new("the-word")),
        QUICK,
    );
    assert!(old.get("tides").is_ok());
}

#[test]
fn a_submission_from_its_file_to_its_score() {
    let played = Played::start();
    let client = client(&played);
    assert_eq!(
        client.limits("tides").unwrap(),
        Limits {
            allowed: 2,
            ..Limits::default()
        }
    );
    assert!(client.submissions("tides").unwrap().rows.is_empty());
    let number = client
        .submit("tides", &sent(b"id,value\n1,0.2\n2,0.4\n"))
        .unwrap();
    assert_eq!(number, 1000);
    let one = client.submission(number).unwrap();
    assert_eq!((one.status, one.public.as_deref()), (Status::Pending, None));
    assert_eq!(
        (one.file.as_str(), one.description.as_str()),
        ("first.csv", "a beginning")
    );
    assert_eq!(one.at, at("2027-01-01T10:00:00.123Z"));
    played.state().scored = 1;
    let one = client.submission(number).unwrap();
    // The score is text: its last zeros are kept.
    assert_eq!(
        (one.status, one.public.as_deref()),
        (Status::Complete, Some("0.8000"))
    );
    client.submit("tides", &sent(b"id,value\n")).unwrap();
    let limits = client.limits("tides").unwrap();
    assert_eq!((limits.today, limits.total, limits.allowed), (2, 2, 0));
    let Unsent::Not(trouble) = client.submit("tides", &sent(b"x")).unwrap_err() else {
        panic!("it was refused in words");
    };
    assert!(trouble.to_string().contains("daily limit"), "{trouble}");
    let all = client.submissions("tides").unwrap();
    let numbers: Vec<u64> = all.rows.iter().map(|s| s.number).collect();
    assert_eq!((numbers, all.more), (vec![1001, 1000], false));
    // The token went to the service with each call, and to the storage never.
    assert!(
        played
            .api
            .asked()
            .iter()
            .all(|a| a.header("authorization") == Some("Bearer the-token"))
    );
    assert!(!played.storage.asked().is_empty());
    for asked in played.storage.asked() {
        assert!(!format!("{asked:?}").contains("the-token"));
    }
}

/// Two rows a page, whatever was asked for; a service that leads in a circle ends.
#[test]
fn lists_come_in_pages() {
    let played = Played::start();
    let client = client(&played);
    let board = client.leaderboard("tides", 1000).unwrap();
    let ranks: Vec<(u64, &str)> = board
        .rows
        .iter()
        .map(|p| (p.rank, p.score.as_deref().unwrap()))
        .collect();
    assert_eq!(
        ranks,
        [(1, "0.99"), (2, "0.98"), (3, "0.97"), (4, "0.96"), (5, "0.95")]
    );
    assert!(!board.more);
    let before = played.api.asked().len();
    let first = client.leaderboard("tides", 1).unwrap();
    assert_eq!((first.rows.len(), first.more), (2, true));
    assert_eq!(played.api.asked().len(), before + 1);
    for _ in 0..2 {
        let round = json!({"files": [{"name": "a.csv"}], "nextPageToken": "again"});
        played.api.next(Told::json(200, &round));
    }
    assert_eq!(client.files("tides").unwrap().rows.len(), 2);
    // One that never ends is left after 50 pages.
    for page in 0..60 {
        let more = json!({"files": [{"name": "a.csv"}], "nextPageToken": page.to_string()});
        played.api.next(Told::json(200, &more));
    }
    let files = client.files("tides").unwrap();
    assert_eq!((files.rows.len(), files.more), (50, true));
}

/// 12 of 22 bytes come, then 503: the rest alone is sent again, and what is submitted is whole.
#[test]
fn a_broken_upload_goes_on() {
    let played = Played::start();
    let bytes = b"id,value\n1,0.2\n2,0.45\n";
    played.state().loses = Some(12);
    assert_eq!(client(&played).submit("tides", &sent(bytes)).unwrap(), 1000);
    let asked = played.storage.asked();
    let ranges: Vec<Option<&str>> = asked.iter().map(|a| a.header("content-range")).collect();
    assert_eq!(ranges, [None, Some("bytes */22"), Some("bytes 12-21/22")]);
    assert_eq!(asked[2].body, &bytes[12..]);
    assert_eq!(played.state().submissions[0].2, bytes);

    // Nothing of it came: it is sent from its beginning.
    played.state().loses = Some(0);
    assert_eq!(client(&played).submit("tides", &sent(bytes)).unwrap(), 1001);
    assert_eq!(played.state().submissions[1].2, bytes);
}

/// What failed before the last step spent no try; where the last step has no answer, nobody knows, and it is not made again.
#[test]
fn a_try_is_not_spent_twice() {
    let played = Played::start();
    let client = client(&played);
    played.storage.next(Told::new(404, ""));
    let unsent = client.submit("tides", &sent(b"x")).unwrap_err();
    assert!(matches!(unsent, Unsent::Not(Trouble::Silent(_))), "{unsent:?}");
    let Error::Outside { what, next } = unsent.told("tides") else {
        panic!("it is nobody's fault here");
    };
    assert!(what.contains("nothing was submitted"), "{what}");
    assert!(next.unwrap().contains("none of the day's tries"));
    assert!(played.state().submissions.is_empty());

    for _ in 0..20 {
        played.storage.next(Told::new(503, ""));
    }
    let unsent = client.submit("tides", &sent(b"x")).unwrap_err();
    assert!(matches!(unsent, Unsent::Not(Trouble::Busy(_))), "{unsent:?}");

    let played = Played::start();
    let client = self::client(&played);
    let base = played.storage.base.clone();
    let start = json!({"token": "0", "createUrl": format!("{base}/upload/0")});
    played.state().uploads.push(("a.csv".into(), 1, Vec::new()));
    played.api.next(Told::json(200, &start));
    played.api.next(Told::new(502, "<html>"));
    let unsent = client.submit("tides", &sent(b"x")).unwrap_err();
    assert!(matches!(unsent, Unsent::Unknown(_)), "{unsent:?}");
    assert_eq!(played.api.asked().len(), 2);
    let Error::Outside { what, next } = unsent.told("tides") else {
        panic!("it is nobody's fault here");
    };
    assert!(what.contains("is not known"), "{what}");
    assert!(next.unwrap().contains("/competitions/tides/submissions"));
}

#[test]
fn hostile_answers_are_told_in_words() {
    let played = Played::start();
    let client = client(&played);
    let mut whole = json!({"ref": "tides", "teamCount": "7"});
    assert_eq!(
        {
            played.api.next(Told::json(200, &whole));
            client.get("tides").unwrap()
        },
        Competition {
            name: "tides".into(),
            title: "tides".into(),
            teams: 7,
            ..Competition::default()
        }
    );
    whole["teamCount"] = json!({"the-answer": 1});
    for (told, words) in [
        (
            Told::json(200, &whole),
            "`teamCount` is an object, where a whole number",
        ),
        (
            Told::json(200, &json!({"ref": "tides", "deadline": "soon"})),
            "`deadline` is a text, where a moment",
        ),
        (
            Told::json(200, &json!({"ref": "tides", "userHasEntered": "yes"})),
            "`userHasEntered` is a text",
        ),
        (Told::json(200, &json!({"ref": "../x y"})), "has no name"),
        (
            Told::json(200, &json!([])),
            "it answered with a list, where an object",
        ),
        (
            Told::new(200, "<html><p>Sign in</p></html>"),
            "a page instead of JSON",
        ),
        (Told::new(200, "{\"ref\": \"tid"), "JSON that ends in the middle"),
        (
            Told::json(200, &json!({"code": 404, "message": "NotFound"})),
            "there is no such thing (404)",
        ),
        (
            Told::json(409, &json!({"code": 409, "message": "in\u{7}the way"})),
            "it answered 409: in the way",
        ),
        (Told::new(412, ""), "was changed there"),
        (Told::new(400, "x"), "it answered 400"),
    ] {
        played.api.next(told);
        let trouble = client.get("tides").unwrap_err().to_string();
        assert!(trouble.contains(words), "{trouble}");
        assert!(!trouble.contains("the-answer"));
    }
    // Busy and broken, as often as it is tried.
    let busy =
        json!({"error": {"code": 429, "message": "Too many requests", "status": "RESOURCE_EXHAUSTED"}});
    for _ in 0..QUICK.tries {
        played.api.next(Told::json(429, &busy));
    }
    assert_eq!(client.get("tides").unwrap_err(), Trouble::Busy(None));
    for _ in 0..QUICK.tries {
        played
            .api
            .next(Told::json(500, &json!({"code": 500, "message": "oops"})));
    }
    let trouble = client.get("tides").unwrap_err();
    assert_eq!(trouble, Trouble::Silent("it answered 500: oops".into()));
    // A row of another form is named by its place.
    played.api.next(Told::json(
        200,
        &json!({"submissions": [{"ref": 1}, {"ref": -1}]}),
    ));
    let trouble = client.submissions("tides").unwrap_err().to_string();
    assert!(trouble.contains("`submissions[1].ref`"), "{trouble}");
}

#[test]
fn a_refusal_says_what_to_do() {
    let played = Played::start();
    played.state().accepted = false;
    let Error::Wrong { what, next } = told(client(&played).files("tides").unwrap_err(), Some("tides")) else {
        panic!("the rules are the person's to accept");
    };
    assert!(what.contains("You must accept"), "{what}");
    assert!(
        next.unwrap()
            .contains("https://www.kaggle.com/competitions/tides/rules")
    );
    played.state().login = "Bearer another".into();
    let trouble = client(&played).get("tides").unwrap_err();
    assert_eq!(trouble, Trouble::Login);
    let text = format!("{:?}", told(trouble, Some("tides")));
    assert!(
        text.contains("chmod 600") && !text.contains("the-token"),
        "{text}"
    );
}

fn train(played: &Played) -> (DataFile, Vec<u8>) {
    let bytes = played.state().files["train/train.csv"].clone();
    let file = DataFile {
        name: "train/train.csv".into(),
        bytes: bytes.len() as u64,
        created: None,
    };
    (file, bytes)
}

/// The connection breaks after 100,000 of 300,000 bytes: the rest alone is asked for, of the same state of the file.
#[test]
fn a_file_is_fetched_and_gone_on_with() {
    let played = Played::start();
    let client = client(&played);
    let (file, bytes) = train(&played);
    let dir = tempfile::tempdir().unwrap();
    played.storage.next(Told {
        cut: Some(100_000),
        ..Told::new(200, &bytes[..]).with("etag", "\"one\"")
    });
    let mut seen = Vec::new();
    let fetched = fetch(&client, "tides", Some(&file), dir.path(), QUICK, &mut |p| {
        seen.push((p.done, p.of));
    })
    .unwrap();
    assert_eq!(fetched.path, dir.path().join("train/train.csv"));
    assert_eq!(fs::read(&fetched.path).unwrap(), bytes);
    assert!(!fetched.known);
    assert_eq!(seen.last(), Some(&(300_000, 300_000)));
    let asked = played.storage.asked();
    assert_eq!(asked.len(), 2);
    assert_eq!(
        (asked[1].method.as_str(), asked[1].header("range")),
        ("GET", Some("bytes=100000-"))
    );
    assert_eq!(asked[1].header("if-range"), Some("\"one\""));
    // Sent on to the storage: without the login, and without what was asked of the service.
    assert!(
        asked
            .iter()
            .all(|a| a.header("authorization").is_none() && a.body.is_empty())
    );
    // Nothing but the file is left, and it is not fetched again.
    assert_eq!(fs::read_dir(dir.path().join("train")).unwrap().count(), 1);
    let again = fetch(&client, "tides", Some(&file), dir.path(), QUICK, &mut |_| {}).unwrap();
    assert!(again.known);
    assert_eq!(played.storage.asked().len(), 2);
}

/// Whatever comes, a file that was there under the name stays.
#[test]
fn a_file_that_is_another_is_not_taken() {
    for (told, words) in [
        (Told::new(200, "short"), "has 5 bytes, and its list says 300000"),
        (
            Told::new(200, "<html>").with("content-type", "text/html; charset=utf-8"),
            "a page instead of the file",
        ),
        (
            Told::new(206, "seven").with("content-range", "bytes 7-11/300000"),
            "another part of the file",
        ),
        (Told::new(403, "<Error>"), "it answered 403"),
    ] {
        let played = Played::start();
        let (file, _) = train(&played);
        let dir = tempfile::tempdir().unwrap();
        let mine = dir.path().join("train/train.csv");
        fs::create_dir(dir.path().join("train")).unwrap();
        fs::write(&mine, "mine").unwrap();
        for _ in 0..QUICK.tries {
            played.storage.next(told.clone());
        }
        let error = fetch(
            &client(&played),
            "tides",
            Some(&file),
            dir.path(),
            QUICK,
            &mut |_| {},
        )
        .unwrap_err();
        let text = format!("{error:?}");
        assert!(text.contains(words) && !text.contains("signature"), "{text}");
        assert_eq!(fs::read(&mine).unwrap(), b"mine");
    }
    let played = Played::start();
    let dir = tempfile::tempdir().unwrap();
    for name in [
        "../evil",
        "/etc/passwd",
        "a\\b",
        "a/../b",
        "",
        ".part",
        "c:x",
        "a\u{1b}b",
    ] {
        let odd = DataFile {
            name: name.into(),
            ..DataFile::default()
        };
        let error = fetch(
            &client(&played),
            "tides",
            Some(&odd),
            dir.path(),
            QUICK,
            &mut |_| {},
        )
        .unwrap_err();
        let error = format!("{error:?}");
        assert!(error.contains("a name that cannot be one"), "{error}");
    }
    assert!(played.api.asked().is_empty());
}

/// Some files come packed under the name of the unpacked one.
#[test]
fn a_packed_file_is_called_so() {
    let played = Played::start();
    let (file, _) = train(&played);
    let dir = tempfile::tempdir().unwrap();
    played.storage.next(Told::new(200, &b"PK\x03\x04 packed"[..]));
    let fetched = fetch(
        &client(&played),
        "tides",
        Some(&file),
        dir.path(),
        QUICK,
        &mut |_| {},
    )
    .unwrap();
    assert_eq!(fetched.path, dir.path().join("train/train.csv.zip"));
    assert_eq!(fs::read(fetched.path).unwrap(), b"PK\x03\x04 packed");
}

/// All files come as one that is packed, whatever size the others have, and go on where they broke.
#[test]
fn all_files_come_packed() {
    let played = Played::start();
    let dir = tempfile::tempdir().unwrap();
    let whole: Vec<u8> = b"PK\x03\x04"
        .iter()
        .chain(played.state().files.values().flatten())
        .copied()
        .collect();
    // Of the first answer only 1,000 bytes come.
    let mut broken = Told::new(200, &whole[..]).with("etag", "\"one\"");
    broken.cut = Some(1000);
    played.storage.next(broken);
    let all = || fetch(&client(&played), "tides", None, dir.path(), QUICK, &mut |_| {}).unwrap();
    let fetched = all();
    assert_eq!(fetched.path, dir.path().join("tides.zip"));
    assert_eq!((fetched.bytes, fetched.known), (whole.len() as u64, false));
    assert_eq!(fs::read(&fetched.path).unwrap(), whole);
    let asked = played.api.asked();
    let methods: Vec<&str> = asked
        .iter()
        .map(|a| a.place().rsplit('/').next().unwrap())
        .collect();
    assert_eq!(methods, ["DownloadDataFiles", "DownloadDataFiles"]);
    assert_eq!(asked[1].header("range"), Some("bytes=1000-"));
    assert!(
        played
            .storage
            .asked()
            .iter()
            .all(|a| a.header("authorization").is_none())
    );
}

#[test]
fn a_file_is_held_against_the_sample() {
    let dir = tempfile::tempdir().unwrap();
    let (sample, file) = (dir.path().join("sample.csv"), dir.path().join("mine.csv"));
    fs::write(&sample, "id,value\n1,0\n2,0\n").unwrap();
    fs::write(&file, "id,value\n2,0.25\n1,1\n").unwrap();
    let (fits, odd) = check(&sample, &file, Some("Log Loss")).unwrap();
    assert_eq!((fits.rows, fits.certain), (2, 1));
    assert!(odd[0].starts_with("1 value is exactly 0 or 1"), "{odd:?}");
    assert_eq!(
        check(&sample, &file, Some("AUC")).unwrap().1,
        Vec::<String>::new()
    );
    fs::write(&file, "id,value\n1,0.5\n3,0.5\n").unwrap();
    let Error::Tables { faults, more } = check(&sample, &file, None).unwrap_err() else {
        panic!("it has faults");
    };
    assert!(!more && faults.iter().all(|(path, _)| *path == file));
    assert_eq!(faults[0].1.line, Some(3));
    assert!(faults[1].1.what.contains("has no row: `2`"), "{faults:?}");
    let error = format!(
        "{:?}",
        check(&dir.path().join("none.csv"), &file, None).unwrap_err()
    );
    assert!(error.contains("none.csv cannot be read"), "{error}");
}

/// As `kaggle competitions submissions -v` of 2.2.4 prints it.
#[test]
fn a_saved_list_is_read() {
    let list = Read {
        path: "kaggle/tides.csv".into(),
        bytes: b"ref,fileName,date,description,status,publicScore,privateScore\n\
            2,b.csv,2027-01-06 18:20:31.123000,\"with, a comma\",SubmissionStatus.PENDING,,\n\
            1,a.csv,2027-01-05 18:20:31,,SubmissionStatus.COMPLETE,0.7710,0.7650\n"
            .to_vec(),
        ..Read::default()
    };
    let rows = saved(&list).unwrap();
    assert_eq!(
        (rows[0].status, rows[0].public.as_deref()),
        (Status::Pending, None)
    );
    assert_eq!(rows[0].description, "with, a comma");
    assert_eq!(rows[0].at, at("2027-01-06T18:20:31.123Z"));
    assert_eq!(
        (rows[1].status, rows[1].private.as_deref()),
        (Status::Complete, Some("0.7650"))
    );
    let other = Read {
        bytes: b"a,b\n1,2\n".to_vec(),
        ..list
    };
    assert!(saved(&other).unwrap_err().contains("no list of submissions"));
}

/// The twin does as the service does, as far as a verb can see.
#[test]
fn the_twin_keeps_the_rules() {
    let twin = InMemory {
        competition: Competition {
            name: "tides".into(),
            title: "Tides".into(),
            daily: Some(1),
            entered: true,
            ..Competition::default()
        },
        files: [("a.csv".to_owned(), b"id,v\n".to_vec())].into(),
        ..InMemory::default()
    };
    assert_eq!(twin.get("other").unwrap_err(), Trouble::Missing);
    let number = twin.submit("tides", &sent(b"x")).unwrap();
    assert_eq!(twin.submission(number).unwrap().status, Status::Pending);
    twin.score("0.5");
    assert_eq!(
        twin.submissions("tides").unwrap().rows[0].public.as_deref(),
        Some("0.5")
    );
    assert!(matches!(twin.submit("tides", &sent(b"x")), Err(Unsent::Not(_))));
    let dir = tempfile::tempdir().unwrap();
    let file = twin.files("tides").unwrap().rows.remove(0);
    let fetched = fetch(&twin, "tides", Some(&file), dir.path(), QUICK, &mut |_| {}).unwrap();
    assert_eq!(fs::read(fetched.path).unwrap(), b"id,v\n");
}
