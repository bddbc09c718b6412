package io.bidder.bidder.notice;

import io.bidder.bidder.json.Utf8Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes the tokens of a bid's outcome URLs, which carry all that a ledger needs of it. Letters,
 * digits, - and _ only, so that they stand anywhere as they are. Reused; allocates nothing once its
 * arrays are as long as a token. One thread's.
 */
public final class TokenWriter {
  private static final byte[] BASE64 =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
          .getBytes(StandardCharsets.US_ASCII);
  private static final int FIRST_BYTES = 512;
  private static final int MAX_VARINT_BYTES = 10;
  private static final char NO_PAIR = 0;

  private final Supplier<KeyRing> keys;
  private @Nullable KeyRing ring;
  private KeyRing.@Nullable Key key;
  private @Nullable TokenSignature signature;
  private byte[] bytes = new byte[FIRST_BYTES];
  private int length;
  private byte[] text = new byte[FIRST_BYTES * 4 / 3];
  private int textLength;
  private final byte[] end = new byte[22];

  /** The signatures of the last pair of kinds of which the bid had a token. */
  private byte[] signed = {};

  private char signedPair = NO_PAIR;

  /**
   * A writer.
   *
   * @param keys asked at each bid for the ring that holds now
   */
  public TokenWriter(Supplier<KeyRing> keys) {
    this.keys = keys;
  }

  /**
   * Begins with a bid, for any number of tokens of it.
   *
   * @param bidCpmMicros as answered, in {@code currency}
   * @param pCtr P(click | impression), and P(conversion | impression); 0 where the model gives none
   * @param person a salted hash, empty where it must not be known; copied
   */
  public void begin(
      long idHigh,
      long idLow,
      long bidEpochMillis,
      CharSequence exchange,
      CharSequence advertiserId,
      CharSequence campaignId,
      CharSequence creativeId,
      long bidCpmMicros,
      CharSequence currency,
      CharSequence modelVersion,
      float pCtr,
      float pCtcvr,
      byte[] person) {
    KeyRing.Key signing = useKey();
    length = TokenFormat.KEY_AT;
    number(signing.number(), TokenFormat.KEY_BYTES);
    number(idHigh, Long.BYTES);
    number(idLow, Long.BYTES);
    number(bidEpochMillis, TokenFormat.TIME_BYTES);
    reserve(MAX_VARINT_BYTES);
    varint(bidCpmMicros);
    number(Float.floatToIntBits(pCtr), Float.BYTES);
    number(Float.floatToIntBits(pCtcvr), Float.BYTES);
    text(exchange);
    text(advertiserId);
    text(campaignId);
    text(creativeId);
    text(currency);
    text(modelVersion);
    reserve(person.length + MAX_VARINT_BYTES);
    varint(person.length);
    System.arraycopy(person, 0, bytes, length, person.length);
    length += person.length;
    int filling = (3 - length % 3) % 3;
    for (int i = 0; i < filling; i++) {
      bytes[length++] = 0;
    }
    bytes[0] = (byte) (TokenFormat.VERSION | (filling << 4));
    if (text.length < length / 3 * 4) {
      text = new byte[length / 3 * 4 * 2];
    }
    textLength = base64(bytes, 0, length, text);
    signedPair = NO_PAIR;
  }

  /** Writes the bid's token for a use. */
  public void write(TokenKind kind, Utf8Buffer out) {
    TokenSignature signing = signature;
    if (signing == null) {
      throw new IllegalStateException("a token before a bid");
    }
    if (kind.pair() != signedPair) {
      signed = signing.sign(kind.pair(), bytes, length);
      signedPair = kind.pair();
    }
    out.raw(text, textLength);
    int from = TokenSignature.at(kind);
    out.raw(end, base64(signed, from, from + TokenFormat.MAC_BYTES, end));
  }

  private KeyRing.Key useKey() {
    KeyRing now = keys.get();
    KeyRing.Key using = key;
    if (using == null || !now.equals(ring)) {
      ring = now;
      using = now.first();
      key = using;
      signature = new TokenSignature(using.secret());
    }
    return using;
  }

  private void number(long value, int count) {
    reserve(count);
    for (int shift = 8 * (count - 1); shift >= 0; shift -= 8) {
      bytes[length++] = (byte) (value >>> shift);
    }
  }

  private void varint(long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      bytes[length++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[length++] = (byte) rest;
  }

  private void text(CharSequence chars) {
    int count = chars.length();
    reserve(count * 3 + MAX_VARINT_BYTES);
    boolean ascii = true;
    for (int i = 0; i < count; i++) {
      ascii &= chars.charAt(i) < 0x80;
    }
    if (ascii) {
      varint(count);
      for (int i = 0; i < count; i++) {
        bytes[length++] = (byte) chars.charAt(i);
      }
    } else {
      // Ids are hardly ever anything but ASCII.
      byte[] utf8 = chars.toString().getBytes(StandardCharsets.UTF_8);
      varint(utf8.length);
      System.arraycopy(utf8, 0, bytes, length, utf8.length);
      length += utf8.length;
    }
  }

  private void reserve(int count) {
    if (bytes.length - length < count + 2) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + count + 2));
    }
  }

  private static int base64(byte[] from, int begin, int finish, byte[] into) {
    int at = 0;
    int i = begin;
    for (; i + 2 < finish; i += 3) {
      int three = ((from[i] & 0xff) << 16) | ((from[i + 1] & 0xff) << 8) | (from[i + 2] & 0xff);
      into[at++] = BASE64[three >>> 18];
      into[at++] = BASE64[(three >>> 12) & 63];
      into[at++] = BASE64[(three >>> 6) & 63];
      into[at++] = BASE64[three & 63];
    }
    if (i < finish) {
      int two = ((from[i] & 0xff) << 16) | (i + 1 < finish ? (from[i + 1] & 0xff) << 8 : 0);
      into[at++] = BASE64[two >>> 18];
      into[at++] = BASE64[(two >>> 12) & 63];
      if (i + 1 < finish) {
        into[at++] = BASE64[(two >>> 6) & 63];
      }
    }
    return at;
  }
}
