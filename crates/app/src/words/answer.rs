//! The answer to the article's question in sentences, which terminal, page and report share.

use jiff::SignedDuration;
use pivot_domain::share::range;
use pivot_domain::zones::Zones;
use pivot_publish::answer::{self, Sheet};

use super::{count, date_of, hours};
use crate::planning::forecast::Quantiles;
use crate::situation::Situation;
use crate::verbs::answer::{Count, Judged, Missing, PROPOSED, Report, Stands, Way, name};

/// The answer in a sentence or two.
pub fn verdict(report: &Report) -> String {
    let all = report.postings.len();
    if all == 0 {
        return "The text of no posting on the list is known yet, so there is no answer.".into();
    }
    let of_all = format!("Of {} on your list", count(all, "posting"));
    match report.experts() {
        0 => format!("{of_all}, none asks for an expert."),
        n if n == all => format!("{of_all}, {} for an expert.", asks(n)),
        n => format!("{of_all}, {} for an expert; {} not.", asks(n), dont(all - n)),
    }
}

fn asks(n: usize) -> String {
    if n == 1 {
        "1 asks".into()
    } else {
        format!("{n} ask")
    }
}

fn dont(n: usize) -> String {
    if n == 1 {
        "1 does".into()
    } else {
        format!("{n} do")
    }
}

/// How they stand: so many would take the person today, lack skills, or are closed.
pub fn standing(report: &Report) -> Vec<String> {
    let n = |stands| report.count(stands);
    let held = match &report.person {
        Some(_) => "a degree, years or publications that your resume does not show",
        None => {
            "an expert; there is no resume.json, so that degrees and years are not held against you otherwise"
        }
    };
    let verb = |n: usize, one: &str, more: &str| format!("{n} {}", if n == 1 { one } else { more });
    let (skills, closed) = (n(Stands::Skills), n(Stands::Closed));
    let lacking = "skills that you cannot show yet, and nothing else";
    vec![
        format!("{} would take you today, by evidence", n(Stands::Today)),
        format!("{} {lacking}", verb(skills, "demands", "demand")),
        format!("{} for {held}", verb(closed, "asks", "ask")),
    ]
}

/// What the numbers can bear.
pub fn doubt(report: &Report) -> Vec<String> {
    let (low, high) = report.expert_range();
    let all = report.postings.len();
    let mut said = vec![format!("Chosen: {}.", report.how)];
    if all > 0 {
        said.push(format!(
            "You chose these postings, they were not drawn. If they were drawn at random from all that you would take, {} would ask for an expert (95 percent, Wilson).",
            of_hundred((low, high))
        ));
    }
    said.push("Postings are read by rules, which err; each demand is shown with its words. Years of work count whatever their kind.".into());
    if report.skills.iter().any(|m| m.way == Way::Proposed) {
        said.push(format!(
            "Where no task of the plan shows a skill, {} are a guess of ours; a task in curriculum.toml with `skills` and your own hours takes its place.",
            hours(PROPOSED.likely)
        ));
    }
    said
}

/// A range of shares: `between 8 and 48 of 100`.
pub fn of_hundred((low, high): (f64, f64)) -> String {
    format!("between {:.0} and {:.0} of 100", low * 100.0, high * 100.0)
}

/// What leads to a skill, and what that does to the dates.
pub fn way(missing: &Missing, report: &Report, zones: &Zones) -> String {
    let work = hours(missing.work);
    match &missing.way {
        Way::Task {
            id, before, done_by, ..
        } => {
            let before = match before.len() {
                0 => String::new(),
                1 => " and the open task before it".into(),
                n => format!(" and the {n} open tasks before it"),
            };
            let when = match done_by {
                Some(at) => format!(", by the plan on {}", date_of(zones, *at)),
                None => ", which has no session ahead: its evidence is what is missing".into(),
            };
            format!("{work}, in the plan already: task {id}{before}{when}")
        }
        Way::Proposed => {
            let dates = missing
                .dates
                .as_ref()
                .map(|dates| later(&report.finish, dates, zones));
            format!(
                "{work}, a task that is not in the plan yet{}",
                dates.unwrap_or_default()
            )
        }
    }
}

/// What a set does to the dates: `; everything is then finished by …`.
pub fn later(today: &Quantiles, then: &Quantiles, zones: &Zones) -> String {
    let date = |at: Option<jiff::Timestamp>| at.map_or_else(|| "never".into(), |at| date_of(zones, at));
    let step = |share: &str, a: Option<jiff::Timestamp>, b: Option<jiff::Timestamp>| match (a, b) {
        (a, b) if date(a) == date(b) => format!("{share}: {} as before", date(b)),
        (a, b) => format!("{share}: {} instead of {}", date(b), date(a)),
    };
    format!(
        "; everything is finished in {}, in {}",
        step("50 of 100", today.p50, then.p50),
        step("80 of 100", today.p80, then.p80)
    )
}

