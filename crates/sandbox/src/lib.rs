//! A simulated cluster that speaks the HTTP API of Kubernetes for the kinds this console touches.
//!
//! [`Sandbox::start`] makes a cluster in this process; [`Sandbox::service`] is its API as a tower
//! service, and [`Sandbox::serve`] the same on a TCP port, for kubectl.
//!
//! From the outside in: `access` says who asks and what they may, `api` reads requests and writes answers, `registry` does what the API server
//! does with an object (defaults, checks, finalizers), `store` keeps objects and the history of their
//! changes, and `simulation` plays the controllers, the scheduler and the kubelets. The simulation
//! writes through the registry and learns of changes from the store, as the real ones do.
//!
//! What runs in a container is not simulated, so an image's name decides how it fares:
//!
//! | image | what happens |
//! |---|---|
//! | the registry is `example.invalid`, or the tag is `does-not-exist` | it cannot be pulled: `ErrImagePull`, `ImagePullBackOff` |
//! | the last part of the name or the tag contains `crash` | its container ends with an error again and again: `CrashLoopBackOff` |
//! | the same contains `oom` | it is ended because it takes too much memory, again and again: `OOMKilled`, then `CrashLoopBackOff` |
//! | the last part of the name or the tag contains `never-ready` | it runs and never becomes ready |
//! | anything else | it runs and becomes ready |
//!
//! What each container would have written then is in its log ([`LogFaults`] has them write more, or go wrong).

mod access;
mod api;
mod clock;
mod faults;
mod field_selector;
mod kind;
mod logs;
mod options;
mod random;
mod refusal;
mod registry;
mod sandbox;
mod seed;
mod serve;
mod simulation;
mod store;
mod world;

pub use crate::{
    access::Person,
    api::{SandboxBody, SandboxService},
    clock::Clock,
    faults::{FaultState, Outage, WriteFault},
    logs::LogFaults,
    options::{SandboxOptions, Seed},
    sandbox::{FaultSwitches, Sandbox},
};
