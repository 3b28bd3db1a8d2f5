//! A model in production: what a service is asked, and what its answers are worth.
//!
//! Requests come at a rate that does not wait for answers (an open loop), and the time of each counts from the moment at which it
//! was due: a service that falls behind is slow for all who queue, which a client that waits for one answer before it
//! sends the next would not see (Tene, "How NOT to measure latency", 2013: coordinated omission).

mod rows;

use std::time::Duration;

pub use rows::{accuracy, pictures, submission};

/// Which rates are tried, and how long.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Climb {
    /// Requests a second, rising; they are tried until one does not hold.
    pub rates: Vec<u32>,
    /// How long each is held.
    pub hold: Duration,
    /// The fewest requests of a rate, however long they take.
    pub fewest: u32,
}

impl Default for Climb {
    fn default() -> Self {
        Climb {
            rates: vec![2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000],
            hold: Duration::from_secs(4),
            fewest: 20,
        }
    }
}

impl Climb {
    /// How many requests a rate has.
    pub fn requests(&self, rate: u32) -> u32 {
        ((f64::from(rate) * self.hold.as_secs_f64()) as u32).max(self.fewest)
    }
}

/// No answer after this long is an error.
pub const PATIENCE: Duration = Duration::from_secs(5);

/// What a service must keep to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Promise {
    /// The least share of test pictures that are answered right.
    pub accuracy: f64,
    /// A rate holds where 95 of 100 requests take no longer.
    pub p95: Duration,
    /// ... and where no greater share of requests fails.
    pub errors: f64,
}

/// What became of one request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// From the moment at which the request was due to the whole answer, or to the failure.
    pub took: Duration,
    /// From the moment at which the first request of the rate was due to the whole answer.
    pub at: Duration,
    /// The class that was answered, or why there is none.
    pub label: Result<String, String>,
}

/// What a rate gave.
#[derive(Clone, Debug, PartialEq)]
pub struct Level {
    /// Requests a second that were due.
    pub rate: u32,
    /// Requests that were sent.
    pub sent: usize,
    /// Those without an answer of the right form.
    pub errors: usize,
    /// The first failure, in words.
    pub failure: Option<String>,
    /// Answers a second, over the time until the last one.
    pub throughput: f64,
    /// The time within which 50, 95 and 99 of 100 requests were answered; a failed one counts with the time it took to fail.
    pub p50: Duration,
    /// See `p50`.
    pub p95: Duration,
    /// See `p50`.
    pub p99: Duration,
}

/// The smallest of the values that at least a share `q` of them does not exceed (the nearest rank). Zero for none.
pub fn quantile(sorted: &[Duration], q: f64) -> Duration {
    let rank = (q * sorted.len() as f64).ceil() as usize;
    sorted
        .get(rank.saturating_sub(1).min(sorted.len().saturating_sub(1)))
        .copied()
        .unwrap_or_default()
}

impl Level {
    /// Adds the replies of a rate up.
    pub fn of(rate: u32, replies: &[Reply]) -> Level {
        let mut times: Vec<Duration> = replies.iter().map(|reply| reply.took).collect();
        times.sort_unstable();
        let errors = replies.iter().filter(|reply| reply.label.is_err()).count();
        let last = replies.iter().map(|reply| reply.at).max().unwrap_or_default();
        let seconds = last.as_secs_f64().max(1e-9);
        Level {
            rate,
            sent: replies.len(),
            errors,
            failure: replies.iter().find_map(|reply| reply.label.clone().err()),
            throughput: (replies.len() - errors) as f64 / seconds,
            p50: quantile(&times, 0.50),
            p95: quantile(&times, 0.95),
            p99: quantile(&times, 0.99),
        }
    }

    /// Whether the service kept its promise at this rate.
    pub fn holds(&self, promise: &Promise) -> bool {
        self.sent > 0 && self.p95 <= promise.p95 && self.errors as f64 <= promise.errors * self.sent as f64
    }
}

/// The highest rate up to which all hold; 0 where the first does not.
pub fn sustained(levels: &[Level], promise: &Promise) -> u32 {
    levels
        .iter()
        .take_while(|level| level.holds(promise))
        .last()
        .map_or(0, |level| level.rate)
}

