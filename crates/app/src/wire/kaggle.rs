//! The JSON of competitions.

use jiff::Timestamp;
use pivot_domain::zones::Zones;
use serde::Serialize;
use utoipa::ToSchema;

use super::instant;
use crate::connect::kaggle::{Competition, Limits, Status, Submission};
use crate::situation::Situation;
use crate::verbs::kaggle::{Board, Followed, Got, LimitsAt, Listing, Sending, Sent, Source, Stands, Watched};

/// A competition; fields that are not known are absent.
#[derive(Debug, Serialize, ToSchema)]
struct CompetitionJson {
    name: String,
    title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    /// Until then one can enter.
    #[serde(skip_serializing_if = "Option::is_none")]
    entry: Option<String>,
    /// Until then teams can merge.
    #[serde(skip_serializing_if = "Option::is_none")]
    merger: Option<String>,
    /// The last submission.
    #[serde(skip_serializing_if = "Option::is_none")]
    deadline: Option<String>,
    /// Submissions in a day of UTC.
    #[serde(skip_serializing_if = "Option::is_none")]
    daily: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    metric: Option<String>,
    teams: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    rank: Option<u64>,
    entered: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    category: Option<String>,
}

impl CompetitionJson {
    fn new(of: &Competition, zones: &Zones) -> CompetitionJson {
        let at = |at: Option<Timestamp>| at.map(|at| instant(at, zones));
        CompetitionJson {
            name: of.name.clone(),
            title: of.title.clone(),
            url: of.url.clone(),
            entry: at(of.entry),
            merger: at(of.merger),
            deadline: at(of.deadline),
            daily: of.daily,
            metric: of.metric.clone(),
            teams: of.teams,
            rank: of.rank,
            entered: of.entered,
            category: of.category.clone(),
        }
    }
}

/// A submission. Scores are as the service writes them.
#[derive(Debug, Serialize, ToSchema)]
struct SubmissionJson {
    /// The service's number; absent where a saved list does not have it.
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<u64>,
    file: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<String>,
    description: String,
    /// `pending`, `complete` or `error`.
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    fault: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    public: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    private: Option<String>,
}

