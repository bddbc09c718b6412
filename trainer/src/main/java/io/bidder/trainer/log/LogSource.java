package io.bidder.trainer.log;

import io.bidder.modelstore.schema.Feature;
import io.bidder.modelstore.schema.Side;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A source that features of a log read: a request field, an attribute of a campaign or creative, or
 * a derived time.
 *
 * @param path in its OpenRTB 2.6 position
 * @param column the log's column, or null for time derived from the timestamp
 * @param side candidate only if no request-side feature reads it
 * @param readAsText whether some feature reads the value's text, so that {@code 2} and {@code 2.0}
 *     differ; otherwise only its number counts
 */
public record LogSource(String path, @Nullable String column, Side side, boolean readAsText) {
  static LogSource of(String path, List<FeatureSpec> readers) {
    boolean text =
        readers.stream()
            .map(FeatureSpec::draft)
            .anyMatch(feature ->
                feature instanceof Feature.Categorical || feature instanceof Feature.Bag);
    boolean request = readers.stream().anyMatch(spec -> spec.draft().side() == Side.REQUEST);
    return new LogSource(
        path, readers.getFirst().column(), request ? Side.REQUEST : Side.CANDIDATE, text);
  }
}
