package io.bidder.modelstore.schema;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * The raw values of one row by source, as a {@link FeatureEncoder} reads them. Made once per owner
 * and reused: after construction, putting values allocates nothing (but for texts longer than any
 * before, and numbers of more than 15 digits, which are rare). Not thread-safe.
 *
 * <p>What is kept is a value's 64-bit hash, its number, or both, as the schema's features need;
 * never its text.
 *
 * <p>One value has one text, however it was put: {@code putLong(s, 4)}, {@code putDouble(s, 4.0)}
 * and {@code putText(s, "4")} are the same; {@code putText(s, "4.0")} is another text, though the
 * same number. The empty text is no value. A text that a numeric feature cannot read as a finite
 * decimal number is a missing number and counted. Features of one value read the first that was
 * put; values beyond the longest bag of a source are left out and counted.
 */
public final class RawValues implements ValueSink {
  private static final int INITIAL_SCRATCH_BYTES = 1024;
  private static final int HOURS_PER_DAY = 24;

  private final FeatureSchema schema;
  private final SourceLayout layout;
  private final int[] counts;
  private final long[] hashes;
  private final double[] numbers;
  private final int localHour;
  private final int localDayOfWeek;
  private final int localHourOfWeek;
  private byte[] scratch = new byte[INITIAL_SCRATCH_BYTES];
  private long unreadableNumbers;
  private long valuesLeftOut;

  public RawValues(FeatureSchema schema) {
    this.schema = schema;
    this.layout = new SourceLayout(schema);
    this.counts = new int[layout.size()];
    this.hashes = new long[layout.hashCount];
    this.numbers = new double[layout.numberCount];
    this.localHour = source(SourcePaths.LOCAL_HOUR);
    this.localDayOfWeek = source(SourcePaths.LOCAL_DAY_OF_WEEK);
    this.localHourOfWeek = source(SourcePaths.LOCAL_HOUR_OF_WEEK);
    clear();
  }

  /** The schema whose sources these are. */
  public FeatureSchema schema() {
    return schema;
  }

  /**
   * The source's index, or -1 where no feature reads it. OpenRTB 2.5 and 2.6 positions lead to the
   * same index.
   */
  public int source(String path) {
    return layout.indexOf(path);
  }

  /** Forgets every value. */
  public void clear() {
    Arrays.fill(counts, 0);
    Arrays.fill(hashes, 0);
    Arrays.fill(numbers, Double.NaN);
  }

  /**
   * Forgets the values of {@linkplain SourcePaths#isOfCandidate campaign and creative} that no
   * request-side feature reads. Those of a request are kept, whichever features read them.
   */
  public void clearCandidate() {
    for (int source : layout.candidateSources) {
      clear(source);
    }
  }

  /** Forgets the values of {@linkplain SourcePaths#isOfImp one impression}. */
  public void clearImp() {
    for (int source : layout.impSources) {
      clear(source);
    }
  }

