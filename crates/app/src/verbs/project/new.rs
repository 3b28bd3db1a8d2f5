//! `pivot project new`: a repository of the person's own, from a template that is tested here.

use std::fs;
use std::path::{Path, PathBuf};

use pivot_domain::fault::nearest;
use pivot_domain::project::SCOPE;
use pivot_domain::project::scope::{Scope, Section};
use pivot_domain::settings::is_inside;
use pivot_store::{Change, Folder, Place, Written};

use super::template::{Names, TEMPLATES, files};
use crate::connect::begin;
use crate::error::Error;
use crate::planning::project::KIND;
use crate::situation::Situation;
use crate::verbs::settings;

/// The title of the first commit.
const FIRST: &str = "Begin with a classifier of pictures that works";

/// What is wished for.
#[derive(Clone, Debug, Default)]
pub struct Wish<'a> {
    /// The project's name.
    pub name: &'a str,
    /// Where to make it.
    pub folder: Option<&'a Path>,
    /// The template.
    pub template: &'a str,
    /// Make no repository.
    pub no_git: bool,
}

/// What was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// The project's name.
    pub name: String,
    /// What it began with.
    pub template: &'static str,
    /// Its folder.
    pub folder: PathBuf,
    /// Its files, sorted.
    pub files: Vec<String>,
    /// The first commit, where there is one.
    pub commit: Option<String>,
    /// Files of the pivot that were written.
    pub pivot: Vec<String>,
    /// What did not work, or should be known.
    pub notes: Vec<String>,
}

/// Where a project comes to stand.
struct Stand {
    folder: PathBuf,
    /// Its path in the pivot, where it stands in one.
    inside: Option<String>,
}

/// Makes a project. `pivot` is the pivot that it is of, if there is one; `year` is the one of its licence.
///
/// # Errors
/// A name or a template that will not do, a folder that is not empty, what the disk says. Where git fails, the files are there, and
/// that is told in `notes`.
pub fn new(pivot: Option<(&Folder, &Situation)>, wish: &Wish<'_>, year: i16) -> Result<Made, Error> {
    let Some(template) = TEMPLATES.into_iter().find(|t| *t == wish.template) else {
        let error = Error::wrong(format!("there is no template `{}`", wish.template));
        return Err(error.next(match nearest(wish.template, TEMPLATES) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("there is: {}", TEMPLATES.join(", ")),
        }));
    };
    let names = Names::new(wish.name, "", year).map_err(|why| {
        Error::wrong(format!("`{}` {why}", wish.name)).next("give a name such as fish-finder")
    })?;
    let at = place(pivot, wish)?;
    let kept = empty_but_scope(&at.folder)?;
    // What has mistakes is told before anything is written.
    let scope = match pivot {
        Some((folder, situation)) => {
            let inside = at.inside.as_ref().filter(|_| kept);
            let of = inside.unwrap_or(&situation.settings.project);
            super::scope::read_at(folder, &format!("{of}/{SCOPE}"))?.0
        }
        None => Scope::default(),
    };
    let mut notes = Vec::new();
    fs::create_dir_all(&at.folder).map_err(|e| failed("make", &at.folder, &e))?;
    let names = Names {
        holder: holder(pivot, &at.folder, &names),
        ..names
    };
    let mut paths = Vec::new();
    for file in files(&names) {
        write(&at.folder.join(&file.path), &file.bytes, file.program)?;
        paths.push(file.path);
    }
    let mut written = Vec::new();
    if let Some((folder, situation)) = pivot {
        if let Some(inside) = &at.inside {
            if inside != &situation.settings.project {
                moved(folder, situation, inside, kept, &mut notes)?;
                written.push("pivot.toml".into());
            }
        } else {
            notes.push(
                "it lies outside of your pivot: evidence and portfolio read projects in the pivot's folder alone".into(),
            );
        }
        written.extend(page(
            (folder, situation),
            &names,
            at.inside.as_deref(),
            &scope,
            &mut notes,
        )?);
    }
    let commit = if wish.no_git {
        None
    } else {
        begin::begin(&at.folder, FIRST)
            .map_err(|why| {
                notes.push(format!(
                    "the first commit was not made: {why}. In its folder: git init && git add . && git commit -m \"{FIRST}\""
                ));
            })
            .ok()
    };
    Ok(Made {
        name: names.package,
        template,
        folder: at.folder,
        files: paths,
        commit,
        pivot: written,
        notes,
    })
}

