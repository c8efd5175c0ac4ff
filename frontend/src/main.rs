//! Draws the console into the page that the server sent.

fn main() {
    // Without it a panic is the word "unreachable" in the console and nothing else.
    std::panic::set_hook(Box::new(|panic| leptos::logging::error!("{panic}")));
    leptos::mount::mount_to_body(frontend::app::App);
}
