//! The front matter of a project, and the models it tells of.

use std::ops::Range;

use jiff::civil::Date;
use pivot_domain::fault::Fault;
use pivot_domain::read::{Table, Value};
use serde::{Deserialize, Serialize};

use super::Places;
use super::fields::Reader;

const MODELS_MAX: usize = 20;

/// What a person wrote above a project.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Project {
    /// The title, one line.
    pub title: String,
    /// What it is, in a sentence or two.
    pub summary: Option<String>,
    /// Where its code is.
    pub repository: Option<String>,
    /// The folder of its repository in the pivot, whose commits are counted: `project`.
    pub folder: Option<String>,
    /// Where it can be tried.
    pub demo: Option<String>,
    /// What data it uses.
    pub data: Option<String>,
    /// What model it has, in a line.
    pub model: Option<String>,
    /// By what it is measured.
    pub metric: Option<String>,
    /// Ids of tasks whose hours it took.
    pub tasks: Vec<String>,
    /// Labs it was measured by.
    pub labs: Vec<String>,
    /// Competitions it took part in.
    pub competitions: Vec<String>,
    /// Its first day.
    pub started: Option<Date>,
    /// Its last day.
    pub finished: Option<Date>,
    /// Not to be published yet.
    pub draft: bool,
    /// Its name in the address, where it is not that of the file; also of the figure `commits:SLUG`.
    pub slug: Option<String>,
    /// A picture beside the file.
    pub picture: Option<String>,
    /// What the picture shows, for whoever cannot see it.
    pub alt: Option<String>,
    /// The models; each gets a card.
    pub models: Vec<Model>,
}

/// A model, as its card tells of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Model {
    /// Its name.
    pub name: String,
    /// Its name in the address, where it is not the slug of its name.
    pub slug: Option<String>,
    /// What kind of model it is.
    pub kind: Option<String>,
    /// What it was trained on, and measured on.
    pub data: Option<String>,
    /// By what it is measured.
    pub metric: Option<String>,
    /// The key of the figure that says how good it is: `score:garments`.
    pub value: Option<String>,
    /// How it was trained.
    pub trained: Option<String>,
    /// What it is meant for.
    pub r#use: Option<String>,
    /// Where it fails, and what it must not be used for.
    pub limits: Option<String>,
    /// Where its weights are.
    pub weights: Option<String>,
    /// The licence.
    pub licence: Option<String>,
}

pub(super) fn read(table: Table<'_, '_>, places: &mut Places, faults: &mut Vec<Fault>) -> Project {
    let mut from = Reader {
        table,
        places,
        faults,
    };
    let mut project = Project {
        title: from.need_line("title", "title = \"…\""),
        summary: from.prose("summary"),
        repository: from.address("repository"),
        folder: from
            .table
            .read("folder", from.faults, folder)
            .map(|(path, _)| path),
        demo: from.address("demo"),
        data: from.line("data"),
        model: from.line("model"),
        metric: from.line("metric"),
        tasks: from.lines("tasks"),
        labs: from.lines("labs"),
        competitions: from.lines("competitions"),
        started: from.date("started"),
        finished: from.date("finished"),
        draft: from.boolean("draft"),
        slug: from.slug(),
        picture: from.beside("picture"),
        alt: from.line("alt"),
        models: Vec::new(),
    };
    if let (Some(started), Some(finished)) = (project.started, project.finished)
        && finished < started
    {
        from.fault(
            "finished",
            "the project was finished before it was started",
            "a date not before `started`",
        );
    }
    if project.picture.is_some() && project.alt.is_none() {
        from.fault(
            "picture",
            "the picture has no words for whoever cannot see it",
            "alt = \"what it shows\"",
        );
    }
    let tables = from.table.tables("models", "a model", from.faults);
    if tables.len() > MODELS_MAX {
        let at = tables[MODELS_MAX].at.clone();
        let what = format!("the project has {} models", tables.len());
        from.faults
            .push(Fault::new(at, what, format!("at most {MODELS_MAX}")));
    }
    for (table, number) in tables.into_iter().take(MODELS_MAX).zip(0..) {
        let (model, value) = model(table, from.faults);
        project.models.push(model);
        if let Some(at) = value {
            from.places.insert(format!("models.{number}.value"), at);
        }
    }
    from.table.close(from.faults);
    project
}

/// A model, and where its `value` stands.
fn model(table: Table<'_, '_>, faults: &mut Vec<Fault>) -> (Model, Option<Range<usize>>) {
    let mut places = Places::new();
    let mut from = Reader {
        table,
        places: &mut places,
        faults,
    };
    let value = from.table.read("value", from.faults, figure);
    let model = Model {
        name: from.need_line("name", "name = \"…\""),
        slug: from.slug(),
        kind: from.line("kind"),
        data: from.prose("data"),
        metric: from.line("metric"),
        value: value.as_ref().map(|(key, _)| key.clone()),
        trained: from.prose("trained"),
        r#use: from.prose("use"),
        limits: from.prose("limits"),
        weights: from.address("weights"),
        licence: from.line("licence"),
    };
    from.table.close(from.faults);
    (model, value.map(|(_, at)| at))
}

/// A path inside the pivot.
fn folder(value: Value<'_, '_>) -> Result<String, String> {
    let plain = |path: &&str| {
        let part = |part: &str| !matches!(part, "" | "." | "..");
        path.len() <= 200 && !path.contains(['\\', ':', '\0']) && path.split('/').all(part)
    };
    let path = value
        .get_ref()
        .as_str()
        .map(|path| path.trim_end_matches('/'))
        .filter(plain);
    path.map(str::to_owned)
        .ok_or_else(|| "a folder inside the pivot, such as \"project\"".into())
}

/// The key of a figure.
fn figure(value: Value<'_, '_>) -> Result<String, String> {
    let key = value.get_ref().as_str().filter(|key| {
        key.split_once(':').is_some_and(|(kind, of)| {
            matches!(kind, "score" | "rank" | "hours" | "commits" | "posts") && !of.is_empty()
        })
    });
    key.map(str::to_owned)
        .ok_or_else(|| "the key of a figure of the record, such as \"score:garments\"".into())
}
