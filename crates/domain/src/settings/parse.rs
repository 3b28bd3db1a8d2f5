//! Reading `pivot.toml`.

use std::collections::BTreeMap;

use jiff::SignedDuration;
use jiff::civil::Date;
use jiff::tz::{TimeZone, db};

use super::{Away, FeedRule, Hours, Machine, MachineQuota, Resets, SessionLengths, Settings};
use crate::fault::{Fault, nearest};
use crate::read::{NOT_TOML, Table, Value, document, wrong_kind};
use crate::week::{Week, parse_day, parse_time};
use crate::zones::Zones;

/// What stands in the file's `format`.
pub const FORMAT: &str = "pivot.settings/1";

/// Reads `pivot.toml`: the settings where there is no fault, else every fault there is.
pub fn parse(text: &str) -> (Option<Settings>, Vec<Fault>) {
    let (root, mut faults) = document(text);
    let mut root = Table::new("pivot.toml", root.get_ref(), 0..0);
    let settings = read(&mut root, &mut faults);
    root.close(&mut faults);
    // Of two faults at one place the first is the cause: a date that is no TOML is no date either.
    faults.sort_by_key(|f| f.at.start);
    faults.dedup_by(|later, first| later.at.start == first.at.start && first.what.starts_with(NOT_TOML));
    (settings.filter(|_| faults.is_empty()), faults)
}

fn read(root: &mut Table<'_, '_>, faults: &mut Vec<Fault>) -> Option<Settings> {
    root.read("format", faults, |v| {
        v.get_ref()
            .as_str()
            .filter(|s| *s == FORMAT)
            .map(|_| ())
            .ok_or_else(|| format!("\"{FORMAT}\", the only format there is"))
    });
    root.string("name", faults);
    let id = root.string("id", faults);
    if let Some((_, at)) = id.as_ref().filter(|(id, _)| !is_name(id)) {
        faults.push(Fault::new(
            at.clone(),
            "this will not do as an id",
            "letters, digits, `-`, `_` and `.`, at most 60",
        ));
    }
    let zone = root
        .need(
            "timezone",
            "the person's zone: timezone = \"Europe/Paris\"",
            faults,
        )
        .and_then(|v| read_zone(v, faults));
    root.need("start", "the plan's first day: start = 2027-01-04", faults);
    let start = root.date("start", faults);
    let finish_by = root.date("finish_by", faults);
    if let (Some((start, _)), Some((finish, at))) = (&start, &finish_by)
        && finish < start
    {
        faults.push(Fault::new(
            at.clone(),
            "the hoped-for finish lies before the start",
            format!("a date after {start}"),
        ));
    }
    let hours = read_hours(root, faults);
    let session = read_session(root, faults);
    let buffer = root
        .duration("buffer", faults)
        .map_or(SignedDuration::ZERO, |(d, _)| d);
    let frozen = read_frozen(root, faults);
    let away = read_away(root, faults);
    let moves = read_moves(root, faults);
    let feeds = read_feeds(root, faults);
    let machines = read_machines(root, faults);
    let meetups = super::meetups::read(root, faults);
    let caldav = super::caldav::read(root, faults);
    let site = super::site::read(root, faults);
    let project = super::project::read(root, faults);
    Some(Settings {
        id: id.map(|(id, _)| id),
        zones: Zones::new(zone?, moves),
        start: start?.0,
        finish_by: finish_by.map(|(date, _)| date),
        hours: hours?,
        session,
        buffer,
        frozen,
        away,
        feeds,
        machines,
        meetups,
        caldav,
        site,
        project,
    })
}

/// The zone of an IANA name, without regard to case.
pub fn zone(name: &str) -> Option<TimeZone> {
    db().get(name).ok()
}

/// The IANA name that was most likely meant.
pub fn nearest_zone(name: &str) -> Option<String> {
    let names: Vec<String> = db().available().map(|n| n.to_string()).collect();
    // People know the city: try the last part of the name, then the whole.
    let city = |n: &str| n.rsplit('/').next().unwrap_or(n).to_lowercase();
    let same_city = names.iter().find(|n| city(n) == city(name) && n.contains('/'));
    same_city
        .cloned()
        .or_else(|| nearest(name, names.iter().map(String::as_str)).map(str::to_owned))
}

