//! The forecast is drawn before it is asked for: in a thread of its own, one at a time, and of the newest picture alone.

use std::num::NonZero;
use std::sync::{Arc, PoisonError};
use std::thread;

use pivot_app::Error;

use super::{Desk, Picture};
use crate::pages::forecast::{FEW, FUTURES};

impl Desk {
    /// Draws the forecast of what was read last, where that is not done or begun yet. Returns at once.
    pub(crate) fn draw_ahead(&self) {
        let mut at_work = self.0.ahead.lock().unwrap_or_else(PoisonError::into_inner);
        if at_work.as_ref().is_some_and(|thread| !thread.is_finished())
            || self
                .newest()
                .is_none_or(|picture| picture.known(FUTURES).is_some())
        {
            return;
        }
        let desk = self.clone();
        let thread = thread::Builder::new().name("forecast".into());
        // Without a thread to spare the page draws its forecast when it is asked for.
        *at_work = thread.spawn(move || desk.draw()).ok();
    }

    fn newest(&self) -> Option<Arc<Picture>> {
        let last = self.0.last.lock().unwrap_or_else(PoisonError::into_inner);
        last.as_ref().map(|(_, picture)| picture.clone())
    }

    /// Draws until there is nothing newer.
    fn draw(&self) {
        let mut drawn: Option<Arc<Picture>> = None;
        loop {
            let picture = {
                // Whoever has a newer picture while this is held finds that nobody is at work any more.
                let mut at_work = self.0.ahead.lock().unwrap_or_else(PoisonError::into_inner);
                let newest = self.newest();
                match newest.filter(|new| drawn.as_ref().is_none_or(|old| !Arc::ptr_eq(old, new))) {
                    Some(picture) => picture,
                    None => {
                        *at_work = None;
                        return;
                    }
                }
            };
            // What goes wrong is told by the page that asks for it.
            let _ = self.draw_of(&picture);
            drawn = Some(picture);
        }
    }

    /// A few futures first, for who is quicker than this; then, where the picture is still the newest, as many as the page shows.
    /// One core is left to other pages, where there is more than one.
    fn draw_of(&self, picture: &Arc<Picture>) -> Result<(), Error> {
        picture.forecast(FEW)?;
        if self.newest().is_some_and(|newest| Arc::ptr_eq(&newest, picture)) {
            let cores = thread::available_parallelism().map_or(1, NonZero::get);
            picture.draw(FUTURES, cores.saturating_sub(1).max(1))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use pivot_app::verbs::{init, record};

    use super::*;

    fn until(what: impl Fn() -> bool) {
        let begun = Instant::now();
        while !what() {
            assert!(begun.elapsed() < Duration::from_secs(60), "it is never drawn");
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// Nobody asks for the forecast, and it is there: of the last of three facts, one right after the other.
    #[test]
    fn what_is_recorded_is_drawn_before_it_is_asked_for() {
        let home = tempfile::tempdir().unwrap();
        let now = "2027-01-11T09:30:00-05:00".parse().unwrap();
        init::demo(home.path(), now).unwrap();
        let desk = Desk::new(home.path(), Some("here".into()), Some(now), None);
        let before = desk.picture().unwrap();
        assert!(before.known(1).is_none(), "reading alone draws nothing");
        for _ in 0..3 {
            let seen = desk.picture().unwrap().version.clone();
            let minute = jiff::SignedDuration::from_mins(5);
            desk.write(&seen, |p| {
                record::log(&p.folder, &p.situation, ("1.1", None), minute, None)
            })
            .unwrap();
        }
        let newest = desk.newest().unwrap();
        assert_eq!(newest.situation.facts.len(), before.situation.facts.len() + 3);
        until(|| newest.known(FUTURES).is_some());
        assert_eq!(newest.known(1).unwrap().futures, FUTURES);
        until(|| desk.0.ahead.lock().unwrap().is_none());
        // What is there is not drawn again.
        desk.draw_ahead();
        assert!(desk.0.ahead.lock().unwrap().is_none());
    }
}
