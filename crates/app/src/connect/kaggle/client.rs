//! The real service.

use serde_json::{Value, json};

use super::wire::{self, Object};
use super::{
    Competition, Competitions, DataFile, Limits, Pages, Place, Sent, Submission, Unsent, Wish, upload,
};
use crate::connect::http::{Answer, Http, Login, Patience, Request, Stream, Trouble};

/// At most so many pages of a list are asked for.
const PAGES: usize = 50;
/// Rows of a page; the service may give others.
const PAGE: u64 = 200;
const SERVICE: &str = "competitions.CompetitionApiService";

/// Kaggle, or something that speaks as it does.
#[derive(Debug)]
pub struct Kaggle {
    http: Http,
    patience: Patience,
    base: String,
    login: Login,
}

impl Kaggle {
    /// The service at `base` ([`super::BASE`]), to which `/v1/…` is added. The login goes to no other host.
    pub fn new(base: &str, login: Login, patience: Patience) -> Kaggle {
        Kaggle {
            http: Http::new(patience),
            patience,
            base: base.trim_end_matches('/').to_owned(),
            login,
        }
    }

    fn url(&self, method: &str) -> String {
        format!("{}/v1/{SERVICE}/{method}", self.base)
    }

    fn call(&self, method: &str, body: &Value, is_read: bool) -> Result<Value, Trouble> {
        let url = self.url(method);
        let request = Request {
            is_read,
            ..Request::write("POST", &url, &self.login)
        };
        let request = request
            .with("accept", "application/json")
            .sending("application/json", body.to_string());
        let mut answer = self.http.ask(&request)?;
        if let Some(code) = code(&answer) {
            answer.status = code;
        }
        answer.good(words)?.json()
    }

    fn read(&self, method: &str, body: &Value) -> Result<Value, Trouble> {
        self.call(method, body, true)
    }

    /// Rows of a list, page by page, until there are `most`.
    fn pages<T>(
        &self,
        method: &str,
        mut body: Value,
        rows: &str,
        most: usize,
        row: impl Fn(&Object<'_>) -> Result<T, Trouble>,
    ) -> Result<Pages<T>, Trouble> {
        let mut all = Vec::new();
        for _ in 0..PAGES {
            let answer = self.read(method, &body)?;
            let answer = Object::of(&answer)?;
            let page = answer.rows(rows, &row)?;
            let is_empty = page.is_empty();
            all.extend(page);
            let next = answer.raw("nextPageToken")?;
            // A service that leads in a circle is followed no further.
            let Some(next) = next.filter(|next| !is_empty && body["pageToken"] != *next) else {
                return Ok(Pages {
                    rows: all,
                    more: false,
                });
            };
            if all.len() >= most {
                break;
            }
            body["pageToken"] = next.into();
        }
        Ok(Pages {
            rows: all,
            more: true,
        })
    }

    /// The first two steps: the file is at the service, and nothing is submitted. What it is known by there.
    fn hand_over(&self, name: &str, sent: &Sent<'_>) -> Result<String, Trouble> {
        let mut body = json!({
            "competitionName": name,
            "fileName": sent.file,
            "lastModifiedEpochSeconds": sent.modified.as_second(),
        });
        if !sent.bytes.is_empty() {
            body["contentLength"] = sent.bytes.len().into();
        }
        let answer = self.call("StartSubmissionUpload", &body, false)?;
        let answer = Object::of(&answer)?;
        let missing = || Trouble::Silent("its answer does not say where the file is to be sent".into());
        let token = answer.raw("token")?.ok_or_else(missing)?;
        let address = answer.raw("createUrl")?.ok_or_else(missing)?;
        if self.base.starts_with("https://") && !address.starts_with("https://") {
            return Err(Trouble::Silent(
                "it wants the file at an address that is not encrypted, to which it was not sent".into(),
            ));
        }
        upload::put(self.patience, address, sent.bytes)?;
        Ok(token.to_owned())
    }
}

/// The code that the body of an answer tells, where it tells of a fault: Kaggle has sent such with 200.
fn code(answer: &Answer) -> Option<u16> {
    let said: Value = serde_json::from_slice(&answer.body).ok()?;
    let code = said.get("code").or_else(|| said.get("error")?.get("code"))?;
    let code = u16::try_from(code.as_u64()?).ok()?;
    (answer.status == 200 && (400..600).contains(&code)).then_some(code)
}

/// The service's own words about a fault.
fn words(body: &[u8]) -> Option<String> {
    let said: Value = serde_json::from_slice(body).ok()?;
    let error = said.get("error");
    let words = said.get("message").or_else(|| error?.get("message")).or(error)?;
    Some(wire::clean(words.as_str()?))
}

/// What was answered may have been done all the same.
fn may_be_done(trouble: &Trouble) -> bool {
    matches!(trouble, Trouble::Silent(_))
}

impl Competitions for Kaggle {
    fn list(&self, wish: &Wish) -> Result<Pages<Competition>, Trouble> {
        let mut body = json!({});
        if let Some(search) = &wish.search {
            body["search"] = search.as_str().into();
        }
        if wish.entered {
            body["group"] = "COMPETITION_LIST_TAB_ENTERED".into();
        }
        self.pages(
            "ListCompetitions",
            body,
            "competitions",
            usize::MAX,
            wire::competition,
        )
    }

