//! `pivot company`: the companies on the person's list, as `companies.toml` has them. The rules are in [`pivot_domain::companies`].

use std::path::PathBuf;

use pivot_domain::companies::{self, Companies, Company};
use pivot_domain::fault::{Fault, nearest};
use pivot_store::Folder;

use crate::error::{Error, FaultyFile};
use crate::showing::slug;

/// The file.
pub const FILE: &str = "companies.toml";
/// The largest one that is read, in bytes.
const LARGEST: u64 = 4 * 1024 * 1024;

/// What `companies.toml` says; `None` where there is none.
///
/// # Errors
/// Every fault of the file; two companies whose postings would be kept in one file are one.
pub fn perhaps(folder: &Folder) -> Result<Option<Companies>, Error> {
    let Some(bytes) = folder.read_inside(FILE, LARGEST)? else {
        return Ok(None);
    };
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let (companies, mut faults) = companies::parse(&text);
    if let Some(companies) = &companies {
        faults = twins(companies);
    }
    match companies {
        Some(companies) if faults.is_empty() => Ok(Some(companies)),
        _ => Err(Error::Files(vec![FaultyFile {
            path: folder.root().join(FILE),
            text,
            faults,
        }])),
    }
}

/// The same, where there must be one.
///
/// # Errors
/// There is none, or it has faults.
pub fn companies(folder: &Folder) -> Result<Companies, Error> {
    perhaps(folder)?.ok_or_else(|| {
        Error::wrong(format!("there is no {FILE} in {}", folder.root().display()))
            .next("pivot company init begins one, with an example to change")
    })
}

/// The name by which a company's postings are known: `example-vision`.
pub fn short(name: &str) -> String {
    slug(name)
}

/// What a new file says: everything that can stand in it, as comments to change.
pub const EXAMPLE: &str = include_str!("example.toml");

/// Begins `companies.toml` with [`EXAMPLE`].
///
/// # Errors
/// There is one already, or it cannot be written.
pub fn init(folder: &Folder) -> Result<PathBuf, Error> {
    if folder.read_inside(FILE, LARGEST)?.is_some() {
        return Err(Error::wrong(format!("there is a {FILE} already"))
            .next("pivot company list shows what it says; docs/companies.md has every field"));
    }
    Ok(folder.write_inside(FILE, EXAMPLE.as_bytes())?)
}

/// The company that is meant by its name or its short name.
///
/// # Errors
/// There is none.
pub fn find<'c>(companies: &'c Companies, name: &str) -> Result<&'c Company, Error> {
    let found = companies.company(name).or_else(|| {
        let mut all = companies.companies.iter();
        all.find(|company| short(&company.name) == short(name))
    });
    found.ok_or_else(|| {
        let names = || companies.companies.iter().map(|company| company.name.as_str());
        let error = Error::wrong(format!("{FILE} has no company `{name}`"));
        match nearest(name, names()) {
            Some(near) => error.next(format!("did you mean `{near}`?")),
            None => error.next(format!("it has: {}", names().collect::<Vec<_>>().join(", "))),
        }
    })
}

/// Companies whose short names are one.
fn twins(companies: &Companies) -> Vec<Fault> {
    let list = &companies.companies;
    let before = |at: usize, company: &Company| {
        let mut earlier = list[..at].iter();
        earlier.find(|other| short(&other.name) == short(&company.name))
    };
    let twins = list.iter().enumerate();
    twins
        .filter_map(|(at, company)| {
            let other = before(at, company)?;
            let what = format!(
                "`{}` and `{}` would both be known as `{}`",
                other.name,
                company.name,
                short(&company.name)
            );
            Some(Fault::new(
                company.at.clone(),
                what,
                "names that differ in letters or digits",
            ))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_has_no_fault_and_says_what_it_means() {
        let (companies, faults) = companies::parse(EXAMPLE);
        assert_eq!(faults, []);
        let companies = companies.unwrap();
        assert_eq!(companies.companies.len(), 2);
        assert_eq!(companies.cities.len(), 2);
        assert!(twins(&companies).is_empty());
        // Every field of the table of boards is a comment: nothing is asked elsewhere by an example.
        assert!(companies.bases.is_empty());
    }

    #[test]
    fn names_that_would_share_a_file_are_told() {
        let (companies, _) = companies::parse("company = [{ name = \"A B\" }, { name = \"a-b!\" }]");
        let faults = twins(&companies.unwrap());
        assert_eq!(faults[0].what, "`A B` and `a-b!` would both be known as `a-b`");
    }
}