  /**
   * Adds a value; nothing happens for the empty text or source -1. An unpaired surrogate counts as
   * {@code ?}.
   */
  @Override
  public void putText(int source, CharSequence text) {
    if (source < 0 || text.isEmpty()) {
      return;
    }
    if (counts[source] == layout.limits[source]) {
      valuesLeftOut++;
      return;
    }
    int length = text.length();
    reserve(length);
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        putUtf8(source, scratch, 0, Utf8.encode(text, scratch));
        return;
      }
      scratch[i] = (byte) c;
    }
    putUtf8(source, scratch, 0, length);
  }

  /** Adds the value whose UTF-8 bytes these are; nothing happens for no bytes or source -1. */
  public void putUtf8(int source, byte[] bytes, int from, int length) {
    if (source < 0 || length == 0) {
      return;
    }
    int position = nextPosition(source);
    if (position < 0) {
      return;
    }
    int hashFrom = layout.hashFrom[source];
    if (hashFrom >= 0) {
      hashes[hashFrom + position] = XxHash64.valueHash(bytes, from, length);
    }
    int numberAt = layout.numberAt[source];
    if (numberAt >= 0 && position == 0) {
      double number = Decimals.parse(bytes, from, length);
      numbers[numberAt] = number;
      if (Double.isNaN(number)) {
        unreadableNumbers++;
      }
    }
  }

  /** Adds a whole number; nothing happens for source -1. */
  @Override
  public void putLong(int source, long value) {
    if (source < 0) {
      return;
    }
    int position = nextPosition(source);
    if (position < 0) {
      return;
    }
    int hashFrom = layout.hashFrom[source];
    if (hashFrom >= 0) {
      int end = Decimals.MAX_LONG_BYTES;
      int start = Decimals.writeBefore(scratch, end, value);
      hashes[hashFrom + position] = XxHash64.valueHash(scratch, start, end - start);
    }
    int numberAt = layout.numberAt[source];
    if (numberAt >= 0 && position == 0) {
      numbers[numberAt] = value;
    }
  }

  /**
   * Adds a number; nothing happens for source -1. A number that is not finite is missing and
   * counted as unreadable.
   */
  @Override
  public void putDouble(int source, double value) {
    if (source < 0) {
      return;
    }
    if (!Double.isFinite(value)) {
      unreadableNumbers++;
      return;
    }
    // From 2^63 on a double is no long; what is below converts exactly when it is whole.
    if (value == Math.rint(value) && Math.abs(value) < 0x1p63) {
      putLong(source, (long) value);
      return;
    }
    int position = nextPosition(source);
    if (position < 0) {
      return;
    }
    int hashFrom = layout.hashFrom[source];
    if (hashFrom >= 0) {
      int start = Decimals.writeBefore(scratch, scratch.length, value);
      hashes[hashFrom + position] = XxHash64.valueHash(scratch, start, scratch.length - start);
    }
    int numberAt = layout.numberAt[source];
    if (numberAt >= 0 && position == 0) {
      numbers[numberAt] = value;
    }
  }

  /**
   * Sets the derived time sources that features read, replacing what they held.
   *
   * @param epochMillis the time of the request
   * @param utcOffsetMinutes the user's offset from UTC, as in OpenRTB's {@code geo.utcoffset}
   */
  @Override
  public void time(long epochMillis, int utcOffsetMinutes) {
    int hourOfWeek = LocalTime.hourOfWeek(epochMillis, utcOffsetMinutes);
    replace(localHour, hourOfWeek % HOURS_PER_DAY);
    replace(localDayOfWeek, hourOfWeek / HOURS_PER_DAY + 1);
    replace(localHourOfWeek, hourOfWeek);
  }

  /** Texts for a numeric feature that were no finite decimal number, since construction. */
  public long unreadableNumbers() {
    return unreadableNumbers;
  }

  /** Values beyond what a source's features can hold, since construction. */
  public long valuesLeftOut() {
    return valuesLeftOut;
  }

  /** Values that the source holds. */
  public int valueCount(int source) {
    return counts[source];
  }

  /**
   * The hash of the source's value at {@code position}, or 0 where there is none or no feature
   * reads its hash.
   */
  public long valueHash(int source, int position) {
    int hashFrom = layout.hashFrom[source];
    return hashFrom < 0 ? 0 : hashes[hashFrom + position];
  }

  /**
   * The source's first value as a number, or NaN where it has none or no feature reads its number.
   */
  public double number(int source) {
    int numberAt = layout.numberAt[source];
    return numberAt < 0 ? Double.NaN : numbers[numberAt];
  }

  /**
   * Bytes of the copy that {@link #copyTo} makes: the same for schemas that only differ in what a
   * log teaches, which is table sizes, boundaries, means and deviations.
   */
  public int copyBytes() {
    return 8 * (hashes.length + numbers.length);
  }

  /**
   * Writes the values, in native byte order, so that {@link #copyFrom} of raw values of this
   * schema, or of one as at {@link #copyBytes}, restores them.
   */
  public void copyTo(MemorySegment to, long offsetBytes) {
    MemorySegment.copy(hashes, 0, to, JAVA_LONG_UNALIGNED, offsetBytes, hashes.length);
    MemorySegment.copy(
        numbers, 0, to, JAVA_DOUBLE_UNALIGNED, offsetBytes + 8L * hashes.length, numbers.length);
  }

  /** Replaces the values by those that {@link #copyTo} wrote. */
  public void copyFrom(MemorySegment from, long offsetBytes) {
    MemorySegment.copy(from, JAVA_LONG_UNALIGNED, offsetBytes, hashes, 0, hashes.length);
    MemorySegment.copy(
        from, JAVA_DOUBLE_UNALIGNED, offsetBytes + 8L * hashes.length, numbers, 0, numbers.length);
    for (int source = 0; source < counts.length; source++) {
      int count = 0;
      int hashFrom = layout.hashFrom[source];
      if (hashFrom >= 0) {
        while (count < layout.limits[source] && hashes[hashFrom + count] != 0) {
          count++;
        }
      } else if (!Double.isNaN(number(source))) {
        count = 1;
      }
      counts[source] = count;
    }
  }

  private void clear(int source) {
    counts[source] = 0;
    int hashFrom = layout.hashFrom[source];
    if (hashFrom >= 0) {
      Arrays.fill(hashes, hashFrom, hashFrom + layout.limits[source], 0);
    }
    int numberAt = layout.numberAt[source];
    if (numberAt >= 0) {
      numbers[numberAt] = Double.NaN;
    }
  }

  private void replace(int source, long value) {
    if (source >= 0) {
      clear(source);
      putLong(source, value);
    }
  }

  /** Takes the next free position, or counts a value left out and returns -1. */
  private int nextPosition(int source) {
    int count = counts[source];
    if (count == layout.limits[source]) {
      valuesLeftOut++;
      return -1;
    }
    counts[source] = count + 1;
    return count;
  }

  private void reserve(int chars) {
    // Three bytes a char is the most that UTF-8 takes: a pair of surrogates takes four.
    long bytes = 3L * chars;
    if (bytes > scratch.length) {
      scratch = new byte[(int) Math.min(Integer.MAX_VALUE - 8, 2 * bytes)];
    }
  }
}
