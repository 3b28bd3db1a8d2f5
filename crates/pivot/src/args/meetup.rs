//! What `meetup` is asked.

use clap::{Args, Subcommand};
use jiff::SignedDuration;

use super::{Day, day, duration};

#[derive(Debug, Subcommand)]
#[command(
    after_help = "A group is a page of Meetup or Luma, an event of Eventbrite, or any calendar feed. docs/meetups.md says more."
)]
pub(crate) enum Meetup {
    /// Add a group: its page, or its feed (https:// or webcal://)
    Add {
        /// The address
        url: String,
        /// The way there, such as 30m; the same is kept free for the way back [default: none, it meets online]
        #[arg(long, value_name = "DURATION", value_parser = duration)]
        travel: Option<SignedDuration>,
        /// Its name here [default: its own]
        #[arg(long)]
        name: Option<String>,
    },
    /// List the groups, and how old what is known of each is
    List,
    /// Ask the groups for their events, each at most hourly
    Refresh {
        /// Only this one
        name: Option<String>,
    },
    /// Coming events: which fit your plan, and why the others do not
    Events {
        /// Those that are over, and can be noted
        #[arg(long)]
        past: bool,
    },
    /// Choose an event: your plan keeps it, with the way there and back
    Go {
        /// Its id, or its title
        event: String,
    },
    /// Note whom you met and what about: that is the evidence that you were there
    Note(MeetupNote),
    /// Take a group away; what you noted stays
    Remove {
        /// Its name
        name: String,
    },
}

#[derive(Debug, Args)]
pub(crate) struct MeetupNote {
    /// The event's id, or its title
    pub(crate) event: String,
    /// Whom you met
    #[arg(long, value_name = "NAME")]
    pub(crate) met: String,
    /// What about
    #[arg(long, value_name = "TEXT")]
    pub(crate) about: String,
    /// What is to be done about it: a task of your plan
    #[arg(long, value_name = "TEXT")]
    pub(crate) follow_up: Option<String>,
    /// By when, such as friday
    #[arg(long, value_name = "DATE", value_parser = day, requires = "follow_up")]
    pub(crate) due: Option<Day>,
}
