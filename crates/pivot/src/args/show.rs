//! Arguments of `pivot blog`, `portfolio`, `resume` and `site`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

#[derive(Debug, Subcommand)]
pub(crate) enum Blog {
    /// Begin a post in posts/, from what the journal says
    New {
        /// What it is about: a task (1.3), a lab (shapes), or a week (a date in it, or 2027-W02) [default: this week]
        #[arg(long, value_name = "TASK|LAB|WEEK")]
        from: Option<String>,
    },
    /// Build the site, and say what became of the posts
    Build(Build),
    /// Whether posts, projects and pages are as they should be; nothing is written
    Check {
        /// Ask the links that lead elsewhere too
        #[arg(long)]
        live: bool,
        /// Drafts too
        #[arg(long)]
        drafts: bool,
    },
    /// Give a published post to another site, your page named as the original
    Share(Share),
}

#[derive(Debug, Subcommand)]
pub(crate) enum Portfolio {
    /// Build the site, and say what became of the projects
    Build(Build),
}

#[derive(Debug, Args)]
pub(crate) struct Build {
    /// Drafts and what is dated ahead too, marked as such
    #[arg(long)]
    pub(crate) drafts: bool,
    /// Leave out what has faults, and build the rest
    #[arg(long)]
    pub(crate) keep_going: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Share {
    /// The post's name in its address
    pub(crate) post: String,
    /// Where to
    #[arg(long, value_enum)]
    pub(crate) to: Elsewhere,
    /// As a draft, which you publish there
    #[arg(long)]
    pub(crate) draft: bool,
    /// What would be sent, and nothing more
    #[arg(long, conflicts_with = "yes")]
    pub(crate) dry_run: bool,
    /// Send it without being asked
    #[arg(long, short)]
    pub(crate) yes: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Elsewhere {
    /// dev.to, by its API
    #[value(name = "dev.to")]
    DevTo,
    /// Medium: the address to give to its import page
    Medium,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Resume {
    /// Begin resume.json
    New,
    /// Build HTML, plain text and PDF, whole or cut for a posting
    Build(ResumeBuild),
    /// What the journal could add, one item at a time
    Suggest {
        /// Add these, by their ids or the beginnings of them
        #[arg(long, value_name = "ID", value_delimiter = ',')]
        take: Vec<String>,
        /// Do not suggest these again
        #[arg(long, value_name = "ID", value_delimiter = ',')]
        refuse: Vec<String>,
    },
    /// Read the finished PDF back as machines do, and hold it against resume.json, the journal and a posting
    Check(ResumeCheck),
}

#[derive(Debug, Args)]
pub(crate) struct ResumeBuild {
    /// Cut and ordered for this posting: a file of text or HTML, or the id of one that is known
    #[arg(long = "for", value_name = "POSTING")]
    pub(crate) posting: Option<PathBuf>,
    /// Write the PDF here [default: resume/resume.pdf, with HTML and plain text beside it]
    #[arg(long, value_name = "FILE")]
    pub(crate) pdf: Option<PathBuf>,
    /// Write the HTML here
    #[arg(long, value_name = "FILE")]
    pub(crate) html: Option<PathBuf>,
    /// Write the plain text here
    #[arg(long, value_name = "FILE")]
    pub(crate) text: Option<PathBuf>,
    /// For a posting: at most so many pages
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=5), requires = "posting")]
    pub(crate) pages: u32,
}

#[derive(Debug, Args)]
pub(crate) struct ResumeCheck {
    /// The PDF [default: resume/resume.pdf]
    pub(crate) file: Option<PathBuf>,
    /// Held against this posting: a file of text or HTML, or the id of one that is known
    #[arg(long = "for", value_name = "POSTING")]
    pub(crate) posting: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Site {
    /// Build the site into site/: only what changed is written
    Build(Build),
    /// Show the site on this machine, drafts too, built again when a file changes
    Serve {
        /// The port; 0 takes a free one
        #[arg(long, value_name = "P", default_value_t = 4831)]
        port: u16,
        /// Open it in your browser
        #[arg(long)]
        open: bool,
        /// Without drafts: as others will see it
        #[arg(long)]
        public: bool,
    },
    /// Build it and push it to the branch that pivot.toml names, after showing what would change
    Publish {
        /// What would change, and nothing more
        #[arg(long, conflicts_with = "yes")]
        dry_run: bool,
        /// Push without being asked
        #[arg(long, short)]
        yes: bool,
    },
    /// Copy the templates into theme/, yours to change
    Theme,
}
