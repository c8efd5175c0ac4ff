//! Names for manifests that give only the beginning of one.
//!
//! The API server would make them up, and where its answer is lost nobody knows which it was. Made up here, a name
//! is known before anything is sent: it stands in the audit trail, it can be looked for, and the same request sent
//! again can create nothing twice.

use serde_json::Value;

/// No vowels, so no words, and nothing easily confused (`alphanums` in `k8s.io/apimachinery/pkg/util/rand`).
const ALPHABET: &[u8] = b"bcdfghjklmnpqrstvwxz2456789";

/// How many random characters a name ends with (`randomLength` in `k8s.io/apiserver/pkg/storage/names`).
const RANDOM_LENGTH: usize = 5;

/// Of a longer beginning the rest is left out (`MaxGeneratedNameLength`, in bytes).
const LONGEST_BEGINNING: usize = 63 - RANDOM_LENGTH;

/// A name that begins so (`SimpleNameGenerator.GenerateName`).
#[must_use]
pub fn generated_name(beginning: &str) -> String {
    let end = beginning.floor_char_boundary(LONGEST_BEGINNING);
    let mut name = beginning[..end].to_owned();
    for _ in 0..RANDOM_LENGTH {
        name.push(char::from(ALPHABET[fastrand::usize(..ALPHABET.len())]));
    }
    name
}

/// Gives each manifest that has a `generateName` and no name a name (`Store.create` in
/// `k8s.io/apiserver/pkg/registry/generic/registry/store.go`).
pub fn complete_names(manifests: &mut [Value]) {
    for manifest in manifests {
        let text = |field: &str| manifest["metadata"][field].as_str().unwrap_or_default();
        let beginning = text("generateName");
        if text("name").is_empty() && !beginning.is_empty() {
            manifest["metadata"]["name"] = generated_name(beginning).into();
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{ALPHABET, complete_names, generated_name};

    #[test]
    fn a_name_is_made_up_only_where_none_is_given() {
        let mut manifests = [
            json!({"metadata": {"generateName": "a-"}}),
            json!({"metadata": {"generateName": "a-", "name": "b"}}),
            json!({"metadata": {"name": "b"}}),
            json!({"metadata": {}}),
            json!({}),
            json!({"metadata": {"generateName": 5}}),
        ];
        let before = manifests.clone();
        complete_names(&mut manifests);
        assert_eq!(manifests[1..], before[1..]);
        let name = manifests[0]["metadata"]["name"].as_str().unwrap();
        let (beginning, end) = name.split_at(2);
        assert_eq!((beginning, end.len()), ("a-", 5));
        assert!(
            end.bytes().all(|letter| ALPHABET.contains(&letter)),
            "{end}"
        );
        assert_eq!(manifests[0]["metadata"]["generateName"], "a-");
    }

    #[test]
    fn names_are_no_longer_than_kubernetes_has_them() {
        assert_eq!(generated_name(&"x".repeat(100)).len(), 63);
        assert_eq!(generated_name(&"é".repeat(100)).chars().count(), 34);
    }
}
