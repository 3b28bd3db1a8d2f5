//! `[boards]` of `companies.toml`: where the services are that have the boards, for who asks them by another way, or plays them.

use std::collections::BTreeMap;

use crate::fault::Fault;
use crate::read::Table;

/// The services: by these names an address of their own can be given to each.
pub const SERVICES: [&str; 6] = [
    "greenhouse",
    "lever",
    "lever_eu",
    "ashby",
    "smartrecruiters",
    "recruitee",
];

/// Reads `[boards]`: addresses without the slash at their end, by the names of [`SERVICES`].
pub(super) fn read(root: &mut Table<'_, '_>, faults: &mut Vec<Fault>) -> BTreeMap<String, String> {
    let mut bases = BTreeMap::new();
    let Some(mut table) = root
        .get("boards")
        .and_then(|value| Table::from_value("[boards]", value, faults))
    else {
        return bases;
    };
    for name in SERVICES {
        let address = table.read(name, faults, |value| {
            let text = value.get_ref().as_str().map(|text| text.trim_end_matches('/'));
            let is_address = |text: &&str| {
                let rest = text
                    .strip_prefix("https://")
                    .or_else(|| text.strip_prefix("http://"));
                rest.is_some_and(|rest| {
                    !rest.is_empty() && !rest.chars().any(|c| c.is_whitespace() || c.is_control())
                })
            };
            text.filter(is_address)
                .map(str::to_owned)
                .ok_or_else(|| "an address, such as \"https://boards.example.com\"".into())
        });
        if let Some((address, _)) = address {
            bases.insert(name.to_owned(), address);
        }
    }
    table.close(faults);
    bases
}

#[cfg(test)]
mod tests {
    use crate::companies::parse;

    #[test]
    fn an_address_of_its_own_for_a_service() {
        let (companies, faults) = parse("[boards]\nlever = \"http://127.0.0.1:8000/lever/\"");
        assert_eq!(faults, []);
        let bases = companies.unwrap().bases;
        assert_eq!(bases["lever"], "http://127.0.0.1:8000/lever");
        for wrong in [
            "lever = 3",
            "lever = \"ftp://x\"",
            "lever = \"https://\"",
            "lover = \"https://x\"",
        ] {
            assert_eq!(parse(&format!("[boards]\n{wrong}")).1.len(), 1, "{wrong}");
        }
    }
}
