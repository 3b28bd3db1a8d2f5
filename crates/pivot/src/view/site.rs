//! What `pivot blog`, `portfolio` and `site` print.

use pivot_app::Folder;
use pivot_app::connect::pages::Change;
use pivot_app::publish::site::{Finding, PostShown, Status};
use pivot_app::verbs::site::{Begun, Built, Checked, Dead, Published, Ready, Shared, Sharing};
use pivot_app::words::count;
use pivot_web::Looked;

use crate::screen::{BAD, FAINT, GOOD, MARK, NOTE, STRONG, Screen, pad, paint};

/// What of a build is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum About {
    Posts,
    Projects,
    All,
}

pub(crate) fn begun(screen: &mut Screen, folder: &Folder, begun: &Begun) {
    let path = begun.path.strip_prefix(folder.root()).unwrap_or(&begun.path);
    screen.line(STRONG, &format!("Begun: {}", path.display()));
    screen.blank();
    // The beginning of what is in it: what the journal said.
    let body = begun.text.splitn(3, "+++\n").nth(2).unwrap_or_default();
    for line in body.trim().lines().take(18) {
        screen.prose(FAINT, 2, 2, line);
    }
    screen.next(
        "write it in any editor, look at it with pivot site serve, take `draft = true` out when it is done.",
    );
}

pub(crate) fn built(screen: &mut Screen, folder: &Folder, built: &Built, about: About) {
    let (posts, projects) = built.counts;
    let what = match about {
        About::Posts => count(posts, "post"),
        About::Projects => count(projects, "project"),
        About::All => format!("{} and {}", count(posts, "post"), count(projects, "project")),
    };
    let place = folder.site().path();
    let place = place
        .strip_prefix(folder.root())
        .unwrap_or(&place)
        .display()
        .to_string();
    screen.painted(&format!(
        "{} {}",
        paint(STRONG, format!("{what} in {place}/")),
        paint(
            FAINT,
            format!("({} of {} written)", built.written, count(built.files, "file"))
        )
    ));
    if about != About::Projects {
        let waiting: Vec<&PostShown> = built.posts.iter().filter(|p| p.status != Status::Out).collect();
        for post in waiting.iter().take(8) {
            let why = match post.status {
                Status::Draft => "draft",
                Status::Ahead => "dated ahead",
                Status::Faulty => "has faults",
                Status::Out => "",
            };
            screen.painted(&format!("  {}{}", paint(NOTE, pad(why, 13)), post.path));
        }
        if waiting.len() > 8 {
            screen.line(FAINT, &format!("  and {} more", waiting.len() - 8));
        }
    }
    findings(screen, &built.findings);
    if let Some((n, trouble)) = &built.cards {
        screen.blank();
        screen.prose(
            NOTE,
            0,
            2,
            &format!(
                "{} for previews could not be drawn: {trouble}.",
                count(*n, "card")
            ),
        );
        if let Some(next) = trouble.next() {
            screen.prose(FAINT, 2, 2, next);
        }
    }
    if built.is_set {
        screen
            .next("pivot site serve shows it, pivot site publish pushes it after showing what would change.");
    } else {
        screen.next("pivot site serve shows it; for others add [site] with title, author and address to pivot.toml (docs/settings.md).");
    }
}

/// Faults first, then what is good to know.
fn findings(screen: &mut Screen, all: &[Finding]) {
    for grave in [true, false] {
        let mut some = all.iter().filter(|f| f.grave == grave).peekable();
        if some.peek().is_some() {
            screen.blank();
        }
        for finding in some {
            let place = if finding.line > 0 {
                format!("{}:{}:{}", finding.path, finding.line, finding.column)
            } else {
                finding.path.clone()
            };
            let style = if grave { BAD } else { NOTE };
            screen.prose(style, 0, 2, &format!("{place}: {}", finding.fault.what));
            let expected = Some(&finding.fault.expected).filter(|text| !text.is_empty());
            if let Some(expected) = expected {
                screen.prose(FAINT, 2, 2, &format!("expected: {expected}"));
            }
            if let Some(hint) = &finding.fault.hint {
                screen.prose(FAINT, 2, 2, hint);
            }
        }
    }
}

