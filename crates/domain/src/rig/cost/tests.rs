//! What holds whatever the numbers are.

use proptest::prelude::*;

use super::inputs::every;
use super::ways::{Terms, spilled, weeks};
use super::*;

/// A costs file of these numbers: everything in one currency, two offers and free hours.
#[derive(Clone, Debug)]
struct Numbers {
    rig: u32,
    resale: u32,
    watts: u32,
    idle: u32,
    kwh: u32,
    own: u32,
    rates: [u32; 2],
    ratios: [u32; 3],
    storage: u32,
    free: u32,
}

fn cents(n: u32) -> String {
    format!("{}.{:02}", n / 100, n % 100)
}

impl Numbers {
    fn costs(&self) -> Costs {
        let priced = |amount: String| {
            format!("price = {amount}\ncurrency = \"USD\"\ndate = 2027-01-01\nsource = \"s\"\n")
        };
        let rent = |i: usize| {
            format!(
                "[[rent]]\nname = \"r{i}\"\nkind = \"on-demand\"\nratio = {}\nstorage_gb = {}\nstorage_price = 0.1\n{}",
                cents(self.ratios[i]),
                self.storage,
                priced(cents(self.rates[i]))
            )
        };
        let text = format!(
            "currency = \"USD\"\n[rig]\nload_watts = {}\nidle_watts = 50\nidle_hours_week = {}\nsetup_hours = 10\n{}[resale]\nmonths = 12\n{}\
             [electricity]\n{}[own_hour]\nprice = {}\ncurrency = \"USD\"\n{}{}[free]\nhours_week = {}\nlongest_run_hours = 12\nratio = {}\n\
             date = 2027-01-01\nsource = \"s\"\n",
            self.watts,
            self.idle,
            priced(cents(self.rig)),
            priced(cents(self.resale)),
            priced(cents(self.kwh)),
            cents(self.own),
            rent(0),
            rent(1),
            self.free,
            cents(self.ratios[2]),
        );
        parse(&text).unwrap_or_else(|faults| panic!("{faults:?}\n{text}"))
    }
}

fn numbers() -> impl Strategy<Value = Numbers> {
    (
        (
            0u32..300_000,
            0u32..100_000,
            0u32..800,
            0u32..60,
            0u32..60,
            0u32..5_000,
        ),
        [0u32..500, 0u32..500],
        [10u32..400, 10u32..400, 10u32..400],
        0u32..200,
        0u32..40,
    )
        .prop_map(
            |((rig, resale, watts, idle, kwh, own), rates, ratios, storage, free)| Numbers {
                rig,
                resale,
                watts,
                idle,
                kwh,
                own,
                rates,
                ratios,
                storage,
                free,
            },
        )
}

fn hours() -> impl Strategy<Value = Hours> {
    let week = (0u32..3_000, prop::collection::vec(1u32..1_500, 0..3));
    prop::collection::vec(week, 1..40).prop_map(|weeks| Hours {
        weeks: weeks
            .into_iter()
            .map(|(attended, runs)| Week { attended, runs })
            .collect(),
    })
}

