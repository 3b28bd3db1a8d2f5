//! Which board an address of a careers page means.

use std::fmt;

/// A board of a service.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Which {
    /// Greenhouse, by the board's token.
    Greenhouse(String),
    /// Lever, by the site's name.
    Lever {
        /// The site's name.
        site: String,
        /// Whether it is kept in the European Union.
        eu: bool,
    },
    /// Ashby, by the board's name.
    Ashby(String),
    /// SmartRecruiters, by the company's id.
    SmartRecruiters(String),
    /// Recruitee, by its host: `example.recruitee.com`, or a domain of the company's own.
    Recruitee(String),
}

impl fmt::Display for Which {
    /// `greenhouse:example`, which [`address`] reads.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (service, name) = match self {
            Which::Greenhouse(name) => ("greenhouse", name),
            Which::Lever { site, eu: false } => ("lever", site),
            Which::Lever { site, eu: true } => ("lever-eu", site),
            Which::Ashby(name) => ("ashby", name),
            Which::SmartRecruiters(name) => ("smartrecruiters", name),
            Which::Recruitee(name) => ("recruitee", name),
        };
        write!(f, "{service}:{name}")
    }
}

/// The board that is meant: by the address of a careers page, of one posting, of the service's own answer, or by its short name
/// (`lever:example`, `recruitee:jobs.example.com` for a domain of the company's own). `None`: no board that can be read.
pub fn address(text: &str) -> Option<Which> {
    let text = text.trim();
    if !text.contains("://")
        && let Some((service, name)) = text.split_once(':')
    {
        return short(&service.to_lowercase(), name.trim());
    }
    let rest = match text.split_once("://") {
        Some((scheme, rest)) if ["http", "https"].contains(&scheme.to_lowercase().as_str()) => rest,
        Some(_) => return None,
        None => text,
    };
    let rest = rest.split('#').next().unwrap_or_default();
    let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let host = host.to_lowercase();
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let first = || parts.first().copied().and_then(name);
    match host.as_str() {
        "boards.greenhouse.io" | "job-boards.greenhouse.io" => match parts.first() {
            Some(&"embed") => {
                let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
                let mut tokens = pairs.filter(|(key, _)| *key == "for").map(|(_, token)| token);
                tokens.next().and_then(name)
            }
            _ => first(),
        }
        .map(Which::Greenhouse),
        "boards-api.greenhouse.io" => under(&parts, &["v1", "boards"]).map(Which::Greenhouse),
        "jobs.lever.co" => first().map(|site| Which::Lever { site, eu: false }),
        "jobs.eu.lever.co" => first().map(|site| Which::Lever { site, eu: true }),
        "api.lever.co" | "api.eu.lever.co" => under(&parts, &["v0", "postings"]).map(|site| Which::Lever {
            site,
            eu: host == "api.eu.lever.co",
        }),
        "jobs.ashbyhq.com" => first().map(Which::Ashby),
        "api.ashbyhq.com" => under(&parts, &["posting-api", "job-board"]).map(Which::Ashby),
        "careers.smartrecruiters.com" | "jobs.smartrecruiters.com" => first().map(Which::SmartRecruiters),
        "api.smartrecruiters.com" => under(&parts, &["v1", "companies"]).map(Which::SmartRecruiters),
        _ => {
            let own = host.strip_suffix(".recruitee.com");
            let is_company = own.is_some_and(|c| !["www", "app", "api", "docs", "career"].contains(&c));
            let is_answer = own.is_none() && parts.starts_with(&["api", "offers"]);
            (is_company || is_answer)
                .then(|| domain(&host).map(Which::Recruitee))
                .flatten()
        }
    }
}

fn short(service: &str, text: &str) -> Option<Which> {
    Some(match service {
        "greenhouse" => Which::Greenhouse(name(text)?),
        "lever" => Which::Lever {
            site: name(text)?,
            eu: false,
        },
        "lever-eu" => Which::Lever {
            site: name(text)?,
            eu: true,
        },
        "ashby" => Which::Ashby(name(text)?),
        "smartrecruiters" => Which::SmartRecruiters(name(text)?),
        "recruitee" if !text.contains('.') => Which::Recruitee(domain(&format!("{text}.recruitee.com"))?),
        "recruitee" => Which::Recruitee(domain(text)?),
        _ => return None,
    })
}

/// What follows in a path after those parts.
fn under(parts: &[&str], before: &[&str]) -> Option<String> {
    parts.strip_prefix(before)?.first().copied().and_then(name)
}

/// A name as it stands in a path: nothing that could lead elsewhere. A blank is written as `%20`.
fn name(text: &str) -> Option<String> {
    let text = text.replace(' ', "%20");
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '~');
    let mut codes = text.split('%');
    let first = codes.next().unwrap_or_default();
    let fine = first.chars().all(plain)
        && codes.all(|code| {
            // What is written as a code is a letter of another script, a blank or a mark, and no slash or control.
            let two = code.get(..2).and_then(|two| u8::from_str_radix(two, 16).ok());
            two.is_some_and(|byte| byte >= 0x20 && !matches!(byte, b'/' | b'\\' | b'.' | b'%' | 0x7f))
                && code[2..].chars().all(plain)
        });
    let some = !text.is_empty() && text.len() <= 200 && text.chars().any(|c| c != '.');
    (fine && some).then_some(text)
}

/// A domain with a dot, without a port.
fn domain(text: &str) -> Option<String> {
    let text = text.to_lowercase();
    let part = |p: &str| {
        !p.is_empty()
            && !p.starts_with('-')
            && !p.ends_with('-')
            && p.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
    };
    // A number at the end would be an address of a machine.
    let last = text.rsplit('.').next().unwrap_or_default();
    let fine = text.len() <= 253
        && text.contains('.')
        && text.split('.').all(part)
        && last.chars().any(|c| c.is_ascii_alphabetic());
    fine.then_some(text)
}