/// A line for a site that was made again while it is shown, and what is wrong with it.
pub(crate) fn looked(screen: &mut Screen, looked: &Looked) {
    let (made, gone) = looked.files;
    let why = match looked.changed.as_slice() {
        [] => String::new(),
        [one] => format!("{one} changed: "),
        [one, more @ ..] => format!("{one} and {} changed: ", count(more.len(), "other file")),
    };
    let what = match (made, gone) {
        (0, 0) => "nothing to make".to_owned(),
        (made, 0) => format!("{} made", count(made, "file")),
        (made, gone) => format!("{} made, {gone} gone", count(made, "file")),
    };
    screen.line(FAINT, &format!("{why}{what} in {} ms", looked.took.as_millis()));
    if let Some((what, next)) = &looked.trouble {
        screen.prose(BAD, 0, 2, what);
        if let Some(next) = next {
            screen.prose(FAINT, 2, 2, next);
        }
    }
    findings(screen, &looked.faults);
}

pub(crate) fn checked(screen: &mut Screen, checked: &Checked, dead: Option<&[Dead]>) {
    let (posts, projects) = checked.counts;
    screen.line(
        STRONG,
        &format!(
            "{} and {} looked at",
            count(posts, "post"),
            count(projects, "project")
        ),
    );
    findings(screen, &checked.findings);
    if !checked.pages.is_empty() {
        screen.blank();
        for page in &checked.pages {
            screen.prose(BAD, 0, 2, &format!("{}: {}", page.path, page.what));
        }
    }
    match dead {
        Some([]) => screen.line(
            GOOD,
            &format!("All links to other sites answer ({}).", checked.outside.len()),
        ),
        Some(dead) => {
            screen.blank();
            for dead in dead {
                screen.prose(BAD, 0, 2, &format!("{}: {} {}", dead.page, dead.link, dead.why));
            }
        }
        None => {}
    }
    screen.blank();
    if checked.holds() && dead.is_none_or(<[Dead]>::is_empty) {
        screen.line(GOOD, "Nothing is wrong.");
    }
    if dead.is_none() && !checked.outside.is_empty() {
        screen.next(&format!(
            "pivot blog check --live asks {} to other sites too.",
            count(checked.outside.len(), "link")
        ));
    } else {
        screen.next("pivot site build.");
    }
}

pub(crate) fn ready(screen: &mut Screen, ready: &Ready) {
    let n = |wanted: Change| {
        ready
            .prepared
            .changes
            .iter()
            .filter(|(change, _)| *change == wanted)
            .count()
    };
    screen.painted(&format!(
        "{} {}",
        paint(STRONG, &ready.to.repository),
        paint(FAINT, format!("branch {}", ready.to.branch))
    ));
    if ready.prepared.is_same() {
        return;
    }
    if ready.prepared.is_first() {
        screen.prose(NOTE, 2, 2, "The branch is not there yet: it will be made.");
    }
    screen.line(
        STRONG,
        &format!(
            "  {} new, {} changed, {} gone",
            n(Change::Added),
            n(Change::Changed),
            n(Change::Removed)
        ),
    );
    for (change, path) in ready.prepared.changes.iter().take(20) {
        let (mark, style) = match change {
            Change::Added => ("+", GOOD),
            Change::Changed => ("~", NOTE),
            Change::Removed => ("-", BAD),
        };
        screen.line(style, &format!("  {mark} {path}"));
    }
    if ready.prepared.changes.len() > 20 {
        screen.line(
            FAINT,
            &format!("    and {} more", ready.prepared.changes.len() - 20),
        );
    }
    for path in &ready.prepared.kept {
        screen.line(FAINT, &format!("  = {path} stays: it stands there and not here"));
    }
    for post in &ready.new {
        screen.prose(
            MARK,
            2,
            2,
            &format!(
                "Others will see for the first time: {} ({})",
                post.title, post.url
            ),
        );
    }
    screen.blank();
}