fn read_zone(value: Value<'_, '_>, faults: &mut Vec<Fault>) -> Option<TimeZone> {
    let Some(name) = value.get_ref().as_str() else {
        faults.push(wrong_kind(value, "a zone's IANA name, such as \"Europe/Paris\""));
        return None;
    };
    let found = zone(name);
    if found.is_none() {
        let fault = Fault::new(
            value.span(),
            format!("there is no zone `{name}`"),
            "an IANA name, such as \"Europe/Paris\"",
        );
        faults.push(match nearest_zone(name) {
            Some(near) => fault.hint(format!("did you mean `{near}`?")),
            None => fault,
        });
    }
    found
}

fn read_week(table: &mut Table<'_, '_>, name: &'static str, faults: &mut Vec<Fault>) -> Option<Week> {
    let value = table.get(name)?;
    let Some(text) = value.get_ref().as_str() else {
        faults.push(wrong_kind(
            value,
            "hours such as \"mon-fri 18:00-20:30; sat 10:00-13:00\"",
        ));
        return None;
    };
    Week::parse(text)
        .map_err(|wrong| {
            faults.push(Fault::new(
                value.span(),
                wrong,
                "hours such as \"mon-fri 18:00-20:30; sat 10:00-13:00\", or \"always\"",
            ));
        })
        .ok()
}

fn read_hours(root: &mut Table<'_, '_>, faults: &mut Vec<Fault>) -> Option<Vec<Hours>> {
    let value = root.need(
        "hours",
        "a table [hours] with week = \"mon-fri 18:00-20:30\"",
        faults,
    )?;
    let mut table = Table::from_value("[hours]", value, faults)?;
    table.need(
        "week",
        "the hours of a week: week = \"mon-fri 18:00-20:30; sat 10:00-13:00\"",
        faults,
    );
    let week = read_week(&mut table, "week", faults);
    let daily_limit = read_limit(&mut table, faults);
    let mut hours = vec![];
    for mut change in table.tables("change", "a change of hours", faults) {
        let (from, to) = (change.date("from", faults), change.date("to", faults));
        if from.is_none() && to.is_none() {
            faults.push(Fault::new(
                change.at.clone(),
                "a change of hours has neither `from` nor `to`",
                "from = 2027-02-01, to = 2027-02-28, or both",
            ));
        }
        check_order(&from, &to, faults);
        change.need(
            "week",
            "the hours of those weeks: week = \"sat 10:00-13:00\"",
            faults,
        );
        let week = read_week(&mut change, "week", faults);
        let limit = read_limit(&mut change, faults);
        change.close(faults);
        if let Some(week) = week {
            hours.push(Hours {
                from: from.map(|f| f.0),
                to: to.map(|t| t.0),
                week,
                daily_limit: limit.or(daily_limit),
            });
        }
    }
    table.close(faults);
    hours.insert(
        0,
        Hours {
            from: None,
            to: None,
            week: week?,
            daily_limit,
        },
    );
    Some(hours)
}

fn read_limit(table: &mut Table<'_, '_>, faults: &mut Vec<Fault>) -> Option<SignedDuration> {
    let (limit, at) = table.duration("daily_limit", faults)?;
    if limit < SignedDuration::from_mins(5) || limit > SignedDuration::from_hours(24) {
        faults.push(Fault::new(
            at,
            "a daily limit this size is none",
            "5 minutes to 24 hours",
        ));
        return None;
    }
    Some(limit)
}

fn check_order(
    from: &Option<(Date, std::ops::Range<usize>)>,
    to: &Option<(Date, std::ops::Range<usize>)>,
    faults: &mut Vec<Fault>,
) {
    if let (Some((from, _)), Some((to, at))) = (from, to)
        && to < from
    {
        faults.push(Fault::new(
            at.clone(),
            format!("`to` lies before `from` ({from})"),
            format!("{from} or later"),
        ));
    }
}

fn read_session(root: &mut Table<'_, '_>, faults: &mut Vec<Fault>) -> SessionLengths {
    let mut lengths = SessionLengths {
        min: SignedDuration::from_mins(30),
        max: SignedDuration::from_mins(120),
        rest: SignedDuration::from_mins(15),
    };
    let Some(value) = root.get("session") else {
        return lengths;
    };
    let Some(mut table) = Table::from_value("[session]", value, faults) else {
        return lengths;
    };
    let (min, max) = (table.duration("min", faults), table.duration("max", faults));
    let day = SignedDuration::from_hours(24);
    for (length, at) in min.iter().chain(&max) {
        if *length < SignedDuration::from_mins(5) || *length > day {
            faults.push(Fault::new(
                at.clone(),
                "a session of this length is none",
                "5 minutes to 24 hours",
            ));
        }
    }
    // What is not said adapts to what is.
    lengths.max = max
        .as_ref()
        .map_or(lengths.max.max(min.as_ref().map_or(lengths.min, |m| m.0)), |m| {
            m.0
        });
    lengths.min = min.as_ref().map_or(lengths.min.min(lengths.max), |m| m.0);
    if let Some((_, at)) = min
        && lengths.min > lengths.max
    {
        faults.push(Fault::new(
            at,
            "the shortest session is longer than the longest",
            format!("at most {}", crate::duration::show(lengths.max)),
        ));
    }
    if let Some((rest, at)) = table.duration("break", faults) {
        if rest > SignedDuration::from_hours(12) {
            faults.push(Fault::new(
                at,
                "a break of this length is none",
                "at most 12 hours",
            ));
        } else {
            lengths.rest = rest;
        }
    }
    table.close(faults);
    lengths
}

