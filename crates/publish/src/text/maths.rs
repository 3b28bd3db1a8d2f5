//! Formulas in the notation of LaTeX as MathML, which a browser shows without a script.

use std::ops::Range;
use std::sync::LazyLock;

use math_core::{LatexToMathML, MathCoreConfig, MathDisplay};

/// A formula has at most so many bytes.
const LONG: usize = 16 * 1024;
/// With so many groups and commands, formulas may be nested deeper than a thread's usual stack.
const DEEP: usize = 200;
/// Room for 16 KiB of opening braces.
const STACK: usize = 512 * 1024 * 1024;

/// A formula of a text.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Formula<'t> {
    /// Without its delimiters.
    pub(super) latex: &'t str,
    /// Whether it stands on a line of its own.
    pub(super) display: bool,
}

/// What is wrong with a formula.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wrong {
    /// Where, in bytes of the formula.
    pub(super) at: Range<usize>,
    /// What, as a sentence without its full stop.
    pub(super) what: String,
    /// What was expected there.
    pub(super) expected: String,
}

static CONVERTER: LazyLock<LatexToMathML> =
    LazyLock::new(|| LatexToMathML::new(MathCoreConfig::default()).unwrap_or_default());

/// The formulas of one document as MathML. Numbers of equations go through it, and `\eqref` may refer ahead.
pub(super) fn convert(formulas: &[Formula<'_>]) -> Vec<Result<String, Wrong>> {
    let marks = |latex: &str| {
        latex
            .bytes()
            .filter(|b| matches!(b, b'\\' | b'{' | b'^' | b'_'))
            .count()
    };
    let short = |f: &&Formula<'_>| f.latex.len() <= LONG;
    let input: Vec<(&str, MathDisplay)> = formulas
        .iter()
        .filter(short)
        .map(|f| {
            let display = if f.display {
                MathDisplay::Block
            } else {
                MathDisplay::Inline
            };
            (f.latex, display)
        })
        .collect();
    let deep = input.iter().any(|(latex, _)| marks(latex) > DEEP);
    let made = if deep {
        on_a_deep_stack(&input)
    } else {
        Some(all(&input))
    };
    let mut made = made.unwrap_or_default().into_iter();
    let mut ids = std::collections::BTreeSet::new();
    formulas
        .iter()
        .map(|formula| {
            let whole = 0..formula.latex.len();
            if formula.latex.len() > LONG {
                return Err(Wrong {
                    at: whole,
                    what: format!("this formula has {} bytes", formula.latex.len()),
                    expected: format!("a formula of at most {LONG} bytes"),
                });
            }
            let no_room = || Wrong {
                at: whole.clone(),
                what: "this formula could not be read: there is no memory for it".into(),
                expected: "a formula with fewer groups within groups".into(),
            };
            let made = made.next().ok_or_else(no_room)??;
            if leads_out(&made) {
                return Err(Wrong {
                    at: whole,
                    what: "this formula has a link".into(),
                    expected: "a formula without `\\href` and `\\url`: a link stands beside it".into(),
                });
            }
            Ok(own_ids(&made, &mut ids))
        })
        .collect()
}

fn all(input: &[(&str, MathDisplay)]) -> Vec<Result<String, Wrong>> {
    let made = CONVERTER.convert_all(input);
    made.into_iter()
        .map(|one| match one {
            Ok(made) => Ok(made.mathml),
            Err(error) => {
                let mut what = error.error_message();
                if what.ends_with('.') {
                    what.pop();
                }
                Err(Wrong {
                    at: error.0.clone(),
                    what: format!("a formula: {what}"),
                    expected: "a formula in the notation of LaTeX".into(),
                })
            }
        })
        .collect()
}

/// The same on a thread whose stack holds any formula of [`LONG`] bytes: the converter goes a level deeper for each group.
fn on_a_deep_stack(input: &[(&str, MathDisplay)]) -> Option<Vec<Result<String, Wrong>>> {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new()
            .stack_size(STACK)
            .spawn_scoped(scope, || all(input));
        thread.ok()?.join().ok()
    })
}

