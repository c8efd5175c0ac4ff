//! Tokens of further clusters: each goes to its own, and to no other.

mod lapsed;

use std::time::Duration;

use contract::{ClusterOrigin, DaemonSetsOfClusters};
use http::Method;
use http_body_util::BodyExt as _;
use serde_json::{Value, json};
use server::{
    clusters::{Found, Way},
    config::SessionTimes,
    sign_in::{ClusterAccess, SealKeys, SignIn, TokenSignIn},
};

use crate::support::{Answer, Heard, TOKEN, TestApp, home};

const EDITOR: &str = "sandbox-editor-token";
const VIEWER: &str = "sandbox-viewer-token";

fn user_of(token: &str) -> &'static str {
    let mut people = sandbox::Person::ALL.iter();
    people.find(|person| person.token == token).unwrap().user
}

fn tokens(heard: &Heard, access: ClusterAccess) -> TokenSignIn {
    let keys = SealKeys::random().unwrap();
    TokenSignIn::new(home(&heard.cluster), access, Vec::new(), keys)
}

/// Sign-in by tokens of this cluster.
fn by_token_of(home: &Heard) -> SignIn {
    let tokens = tokens(home, ClusterAccess::PassThrough);
    SignIn::with_cluster(tokens, SessionTimes::default())
}

/// A console over three clusters, of which the first is that of sign-in, the second is reached as it is and the third has a way
/// of its own.
struct Three {
    app: TestApp,
    first: Heard,
    far: Heard,
    near: Heard,
}

impl Three {
    async fn by_token() -> Self {
        Self::by(by_token_of).await
    }

    async fn by(sign_in: impl FnOnce(&Heard) -> SignIn) -> Self {
        let [first, far, near] = ["first", "far", "near"].map(Heard::cluster);
        let app = TestApp::over_heard(&first, sign_in(&first)).await;
        let found = |heard: &Heard, access| Found {
            name: heard.cluster.name().to_owned(),
            way: Way::Ready(heard.cluster.clone()),
            is_unverified: false,
            fingerprint: None,
            access,
        };
        let more = vec![
            found(&far, None),
            found(&near, Some(ClusterAccess::Impersonate)),
        ];
        let taken = app.app.clusters.settle(ClusterOrigin::Folder, more);
        assert!(taken.is_empty());
        Self {
            app,
            first,
            far,
            near,
        }
    }
}

/// Somebody in a browser.
struct Browser<'a> {
    app: &'a TestApp,
    cookie: String,
}

impl Browser<'_> {
    async fn send(&self, method: Method, path: &str, body: &Value) -> Answer {
        let call = self.app.call(method, path).header("cookie", &self.cookie);
        let call = call.header("content-type", "application/json");
        call.send(body.to_string()).await
    }

    async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, &Value::Null).await
    }

    async fn list(&self, cluster: &str) -> Answer {
        self.get(&contract::path::daemonsets(cluster)).await
    }

    async fn hand_over(&self, cluster: &str, token: &str) -> Answer {
        let path = contract::path::cluster_token(cluster);
        self.send(Method::PUT, &path, &json!({"token": token}))
            .await
    }

    async fn forget(&self, cluster: &str) -> Answer {
        let path = contract::path::cluster_token(cluster);
        self.send(Method::DELETE, &path, &Value::Null).await
    }

    /// What each cluster says of the token that it needs.
    async fn told(&self) -> Vec<String> {
        let list = self.get("/api/v1/clusters").await.expect(200).json();
        let items = list["items"].as_array().unwrap().iter();
        items
            .map(|it| it["token"].as_str().unwrap_or_default().to_owned())
            .collect()
    }
}

async fn signed_in<'a>(app: &'a TestApp, token: &str) -> Browser<'a> {
    let form = app.call(Method::POST, "/sign-in");
    let form = form.header("content-type", "application/x-www-form-urlencoded");
    let answer = form.send(format!("token={token}")).await.expect(303);
    let cookie = answer.header("set-cookie").split(';').next().unwrap();
    Browser {
        app,
        cookie: cookie.to_owned(),
    }
}

/// What the database has of the tokens of somebody's one session.
async fn kept_of(app: &TestApp, owner: &str) -> String {
    let sessions = app.app.store.sessions();
    let rows = sessions.list(owner, jiff::Timestamp::now(), 9).await;
    rows.unwrap().remove(0).noted.cluster_tokens
}