/// Two days where nothing is said.
fn read_frozen(root: &mut Table<'_, '_>, faults: &mut Vec<Fault>) -> SignedDuration {
    let Some((frozen, at)) = root.duration("frozen", faults) else {
        return SignedDuration::from_hours(48);
    };
    if frozen > SignedDuration::from_hours(28 * 24) {
        faults.push(Fault::new(
            at,
            "a plan that stays frozen for so long cannot follow your life",
            "0 (nothing is frozen) to 4 weeks",
        ));
    }
    frozen
}

fn read_away(root: &mut Table<'_, '_>, faults: &mut Vec<Fault>) -> Vec<Away> {
    let mut away = Vec::new();
    for mut table in root.tables("away", "an absence", faults) {
        table.need("from", "its first day: from = 2027-03-08", faults);
        let from = table.date("from", faults);
        let to = table.date("to", faults);
        check_order(&from, &to, faults);
        let why = table.string("why", faults).map(|(why, _)| why);
        table.close(faults);
        if let Some((from, _)) = from {
            away.push(Away {
                from,
                to: to.map_or(from, |(to, _)| to),
                why,
            });
        }
    }
    away
}

fn read_moves(root: &mut Table<'_, '_>, faults: &mut Vec<Fault>) -> Vec<(Date, TimeZone)> {
    let mut moves = Vec::new();
    for mut table in root.tables("move", "a move", faults) {
        table.need("from", "its first day there: from = 2027-02-15", faults);
        let from = table.date("from", faults);
        let zone = table
            .need("timezone", "the zone there: timezone = \"Europe/Paris\"", faults)
            .and_then(|v| read_zone(v, faults));
        table.close(faults);
        moves.extend(from.map(|f| f.0).zip(zone));
    }
    moves
}

/// Whether a name will do for a feed: it becomes a file's name.
pub fn is_name(name: &str) -> bool {
    !name.is_empty()
        && name.len() <= 60
        && name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c))
        && !name.starts_with('.')
}

fn read_feeds(root: &mut Table<'_, '_>, faults: &mut Vec<Fault>) -> Vec<FeedRule> {
    let mut feeds: Vec<FeedRule> = Vec::new();
    for mut table in root.tables("calendar", "a calendar", faults) {
        let at = table.at.clone();
        let name = table.need_string("name", "its name: the file is calendars/NAME.ics", faults);
        let all_day = table.boolean("all_day", faults).unwrap_or(false);
        let buffer = table.duration("buffer", faults).map(|(d, _)| d);
        table.close(faults);
        if let Some((name, name_at)) = name {
            if !is_name(&name) {
                faults.push(Fault::new(
                    name_at,
                    format!("`{name}` will not do as a calendar's name"),
                    "letters, digits, `-`, `_` and `.`, at most 60",
                ));
            } else if feeds.iter().any(|f| f.name == name) {
                faults.push(Fault::new(
                    name_at,
                    format!("there are two calendars `{name}`"),
                    "a name of its own for each",
                ));
            } else {
                feeds.push(FeedRule {
                    name,
                    all_day,
                    buffer,
                    at,
                });
            }
        }
    }
    feeds
}

fn read_machines(root: &mut Table<'_, '_>, faults: &mut Vec<Fault>) -> Vec<Machine> {
    let Some(value) = root.get("resource") else {
        return Vec::new();
    };
    let Some(table) = Table::from_value("[resource]", value, faults) else {
        return Vec::new();
    };
    let mut machines = BTreeMap::new();
    for (id, at, value) in table.entries() {
        let Some(mut table) = Table::from_value("a resource", value, faults) else {
            continue;
        };
        if id == "me" {
            faults.push(Fault::new(
                at.clone(),
                "`me` is the person, not a resource",
                "the person's hours stand in [hours]",
            ));
        }
        let week = read_week(&mut table, "hours", faults).unwrap_or_else(Week::always);
        let zone = table.get("timezone").and_then(|v| read_zone(v, faults));
        let capacity = table.count("capacity", 1, faults).map_or(1, |(n, _)| n);
        let quota = table.get("quota").and_then(|v| read_quota(v, faults));
        table.close(faults);
        machines.insert(
            at.start,
            Machine {
                id: id.to_owned(),
                week,
                zone,
                capacity,
                quota,
                at,
            },
        );
    }
    machines.into_values().collect()
}

