//! Builds again when a migration was added: the migrations are compiled into the program.

fn main() {
    println!("cargo::rerun-if-changed=../../migrations");
}
