//! An admin of the console ends the sessions of others.

use contract::SessionList;
use http::Method;
use serde_json::Value;

use super::House;
use crate::support::words;

#[tokio::test]
async fn an_admin_ends_the_sessions_of_others_and_that_is_on_record() {
    let house = House::open().await;
    let (app, people) = (&house.app, &house.people);
    let mut cookies = Vec::new();
    for token in [&people.viewer, &people.editor, &people.editor] {
        let form = app.call(Method::POST, "/sign-in");
        let form = form.header("content-type", "application/x-www-form-urlencoded");
        let answer = form.send(format!("token={token}")).await.expect(303);
        let cookie = answer.header("set-cookie").split(';').next().unwrap();
        cookies.push(cookie.to_owned());
    }
    let is_in = async |cookie: &str| {
        let call = app.call(Method::GET, "/api/v1/session");
        call.header("cookie", cookie).send("").await.status == 200
    };
    let admin = app.token_of_console_admin().await;
    let ask = async |token: &str, method: Method, path: &str| {
        app.person(token, method, path).send("").await
    };
    let list = async |text: &str| {
        let path = contract::path::sessions_of_all(text);
        let answer = ask(&admin, Method::GET, &path).await.expect(200);
        serde_json::from_str::<SessionList>(&answer.text)
            .unwrap()
            .items
    };
    let name = |name: &str| format!("system:serviceaccount:{}:{name}", app.namespace);
    assert_eq!(list("").await.len(), 3);
    assert_eq!(list(":EDITOR").await.len(), 2);
    assert_eq!(list("%").await.len(), 0);
    let [viewers] = &*list(":viewer").await else {
        panic!("the viewer has one session");
    };
    assert_eq!(viewers.user, name("viewer"));

    // Nobody else sees or ends them, an admin of the cluster neither.
    for token in [&people.admin, &people.editor] {
        for (method, path, status) in [
            (Method::GET, contract::path::sessions_of_all(""), 403),
            (
                Method::DELETE,
                contract::path::sessions_of(&name("viewer")),
                403,
            ),
            (
                Method::DELETE,
                "/api/v1/sessions?everybody=true".to_owned(),
                403,
            ),
            (
                Method::DELETE,
                contract::path::one_session(&viewers.id),
                404,
            ),
        ] {
            let answer = ask(token, method, &path).await;
            assert_eq!(answer.status, status, "{path}");
        }
    }
    assert!(is_in(&cookies[0]).await);

    let one = contract::path::one_session(&viewers.id);
    ask(&admin, Method::DELETE, &one).await.expect(204);
    ask(&admin, Method::DELETE, &one).await.expect(404);
    assert!(!is_in(&cookies[0]).await && is_in(&cookies[1]).await);
    let all = contract::path::sessions_of(&name("editor"));
    ask(&admin, Method::DELETE, &all).await.expect(204);
    assert!(!is_in(&cookies[1]).await && !is_in(&cookies[2]).await);
    assert!(list("").await.is_empty());

    let trail = ask(&admin, Method::GET, "/api/v1/audit?limit=2").await;
    let trail = trail.expect(200).json();
    let rows: Vec<String> = trail["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row: &Value| words(row, &["action", "kind", "name", "outcome"]))
        .collect();
    assert_eq!(
        rows,
        [
            format!("sign-out-everywhere Session {} done", name("editor")),
            format!("sign-out Session {} done", name("viewer")),
        ]
    );
    let who = format!("system:serviceaccount:{}-console:auditor", app.namespace);
    assert_eq!(trail["items"][0]["user"], who);
}
