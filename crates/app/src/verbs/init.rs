//! `pivot init` and `pivot demo`: making a pivot.

use std::path::Path;

use jiff::Timestamp;
use jiff::civil::{Date, Weekday};
use pivot_domain::curriculum;
use pivot_domain::fault::nearest;
use pivot_domain::settings::{self, FORMAT};
use pivot_domain::week::Week;
use pivot_domain::zones::later;
use pivot_store::Folder;

use crate::error::{Error, FaultyFile};

/// What `pivot init` was told; what is absent has a default.
#[derive(Clone, Debug, Default)]
pub struct Wish {
    /// Name of a built-in curriculum, or a file.
    pub curriculum: Option<String>,
    /// The text of a curriculum, instead of a name.
    pub text: Option<String>,
    /// First day.
    pub start: Option<Date>,
    /// IANA name.
    pub timezone: Option<String>,
    /// Weekly hours.
    pub hours: Option<String>,
    /// The finish hoped for.
    pub finish_by: Option<Date>,
}

/// The curriculum of `pivot init` where none is named.
pub const DEFAULT_CURRICULUM: &str = "deep-learning";
/// The hours of `pivot init` where none are given: what an employed person has.
pub const DEFAULT_HOURS: &str = "mon-thu 19:00-21:00; sat 09:00-12:00";

/// Makes a pivot in `dir`. `local` is the zone of this machine, for a person who names none.
pub fn init(dir: &Path, wish: &Wish, now: Timestamp, local: Option<&str>) -> Result<Folder, Error> {
    let zone_name = wish.timezone.as_deref().or(local).unwrap_or("UTC");
    let zone = settings::zone(zone_name).ok_or_else(|| {
        let hint = match settings::nearest_zone(zone_name) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "give an IANA name, such as --timezone Europe/Paris".to_owned(),
        };
        Error::wrong(format!("there is no zone `{zone_name}`")).next(hint)
    })?;
    let name = zone.iana_name().unwrap_or("UTC").to_owned();
    let hours = match &wish.hours {
        Some(text) => Week::parse(text).map_err(|wrong| {
            Error::wrong(format!("--hours: {wrong}"))
                .next("write hours as in --hours \"mon-fri 18:00-20:30; sat 10:00-13:00\"")
        })?,
        None => Week::parse(DEFAULT_HOURS).map_err(Error::Bug)?,
    };
    let start = wish.start.unwrap_or_else(|| now.to_zoned_datetime(zone).date());
    for (option, date) in [("--start", Some(start)), ("--finish-by", wish.finish_by)] {
        if let Some(date) = date.filter(|d| !(1900..2200).contains(&d.year())) {
            return Err(Error::wrong(format!("{option} {date} is no date of a plan"))
                .next("give one from 1900 to 2199"));
        }
    }
    if let Some(finish) = wish.finish_by.filter(|f| *f < start) {
        return Err(Error::wrong(format!(
            "the hoped-for finish {finish} lies before the start {start}"
        )));
    }
    let named = wish.curriculum.is_some() || wish.text.is_some();
    let text = match (existing_curriculum(dir)?, &wish.text) {
        (Some(_), _) if named => {
            return Err(
                Error::wrong(format!("{} has a curriculum.toml already", dir.display()))
                    .next("leave out --curriculum to use it, or move it away"),
            );
        }
        (Some(text), _) => text,
        (None, Some(text)) => text.clone(),
        (None, None) => curriculum_text(wish.curriculum.as_deref().unwrap_or(DEFAULT_CURRICULUM))?,
    };
    let settings = settings_text(&text, &name, start, wish.finish_by, &hours);
    create(dir, &settings, &text)
}

/// Makes the folder of two texts that have no fault, in themselves and together. Nothing is written where they have.
fn create(dir: &Path, settings: &str, curriculum: &str) -> Result<Folder, Error> {
    let path = |name: &str| dir.join(name);
    crate::situation::read_files(
        (path("pivot.toml"), settings),
        (path("curriculum.toml"), curriculum),
    )?;
    Ok(Folder::create(dir, settings, curriculum)?)
}

/// The text of a curriculum that is there before the pivot.
fn existing_curriculum(dir: &Path) -> Result<Option<String>, Error> {
    let path = dir.join("curriculum.toml");
    if !path.is_file() {
        return Ok(None);
    }
    std::fs::read_to_string(&path)
        .map(Some)
        .map_err(|e| Error::wrong(format!("{}: {e}", path.display())))
}

/// What tells one pivot's events from another's in a calendar: 16 hexadecimal digits, from the system's randomness.
fn new_id() -> String {
    use std::hash::{BuildHasher, Hasher};
    format!(
        "{:016x}",
        std::collections::hash_map::RandomState::new()
            .build_hasher()
            .finish()
    )
}

/// The text of a built-in curriculum, or of a file that has no fault.
fn curriculum_text(name: &str) -> Result<String, Error> {
    let built_in = curriculum::built_in();
    if let Some((_, text)) = built_in.iter().find(|(n, _)| *n == name) {
        return Ok((*text).to_owned());
    }
    let path = Path::new(name);
    let text = std::fs::read_to_string(path).map_err(|error| {
        let names = built_in.map(|(n, _)| n);
        let hint = match nearest(name, names) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("name a file, or one of: {}", names.join(", ")),
        };
        Error::wrong(format!(
            "there is no curriculum `{name}`, and as a file it cannot be read: {error}"
        ))
        .next(hint)
    })?;
    match curriculum::parse(&text) {
        (Some(_), _) => Ok(text),
        (None, faults) => Err(Error::Files(vec![FaultyFile {
            path: path.to_owned(),
            text,
            faults,
        }])),
    }
}

