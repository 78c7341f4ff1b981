//! Secrets and ids that nobody can guess.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use rand::TryRng;
use rand::rngs::SysRng;
use sha2::{Digest, Sha256};

/// 256 random bits of the operating system, as 43 letters, digits, `-` and `_`.
pub fn secret() -> String {
    let mut bytes = [0_u8; 32];
    SysRng
        .try_fill_bytes(&mut bytes)
        .expect("the operating system gives random bytes");
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

/// 96 random bits, for ids that are not secrets: of this thread's generator, which asks the
/// operating system only now and then.
pub(super) fn id<T: for<'a> From<&'a str>>() -> T {
    let mut text = [0; 16];
    BASE64_URL_SAFE_NO_PAD
        .encode_slice(rand::random::<[u8; 12]>(), &mut text)
        .expect("12 bytes are 16 letters");
    std::str::from_utf8(&text).unwrap_or_default().into()
}

/// What stands for a secret where it is stored: its SHA-256.
pub(super) fn digest(secret: &str) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(digest_of(secret))
}

/// The same in bytes, for what is not stored elsewhere.
pub(super) fn digest_of(secret: &str) -> [u8; 32] {
    Sha256::digest(secret.as_bytes()).into()
}
