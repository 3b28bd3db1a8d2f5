//! Which postings are on the person's list, and in which words that is said.

use toml::de::DeValue;

use super::parse::text_of;
use crate::fault::Fault;
use crate::posting::{Posting, Remote};
use crate::read::{Table, Value};
use crate::words::spaced;

/// `[postings]` of `companies.toml`: which open postings are on the list. Where nothing is asked for, all are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Phrases, one of which stands in the title; empty: any title.
    pub titles: Vec<String>,
    /// Phrases, one of which stands in a place; empty: any place. `remote` is also said of what can be done from elsewhere.
    pub places: Vec<String>,
    /// Phrases, none of which stands in the title.
    pub not: Vec<String>,
}

/// Which postings are on the list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chosen {
    /// For each posting, in the order in which they came, whether it is.
    pub on: Vec<bool>,
    /// How many of them are open, those that were pasted left out.
    pub open: usize,
    /// How they were chosen: `14 of 212 open postings of 3 companies: the title has one of "machine learning"; 2 pasted ones`.
    pub how: String,
}

impl Wanted {
    /// Whether an open posting is one that is wanted. A phrase is found as whole words, in any case.
    pub fn takes(&self, posting: &Posting) -> bool {
        let title = spaced(&posting.title);
        let has = |text: &str, phrases: &[String]| phrases.iter().any(|p| text.contains(&spaced(p)));
        let is_there = || {
            let places = posting.places.iter().map(|place| spaced(place));
            let remote = (posting.remote == Some(Remote::Remote)).then(|| spaced("remote"));
            places.chain(remote).any(|place| has(&place, &self.places))
        };
        (self.titles.is_empty() || has(&title, &self.titles))
            && !has(&title, &self.not)
            && (self.places.is_empty() || is_there())
    }

    /// What is asked for, in words; empty where nothing is.
    fn rules(&self) -> String {
        let rule = |what: &str, phrases: &[String]| {
            let quoted: Vec<String> = phrases.iter().map(|p| format!("\"{p}\"")).collect();
            (!phrases.is_empty()).then(|| format!("{what} {}", quoted.join(", ")))
        };
        let rules = [
            rule("the title has one of", &self.titles),
            rule("the place has one of", &self.places),
            rule("the title has none of", &self.not),
        ];
        rules.into_iter().flatten().collect::<Vec<_>>().join("; ")
    }
}

/// Chooses among postings: those of `companies` that are open and wanted, and all that were pasted.
pub fn choose<'p>(
    wanted: &Wanted,
    companies: &super::Companies,
    postings: impl IntoIterator<Item = &'p Posting>,
) -> Chosen {
    let mut chosen = Chosen::default();
    let (mut taken, mut pasted) = (0, 0);
    let mut of = std::collections::BTreeSet::new();
    for posting in postings {
        let on = if posting.is_pasted() {
            pasted += 1;
            true
        } else if posting.gone.is_some() || companies.company(&posting.company).is_none() {
            false
        } else {
            chosen.open += 1;
            of.insert(posting.company.to_lowercase());
            let takes = wanted.takes(posting);
            taken += usize::from(takes);
            takes
        };
        chosen.on.push(on);
    }
    let count = |n: usize, one: &str, more: &str| format!("{n} {}", if n == 1 { one } else { more });
    let (open, rules) = (
        count(chosen.open, "open posting", "open postings"),
        wanted.rules(),
    );
    let of = count(of.len(), "company", "companies");
    let fetched = match (chosen.open, rules.is_empty()) {
        (0, _) => None,
        (_, true) => Some(format!("all of {open} of {of}")),
        (_, false) => Some(format!("{taken} of {open} of {of}: {rules}")),
    };
    let pasted = (pasted > 0).then(|| count(pasted, "pasted one", "pasted ones"));
    chosen.how = match (fetched, pasted) {
        (Some(fetched), Some(pasted)) => format!("{fetched}; {pasted}"),
        (Some(only), None) | (None, Some(only)) => only,
        (None, None) => "no open posting is known".into(),
    };
    chosen
}

/// Reads `[postings]`.
pub(super) fn read(root: &mut Table<'_, '_>, faults: &mut Vec<Fault>) -> Wanted {
    let mut wanted = Wanted::default();
    let Some(mut table) = root
        .get("postings")
        .and_then(|value| Table::from_value("[postings]", value, faults))
    else {
        return wanted;
    };
    for (name, list) in [
        ("titles", &mut wanted.titles),
        ("places", &mut wanted.places),
        ("not", &mut wanted.not),
    ] {
        if let Some((read, _)) = table.read(name, faults, phrases) {
            *list = read;
        }
    }
    table.close(faults);
    wanted
}

