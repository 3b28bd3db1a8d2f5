//! The sections of a résumé as values.

use super::claim::Claim;
use crate::json::{Node, Value};

/// A résumé.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Resume {
    /// Who it is of.
    pub basics: Basics,
    /// Paid work.
    pub work: Vec<Work>,
    /// Unpaid work.
    pub volunteer: Vec<Volunteer>,
    /// Schools.
    pub education: Vec<Education>,
    /// Awards.
    pub awards: Vec<Award>,
    /// Certificates.
    pub certificates: Vec<Certificate>,
    /// What was published.
    pub publications: Vec<Publication>,
    /// Skills.
    pub skills: Vec<Skill>,
    /// Languages.
    pub languages: Vec<Language>,
    /// Interests.
    pub interests: Vec<Interest>,
    /// References.
    pub references: Vec<Reference>,
    /// Projects.
    pub projects: Vec<Project>,
}

impl Resume {
    /// What could be read of a document; what is of another kind than the schema says is empty.
    pub(super) fn of(root: &Node) -> Resume {
        Resume {
            basics: Basics::of(root.get("basics").unwrap_or(&NOTHING)),
            work: many(root, "work", Work::of),
            volunteer: many(root, "volunteer", Volunteer::of),
            education: many(root, "education", Education::of),
            awards: many(root, "awards", Award::of),
            certificates: many(root, "certificates", Certificate::of),
            publications: many(root, "publications", Publication::of),
            skills: many(root, "skills", Skill::of),
            languages: many(root, "languages", Language::of),
            interests: many(root, "interests", Interest::of),
            references: many(root, "references", Reference::of),
            projects: many(root, "projects", Project::of),
        }
    }
}

const NOTHING: Node = Node {
    at: 0..0,
    value: Value::Null,
};

/// Who a résumé is of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Basics {
    /// The name.
    pub name: String,
    /// What they are: "Web developer".
    pub label: String,
    /// E-mail address.
    pub email: String,
    /// Telephone number, as it was written.
    pub phone: String,
    /// A site of their own.
    pub url: String,
    /// A few sentences.
    pub summary: String,
    /// Where they live.
    pub location: Location,
    /// Accounts elsewhere.
    pub profiles: Vec<Profile>,
}

impl Basics {
    fn of(node: &Node) -> Basics {
        Basics {
            name: text(node, &["name"]),
            label: text(node, &["label"]),
            email: text(node, &["email"]),
            phone: text(node, &["phone"]),
            url: text(node, &["url"]),
            summary: text(node, &["summary"]),
            location: Location::of(node.get("location").unwrap_or(&NOTHING)),
            profiles: many(node, "profiles", Profile::of),
        }
    }
}

/// Where a person lives.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Location {
    /// Street and number; lines may be parted by a line break.
    pub address: String,
    /// The code of the post.
    pub postal_code: String,
    /// The town.
    pub city: String,
    /// The country in two letters.
    pub country_code: String,
    /// The region.
    pub region: String,
}

impl Location {
    fn of(node: &Node) -> Location {
        Location {
            address: text(node, &["address"]),
            postal_code: text(node, &["postalCode"]),
            city: text(node, &["city"]),
            country_code: text(node, &["countryCode"]),
            region: text(node, &["region"]),
        }
    }
}

/// An account.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Profile {
    /// Where: "Kaggle".
    pub network: String,
    /// Under which name.
    pub username: String,
    /// Its address.
    pub url: String,
}

impl Profile {
    fn of(node: &Node) -> Profile {
        Profile {
            network: text(node, &["network"]),
            username: text(node, &["username"]),
            url: text(node, &["url"]),
        }
    }
}

