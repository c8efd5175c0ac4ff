//! The kinds of problems, with the status and the words of each.

use contract::problem::{CLUSTER_TOKEN_REQUIRED, OUTCOME_UNKNOWN};
use http::StatusCode;

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $status:ident, $slug:expr, $title:literal;)*) => {
        /// What kind of problem; the last part of `type` is stable and is what clients match on.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum ProblemType {
            $($(#[$doc])* $name,)*
        }

        impl ProblemType {
            /// All kinds.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The HTTP status.
            #[must_use]
            pub const fn status(self) -> StatusCode {
                match self { $(Self::$name => StatusCode::$status,)* }
            }

            /// The last part of the `type` URI.
            #[must_use]
            pub const fn slug(self) -> &'static str {
                match self { $(Self::$name => $slug,)* }
            }

            /// The kind in words.
            #[must_use]
            pub const fn title(self) -> &'static str {
                match self { $(Self::$name => $title,)* }
            }
        }
    };
}

kinds! {
    /// The request itself cannot be read: its query, path or JSON.
    MalformedRequest = BAD_REQUEST, "malformed-request", "The request cannot be read";
    /// The manifest is not YAML or JSON.
    SyntaxError = BAD_REQUEST, "syntax-error", "The manifest cannot be parsed";
    /// Nobody is signed in.
    SignInRequired = UNAUTHORIZED, "sign-in-required", "Sign in first";
    /// The cluster does not let this user do it.
    Forbidden = FORBIDDEN, "forbidden", "Not allowed";
    /// The cluster takes a token of its own, which has not been handed over or holds no longer.
    ClusterTokenRequired = FORBIDDEN, CLUSTER_TOKEN_REQUIRED, "The cluster needs a token of its own";
    /// The request comes from another site.
    CrossOrigin = FORBIDDEN, "cross-origin", "The request comes from another site";
    /// What somebody gave the address of is not fetched.
    AddressRefused = FORBIDDEN, "address-refused", "Nothing is fetched from this address";
    /// There is no such thing, or no such path.
    NotFound = NOT_FOUND, "not-found", "Not found";
    /// The path knows other methods.
    MethodNotAllowed = METHOD_NOT_ALLOWED, "method-not-allowed", "This path knows other methods";
    /// The answer cannot be given in a form that the client accepts.
    NotAcceptable = NOT_ACCEPTABLE, "not-acceptable", "No acceptable form";
    /// The request took too long to arrive.
    RequestTimeout = REQUEST_TIMEOUT, "request-timeout", "The request took too long to arrive";
    /// The name is taken.
    AlreadyExists = CONFLICT, "already-exists", "The name is taken";
    /// Somebody else was faster.
    Conflict = CONFLICT, "conflict", "Somebody else was faster";
    /// The first request with the same key still runs.
    RequestInProgress = CONFLICT, "request-in-progress", "The same request still runs";
    /// The body is larger than the limit.
    TooLarge = PAYLOAD_TOO_LARGE, "too-large", "The request is too large";
    /// The body is of a kind that this path does not take.
    UnsupportedMediaType = UNSUPPORTED_MEDIA_TYPE, "unsupported-media-type", "This kind of body is not taken";
    /// The request names a host that is not this one.
    WrongHost = MISDIRECTED_REQUEST, "wrong-host", "This is another host";
    /// The manifest says something that the cluster refuses.
    InvalidManifest = UNPROCESSABLE_ENTITY, "invalid-manifest", "The cluster refuses this manifest";
    /// A value of the request is not allowed.
    InvalidRequest = UNPROCESSABLE_ENTITY, "invalid-request", "A value is not allowed";
    /// The key came with another request before.
    KeyReused = UNPROCESSABLE_ENTITY, "idempotency-key-reused", "The Idempotency-Key belongs to another request";
    /// The API server asks to slow down, or more was asked than one person or one address may.
    TooManyRequests = TOO_MANY_REQUESTS, "too-many-requests", "Too many requests";
    /// Too many wrong tokens came from the same address.
    TooManyAttempts = TOO_MANY_REQUESTS, "too-many-attempts", "Too many wrong tokens";
    /// A bug.
    Internal = INTERNAL_SERVER_ERROR, "internal", "The console failed";
    /// The API server answered in a way that makes no sense.
    BadGateway = BAD_GATEWAY, "bad-gateway", "The cluster's answer cannot be used";
    /// What somebody gave the address of cannot be fetched.
    NotFetched = BAD_GATEWAY, "not-fetched", "Nothing can be fetched from this address";
    /// The cluster cannot be reached now.
    ClusterUnavailable = SERVICE_UNAVAILABLE, "cluster-unavailable", "The cluster cannot be reached";
    /// The console's own database cannot be reached now.
    StoreUnavailable = SERVICE_UNAVAILABLE, "store-unavailable", "The console's database cannot be reached";
    /// The console has as much to judge as it can.
    Busy = SERVICE_UNAVAILABLE, "busy", "The console is busy";
    /// The console is stopping.
    Stopping = SERVICE_UNAVAILABLE, "stopping", "The console is stopping";
    /// There are as many connections as there may be.
    TooManyConnections = SERVICE_UNAVAILABLE, "too-many-connections", "The console has too many connections";
    /// No answer came to a write, and what there is does not tell whether it was done.
    OutcomeUnknown = GATEWAY_TIMEOUT, OUTCOME_UNKNOWN, "It is not known whether it was done";
    /// The cluster did not answer in time.
    ClusterTimeout = GATEWAY_TIMEOUT, "cluster-timeout", "The cluster did not answer in time";
}

impl ProblemType {
    /// The kind that says best what a bare status means.
    #[must_use]
    pub fn of_status(status: StatusCode) -> Self {
        Self::ALL
            .iter()
            .copied()
            .find(|kind| kind.status() == status)
            .unwrap_or(if status.is_server_error() {
                Self::Internal
            } else {
                Self::MalformedRequest
            })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use manifest::Message;

    use super::ProblemType;

    #[test]
    fn every_kind_is_a_sentence_that_a_page_has_in_its_language() {
        for kind in ProblemType::ALL {
            let code = ["problem.", kind.slug()].concat().replace('-', "_");
            let said = Message::of_parts(&code, &[], "no such sentence");
            assert_eq!(said.to_string(), kind.title(), "{code}");
        }
    }

    #[test]
    fn every_kind_has_a_name_of_its_own_and_an_error_status() {
        let slugs: HashSet<_> = ProblemType::ALL.iter().map(|kind| kind.slug()).collect();
        assert_eq!(slugs.len(), ProblemType::ALL.len());
        for kind in ProblemType::ALL {
            let status = kind.status();
            assert!(
                status.is_client_error() || status.is_server_error(),
                "{kind:?}"
            );
        }
    }
}
