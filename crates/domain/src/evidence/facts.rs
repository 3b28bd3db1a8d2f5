//! What the journal alone tells: `hours`, `lab`, `outcome`.

use jiff::SignedDuration;
use jiff::civil::Date;
use toml::de::{DeTable, DeValue};

use super::with::With;
use super::{Found, Look, Material, Read, text};
use crate::application::{self, Stage};
use crate::duration::show;
use crate::fact::{Deed, Event};

/// Where the outcome is written down.
pub(super) const OUTCOME: &str = "outcome.toml";
/// The bars of a lab that count, as the note of its `scored` fact names them.
const BARS: [&str; 3] = ["passed", "good", "excellent"];

pub(super) fn hours(with: With<'_>, look: &Look<'_>) -> Found {
    let context = look.context;
    let least = with.number("at_least").unwrap_or(0.0).max(0.0);
    let enough = |spent: SignedDuration| spent.as_secs() as f64 >= least * 3600.0;
    let next = format!(
        "pivot log {} 1h records an hour; pivot start {0} takes the time",
        context.about
    );
    let tasks: Vec<_> = context
        .tasks
        .iter()
        .filter_map(|t| context.progress.task(t))
        .collect();
    if context.times > 1 {
        let of = |time| {
            tasks
                .iter()
                .map(|t| t.spent_on(time))
                .fold(SignedDuration::ZERO, SignedDuration::saturating_add)
        };
        let times = (1..=context.times).filter(|time| enough(of(*time))).count();
        let found = format!("{} with at least {least} h", text::count(times, "time"));
        return if times == 0 {
            Found::missing(found, next)
        } else {
            Found::met(found).times(times)
        };
    }
    let spent = tasks
        .iter()
        .map(|t| t.spent())
        .fold(SignedDuration::ZERO, SignedDuration::saturating_add);
    if enough(spent) {
        Found::met(format!("{} in the journal", show(spent)))
    } else {
        Found::missing(
            format!("{} in the journal, of which it needs {least} h", show(spent)),
            next,
        )
    }
}

pub(super) fn lab(with: With<'_>, look: &Look<'_>) -> Found {
    let name = with.text("lab");
    let mut best: Option<String> = None;
    let mut passed = None;
    for fact in look.context.facts {
        if let Event::Scored {
            deed, metric, value, ..
        } = &fact.fact.event
            && deed.what == name
        {
            let bar = deed.note.as_deref().and_then(|n| n.split_whitespace().next());
            let said = format!("`{name}` was scored with {metric} {value}");
            if let Some(bar) = bar.and_then(|b| BARS.iter().find(|known| b.eq_ignore_ascii_case(known))) {
                passed = Some(format!("{said}: {bar}"));
            }
            best = Some(said);
        }
    }
    let next = format!("pivot lab submit {name} FILE");
    match (passed, best) {
        (Some(said), _) => Found {
            excerpt: Some(said.clone()),
            ..Found::met(said)
        },
        (None, Some(said)) => Found::missing(format!("{said}, and not passed"), next),
        (None, None) => Found::missing(format!("nothing was submitted to the lab `{name}`"), next),
    }
}

pub(super) fn outcome(look: &Look<'_>) -> Found {
    // What came of one application is no outcome of the whole, but where it ended in the job.
    let counts = |deed: &Deed, result: &str| match application::posting(deed) {
        Some(_) => Stage::named(result) == Some(Stage::Hired),
        None => true,
    };
    let fact = look.context.facts.iter().rev().find_map(|f| match &f.fact.event {
        Event::Outcome { deed, result } if counts(deed, result) => Some((deed, result)),
        _ => None,
    });
    if let Some((deed, result)) = fact {
        let said = format!("{}: {result}", deed.what);
        return Found {
            excerpt: Some(text::excerpt(&said)),
            ..Found::met(format!("the outcome is recorded: {}", text::short(&said)))
        };
    }
    let next =
        "write outcome.toml: result = \"…\", date = 2027-06-01, answer = \"…\" (did it take an expert?)";
    match look.at(0) {
        Material::File(read) => match of_file(read, look) {
            Ok(said) => Found::met(format!("the outcome is recorded: {}", text::short(&said))).by(read, said),
            Err(why) => Found::missing(format!("`{OUTCOME}` {why}"), next).by(read, ""),
        },
        Material::Refused(why) => Found::missing(format!("`{OUTCOME}` {why}"), next),
        _ => Found::missing("no outcome is recorded", next),
    }
}

/// The result and the answer, or what is missing as the end of a sentence.
fn of_file(read: &Read, look: &Look<'_>) -> Result<String, String> {
    let body = text::lossy(&read.bytes);
    let (table, faults) = DeTable::parse_recoverable(&body);
    if let Some(fault) = faults.first() {
        let at = fault.span().map_or(0, |s| s.start).min(body.len());
        let line = 1 + body.as_bytes()[..at].iter().filter(|b| **b == b'\n').count();
        return Err(format!("line {line}: {}", text::short(fault.message())));
    }
    let table = table.get_ref();
    let of = |name: &str| {
        table
            .get(name)
            .and_then(|v| v.get_ref().as_str())
            .map(str::trim)
            .unwrap_or_default()
            .to_owned()
    };
    let date: Option<Date> = table.get("date").and_then(|v| match v.get_ref() {
        DeValue::Datetime(date) => date.to_string().get(..10)?.parse().ok(),
        other => other.as_str()?.parse().ok(),
    });
    let today = look.context.zones.civil(look.context.now).date();
    match date {
        None => return Err("has no `date`, such as date = 2027-06-01".into()),
        Some(date) if date > today => return Err(format!("is dated {date}, which lies ahead")),
        Some(_) => {}
    }
    let (result, answer) = (of("result"), of("answer"));
    if result.is_empty() {
        return Err("has no `result`".into());
    }
    if text::words(&answer).count() == 0 {
        return Err("has no `answer` to the curriculum's question".into());
    }
    Ok(format!("{result}; {answer}"))
}
