//! The command line. The comments here are the help text.

mod answer;
mod company;
mod evidence;
mod forecast;
mod intake;
mod kaggle;
mod lab;
mod meetup;
mod project;
mod record;
mod rig;
pub(crate) mod score;
mod show;

use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use clap_complete::ArgValueCandidates;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, ZonedDateTime};

use pivot_app::domain::moment::{self, Looking};

use crate::complete;

pub(crate) use answer::Answer;
pub(crate) use company::{Apply, ApplyCommand, Company, Posting};
pub(crate) use evidence::Evidence;
pub(crate) use forecast::{Forecast, Futures, WhatIf};
pub(crate) use intake::Intake;
pub(crate) use kaggle::{Kaggle, KaggleSubmit, KaggleWatch, Which};
pub(crate) use lab::{Lab, LabBaseline, LabGet, LabRun, LabSubmit};
pub(crate) use meetup::{Meetup, MeetupNote};
pub(crate) use project::{Project, ProjectNew, ProjectScope, Way, amount, budget, number};
pub(crate) use record::{Done, Estimate, Journal, JournalCommand, Log, Pin, Reopen, Start, Stop};
pub(crate) use rig::{Rig, RigBench, RigCost, RigDoctor};
pub(crate) use score::Score;
pub(crate) use show::{Blog, Build, Elsewhere, Portfolio, Resume, ResumeBuild, ResumeCheck, Share, Site};

/// Plan it, do it, prove it: a career change by self-study as a schedule that is real.
#[derive(Debug, Parser)]
#[command(
    name = "pivot",
    version,
    max_term_width = 100,
    after_help = "Begin with `pivot demo`, or with `pivot init DIR`."
)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Options of every command.
#[derive(Debug, Args)]
pub(crate) struct Global {
    /// The pivot's folder [default: the nearest folder above with a pivot.toml]
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) dir: Option<PathBuf>,
    /// Answer in JSON, for programs
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// Take this as the present moment, such as 2027-01-04T09:00:00-05:00 [default: the clock]
    #[arg(long, global = true, value_name = "INSTANT", env = "PIVOT_NOW", hide_env_values = true, value_parser = instant)]
    pub(crate) now: Option<Timestamp>,
    /// The name of this machine in the facts that are written on it [default: the system's]
    #[arg(long, global = true, value_name = "NAME", env = "PIVOT_MACHINE", hide = true)]
    pub(crate) machine: Option<String>,
    /// Print nothing but faults
    #[arg(long, short, global = true)]
    pub(crate) quiet: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Make a pivot of the article's 13 steps for a full-time learner, plan it and show it
    Demo {
        /// Where to make it [default: pivot-demo]
        folder: Option<PathBuf>,
    },
    /// Make a pivot: a folder with your hours and a curriculum, yours to edit
    Init(Init),
    /// Schedule all open work, and show what moved since the schedule you accepted
    Plan(Plan),
    /// What to do today
    Today,
    /// The sessions of a week
    Week {
        /// A day in it, such as 2027-01-04, tomorrow or monday (the next) [default: today]
        #[arg(value_parser = day)]
        date: Option<Day>,
    },
    /// All steps as bars
    Timeline,
    /// Why a task's sessions are not earlier, and what leads up to them
    Why {
        /// The task's id, such as 1.3 [default: what fixes the finish, and the slack of every task]
        #[arg(add = ArgValueCandidates::new(complete::tasks))]
        task: Option<String>,
    },
    /// Whether everything can be done by a date; if not, what collides and what would help
    Fit {
        /// By the end of this day [default: finish_by of pivot.toml]
        #[arg(long, value_name = "DATE", value_parser = day)]
        by: Option<Day>,
    },
    /// When everything will be finished: the dates that hold in 50, 80 and 95 of 100 futures
    Forecast(Forecast),
    /// The plan and the forecast under another wish, beside today's
    WhatIf(WhatIf),
    /// What each step still needs, what files and facts show of it, and what can be closed
    Evidence(Evidence),
    /// What you have done before, and which tasks that makes lighter
    Intake(Intake),
    /// Record work that was done
    Log(Log),
    /// Start a timer for a task
    Start(Start),
    /// Stop the timer
    Stop(Stop),
    /// Record that a task is finished
    Done(Done),
    /// Record that a task is not finished after all
    Reopen(Reopen),
    /// Estimate a task anew
    Estimate(Estimate),
    /// Keep a session where you put it
    Pin(Pin),
    /// Let a session move again
    Unpin {
        /// The session's id
        #[arg(add = ArgValueCandidates::new(complete::pins))]
        session: String,
    },
    /// Take facts back, all or none; taking back an undo brings it back
    Undo {
        /// Ids of facts, or their beginnings; ID..ID for all from one to the other [default: the last one that stands]
        #[arg(value_name = "ID")]
        ids: Vec<String>,
    },
    /// What was recorded
    Journal(Journal),
    /// Copy the journal to a file
    Backup {
        /// The file
        file: PathBuf,
    },
    /// Bring the journal of a backup back; the present one is kept beside it
    Restore {
        /// The file
        file: PathBuf,
    },
    /// A metric over two CSV files: what is true, and what was predicted
    Score(Score),
    /// Competitions: watched, entered, submitted to
    #[command(subcommand)]
    Kaggle(Kaggle),
    /// Labs: small competitions on your own machine
    #[command(subcommand)]
    Lab(Lab),
    /// Groups and their events: found, fitted into the plan, noted
    #[command(subcommand)]
    Meetup(Meetup),
    /// Your project: what it is to be, and a repository to begin with
    #[command(subcommand)]
    Project(Project),
    /// The machine: whether its parts fit together
    #[command(subcommand)]
    Rig(Rig),
    /// Posts: begun from the journal, built, checked, shared
    #[command(subcommand)]
    Blog(Blog),
    /// Projects, each with its figures and their evidence
    #[command(subcommand)]
    Portfolio(Portfolio),
    /// Your resume: added to from the journal, built, cut for a posting, read back
    #[command(subcommand)]
    Resume(Resume),
    /// The companies that you would work for, by your own marks
    #[command(subcommand)]
    Company(Company),
    /// What they offer: fetched from their boards, read, held against your evidence
    #[command(subcommand)]
    Posting(Posting),
    /// Your applications: what you sent, how far it came, what is next
    Apply(Apply),
    /// The site of posts, projects and resume: built, shown, published
    #[command(subcommand)]
    Site(Site),
    /// Whether you need to become an expert: what the postings on your list demand, and what would open them
    Answer(Answer),
    /// Your commitments, from iCalendar feeds
    #[command(subcommand)]
    Calendar(Calendar),
    /// Give the plan to other programs
    #[command(subcommand)]
    Export(Export),
    /// Show the pages in a browser, until Ctrl-C
    Serve(Serve),
    /// Print completions for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page
    Man,
}

