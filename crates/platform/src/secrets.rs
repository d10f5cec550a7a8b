//! Secrets at rest: sealed with a key of the installation that lies outside the database.

use std::fmt;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::Rng;

/// Number of the key that seals; it stands in front of the sealed bytes, so that keys can be changed one day.
const KEY_NUMBER: u8 = 1;
const KEY_BYTES: usize = 32;
const NONCE_BYTES: usize = 24;

/// A secret in the clear: wiped when dropped, never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretText(Zeroizing<String>);

impl SecretText {
    /// Takes a secret over.
    pub fn new(text: impl Into<String>) -> Self {
        Self(Zeroizing::new(text.into()))
    }

    /// The secret itself. Keep it out of logs, errors and pages.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for SecretText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretText(…)")
    }
}

/// Sealed bytes, as they are stored: key number, nonce, ciphertext with tag.
#[derive(Clone, PartialEq, Eq)]
pub struct Sealed(pub Vec<u8>);

impl fmt::Debug for Sealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sealed({} bytes)", self.0.len())
    }
}

/// Why sealed bytes cannot be opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// The bytes are too short to be sealed bytes, or hold no text.
    #[error("the stored secret is damaged")]
    Damaged,
    /// Sealed with a key that this installation does not have.
    #[error("the stored secret was sealed with installation key number {0}, which is not configured")]
    UnknownKey(u8),
    /// Another key, another row, or changed bytes.
    #[error("the stored secret does not belong to this row or to this `installation_key_file`")]
    Refused,
}

/// Why the installation key cannot be had. Each sentence names the configuration key.
#[derive(Debug, thiserror::Error)]
pub enum InstallationKeyError {
    /// The file cannot be read or made.
    #[error("`installation_key_file`: cannot use `{}`", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why not.
        #[source]
        source: std::io::Error,
    },
    /// The file holds something else.
    #[error("`installation_key_file`: `{}` does not hold an installation key", .0.display())]
    Content(PathBuf),
    /// Others on the machine could read the file.
    #[error("`installation_key_file`: `{}` may be read by others; run `chmod 600` on it", .0.display())]
    Permissions(PathBuf),
}

/// The key of this installation.
pub struct InstallationKey {
    cipher: XChaCha20Poly1305,
    /// What keys for other purposes are made from; tells nothing about the key itself.
    root: Zeroizing<[u8; KEY_BYTES]>,
}

impl fmt::Debug for InstallationKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("InstallationKey(…)")
    }
}

impl InstallationKey {
    /// The key of these bytes.
    pub fn from_bytes(bytes: &[u8; KEY_BYTES]) -> Self {
        Self {
            cipher: XChaCha20Poly1305::new(bytes.into()),
            root: Zeroizing::new(mac(bytes, b"root of derived keys")),
        }
    }

    /// A key for another purpose: always the same one for the same purpose, different ones for different purposes.
    pub fn derive(&self, purpose: &str) -> [u8; KEY_BYTES] {
        mac(self.root.as_slice(), purpose.as_bytes())
    }

    /// Reads the key from `path`; makes the file, readable by its owner alone, when there is none.
    ///
    /// Two processes that start together end up with one key: the file appears whole or not at all.
    pub fn load_or_create(path: &Path, rng: &dyn Rng) -> Result<Self, InstallationKeyError> {
        match Self::load(path) {
            Err(InstallationKeyError::File { source, .. }) if source.kind() == ErrorKind::NotFound => {
                create(path, rng)
                    .map_err(|source| InstallationKeyError::File { path: path.to_owned(), source })?;
                Self::load(path)
            }
            loaded => loaded,
        }
    }

    /// Puts the file of a key, as it was read elsewhere, at `path`, readable by its owner alone. One that lies there stays.
    pub fn restore(path: &Path, file: &[u8], rng: &dyn Rng) -> Result<(), InstallationKeyError> {
        place(path, file, rng).map_err(|source| InstallationKeyError::File { path: path.to_owned(), source })
    }

    /// Reads the key from `path`, which must exist.
    pub fn load(path: &Path) -> Result<Self, InstallationKeyError> {
        let failed = |source| InstallationKeyError::File { path: path.to_owned(), source };
        let text = Zeroizing::new(std::fs::read_to_string(path).map_err(failed)?);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            if std::fs::metadata(path).map_err(failed)?.permissions().mode() & 0o007 != 0 {
                return Err(InstallationKeyError::Permissions(path.to_owned()));
            }
        }
        let content = || InstallationKeyError::Content(path.to_owned());
        let encoded = text.trim().strip_prefix("lyceum-key-1:").ok_or_else(content)?;
        let bytes = Zeroizing::new(STANDARD.decode(encoded).map_err(|_| content())?);
        let bytes: &[u8; KEY_BYTES] = bytes.as_slice().try_into().map_err(|_| content())?;
        Ok(Self::from_bytes(bytes))
    }

    /// Seals `secret` for the row called `row`; it opens under that name only.
    #[expect(clippy::expect_used, reason = "sealing fails only beyond 256 GiB")]
    pub fn seal(&self, secret: &SecretText, row: &str, rng: &dyn Rng) -> Sealed {
        let mut nonce = [0; NONCE_BYTES];
        rng.fill(&mut nonce);
        let payload = Payload { msg: secret.expose().as_bytes(), aad: row.as_bytes() };
        let ciphertext = self.cipher.encrypt(&XNonce::from(nonce), payload).expect("a secret is short");
        let mut sealed = Vec::with_capacity(1 + NONCE_BYTES + ciphertext.len());
        sealed.push(KEY_NUMBER);
        sealed.extend_from_slice(&nonce);
        sealed.extend_from_slice(&ciphertext);
        Sealed(sealed)
    }

    /// Opens what [`seal`](Self::seal) made for the same row.
    pub fn open(&self, sealed: &Sealed, row: &str) -> Result<SecretText, OpenError> {
        let (&number, rest) = sealed.0.split_first().ok_or(OpenError::Damaged)?;
        if number != KEY_NUMBER {
            return Err(OpenError::UnknownKey(number));
        }
        let (nonce, ciphertext) = rest.split_first_chunk::<NONCE_BYTES>().ok_or(OpenError::Damaged)?;
        let payload = Payload { msg: ciphertext, aad: row.as_bytes() };
        let plain = self.cipher.decrypt(&XNonce::from(*nonce), payload).map_err(|_| OpenError::Refused)?;
        String::from_utf8(plain).map(SecretText::new).map_err(|_| OpenError::Damaged)
    }
}

