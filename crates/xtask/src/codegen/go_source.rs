//! A scanner for the declarations in a gofmt-formatted `types.go`: structs, named types and string constants.
//!
//! Not a parser of Go: these files hold nothing but declarations, one a line, and gofmt fixes how a
//! line looks. What it does not understand it reports, so a change of style cannot pass unseen.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context as _, Result, bail};

/// The declarations of one Go package.
#[derive(Debug, Default)]
pub(super) struct Package {
    /// Import paths by the name under which the file uses them.
    pub(super) imports: BTreeMap<String, String>,
    /// Structs by name.
    pub(super) structs: BTreeMap<String, Vec<Field>>,
    /// Other named types by name, with the type that they stand for.
    pub(super) named: BTreeMap<String, String>,
    /// Which of the named types carry the marker `+enum`.
    pub(super) enumerations: BTreeSet<String>,
    /// Typed string constants as (type, value), in the order of the file.
    pub(super) constants: Vec<(String, String)>,
}

/// One field of a Go struct.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Field {
    /// The name in JSON; `None` where the fields of the type are inlined.
    pub(super) json: Option<String>,
    /// The type as written, `[]metav1.Condition`.
    pub(super) go_type: String,
    /// `omitempty` stands in the tag.
    pub(super) omit_empty: bool,
    /// `omitzero` stands in the tag.
    pub(super) omit_zero: bool,
    /// The marker `+listType`.
    pub(super) list_type: Option<String>,
    /// The markers `+listMapKey`, in their order.
    pub(super) list_map_keys: Vec<String>,
}

/// Reads one `types.go`.
///
/// # Errors
/// A line of a struct is not a field as gofmt writes it.
pub(super) fn scan(source: &str) -> Result<Package> {
    let mut package = Package::default();
    let mut comments: Vec<&str> = Vec::new();
    let mut in_block_comment = false;
    let mut lines = source.lines().filter(|line| {
        let line = line.trim_start();
        in_block_comment |= line.starts_with("/*");
        let skip = in_block_comment;
        in_block_comment &= !line.contains("*/");
        !skip
    });
    while let Some(line) = lines.next() {
        if let Some(comment) = line.strip_prefix("//") {
            comments.push(comment.trim());
            continue;
        }
        if line == "import (" {
            scan_imports(&mut package, &mut lines);
        } else if line == "const (" {
            for line in lines.by_ref().take_while(|line| *line != ")") {
                package.constants.extend(constant(line.trim()));
            }
        } else if let Some(declaration) = line.strip_prefix("const ") {
            package.constants.extend(constant(declaration));
        } else if let Some(declaration) = line.strip_prefix("type ") {
            let (name, right) = declaration
                .split_once(' ')
                .with_context(|| format!("no type after the name: {line}"))?;
            if comments.contains(&"+enum") {
                package.enumerations.insert(name.to_owned());
            }
            if right == "struct {" {
                let fields = scan_struct(&mut lines).with_context(|| format!("struct {name}"))?;
                package.structs.insert(name.to_owned(), fields);
            } else if right.starts_with("struct{") || right.starts_with("struct {") {
                package.structs.insert(name.to_owned(), Vec::new());
            } else {
                let right = right.strip_prefix("= ").unwrap_or(right);
                package.named.insert(name.to_owned(), right.to_owned());
            }
        }
        comments.clear();
    }
    Ok(package)
}

fn scan_imports<'a>(package: &mut Package, lines: &mut impl Iterator<Item = &'a str>) {
    for line in lines.take_while(|line| *line != ")") {
        let Some((name, quoted)) = line.trim().split_once('"') else {
            continue;
        };
        let path = quoted.trim_end_matches('"');
        let name = match name.trim() {
            "" => path.rsplit('/').next().unwrap_or(path),
            name => name,
        };
        package.imports.insert(name.to_owned(), path.to_owned());
    }
}

fn scan_struct<'a>(lines: &mut impl Iterator<Item = &'a str>) -> Result<Vec<Field>> {
    let mut fields = Vec::new();
    let mut markers: Vec<&str> = Vec::new();
    for line in lines.take_while(|line| *line != "}") {
        let line = line.trim();
        if let Some(comment) = line.strip_prefix("//") {
            markers.push(comment.trim());
        } else if line.is_empty() {
            markers.clear();
        } else {
            fields.extend(field(line, &markers)?);
            markers.clear();
        }
    }
    Ok(fields)
}

