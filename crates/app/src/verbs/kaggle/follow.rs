//! A submission is followed until it has its score.

use std::thread::sleep;
use std::time::{Duration, Instant};

use pivot_domain::fact::Recorded;

use super::status::{Refused, ask};
use super::{Desk, keep, passing};
use crate::connect::kaggle::{self, Competition, Status, Submission};
use crate::error::Error;

/// How long it is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wait {
    /// Before the first look; twice as long before each further one.
    pub pause: Duration,
    /// The longest pause.
    pub longest: Duration,
    /// In all.
    pub whole: Duration,
}

impl Wait {
    /// As long as this.
    pub fn of(whole: Duration) -> Wait {
        Wait {
            pause: Duration::from_millis(500),
            longest: Duration::from_secs(15),
            whole,
        }
    }
}

/// What became of a submission.
#[derive(Clone, Debug, PartialEq)]
pub struct Followed {
    /// It, as the service has it now; pending where the wait ended before.
    pub submission: Submission,
    /// The competition, with the rank of now.
    pub competition: Competition,
    /// Its score as a fact, where it is new.
    pub recorded: Vec<Recorded>,
    /// What there is to know, in sentences.
    pub notes: Vec<String>,
}

/// Looks until the submission is scored or refused, or the wait is over. What came of it is kept and recorded.
///
/// # Errors
/// The service has no such submission, or does not take the login.
pub fn follow(
    desk: &Desk<'_>,
    competition: &Competition,
    number: u64,
    wait: Wait,
    tell: &mut dyn FnMut(Duration),
) -> Result<Followed, Error> {
    let name = &competition.name;
    let service = desk.service(&format!("kaggle competitions submissions -c {name} -v"))?;
    let began = Instant::now();
    let mut pause = wait.pause;
    let mut followed = Followed {
        submission: Submission {
            number,
            ..Submission::default()
        },
        competition: competition.clone(),
        recorded: Vec::new(),
        notes: Vec::new(),
    };
    let mut last: Option<String>;
    loop {
        match service.submission(number) {
            Ok(submission) => {
                (followed.submission, last) = (submission, None);
                if followed.submission.status != Status::Pending {
                    break;
                }
            }
            Err(trouble) if passing(&trouble) => last = Some(format!("Kaggle: {trouble}")),
            Err(trouble) => return Err(kaggle::told(trouble, Some(name))),
        }
        let left = wait.whole.saturating_sub(began.elapsed());
        if left.is_zero() {
            break;
        }
        tell(began.elapsed());
        sleep(pause.min(left));
        pause = (pause * 2).min(wait.longest);
    }
    followed.notes.extend(last);
    match ask(desk, service, name) {
        Ok(asked) => {
            followed.competition = asked.known.competition;
            (followed.recorded, followed.notes) = (asked.recorded, [followed.notes, asked.notes].concat());
        }
        Err(Refused::Here(error)) => return Err(error),
        // What is known of this one is kept all the same.
        Err(Refused::Service(trouble)) => followed.notes.push(format!("Kaggle: {trouble}")),
    }
    let own = std::slice::from_ref(&followed.submission);
    followed.notes.extend(keep::rows(desk.folder, name, own)?);
    followed
        .recorded
        .extend(keep::scores(desk, &followed.competition, own)?);
    Ok(followed)
}
