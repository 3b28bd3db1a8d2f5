//! The kind `site`: the built site shows projects.

use super::*;

/// The pages are as the build writes them: what stands in the navigation or in code is no text of a project.
#[test]
fn site() {
    let wanted = "{ kind = \"site\", words = 8, headings = [\"How\", \"Result\"] }";
    let list = |links: &str| {
        let html =
            format!("<nav><a href=\"/blog/posts/\">Posts</a></nav><main><h1>Projects</h1>{links}</main>");
        ("site/projects/index.html".to_owned(), html)
    };
    let project = |body: &str| {
        let html = format!(
            "<nav>many more words here in the navigation</nav><main><h1>Fishes</h1>{body}</main><footer>f</footer>"
        );
        ("site/projects/fishes/index.html".to_owned(), html)
    };
    let person = |pages: &[(String, String)]| {
        let add = |person: Person, (path, html): &(String, String)| person.with(path, html);
        pages.iter().fold(Person::new(), add)
    };
    let led = || list("<a class=\"x > y\" href='/blog/projects/fishes/'>Fishes</a>");
    let body = "<h2 id=\"how\">How</h2><p>We count fish &amp; birds.</p><h2>Result</h2><p>Nine of ten.</p>";
    person(&[led(), project(body)]).meets(wanted, "the site shows fishes (10 words), and leads to the posts");
    person(&[
        led(),
        project("<h2>How</h2><p>one two three four five six seven eight</p>"),
    ])
    .lacks(wanted, "fishes lacks the heading Result");
    person(&[
        led(),
        project("<h2>How</h2><p>a b c d e f g h i</p><h2>Result</h2><pre>x y z</pre>"),
    ])
    .lacks(wanted, "fishes has nothing below Result");
    person(&[led(), project("<h2>How</h2><p>one</p><h2>Result</h2><p>two</p>")])
        .lacks(wanted, "of which it needs 8");
    person(&[list(""), project(body)]).lacks(wanted, "does not lead to fishes");
    let unposted = (
        "site/projects/index.html".to_owned(),
        "<main><a href=\"/projects/fishes/\">F</a></main>".to_owned(),
    );
    person(&[unposted, project(body)]).lacks(wanted, "does not lead to the posts");
    person(&[project(body)]).lacks(wanted, "there is no page `site/projects/index.html`");
    person(&[led(), project(body)]).lacks("{ kind = \"site\", projects = 2 }", "of which it needs 2");
    Person::new().lacks(wanted, "no site with projects is built");
    // Whatever stands there, it is read to its end.
    for broken in [
        "<",
        "<a href=",
        "<a href=\"",
        "<main><h2",
        "</main><main>",
        "&lt;<&",
    ] {
        person(&[led(), project(broken)]).lacks(wanted, "of which it needs 8");
    }
}
