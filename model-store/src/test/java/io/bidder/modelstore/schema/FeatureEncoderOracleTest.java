package io.bidder.modelstore.schema;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.bidder.modelstore.testing.Cases;
import io.bidder.modelstore.testing.Draw;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The encoder against {@link SlowEncoder}, which follows the format's words without any of its
 * tricks.
 */
class FeatureEncoderOracleTest {
  private static final String[] SOURCES = {
    "a", "b.c", "user.ext.eids", "user.eids", "d", "campaign.x", "creative.y"
  };

  /** One put: a text, a long or a double for a source. */
  record Put(String source, Object value) {}

  @Test
  void encodedRowShouldBeThePlainOnes() {
    Cases.forAll(
        20261123,
        1000,
        draw -> {
          FeatureSchema schema = schema(draw);
          List<Put> puts = puts(draw);

          RawValues raw = raw(schema, puts);
          Map<String, List<Object>> values = new HashMap<>();
          for (Put put : puts) {
            values
                .computeIfAbsent(SourcePaths.canonical(put.source()), name -> new ArrayList<>())
                .add(put.value());
          }
          EncodedRows rows = new EncodedRows(schema, 2);
          new FeatureEncoder(schema).encode(raw, rows, 1);

          SlowEncoder slow = new SlowEncoder(schema, values);
          int slot = rows.slotCount();
          int column = rows.numericCount();
          for (Feature feature : schema.features()) {
            if (feature instanceof Feature.Numeric numeric) {
              assertEquals(slow.number(numeric), rows.numerics()[column++], feature.name());
            } else {
              for (int id : slow.ids(feature)) {
                assertEquals(id, rows.ids()[slot++], feature.name());
              }
            }
          }
          assertEquals(2 * rows.slotCount(), slot);
          assertEquals(2 * rows.numericCount(), column);
        });
  }

  @Test
  void adsFeaturesShouldHoldForAnyOtherRequest() {
    Cases.forAll(
        20261123,
        1000,
        draw -> {
          FeatureSchema schema = schema(draw);
          List<Put> puts = puts(draw);
          List<Put> otherPuts = puts(draw);

          List<Put> ofAd = puts.stream().filter(FeatureEncoderOracleTest::isOfAd).toList();
          List<Put> withOtherRequest = new ArrayList<>(ofAd);
          otherPuts.stream().filter(put -> !isOfAd(put)).forEach(withOtherRequest::add);
          RawValues other = raw(schema, withOtherRequest);
          FeatureEncoder encoder = new FeatureEncoder(schema);
          EncodedRows whole = new EncodedRows(schema, 1);
          encoder.encode(other, whole, 0);

          EncodedRows parts = new EncodedRows(schema, 1);
          encoder.encodeAd(raw(schema, puts), parts, 0);
          encoder.encodeRequest(other, parts, 0);
          if (encoder.hasMixed()) {
            encoder.encodeMixed(other, parts, 0);
          }
          assertArrayEquals(whole.ids(), parts.ids());
          assertArrayEquals(whole.numerics(), parts.numerics());
        });
  }

  private static boolean isOfAd(Put put) {
    return SourcePaths.isOfCandidate(put.source());
  }

  private static RawValues raw(FeatureSchema schema, List<Put> puts) {
    RawValues raw = new RawValues(schema);
    for (Put put : puts) {
      int source = raw.source(put.source());
      switch (put.value()) {
        case Long number -> raw.putLong(source, number);
        case Double number -> raw.putDouble(source, number);
        default -> raw.putText(source, (String) put.value());
      }
    }
    return raw;
  }

  private static List<Put> puts(Draw draw) {
    return draw.list(0, 12, () -> new Put(draw.oneOf(SOURCES), value(draw)));
  }

  private static Object value(Draw draw) {
    return switch (draw.intBetween(0, 5)) {
      case 0 -> draw.anyLong();
      case 1 -> draw.longBetween(-3, 3);
      case 2 -> draw.longBetween(-100_000_000, 100_000_000) / 1e3;
      case 3 -> draw.anyDouble();
      case 4 -> draw.text(40);
      default -> draw.oneOf("", "4", "4.0", "-1.5e2", "null", "é");
    };
  }

  private static FeatureSchema schema(Draw draw) {
    return schema(draw.list(1, 8, () -> draw.intBetween(0, 1 << 20)));
  }

  /** A schema with one feature for each seed; crosses are of the single-valued ones before them. */
  private static FeatureSchema schema(List<Integer> seeds) {
    List<Feature> features = new ArrayList<>();
    List<Feature> singles = new ArrayList<>();
    for (int i = 0; i < seeds.size(); i++) {
      int seed = seeds.get(i);
      String name = "f" + i;
      String source = SOURCES[seed % SOURCES.length];
      Side side = (seed / 5) % 2 == 0 ? Side.REQUEST : Side.CANDIDATE;
      int buckets = 1 + (seed / 50) % 2000;
      Feature feature =
          switch ((seed / 10) % 5) {
            case 0 -> new Feature.Categorical(name, source, side, buckets);
            case 1 -> new Feature.Bag(name, source, side, buckets, 1 + seed % 4, Pooling.SUM);
            case 2 ->
                new Feature.Bucketised(
                    name, source, side, seed % 3 == 0 ? List.of() : List.of(-10.0, 0.0, 2.5));
            case 3 ->
                new Feature.Numeric(
                    name,
                    source,
                    side,
                    seed % 2 == 0 ? Transform.LOG1P : Transform.IDENTITY,
                    seed % 7,
                    1 + seed % 11,
                    1 + seed % 13,
                    0.25);
            default -> cross(name, singles, seed, buckets);
          };
      features.add(feature);
      if (!(feature instanceof Feature.Bag) && !(feature instanceof Feature.Numeric)) {
        singles.add(feature);
      }
    }
    return FeatureSchema.of(features);
  }

  private static Feature cross(String name, List<Feature> singles, int seed, int buckets) {
    if (singles.isEmpty()) {
      return new Feature.Categorical(name, "a", Side.REQUEST, buckets);
    }
    Feature first = singles.get(seed % singles.size());
    Feature second = singles.get((seed / 7) % singles.size());
    Side side =
        first.side() == Side.CANDIDATE || second.side() == Side.CANDIDATE
            ? Side.CANDIDATE
            : Side.REQUEST;
    return new Feature.Cross(name, first.name(), second.name(), side, buckets);
  }
}
