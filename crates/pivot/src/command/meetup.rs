//! `pivot meetup`.

use jiff::SignedDuration;
use pivot_app::connect::feed::Web;
use pivot_app::planning::Answer;
use pivot_app::verbs::meetup::{self, Asked, Known, Note};
use pivot_app::wire::{DoneJson, GoingJson, MeetupEventsJson, MeetupsJson, NotedJson, RefreshedJson};
use pivot_app::words::all_of;
use pivot_app::{Error, Situation};

use super::{Status, json, options, situation};
use crate::args::{Global, Meetup, MeetupNote};
use crate::screen::{FAINT, GOOD, MARK, NOTE, STRONG, Screen, pad, paint};
use crate::view::{clock, count};

pub(super) fn run(global: &Global, command: &Meetup, screen: &mut Screen) -> Result<Status, Error> {
    match command {
        Meetup::Add { url, travel, name } => add(global, url, (name.as_deref(), *travel), screen),
        Meetup::List => list(global, screen),
        Meetup::Refresh { name } => refresh(global, name.as_deref(), screen),
        Meetup::Events { past: false } => events(global, screen),
        Meetup::Events { past: true } => past(global, screen),
        Meetup::Go { event } => go(global, event, screen),
        Meetup::Note(wish) => note(global, wish, screen),
        Meetup::Remove { name } => {
            let (folder, situation) = situation(global)?;
            meetup::remove(&folder, &situation, name)?;
            if global.json {
                json(
                    screen,
                    &DoneJson::new("meetup remove", folder.root(), vec![name.clone()]),
                )?;
            } else {
                screen.line(GOOD, &format!("Took the group `{name}` away"));
                screen.next("pivot meetup list shows the others.");
            }
            Ok(Status::Done)
        }
    }
}

fn add(
    global: &Global,
    url: &str,
    (name, travel): (Option<&str>, Option<SignedDuration>),
    screen: &mut Screen,
) -> Result<Status, Error> {
    let (folder, situation) = situation(global)?;
    let wish = (name, travel.unwrap_or(SignedDuration::ZERO));
    let added = meetup::add(&folder, &situation, url, wish, &Web)?;
    if global.json {
        json(
            screen,
            &DoneJson::new("meetup add", folder.root(), vec![added.name]),
        )?;
        return Ok(Status::Done);
    }
    let of = added
        .service
        .map_or(String::new(), |s| format!(", a feed of {s}"));
    screen.line(
        GOOD,
        &format!(
            "Added `{}`{of}: {} ahead",
            added.name,
            count(added.ahead, "event")
        ),
    );
    for fault in &added.faults {
        screen.prose(NOTE, 2, 2, &fault.to_string());
    }
    screen.next("pivot meetup events shows which fit your plan.");
    Ok(Status::Done)
}

/// How long ago, in the largest unit that is whole.
fn age(situation: &Situation, at: Option<jiff::Timestamp>) -> String {
    let Some(at) = at else {
        return "never came".to_owned();
    };
    let hours = situation.now.duration_since(at).as_hours();
    match hours {
        i64::MIN..1 => "within the last hour".to_owned(),
        1..48 => format!("{} ago", count(usize::try_from(hours).unwrap_or(0), "hour")),
        _ => format!("{} ago", count(usize::try_from(hours / 24).unwrap_or(0), "day")),
    }
}

fn list(global: &Global, screen: &mut Screen) -> Result<Status, Error> {
    let (folder, situation) = situation(global)?;
    let groups = meetup::list(&folder, &situation)?;
    if global.json {
        json(screen, &MeetupsJson::new(&groups, &situation.settings.zones))?;
        return Ok(Status::Done);
    }
    for group in &groups {
        let travel = if group.travel.is_zero() {
            "online".to_owned()
        } else {
            format!("{} away", pivot_app::domain::duration::show(group.travel))
        };
        let from = group.from.as_deref().unwrap_or("no address");
        screen.painted(&format!(
            "{}  {}, {travel}, asked {}",
            paint(STRONG, pad(&group.name, 20)),
            count(group.ahead, "event"),
            age(&situation, group.came),
        ));
        screen.prose(FAINT, 22, 22, from);
    }
    if groups.is_empty() {
        screen.line(FAINT, "No groups yet.");
        screen.next("pivot meetup add URL takes the page of a group, or a feed.");
    } else {
        screen.next("pivot meetup events, or pivot meetup refresh asks for what is new.");
    }
    Ok(Status::Done)
}

