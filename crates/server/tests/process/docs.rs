//! What the docs show works: every block that is marked `sh run`, those of a page one after the other, against a started
//! console.

use std::{collections::BTreeMap, env, fmt::Write as _, fs, path::Path, process::Command};

use super::program::{PROGRAM, Running, TOKEN, alone};

/// Where the pages are; those in Chinese are a folder below.
const DOCS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs");
/// How a block begins that is run.
const RUN: &str = "```sh run";

/// The blocks of a page that are run, each with the line that it begins at.
fn blocks(page: &str) -> Vec<(usize, String)> {
    let mut blocks = Vec::new();
    let mut open: Option<(usize, String)> = None;
    for (number, line) in (1..).zip(page.lines()) {
        match &mut open {
            None if line == RUN => open = Some((number, String::new())),
            None => {}
            Some(_) if line == "```" => blocks.extend(open.take()),
            Some((_, text)) => {
                text.push_str(line);
                text.push('\n');
            }
        }
    }
    assert!(open.is_none(), "a block does not end");
    blocks
}

/// The pages of a folder that have such blocks, by name.
fn pages(folder: &Path) -> BTreeMap<String, Vec<(usize, String)>> {
    let mut pages = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "md") {
            let found = blocks(&fs::read_to_string(&path).unwrap());
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            pages.insert(name, found);
        }
    }
    pages.retain(|_, blocks| !blocks.is_empty());
    pages
}

fn run(name: &str, blocks: &[(usize, String)]) {
    let home = tempfile::tempdir().unwrap();
    let console = Running::start(home.path(), &["--sandbox-clusters", "2"]);
    let mut script = "set -euo pipefail\n".to_owned();
    for (line, text) in blocks {
        let _ = write!(script, "echo '── {name}:{line}' >&2\n{text}");
    }
    let programs = Path::new(PROGRAM).parent().unwrap();
    let path = format!("{}:{}", programs.display(), env::var("PATH").unwrap());
    let output = alone("bash", home.path())
        .args(["-c", &script])
        .env_remove("EVERYNODE_LOCAL_TOKEN")
        .env("PATH", path)
        .env("CONSOLE", format!("http://{}", console.address))
        .env("TOKEN", TOKEN)
        .output()
        .unwrap();
    let read = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(
        output.status.success(),
        "{name}: {}\n{}",
        read(&output.stderr),
        read(&output.stdout)
    );
}

#[test]
fn every_command_that_the_docs_mark_runs() {
    let folder = Path::new(DOCS);
    let english = pages(folder);
    assert!(english.len() >= 5, "{:?}", english.keys());
    let chinese = pages(&folder.join("zh-CN"));
    let counts = |pages: &BTreeMap<String, Vec<_>>| -> Vec<(String, usize)> {
        let pages = pages.iter();
        pages
            .map(|(name, blocks)| (name.clone(), blocks.len()))
            .collect()
    };
    assert_eq!(counts(&english), counts(&chinese), "both languages show it");
    for (language, pages) in [("", &english), ("zh-CN/", &chinese)] {
        for (name, blocks) in pages {
            let is_missing = |tool: &&&str| {
                let used = blocks.iter().any(|(_, text)| text.contains(**tool));
                used && Command::new(tool).arg("--help").output().is_err()
            };
            if let Some(tool) = ["bash", "curl", "kubectl"].iter().find(is_missing) {
                println!("skipped: {language}{name}: there is no {tool}");
                continue;
            }
            run(&format!("{language}{name}"), blocks);
        }
    }
}
