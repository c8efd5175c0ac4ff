//! The logs of a DaemonSet's pods as one stream.

mod pods;

use std::{
    collections::{BTreeMap, HashMap},
    time::{Duration, Instant},
};

use axum::body::Body;
use contract::{LogKind, LogMessage, StatusWord, path};
use http::Method;
use http_body_util::BodyExt as _;
use sandbox::LogFaults;
use server::logs::Gate;

use crate::{
    status::{until_of, until_word},
    support::{TestApp, manifest},
};

fn logs(app: &TestApp, query: &str) -> String {
    format!("{}?{query}", path::logs(&app.name, &app.namespace, "agent"))
}

/// A stream of messages that is read piece by piece.
struct Stream {
    body: Body,
    rest: String,
    read: Vec<LogMessage>,
    is_over: bool,
}

impl Stream {
    async fn open(app: &TestApp, query: &str) -> Self {
        let call = app.signed_in(Method::GET, &logs(app, query));
        let response = call.header("accept", "application/x-ndjson").open("").await;
        assert_eq!(response.status(), 200);
        Self {
            body: response.into_body(),
            rest: String::new(),
            read: Vec::new(),
            is_over: false,
        }
    }

    /// Reads until it is so, or for so long.
    async fn read_until(&mut self, most: Duration, is_so: impl Fn(&[LogMessage]) -> bool) -> bool {
        let end = Instant::now() + most;
        while !is_so(&self.read) {
            let left = end.saturating_duration_since(Instant::now());
            let Ok(frame) = tokio::time::timeout(left, self.body.frame()).await else {
                return false;
            };
            let Some(frame) = frame else {
                self.is_over = true;
                return is_so(&self.read);
            };
            if let Ok(data) = frame.unwrap().into_data() {
                self.rest.push_str(std::str::from_utf8(&data).unwrap());
                let whole = self.rest.rfind('\n').map_or(0, |end| end + 1);
                for line in self.rest.drain(..whole).collect::<String>().lines() {
                    self.read.push(serde_json::from_str(line).unwrap());
                }
            }
        }
        true
    }

    /// The numbers of the numbered lines of each source, as they came.
    fn numbers(&self) -> BTreeMap<u64, Vec<u64>> {
        let mut numbers = BTreeMap::<u64, Vec<u64>>::new();
        for message in self.lines() {
            if let Some((_, number)) = message.text.split_once("number=") {
                let digits = number.trim_end_matches(|it: char| !it.is_ascii_digit());
                let of_source = numbers.entry(message.source).or_default();
                of_source.push(digits.parse().unwrap());
            }
        }
        numbers
    }

    fn lines(&self) -> impl Iterator<Item = &LogMessage> {
        self.read
            .iter()
            .filter(|message| message.kind == LogKind::Line)
    }

    fn of_kind(&self, kind: LogKind) -> Vec<&LogMessage> {
        self.read
            .iter()
            .filter(|message| message.kind == kind)
            .collect()
    }
}

/// Creates `agent` with this image and waits until it runs everywhere.
async fn running() -> TestApp {
    let app = TestApp::on_sandbox().await;
    app.create(&manifest("agent")).await.expect(201);
    until_word(&app, StatusWord::Running).await;
    app
}

fn first_pod(app: &TestApp) -> String {
    app.cluster
        .pods(&app.namespace, "agent")
        .unwrap()
        .remove(0)
        .name
}

fn count(app: &TestApp) -> usize {
    app.cluster.pods(&app.namespace, "agent").unwrap().len()
}

fn set(app: &TestApp, faults: LogFaults) {
    app.sandbox.as_ref().unwrap().faults().set_logs(faults);
}

fn per_second(lines: u32) -> LogFaults {
    LogFaults {
        lines_per_second: lines,
        ..LogFaults::default()
    }
}

