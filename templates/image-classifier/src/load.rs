//! How fast the service answers at a rate that does not wait for it: requests are planned, and a late answer is late from the moment
//! that its request was planned, so that a service that falls behind cannot hide it.
use std::fmt;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use ureq::Agent;

/// The promise: 95 of 100 answers come within so many times the forward pass of one picture.
pub const PROMISE: f64 = 3.0;

/// Requests that are asked one after the other first, to know the forward pass of one picture.
const ALONE: usize = 20;

/// What is measured.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The address of the service, such as `http://127.0.0.1:8080`.
    pub address: String,
    /// Requests in a second.
    pub rate: f64,
    /// For how many seconds.
    pub seconds: f64,
    /// Requests under way at once, at most.
    pub connections: usize,
}

/// What came out.
#[derive(Clone, Debug, PartialEq)]
pub struct Measured {
    /// The rate that was asked for, in requests a second.
    pub rate: f64,
    /// Requests that were sent.
    pub sent: usize,
    /// Answers with status 200.
    pub answered: usize,
    /// Refused with 503, as a service with enough to do does.
    pub refused: usize,
    /// The time within which half of the answers came, from the planned moment; `None` without answers.
    pub p50: Option<Duration>,
    /// The same of 95 of 100.
    pub p95: Option<Duration>,
    /// What the classifier needed for one picture alone, on average, by the service's own metrics.
    pub forward: Duration,
}

impl Measured {
    /// Whether every request was answered and the promise kept.
    pub fn holds(&self) -> bool {
        self.answered == self.sent
            && self
                .p95
                .is_some_and(|p95| p95.as_secs_f64() <= PROMISE * self.forward.as_secs_f64())
    }
}

impl fmt::Display for Measured {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ms = |time: Duration| format!("{:.1} ms", time.as_secs_f64() * 1000.0);
        let or = |time: Option<Duration>| time.map_or("none".into(), ms);
        write!(
            f,
            "{} a second: {} sent, {} answered, {} refused, {} failed; p50 {}, p95 {}; forward pass of one {}; p95 is {:.1} times that: {}",
            self.rate,
            self.sent,
            self.answered,
            self.refused,
            self.sent - self.answered - self.refused,
            or(self.p50),
            or(self.p95),
            ms(self.forward),
            self.p95
                .map_or(f64::NAN, |p95| p95.as_secs_f64() / self.forward.as_secs_f64()),
            if self.holds() { "held" } else { "not held" },
        )
    }
}

