//! Repairs of several parts, for dates that no single change brings within reach.
//!
//! A date can collide with one wish and, by itself, with another: with a promise of eight weeks, and with the hours. Then no
//! change of one of them suffices. What suffices is found in three steps:
//!
//! 1. *What may be bent*: the wishes of the conflict, then those of a conflict of what is left without them, and so on until
//!    the rest fits; the hours; the work; and all other wishes where that is not enough. Every repair bends something of each
//!    of these conflicts, or the work.
//! 2. *Which of it*: everything bent to the utmost suffices. Parts are given up as long as the rest does, the last first.
//!    Then it is done again with one of the parts that were kept bent in another way (a promise for fewer periods, or more
//!    often, or forgiven), or not at all, which gives another repair.
//! 3. *How little*: each part is bent the least that suffices beside the others, one after the other, from the first to
//!    the last and from the last to the first; what asks less is kept, and of that no part that can be left out.

use std::collections::{BTreeSet, VecDeque};

use super::bend::Bend;
use super::conflict::conflict;
use super::ladder::Ladder;
use super::repair::Workshop;
use super::wish::Wish;
use crate::error::Error;

/// The most parts of a repair.
const MOST_PARTS: usize = 5;
/// After so many trials no other set of parts is looked for.
const TRIALS: usize = 60;

/// Something that can be bent in one of several ways, the first before the others.
type Thing = Vec<Ladder>;

/// For each thing the way in which it is bent; not at all where there is no such way.
type Ways = Vec<usize>;

/// Each thing in its first way, and each in its last, which for a promise can be the only one that goes far enough.
fn first_and_last(things: &[Thing]) -> [Ways; 2] {
    let last = |ways: &Thing| ways.len().saturating_sub(1);
    [vec![0; things.len()], things.iter().map(last).collect()]
}

impl Workshop<'_, '_, '_> {
    /// Bends that suffice together and none of which can be left out.
    pub(super) fn combined(&mut self) -> Result<Vec<Vec<Bend>>, Error> {
        let things = self.bendable()?;
        let mut found: Vec<Vec<Bend>> = Vec::new();
        let mut open = VecDeque::from(first_and_last(&things));
        let mut seen: BTreeSet<Ways> = open.iter().cloned().collect();
        let end = self.known.len() + TRIALS;
        while let Some(ways) = open.pop_front().filter(|_| self.known.len() < end) {
            let Some(parts) = self.enough(&things, &ways)? else {
                continue;
            };
            // More parts would be needed without one of them.
            if parts.len() > MOST_PARTS {
                continue;
            }
            for &part in &parts {
                let mut other = ways.clone();
                other[part] += 1;
                if seen.insert(other.clone()) {
                    open.push_back(other);
                }
            }
            let ladders: Vec<&Ladder> = parts.iter().map(|&i| &things[i][ways[i]]).collect();
            let bends = self.least(&ladders)?;
            if !found.contains(&bends) {
                found.push(bends);
            }
        }
        Ok(found)
    }

    /// What may be bent, the wishes of the first conflict first.
    fn bendable(&mut self) -> Result<Vec<Thing>, Error> {
        let mut wishes: BTreeSet<Wish> = BTreeSet::new();
        let mut things: Vec<Thing> = Vec::new();
        let mut next = self.conflict.to_vec();
        loop {
            next.retain(|w| *w != Wish::Date && !wishes.contains(w));
            if next.is_empty() {
                break;
            }
            for wish in next {
                wishes.insert(wish);
                things.extend(self.things(wish));
            }
            next = conflict(self.trials, self.files, &wishes)?.wishes;
        }
        if wishes.insert(Wish::Hours) {
            things.extend(self.things(Wish::Hours));
        }
        things.extend(self.less_work().into_iter().map(|l| vec![l]));
        for ways in first_and_last(&things) {
            let all: Vec<usize> = (0..things.len()).collect();
            if self.suffice(&things, &ways, &all)? {
                return Ok(things);
            }
        }
        // To bend a wish is less than to leave it out: the others may be needed too.
        let others = Wish::all(self.files, self.trials.now);
        for wish in others.into_iter().filter(|w| !wishes.contains(w)) {
            things.extend(self.things(wish));
        }
        Ok(things)
    }

    /// What can be bent of a wish. Longer days and more of them go together; of others one way excludes another.
    fn things(&self, wish: Wish) -> Vec<Thing> {
        let mut ladders = self.ladders(wish);
        ladders.retain(|l| !l.is_empty());
        match wish {
            Wish::Hours => ladders.into_iter().map(|l| vec![l]).collect(),
            _ => vec![ladders],
        }
    }

    /// Things that suffice together where each is bent to the utmost in its way, and none of which can be left out. `None`
    /// where all of them do not suffice.
    fn enough(&mut self, things: &[Thing], ways: &Ways) -> Result<Option<Vec<usize>>, Error> {
        let all: Vec<usize> = (0..things.len()).filter(|&i| ways[i] < things[i].len()).collect();
        let mut kept = all.clone();
        if !self.suffice(things, ways, &kept)? {
            return Ok(None);
        }
        let mut open = vec![&all[..]];
        while let Some(some) = open.pop() {
            let rest: Vec<usize> = kept.iter().copied().filter(|i| !some.contains(i)).collect();
            if self.suffice(things, ways, &rest)? {
                kept = rest;
            } else if some.len() > 1 {
                let (first, second) = some.split_at(some.len() / 2);
                open.extend([first, second]);
            }
        }
        Ok(Some(kept))
    }

    /// Whether these things suffice where each is bent to the utmost in its way.
    fn suffice(&mut self, things: &[Thing], ways: &Ways, some: &[usize]) -> Result<bool, Error> {
        let utmost = some.iter().filter_map(|&i| things[i].get(ways[i])?.last());
        let bends: Vec<Bend> = utmost.copied().collect();
        self.fits(&bends)
    }

    /// Each ladder climbed as little as suffices beside the others.
    fn least(&mut self, ladders: &[&Ladder]) -> Result<Vec<Bend>, Error> {
        let forward = self.climbed(ladders, 0..ladders.len())?;
        let backward = self.climbed(ladders, (0..ladders.len()).rev())?;
        let asks = |shop: &mut Self, bends: &[Bend]| -> Result<i64, Error> {
            let came = shop.came_of(bends)?;
            Ok(shop.ask_in_all(bends, &came))
        };
        let less = asks(self, &backward)? < asks(self, &forward)?;
        let mut bends = if less { backward } else { forward };
        let mut i = 0;
        while i < bends.len() {
            let mut fewer = bends.clone();
            fewer.remove(i);
            if self.fits(&fewer)? {
                (bends, i) = (fewer, 0);
            } else {
                i += 1;
            }
        }
        Ok(bends)
    }

    /// Ladders climbed to their ends, and then each in turn as little as suffices beside the others.
    fn climbed(
        &mut self,
        ladders: &[&Ladder],
        turns: impl Iterator<Item = usize>,
    ) -> Result<Vec<Bend>, Error> {
        let mut bends: Vec<Bend> = ladders.iter().filter_map(|l| l.last()).copied().collect();
        for i in turns {
            let mut others = bends.clone();
            others.remove(i);
            if let Some(bend) = self.climb(&others, ladders[i])? {
                bends[i] = bend;
            }
        }
        Ok(bends)
    }
}