/// At least one phrase, each with a word: one without would be found in everything.
fn phrases(value: Value<'_, '_>) -> Result<Vec<String>, String> {
    let phrase = |item: &toml::Spanned<DeValue<'_>>| {
        text_of(item).filter(|text| text.chars().any(char::is_alphanumeric) && !text.contains('\n'))
    };
    let list = value.get_ref().as_array().filter(|list| !list.is_empty());
    list.and_then(|list| list.iter().map(phrase).collect())
        .ok_or_else(|| "a list of words in quotes: [\"machine learning\", \"data scientist\"]".into())
}

#[cfg(test)]
mod tests {
    use super::{Wanted, choose};
    use crate::companies::parse;
    use crate::posting::{PASTED, Posting, Remote};

    fn wanted(text: &str) -> Wanted {
        let (companies, faults) = parse(text);
        assert_eq!(faults, []);
        companies.unwrap().postings
    }

    fn posting(company: &str, title: &str, place: &str) -> Posting {
        Posting {
            board: "lever:a".into(),
            company: company.into(),
            title: title.into(),
            places: vec![place.into()],
            ..Posting::default()
        }
    }

    #[test]
    fn the_list_is_chosen_and_says_how() {
        let (companies, _) = parse("company = [{ name = \"A\" }, { name = \"B\" }]");
        let companies = companies.unwrap();
        let wish = wanted(
            "[postings]\ntitles = [\"machine learning\", \"ML\"]\nplaces = [\"Lyon\", \"remote\"]\nnot = [\"intern\"]",
        );
        let mut elsewhere = posting("A", "ML engineer", "Oslo");
        let mut all = vec![
            posting("a", "Engineer, Machine-Learning", "Lyon, France"),
            posting("B", "HTML developer", "Lyon"),
            elsewhere.clone(),
            posting("B", "ML intern", "Lyon"),
            posting("B", "ML internals", "Lyon"),
            posting("C", "ML engineer", "Lyon"),
        ];
        elsewhere.remote = Some(Remote::Remote);
        all.push(elsewhere);
        let mut gone = posting("A", "ML engineer", "Lyon");
        gone.gone = Some(jiff::Timestamp::UNIX_EPOCH);
        all.push(gone);
        let chosen = choose(&wish, &companies, &all);
        // HTML is no ML, Oslo is not Lyon, an intern is not wanted (internals are no intern), C is on no list, one is gone.
        assert_eq!(chosen.on, [true, false, false, false, true, false, true, false]);
        assert_eq!(chosen.open, 6);
        assert_eq!(
            chosen.how,
            "3 of 6 open postings of 2 companies: the title has one of \"machine learning\", \"ML\"; \
             the place has one of \"Lyon\", \"remote\"; the title has none of \"intern\""
        );
    }

    #[test]
    fn without_a_rule_all_are_on_it_and_pasted_ones_always() {
        let (companies, _) = parse("company = [{ name = \"A\" }]");
        let companies = companies.unwrap();
        let pasted = Posting {
            board: PASTED.into(),
            title: "Baker".into(),
            ..Posting::default()
        };
        let both = [posting("A", "Cook", "Lyon"), pasted.clone()];
        let chosen = choose(&Wanted::default(), &companies, &both);
        assert_eq!(chosen.on, [true, true]);
        assert_eq!(chosen.how, "all of 1 open posting of 1 company; 1 pasted one");
        let wish = wanted("postings = { titles = [\"cook\"] }");
        assert_eq!(choose(&wish, &companies, [&pasted]).how, "1 pasted one");
        assert_eq!(choose(&wish, &companies, []).how, "no open posting is known");
    }

    #[test]
    fn what_is_no_wish_is_told() {
        let faults =
            |text: &str| -> Vec<String> { parse(text).1.into_iter().map(|fault| fault.what).collect() };
        assert_eq!(
            faults("[postings]\ntitels = [\"a\"]"),
            ["[postings] has no field `titels`"]
        );
        for wrong in ["\"ml\"", "[]", "[3]", "[\" - \"]"] {
            assert_eq!(
                faults(&format!("[postings]\ntitles = {wrong}")).len(),
                1,
                "{wrong}"
            );
        }
        assert_eq!(faults("postings = 3").len(), 1);
    }
}