/// A time of paid work.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Work {
    /// The employer. (Before version 1.0.0 of the schema the field was called `company`.)
    pub name: String,
    /// Where.
    pub location: String,
    /// What the employer does.
    pub description: String,
    /// What the person was there.
    pub position: String,
    /// The employer's address.
    pub url: String,
    /// The first day, as it was written.
    pub start_date: String,
    /// The last day, as it was written; empty where it goes on.
    pub end_date: String,
    /// A few sentences.
    pub summary: String,
    /// What was achieved.
    pub highlights: Vec<String>,
    /// What it rests on.
    pub claim: Claim,
}

impl Work {
    fn of(node: &Node) -> Work {
        Work {
            name: text(node, &["name", "company"]),
            location: text(node, &["location"]),
            description: text(node, &["description"]),
            position: text(node, &["position"]),
            url: text(node, &["url", "website"]),
            start_date: text(node, &["startDate"]),
            end_date: text(node, &["endDate"]),
            summary: text(node, &["summary"]),
            highlights: texts(node, "highlights"),
            claim: Claim::of(node),
        }
    }
}

/// A time of unpaid work.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Volunteer {
    /// Where.
    pub organization: String,
    /// What the person was there.
    pub position: String,
    /// Its address.
    pub url: String,
    /// The first day, as it was written.
    pub start_date: String,
    /// The last day, as it was written.
    pub end_date: String,
    /// A few sentences.
    pub summary: String,
    /// What was achieved.
    pub highlights: Vec<String>,
    /// What it rests on.
    pub claim: Claim,
}

impl Volunteer {
    fn of(node: &Node) -> Volunteer {
        Volunteer {
            organization: text(node, &["organization"]),
            position: text(node, &["position"]),
            url: text(node, &["url", "website"]),
            start_date: text(node, &["startDate"]),
            end_date: text(node, &["endDate"]),
            summary: text(node, &["summary"]),
            highlights: texts(node, "highlights"),
            claim: Claim::of(node),
        }
    }
}

/// A school.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Education {
    /// Which.
    pub institution: String,
    /// Its address.
    pub url: String,
    /// The subject.
    pub area: String,
    /// The degree.
    pub study_type: String,
    /// The first day, as it was written.
    pub start_date: String,
    /// The last day, as it was written.
    pub end_date: String,
    /// The mark, as it was written.
    pub score: String,
    /// Courses that were taken.
    pub courses: Vec<String>,
    /// What it rests on.
    pub claim: Claim,
}

impl Education {
    fn of(node: &Node) -> Education {
        Education {
            institution: text(node, &["institution"]),
            url: text(node, &["url"]),
            area: text(node, &["area"]),
            study_type: text(node, &["studyType"]),
            start_date: text(node, &["startDate"]),
            end_date: text(node, &["endDate"]),
            score: text(node, &["score"]),
            courses: texts(node, "courses"),
            claim: Claim::of(node),
        }
    }
}

/// An award.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Award {
    /// Which.
    pub title: String,
    /// When, as it was written.
    pub date: String,
    /// By whom.
    pub awarder: String,
    /// A few sentences.
    pub summary: String,
    /// What it rests on.
    pub claim: Claim,
}

impl Award {
    fn of(node: &Node) -> Award {
        Award {
            title: text(node, &["title"]),
            date: text(node, &["date"]),
            awarder: text(node, &["awarder"]),
            summary: text(node, &["summary"]),
            claim: Claim::of(node),
        }
    }
}

/// A certificate.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Certificate {
    /// Of what.
    pub name: String,
    /// When, as it was written.
    pub date: String,
    /// Its address.
    pub url: String,
    /// By whom.
    pub issuer: String,
    /// What it rests on.
    pub claim: Claim,
}

impl Certificate {
    fn of(node: &Node) -> Certificate {
        Certificate {
            name: text(node, &["name"]),
            date: text(node, &["date"]),
            url: text(node, &["url"]),
            issuer: text(node, &["issuer"]),
            claim: Claim::of(node),
        }
    }
}

/// Something published.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Publication {
    /// Its title.
    pub name: String,
    /// By whom.
    pub publisher: String,
    /// When, as it was written.
    pub release_date: String,
    /// Its address.
    pub url: String,
    /// A few sentences.
    pub summary: String,
    /// What it rests on.
    pub claim: Claim,
}

