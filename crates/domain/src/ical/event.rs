//! One `VEVENT` read into values (RFC 5545 §3.6.1). A fault costs no more than what it touches: a bad
//! property is passed over, and only an event without a usable start is left out.

use jiff::civil::{Date, DateTime, Time};

use super::Faults;
use super::lines::{Component, Property};
use super::rule::Rule;
use super::value::{Length, Stamp, clip, duration, fnv64, list, number, stamp, unescape};
use super::zone::{Zone, ZoneBook, seconds_between};

/// Longest title, identity and category that are kept, in characters.
const TEXT_MAX: usize = 500;
/// Most categories that are kept of one event.
const CATEGORIES_MAX: usize = 50;
const DAY: i64 = 86_400;

/// A reading of a clock in a zone; a date is its midnight.
#[derive(Clone, Debug)]
pub(super) struct Moment {
    pub(super) civil: DateTime,
    pub(super) zone: Zone,
    pub(super) is_date: bool,
}

/// When an event ends.
#[derive(Clone, Debug)]
pub(super) enum End {
    At(Moment),
    After(Length),
    /// DTEND lay before DTSTART.
    Unknown,
}

/// A further start that the event names, with an end of its own if it is a period.
#[derive(Clone, Debug)]
pub(super) struct Extra {
    pub(super) start: Moment,
    pub(super) end: Option<End>,
}

/// What an event is about, and whether it takes the person's time.
#[derive(Clone, Debug)]
pub(super) struct About {
    pub(super) uid: String,
    pub(super) summary: String,
    pub(super) categories: Vec<String>,
    pub(super) note: String,
    pub(super) link: Option<String>,
    pub(super) busy: bool,
}

/// A `VEVENT`: an event, a series, or an instance of a series that is changed.
#[derive(Clone, Debug)]
pub(super) struct Event {
    pub(super) line: usize,
    pub(super) about: About,
    pub(super) cancelled: bool,
    /// SEQUENCE, DTSTAMP (seconds), place in the file: of two with one identity the greater counts.
    pub(super) rank: (i64, i64, usize),
    pub(super) start: Moment,
    pub(super) end: End,
    pub(super) rules: Vec<Rule>,
    pub(super) excluded_rules: Vec<Rule>,
    pub(super) extras: Vec<Extra>,
    pub(super) excluded: Vec<Moment>,
    /// The instance of a series that this one stands for.
    pub(super) instance: Option<Moment>,
    /// And for all later ones (RANGE=THISANDFUTURE).
    pub(super) and_future: bool,
}

impl Event {
    /// Whether it names starts beyond DTSTART.
    pub(super) fn repeats(&self) -> bool {
        !self.rules.is_empty() || !self.extras.is_empty()
    }
}

/// Reads events one after another, with the zones of their file.
pub(super) struct EventReader<'a> {
    pub(super) zones: ZoneBook<'a>,
    pub(super) faults: &'a mut Faults,
    pub(super) place: usize,
}

