//! The theme: templates and a style, built in; a file of the same name in the pivot's `theme/` takes the place of one.

use std::collections::BTreeMap;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, Value};
use minijinja::{AutoEscape, Environment, ErrorKind, UndefinedBehavior};
use pivot_domain::fault::Fault;
use serde::Serialize;

use super::{Files, hash};

/// What a page may load: nothing from elsewhere, and no script, whatever a text or theme brings along. Nothing connects from a page
/// without scripts; programs that look at one from within (Lighthouse at `robots.txt`) do.
pub(super) const POLICY: &str = "default-src 'none'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; \
     font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'";

const FILES: [(&str, &str); 14] = [
    ("404.html", include_str!("../../theme/404.html")),
    ("base.html", include_str!("../../theme/base.html")),
    ("evidence.html", include_str!("../../theme/evidence.html")),
    ("evidences.html", include_str!("../../theme/evidences.html")),
    ("home.html", include_str!("../../theme/home.html")),
    ("icon.svg", include_str!("../../theme/icon.svg")),
    ("list.html", include_str!("../../theme/list.html")),
    ("model.html", include_str!("../../theme/model.html")),
    ("parts.html", include_str!("../../theme/parts.html")),
    ("post.html", include_str!("../../theme/post.html")),
    ("project.html", include_str!("../../theme/project.html")),
    ("projects.html", include_str!("../../theme/projects.html")),
    ("resume.html", include_str!("../../theme/resume.html")),
    ("tags.html", include_str!("../../theme/tags.html")),
];
const STYLE: &str = include_str!("../../theme/style.css");
/// The longest file of a theme, in bytes.
const FILE_BYTES_MAX: usize = 1 << 20;
/// How much a template may do for one page: far more than any needs, and no endless loop.
const FUEL: u64 = 5_000_000;

/// The files of the built-in theme, with their names: what a person copies to change it.
pub fn theme_files() -> &'static [(&'static str, &'static str)] {
    const ALL: [(&str, &str); 15] = {
        let mut all = [("style.css", STYLE); 15];
        let mut at = 0;
        while at < FILES.len() {
            all[at] = FILES[at];
            at += 1;
        }
        all
    };
    &ALL
}

/// A theme, ready to draw pages.
pub(super) struct Theme {
    environment: Environment<'static>,
    texts: BTreeMap<String, String>,
    /// Hash of all of it.
    pub(super) key: String,
    /// Which of its files are the person's own.
    pub(super) own: Vec<String>,
}

/// A mistake in a file of the theme.
pub(super) struct Mistake {
    /// The file's path in the folder.
    pub(super) path: String,
    pub(super) line: usize,
    pub(super) fault: Fault,
}

impl Theme {
    /// The theme, with what `theme/` has of it.
    pub(super) fn load(files: &dyn Files, listed: &[String]) -> (Theme, Vec<Mistake>) {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_fuel(Some(FUEL));
        environment.set_formatter(|out, state, value| match value.as_str() {
            Some(text) if !value.is_safe() && *state.auto_escape() == AutoEscape::Html => {
                Ok(escape(out, text)?)
            }
            _ => minijinja::escape_formatter(out, state, value),
        });
        let mut syntax = SyntaxConfig::builder();
        syntax
            .trim_blocks(true)
            .lstrip_blocks(true)
            .keep_trailing_newline(true);
        if let Ok(syntax) = syntax.build() {
            environment.set_syntax(syntax);
        }
        let (mut texts, mut own, mut mistakes) = (BTreeMap::new(), Vec::new(), Vec::new());
        for (name, built_in) in theme_files() {
            let path = format!("theme/{name}");
            let mut text = (*built_in).to_owned();
            if listed.contains(&path) {
                match files.read(&path).and_then(|bytes| {
                    if bytes.len() > FILE_BYTES_MAX {
                        return Err(format!(
                            "it has {} bytes; at most {FILE_BYTES_MAX} are read",
                            bytes.len()
                        ));
                    }
                    String::from_utf8(bytes).map_err(|_| "it is not saved as UTF-8".to_owned())
                }) {
                    Ok(mine) => {
                        text = mine;
                        own.push((*name).to_owned());
                    }
                    Err(why) => mistakes.push(mistake(&path, 0, format!("the file cannot be read: {why}"))),
                }
            }
            if name.ends_with(".html")
                && let Err(e) = environment.add_template_owned(*name, text.clone())
            {
                mistakes.push(explain(&e, name));
            }
            texts.insert((*name).to_owned(), text);
        }
        for path in listed
            .iter()
            .filter(|path| path.starts_with("theme/") && !path.starts_with("theme/static/"))
        {
            let name = &path["theme/".len()..];
            if !theme_files().iter().any(|(known, _)| *known == name) {
                let names = theme_files().iter().map(|(name, _)| *name);
                let fault = Fault::new(
                    0..0,
                    format!("the theme has no file `{name}`"),
                    "a file of the theme, or one in theme/static/",
                );
                mistakes.push(Mistake {
                    path: path.clone(),
                    line: 0,
                    fault: fault.nearest(name, names),
                });
            }
        }
        let key = hash::of_json(&[], &texts);
        let theme = Theme {
            environment,
            texts,
            key,
            own,
        };
        (theme, mistakes)
    }

    /// A page drawn by the template `name`.
    pub(super) fn draw<T: Serialize>(
        &self,
        name: &str,
        site: &Value,
        page: &T,
        body: Option<&str>,
    ) -> Result<String, Mistake> {
        let body = body.map(|html| Value::from_safe_string(html.to_owned()));
        let context = minijinja::context! { site => site, page => Value::from(Serde(page)), body => body };
        self.environment
            .get_template(name)
            .and_then(|template| template.render(context))
            .map_err(|e| explain(&e, name))
    }

    /// The text of a file that is no template.
    pub(super) fn text(&self, name: &str) -> &str {
        self.texts.get(name).map_or("", String::as_str)
    }
}

/// Writes `text` so that it is text in an element and in an attribute in quotes.
fn escape(out: &mut minijinja::Output<'_>, text: &str) -> std::fmt::Result {
    let mut rest = text;
    while let Some(at) = rest.find(['&', '<', '>', '"', '\'']) {
        out.write_str(&rest[..at])?;
        out.write_str(match rest.as_bytes()[at] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            _ => "&#39;",
        })?;
        rest = &rest[at + 1..];
    }
    out.write_str(rest)
}

fn mistake(path: &str, line: usize, what: String) -> Mistake {
    Mistake {
        path: path.to_owned(),
        line,
        fault: Fault::new(0..0, what, "a template as docs/site.md describes"),
    }
}

/// What the template engine says, with its place. The innermost cause is where the mistake is.
fn explain(error: &minijinja::Error, name: &str) -> Mistake {
    let mut inner = error;
    let mut next = std::error::Error::source(error);
    while let Some(cause) = next {
        if let Some(cause) = cause.downcast_ref::<minijinja::Error>()
            && cause.line().is_some()
        {
            inner = cause;
        }
        next = cause.source();
    }
    let path = format!("theme/{}", inner.name().unwrap_or(name));
    let detail = inner
        .detail()
        .map(|detail| format!(": {detail}"))
        .unwrap_or_default();
    let what = match inner.kind() {
        ErrorKind::OutOfFuel => "the template does not come to an end".to_owned(),
        ErrorKind::UndefinedError => format!("the template uses a value that the page does not have{detail}"),
        kind => format!("{kind}{detail}"),
    };
    mistake(&path, inner.line().unwrap_or(0), what)
}
