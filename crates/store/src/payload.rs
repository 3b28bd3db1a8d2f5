//! Facts as JSON. What is written here stands in journals for ever: a shape that changes gets the next version, and the old
//! one is still read.

use jiff::SignedDuration;
use pivot_domain::curriculum::Effort;
use pivot_domain::duration::LONGEST;
use pivot_domain::fact::{
    AddedTask, Attempt, DatedSession, Deed, Event, ExportedSession, Part, Proof, Standing,
};
use serde_json::{Map, Value, json};

/// The version of the payload that this program writes for an event. A check has the second since it says what was read, a score
/// since it says which attempt at a lab it was and the third where it is of a competition and says how the person stood; an estimate and a task that is left out have it where they follow from what the
/// person had done before.
pub(crate) fn version(event: &Event) -> i64 {
    match event {
        Event::Scored {
            standing: Some(_), ..
        } => 3,
        Event::Checked { proof: Some(_), .. } | Event::Scored { attempt: Some(_), .. } => 2,
        Event::EstimateChanged { priors, .. } | Event::TaskDropped { priors, .. } if !priors.is_empty() => 2,
        _ => 1,
    }
}

/// The newest version of a kind.
fn newest(kind: &str) -> i64 {
    match kind {
        "scored" => 3,
        "checked" | "estimate-changed" | "task-dropped" => 2,
        _ => 1,
    }
}

/// What a fact says, as the journal keeps it. Its keys are sorted.
pub fn write(event: &Event) -> Value {
    match event {
        Event::Started(part) | Event::Done(part) | Event::Reopened(part) => Value::Object(write_part(part)),
        Event::Stopped { part, spent } | Event::Logged { part, spent } => {
            with(write_part(part), "spent", spent.to_string())
        }
        Event::EstimateChanged { task, effort, priors } => {
            let object = put(Map::new(), "task", task.as_str());
            write_priors(put(object, "effort", write_effort(effort)), priors)
        }
        Event::TaskAdded(added) => write_added(added),
        Event::TaskDropped { task, priors } => write_priors(put(Map::new(), "task", task.as_str()), priors),
        Event::Pinned(session) | Event::Missed(session) => Value::Object(write_session(session)),
        Event::Unpinned { session } => json!({ "id": session }),
        Event::PlanAccepted(sessions) => {
            let sessions = sessions.iter().map(|s| Value::Object(write_session(s)));
            json!({ "sessions": sessions.collect::<Vec<_>>() })
        }
        Event::Exported(sessions) => {
            json!({ "sessions": sessions.iter().map(write_exported).collect::<Vec<_>>() })
        }
        Event::Scored {
            deed,
            metric,
            value,
            attempt,
            standing,
        } => {
            let object = put(write_deed(deed), "metric", metric.as_str());
            let object = put_some(object, "attempt", attempt.as_ref().map(write_attempt));
            let object = put_some(object, "standing", standing.as_ref().map(write_standing));
            with(object, "value", *value)
        }
        Event::Submitted(deed) | Event::Published(deed) | Event::Attended(deed) => {
            Value::Object(write_deed(deed))
        }
        Event::Checked {
            about,
            check,
            met,
            found,
            proof,
        } => {
            let mut object = put(Map::new(), "about", about.as_str());
            object = put(object, "check", check.as_str());
            object = put(object, "met", *met);
            object = put(object, "found", found.as_str());
            if let Some(proof) = proof {
                object = put(object, "with", proof.with.clone());
                object = put_some(object, "times", proof.times);
                object = put_some(object, "sha256", proof.sha256.as_deref());
                object = put_some(object, "excerpt", proof.excerpt.as_deref());
            }
            Value::Object(object)
        }
        Event::Outcome { deed, result } => with(write_deed(deed), "result", result.as_str()),
        Event::Undone { fact } => json!({ "fact": fact }),
    }
}

