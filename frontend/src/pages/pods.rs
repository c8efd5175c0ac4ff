//! Single pods: the drawer that opens one at the side, and logs.

pub mod containers;
pub mod delete;
pub mod drawer;
pub mod logs;
pub mod pod;
pub mod said;
pub mod sentence;
pub mod siblings;

pub use drawer::Drawer;
pub use logs::AllLogs;
