//! The API through the router: one suite for two clusters. By default the cluster is the sandbox; where
//! `EVERYNODE_TEST_KUBECONFIG` names a kubeconfig, the same tests run against that API server. Where the two
//! answer differently, the sandbox is wrong.

mod create;
mod daemonsets;
mod drafts;
mod events;
mod guard;
mod openapi;
mod pages;
mod rejections;
mod support;
