//! What somebody else says: `command` and `url`.

use super::with::With;
use super::{Found, Look, Material, text};
use crate::project::placed;

/// So many digits of a hash are typed.
const HASH_SHOWN: usize = 12;

pub(super) fn command(with: With<'_>, look: &Look<'_>) -> Found {
    let (run, about) = (placed(with.text("run"), look.context.project), look.context.about);
    match look.at(0) {
        Material::Ran(ran) => {
            let by = |found: Found| Found {
                sha256: Some(ran.sha256.clone()),
                excerpt: Some(text::excerpt(&ran.tail)).filter(|e| !e.is_empty()),
                ..found
            };
            let again = format!("mend it, and run pivot evidence {about} --run again");
            match (&ran.stopped, ran.status) {
                (Some(why), _) => by(Found::missing(format!("`{run}` was stopped: {why}"), again)),
                (None, Some(0)) => by(Found::met(format!("`{run}` ended well after {} s", ran.seconds))),
                (None, Some(status)) => by(Found::missing(
                    format!("`{run}` ended with status {status}"),
                    again,
                )),
                (None, None) => by(Found::missing(format!("`{run}` was ended by a signal"), again)),
            }
        }
        Material::Waits { allowed: true, .. } => Found::unknown(
            format!("`{run}` is run only when you say so"),
            format!("pivot evidence {about} --run"),
        ),
        Material::Waits { hash, .. } => {
            let short = hash.get(..HASH_SHOWN).unwrap_or(hash);
            let found = format!("`{run}` is run only once you allowed it, as it is now");
            Found::unknown(
                found,
                format!("read it; then pivot evidence {about} --allow {short} runs it, with your rights"),
            )
        }
        Material::Refused(why) => Found::missing(format!("`{run}` {why}"), "mend it, and ask again"),
        _ => Found::missing(format!("`{run}` is not there"), "write it, in the pivot's folder"),
    }
}

pub(super) fn url(with: With<'_>, look: &Look<'_>) -> Found {
    let about = look.context.about;
    let name = with.name("name").unwrap_or(about);
    let next =
        format!("pivot evidence {about} --url https://… records the address of `{name}` and looks at it now");
    match look.at(0) {
        Material::Answered(read) => {
            let body = text::lossy(&read.bytes);
            let title = title(&body).unwrap_or_default();
            Found::met(format!("{} answered", read.path)).by(read, title)
        }
        Material::Refused(why) => Found::missing(format!("the address of `{name}` {why}"), next),
        Material::NotAsked => Found::unknown(
            format!("the address of `{name}` is looked at only when you say so"),
            format!("pivot evidence {about} --look"),
        ),
        _ => Found::missing(format!("no address of `{name}` is recorded"), next),
    }
}

/// What a page calls itself.
fn title(html: &str) -> Option<&str> {
    let at = html.find("<title>")? + 7;
    html[at..].split("</title>").next()
}
