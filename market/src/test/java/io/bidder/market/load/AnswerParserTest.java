package io.bidder.market.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnswerParserTest {
  private static final List<String> ANSWERS =
      List.of(
          answer("200 OK", "Content-Type: application/json", "content-length: 5", "") + "hello",
          answer("204 No Content", "x-bidder-nobid: NO_CAMPAIGN", ""),
          answer("200 OK", "transfer-encoding: chunked", "", "5", "hello", "3;x=y", "you", "0", ""),
          answer("400 Bad Request", "Content-Length: 0", "Connection: close", ""));
  private static final List<Integer> STATUSES = List.of(200, 204, 200, 400);
  private static final List<String> BODIES = List.of("hello", "", "helloyou", "");

  private static String answer(String... lines) {
    return "HTTP/1.1 " + String.join("\r\n", lines) + "\r\n";
  }

  @Test
  void parserShouldFindTheEndHoweverTheAnswerIsCut() {
    for (int pieceLength : new int[] {1, 2, 7, 1000}) {
      boolean keeps = pieceLength != 7;
      AnswerParser parser = new AnswerParser(keeps);
      for (int i = 0; i < ANSWERS.size(); i++) {
        byte[] bytes = ANSWERS.get(i).getBytes(StandardCharsets.US_ASCII);
        for (int from = 0; from < bytes.length; from += pieceLength) {
          int length = Math.min(pieceLength, bytes.length - from);
          ByteBuf piece = Unpooled.wrappedBuffer(bytes, from, length);
          assertEquals(from + length == bytes.length, parser.feed(piece), ANSWERS.get(i));
          assertFalse(piece.isReadable());
        }
        HttpAnswer answer = parser.answer();
        assertEquals(STATUSES.get(i), answer.status());
        assertEquals(
            keeps ? BODIES.get(i) : "", new String(answer.body(), StandardCharsets.US_ASCII));
        assertEquals(i == 3, parser.closes());
      }
    }
  }

  @Test
  void parserShouldRefuseWhatIsNoAnswer() {
    for (String text : List.of("hello, who is there?\n", "a".repeat(20_000))) {
      ByteBuf in = Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
      assertThrows(IllegalArgumentException.class, () -> new AnswerParser(false).feed(in));
    }
    assertTrue(
        new AnswerParser(false)
            .feed(Unpooled.copiedBuffer(ANSWERS.get(1), StandardCharsets.US_ASCII)));
  }
}
