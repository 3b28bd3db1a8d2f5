//! What a person can ask for: each verb reads, decides, and appends or writes.

pub mod answer;
pub mod apply;
pub mod caldav;
pub mod calendar;
pub mod company;
pub mod evidence;
pub mod export;
pub mod init;
pub mod intake;
pub mod journal;
pub mod kaggle;
pub mod lab;
pub mod meetup;
pub mod mend;
pub mod pin;
pub mod posting;
pub mod project;
pub mod record;
pub mod resume;
pub mod rig;
pub mod rig_cost;
pub mod score;
pub mod settings;
pub mod site;
pub mod sync;
pub mod undo;
