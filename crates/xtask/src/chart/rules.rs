//! Facts of the rendered chart: what it may contain, and what never.

use std::fs;

use anyhow::{Result, ensure};
use serde_json::Value;

use super::{helm::Helm, impersonation, render};
use crate::workspace;

/// Kinds that are of the whole cluster.
const CLUSTER_WIDE: [&str; 4] = [
    "ClusterRole",
    "ClusterRoleBinding",
    "Namespace",
    "CustomResourceDefinition",
];

/// Values that must render, each with what is looked for in the text of it.
const RENDERED: [(&[&str], &[&str]); 12] = [
    (
        &[],
        &[
            "replicas: 2",
            "name: console-everynode",
            "kind: PodDisruptionBudget",
            "image: everynode:",
        ],
    ),
    (
        &[
            "database.existingSecret=",
            "database.sqlite.enabled=true",
            "replicas=1",
        ],
        &[
            "kind: PersistentVolumeClaim",
            "sqlite:///data/everynode.db",
            "type: Recreate",
        ],
    ),
    (
        &[
            "image.registry=registry.example.com",
            "image.digest=sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
        ],
        &["image: registry.example.com/everynode@sha256:0123"],
    ),
    (
        &[
            "publicUrl=https://a.example",
            "ingress.enabled=true",
            "ingress.tlsSecret=tls",
        ],
        &[
            "path: /",
            "host: a.example",
            "secretName: tls",
            "public_url = \"https://a.example\"",
        ],
    ),
    (
        &[
            "publicUrl=https://a.example/everynode/",
            "ingress.enabled=true",
            "httpRoute.enabled=true",
            "httpRoute.parentRefs[0].name=gateway",
        ],
        &[
            "path: /everynode\n",
            "value: /everynode}",
            "hostnames: [a.example]",
            "public_url = \"https://a.example/everynode/\"",
            "path: /healthz",
        ],
    ),
    (
        &[
            "publicUrl=https://a.example:8443",
            "httpRoute.enabled=true",
            "httpRoute.parentRefs[0].name=gateway",
        ],
        &["kind: HTTPRoute", "value: /}", "hostnames: [a.example]"],
    ),
    (
        &["access=impersonate"],
        &[
            "access = \"impersonate\"",
            "impersonate:user-info",
            "impersonate-on:user-info:create",
        ],
    ),
    (
        &[
            "access=impersonate",
            "rbac.constrainedImpersonation=false",
            "rbac.impersonatedExtra={example.com/a}",
        ],
        &["verbs: [impersonate]", "userextras/example.com/a"],
    ),
    (
        &[
            "serviceMonitor.enabled=true",
            "serviceMonitor.tokenSecret=t",
            "prometheusRule.enabled=true",
        ],
        &[
            "kind: ServiceMonitor",
            "kind: PrometheusRule",
            "EverynodeClusterAway",
        ],
    ),
    (
        &[
            "settings.audit_retention=90d",
            "settings.admin_group={a,b}",
            "settings.allowed_host={c.example}",
        ],
        &[
            "audit_retention = \"90d\"",
            "admin_group = [\"a\",\"b\"]",
            "\"console-everynode.tools.svc\",\"c.example\"]",
        ],
    ),
    (
        &[
            "userNamespace=true",
            "extraCA.configMap=ca",
            "proxy.https=http://proxy:3128",
        ],
        &["hostUsers: false", "SSL_CERT_DIR", "HTTPS_PROXY"],
    ),
    (
        &[
            "secretSettings.local_token.secret=s",
            "secretSettings.local_token.key=k",
        ],
        &["name: EVERYNODE_LOCAL_TOKEN"],
    ),
];

/// Values that must be refused, each with the words that say why.
const REFUSED: [(&[&str], &str); 15] = [
    (&["publicUrl=https://a.example/a b"], "publicUrl"),
    (
        &["database.existingSecret=db"],
        "keys.existingSecret: there is no cluster to look at",
    ),
    (
        &["keys.existingSecret=k"],
        "database.existingSecret: name the Secret",
    ),
    (
        &["keys.existingSecret=k", "database.sqlite.enabled=true"],
        "replicas: 2 consoles cannot share SQLite",
    ),
    (
        &[
            "keys.existingSecret=k",
            "database.existingSecret=db",
            "database.sqlite.enabled=true",
        ],
        "either existingSecret (PostgreSQL) or sqlite.enabled",
    ),
    (&["replicas=0"], "at '/replicas'"),
    (
        &["replica=3"],
        "additional properties 'replica' not allowed",
    ),
    (
        &["settings.lissten=x"],
        "additional properties 'lissten' not allowed",
    ),
    (&["settings.policy=none"], "at '/settings/policy'"),
    (
        &["settings.seal_keys=abc"],
        "additional properties 'seal_keys' not allowed",
    ),
    (&["image.digest=abc"], "at '/image/digest'"),
    (&["publicUrl=console.example.com"], "at '/publicUrl'"),
    (
        &[
            "keys.existingSecret=k",
            "database.existingSecret=db",
            "ingress.enabled=true",
        ],
        "publicUrl: an Ingress needs",
    ),
    (
        &[
            "keys.existingSecret=k",
            "database.existingSecret=db",
            "access=impersonate",
            "namespaces={a}",
        ],
        "access: impersonating users is a right over the whole cluster",
    ),
    (
        &[
            "keys.existingSecret=k",
            "database.existingSecret=db",
            "settings.cluster_access={in-cluster=impersonate}",
            "namespaces={a}",
        ],
        "access: impersonating users is a right over the whole cluster",
    ),
];

