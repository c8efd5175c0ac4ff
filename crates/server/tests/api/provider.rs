//! People who sign in by an OIDC provider.

mod ends;
mod further;
mod record;
mod refusals;
mod renewal;
mod replicas;
mod trusted;

use std::sync::Arc;

use cluster::Cluster;
use http::Method;
use serde_json::json;
use server::{
    config::SessionTimes,
    sign_in::{ClusterAccess, Oidc, OidcSettings, SealKeys, SignIn, TokenSignIn},
};
use store::Store;

use crate::support::{Answer, Call, Provider, TestApp, home};

/// A console whose people a provider sends, and that provider.
struct Front {
    app: TestApp,
    provider: Provider,
    settings: OidcSettings,
    /// What seals tokens in the database.
    keys: Arc<SealKeys>,
}

/// Somebody's browser: what is sent with each request.
#[derive(Clone, Default)]
struct Browser {
    cookies: Vec<(String, String)>,
}

impl Browser {
    fn note(&mut self, answer: &Answer) {
        for cookie in answer.headers.get_all("set-cookie") {
            let cookie = cookie.to_str().unwrap();
            let pair = cookie.split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            self.cookies.retain(|(known, _)| known != name);
            if !cookie.contains("Max-Age=0") {
                self.cookies.push((name.to_owned(), value.to_owned()));
            }
        }
    }

    fn header(&self) -> String {
        let pairs = self.cookies.iter();
        let pairs: Vec<_> = pairs
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        pairs.join("; ")
    }

    async fn get(&mut self, app: &TestApp, path: &str) -> Answer {
        self.send(app, Method::GET, path).await
    }

    async fn send(&mut self, app: &TestApp, method: Method, path: &str) -> Answer {
        let call: Call<'_> = app
            .call(method, path)
            .header("cookie", &self.header())
            .header("accept", "text/html,*/*");
        let answer = call.send("").await;
        self.note(&answer);
        answer
    }

    /// Begins a sign-in; where at the provider it goes on.
    async fn begin(&mut self, app: &TestApp, next: &str) -> String {
        let next = contract::path::segment(next);
        let path = format!("/sign-in/provider?next={next}");
        let begun = self.get(app, &path).await.expect(303);
        begun.header("location").to_owned()
    }
}

/// Sign-in to a cluster, and by a provider that is set up so.
fn sign_in(
    cluster: &Cluster,
    access: ClusterAccess,
    settings: &OidcSettings,
    keys: &Arc<SealKeys>,
) -> SignIn {
    let tokens = TokenSignIn::new(home(cluster), access, Vec::new(), Arc::clone(keys));
    let provider = Oidc::new(settings.clone()).unwrap();
    SignIn::with_cluster(tokens, SessionTimes::default()).and_provider(provider)
}

impl Front {
    /// A console that names people itself, or that passes on their ID tokens.
    async fn open(access: ClusterAccess) -> Option<Self> {
        Self::with(access, |_| {}).await
    }

    async fn with(access: ClusterAccess, set: impl FnOnce(&mut OidcSettings)) -> Option<Self> {
        Some(Self::at(Provider::start()?, access, set).await)
    }

    /// The same, of a provider that runs.
    async fn at(
        provider: Provider,
        access: ClusterAccess,
        set: impl FnOnce(&mut OidcSettings),
    ) -> Self {
        let store = Store::open("sqlite::memory:").await.unwrap();
        Self::over(store, provider, access, set).await
    }

    /// The same over a database.
    async fn over(
        store: Store,
        provider: Provider,
        access: ClusterAccess,
        set: impl FnOnce(&mut OidcSettings),
    ) -> Self {
        let mut settings = provider.settings();
        set(&mut settings);
        let keys = Arc::new(SealKeys::random().unwrap());
        let app =
            TestApp::with_people_by(store, |cluster| sign_in(&cluster, access, &settings, &keys));
        Self {
            app: app.await,
            provider,
            settings,
            keys,
        }
    }

    /// Somebody who has signed in.
    async fn person(&self, user: &str) -> Browser {
        let mut browser = Browser::default();
        self.sign_in(&mut browser, user).await.expect(200);
        browser
    }

    /// What the console answers to whoever comes back from the provider.
    async fn sign_in(&self, browser: &mut Browser, user: &str) -> Answer {
        let Self { app, provider, .. } = self;
        let address = browser.begin(app, "/clusters").await;
        let back = provider.sign_in(&address, user).await;
        browser.get(app, &back).await
    }

    async fn session(&self, browser: &mut Browser) -> Answer {
        browser.get(&self.app, "/api/v1/session").await
    }
}

