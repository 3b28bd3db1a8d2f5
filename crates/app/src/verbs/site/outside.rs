//! `pivot blog check --live`: whether links to other sites still lead somewhere.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::connect::feed::Fetch;

/// A link that does not answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dead {
    /// A page that has it.
    pub page: String,
    /// The link.
    pub link: String,
    /// Why, in words.
    pub why: String,
}

/// Between two questions to anybody.
const PAUSE: Duration = Duration::from_millis(100);

/// Asks each link once, and tells how far it is: so many of so many.
pub fn ask_outside(
    links: &[(String, String)],
    fetch: &dyn Fetch,
    tell: &mut dyn FnMut(usize, usize),
) -> Vec<Dead> {
    let mut all: BTreeMap<&str, &str> = BTreeMap::new();
    for (page, link) in links {
        // What stands behind the # is of the page, and not asked for.
        let link = link.split('#').next().unwrap_or(link);
        all.entry(link).or_insert(page);
    }
    let mut dead = Vec::new();
    for (done, (link, page)) in all.iter().enumerate() {
        tell(done, all.len());
        if done > 0 {
            std::thread::sleep(PAUSE);
        }
        if let Err(why) = fetch.fetch(link) {
            dead.push(Dead {
                page: (*page).to_owned(),
                link: (*link).to_owned(),
                why,
            });
        }
    }
    dead
}