impl EventReader<'_> {
    /// Reads a `VEVENT`. `cancel` says that the calendar's METHOD cancels what it holds.
    pub(super) fn event(&mut self, component: &Component, cancel: bool) -> Option<Event> {
        let upper = |name| {
            component
                .text(name)
                .map(str::to_ascii_uppercase)
                .unwrap_or_default()
        };
        let cancelled = cancel || upper("STATUS") == "CANCELLED";
        let recurrence = component.first("RECURRENCE-ID");
        let named = recurrence.map(|p| self.listed(component, p).pop());
        let start = match (component.first("DTSTART"), &named) {
            (Some(property), _) => {
                let start = self.moment(property, &property.value);
                if start.is_none() {
                    let value = clip(&property.value, 60);
                    let fault = format!("DTSTART {value:?} is no date; the event is left out");
                    self.faults.of(component, property.line, fault);
                }
                start?
            }
            // A cancellation may say only what it cancels (RFC 5546 §3.2.5).
            (None, Some(Some(instance))) if cancelled => instance.clone(),
            (None, None) if cancelled => all_day(Date::constant(1970, 1, 1)),
            (None, _) => {
                let fault = "the event has no DTSTART; it is left out";
                self.faults.of(component, component.line, fault);
                return None;
            }
        };
        let is_free = upper("TRANSP") == "TRANSPARENT" || upper("X-MICROSOFT-CDO-BUSYSTATUS") == "FREE";
        let range = recurrence.and_then(|p| p.param("RANGE")).unwrap_or_default();
        let mut event = Event {
            about: self.about(component, !is_free),
            end: self.end(component, &start),
            rules: self.rules(component, "RRULE", start.is_date),
            excluded_rules: self.rules(component, "EXRULE", start.is_date),
            cancelled,
            // With an instance that cannot be read it still is a changed instance, and not the series.
            instance: named.map(|instance| instance.unwrap_or_else(|| start.clone())),
            and_future: range.trim().eq_ignore_ascii_case("THISANDFUTURE"),
            ..self.bare(component, start)
        };
        for property in component.all("EXDATE") {
            event.excluded.append(&mut self.listed(component, property));
        }
        for property in component.all("RDATE") {
            event.extras.append(&mut self.extras(component, property));
        }
        Some(event)
    }

    /// Reads a `VFREEBUSY`: its busy periods become one event without a title; None where it has none.
    pub(super) fn free_busy(&mut self, component: &Component) -> Option<Event> {
        let busy = |p: &&Property| {
            !p.param("FBTYPE")
                .is_some_and(|t| t.trim().eq_ignore_ascii_case("FREE"))
        };
        let mut periods = Vec::new();
        for property in component.all("FREEBUSY").filter(busy) {
            periods.append(&mut self.extras(component, property));
        }
        let first = (!periods.is_empty()).then(|| periods.remove(0))?;
        let event = self.bare(component, first.start);
        Some(Event {
            end: first.end.unwrap_or(End::Unknown),
            extras: periods,
            ..event
        })
    }

    /// An event that happens once, with neither length nor title.
    fn bare(&mut self, component: &Component, start: Moment) -> Event {
        let sequence = component.text("SEQUENCE").and_then(number::<i64>).unwrap_or(0);
        let written = component.text("DTSTAMP").and_then(stamp).map_or(i64::MIN, |s| {
            seconds_between(DateTime::constant(1970, 1, 1, 0, 0, 0, 0), s.civil())
        });
        self.place += 1;
        Event {
            line: component.line,
            about: About {
                uid: uid(component),
                summary: String::new(),
                categories: Vec::new(),
                note: String::new(),
                link: None,
                busy: true,
            },
            cancelled: false,
            rank: (sequence, written, self.place),
            start,
            end: End::After(Length::default()),
            rules: Vec::new(),
            excluded_rules: Vec::new(),
            extras: Vec::new(),
            excluded: Vec::new(),
            instance: None,
            and_future: false,
        }
    }

    fn about(&self, component: &Component, busy: bool) -> About {
        let categories = component.all("CATEGORIES").flat_map(|p| list(&p.value));
        About {
            uid: uid(component),
            summary: summary(component).unwrap_or_default(),
            categories: categories
                .take(CATEGORIES_MAX)
                .map(|c| clip(&c, TEXT_MAX))
                .collect(),
            note: note(component).unwrap_or_default(),
            link: link(component),
            busy,
        }
    }

    /// DTEND, else DURATION, else a day for a date and nothing for a time (§3.6.1).
    fn end(&mut self, component: &Component, start: &Moment) -> End {
        let usual = || {
            let day = if start.is_date { DAY } else { 0 };
            End::After(Length {
                nominal_seconds: day,
                exact_seconds: 0,
            })
        };
        if let Some(property) = component.first("DTEND") {
            let Some(end) = self.moment(property, &property.value) else {
                let value = clip(&property.value, 60);
                self.faults.of(
                    component,
                    property.line,
                    format!("DTEND {value:?} is no date; it is passed over"),
                );
                return usual();
            };
            let end = fitted(end, start);
            if start.zone.same(&end.zone) && end.civil < start.civil {
                let fault = "DTEND lies before DTSTART; the length is taken from the series, or is none";
                self.faults.of(component, property.line, fault);
                return End::Unknown;
            }
            // A date that ends on itself is meant as that one day.
            return if start.is_date && end.civil == start.civil {
                usual()
            } else {
                End::At(end)
            };
        }
        let Some(property) = component.first("DURATION") else {
            return usual();
        };
        match duration(&property.value) {
            Some(Length {
                nominal_seconds,
                exact_seconds,
            }) if nominal_seconds >= 0 && exact_seconds >= 0 => {
                End::After(if start.is_date {
                    // Days have no hours: a part of a day takes all of it.
                    let days = ((nominal_seconds + exact_seconds + DAY - 1) / DAY).max(1);
                    Length {
                        nominal_seconds: days * DAY,
                        exact_seconds: 0,
                    }
                } else {
                    Length {
                        nominal_seconds,
                        exact_seconds,
                    }
                })
            }
            _ => {
                let value = clip(&property.value, 60);
                let fault = format!("DURATION {value:?} is no length of time; it is passed over");
                self.faults.of(component, property.line, fault);
                usual()
            }
        }
    }

    fn rules(&mut self, component: &Component, name: &'static str, all_day: bool) -> Vec<Rule> {
        let mut rules = Vec::new();
        for property in component.all(name) {
            match Rule::parse(&property.value, all_day) {
                Ok(rule) => rules.push(rule),
                Err(fault) => {
                    self.faults.of(
                        component,
                        property.line,
                        format!("{name} is passed over: {fault}"),
                    );
                }
            }
        }
        rules
    }

    /// A date or time with the zone its property names.
    fn moment(&mut self, property: &Property, text: &str) -> Option<Moment> {
        let only_date = property
            .param("VALUE")
            .is_some_and(|v| v.trim().eq_ignore_ascii_case("DATE"));
        Some(match stamp(text)? {
            Stamp::Date(date) => all_day(date),
            Stamp::Local(civil) | Stamp::Utc(civil) if only_date => all_day(civil.date()),
            Stamp::Utc(civil) => Moment {
                civil,
                zone: Zone::Named(jiff::tz::TimeZone::UTC),
                is_date: false,
            },
            Stamp::Local(civil) => {
                let zone = match property.param("TZID") {
                    Some(name) => self.zones.zone(name, property.line, self.faults),
                    None => Zone::Home,
                };
                Moment {
                    civil,
                    zone,
                    is_date: false,
                }
            }
        })
    }

    /// The entries of EXDATE or RECURRENCE-ID; those that are no dates are told and passed over.
    fn listed(&mut self, component: &Component, property: &Property) -> Vec<Moment> {
        let mut moments = Vec::new();
        for text in property.value.split(',').map(str::trim).filter(|t| !t.is_empty()) {
            match self.moment(property, text) {
                Some(moment) => moments.push(moment),
                None => self.no_date(component, property, text),
            }
        }
        moments
    }

    /// The entries of RDATE or FREEBUSY: dates, times, and periods `start/end` or `start/duration`.
    fn extras(&mut self, component: &Component, property: &Property) -> Vec<Extra> {
        let mut extras = Vec::new();
        for text in property.value.split(',').map(str::trim).filter(|t| !t.is_empty()) {
            let (start, end) = match text.split_once('/') {
                Some((start, end)) => (start, Some(end)),
                None => (text, None),
            };
            let Some(start) = self.moment(property, start) else {
                self.no_date(component, property, text);
                continue;
            };
            let end = match end {
                None => None,
                Some(end) => match (duration(end), self.moment(property, end)) {
                    (Some(length), _) => Some(End::After(length)),
                    (None, Some(end)) => Some(End::At(fitted(end, &start))),
                    (None, None) => {
                        self.no_date(component, property, text);
                        continue;
                    }
                },
            };
            extras.push(Extra { start, end });
        }
        extras
    }

    fn no_date(&mut self, component: &Component, property: &Property, text: &str) {
        let fault = format!(
            "{} {:?} is no date; it is passed over",
            property.name,
            clip(text, 60)
        );
        self.faults.of(component, property.line, fault);
    }
}