impl SubmissionJson {
    fn new(of: &Submission, zones: &Zones) -> SubmissionJson {
        SubmissionJson {
            number: Some(of.number).filter(|n| *n > 0),
            file: of.file.clone(),
            at: of.at.map(|at| instant(at, zones)),
            description: of.description.clone(),
            status: match of.status {
                Status::Pending => "pending",
                Status::Complete => "complete",
                Status::Error => "error",
            },
            fault: of.fault.clone(),
            public: of.public.clone(),
            private: of.private.clone(),
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
struct TriesJson {
    today: u64,
    total: u64,
    allowed: u64,
    /// No more of them will come with the next day.
    by_total: bool,
}

impl From<Limits> for TriesJson {
    fn from(of: Limits) -> TriesJson {
        TriesJson {
            today: of.today,
            total: of.total,
            allowed: of.allowed,
            by_total: of.by_total,
        }
    }
}

/// `pivot.kaggle-list/1`: competitions.
#[derive(Debug, Serialize, ToSchema)]
pub struct KaggleListJson {
    format: &'static str,
    /// `service`, `exported` (the list that Kaggle's own program saved) or `watched`.
    source: &'static str,
    /// There are more than these.
    more: bool,
    competitions: Vec<ListedJson>,
    notes: Vec<String>,
}

#[derive(Debug, Serialize, ToSchema)]
struct ListedJson {
    #[serde(flatten)]
    competition: CompetitionJson,
    /// The task it belongs to, where it is watched.
    #[serde(skip_serializing_if = "Option::is_none")]
    task: Option<String>,
}

impl KaggleListJson {
    /// A list.
    pub fn new(listing: &Listing, zones: &Zones) -> KaggleListJson {
        let row = |row: &crate::verbs::kaggle::ListRow| ListedJson {
            competition: CompetitionJson::new(&row.competition, zones),
            task: row.task.clone(),
        };
        KaggleListJson {
            format: "pivot.kaggle-list/1",
            source: match listing.source {
                Source::Service => "service",
                Source::Exported => "exported",
                Source::Watched => "watched",
            },
            more: listing.more,
            competitions: listing.rows.iter().map(row).collect(),
            notes: listing.notes.clone(),
        }
    }
}

/// `pivot.kaggle-watch/1`: a competition is watched, or no longer is.
#[derive(Debug, Serialize, ToSchema)]
pub struct KaggleWatchJson {
    format: &'static str,
    name: String,
    /// The task that it belongs to; absent where it is watched no longer.
    #[serde(skip_serializing_if = "Option::is_none")]
    task: Option<String>,
    changed: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    competition: Option<CompetitionJson>,
    /// When the service said so.
    #[serde(skip_serializing_if = "Option::is_none")]
    asked: Option<String>,
    notes: Vec<String>,
}

impl KaggleWatchJson {
    /// What became of it.
    pub fn new(done: &Watched, situation: &Situation) -> KaggleWatchJson {
        let zones = &situation.settings.zones;
        KaggleWatchJson {
            format: "pivot.kaggle-watch/1",
            name: done.name.clone(),
            task: done.task.clone(),
            changed: done.changed,
            competition: done
                .known
                .as_ref()
                .map(|known| CompetitionJson::new(&known.competition, zones)),
            asked: done.known.as_ref().map(|known| instant(known.asked, zones)),
            notes: done.notes.clone(),
        }
    }
}

/// `pivot.kaggle-status/1`: how the person stands in what is watched.
#[derive(Debug, Serialize, ToSchema)]
pub struct KaggleStatusJson {
    format: &'static str,
    competitions: Vec<StandsJson>,
}

#[derive(Debug, Serialize, ToSchema)]
struct StandsJson {
    name: String,
    task: String,
    /// It was said now, and not before.
    fresh: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    asked: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    competition: Option<CompetitionJson>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tries: Option<TriesJson>,
    /// `higher` or `lower`; absent where it is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    better: Option<&'static str>,
    /// Newest first.
    submissions: Vec<ScoredJson>,
    /// As they were when they were asked for, oldest first.
    ranks: Vec<RankJson>,
    /// Ids of the facts that were recorded.
    recorded: Vec<String>,
    notes: Vec<String>,
}

#[derive(Debug, Serialize, ToSchema)]
struct ScoredJson {
    #[serde(flatten)]
    submission: SubmissionJson,
    /// The best score until then.
    #[serde(skip_serializing_if = "Option::is_none")]
    best: Option<f64>,
}

#[derive(Debug, Serialize, ToSchema)]
struct RankJson {
    asked: String,
    rank: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    teams: Option<u32>,
}

impl KaggleStatusJson {
    /// What is watched.
    pub fn new(all: &[Stands], zones: &Zones) -> KaggleStatusJson {
        let one = |stands: &Stands| {
            let (watching, known) = (&stands.watching, stands.watching.known.as_ref());
            StandsJson {
                name: watching.watched.name.clone(),
                task: watching.watched.task.clone(),
                fresh: stands.fresh,
                asked: known.map(|known| instant(known.asked, zones)),
                competition: known.map(|known| CompetitionJson::new(&known.competition, zones)),
                tries: known.and_then(|known| known.limits).map(TriesJson::from),
                better: watching.better().map(pivot_domain::competitions::Better::word),
                submissions: stands
                    .submissions
                    .iter()
                    .map(|scored| ScoredJson {
                        submission: SubmissionJson::new(&scored.submission, zones),
                        best: scored.best,
                    })
                    .collect(),
                ranks: stands
                    .ranks
                    .iter()
                    .map(|(asked, rank, teams)| RankJson {
                        asked: instant(*asked, zones),
                        rank: *rank,
                        teams: *teams,
                    })
                    .collect(),
                recorded: stands.recorded.iter().map(|fact| fact.id.clone()).collect(),
                notes: stands.notes.clone(),
            }
        };
        KaggleStatusJson {
            format: "pivot.kaggle-status/1",
            competitions: all.iter().map(one).collect(),
        }
    }
}

/// `pivot.kaggle-limits/1`: the tries of a day of UTC.
#[derive(Debug, Serialize, ToSchema)]
pub struct KaggleLimitsJson {
    format: &'static str,
    name: String,
    #[serde(flatten)]
    tries: TriesJson,
    asked: String,
    fresh: bool,
    /// When the next day of UTC begins.
    next: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
}

impl KaggleLimitsJson {
    /// The tries.
    pub fn new(of: &LimitsAt, zones: &Zones) -> KaggleLimitsJson {
        KaggleLimitsJson {
            format: "pivot.kaggle-limits/1",
            name: of.name.clone(),
            tries: of.limits.into(),
            asked: instant(of.asked, zones),
            fresh: of.fresh,
            next: instant(of.next, zones),
            note: of.note.clone(),
        }
    }
}

/// `pivot.kaggle-leaderboard/1`: the first of a leaderboard.
#[derive(Debug, Serialize, ToSchema)]
pub struct KaggleBoardJson {
    format: &'static str,
    name: String,
    /// The person's own rank, and of how many teams.
    #[serde(skip_serializing_if = "Option::is_none")]
    rank: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    teams: Option<u64>,
    places: Vec<PlaceJson>,
    more: bool,
}

#[derive(Debug, Serialize, ToSchema)]
struct PlaceJson {
    rank: u64,
    team: u64,
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    score: Option<String>,
}

impl KaggleBoardJson {
    /// A leaderboard.
    pub fn new(board: &Board, zones: &Zones) -> KaggleBoardJson {
        let place = |place: &crate::connect::kaggle::Place| PlaceJson {
            rank: place.rank,
            team: place.team,
            name: place.name.clone(),
            at: place.at.map(|at| instant(at, zones)),
            score: place.score.clone(),
        };
        KaggleBoardJson {
            format: "pivot.kaggle-leaderboard/1",
            name: board.name.clone(),
            rank: board.own.0,
            teams: board.own.1,
            places: board.places.rows.iter().map(place).collect(),
            more: board.places.more,
        }
    }
}

/// `pivot.kaggle-data/1`: files that were fetched.
#[derive(Debug, Serialize, ToSchema)]
pub struct KaggleDataJson {
    format: &'static str,
    name: String,
    folder: String,
    files: Vec<FileJson>,
}

#[derive(Debug, Serialize, ToSchema)]
struct FileJson {
    path: String,
    bytes: u64,
    sha256: String,
    /// It was there before.
    known: bool,
    /// It was there before, and is not as it was fetched.
    changed: bool,
}

impl KaggleDataJson {
    /// What was fetched.
    pub fn new(got: &Got) -> KaggleDataJson {
        let file = |file: &crate::verbs::kaggle::GotFile| FileJson {
            path: file.path.display().to_string(),
            bytes: file.bytes,
            sha256: file.sha256.clone(),
            known: file.known,
            changed: file.changed,
        };
        KaggleDataJson {
            format: "pivot.kaggle-data/1",
            name: got.name.clone(),
            folder: got.folder.display().to_string(),
            files: got.files.iter().map(file).collect(),
        }
    }
}

/// `pivot.kaggle-submit/1`: a submission, or what would be one.
#[derive(Debug, Serialize, ToSchema)]
pub struct KaggleSubmitJson {
    format: &'static str,
    name: String,
    file: String,
    bytes: u64,
    sha256: String,
    description: String,
    /// Rows, where it was held against a sample.
    #[serde(skip_serializing_if = "Option::is_none")]
    rows: Option<u64>,
    /// The tries before it.
    tries: TriesJson,
    /// It was sent.
    sent: bool,
    /// The service's number.
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<u64>,
    /// It, once it was followed.
    #[serde(skip_serializing_if = "Option::is_none")]
    submission: Option<SubmissionJson>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rank: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    teams: Option<u64>,
    /// Ids of the facts that were recorded.
    recorded: Vec<String>,
    notes: Vec<String>,
}

impl KaggleSubmitJson {
    /// What was to be sent, and what became of it.
    pub fn new(
        sending: &Sending,
        sent: Option<&Sent>,
        followed: Option<&Followed>,
        zones: &Zones,
    ) -> KaggleSubmitJson {
        let scored = followed.filter(|f| f.submission.status == Status::Complete);
        let facts = sent
            .map(|s| &s.recorded)
            .into_iter()
            .chain(followed.map(|f| &f.recorded));
        let notes = sending.notes.iter().chain(followed.iter().flat_map(|f| &f.notes));
        KaggleSubmitJson {
            format: "pivot.kaggle-submit/1",
            name: sending.competition.name.clone(),
            file: sending.file.clone(),
            bytes: sending.bytes,
            sha256: sending.sha256.clone(),
            description: sending.description.clone(),
            rows: sending.rows,
            tries: sending.limits.into(),
            sent: sent.is_some(),
            number: sent.map(|s| s.number),
            submission: followed.map(|f| SubmissionJson::new(&f.submission, zones)),
            rank: scored.and_then(|f| f.competition.rank),
            teams: scored.map(|f| f.competition.teams).filter(|n| *n > 0),
            recorded: facts.flatten().map(|fact| fact.id.clone()).collect(),
            notes: notes.cloned().collect(),
        }
    }
}
