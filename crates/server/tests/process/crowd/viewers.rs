//! People who look at the list.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use serde::Deserialize;
use tokio::time::sleep;

use super::scene::Scene;

/// What somebody has before him: versions by uid.
pub(super) type Picture = BTreeMap<String, String>;

/// One who looks.
pub(super) struct Viewer {
    scene: Arc<Scene>,
    at: usize,
    last_id: String,
    picture: Arc<Mutex<Picture>>,
    resumed: Arc<AtomicUsize>,
}

/// What is looked at of a message: there may be many of them.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Told {
    daemon_sets: Vec<Row>,
    removed: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Row {
    uid: String,
    resource_version: String,
}

impl Viewer {
    /// One who looks at this console first, and counts how often his stream goes on; and what he sees.
    pub(super) fn new(
        scene: Arc<Scene>,
        at: usize,
        resumed: Arc<AtomicUsize>,
    ) -> (Self, Arc<Mutex<Picture>>) {
        let picture = Arc::default();
        let viewer = Self {
            scene,
            at,
            last_id: String::new(),
            picture: Arc::clone(&picture),
            resumed,
        };
        (viewer, picture)
    }

    /// Looks for ever, at another console where one's stream ends.
    pub(super) async fn look(mut self) {
        loop {
            self.follow().await;
            self.at += 1;
            sleep(Duration::from_millis(300)).await;
        }
    }

    /// Follows a stream to its end.
    async fn follow(&mut self) -> Option<()> {
        let path = contract::path::events_of(&self.scene.cluster, "default", "");
        let last_id = match self.last_id.as_str() {
            "" => String::new(),
            id => format!("Last-Event-ID: {id}\r\n"),
        };
        let mut stream = self.scene.follow(self.at, &path, &last_id).await?;
        let mut is_first = true;
        loop {
            let event = stream.piece("\n\n").await?;
            self.take(&event, &mut is_first);
        }
    }

    fn take(&mut self, event: &str, is_first: &mut bool) {
        let field = |name: &str| {
            let mut lines = event.lines();
            lines.find_map(|line| line.strip_prefix(name))
        };
        let (Some(id), Some(data)) = (field("id: "), field("data: ")) else {
            return;
        };
        let told: Told = serde_json::from_str(data).unwrap();
        let kind = field("event: ").unwrap();
        if std::mem::take(is_first) && kind == "change" {
            self.resumed.fetch_add(1, Ordering::Relaxed);
        }
        let mut picture = self.picture.lock().unwrap();
        if kind == "snapshot" {
            picture.clear();
        }
        for uid in &told.removed {
            picture.remove(uid);
        }
        let rows = told.daemon_sets.into_iter();
        picture.extend(rows.map(|row| (row.uid, row.resource_version)));
        id.clone_into(&mut self.last_id);
    }
}
