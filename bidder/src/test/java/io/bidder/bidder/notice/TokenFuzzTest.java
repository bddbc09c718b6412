package io.bidder.bidder.notice;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.bidder.bidder.json.Utf8Buffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever text stands where a token belongs: it is believed only if it was signed so. */
class TokenFuzzTest {
  private static final long NOW = 1_800_000_000_000L;
  private static final KeyRing RING = KeyRing.of(List.of(new byte[32]));
  private static final String SIGNED = signed();

  private final TokenReader reader = new TokenReader(() -> RING);

  private static String signed() {
    TokenWriter writer = new TokenWriter(() -> RING);
    writer.begin(
        1,
        2,
        NOW,
        "acme",
        "shop",
        "spring",
        "ad",
        1_500_000,
        "EUR",
        "m1",
        0.1f,
        0.01f,
        new byte[16]);
    Utf8Buffer out = new Utf8Buffer(512);
    writer.write(TokenKind.WIN, out);
    return new String(out.bytes(), 0, out.length(), StandardCharsets.US_ASCII);
  }

  static Stream<Arguments> seeds() {
    return Stream.of(SIGNED, SIGNED.substring(1), SIGNED + "A", "", "AQ", "A".repeat(5000))
        .map(text -> Arguments.of((Object) text.getBytes(StandardCharsets.US_ASCII)));
  }

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "2m")
  void anyText(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    for (TokenKind kind : TokenKind.values()) {
      boolean isBelieved = reader.read(text, kind, NOW, 1_000) instanceof Token;
      if (isBelieved != (kind == TokenKind.WIN && text.equals(SIGNED))) {
        throw new AssertionError(kind + " " + text);
      }
    }
  }
}