/// For so many seconds of work.
fn for_seconds(terms: &Terms, seconds: u64, weeks: usize) -> Fine {
    terms
        .total(0, weeks)
        .plus(terms.hour.part(i128::from(seconds), 3600))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// At the hours of the break-even the rig costs no more; a second before, it costs more. Within a trillionth for each
    /// rounding.
    #[test]
    fn break_even_balances(numbers in numbers(), hours in hours()) {
        let costs = numbers.costs();
        let ways = Ways::of(&costs);
        let report = weigh(&costs, &hours, std::slice::from_ref(&hours));
        let weeks = weeks(&hours);
        for broken in &report.breaks {
            let Way::Rent(at) = broken.way else { continue };
            let ahead = |seconds| for_seconds(&ways.buy, seconds, weeks).minus(for_seconds(&ways.rents[at], seconds, weeks));
            let near = Fine::of_trillionths(4);
            match broken.hours {
                Some(BreakEven::After(seconds)) => {
                    prop_assert!(ahead(seconds) <= near);
                    prop_assert!(ahead(seconds - 1) >= Fine::ZERO.minus(near));
                    // As a way's total says it too, on either side, a minute off.
                    let totals = |minutes: u64| (ways.buy.total(minutes, weeks), ways.rents[at].total(minutes, weeks));
                    let (buy, rent) = totals(seconds / 60 + 1);
                    prop_assert!(buy <= rent.plus(near));
                }
                Some(BreakEven::AtOnce) => prop_assert!(ahead(0) <= near && ahead(1_000_000) <= near),
                Some(BreakEven::Never) => prop_assert!(ahead(0) > Fine::ZERO && ahead(1_000_000) > Fine::ZERO),
                Some(BreakEven::UpTo(seconds)) => {
                    prop_assert!(ahead(seconds) <= near);
                    prop_assert!(ahead(seconds.saturating_add(1)) >= Fine::ZERO.minus(near));
                }
                None => prop_assert!(false),
            }
        }
    }

    /// What is dearer never makes a way cheaper, and a way's last week is what it costs in all.
    #[test]
    fn costs_grow_with_prices(numbers in numbers(), hours in hours(), more in 1i64..1000) {
        let costs = numbers.costs();
        let before = Ways::of(&costs);
        let inputs = [
            Input::RigPrice, Input::LoadWatts, Input::Electricity, Input::RigSetup, Input::OwnHour,
            Input::RentPrice(0), Input::RentRatio(0), Input::RentStoragePrice(0), Input::RentIdle(0),
        ];
        let ways = [Way::Buy, Way::Rent(0), Way::Rent(1), Way::Free(Some(0))];
        for input in inputs {
            let value = input.value(&costs, &hours).plus(Fine::whole(more));
            let (dearer, _) = input.with(&costs, &hours, value);
            let after = Ways::of(&dearer);
            for way in ways {
                prop_assert!(after.total(way, &hours) >= before.total(way, &hours), "{input:?} {way:?}");
            }
        }
        let (worth_more, _) = Input::Resale.with(&costs, &hours, Fine::whole(more + 10_000));
        prop_assert!(Ways::of(&worth_more).total(Way::Buy, &hours) < before.total(Way::Buy, &hours));
        for way in ways {
            let curve = before.curve(way, &hours).unwrap();
            if hours.minutes() > 0 {
                prop_assert_eq!(curve.last().copied(), before.total(way, &hours));
            }
            prop_assert!(curve.windows(2).all(|pair| pair[0] <= pair[1]));
        }
    }

    /// Free hours never take more than a week has, nor a run that is too long; what is left over and what was free are all.
    #[test]
    fn free_hours_are_kept(numbers in numbers(), hours in hours()) {
        let costs = numbers.costs();
        let free = costs.free.as_ref().unwrap();
        let spilled = spilled(free, &hours);
        for (week, left) in hours.weeks.iter().zip(&spilled.weeks) {
            let taken = u64::from(week.minutes() - left.minutes());
            let most = u64::from(numbers.free) * 60 * 100;
            prop_assert!(taken * u64::from(numbers.ratios[2]) <= most);
            let fits = |run: &u32| u64::from(*run) * u64::from(numbers.ratios[2]) <= 12 * 60 * 100;
            let long = |runs: &[u32]| runs.iter().filter(|run| !fits(run)).count();
            prop_assert_eq!(long(&week.runs), long(&left.runs));
            prop_assert!(left.attended == 0 || (taken + 1) * u64::from(numbers.ratios[2]) > most);
        }
    }

    /// At every turn another way is cheaper, and one step before none is.
    #[test]
    fn turns_turn(numbers in numbers(), hours in hours()) {
        let costs = numbers.costs();
        let report = weigh(&costs, &hours, std::slice::from_ref(&hours));
        let own = report.ways[report.best].way;
        // What the way of the answer costs, and what any other does. A tie is no turn.
        let totals = |(costs, hours): (Costs, Hours)| {
            let ways = Ways::of(&costs);
            let least = |same: bool| {
                let alike = |way: Way| way == own || (way.kind() == "free" && own.kind() == "free");
                let of = every(&costs).into_iter().filter(|way| alike(*way) == same);
                of.filter_map(|way| ways.total(way, &hours)).min().unwrap()
            };
            (least(true), least(false))
        };
        for turn in &report.turns {
            let (best, other) = totals(turn.input.with(&costs, &hours, turn.to));
            prop_assert!(best > other, "{turn:?}");
            let step = turn.input.step(&hours);
            let before = if turn.to > turn.from { turn.to.minus(step) } else { turn.to.plus(step) };
            let (best, other) = totals(turn.input.with(&costs, &hours, before));
            prop_assert!(best <= other, "{turn:?}");
        }
    }
}