/// The inverse of [`write()`]: what a payload of that kind and version says. An error says what is wrong with it.
pub(crate) fn read(kind: &str, version: i64, payload: &Value) -> Result<Event, String> {
    let newest = newest(kind);
    if !(1..=newest).contains(&version) {
        return Err(format!(
            "`{kind}` has version {version}, and this program reads up to {newest}"
        ));
    }
    let Some(object) = payload.as_object() else {
        return Err(format!("the payload of `{kind}` is no object"));
    };
    let of = Fields(object);
    let event = match kind {
        "started" => Event::Started(of.part()?),
        "stopped" => Event::Stopped {
            part: of.part()?,
            spent: of.duration("spent")?,
        },
        "logged" => Event::Logged {
            part: of.part()?,
            spent: of.duration("spent")?,
        },
        "done" => Event::Done(of.part()?),
        "reopened" => Event::Reopened(of.part()?),
        "estimate-changed" => Event::EstimateChanged {
            task: of.text("task")?,
            effort: of.effort()?,
            priors: of.priors(version)?,
        },
        "task-added" => Event::TaskAdded(of.added()?),
        "task-dropped" => Event::TaskDropped {
            task: of.text("task")?,
            priors: of.priors(version)?,
        },
        "pinned" => Event::Pinned(of.session()?),
        "unpinned" => Event::Unpinned {
            session: of.text("id")?,
        },
        "plan-accepted" => Event::PlanAccepted(of.sessions(Fields::session)?),
        "exported" => Event::Exported(of.sessions(Fields::exported)?),
        "missed" => Event::Missed(of.session()?),
        "scored" => Event::Scored {
            deed: of.deed()?,
            metric: of.text("metric")?,
            value: of.need("value", "a number", Value::as_f64)?,
            attempt: if version == 2 { Some(of.attempt()?) } else { None },
            standing: if version < 3 { None } else { Some(of.standing()?) },
        },
        "submitted" => Event::Submitted(of.deed()?),
        "published" => Event::Published(of.deed()?),
        "attended" => Event::Attended(of.deed()?),
        "checked" => Event::Checked {
            about: of.text("about")?,
            check: of.text("check")?,
            met: of.need("met", "true or false", Value::as_bool)?,
            found: of.text("found")?,
            proof: if version < 2 { None } else { Some(of.proof()?) },
        },
        "outcome" => Event::Outcome {
            deed: of.deed()?,
            result: of.text("result")?,
        },
        "undone" => Event::Undone {
            fact: of.text("fact")?,
        },
        _ => return Err(format!("there is no kind `{kind}`")),
    };
    Ok(event)
}

/// The same, refusing a payload that says more than is understood: what comes from outside is kept whole or not at all.
pub(crate) fn read_all(kind: &str, version: i64, payload: &Value) -> Result<Event, String> {
    let event = read(kind, version, payload)?;
    if write(&event) == *payload {
        Ok(event)
    } else {
        Err(format!(
            "`{kind}` says more, or says it otherwise, than this program writes"
        ))
    }
}

fn put(mut object: Map<String, Value>, name: &str, value: impl Into<Value>) -> Map<String, Value> {
    object.insert(name.to_owned(), value.into());
    object
}

fn with(object: Map<String, Value>, name: &str, value: impl Into<Value>) -> Value {
    Value::Object(put(object, name, value))
}

/// Adds a field where there is something to say.
fn put_some(object: Map<String, Value>, name: &str, value: Option<impl Into<Value>>) -> Map<String, Value> {
    match value {
        Some(value) => put(object, name, value),
        None => object,
    }
}

/// With what it follows from, where it follows from anything.
fn write_priors(object: Map<String, Value>, priors: &[String]) -> Value {
    Value::Object(put_some(
        object,
        "priors",
        (!priors.is_empty()).then(|| priors.to_vec()),
    ))
}

fn write_part(part: &Part) -> Map<String, Value> {
    put_some(put(Map::new(), "task", part.task.as_str()), "time", part.time)
}

fn write_effort(effort: &Effort) -> Value {
    json!([
        effort.low.to_string(),
        effort.likely.to_string(),
        effort.high.to_string()
    ])
}

