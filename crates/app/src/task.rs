//! A task that a person names: of the curriculum, or added to it.

use pivot_domain::fault::nearest;
use pivot_domain::progress::Progress;

use crate::error::Error;
use crate::situation::Situation;

/// A task that a person names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// How often it is done; `None` for a task that is done once.
    pub times: Option<u32>,
}

/// The task of that id: of the curriculum, or one that was added.
pub fn known(situation: &Situation, progress: &Progress, id: &str) -> Result<Known, Error> {
    if let Some(task) = situation.curriculum.task(id) {
        let times = task.times.count();
        return Ok(Known {
            id: task.id.clone(),
            title: task.title.clone(),
            times: (times > 1).then_some(times),
        });
    }
    if let Some(added) = progress.added.get(id) {
        return Ok(Known {
            id: added.id.clone(),
            title: added.title.clone(),
            times: None,
        });
    }
    let ids = situation.curriculum.tasks.iter().map(|t| t.id.as_str());
    let near = nearest(id, ids.chain(progress.added.keys().map(String::as_str)));
    let error = Error::wrong(format!("there is no task `{id}`"));
    Err(match near {
        Some(near) => error.next(format!(
            "did you mean `{near}`? pivot plan shows the tasks with their ids"
        )),
        None => error.next("pivot plan shows the tasks with their ids"),
    })
}
