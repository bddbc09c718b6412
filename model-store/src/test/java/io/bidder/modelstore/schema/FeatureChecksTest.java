package io.bidder.modelstore.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class FeatureChecksTest {
  private static final Feature A = new Feature.Categorical("a", "site.domain", Side.REQUEST, 10);
  private static final Feature C = new Feature.Categorical("c", "creative.id", Side.CANDIDATE, 10);
  private static final Feature BAG =
      new Feature.Bag("bag", "user.tags", Side.REQUEST, 10, 3, Pooling.MEAN);
  private static final Feature NUMBER =
      new Feature.Numeric("n", "x", Side.REQUEST, Transform.IDENTITY, 0, 1, 5, 0);

  @Test
  void featureShouldBeRefusedWhenAFieldIsUnusable() {
    assertMessage(
        "feature name ' ': expected a non-blank name",
        () -> new Feature.Categorical(" ", "s", Side.REQUEST, 1));
    assertMessage(
        "feature 'a': source is '', expected a dotted path such as site.domain",
        () -> new Feature.Categorical("a", "", Side.REQUEST, 1));
    assertMessage(
        "feature 'a': buckets is 0, expected 1 to 1073741824",
        () -> new Feature.Categorical("a", "s", Side.REQUEST, 0));
    assertMessage(
        "feature 'a': buckets is 1073741825, expected 1 to 1073741824",
        () -> new Feature.Bag("a", "s", Side.REQUEST, (1 << 30) + 1, 3, Pooling.SUM));
    assertMessage(
        "feature 'a': maxValues is 0, expected 1 to 4096",
        () -> new Feature.Bag("a", "s", Side.REQUEST, 3, 0, Pooling.SUM));
    assertMessage(
        "feature 'x': buckets is -1, expected 1 to 1073741824",
        () -> new Feature.Cross("x", "a", "c", Side.CANDIDATE, -1));
    assertMessage(
        "feature 'b': boundaries[1] is 2.0, expected more than boundaries[0] = 2.0",
        () -> new Feature.Bucketised("b", "s", Side.REQUEST, List.of(2.0, 2.0)));
    assertMessage(
        "feature 'b': boundaries[0] is NaN, expected a finite number",
        () -> new Feature.Bucketised("b", "s", Side.REQUEST, List.of(Double.NaN)));
    assertMessage(
        "feature 'n': standardDeviation is 0.0, expected a finite number above 0",
        () -> new Feature.Numeric("n", "s", Side.REQUEST, Transform.IDENTITY, 0, 0, 5, 0));
    assertMessage(
        "feature 'n': clip is -1.0, expected a finite number above 0",
        () -> new Feature.Numeric("n", "s", Side.REQUEST, Transform.IDENTITY, 0, 1, -1, 0));
    assertMessage(
        "feature 'n': mean is Infinity, expected a finite number",
        () ->
            new Feature.Numeric(
                "n", "s", Side.REQUEST, Transform.LOG1P, Double.POSITIVE_INFINITY, 1, 5, 0));
  }

  @Test
  void schemaShouldBeRefusedWhenFeaturesDoNotFitTogether() {
    assertMessage(
        "feature name 'a' comes twice: expected unique names",
        () -> FeatureSchema.of(List.of(A, A)));
    assertMessage(
        "feature 'x': first is 'a', expected a feature declared before the cross",
        () -> FeatureSchema.of(List.of(C, cross("a", "c", Side.CANDIDATE), A)));
    assertMessage(
        "feature 'x': second is bag 'bag', expected a single-valued feature",
        () -> FeatureSchema.of(List.of(A, BAG, cross("a", "bag", Side.REQUEST))));
    assertMessage(
        "feature 'x': second is numeric 'n', expected a categorical, bucketised or crossed feature",
        () -> FeatureSchema.of(List.of(A, NUMBER, cross("a", "n", Side.REQUEST))));
    assertMessage(
        "feature 'x': side is REQUEST, expected CANDIDATE, the later side of the two",
        () -> FeatureSchema.of(List.of(A, C, cross("a", "c", Side.REQUEST))));
    assertMessage("hash is 'md5', expected 'xxh64'", () -> new FeatureSchema("md5", List.of(A)));
  }

  @Test
  void sourcesShouldBeCanonicalAndOnceEachWhenFeaturesShareThem() {
    FeatureSchema schema =
        FeatureSchema.of(
            List.of(
                new Feature.Categorical("old", "user.ext.consent", Side.REQUEST, 4),
                A,
                new Feature.Categorical("new", "user.consent", Side.REQUEST, 4)));

    assertEquals(List.of("user.consent", "site.domain"), schema.sources());
  }

  private static Feature cross(String first, String second, Side side) {
    return new Feature.Cross("x", first, second, side, 10);
  }

  private static void assertMessage(String expected, Executable action) {
    assertEquals(expected, assertThrows(IllegalArgumentException.class, action).getMessage());
  }
}
