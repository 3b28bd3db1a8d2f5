//! The settings, looked at before anything else.

use pivot_domain::fault::Fault;

use super::super::address::Base;
use super::super::{Finding, Input, front};
use super::whole;

/// Checks the settings; the base address is one in any case.
pub(super) fn settings(input: &Input<'_>, findings: &mut Vec<Finding>) -> Base {
    let settings = input.settings;
    let mut wrong = |what: String, expected: &str| {
        findings.push(whole("pivot.toml", Fault::new(0..0, what, expected), true));
    };
    for (name, value) in [("title", &settings.title), ("author", &settings.author)] {
        if value.trim().is_empty() || value.chars().count() > 200 || value.chars().any(char::is_control) {
            wrong(
                format!("the site has no good {name}"),
                "one line of 1 to 200 characters",
            );
        }
    }
    if settings.description.chars().count() > 1000
        || settings.description.chars().any(|c| c.is_control() && c != '\n')
    {
        wrong(
            "the site's description will not do".to_owned(),
            "at most 1000 characters",
        );
    }
    if !front::fields::is_language(&settings.language) {
        wrong(
            "the site's language is no language tag".to_owned(),
            "\"en\" or \"pt-BR\"",
        );
    }
    let is_color = |text: &String| {
        text.len() == 7 && text.starts_with('#') && text[1..].bytes().all(|b| b.is_ascii_hexdigit())
    };
    if settings
        .theme_color
        .as_ref()
        .is_some_and(|color| !is_color(color))
    {
        wrong(
            "the site's colour is none".to_owned(),
            "six hexadecimal digits, such as \"#17615a\"",
        );
    }
    let is_domain = |text: &String| {
        text.contains('.')
            && text.len() <= 253
            && text.split('.').all(|part| {
                !part.is_empty()
                    && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
                    && !part.starts_with('-')
                    && !part.ends_with('-')
            })
    };
    if settings.domain.as_ref().is_some_and(|domain| !is_domain(domain)) {
        wrong(
            "the site's domain is none".to_owned(),
            "a name such as \"ada.example.org\"",
        );
    }
    match Base::parse(&settings.base) {
        Ok(base) => return base,
        Err(why) => wrong(why, "the address that the site will have"),
    }
    Base::nowhere()
}
