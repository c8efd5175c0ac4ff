//! The sentences in Chinese, for the pages that the server writes itself.

include!(concat!(env!("OUT_DIR"), "/chinese.rs"));
