package io.bidder.bidder.notice;

import io.bidder.eventlog.event.BidId;
import io.bidder.eventlog.event.Subject;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.function.Supplier;

/** Reads tokens, and believes those that were signed here. Thread-safe. */
public final class TokenReader {
  private final Supplier<KeyRing> keys;

  /**
   * A reader.
   *
   * @param keys asked at each token for the ring that holds now
   */
  public TokenReader(Supplier<KeyRing> keys) {
    this.keys = keys;
  }

  /**
   * Reads a token.
   *
   * @param kind the use that it must have been signed for
   * @param nowEpochMillis by which it may have expired
   * @param lifeMillis from the bid, in which it is believed
   */
  public TokenReading read(
      CharSequence text, TokenKind kind, long nowEpochMillis, long lifeMillis) {
    byte[] bytes = bytes(text);
    if (bytes.length <= TokenFormat.BID_AT + TokenFormat.MAC_BYTES
        || (bytes[0] & 0xf) != TokenFormat.VERSION) {
      return TokenReading.Refusal.MALFORMED;
    }
    KeyRing.Key key = keys.get().of(ByteBuffer.wrap(bytes).getInt(TokenFormat.KEY_AT));
    if (key == null) {
      return TokenReading.Refusal.UNKNOWN_KEY;
    }
    int length = bytes.length - TokenFormat.MAC_BYTES;
    byte[] expected = new TokenSignature(key.secret()).sign(kind.pair(), bytes, length);
    int at = TokenSignature.at(kind);
    if (!MessageDigest.isEqual(
        Arrays.copyOfRange(expected, at, at + TokenFormat.MAC_BYTES),
        Arrays.copyOfRange(bytes, length, bytes.length))) {
      return TokenReading.Refusal.FORGED;
    }
    Token token = token(ByteBuffer.wrap(bytes, 0, length));
    return nowEpochMillis - token.bidEpochMillis() > lifeMillis
        ? TokenReading.Refusal.EXPIRED
        : token;
  }

  private static byte[] bytes(CharSequence text) {
    if (text.length() <= TokenFormat.MAX_CHARS) {
      try {
        byte[] bytes = Base64.getUrlDecoder().decode(text.toString());
        // Of the texts that say the same, one is a token: its last digit has bits to spare.
        if (Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).contentEquals(text)) {
          return bytes;
        }
      } catch (IllegalArgumentException e) {
        // No Base64.
      }
    }
    return new byte[0];
  }

  /** Takes apart what was signed here, and so is as it should be. */
  private static Token token(ByteBuffer bytes) {
    bytes.position(TokenFormat.ID_AT);
    BidId id = new BidId(bytes.getLong(), bytes.getLong());
    long time = (long) bytes.getShort() << 32 | (bytes.getInt() & 0xffffffffL);
    long bidCpmMicros = varint(bytes);
    float pCtr = bytes.getFloat();
    float pCtcvr = bytes.getFloat();
    return new Token(
        id,
        time,
        new Subject(
            text(bytes),
            text(bytes),
            text(bytes),
            text(bytes),
            bidCpmMicros,
            text(bytes),
            text(bytes),
            HexFormat.of().formatHex(take(bytes)),
            pCtr,
            pCtcvr));
  }

  private static String text(ByteBuffer bytes) {
    return new String(take(bytes), StandardCharsets.UTF_8);
  }

  private static byte[] take(ByteBuffer bytes) {
    byte[] taken = new byte[(int) varint(bytes)];
    bytes.get(taken);
    return taken;
  }

  private static long varint(ByteBuffer bytes) {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte b = bytes.get();
      value |= (b & 0x7fL) << shift;
      if (b >= 0) {
        return value;
      }
    }
  }
}