fn refresh(global: &Global, name: Option<&str>, screen: &mut Screen) -> Result<Status, Error> {
    let (folder, situation) = situation(global)?;
    let all = meetup::refresh(&folder, &situation, name, &Web)?;
    let failed = all.iter().any(|r| matches!(r.asked, Asked::Failed(_)));
    if global.json {
        json(screen, &RefreshedJson::new(&all, &situation.settings.zones))?;
    }
    for group in &all {
        let name = &group.name;
        let (style, told) = match &group.asked {
            Asked::New(ahead) => (GOOD, format!("{name}: {} ahead", count(*ahead, "event"))),
            Asked::Same => (GOOD, format!("{name}: nothing new")),
            Asked::Early(until) => {
                let at = situation.settings.zones.local(*until).strftime("%a %H:%M");
                (
                    NOTE,
                    format!("{name}: asked a short while ago; it can be asked again at {at}"),
                )
            }
            Asked::Empty => (
                NOTE,
                format!("{name}: it announces nothing now; what was known is kept"),
            ),
            Asked::NoAddress => (
                NOTE,
                format!("{name}: nobody knows its address; remove it and add it again"),
            ),
            Asked::Failed(error) => {
                crate::fault::report(error);
                (
                    NOTE,
                    format!(
                        "{name}: what was known is kept, of {}",
                        age(&situation, group.came)
                    ),
                )
            }
        };
        if !global.json {
            screen.prose(style, 0, 2, &told);
        }
    }
    if !global.json && all.is_empty() {
        screen.line(FAINT, "No groups yet.");
    }
    if failed {
        screen.show()?;
        return Err(Error::Outside {
            what: "not every group could be asked".into(),
            next: Some("pivot meetup events shows what is known".into()),
        });
    }
    if !global.json {
        screen.next("pivot meetup events shows which fit your plan.");
    }
    Ok(Status::Done)
}

/// Day and hours of an event.
fn when(situation: &Situation, known: &Known) -> String {
    let zones = &situation.settings.zones;
    let day = zones
        .local(known.event.start)
        .strftime("%a %-d %b %H:%M")
        .to_string();
    format!("{day}–{}", clock(zones, known.event.end))
}

fn row(situation: &Situation, known: &Known, screen: &mut Screen) {
    let text = format!("{} ({})", known.event.summary, known.group);
    screen.painted(&format!(
        "{}  {}  {}",
        paint(STRONG, &known.id),
        paint(MARK, pad(&when(situation, known), 23)),
        crate::screen::fit(&text, screen.width.saturating_sub(34)),
    ));
}

