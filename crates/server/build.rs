//! Builds again when the front end was built anew: a release embeds it.

fn main() {
    // A debug build reads the files when it is asked for them.
    if std::env::var("PROFILE").is_ok_and(|profile| profile == "release") {
        println!("cargo::rerun-if-changed=../../target/site");
    } else {
        println!("cargo::rerun-if-changed=build.rs");
    }
}
