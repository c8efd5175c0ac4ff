//! The flags of sign-in by an OIDC provider. Those that the API server has too are called as there.

use std::path::PathBuf;

use clap::Args;
use serde::Serialize;

use crate::config::{InsideUrl, IssuerUrl};

/// How people sign in by a provider.
#[derive(Args, Clone, Debug, Default, Serialize)]
#[command(next_help_heading = "Provider")]
pub struct OidcFlags {
    /// The provider that people sign in by, exactly as it calls itself, such as `https://idp.example.com/realms/work`.
    #[arg(long, env = "EVERYNODE_OIDC_ISSUER_URL", value_name = "URL")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub oidc_issuer_url: Option<IssuerUrl>,

    /// What the console is called there.
    #[arg(long, env = "EVERYNODE_OIDC_CLIENT_ID", value_name = "NAME")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub oidc_client_id: Option<String>,

    /// One of [`SECRETS`](super::SECRETS).
    #[arg(skip = super::secret("oidc_client_secret"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub oidc_client_secret: Option<String>,

    /// Under what scheme and host the console reaches the provider, where people reach it under another.
    #[arg(long, env = "EVERYNODE_OIDC_INSIDE_URL", value_name = "URL")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub oidc_inside_url: Option<InsideUrl>,

    /// The certificate authorities of the provider, in PEM [default: this machine's].
    #[arg(long, env = "EVERYNODE_OIDC_CA_FILE", value_name = "FILE")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub oidc_ca_file: Option<PathBuf>,

    /// What is asked for beside `openid`; may be repeated. `offline_access` or the like lets sessions outlive the
    /// provider's first token [default: profile, email].
    #[arg(
        long,
        env = "EVERYNODE_OIDC_SCOPE",
        value_name = "NAME",
        value_delimiter = ','
    )]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub oidc_scope: Option<Vec<String>>,

    /// The claim that is somebody's name [default: sub].
    #[arg(long, env = "EVERYNODE_OIDC_USERNAME_CLAIM", value_name = "CLAIM")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub oidc_username_claim: Option<String>,

    /// What stands before it; `-` for nothing [default: nothing before `email`, else the issuer and `#`].
    #[arg(
        long,
        env = "EVERYNODE_OIDC_USERNAME_PREFIX",
        value_name = "TEXT",
        allow_hyphen_values = true
    )]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub oidc_username_prefix: Option<String>,

    /// The claim that lists somebody's groups; it may be in others, as `realm_access.roles` [default: groups].
    #[arg(long, env = "EVERYNODE_OIDC_GROUPS_CLAIM", value_name = "CLAIM")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub oidc_groups_claim: Option<String>,

    /// What stands before each.
    #[arg(long, env = "EVERYNODE_OIDC_GROUPS_PREFIX", value_name = "TEXT")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub oidc_groups_prefix: Option<String>,

    /// A claim that the cluster is told as what else is said of somebody, with `impersonate`; may be repeated.
    #[arg(
        long,
        env = "EVERYNODE_OIDC_EXTRA_CLAIM",
        value_name = "CLAIM",
        value_delimiter = ','
    )]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub oidc_extra_claim: Option<Vec<String>>,

    /// What the provider is called on the sign-in page [default: its host].
    #[arg(long, env = "EVERYNODE_OIDC_LABEL", value_name = "TEXT")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub oidc_label: Option<String>,
}
