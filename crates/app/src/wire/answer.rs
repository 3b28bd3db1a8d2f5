//! The JSON of `pivot answer`.

use jiff::{SignedDuration, Timestamp};
use pivot_domain::answer::Choice;
use pivot_domain::demand::Level;
use pivot_domain::share::range;
use pivot_domain::zones::Zones;
use serde::Serialize;
use utoipa::ToSchema;

use super::{duration, instant};
use crate::planning::forecast::Quantiles;
use crate::verbs::answer::{Count, Judged, Missing, Person, Report, Stands, Way, name};

/// `pivot.answer/1`: the article's question, from the postings on the list and the evidence.
#[derive(Debug, Serialize, ToSchema)]
pub struct AnswerJson {
    format: &'static str,
    now: String,
    /// How the postings were chosen, in words.
    chosen: String,
    /// When the board that was asked longest ago last answered.
    asked: Option<String>,
    /// Postings whose text is known.
    postings: usize,
    /// Of these, so many ask for an expert: a doctorate, publications, or five years and more.
    experts: usize,
    /// The range of that share, at 95 percent (Wilson), if these postings were drawn from all such postings.
    experts_range: [f64; 2],
    /// So many would take the person today, by evidence.
    today: usize,
    /// So many lack skills and nothing else.
    skills_only: usize,
    /// So many demand something else that the person does not have.
    closed: usize,
    /// Postings on the list whose text is not known yet.
    unread: Vec<String>,
    /// What the resume says; `null`: there is none.
    person: Option<AnswerPersonJson>,
    list: Vec<AnswerPostingJson>,
    /// The missing skills: those that open most alone first, then those demanded most.
    skills: Vec<AnswerSkillJson>,
    /// Hours that the best set may take.
    hours: String,
    best: AnswerSetJson,
    /// What more hours would open: one set for each number of postings, the cheapest first.
    frontier: Vec<AnswerSetJson>,
    /// When everything planned is finished, as things are.
    finish: AnswerDatesJson,
    outcomes: AnswerOutcomesJson,
    notes: Vec<String>,
}

#[derive(Debug, Serialize, ToSchema)]
struct AnswerPersonJson {
    /// `any`, `bachelor`, `master` or `phd`.
    degree: Option<&'static str>,
    /// Whole years of work, of whatever kind.
    years: u32,
    publications: usize,
}

#[derive(Debug, Serialize, ToSchema)]
struct AnswerPostingJson {
    id: String,
    title: String,
    url: String,
    /// `today`, `skills` or `closed`.
    stands: &'static str,
    expert: bool,
    /// What it demands beside skills.
    asks: Vec<AnswerAskJson>,
    shown: Vec<String>,
    missing: Vec<AnswerLackJson>,
}

#[derive(Debug, Serialize, ToSchema)]
struct AnswerAskJson {
    what: String,
    /// The words of the posting that say so.
    words: String,
    /// Whether the resume has it; `null`: there is no resume.
    has: Option<bool>,
}

