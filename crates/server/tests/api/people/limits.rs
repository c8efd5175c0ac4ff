//! How often one person may ask and write.

use http::Method;

use super::House;
use crate::support::{Answer, TestApp};

/// Asks until it is refused, and says after how often and how.
async fn until_refused(app: &TestApp, token: &str, method: Method, path: &str) -> (u32, Answer) {
    for count in 0..2000 {
        let answer = app.person(token, method.clone(), path).send("").await;
        if answer.status == 429 {
            return (count, answer);
        }
    }
    panic!("{path} is never refused");
}

#[tokio::test]
async fn one_person_who_asks_and_writes_too_often_waits_and_others_do_not() {
    let house = House::open().await;
    let (app, people) = (&house.app, &house.people);
    let asks = (Method::GET, "/api/v1/session");
    let writes = (
        Method::DELETE,
        format!("/api/v1/sessions/{}", "0a".repeat(32)),
    );
    let (count, refused) = until_refused(app, &people.viewer, asks.0.clone(), asks.1).await;
    assert!((1200..1500).contains(&count), "{count}");
    let seconds: u32 = refused.header("retry-after").parse().unwrap();
    assert!((1..=60).contains(&seconds), "{seconds}");
    let problem = refused.problem();
    assert_eq!(problem.kind, "/problems/too-many-requests");
    assert!(
        problem.detail.contains("in your name"),
        "{}",
        problem.detail
    );

    // Writing is counted by itself.
    let (count, refused) = until_refused(app, &people.viewer, writes.0, &writes.1).await;
    assert!((300..400).contains(&count), "{count}");
    assert!(!refused.header("retry-after").is_empty());
    let other = app.person(&people.editor, asks.0, asks.1);
    other.send("").await.expect(200);
}

#[tokio::test]
async fn who_is_alone_with_the_console_is_not_counted() {
    let app = TestApp::start().await;
    for _ in 0..1500 {
        app.get("/api/v1/session").await.expect(200);
    }
}
