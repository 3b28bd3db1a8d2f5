//! How answers look in a terminal.

pub(crate) mod answer;
pub(crate) mod apply;
mod chart;
pub(crate) mod company;
pub(crate) mod day;
pub(crate) mod evidence;
pub(crate) mod fit;
pub(crate) mod forecast;
pub(crate) mod intake;
pub(crate) mod kaggle;
pub(crate) mod lab;
pub(crate) mod plan;
pub(crate) mod posting;
pub(crate) mod project;
pub(crate) mod record;
pub(crate) mod resume;
pub(crate) mod rig;
pub(crate) mod rig_bench;
pub(crate) mod rig_cost;
pub(crate) mod rig_doctor;
pub(crate) mod score;
pub(crate) mod site;
pub(crate) mod timeline;
pub(crate) mod why;

pub(crate) use pivot_app::domain::zones::later;
pub(crate) use pivot_app::words::{clock, count, date_of, day_name, deadline_day, hours, long_date};
