//! Questions to a person at a terminal, over a reader and a writer.

use std::io::{self, BufRead, Write};

/// A question that is answered by yes or no.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Question {
    /// What is asked.
    pub(crate) text: String,
    /// What is said before it: why yes may be the answer.
    pub(crate) before: Vec<String>,
    /// What is said where the person asks back.
    pub(crate) about: Vec<String>,
    /// The answer where they say nothing.
    pub(crate) usual: bool,
}

/// Asks each question in turn; `None` where the input ends before the last one is answered.
pub(crate) fn each(
    questions: &[Question],
    input: &mut dyn BufRead,
    out: &mut dyn Write,
) -> io::Result<Option<Vec<bool>>> {
    let mut answers = Vec::new();
    let keys = |usual| if usual { "[Y/n/?]" } else { "[y/N/?]" };
    for (number, question) in (1..).zip(questions) {
        for line in &question.before {
            writeln!(out, "     {line}")?;
        }
        let answer = loop {
            write!(
                out,
                "{number}/{} {} {} ",
                questions.len(),
                question.text,
                keys(question.usual)
            )?;
            out.flush()?;
            let Some(line) = line(input)? else {
                return Ok(None);
            };
            match line.to_lowercase().as_str() {
                "" => break question.usual,
                "y" | "yes" => break true,
                "n" | "no" => break false,
                "?" => {
                    for line in &question.about {
                        writeln!(out, "     {line}")?;
                    }
                }
                _ => writeln!(
                    out,
                    "     y is yes, n is no, ? says what it would change; Enter is {}",
                    if question.usual { "yes" } else { "no" }
                )?,
            }
        };
        answers.push(answer);
    }
    Ok(Some(answers))
}

/// Asks which of `count` numbered lines are meant: their places from 0, in order. Enter, and the end of the input, mean none.
pub(crate) fn which(
    what: &str,
    count: usize,
    input: &mut dyn BufRead,
    out: &mut dyn Write,
) -> io::Result<Vec<usize>> {
    loop {
        write!(out, "{what} all (a), some (such as 1 3-5), or none (Enter)? ")?;
        out.flush()?;
        let Some(line) = line(input)? else {
            return Ok(Vec::new());
        };
        match line.to_lowercase().as_str() {
            "" | "n" | "no" | "none" => return Ok(Vec::new()),
            "a" | "all" | "y" | "yes" => return Ok((0..count).collect()),
            text => match numbers(text, count) {
                Ok(places) => return Ok(places),
                Err(wrong) => writeln!(out, "     {wrong}")?,
            },
        }
    }
}

/// `1 3-5`: places from 0, each once, in order.
fn numbers(text: &str, count: usize) -> Result<Vec<usize>, String> {
    let mut meant = vec![false; count];
    for part in text.split([' ', ',', '\t']).filter(|part| !part.is_empty()) {
        let (from, to) = part.split_once('-').unwrap_or((part, part));
        let number = |text: &str| text.trim().parse().ok().filter(|n| (1..=count).contains(n));
        match (number(from), number(to)) {
            (Some(from), Some(to)) if from <= to => meant[from - 1..to].fill(true),
            _ => {
                let part: String = part.chars().take(20).collect();
                return Err(format!(
                    "`{part}` is neither a number from 1 to {count} nor two with a - between them"
                ));
            }
        }
    }
    Ok((0..count).filter(|place| meant[*place]).collect())
}

/// A question that is answered in words.
pub(crate) struct Ask<'a> {
    /// What is asked.
    pub(crate) text: &'a str,
    /// Whether an answer will do, and what was expected where it will not.
    pub(crate) check: &'a dyn Fn(&str) -> Result<(), String>,
}

/// Asks for words; `None` where nothing is said, and at the end of the input. An answer that will not do is asked for again.
pub(crate) fn told(
    ask: &Ask<'_>,
    input: &mut dyn BufRead,
    out: &mut dyn Write,
) -> io::Result<Option<String>> {
    writeln!(out, "{}", ask.text)?;
    loop {
        write!(out, "> ")?;
        out.flush()?;
        let Some(line) = line(input)?.filter(|line| !line.is_empty()) else {
            return Ok(None);
        };
        match (ask.check)(&line) {
            Ok(()) => return Ok(Some(line)),
            Err(wrong) => writeln!(out, "     {wrong}; Enter leaves it for later")?,
        }
    }
}

