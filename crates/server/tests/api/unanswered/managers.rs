//! Who has set which fields, by which a write is found again: the same in the simulated cluster as in a real one.

use serde_json::{Value, json};

use crate::support::{TestApp, manifest};

/// What is said of managers but for what controllers write into the status, each as name, operation and fields.
fn managers(object: &Value) -> Vec<(String, String, Value)> {
    let entries = object["metadata"]["managedFields"].as_array().unwrap();
    let of_main = entries
        .iter()
        .filter(|entry| entry["subresource"].is_null());
    let each = of_main.map(|entry| {
        assert_eq!(entry["apiVersion"], "apps/v1");
        assert_eq!(entry["fieldsType"], "FieldsV1");
        let time = entry["time"].as_str().unwrap();
        assert!(time.parse::<jiff::Timestamp>().is_ok(), "{time}");
        let text = |name: &str| entry[name].as_str().unwrap().to_owned();
        (
            text("manager"),
            text("operation"),
            entry["fieldsV1"].clone(),
        )
    });
    each.collect()
}

const AGENT: &str = "k:{\"name\":\"agent\"}";

/// What whoever has created the DaemonSet has, with this in its container.
fn of_creator(container: &Value) -> Value {
    json!({
        "f:metadata": {"f:annotations": {".": {}, "f:deprecated.daemonset.template.generation": {}}},
        "f:spec": {
            "f:revisionHistoryLimit": {},
            "f:selector": {},
            "f:template": {
                "f:metadata": {"f:labels": {".": {}, "f:app": {}}},
                "f:spec": {
                    "f:containers": {AGENT: container},
                    "f:dnsPolicy": {}, "f:restartPolicy": {}, "f:schedulerName": {},
                    "f:securityContext": {}, "f:terminationGracePeriodSeconds": {},
                },
            },
            "f:updateStrategy": {
                "f:rollingUpdate": {".": {}, "f:maxSurge": {}, "f:maxUnavailable": {}},
                "f:type": {},
            },
        },
    })
}

#[tokio::test]
async fn who_has_set_which_fields_is_told_as_kubernetes_does() {
    let app = TestApp::start().await;
    app.create(&manifest("agent")).await.expect(201);
    let set = format!(
        "/apis/apps/v1/namespaces/{}/daemonsets/agent",
        app.namespace
    );
    let read = async || app.cluster_request("GET", &set, &Value::Null).await;
    let own = |container: &Value| {
        (
            "everynode".to_owned(),
            "Update".to_owned(),
            of_creator(container),
        )
    };
    let mut container = json!({
        ".": {}, "f:image": {}, "f:imagePullPolicy": {}, "f:name": {}, "f:resources": {},
        "f:terminationMessagePath": {}, "f:terminationMessagePolicy": {},
    });
    let mut object = read().await;
    assert_eq!(managers(&object), [own(&container)]);

    // Another one takes the image, and adds a variable and a label.
    object["metadata"]["resourceVersion"].take();
    object["metadata"]["labels"] = json!({"team": "a"});
    let changed = &mut object["spec"]["template"]["spec"]["containers"][0];
    changed["image"] = "registry.example/agent:2.0".into();
    changed["env"] = json!([{"name": "A", "value": "b"}]);
    app.cluster_request("PUT", &format!("{set}?fieldManager=other"), &object)
        .await;
    container.as_object_mut().unwrap().remove("f:image");
    // The generation, which stands in an annotation, is the API server's own.
    let others = json!({
        "f:metadata": {"f:labels": {".": {}, "f:team": {}}},
        "f:spec": {"f:template": {"f:spec": {"f:containers": {AGENT: {
            "f:env": {".": {}, "k:{\"name\":\"A\"}": {".": {}, "f:name": {}, "f:value": {}}},
            "f:image": {},
        }}}}},
    });
    let mut object = read().await;
    let mut found = managers(&object);
    found.sort_by(|one, other| one.0.cmp(&other.0));
    assert_eq!(
        found,
        [
            own(&container),
            ("other".to_owned(), "Update".to_owned(), others)
        ]
    );
    let time_of = |object: &Value, manager: &str| {
        let entries = object["metadata"]["managedFields"].as_array().unwrap();
        let entry = entries.iter().find(|entry| entry["manager"] == manager);
        entry.map(|entry| entry["time"].clone())
    };

    // Who only takes a label away leaves no time, and no trace but that it is gone.
    tokio::time::sleep(std::time::Duration::from_millis(1100)).await;
    let before = time_of(&object, "everynode");
    object["metadata"]["resourceVersion"].take();
    object["metadata"]["labels"].take();
    app.cluster_request("PUT", &format!("{set}?fieldManager=everynode"), &object)
        .await;
    let object = read().await;
    assert!(object["metadata"]["labels"].is_null());
    assert_eq!(time_of(&object, "everynode"), before);
    let found = managers(&object);
    assert!(
        !found.iter().any(|it| it.2.to_string().contains("f:team")),
        "{found:?}"
    );
}
