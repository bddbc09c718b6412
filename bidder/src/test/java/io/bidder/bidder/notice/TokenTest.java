package io.bidder.bidder.notice;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.bidder.json.Utf8Buffer;
import io.bidder.bidder.notice.TokenReading.Refusal;
import io.bidder.eventlog.event.BidId;
import io.bidder.eventlog.event.Subject;
import io.bidder.settings.InvalidInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenTest {
  private static final long NOW = 1_800_000_000_000L;
  private static final long LIFE = 3_600_000;
  private static final byte[] SECRET = new byte[32];
  private static final byte[] OTHER =
      "another secret of more than 64 bytes ".repeat(3).getBytes(UTF_8);

  private final AtomicReference<KeyRing> ring = new AtomicReference<>(KeyRing.of(List.of(SECRET)));
  private final TokenWriter writer = new TokenWriter(ring::get);
  private final TokenReader reader = new TokenReader(ring::get);

  private static Token token(Random random) {
    return new Token(
        new BidId(random.nextLong(), random.nextLong()),
        NOW - random.nextInt((int) LIFE),
        new Subject(
            text(random),
            text(random),
            text(random),
            text(random),
            random.nextLong() >>> random.nextInt(1, 64),
            text(random),
            text(random),
            HexFormat.of().formatHex(new byte[random.nextInt(3) * 16]),
            random.nextFloat(),
            random.nextFloat()));
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(random.nextInt(10) == 0 ? 300 : 12); i > 0; i--) {
      text.appendCodePoint(
          random.nextInt(5) == 0 ? 0x1F400 + random.nextInt(50) : 'a' + random.nextInt(26));
    }
    return text.toString();
  }

  private String write(Token token, TokenKind kind) {
    Subject of = token.subject();
    writer.begin(
        token.bidId().high(),
        token.bidId().low(),
        token.bidEpochMillis(),
        of.exchange(),
        of.advertiserId(),
        of.campaignId(),
        of.creativeId(),
        of.bidCpmMicros(),
        of.currency(),
        of.modelVersion(),
        of.pCtr(),
        of.pCtcvr(),
        HexFormat.of().parseHex(of.person()));
    Utf8Buffer out = new Utf8Buffer(16);
    writer.write(kind, out);
    return out.toString();
  }

  private TokenReading read(String text, TokenKind kind) {
    return reader.read(text, kind, NOW, LIFE);
  }

  @Test
  void readShouldGiveWhatWasWrittenForThatUseOnly() {
    Random random = new Random(1);
    for (int i = 0; i < 2_000; i++) {
      Token token = token(random);
      for (TokenKind kind : TokenKind.values()) {
        String text = write(token, kind);
        assertTrue(text.matches("[A-Za-z0-9_-]+"), text);
        for (TokenKind use : TokenKind.values()) {
          assertEquals(use == kind ? token : Refusal.FORGED, read(text, use));
        }
      }
    }
  }

  @Test
  void readShouldRefuseWhenAnythingWasAltered() {
    Random random = new Random(2);
    for (int i = 0; i < 20_000; i++) {
      String text = write(token(random), TokenKind.WIN);
      char[] altered = text.toCharArray();
      int at = random.nextInt(altered.length);
      char other = "ABCabc019-_.=% ".charAt(random.nextInt(15));
      if (altered[at] != other) {
        altered[at] = other;
        assertInstanceOf(Refusal.class, read(new String(altered), TokenKind.WIN));
      }
      assertInstanceOf(
          Refusal.class, read(text.substring(0, random.nextInt(text.length())), TokenKind.WIN));
      byte[] garbage = new byte[random.nextInt(300)];
      random.nextBytes(garbage);
      assertInstanceOf(
          Refusal.class,
          read(Base64.getUrlEncoder().withoutPadding().encodeToString(garbage), TokenKind.WIN));
    }
  }

  @Test
  void readShouldRefuseWhenTheTokenIsOlderThanItsLife() {
    Token token = token(new Random(3));
    String text = write(token, TokenKind.CLICK);
    long last = token.bidEpochMillis() + LIFE;
    assertEquals(token, reader.read(text, TokenKind.CLICK, last, LIFE));
    assertEquals(Refusal.EXPIRED, reader.read(text, TokenKind.CLICK, last + 1, LIFE));
  }

  @Test
  void readShouldRefuseEveryTokenWhenAllAreOlderThanTheirLife() {
    Random random = new Random(6);
    List<TokenKind> kinds = List.of(TokenKind.values());
    for (int i = 0; i < 20_000; i++) {
      Token token = token(random);
      TokenKind kind = kinds.get(random.nextInt(kinds.size()));
      long late = 1 + (random.nextLong() >>> random.nextInt(24, 64));
      assertEquals(
          Refusal.EXPIRED,
          reader.read(write(token, kind), kind, token.bidEpochMillis() + LIFE + late, LIFE));
    }
  }

  @Test
  void readShouldBelieveOldKeysAndOnlyThoseOfTheRingWhenKeysChange() {
    Token token = token(new Random(4));
    String before = write(token, TokenKind.WIN);
    ring.set(KeyRing.of(List.of(OTHER, SECRET)));
    String after = write(token, TokenKind.WIN);
    assertEquals(token, read(before, TokenKind.WIN));
    assertEquals(token, read(after, TokenKind.WIN));
    ring.set(KeyRing.of(List.of(OTHER)));
    assertEquals(Refusal.UNKNOWN_KEY, read(before, TokenKind.WIN));
    assertEquals(token, read(after, TokenKind.WIN));
  }

  @Test
  void signShouldBeHmacSha256() throws Exception {
    Random random = new Random(5);
    for (int i = 0; i < 500; i++) {
      byte[] secret = new byte[random.nextInt(32, 150)];
      random.nextBytes(secret);
      byte[] bytes = new byte[random.nextInt(200)];
      random.nextBytes(bytes);
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      mac.update((byte) 'l');
      assertEquals(
          HexFormat.of().formatHex(mac.doFinal(bytes)),
          HexFormat.of()
              .formatHex(
                  Arrays.copyOf(new TokenSignature(secret).sign('l', bytes, bytes.length), 32)));
    }
  }

  @Test
  void readOrMakeShouldKeepTheKeyItMadeToItself(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("events/keys");
    ring.set(KeyRing.readOrMake(file));
    String text = write(token(new Random(6)), TokenKind.WIN);
    ring.set(KeyRing.readOrMake(file));
    assertInstanceOf(Token.class, read(text, TokenKind.WIN));
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
  }

  @Test
  void readShouldNameTheLineAndNotTheSecretWhenItIsNoKey(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("keys");
    Files.writeString(file, "# mine\n" + "ab".repeat(32) + "\ndeadbeef\n");
    assertEquals(
        file + ":3: no key, expected at least 64 hexadecimal digits",
        assertThrows(InvalidInputException.class, () -> KeyRing.read(file)).getMessage());
    Files.writeString(file, "# none\n");
    assertEquals(
        file + ": 0 keys, expected 1 to 16, a line each",
        assertThrows(InvalidInputException.class, () -> KeyRing.read(file)).getMessage());
  }
}