/// Whether a formula has a link to anything but an equation.
fn leads_out(mathml: &str) -> bool {
    let mut links = mathml.match_indices("<a href=\"");
    links.any(|(at, found)| !mathml[at + found.len()..].starts_with('#'))
}

/// Ids of equations are `eq-NAME`, so that they are no heading's; a name that comes twice is given to the first.
fn own_ids(mathml: &str, ids: &mut std::collections::BTreeSet<String>) -> String {
    let mathml = mathml.replace("<a href=\"#", "<a href=\"#eq-");
    let mut out = String::with_capacity(mathml.len());
    let mut rest = mathml.as_str();
    while let Some((before, after)) = rest.split_once(" id=\"") {
        let (id, after) = after.split_once('"').unwrap_or((after, ""));
        out.push_str(before);
        if ids.insert(id.to_owned()) {
            out.push_str(" id=\"eq-");
            out.push_str(id);
            out.push('"');
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

/// The ids in what [`convert`] made.
pub(super) fn ids(mathml: &str) -> impl Iterator<Item = &str> {
    mathml
        .split(" id=\"")
        .skip(1)
        .filter_map(|after| after.split('"').next())
}

/// Whether what stands between two dollar signs is an amount: `$5-$6`, `$5 for this and US$`.
pub(super) fn is_money(latex: &str, after: &str) -> bool {
    if after.starts_with(|c: char| c.is_ascii_digit()) {
        return true;
    }
    let signs = latex.contains(['\\', '^', '_', '=', '{']);
    let word = |w: &str| {
        w.len() > 1
            && w.bytes()
                .all(|b| b.is_ascii_alphabetic() || matches!(b, b',' | b'.' | b';'))
    };
    let words: Vec<&str> = latex.split_whitespace().collect();
    !signs
        && latex.starts_with(|c: char| c.is_ascii_digit())
        && words.windows(2).any(|two| two.iter().all(|w| word(w)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(latex: &str) -> Result<String, Wrong> {
        convert(&[Formula { latex, display: true }]).remove(0)
    }

    #[test]
    fn a_formula_is_mathml() {
        let made = one(r"\frac{1}{2}").expect("a formula");
        assert_eq!(
            made,
            "<math display=\"block\"><mfrac><mn>1</mn><mn>2</mn></mfrac></math>"
        );
    }

    #[test]
    fn what_is_wrong_has_its_place() {
        let wrong = one(r"a + \frca{1}{2}").expect_err("no such command");
        assert_eq!(wrong.at.start, 4);
        assert!(wrong.what.contains("frca"), "{}", wrong.what);
    }

    #[test]
    fn links_out_of_formulas_are_refused_and_equations_refer_to_each_other() {
        let wrong = one(r"\href{javascript:alert(1)}{x}").expect_err("a link");
        assert!(
            wrong.what.contains("link") || wrong.what.contains("href"),
            "{}",
            wrong.what
        );
        let label = Formula {
            latex: r"\begin{equation}\label{loss} x\end{equation}",
            display: true,
        };
        let refers = Formula {
            latex: r"\eqref{loss}",
            display: false,
        };
        let made = convert(&[refers, label.clone()]);
        let made: Vec<String> = made.into_iter().map(|m| m.expect("a formula")).collect();
        assert!(made[0].contains("<a href=\"#eq-loss\">(1)</a>"), "{}", made[0]);
        assert_eq!(ids(&made[1]).collect::<Vec<_>>(), ["eq-loss"]);
        let twice = convert(&[label.clone(), label]);
        let ids: Vec<&str> = twice.iter().flatten().flat_map(|m| ids(m)).collect();
        assert_eq!(ids, ["eq-loss"]);
    }

    #[test]
    fn nothing_is_too_deep() {
        for open in [
            "{",
            r"\sqrt",
            r"\left(",
            r"\frac1",
            "x^{",
            r"\begin{matrix}",
            r"\text{",
        ] {
            let deep = open.repeat(LONG / open.len());
            let _ = one(&deep);
            let _ = one(&format!("{deep}{}", "}".repeat(10)));
        }
        assert!(
            one(&"x".repeat(LONG + 1))
                .expect_err("too long")
                .what
                .contains("16385")
        );
    }
}