fn write_added(added: &AddedTask) -> Value {
    let mut object = Map::new();
    for (name, text) in [("id", &added.id), ("title", &added.title), ("kind", &added.kind)] {
        object = put(object, name, text.as_str());
    }
    object = put(object, "step", added.step);
    object = put(object, "effort", write_effort(&added.effort));
    object = put_some(object, "not_before", added.not_before.map(|d| d.to_string()));
    object = put_some(object, "deadline", added.deadline.map(|d| d.to_string()));
    with(object, "after", added.after.clone())
}

fn write_session(session: &DatedSession) -> Map<String, Value> {
    let mut object = Map::new();
    for (name, text) in [
        ("id", session.id.clone()),
        ("task", session.task.clone()),
        ("start", session.start.to_string()),
        ("end", session.end.to_string()),
    ] {
        object = put(object, name, text);
    }
    object
}

fn write_exported(exported: &ExportedSession) -> Value {
    let object = put(write_session(&exported.session), "title", exported.title.as_str());
    with(
        put(object, "sequence", exported.sequence),
        "cancelled",
        exported.cancelled,
    )
}

fn write_attempt(attempt: &Attempt) -> Value {
    json!({ "number": attempt.number, "set": attempt.set, "data": attempt.data, "sha256": attempt.sha256 })
}

fn write_standing(standing: &Standing) -> Value {
    let mut object = put(Map::new(), "submission", standing.submission);
    object = put(object, "asked", standing.asked.to_string());
    object = put_some(object, "rank", standing.rank);
    Value::Object(put_some(object, "teams", standing.teams))
}

fn write_deed(deed: &Deed) -> Map<String, Value> {
    let object = put_some(Map::new(), "task", deed.task.as_deref());
    let object = put_some(
        put(object, "what", deed.what.as_str()),
        "link",
        deed.link.as_deref(),
    );
    put_some(object, "note", deed.note.as_deref())
}

/// The fields of a payload, each read by its name.
#[derive(Clone, Copy)]
struct Fields<'v>(&'v Map<String, Value>);