/// A request that no honest client would send.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bad {
    /// Nothing at all.
    Empty,
    /// A sentence that says it is a picture.
    Text,
    /// Half of a picture.
    Cut,
    /// A picture whose head promises 60,000 by 60,000 pixels.
    Huge,
    /// A picture whose bytes were turned over.
    Garbage,
    /// JSON instead of a picture.
    Json,
    /// 64 MiB of zeros.
    Flood,
    /// A GET where a POST belongs.
    Method,
}

impl Bad {
    /// All, in the order in which they are sent.
    pub const ALL: [Bad; 8] = [
        Bad::Empty,
        Bad::Text,
        Bad::Cut,
        Bad::Huge,
        Bad::Garbage,
        Bad::Json,
        Bad::Flood,
        Bad::Method,
    ];

    /// What it is, in words.
    pub fn what(self) -> &'static str {
        match self {
            Bad::Empty => "an empty body",
            Bad::Text => "a text that says it is a picture",
            Bad::Cut => "half of a picture",
            Bad::Huge => "a picture that says it has 60,000 x 60,000 pixels",
            Bad::Garbage => "a picture with its bytes turned over",
            Bad::Json => "JSON instead of a picture",
            Bad::Flood => "a body of 64 MiB",
            Bad::Method => "a GET instead of a POST",
        }
    }
}

/// How a bad request was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Met {
    /// Refused: a status from 400 to 499, or, for [`Bad::Flood`], a connection that was closed.
    Refused(Option<u16>),
    /// Something else: a status that says all is well or that the service broke, or none at all.
    Wrong(String),
    /// The next good request was not answered as before.
    Broke(String),
}

impl Met {
    /// What an answer to a bad request means.
    pub fn of(bad: Bad, answer: Result<u16, String>) -> Met {
        match answer {
            Ok(status @ 400..=499) => Met::Refused(Some(status)),
            Ok(status @ 500..) => Met::Wrong(format!(
                "it answered {status}: that says the service broke, and the client is to blame"
            )),
            Ok(status) => Met::Wrong(format!("it answered {status} as if nothing were wrong")),
            Err(_) if bad == Bad::Flood => Met::Refused(None),
            Err(why) => Met::Wrong(why),
        }
    }

    /// What went wrong, in words.
    pub fn fault(&self) -> Option<&str> {
        match self {
            Met::Refused(_) => None,
            Met::Wrong(why) | Met::Broke(why) => Some(why),
        }
    }

    /// Whether it was met as it should be.
    pub fn survived(&self) -> bool {
        matches!(self, Met::Refused(_))
    }
}

