//! Serial schedule generation on packed profiles.
use super::Instance;

/// The highest bit of each of the four resources' 16 bits.
const GUARD: u64 = 0x8000_8000_8000_8000;

/// One schedule at a time, on arrays that are used again.
pub(crate) struct Sgs<'i> {
    instance: &'i Instance,
    /// Free units of each slot, with the guard bits set.
    free: Vec<u64>,
    /// Starts of the schedule built last.
    pub(crate) starts: Vec<u32>,
}

impl<'i> Sgs<'i> {
    pub(crate) fn new(instance: &'i Instance) -> Sgs<'i> {
        Sgs {
            instance,
            free: vec![instance.capacity | GUARD; instance.horizon as usize + 1],
            starts: vec![0; instance.len()],
        }
    }

    /// Places the activities of a list, which respects the waits, each as early as the ones before it allow. Gives the
    /// makespan.
    pub(crate) fn forward(&mut self, list: &[u32]) -> u32 {
        let instance = self.instance;
        self.free.fill(instance.capacity | GUARD);
        let mut makespan = 0;
        for &i in list {
            let i = i as usize;
            let mut t = instance.release[i];
            for &(j, gap) in instance.before.of(i) {
                t = t.max(self.starts[j as usize] + gap);
            }
            let (duration, demand) = (instance.duration[i] as usize, instance.demand[i]);
            let mut at = t as usize;
            'again: loop {
                for s in (at..at + duration).rev() {
                    if (self.free[s] - demand) & GUARD != GUARD {
                        at = s + 1;
                        continue 'again;
                    }
                }
                break;
            }
            for free in &mut self.free[at..at + duration] {
                *free -= demand;
            }
            self.starts[i] = at as u32;
            makespan = makespan.max((at + duration) as u32);
        }
        makespan
    }
}
