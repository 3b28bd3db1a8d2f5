//! Kaggle, played: competition, files, the upload in three steps, submissions that are pending until they are scored.
//!
//! Shapes: Kaggle's SDK 0.1.38 (`kagglesdk/competitions/types/competition_api_service.py`), whose `_fields` name each field and its
//! default; what has its default is left out here as there. The storage speaks as Google's does for resumable uploads.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use super::{Asked, Double, Told};

const SERVICE: &str = "/v1/competitions.CompetitionApiService/";

/// What the service knows.
#[derive(Debug)]
pub struct State {
    /// `Bearer …` or `Basic …`.
    pub login: String,
    pub accepted: bool,
    pub files: BTreeMap<String, Vec<u8>>,
    pub daily: usize,
    pub today: usize,
    /// Name, description, bytes; oldest first.
    pub submissions: Vec<(String, String, Vec<u8>)>,
    pub scored: usize,
    /// So many looks at a submission find it pending; then all are scored. `None`: until the test says so.
    pub looks: Option<usize>,
    /// The person's rank.
    pub rank: u64,
    /// When the submissions are sent: this many days after the first of January 2027.
    pub days: usize,
    /// Rows of a page.
    pub page: usize,
    pub teams: usize,
    /// Uploads by their token: name, length, bytes.
    pub uploads: Vec<(String, usize, Vec<u8>)>,
    /// Of the next upload only so many bytes come.
    pub loses: Option<usize>,
}

/// The service and its storage, which are two hosts.
pub struct Kaggle {
    pub api: Double,
    pub storage: Arc<Double>,
    pub state: Arc<Mutex<State>>,
}

impl Kaggle {
    pub fn start() -> Kaggle {
        let state = Arc::new(Mutex::new(State {
            login: "Bearer the-token".into(),
            accepted: true,
            files: BTreeMap::from([
                (
                    "sample_submission.csv".to_owned(),
                    b"id,value\n1,0\n2,0\n".to_vec(),
                ),
                (
                    "train/train.csv".to_owned(),
                    (0..=255).cycle().take(300_000).collect(),
                ),
            ]),
            daily: 2,
            today: 0,
            submissions: Vec::new(),
            scored: 0,
            looks: None,
            rank: 12,
            days: 0,
            page: 2,
            teams: 5,
            uploads: Vec::new(),
            loses: None,
        }));
        let known = state.clone();
        let storage = Arc::new(Double::start(move |asked| {
            store(asked, &mut known.lock().unwrap())
        }));
        let (known, at) = (state.clone(), storage.base.clone());
        let api = Double::start(move |asked| answer(asked, &mut known.lock().unwrap(), &at));
        Kaggle { api, storage, state }
    }

    pub fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }
}

fn no(code: u16, message: &str) -> Told {
    Told::json(code, &json!({"code": code, "message": message}))
}

fn competition(state: &State) -> Value {
    let mut object = json!({
        "id": 3136,
        "ref": "https://www.kaggle.com/competitions/tides",
        "title": "Tides \u{1b}[31mof the year",
        "url": "https://www.kaggle.com/competitions/tides",
        "category": "Getting Started",
        "deadline": "2027-03-31T23:59:00Z",
        "newEntrantDeadline": "2027-03-24T23:59:00.1234567Z",
        "mergerDeadline": null,
        "maxDailySubmissions": state.daily,
        "evaluationMetric": "Log Loss",
        "tags": [{"name": "tabular"}],
        "somethingNew": {"x": [1]},
    });
    // False is the default, and left out.
    if state.accepted {
        object["userHasEntered"] = true.into();
        object["userRank"] = state.rank.into();
        object["teamCount"] = state.teams.into();
    }
    object
}

fn submission(state: &State, place: usize) -> Value {
    let (file, description, bytes) = &state.submissions[place];
    let mut object = json!({
        "ref": 1000 + place,
        "fileName": file,
        "description": description,
        "date": format!("2027-01-{:02}T10:00:00.123Z", state.days + place + 1),
        "totalBytes": bytes.len(),
    });
    // Pending is the default, and left out.
    if place < state.scored {
        object["status"] = "COMPLETE".into();
        object["publicScore"] = format!("0.8{place}00").into();
    }
    object
}

