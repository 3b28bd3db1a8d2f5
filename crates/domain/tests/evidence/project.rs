//! The project: what its training reported and its scope says.

use super::kinds::scored;
use super::*;

/// What the training of the project reported, held against the scope.
#[test]
fn metric_of_the_project() {
    let baseline = "{ kind = \"metric\", name = \"project-baseline\" }";
    let better = "{ kind = \"metric\", name = \"project-improvement\", more_than = \"project-goal\" }";
    let goal = |value| scored("project scope", None, "project-goal", value);
    let report = |text: &str| {
        let person = Person::new().with("project/report/report.json", text);
        person.told(goal(0.1))
    };
    let good = "{\"test\": {\"accuracy\": 0.9}, \"baseline\": 0.25}";
    report(good).meets(baseline, "`project-baseline` is 0.25");
    // 0.9 - 0.25.
    report(good).meets(
        better,
        "`project-improvement` is 0.65, more than `project-goal` with 0.1",
    );
    // By exactly so much is not by more: 0.35 - 0.25.
    report("{\"accuracy\": 0.35, \"baseline\": 0.25}").lacks(
        better,
        "`project-improvement` is 0.1, and `project-goal` is 0.1: it should be more",
    );
    // The scope knows something better than the most frequent class: 0.9 - 0.85.
    let scope = "+++\nmetric = \"accuracy\"\nbaseline = 0.85\n+++\n";
    report(good)
        .with("project/scope.md", scope)
        .lacks(better, "`project-improvement` is 0.05");
    report(good)
        .with("project/scope.md", "+++\nmetric = \"f1\"\n+++\n")
        .lacks(better, "the report has no figure `f1`; it has accuracy, baseline");
    report(good)
        .with("project/scope.md", "+++\nmetric = 1\n+++\n")
        .lacks(better, "`project/scope.md` has mistakes");
    report("[]").lacks(baseline, "`project/report/report.json` is no JSON object");
    // The goal is what was recorded, and no file lowers it.
    Person::new()
        .with("project/report/report.json", good)
        .lacks(better, "no value `project-goal` is recorded");
    report(good)
        .with("metrics.csv", "name,value,date\nproject-goal,0.01,2027-02-20\n")
        .lacks(better, "but project-goal scored 0.1 in project scope");
    // What the training says counts before what was written down of it.
    report(good)
        .with(
            "metrics.csv",
            "name,value,date\nproject-baseline,0.1,2027-02-20\n",
        )
        .meets(baseline, "`project-baseline` is 0.25");
    Person::new()
        .with(
            "metrics.csv",
            "name,value,date\nproject-baseline,0.1,2027-02-20\n",
        )
        .meets(baseline, "`project-baseline` is 0.1");
    // Names that are not the project's are not read from its report.
    report(good).lacks(
        "{ kind = \"metric\", name = \"accuracy\" }",
        "no value `accuracy`",
    );
    // Beside the model, and with a baseline for each metric.
    Person::new()
        .with(
            "project/model/report/report.json",
            "{\"results\": {\"accuracy\": 0.9, \"baseline\": {\"class\": \"cat\", \"accuracy\": {\"value\": 0.3}}}}",
        )
        .with("project/report/report.json", good)
        .meets(baseline, "`project-baseline` is 0.3");
    // Elsewhere, where pivot.toml says so.
    Person::new()
        .keeps("code/fishes")
        .with("code/fishes/report/report.json", good)
        .meets(baseline, "`project-baseline` is 0.25");
}

#[test]
fn what_programs_read_is_none_of_the_words() {
    let file = "{ kind = \"file\", file = \"project/scope.md\", words = 3 }";
    let two = "+++\nmetric = \"accuracy\"\n+++\nTwo words\n";
    Person::new()
        .with("project/scope.md", two)
        .lacks(file, "`project/scope.md` has 2 words, of which it needs 3");
    Person::new()
        .keeps("fishes")
        .with("fishes/scope.md", format!("{two} more"))
        .meets(file, "`fishes/scope.md` has 3 words");
}
