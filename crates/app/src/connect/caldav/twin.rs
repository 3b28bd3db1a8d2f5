//! A server of one person in memory.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::{Calendars, Change, Changes, Collection, If, Object};
use crate::connect::http::Trouble;

/// Where its calendars are.
const HOME: &str = "https://dav.example/ada/";

/// A server in memory. A state is a number that rises with each write, and so is a token.
#[derive(Debug, Default)]
pub struct InMemory(Mutex<Inside>);

#[derive(Debug, Default)]
struct Inside {
    /// Names by addresses.
    calendars: BTreeMap<String, String>,
    /// Objects by their addresses: when each was written last, and its text; `None`: it is gone.
    objects: BTreeMap<String, (u64, Option<String>)>,
    clock: u64,
    /// Tokens below this are not known any more.
    forgotten: u64,
    writes: usize,
}

impl InMemory {
    fn inside(&self) -> MutexGuard<'_, Inside> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Somebody else writes an object, or takes it away.
    pub fn by_hand(&self, address: &str, text: Option<&str>) {
        let mut inside = self.inside();
        inside.clock += 1;
        let at = inside.clock;
        inside
            .objects
            .insert(address.to_owned(), (at, text.map(str::to_owned)));
    }

    /// The objects that are there: address and text.
    pub fn all(&self) -> Vec<(String, String)> {
        let inside = self.inside();
        let there =
            |(address, (_, text)): (&String, &(u64, Option<String>))| Some((address.clone(), text.clone()?));
        inside.objects.iter().filter_map(there).collect()
    }

    /// So often something was written or taken away by its client.
    pub fn writes(&self) -> usize {
        self.inside().writes
    }

    /// From now on no earlier token is known.
    pub fn forget(&self) {
        let mut inside = self.inside();
        inside.clock += 1;
        inside.forgotten = inside.clock;
    }
}

impl Inside {
    fn state(&self, address: &str) -> Option<(u64, &str)> {
        let (at, text) = self.objects.get(address)?;
        Some((*at, text.as_deref()?))
    }

    fn holds(&self, address: &str, condition: If<'_>) -> bool {
        match (self.state(address), condition) {
            (None, If::New) => true,
            (Some((at, _)), If::Is(etag)) => etag == format!("\"{at}\""),
            _ => false,
        }
    }
}

impl Calendars for InMemory {
    fn calendars(&self) -> Result<(String, Vec<Collection>), Trouble> {
        let inside = self.inside();
        let all = inside.calendars.iter().map(|(url, name)| Collection {
            url: url.clone(),
            name: name.clone(),
        });
        Ok((HOME.to_owned(), all.collect()))
    }

    fn make(&self, url: &str, name: &str) -> Result<(), Trouble> {
        let mut inside = self.inside();
        if inside.calendars.contains_key(url) {
            return Err(Trouble::Refused(405, None));
        }
        inside.calendars.insert(url.to_owned(), name.to_owned());
        Ok(())
    }

    fn changes(&self, calendar: &str, token: Option<&str>) -> Result<Option<Changes>, Trouble> {
        let inside = self.inside();
        if !inside.calendars.contains_key(calendar) {
            return Err(Trouble::Missing);
        }
        let since: u64 = match token.map(str::parse) {
            None => 0,
            Some(Ok(since)) if since >= inside.forgotten => since,
            Some(_) => return Ok(None),
        };
        let changed = inside.objects.iter().filter_map(|(address, (at, text))| {
            let name = address.strip_prefix(calendar)?.to_owned();
            let is_new = *at > since && (token.is_some() || text.is_some());
            let etag = text.as_ref().map(|_| format!("\"{at}\""));
            is_new.then_some(Change { name, etag })
        });
        Ok(Some(Changes {
            changes: changed.collect(),
            token: inside.clock.to_string(),
        }))
    }

    fn objects(&self, calendar: &str, names: &[String]) -> Result<Vec<Object>, Trouble> {
        let inside = self.inside();
        let found = names.iter().filter_map(|name| {
            let (at, text) = inside.state(&format!("{calendar}{name}"))?;
            Some(Object {
                name: name.clone(),
                etag: format!("\"{at}\""),
                text: text.to_owned(),
            })
        });
        Ok(found.collect())
    }

    fn put(
        &self,
        calendar: &str,
        name: &str,
        text: &str,
        condition: If<'_>,
    ) -> Result<Option<String>, Trouble> {
        let mut inside = self.inside();
        let address = format!("{calendar}{name}");
        if !inside.calendars.contains_key(calendar) {
            return Err(Trouble::Missing);
        }
        if !inside.holds(&address, condition) {
            return Err(Trouble::Changed);
        }
        inside.clock += 1;
        inside.writes += 1;
        let at = inside.clock;
        inside.objects.insert(address, (at, Some(text.to_owned())));
        Ok(Some(format!("\"{at}\"")))
    }

    fn remove(&self, calendar: &str, name: &str, etag: &str) -> Result<(), Trouble> {
        let mut inside = self.inside();
        let address = format!("{calendar}{name}");
        if inside.state(&address).is_some() && !inside.holds(&address, If::Is(etag)) {
            return Err(Trouble::Changed);
        }
        inside.clock += 1;
        inside.writes += 1;
        let at = inside.clock;
        inside.objects.insert(address, (at, None));
        Ok(())
    }
}
