package io.bidder.bidder.notice;

import io.bidder.settings.Document;
import io.bidder.settings.InvalidInputException;
import io.bidder.settings.IoReasons;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The secrets that tokens are signed with: the first signs, all are believed. Immutable.
 *
 * <p>A file has one to a line, in hexadecimal digits; lines that begin with # are passed over. To
 * change the secret of a fleet, add the new one as the last line everywhere, then make it the first
 * line everywhere, and take the old one out when the last token that it signed has expired.
 */
public final class KeyRing {
  private static final int SECRET_BYTES = 32;
  private static final int MAX_KEYS = 16;
  private static final long MAX_FILE_BYTES = 64 << 10;

  private final List<Key> keys;

  /** A secret with the number that tokens tell it by. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Key(int number, byte[] secret) {}

  private KeyRing(List<Key> keys) {
    this.keys = List.copyOf(keys);
  }

  /** A ring of secrets of at least 32 bytes each. */
  static KeyRing of(List<byte[]> secrets) {
    return new KeyRing(
        secrets.stream()
            .map(secret ->
                new Key(
                    ByteBuffer.wrap(TokenSignature.sha256().digest(secret)).getInt(),
                    secret.clone()))
            .toList());
  }

  /**
   * Reads a ring.
   *
   * @throws InvalidInputException naming the file, the line and what was expected, but no secret
   */
  public static KeyRing read(Path file) {
    List<byte[]> secrets = new ArrayList<>();
    int number = 0;
    for (String line : Document.text(file, MAX_FILE_BYTES).lines().toList()) {
      number++;
      String text = line.strip();
      if (text.isEmpty() || text.startsWith("#")) {
        continue;
      }
      if (text.length() < 2 * SECRET_BYTES
          || text.length() % 2 != 0
          || !text.chars().allMatch(c -> HexFormat.isHexDigit(c))) {
        throw new InvalidInputException(
            "%s:%d: no key, expected at least %d hexadecimal digits"
                .formatted(file, number, 2 * SECRET_BYTES));
      }
      secrets.add(HexFormat.of().parseHex(text));
    }
    if (secrets.isEmpty() || secrets.size() > MAX_KEYS) {
      throw new InvalidInputException(
          "%s: %d keys, expected 1 to %d, a line each".formatted(file, secrets.size(), MAX_KEYS));
    }
    return of(secrets);
  }

  /** Reads a ring, which is made, of one random secret, where there is none. */
  public static KeyRing readOrMake(Path file) {
    if (!Files.exists(file)) {
      make(file);
    }
    return read(file);
  }

  private static void make(Path file) {
    byte[] secret = new byte[SECRET_BYTES];
    new SecureRandom().nextBytes(secret);
    String text =
        "# Made at random; nobody else is to know it.\n" + HexFormat.of().formatHex(secret) + "\n";
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Path whole =
          Files.createTempFile(
              file.toAbsolutePath().getParent(),
              "keys",
              ".new",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      try (FileChannel channel = FileChannel.open(whole, Set.of(StandardOpenOption.WRITE))) {
        channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
        channel.force(true);
      }
      try {
        // A link rather than a rename, for who came first is not to be overwritten.
        Files.createLink(file, whole);
      } catch (FileAlreadyExistsException e) {
        // Somebody else made it meanwhile: theirs is as good.
      } finally {
        Files.delete(whole);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": cannot be written: " + IoReasons.of(e), e);
    }
  }

  /** The secret of the first key, for a use of its own. */
  public byte[] secret() {
    return first().secret.clone();
  }

  /** The secrets of all keys, the first one's first. */
  public List<byte[]> secrets() {
    return keys.stream().map(key -> key.secret.clone()).toList();
  }

  /** The key that signs. */
  Key first() {
    return keys.getFirst();
  }

  /** The key of a number; null if it is not in the ring. */
  @Nullable Key of(int number) {
    for (Key key : keys) {
      if (key.number == number) {
        return key;
      }
    }
    return null;
  }
}