#[tokio::test]
async fn a_person_whom_a_provider_sends_is_named_to_the_cluster() {
    let Some(front) = Front::open(ClusterAccess::Impersonate).await else {
        return;
    };
    let mut browser = Browser::default();
    let page = browser.get(&front.app, "/sign-in").await.expect(200);
    assert!(
        page.text.contains("/sign-in/provider?next="),
        "{}",
        page.text
    );
    let address = browser.begin(&front.app, "/clusters/x?a=b").await;
    for part in [
        "response_type=code",
        "code_challenge_method=S256",
        "state=",
        "nonce=",
        "scope=openid+profile+offline_access",
        "redirect_uri=http%3A%2F%2F127.0.0.1%3A8080%2Fsign-in%2Fcallback",
    ] {
        assert!(address.contains(part), "{part} in {address}");
    }
    let back = front.provider.sign_in(&address, "vera").await;
    let done = browser.get(&front.app, &back).await.expect(200);
    assert!(
        done.text.contains(r#"data-next="/clusters/x?a=b""#),
        "{}",
        done.text
    );
    let session = front.session(&mut browser).await.expect(200).json();
    assert_eq!(session["user"], "vera");

    // Nobody has given her anything yet; then somebody does.
    let list = format!(
        "{}?namespace={}",
        contract::path::daemonsets(&front.app.name),
        front.app.namespace
    );
    let mut other = front.person("otto").await;
    other.get(&front.app, &list).await.expect(403);
    let binding = json!({
        "metadata": {"name": format!("{}-people", front.app.namespace)},
        "subjects": [{"apiGroup": "rbac.authorization.k8s.io", "kind": "Group", "name": "people"}],
        "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "view"},
    });
    let path = format!(
        "/apis/rbac.authorization.k8s.io/v1/namespaces/{}/rolebindings",
        front.app.namespace
    );
    front.app.cluster_request("POST", &path, &binding).await;
    // Not asked before, so nothing is remembered of her.
    browser.get(&front.app, &list).await.expect(200);
    let trail = browser
        .get(&front.app, "/api/v1/audit")
        .await
        .expect(200)
        .json();
    assert_eq!(trail["items"][0]["user"], "vera");
    assert_eq!(trail["items"][0]["action"], "sign-in");
}

#[tokio::test]
async fn several_sign_ins_of_a_browser_end_in_any_order() {
    let Some(front) = Front::open(ClusterAccess::Impersonate).await else {
        return;
    };
    let Front { app, provider, .. } = &front;
    let mut browser = Browser::default();
    browser.get(app, "/sign-in").await.expect(200);
    let cookies = browser.cookies.len();
    let mut backs = Vec::new();
    for tab in 0..5 {
        let address = browser.begin(app, &format!("/tab/{tab}")).await;
        backs.push(provider.sign_in(&address, "vera").await);
    }
    assert_eq!(browser.cookies.len(), cookies, "nothing piles up");
    for tab in [3, 0, 4, 1, 2] {
        let done = browser.get(app, &backs[tab]).await.expect(200);
        assert!(
            done.text.contains(&format!("data-next=\"/tab/{tab}\"")),
            "{}",
            done.text
        );
    }
    front.session(&mut browser).await.expect(200);
    // Whoever is signed in goes on, where an answer is sent again.
    let again = browser.get(app, &backs[2]).await.expect(303);
    assert_eq!(again.header("location"), "/");
    // Whoever is not is told, with the way to sign in.
    let mut stranger = Browser::default();
    let stale = stranger.get(app, &backs[2]).await.expect(400);
    assert!(stale.text.contains("Sign in again"), "{}", stale.text);
    assert!(stale.text.contains("/sign-in/provider"), "{}", stale.text);
    // Nobody is signed in by what began in another browser.
    let address = browser.begin(app, "/").await;
    let back = provider.sign_in(&address, "vera").await;
    stranger.get(app, "/sign-in").await.expect(200);
    stranger.get(app, &back).await.expect(400);
    front.session(&mut stranger).await.expect(401);
}

#[tokio::test]
async fn the_session_is_small_however_many_groups_there_are() {
    let Some(front) = Front::open(ClusterAccess::Impersonate).await else {
        return;
    };
    let groups: Vec<_> = (0..300)
        .map(|number| format!("department-{number:04}-of-all"))
        .collect();
    let claims = json!({"claims": {"groups": groups}});
    front.provider.tell(claims).await;
    let mut browser = front.person("vera").await;
    assert!(browser.header().len() < 300, "{}", browser.header());
    front.session(&mut browser).await.expect(200);
}