pub(crate) fn published(screen: &mut Screen, ready: &Ready, published: Option<&Published>, dry_run: bool) {
    match published {
        None if dry_run => screen.next("pivot site publish pushes it."),
        None => {
            screen.line(NOTE, "Nothing was pushed.");
            screen.next("answer y, or pivot site publish --yes.");
        }
        Some(done) => {
            match &done.commit {
                Some(commit) => {
                    let short: String = commit.chars().take(8).collect();
                    screen.line(GOOD, &format!("Published: {} ({short})", ready.to.branch));
                }
                None => screen.line(GOOD, "It is published as it is: nothing was pushed."),
            }
            if !done.recorded.is_empty() {
                screen.line(
                    FAINT,
                    &format!("Recorded: {} published.", count(done.recorded.len(), "post")),
                );
            }
            screen.next(
                "pivot evidence sees the posts; pivot blog share POST --to dev.to gives one to others.",
            );
        }
    }
}

pub(crate) fn theme(screen: &mut Screen, written: &[String], left: &[String]) {
    screen.line(
        STRONG,
        &format!("{} copied into theme/", count(written.len(), "file")),
    );
    for path in written {
        screen.line(MARK, &format!("  {path}"));
    }
    if !left.is_empty() {
        screen.line(FAINT, &format!("  left as they are: {}", left.join(", ")));
    }
    screen
        .next("change what you like and remove the rest: a file that is not in theme/ is the built-in one.");
}

pub(crate) fn medium(screen: &mut Screen, url: &str) {
    screen.line(
        STRONG,
        "Medium takes no posts from programs; its import page does",
    );
    screen.blank();
    screen.prose(
        FAINT,
        2,
        3,
        "1. Open https://medium.com/p/import while you are logged in.",
    );
    screen.prose(FAINT, 2, 3, "2. Paste this address:");
    screen.blank();
    screen.line(MARK, &format!("     {url}"));
    screen.blank();
    screen.prose(FAINT, 2, 3, "3. Look at formulas and tables, which Medium does not have. It names your page as the original by itself: importing does, pasting does not.");
    screen.next("pivot evidence TASK --url ADDRESS records where it stands.");
}

pub(crate) fn sharing(screen: &mut Screen, sharing: &Sharing) {
    let draft = &sharing.draft;
    screen.line(STRONG, &draft.title);
    let what = match (sharing.same, sharing.id) {
        (true, _) => "dev.to has exactly this already".to_owned(),
        (false, Some(id)) => format!("article {id} is changed"),
        (false, None) => "a new article".to_owned(),
    };
    screen.labelled(FAINT, "dev.to", &what);
    screen.labelled(FAINT, "original", &draft.canonical_url);
    if !draft.tags.is_empty() {
        screen.labelled(FAINT, "tags", &draft.tags.join(", "));
    }
    screen.labelled(
        FAINT,
        "text",
        &count(draft.body_markdown.split_whitespace().count(), "word"),
    );
    if !draft.published {
        screen.labelled(FAINT, "seen by", "you alone: a draft");
    }
    for note in &sharing.notes {
        screen.labelled(NOTE, "note", note);
    }
    screen.blank();
}

pub(crate) fn shared(screen: &mut Screen, sharing: &Sharing, shared: Option<&Shared>, dry_run: bool) {
    if sharing.same {
        screen.line(GOOD, "Nothing to send: dev.to has exactly this.");
        return;
    }
    match shared {
        None if dry_run => screen.next("the same command without --dry-run sends it."),
        None => {
            screen.line(NOTE, "Nothing was sent.");
            screen.next("answer y, or add --yes.");
        }
        Some(Shared { article, made }) => {
            let url = article.as_ref().map_or("", |a| a.url.as_str());
            screen.line(
                GOOD,
                &format!("{} {url}", if *made { "Sent:" } else { "Changed:" }),
            );
            let public = article.as_ref().is_some_and(|a| a.published_at.is_some());
            if sharing.draft.published && !public {
                screen.prose(NOTE, 0, 2, "dev.to kept it as a draft: publish it there by hand.");
            }
            screen.next("after a change of the post: pivot site publish, then this again.");
        }
    }
}
