//! The OpenAPI document, generated from the handlers.

mod prose;
mod refusals;

use std::{borrow::Cow, sync::LazyLock};

use utoipa::{
    Modify, OpenApi,
    openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme},
};

use crate::{
    router,
    routes::{
        daemonsets::{
            DryRun,
            create::{CreateAnswer, ExistingObjects, ExistingServices},
            delete::Propagation,
        },
        preflight::report::Operation,
    },
};

/// What no handler says: the name of it all, and how to sign in.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Everynode",
        description = "The API of the console for Kubernetes DaemonSets. Every error is a problem document \
                       (RFC 9457) of the media type `application/problem+json`.",
    ),
    security(("bearer" = []), ("session" = [])),
    modifiers(&SignIn),
    components(schemas(
        contract::CreatedObjects,
        contract::ProblemDocument,
        CreateAnswer,
        DryRun,
        ExistingObjects,
        ExistingServices,
        Operation,
        Propagation
    )),
)]
pub(crate) struct Frame;

struct SignIn;

impl Modify for SignIn {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let components = document.components.get_or_insert_default();
        let bearer = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .description(Some("The token that is printed at the start"))
            .build();
        components.add_security_scheme("bearer", SecurityScheme::Http(bearer));
        let session = ApiKeyValue::with_description(
            "everynode-PORT",
            "What browsers have after signing in; `__Host-everynode` under TLS, `__Secure-everynode` where that is below a path",
        );
        components.add_security_scheme("session", SecurityScheme::ApiKey(ApiKey::Cookie(session)));
    }
}

/// The document as JSON, with a line break at the end. Made at the first question.
#[must_use]
pub fn text() -> &'static str {
    static TEXT: LazyLock<String> = LazyLock::new(|| {
        let mut document = router::openapi();
        refusals::add(&mut document);
        let mut text = prose::without_links(&document.to_pretty_json().unwrap_or_default());
        text.push('\n');
        text
    });
    &TEXT
}

/// The same of a console that is served below a path.
pub(crate) fn text_below(base: &str) -> Cow<'static, str> {
    match text().strip_prefix('{') {
        Some(rest) if !base.is_empty() => {
            // Nothing in a base has to be escaped, see `PublicUrl`.
            format!("{{\n  \"servers\": [\n    {{\n      \"url\": \"{base}\"\n    }}\n  ],{rest}")
                .into()
        }
        _ => text().into(),
    }
}