#[expect(clippy::expect_used, reason = "HMAC takes keys of any length")]
fn mac(key: &[u8], message: &[u8]) -> [u8; KEY_BYTES] {
    let mut mac = <Hmac<Sha256>>::new_from_slice(key).expect("any length will do");
    mac.update(message);
    mac.finalize().into_bytes().into()
}

/// Writes a new key beside `path` and links it there, which fails when another process was faster.
fn create(path: &Path, rng: &dyn Rng) -> std::io::Result<()> {
    let mut bytes = Zeroizing::new([0; KEY_BYTES]);
    rng.fill(bytes.as_mut());
    let text = Zeroizing::new(format!("lyceum-key-1:{}\n", STANDARD.encode(bytes.as_ref())));
    place(path, text.as_bytes(), rng)
}

/// The file appears whole or not at all; where there is one, it stays.
fn place(path: &Path, text: &[u8], rng: &dyn Rng) -> std::io::Result<()> {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)?;
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{:016x}.new", rng.next_u64()));
    let beside = folder.join(name);
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    let mut file = options.open(&beside)?;
    let written = file.write_all(text).and_then(|()| file.sync_all());
    let linked = written.and_then(|()| match std::fs::hard_link(&beside, path) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        linked => linked,
    });
    let removed = std::fs::remove_file(&beside);
    linked.and(removed)?;
    // The name must survive power loss as well: what it seals is stored right after.
    std::fs::File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{OsRng, SeededRng};

    fn key() -> InstallationKey {
        InstallationKey::from_bytes(&[7; 32])
    }

    #[test]
    fn a_secret_opens_in_its_own_row_only() {
        let rng = SeededRng::new(1);
        let sealed = key().seal(&SecretText::new("s3cret ü"), "row-1", &rng);
        assert_eq!(key().open(&sealed, "row-1").unwrap().expose(), "s3cret ü");
        assert_eq!(key().open(&sealed, "row-2"), Err(OpenError::Refused));
        assert_eq!(InstallationKey::from_bytes(&[8; 32]).open(&sealed, "row-1"), Err(OpenError::Refused));
        assert_eq!(key().open(&Sealed(vec![]), "row-1"), Err(OpenError::Damaged));
        assert_eq!(key().open(&Sealed(vec![1, 2]), "row-1"), Err(OpenError::Damaged));
        assert_eq!(key().open(&Sealed(vec![9]), "row-1"), Err(OpenError::UnknownKey(9)));
    }

    #[test]
    fn derived_keys_differ_by_purpose_and_installation() {
        assert_eq!(key().derive("a"), key().derive("a"));
        assert_ne!(key().derive("a"), key().derive("b"));
        assert_ne!(key().derive("a"), InstallationKey::from_bytes(&[8; 32]).derive("a"));
    }

    #[test]
    fn two_seals_of_one_secret_differ() {
        let rng = SeededRng::new(1);
        let secret = SecretText::new("same");
        assert_ne!(key().seal(&secret, "r", &rng), key().seal(&secret, "r", &rng));
    }

    #[test]
    fn nothing_prints_a_secret() {
        assert_eq!(
            format!("{:?} {:?}", SecretText::new("hunter2"), key()),
            "SecretText(…) InstallationKey(…)"
        );
    }

    #[test]
    fn the_key_file_is_made_once_and_for_its_owner() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deep/installation.key");
        let sealed =
            InstallationKey::load_or_create(&path, &OsRng).unwrap().seal(&SecretText::new("x"), "r", &OsRng);
        let again = InstallationKey::load_or_create(&path, &OsRng).unwrap();
        assert_eq!(again.open(&sealed, "r").unwrap().expose(), "x");
        assert_eq!(std::fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o604)).unwrap();
            assert!(matches!(InstallationKey::load(&path), Err(InstallationKeyError::Permissions(_))));
        }
    }

    #[test]
    fn another_file_is_not_a_key() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        std::fs::write(&path, "hello").unwrap();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
        }
        let message = InstallationKey::load_or_create(&path, &OsRng).unwrap_err().to_string();
        assert!(message.starts_with("`installation_key_file`"), "{message}");
    }
}
