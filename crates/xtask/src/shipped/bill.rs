//! The bill of materials (`CycloneDX` 1.6): what is in the program, from where, of which licence, with which digest.

use serde_json::{Value, json};

use super::components::{Component, Registry};

/// The bill of these packages. It holds neither time nor chance: the same sources give the same bill.
pub(super) fn of(components: &[Component]) -> Value {
    json!({
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": "everynode",
                "name": "everynode",
                "version": env!("CARGO_PKG_VERSION"),
                "licenses": [{"expression": "Apache-2.0"}],
            },
        },
        "components": components.iter().map(component).collect::<Vec<_>>(),
    })
}

fn component(component: &Component) -> Value {
    let purl = purl(component);
    let mut value = json!({
        "type": "library",
        "bom-ref": purl,
        "name": component.name,
        "version": component.version,
        "purl": purl,
        "licenses": [{"expression": component.licence}],
    });
    if let Some((algorithm, digest)) = &component.digest {
        value["hashes"] = json!([{"alg": algorithm, "content": digest}]);
    }
    value
}

/// The package's URL (<https://github.com/package-url/purl-spec>).
fn purl(component: &Component) -> String {
    let kind = match component.registry {
        Registry::Cargo => "cargo",
        Registry::Npm => "npm",
        Registry::Toolchain => "generic",
    };
    let name = component.name.replace('@', "%40");
    // A version may hold build metadata after a `+`.
    let version = component.version.replace('+', "%2B");
    format!("pkg:{kind}/{name}@{version}")
}

#[cfg(test)]
mod tests {
    use super::{Component, Registry, of};

    #[test]
    fn names_each_package_as_its_registry_does() {
        let package = |name: &str, version: &str, registry, digest| Component {
            name: name.to_owned(),
            version: version.to_owned(),
            registry,
            licence: "MIT OR Apache-2.0".to_owned(),
            authors: Vec::new(),
            digest,
            folder: std::path::PathBuf::new(),
        };
        let digest = Some(("SHA-256", "00ff".to_owned()));
        let bill = of(&[
            package("toml", "1.2.1+spec-1.1.0", Registry::Cargo, digest),
            package("@codemirror/view", "6.0.0", Registry::Npm, None),
        ]);
        let purl = |index: usize| bill["components"][index]["purl"].as_str().unwrap();
        assert_eq!(purl(0), "pkg:cargo/toml@1.2.1%2Bspec-1.1.0");
        assert_eq!(purl(1), "pkg:npm/%40codemirror/view@6.0.0");
        assert_eq!(bill["components"][0]["hashes"][0]["content"], "00ff");
        assert_eq!(bill["bomFormat"], "CycloneDX");
    }
}
