//! `pivot company`: the companies on the person's list, as `companies.toml` has them. The rules are in [`pivot_domain::companies`].

use pivot_domain::companies::{self, Companies, Company};
use pivot_domain::fault::Fault;
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
