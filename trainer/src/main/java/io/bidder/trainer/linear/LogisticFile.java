package io.bidder.trainer.linear;

import io.bidder.modelstore.InvalidVersionException;
import io.bidder.modelstore.schema.FeatureSchema;
import io.bidder.modelstore.schema.Head;
import io.bidder.trainer.learning.SharedRows;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps the baseline regressions with a version, so that evaluating it sets the same regressions
 * beside it. Big-endian:
 *
 * <pre>
 *   heads (int) | for each head: id (UTF) | lambda (double) | count (int) | count doubles:
 *                                every feature's values in order, the numbers, the bias
 * </pre>
 */
public final class LogisticFile {
  public static final String FILE = "baseline.bin";

  private LogisticFile() {}

  /** Writes {@code regressions}, each value with the weight it uses. */
  public static void write(Path file, List<LogisticRegression> regressions) throws IOException {
    try (DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file), 1 << 16))) {
      out.writeInt(regressions.size());
      for (LogisticRegression regression : regressions) {
        out.writeUTF(regression.head().id());
        out.writeDouble(regression.lambda());
        double[] weights = regression.valueWeights();
        out.writeInt(weights.length);
        for (double weight : weights) {
          out.writeDouble(weight);
        }
      }
    }
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws InvalidVersionException if the file is not one for {@code schema}
   */
  public static List<LogisticRegression> read(Path file, FeatureSchema schema) throws IOException {
    LogisticRegression.Layout layout =
        new LogisticRegression.Layout(schema, SharedRows.none(schema));
    List<LogisticRegression> regressions = new ArrayList<>();
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16))) {
      int heads = in.readInt();
      for (int i = 0; i < heads; i++) {
        Head head = head(in.readUTF(), file);
        double lambda = in.readDouble();
        int count = in.readInt();
        if (count != layout.size()) {
          throw new InvalidVersionException(
              file
                  + ": "
                  + count
                  + " weights for head "
                  + head.id()
                  + ", expected the "
                  + layout.size()
                  + " of the manifest's schema");
        }
        double[] weights = new double[count];
        for (int w = 0; w < count; w++) {
          weights[w] = in.readDouble();
        }
        regressions.add(new LogisticRegression(head, lambda, layout, weights, new double[count]));
      }
    } catch (EOFException e) {
      throw new InvalidVersionException(file + ": ends before its last weight", e);
    }
    return regressions;
  }

  private static Head head(String id, Path file) {
    for (Head head : Head.values()) {
      if (head.id().equals(id)) {
        return head;
      }
    }
    throw new InvalidVersionException(file + ": head '" + id + "', expected ctr or cvr");
  }
}
