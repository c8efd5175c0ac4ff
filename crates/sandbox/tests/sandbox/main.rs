//! The sandbox as its clients see it: requests through the service, and a client of kube-rs.

mod faults;
mod kube_client;
mod lists;
mod rollout;
mod support;
mod watches;
mod writes;
