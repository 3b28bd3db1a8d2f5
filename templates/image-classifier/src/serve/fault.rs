//! A request that has no good answer: its status, what was wrong, and what to do next.
use axum::http::StatusCode;

use super::batch::Unanswered;
use crate::reading::Bad;

/// Why a request was not answered as it wished.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The status of the answer.
    pub status: StatusCode,
    /// What was wrong, in a sentence.
    pub what: String,
    /// What to do next, in a sentence.
    pub next: &'static str,
    /// After how many seconds it is worth another try.
    pub retry_seconds: Option<u64>,
}

impl Fault {
    /// A fault of the request.
    pub fn new(status: StatusCode, what: impl Into<String>, next: &'static str) -> Fault {
        Fault {
            status,
            what: what.into(),
            next,
            retry_seconds: None,
        }
    }

    /// The service cannot answer now.
    pub fn later(what: &str) -> Fault {
        Fault {
            status: StatusCode::SERVICE_UNAVAILABLE,
            what: what.into(),
            next: "Please send it again in a few seconds.",
            retry_seconds: Some(2),
        }
    }
}

impl From<Bad> for Fault {
    fn from(bad: Bad) -> Fault {
        let (status, next) = match bad {
            Bad::Empty => (
                StatusCode::BAD_REQUEST,
                "Choose a picture that can be opened on your machine.",
            ),
            Bad::Kind(_) => (
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "Save the picture as PNG, JPEG or WebP and send that.",
            ),
            Bad::Pixels(..) => (
                StatusCode::PAYLOAD_TOO_LARGE,
                "Make the picture smaller and send that.",
            ),
            Bad::Broken(_) => (
                StatusCode::UNPROCESSABLE_ENTITY,
                "Open the picture on your machine, save it anew and send that.",
            ),
        };
        let words = bad.to_string();
        let (first, rest) = words.split_at(1);
        Fault::new(status, format!("{}{rest}.", first.to_uppercase()), next)
    }
}

impl From<Unanswered> for Fault {
    fn from(why: Unanswered) -> Fault {
        match why {
            Unanswered::Full => Fault::later("More pictures are waiting than can be looked at soon."),
            Unanswered::Failed => Fault::new(
                StatusCode::INTERNAL_SERVER_ERROR,
                "The classifier failed at this picture.",
                "Please try another picture; who runs this service finds a line about it in its log.",
            ),
        }
    }
}