#[tokio::test]
async fn what_a_container_wrote_is_read_back_in_order() {
    let app = running().await;
    let pod = first_pod(&app);
    let text = app
        .get(&logs(&app, &format!("pod={pod}")))
        .await
        .expect(200);
    assert_eq!(text.header("content-type"), "text/plain; charset=utf-8");
    let lines: Vec<&str> = text.text.lines().collect();
    assert!(lines[0].contains("starting agent version=1.0"), "{lines:?}");
    assert!(lines.is_sorted(), "{lines:?}");
    let tail = app
        .get(&logs(&app, &format!("pod={pod}&tailLines=1")))
        .await
        .expect(200);
    assert_eq!(tail.text.lines().count(), 1);

    // Of all pods at once: by time, each line with where it comes from.
    let all = app.get(&logs(&app, "")).await.expect(200).text;
    let lines: Vec<&str> = all.lines().collect();
    assert!(lines.is_sorted(), "{lines:?}");
    for pod in app.cluster.pods(&app.namespace, "agent").unwrap() {
        let from = format!(" {} {} agent ", pod.node, pod.name);
        let own = lines.iter().filter(|line| line.contains(&from));
        assert!(own.count() >= 3, "{from}: {lines:?}");
    }
    let node = app
        .cluster
        .pods(&app.namespace, "agent")
        .unwrap()
        .remove(1)
        .node;
    let of_node = app
        .get(&logs(&app, &format!("node={node}")))
        .await
        .expect(200)
        .text;
    assert!(of_node.contains("starting agent") && lines.len() > of_node.lines().count());
}

#[tokio::test]
async fn a_log_is_compressed_to_its_end() {
    let app = running().await;
    let query = format!("pod={}", first_pod(&app));
    let call = app.signed_in(Method::GET, &logs(&app, &query));
    let answer = call.header("accept-encoding", "gzip").send("").await;
    let answer = answer.expect(200);
    assert_eq!(answer.header("content-encoding"), "gzip");
    assert!(!answer.text.is_empty());
}

#[tokio::test]
async fn what_cannot_be_read_is_refused_in_the_clusters_words() {
    let app = TestApp::start().await;
    app.create(&manifest("agent")).await.expect(201);
    until_word(&app, StatusWord::Running).await;
    let pod = first_pod(&app);
    let strange = app
        .get(&logs(&app, &format!("pod={pod}&container=other")))
        .await;
    let words = strange.expect(404).problem().detail;
    assert_eq!(
        words,
        format!("The pod `{pod}` has no container `other`; it has agent.")
    );
    app.get(&logs(&app, "pod=missing"))
        .await
        .expect(404)
        .problem();
    let before = app
        .get(&logs(&app, &format!("pod={pod}&previous=true")))
        .await;
    assert!(before.status.as_u16() >= 400, "{}", before.text);
    let upstream = before.problem().upstream.unwrap();
    assert!(!upstream["message"].as_str().unwrap().is_empty());

    // Nobody answers for the kubelet. On the real control plane, whose nodes are made up, what answers in its stead
    // knows of no logs.
    let (status, words) = if app.sandbox.is_some() {
        let faults = LogFaults {
            refused: true,
            ..LogFaults::default()
        };
        set(&app, faults);
        (502, "containerLogs")
    } else {
        (404, "pods/log")
    };
    let answer = app.get(&logs(&app, &format!("pod={pod}"))).await;
    let problem = answer.expect(status).problem();
    assert!(problem.detail.contains(words), "{problem:?}");
    // Of several containers each says so in the stream, and the stream ends.
    let mut all = Stream::open(&app, "").await;
    all.read_until(Duration::from_secs(20), |_| false).await;
    assert!(all.is_over);
    let refused = all.of_kind(LogKind::Refused);
    assert_eq!(refused.len(), all.of_kind(LogKind::Source).len());
    assert!(
        refused.iter().all(|it| it.text.contains(words)),
        "{refused:?}"
    );
}

#[tokio::test]
async fn a_container_without_an_image_has_no_log_and_says_why() {
    let app = TestApp::on_sandbox().await;
    let broken = manifest("agent").replace("agent:1.0", "agent:does-not-exist");
    app.create(&broken).await.expect(201);
    until_of(&app, "agent", "a pull in vain", |told| {
        told.row.status.reason == "ImagePullBackOff"
    })
    .await;
    let pod = first_pod(&app);
    let refused = app.get(&logs(&app, &format!("pod={pod}"))).await;
    let problem = refused.expect(422).problem();
    assert!(problem.detail.contains("waiting to start"), "{problem:?}");
}

