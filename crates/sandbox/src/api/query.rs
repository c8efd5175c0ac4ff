//! The query of a request, as `ListOptions`, `CreateOptions` and their kin define it.

use http::{HeaderMap, header};

use crate::{
    refusal::{Cause, Refusal},
    registry::{FieldValidation, WriteOptions},
};

/// The parameters of a request; the last of equal names wins, except that several `dryRun` add up.
#[derive(Clone, Debug, Default)]
pub(super) struct Query(Vec<(String, String)>);

impl Query {
    pub(super) fn parse(query: Option<&str>) -> Query {
        Query(
            form_urlencoded::parse(query.unwrap_or_default().as_bytes())
                .into_owned()
                .collect(),
        )
    }

    /// The value of a parameter; empty if it was not given.
    pub(super) fn text(&self, name: &str) -> &str {
        self.0
            .iter()
            .rev()
            .find(|(key, _)| key == name)
            .map_or("", |(_, value)| value)
    }

    /// Whether a flag is set, as Go reads booleans in a query.
    pub(super) fn flag(&self, name: &str) -> bool {
        // A flag without a value counts as set.
        self.0
            .iter()
            .rev()
            .find(|(key, _)| key == name)
            .is_some_and(|(_, value)| {
                !matches!(value.to_ascii_lowercase().as_str(), "false" | "0" | "f")
            })
    }

    /// A whole number; none if it was not given or is no number.
    pub(super) fn number(&self, name: &str) -> Option<u64> {
        self.text(name).parse().ok()
    }

    /// A resource version.
    ///
    /// # Errors
    /// A text that is no version is refused as the API server does.
    pub(super) fn revision(&self, name: &str) -> Result<Option<u64>, Refusal> {
        match self.text(name) {
            "" => Ok(None),
            text => text.parse().map(Some).map_err(|_| {
                Refusal::internal(format!(
                    "{name}: Invalid value: \"{text}\": strconv.ParseUint: parsing \"{text}\": invalid syntax"
                ))
            }),
        }
    }

    /// `dryRun`, `fieldValidation` and `fieldManager` of a write whose options Kubernetes calls `options_kind`. Who does not
    /// say its name is called as its program (`managerOrUserAgent` in `k8s.io/apiserver/pkg/endpoints/handlers/create.go`).
    pub(super) fn write_options<'a>(
        &'a self,
        options_kind: &str,
        headers: &'a HeaderMap,
    ) -> Result<WriteOptions<'a>, Refusal> {
        let field_validation = match self.text("fieldValidation") {
            "" | "Warn" => FieldValidation::Warn,
            "Ignore" => FieldValidation::Ignore,
            "Strict" => FieldValidation::Strict,
            other => {
                let message = format!(
                    "Unsupported value: \"{other}\": supported values: \"\", \"Ignore\", \"Strict\", \"Warn\""
                );
                return Err(bad_option(options_kind, message, "fieldValidation"));
            }
        };
        Ok(WriteOptions {
            dry_run: self.dry_run(options_kind)?,
            field_validation,
            manager: match self.text("fieldManager") {
                "" => program_of(headers),
                manager => manager,
            },
            applied: None,
        })
    }

    /// Whether nothing is to be stored.
    pub(super) fn dry_run(&self, options_kind: &str) -> Result<bool, Refusal> {
        let given: Vec<&str> = self
            .0
            .iter()
            .filter(|(key, _)| key == "dryRun")
            .map(|(_, value)| value.as_str())
            .collect();
        if given.is_empty() {
            return Ok(false);
        }
        if given.iter().any(|value| *value != "All") {
            let message = format!(
                "Unsupported value: {}: supported values: \"All\"",
                serde_json::Value::from(given.iter().map(ToString::to_string).collect::<Vec<_>>())
            );
            return Err(bad_option(options_kind, message, "dryRun"));
        }
        Ok(true)
    }
}

/// What the program calls itself that sends a request.
fn program_of(headers: &HeaderMap) -> &str {
    let agent = headers.get(header::USER_AGENT);
    let agent = agent.and_then(|agent| agent.to_str().ok());
    let name = agent.and_then(|agent| agent.split('/').next());
    name.filter(|name| !name.is_empty()).unwrap_or("unknown")
}

fn bad_option(options_kind: &str, message: String, field: &str) -> Refusal {
    let cause = Cause::new("FieldValueNotSupported", message, field);
    Refusal::invalid_kind("meta.k8s.io", options_kind, "", &[cause])
}
