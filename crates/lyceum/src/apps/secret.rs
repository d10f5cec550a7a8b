//! Where a secret comes from: a file, standard input, the command line, or chance.

use std::io::Read as _;
use std::path::PathBuf;

use anyhow::Context as _;
use platform::{OsRng, SecretText};

/// Flags that name a secret.
#[derive(Debug, clap::Args)]
pub(crate) struct SecretFlags {
    /// A file whose first line is the secret; `-` for standard input
    #[arg(long, value_name = "FILE|-", conflicts_with = "secret")]
    secret_file: Option<PathBuf>,
    /// The secret itself, for scripts: other users of the machine can see it while the command runs
    #[arg(
        long,
        env = "LYCEUM_SECRET",
        value_name = "SECRET",
        hide_env_values = true,
        allow_hyphen_values = true
    )]
    secret: Option<String>,
}

/// A secret, and whether it was made here and has to be shown.
pub(crate) struct Chosen {
    pub(crate) secret: SecretText,
    is_new: bool,
}

impl SecretFlags {
    /// Reads the secret; makes one where none is given.
    pub(crate) fn choose(self) -> anyhow::Result<Chosen> {
        let given = match (self.secret_file, self.secret) {
            (Some(path), _) => Some(SecretText::new(first_line(&path)?)),
            (None, secret) => secret.map(SecretText::new),
        };
        Ok(match given {
            Some(secret) => Chosen { secret, is_new: false },
            None => Chosen { secret: service::new_secret(&OsRng), is_new: true },
        })
    }
}

impl Chosen {
    /// Prints a secret that was made here: once, and nowhere else.
    pub(crate) fn show(&self) {
        if self.is_new {
            println!("Secret (shown only now): {}", self.secret.expose());
        }
    }
}

fn first_line(path: &std::path::Path) -> anyhow::Result<String> {
    let mut text = String::new();
    if path.as_os_str() == "-" {
        std::io::stdin().read_to_string(&mut text).context("`secret_file`: cannot read standard input")?;
    } else {
        text = std::fs::read_to_string(path)
            .with_context(|| format!("`secret_file`: cannot read `{}`", path.display()))?;
    }
    Ok(text.lines().next().unwrap_or_default().to_owned())
}
