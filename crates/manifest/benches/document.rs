//! What a keystroke costs: reading a manifest, and editing it by path.

use std::fmt::Write as _;
use std::hint::black_box;

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use manifest::{Document, FieldPath, Segment};

/// A manifest of about this many lines, with as many containers as it takes.
fn manifest(lines: usize) -> String {
    let mut text = String::from(
        "apiVersion: apps/v1\nkind: DaemonSet\nmetadata:\n  name: agent\n  labels:\n    app: agent\nspec:\n  \
         selector:\n    matchLabels:\n      app: agent\n  template:\n    metadata:\n      labels:\n        app: agent\n    \
         spec:\n      containers:\n",
    );
    for number in 0..lines.saturating_sub(16) / 12 {
        let _ = write!(
            text,
            "      - name: container-{number}\n        image: \"registry.example/agent:1.{number}\" # pinned\n        \
             args: [--verbose, --port=80]\n        env:\n        - name: NODE_NAME\n          valueFrom:\n            \
             fieldRef:\n              fieldPath: spec.nodeName\n        resources:\n          limits:\n            \
             cpu: 500m\n            memory: 1Gi\n"
        );
    }
    text
}

fn image_of(container: usize) -> FieldPath {
    ["spec", "template", "spec", "containers"]
        .into_iter()
        .map(|key| Segment::Key(key.to_owned()))
        .chain([Segment::Index(container), Segment::Key("image".to_owned())])
        .collect()
}

fn bench(criterion: &mut Criterion) {
    for lines in [100, 1_000] {
        let text = manifest(lines);
        criterion.bench_function(&format!("parse {lines} lines"), |bencher| {
            bencher.iter_batched(|| text.clone(), Document::parse, BatchSize::SmallInput);
        });
        let document = Document::parse(text.clone());
        let path = image_of(lines / 25);
        criterion.bench_function(&format!("value of {lines} lines"), |bencher| {
            bencher.iter(|| black_box(&document).value());
        });
        criterion.bench_function(&format!("decode {lines} lines"), |bencher| {
            bencher.iter_batched(|| document.value(), manifest::decode, BatchSize::SmallInput);
        });
        criterion.bench_function(&format!("parse {lines} lines as JSON"), |bencher| {
            let json = document.value().to_string();
            bencher.iter_batched(|| json.clone(), Document::parse, BatchSize::SmallInput);
        });
        criterion.bench_function(&format!("position in {lines} lines"), |bencher| {
            bencher.iter(|| black_box(&document).position(&path));
        });
        criterion.bench_function(&format!("set in {lines} lines"), |bencher| {
            bencher.iter_batched(
                || document.clone(),
                |mut document| document.set(&path, "other:2"),
                BatchSize::SmallInput,
            );
        });
        let broken = text.replacen("image:", "image", 1);
        criterion.bench_function(
            &format!("parse {lines} lines with a half-typed key"),
            |bencher| {
                bencher.iter_batched(|| broken.clone(), Document::parse, BatchSize::SmallInput);
            },
        );
    }
}

criterion_group!(benches, bench);
criterion_main!(benches);