impl Publication {
    fn of(node: &Node) -> Publication {
        Publication {
            name: text(node, &["name"]),
            publisher: text(node, &["publisher"]),
            release_date: text(node, &["releaseDate"]),
            url: text(node, &["url", "website"]),
            summary: text(node, &["summary"]),
            claim: Claim::of(node),
        }
    }
}

/// A skill.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Skill {
    /// Which.
    pub name: String,
    /// How well.
    pub level: String,
    /// What belongs to it.
    pub keywords: Vec<String>,
    /// What it rests on.
    pub claim: Claim,
}

impl Skill {
    fn of(node: &Node) -> Skill {
        Skill {
            name: text(node, &["name"]),
            level: text(node, &["level"]),
            keywords: texts(node, "keywords"),
            claim: Claim::of(node),
        }
    }
}

/// A language.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Language {
    /// Which.
    pub language: String,
    /// How well.
    pub fluency: String,
}

impl Language {
    fn of(node: &Node) -> Language {
        Language {
            language: text(node, &["language"]),
            fluency: text(node, &["fluency"]),
        }
    }
}

/// An interest.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Interest {
    /// Which.
    pub name: String,
    /// What belongs to it.
    pub keywords: Vec<String>,
}

impl Interest {
    fn of(node: &Node) -> Interest {
        Interest {
            name: text(node, &["name"]),
            keywords: texts(node, "keywords"),
        }
    }
}

/// Somebody who can be asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reference {
    /// Who.
    pub name: String,
    /// What they say.
    pub reference: String,
}

impl Reference {
    fn of(node: &Node) -> Reference {
        Reference {
            name: text(node, &["name"]),
            reference: text(node, &["reference"]),
        }
    }
}

/// A project.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Project {
    /// Which.
    pub name: String,
    /// What it is.
    pub description: String,
    /// What was achieved.
    pub highlights: Vec<String>,
    /// What belongs to it.
    pub keywords: Vec<String>,
    /// The first day, as it was written.
    pub start_date: String,
    /// The last day, as it was written.
    pub end_date: String,
    /// Its address.
    pub url: String,
    /// What the person did in it.
    pub roles: Vec<String>,
    /// For whom.
    pub entity: String,
    /// What sort of project it is.
    pub kind: String,
    /// What it rests on.
    pub claim: Claim,
}

impl Project {
    fn of(node: &Node) -> Project {
        Project {
            name: text(node, &["name"]),
            description: text(node, &["description"]),
            highlights: texts(node, "highlights"),
            keywords: texts(node, "keywords"),
            start_date: text(node, &["startDate"]),
            end_date: text(node, &["endDate"]),
            url: text(node, &["url"]),
            roles: texts(node, "roles"),
            entity: text(node, &["entity"]),
            kind: text(node, &["type"]),
            claim: Claim::of(node),
        }
    }
}

/// The items of a list, one for one: what is no object is an empty item, so that numbers stay as they are in the file.
fn many<T>(node: &Node, name: &str, of: impl Fn(&Node) -> T) -> Vec<T> {
    let items = node.get(name).map_or(&[][..], Node::items);
    items.iter().map(of).collect()
}

/// The first of `names` that has a text or a number, as written.
fn text(node: &Node, names: &[&str]) -> String {
    let mut found = names.iter().filter_map(|name| node.get(name)).map(plain);
    found.find(|text| !text.is_empty()).unwrap_or_default()
}

fn plain(node: &Node) -> String {
    match &node.value {
        Value::Text(text) | Value::Number(text) => text.clone(),
        _ => String::new(),
    }
}

/// A list of texts, one for one.
fn texts(node: &Node, name: &str) -> Vec<String> {
    let items = node.get(name).map_or(&[][..], Node::items);
    items.iter().map(plain).collect()
}
