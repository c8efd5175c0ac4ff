//! People who come with their own tokens: each sees and does what Kubernetes lets them.

mod audit;
mod elsewhere;
mod limits;
mod lost;
mod matrix;
mod pages;
mod random;
mod rights;
mod sessions;
mod sign_in;

use http::Method;
use server::sign_in::ClusterAccess;

use crate::support::{TestApp, manifest};

/// The people of a test, by their tokens.
struct People {
    admin: String,
    editor: String,
    viewer: String,
    outsider: String,
}

/// A console to which people come, with two DaemonSets: `agent` where they have their rights, and `hidden-agent` in a
/// namespace of which only the admin knows.
struct House {
    app: TestApp,
    people: People,
    elsewhere: String,
}

impl House {
    async fn open() -> Self {
        let app = TestApp::with_people(ClusterAccess::PassThrough).await;
        let here = app.namespace.clone();
        let elsewhere = format!("{here}-hidden");
        let namespace = serde_json::json!({"metadata": {"name": elsewhere}});
        app.cluster_request("POST", "/api/v1/namespaces", &namespace)
            .await;
        let people = People {
            admin: app.token_of("admin", &[("", "cluster-admin")]).await,
            editor: app.token_of("editor", &[(&here, "edit")]).await,
            viewer: app.token_of("viewer", &[(&here, "view")]).await,
            outsider: app.token_of("outsider", &[]).await,
        };
        let house = Self {
            app,
            people,
            elsewhere,
        };
        house.create(&here, "agent").await;
        house.create(&house.elsewhere, "hidden-agent").await;
        house
    }

    async fn create(&self, namespace: &str, name: &str) {
        let Self { app, people, .. } = self;
        let path = contract::path::namespaced_daemonsets(&app.name, namespace);
        let created = app
            .person(&people.admin, Method::POST, &path)
            .send(manifest(name))
            .await;
        created.expect(201);
        app.eventually("the DaemonSet is seen", || {
            app.cluster.row(namespace, name).is_some()
        })
        .await;
    }
}
