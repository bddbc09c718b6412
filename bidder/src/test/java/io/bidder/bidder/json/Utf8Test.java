package io.bidder.bidder.json;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.bidder.modelstore.testing.Cases;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class Utf8Test {
  @Test
  void everySequenceOfThreeBytesShouldBeJudgedAsTheDecoderDoes() {
    byte[] bytes = new byte[3];
    for (int lead = 0x78; lead < 0x100; lead++) {
      for (int second = 0; second < 0x100; second++) {
        for (int third = 0x70; third < 0x100; third += 0x10) {
          bytes[0] = (byte) lead;
          bytes[1] = (byte) second;
          bytes[2] = (byte) third;
          assertEquals(isUtf8(bytes), Utf8.firstInvalid(bytes, 0, 3) == Utf8.VALID);
        }
      }
    }
  }

  @Test
  void textShouldBeValidUntilAByteOfItIsBroken() {
    Cases.forAll(
        44,
        1000,
        draw -> {
          String text = draw.text(255);
          byte[] after = draw.bytes(40);

          byte[] head = text.getBytes(StandardCharsets.UTF_8);
          assertEquals(Utf8.VALID, Utf8.firstInvalid(head, 0, head.length));
          byte[] all = new byte[head.length + after.length];
          System.arraycopy(head, 0, all, 0, head.length);
          System.arraycopy(after, 0, all, head.length, after.length);
          assertEquals(isUtf8(all), Utf8.firstInvalid(all, 0, all.length) == Utf8.VALID);
        });
  }

  private static boolean isUtf8(byte[] bytes) {
    CharBuffer chars = CharBuffer.allocate(bytes.length);
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    return decoder.decode(ByteBuffer.wrap(bytes), chars, true).isUnderflow();
  }
}
