//! How parts become a whole, what was recorded before, repeated tasks, and a person's word.

use pivot_domain::fact::Proof;
use proptest::prelude::*;

use super::*;

fn file(name: &str) -> String {
    format!("{{ kind = \"file\", file = \"{name}\" }}")
}

/// The fact that a check of `done_when` would leave.
fn checked(person: &Person, done_when: &str) -> Event {
    let check = person.check(done_when);
    Event::Checked {
        about: "t".into(),
        check: check.kind.clone(),
        met: check.now.state == State::Met,
        found: check.now.found.clone(),
        proof: Some(Proof {
            with: check.with.clone(),
            times: check.now.times,
            sha256: check.now.sha256.clone(),
            excerpt: check.now.excerpt.clone(),
        }),
    }
}

#[test]
fn parts_become_a_whole() {
    let person = Person::new().with("a", "text").with("b", "text");
    let state = |d: &str| person.judge(d).state;
    let word = "{ kind = \"self\" }";
    let url = "{ kind = \"url\", name = \"x\" }";
    let (a, b, c) = (file("a"), file("b"), file("c"));
    for (done_when, expected) in [
        (format!("{{ all = [{a}, {b}] }}"), State::Met),
        (format!("{{ all = [{a}, {c}] }}"), State::Missing),
        (format!("{{ any = [{c}, {a}] }}"), State::Met),
        (format!("{{ at_least = 2, of = [{a}, {b}, {c}] }}"), State::Met),
        (
            format!("{{ at_least = 2, of = [{a}, {c}, {c}] }}"),
            State::Missing,
        ),
        // A word closes nothing, alone or beside others; beside what is met it is not needed.
        (word.into(), State::Unverified),
        (format!("{{ any = [{word}, {c}] }}"), State::Unverified),
        (format!("{{ all = [{word}, {a}] }}"), State::Unverified),
        (
            format!("{{ at_least = 2, of = [{a}, {word}, {word}] }}"),
            State::Unverified,
        ),
        (format!("{{ any = [{word}, {a}] }}"), State::Met),
        (url.into(), State::Missing),
    ] {
        assert_eq!(state(&done_when), expected, "{done_when}");
    }
    assert_eq!(person.judge(&format!("{{ any = [{word}, {c}] }}")).times, 0);
}

/// What failed later is told, and does not undo; another check of the same kind is another check.
#[test]
fn an_earlier_pass_stands() {
    let a = "{ kind = \"file\", file = \"a\", words = 3 }";
    let good = Person::new().with("a", "one two three");
    assert!(good.check(a).is_new(), "nothing is recorded yet");
    let fact = checked(&good, a);
    let known = Person::new().told(fact.clone()).with("a", "one two three");
    assert!(!known.check(a).is_new(), "it says the same");
    let gone = Person::new().told(fact.clone());
    let judged = gone.judge(a);
    let check = gone.check(a);
    assert_eq!((judged.state, check.now.state), (State::Met, State::Missing));
    assert!(check.is_lost() && check.is_new());
    let before = check.before.unwrap();
    assert_eq!(
        (before.at, before.sha256.as_deref()),
        (at("2027-02-01T12:00:00Z"), Some("hash of a"))
    );
    // The failure recorded, the pass still counts, and there is nothing new.
    let told = Person::new().told(fact.clone()).told(checked(&gone, a));
    assert_eq!(told.judge(a).state, State::Met);
    assert!(!told.check(a).is_new());
    // Four words are another check than three.
    assert_eq!(
        gone.judge("{ kind = \"file\", file = \"a\", words = 4 }").state,
        State::Missing
    );
    // Taken back, it counts no more.
    let undone = Person::new()
        .told(fact)
        .told(Event::Undone { fact: "fact0".into() });
    assert_eq!(undone.judge(a).state, State::Missing);
    // A fact of the first version does not say what was checked.
    let old = Event::Checked {
        about: "t".into(),
        check: "file".into(),
        met: true,
        found: "x".into(),
        proof: None,
    };
    assert_eq!(Person::new().told(old).judge(a).state, State::Missing);
}

/// Nothing there is no news; something there that is not good is.
#[test]
fn what_is_worth_a_fact() {
    let a = "{ kind = \"file\", file = \"a\", words = 3 }";
    assert!(!Person::new().check(a).is_new());
    assert!(Person::new().with("a", "one").check(a).is_new());
    assert!(!Person::new().check("{ kind = \"self\" }").is_new());
}

/// A task of three times: 5, 0 and 3 hours; each needs 3.
#[test]
fn times_of_a_repeated_task_are_counted() {
    let hours = "{ kind = \"hours\", at_least = 3 }";
    let person = Person::new()
        .times(3)
        .logged(Some(1), 5)
        .logged(Some(3), 2)
        .logged(Some(3), 1);
    let judged = person.judge(hours);
    assert_eq!((judged.state, judged.times), (State::Missing, 2));
    assert!(person.check(hours).now.found.contains("2 of 3 times"));
    let all = person.logged(Some(2), 3).judge(hours);
    assert_eq!((all.state, all.times), (State::Met, 3));
    // Times that were shown before stand; a file shows all of them.
    let done_when = format!("{{ all = [{}, {hours}] }}", file("a"));
    let both = Person::new().with("a", "text").times(3).logged(Some(1), 5);
    assert_eq!(both.judge(&done_when).times, 1);
    let fact = checked(&both, hours);
    let later = Person::new()
        .times(3)
        .told(fact)
        .logged(Some(2), 5)
        .logged(Some(3), 5);
    assert_eq!((later.judge(hours).times, later.check(hours).is_new()), (2, true));
}

/// A tree of checks on files that are there or not, against an evaluation of its own.
#[derive(Clone, Debug)]
enum Tree {
    There(bool),
    All(Vec<Tree>),
    Any(Vec<Tree>),
    Least(usize, Vec<Tree>),
}

impl Tree {
    fn text(&self) -> String {
        let of = |parts: &[Tree]| parts.iter().map(Tree::text).collect::<Vec<_>>().join(", ");
        match self {
            Tree::There(there) => file(if *there { "a" } else { "missing" }),
            Tree::All(parts) => format!("{{ all = [{}] }}", of(parts)),
            Tree::Any(parts) => format!("{{ any = [{}] }}", of(parts)),
            Tree::Least(n, parts) => format!("{{ at_least = {n}, of = [{}] }}", of(parts)),
        }
    }

    fn holds(&self) -> bool {
        match self {
            Tree::There(there) => *there,
            Tree::All(parts) => parts.iter().all(Tree::holds),
            Tree::Any(parts) => parts.iter().any(Tree::holds),
            Tree::Least(n, parts) => parts.iter().filter(|p| p.holds()).count() >= *n,
        }
    }
}

fn tree() -> impl Strategy<Value = Tree> {
    any::<bool>()
        .prop_map(Tree::There)
        .prop_recursive(4, 30, 4, |inner| {
            let parts = prop::collection::vec(inner, 1..4);
            prop_oneof![
                parts.clone().prop_map(Tree::All),
                parts.clone().prop_map(Tree::Any),
                (parts, 1usize..4).prop_map(|(p, n)| Tree::Least(n.min(p.len()), p)),
            ]
        })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn any_tree_holds_as_it_says(tree in tree()) {
        let person = Person::new().with("a", "text");
        prop_assert_eq!(person.judge(&tree.text()).state == State::Met, tree.holds());
    }
}
