package io.bidder.bidder.notice;

/**
 * The bytes of a token, which is their web-safe Base64 (RFC 4648, section 5) without padding:
 *
 * <pre>
 *   0       version (low 4 bits), bytes of filling (high 4 bits)
 *   1       4 bytes that tell the key
 *   5       16 bytes bid id
 *   21      6 bytes time of the bid, milliseconds since 1970
 *   27      varint bid, CPM in micros
 *           2 x 4 bytes P(click | impression), P(conversion | impression), IEEE 754
 *           exchange, advertiser, campaign, creative, currency, model version, person: varint
 *           length, bytes
 *           filling, so that what was so far has a multiple of 3 bytes
 *   last    16 bytes of HMAC-SHA256(key, letter of the kind's pair, everything before): the first
 *           or the other half, as the {@linkplain TokenKind kind} says
 * </pre>
 *
 * Numbers have their most significant byte first, but for varints, which are protobuf's.
 */
final class TokenFormat {
  static final int VERSION = 2;
  static final int KEY_AT = 1;
  static final int KEY_BYTES = 4;
  static final int ID_AT = KEY_AT + KEY_BYTES;
  static final int TIME_AT = ID_AT + 16;
  static final int TIME_BYTES = 6;
  static final int BID_AT = TIME_AT + TIME_BYTES;
  static final int MAC_BYTES = TokenSignature.KIND_BYTES;

  /** Of a token's text: a longer one is none. */
  static final int MAX_CHARS = 4_096;

  private TokenFormat() {}
}
