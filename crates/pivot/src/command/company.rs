//! `pivot company`.

use pivot_app::Error;
use pivot_app::domain::companies::{rank, relocate};
use pivot_app::verbs::company;
use pivot_app::wire::{CompaniesJson, DoneJson, RankJson, RelocateJson};

use super::{Status, folder, json};
use crate::args::{Company, Global};
use crate::screen::Screen;
use crate::view;

pub(super) fn run(global: &Global, command: &Company, screen: &mut Screen) -> Result<Status, Error> {
    let folder = folder(global)?;
    if matches!(command, Company::Init) {
        let path = company::init(&folder)?;
        if global.json {
            let made = vec![path.display().to_string()];
            json(screen, &DoneJson::new("company init", folder.root(), made))?;
        } else {
            view::company::begun(screen, &path);
        }
        return Ok(Status::Done);
    }
    let companies = company::companies(&folder)?;
    match command {
        Company::Init | Company::List if global.json => json(screen, &CompaniesJson::new(&companies))?,
        Company::Init | Company::List => view::company::list(screen, &companies),
        Company::Rank => {
            let ranked = rank(&companies);
            if global.json {
                json(screen, &RankJson::new(&ranked))?;
            } else {
                view::company::rank(screen, &companies, &ranked);
            }
        }
        Company::Relocate => {
            let cities = relocate(&companies);
            if global.json {
                json(screen, &RelocateJson::new(&cities))?;
            } else {
                view::company::relocate(screen, &cities);
            }
        }
    }
    Ok(Status::Done)
}
