//! What claims make of somebody: name, groups and what else is said. The rules are Kubernetes' own
//! (`apiserver/plugin/pkg/authenticator/token/oidc`), so that a person is called alike by an API server that is set up in
//! the same way.

use manifest::message::provider as said;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::OidcError;

/// What a token says.
pub(super) type Claims = Map<String, Value>;

/// Where claims say who somebody is. A name may lead into objects, as `realm_access.roles`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimNames {
    /// The claim that is the name.
    pub user: String,
    /// What stands before it.
    pub user_prefix: String,
    /// The claim that lists the groups.
    pub groups: String,
    /// What stands before each.
    pub groups_prefix: String,
    /// Claims that are passed on as what else is said of the person.
    pub extra: Vec<String>,
}

impl Default for ClaimNames {
    fn default() -> Self {
        Self {
            user: "sub".to_owned(),
            user_prefix: String::new(),
            groups: "groups".to_owned(),
            groups_prefix: String::new(),
            extra: Vec::new(),
        }
    }
}

/// Who somebody is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::sign_in) struct Said {
    pub(in crate::sign_in) user: String,
    pub(in crate::sign_in) groups: Vec<String>,
    #[serde(default)]
    pub(in crate::sign_in) extra: Vec<(String, Vec<String>)>,
}

impl ClaimNames {
    /// Who somebody is.
    ///
    /// # Errors
    ///
    /// The claims do not say it.
    pub(in crate::sign_in) fn read(&self, claims: &Claims) -> Result<Said, OidcError> {
        let broken = |claim: &str, why| OidcError::Claim {
            claim: claim.to_owned(),
            why,
        };
        let user = find(claims, &self.user).and_then(Value::as_str);
        let user = user.filter(|user| !user.is_empty());
        let user = user.ok_or_else(|| broken(&self.user, said::no_text()))?;
        if self.user == "email" && claims.get("email_verified").is_some_and(is_untrue) {
            return Err(broken("email", said::unverified()));
        }
        let groups = match find(claims, &self.groups) {
            Some(groups) => texts(groups).ok_or_else(|| broken(&self.groups, said::no_list()))?,
            None if is_left_out(claims, &self.groups) => return Err(OidcError::TooManyGroups),
            None => Vec::new(),
        };
        let extra = self.extra.iter().filter_map(|name| {
            let said = texts(find(claims, name)?)?;
            Some((name.clone(), said))
        });
        Ok(Said {
            user: format!("{}{user}", self.user_prefix),
            groups: groups
                .iter()
                .map(|group| format!("{}{group}", self.groups_prefix))
                .collect(),
            extra: extra.collect(),
        })
    }
}

/// A claim, by its whole name or by a way through objects. The whole name counts first: many hold dots, since they are
/// addresses.
fn find<'a>(claims: &'a Claims, name: &str) -> Option<&'a Value> {
    if let Some(value) = claims.get(name) {
        return Some(value);
    }
    name.match_indices('.').find_map(|(dot, _)| {
        let inner = claims.get(&name[..dot])?.as_object()?;
        find(inner, &name[dot + 1..])
    })
}

/// A text, or a list of them.
fn texts(value: &Value) -> Option<Vec<String>> {
    match value {
        Value::String(text) => Some(vec![text.clone()]),
        Value::Array(values) => {
            let texts = values.iter().map(|it| it.as_str().map(str::to_owned));
            texts.collect()
        }
        _ => None,
    }
}

fn is_untrue(value: &Value) -> bool {
    !matches!(value, Value::Bool(true)) && value.as_str() != Some("true")
}

/// Whether a provider says that it left a claim out because it is too long: by a distributed claim (OIDC Core 1.0,
/// 5.6.2), as Entra does, or by Entra's `hasgroups`.
fn is_left_out(claims: &Claims, name: &str) -> bool {
    let names = claims.get("_claim_names").and_then(Value::as_object);
    names.is_some_and(|names| names.contains_key(name))
        || claims.get("hasgroups").is_some_and(|has| !is_untrue(has))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{ClaimNames, OidcError, Said};

    fn read(names: &ClaimNames, claims: &Value) -> Result<Said, OidcError> {
        names.read(claims.as_object().unwrap())
    }

    fn of_groups(groups: &str) -> ClaimNames {
        ClaimNames {
            groups: groups.to_owned(),
            ..ClaimNames::default()
        }
    }

    #[test]
    fn groups_are_found_wherever_they_are() {
        for (name, claims, expected) in [
            (
                "groups",
                json!({"groups": ["a", "b"]}),
                Some(&["a", "b"][..]),
            ),
            ("groups", json!({"groups": "a"}), Some(&["a"])),
            ("groups", json!({"groups": []}), Some(&[])),
            ("groups", json!({}), Some(&[])),
            (
                "realm_access.roles",
                json!({"realm_access": {"roles": ["r"]}}),
                Some(&["r"]),
            ),
            (
                "a.b.c",
                json!({"a": {"b": {"c": ["deep"]}}}),
                Some(&["deep"]),
            ),
            (
                "a.b.c",
                json!({"a.b": {"c": ["dotted"]}}),
                Some(&["dotted"]),
            ),
            (
                "https://x.example/groups",
                json!({"https://x.example/groups": ["url"]}),
                Some(&["url"]),
            ),
            ("a.b", json!({"a": ["no object"]}), Some(&[])),
            ("groups", json!({"groups": {"a": 1}}), None),
            ("groups", json!({"groups": ["a", 1]}), None),
        ] {
            let mut claims = claims;
            claims["sub"] = json!("ann");
            let said = read(&of_groups(name), &claims);
            let expected = expected.map(|groups| groups.iter().map(ToString::to_string).collect());
            assert_eq!(
                said.ok().map(|said| said.groups),
                expected,
                "{name} {claims}"
            );
        }
    }

    #[test]
    fn groups_that_were_left_out_are_not_none() {
        for claims in [
            json!({"sub": "ann", "_claim_names": {"groups": "src1"}}),
            json!({"sub": "ann", "hasgroups": true}),
            json!({"sub": "ann", "hasgroups": "true"}),
        ] {
            assert_eq!(
                read(&ClaimNames::default(), &claims),
                Err(OidcError::TooManyGroups)
            );
        }
        let said = read(
            &ClaimNames::default(),
            &json!({"sub": "ann", "hasgroups": false}),
        );
        assert!(said.is_ok(), "{said:?}");
    }

    #[test]
    fn names_have_their_prefixes_and_must_be_there() {
        let names = ClaimNames {
            user: "email".to_owned(),
            user_prefix: "oidc:".to_owned(),
            groups_prefix: "team:".to_owned(),
            extra: vec!["dept".to_owned(), "none".to_owned()],
            ..ClaimNames::default()
        };
        let claims =
            json!({"email": "a@x", "email_verified": true, "groups": ["web"], "dept": "it"});
        let said = read(&names, &claims).unwrap();
        assert_eq!(said.user, "oidc:a@x");
        assert_eq!(said.groups, ["team:web"]);
        assert_eq!(said.extra, [("dept".to_owned(), vec!["it".to_owned()])]);
        for broken in [
            json!({"email": "a@x", "email_verified": false}),
            json!({"email": ""}),
            json!({"email": 7}),
            json!({"sub": "ann"}),
        ] {
            assert!(read(&names, &broken).is_err(), "{broken}");
        }
    }
}
