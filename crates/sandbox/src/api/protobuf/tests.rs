//! Bodies as Go clients write them, and bodies that nobody should send.

use serde_json::json;

use super::*;

/// `kubectl create namespace x`, with a label.
const NAMESPACE: &[u8] = b"k8s\0\
    \x0a\x0f\x0a\x02v1\x12\x09Namespace\
    \x12\x21\
        \x0a\x19\
            \x0a\x01x\x12\x00\x1a\x00\x22\x00\x2a\x00\x32\x00\x38\x00\x42\x00\
            \x5a\x06\x0a\x01a\x12\x01b\
        \x12\x00\
        \x1a\x02\x0a\x00\
    \x1a\x00\x22\x00";

/// Wraps the bytes of a message as those of this type.
fn body(api_version: &str, kind: &str, raw: &[u8]) -> Vec<u8> {
    let type_meta = [piece(1, api_version.as_bytes()), piece(2, kind.as_bytes())].concat();
    [PREFIX, &piece(1, &type_meta), &piece(2, raw)].concat()
}

/// A field of bytes, fewer than 128 of them.
fn piece(number: u8, bytes: &[u8]) -> Vec<u8> {
    let length = u8::try_from(bytes.len()).unwrap();
    assert!(length < 128);
    [&[number << 3 | 2, length], bytes].concat()
}

#[test]
fn objects_are_read_as_their_json() {
    let cases = [
        (
            Kind::Namespace,
            NAMESPACE.to_vec(),
            json!({
                "apiVersion": "v1", "kind": "Namespace",
                "metadata": {"name": "x", "labels": {"a": "b"}}, "spec": {}, "status": {},
            }),
        ),
        (
            Kind::ResourceQuota,
            body(
                "v1",
                "ResourceQuota",
                b"\x0a\x03\x0a\x01q\x12\x19\x0a\x0b\x0a\x04pods\x12\x03\x0a\x013\x12\x0aBestEffort",
            ),
            json!({
                "apiVersion": "v1", "kind": "ResourceQuota", "metadata": {"name": "q"},
                "spec": {"hard": {"pods": "3"}, "scopes": ["BestEffort"]},
            }),
        ),
        // A flag that is meant to be off, and bytes.
        (
            Kind::Secret,
            body(
                "v1",
                "Secret",
                b"\x0a\x03\x0a\x01s\x12\x06\x0a\x01k\x12\x01v\x12\x03\x0a\x01e\x1a\x06Opaque\x28\x00",
            ),
            json!({
                "apiVersion": "v1", "kind": "Secret", "metadata": {"name": "s"},
                "data": {"k": "dg==", "e": ""}, "type": "Opaque", "immutable": false,
            }),
        ),
        // A negative number, and a flag whose being off says nothing.
        (
            Kind::PriorityClass,
            body(
                "scheduling.k8s.io/v1",
                "PriorityClass",
                b"\x0a\x03\x0a\x01p\x10\xfb\xff\xff\xff\xff\xff\xff\xff\xff\x01\x18\x00\x22\x00",
            ),
            json!({
                "apiVersion": "scheduling.k8s.io/v1", "kind": "PriorityClass",
                "metadata": {"name": "p"}, "value": -5,
            }),
        ),
        // References, and a field that is not known.
        (
            Kind::ServiceAccount,
            body(
                "v1",
                "ServiceAccount",
                b"\x0a\x03\x0a\x01a\x12\x03\x1a\x01s\x1a\x03\x0a\x01i\x20\x01\xfa\x01\x03new",
            ),
            json!({
                "apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "a"},
                "secrets": [{"name": "s"}], "imagePullSecrets": [{"name": "i"}],
                "automountServiceAccountToken": true,
            }),
        ),
        // Times; a message in two parts; the last of equal scalars.
        (
            Kind::ConfigMap,
            body(
                "",
                "",
                b"\x0a\x0b\x0a\x01m\x42\x06\x08\x80\xae\x99\xa4\x0f\x0a\x06\x0a\x01n\x1a\x01d\x1a\x04\x0a\x00\x12\x00",
            ),
            json!({
                "apiVersion": "v1", "kind": "ConfigMap",
                "metadata": {"creationTimestamp": "2100-01-01T00:00:00Z", "name": "n", "namespace": "d"},
                "binaryData": {"": ""},
            }),
        ),
    ];
    for (kind, body, expected) in cases {
        assert_eq!(read_object(kind, &body).ok(), Some(expected), "{kind:?}");
    }
}

