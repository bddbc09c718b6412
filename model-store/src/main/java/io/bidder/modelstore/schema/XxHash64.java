package io.bidder.modelstore.schema;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The 64-bit xxHash (XXH64, seed 0) of a value's UTF-8 bytes, and how a hash becomes an id. This is
 * a format: manifests name it {@value FeatureSchema#XXH64}, and a model's embedding rows are found
 * through it, so it never changes.
 *
 * <ul>
 *   <li>A value's hash is XXH64 with seed 0 over the UTF-8 bytes of its text; 0, which stands for
 *       "no value", is replaced by 1.
 *   <li>Its id in a table of {@code buckets} values is {@code 1 + floor(hash * buckets / 2^64)},
 *       the hash taken as unsigned; id 0 is the missing value.
 *   <li>The hash of a cross is that of the 16 bytes of its two operands' codes, each little-endian,
 *       the first operand first (see {@link FeatureEncoder}).
 * </ul>
 *
 * @see <a href="https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md">xxHash
 *     specification</a>
 */
public final class XxHash64 {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long PRIME_1 = 0x9E3779B185EBCA87L;
  private static final long PRIME_1_PLUS_2 = 0x60EA27EEADC0B5D6L;
  private static final long PRIME_2 = 0xC2B2AE3D27D4EB4FL;
  private static final long PRIME_3 = 0x165667B19E3779F9L;
  private static final long PRIME_4 = 0x85EBCA77C2B2AE63L;
  private static final long PRIME_5 = 0x27D4EB2F165667C5L;

  private static final int STRIPE_BYTES = 32;

  private XxHash64() {}

  /** The hash of {@code length} bytes from {@code from}: plain XXH64 with seed 0. */
  public static long hash(byte[] bytes, int from, int length) {
    int at = from;
    int end = from + length;
    long hash;
    if (length >= STRIPE_BYTES) {
      long lane1 = PRIME_1_PLUS_2;
      long lane2 = PRIME_2;
      long lane3 = 0;
      long lane4 = -PRIME_1;
      for (int last = end - STRIPE_BYTES; at <= last; at += STRIPE_BYTES) {
        lane1 = round(lane1, (long) LONGS.get(bytes, at));
        lane2 = round(lane2, (long) LONGS.get(bytes, at + 8));
        lane3 = round(lane3, (long) LONGS.get(bytes, at + 16));
        lane4 = round(lane4, (long) LONGS.get(bytes, at + 24));
      }
      hash =
          Long.rotateLeft(lane1, 1)
              + Long.rotateLeft(lane2, 7)
              + Long.rotateLeft(lane3, 12)
              + Long.rotateLeft(lane4, 18);
      hash = merge(hash, lane1);
      hash = merge(hash, lane2);
      hash = merge(hash, lane3);
      hash = merge(hash, lane4);
    } else {
      hash = PRIME_5;
    }
    hash += length;
    for (; at <= end - 8; at += 8) {
      hash = mixLong(hash, (long) LONGS.get(bytes, at));
    }
    if (at <= end - 4) {
      hash ^= ((int) INTS.get(bytes, at) & 0xFFFFFFFFL) * PRIME_1;
      hash = Long.rotateLeft(hash, 23) * PRIME_2 + PRIME_3;
      at += 4;
    }
    for (; at < end; at++) {
      hash ^= (bytes[at] & 0xFF) * PRIME_5;
      hash = Long.rotateLeft(hash, 11) * PRIME_1;
    }
    return avalanche(hash);
  }

  /** The hash of the 16 bytes of two little-endian longs. */
  public static long hash(long first, long second) {
    return avalanche(mixLong(mixLong(PRIME_5 + 16, first), second));
  }

  /** The hash of a non-empty value: {@link #hash(byte[], int, int)} with 0 replaced by 1. */
  static long valueHash(byte[] utf8, int from, int length) {
    return nonZero(hash(utf8, from, length));
  }

  static long nonZero(long hash) {
    return hash == 0 ? 1 : hash;
  }

  /** The id, 1 to {@code buckets}, of a value's hash. */
  public static int bucketId(long hash, int buckets) {
    return 1 + (int) Math.unsignedMultiplyHigh(hash, buckets);
  }

  private static long round(long lane, long input) {
    return Long.rotateLeft(lane + input * PRIME_2, 31) * PRIME_1;
  }

  private static long merge(long hash, long lane) {
    return (hash ^ round(0, lane)) * PRIME_1 + PRIME_4;
  }

  private static long mixLong(long hash, long input) {
    return Long.rotateLeft(hash ^ round(0, input), 27) * PRIME_1 + PRIME_4;
  }

  private static long avalanche(long hash) {
    long mixed = (hash ^ (hash >>> 33)) * PRIME_2;
    mixed = (mixed ^ (mixed >>> 29)) * PRIME_3;
    return mixed ^ (mixed >>> 32);
  }
}
