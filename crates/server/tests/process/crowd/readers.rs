//! People who follow logs, as the page does: whoever comes back says from when on he wants to read, and passes over what he
//! has read.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex},
    time::Duration,
};

use contract::{LogKind, LogMessage, LogPlace, LogResume};
use tokio::time::sleep;

use super::scene::Scene;

/// Whose logs they follow: it is there from the start, and its pods run on some of the nodes.
pub(super) const OF: (&str, &str) = ("gpu", "nvidia-device-plugin");

/// What somebody has read of one container.
#[derive(Default)]
pub(super) struct Log {
    place: LogPlace,
    resume: Option<LogResume>,
    /// The numbers of the lines that have one, as they came.
    pub(super) numbers: Vec<u64>,
    /// How many lines he was told to have missed, because he was too slow.
    pub(super) left_out: u64,
}

/// What somebody has read, by pod and container.
pub(super) type Logs = BTreeMap<(String, String), Log>;

/// One who reads.
pub(super) struct Reader {
    scene: Arc<Scene>,
    at: usize,
    logs: Arc<Mutex<Logs>>,
}

impl Reader {
    /// One who asks this console first, and what he reads.
    pub(super) fn new(scene: Arc<Scene>, at: usize) -> (Self, Arc<Mutex<Logs>>) {
        let logs = Arc::default();
        let reader = Self {
            scene,
            at,
            logs: Arc::clone(&logs),
        };
        (reader, logs)
    }

    /// Reads for ever, at another console where one's stream ends.
    pub(super) async fn read(mut self) {
        loop {
            self.follow().await;
            self.at += 1;
            sleep(Duration::from_millis(300)).await;
        }
    }

    async fn follow(&self) -> Option<()> {
        let since = self.begin_again();
        let from = since.map_or("tailLines=1".to_owned(), |time| format!("sinceTime={time}"));
        let (namespace, name) = OF;
        let path = contract::path::logs(&self.scene.cluster, namespace, name);
        let path = format!("{path}?follow=true&{from}");
        let accept = format!("Accept: {}\r\n", contract::log::MEDIA_TYPE);
        let mut stream = self.scene.follow(self.at, &path, &accept).await?;
        let mut sources = HashMap::new();
        loop {
            let line = stream.piece("\n").await?;
            self.take(serde_json::from_str(&line).unwrap(), &mut sources);
        }
    }

    /// From when on all is to be read that was not: the earliest place of all.
    fn begin_again(&self) -> Option<String> {
        let mut logs = self.logs.lock().unwrap();
        for log in logs.values_mut() {
            log.resume = Some(log.place.resume());
        }
        logs.values().filter_map(|log| log.place.since()).min()
    }

    fn take(&self, message: LogMessage, sources: &mut HashMap<u64, (String, String)>) {
        if message.kind == LogKind::Source {
            sources.insert(message.source, (message.pod, message.container));
            return;
        }
        let Some(source) = sources.get(&message.source) else {
            return;
        };
        let mut logs = self.logs.lock().unwrap();
        let log = logs.entry(source.clone()).or_default();
        match message.kind {
            LogKind::LeftOut => log.left_out += message.count,
            LogKind::Line => {
                let resume = log.resume.as_mut();
                if resume.is_some_and(|resume| !resume.is_new(&message.time)) {
                    return;
                }
                log.place.pass(&message.time);
                if let Some((_, number)) = message.text.split_once("number=") {
                    let digits = number.trim_end_matches(|it: char| !it.is_ascii_digit());
                    log.numbers.push(digits.parse().unwrap());
                }
            }
            _ => {}
        }
    }
}
