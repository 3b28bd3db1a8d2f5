//! Projects and the cards of their models.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::super::charts::{self, Chart};
use super::super::contexts::{
    Context, Head, ModelPage, Named, Picture, ProjectPage, ProjectRow, Projects, Shown,
};
use super::super::desk::Desk;
use super::super::front::{Model, Project};
use super::super::links::Leads;
use super::super::slug;
use super::super::sources::Source;
use super::{Maker, Page, Uses};

/// So many posts are named on a project's page.
const POSTS_MAX: usize = 20;
/// So many figures stand beside a project in a list.
const FIGURES_IN_LIST: usize = 3;

/// The models of a project with their slugs: those it describes, or the one that it names in a line.
pub(in crate::site) fn models_of(project: &Project) -> Vec<(String, Model)> {
    let of_line = || {
        let model = Model {
            name: project.model.clone()?,
            data: project.data.clone(),
            metric: project.metric.clone(),
            value: project.labs.first().map(|lab| format!("score:{lab}")),
            weights: None,
            ..Model::default()
        };
        Some(model)
    };
    let models = if project.models.is_empty() {
        of_line().into_iter().collect()
    } else {
        project.models.clone()
    };
    models
        .into_iter()
        .map(|model| (model.slug.clone().unwrap_or_else(|| slug::of(&model.name)), model))
        .collect()
}

/// The keys of the figures that a project draws.
pub(in crate::site) fn keys(project: &Project, slug: &str) -> Vec<String> {
    let of =
        |kind: &str, all: &[String]| -> Vec<String> { all.iter().map(|of| format!("{kind}:{of}")).collect() };
    let mut keys = of("score", &project.labs);
    // What its own training reported, where it did.
    keys.extend(["", "-improvement"].map(|of| format!("score:{slug}{of}")));
    keys.extend(of("rank", &project.competitions));
    keys.extend(of("hours", &project.tasks));
    keys.push(format!("commits:{slug}"));
    keys
}

fn months(date: Date) -> String {
    super::day(date)
        .text
        .split_once(' ')
        .map(|(_, month)| month.to_owned())
        .unwrap_or_default()
}

fn period(project: &Project) -> String {
    match (project.started, project.finished) {
        (Some(a), Some(b)) if months(a) == months(b) => months(a),
        (Some(a), Some(b)) => format!("{} to {}", months(a), months(b)),
        (Some(a), None) => format!("since {}", months(a)),
        (None, Some(b)) => months(b),
        (None, None) => String::new(),
    }
}

fn picture(desk: &Desk<'_>, source: &Source, project: &Project) -> Option<Picture> {
    let full = source.beside(project.picture.as_ref()?)?;
    let measured = desk.measured(&full, false).ok()?;
    let mut srcset: Vec<String> = measured
        .variants
        .iter()
        .map(|(width, url)| format!("{url} {width}w"))
        .collect();
    srcset.push(format!("{} {}w", measured.url, measured.width));
    Some(Picture {
        url: measured.url,
        srcset: srcset.join(", "),
        width: measured.width,
        height: measured.height,
        alt: project.alt.clone().unwrap_or_default(),
    })
}

impl Maker<'_, '_> {
    pub(super) fn project_rows(&self, most: usize, url: &str, uses: &mut Uses) -> Vec<ProjectRow> {
        self.order
            .projects
            .iter()
            .take(most)
            .filter_map(|number| {
                let source = &self.sources[*number];
                let project = source.project()?;
                let keys = keys(project, &source.slug);
                let mut figures: Vec<Shown> = keys.iter().filter_map(|key| self.figure(key)).collect();
                figures.truncate(FIGURES_IN_LIST);
                let title = if url == self.desk.url("", false) {
                    "Home"
                } else {
                    "Projects"
                };
                uses.figures(&figures, title, url);
                Some(ProjectRow {
                    title: project.title.clone(),
                    url: self.desk.url(source.page(), false),
                    summary: self.summary(source, project),
                    picture: picture(self.desk, source, project),
                    figures,
                    period: period(project),
                    mark: self.mark(source),
                })
            })
            .collect()
    }

    fn summary(&self, source: &Source, project: &Project) -> String {
        let lead = || source.text.body.as_ref().map(|body| body.lead.clone());
        project.summary.clone().or_else(lead).unwrap_or_default()
    }

