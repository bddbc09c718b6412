package io.bidder.bidder.notice;

import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * HMAC-SHA256 (RFC 2104) with one key. Unlike the platform's, it allocates nothing. One thread's.
 */
final class TokenSignature {
  private static final int BLOCK_BYTES = 64;
  private static final int HASH_BYTES = 32;

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

  /** The signature: the first bytes of the array, valid until the next is made. */
  byte[] sign(TokenKind kind, byte[] bytes, int length) {
    try {
      sha256.update(inner);
      sha256.update((byte) kind.letter());
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
