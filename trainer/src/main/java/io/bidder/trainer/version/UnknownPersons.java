package io.bidder.trainer.version;

import io.bidder.modelstore.schema.EncodedRows;
import io.bidder.modelstore.schema.FeatureSchema;
import io.bidder.modelstore.schema.PersonalFeatures;
import io.bidder.trainer.learning.RowSource;
import org.jspecify.annotations.Nullable;

/** Rows as they were if nobody in them were known. Thread-safe. */
public final class UnknownPersons implements RowSource {
  private final RowSource rows;
  private final PersonalFeatures person;

  private UnknownPersons(RowSource rows, PersonalFeatures person) {
    this.rows = rows;
    this.person = person;
  }

  /** The same rows without a schema's personal features; null if that is nothing. */
  public static @Nullable RowSource of(RowSource rows, FeatureSchema schema) {
    return PersonalFeatures.of(schema).map(person -> new UnknownPersons(rows, person)).orElse(null);
  }

  @Override
  public long rows() {
    return rows.rows();
  }

  @Override
  public void read(
      long from, int count, EncodedRows into, float[] click, float[] conversion, float[] weight) {
    rows.read(from, count, into, click, conversion, weight);
    for (int row = 0; row < count; row++) {
      person.forget(into, row);
    }
  }

  @Override
  public String describe(long row) {
    return rows.describe(row);
  }
}
