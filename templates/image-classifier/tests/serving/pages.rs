//! What people and programs get.
use image::ImageFormat;

use crate::made::{FORM, Made, answer, form, get, picture, post, red, request, sent, service};

#[test]
fn the_first_page_needs_no_script_and_nobody_else() {
    let server = service(&Made::new(true), |options| {
        options.title = "Which <colour> is it?".into()
    });
    let page = get(server.address(), "/");
    assert_eq!(page.status, 200);
    for part in [
        "It tells apart: red, green, blue.",
        "<form id=\"ask\" method=\"post\" action=\"/classify\" enctype=\"multipart/form-data\"",
        "<button>What is it?</button>",
        "capture=\"environment\"",
        "Which &lt;colour&gt; is it?",
        "up to 12 MB",
    ] {
        assert!(page.body.contains(part), "no {part} in {}", page.body);
    }
    // What it loads is its own, and what it loads is there.
    assert!(!page.body.contains("://"));
    for own in ["/style.css", "/page.js"] {
        assert!(page.body.contains(own));
        assert_eq!(get(server.address(), own).status, 200);
    }
    let policy = page.header("content-security-policy").unwrap();
    assert!(
        policy.starts_with("default-src 'none'") && !policy.contains("unsafe"),
        "{policy}"
    );
    assert_eq!(page.header("x-content-type-options"), Some("nosniff"));
    assert_eq!(page.header("cache-control"), Some("no-store"));
    assert!(server.stop());
}

#[test]
fn programs_get_json() {
    let server = service(&Made::new(true), |_| ());
    let bodies = [
        ("image/png", red()),
        ("application/octet-stream", red()),
        // What curl says where nothing else is told.
        ("application/x-www-form-urlencoded", red()),
        ("image/jpg", picture([200, 50, 0], 20, 10, ImageFormat::Jpeg)),
        ("image/webp", picture([200, 50, 0], 20, 10, ImageFormat::WebP)),
        (FORM, form(&[("picture", "red.png", &red())])),
        // The kind of a file in a form is a guess of the browser's, by the name.
        (FORM, form(&[("picture", "", b""), ("photo", "red.jpg", &red())])),
    ];
    for (kind, body) in bodies {
        let said = post(server.address(), kind, &body);
        assert_eq!(said.status, 200, "{kind}: {said:?}");
        let json = said.json();
        assert_eq!(json["label"], "red");
        assert_eq!(json["classes"][0]["name"], "red");
        // 200 / 250; a JPEG may shift a colour by a few.
        let probability = json["classes"][0]["probability"].as_f64().unwrap();
        assert!((probability - 0.8).abs() < 0.02, "{probability}");
        assert_eq!(json["classes"][2]["name"], "blue");
        assert_eq!(json["heat"]["cells"], serde_json::json!([0.0, 0.25, 0.5, 1.0]));
        assert_eq!(json["picture"], serde_json::json!({ "width": 20, "height": 10 }));
    }
    assert!(server.stop());
}

#[test]
fn people_get_a_page_with_picture_heat_and_numbers() {
    let server = service(&Made::new(true), |_| ());
    let body = form(&[("picture", "<b>.png", &red())]);
    let headers = [
        ("content-type", FORM),
        ("accept", "text/html,application/xhtml+xml,*/*;q=0.8"),
    ];
    let page = answer(sent(
        server.address(),
        &request("POST /classify", &headers, &body),
    ));
    assert_eq!(page.status, 200);
    for part in [
        "This looks like <b>red</b> (80.0\u{a0}%).",
        "class=\"picture tiny\" src=\"data:image/png;base64,",
        "class=\"heat\" src=\"data:image/png;base64,",
        "width=\"80.0%\"",
        "<span>20.0\u{a0}%</span>",
        "&lt; 0.1\u{a0}%",
        "Another picture",
    ] {
        assert!(page.body.contains(part), "no {part} in {}", page.body);
    }
    // A large one is shown smaller than it came.
    let body = form(&[(
        "picture",
        "large.png",
        &picture([100, 90, 60], 3000, 10, ImageFormat::Png),
    )]);
    let page = answer(sent(
        server.address(),
        &request("POST /classify", &headers, &body),
    ));
    assert!(
        page.body.contains("Not sure: perhaps <b>red</b> (40.0\u{a0}%)."),
        "{}",
        page.body
    );
    assert!(
        page.body
            .contains("class=\"picture\" src=\"data:image/jpeg;base64,")
    );
    // A fault is a page too, with the form again.
    let page = answer(sent(
        server.address(),
        &request("POST /classify", &headers, &form(&[])),
    ));
    assert_eq!(page.status, 400);
    assert!(
        page.body
            .contains("There was no file in the form. Choose a picture first"),
        "{}",
        page.body
    );
    assert!(page.body.contains("id=\"ask\""));
    assert!(server.stop());
}

#[test]
fn health_and_metrics() {
    let server = service(&Made::new(true), |_| ());
    let health = get(server.address(), "/health");
    assert_eq!(
        (health.status, health.json()["status"].as_str()),
        (200, Some("ok"))
    );
    assert_eq!(post(server.address(), "image/png", &red()).status, 200);
    assert_eq!(post(server.address(), "image/png", b"").status, 400);
    assert_eq!(get(server.address(), "/made-up/path").status, 404);
    let metrics = get(server.address(), "/metrics");
    for line in [
        "requests_total{route=\"/classify\",status=\"200\"} 1",
        "requests_total{route=\"/classify\",status=\"400\"} 1",
        "requests_total{route=\"/health\",status=\"200\"} 1",
        "requests_total{route=\"elsewhere\",status=\"404\"} 1",
        "queue_length 0",
        "request_seconds_count 1",
        "forward_seconds_count 1",
        "batch_size_bucket{le=\"1\"} 1",
    ] {
        assert!(
            metrics.body.lines().any(|found| found == line),
            "no {line} in {}",
            metrics.body
        );
    }
    assert!(server.stop());
}
