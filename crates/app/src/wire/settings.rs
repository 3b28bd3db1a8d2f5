//! The JSON of what `pivot.toml` says.

use pivot_domain::settings::{Machine, Resets, Settings};
use serde::Serialize;
use utoipa::ToSchema;

use super::duration;
use crate::verbs::calendar::Listed;

/// `pivot.settings-json/1`: what `pivot.toml` says, with what holds where it says nothing.
#[derive(Debug, Serialize, ToSchema)]
pub struct SettingsJson {
    format: &'static str,
    timezone: String,
    start: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    finish_by: Option<String>,
    buffer: String,
    frozen: String,
    /// The first holds always; of those that hold on a date the last one counts.
    hours: Vec<SettingsHoursJson>,
    session: SettingsSessionJson,
    away: Vec<SettingsAwayJson>,
    moves: Vec<SettingsMoveJson>,
    calendars: Vec<SettingsFeedJson>,
    resources: Vec<SettingsMachineJson>,
}

#[derive(Debug, Serialize, ToSchema)]
struct SettingsHoursJson {
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<String>,
    week: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    daily_limit: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
struct SettingsSessionJson {
    min: String,
    max: String,
    #[serde(rename = "break")]
    rest: String,
}

#[derive(Debug, Serialize, ToSchema)]
struct SettingsAwayJson {
    from: String,
    to: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
struct SettingsMoveJson {
    /// The instant from which the other clock holds.
    from: String,
    timezone: String,
}

#[derive(Debug, Serialize, ToSchema)]
struct SettingsFeedJson {
    name: String,
    /// A path, or an address without what may be secret in it.
    source: Option<String>,
    all_day: bool,
    present: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    buffer: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
struct SettingsMachineJson {
    id: String,
    hours: String,
    capacity: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    timezone: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    quota: Option<SettingsQuotaJson>,
}

#[derive(Debug, Serialize, ToSchema)]
struct SettingsQuotaJson {
    time: String,
    /// `day` or `week`.
    every: &'static str,
}

impl SettingsJson {
    /// What is said; the feeds as they are listed.
    pub fn new(settings: &Settings, listed: &[Listed]) -> SettingsJson {
        let mut eras = settings.zones.eras().iter();
        let name = |zone: &jiff::tz::TimeZone| zone.iana_name().unwrap_or("UTC").to_owned();
        let first = eras.next().map_or("UTC".to_owned(), |(_, zone)| name(zone));
        let feed = |listed: &Listed| SettingsFeedJson {
            name: listed.name.clone(),
            source: listed.from.clone(),
            all_day: listed.all_day,
            present: listed.present,
            buffer: settings
                .feeds
                .iter()
                .find(|f| f.name == listed.name)
                .and_then(|f| f.buffer.map(duration)),
        };
        SettingsJson {
            format: "pivot.settings-json/1",
            timezone: first,
            start: settings.start.to_string(),
            finish_by: settings.finish_by.map(|d| d.to_string()),
            buffer: duration(settings.buffer),
            frozen: duration(settings.frozen),
            hours: settings
                .hours
                .iter()
                .map(|h| SettingsHoursJson {
                    from: h.from.map(|d| d.to_string()),
                    to: h.to.map(|d| d.to_string()),
                    week: h.week.to_string(),
                    daily_limit: h.daily_limit.map(duration),
                })
                .collect(),
            session: SettingsSessionJson {
                min: duration(settings.session.min),
                max: duration(settings.session.max),
                rest: duration(settings.session.rest),
            },
            away: settings
                .away
                .iter()
                .map(|a| SettingsAwayJson {
                    from: a.from.to_string(),
                    to: a.to.to_string(),
                    why: a.why.clone(),
                })
                .collect(),
            moves: eras
                .map(|(from, zone)| SettingsMoveJson {
                    from: super::instant(*from, &settings.zones),
                    timezone: name(zone),
                })
                .collect(),
            calendars: listed.iter().map(feed).collect(),
            resources: settings.machines.iter().map(machine).collect(),
        }
    }
}

fn machine(machine: &Machine) -> SettingsMachineJson {
    SettingsMachineJson {
        id: machine.id.clone(),
        hours: machine.week.to_string(),
        capacity: machine.capacity,
        timezone: machine
            .zone
            .as_ref()
            .map(|z| z.iana_name().unwrap_or("UTC").to_owned()),
        quota: machine.quota.map(|quota| SettingsQuotaJson {
            time: duration(quota.time),
            every: match quota.resets {
                Resets::Daily(_) => "day",
                Resets::Weekly(..) => "week",
            },
        }),
    }
}
