//! What of a machine's answers is kept: nothing by which a person or a single machine is known.

use super::question;

/// What is nobody's business: left out of what is kept.
#[derive(Clone, Debug, Default)]
pub struct Private {
    /// The person's folder.
    pub home: Option<String>,
    /// The name that they log in by.
    pub user: Option<String>,
    /// The machine's name.
    pub host: Option<String>,
}

/// Names that say nothing of a person, and words that the answers need.
const COMMON: [&str; 13] = [
    "root",
    "user",
    "ubuntu",
    "debian",
    "localhost",
    "torch",
    "tensorflow",
    "keras",
    "theano",
    "python",
    "cuda",
    "nvidia",
    "card",
];

/// A text without names of person and machine, serial numbers of cards, and homes of anybody.
pub fn scrubbed(text: &str, private: &Private) -> String {
    let mut text = text.to_owned();
    if let Some(home) = private.home.as_deref().filter(|h| h.len() > 1) {
        text = replaced(&text, home.trim_end_matches('/'), "~");
    }
    for parent in ["/home/", "/Users/"] {
        text = without_homes(&text, parent);
    }
    for (name, stands) in [(&private.user, "USER"), (&private.host, "HOST")] {
        if let Some(name) = name.as_deref().filter(|n| n.len() >= 3 && !COMMON.contains(n)) {
            text = replaced(&text, name, stands);
        }
    }
    without_serials(&text)
}

/// Whole words only: `ann` is not taken out of `annex`.
fn replaced(text: &str, what: &str, by: &str) -> String {
    let part = |c: char| c.is_alphanumeric() || c == '_';
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(what) {
        let (before, after) = (&rest[..at], &rest[at + what.len()..]);
        let inside = (before.ends_with(part) && what.starts_with(part)) || after.starts_with(part);
        out.push_str(before);
        out.push_str(if inside { what } else { by });
        rest = after;
    }
    out + rest
}

fn without_homes(text: &str, parent: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(parent) {
        let name = &rest[at + parent.len()..];
        let end = name.find(|c: char| c == '/' || c.is_whitespace() || matches!(c, '"' | '\'' | ':' | ')'));
        out.push_str(&rest[..at]);
        out.push('~');
        rest = &name[end.unwrap_or(name.len())..];
    }
    out + rest
}

/// `GPU-8fe3a97d-51f6-…`, by which every card can be told from all others.
fn without_serials(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("GPU-") {
        let after = &rest[at + 4..];
        let end = after
            .find(|c: char| !(c.is_ascii_hexdigit() || c == '-'))
            .unwrap_or(after.len());
        out.push_str(&rest[..at]);
        out.push_str("GPU-");
        out.push_str(if end >= 8 { "…" } else { &after[..end] });
        rest = &after[end..];
    }
    out + rest
}

/// Flags of a processor that matter here.
const FLAGS: [&str; 12] = [
    "sse4_2",
    "avx",
    "avx2",
    "fma",
    "f16c",
    "avx512f",
    "avx512_bf16",
    "avx512_fp16",
    "amx_bf16",
    "asimd",
    "bf16",
    "sve",
];

/// Of a long answer the lines that are looked at: of processors one and how many, of `nvidia-smi` its head, not who computes there.
pub fn reduced(name: &str, text: &str) -> String {
    let kept = |names: &[&str]| {
        let is = |line: &&str| {
            let key = line.split([':', '=']).next().unwrap_or_default().trim();
            names.contains(&key)
        };
        lines(text.lines().filter(is))
    };
    match name {
        question::SYSTEM => kept(&["PRETTY_NAME", "ID", "ID_LIKE", "VERSION_ID"]),
        question::MEMORY => kept(&["MemTotal", "MemAvailable", "SwapTotal"]),
        question::PROCESSOR => processors(text),
        // The head is all that is not the table of processes; the table of cards is asked for by itself.
        question::SMI if text.contains("Driver Version") => {
            lines(text.lines().filter(|l| l.contains("Driver Version")).take(1))
        }
        _ => lines(text.lines().take(200)),
    }
}

fn lines<'t>(lines: impl Iterator<Item = &'t str>) -> String {
    lines.map(|line| format!("{}\n", line.trim_end())).collect()
}

fn processors(text: &str) -> String {
    let mut out = String::new();
    let mut told: Vec<&str> = Vec::new();
    for line in text.lines() {
        let (key, value) = line.split_once(':').unwrap_or((line, ""));
        let (key, value) = (key.trim(), value.trim());
        match key {
            "processor" => out += &format!("processor: {value}\n"),
            "model name" | "cpu cores" | "CPU implementer" | "CPU part" if !told.contains(&key) => {
                told.push(key);
                out += &format!("{key}: {value}\n");
            }
            "flags" | "Features" if !told.contains(&key) => {
                told.push(key);
                let flags: Vec<&str> = value.split_whitespace().filter(|f| FLAGS.contains(f)).collect();
                out += &format!("{key}: {}\n", flags.join(" "));
            }
            _ => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_serials_go_and_words_stay() {
        let private = Private {
            home: Some("/srv/people/anna".into()),
            user: Some("anna".into()),
            host: Some("tower".into()),
        };
        for (text, kept) in [
            (
                "File \"/home/ben/.venv/lib/torch/__init__.py\", line 3",
                "File \"~/.venv/lib/torch/__init__.py\", line 3",
            ),
            (
                "/srv/people/anna/x /srv/people/annabel/x",
                "~/x /srv/people/annabel/x",
            ),
            (
                "anna@tower: no annatto in towers",
                "USER@HOST: no annatto in towers",
            ),
            (
                "GPU-8fe3a97d-51f6-0a0a-b4b4-000000000000, NVIDIA GPU-Z",
                "GPU-…, NVIDIA GPU-Z",
            ),
            ("/home/ben", "~"),
        ] {
            assert_eq!(scrubbed(text, &private), kept);
        }
        // A person may be called as a word that an answer needs.
        let private = Private {
            user: Some("torch".into()),
            host: Some("ab".into()),
            home: Some("/".into()),
        };
        assert_eq!(scrubbed("torch 2.6.0 ab", &private), "torch 2.6.0 ab");
    }

    #[test]
    fn of_long_answers_what_is_looked_at_stays() {
        let text = "processor\t: 0\nmodel name\t: A\nflags\t\t: fpu avx avx2\n\nprocessor\t: 1\nmodel name\t: A\nflags\t\t: fpu avx avx2\nSerial\t: 00000000abcd\n";
        assert_eq!(
            reduced(question::PROCESSOR, text),
            "processor: 0\nmodel name: A\nflags: avx avx2\nprocessor: 1\n"
        );
        let smi = "| NVIDIA-SMI 550.54  Driver Version: 550.54  CUDA Version: 12.4 |\n|  0  N/A  N/A  1234  G  /home/ben/x  5MiB |\n";
        assert_eq!(
            reduced(question::SMI, smi),
            "| NVIDIA-SMI 550.54  Driver Version: 550.54  CUDA Version: 12.4 |\n"
        );
        assert_eq!(
            reduced(question::MEMORY, "MemTotal:  12 kB\nMemFree: 3 kB\n"),
            "MemTotal:  12 kB\n"
        );
    }
}