fn read_quota(value: Value<'_, '_>, faults: &mut Vec<Fault>) -> Option<MachineQuota> {
    let mut table = Table::from_value("a quota", value, faults)?;
    table.need("time", "how much in each period: time = \"30h\"", faults);
    let time = table.duration("time", faults);
    let weekly = table.read("every", faults, |v| match v.get_ref().as_str() {
        Some("week") => Ok(true),
        Some("day") => Ok(false),
        _ => Err("\"week\" or \"day\"".into()),
    });
    let weekly = weekly.is_none_or(|(weekly, _)| weekly);
    let resets = table.read("resets", faults, |v| {
        let text = v.get_ref().as_str().unwrap_or_default();
        let (day, time) = text.split_once(' ').unwrap_or(("mon", text));
        let minute = parse_time(time).ok().filter(|m| *m < crate::week::DAY);
        match (weekly, parse_day(day), minute) {
            (true, Some(day), Some(minute)) if text.contains(' ') => {
                Ok(Resets::Weekly(u32::try_from(day).unwrap_or(0), minute))
            }
            (false, _, Some(minute)) if !text.contains(' ') => Ok(Resets::Daily(minute)),
            (true, ..) => Err("a weekday and a time, such as \"sat 00:00\"".into()),
            (false, ..) => Err("a time, such as \"00:00\"".into()),
        }
    });
    table.close(faults);
    let resets = resets.map_or(
        if weekly {
            Resets::Weekly(0, 0)
        } else {
            Resets::Daily(0)
        },
        |(r, _)| r,
    );
    Some(MachineQuota {
        time: time?.0,
        resets,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"
format = "pivot.settings/1"
timezone = "America/Toronto"
start = 2027-01-04
finish_by = "2027-05-01"
buffer = "15m"
frozen = "36h"

[hours]
week = "mon-fri 18:00-20:30; sat 10:00-13:00"
daily_limit = "4h"
[[hours.change]]
from = 2027-02-01
to = 2027-02-14
week = "sat 10:00-13:00"

[session]
min = "30m"
max = "1h"
break = "10m"

[[away]]
from = 2027-03-08
to = 2027-03-12
why = "skiing"

[[move]]
from = 2027-02-15
timezone = "Europe/Paris"

[[calendar]]
name = "work"
all_day = true
buffer = "5m"

[[meetup]]
name = "ml"
travel = "30m"

[caldav]
url = "https://dav.example.org/"
user = "ada"

[resource.gpu]
capacity = 2
quota = { time = "30h", every = "week", resets = "sat 00:00" }
timezone = "UTC"
"#;

    #[test]
    fn reads_everything() {
        let (settings, faults) = parse(GOOD);
        assert_eq!(faults, []);
        let s = settings.unwrap();
        assert_eq!(s.finish_by, Some(jiff::civil::date(2027, 5, 1)));
        assert_eq!(
            s.hours_on(jiff::civil::date(2027, 2, 14)).week.to_string(),
            "sat 10:00-13:00"
        );
        assert_eq!(s.hours_on(jiff::civil::date(2027, 2, 15)).week.minutes(), 930);
        // 5 evenings of 2.5 h and 3 h on Saturday: 15.5 h, nothing above the limit of 4 h.
        assert_eq!(s.weekly(), SignedDuration::from_mins(930));
        assert_eq!(s.frozen, SignedDuration::from_hours(36));
        assert_eq!(s.machines[0].quota.unwrap().resets, Resets::Weekly(5, 0));
        assert_eq!(s.zones.eras().len(), 2);
        assert!(s.feeds[0].all_day);
        assert_eq!(s.meetups[0].travel, SignedDuration::from_mins(30));
        assert_eq!(s.caldav.unwrap().calendar, "Pivot");
    }

    #[test]
    fn calendars_of_a_server_and_groups() {
        let rest = "timezone = \"UTC\"\nstart = 2027-01-04\n[hours]\nweek = \"always\"\n";
        let of = |more: &str| faults(&format!("{rest}{more}"));
        for url in [
            "https://ada:word@dav.example/",
            "ftp://dav.example/",
            "https://",
            "dav.example",
        ] {
            let found = of(&format!("[caldav]\nurl = \"{url}\"\nuser = \"ada\"\n"));
            assert_eq!(found.len(), 1, "{url}: {found:?}");
        }
        assert_eq!(
            of(
                "[[meetup]]\nname = \"a\"\n[[meetup]]\nname = \"a\"\n[[meetup]]\nname = \"../a\"\ntravel = \"25h\"\n"
            ),
            [
                "8:8 there are two groups `a`; a name of its own for each",
                "10:8 `../a` will not do as a group's name; letters, digits, `-`, `_` and `.`, at most 60",
                "11:10 that is no way to a meetup; at most 24h",
            ]
        );
    }

    /// Line, column, what, and hint or what was expected.
    fn faults(text: &str) -> Vec<String> {
        parse(text)
            .1
            .iter()
            .map(|f| {
                let (line, column) = f.place(text);
                format!(
                    "{line}:{column} {}; {}",
                    f.what,
                    f.hint.clone().unwrap_or(f.expected.clone())
                )
            })
            .collect()
    }

    #[test]
    fn tells_every_fault_with_its_place() {
        let text = r#"format = "pivot.settings/2"
timezone = "Europe/Pariss"
start = 2027-01-04
finish_by = 2026-01-04
colour = 3
[hours]
week = "mon-fry 18:00-20:30"
daily_limit = "25h"
[[hours.change]]
week = "sat 10:00"
[session]
min = "2h"
max = "1h"
[[away]]
from = 2027-02-02
to = 2027-02-01
[[move]]
from = 2027-01-40
timezone = "Toronto"
[[calendar]]
name = "my calendar"
all_dya = true
[resource.gpu]
quota = { time = "30h", resets = "00:00" }
"#;
        assert_eq!(
            faults(text),
            [
                "1:10 `pivot.settings/2` will not do here; \"pivot.settings/1\", the only format there is",
                "2:12 there is no zone `Europe/Pariss`; did you mean `Europe/Paris`?",
                "4:13 the hoped-for finish lies before the start; a date after 2027-01-04",
                "5:1 pivot.toml has no field `colour`; one of: away, buffer, caldav, calendar, finish_by, format, frozen, hours, id, meetup, move, name, project, resource, session, site, start, timezone",
                "7:8 `fry` is no day: mon, tue, wed, thu, fri, sat, sun; hours such as \"mon-fri 18:00-20:30; sat 10:00-13:00\", or \"always\"",
                "8:15 a daily limit this size is none; 5 minutes to 24 hours",
                "9:1 a change of hours has neither `from` nor `to`; from = 2027-02-01, to = 2027-02-28, or both",
                "10:8 `10:00` is no time range such as `18:00-20:30`; hours such as \"mon-fri 18:00-20:30; sat 10:00-13:00\", or \"always\"",
                "12:7 the shortest session is longer than the longest; at most 1h",
                "16:6 `to` lies before `from` (2027-02-02); 2027-02-02 or later",
                "18:8 this is not TOML: invalid date, expected day between 01 and 31; TOML, as in the examples",
                "19:12 there is no zone `Toronto`; did you mean `America/Toronto`?",
                "21:8 `my calendar` will not do as a calendar's name; letters, digits, `-`, `_` and `.`, at most 60",
                "22:1 a calendar has no field `all_dya`; did you mean `all_day`?",
                "24:34 `00:00` will not do here; a weekday and a time, such as \"sat 00:00\"",
            ]
        );
    }

    #[test]
    fn the_frozen_window_is_two_days_where_nothing_is_said() {
        let rest = "timezone = \"UTC\"\nstart = 2027-01-04\n[hours]\nweek = \"always\"\n";
        let frozen = |line: &str| parse(&format!("{line}\n{rest}")).0.map(|s| s.frozen.as_hours());
        assert_eq!(frozen(""), Some(48));
        assert_eq!(frozen("frozen = \"2 days\""), Some(48));
        assert_eq!(frozen("frozen = 0"), Some(0));
        assert_eq!(
            faults(&format!("frozen = \"29d\"\n{rest}")),
            [
                "1:10 a plan that stays frozen for so long cannot follow your life; 0 (nothing is frozen) to 4 weeks"
            ]
        );
    }

    #[test]
    fn an_empty_file_says_what_is_missing() {
        assert_eq!(faults("").len(), 3);
    }
}
