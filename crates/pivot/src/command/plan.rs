//! `pivot plan`, `today`, `week` and `timeline`: one plan, cut in different ways.

use std::io::IsTerminal;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use pivot_app::planning::Answer;
use pivot_app::verbs::export::accept;
use pivot_app::wire::PlanJson;
use pivot_app::{Error, Options};

use super::{Status, json, now, situation};
use crate::args::{self, Day, Global};
use crate::screen::Screen;
use crate::view::{self, later};

pub(super) fn plan(global: &Global, wish: &args::Plan, screen: &mut Screen) -> Result<Status, Error> {
    let (folder, situation) = situation(global)?;
    let search = Search::new(wish.seconds);
    let over = || search.is_over();
    let mut options = Options {
        seed: wish.seed,
        ..super::options()
    };
    if wish.seconds.is_some() {
        options.restarts = u32::MAX;
        options.stop = Some(&over);
    }
    let answer = Answer::of(&situation, &options)?;
    if wish.accept {
        accept(&folder, &situation, &answer.plan)?;
    }
    let status = if answer.plan.feasible {
        Status::Done
    } else {
        Status::No
    };
    if global.json {
        json(screen, &PlanJson::new(&answer))?;
        return Ok(status);
    }
    view::plan::show(screen, &situation, &answer, wish.all);
    screen.next(if status == Status::No {
        "make room in pivot.toml (hours, session, away) or in curriculum.toml, and run pivot plan again."
    } else if wish.accept {
        "accepted: from now on pivot plan shows what moved since this one. pivot today says what to do."
    } else if situation.accepted().is_empty() {
        "pivot plan --accept takes this plan as yours; pivot plan --all shows every day."
    } else if !answer.moves.is_empty() {
        "pivot plan --accept takes these moves; pivot why TASK gives the reasons."
    } else {
        "pivot today says what to do; pivot why TASK gives the reasons."
    });
    Ok(status)
}

/// A search with a limit in seconds, which shows on a terminal how far it is.
struct Search {
    begun: Instant,
    seconds: Option<u32>,
    /// Seconds shown last; nothing is shown where this is `None`.
    shown: Option<AtomicU64>,
}

impl Search {
    fn new(seconds: Option<u32>) -> Search {
        let shown = (seconds.is_some() && std::io::stderr().is_terminal()).then(AtomicU64::default);
        Search {
            begun: Instant::now(),
            seconds,
            shown,
        }
    }

    fn is_over(&self) -> bool {
        let Some(limit) = self.seconds else { return false };
        let now = self.begun.elapsed().as_secs();
        if self
            .shown
            .as_ref()
            .is_some_and(|shown| shown.fetch_max(now, Ordering::Relaxed) < now)
        {
            let done = usize::try_from(now * 30 / u64::from(limit.max(1)))
                .unwrap_or(30)
                .min(30);
            eprint!(
                "\rsearching {}{} {now} of {limit} s",
                "█".repeat(done),
                "░".repeat(30 - done)
            );
        }
        self.begun.elapsed() >= Duration::from_secs(u64::from(limit))
    }
}

impl Drop for Search {
    /// Takes the bar away.
    fn drop(&mut self) {
        if self
            .shown
            .as_ref()
            .is_some_and(|shown| shown.load(Ordering::Relaxed) > 0)
        {
            eprint!("\r{}\r", " ".repeat(70));
        }
    }
}

pub(super) fn today(global: &Global, screen: &mut Screen) -> Result<Status, Error> {
    let (_, situation) = situation(global)?;
    let zones = &situation.settings.zones;
    let date = zones.local(situation.now).date();
    let (from, to) = (zones.start_of(date), zones.start_of(later(date, 1)));
    let answer = Answer::today(&situation, &super::options())?;
    let ahead = answer.plan.sessions.iter().find(|s| s.start >= to).cloned();
    let answer = answer.between(from, to);
    if global.json {
        json(screen, &PlanJson::new(&answer))?;
    } else {
        view::day::today(screen, &situation, &answer, date, ahead.as_ref());
        screen.next("pivot week shows the days after; pivot timeline the whole way.");
    }
    Ok(Status::Done)
}

pub(super) fn week(global: &Global, date: Option<&Day>, screen: &mut Screen) -> Result<Status, Error> {
    let (_, situation) = situation(global)?;
    let zones = &situation.settings.zones;
    let today = zones.local(situation.now).date();
    let date = date.map_or(today, |date| date.on(today));
    let monday = later(date, -i64::from(date.weekday().to_monday_zero_offset()));
    let (from, to) = (zones.start_of(monday), zones.start_of(later(monday, 7)));
    let answer = Answer::of(&situation, &super::options())?.between(from, to);
    if global.json {
        json(screen, &PlanJson::new(&answer))?;
    } else {
        view::day::week(screen, &situation, &answer, monday);
        screen.next(&format!("pivot week {} shows the week after.", later(monday, 7)));
    }
    Ok(Status::Done)
}

pub(super) fn timeline(global: &Global, screen: &mut Screen) -> Result<Status, Error> {
    let (_, situation) = situation(global)?;
    let answer = Answer::of(&situation, &super::options())?;
    if global.json {
        json(screen, &PlanJson::new(&answer))?;
    } else {
        view::timeline::show(screen, &situation, &answer, now(global));
        screen.next("pivot plan gives the dates; pivot why TASK the reasons.");
    }
    Ok(Status::Done)
}
