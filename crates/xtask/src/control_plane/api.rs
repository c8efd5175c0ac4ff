//! The few calls to the API server that starting a control plane needs.

use std::path::Path;
use std::sync::Arc;
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use serde_json::{Value, json};
use ureq::Agent;
use ureq::tls::{Certificate, RootCerts, TlsConfig};

use super::certificates::Credentials;
use super::processes::Processes;

/// How long the API server may take to come up: some seconds, more on a busy machine.
const READY_PATIENCE: Duration = Duration::from_mins(2);

/// What is to be done with an object.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Write {
    /// POST.
    Create,
    /// PUT.
    Replace,
}

/// A text and what it is written in.
#[derive(Clone, Debug)]
pub(crate) enum Body {
    Json(String),
    Yaml(String),
}

impl Body {
    /// The text.
    pub(crate) fn text(&self) -> &str {
        match self {
            Self::Json(text) | Self::Yaml(text) => text,
        }
    }
}

/// What the API server says to an object.
pub(crate) struct Answer {
    /// The HTTP status.
    pub(crate) status: u16,
    /// The texts of the `Warning` headers.
    pub(crate) warnings: Vec<String>,
    /// The object as stored, or a `Status`.
    pub(crate) body: Value,
}

/// The administrator's client.
pub(crate) struct Api {
    agent: Agent,
    base: String,
    authorization: String,
    etcd_url: String,
}

impl Api {
    /// # Errors
    /// The CA's certificate cannot be read.
    pub(super) fn new(credentials: &Credentials, port: u16, etcd_url: &str) -> Result<Self> {
        let authority = Certificate::from_pem(credentials.authority.as_bytes())?;
        let tls = TlsConfig::builder()
            .root_certs(RootCerts::Specific(Arc::new(vec![authority])))
            .build();
        let agent = Agent::config_builder()
            .tls_config(tls)
            .timeout_global(Some(Duration::from_secs(30)))
            .http_status_as_error(false)
            .build()
            .new_agent();
        Ok(Self {
            agent,
            base: format!("https://127.0.0.1:{port}"),
            authorization: format!("Bearer {}", credentials.token),
            etcd_url: etcd_url.to_owned(),
        })
    }

    /// Waits until `/readyz` says so.
    ///
    /// # Errors
    /// A process ends by itself, or patience does.
    pub(super) fn wait_ready(&self, processes: &mut Processes, folder: &Path) -> Result<()> {
        let deadline = Instant::now() + READY_PATIENCE;
        loop {
            processes.check_alive(folder)?;
            if self.status("/readyz").is_ok_and(|status| status == 200) {
                return Ok(());
            }
            if Instant::now() > deadline {
                bail!(
                    "the API server is not ready after {} s",
                    READY_PATIENCE.as_secs()
                );
            }
            sleep(Duration::from_millis(100));
        }
    }

    /// Waits until this many nodes are ready and free of the taint they start with.
    ///
    /// # Errors
    /// The nodes cannot be listed, or patience ends.
    pub(super) fn wait_for_nodes(&self, count: usize) -> Result<()> {
        let deadline = Instant::now() + READY_PATIENCE;
        loop {
            let nodes = self.get("/api/v1/nodes")?;
            let ready = nodes["items"].as_array().map_or(0, |items| {
                items.iter().filter(|node| is_ready(node)).count()
            });
            if ready >= count {
                return Ok(());
            }
            if Instant::now() > deadline {
                bail!(
                    "only {ready} of {count} nodes are ready after {} s",
                    READY_PATIENCE.as_secs()
                );
            }
            sleep(Duration::from_millis(200));
        }
    }

    /// Creates an object.
    ///
    /// # Errors
    /// The API server refuses it.
    pub(crate) fn create(&self, path: &str, object: &Value) -> Result<()> {
        let mut response = self
            .agent
            .post(format!("{}{path}", self.base))
            .header("Authorization", &self.authorization)
            .send_json(object)
            .with_context(|| format!("POST {path}"))?;
        // Read to its end even where nobody looks: else the connection cannot be used again.
        let body = response.body_mut().read_to_string()?;
        if !response.status().is_success() {
            bail!("POST {path}: {}: {body}", response.status());
        }
        Ok(())
    }

