//! Refusals in Kubernetes' own words: a `metav1.Status` with its code, reason, message and details.

use serde_json::{Value, json};

use crate::{
    access::{Attributes, What},
    kind::{Kind, Resource},
};

/// Why a request is refused. Mirrors the constructors of
/// `k8s.io/apimachinery/pkg/api/errors/errors.go`.
#[derive(Clone, Debug)]
pub(crate) struct Refusal {
    pub(crate) code: u16,
    pub(crate) reason: &'static str,
    pub(crate) message: String,
    pub(crate) details: Option<Value>,
}

/// One entry of `details.causes`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Cause {
    pub(crate) reason: String,
    pub(crate) message: String,
    pub(crate) field: String,
}

impl Cause {
    pub(crate) fn new(reason: &str, message: impl Into<String>, field: impl Into<String>) -> Cause {
        Cause {
            reason: reason.to_owned(),
            message: message.into(),
            field: field.into(),
        }
    }
}

impl Refusal {
    fn new(code: u16, reason: &'static str, message: impl Into<String>) -> Refusal {
        Refusal {
            code,
            reason,
            message: message.into(),
            details: None,
        }
    }

    fn about(mut self, resource: &Resource, name: &str) -> Refusal {
        let mut details = serde_json::Map::new();
        if !name.is_empty() {
            details.insert("name".to_owned(), name.into());
        }
        if !resource.group.is_empty() {
            details.insert("group".to_owned(), resource.group.into());
        }
        details.insert("kind".to_owned(), resource.plural.into());
        self.details = Some(Value::Object(details));
        self
    }

    /// 404: there is no such object.
    pub(crate) fn not_found(kind: Kind, name: &str) -> Refusal {
        let resource = kind.resource();
        let message = format!("{} \"{name}\" not found", resource.qualified_plural());
        Refusal::new(404, "NotFound", message).about(resource, name)
    }

    /// 404: there is no such path.
    pub(crate) fn unknown_resource() -> Refusal {
        let mut refusal = Refusal::new(
            404,
            "NotFound",
            "the server could not find the requested resource",
        );
        refusal.details = Some(json!({}));
        refusal
    }

    /// 409: the name is taken.
    pub(crate) fn already_exists(kind: Kind, name: &str) -> Refusal {
        let resource = kind.resource();
        let message = format!("{} \"{name}\" already exists", resource.qualified_plural());
        Refusal::new(409, "AlreadyExists", message).about(resource, name)
    }

    /// 409: the object has changed since it was read.
    pub(crate) fn conflict(kind: Kind, name: &str) -> Refusal {
        let resource = kind.resource();
        let message = format!(
            "Operation cannot be fulfilled on {} \"{name}\": the object has been modified; please apply \
             your changes to the latest version and try again",
            resource.qualified_plural()
        );
        Refusal::new(409, "Conflict", message).about(resource, name)
    }

    /// 409: a precondition of a delete does not hold.
    pub(crate) fn precondition(kind: Kind, name: &str, what: &str) -> Refusal {
        let resource = kind.resource();
        let message = format!(
            "Operation cannot be fulfilled on {} \"{name}\": {what}",
            resource.qualified_kind()
        );
        let mut refusal = Refusal::new(409, "Conflict", message).about(resource, name);
        if let Some(details) = &mut refusal.details {
            details["kind"] = resource.kind.into();
        }
        refusal
    }

    /// 403: admission says no.
    pub(crate) fn forbidden(kind: Kind, name: &str, why: &str) -> Refusal {
        let resource = kind.resource();
        let message = format!(
            "{} \"{name}\" is forbidden: {why}",
            resource.qualified_plural()
        );
        Refusal::new(403, "Forbidden", message).about(resource, name)
    }

    /// 401: nobody knows the token. Mirrors `Unauthorized` in
    /// `k8s.io/apiserver/pkg/endpoints/filters/authentication.go`.
    pub(crate) fn unauthorized() -> Refusal {
        Refusal::new(401, "Unauthorized", "Unauthorized")
    }

