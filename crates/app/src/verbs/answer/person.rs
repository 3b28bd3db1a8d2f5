//! What a person brings beside skills, by their résumé: a degree, years of work, publications. Nobody checks a résumé here.

use jiff::civil::Date;
use pivot_domain::demand::{Class, Demands, Level, Line, read};
use pivot_domain::resume::{Document, Partial, Resume};

/// What a résumé says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Person {
    /// The highest degree that was finished.
    pub degree: Option<Level>,
    /// Whole years of work, of whatever kind; those of two places at once count once.
    pub years: u32,
    /// Publications.
    pub publications: usize,
}

/// Something beside skills that a posting demands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ask {
    /// At least this degree, and nothing else will do.
    Degree(Level),
    /// So many years of experience.
    Years(u32),
    /// Publications.
    Publications,
}

impl Ask {
    /// In words: `at least a master's degree`, `3 years of experience`.
    pub fn told(self) -> String {
        match self {
            Ask::Degree(Level::Any) => "a degree".into(),
            Ask::Degree(Level::Bachelor) => "at least a bachelor's degree".into(),
            Ask::Degree(Level::Master) => "at least a master's degree".into(),
            Ask::Degree(Level::Phd) => "a doctorate".into(),
            Ask::Years(1) => "a year of experience".into(),
            Ask::Years(count) => format!("{count} years of experience"),
            Ask::Publications => "publications".into(),
        }
    }
}

impl Person {
    /// What a résumé says on a day.
    pub fn of(document: &Document, today: Date) -> Person {
        let resume = document.resume();
        Person {
            degree: degree(&resume, today),
            years: years(&resume, today),
            publications: resume.publications.len(),
        }
    }

    /// Whether the person has what is asked for.
    pub fn has(&self, ask: Ask) -> bool {
        match ask {
            Ask::Degree(level) => self.degree.is_some_and(|own| own >= level),
            Ask::Years(count) => self.years >= count,
            Ask::Publications => self.publications > 0,
        }
    }
}

/// What a posting demands beside skills. A degree that would only be liked, or that experience replaces, is not demanded.
pub fn asks(demands: &Demands) -> Vec<Ask> {
    let degree = demands.degree.as_ref().filter(|d| d.class == Class::Required);
    let all = [
        degree.map(|d| Ask::Degree(d.level)),
        demands.years.as_ref().map(|y| Ask::Years(y.count)),
        demands.publications.as_ref().map(|_| Ask::Publications),
    ];
    all.into_iter().flatten().collect()
}

/// The highest degree that was finished by a day.
fn degree(resume: &Resume, today: Date) -> Option<Level> {
    let finished = resume.education.iter().filter(|e| {
        let end = Partial::parse(&e.end_date);
        end.is_some_and(|end| end.first() <= today)
    });
    finished
        .filter_map(|e| {
            // "Master" alone is a degree where a degree is asked for.
            let text = format!("{} degree", e.study_type);
            let line = Line {
                text: &text,
                wish: false,
            };
            read(&[line]).degree.filter(|_| !e.study_type.is_empty())
        })
        .map(|degree| degree.level)
        .max()
}

/// Whole years of work.
fn years(resume: &Resume, today: Date) -> u32 {
    let mut stretches: Vec<(Date, Date)> = resume
        .work
        .iter()
        .filter_map(|work| {
            let start = Partial::parse(&work.start_date)?.first();
            let end = match work.end_date.as_str() {
                "" => today,
                text => Partial::parse(text)?.last().min(today),
            };
            (start < end).then_some((start, end))
        })
        .collect();
    stretches.sort();
    let (mut days, mut until) = (0_i64, Date::MIN);
    for (start, end) in stretches {
        let from = start.max(until);
        if from < end {
            days += i64::from((end - from).get_days());
            until = end;
        }
    }
    // A year of 365.25 days; one that lacks a few days of what was rounded to months is one.
    u32::try_from((days + 15) * 4 / 1461).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(text: &str) -> Person {
        let document = Document::read(text.as_bytes()).unwrap();
        Person::of(&document, Date::constant(2027, 3, 1))
    }

    /// 2018-01 to 2020-12 are three years; 2020-06 to 2022-06 adds January 2021 to June 2022, a year and a half: four and a half. The
    /// one that begins in 2027-09 is not yet.
    #[test]
    fn years_at_two_places_count_once() {
        let found = person(
            r#"{"work":[{"startDate":"2020-06","endDate":"2022-06"},{"startDate":"2018-01","endDate":"2020-12"},{"startDate":"2027-09"},{"startDate":"x"}]}"#,
        );
        assert_eq!(found.years, 4);
        let found = person(r#"{"work":[{"startDate":"2025-03-01"}]}"#);
        assert_eq!(found.years, 2, "and goes on");
    }

    #[test]
    fn the_highest_finished_degree_counts() {
        let found = person(
            r#"{"education":[{"studyType":"Bachelor","endDate":"2015"},{"studyType":"Master of Science","endDate":"2017-07"},{"studyType":"PhD"},{"studyType":"Doctorate","endDate":"2029"}],"publications":[{"name":"A"}]}"#,
        );
        assert_eq!(found.degree, Some(Level::Master));
        assert!(found.has(Ask::Degree(Level::Bachelor)) && !found.has(Ask::Degree(Level::Phd)));
        assert!(found.has(Ask::Publications) && !found.has(Ask::Years(1)));
        assert_eq!(person("{}"), Person::default());
    }
}
