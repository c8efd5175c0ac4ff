//! The table before it is written down: every struct that the roots reach, with its fields resolved.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result, bail};

use super::go_source::{Field as GoField, Package};

/// Every struct that the roots reach.
pub(super) struct Table {
    /// The structs by their Go name, which must be unique over the packages.
    pub(super) structs: BTreeMap<String, Struct>,
}

/// One struct.
pub(super) struct Struct {
    /// The import path of its package.
    pub(super) package: String,
    /// Its fields by their name in JSON, inlined ones included.
    pub(super) fields: BTreeMap<String, Field>,
}

/// One field.
pub(super) struct Field {
    /// What it holds.
    pub(super) kind: Kind,
    /// It is a pointer in Go: absent and zero are two things.
    pub(super) pointer: bool,
    /// Not written when empty.
    pub(super) omit_empty: bool,
    /// Not written when it holds nothing but zeros.
    pub(super) omit_zero: bool,
}

/// What a field or an item of it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A struct of the table, by its Go name.
    Struct(String),
    /// A list and how its items are told apart.
    List(Box<Kind>, Merge),
    /// A map from the user's keys.
    Map(Box<Kind>),
    /// A text that is one of these words.
    Enumeration(Vec<String>),
    /// Anything else, by the name of its variant in `manifest::schema::Kind`.
    Plain(&'static str),
}

/// How the items of a list are told apart (`+listType`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Merge {
    /// Not at all: the list is one value.
    Atomic,
    /// By their value.
    Set,
    /// By these fields.
    Map(Vec<String>),
}

/// Types with a JSON form of their own, which their Go declaration does not show.
const SPECIAL: [(&str, &str); 9] = [
    ("k8s.io/apimachinery/pkg/api/resource.Quantity", "Quantity"),
    (
        "k8s.io/apimachinery/pkg/util/intstr.IntOrString",
        "IntOrString",
    ),
    ("k8s.io/apimachinery/pkg/apis/meta/v1.Time", "Time"),
    ("k8s.io/apimachinery/pkg/apis/meta/v1.FieldsV1", "Raw"),
    ("k8s.io/apimachinery/pkg/types.UID", "String"),
    ("string", "String"),
    ("bool", "Boolean"),
    ("int32", "Int32"),
    ("int64", "Int64"),
];

/// Collects all that the roots reach.
///
/// # Errors
/// A type is unknown, or two packages have a struct of the same name.
pub(super) fn build(packages: &BTreeMap<String, Package>, roots: &[(&str, &str)]) -> Result<Table> {
    let mut builder = Builder {
        packages,
        structs: BTreeMap::new(),
    };
    for (package, name) in roots {
        builder.add(package, name)?;
    }
    Ok(Table {
        structs: builder.structs,
    })
}

struct Builder<'a> {
    packages: &'a BTreeMap<String, Package>,
    structs: BTreeMap<String, Struct>,
}

impl Builder<'_> {
    fn package(&self, path: &str) -> Result<&Package> {
        self.packages
            .get(path)
            .with_context(|| format!("the package {path} is not among the sources"))
    }

    fn add(&mut self, package: &str, name: &str) -> Result<()> {
        if let Some(known) = self.structs.get(name) {
            if known.package != package {
                bail!("{name} is declared in {package} and in {}", known.package);
            }
            return Ok(());
        }
        // Before its fields, because a struct may hold itself.
        let empty = Struct {
            package: package.to_owned(),
            fields: BTreeMap::new(),
        };
        self.structs.insert(name.to_owned(), empty);
        let mut fields = BTreeMap::new();
        self.collect(package, name, &mut fields)?;
        if let Some(entry) = self.structs.get_mut(name) {
            entry.fields = fields;
        }
        Ok(())
    }

    /// The fields of a struct and of all that it inlines.
    fn collect(
        &mut self,
        package: &str,
        name: &str,
        fields: &mut BTreeMap<String, Field>,
    ) -> Result<()> {
        let packages = self.packages;
        let declared = packages
            .get(package)
            .and_then(|found| found.structs.get(name))
            .with_context(|| format!("no struct {name} in {package}"))?;
        for field in declared {
            let Some(json) = &field.json else {
                let (package, name) = self.locate(package, &field.go_type)?;
                self.collect(&package, &name, fields)?;
                continue;
            };
            let (pointer, go_type) = match field.go_type.strip_prefix('*') {
                Some(target) => (true, target),
                None => (false, field.go_type.as_str()),
            };
            let kind = self
                .resolve(package, go_type, field)
                .with_context(|| format!("{name}.{json}"))?;
            fields.insert(
                json.clone(),
                Field {
                    kind,
                    pointer,
                    omit_empty: field.omit_empty,
                    omit_zero: field.omit_zero,
                },
            );
        }
        Ok(())
    }

    fn resolve(&mut self, package: &str, go_type: &str, field: &GoField) -> Result<Kind> {
        if let Some(item) = go_type.strip_prefix("[]") {
            let item = self.resolve(package, item, field)?;
            return Ok(Kind::List(Box::new(item), merge(field)?));
        }
        if let Some((_, item)) = go_type
            .strip_prefix("map[")
            .and_then(|rest| rest.split_once(']'))
        {
            return Ok(Kind::Map(Box::new(self.resolve(package, item, field)?)));
        }
        let (package, name) = self.locate(package, go_type)?;
        let full = if package.is_empty() {
            name.clone()
        } else {
            format!("{package}.{name}")
        };
        if let Some((_, variant)) = SPECIAL.iter().find(|(special, _)| *special == full) {
            return Ok(Kind::Plain(variant));
        }
        let declarations = self.package(&package)?;
        if let Some(target) = declarations.named.get(&name) {
            let words: Vec<String> = declarations
                .constants
                .iter()
                .filter(|(of, _)| *of == name)
                .map(|(_, value)| value.clone())
                .collect();
            if declarations.enumerations.contains(&name) && !words.is_empty() {
                return Ok(Kind::Enumeration(words));
            }
            let target = target.clone();
            return self.resolve(&package, &target, field);
        }
        self.add(&package, &name)?;
        Ok(Kind::Struct(name))
    }

    /// The package and the name that a type's text means; a type of the language has no package.
    fn locate(&self, package: &str, go_type: &str) -> Result<(String, String)> {
        if let Some((alias, name)) = go_type.split_once('.') {
            let path = self
                .package(package)?
                .imports
                .get(alias)
                .with_context(|| format!("{package} imports nothing as {alias}"))?;
            return Ok((path.clone(), name.to_owned()));
        }
        if matches!(go_type, "string" | "bool" | "int32" | "int64") {
            return Ok((String::new(), go_type.to_owned()));
        }
        Ok((package.to_owned(), go_type.to_owned()))
    }
}

fn merge(field: &GoField) -> Result<Merge> {
    match field.list_type.as_deref() {
        None | Some("atomic") => Ok(Merge::Atomic),
        Some("set") => Ok(Merge::Set),
        Some("map") => Ok(Merge::Map(field.list_map_keys.clone())),
        Some(other) => bail!("unknown list type {other}"),
    }
}