/// All of it.
///
/// # Errors
/// The chart renders what it must not, or refuses what it must not.
pub(super) fn check(helm: &Helm) -> Result<()> {
    for (values, expected) in RENDERED {
        let text = render::text(helm, &[&render::GIVEN[..], values].concat())?;
        let text = text.map_err(|refusal| anyhow::anyhow!("{values:?}: {refusal}"))?;
        for part in expected {
            ensure!(
                text.contains(part),
                "{values:?} render no `{part}`:\n{text}"
            );
        }
        is_guarded(&render::objects(helm, values)?)?;
    }
    for (values, words) in REFUSED {
        match render::text(helm, values)? {
            Ok(text) => anyhow::bail!("{values:?} should be refused and render\n{text}"),
            Err(said) => ensure!(
                said.contains(words),
                "{values:?} are refused with\n{said}\nand not `{words}`"
            ),
        }
    }
    is_told_rightly(helm)?;
    is_the_same_twice(helm)?;
    stays_in_its_namespaces(helm)?;
    impersonation::check(helm)?;
    writes_nothing(helm)
}

/// Pods that no restricted namespace refuses.
fn is_guarded(objects: &[Value]) -> Result<()> {
    let deployment = render::only(objects, "Deployment")?;
    let test = render::only(objects, "Pod")?;
    for pod in [&deployment["spec"]["template"]["spec"], &test["spec"]] {
        let of_pod = &pod["securityContext"];
        ensure!(
            of_pod["runAsNonRoot"] == true && of_pod["seccompProfile"]["type"] == "RuntimeDefault",
            "{pod}"
        );
        let container = &pod["containers"][0];
        let own = &container["securityContext"];
        ensure!(
            own["readOnlyRootFilesystem"] == true && own["allowPrivilegeEscalation"] == false,
            "{container}"
        );
        ensure!(
            own["capabilities"]["drop"] == serde_json::json!(["ALL"]),
            "{container}"
        );
        ensure!(pod["enableServiceLinks"] == false, "{pod}");
    }
    let selector = deployment["spec"]["selector"]["matchLabels"].as_object();
    let has_version = selector.is_none_or(|labels| {
        labels
            .keys()
            .any(|key| key.contains("version") || key.contains("chart"))
    });
    ensure!(
        !has_version,
        "a selector is immutable, and a version is not: {selector:?}"
    );
    Ok(())
}

/// What `docs` sets in its commands are values that the chart knows.
fn is_told_rightly(helm: &Helm) -> Result<()> {
    let docs = workspace::root().join("docs");
    let mut count = 0;
    for file in ["install.md", "zh-CN/install.md"] {
        let text = fs::read_to_string(docs.join(file))?.replace("\\\n", " ");
        for line in text
            .lines()
            .filter(|line| line.starts_with("helm install "))
        {
            let words = line.split_whitespace().map(|word| word.trim_matches('\''));
            let words: Vec<&str> = words.collect();
            let set = words
                .windows(2)
                .filter(|pair| pair[0] == "--set")
                .map(|pair| pair[1]);
            let values: Vec<String> = set
                .map(|value| value.replace("DIGEST", &"0".repeat(64)))
                .collect();
            let values: Vec<&str> = values.iter().map(String::as_str).collect();
            let values = [&["keys.existingSecret=keys"][..], &values].concat();
            if let Err(said) = render::text(helm, &values)? {
                anyhow::bail!("{file}: `{line}`: {said}");
            }
            count += 1;
        }
    }
    ensure!(count >= 6, "only {count} commands were found");
    Ok(())
}

fn is_the_same_twice(helm: &Helm) -> Result<()> {
    let [first, second] = [
        render::text(helm, &render::GIVEN)?,
        render::text(helm, &render::GIVEN)?,
    ];
    ensure!(
        first == second,
        "the same values render other objects each time"
    );
    Ok(())
}

fn stays_in_its_namespaces(helm: &Helm) -> Result<()> {
    let objects = render::objects(helm, &["namespaces={team-a,team-b}"])?;
    for object in &objects {
        let kind = object["kind"].as_str().unwrap_or_default();
        ensure!(
            !CLUSTER_WIDE.contains(&kind),
            "a {kind} is rendered for two namespaces"
        );
    }
    let places: Vec<&str> = render::of(&objects, "Role")
        .filter_map(|role| role["metadata"]["namespace"].as_str())
        .collect();
    ensure!(places == ["team-a", "team-b"], "{places:?}");
    Ok(())
}

/// The console's own rights are to read; Secrets are not among them.
fn writes_nothing(helm: &Helm) -> Result<()> {
    for access in ["access=pass-through", "access=impersonate"] {
        let objects = render::objects(helm, &[access, "houseRoles.create=false"])?;
        let role = render::only(&objects, "ClusterRole")?;
        let rules = role["rules"].as_array().map_or(&[][..], Vec::as_slice);
        ensure!(!rules.is_empty(), "no rules");
        for rule in rules {
            let words = |key: &str| {
                let words = rule[key].as_array().map_or(&[][..], Vec::as_slice);
                words.iter().filter_map(Value::as_str).collect::<Vec<_>>()
            };
            let (verbs, resources) = (words("verbs"), words("resources"));
            let reads = verbs
                .iter()
                .all(|verb| ["get", "list", "watch"].contains(verb));
            let asks = resources == ["tokenreviews"] && verbs == ["create"];
            let names = verbs.iter().all(|verb| verb.starts_with("impersonate"))
                && access == "access=impersonate";
            ensure!(reads || asks || names, "a right to write: {rule}");
            ensure!(
                names
                    || !resources
                        .iter()
                        .any(|it| it.contains("secret") || *it == "*"),
                "{rule}"
            );
        }
    }
    Ok(())
}