#[tokio::test]
async fn a_token_goes_to_its_own_cluster_and_to_no_other() {
    let Three {
        app,
        first,
        far,
        near,
    } = Three::by_token().await;
    let own = app.token_of("ann", &[("", "cluster-admin")]).await;
    let ann = signed_in(&app, &own).await;
    assert_eq!(ann.told().await, ["", "missing", "missing"]);
    let refused = ann.list("far").await.expect(403).problem();
    assert_eq!(refused.kind, "/problems/cluster-token-required");
    assert_eq!(refused.arguments, ["far"]);

    // One that the cluster does not know is not kept, and that is on record.
    let wrong = ann.hand_over("far", "nobodys").await.expect(403);
    assert!(
        wrong.text.contains("does not know this token"),
        "{}",
        wrong.text
    );
    assert_eq!(ann.told().await, ["", "missing", "missing"]);
    // The cluster of sign-in takes no second one.
    ann.hand_over("first", EDITOR).await.expect(403);
    ann.hand_over("nowhere", EDITOR).await.expect(404);

    let kept = ann.hand_over("far", EDITOR).await.expect(200).json();
    assert_eq!(kept["user"], user_of(EDITOR));
    assert_eq!(ann.told().await, ["", "kept", "missing"]);
    ann.list("far").await.expect(200);
    ann.list("near").await.expect(403);
    let kept = ann.hand_over("near", VIEWER).await.expect(200).json();
    assert_eq!(kept["user"], user_of(VIEWER));
    // Each is somebody else there.
    let names = async |cluster: &str| {
        let path = format!("/api/v1/daemonsets?clusters={cluster}");
        let all = ann.get(&path).await.expect(200).text;
        let all: DaemonSetsOfClusters = serde_json::from_str(&all).unwrap();
        assert!(all.clusters.iter().all(|it| it.total.is_some()), "{all:?}");
        all.items.len()
    };
    let (of_admin, of_editor, of_viewer) = (
        names("first").await,
        names("far").await,
        names("near").await,
    );
    assert!(of_admin > of_editor && of_editor > of_viewer && of_viewer > 0);
    assert_eq!(
        names("first,far,near").await,
        of_admin + of_editor + of_viewer
    );

    for (heard, secrets) in [
        (&first, [EDITOR, VIEWER]),
        (&far, [own.as_str(), VIEWER]),
        (&near, [own.as_str(), EDITOR]),
    ] {
        for secret in secrets {
            assert!(!heard.knows(secret), "{} was told", heard.cluster.name());
        }
    }
    assert!(far.knows(EDITOR) && near.knows(VIEWER) && first.knows(&own));

    // What is kept is sealed, and who it was is on record.
    let owner = format!("cluster/system:serviceaccount:{}:ann", app.namespace);
    let sealed = kept_of(&app, &owner).await;
    assert!(
        !sealed.is_empty() && !sealed.contains("sandbox-"),
        "{sealed}"
    );
    let trail = ann.get("/api/v1/audit").await.expect(200).json();
    let trail: Vec<_> = trail["items"].as_array().unwrap().iter().rev().collect();
    let said: Vec<_> = trail
        .iter()
        .map(|row| {
            [&row["cluster"], &row["outcome"], &row["actsAs"]]
                .map(|it| it.as_str().unwrap_or_default())
        })
        .collect();
    assert_eq!(
        said,
        [
            ["", "done", ""],
            ["far", "refused", ""],
            ["first", "refused", ""],
            ["far", "done", user_of(EDITOR)],
            ["near", "done", user_of(VIEWER)]
        ]
    );
}

#[tokio::test]
async fn signing_out_of_one_cluster_concerns_that_one_alone() {
    let Three { app, far, .. } = Three::by_token().await;
    let own = app.token_of("ann", &[("", "cluster-admin")]).await;
    let ann = signed_in(&app, &own).await;
    ann.hand_over("far", EDITOR).await.expect(200);
    ann.hand_over("near", VIEWER).await.expect(200);
    let open = async |cluster: &str| {
        let path = contract::path::events(cluster);
        let call = app.call(Method::GET, &path).header("cookie", &ann.cookie);
        let response = call.header("accept", "text/event-stream").open("").await;
        assert_eq!(response.status(), 200);
        response.into_body()
    };
    let (mut of_far, mut of_near) = (open("far").await, open("near").await);
    ann.forget("far").await.expect(204);
    ann.forget("far").await.expect(404);
    let ends = async { while of_far.frame().await.is_some() {} };
    let ends = tokio::time::timeout(Duration::from_secs(15), ends).await;
    assert!(ends.is_ok(), "what was open with it goes on");
    let goes_on = async { while of_near.frame().await.is_some() {} };
    let goes_on = tokio::time::timeout(Duration::from_secs(7), goes_on).await;
    assert!(goes_on.is_err(), "what was open with another has ended");
    ann.list("far").await.expect(403);
    ann.list("near").await.expect(200);
    // A later token has nothing of the one before.
    let account = json!({"metadata": {"name": "bob"}});
    let accounts = "/api/v1/namespaces/default/serviceaccounts";
    far.request("POST", accounts, &account).await;
    let wanted = json!({"spec": {"expirationSeconds": 3600}});
    let long = far
        .request("POST", &format!("{accounts}/bob/token"), &wanted)
        .await;
    let long = long["status"]["token"].as_str().unwrap().to_owned();
    ann.hand_over("far", &long).await.expect(200);
    let kept = ann.hand_over("far", EDITOR).await.expect(200).json();
    assert_eq!(kept["user"], user_of(EDITOR));
    ann.list("far").await.expect(200);
    ann.forget("far").await.expect(204);
    ann.forget("near").await.expect(204);
    let owner = format!("cluster/system:serviceaccount:{}:ann", app.namespace);
    assert_eq!(kept_of(&app, &owner).await, "");
}