/// Where it is made: what is named, or the project's folder in the pivot, or a folder of its name.
fn place(pivot: Option<(&Folder, &Situation)>, wish: &Wish<'_>) -> Result<Stand, Error> {
    let Some((folder, situation)) = pivot else {
        let folder = wish.folder.unwrap_or(Path::new(wish.name)).to_owned();
        return Ok(Stand { folder, inside: None });
    };
    let Some(named) = wish.folder else {
        let inside = situation.settings.project.clone();
        return Ok(Stand {
            folder: folder.root().join(&inside),
            inside: Some(inside),
        });
    };
    let root = resolved(folder.root());
    let here = std::env::current_dir().unwrap_or_default();
    let whole = resolved(&here.join(named));
    let Ok(inside) = whole.strip_prefix(&root) else {
        return Ok(Stand {
            folder: whole,
            inside: None,
        });
    };
    let parts = inside.components().map(|part| part.as_os_str().to_str());
    let inside = parts.collect::<Option<Vec<_>>>().map(|parts| parts.join("/"));
    match inside.filter(|path| is_inside(path)) {
        Some(inside) => Ok(Stand {
            folder: folder.root().join(&inside),
            inside: Some(inside),
        }),
        None => Err(
            Error::wrong(format!("{} will not do as a project's folder", named.display()))
                .next("name a folder of its own, without spaces, such as project"),
        ),
    }
}

/// A path with its links followed as far as it is there, and without `.` and `..`.
fn resolved(path: &Path) -> PathBuf {
    use std::path::Component;
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                plain.pop();
            }
            part => plain.push(part),
        }
        if let Ok(real) = fs::canonicalize(&plain) {
            plain = real;
        }
    }
    plain
}

/// Refuses a folder that has anything in it but a scope; whether it has one.
fn empty_but_scope(folder: &Path) -> Result<bool, Error> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(false),
        Err(e) => {
            return Err(
                Error::wrong(format!("{} cannot be read: {e}", folder.display())).next("name another folder")
            );
        }
    };
    let mut scope = false;
    for entry in entries.flatten() {
        if entry.file_name() != SCOPE {
            let what = format!(
                "{} is not empty: there is {}",
                folder.display(),
                entry.file_name().to_string_lossy()
            );
            return Err(Error::wrong(what)
                .next("name another folder, or move what is in it away; nothing was written"));
        }
        scope = true;
    }
    Ok(scope)
}

fn failed(what: &str, path: &Path, error: &std::io::Error) -> Error {
    Error::Outside {
        what: format!("could not {what} {}: {error}", path.display()),
        next: Some(
            "look at the disk and your rights there, then run the command again in an empty folder".into(),
        ),
    }
}

fn write(path: &Path, bytes: &[u8], program: bool) -> Result<(), Error> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|e| failed("make", folder, &e))?;
    }
    fs::write(path, bytes).map_err(|e| failed("write", path, &e))?;
    #[cfg(unix)]
    if program {
        use std::os::unix::fs::PermissionsExt;
        let all = fs::Permissions::from_mode(0o755);
        fs::set_permissions(path, all).map_err(|e| failed("write", path, &e))?;
    }
    #[cfg(not(unix))]
    let _ = program;
    Ok(())
}