/// The best set in a sentence.
pub fn best(report: &Report, zones: &Zones) -> String {
    let choice = &report.best.choice;
    let within = hours(report.hours);
    if choice.opened == 0 {
        return match report.frontier.first() {
            Some(next) => format!(
                "No set of skills opens a posting within {within}. The cheapest that does takes {}.",
                hours(minutes(next.minutes))
            ),
            None => format!("No set of skills opens a posting within {within}."),
        };
    }
    let names: Vec<String> = choice.skills.iter().map(|skill| name(skill)).collect();
    let proven = if choice.proven {
        "No set opens more"
    } else {
        "The search was ended before it was known whether a set opens more"
    };
    let dates = match report.best.finish == report.finish {
        true => "; all of it is in the plan already".to_owned(),
        false => later(&report.finish, &report.best.finish, zones),
    };
    format!(
        "Within {within}: {} ({}), which opens {} more{dates}. {proven}.",
        names.join(", "),
        hours(minutes(choice.minutes)),
        count(choice.opened, "posting")
    )
}

/// Whole minutes as a duration.
pub fn minutes(minutes: u64) -> SignedDuration {
    SignedDuration::from_mins(i64::try_from(minutes).unwrap_or(i64::MAX / 60))
}

/// What the applications say; `None` where there are none.
pub fn outcomes(of: &Count) -> Option<String> {
    (of.sent > 0).then(|| {
        format!(
            "{}: {} answered, {} led to an interview, {} to an offer. The share of interviews lies {} (95 percent, Wilson).",
            count(of.sent, "application"),
            of.answered,
            of.interviews,
            of.offers,
            of_hundred(range(of.interviews, of.sent))
        )
    })
}

/// The answer as a page and a report show it.
pub fn sheet(report: &Report, situation: &Situation) -> Sheet {
    let zones = &situation.settings.zones;
    let skills = report.skills.iter().map(|m| answer::Skill {
        name: m.name.clone(),
        alone: m.alone,
        demanded: m.demanded,
        way: way(m, report, zones),
    });
    let frontier = report.frontier.iter().map(|choice| {
        let names: Vec<String> = choice.skills.iter().map(|skill| name(skill)).collect();
        answer::Choice {
            names: names.join(", "),
            work: hours(minutes(choice.minutes)),
            opens: choice.opened,
        }
    });
    Sheet {
        question: question(situation),
        verdict: verdict(report),
        standing: standing(report),
        skills: skills.collect(),
        best: best(report, zones),
        frontier: frontier.collect(),
        postings: report.postings.iter().map(posting).collect(),
        unread: report.unread.clone(),
        outcomes: all_outcomes(report),
        doubt: doubt(report),
        day: date_of(zones, situation.now),
    }
}

/// The curriculum's question, or the article's.
pub fn question(situation: &Situation) -> String {
    let own = situation.curriculum.question.clone();
    own.unwrap_or_else(|| "Do I really need to become an expert?".into())
}

/// What all applications say, and those to postings that ask for an expert.
pub fn all_outcomes(report: &Report) -> Vec<String> {
    let expert =
        outcomes(&report.outcomes.expert).map(|said| format!("Of those that ask for an expert: {said}"));
    outcomes(&report.outcomes.all).into_iter().chain(expert).collect()
}

/// How a posting stands, in a sentence.
pub fn told(judged: &Judged) -> &'static str {
    match judged.stands {
        Stands::Today => "It would take you today, by evidence.",
        Stands::Skills => "Skills are missing, and nothing else.",
        Stands::Closed => "It demands something that no skill replaces.",
    }
}

/// What a posting demands beside skills, each with its words and whether the resume has it.
pub fn demanded(judged: &Judged) -> Vec<String> {
    let has = |has: Option<bool>| match has {
        Some(true) => ", which your resume shows",
        Some(false) => ", which your resume does not show",
        None => "",
    };
    let asks = judged.asks.iter();
    asks.map(|(ask, words, held)| format!("{} (\u{201c}{words}\u{201d}){}", ask.told(), has(*held)))
        .collect()
}

/// The missing skills of a posting by name; one that the person claims says so.
pub fn lacks(judged: &Judged) -> Vec<String> {
    let told = |(skill, claimed): (&String, &Option<String>)| match claimed {
        Some(where_from) => format!("{} (claimed: {where_from})", name(skill)),
        None => name(skill),
    };
    judged.missing.iter().map(told).collect()
}

fn posting(judged: &Judged) -> answer::Posting {
    let link = ["https://", "http://"].iter().any(|s| judged.url.starts_with(s));
    answer::Posting {
        title: judged.label.clone(),
        url: if link { judged.url.clone() } else { String::new() },
        stands: match judged.stands {
            Stands::Today => "today",
            Stands::Skills => "skills",
            Stands::Closed => "closed",
        },
        told: told(judged).into(),
        expert: judged.expert,
        asks: demanded(judged),
        shown: judged.shown.iter().map(|skill| name(skill)).collect(),
        missing: lacks(judged),
    }
}