/// A page of rows, and the token of the next.
fn page(asked: &Asked, state: &State, name: &str, rows: &[Value]) -> Told {
    let begins = asked.json()["pageToken"]
        .as_str()
        .and_then(|t| t.parse().ok())
        .unwrap_or(0);
    let ends = rows.len().min(begins + state.page);
    let mut object = json!({});
    if begins < ends {
        object[name] = rows[begins..ends].to_vec().into();
    }
    if ends < rows.len() {
        object["nextPageToken"] = ends.to_string().into();
    }
    Told::json(200, &object)
}

fn answer(asked: &Asked, state: &mut State, storage: &str) -> Told {
    // Kaggle's own program asks a service of this machine below `/api`.
    let place = asked.place().strip_prefix("/api").unwrap_or(asked.place());
    if place == "/v1/security.OAuthService/IntrospectToken" {
        let known = state.login == format!("Bearer {}", asked.json()["token"].as_str().unwrap_or_default());
        return Told::json(
            200,
            &if known {
                json!({"active": true, "username": "ada"})
            } else {
                json!({})
            },
        );
    }
    let Some(method) = place.strip_prefix(SERVICE) else {
        return no(404, "NotFound");
    };
    if asked.method != "POST" {
        return no(405, "Method not allowed");
    }
    if asked.header("authorization") != Some(&state.login) {
        return no(401, "Unauthenticated");
    }
    let body = asked.json();
    let needs_name = !matches!(method, "ListCompetitions" | "GetSubmission");
    if needs_name && body["competitionName"] != "tides" {
        return no(404, "Competition not found");
    }
    let needs_rules = !matches!(method, "ListCompetitions" | "GetCompetition" | "GetLeaderboard");
    if needs_rules && !state.accepted {
        return no(
            403,
            "You must accept this competition's rules before you'll be able to do this",
        );
    }
    match method {
        "ListCompetitions" => page(asked, state, "competitions", &[competition(state)]),
        "GetCompetition" => Told::json(200, &competition(state)),
        "ListDataFiles" => {
            let file = |(name, bytes): (&String, &Vec<u8>)| json!({"name": name, "totalBytes": bytes.len(), "creationDate": "2026-11-01T00:00:00Z"});
            page(
                asked,
                state,
                "files",
                &state.files.iter().map(file).collect::<Vec<_>>(),
            )
        }
        "DownloadDataFile" => {
            let name = body["fileName"].as_str().unwrap_or_default();
            match state.files.contains_key(name) {
                true => Told::new(302, "").with("location", &format!("{storage}/data/{name}?signature=x")),
                false => no(404, "NotFound"),
            }
        }
        "DownloadDataFiles" => {
            Told::new(302, "").with("location", &format!("{storage}/data/all?signature=x"))
        }
        "GetSubmissionLimits" => {
            let mut object = json!({});
            for (name, number) in [
                ("numToday", state.today),
                ("numTotal", state.submissions.len()),
                ("numAllowedNow", state.daily - state.today),
            ] {
                if number > 0 {
                    object[name] = number.into();
                }
            }
            Told::json(200, &object)
        }
        "ListSubmissions" => {
            let rows = (0..state.submissions.len())
                .rev()
                .map(|place| submission(state, place));
            page(asked, state, "submissions", &rows.collect::<Vec<_>>())
        }
        "GetSubmission" => {
            let number = body["ref"]
                .as_u64()
                .and_then(|n| usize::try_from(n).ok())
                .unwrap_or(0);
            match number
                .checked_sub(1000)
                .filter(|place| *place < state.submissions.len())
            {
                Some(place) => {
                    match state.looks {
                        Some(0) => state.scored = state.submissions.len(),
                        Some(looks) => state.looks = Some(looks - 1),
                        None => {}
                    }
                    Told::json(200, &submission(state, place))
                }
                None => no(404, "NotFound"),
            }
        }
        "GetLeaderboard" => {
            let row = |n: usize| json!({"teamId": n + 1, "teamName": format!("Team {n}"), "submissionDate": "2027-01-01T00:00:00Z", "score": format!("0.9{}", 9 - n)});
            page(
                asked,
                state,
                "submissions",
                &(0..state.teams).map(row).collect::<Vec<_>>(),
            )
        }
        "StartSubmissionUpload" => {
            let file = body["fileName"].as_str().unwrap_or_default().to_owned();
            let length = body["contentLength"].as_u64().unwrap_or(0) as usize;
            state.uploads.push((file, length, Vec::new()));
            let token = state.uploads.len() - 1;
            Told::json(
                200,
                &json!({"token": token.to_string(), "createUrl": format!("{storage}/upload/{token}")}),
            )
        }
        "CreateSubmission" => {
            let token: Option<usize> = body["blobFileTokens"].as_str().and_then(|t| t.parse().ok());
            let upload = token.and_then(|token| state.uploads.get(token)).cloned();
            let Some((file, _, bytes)) = upload.filter(|(_, length, bytes)| bytes.len() == *length) else {
                return no(400, "Unknown blob token");
            };
            if state.today >= state.daily {
                return no(400, "Submission not allowed: your team has used its daily limit");
            }
            state.today += 1;
            let description = body["submissionDescription"].as_str().unwrap_or_default();
            state.submissions.push((file, description.to_owned(), bytes));
            let number = 999 + state.submissions.len();
            Told::json(
                200,
                &json!({"message": "Successfully submitted to Tides", "ref": number}),
            )
        }
        _ => no(404, "NotFound"),
    }
}

