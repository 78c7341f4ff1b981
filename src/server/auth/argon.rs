//! argon2id in memory that goes back to the system as soon as a password is hashed or checked.

use argon2::password_hash::phc::{Output, ParamsString, PasswordHash, Salt};
use argon2::password_hash::{Error, Result, try_generate_salt};
use argon2::{Algorithm, Argon2, Block, Params, Version};

/// What is at least this large the C library maps for itself and unmaps at once; what is smaller it
/// keeps for the next time, once it has seen that there is one.
const MAPPED: usize = 33 << 20;

/// The hash of a password with a salt of its own.
pub fn hash(password: &str) -> Result<PasswordHash> {
    let salt = Salt::new(&try_generate_salt()?)?;
    let (algorithm, version) = (Algorithm::default(), Version::default());
    let params = Params::default();
    Ok(PasswordHash {
        algorithm: algorithm.ident(),
        version: Some(version.into()),
        params: ParamsString::try_from(&params)?,
        hash: Some(compute(
            password,
            &salt,
            &Argon2::new(algorithm, version, params),
        )?),
        salt: Some(salt),
    })
}

/// Whether a password is the one that was hashed.
pub fn matches(password: &str, known: &PasswordHash) -> Result<bool> {
    let salt = known.salt.as_ref().ok_or(Error::EncodingInvalid)?;
    let algorithm = Algorithm::try_from(known.algorithm.as_str())?;
    let version = known.version.map(Version::try_from).transpose()?;
    let params = Params::try_from(known)?;
    let argon = Argon2::new(algorithm, version.unwrap_or_default(), params);
    let computed = compute(password, salt, &argon)?;
    // They are compared in constant time.
    Ok(known.hash.as_ref() == Some(&computed))
}

fn compute(password: &str, salt: &Salt, argon: &Argon2<'_>) -> Result<Output> {
    let params = argon.params();
    let blocks = params.block_count();
    let mut memory = Vec::with_capacity(blocks.max(MAPPED / Block::SIZE));
    memory.resize(blocks, Block::default());
    let mut out = [0; Output::MAX_LENGTH];
    let length = params.output_len().unwrap_or(Params::DEFAULT_OUTPUT_LEN);
    let out = out.get_mut(..length).ok_or(Error::OutputSize)?;
    argon.hash_password_into_with_memory(password.as_bytes(), salt, out, &mut memory)?;
    Ok(Output::new(out)?)
}

#[cfg(test)]
mod tests {
    use argon2::password_hash::{PasswordHasher, PasswordVerifier};

    use super::*;

    #[test]
    fn it_agrees_with_the_library_in_both_directions() {
        let ours = hash("a password").expect("hashed");
        let of_library: PasswordHash = Argon2::default()
            .hash_password(b"a password")
            .expect("hashed");
        assert!(
            Argon2::default()
                .verify_password(b"a password", &ours)
                .is_ok()
        );
        assert_eq!(ours.params, of_library.params);
        for known in [&ours, &of_library] {
            assert!(matches("a password", known).expect("checked"));
            assert!(!matches("another", known).expect("checked"));
            let again = PasswordHash::new(&known.to_string()).expect("read");
            assert!(matches("a password", &again).expect("checked"));
        }
    }

    #[test]
    fn hashes_of_other_kinds_are_read_by_what_they_say() {
        let argon = Argon2::new(
            Algorithm::Argon2i,
            Version::V0x10,
            Params::new(64, 2, 1, Some(24)).expect("parameters"),
        );
        let known: PasswordHash = argon.hash_password(b"a password").expect("hashed");
        assert!(matches("a password", &known).expect("checked"));
        assert!(!matches("another", &known).expect("checked"));
        let foreign = "$pbkdf2-sha256$i=1$c2FsdHNhbHQ$AAAAAAAAAAAAAAAAAAAAAA";
        let foreign = PasswordHash::new(foreign).expect("read");
        assert!(matches("a password", &foreign).is_err());
    }
}
