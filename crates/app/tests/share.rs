//! A published post on another site: made once, changed afterwards, found again where the answer was lost.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    reason = "a test ends where what it asks for is not there"
)]

use std::fs;
use std::process::Command;

use pivot_app::connect::forem::{Articles, InMemory};
use pivot_app::verbs::site::{publish, ready, share, sharing};
use pivot_app::{Error, Folder, Situation};

const SETTINGS: &str = "format = \"pivot.settings/1\"\ntimezone = \"UTC\"\nstart = 2027-01-04\n[hours]\nweek = \"sat 10:00-13:00\"\n\
    [site]\ntitle = \"Ada learns\"\nauthor = \"Ada\"\naddress = \"https://ada.example/\"\npublish = { repository = \"blog.git\" }\n";
const CURRICULUM: &str = "format = \"pivot.curriculum/1\"\nid = \"mine\"\ntitle = \"Mine\"\n\
    [[step]]\nnumber = 1\ntitle = \"Learn\"\n[[task]]\nid = \"1.1\"\nstep = 1\ntitle = \"Read\"\nkind = \"lesson\"\neffort = [1, 2, 4]\n";
const POST: &str = "+++\ntitle = \"Hello\"\ndate = 2027-01-30\ntags = [\"Deep learning\", \"b\", \"c\", \"d\", \"e\"]\n+++\n\
    With $x$ and [more](https://x.example).\n";

struct World {
    _dir: tempfile::TempDir,
    folder: Folder,
}

impl World {
    fn new() -> World {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::create(dir.path(), SETTINGS, CURRICULUM).unwrap();
        let git = |arguments: &[&str]| {
            let done = Command::new("git")
                .args(arguments)
                .current_dir(dir.path())
                .output()
                .unwrap();
            assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        };
        git(&["init", "--quiet", "--bare", "blog.git"]);
        git(&["init", "--quiet", "--bare", ".pivot/publish.git"]);
        for (name, value) in [("user.name", "Ada"), ("user.email", "ada@example.org")] {
            git(&["--git-dir", ".pivot/publish.git", "config", name, value]);
        }
        let world = World { _dir: dir, folder };
        world.post(POST);
        world
    }

    fn post(&self, text: &str) {
        self.folder
            .write_inside("posts/hello.md", text.as_bytes())
            .unwrap();
    }

    fn now(&self) -> Situation {
        Situation::load(&self.folder, "2027-02-01T12:00:00Z".parse().unwrap()).unwrap()
    }

    fn publish(&self) {
        let situation = self.now();
        let ready = ready(&self.folder, &situation).unwrap();
        publish(&self.folder, &situation, &ready).unwrap();
    }

    /// Shares the post: whether an article was made or changed, or there was nothing to do.
    fn share(&self, service: &InMemory) -> Option<bool> {
        let situation = self.now();
        let sharing = sharing(&self.folder, &situation, "hello", true).unwrap();
        let shared = share(&self.folder, &situation, &sharing, service).unwrap();
        shared.article.map(|_| shared.made)
    }
}

#[test]
fn a_post_is_shared_once_and_changed_afterwards() {
    let world = World::new();
    let early = sharing(&world.folder, &world.now(), "hello", true).unwrap_err();
    assert!(matches!(early, Error::Wrong { what, .. } if what.contains("not published yet")));
    world.publish();
    let service = InMemory::default();
    assert_eq!(world.share(&service), Some(true));
    {
        let articles = service.articles.lock().unwrap();
        assert_eq!(articles[0].canonical_url, "https://ada.example/posts/hello/");
        assert_eq!(
            articles[0].body_markdown,
            "With {% katex inline %}x{% endkatex %} and [more](https://x.example).\n"
        );
        assert_eq!(
            articles[0].tags,
            ["deeplearning", "b", "c", "d"],
            "four are taken"
        );
    }
    assert_eq!(world.share(&service), None, "the same again sends nothing");
    world.post(&POST.replace("more", "much more"));
    assert_eq!(world.share(&service), Some(false), "it is changed");
    assert_eq!(service.mine().unwrap().len(), 1);
    assert!(
        service.articles.lock().unwrap()[0]
            .body_markdown
            .contains("much more")
    );
}

/// The service has the article, and the journal does not know: another machine sent it, or the answer was lost.
#[test]
fn an_article_that_is_there_is_taken_as_the_one() {
    let (first, second) = (World::new(), World::new());
    first.publish();
    second.publish();
    let service = InMemory::default();
    assert_eq!(first.share(&service), Some(true));
    assert_eq!(second.share(&service), Some(false));
    assert_eq!(service.mine().unwrap().len(), 1);
}

/// It was deleted there: a new one takes its place.
#[test]
fn an_article_that_is_gone_is_made_again() {
    let world = World::new();
    world.publish();
    assert_eq!(world.share(&InMemory::default()), Some(true));
    world.post(&POST.replace("more", "much more"));
    let empty = InMemory::default();
    assert_eq!(world.share(&empty), Some(true));
    let name = fs::read_dir(world.folder.root().join("posts")).unwrap().count();
    assert_eq!(name, 1, "the post itself is as it was");
}
