//! Who is in the demo. Everybody has the same password, made for this run.

use campus::{KnownPerson, Secret};
use platform::Rng;

/// Letters and digits that nobody takes for each other; as many as five bits can tell apart.
const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";

/// Sign-in name, first and last name.
pub(super) const LEARNERS: [(&str, &str, &str); 2] =
    [("ada", "Ada", "Lovelace"), ("grace", "Grace", "Hopper")];

/// A password to read off a terminal and type: 60 bits in groups of four.
pub(super) fn password(rng: &dyn Rng) -> Secret {
    let mut bytes = [0; 12];
    rng.fill(&mut bytes);
    let letters = bytes.map(|byte| char::from(LETTERS[usize::from(byte % 32)]));
    let groups: Vec<String> = letters.chunks(4).map(|group| group.iter().collect()).collect();
    Secret::new(groups.join("-"))
}

/// Everybody, for the sign-in page.
pub(super) fn offered(administrator: &str, password: &Secret) -> Vec<KnownPerson> {
    let learners = LEARNERS.map(|(login, first_name, last_name)| KnownPerson {
        login: login.to_owned(),
        password: password.clone(),
        name: format!("{first_name} {last_name}"),
        administrates: false,
    });
    let administrator = KnownPerson {
        login: administrator.to_owned(),
        password: password.clone(),
        name: "Administrator".to_owned(),
        administrates: true,
    };
    learners.into_iter().chain([administrator]).collect()
}

#[cfg(test)]
mod tests {
    use platform::SeededRng;

    use super::*;

    #[test]
    fn a_password_is_three_groups_and_another_each_time() {
        let rng = SeededRng::new(1);
        let (first, second) = (password(&rng), password(&rng));
        assert_ne!(first.expose(), second.expose());
        assert_eq!(first.expose().split('-').map(str::len).collect::<Vec<_>>(), [4, 4, 4]);
    }
}
