//! What must be so when all is over.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
    thread,
    time::{Duration, Instant},
};

use serde_json::Value;

use super::{
    super::killed::Outside, SETTLED, readers::Logs, scene::Scene, viewers::Picture,
    writers::Expected,
};

/// How long it may take until everybody has caught up.
const CAUGHT_UP: Duration = Duration::from_mins(1);

/// What was answered is there, once, and as it was last changed; what was deleted is not. Nothing else is there.
pub(super) fn nothing_is_lost_or_done_twice(outside: &Outside, expected: &Expected) {
    let mut found: BTreeMap<String, Vec<u64>> = BTreeMap::new();
    for object in outside.objects("apis/apps/v1", "daemonsets") {
        let metadata = &object["metadata"];
        if let Some(number) = metadata["labels"]["number"].as_str() {
            let changes = metadata["annotations"]["change"].as_str();
            let changes = changes.map_or(0, |it| it.parse().unwrap());
            found.entry(number.to_owned()).or_default().push(changes);
        }
    }
    for (number, may_be) in expected {
        let found = found.remove(number).unwrap_or_default();
        assert!(may_be.contains(&found), "{number}: {found:?} of {may_be:?}");
    }
    assert!(found.is_empty(), "nobody wrote {found:?}");
}

/// Everybody sees what there is, whichever way he came.
pub(super) fn everybody_sees_it(outside: &Outside, pictures: &[Arc<Mutex<Picture>>]) {
    let now = || -> Picture {
        let objects = outside.objects("apis/apps/v1", "daemonsets");
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let each = objects.iter().map(|object| {
            let metadata = &object["metadata"];
            (text(&metadata["uid"]), text(&metadata["resourceVersion"]))
        });
        each.collect()
    };
    let start = Instant::now();
    loop {
        let there = now();
        let is_old = |picture: &&Arc<Mutex<Picture>>| *picture.lock().unwrap() != there;
        let old = pictures.iter().filter(is_old).count();
        if old == 0 {
            return;
        }
        assert!(
            start.elapsed() < CAUGHT_UP,
            "{old} of {} see what is no more",
            pictures.len()
        );
        thread::sleep(Duration::from_millis(200));
    }
}

/// Everybody has read every line that was written until now, once and in order, but for those of which he was told that he
/// was too slow. Gives how many lines that were.
pub(super) fn every_line_is_read_once(logs: &[Arc<Mutex<Logs>>]) -> usize {
    let written = |logs: &Logs| {
        logs.values()
            .filter_map(|log| log.numbers.last())
            .max()
            .copied()
    };
    let until = logs
        .iter()
        .filter_map(|logs| written(&logs.lock().unwrap()));
    let until = until.max().unwrap();
    let start = Instant::now();
    let has_all = |logs: &Arc<Mutex<Logs>>| {
        let logs = logs.lock().unwrap();
        let mut each = logs.values();
        !logs.is_empty() && each.all(|log| log.numbers.last().is_some_and(|last| *last >= until))
    };
    while !logs.iter().all(has_all) {
        assert!(start.elapsed() < CAUGHT_UP, "somebody reads no further");
        thread::sleep(Duration::from_millis(200));
    }
    let mut lines = 0;
    for logs in logs {
        for (source, log) in logs.lock().unwrap().iter() {
            let numbers = &log.numbers;
            let is_odd = |pair: &&[u64]| pair[1] <= pair[0];
            let odd = numbers.windows(2).find(is_odd);
            assert_eq!(odd, None, "{source:?}: a line twice, or out of order");
            let span = numbers[numbers.len() - 1] - numbers[0] + 1;
            let missing = span - u64::try_from(numbers.len()).unwrap();
            assert!(
                missing <= log.left_out,
                "{source:?}: {missing} lines are missing, {} are told of",
                log.left_out
            );
            lines += numbers.len();
        }
    }
    lines
}

/// Each write has its rows, and what became of it is known; of a change that was cut off it may not be, where a controller has
/// looked at the object since.
pub(super) fn all_is_known(outside: &Outside, scene: &Scene) {
    let open = |outcome: &str| -> Vec<Value> {
        let path = format!("/api/v1/audit?limit=100&outcome={outcome}");
        let asked = scene.ask(0, ("GET", &path), None, "");
        let Some((200, body)) = outside.runtime().block_on(asked) else {
            return vec![Value::Null];
        };
        let page: Value = serde_json::from_str(&body).unwrap();
        let rows = page["items"].as_array().unwrap().iter();
        let is_open = |row: &&Value| outcome == "begun" || row["action"] != "replace";
        rows.filter(is_open).cloned().collect()
    };
    let start = Instant::now();
    loop {
        let rows = [open("begun"), open("unknown")].concat();
        if rows.is_empty() {
            return;
        }
        assert!(start.elapsed() < SETTLED, "never settled: {rows:?}");
        thread::sleep(Duration::from_secs(1));
    }
}