#[test]
fn what_cannot_be_read_is_refused() {
    let cases: [(&[u8], &str); 7] = [
        (
            b"",
            "the object provided is unrecognized (must be of type Namespace): empty data (<empty>)",
        ),
        (
            b"k8s\0",
            "the object provided is unrecognized (must be of type Namespace): empty body (6b387300)",
        ),
        (
            b"{}",
            "the object provided is unrecognized (must be of type Namespace): provided data does not appear to be \
             a protobuf message, expected prefix [107 56 115 0] (7b7d)",
        ),
        (
            b"k8s\0\x0a\x05",
            "the object provided is unrecognized (must be of type Namespace): unexpected EOF (6b3873000a05)",
        ),
        (
            b"k8s\0\x12\x02\x0a\x05",
            "Namespace in version \"v1\" cannot be handled as a Namespace: unexpected EOF",
        ),
        (
            b"k8s\0\x12\x02\x08\x05",
            "Namespace in version \"v1\" cannot be handled as a Namespace: proto: wrong wireType for field metadata",
        ),
        (
            b"k8s\0\x12\x10\x0a\x0e\x42\x0c\x08\xff\xff\xff\xff\xff\xff\xff\xff\x7f\x10\x00",
            "Namespace in version \"v1\" cannot be handled as a Namespace: proto: time out of range: \
             9223372036854775807 seconds",
        ),
    ];
    for (body, expected) in cases {
        let refusal = read_object(Kind::Namespace, body).err();
        assert_eq!(
            refusal.map(|refusal| (refusal.code, refusal.message)),
            Some((400, expected.to_owned())),
        );
    }
    let elsewhere = read_object(Kind::Pod, NAMESPACE).err();
    assert_eq!(elsewhere.map(|refusal| refusal.code), Some(415));
}

#[test]
fn another_type_is_left_to_the_registry() {
    let read = read_object(Kind::Secret, NAMESPACE).ok();
    assert_eq!(read, Some(json!({"apiVersion": "v1", "kind": "Namespace"})));
}

#[test]
fn damaged_bodies_are_refused_or_read_but_never_panic() {
    for length in 0..NAMESPACE.len() {
        // Whole pieces may be missing at the end: then it is a smaller message.
        let read = read_object(Kind::Namespace, &NAMESPACE[..length]);
        assert!(
            read.map_or_else(|refusal| refusal.code == 400, |object| object.is_object()),
            "{length} bytes"
        );
    }
    for position in PREFIX.len()..NAMESPACE.len() {
        for byte in 0..=u8::MAX {
            let mut damaged = NAMESPACE.to_vec();
            damaged[position] = byte;
            if let Err(refusal) = read_object(Kind::Namespace, &damaged) {
                assert_eq!(refusal.code, 400, "{byte:02x} at {position}");
            }
        }
    }
}

#[test]
fn options_are_read() {
    let options = b"\x08\x00\x12\x03\x0a\x01u\x18\x00\x22\x06Orphan\x2a\x03All";
    let expected = json!({
        "gracePeriodSeconds": 0, "preconditions": {"uid": "u"}, "orphanDependents": false,
        "propagationPolicy": "Orphan", "dryRun": ["All"],
    });
    assert_eq!(
        read_delete_options(&body("v1", "DeleteOptions", options)),
        Ok(expected.clone())
    );
    let eviction = [piece(1, b"\x0a\x01p"), piece(2, options)].concat();
    assert_eq!(
        read_eviction(&body("policy/v1", "Eviction", &eviction)),
        Ok(json!({"metadata": {"name": "p"}, "deleteOptions": expected}))
    );
    assert_eq!(
        read_delete_options(b"k8s\0\x12\x02\x12\x05"),
        Err("unexpected EOF".to_owned())
    );
}