/// The body and the kind of a bad request, made from a good one; `None` as body means a request without one, by GET.
/// [`Bad::Flood`] is not held in memory: its body here is empty, and the client sends [`FLOOD`] zeros.
pub fn bad_body(bad: Bad, good: &[u8]) -> (Option<Vec<u8>>, &'static str) {
    let png = "image/png";
    match bad {
        Bad::Empty | Bad::Flood => (Some(Vec::new()), png),
        Bad::Text => (Some(b"this is not a picture".to_vec()), png),
        Bad::Cut => (Some(good[..good.len() / 2].to_vec()), png),
        Bad::Huge => (Some(huge(good)), png),
        Bad::Garbage => (Some(good.iter().map(|byte| !byte).collect()), png),
        Bad::Json => (Some(br#"{"picture": null}"#.to_vec()), "application/json"),
        Bad::Method => (None, png),
    }
}

/// Bytes of the body of [`Bad::Flood`].
pub const FLOOD: u64 = 64 << 20;

/// A PNG file (RFC 2083) with other measures in its head, whose checksum is right.
fn huge(good: &[u8]) -> Vec<u8> {
    let mut picture = good.to_vec();
    // Signature 8, length 4, type 4, then width and height; the checksum covers type and data, 17 bytes from 12 on.
    if picture.len() >= 33 {
        picture[16..20].copy_from_slice(&60_000_u32.to_be_bytes());
        picture[20..24].copy_from_slice(&60_000_u32.to_be_bytes());
        let mut sum = flate2::Crc::new();
        sum.update(&picture[12..29]);
        picture[29..33].copy_from_slice(&sum.sum().to_be_bytes());
    }
    picture
}

/// The class in an answer: `{"label": …}`, a string or a number.
///
/// # Errors
/// What the answer is instead.
pub fn label(body: &[u8]) -> Result<String, String> {
    let value: serde_json::Value = serde_json::from_slice(body)
        .map_err(|_| "the answer is no JSON: {\"label\": …} was expected".to_owned())?;
    match value.get("label") {
        Some(serde_json::Value::String(label)) => Ok(label.clone()),
        Some(serde_json::Value::Number(label)) => Ok(label.to_string()),
        _ => Err("the answer has no \"label\" that is a text or a number".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ms(n: u64) -> Duration {
        Duration::from_millis(n)
    }

    #[test]
    fn quantiles_are_by_the_nearest_rank() {
        let times: Vec<Duration> = (1..=20).map(ms).collect();
        // Of 20 values the 10th, the 19th (0.95 * 20) and the 20th (0.99 * 20 = 19.8, upwards).
        assert_eq!(quantile(&times, 0.50), ms(10));
        assert_eq!(quantile(&times, 0.95), ms(19));
        assert_eq!(quantile(&times, 0.99), ms(20));
        assert_eq!(quantile(&times[..1], 0.5), ms(1));
        assert_eq!(quantile(&[], 0.5), Duration::ZERO);
    }

    fn level(rate: u32, slow: usize, errors: usize) -> Level {
        let replies: Vec<Reply> = (0..100)
            .map(|k| Reply {
                took: ms(if k < slow { 400 } else { 20 }),
                at: ms(40 * (k as u64 + 1)),
                label: if k < errors {
                    Err("it answered 500".to_owned())
                } else {
                    Ok("3".to_owned())
                },
            })
            .collect();
        Level::of(rate, &replies)
    }

    #[test]
    fn a_rate_holds_while_it_is_quick_and_right() {
        let promise = Promise {
            accuracy: 0.8,
            p95: ms(250),
            errors: 0.01,
        };
        // Five slow ones of a hundred are beyond the 95th, six are not.
        assert!(level(10, 5, 0).holds(&promise));
        assert!(!level(10, 6, 0).holds(&promise));
        assert!(level(10, 0, 1).holds(&promise));
        assert!(!level(10, 0, 2).holds(&promise));
        // 99 answers in 4 seconds.
        assert!((level(10, 0, 1).throughput - 24.75).abs() < 1e-9);
        let levels = [level(2, 0, 0), level(5, 9, 0), level(10, 0, 0)];
        assert_eq!(
            sustained(&levels, &promise),
            2,
            "what holds after a rate that does not is luck"
        );
        assert_eq!(sustained(&levels[1..], &promise), 0);
        assert!(!Level::of(2, &[]).holds(&promise));
    }

    #[test]
    fn bad_requests_are_to_be_refused() {
        assert!(Met::of(Bad::Text, Ok(415)).survived());
        assert!(!Met::of(Bad::Text, Ok(200)).survived());
        assert!(!Met::of(Bad::Text, Ok(500)).survived());
        assert!(!Met::of(Bad::Text, Err("the connection was closed".into())).survived());
        assert!(Met::of(Bad::Flood, Err("the connection was closed".into())).survived());
    }

    /// A reader of PNG checks the sum of the head before it believes what stands in it.
    #[test]
    fn a_huge_picture_has_a_head_that_is_believed() {
        let mut good = Vec::new();
        let mut encoder = png::Encoder::new(&mut good, 2, 2);
        encoder.set_color(png::ColorType::Grayscale);
        encoder.write_header().unwrap().write_image_data(&[7; 4]).unwrap();
        let (body, kind) = bad_body(Bad::Huge, &good);
        assert_eq!(kind, "image/png");
        let mut decoder = png::Decoder::new(std::io::Cursor::new(body.unwrap()));
        let head = decoder.read_header_info().unwrap();
        assert_eq!((head.width, head.height), (60_000, 60_000));
    }

    #[test]
    fn answers_are_read() {
        assert_eq!(label(br#"{"label": "coat"}"#), Ok("coat".into()));
        assert_eq!(label(br#"{"label": 3, "p": 0.9}"#), Ok("3".into()));
        assert!(label(b"3").is_err());
        assert!(label(b"<html>").is_err());
    }
}
