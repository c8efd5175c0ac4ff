//! Draws the console into the page that the server sent.

fn main() {
    leptos::mount::mount_to_body(frontend::app::App);
}
