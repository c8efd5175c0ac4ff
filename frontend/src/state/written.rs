//! The versions that the writes of this page led to: what is read next, on whichever console, is not older.

use std::cell::RefCell;

use contract::path::segment;

thread_local! {
    /// The latest of each cluster, by its name as in addresses.
    static LATEST: RefCell<Vec<(String, String)>> = const { RefCell::new(Vec::new()) };
}

/// Hears the `Resource-Version` of the answer to a write at this address.
pub fn hear(url: &str, version: String) {
    let Some((_, of_cluster)) = url.split_once("/clusters/") else {
        return;
    };
    let cluster = match of_cluster.split_once('/') {
        Some((cluster, _)) => cluster.to_owned(),
        None => return,
    };
    LATEST.with_borrow_mut(|latest| {
        latest.retain(|(its, _)| *its != cluster);
        latest.push((cluster, version));
    });
}

/// A further part of a query that asks for nothing older, with its `&`; empty where nothing was written.
#[must_use]
pub fn not_older(cluster: &str) -> String {
    let cluster = segment(cluster);
    LATEST.with_borrow(|latest| {
        let mut latest = latest.iter();
        match latest.find(|(its, _)| *its == cluster) {
            Some((_, version)) => ["&resourceVersion=", version].concat(),
            None => String::new(),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::{hear, not_older};

    #[test]
    fn the_latest_write_of_each_cluster_counts() {
        let url =
            |cluster: &str| format!("https://x/everynode/api/v1/clusters/{cluster}/namespaces/a");
        hear(&url("a%20b"), "7".to_owned());
        hear(&url("c"), "9".to_owned());
        hear(&url("a%20b"), "8".to_owned());
        hear("https://x/api/v1/drafts/1", "10".to_owned());
        assert_eq!(not_older("a b"), "&resourceVersion=8");
        assert_eq!(not_older("c"), "&resourceVersion=9");
        assert_eq!(not_older("d"), "");
    }
}
