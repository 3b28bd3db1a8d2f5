//! The same in memory.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::sync::{Mutex, PoisonError};

use ureq::http::{HeaderMap, HeaderValue};

use super::{
    Competition, Competitions, DataFile, Limits, Pages, Place, Sent, Status, Submission, Unsent, Wish,
};
use crate::connect::http::{Stream, Trouble};

/// One competition and all that belongs to it. Every submission is pending until [`InMemory::score`] is called.
#[derive(Debug, Default)]
pub struct InMemory {
    /// The competition.
    pub competition: Competition,
    /// Its files.
    pub files: BTreeMap<String, Vec<u8>>,
    /// The leaderboard.
    pub board: Vec<Place>,
    /// What was submitted, newest first.
    pub sent: Mutex<Vec<Submission>>,
}

impl InMemory {
    fn sent(&self) -> std::sync::MutexGuard<'_, Vec<Submission>> {
        self.sent.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Gives each pending submission this score.
    pub fn score(&self, score: &str) {
        for submission in self.sent().iter_mut().filter(|s| s.status == Status::Pending) {
            submission.status = Status::Complete;
            submission.public = Some(score.to_owned());
        }
    }

    fn of(&self, name: &str) -> Result<(), Trouble> {
        match name == self.competition.name {
            true => Ok(()),
            false => Err(Trouble::Missing),
        }
    }

    /// The same, for what needs the rules accepted.
    fn entered(&self, name: &str) -> Result<(), Trouble> {
        self.of(name)?;
        match self.competition.entered {
            true => Ok(()),
            false => Err(Trouble::Forbidden(Some(
                "You must accept this competition's rules".into(),
            ))),
        }
    }
}

fn whole<T>(rows: Vec<T>) -> Pages<T> {
    Pages { rows, more: false }
}

impl Competitions for InMemory {
    fn list(&self, wish: &Wish) -> Result<Pages<Competition>, Trouble> {
        let search = wish.search.as_deref().unwrap_or_default().to_lowercase();
        let one = Some(&self.competition)
            .filter(|one| one.title.to_lowercase().contains(&search) && (one.entered || !wish.entered));
        Ok(whole(one.into_iter().cloned().collect()))
    }

    fn get(&self, name: &str) -> Result<Competition, Trouble> {
        self.of(name)?;
        Ok(self.competition.clone())
    }

    fn files(&self, name: &str) -> Result<Pages<DataFile>, Trouble> {
        self.of(name)?;
        let file = |(name, bytes): (&String, &Vec<u8>)| DataFile {
            name: name.clone(),
            bytes: bytes.len() as u64,
            created: None,
        };
        Ok(whole(self.files.iter().map(file).collect()))
    }

    fn limits(&self, name: &str) -> Result<Limits, Trouble> {
        self.entered(name)?;
        let total = self.sent().len() as u64;
        Ok(Limits {
            today: total,
            total,
            allowed: self.competition.daily.unwrap_or(0).saturating_sub(total),
            by_total: false,
        })
    }

    fn submissions(&self, name: &str) -> Result<Pages<Submission>, Trouble> {
        self.entered(name)?;
        Ok(whole(self.sent().clone()))
    }

    fn submission(&self, number: u64) -> Result<Submission, Trouble> {
        let sent = self.sent();
        sent.iter()
            .find(|s| s.number == number)
            .cloned()
            .ok_or(Trouble::Missing)
    }

    fn leaderboard(&self, name: &str, most: usize) -> Result<Pages<Place>, Trouble> {
        self.of(name)?;
        Ok(Pages {
            rows: self.board.iter().take(most).cloned().collect(),
            more: self.board.len() > most,
        })
    }

    fn submit(&self, name: &str, sent: &Sent<'_>) -> Result<u64, Unsent> {
        let limits = self.limits(name).map_err(Unsent::Not)?;
        if limits.allowed == 0 {
            let words = "the daily limit is reached".to_owned();
            return Err(Unsent::Not(Trouble::Refused(400, Some(words))));
        }
        let mut all = self.sent();
        let number = all.len() as u64 + 1;
        all.insert(
            0,
            Submission {
                number,
                file: sent.file.to_owned(),
                at: Some(sent.modified),
                description: sent.description.to_owned(),
                bytes: Some(sent.bytes.len() as u64),
                ..Submission::default()
            },
        );
        Ok(number)
    }

    fn open(&self, name: &str, file: Option<&str>, begins: u64, _: Option<&str>) -> Result<Stream, Trouble> {
        self.entered(name)?;
        let bytes = file
            .and_then(|file| self.files.get(file))
            .ok_or(Trouble::Missing)?;
        let rest = usize::try_from(begins)
            .ok()
            .and_then(|begins| bytes.get(begins..));
        let rest = rest.ok_or(Trouble::Refused(416, None))?.to_vec();
        let mut headers = HeaderMap::new();
        let mut put = |name: &'static str, value: String| {
            if let Ok(value) = HeaderValue::from_str(&value) {
                headers.insert(name, value);
            }
        };
        put("content-length", rest.len().to_string());
        put("etag", "\"whole\"".into());
        if begins > 0 {
            put("content-range", format!("bytes {begins}-/{}", bytes.len()));
        }
        Ok(Stream {
            status: if begins > 0 { 206 } else { 200 },
            headers,
            body: Box::new(Cursor::new(rest)),
        })
    }
}
