//! What the service counts, in the text form of Prometheus.
use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Upper edges of the times, in seconds.
const SECONDS: [f64; 13] = [
    0.001, 0.002, 0.005, 0.01, 0.02, 0.03, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0,
];
/// Upper edges of the sizes of batches.
const SIZES: [f64; 7] = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0];

/// Counters of one service.
#[derive(Debug, Default)]
pub struct Metrics(Mutex<Counted>);

#[derive(Debug, Default)]
struct Counted {
    requests: BTreeMap<(&'static str, u16), u64>,
    latency: Histogram<13>,
    forward: Histogram<13>,
    batches: Histogram<7>,
}

#[derive(Debug)]
struct Histogram<const N: usize> {
    within: [u64; N],
    count: u64,
    sum: f64,
}

impl<const N: usize> Default for Histogram<N> {
    fn default() -> Histogram<N> {
        Histogram {
            within: [0; N],
            count: 0,
            sum: 0.0,
        }
    }
}

impl<const N: usize> Histogram<N> {
    fn add(&mut self, edges: &[f64; N], value: f64) {
        for (within, edge) in self.within.iter_mut().zip(edges) {
            *within += u64::from(value <= *edge);
        }
        self.count += 1;
        self.sum += value;
    }

    fn write(&self, edges: &[f64; N], name: &str, help: &str, text: &mut String) {
        // Writing into a string does not fail.
        let _ = writeln!(text, "# HELP {name} {help}\n# TYPE {name} histogram");
        for (within, edge) in self.within.iter().zip(edges) {
            let _ = writeln!(text, "{name}_bucket{{le=\"{edge}\"}} {within}");
        }
        let _ = writeln!(text, "{name}_bucket{{le=\"+Inf\"}} {}", self.count);
        let _ = writeln!(text, "{name}_sum {}\n{name}_count {}", self.sum, self.count);
    }
}

/// What is so at this moment.
#[derive(Clone, Copy, Debug)]
pub struct Now {
    /// Pictures that were taken and have no answer yet.
    pub waiting: usize,
    /// Open connections.
    pub connections: usize,
}

impl Metrics {
    /// A request to `route` was answered with `status` after `time`.
    pub fn answered(&self, route: &'static str, status: u16, time: Duration) {
        let mut counted = self.counted();
        *counted.requests.entry((route, status)).or_default() += 1;
        if route == "/classify" && status == 200 {
            counted.latency.add(&SECONDS, time.as_secs_f64());
        }
    }

    /// The classifier took `time` for a batch of `size` pictures.
    pub fn batch(&self, size: usize, time: Duration) {
        let mut counted = self.counted();
        counted.forward.add(&SECONDS, time.as_secs_f64());
        counted.batches.add(&SIZES, size as f64);
    }

    /// Everything as text.
    pub fn text(&self, now: Now) -> String {
        let counted = self.counted();
        let mut text = String::from(
            "# HELP requests_total Requests by route and status.\n# TYPE requests_total counter\n",
        );
        for ((route, status), count) in &counted.requests {
            let _ = writeln!(
                text,
                "requests_total{{route=\"{route}\",status=\"{status}\"}} {count}"
            );
        }
        let _ = writeln!(
            text,
            "# HELP queue_length Pictures that were taken and have no answer yet.\n# TYPE queue_length gauge\nqueue_length {}\n\
             # HELP connections Open connections.\n# TYPE connections gauge\nconnections {}",
            now.waiting, now.connections
        );
        counted.latency.write(
            &SECONDS,
            "request_seconds",
            "From the head of a request to its answer, pictures that were classified.",
            &mut text,
        );
        counted.forward.write(
            &SECONDS,
            "forward_seconds",
            "One call of the classifier.",
            &mut text,
        );
        counted.batches.write(
            &SIZES,
            "batch_size",
            "Pictures in one call of the classifier.",
            &mut text,
        );
        text
    }

    fn counted(&self) -> std::sync::MutexGuard<'_, Counted> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buckets_are_cumulative() {
        let metrics = Metrics::default();
        // 3 ms lies within 5 ms and all wider edges; 7 s only within the last.
        metrics.answered("/classify", 200, Duration::from_millis(3));
        metrics.answered("/classify", 200, Duration::from_secs(7));
        metrics.answered("/classify", 415, Duration::from_secs(1));
        metrics.batch(3, Duration::from_millis(10));
        let text = metrics.text(Now {
            waiting: 4,
            connections: 2,
        });
        for line in [
            "requests_total{route=\"/classify\",status=\"200\"} 2",
            "requests_total{route=\"/classify\",status=\"415\"} 1",
            "queue_length 4",
            "connections 2",
            "request_seconds_bucket{le=\"0.002\"} 0",
            "request_seconds_bucket{le=\"0.005\"} 1",
            "request_seconds_bucket{le=\"5\"} 1",
            "request_seconds_bucket{le=\"+Inf\"} 2",
            "request_seconds_sum 7.003",
            "request_seconds_count 2",
            "batch_size_bucket{le=\"2\"} 0",
            "batch_size_bucket{le=\"4\"} 1",
            "forward_seconds_bucket{le=\"0.01\"} 1",
        ] {
            assert!(text.lines().any(|found| found == line), "no `{line}` in\n{text}");
        }
    }
}