/// Sends pictures in turn at the rate, and measures.
///
/// # Errors
/// A sentence where nobody answers, or the first answers are no good ones.
pub fn measure(plan: &Plan, pictures: &[Vec<u8>]) -> Result<Measured, String> {
    if !(plan.rate.is_finite() && plan.rate > 0.0 && plan.seconds.is_finite() && plan.seconds > 0.0) {
        return Err("rate and seconds must be numbers above 0".into());
    }
    let first = pictures
        .first()
        .ok_or("there is no picture to send: name at least one")?;
    let base = base(&plan.address);
    let agent: Agent = Agent::config_builder()
        .timeout_global(Some(Duration::from_secs(60)))
        .http_status_as_error(false)
        .max_idle_connections(plan.connections)
        .max_idle_connections_per_host(plan.connections)
        .build()
        .into();
    let send = |picture: &[u8]| -> Result<u16, String> {
        let mut answer = agent
            .post(format!("{base}/classify"))
            .header("content-type", "application/octet-stream")
            .send(picture)
            .map_err(|error| format!("{base} gives no answer: {error}"))?;
        answer
            .body_mut()
            .read_to_vec()
            .map_err(|error| format!("an answer broke off: {error}"))?;
        Ok(answer.status().as_u16())
    };
    let before = forward(&agent, &base)?;
    for _ in 0..ALONE {
        let status = send(first)?;
        if status != 200 {
            return Err(format!(
                "{base}/classify answers with status {status} to the first picture"
            ));
        }
    }
    let after = forward(&agent, &base)?;
    let calls = (after.1 - before.1).max(1.0);
    let forward = Duration::from_secs_f64(((after.0 - before.0) / calls).max(0.0));

    let sent = ((plan.rate * plan.seconds).round() as usize).max(1);
    let next = AtomicUsize::new(0);
    let answers = Mutex::new((Vec::new(), 0));
    let begin = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..plan.connections.clamp(1, sent) {
            scope.spawn(|| {
                loop {
                    let at = next.fetch_add(1, Ordering::SeqCst);
                    if at >= sent {
                        return;
                    }
                    let planned = begin + Duration::from_secs_f64(at as f64 / plan.rate);
                    std::thread::sleep(planned.saturating_duration_since(Instant::now()));
                    let status = send(&pictures[at % pictures.len()]);
                    let taken = planned.elapsed();
                    let mut answers = answers.lock().unwrap_or_else(PoisonError::into_inner);
                    match status {
                        Ok(200) => answers.0.push(taken),
                        Ok(503) => answers.1 += 1,
                        Ok(_) | Err(_) => {}
                    }
                }
            });
        }
    });
    let (mut times, refused) = answers.into_inner().unwrap_or_else(PoisonError::into_inner);
    times.sort_unstable();
    Ok(Measured {
        rate: plan.rate,
        sent,
        answered: times.len(),
        refused,
        p50: nearest(&times, 0.50),
        p95: nearest(&times, 0.95),
        forward,
    })
}

/// `127.0.0.1:8080/` is `http://127.0.0.1:8080`.
fn base(address: &str) -> String {
    let address = address.trim_end_matches('/');
    if address.contains("://") {
        address.into()
    } else {
        format!("http://{address}")
    }
}

/// The smallest of the sorted times that is no smaller than this share of them.
fn nearest(times: &[Duration], share: f64) -> Option<Duration> {
    let at = (share * times.len() as f64).ceil() as usize;
    times.get(at.saturating_sub(1)).copied()
}

/// Seconds in the classifier so far, and its calls.
fn forward(agent: &Agent, base: &str) -> Result<(f64, f64), String> {
    let text = agent
        .get(format!("{base}/metrics"))
        .call()
        .and_then(|mut answer| answer.body_mut().read_to_string())
        .map_err(|error| format!("{base} gives no answer: {error}"))?;
    let value = |name: &str| {
        text.lines()
            .find_map(|line| line.strip_prefix(name)?.trim().parse().ok())
            .ok_or(format!(
                "{base}/metrics has no {name}: is this an image-classifier?"
            ))
    };
    Ok((value("forward_seconds_sum ")?, value("forward_seconds_count ")?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_by_nearest_rank() {
        let times: Vec<Duration> = (1..=20).map(Duration::from_millis).collect();
        // 0.95 of 20 is 19: the nineteenth.
        assert_eq!(nearest(&times, 0.95), Some(Duration::from_millis(19)));
        assert_eq!(nearest(&times, 0.50), Some(Duration::from_millis(10)));
        assert_eq!(nearest(&times[..1], 0.95), Some(Duration::from_millis(1)));
        assert_eq!(nearest(&[], 0.95), None);
    }

    #[test]
    fn the_promise_needs_every_answer() {
        let measured = |answered, p95| Measured {
            rate: 10.0,
            sent: 100,
            answered,
            refused: 0,
            p50: None,
            p95: Some(Duration::from_millis(p95)),
            forward: Duration::from_millis(10),
        };
        assert!(measured(100, 30).holds());
        assert!(!measured(100, 31).holds());
        assert!(!measured(99, 12).holds());
    }

    #[test]
    fn addresses() {
        assert_eq!(base("127.0.0.1:8080/"), "http://127.0.0.1:8080");
        assert_eq!(base("http://localhost:1"), "http://localhost:1");
    }
}
