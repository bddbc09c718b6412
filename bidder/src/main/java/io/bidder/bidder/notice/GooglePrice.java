package io.bidder.bidder.notice;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The encrypted prices of Google's exchange ("Decrypt price confirmations" in its documentation for
 * bidders), in web-safe Base64 without padding:
 *
 * <pre>
 *   0   16 bytes initialization vector
 *   16  8 bytes price in micros, XOR the first of HMAC-SHA1(encryption key, vector)
 *   24  4 bytes, the first of HMAC-SHA1(integrity key, price, vector)
 * </pre>
 */
final class GooglePrice {
  private static final String HMAC = "HmacSHA1";
  private static final int VECTOR_BYTES = 16;
  private static final int SIGNATURE_AT = VECTOR_BYTES + Long.BYTES;
  private static final int BYTES = SIGNATURE_AT + Integer.BYTES;

  private final SecretKeySpec encryptionKey;
  private final SecretKeySpec integrityKey;

  GooglePrice(byte[] encryptionKey, byte[] integrityKey) {
    this.encryptionKey = new SecretKeySpec(encryptionKey, HMAC);
    this.integrityKey = new SecretKeySpec(integrityKey, HMAC);
  }

  /** Decrypts a price; {@link PriceReader#NO_PRICE} if it is none or was altered. */
  long cpmMicros(String text) {
    byte[] bytes = decoded(text);
    if (bytes == null || bytes.length != BYTES) {
      return PriceReader.NO_PRICE;
    }
    byte[] vector = Arrays.copyOf(bytes, VECTOR_BYTES);
    long pad = ByteBuffer.wrap(hash(encryptionKey, vector)).getLong();
    long price = ByteBuffer.wrap(bytes).getLong(VECTOR_BYTES) ^ pad;
    byte[] signed =
        ByteBuffer.allocate(Long.BYTES + VECTOR_BYTES).putLong(price).put(vector).array();
    boolean genuine =
        MessageDigest.isEqual(
            Arrays.copyOf(hash(integrityKey, signed), Integer.BYTES),
            Arrays.copyOfRange(bytes, SIGNATURE_AT, BYTES));
    return genuine && price >= 0 ? price : PriceReader.NO_PRICE;
  }

  /** The bytes of web-safe Base64 or the other; null if it is neither. */
  static byte @Nullable [] decoded(String base64) {
    try {
      return Base64.getUrlDecoder().decode(base64.replace('+', '-').replace('/', '_'));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static byte[] hash(SecretKeySpec key, byte[] bytes) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(key);
      return mac.doFinal(bytes);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HMAC-SHA1", e);
    }
  }
}
