//! What goes over the wire between the server and its clients: DTOs, paths, problem documents and
//! the messages of the event stream. Pure; the server and the front end both build on it.

pub mod attention;
pub mod audit;
pub mod cluster;
pub mod daemonset;
pub mod diagnosis;
pub mod documentation;
pub mod draft;
pub mod event;
pub mod event_id;
pub mod facts;
pub mod fetch;
pub mod locale;
pub mod log;
pub mod node;
pub mod objects;
pub mod path;
pub mod pod;
pub mod pod_detail;
pub mod problem;
pub mod registry;
pub mod related;
pub mod revision;
pub mod rights;
pub mod rows;
mod said;
pub mod secret;
pub mod session;
pub mod template;
pub mod wall;

pub use attention::{Attention, NodesInTrouble, attention};
pub use audit::{AuditAction, AuditEntry, AuditList, AuditOutcome};
pub use cluster::{
    ClusterAccess, ClusterKind, ClusterList, ClusterOrigin, ClusterState, ClusterSummary,
    ClusterToken, ClusterTrial, NewCluster, TokenOfCluster, UserOfCluster,
};
pub use daemonset::{ClusterShare, Counts, DaemonSetList, DaemonSetRow, DaemonSetsOfClusters};
pub use diagnosis::{Cause, Diagnosis, DiagnosisAnswer, NextStep, diagnose};
pub use documentation::StructDocumentation;
pub use draft::{Draft, DraftList, DraftOrigin, DraftSummary, DraftText};
pub use event::{
    Change, DetailChange, DetailSnapshot, Freshness, Snapshot, StreamMessage, Unknown,
};
pub use facts::FactsMessage;
pub use fetch::{FetchAddress, FetchHosts, FetchedText};
pub use locale::Locale;
pub use log::{LogKind, LogMessage, LogPlace, LogResume};
pub use node::{NodeList, NodeRow};
pub use objects::{
    CompanionList, CompanionRow, CreatedObjects, DeletedObject, ObjectFate, ObjectOutcome,
    ObjectOutlook,
};
pub use pod::{PodList, PodRow};
pub use pod_detail::{
    ContainerDetail, ContainerEnd, ContainerRole, ContainerState, PodCondition, PodDetail,
    StateWord,
};
pub use preflight::status::{NodeState, Status, StatusWord};
pub use problem::{FieldError, ProblemDocument};
pub use registry::RegistryImage;
pub use related::{DeletedService, EventList, EventRow, ServiceList, ServicePortRow, ServiceRow};
pub use revision::{
    ClusterDifference, FieldChange, RevisionDiff, RevisionList, RevisionRow, Rollback,
};
pub use rights::{RightList, RightRow};
pub use secret::SecretKeys;
pub use session::{SessionInfo, SessionList, SessionRow};
pub use template::{Template, TemplateList};
pub use wall::{Wall, WallNode, WallRow};
