package io.bidder.modelstore.schema;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The encoding as its documentation words it, with boxed values and big integers: an oracle for
 * tests.
 */
final class SlowEncoder {
  private final FeatureSchema schema;

  /** The values that were put, by canonical source, in order. */
  private final Map<String, List<Object>> values;

  SlowEncoder(FeatureSchema schema, Map<String, List<Object>> values) {
    this.schema = schema;
    this.values = values;
  }

  List<Integer> ids(Feature feature) {
    return switch (feature) {
      case Feature.Categorical single -> List.of(id(code(single), single.buckets()));
      case Feature.Cross cross -> List.of(id(code(cross), cross.buckets()));
      case Feature.Bucketised cut -> List.of((int) code(cut));
      case Feature.Bag bag -> {
        List<Integer> ids = new ArrayList<>();
        for (String text : texts(bag.source())) {
          if (ids.size() < bag.maxValues()) {
            ids.add(id(hash(text), bag.buckets()));
          }
        }
        if (ids.isEmpty()) {
          ids.add(0);
        }
        while (ids.size() < bag.maxValues()) {
          ids.add(-1);
        }
        yield ids;
      }
      case Feature.Numeric numeric -> throw new IllegalArgumentException(numeric.name());
    };
  }

  float number(Feature.Numeric feature) {
    Double number = firstNumber(feature.source());
    if (number.isNaN()) {
      return (float) feature.missing();
    }
    double transformed =
        feature.transform() == Transform.LOG1P
            ? Math.signum(number) * Math.log1p(Math.abs(number))
            : number;
    double standardised = (transformed - feature.mean()) / feature.standardDeviation();
    return (float) Math.max(-feature.clip(), Math.min(feature.clip(), standardised));
  }

  private long code(Feature feature) {
    return switch (feature) {
      case Feature.Categorical single ->
          texts(single.source()).isEmpty() ? 0 : hash(texts(single.source()).getFirst());
      case Feature.Bucketised cut -> {
        Double number = firstNumber(cut.source());
        yield number.isNaN()
            ? 0
            : 1 + cut.boundaries().stream().filter(boundary -> boundary <= number).count();
      }
      case Feature.Cross cross -> {
        long first = code(named(cross.first()));
        long second = code(named(cross.second()));
        byte[] pair =
            ByteBuffer.allocate(16)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(first)
                .putLong(second)
                .array();
        yield first == 0 && second == 0 ? 0 : XxHash64.hash(pair, 0, 16);
      }
      default -> throw new IllegalArgumentException(feature.name());
    };
  }

  private Feature named(String name) {
    return schema.features().stream()
        .filter(feature -> feature.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private List<String> texts(String source) {
    List<String> texts = new ArrayList<>();
    for (Object value : values.getOrDefault(SourcePaths.canonical(source), List.of())) {
      String text = text(value);
      if (!text.isEmpty()) {
        texts.add(text);
      }
    }
    return texts;
  }

  private static String text(Object value) {
    if (value instanceof Double number) {
      if (!Double.isFinite(number)) {
        return "";
      }
      if (number == Math.rint(number) && Math.abs(number) < 0x1p63) {
        return new BigDecimal(number).toBigInteger().toString();
      }
      String plain = new BigDecimal(Double.toString(number)).stripTrailingZeros().toPlainString();
      return plain.replaceAll("[^0-9]", "").length() <= 15 ? plain : Double.toString(number);
    }
    return value.toString();
  }

  private Double firstNumber(String source) {
    List<String> texts = texts(source);
    if (texts.isEmpty()) {
      return Double.NaN;
    }
    try {
      String text = texts.getFirst().replaceAll("^ +| +$", "");
      return text.matches("[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?")
              && Double.isFinite(Double.parseDouble(text))
          ? Double.valueOf(text)
          : Double.NaN;
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  private static long hash(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return XxHash64.hash(bytes, 0, bytes.length);
  }

  private static int id(long code, int buckets) {
    if (code == 0) {
      return 0;
    }
    return new BigInteger(Long.toUnsignedString(code))
        .multiply(BigInteger.valueOf(buckets))
        .shiftRight(64)
        .add(BigInteger.ONE)
        .intValueExact();
  }
}
