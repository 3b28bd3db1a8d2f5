//! `probe`: what a device query and the import of a framework printed, saved to a file: by `pivot rig doctor --save TASK`, or by hand.

use super::with::With;
use super::{Found, Look, text};

/// Where what was printed is looked for.
pub(super) fn path(about: &str) -> String {
    format!("work/{about}/probe.txt")
}

pub(super) fn look(with: With<'_>, look: &Look<'_>) -> Found {
    let name = path(look.context.about);
    let framework = with.name("framework").unwrap_or("torch");
    let ask =
        match framework {
            "theano" => "import theano; print('theano', theano.__version__, 'device', theano.config.device)"
                .to_owned(),
            "torch" => "import torch; print('torch', torch.__version__, 'cuda', torch.cuda.is_available())"
                .to_owned(),
            other => format!("import {other}; print('{other}', {other}.__version__)"),
        };
    let next = format!(
        "run: pivot rig doctor --save {}; of a machine elsewhere, save as {name} what this prints there: nvidia-smi; python -c \"{ask}\"",
        look.context.about
    );
    let file = match look.file(&next) {
        Ok(file) => file,
        Err(found) => return found,
    };
    let body = text::lossy(&file.bytes);
    let telling = body.lines().map(str::trim).filter(|l| !l.is_empty());
    let excerpt = telling
        .filter(|l| !l.starts_with("== "))
        .filter(|l| l.contains("CUDA") || l.contains("MiB") || l.contains(framework))
        .take(4)
        .collect::<Vec<_>>()
        .join(" / ");
    let missing =
        |found: String, next: &str| Found::missing(format!("`{name}` {found}"), next).by(file, &excerpt);
    let lower = body.to_lowercase();
    let mut said = Vec::new();
    if with.flag("cuda") {
        if [
            "cuda false",
            "cuda: false",
            "no cuda-capable device",
            "has failed because it couldn't communicate",
            "device cpu",
        ]
        .iter()
        .any(|n| lower.contains(n))
        {
            return missing(
                "says that the framework sees no CUDA device".into(),
                "mend driver and framework, then save it anew",
            );
        }
        let sees = [
            "cuda version:",
            "cuda true",
            "cuda: true",
            "using gpu device",
            "to device cuda",
            "device cuda",
            "device gpu",
        ];
        if !sees.iter().any(|n| lower.contains(n)) {
            return missing("names no CUDA device".into(), &next);
        }
        said.push("CUDA".to_owned());
    }
    if with.name("framework").is_some() {
        let Some(version) = version(&body, framework) else {
            let why = if lower.contains("modulenotfounderror") || lower.contains("importerror") {
                "shows that the import failed"
            } else {
                "shows no version of"
            };
            let found = if why.ends_with("of") {
                format!("{why} `{framework}`")
            } else {
                why.to_owned()
            };
            return missing(found, &next);
        };
        said.push(format!("{framework} {version}"));
    }
    if let Some(least) = with.number("memory_gb") {
        let memory = memory_gb(&body);
        if memory.is_none_or(|m| m < least) {
            let has = memory.map_or("names no memory".to_owned(), |m| {
                format!("shows {m:.1} GB of memory")
            });
            return missing(format!("{has}, of which it needs {least}"), &next);
        }
        said.push(format!("{:.1} GB of memory", memory.unwrap_or(0.0)));
    }
    if said.is_empty() {
        said.push(text::count(body.lines().count(), "line"));
    }
    Found::met(format!("`{name}` shows {}", said.join(", "))).by(file, excerpt)
}

/// The version that stands after a framework's name.
fn version<'t>(body: &'t str, framework: &str) -> Option<&'t str> {
    body.lines().find_map(|line| {
        let mut words = line.split([' ', '\t', '=', ':']).filter(|w| !w.is_empty());
        words.find(|w| w.eq_ignore_ascii_case(framework))?;
        let next = words.next()?.trim_start_matches('v');
        (next.starts_with(|c: char| c.is_ascii_digit()) && next.contains('.')).then_some(next)
    })
}

/// The largest device memory named: `8192MiB` or `8 GB`.
fn memory_gb(body: &str) -> Option<f64> {
    let words: Vec<&str> = body
        .split(|c: char| c.is_whitespace() || matches!(c, '/' | '|' | ','))
        .filter(|w| !w.is_empty())
        .collect();
    let mut best: Option<f64> = None;
    for (i, word) in words.iter().enumerate() {
        for (unit, size) in [("MiB", 1024.0), ("MB", 1000.0), ("GiB", 1.0), ("GB", 1.0)] {
            let number = match word.strip_suffix(unit) {
                Some("") => i.checked_sub(1).map(|i| words[i]),
                other => other,
            };
            if let Some(n) = number
                .and_then(|n| n.parse::<f64>().ok())
                .filter(|n| n.is_finite())
            {
                best = Some(best.map_or(n / size, |b| b.max(n / size)));
                break;
            }
        }
    }
    best
}
