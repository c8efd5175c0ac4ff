//! The product: `everynode`, the web console for DaemonSets.