    pub(super) fn project_pages(&self, pages: &mut Vec<Page>, uses: &mut Uses) {
        if self.order.projects.is_empty() {
            return;
        }
        let url = self.desk.url("projects/", false);
        let author = &self.desk.input.settings.author;
        let list = Projects {
            head: self.head(
                "Projects",
                &format!("What {author} has built."),
                "projects/",
                "projects/",
            ),
            projects: self.project_rows(usize::MAX, &url, uses),
        };
        pages.push(self.kept("projects/", "projects.html", Context::Projects(list)));
        for &number in &self.order.projects {
            let source = &self.sources[number];
            let Some(project) = source.project() else { continue };
            let page = self.project(source, project, uses);
            pages.push(Page {
                body: Some(number),
                ..self.kept(source.page(), "project.html", Context::Project(Box::new(page)))
            });
            for (slug, model) in models_of(project) {
                let path = format!("models/{slug}/");
                let page = self.model(&path, &model, source, project, uses);
                pages.push(self.kept(&path, "model.html", Context::Model(Box::new(page))));
            }
        }
    }

    fn project(&self, source: &Source, project: &Project, uses: &mut Uses) -> ProjectPage {
        let path = source.page();
        let url = self.desk.url(path, false);
        let summary = self.summary(source, project);
        let mark = self.mark(source);
        let mut keys = keys(project, &source.slug);
        keys.extend(
            source
                .text
                .body
                .iter()
                .flat_map(|body| body.figures.iter().cloned()),
        );
        let figures = self.figures(&keys);
        uses.figures(&figures, &project.title, &url);
        let picture = picture(self.desk, source, project);
        let drawn = self.card(&format!("cards/projects/{}.png", source.slug));
        ProjectPage {
            head: Head {
                kind: "article",
                hidden: mark.is_some(),
                card: drawn,
                ..self.head(&project.title, &summary, path, "projects/")
            },
            title: project.title.clone(),
            summary: project.summary.clone().unwrap_or_default(),
            repository: project.repository.clone(),
            demo: project.demo.clone(),
            data: project.data.clone(),
            model: project.model.clone(),
            metric: project.metric.clone(),
            period: period(project),
            picture,
            figures,
            charts: self.charts(project),
            models: models_of(project)
                .into_iter()
                .map(|(slug, model)| Named {
                    name: model.name,
                    url: self.desk.url(&format!("models/{slug}/"), false),
                    count: 1,
                })
                .collect(),
            posts: self.rows(self.posts_of(project, path), POSTS_MAX),
            mark,
        }
    }

    /// Posts that stand for a task of the project, or link to its page.
    fn posts_of(&self, project: &Project, page: &str) -> impl Iterator<Item = usize> {
        self.order.posts.iter().copied().filter(move |number| {
            let source = &self.sources[*number];
            let shares = source
                .post()
                .is_some_and(|post| post.tasks.iter().any(|task| project.tasks.contains(task)));
            shares
                || source.text.body.iter().flat_map(|body| &body.links).any(|link| {
                    link.target.contains("project")
                        && matches!(self.desk.leads(source, &link.target), Leads::Inside(to, _) if to == page)
                })
        })
    }

    fn charts(&self, project: &Project) -> Vec<Chart> {
        let history = &self.desk.input.record.history;
        let mut weeks: BTreeMap<Date, f64> = BTreeMap::new();
        for task in &project.tasks {
            for moment in history.get(&format!("hours:{task}")).into_iter().flatten() {
                *weeks.entry(moment.on).or_default() += moment.value;
            }
        }
        let mut all: Vec<Chart> = charts::hours("Hours by week", &weeks).into_iter().collect();
        all.extend(
            project
                .labs
                .iter()
                .filter_map(|lab| self.attempts(&format!("score:{lab}"))),
        );
        all
    }

    fn attempts(&self, key: &str) -> Option<Chart> {
        let record = self.desk.input.record;
        let figure = record.figures.get(key)?;
        charts::attempts(&figure.what, record.history.get(key)?, figure.value)
    }

    fn model(
        &self,
        path: &str,
        model: &Model,
        source: &Source,
        project: &Project,
        uses: &mut Uses,
    ) -> ModelPage {
        let url = self.desk.url(path, false);
        let mark = self.mark(source);
        let value = model.value.as_deref().and_then(|key| self.figure(key));
        if let Some(value) = &value {
            uses.figure(&value.key, &model.name, &url);
        }
        let description = model
            .r#use
            .clone()
            .unwrap_or_else(|| format!("Model card of {}.", model.name));
        ModelPage {
            head: Head {
                hidden: mark.is_some(),
                ..self.head(
                    &format!("{}: model card", model.name),
                    &description,
                    path,
                    "projects/",
                )
            },
            name: model.name.clone(),
            project: Named {
                name: project.title.clone(),
                url: self.desk.url(source.page(), false),
                count: 1,
            },
            chart: model.value.as_deref().and_then(|key| self.attempts(key)),
            value,
            kind: model.kind.clone(),
            metric: model.metric.clone().or_else(|| project.metric.clone()),
            data: model.data.clone().or_else(|| project.data.clone()),
            trained: model.trained.clone(),
            r#use: model.r#use.clone(),
            limits: model.limits.clone(),
            weights: model.weights.clone(),
            licence: model.licence.clone(),
            mark,
        }
    }
}