/// A line without the spaces around it; `None` at the end of the input.
fn line(input: &mut dyn BufRead) -> io::Result<Option<String>> {
    let mut line = String::new();
    let read = input.read_line(&mut line)?;
    Ok((read > 0).then(|| line.trim().to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn question(text: &str, usual: bool) -> Question {
        Question {
            text: text.into(),
            before: vec![],
            about: vec![format!("about {text}")],
            usual,
        }
    }

    /// What is answered to three questions, the last of them usually yes, and what was printed.
    fn asked(input: &str) -> (Option<Vec<bool>>, String) {
        let questions = [question("A?", false), question("B?", false), question("C?", true)];
        let mut out = Vec::new();
        let answers = each(&questions, &mut input.as_bytes(), &mut out).unwrap();
        (answers, String::from_utf8(out).unwrap())
    }

    #[test]
    fn yes_no_and_nothing() {
        assert_eq!(asked("y\nNo\n\n").0, Some(vec![true, false, true]));
        assert_eq!(asked("\n  YES \nn\n").0, Some(vec![false, true, false]));
        // The last line may end with the input.
        assert_eq!(asked("y\ny\nn").0, Some(vec![true, true, false]));
    }

    #[test]
    fn asking_back_and_what_is_not_understood_ask_again() {
        let (answers, out) = asked("?\ny\nperhaps\nn\n\n");
        assert_eq!(answers, Some(vec![true, false, true]));
        assert_eq!(
            out,
            "1/3 A? [y/N/?]      about A?\n1/3 A? [y/N/?] 2/3 B? [y/N/?]      y is yes, n is no, ? says what it \
             would change; Enter is no\n2/3 B? [y/N/?] 3/3 C? [Y/n/?] "
        );
    }

    #[test]
    fn an_input_that_ends_is_no_answer() {
        assert_eq!(asked("").0, None);
        assert_eq!(asked("y\n?\n").0, None);
    }

    #[test]
    fn words_are_taken_where_they_will_do() {
        let number = |text: &str| {
            text.parse::<f64>()
                .map(drop)
                .map_err(|_| "expected a number".to_owned())
        };
        let ask = Ask {
            text: "How many?",
            check: &number,
        };
        let asked = |input: &str| {
            let mut out = Vec::new();
            let answer = told(&ask, &mut input.as_bytes(), &mut out).unwrap();
            (answer, String::from_utf8(out).unwrap())
        };
        assert_eq!(asked(" 3.5 \n").0.as_deref(), Some("3.5"));
        assert_eq!(asked("\n3\n").0, None);
        assert_eq!(asked("").0, None);
        let (answer, out) = asked("many\n4\n");
        assert_eq!(answer.as_deref(), Some("4"));
        assert_eq!(
            out,
            "How many?\n>      expected a number; Enter leaves it for later\n> "
        );
    }

    fn chosen(input: &str) -> (Vec<usize>, String) {
        let mut out = Vec::new();
        let places = which("Record", 5, &mut input.as_bytes(), &mut out).unwrap();
        (places, String::from_utf8(out).unwrap())
    }

    #[test]
    fn all_some_or_none() {
        for (input, places) in [
            ("a\n", vec![0, 1, 2, 3, 4]),
            ("ALL\n", vec![0, 1, 2, 3, 4]),
            ("\n", vec![]),
            ("none\n", vec![]),
            ("", vec![]),
            ("1 3-5\n", vec![0, 2, 3, 4]),
            ("5,2, 2-3\n", vec![1, 2, 4]),
        ] {
            assert_eq!(chosen(input).0, places, "{input:?}");
        }
        for wrong in ["6", "0", "3-1", "1-", "x", "1 2 9", "99999999999999999999"] {
            let (places, out) = chosen(&format!("{wrong}\n2\n"));
            assert_eq!(places, [1], "{wrong}: it is asked again");
            assert!(out.contains("is neither a number from 1 to 5"), "{wrong}: {out}");
        }
    }
}
