//! One file per verb: parse, call the app, print.

mod answer;
mod apply;
mod caldav;
mod calendar;
mod company;
mod evidence;
mod export;
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
mod record;
mod resume;
mod rig;
mod rig_bench;
mod rig_cost;
mod rig_doctor;
mod score;
mod serve;
mod set_up;
mod site;
mod why;

use std::path::Path;
use std::process::ExitCode;

use clap::CommandFactory;
use clap_complete::env::Shells;
use jiff::Timestamp;
use pivot_app::{Error, Folder, Options, Situation};
use serde::Serialize;

use crate::args::{Cli, Command, Global};
use crate::screen::Screen;

/// How a command that worked ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    /// Done: exit status 0.
    Done,
    /// The answer is no: exit status 1.
    No,
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> ExitCode {
        match status {
            Status::Done => ExitCode::SUCCESS,
            Status::No => ExitCode::from(1),
        }
    }
}

/// Runs the command.
pub(crate) fn run(cli: &Cli, screen: &mut Screen) -> Result<Status, Error> {
    let global = &cli.global;
    match &cli.command {
        Command::Demo { folder } => set_up::demo(global, folder.as_deref(), screen),
        Command::Init(wish) => set_up::init(global, wish, screen),
        Command::Plan(options) => plan::plan(global, options, screen),
        Command::Today => plan::today(global, screen),
        Command::Week { date } => plan::week(global, date.as_ref(), screen),
        Command::Timeline => plan::timeline(global, screen),
        Command::Why { task } => why::why(global, task.as_deref(), screen),
        Command::Fit { by } => fit::fit(global, by.as_ref(), screen),
        Command::Forecast(asked) => forecast::forecast(global, asked, screen),
        Command::WhatIf(asked) => forecast::what_if(global, asked, screen),
        Command::Evidence(wish) => evidence::evidence(global, wish, screen),
        Command::Intake(wish) => intake::intake(global, wish, screen),
        Command::Log(_)
        | Command::Start(_)
        | Command::Stop(_)
        | Command::Done(_)
        | Command::Reopen(_)
        | Command::Estimate(_)
        | Command::Pin(_)
        | Command::Unpin { .. }
        | Command::Undo { .. } => record::run(global, &cli.command, screen),
        Command::Journal(wish) => journal::run(global, wish, screen),
        Command::Backup { file } => journal::save(global, file, screen),
        Command::Restore { file } => journal::bring_back(global, file, screen),
        Command::Score(asked) => score::score(global, asked, screen),
        Command::Kaggle(command) => kaggle::run(global, command, screen),
        Command::Lab(command) => lab::run(global, command, screen),
        Command::Meetup(command) => meetup::run(global, command, screen),
        Command::Project(command) => project::run(global, command, screen),
        Command::Rig(command) => rig::run(global, command, screen),
        Command::Blog(command) => site::blog(global, command, screen),
        Command::Portfolio(command) => site::portfolio(global, command, screen),
        Command::Resume(command) => resume::run(global, command, screen),
        Command::Company(command) => company::run(global, command, screen),
        Command::Posting(command) => posting::run(global, command, screen),
        Command::Apply(wish) => apply::run(global, wish, screen),
        Command::Site(command) => site::site(global, command, screen),
        Command::Answer(asked) => answer::answer(global, asked, screen),
        Command::Calendar(command) => calendar::run(global, command, screen),
        Command::Export(command) => export::run(global, command, screen),
        Command::Serve(wish) => serve::run(global, wish, screen),
        Command::Completions { shell } => completions(*shell, screen),
        Command::Man => {
            let mut text = Vec::new();
            clap_mangen::Man::new(Cli::command())
                .render(&mut text)
                .map_err(|e| Error::Outside {
                    what: format!("could not print: {e}"),
                    next: None,
                })?;
            screen.raw(&String::from_utf8_lossy(&text))?;
            Ok(Status::Done)
        }
    }
}

/// The script by which a shell asks this program what could come next.
fn completions(shell: clap_complete::Shell, screen: &mut Screen) -> Result<Status, Error> {
    let mut text = Vec::new();
    let shells = Shells::builtins();
    let written = match shells.completer(&shell.to_string()) {
        Some(shell) => {
            shell.write_registration(crate::complete::VARIABLE, "pivot", "pivot", "pivot", &mut text)
        }
        None => Err(std::io::ErrorKind::Unsupported.into()),
    };
    written.map_err(|e| Error::Bug(format!("no completions for {shell}: {e}")))?;
    screen.raw(&String::from_utf8_lossy(&text))?;
    Ok(Status::Done)
}

/// The present moment: as told, or the clock's. Whole seconds, as everything that is printed.
fn now(global: &Global) -> Timestamp {
    let now = global.now.unwrap_or_else(Timestamp::now);
    Timestamp::from_second(now.as_second()).unwrap_or(now)
}

/// The pivot's folder.
fn folder(global: &Global) -> Result<Folder, Error> {
    let found = Folder::find(global.dir.as_deref().unwrap_or(Path::new(".")))?;
    // Windows tells a machine's name by its environment, and by no file.
    let machine = || std::env::var("COMPUTERNAME").ok();
    Ok(found.on(global.machine.clone().or_else(machine)))
}

/// The pivot's folder and everything in it.
fn situation(global: &Global) -> Result<(Folder, Situation), Error> {
    let folder = folder(global)?;
    let situation = Situation::load(&folder, now(global))?;
    Ok((folder, situation))
}

/// How every command but `plan` solves: the same bytes everywhere.
fn options() -> Options<'static> {
    Options::default()
}

/// Prints an answer for programs.
fn json(screen: &mut Screen, answer: &impl Serialize) -> Result<(), Error> {
    let text = serde_json::to_string_pretty(answer)
        .map_err(|e| Error::Bug(format!("the answer is no JSON: {e}")))?;
    screen.raw(&(text + "\n"))
}