    /// 403: RBAC does not allow it. Mirrors `ForbiddenStatusError` in
    /// `k8s.io/apiserver/pkg/endpoints/handlers/responsewriters/errors.go`.
    pub(crate) fn not_authorized(user: &str, asked: &Attributes, why: &str) -> Refusal {
        // What looks like HTML is made harmless.
        let words = asked.refused_to(user);
        let words = words.replace('&', "&amp;");
        let words = words.replace('<', "&lt;").replace('>', "&gt;");
        let mut details = serde_json::Map::new();
        let mut message = match &asked.what {
            What::Path(_) => format!("forbidden: {words}"),
            What::Resource {
                group,
                resource,
                name,
                ..
            } => {
                for (field, value) in [("name", name), ("group", group), ("kind", resource)] {
                    if !value.is_empty() {
                        details.insert(field.to_owned(), value.as_str().into());
                    }
                }
                let dot = if group.is_empty() { "" } else { "." };
                if name.is_empty() {
                    format!("{resource}{dot}{group} is forbidden: {words}")
                } else {
                    format!("{resource}{dot}{group} {name:?} is forbidden: {words}")
                }
            }
        };
        if !why.is_empty() {
            message = format!("{message}: {why}");
        }
        let mut refusal = Refusal::new(403, "Forbidden", message);
        refusal.details = Some(Value::Object(details));
        refusal
    }

    /// 403 with a cause beside the message.
    pub(crate) fn with_cause(mut self, cause: &Cause) -> Refusal {
        let details = self.details.get_or_insert_with(|| json!({}));
        details["causes"] = json!([cause_value(cause)]);
        self
    }

    /// 400: the request itself makes no sense.
    pub(crate) fn bad_request(message: impl Into<String>) -> Refusal {
        Refusal::new(400, "BadRequest", message)
    }

    /// 422: fields of the object are invalid. `kind` is the qualified kind of the message.
    pub(crate) fn invalid(kind: Kind, name: &str, causes: &[Cause]) -> Refusal {
        let resource = kind.resource();
        Refusal::invalid_kind(resource.group, resource.kind, name, causes)
    }

    /// 422 for something that is not stored, such as the options of a request.
    pub(crate) fn invalid_kind(group: &str, kind: &str, name: &str, causes: &[Cause]) -> Refusal {
        let mut texts: Vec<String> = Vec::new();
        for cause in causes {
            let text = format!("{}: {}", cause.field, cause.message);
            if !texts.contains(&text) {
                texts.push(text);
            }
        }
        let list = match texts.as_slice() {
            [only] => only.clone(),
            many => format!("[{}]", many.join(", ")),
        };
        let qualified = if group.is_empty() {
            kind.to_owned()
        } else {
            format!("{kind}.{group}")
        };
        let mut details = serde_json::Map::new();
        if !name.is_empty() {
            details.insert("name".to_owned(), name.into());
        }
        if !group.is_empty() {
            details.insert("group".to_owned(), group.into());
        }
        if !kind.is_empty() {
            details.insert("kind".to_owned(), kind.into());
        }
        details.insert(
            "causes".to_owned(),
            causes.iter().map(cause_value).collect(),
        );
        let mut refusal = Refusal::new(
            422,
            "Invalid",
            format!("{qualified} \"{name}\" is invalid: {list}"),
        );
        refusal.details = Some(Value::Object(details));
        refusal
    }

    /// 422 for a JSON patch that cannot be applied.
    pub(crate) fn unprocessable_patch() -> Refusal {
        let mut refusal = Refusal::new(
            422,
            "Invalid",
            "the server rejected our request due to an error in our request",
        );
        refusal.details = Some(json!({}));
        refusal
    }

    /// 410: the history does not reach back so far.
    pub(crate) fn expired(message: impl Into<String>) -> Refusal {
        Refusal::new(410, "Expired", message)
    }

