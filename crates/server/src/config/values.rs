//! The values of settings, each with its reading and with the sentence that says what is allowed.

use std::{
    fmt,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    str::FromStr,
};

use preflight::Policy;
use serde::{Deserialize, Serialize};

use crate::sign_in::{ClusterAccess, SealError, SealKeys};

/// Where to listen: an IP address and a port.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ListenAddress(pub SocketAddr);

impl FromStr for ListenAddress {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // The one name whose meaning cannot surprise.
        if let Some(port) = text.strip_prefix("localhost:")
            && let Ok(port) = port.parse()
        {
            return Ok(Self((Ipv4Addr::LOCALHOST, port).into()));
        }
        text.parse().map(Self).map_err(|_| {
            format!(
                "`{text}` is not an IP address and a port, such as 127.0.0.1:8080 or [::1]:8080; port 0 takes a free one"
            )
        })
    }
}

impl fmt::Display for ListenAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

/// A number of things, from one to as many as there may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u32", into = "u32")]
pub struct CountTo<const MOST: u32>(pub u32);

/// How many nodes the sandbox has.
pub type SandboxNodes = CountTo<5000>;

/// How many simulated clusters there are.
pub type SandboxClusters = CountTo<10>;

impl<const MOST: u32> TryFrom<u32> for CountTo<MOST> {
    type Error = String;

    fn try_from(count: u32) -> Result<Self, Self::Error> {
        if (1..=MOST).contains(&count) {
            Ok(Self(count))
        } else {
            Err(format!("{count} is not a number from 1 to {MOST}"))
        }
    }
}

impl<const MOST: u32> From<CountTo<MOST>> for u32 {
    fn from(count: CountTo<MOST>) -> Self {
        count.0
    }
}

impl<const MOST: u32> FromStr for CountTo<MOST> {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse::<u32>()
            .map_err(|_| format!("`{text}` is not a number from 1 to {MOST}"))?
            .try_into()
    }
}

/// How many consoles share a database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u32", into = "u32")]
pub struct Replicas(pub u32);

impl TryFrom<u32> for Replicas {
    type Error = String;

    fn try_from(count: u32) -> Result<Self, Self::Error> {
        match count {
            0 => Err("0 is not a number of consoles; there is at least 1".to_owned()),
            _ => Ok(Self(count)),
        }
    }
}

impl From<Replicas> for u32 {
    fn from(replicas: Replicas) -> Self {
        replicas.0
    }
}

impl FromStr for Replicas {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let count = text.parse::<u32>();
        count
            .map_err(|_| format!("`{text}` is not a number of consoles"))?
            .try_into()
    }
}

/// A host name or IP address as it stands in a `Host` header, without a port.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Host(pub String);

impl FromStr for Host {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let bare = text.trim_start_matches('[').trim_end_matches(']');
        let is_name = !text.is_empty()
            && text
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-._".contains(&byte));
        if is_name || bare.parse::<IpAddr>().is_ok() {
            Ok(Self(bare.to_ascii_lowercase()))
        } else {
            Err(format!(
                "`{text}` is not a host name or IP address without scheme and port, such as console.example.com"
            ))
        }
    }
}

impl fmt::Display for Host {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// The name of a set of rules that the house has on top of Kubernetes' own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PolicyName(String);

impl PolicyName {
    /// The rules.
    #[must_use]
    pub fn policy(&self) -> Policy {
        Policy::preset(&self.0).unwrap_or_else(Policy::kubernetes)
    }
}

impl Default for PolicyName {
    fn default() -> Self {
        Self("kubernetes".to_owned())
    }
}

impl FromStr for PolicyName {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if Policy::PRESETS.contains(&text) {
            Ok(Self(text.to_owned()))
        } else {
            Err(format!(
                "`{text}` is not one of {}",
                Policy::PRESETS.join(", ")
            ))
        }
    }
}

impl fmt::Display for PolicyName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// How log lines look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// One JSON object a line.
    Json,
}

impl LogFormat {
    /// How they are called.
    pub(super) const WORDS: [&'static str; 2] = ["text", "json"];
}

impl FromStr for LogFormat {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "text" => Ok(Self::Text),
            "json" => Ok(Self::Json),
            _ => Err(format!("`{text}` is neither `text` nor `json`")),
        }
    }
}

impl fmt::Display for LogFormat {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Text => "text",
            Self::Json => "json",
        })
    }
}

/// The token of local sign-in. `Debug` does not show it.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct LocalToken(String);

impl LocalToken {
    /// Fewer characters could be guessed by trying.
    const SHORTEST: usize = 16;

    /// The token itself.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl FromStr for LocalToken {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let fits_a_header_and_a_url = text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte));
        if text.len() >= Self::SHORTEST && fits_a_header_and_a_url {
            Ok(Self(text.to_owned()))
        } else {
            // Not repeated: it may be a secret of something else.
            Err(format!(
                "the token must have at least {} letters, digits or any of - . _ ~, such as the output of `openssl rand -hex 32`",
                Self::SHORTEST
            ))
        }
    }
}

impl fmt::Debug for LocalToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("LocalToken(…)")
    }
}

/// The keys that seal, as they were given and found to be keys. `Debug` does not show them.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct SealKeysText(String);

impl SealKeysText {
    /// The keys.
    ///
    /// # Errors
    ///
    /// None: they were read once already.
    pub fn keys(&self) -> Result<SealKeys, SealError> {
        SealKeys::parse(&self.0)
    }
}

impl TryFrom<String> for SealKeysText {
    type Error = SealError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        SealKeys::parse(&text)?;
        Ok(Self(text))
    }
}

impl fmt::Debug for SealKeysText {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("SealKeysText(…)")
    }
}

/// How people reach one cluster, by its name: `edge=token`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct WayToCluster(pub String, pub ClusterAccess);

impl FromStr for WayToCluster {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.rsplit_once('=') {
            Some((name, way)) if !name.is_empty() => Ok(Self(name.to_owned(), way.parse()?)),
            _ => Err(format!(
                "`{text}` is not the name of a cluster and a way, such as edge=token"
            )),
        }
    }
}

impl fmt::Display for WayToCluster {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}={}", self.0, self.1.word())
    }
}

/// Lets serde read and write a value as `FromStr` and `Display` do.
macro_rules! as_text {
    ($($name:ty),*) => {$(
        impl TryFrom<String> for $name {
            type Error = String;

            fn try_from(text: String) -> Result<Self, Self::Error> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(value: $name) -> Self {
                value.to_string()
            }
        }
    )*};
}

as_text!(
    super::InsideUrl,
    super::IssuerUrl,
    ListenAddress,
    Host,
    super::PublicUrl,
    PolicyName,
    LogFormat,
    WayToCluster,
    super::SessionTime
);

impl TryFrom<String> for LocalToken {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}