/// The signed storage: it wants no login, and refuses one.
fn store(asked: &Asked, state: &mut State) -> Told {
    if asked.header("authorization").is_some() {
        return Told::new(400, "<Error>two ways of authentication</Error>");
    }
    if let Some(name) = asked.place().strip_prefix("/data/") {
        // All of them packed: it begins as such a file does, and nobody here looks further.
        let all: Vec<u8> = b"PK\x03\x04"
            .iter()
            .chain(state.files.values().flatten())
            .copied()
            .collect();
        let files = if name == "all" {
            Some(&all)
        } else {
            state.files.get(name)
        };
        let Some(bytes) = files.filter(|_| asked.method == "GET") else {
            return Told::new(403, "<Error>SignatureDoesNotMatch</Error>");
        };
        let begins = asked
            .header("range")
            .and_then(|r| r.strip_prefix("bytes=")?.strip_suffix('-')?.parse().ok());
        return match begins {
            Some(begins) if begins >= bytes.len() => Told::new(416, ""),
            Some(begins) => Told::new(206, &bytes[begins..]).with("etag", "\"one\"").with(
                "content-range",
                &format!("bytes {begins}-{}/{}", bytes.len() - 1, bytes.len()),
            ),
            None => Told::new(200, &bytes[..]).with("etag", "\"one\""),
        };
    }
    let loses = state.loses.take();
    let token = asked
        .place()
        .strip_prefix("/upload/")
        .and_then(|t| t.parse::<usize>().ok());
    let Some((_, length, bytes)) = token.and_then(|token| state.uploads.get_mut(token)) else {
        return Told::new(404, "");
    };
    let range = asked.header("content-range").unwrap_or("bytes 0-");
    let begins = range
        .strip_prefix("bytes ")
        .unwrap_or(range)
        .split('-')
        .next()
        .unwrap_or_default();
    // `bytes */N` asks how much there is.
    if let Ok(begins) = begins.parse::<usize>() {
        if begins != bytes.len() {
            return Told::new(400, "");
        }
        let keeps = loses.unwrap_or(asked.body.len()).min(asked.body.len());
        bytes.extend_from_slice(&asked.body[..keeps]);
        if loses.is_some() {
            return Told::new(503, "");
        }
    }
    match bytes.len() {
        there if there >= *length => Told::new(200, ""),
        0 => Told::new(308, ""),
        there => Told::new(308, "").with("range", &format!("bytes=0-{}", there - 1)),
    }
}