    fn get(&self, name: &str) -> Result<Competition, Trouble> {
        let answer = self.read("GetCompetition", &json!({"competitionName": name}))?;
        wire::competition(&Object::of(&answer)?)
    }

    fn files(&self, name: &str) -> Result<Pages<DataFile>, Trouble> {
        let body = json!({"competitionName": name, "pageSize": PAGE});
        self.pages("ListDataFiles", body, "files", usize::MAX, wire::file)
    }

    fn limits(&self, name: &str) -> Result<Limits, Trouble> {
        let answer = self.read("GetSubmissionLimits", &json!({"competitionName": name}))?;
        wire::limits(&Object::of(&answer)?)
    }

    fn submissions(&self, name: &str) -> Result<Pages<Submission>, Trouble> {
        let body = json!({"competitionName": name, "pageSize": PAGE});
        self.pages(
            "ListSubmissions",
            body,
            "submissions",
            usize::MAX,
            wire::submission,
        )
    }

    fn submission(&self, number: u64) -> Result<Submission, Trouble> {
        let answer = self.read("GetSubmission", &json!({"ref": number}))?;
        wire::submission(&Object::of(&answer)?)
    }

    fn leaderboard(&self, name: &str, most: usize) -> Result<Pages<Place>, Trouble> {
        let body = json!({"competitionName": name, "pageSize": PAGE});
        let mut pages = self.pages("GetLeaderboard", body, "submissions", most, wire::place)?;
        for (rank, place) in (1..).zip(&mut pages.rows) {
            place.rank = rank;
        }
        Ok(pages)
    }

    fn submit(&self, name: &str, sent: &Sent<'_>) -> Result<u64, Unsent> {
        let token = self.hand_over(name, sent).map_err(Unsent::Not)?;
        let mut body = json!({"competitionName": name, "blobFileTokens": token});
        if !sent.description.is_empty() {
            body["submissionDescription"] = sent.description.into();
        }
        let answer =
            self.call("CreateSubmission", &body, false)
                .map_err(|trouble| match may_be_done(&trouble) {
                    true => Unsent::Unknown(trouble),
                    false => Unsent::Not(trouble),
                })?;
        let number = Object::of(&answer).and_then(|answer| answer.number("ref"));
        match number.map_err(Unsent::Unknown)?.filter(|number| *number > 0) {
            Some(number) => Ok(number),
            None => Err(Unsent::Unknown(Trouble::Silent(
                "its answer has no number of a submission".into(),
            ))),
        }
    }

    fn open(
        &self,
        name: &str,
        file: Option<&str>,
        begins: u64,
        tag: Option<&str>,
    ) -> Result<Stream, Trouble> {
        let (method, body) = match file {
            Some(file) => (
                "DownloadDataFile",
                json!({"competitionName": name, "fileName": file}),
            ),
            None => ("DownloadDataFiles", json!({"competitionName": name})),
        };
        let url = self.url(method);
        let mut request =
            Request::read("POST", &url, &self.login).sending("application/json", body.to_string());
        // Bounded by who reads it.
        request.largest = u64::MAX;
        if begins > 0 {
            request = request.with("range", format!("bytes={begins}-"));
            if let Some(tag) = tag {
                request = request.with("if-range", tag);
            }
        }
        self.http.open(&request, words)
    }
}
