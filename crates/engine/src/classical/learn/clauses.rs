//! Learned clauses, each watched through two of its literals.

use super::trail::{Literal, Trail};

/// A clause of the store.
#[derive(Clone, Copy, Debug)]
struct Header {
    start: u32,
    len: u32,
    /// Levels of decisions in it when it was learned: fewer are better.
    levels: u32,
    /// When it was of use last, in conflicts.
    used: u32,
}

/// A clause to look at when its variable reaches `at`, unless `other` holds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Watch {
    pub(super) at: i32,
    pub(super) clause: u32,
    pub(super) other: Literal,
}

/// See the module.
pub(super) struct Clauses {
    literals: Vec<Literal>,
    headers: Vec<Header>,
    /// For each variable and each stretch of its values, the clauses that lose a literal there.
    watches: Vec<Vec<Watch>>,
    /// Where the values of each variable begin, and by how many bits a value is shifted to give its stretch.
    ranges: Vec<(i32, u32)>,
}

/// Into how many stretches the values of a variable are cut.
const STRETCHES: usize = 64;

/// What became of a clause that lost a watched literal.
pub(super) enum Visit {
    /// It is watched elsewhere now.
    Moved,
    /// It stays, and holds through this literal.
    Holds(Literal),
    /// All other literals are false.
    Unit(Literal),
    /// All literals are false.
    Broken,
}

impl Clauses {
    /// A store for variables whose values lie between what the trail says now; others are allowed, and slower.
    pub(super) fn new(trail: &Trail<'_>) -> Clauses {
        let range = |var| {
            let (from, to) = (trail.bound(var), -trail.bound(var ^ 1));
            let width = u32::try_from(to - from).unwrap_or(0) / STRETCHES as u32;
            (from, 32 - width.leading_zeros())
        };
        Clauses {
            literals: Vec::new(),
            headers: Vec::new(),
            watches: vec![Vec::new(); trail.vars() * STRETCHES],
            ranges: (0..trail.vars()).map(range).collect(),
        }
    }

    /// The stretch of a variable's value, among those of all variables.
    pub(super) fn stretch(&self, var: usize, value: i32) -> usize {
        let (from, shift) = self.ranges[var];
        var * STRETCHES + ((value - from).max(0) as usize >> shift).min(STRETCHES - 1)
    }

    pub(super) fn len(&self) -> usize {
        self.headers.len()
    }

    pub(super) fn of(&self, clause: u32) -> &[Literal] {
        let header = self.headers[clause as usize];
        &self.literals[header.start as usize..(header.start + header.len) as usize]
    }

    /// Keeps a clause of two literals or more; the first two are watched.
    pub(super) fn add(&mut self, literals: &[Literal], levels: u32, used: u32) -> u32 {
        let clause = self.headers.len() as u32;
        self.headers.push(Header {
            start: self.literals.len() as u32,
            len: literals.len() as u32,
            levels,
            used,
        });
        self.literals.extend_from_slice(literals);
        self.watch(literals[0], clause, literals[1]);
        self.watch(literals[1], clause, literals[0]);
        clause
    }

    fn watch(&mut self, literal: Literal, clause: u32, other: Literal) {
        let lost = literal.negated();
        let stretch = self.stretch(lost.var as usize, lost.least);
        self.watches[stretch].push(Watch {
            at: lost.least,
            clause,
            other,
        });
    }

    pub(super) fn touch(&mut self, clause: u32, now: u32) {
        self.headers[clause as usize].used = now;
    }

    pub(super) fn take_watches(&mut self, stretch: usize) -> Vec<Watch> {
        std::mem::take(&mut self.watches[stretch])
    }

    pub(super) fn put_watches(&mut self, stretch: usize, watches: Vec<Watch>) {
        self.watches[stretch] = watches;
    }

    /// Looks at a clause whose watched literal `lost` has become false.
    pub(super) fn visit(&mut self, clause: u32, lost: Literal, trail: &Trail<'_>) -> Visit {
        let header = self.headers[clause as usize];
        let literals = &mut self.literals[header.start as usize..(header.start + header.len) as usize];
        if literals[0] == lost {
            literals.swap(0, 1);
        }
        let first = literals[0];
        if trail.holds(first) {
            return Visit::Holds(first);
        }
        for k in 2..literals.len() {
            if !trail.fails(literals[k]) {
                literals.swap(1, k);
                let now = literals[1];
                self.watch(now, clause, first);
                return Visit::Moved;
            }
        }
        if trail.fails(first) {
            Visit::Broken
        } else {
            Visit::Unit(first)
        }
    }

    /// Forgets clauses: half of those that are not short, the longest unused first, and all that hold at level 0. Only
    /// at level 0.
    pub(super) fn reduce(&mut self, trail: &Trail<'_>) {
        let mut uses: Vec<u32> = self
            .headers
            .iter()
            .filter(|h| h.levels > 2)
            .map(|h| h.used)
            .collect();
        uses.sort_unstable();
        let bar = uses.get(uses.len() / 2).copied().unwrap_or(0);
        let (literals, headers) = (
            std::mem::take(&mut self.literals),
            std::mem::take(&mut self.headers),
        );
        for watches in &mut self.watches {
            watches.clear();
        }
        let mut kept = Vec::new();
        for header in headers {
            if header.levels > 2 && header.used < bar {
                continue;
            }
            let all = &literals[header.start as usize..(header.start + header.len) as usize];
            if all.iter().any(|&l| trail.holds(l)) {
                continue;
            }
            kept.clear();
            kept.extend(all.iter().copied().filter(|&l| !trail.fails(l)));
            if kept.len() >= 2 {
                self.add(&kept, header.levels, header.used);
            }
        }
    }
}