/// One field, or none if it has no place in JSON.
fn field(line: &str, markers: &[&str]) -> Result<Option<Field>> {
    let mut parts = line.splitn(3, '`');
    let (Some(declaration), Some(tag)) = (parts.next(), parts.next()) else {
        bail!("no tag: {line}");
    };
    let tag = tag
        .split_once("json:\"")
        .and_then(|(_, rest)| rest.split_once('"'))
        .with_context(|| format!("no JSON tag: {line}"))?
        .0;
    let mut words = declaration.split_whitespace();
    let go_type = words
        .next_back()
        .with_context(|| format!("no type: {line}"))?;
    let mut options = tag.split(',');
    let name = options.next().unwrap_or_default();
    let options: Vec<&str> = options.collect();
    if name == "-" {
        return Ok(None);
    }
    if name.is_empty() && !options.contains(&"inline") {
        bail!("neither a name nor `inline` in the JSON tag: {line}");
    }
    let marker = |prefix: &str| {
        let values = markers.iter().filter_map(|text| text.strip_prefix(prefix));
        values.map(str::to_owned).collect::<Vec<_>>()
    };
    Ok(Some(Field {
        json: (!name.is_empty()).then(|| name.to_owned()),
        go_type: go_type.to_owned(),
        omit_empty: options.contains(&"omitempty"),
        omit_zero: options.contains(&"omitzero"),
        list_type: marker("+listType=").pop(),
        list_map_keys: marker("+listMapKey="),
    }))
}

/// `ProtocolTCP Protocol = "TCP"` as ("Protocol", "TCP"); nothing for any other line.
fn constant(line: &str) -> Option<(String, String)> {
    let (left, right) = line.split_once(" = ")?;
    let mut words = left.split_whitespace();
    let (_name, go_type) = (words.next()?, words.next()?);
    let value = right.strip_prefix('"')?.split_once('"')?.0;
    Some((go_type.to_owned(), value.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::{Field, scan};

    const SOURCE: &str = r#"
import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
)

// +enum
type Protocol string

const (
	// TCP.
	ProtocolTCP Protocol = "TCP"
	notTyped = "x"
	limit int = 5
)

type Port struct {
	metav1.TypeMeta `json:",inline"`

	// Words.
	// +listType=map
	// +listMapKey=a
	// +listMapKey=b
	// +optional
	Keys []string `json:"keys,omitempty" protobuf:"bytes,1,opt,name=keys"`

	/*
	   Words over several lines.
	*/
	Hidden string `json:"-"`
	When *metav1.Time `json:"when,omitempty,omitzero"`
}
"#;

    #[test]
    fn reads_structs_constants_and_markers() {
        let package = scan(SOURCE).unwrap();
        assert_eq!(package.imports["types"], "k8s.io/apimachinery/pkg/types");
        assert_eq!(
            package.imports["metav1"],
            "k8s.io/apimachinery/pkg/apis/meta/v1"
        );
        assert!(package.enumerations.contains("Protocol"));
        assert_eq!(package.named["Protocol"], "string");
        assert_eq!(
            package.constants,
            [("Protocol".to_owned(), "TCP".to_owned())]
        );
        let field = |json: Option<&str>, go_type: &str, omit: bool| Field {
            json: json.map(str::to_owned),
            go_type: go_type.to_owned(),
            omit_empty: omit,
            omit_zero: false,
            list_type: None,
            list_map_keys: Vec::new(),
        };
        assert_eq!(
            package.structs["Port"],
            [
                field(None, "metav1.TypeMeta", false),
                Field {
                    list_type: Some("map".to_owned()),
                    list_map_keys: vec!["a".to_owned(), "b".to_owned()],
                    ..field(Some("keys"), "[]string", true)
                },
                Field {
                    omit_zero: true,
                    ..field(Some("when"), "*metav1.Time", true)
                },
            ]
        );
    }

    #[test]
    fn refuses_a_field_it_cannot_read() {
        let error = scan("type A struct {\n\tName string\n}\n").unwrap_err();
        assert_eq!(format!("{error:#}"), "struct A: no tag: Name string");
    }
}
