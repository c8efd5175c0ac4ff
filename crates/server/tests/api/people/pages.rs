//! Every page and file of a page for everybody: they are the same for all, and tell of no cluster.

use std::collections::BTreeSet;

use http::Method;

use super::{House, matrix::answer};

/// What is asked of each page, and what everybody is answered. The last is any other path.
const ASKED: [(&str, Method, &str, &[u16]); 10] = [
    ("/sign-in", Method::GET, "/sign-in?next=%2Fclusters", &[200]),
    ("/sign-in", Method::POST, "/sign-in", &[401]),
    (
        "/sign-in/provider",
        Method::GET,
        "/sign-in/provider",
        &[404],
    ),
    (
        "/sign-in/callback",
        Method::GET,
        "/sign-in/callback?state=x&code=y",
        &[404],
    ),
    (
        "/sign-in/back-channel-logout",
        Method::POST,
        "/sign-in/back-channel-logout",
        &[404],
    ),
    ("/sign-out", Method::POST, "/sign-out", &[303]),
    (
        "/sign-out/everywhere",
        Method::POST,
        "/sign-out/everywhere",
        &[303],
    ),
    ("/assets/{*path}", Method::GET, "/assets/none.js", &[404]),
    // Where the front end was not built there are none.
    ("/licences", Method::GET, "/licences", &[303, 404]),
    (
        "",
        Method::GET,
        "/clusters/NAME/namespaces/NAMESPACE",
        &[200],
    ),
];

#[tokio::test]
async fn every_page_is_the_same_for_everybody_and_tells_of_no_cluster() {
    let house = House::open().await;
    let (app, people) = (&house.app, &house.people);
    let known: BTreeSet<_> = ASKED.iter().map(|row| (row.0, row.1.as_str())).collect();
    for (path, method) in server::router::page_routes() {
        let is_known = known.contains(&(path, method.as_str()));
        assert!(
            is_known,
            "{method} {path} has no row here: who may ask for it?"
        );
    }
    for (_, method, path, expected) in &ASKED {
        let path = path
            .replace("NAMESPACE", &house.elsewhere)
            .replace("NAME", &app.name);
        // The nonce of a page is another one each time.
        let mut answers = BTreeSet::new();
        for token in [
            None,
            Some(&people.outsider),
            Some(&people.viewer),
            Some(&people.editor),
            Some(&people.admin),
        ] {
            let call = match token {
                None => app.call(method.clone(), &path),
                Some(token) => app.person(token, method.clone(), &path),
            };
            let call = call
                .header("accept", "text/html")
                .header("content-type", "application/x-www-form-urlencoded");
            let body = if path == "/sign-in" && *method == Method::POST {
                "token=none"
            } else {
                "logout_token=none"
            };
            let (status, text) = answer(call.open(body).await).await;
            assert!(
                expected.contains(&status.as_u16()),
                "{method} {path}: {status} {text}"
            );
            assert!(!text.contains("hidden-agent"), "{method} {path}: {text}");
            answers.insert((status.as_u16(), text.len()));
        }
        assert_eq!(answers.len(), 1, "{method} {path}");
    }
}