#[derive(Debug, Args)]
pub(crate) struct Init {
    /// Where to make it
    pub(crate) folder: PathBuf,
    /// A built-in curriculum (deep-learning, deep-learning-2017) or a file [default: deep-learning]
    #[arg(long, value_name = "NAME|FILE")]
    pub(crate) curriculum: Option<String>,
    /// First day [default: today]
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(crate) start: Option<Date>,
    /// Your zone, such as Europe/Paris [default: this machine's]
    #[arg(long, value_name = "ZONE")]
    pub(crate) timezone: Option<String>,
    /// Your weekly hours, such as "mon-fri 18:00-20:30; sat 10:00-13:00"
    #[arg(long, value_name = "SPEC")]
    pub(crate) hours: Option<String>,
    /// The finish you hope for
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(crate) finish_by: Option<Date>,
}

#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// The port; 0 takes a free one
    #[arg(long, value_name = "P", default_value_t = 4830)]
    pub(crate) port: u16,
    /// Where to listen: this machine alone, unless you name another of its addresses
    #[arg(long, value_name = "ADDRESS", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    pub(crate) host: IpAddr,
    /// Open the pages in your browser
    #[arg(long)]
    pub(crate) open: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Plan {
    /// Record nothing
    #[arg(long, conflicts_with = "accept")]
    pub(crate) dry_run: bool,
    /// Take this plan as yours: later plans show what moved since
    #[arg(long)]
    pub(crate) accept: bool,
    /// Show every day, not only the next two weeks
    #[arg(long)]
    pub(crate) all: bool,
    /// Begin the search elsewhere
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) seed: u64,
    /// Search for so many seconds where the plan is not proven before (the result then depends on the machine)
    #[arg(long, value_name = "S", value_parser = clap::value_parser!(u32).range(..=86_400))]
    pub(crate) seconds: Option<u32>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Calendar {
    /// Add a feed; it is copied into the folder
    Add {
        /// A file, or an address that begins with https:// or webcal://
        source: String,
        /// Its name here [default: its own]
        #[arg(long)]
        name: Option<String>,
        /// Its all-day events take the day (public holidays)
        #[arg(long)]
        all_day: bool,
    },
    /// List the feeds
    List,
    /// Take a feed away
    Remove {
        /// Its name
        name: String,
    },
    /// Get feeds anew from where they came
    Refresh {
        /// Only this one
        name: Option<String>,
    },
    /// Take over what you did with exported sessions: moved ones become pins, deleted ones are missed
    Sync {
        /// The calendar as your program exports it: a file, or an address [default: your calendar on the server, see connect]
        source: Option<String>,
        /// Record nothing
        #[arg(long)]
        dry_run: bool,
        /// What is gone was deleted by you, be it more than half of the sessions ahead or gone from an older export
        #[arg(long)]
        most_gone: bool,
    },
    /// Make a calendar for your sessions on your own server (CalDAV), or use one that is there
    Connect {
        /// The server: its https address, or that of a calendar on it
        url: String,
        /// Your name there; the password is read from PIVOT_CALDAV_PASSWORD or a file of yours, or asked for
        #[arg(long)]
        user: String,
        /// The calendar's name
        #[arg(long, value_name = "NAME", default_value = pivot_app::verbs::caldav::NAME)]
        calendar: String,
        /// Make it without a question
        #[arg(long)]
        yes: bool,
    },
    /// Send your sessions to that calendar: shown first; what you changed there is left as it is
    Push {
        /// Show what would be sent, and send nothing
        #[arg(long)]
        dry_run: bool,
        /// Send without a question
        #[arg(long, conflicts_with = "dry_run")]
        yes: bool,
    },
    /// List events, recurrences expanded
    Events {
        /// First day [default: today]
        #[arg(long, value_name = "DATE", value_parser = date)]
        from: Option<Date>,
        /// Day after the last [default: four weeks later]
        #[arg(long, value_name = "DATE", value_parser = date)]
        to: Option<Date>,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Export {
    /// One event per session, for a calendar program
    Ics {
        /// Write to this file [default: standard output]
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
        /// Remind so long before each session, such as 10m
        #[arg(long, value_name = "DURATION", value_parser = duration)]
        alarm: Option<SignedDuration>,
    },
    /// The whole pivot: files, facts and plan
    Json {
        /// Write to this file [default: standard output]
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// The sessions as a table
    Csv {
        /// Write to this file [default: standard output]
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
}

/// An instant, with an offset or a zone in brackets.
fn instant(text: &str) -> Result<Timestamp, String> {
    text.parse::<Timestamp>()
        .or_else(|_| text.parse::<ZonedDateTime>().map(|z| z.timestamp()))
        .map_err(|_| {
            "expected an instant such as 2027-01-04T09:00:00-05:00 or 2027-01-04T14:00:00Z".to_owned()
        })
}

/// A day as people say it; which one it is hangs on today.
#[derive(Clone, Debug)]
pub(crate) struct Day(String);

impl Day {
    /// The day that is meant today: of a weekday the next one.
    pub(crate) fn on(&self, today: Date) -> Date {
        // It was a day when it was read, and is one whatever the day.
        moment::day(&self.0, today, Looking::Ahead).unwrap_or(today)
    }
}

fn day(text: &str) -> Result<Day, String> {
    let found = moment::day(text, Date::constant(2027, 1, 4), Looking::Ahead);
    found
        .map(|_| Day(text.to_owned()))
        .ok_or_else(|| format!("expected {}", moment::EXPECTED_DAY))
}

/// A date of the calendar.
pub(crate) fn date(text: &str) -> Result<Date, String> {
    text.trim()
        .parse()
        .map_err(|_| "expected a date such as 2027-01-04".to_owned())
}

pub(crate) fn duration(text: &str) -> Result<SignedDuration, String> {
    pivot_app::domain::duration::parse(text)
        .ok_or_else(|| "expected a duration such as 10m or 1h30m".to_owned())
}