#[tokio::test]
async fn however_the_way_is_cut_no_line_is_missing_and_none_comes_twice() {
    for (milliseconds, clean) in [(700, false), (450, true)] {
        let app = running().await;
        let faults = LogFaults {
            cut_after_milliseconds: (!clean).then_some(milliseconds),
            end_after_milliseconds: clean.then_some(milliseconds),
            ..per_second(200)
        };
        set(&app, faults);
        let mut all = Stream::open(&app, "follow=true").await;
        all.read_until(Duration::from_secs(6), |_| false).await;
        let numbers = all.numbers();
        assert_eq!(
            numbers.len(),
            count(&app),
            "{:?}",
            all.of_kind(LogKind::Refused)
        );
        for numbers in numbers.values() {
            assert!(numbers.len() > 600, "{}", numbers.len());
            let odd = numbers.windows(2).find(|pair| pair[1] != pair[0] + 1);
            assert_eq!(odd, None);
        }
        assert_eq!(all.of_kind(LogKind::LeftOut).len(), 0);
    }
}

#[tokio::test]
async fn who_does_not_keep_up_is_told_how_much_was_left_out() {
    let app = running().await;
    set(&app, per_second(5000));
    let mut all = Stream::open(&app, "follow=true&tailLines=10").await;
    assert!(
        all.read_until(Duration::from_secs(10), |read| read.len() > 100)
            .await
    );
    tokio::time::sleep(Duration::from_secs(6)).await;
    let has_caught_up = |read: &[LogMessage]| read.iter().any(|it| it.kind == LogKind::LeftOut);
    assert!(all.read_until(Duration::from_secs(20), has_caught_up).await);
    // What came and what is said to be missing is all that was written.
    let gaps: HashMap<u64, u64> = all
        .of_kind(LogKind::LeftOut)
        .iter()
        .map(|it| (it.source, it.count))
        .collect();
    for (source, gap) in gaps {
        let numbers = &all.numbers()[&source];
        let missing: u64 = numbers
            .windows(2)
            .map(|pair| pair[1].saturating_sub(pair[0] + 1))
            .sum();
        // The container's story goes on meanwhile, a line or two.
        assert!(missing <= gap && gap <= missing + 5, "{missing} of {gap}");
    }
}

#[tokio::test]
async fn when_the_reader_goes_everything_that_read_for_it_goes() {
    let app = running().await;
    let logs = app
        .app
        .clusters
        .of_the_console(&app.name)
        .await
        .unwrap()
        .logs;
    let free = || logs.free();
    for _ in 0..20 {
        let mut all = Stream::open(&app, "follow=true").await;
        all.read_until(Duration::from_secs(5), |read| !read.is_empty())
            .await;
    }
    app.eventually("all places are free", || free() == Gate::most())
        .await;
    let mut kept = Vec::new();
    for _ in 0..3 {
        let mut all = Stream::open(&app, "follow=true").await;
        let is_live = |read: &[LogMessage]| read.iter().any(|it| it.kind == LogKind::Live);
        assert!(all.read_until(Duration::from_secs(5), is_live).await);
        kept.push(all);
    }
    assert_eq!(free(), Gate::most() - 3 * count(&app));
    app.stopping.cancel();
    for mut all in kept {
        all.read_until(Duration::from_secs(5), |_| false).await;
        assert!(all.is_over);
    }
}

#[tokio::test]
async fn what_is_no_text_and_very_long_lines_are_passed_on_visibly() {
    let app = running().await;
    let pod = first_pod(&app);
    let long = "x".repeat(1 << 20);
    set(
        &app,
        LogFaults {
            says: vec![long.clone(), "\u{1b}[31mred".to_owned()],
            lies: true,
            ..LogFaults::default()
        },
    );
    tokio::time::sleep(Duration::from_millis(1200)).await;
    let mut one = Stream::open(&app, &format!("pod={pod}")).await;
    one.read_until(Duration::from_secs(10), |_| false).await;
    assert!(one.lines().any(|line| line.text == long && line.count == 0));
    assert!(one.lines().any(|line| line.text == "\u{1b}[31mred"));
    let lie = one
        .lines()
        .find(|line| line.text.starts_with("no text:"))
        .unwrap();
    assert_eq!(
        lie.text,
        "no text: \\xFF\\xFE\u{0}\u{1b}[2J\u{7} <script>alert(1)</script>"
    );
}
