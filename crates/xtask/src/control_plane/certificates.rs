//! The credentials of a control plane: a CA, the API server's certificate, the keys of service
//! accounts, and tokens for the users that tests sign in as.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};

/// What a client needs to be let in.
pub(super) struct Credentials {
    /// The CA's certificate, PEM.
    pub(super) authority: String,
    /// The administrator's bearer token.
    pub(super) token: String,
}

/// Writes keys, certificates and the token file into `folder`.
///
/// # Errors
/// A key cannot be made or a file cannot be written.
pub(super) fn write(folder: &Path) -> Result<Credentials> {
    let authority_key = KeyPair::generate()?;
    let mut authority = CertificateParams::new(Vec::new())?;
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    authority
        .distinguished_name
        .push(DnType::CommonName, "everynode test control plane");
    let authority_certificate = authority.self_signed(&authority_key)?;
    let issuer = Issuer::new(authority, authority_key);

    let server_key = KeyPair::generate()?;
    // 10.0.0.1 is the first address of the service range: what pods would call `kubernetes`.
    let mut server =
        CertificateParams::new(["localhost", "127.0.0.1", "10.0.0.1"].map(String::from))?;
    server
        .distinguished_name
        .push(DnType::CommonName, "kube-apiserver");
    let server_certificate = server.signed_by(&server_key, &issuer)?;

    let account_key = KeyPair::generate()?;
    let token = random_token()?;
    let save = |file: &str, text: &str| {
        fs::write(folder.join(file), text).with_context(|| format!("{file} cannot be written"))
    };
    save("ca.crt", &authority_certificate.pem())?;
    save("apiserver.crt", &server_certificate.pem())?;
    save("apiserver.key", &server_key.serialize_pem())?;
    save("sa.key", &account_key.serialize_pem())?;
    save("sa.pub", &account_key.public_key_pem())?;
    // token,user,uid,groups as kube-apiserver's --token-auth-file reads it.
    save(
        "tokens.csv",
        &format!("{token},admin,admin,\"system:masters\"\n"),
    )?;
    Ok(Credentials {
        authority: authority_certificate.pem(),
        token,
    })
}

impl Credentials {
    /// Writes the administrator's kubeconfig.
    ///
    /// # Errors
    /// The file cannot be written.
    pub(super) fn write_kubeconfig(&self, folder: &Path, port: u16) -> Result<()> {
        // JSON is YAML, and needs no quoting of ours.
        let config = serde_json::json!({
            "apiVersion": "v1",
            "kind": "Config",
            "current-context": "control-plane",
            "clusters": [{"name": "control-plane", "cluster": {
                "server": format!("https://127.0.0.1:{port}"),
                "certificate-authority": folder.join("ca.crt"),
            }}],
            "users": [{"name": "admin", "user": {"token": self.token}}],
            "contexts": [{"name": "control-plane", "context": {"cluster": "control-plane", "user": "admin"}}],
        });
        fs::write(
            folder.join("kubeconfig"),
            serde_json::to_vec_pretty(&config)?,
        )
        .context("the kubeconfig cannot be written")
    }
}

/// A token that nobody guesses: a digest of a fresh private key.
fn random_token() -> Result<String> {
    use sha2::Digest as _;
    let key = KeyPair::generate()?;
    let digest = sha2::Sha256::digest(key.serialize_der());
    Ok(digest.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    }))
}