/// A `pivot.toml` with everything a person may want to change, most of it as comments.
fn settings_text(
    curriculum_text: &str,
    zone: &str,
    start: Date,
    finish_by: Option<Date>,
    hours: &Week,
) -> String {
    let finish = finish_by.map_or(
        "# finish_by = 2027-12-31       # the finish you hope for".to_owned(),
        |f| format!("finish_by = {f}"),
    );
    let mut text = format!(
        r#"# What Pivot knows of you. Change it as life does; `pivot plan` follows.
format = "{FORMAT}"
id = "{}"           # tells this pivot's events in a calendar: leave it
timezone = "{zone}"
start = {start}
{finish}
buffer = "15m"                  # kept free before and after every commitment

[hours]
week = "{hours}"
# daily_limit = "4h"
# [[hours.change]]              # other hours for a while
# from = 2027-07-01
# to = 2027-08-31
# week = "sat 09:00-12:00"

[session]
min = "30m"                     # no shorter, except to finish a task
max = "2h"                      # after so much work…
break = "15m"                   # …a pause

# [[away]]
# from = 2027-03-08
# to = 2027-03-12
# why = "skiing"

# [[move]]                      # another clock from this day on
# from = 2027-02-15
# timezone = "Europe/Paris"

# Calendars come with `pivot calendar add FILE|URL`. All-day events take the day only where all_day = true
# (public holidays).
"#,
        new_id()
    );
    let Some(curriculum) = curriculum::parse(curriculum_text).0 else {
        return text;
    };
    for resource in &curriculum.resources {
        text.push_str(&format!(
            "\n[resource.{}]               # {}\nhours = \"{}\"\n",
            key(&resource.id),
            resource.title,
            resource.hours
        ));
        if resource.hours == Week::always() {
            text.push_str("# quota = { time = \"30h\", every = \"week\", resets = \"sat 00:00\" }   # hosted: so much a week\n");
            text.push_str("# timezone = \"UTC\"            # …by this clock\n");
        }
    }
    text
}

/// A name as a key of TOML: quoted where a dot would divide it.
fn key(name: &str) -> String {
    if name.contains('.') {
        format!("\"{name}\"")
    } else {
        name.to_owned()
    }
}

/// The demo's busy life: (what, day after the first Monday, from, to, how often).
const LIFE: [(&str, i64, &str, &str, &str); 8] = [
    (
        "Volunteer team stand-up",
        0,
        "091500",
        "094500",
        "FREQ=WEEKLY;BYDAY=MO,WE",
    ),
    ("School run", 1, "153000", "161500", "FREQ=WEEKLY;BYDAY=TU,TH"),
    ("Gym", 2, "121500", "130000", "FREQ=WEEKLY"),
    ("Choir", 3, "183000", "203000", "FREQ=WEEKLY"),
    ("Dentist", 15, "140000", "151500", ""),
    (
        "Farmers' market",
        19,
        "090000",
        "110000",
        "FREQ=MONTHLY;BYDAY=3SA",
    ),
    ("Tax adviser", 38, "101500", "110000", ""),
    ("Parents visit", 60, "090000", "170000", "FREQ=DAILY;COUNT=2"),
];

/// The demo's busy life as iCalendar, from a Monday on.
#[must_use]
pub fn demo_calendar(monday: Date) -> String {
    let mut text =
        String::from("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Pivot//Demo//EN\r\nX-WR-CALNAME:Life\r\n");
    for (number, (summary, day, from, to, rule)) in LIFE.into_iter().enumerate() {
        let date = later(monday, day).strftime("%Y%m%d").to_string();
        let rule = if rule.is_empty() {
            String::new()
        } else {
            format!("RRULE:{rule}\r\n")
        };
        text.push_str(&format!(
            "BEGIN:VEVENT\r\nUID:{number}@demo.pivot\r\nDTSTAMP:{date}T000000Z\r\n\
             DTSTART;TZID=America/Toronto:{date}T{from}\r\nDTEND;TZID=America/Toronto:{date}T{to}\r\n\
             {rule}SUMMARY:{summary}\r\nEND:VEVENT\r\n"
        ));
    }
    text.push_str("END:VCALENDAR\r\n");
    text
}

/// The first line of a demo's `pivot.toml`, by which a second `pivot demo` knows it.
const DEMO_MARK: &str = "# The demo of Pivot";

/// Makes the demo: the article's 13 steps, a full-time learner with a busy calendar, from the next Monday on. A demo that
/// is there already is taken as it is.
pub fn demo(dir: &Path, now: Timestamp) -> Result<Folder, Error> {
    if let Ok(text) = std::fs::read_to_string(dir.join("pivot.toml"))
        && text.starts_with(DEMO_MARK)
    {
        return Ok(Folder::find(dir)?);
    }
    let zone = settings::zone("America/Toronto").unwrap_or(jiff::tz::TimeZone::UTC);
    let today = now.to_zoned_datetime(zone).date();
    let monday = today.nth_weekday(1, Weekday::Monday).unwrap_or(today);
    let curriculum = curriculum_text("deep-learning-2017")?;
    let hours = Week::parse("mon-fri 09:00-12:15,13:15-17:30; sat 10:00-13:15").map_err(Error::Bug)?;
    let away = later(monday, 46);
    let settings = format!(
        "{DEMO_MARK}: a developer in Toronto who left the job to study full time.\n{}\n[[calendar]]\nname = \"life\"\n\n[[away]]\nfrom = {away}\nto = {}\nwhy = \"a long weekend\"\n",
        settings_text(&curriculum, "America/Toronto", monday, None, &hours),
        later(away, 3),
    );
    let folder = create(dir, &settings, &curriculum)?;
    folder.write_calendar("life", demo_calendar(monday).as_bytes(), None)?;
    Ok(folder)
}
