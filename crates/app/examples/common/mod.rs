//! What the examples share: somebody with a curriculum, weekly hours and a calendar.

use std::error::Error;

use pivot_app::domain::{curriculum, ical, settings};
use pivot_app::{Feed, Situation};

/// Commitments whose ends fit no grid of half hours.
pub(crate) const LIFE: &str = "BEGIN:VCALENDAR
BEGIN:VEVENT\nUID:1\nDTSTART:20270104T093000\nDURATION:PT35M\nRRULE:FREQ=WEEKLY;BYDAY=MO,WE\nEND:VEVENT
BEGIN:VEVENT\nUID:2\nDTSTART:20270105T150000\nDURATION:PT45M\nRRULE:FREQ=WEEKLY;BYDAY=TU,TH\nEND:VEVENT
BEGIN:VEVENT\nUID:3\nDTSTART:20270107T183000\nDURATION:PT2H\nRRULE:FREQ=WEEKLY\nEND:VEVENT
BEGIN:VEVENT\nUID:4\nDTSTART:20270123T091000\nDURATION:PT2H\nRRULE:FREQ=MONTHLY;BYDAY=4SA\nEND:VEVENT
END:VCALENDAR
";

/// Ten, twenty and forty hours a week.
#[allow(dead_code, reason = "not every example goes through the hours")]
pub(crate) const HOURS: [&str; 3] = [
    "mon-fri 19:00-21:00",
    "mon-fri 18:00-22:00",
    "mon-fri 09:00-12:00,13:00-18:00",
];

/// Somebody at the midnight with which the plan begins.
pub(crate) struct Person<'a> {
    /// `curriculum.toml`.
    pub(crate) curriculum: &'a str,
    /// The weekly hours.
    pub(crate) hours: &'a str,
    /// The zone, and the first day.
    pub(crate) home: (&'a str, &'a str),
    /// Tables that `pivot.toml` has beside the hours.
    pub(crate) tables: &'a str,
    /// The calendar `life`, as iCalendar; none where it has not been fetched yet.
    pub(crate) calendar: Option<&'a str>,
}

impl<'a> Person<'a> {
    /// In Paris from January 2027 on, with commitments.
    pub(crate) fn new(curriculum: &'a str, hours: &'a str) -> Person<'a> {
        Person {
            curriculum,
            hours,
            home: ("Europe/Paris", "2027-01-04"),
            tables: "",
            calendar: Some(LIFE),
        }
    }

    /// What Pivot knows of the person.
    pub(crate) fn situation(&self) -> Result<Situation, Box<dyn Error>> {
        let (hours, (zone, start), tables) = (self.hours, self.home, self.tables);
        let text = format!(
            "timezone = \"{zone}\"\nstart = {start}\nbuffer = \"15m\"\n[hours]\nweek = \"{hours}\"\n{tables}[[calendar]]\nname = \"life\"\n"
        );
        let settings = settings::parse(&text).0.ok_or("the settings have a fault")?;
        let curriculum = curriculum::parse(self.curriculum)
            .0
            .ok_or("the curriculum has a fault")?;
        let feed = Feed {
            rule: settings.feeds[0].clone(),
            feed: self.calendar.map(ical::parse),
        };
        Ok(Situation {
            now: settings.zones.start_of(settings.start),
            settings,
            curriculum,
            feeds: vec![feed],
            facts: vec![],
            notes: vec![],
            competitions: vec![],
            only_if_unchanged: false,
        })
    }
}
