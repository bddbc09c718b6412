package io.bidder.bidder.privacy;

import io.bidder.bidder.openrtb.BidRequest;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/**
 * Salted hashes of persons, by which what happened to one can be counted and forgotten without
 * knowing who it is. The advertising id of the device, which all exchanges know, comes first; then
 * an exchange's own ids. Reused; allocates nothing. One thread's.
 */
public final class PersonHash {
  /** Of a hash. */
  public static final int BYTES = 16;

  /** The ids that a person may be known by. */
  public enum IdKind {
    /** The device's advertising id, the same in all exchanges. */
    IFA,
    /** The exchange's {@code user.buyeruid}. */
    BUYERUID,
    /** The exchange's {@code user.id}. */
    ID;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** The name, as in a bid request. */
    public String label() {
      return label;
    }
  }

  private final MessageDigest sha256;
  private final byte[] salt;
  private final byte[] hash = new byte[32];

  /** A hash with a salt, which nobody else is to know. */
  public PersonHash(byte[] salt) {
    this.salt = salt.clone();
    try {
      sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /**
   * Puts the hash of a request's person.
   *
   * @param into takes {@link #BYTES} bytes
   * @return false where the person is not known or it must not be kept who it is
   */
  public boolean of(
      BidRequest request, CharSequence exchange, Permissions permissions, byte[] into) {
    if (!permissions.allows(Use.IDS) || !permissions.allows(Use.MEASURE)) {
      return false;
    }
    if (isId(request.device.ifa)) {
      hash(IdKind.IFA, exchange, request.device.ifa, into);
    } else if (isId(request.user.buyeruid)) {
      hash(IdKind.BUYERUID, exchange, request.user.buyeruid, into);
    } else if (isId(request.user.id)) {
      hash(IdKind.ID, exchange, request.user.id, into);
    } else {
      return false;
    }
    return true;
  }

  /**
   * The hash of whom a bid request would name by an id, in hexadecimal digits.
   *
   * @param exchange that the id is of
   */
  public String of(IdKind kind, CharSequence exchange, CharSequence id) {
    byte[] into = new byte[BYTES];
    hash(kind, exchange, id, into);
    return HexFormat.of().formatHex(into);
  }

  /** An id of zeros alone is what a device says that has none. */
  public static boolean isId(CharSequence text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '0' && c != '-') {
        return true;
      }
    }
    return false;
  }

  private void hash(IdKind kind, CharSequence exchange, CharSequence id, byte[] into) {
    sha256.update(salt);
    update(kind.label);
    update(kind == IdKind.IFA ? "" : exchange);
    update(id);
    try {
      sha256.digest(hash, 0, hash.length);
    } catch (DigestException e) {
      throw new IllegalStateException("a hash of more than 32 bytes", e);
    }
    System.arraycopy(hash, 0, into, 0, BYTES);
  }

  private void update(CharSequence text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      sha256.update((byte) (c >>> 8));
      sha256.update((byte) c);
    }
    // So that no two ids are one text.
    sha256.update((byte) 0xff);
  }
}
