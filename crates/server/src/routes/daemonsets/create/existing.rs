//! What is to become of objects that are there already.

use std::collections::HashMap;

use cluster::Existing;
use serde::Deserialize;

use super::CreateQuery;

/// What to do with a Service of the manifest that is there already.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
pub(crate) enum ExistingServices {
    /// Where it says all that the manifest says, it stays as it is and the rest is created.
    Keep,
}

/// What to do with an object of the text that is there already.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
pub(crate) enum ExistingObjects {
    /// Nothing is created.
    Refuse,
    /// Where it says all that the text says, it stays as it is and the rest is created; else nothing is.
    Keep,
    /// It stays as it is, whatever it says.
    Leave,
    /// It is made to say what the text says; what others have filled in beside that stays.
    Update,
}

impl From<ExistingObjects> for Existing {
    fn from(wanted: ExistingObjects) -> Self {
        match wanted {
            ExistingObjects::Refuse => Self::Refuse,
            ExistingObjects::Keep => Self::Keep,
            ExistingObjects::Leave => Self::Leave,
            ExistingObjects::Update => Self::Update,
        }
    }
}

/// What is wanted of a request.
#[derive(Clone, Debug, Default)]
pub(super) struct Wanted {
    services: Option<Existing>,
    all: Option<Existing>,
    of_objects: HashMap<usize, Existing>,
}

impl Wanted {
    pub(super) fn of(query: &CreateQuery) -> Self {
        let services = query
            .existing_services
            .map(|ExistingServices::Keep| Existing::Keep);
        let of_objects = query.existing_of.as_deref().unwrap_or_default();
        let of_objects = of_objects.split(',').filter_map(|choice| {
            let (object, wanted) = choice.split_once(':')?;
            Some((object.parse().ok()?, read(wanted)?))
        });
        Self {
            services,
            all: query.existing.map(Existing::from),
            of_objects: of_objects.collect(),
        }
    }

    /// What is wanted of the object with this number in the text.
    pub(super) fn of_object(&self, number: usize, kind: &str) -> Existing {
        let of_kind = self.services.filter(|_| kind == "Service");
        self.of_objects
            .get(&number)
            .copied()
            .or(self.all)
            .or(of_kind)
            .unwrap_or_default()
    }

    /// All of it in one text, by which a request is known again.
    pub(super) fn words(&self) -> String {
        let mut of_objects: Vec<_> = self.of_objects.iter().collect();
        of_objects.sort_by_key(|(number, _)| **number);
        match self {
            // As it was before there was a choice for other kinds.
            Self {
                services,
                all: None,
                ..
            } if of_objects.is_empty() => services.map(|_| "keep").unwrap_or_default().to_owned(),
            Self { services, all, .. } => format!("{services:?} {all:?} {of_objects:?}"),
        }
    }
}

fn read(word: &str) -> Option<Existing> {
    Some(match word {
        "Refuse" => Existing::Refuse,
        "Keep" => Existing::Keep,
        "Leave" => Existing::Leave,
        "Update" => Existing::Update,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use cluster::Existing;

    use super::{CreateQuery, ExistingObjects, ExistingServices, Wanted};

    #[test]
    fn what_is_said_of_one_object_goes_before_what_is_said_of_all() {
        let query = CreateQuery {
            dry_run: None,
            answer: None,
            existing_services: Some(ExistingServices::Keep),
            existing: Some(ExistingObjects::Leave),
            existing_of: Some("3:Update,12:Refuse".to_owned()),
        };
        let wanted = Wanted::of(&query);
        for (number, kind, expected) in [
            (3, "Service", Existing::Update),
            (12, "ConfigMap", Existing::Refuse),
            (4, "ConfigMap", Existing::Leave),
        ] {
            assert_eq!(wanted.of_object(number, kind), expected, "{number}");
        }
        let services = Wanted::of(&CreateQuery {
            existing: None,
            existing_of: None,
            ..query
        });
        assert_eq!(services.of_object(1, "Service"), Existing::Keep);
        assert_eq!(services.of_object(1, "ConfigMap"), Existing::Refuse);
        assert_eq!(services.words(), "keep");
    }
}
