//! What is said of how fresh things are, from what has happened to the watches.

use super::Health;
use crate::{
    objects::Kind,
    watch::{Extent, Part, Trouble},
};

/// A health with every kind read.
fn live() -> Health {
    let health = Health::new(&Extent::default());
    for kind in Kind::ALL {
        health.listed(kind, &Part::default(), false);
    }
    health
}

fn trouble(sentence: &str) -> Trouble {
    Trouble {
        sentence: sentence.into(),
        ..Trouble::default()
    }
}

fn refused(sentence: &str, why: &str) -> Trouble {
    Trouble {
        refusal: Some(why.into()),
        ..trouble(sentence)
    }
}

#[test]
fn at_first_nothing_is_live_and_nothing_is_wrong() {
    let health = Health::new(&Extent::default());
    let freshness = health.freshness();
    assert!(!freshness.live);
    assert_eq!(freshness.stale_since, None);
    assert_eq!(freshness.message, "The daemonsets are being read.");
    assert_eq!(freshness.unknown.len(), Kind::ESSENTIAL.len());
    assert_eq!(freshness.unknown[1].reason, "pods have not been read yet");
}

#[test]
fn staleness_keeps_its_beginning_until_it_is_over() {
    let health = live();
    assert!(health.freshness().live);
    assert_eq!(
        health.failed(Kind::Pod, &Part::default(), &trouble("first")),
        (true, true)
    );
    assert_eq!(
        health.failed(Kind::Pod, &Part::default(), &trouble("first")),
        (false, false)
    );
    let begun = health.freshness().stale_since;
    assert!(begun.is_some());
    assert!(health.silent("second".into()));
    assert_eq!(health.freshness().message, "second");
    assert_eq!(health.freshness().stale_since, begun);
    assert!(health.answering(None));
    assert!(!health.freshness().live);
    for kind in Kind::ESSENTIAL {
        assert_eq!(health.freshness().stale_since, begun);
        health.watching(kind, &Part::default());
    }
    assert!(health.freshness().live);
    assert_eq!(health.freshness().stale_since, None);
}

#[test]
fn a_list_alone_makes_nothing_live_whose_watches_fail() {
    let health = live();
    health.failed(Kind::Pod, &Part::default(), &trouble("ends at once"));
    health.listed(Kind::Pod, &Part::default(), true);
    assert!(!health.freshness().live);
    health.watching(Kind::Pod, &Part::default());
    assert!(health.freshness().live);
    // Reading again is the whole remedy where a version was too old.
    health.failed(Kind::Pod, &Part::default(), &trouble("too old"));
    health.listed(Kind::Pod, &Part::default(), false);
    assert!(health.freshness().live);
}

#[test]
fn what_only_preflight_reads_makes_the_facts_stale_and_not_the_rows() {
    let health = live();
    assert!(health.freshness_of_facts().live);
    health.failed(
        Kind::ResourceQuota,
        &Part::default(),
        &trouble("broken off"),
    );
    assert!(health.freshness().live);
    let stale = health.freshness_of_facts();
    assert!(!stale.live && stale.stale_since.is_some());
    assert_eq!(stale.message, "broken off");
    // What may not be read is in the facts themselves.
    health.failed(
        Kind::ResourceQuota,
        &Part::default(),
        &refused("may not", "no right"),
    );
    assert!(health.freshness_of_facts().live);
    assert_eq!(health.why_unknown(Kind::ResourceQuota), "no right");
    health.silent("unreachable".into());
    assert_eq!(health.freshness_of_facts(), health.freshness());
}

#[test]
fn a_refusal_settles_the_kind_and_is_said() {
    let health = Health::new(&Extent::default());
    for kind in [Kind::DaemonSet, Kind::Node, Kind::Namespace] {
        health.listed(kind, &Part::default(), false);
    }
    assert!(!health.are_settled(&Kind::ESSENTIAL));
    let refusal = refused("pods may not be listed", "no right to list pods");
    health.failed(Kind::Pod, &Part::default(), &refusal);
    assert!(health.are_settled(&Kind::ESSENTIAL));
    health.failed(Kind::Node, &Part::default(), &trouble("broken off"));
    let freshness = health.freshness();
    assert_eq!(freshness.message, "pods may not be listed");
    assert!(!freshness.live && freshness.refused);
    assert_eq!(freshness.unknown.len(), 1);
    assert_eq!(freshness.unknown[0].resource, "pods");
    assert_eq!(freshness.unknown[0].reason, "no right to list pods");
    // The cluster answers all the same.
    let summary = health.summary("c", contract::ClusterKind::Sandbox);
    assert!(summary.reachable);
    assert_eq!(summary.message.as_deref(), Some("pods may not be listed"));
    health.silent("unreachable".into());
    let silent = health.freshness();
    assert_eq!(silent.message, "unreachable");
    assert!(!silent.refused);
    assert_ne!(silent.stale_since, freshness.stale_since);
    health.answering(None);
    assert_eq!(
        health.freshness().message,
        "pods may not be listed",
        "what will not pass is said first"
    );
    health.listed(Kind::Pod, &Part::default(), false);
    for kind in Kind::ESSENTIAL {
        assert!(!health.freshness().live);
        health.watching(kind, &Part::default());
    }
    assert!(health.freshness().live);
    assert!(health.freshness().unknown.is_empty());
}

#[test]
fn a_kind_of_several_parts_is_live_when_each_is() {
    let namespaces = ["a", "b"].map(str::to_owned);
    let parts = Part::all(&namespaces);
    let health = Health::new(&Extent::of_namespaces(&namespaces));
    for kind in Kind::ALL {
        if kind.is_namespaced() {
            health.listed(kind, &parts[0], false);
        } else {
            let outside = Trouble::outside(kind, &namespaces);
            health.failed(kind, &Part::default(), &outside);
        }
    }
    assert_eq!(health.freshness().message, "The daemonsets are being read.");
    for kind in Kind::ALL.into_iter().filter(|kind| kind.is_namespaced()) {
        health.listed(kind, &parts[1], false);
    }
    let freshness = health.freshness();
    assert!(freshness.live, "{freshness:?}");
    let unknown: Vec<_> = freshness.unknown.iter().map(|it| &*it.resource).collect();
    assert_eq!(unknown, ["nodes", "namespaces"]);
    assert!(
        freshness.unknown[0]
            .reason
            .contains("set up for a, b alone")
    );
    // One namespace whose watch breaks off is enough to be no longer live.
    health.failed(Kind::Pod, &parts[1], &trouble("broken off"));
    assert_eq!(health.freshness().message, "broken off");
}
