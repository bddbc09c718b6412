package io.bidder.bidder.notice;

import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * HMAC-SHA256 (RFC 2104) with one key. Unlike the platform's, it allocates nothing. One thread's.
 *
 * <p>Its 32 bytes are the signatures of two kinds, 16 bytes each: as keys are derived from a key in
 * NIST SP 800-108r1, section 4.1, by as many bytes of output as they need. To whoever does not know
 * the key they look drawn at random, so that one half tells nothing of the other.
 */
final class TokenSignature {
  private static final int BLOCK_BYTES = 64;
  private static final int HASH_BYTES = 32;

  /** Of a kind's part of the signature. */
  static final int KIND_BYTES = HASH_BYTES / 2;

  private final MessageDigest sha256;
  private final byte[] inner;
  private final byte[] outer;
  private final byte[] hash = new byte[HASH_BYTES];

  TokenSignature(byte[] secret) {
    sha256 = sha256();
    byte[] key = secret.length > BLOCK_BYTES ? sha256.digest(secret) : secret;
    inner = padded(key, 0x36);
    outer = padded(key, 0x5c);
  }

  /** Where a kind's part of the signature begins. */
  static int at(TokenKind kind) {
    return kind.isSecond() ? KIND_BYTES : 0;
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static byte[] padded(byte[] key, int pad) {
    byte[] block = Arrays.copyOf(key, BLOCK_BYTES);
    for (int i = 0; i < block.length; i++) {
      block[i] ^= (byte) pad;
    }
    return block;
  }

  /** The signatures of a pair of kinds in an array that is valid until the next are made. */
  byte[] sign(char pair, byte[] bytes, int length) {
    try {
      sha256.update(inner);
      sha256.update((byte) pair);
      sha256.update(bytes, 0, length);
      sha256.digest(hash, 0, HASH_BYTES);
      sha256.update(outer);
      sha256.update(hash);
      sha256.digest(hash, 0, HASH_BYTES);
      return hash;
    } catch (DigestException e) {
      throw new IllegalStateException("a hash of more than 32 bytes", e);
    }
  }
}