#[derive(Debug, Serialize, ToSchema)]
struct AnswerLackJson {
    skill: String,
    name: String,
    /// Where the person claims it, without evidence.
    claimed: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
struct AnswerSkillJson {
    skill: String,
    name: String,
    /// Postings that demand it and that skills could open.
    demanded: usize,
    /// Postings that it opens alone.
    alone: usize,
    /// The person's own work that leads to it.
    work: String,
    /// The task of the plan that shows it; `null`: a task is proposed, of hours that are a guess.
    task: Option<String>,
    /// Open tasks that must be done before.
    before: Vec<String>,
    /// The end of the task's last session by the plan.
    done_by: Option<String>,
    /// Of a proposed task: when everything is finished with it. Of one of the plan: when its step is finished.
    dates: Option<AnswerDatesJson>,
}

#[derive(Debug, Serialize, ToSchema)]
struct AnswerSetJson {
    skills: Vec<String>,
    names: Vec<String>,
    work: String,
    /// Postings that it opens beyond those of today.
    opens: usize,
    /// Whether no better set exists.
    proven: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    finish: Option<AnswerDatesJson>,
}

#[derive(Debug, Serialize, ToSchema)]
struct AnswerDatesJson {
    p50: Option<String>,
    p80: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
struct AnswerOutcomesJson {
    all: AnswerCountJson,
    /// To postings that ask for an expert.
    expert: AnswerCountJson,
}

#[derive(Debug, Serialize, ToSchema)]
struct AnswerCountJson {
    applications: usize,
    answered: usize,
    interviews: usize,
    offers: usize,
    /// The range of the share with an interview, at 95 percent (Wilson).
    interviews_range: [f64; 2],
}

impl AnswerJson {
    /// The answer in JSON.
    pub fn new(report: &Report, now: Timestamp, zones: &Zones) -> AnswerJson {
        let (low, high) = report.expert_range();
        AnswerJson {
            format: "pivot.answer/1",
            now: instant(now, zones),
            chosen: report.how.clone(),
            asked: report.asked.map(|at| instant(at, zones)),
            postings: report.postings.len(),
            experts: report.experts(),
            experts_range: [low, high],
            today: report.count(Stands::Today),
            skills_only: report.count(Stands::Skills),
            closed: report.count(Stands::Closed),
            unread: report.unread.clone(),
            person: report.person.as_ref().map(person),
            list: report.postings.iter().map(posting).collect(),
            skills: report.skills.iter().map(|m| skill(m, zones)).collect(),
            hours: duration(report.hours),
            best: AnswerSetJson {
                finish: Some(dates(&report.best.finish, zones)),
                ..choice(&report.best.choice)
            },
            frontier: report.frontier.iter().map(choice).collect(),
            finish: dates(&report.finish, zones),
            outcomes: AnswerOutcomesJson {
                all: count(&report.outcomes.all),
                expert: count(&report.outcomes.expert),
            },
            notes: report.notes.clone(),
        }
    }
}

/// A level's name in JSON.
fn level(level: Level) -> &'static str {
    match level {
        Level::Any => "any",
        Level::Bachelor => "bachelor",
        Level::Master => "master",
        Level::Phd => "phd",
    }
}

fn person(person: &Person) -> AnswerPersonJson {
    AnswerPersonJson {
        degree: person.degree.map(level),
        years: person.years,
        publications: person.publications,
    }
}

fn posting(judged: &Judged) -> AnswerPostingJson {
    let asks = judged.asks.iter().map(|(ask, words, has)| AnswerAskJson {
        what: ask.told(),
        words: words.clone(),
        has: *has,
    });
    let missing = judged.missing.iter().map(|(skill, claimed)| AnswerLackJson {
        skill: skill.clone(),
        name: name(skill),
        claimed: claimed.clone(),
    });
    AnswerPostingJson {
        id: judged.id.clone(),
        title: judged.label.clone(),
        url: judged.url.clone(),
        stands: match judged.stands {
            Stands::Today => "today",
            Stands::Skills => "skills",
            Stands::Closed => "closed",
        },
        expert: judged.expert,
        asks: asks.collect(),
        shown: judged.shown.iter().map(|skill| name(skill)).collect(),
        missing: missing.collect(),
    }
}

fn skill(missing: &Missing, zones: &Zones) -> AnswerSkillJson {
    let (task, before, done_by) = match &missing.way {
        Way::Task {
            id, before, done_by, ..
        } => (Some(id.clone()), before.clone(), *done_by),
        Way::Proposed => (None, Vec::new(), None),
    };
    AnswerSkillJson {
        skill: missing.skill.clone(),
        name: missing.name.clone(),
        demanded: missing.demanded,
        alone: missing.alone,
        work: duration(missing.work),
        task,
        before,
        done_by: done_by.map(|at| instant(at, zones)),
        dates: missing.dates.as_ref().map(|d| dates(d, zones)),
    }
}

fn choice(choice: &Choice) -> AnswerSetJson {
    AnswerSetJson {
        skills: choice.skills.iter().cloned().collect(),
        names: choice.skills.iter().map(|skill| name(skill)).collect(),
        work: duration(SignedDuration::from_mins(
            i64::try_from(choice.minutes).unwrap_or(i64::MAX / 60),
        )),
        opens: choice.opened,
        proven: choice.proven,
        finish: None,
    }
}

fn dates(quantiles: &Quantiles, zones: &Zones) -> AnswerDatesJson {
    AnswerDatesJson {
        p50: quantiles.p50.map(|at| instant(at, zones)),
        p80: quantiles.p80.map(|at| instant(at, zones)),
    }
}

fn count(count: &Count) -> AnswerCountJson {
    let (low, high) = range(count.interviews, count.sent);
    AnswerCountJson {
        applications: count.sent,
        answered: count.answered,
        interviews: count.interviews,
        offers: count.offers,
        interviews_range: [low, high],
    }
}
