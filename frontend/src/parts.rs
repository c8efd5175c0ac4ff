//! Parts that know Kubernetes and stand on more than one page.

pub mod age;
pub mod chunk;
pub mod deeds;
pub mod editor;
pub mod failure;
pub mod freshness;
pub mod judgement;
pub mod node_grid;
pub mod page_head;
pub mod preferences;
pub mod quoted;
pub mod rights;
pub mod shortcuts;
pub mod status;
pub mod strip;
pub mod styles;
pub mod top_bar;

pub use age::Age;
pub use failure::Failure;
pub use freshness::{FreshnessBanner, FreshnessDot};
pub use node_grid::NodeGrid;
pub use page_head::{Crumb, PageHead};
pub use status::StatusBadge;
pub use strip::Strip;
pub use top_bar::TopBar;
