//! Texts that the server fetches from the internet, for who begins with an address.

use serde::{Deserialize, Serialize};

/// What is to be fetched (`POST /fetch`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct FetchAddress {
    /// An `https` address of one of the hosts that may be fetched from. The page of a file on GitHub or GitLab stands for
    /// the file.
    #[cfg_attr(
        feature = "openapi",
        schema(min_length = 1, max_length = 2048, pattern = r"^[^\x00-\x1f\x7f]*$")
    )]
    pub address: String,
}

/// A text that was fetched.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FetchedText {
    /// Where it was in the end, after redirects.
    pub address: String,
    /// The text, byte for byte.
    pub text: String,
}

/// `GET /fetch`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FetchHosts {
    /// The hosts that may be fetched from; `*.` at the beginning stands for all names below. Empty where none may.
    pub hosts: Vec<String>,
}
