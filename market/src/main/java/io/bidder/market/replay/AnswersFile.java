package io.bidder.market.replay;

import io.bidder.market.load.HttpAnswer;
import io.bidder.market.load.RoundTrip;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Answers as JSON lines, in the order in which they came, gzipped where the name ends in {@code
 * .gz}. One thread's.
 */
final class AnswersFile implements Closeable {
  private static final int BUFFER_BYTES = 1 << 16;

  private final OutputStream out;

  AnswersFile(Path file) throws IOException {
    out = open(file);
  }

  /** Opens a file for writing, gzipped where its name says so. */
  static OutputStream open(Path file) throws IOException {
    OutputStream plain = new BufferedOutputStream(Files.newOutputStream(file), BUFFER_BYTES);
    return file.toString().toLowerCase(Locale.ROOT).endsWith(".gz")
        ? new GZIPOutputStream(plain, BUFFER_BYTES)
        : plain;
  }

  /** Writes a line; status 0 where there was no answer. */
  void write(RecordedRequest request, RoundTrip trip, AnswerCheck.Verdict verdict)
      throws IOException {
    HttpAnswer answer = trip.answer();
    ObjectNode line = JsonMapper.shared().createObjectNode();
    line.put("file", request.name());
    line.put("status", answer == null ? 0 : answer.status());
    line.put("answer", verdict.kind().name().toLowerCase(Locale.ROOT));
    line.put("reason", verdict.reason().isEmpty() ? null : verdict.reason());
    line.put("late", trip.late());
    line.put("latencyMicros", trip.latencyNs() / 1000);
    line.set("body", answer == null ? null : body(answer.body()));
    out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /** JSON as it is, any other text as a string, nothing as null. */
  private static @Nullable JsonNode body(byte[] body) {
    if (body.length == 0) {
      return null;
    }
    try {
      return JsonMapper.shared().readTree(body);
    } catch (JacksonException e) {
      return JsonMapper.shared()
          .getNodeFactory()
          .stringNode(new String(body, StandardCharsets.UTF_8));
    }
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