/// Who holds the rights: the author of the site, the name of the résumé, the name that git knows; else whoever writes the project.
fn holder(pivot: Option<(&Folder, &Situation)>, at: &Path, names: &Names) -> String {
    let of_pivot = pivot.and_then(|(folder, situation)| {
        let author = situation.settings.site.as_ref().map(|site| site.author.clone());
        author.or_else(|| {
            let text = folder.read_inside("resume.json", 1 << 22).ok()??;
            let resume: serde_json::Value = serde_json::from_slice(&text).ok()?;
            let name = resume.get("basics")?.get("name")?.as_str()?.trim();
            Some(name.to_owned()).filter(|name| !name.is_empty())
        })
    });
    of_pivot
        .or_else(|| begin::name(at))
        .unwrap_or_else(|| format!("the authors of {}", names.package))
}

/// The project stands elsewhere than the pivot knows: `pivot.toml` says where, and a scope that was written before comes along.
fn moved(
    folder: &Folder,
    situation: &Situation,
    inside: &str,
    kept: bool,
    notes: &mut Vec<String>,
) -> Result<(), Error> {
    let text = folder.settings()?;
    let change = Change {
        at: vec![Place::Key("project"), Place::Key("folder")],
        to: Some(Written::Text(inside.to_owned())),
    };
    settings::change(folder, &text, &[change])?;
    let before = format!("{}/{SCOPE}", situation.settings.project);
    if !kept && let Some(scope) = folder.read_inside(&before, 1 << 22)? {
        folder.write_inside(&format!("{inside}/{SCOPE}"), &scope)?;
        notes.push(format!(
            "{before} was copied to {inside}/{SCOPE}, which counts from now on"
        ));
    }
    Ok(())
}

/// The page of the portfolio, where there is none of that name: its path.
fn page(
    (folder, situation): (&Folder, &Situation),
    names: &Names,
    inside: Option<&str>,
    scope: &Scope,
    notes: &mut Vec<String>,
) -> Result<Option<String>, Error> {
    let path = format!("projects/{}.md", names.package);
    if folder.read_inside(&path, 1 << 22)?.is_some() {
        notes.push(format!("{path} is there already, and stays as it is"));
        return Ok(None);
    }
    let started = situation.settings.zones.civil(situation.now).date();
    folder.write_inside(
        &path,
        page_text(situation, names, inside, scope, started).as_bytes(),
    )?;
    Ok(Some(path))
}

fn page_text(
    situation: &Situation,
    names: &Names,
    inside: Option<&str>,
    scope: &Scope,
    started: jiff::civil::Date,
) -> String {
    let progress = situation.progress();
    let stays = |id: &str| !progress.dropped.contains(id);
    let steps: Vec<u32> = situation
        .curriculum
        .picked()
        .filter(|t| t.kind == KIND)
        .map(|t| t.step)
        .collect();
    let tasks = situation
        .curriculum
        .picked()
        .filter(|t| steps.contains(&t.step) && stays(&t.id));
    let tasks: Vec<String> = tasks.map(|t| format!("\"{}\"", t.id)).collect();
    let folder = inside.map_or_else(
        || {
            "# folder = \"project\"   # its repository in the pivot, whose commits and figures are shown\n"
                .to_owned()
        },
        |inside| format!("folder = \"{inside}\"\n"),
    );
    let metric = scope.metric.as_deref().unwrap_or(pivot_domain::project::METRIC);
    let words = |section: Section| match scope.of(section) {
        "" => String::new(),
        words => format!("{words}\n\n"),
    };
    format!(
        "+++\ntitle = \"{title}\"\n# summary = \"a sentence for lists and previews\"\n{folder}\
         # repository = \"https://…\"   # where its code can be seen\n# demo = \"https://…\"         # where it can be tried\n\
         metric = \"{metric}\"\ntasks = [{}]\nstarted = {started}\ndraft = true   # take this line out to show it\n\n\
         # [[models]]\n# name = \"{title}\"\n# value = \"score:{name}\"   # once a training reported\n+++\n\
         ## What\n\n{}## Why\n\n{}## How\n\n{}## Result\n\n## Limits\n\n{}## What next\n",
        tasks.join(", "),
        words(Section::User),
        words(Section::Success),
        words(Section::Data),
        words(Section::Out),
        title = names.title(),
        name = names.package,
    )
}