fn all_day(date: Date) -> Moment {
    Moment {
        civil: date.to_datetime(Time::midnight()),
        zone: Zone::Home,
        is_date: true,
    }
}

/// An end as its start understands it: after a date whole days, after a time a time. An end without a zone of
/// its own is read on the clock of the start.
fn fitted(end: Moment, start: &Moment) -> Moment {
    if start.is_date && !end.is_date {
        let midnight = all_day(end.civil.date());
        return match end.civil.date().tomorrow() {
            Ok(next) if end.civil.time() != Time::midnight() => all_day(next),
            _ => midnight,
        };
    }
    let zone = if matches!(end.zone, Zone::Home) {
        start.zone.clone()
    } else {
        end.zone
    };
    Moment {
        civil: end.civil,
        zone,
        is_date: start.is_date,
    }
}

/// SUMMARY, unescaped; None if absent or empty.
/// Control characters become spaces: a title is shown in a terminal, which would take them for orders.
pub(super) fn summary(component: &Component) -> Option<String> {
    component
        .text("SUMMARY")
        .map(|s| clip(&unescape(s).replace(char::is_control, " "), TEXT_MAX))
}

/// The beginning of DESCRIPTION, as [`summary`] reads a title.
fn note(component: &Component) -> Option<String> {
    component
        .text("DESCRIPTION")
        .map(|s| clip(&unescape(s).replace(char::is_control, " "), TEXT_MAX))
}

/// URL, where it is one of the web that can be shown and followed.
fn link(component: &Component) -> Option<String> {
    let url = component.text("URL")?.trim();
    let is_web = ["https://", "http://"]
        .iter()
        .any(|scheme| url.starts_with(scheme));
    let is_plain = url.len() <= TEXT_MAX && !url.chars().any(|c| c.is_whitespace() || c.is_control());
    (is_web && is_plain).then(|| url.to_owned())
}

/// UID. Without one, or with one too long to be kept whole, a name that follows from the content.
pub(super) fn uid(component: &Component) -> String {
    match component.text("UID") {
        Some(uid) if uid.len() <= TEXT_MAX => uid.to_owned(),
        Some(uid) => format!("long-uid-{:016x}", fnv64([uid].into_iter())),
        None => {
            let parts = component
                .properties
                .iter()
                // What a person notes down later makes no other event of it, and where it is shown neither.
                .filter(|p| !["DESCRIPTION", "URL"].contains(&p.name.as_str()))
                .flat_map(|p| [p.name.as_str(), p.value.as_str()]);
            format!("no-uid-{:016x}", fnv64(parts))
        }
    }
}