impl Fields<'_> {
    fn need<T>(
        self,
        name: &str,
        expected: &str,
        read: impl FnOnce(&Value) -> Option<T>,
    ) -> Result<T, String> {
        let value = self.0.get(name).ok_or_else(|| format!("`{name}` is missing"))?;
        read(value).ok_or_else(|| format!("`{name}` is {value}: expected {expected}"))
    }

    fn some<T>(
        self,
        name: &str,
        expected: &str,
        read: impl FnOnce(&Value) -> Option<T>,
    ) -> Result<Option<T>, String> {
        if self.0.contains_key(name) {
            self.need(name, expected, read).map(Some)
        } else {
            Ok(None)
        }
    }

    fn text(self, name: &str) -> Result<String, String> {
        self.need(name, "a text", |v| v.as_str().map(str::to_owned))
    }

    fn some_text(self, name: &str) -> Result<Option<String>, String> {
        self.some(name, "a text", |v| v.as_str().map(str::to_owned))
    }

    fn number(self, name: &str) -> Result<u32, String> {
        self.need(name, "a whole number", whole)
    }

    /// A value that its type reads from text: an instant, a date.
    fn parsed<T: std::str::FromStr>(self, name: &str, expected: &str) -> Result<T, String> {
        self.need(name, expected, |v| v.as_str()?.parse().ok())
    }

    fn duration(self, name: &str) -> Result<SignedDuration, String> {
        self.need(name, DURATION, duration)
    }

    fn part(self) -> Result<Part, String> {
        Ok(Part {
            task: self.text("task")?,
            time: self.some("time", "a whole number from 1", |v| whole(v).filter(|n| *n > 0))?,
        })
    }

    fn effort(self) -> Result<Effort, String> {
        let three = |v: &Value| {
            let times: Option<Vec<_>> = v.as_array()?.iter().map(duration).collect();
            match times?[..] {
                [low, likely, high] if low <= likely && likely <= high => Some(Effort { low, likely, high }),
                _ => None,
            }
        };
        self.need(
            "effort",
            "low, likely, high, such as [\"PT1H\", \"PT2H\", \"PT4H\"]",
            three,
        )
    }

    /// What an estimate or a left out task follows from: from the second version on, one at least.
    fn priors(self, version: i64) -> Result<Vec<String>, String> {
        let names = |v: &Value| {
            let names: Option<Vec<String>> = v
                .as_array()?
                .iter()
                .map(|v| v.as_str().map(str::to_owned))
                .collect();
            names.filter(|names| !names.is_empty())
        };
        if version < 2 {
            return Ok(Vec::new());
        }
        self.need("priors", "ids of what was done before", names)
    }

    fn added(self) -> Result<AddedTask, String> {
        let names = |v: &Value| {
            v.as_array()?
                .iter()
                .map(|v| v.as_str().map(str::to_owned))
                .collect()
        };
        let date = |name| self.some(name, "a date", |v| v.as_str()?.parse().ok());
        Ok(AddedTask {
            id: self.text("id")?,
            step: self.number("step")?,
            title: self.text("title")?,
            kind: self.text("kind")?,
            effort: self.effort()?,
            after: self.need("after", "ids of tasks", names)?,
            not_before: date("not_before")?,
            deadline: date("deadline")?,
        })
    }

    fn session(self) -> Result<DatedSession, String> {
        Ok(DatedSession {
            id: self.text("id")?,
            task: self.text("task")?,
            start: self.parsed("start", "an instant")?,
            end: self.parsed("end", "an instant")?,
        })
    }

    fn exported(self) -> Result<ExportedSession, String> {
        Ok(ExportedSession {
            session: self.session()?,
            title: self.text("title")?,
            sequence: self.number("sequence")?,
            cancelled: self.need("cancelled", "true or false", Value::as_bool)?,
        })
    }

    fn sessions<T>(self, one: impl Fn(Self) -> Result<T, String>) -> Result<Vec<T>, String> {
        let Some(list) = self.0.get("sessions").and_then(Value::as_array) else {
            return Err("`sessions` is no list".into());
        };
        list.iter()
            .map(|value| match value.as_object() {
                Some(object) => one(Fields(object)),
                None => Err(format!("{value} is no session")),
            })
            .collect()
    }

    fn proof(self) -> Result<Proof, String> {
        Ok(Proof {
            with: self.need("with", "the parameters of the check", |v| v.as_object().cloned())?,
            times: self.some("times", "a whole number", whole)?,
            sha256: self.some_text("sha256")?,
            excerpt: self.some_text("excerpt")?,
        })
    }

    fn attempt(self) -> Result<Attempt, String> {
        let of = self.need("attempt", "an attempt at a lab", |v| v.as_object().cloned())?;
        let of = Fields(&of);
        Ok(Attempt {
            number: of.number("number")?,
            set: of.text("set")?,
            data: of.text("data")?,
            sha256: of.text("sha256")?,
        })
    }

    fn standing(self) -> Result<Standing, String> {
        let of = self.need("standing", "a submission to a competition", |v| {
            v.as_object().cloned()
        })?;
        let of = Fields(&of);
        Ok(Standing {
            submission: of.need("submission", "a whole number", Value::as_u64)?,
            asked: of.parsed("asked", "an instant")?,
            rank: of.some("rank", "a whole number", whole)?,
            teams: of.some("teams", "a whole number", whole)?,
        })
    }

    fn deed(self) -> Result<Deed, String> {
        Ok(Deed {
            task: self.some_text("task")?,
            what: self.text("what")?,
            link: self.some_text("link")?,
            note: self.some_text("note")?,
        })
    }
}

const DURATION: &str = "a duration such as PT1H30M";

fn whole(value: &Value) -> Option<u32> {
    u32::try_from(value.as_u64()?).ok()
}

/// Between nothing and [`LONGEST`].
fn duration(value: &Value) -> Option<SignedDuration> {
    let duration: SignedDuration = value.as_str()?.parse().ok()?;
    (SignedDuration::ZERO <= duration && duration <= LONGEST).then_some(duration)
}