    /// 405: the path does not know this method.
    pub(crate) fn method_not_allowed() -> Refusal {
        let mut refusal = Refusal::new(
            405,
            "MethodNotAllowed",
            "the server does not allow this method on the requested resource",
        );
        refusal.details = Some(json!({}));
        refusal
    }

    /// 406: no representation asked for can be given.
    pub(crate) fn not_acceptable() -> Refusal {
        let mut refusal = Refusal::new(
            406,
            "NotAcceptable",
            "406: Not Acceptable\n\nAvailable representations: application/json",
        );
        refusal.details = Some(json!({}));
        refusal
    }

    /// 415: the body is in a form that is not read here.
    pub(crate) fn unsupported_media_type() -> Refusal {
        // A real API server takes protobuf for every kind, here it is read for a few.
        let message = "415: Unsupported Media Type: the sandbox takes JSON and YAML, as `kubectl apply` sends it";
        let mut refusal = Refusal::new(415, "UnsupportedMediaType", message);
        refusal.details = Some(json!({}));
        refusal
    }

    /// 413: the body is too large.
    pub(crate) fn too_large(limit: usize) -> Refusal {
        Refusal::new(
            413,
            "RequestEntityTooLarge",
            format!("Request entity too large: limit is {limit}"),
        )
    }

    /// 504: the revision asked for lies in the future.
    pub(crate) fn revision_too_large(asked: u64, current: u64) -> Refusal {
        let mut refusal = Refusal::new(
            504,
            "Timeout",
            format!("Timeout: Too large resource version: {asked}, current: {current}"),
        );
        refusal.details = Some(json!({
            "causes": [{"reason": "ResourceVersionTooLarge", "message": "Too large resource version"}],
            "retryAfterSeconds": 1,
        }));
        refusal
    }

    /// 500 without a reason, as the API server answers what it did not foresee.
    pub(crate) fn internal(message: impl Into<String>) -> Refusal {
        Refusal::new(500, "", message)
    }

    /// 500 with the reason of an internal error.
    pub(crate) fn internal_error(message: &str) -> Refusal {
        let mut refusal = Refusal::new(
            500,
            "InternalError",
            format!("Internal error occurred: {message}"),
        );
        refusal.details = Some(json!({"causes": [{"message": message}]}));
        refusal
    }

    /// 429 with the wait before the next attempt.
    pub(crate) fn too_many_requests(retry_after_seconds: u32) -> Refusal {
        let mut refusal = Refusal::new(
            429,
            "TooManyRequests",
            "the server has received too many requests and has asked us to try again later",
        );
        refusal.details = Some(json!({"retryAfterSeconds": retry_after_seconds}));
        refusal
    }

    /// 503: the API server is there and cannot answer.
    pub(crate) fn unavailable() -> Refusal {
        Refusal::new(
            503,
            "ServiceUnavailable",
            "the server is currently unable to handle the request",
        )
    }

    /// 501: Kubernetes can do this, the sandbox cannot.
    pub(crate) fn not_simulated(what: &str) -> Refusal {
        Refusal::new(
            501,
            "NotImplemented",
            format!("the sandbox does not simulate {what}"),
        )
    }

    /// How long a client is asked to wait, in seconds.
    pub(crate) fn retry_after(&self) -> Option<u64> {
        self.details.as_ref()?.get("retryAfterSeconds")?.as_u64()
    }

    /// The refusal as a `metav1.Status`.
    pub(crate) fn status(&self) -> Value {
        let mut status = json!({
            "kind": "Status",
            "apiVersion": "v1",
            "metadata": {},
            "status": "Failure",
            "message": self.message,
        });
        if !self.reason.is_empty() {
            status["reason"] = self.reason.into();
        }
        if let Some(details) = &self.details {
            status["details"] = details.clone();
        }
        status["code"] = self.code.into();
        status
    }
}

fn cause_value(cause: &Cause) -> Value {
    json!({"reason": cause.reason, "message": cause.message, "field": cause.field})
}
