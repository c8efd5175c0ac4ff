//! Values at random: mostly what a field may hold, sometimes what it may not.

use fastrand::Rng;
use manifest::schema::Kind;
use serde_json::{Value, json};

/// Texts that some field accepts and another does not.
const TEXTS: [&str; 46] = [
    "",
    "a",
    "c",
    "v",
    "app",
    "http",
    "A",
    "a_b",
    "a.b",
    "a-",
    "-a",
    "a b",
    " a",
    "a/b",
    "a/b/c",
    "/",
    "/a",
    "/a/../b",
    "..",
    "../a",
    ".",
    "a..b",
    "1",
    "123",
    "0",
    "-1",
    "true",
    "*",
    "a:b",
    "ä",
    "img:1",
    "img",
    "img:latest",
    "example.com/name",
    "kubernetes.io/os",
    "metadata.name",
    "requests.cpu",
    "limits.memory",
    "10.0.0.1",
    "::1",
    "010.0.0.1",
    "10%",
    "110%",
    "0x12",
    "unconfined",
    "runtime/default",
];

/// Words that enumerations are mistaken for.
const WORDS: [&str; 24] = [
    "Always",
    "Never",
    "OnFailure",
    "IfNotPresent",
    "TCP",
    "UDP",
    "SCTP",
    "HTTP",
    "HTTPS",
    "Exists",
    "Equal",
    "In",
    "NotIn",
    "DoesNotExist",
    "Gt",
    "Lt",
    "NoSchedule",
    "NoExecute",
    "RollingUpdate",
    "OnDelete",
    "None",
    "Default",
    "ClusterFirst",
    "nonsense",
];

const QUANTITIES: [&str; 20] = [
    "0",
    "1",
    "100m",
    "1m",
    "0.5",
    "1.5",
    "1500m",
    "128Mi",
    "2Mi",
    "3Mi",
    "1Gi",
    "1e3",
    "1E",
    "0.1m",
    "-1",
    "1k",
    "5G",
    "999999999999999999999",
    "+1",
    "1.0001",
];

const INTEGERS: [i64; 18] = [
    0,
    1,
    2,
    3,
    -1,
    10,
    30,
    80,
    443,
    511,
    512,
    600,
    8080,
    65535,
    65536,
    100_000,
    2_147_483_647,
    -2_147_483_648,
];

const KEYS: [&str; 24] = [
    "app",
    "a",
    "cpu",
    "memory",
    "ephemeral-storage",
    "nvidia.com/gpu",
    "hugepages-2Mi",
    "foo",
    "requests.cpu",
    "kubernetes.io/os",
    "example.com/x",
    "a/b/c",
    "",
    "A_b",
    "-a",
    "a b",
    "pods",
    "storage",
    "kubernetes.io/foo",
    "beta.kubernetes.io/os",
    "container.apparmor.security.beta.kubernetes.io/c",
    "seccomp.security.alpha.kubernetes.io/pod",
    "scheduler.alpha.kubernetes.io/critical-pod",
    "hugepages-3Mi",
];

/// One of several, each as likely.
pub(super) fn one_of<T: Copy>(rng: &mut Rng, all: &[T]) -> T {
    all[rng.usize(..all.len())]
}

/// A key for the map of this name.
pub(super) fn key(rng: &mut Rng, _name: &str) -> String {
    if rng.usize(..40) == 0 {
        "k".repeat(rng.usize(60..260))
    } else {
        one_of(rng, &KEYS).to_owned()
    }
}

/// A scalar for a field of this name and kind.
pub(super) fn scalar(rng: &mut Rng, name: &str, kind: Kind) -> Value {
    // Rarely what cannot be decoded: it hides all other errors of its manifest.
    if rng.usize(..300) == 0 {
        return one_of(
            rng,
            &[
                json!("x"),
                json!(1.5),
                json!(true),
                json!(null),
                json!([]),
                json!({}),
            ]
            .each_ref(),
        )
        .clone();
    }
    match kind {
        Kind::Boolean => json!(rng.bool()),
        Kind::Int32 => json!(one_of(rng, &INTEGERS)),
        Kind::Int64 => match rng.usize(..12) {
            0 => json!(one_of(
                rng,
                &[4_294_967_296_i64, 4_294_967_297, i64::MAX, i64::MIN]
            )),
            _ => json!(one_of(rng, &INTEGERS)),
        },
        Kind::Quantity => json!(one_of(rng, &QUANTITIES)),
        Kind::IntOrString => match rng.usize(..3) {
            0 => json!(text(rng)),
            1 => json!(one_of(
                rng,
                &["1%", "10%", "100%", "101%", "0%", "5", "abc", "http"]
            )),
            _ => json!(one_of(rng, &INTEGERS)),
        },
        Kind::Enumeration(words) => match rng.usize(..5) {
            0 => json!(one_of(rng, &WORDS)),
            1 if rng.bool() => json!(""),
            _ => json!(one_of(rng, words)),
        },
        Kind::Time => json!(one_of(
            rng,
            &["2026-01-01T00:00:00Z", "2026-01-01T00:00:00.5+02:00"]
        )),
        Kind::Raw => json!({}),
        _ if name == "operator"
            || name.ends_with("olicy")
            || name == "effect"
            || name == "type" =>
        {
            json!(one_of(rng, &WORDS))
        }
        _ => json!(text(rng)),
    }
}

fn text(rng: &mut Rng) -> String {
    if rng.usize(..40) == 0 {
        "x".repeat(rng.usize(10..300))
    } else {
        one_of(rng, &TEXTS).to_owned()
    }
}
