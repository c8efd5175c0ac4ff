//! The API through the router: one suite for two clusters. By default the cluster is the sandbox; where
//! `EVERYNODE_TEST_KUBECONFIG` names a kubeconfig, the same tests run against that API server. Where the two
//! answer differently, the sandbox is wrong.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on shall stop right there"
)]

mod audit;
mod clusters;
mod companions;
mod create;
mod daemonsets;
mod description;
mod documentation;
mod doors;
mod drafts;
mod events;
mod facts;
mod fetch;
mod field;
mod forecast;
mod freshness;
mod guard;
mod images;
mod judging;
mod logs;
mod openapi;
mod pages;
mod people;
mod pod_security;
mod pods;
mod provider;
mod rejections;
mod replicas;
mod rights;
mod rollout;
mod status;
mod sub_path;
mod support;
mod templates;
mod unanswered;
mod unrecorded;
mod wall;
mod whole;
mod written;
