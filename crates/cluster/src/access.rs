//! What a caller may do, asked of the API server as that caller, and kept for a short while.
//!
//! It is asked by `SelfSubjectAccessReview`, one right at a time: what `SelfSubjectRulesReview` lists is said to be
//! incomplete by authorizers other than RBAC, and reading rules is theirs to do.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use futures::{StreamExt as _, TryStreamExt as _, stream};
use http::{Method, StatusCode};
use serde_json::{Value, json};
use tokio::time::Instant;

use crate::{AsUser, caller::Digest, error::ClusterError, rest::Call};

/// How long an answer holds. A stream is looked at as often, so that what was lost is gone within twice this time.
pub const RIGHTS_HOLD: Duration = Duration::from_secs(25);
/// How many questions one caller asks at a time.
const AT_A_TIME: usize = 16;
/// Of how many callers answers are kept, and how many of each.
const MOST: (usize, usize) = (4096, 8192);

/// Something that one may do or not (`authorization.k8s.io/v1` `ResourceAttributes`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Right {
    /// `get`, `list`, `create` and so on.
    pub verb: String,
    /// The API group; empty for the core group.
    pub group: String,
    /// The resource's name in paths.
    pub resource: String,
    /// Its part, such as `log`; empty for none.
    pub subresource: String,
    /// The namespace; empty for all of them, and for what is outside of namespaces.
    pub namespace: String,
    /// The object's name; empty for any.
    pub name: String,
}

impl Right {
    /// To do this with all objects of a resource.
    #[must_use]
    pub fn to(verb: &str, group: &str, resource: &str) -> Self {
        Self {
            verb: verb.to_owned(),
            group: group.to_owned(),
            resource: resource.to_owned(),
            ..Self::default()
        }
    }

    /// The same in one namespace.
    #[must_use]
    pub fn within(mut self, namespace: &str) -> Self {
        namespace.clone_into(&mut self.namespace);
        self
    }

    /// The same with one object.
    #[must_use]
    pub fn named(mut self, name: &str) -> Self {
        name.clone_into(&mut self.name);
        self
    }

    /// The same with a part of objects.
    #[must_use]
    pub fn of_part(mut self, subresource: &str) -> Self {
        subresource.clone_into(&mut self.subresource);
        self
    }

    fn review(&self) -> Value {
        let attributes = [
            ("verb", &self.verb),
            ("group", &self.group),
            ("resource", &self.resource),
            ("subresource", &self.subresource),
            ("namespace", &self.namespace),
            ("name", &self.name),
        ];
        let mut review = json!({
            "apiVersion": "authorization.k8s.io/v1",
            "kind": "SelfSubjectAccessReview",
            "spec": {"resourceAttributes": {}},
        });
        for (field, value) in attributes {
            if !value.is_empty() {
                review["spec"]["resourceAttributes"][field] = json!(value);
            }
        }
        review
    }
}

/// The answers, by who asked. No answer is ever given to anybody else.
#[derive(Debug, Default)]
pub(crate) struct Access(Mutex<HashMap<Digest, Answers>>);

/// What is remembered of one caller.
#[derive(Clone, Debug)]
pub(crate) struct OfCaller {
    access: Arc<Access>,
    who: Digest,
}

impl OfCaller {
    pub(crate) const fn new(access: Arc<Access>, who: Digest) -> Self {
        Self { access, who }
    }

    /// Takes in what the API server has answered to a request of this method: where it refuses a write, what it said before of
    /// this caller's rights is doubtful.
    pub(crate) fn note(&self, method: &Method, status: StatusCode) {
        if status == StatusCode::FORBIDDEN && !method.is_safe() {
            self.access.lock().remove(&self.who);
        }
    }
}

type Answers = HashMap<Right, Answer>;

#[derive(Clone, Copy, Debug)]
struct Answer {
    is_allowed: bool,
    asked: Instant,
}

impl Access {
    fn known(&self, who: &Digest, right: &Right) -> Option<bool> {
        let answers = self.lock();
        let answer = answers.get(who)?.get(right)?;
        (answer.asked.elapsed() < RIGHTS_HOLD).then_some(answer.is_allowed)
    }

    fn note(&self, who: Digest, right: Right, answer: Answer) {
        let mut callers = self.lock();
        let holds = |answer: &Answer| answer.asked.elapsed() < RIGHTS_HOLD;
        if callers.len() >= MOST.0 && !callers.contains_key(&who) {
            callers.retain(|_, answers| answers.values().any(holds));
            if callers.len() >= MOST.0 {
                callers.clear();
            }
        }
        let answers = callers.entry(who).or_default();
        if answers.len() >= MOST.1 {
            answers.retain(|_, answer| holds(answer));
            if answers.len() >= MOST.1 {
                answers.clear();
            }
        }
        answers.insert(right, answer);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Digest, Answers>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl AsUser<'_> {
    /// Whether this user may do something, as the API server says. An answer holds for [`RIGHTS_HOLD`].
    ///
    /// # Errors
    /// It could not be asked: then nothing is known, and nothing is to be allowed. See [`ClusterError`].
    pub async fn may(&self, right: &Right) -> Result<bool, ClusterError> {
        let (access, who) = (self.cluster().access(), self.credential().digest());
        if let Some(known) = access.known(&who, right) {
            return Ok(known);
        }
        // Taken before it is asked: an answer is never newer than this.
        let asked = Instant::now();
        let path = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews".to_owned();
        let call = Call::new("ask what you may do", Method::POST, path).json(&right.review());
        let review: Value = call.read(&self.transport()).await?;
        let status = &review["status"];
        let answer = Answer {
            is_allowed: status["allowed"] == true && status["denied"] != true,
            asked,
        };
        access.note(who, right.clone(), answer);
        Ok(answer.is_allowed)
    }

    /// As [`Self::may`], for many at once, in their order.
    ///
    /// # Errors
    /// As [`Self::may`].
    pub async fn may_each(&self, rights: Vec<Right>) -> Result<Vec<bool>, ClusterError> {
        let asked = rights
            .into_iter()
            .map(|right| async move { self.may(&right).await });
        stream::iter(asked).buffered(AT_A_TIME).try_collect().await
    }
}
