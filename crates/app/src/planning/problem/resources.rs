//! The person and the machines, as resources of the problem.

use pivot_domain::availability::{self as when, Stretch};
use pivot_domain::curriculum::NamedResource;
use pivot_domain::settings::Settings;
use pivot_engine::{Demand, Quota, Resource, Window};

use super::Ground;

/// The person, at any hour that is neither away nor busy.
pub(in crate::planning) const ME: usize = 0;
/// The person at work, in stretches with breaks between them.
pub(in crate::planning) const DESK: usize = 1;
/// The person within the weekly hours, breaks not cut out: for what is done in one go.
pub(in crate::planning) const OPEN: usize = 2;
/// The name of a resource that is no machine: the tries that competitions allow in a day. No id of a curriculum has a space.
pub(in crate::planning) const TRIES: &str = "tries of a day";
/// What the curriculum names comes after the person, in its order.
const FIRST_MACHINE: usize = 3;

/// The resources of a problem in slots since 1970 `[origin, end)`, and their names.
pub(super) fn all<'s>(ground: &Ground<'s>, origin: i64, end: i64) -> (Vec<Resource>, Vec<&'s str>) {
    let settings = ground.settings;
    let person = when::person(settings, &ground.busy, origin, end);
    let mut resources = vec![
        resource(&person.free, origin, 1),
        resource(&person.study, origin, 1),
        resource(&person.open, origin, 1),
    ];
    if let Some(periods) = when::daily_limits(settings, origin, end) {
        resources[DESK].quotas.push(relative(periods, origin));
    }
    let mut names = vec!["me", "me", "me"];
    for named in &ground.curriculum.resources {
        resources.push(machine(settings, named, origin, end));
        names.push(&named.id);
    }
    for tries in &ground.tries {
        // Anybody can submit at any hour: it is the day's number that is limited.
        let always = Window {
            start: 0,
            end: end - origin,
            capacity: u32::MAX,
        };
        resources.push(Resource {
            calendar: vec![always],
            quotas: vec![tries.quota(origin, end)],
        });
        names.push(TRIES);
    }
    (resources, names)
}

/// The index of a resource that the curriculum names.
pub(super) fn machine_index(ground: &Ground<'_>, id: &str) -> usize {
    let place = ground.curriculum.resources.iter().position(|r| r.id == id);
    FIRST_MACHINE + place.unwrap_or(0)
}

/// What a task draws from the daily limits of its competitions: one try, with the last of its work.
pub(super) fn tries(ground: &Ground<'_>, task: &str) -> Vec<Demand> {
    let first = FIRST_MACHINE + ground.curriculum.resources.len();
    (first..)
        .zip(&ground.tries)
        .filter(|(_, tries)| tries.task == task)
        .map(|(resource, _)| Demand {
            resource,
            units: 1,
            draw: 1,
        })
        .collect()
}

/// A resource that the curriculum names, with what `pivot.toml` says of it.
fn machine(settings: &Settings, named: &NamedResource, origin: i64, end: i64) -> Resource {
    let Some(machine) = settings.machines.iter().find(|m| m.id == named.id) else {
        return resource(&when::named(named, &settings.zones, origin, end), origin, 1);
    };
    let mut built = resource(
        &when::machine(machine, &settings.zones, origin, end),
        origin,
        machine.capacity,
    );
    if let Some(quota) = machine.quota {
        let own = machine.zone.clone().map(pivot_domain::zones::Zones::from);
        built.quotas.push(relative(
            when::quota(&quota, own.as_ref().unwrap_or(&settings.zones), origin, end),
            origin,
        ));
    }
    built
}

fn resource(stretches: &[Stretch], origin: i64, capacity: u32) -> Resource {
    let calendar = stretches
        .iter()
        .map(|(a, b)| Window {
            start: a - origin,
            end: b - origin,
            capacity,
        })
        .collect();
    Resource {
        calendar,
        quotas: Vec::new(),
    }
}

fn relative(periods: Vec<(i64, i64)>, origin: i64) -> Quota {
    Quota {
        periods: periods
            .into_iter()
            .map(|(start, limit)| (start - origin, limit))
            .collect(),
    }
}