fn events(global: &Global, screen: &mut Screen) -> Result<Status, Error> {
    let (folder, situation) = situation(global)?;
    let plan = Answer::of(&situation, &options())?.plan;
    let found = meetup::offers(&folder, &situation, &plan)?;
    if global.json {
        json(
            screen,
            &MeetupEventsJson::coming(&found, &situation.settings.zones),
        )?;
        return Ok(Status::Done);
    }
    for offer in &found.offers {
        row(&situation, &offer.known, screen);
        let told = match (&offer.session, offer.chosen) {
            (_, true) => (GOOD, "chosen".to_owned()),
            (Some(session), _) => (GOOD, format!("fits, as {}", session.id)),
            (None, _) => (FAINT, format!("not: {}", offer.against.join("; "))),
        };
        screen.prose(told.0, 8, 10, &told.1);
    }
    for session in &found.alone {
        let at = situation
            .settings
            .zones
            .local(session.start)
            .strftime("%a %-d %b %H:%M");
        let told = format!(
            "{} is fixed on {at}, and no event of your groups is then: it was moved or called off.",
            session.id
        );
        screen.prose(NOTE, 0, 2, &told);
    }
    for group in meetup::list(&folder, &situation)? {
        let told = format!("{}: asked {}", group.name, age(&situation, group.came));
        screen.line(FAINT, &told);
    }
    let fits = found.offers.iter().find(|o| o.session.is_some() && !o.chosen);
    screen.next(&match (fits, situation.settings.meetups.is_empty()) {
        (Some(offer), _) => format!("pivot meetup go {} puts it into your plan.", offer.known.id),
        (None, true) => "pivot meetup add URL takes the page of a group, or a feed.".into(),
        (None, false) => "pivot meetup refresh asks for what is new.".into(),
    });
    Ok(Status::Done)
}

fn past(global: &Global, screen: &mut Screen) -> Result<Status, Error> {
    let (folder, situation) = situation(global)?;
    let events = meetup::past(&folder, &situation)?;
    if global.json {
        json(
            screen,
            &MeetupEventsJson::past(&events, &situation.settings.zones),
        )?;
        return Ok(Status::Done);
    }
    for known in &events {
        row(&situation, known, screen);
    }
    if events.is_empty() {
        screen.line(FAINT, "No event of your groups was in the last sixty days.");
    }
    screen.next("pivot meetup note EVENT --met NAME --about TEXT records that you were there.");
    Ok(Status::Done)
}

fn go(global: &Global, event: &str, screen: &mut Screen) -> Result<Status, Error> {
    let (folder, situation) = situation(global)?;
    let plan = Answer::of(&situation, &options())?.plan;
    let going = meetup::go(&folder, &situation, &plan, event)?;
    let zones = &situation.settings.zones;
    if global.json {
        json(screen, &GoingJson::new(&going, zones))?;
        return Ok(Status::Done);
    }
    screen.prose(
        GOOD,
        0,
        2,
        &format!(
            "You go to “{}”: {}.",
            going.known.event.summary,
            when(&situation, &going.known)
        ),
    );
    screen.prose(
        FAINT,
        0,
        2,
        &format!(
            "{} is fixed from {} to {}, with the way there and back.",
            going.session.id,
            clock(zones, going.session.start),
            clock(zones, going.session.end)
        ),
    );
    if let Some(link) = &going.known.event.link {
        screen.prose(FAINT, 0, 2, link);
    }
    for note in &going.notes {
        screen.prose(NOTE, 0, 2, note);
    }
    screen.next(&format!(
        "pivot plan keeps it; pivot undo {} takes it back; afterwards pivot meetup note {}.",
        all_of(&going.facts),
        going.known.id
    ));
    Ok(Status::Done)
}

fn note(global: &Global, wish: &MeetupNote, screen: &mut Screen) -> Result<Status, Error> {
    let (folder, situation) = situation(global)?;
    let today = situation.settings.zones.local(situation.now).date();
    let said = Note {
        met: wish.met.clone(),
        about: wish.about.clone(),
        follow_up: wish.follow_up.clone(),
        due: wish.due.as_ref().map(|due| due.on(today)),
    };
    let noted = meetup::note(&folder, &situation, &wish.event, &said)?;
    if global.json {
        json(screen, &NotedJson::new(&noted, &situation.settings.zones))?;
        return Ok(Status::Done);
    }
    screen.prose(
        GOOD,
        0,
        2,
        &format!("Noted that you were at “{}”.", noted.known.event.summary),
    );
    if let Some(task) = &noted.follow_up {
        screen.prose(
            GOOD,
            0,
            2,
            &format!("Task {task} follows up; pivot plan places it."),
        );
    }
    screen.next(&format!(
        "pivot evidence shows what it counts for; pivot undo {} takes it back.",
        all_of(&noted.facts)
    ));
    Ok(Status::Done)
}
