package io.bidder.modelstore.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class XxHash64Test {

  @ParameterizedTest
  @CsvSource({
    "'', ef46db3751d8e999",
    "a, d24ec4f1a98c6e5b",
    "as, 1c330fb2d66be179",
    "asd, 631c37ce72a97393",
    "asdf, 415872f599cea71e",
    "abc, 44bc2cf5ad770999",
    "Nobody inspects the spammish repetition, fbcea83c8a378bf1",
    "Call me Ishmael. Some years ago--never mind how long precisely-, 02a2e85470d6fd96",
  })
  void hashShouldBeThePublishedOneWhenTextIsAKnownVector(String text, String expected) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);

    assertEquals(expected, String.format("%016x", XxHash64.hash(bytes, 0, bytes.length)));
  }

  @Test
  void hashShouldOnlySeeItsRangeWhenBytesLieInsideALargerArray() {
    byte[] bytes = "xxNobody inspects the spammish repetitionyyy".getBytes(StandardCharsets.UTF_8);

    assertEquals(0xfbcea83c8a378bf1L, XxHash64.hash(bytes, 2, bytes.length - 5));
  }

  @Test
  void hashOfTwoLongsShouldBeTheHashOfTheirBytes() {
    Random random = new Random(7);
    for (int i = 0; i < 100; i++) {
      long first = random.nextLong();
      long second = random.nextLong();
      byte[] bytes =
          ByteBuffer.allocate(16)
              .order(ByteOrder.LITTLE_ENDIAN)
              .putLong(first)
              .putLong(second)
              .array();

      assertEquals(XxHash64.hash(bytes, 0, 16), XxHash64.hash(first, second));
    }
  }

  @Test
  void bucketIdShouldSpanOneToBucketsWhenHashIsUnsigned() {
    assertEquals(1, XxHash64.bucketId(0, 10));
    assertEquals(5, XxHash64.bucketId(Long.MAX_VALUE, 10));
    assertEquals(6, XxHash64.bucketId(Long.MIN_VALUE, 10));
    assertEquals(10, XxHash64.bucketId(-1, 10));
    assertEquals(Feature.MAX_BUCKETS, XxHash64.bucketId(-1, Feature.MAX_BUCKETS));
    assertEquals(1, XxHash64.bucketId(-1, 1));
  }
}