#[tokio::test]
async fn a_program_says_of_which_cluster_its_token_is() {
    let Three {
        app,
        first,
        far,
        near,
    } = Three::by_token().await;
    let ask = async |token: &str, path: &str| {
        let call = app.person(token, Method::GET, path);
        call.header("everynode-cluster", "far").send("").await
    };
    let list = |cluster: &str| contract::path::daemonsets(cluster);
    ask(EDITOR, &list("far")).await.expect(200);
    ask("nobodys", &list("far")).await.expect(401);
    ask(EDITOR, &list("first")).await.expect(403);
    ask(EDITOR, &list("near")).await.expect(403);
    assert!(!first.knows(EDITOR) && !near.knows(EDITOR));
    // Who is called alike in both has drafts of his own in each, and a group of another cluster makes nobody an admin.
    let admins = format!("{}-console", app.namespace);
    let namespace = json!({"metadata": {"name": admins}});
    let account = json!({"metadata": {"name": "auditor"}});
    let accounts = format!("/api/v1/namespaces/{admins}/serviceaccounts");
    far.request("POST", "/api/v1/namespaces", &namespace).await;
    far.request("POST", &accounts, &account).await;
    let wanted = json!({"spec": {"expirationSeconds": 3600}});
    let token = far
        .request("POST", &format!("{accounts}/auditor/token"), &wanted)
        .await;
    let token = token["status"]["token"].as_str().unwrap();
    let trail = ask(token, "/api/v1/audit").await.expect(200).json();
    assert_eq!(trail["ofAll"], false);
    let own = app.token_of_console_admin().await;
    let trail = app
        .person(&own, Method::GET, "/api/v1/audit")
        .send("")
        .await;
    assert_eq!(trail.expect(200).json()["ofAll"], true);
    let draft = json!({"cluster": "far", "text": "kind: DaemonSet"}).to_string();
    let put = app.person(token, Method::PUT, "/api/v1/drafts/mine");
    let put = put.header("everynode-cluster", "far");
    let put = put.header("content-type", "application/json");
    put.send(draft).await.expect(200);
    let read = app.person(&own, Method::GET, "/api/v1/drafts/mine");
    read.send("").await.expect(404);
    ask(token, "/api/v1/drafts/mine").await.expect(200);
}

#[tokio::test]
async fn who_is_alone_with_the_console_hands_over_a_token_where_a_cluster_takes_one() {
    let three = Three::by(|first| {
        let sign_in = SignIn::with_token(&TOKEN.parse().unwrap(), SessionTimes::default());
        sign_in.and_tokens(tokens(first, ClusterAccess::Kubeconfig))
    });
    let Three {
        app, first, far, ..
    } = three.await;
    app.get(&contract::path::daemonsets("first"))
        .await
        .expect(200);
    app.get(&contract::path::daemonsets("far"))
        .await
        .expect(200);
    app.get(&contract::path::daemonsets("near"))
        .await
        .expect(403);
    let local = signed_in(&app, TOKEN).await;
    assert_eq!(local.told().await, ["", "", "missing"]);
    local.hand_over("far", VIEWER).await.expect(403);
    local.hand_over("near", VIEWER).await.expect(200);
    local.list("near").await.expect(200);
    assert!(!first.knows(VIEWER) && !far.knows(VIEWER));
    // Named by the console, whoever he is: no more than that one may.
    let secrets = "/api/v1/clusters/near/namespaces/kube-system/secrets/any/keys";
    local.get(secrets).await.expect(403);
}
