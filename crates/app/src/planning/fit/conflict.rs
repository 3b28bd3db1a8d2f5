//! The smallest set of wishes that collide: leave any one of them out, and the rest fits.

use std::collections::{BTreeMap, BTreeSet};

use super::trial::{QUICK, Trials};
use super::wish::{Files, Wish};
use crate::error::Error;

/// Wishes that collide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Conflict {
    /// The wishes, most actionable first. Empty where something has no place whatever is wished, or where nothing collides.
    pub wishes: Vec<Wish>,
    /// That they collide is proven. Otherwise the search found no schedule for all of them. That each can be left out to
    /// make the rest fit is always shown by a schedule.
    pub proven: bool,
}

/// Finds it by giving wishes up as long as the rest still does not fit: first the date (what cannot be done by any date
/// has nothing to do with it), then the others by halves, least changeable first, then each alone until none can go.
/// Whatever the search misses, what is left was seen not to fit, and each part of it to fit without it.
///
/// The wishes of `apart` are left out from the beginning: what is found collides without them. Where nothing does, it is
/// empty.
pub(super) fn conflict(
    trials: &mut Trials<'_>,
    files: &Files,
    apart: &BTreeSet<Wish>,
) -> Result<Conflict, Error> {
    let mut search = Search {
        trials,
        files,
        left_out: apart.clone(),
        known: BTreeMap::new(),
    };
    if !apart.is_empty() && search.without(apart)?.0 {
        return Ok(Conflict {
            wishes: Vec::new(),
            proven: true,
        });
    }
    let (dates, others): (Vec<Wish>, Vec<Wish>) = Wish::all(files, search.trials.now)
        .into_iter()
        .filter(|w| !apart.contains(w))
        .partition(|w| *w == Wish::Date);
    search.give_up(&dates)?;
    search.halve(&others)?;
    loop {
        let mut changed = false;
        let kept: Vec<Wish> = [&others[..], &dates[..]]
            .concat()
            .into_iter()
            .filter(|w| !search.left_out.contains(w))
            .collect();
        for wish in &kept {
            changed |= search.give_up(&[*wish])?;
        }
        if !changed {
            let wishes: Vec<Wish> = kept.into_iter().rev().collect();
            let (_, proven) = search.without(&search.left_out.clone())?;
            return Ok(Conflict { wishes, proven });
        }
    }
}

struct Search<'t, 's, 'f> {
    trials: &'t mut Trials<'s>,
    files: &'f Files,
    left_out: BTreeSet<Wish>,
    /// What came of leaving these wishes out: whether the rest fits, and whether that is proven.
    known: BTreeMap<BTreeSet<Wish>, (bool, bool)>,
}

impl Search<'_, '_, '_> {
    /// Whether the files fit without these wishes, and whether that is proven.
    fn without(&mut self, wishes: &BTreeSet<Wish>) -> Result<(bool, bool), Error> {
        if let Some(known) = self.known.get(wishes) {
            return Ok(*known);
        }
        let files = Wish::without(self.files, wishes);
        let tried = self.trials.attempt(&files, QUICK)?;
        let answer = (tried.fits, tried.proven);
        self.known.insert(wishes.clone(), answer);
        Ok(answer)
    }

    /// Leaves these wishes out for good if the rest still does not fit; whether it did.
    fn give_up(&mut self, wishes: &[Wish]) -> Result<bool, Error> {
        if wishes.is_empty() {
            return Ok(false);
        }
        let mut less = self.left_out.clone();
        less.extend(wishes);
        if self.without(&less)?.0 {
            return Ok(false);
        }
        self.left_out = less;
        Ok(true)
    }

    /// Gives up all of these wishes that can be, the first ones first.
    fn halve(&mut self, wishes: &[Wish]) -> Result<(), Error> {
        if self.give_up(wishes)? || wishes.len() <= 1 {
            return Ok(());
        }
        let (first, second) = wishes.split_at(wishes.len() / 2);
        self.halve(first)?;
        self.halve(second)
    }
}
