//! Signing in with a token of the cluster.

use http::Method;
use serde_json::json;
use server::sign_in::ClusterAccess;

use super::House;
use crate::support::{Answer, TestApp};

const FORM: &str = "application/x-www-form-urlencoded";

async fn sign_in(app: &TestApp, token: &str) -> Answer {
    app.call(Method::POST, "/sign-in")
        .header("content-type", FORM)
        .send(format!("token={token}&next=%2Fclusters"))
        .await
}

fn cookie(answer: &Answer) -> String {
    let cookie = answer.header("set-cookie");
    cookie.split(';').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_person_signs_in_with_a_token_and_is_who_the_cluster_says() {
    let house = House::open().await;
    let app = &house.app;
    let page = app.call(Method::GET, "/sign-in").send("").await.expect(200);
    assert!(page.text.contains("kubectl create token"), "{}", page.text);

    let wrong = sign_in(app, "not-a-token").await.expect(401);
    assert!(wrong.header("set-cookie").is_empty());
    assert!(!wrong.text.contains("not-a-token"), "{}", wrong.text);
    // A token of the cluster has no place in an address.
    let path = format!("/sign-in?token={}", house.people.viewer);
    let in_address = app.call(Method::GET, &path).send("").await;
    let is_refused = in_address.header("set-cookie").is_empty();
    assert!(is_refused, "{} {}", in_address.status, in_address.text);

    let right = sign_in(app, &house.people.viewer).await.expect(303);
    assert_eq!(right.header("location"), "/clusters");
    let cookie = cookie(&right);
    let as_viewer = |path: &str| app.call(Method::GET, path).header("cookie", &cookie);
    let session = as_viewer("/api/v1/session")
        .send("")
        .await
        .expect(200)
        .json();
    let user = format!("system:serviceaccount:{}:viewer", app.namespace);
    assert_eq!(session["user"], user);
    let list = format!(
        "{}?namespace={}",
        contract::path::daemonsets(&app.name),
        house.elsewhere
    );
    as_viewer(&list).send("").await.expect(403);
    let list = format!(
        "{}?namespace={}",
        contract::path::daemonsets(&app.name),
        app.namespace
    );
    as_viewer(&list).send("").await.expect(200);

    // What is kept of the token is sealed.
    let token = &house.people.viewer;
    let rows = app
        .app
        .store
        .sessions()
        .delete_of(&format!("cluster/{user}"))
        .await;
    assert_eq!(rows.unwrap(), 1);
    as_viewer("/api/v1/session").send("").await.expect(401);
    assert!(!format!("{:?}", app.app.sign_in).contains(token.as_str()));
}

#[tokio::test]
async fn a_person_sees_where_he_is_signed_in_and_ends_what_is_not_his_any_more() {
    let house = House::open().await;
    let app = &house.app;
    let mut cookies = Vec::new();
    for (token, agent) in [
        (&house.people.viewer, "Firefox"),
        (&house.people.viewer, "curl/8"),
        (&house.people.editor, "Chrome"),
    ] {
        let call = app.call(Method::POST, "/sign-in");
        let call = call
            .header("content-type", FORM)
            .header("user-agent", agent);
        cookies.push(cookie(
            &call.send(format!("token={token}")).await.expect(303),
        ));
    }
    let [mine, old, other] = [&cookies[0], &cookies[1], &cookies[2]];
    let list = async |cookie: &str| {
        let call = app
            .call(Method::GET, "/api/v1/sessions")
            .header("cookie", cookie);
        let list: contract::SessionList =
            serde_json::from_value(call.send("").await.expect(200).json()).unwrap();
        list.items
    };
    let end = async |cookie: &str, id: &str| {
        let path = contract::path::one_session(id);
        let call = app.call(Method::DELETE, &path).header("cookie", cookie);
        call.send("").await.status.as_u16()
    };
    let rows = list(mine).await;
    let [theirs] = &*list(other).await else {
        panic!("somebody else has other sessions than his own");
    };
    let told = |rows: &[contract::SessionRow]| {
        let mut told: Vec<_> = rows
            .iter()
            .map(|it| (it.browser.clone(), it.current))
            .collect();
        told.sort();
        told
    };
    let row = |browser: &str, current| (browser.to_owned(), current);
    assert_eq!(told(&rows), [row("Firefox", true), row("curl/8", false)]);
    // What it is called signs nobody in, and is not in the cookie.
    assert!(
        rows.iter()
            .all(|row| !mine.contains(&row.id) && !old.contains(&row.id))
    );
    // One of somebody else is answered as one that is not there.
    assert_eq!(end(mine, &theirs.id).await, 404);
    assert_eq!(end(mine, &"0a".repeat(32)).await, 404);
    assert_eq!(list(other).await.len(), 1);
    let old_row = rows.iter().find(|row| !row.current).unwrap();
    assert_eq!(end(mine, &old_row.id).await, 204);
    assert_eq!(end(mine, &old_row.id).await, 404);
    let session = app
        .call(Method::GET, "/api/v1/session")
        .header("cookie", old);
    session.send("").await.expect(401);
    assert_eq!(told(&list(mine).await), [row("Firefox", true)]);
}

#[tokio::test]
async fn what_is_kept_belongs_to_a_person() {
    let house = House::open().await;
    let (app, people) = (&house.app, &house.people);
    let draft = json!({"cluster": app.name, "text": "kind: DaemonSet"}).to_string();
    let put = app
        .person(&people.editor, Method::PUT, "/api/v1/drafts/mine")
        .header("content-type", "application/json");
    put.send(draft).await.expect(200);
    let read = async |token: &str| {
        let call = app.person(token, Method::GET, "/api/v1/drafts/mine");
        call.send("").await.status.as_u16()
    };
    assert_eq!(read(&people.editor).await, 200);
    // The admin of the cluster is nobody else either.
    assert_eq!(read(&people.admin).await, 404);
    assert_eq!(read(&people.viewer).await, 404);

    let restart = format!("{}/restart", app.object("agent"));
    app.person(&people.editor, Method::POST, &restart)
        .send("")
        .await
        .expect(200);
    let trail = async |token: &str| {
        let call = app.person(token, Method::GET, "/api/v1/audit?limit=100");
        let rows = call.send("").await.expect(200).json();
        let rows = rows["items"].as_array().unwrap().clone();
        let users = rows
            .iter()
            .map(|row| row["user"].as_str().unwrap().to_owned());
        users.collect::<std::collections::BTreeSet<_>>()
    };
    let name = |name: &str| format!("system:serviceaccount:{}:{name}", app.namespace);
    assert_eq!(trail(&people.editor).await, [name("editor")].into());
    assert_eq!(trail(&people.admin).await, [name("admin")].into());
    assert!(trail(&people.outsider).await.is_empty());
}

#[tokio::test]
async fn a_service_account_is_impersonated_by_nobody() {
    let app = TestApp::with_people(ClusterAccess::Impersonate).await;
    let token = app.token_of("robot", &[("", "cluster-admin")]).await;
    let answer = app
        .person(&token, Method::GET, "/api/v1/session")
        .send("")
        .await;
    let detail = answer.expect(403).problem().detail;
    assert!(detail.contains("system:serviceaccount:"), "{detail}");
    let answer = sign_in(&app, &token).await.expect(403);
    assert!(answer.text.contains("pass-through"), "{}", answer.text);
}

#[tokio::test]
async fn who_is_impersonated_has_rights_of_his_own_alone() {
    if std::env::var("EVERYNODE_TEST_KUBECONFIG").is_ok() {
        println!("skipped on a real control plane, which knows nobody but service accounts");
        return;
    }
    let app = TestApp::with_people(ClusterAccess::Impersonate).await;
    let bind = |user: &str, role: &str| {
        json!({
            "metadata": {"name": user},
            "subjects": [{"kind": "User", "name": user}],
            "roleRef": {"kind": "ClusterRole", "name": role},
        })
    };
    let path = format!(
        "/apis/rbac.authorization.k8s.io/v1/namespaces/{}/rolebindings",
        app.namespace
    );
    app.cluster_request("POST", &path, &bind("vera", "view"))
        .await;
    let token_of = |role: &str| {
        let person = sandbox::Person::ALL.iter().find(|it| it.role == role);
        person.unwrap().token
    };
    let list = format!(
        "{}?namespace={}",
        contract::path::daemonsets(&app.name),
        app.namespace
    );
    let ask = async |role: &str, header: Option<(&str, &str)>| {
        let mut call = app.person(token_of(role), Method::GET, &list);
        if let Some((name, value)) = header {
            call = call.header(name, value);
        }
        call.send("").await.status.as_u16()
    };
    assert_eq!(ask("viewer", None).await, 200);
    assert_eq!(ask("admin", None).await, 200);
    assert_eq!(ask("outsider", None).await, 403);
    // What somebody says of himself in such a header goes no further.
    for header in [
        ("impersonate-user", "ada"),
        ("impersonate-group", "system:masters"),
        ("impersonate-extra-scopes", "all"),
    ] {
        assert_eq!(ask("outsider", Some(header)).await, 403, "{header:?}");
    }
    // Whoever may do it does it under his own name.
    let created = app
        .person(token_of("admin"), Method::POST, &app.collection())
        .send(crate::support::manifest("agent"))
        .await;
    created.expect(201);
    let refused = app
        .person(token_of("viewer"), Method::POST, &app.collection())
        .send(crate::support::manifest("other"))
        .await;
    let detail = refused.expect(403).problem().detail;
    assert!(detail.contains("User \"vera\" cannot create"), "{detail}");
}
