//! What `forecast` and `what-if` are asked.

use clap::Args;
use clap_complete::ArgValueCandidates;
use jiff::civil::Date;

use super::date;
use crate::complete;

/// How many futures, and which.
#[derive(Debug, Args)]
pub(crate) struct Futures {
    /// So many futures, 20 at least; more are more exact
    #[arg(long, value_name = "N", default_value_t = 10_000, value_parser = futures)]
    pub(crate) futures: u32,
    /// Where the random numbers begin
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) seed: u64,
}

#[derive(Debug, Args)]
pub(crate) struct Forecast {
    #[command(flatten)]
    pub(crate) futures: Futures,
    /// How good the forecasts of the past were, one for each plan that you accepted
    #[arg(long)]
    pub(crate) history: bool,
}

#[derive(Debug, Args)]
pub(crate) struct WhatIf {
    /// Other weekly hours, such as "mon-fri 18:00-20:30; sat 10:00-13:00"
    #[arg(long, value_name = "SPEC")]
    pub(crate) hours: Option<String>,
    /// Another first day
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(crate) start: Option<Date>,
    /// Without this task, or without the step of this number; more than once for several
    #[arg(long, value_name = "TASK", add = ArgValueCandidates::new(complete::tasks))]
    pub(crate) drop: Vec<String>,
    /// Days off, such as 2027-02-01..2027-02-14
    #[arg(long, value_name = "A..B", value_parser = days)]
    pub(crate) away: Option<(Date, Date)>,
    #[command(flatten)]
    pub(crate) futures: Futures,
}

/// Of fewer than 20 futures none is among the last 5 in 100.
pub(super) fn futures(text: &str) -> Result<u32, String> {
    let number = text.trim().parse().ok();
    number.filter(|n| (20..=1_000_000).contains(n)).ok_or_else(|| {
        "expected from 20 to 1000000 futures; fewer do not show what holds in 95 of 100".to_owned()
    })
}

/// Two dates, both included.
fn days(text: &str) -> Result<(Date, Date), String> {
    let wrong = || "expected the first day and the last, such as 2027-02-01..2027-02-14".to_owned();
    let (from, to) = text.split_once("..").ok_or_else(wrong)?;
    let date = |text: &str| text.trim().parse::<Date>().map_err(|_| wrong());
    Ok((date(from)?, date(to)?))
}
