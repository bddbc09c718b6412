package io.bidder.trainer.log;

import io.bidder.modelstore.schema.EncodedRows;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.function.Executable;

/** Small logs for tests. */
final class Logs {
  private Logs() {}

  static Path write(Path directory, String name, String text) {
    try {
      return Files.writeString(directory.resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  /** The message of the {@link InvalidLogException} that the action ends with. */
  static String problem(Executable action) {
    return message(InvalidLogException.class, action);
  }

  static String message(Class<? extends Exception> type, Executable action) {
    return String.valueOf(Assertions.assertThrows(type, action).getMessage());
  }

  /** One encoded row with its labels, for comparison. */
  record Row(
      List<Integer> ids,
      List<Float> numerics,
      float click,
      float conversion,
      float weight,
      double value,
      long timestampMillis) {}

  static List<Row> rows(EncodedLog log) {
    int count = Math.toIntExact(log.rows());
    EncodedRows encoded = new EncodedRows(log.featureSchema(), count);
    Labels labels = new Labels(count);
    log.read(0, count, encoded, labels);
    List<Row> rows = new ArrayList<>();
    for (int row = 0; row < count; row++) {
      int slot = row * encoded.slotCount();
      List<Integer> ids =
          Arrays.stream(encoded.ids(), slot, slot + encoded.slotCount()).boxed().toList();
      List<Float> numerics = new ArrayList<>();
      for (int i = 0; i < encoded.numericCount(); i++) {
        numerics.add(encoded.numerics()[row * encoded.numericCount() + i]);
      }
      rows.add(
          new Row(
              ids,
              numerics,
              labels.click()[row],
              labels.conversion()[row],
              labels.weight()[row],
              labels.value()[row],
              labels.timestampMillis()[row]));
    }
    return rows;
  }
}
