//! `pivot score`.

use pivot_app::Error;
use pivot_app::labs::metrics::boxes::Protocol;
use pivot_app::labs::score::Parameters;
use pivot_app::verbs::score::{metric, score as answer};
use pivot_app::wire::ScoreJson;

use super::{Status, json};
use crate::args::{Global, Score, score};
use crate::screen::Screen;
use crate::view;

fn parameters(asked: &Score) -> Parameters {
    Parameters {
        id: asked.id.clone(),
        column: asked.column.clone(),
        weight: asked.weight.clone(),
        positive: asked.positive.clone(),
        k: asked.k,
        beta: asked.beta,
        levels: asked.levels,
        sets: asked.sets,
        scores: asked.scores,
        masks: asked.masks,
        protocol: asked.protocol.map(|protocol| match protocol {
            score::Protocol::Coco => Protocol::Coco,
            score::Protocol::Voc => Protocol::Voc,
        }),
        iou: asked.iou,
        words: asked.words,
        rate: asked.rate,
        ngram: asked.ngram,
    }
}

pub(super) fn score(global: &Global, asked: &Score, screen: &mut Screen) -> Result<Status, Error> {
    let metric = metric(&asked.metric)?;
    let score = answer(metric, &parameters(asked), &asked.truth, &asked.predictions)?;
    if global.json {
        json(screen, &ScoreJson::new(&score))?;
    } else {
        view::score::show(screen, &score);
        screen.next("docs/metrics.md has the formula and what stands in the cells; pivot score --help lists the metrics.");
    }
    Ok(Status::Done)
}
