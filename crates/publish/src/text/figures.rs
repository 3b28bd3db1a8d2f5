//! Figures in prose: `[0.91](score:garments)` is held against the record, `[](score:garments)` filled in from it.

use crate::record::Figure;

/// A number as it is typed.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Typed {
    value: f64,
    decimals: i32,
    percent: bool,
}

/// Whether what is typed says what the figure says: each number, rounded to the decimals that are typed. The first is the figure's
/// value, as it is or in percent; any other stands in the figure's text too, as in `12 of 340`. Words alone say nothing wrong.
pub(super) fn agrees(typed: &str, figure: &Figure) -> bool {
    let typed = numbers(typed);
    let Some((first, more)) = typed.split_first() else {
        return true;
    };
    let shown = numbers(&figure.text);
    // A figure may be shown in another unit than it is kept in: `91.2 %` of 0.912.
    let by_text = shown
        .first()
        .is_some_and(|shown| near(shown.value, first) && shown.percent == first.percent);
    let value = if first.percent {
        figure.value * 100.0
    } else {
        figure.value
    };
    (near(value, first) || by_text)
        && more
            .iter()
            .all(|one| shown.iter().any(|shown| near(shown.value, one)) || near(figure.value, one))
}

/// Whether a value rounds to what is typed. Halves may go either way.
fn near(value: f64, typed: &Typed) -> bool {
    let half = 0.5 * 10_f64.powi(-typed.decimals);
    (value - typed.value).abs() <= half * (1.0 + 1e-9) + value.abs() * 1e-12
}

/// The numbers of a text: `1,204.5`, `-3`, `91 %`.
fn numbers(text: &str) -> Vec<Typed> {
    let signs: Vec<char> = text.chars().collect();
    let digit = |at: usize| signs.get(at).is_some_and(char::is_ascii_digit);
    let mut all = Vec::new();
    let mut at = 0;
    while at < signs.len() {
        if !digit(at) {
            at += 1;
            continue;
        }
        let start = at;
        let mut plain = String::new();
        while digit(at) || (signs.get(at) == Some(&',') && (1..=3).all(|n| digit(at + n)) && !digit(at + 4)) {
            if signs[at] != ',' {
                plain.push(signs[at]);
            }
            at += 1;
        }
        let mut decimals = 0;
        if signs.get(at) == Some(&'.') && digit(at + 1) {
            plain.push('.');
            at += 1;
            while digit(at) {
                plain.push(signs[at]);
                decimals += 1;
                at += 1;
            }
        }
        let inside_word = start > 0 && signs[start - 1].is_alphabetic();
        let negative = start > 0
            && matches!(signs[start - 1], '-' | '\u{2212}')
            && !(start > 1 && (signs[start - 2].is_alphanumeric()));
        let next = signs[at..].iter().find(|c| !c.is_whitespace());
        if let (false, Ok(value)) = (inside_word, plain.parse::<f64>()) {
            all.push(Typed {
                value: if negative { -value } else { value },
                decimals: decimals.min(15),
                percent: next == Some(&'%'),
            });
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figure(value: f64, text: &str) -> Figure {
        Figure {
            value,
            text: text.into(),
            what: "Garments, accuracy".into(),
            on: jiff::civil::date(2026, 12, 1),
            evidence: vec!["a".into()],
        }
    }

    #[test]
    fn what_is_typed_is_the_value_rounded_to_its_decimals() {
        let garments = figure(0.9731, "0.9731");
        // 0.9731 to 2 decimals is 0.97, to 3 0.973, to none 1; in percent 97, 97.3, 97.31.
        for typed in [
            "0.97",
            "0.973",
            "0.9731",
            "97 %",
            "97.3%",
            "about 0.97",
            "my best",
            "1",
            "0.97310",
        ] {
            assert!(agrees(typed, &garments), "{typed}");
        }
        for typed in ["0.98", "0.974", "0.9732", "98 %", "-0.97", "0.97 and 0.5", "97"] {
            assert!(!agrees(typed, &garments), "{typed}");
        }
    }

    #[test]
    fn ranks_hours_and_thousands() {
        let rank = figure(12.0, "12 of 1,340");
        assert!(agrees("12th", &rank) && agrees("rank 12 of 1,340", &rank) && agrees("12 of 1340", &rank));
        assert!(!agrees("11 of 1,340", &rank) && !agrees("12 of 340", &rank));
        let share = figure(0.912, "91.2 %");
        assert!(agrees("91.2 %", &share) && agrees("0.91", &share) && !agrees("92 %", &share));
        assert!(agrees("-3.5", &figure(-3.46, "-3.46")) && agrees("1,204", &figure(1204.0, "1204 h")));
        // Halves: 0.125 is 0.12 and 0.13.
        assert!(agrees("0.12", &figure(0.125, "0.125")) && agrees("0.13", &figure(0.125, "0.125")));
    }
}
