//! The JSON that programs rely on. Fields are only added; what is here keeps its name and meaning.
//!
//! A module for each format, named after the command that prints it.

mod answer;
mod apply;
mod calendar;
mod company;
mod evidence;
mod fit;
mod forecast;
mod intake;
mod journal;
mod kaggle;
mod lab;
mod meetup;
mod plan;
mod posting;
mod project;
mod resume;
mod rig;
mod rig_bench;
mod rig_cost;
mod rig_doctor;
mod score;
mod settings;
mod site;
mod timeline;
mod why;
mod writing;

use jiff::{SignedDuration, Timestamp};
use pivot_domain::zones::Zones;
use serde::Serialize;
use utoipa::ToSchema;

pub use answer::AnswerJson;
pub use apply::{ApplicationsJson, OffersJson};
pub use calendar::{CalendarsJson, ConnectJson, EventsJson, PushJson, SyncJson};
pub use company::{CompaniesJson, RankJson, RelocateJson, said};
pub use evidence::EvidenceJson;
pub use fit::FitJson;
pub use forecast::{ForecastJson, HistoryJson, WhatIfJson};
pub use intake::{IntakeJson, Known};
pub use journal::{JournalJson, VerifyJson};
pub use kaggle::{
    KaggleBoardJson, KaggleDataJson, KaggleLimitsJson, KaggleListJson, KaggleStatusJson, KaggleSubmitJson,
    KaggleWatchJson,
};
pub use lab::{
    BoardJson, LabBaselineJson, LabCheckJson, LabGotJson, LabHintJson, LabJson, LabResetJson, LabRunJson,
    LabsJson, ServedJson, SubmittedJson,
};
pub use meetup::{GoingJson, MeetupEventsJson, MeetupsJson, NotedJson, RefreshedJson};
pub use plan::PlanJson;
pub use posting::{AddedPostingJson, FetchedJson, PostingsJson, ShownPostingJson, class, level, remote};
pub use project::{ProjectJson, ProjectScopeJson};
pub use resume::{ResumeCheckJson, ResumeJson, SuggestionsJson};
pub use rig::{RigJson, RigSuggestJson};
pub use rig_bench::RigBenchJson;
pub use rig_cost::RigCostJson;
pub use rig_doctor::RigDoctorJson;
pub use score::ScoreJson;
pub use settings::SettingsJson;
pub use site::{BegunJson, PublishJson, SharedJson, SiteCheckJson, SiteJson};
pub use timeline::TimelineJson;
pub use why::{OverviewJson, WhyJson};
pub use writing::{TextJson, WritingJson};

/// RFC 3339 with the numeric offset of the person's zone at that instant.
pub fn instant(at: Timestamp, zones: &Zones) -> String {
    zones.local(at).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

/// ISO 8601 in hours and minutes: `PT1H30M`.
pub fn duration(duration: SignedDuration) -> String {
    let (hours, minutes) = (duration.as_mins() / 60, duration.as_mins() % 60);
    match (hours, minutes) {
        (0, m) => format!("PT{m}M"),
        (h, 0) => format!("PT{h}H"),
        (h, m) => format!("PT{h}H{m}M"),
    }
}

/// `pivot.done/1`: what a command that changes the folder did.
#[derive(Debug, Serialize, ToSchema)]
pub struct DoneJson {
    format: &'static str,
    /// What was done: `init`, `calendar add`.
    done: &'static str,
    /// The pivot's folder.
    folder: String,
    /// What it concerns: files made, the calendar's name.
    what: Vec<String>,
}

impl DoneJson {
    /// What was done in which folder.
    pub fn new(done: &'static str, folder: &std::path::Path, what: Vec<String>) -> DoneJson {
        DoneJson {
            format: "pivot.done/1",
            done,
            folder: folder.display().to_string(),
            what,
        }
    }
}
