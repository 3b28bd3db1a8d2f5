//! What Pivot knows and decides, without touching the world: the curriculum, when a person can work, facts and
//! what they add up to. Everything here is a function of its arguments.
#![forbid(unsafe_code)]

pub mod answer;
pub mod application;
pub mod availability;
pub mod companies;
pub mod competitions;
pub mod curriculum;
pub mod demand;
pub mod duration;
pub mod evidence;
pub mod fact;
pub mod fault;
pub mod ical;
pub mod json;
pub mod left;
pub mod machine;
pub mod meetups;
pub mod moment;
pub mod posting;
pub mod progress;
pub mod project;
pub mod read;
pub mod resume;
pub mod rig;
pub mod settings;
pub mod share;
pub mod silence;
pub mod skills;
pub mod week;
pub mod words;
pub mod zones;

pub use fault::Fault;