    /// Puts an object where the API server keeps its own, past all its rules: as an older version, which had
    /// others, may have left it there.
    ///
    /// # Errors
    /// etcd cannot be reached, or does not take it.
    pub(crate) fn plant(&self, key: &str, object: &Value) -> Result<()> {
        let put = json!({
            "key": BASE64.encode(key),
            "value": BASE64.encode(object.to_string()),
        });
        let mut response = self
            .agent
            .post(format!("{}/v3/kv/put", self.etcd_url))
            .send_json(&put)
            .with_context(|| format!("putting {key} into etcd"))?;
        let body = response.body_mut().read_to_string()?;
        if !response.status().is_success() {
            bail!("etcd does not take {key}: {}: {body}", response.status());
        }
        Ok(())
    }

    /// Posts, or puts, a text that may well be refused, and returns what the API server says.
    ///
    /// # Errors
    /// It cannot be reached, or its answer is no JSON.
    pub(crate) fn try_write(&self, write: Write, path: &str, body: &Body) -> Result<Answer> {
        let url = format!("{}{path}", self.base);
        let request = match write {
            Write::Create => self.agent.post(url),
            Write::Replace => self.agent.put(url),
        };
        let (content_type, text) = match body {
            Body::Json(text) => ("application/json", text),
            Body::Yaml(text) => ("application/yaml", text),
        };
        let mut response = request
            .header("Authorization", &self.authorization)
            .content_type(content_type)
            .send(text)
            .with_context(|| format!("writing to {path}"))?;
        let warnings = response
            .headers()
            .get_all("warning")
            .iter()
            .filter_map(|header| warning_text(header.to_str().ok()?))
            .collect();
        Ok(Answer {
            status: response.status().as_u16(),
            warnings,
            body: response.body_mut().read_json()?,
        })
    }

    /// Reads an object or a list.
    ///
    /// # Errors
    /// The API server cannot be reached, or its answer is no JSON.
    pub(crate) fn get(&self, path: &str) -> Result<Value> {
        let mut response = self
            .agent
            .get(format!("{}{path}", self.base))
            .header("Authorization", &self.authorization)
            .call()
            .with_context(|| format!("GET {path}"))?;
        Ok(response.body_mut().read_json()?)
    }

    /// Merges a part into an object (RFC 7386).
    ///
    /// # Errors
    /// The API server cannot be reached or refuses it.
    pub(crate) fn merge(&self, path: &str, part: &Value) -> Result<()> {
        let mut response = self
            .agent
            .patch(format!("{}{path}", self.base))
            .header("Authorization", &self.authorization)
            .content_type("application/merge-patch+json")
            .send(part.to_string())
            .with_context(|| format!("PATCH {path}"))?;
        let body = response.body_mut().read_to_string()?;
        if !response.status().is_success() {
            bail!("PATCH {path}: {}: {body}", response.status());
        }
        Ok(())
    }

    /// Asks for an object to be deleted, at once. One that is not there is no error.
    ///
    /// # Errors
    /// The API server cannot be reached or refuses it.
    pub(crate) fn delete(&self, path: &str) -> Result<()> {
        let mut response = self
            .agent
            .delete(format!("{}{path}?gracePeriodSeconds=0", self.base))
            .header("Authorization", &self.authorization)
            .call()
            .with_context(|| format!("DELETE {path}"))?;
        let body = response.body_mut().read_to_string()?;
        let status = response.status();
        if !status.is_success() && status != 404 {
            bail!("DELETE {path}: {status}: {body}");
        }
        Ok(())
    }

    fn status(&self, path: &str) -> Result<u16> {
        let response = self
            .agent
            .get(format!("{}{path}", self.base))
            .header("Authorization", &self.authorization)
            .call()?;
        Ok(response.status().as_u16())
    }
}

fn is_ready(node: &Value) -> bool {
    let is_true = |condition: &Value| condition["type"] == "Ready" && condition["status"] == "True";
    let has_start_taint = node["spec"]["taints"].as_array().is_some_and(|taints| {
        taints
            .iter()
            .any(|taint| taint["key"] == "node.kubernetes.io/not-ready")
    });
    !has_start_taint
        && node["status"]["conditions"]
            .as_array()
            .is_some_and(|all| all.iter().any(is_true))
}

/// The text of a `Warning` header (RFC 7234 §5.5): `299 - "text"` with `\"` and `\\` escaped.
fn warning_text(header: &str) -> Option<String> {
    let quoted = header.split_once('"')?.1;
    let mut text = String::new();
    let mut characters = quoted.chars();
    while let Some(character) = characters.next() {
        match character {
            '"' => break,
            '\\' => text.extend(characters.next()),
            _ => text.push(character),
        }
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::warning_text;

    #[test]
    fn a_warning_is_unquoted() {
        let header = r#"299 - "unknown field \"spec.x\"""#;
        assert_eq!(
            warning_text(header).as_deref(),
            Some(r#"unknown field "spec.x""#)
        );
    }
}
