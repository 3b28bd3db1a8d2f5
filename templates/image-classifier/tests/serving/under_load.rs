//! More is asked than can be answered, and the end.
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use image_classifier::load::{Plan, measure};

use crate::made::{Made, answer, get, post, red, request, sent, service};

/// A picture on its way: its place in the queue is taken.
fn waiting(server: SocketAddr, already: u64) -> TcpStream {
    let asked = sent(
        server,
        &request("POST /classify", &[("content-type", "image/png")], &red()),
    );
    while get(server, "/health").json()["waiting"].as_u64().unwrap() <= already {
        std::thread::sleep(Duration::from_millis(2));
    }
    asked
}

#[test]
fn a_full_queue_refuses_in_words_and_what_was_taken_is_answered() {
    let made = Made::new(false);
    let server = service(&made, |options| options.batching.queue_max = 2);
    let taken = [waiting(server.address(), 0), waiting(server.address(), 1)];
    let refused = post(server.address(), "image/png", &red());
    assert_eq!((refused.status, refused.header("retry-after")), (503, Some("2")));
    assert!(
        refused.json()["error"]
            .as_str()
            .unwrap()
            .contains("More pictures are waiting")
    );
    assert!(
        get(server.address(), "/metrics")
            .body
            .contains("\nqueue_length 2\n")
    );
    made.open();
    for taken in taken {
        assert_eq!(answer(taken).json()["label"], "red");
    }
    assert_eq!(post(server.address(), "image/png", &red()).status, 200);
    assert!(server.stop());
}

#[test]
fn who_waits_too_long_is_told() {
    let made = Made::new(false);
    let server = service(&made, |options| {
        options.limits.answer = Duration::from_millis(200)
    });
    let told = post(server.address(), "image/png", &red());
    assert_eq!((told.status, told.header("retry-after")), (503, Some("2")));
    assert!(told.body.contains("not reached in time"), "{told:?}");
    made.open();
    assert!(server.stop());
}

#[test]
fn stopping_finishes_what_was_taken_and_takes_no_more() {
    let made = Made::new(false);
    let server = service(&made, |_| ());
    let address = server.address();
    let taken = waiting(address, 0);
    // A connection that is open and asks nothing does not hold it.
    let idle = TcpStream::connect(address).unwrap();
    let stopping = std::thread::spawn(move || server.stop());
    while TcpStream::connect(address).is_ok() {
        std::thread::sleep(Duration::from_millis(5));
    }
    assert!(!stopping.is_finished());
    made.open();
    assert_eq!(answer(taken).json()["label"], "red");
    assert!(stopping.join().unwrap(), "everything that was taken was answered");
    drop(idle);
}

#[test]
fn stopping_does_not_wait_for_ever() {
    let made = Made::new(false);
    let server = service(&made, |options| options.limits.grace = Duration::from_millis(100));
    let taken = waiting(server.address(), 0);
    let opening = std::thread::spawn({
        let made = made.clone();
        move || {
            // The classifier itself cannot be stopped in a batch: it is let go after the patience is over.
            std::thread::sleep(Duration::from_millis(600));
            made.open();
        }
    });
    assert!(!server.stop(), "something was left unanswered");
    opening.join().unwrap();
    drop(taken);
}

#[test]
fn load_is_measured_and_nobody_there_is_said() {
    let made = Made::new(true);
    let server = service(&made, |_| ());
    let mut plan = Plan {
        address: server.address().to_string(),
        rate: 200.0,
        seconds: 0.5,
        connections: 8,
    };
    let measured = measure(&plan, &[red()]).unwrap();
    assert_eq!(
        (measured.sent, measured.answered, measured.refused),
        (100, 100, 0)
    );
    assert!(measured.p50 <= measured.p95);
    assert!(
        measured
            .to_string()
            .starts_with("200 a second: 100 sent, 100 answered, 0 refused, 0 failed; p50 "),
        "{measured}"
    );
    assert!(
        measure(&plan, &[b"no picture".to_vec()])
            .unwrap_err()
            .contains("status 415")
    );
    assert!(server.stop());
    assert!(measure(&plan, &[red()]).unwrap_err().contains("no answer"));
    plan.rate = 0.0;
    assert!(measure(&plan, &[red()]).unwrap_err().contains("above 0"));
}
