//! `pivot pin` and `unpin`: a session is to stay where the person puts it.

use jiff::Timestamp;
use pivot_domain::fact::{DatedSession, Event};
use pivot_domain::fault::nearest;
use pivot_store::Folder;

use super::record::{Outcome, write};
use crate::error::Error;
use crate::planning::Plan;
use crate::situation::Situation;

/// Puts a session of `plan` at `start`, as long as it is there.
pub fn pin(
    folder: &Folder,
    situation: &Situation,
    plan: &Plan,
    session: &str,
    start: Timestamp,
) -> Result<Outcome, Error> {
    let pinned = pinned(situation, plan, session, start, None)?;
    let recorded = write(folder, situation, |_, _| {
        Ok(vec![(situation.now, Event::Pinned(pinned))])
    })?;
    Ok(Outcome::Recorded(recorded))
}

/// A session of `plan` as it is when it is put at `start`, until `end` or as long as it is there.
///
/// # Errors
/// Where there is no such session, or the time is past or none.
pub fn pinned(
    situation: &Situation,
    plan: &Plan,
    session: &str,
    start: Timestamp,
    end: Option<Timestamp>,
) -> Result<DatedSession, Error> {
    let Some(planned) = plan.sessions.iter().find(|s| s.id == session) else {
        return Err(unknown(plan, session));
    };
    if start < situation.now {
        return Err(
            Error::wrong("a session cannot be pinned to what is past").next(format!(
                "pivot log {} DURATION --at INSTANT records what was done",
                planned.task
            )),
        );
    }
    let end = match end {
        Some(end) if end <= start => {
            return Err(Error::wrong("a session ends after it begins").next("give it at least five minutes"));
        }
        Some(end) => end,
        None => start
            .checked_add(planned.end.duration_since(planned.start))
            .map_err(|_| Error::wrong("that is beyond the years that Pivot knows"))?,
    };
    Ok(DatedSession {
        start,
        end,
        ..planned.dated()
    })
}

/// Pins a session and accepts the plan that was shown with it: what the person saw is what they get.
pub fn place(
    folder: &Folder,
    situation: &Situation,
    pinned: DatedSession,
    seen: &Plan,
) -> Result<Outcome, Error> {
    let accepted = Event::PlanAccepted(seen.dated());
    let recorded = write(folder, situation, |_, _| {
        Ok(vec![
            (situation.now, accepted),
            (situation.now, Event::Pinned(pinned)),
        ])
    })?;
    Ok(Outcome::Recorded(recorded))
}

/// Lets a session move again.
pub fn unpin(folder: &Folder, situation: &Situation, session: &str) -> Result<Outcome, Error> {
    let mut pins = Vec::new();
    let recorded = write(folder, situation, |_, progress| {
        if progress.pins.contains_key(session) {
            let session = session.to_owned();
            return Ok(vec![(situation.now, Event::Unpinned { session })]);
        }
        pins.extend(progress.pins.keys().cloned());
        Ok(Vec::new())
    })?;
    if recorded.is_empty() {
        let pins = if pins.is_empty() {
            "nothing is".to_owned()
        } else {
            format!("pinned are {}", pins.join(", "))
        };
        return Ok(Outcome::Nothing(format!("{session} is not pinned: {pins}")));
    }
    Ok(Outcome::Recorded(recorded))
}

/// A session that is not in the plan, with what may be meant.
fn unknown(plan: &Plan, session: &str) -> Error {
    let error = Error::wrong(format!("there is no session `{session}`"));
    let of_task: Vec<&str> = plan
        .sessions
        .iter()
        .filter(|s| s.task == session)
        .map(|s| s.id.as_str())
        .take(3)
        .collect();
    if !of_task.is_empty() {
        return error.next(format!("the task's sessions are {}, …", of_task.join(", ")));
    }
    match nearest(session, plan.sessions.iter().map(|s| s.id.as_str())) {
        Some(near) => error.next(format!(
            "did you mean `{near}`? pivot plan --all shows the sessions"
        )),
        None => error.next("pivot plan --json names the sessions"),
    }
}
