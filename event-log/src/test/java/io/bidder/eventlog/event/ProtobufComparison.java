package io.bidder.eventlog.event;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.sun.management.ThreadMXBean;
import io.bidder.eventlog.proto.AuctionType;
import io.bidder.eventlog.proto.Bid;
import io.bidder.eventlog.proto.ConsentBasis;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Locale;

/**
 * Writes the same bids with {@link EventWriter} and with the classes that protoc generates, and
 * prints what that takes: see docs/adr/0016-event-bytes.md.
 */
final class ProtobufComparison {
  private static final int ROUNDS = 15;
  private static final int BIDS = 200_000;
  private static final String[] SOURCES = new String[26];
  private static final String[] TEXTS = new String[64];

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final EventWriter writer = new EventWriter();
  private final byte[] person = new byte[16];
  private final byte[] to = new byte[2_000];

  /** Writes a bid, and returns its length. */
  private interface Way {
    int write(long number) throws IOException;
  }

  private ProtobufComparison() {
    for (int i = 0; i < SOURCES.length; i++) {
      SOURCES[i] = "site.field" + i;
    }
    for (int i = 0; i < TEXTS.length; i++) {
      TEXTS[i] = "value-" + 7919 * i;
    }
  }

  public static void main(String[] args) throws IOException {
    ProtobufComparison comparison = new ProtobufComparison();
    comparison.check();
    for (int turn = 0; turn < 2; turn++) {
      comparison.measure("written by hand", comparison::byHand);
      comparison.measure("generated", comparison::generated);
    }
  }

  private void check() throws IOException {
    int byHand = byHand(17);
    var expected = io.bidder.eventlog.proto.Event.parseFrom(Arrays.copyOf(writer.bytes(), byHand));
    int generated = generated(17);
    var actual = io.bidder.eventlog.proto.Event.parseFrom(Arrays.copyOf(to, generated));
    if (!expected.equals(actual)) {
      throw new IllegalStateException(actual + " was written, expected " + expected);
    }
    System.out.printf(Locale.ROOT, "%d bytes by hand, %d generated%n", byHand, generated);
  }

  private void measure(String name, Way way) throws IOException {
    double[] nanos = new double[ROUNDS];
    long allocated = 0;
    for (int round = 0; round < ROUNDS; round++) {
      long bytesBefore = threads.getCurrentThreadAllocatedBytes();
      long startNs = System.nanoTime();
      long written = 0;
      for (int i = 0; i < BIDS; i++) {
        written += way.write(i);
      }
      nanos[round] = (double) (System.nanoTime() - startNs) / BIDS;
      allocated = (threads.getCurrentThreadAllocatedBytes() - bytesBefore) / BIDS;
      if (written == 0) {
        throw new IllegalStateException("nothing was written");
      }
    }
    Arrays.sort(nanos);
    System.out.printf(
        Locale.ROOT,
        "%s: median %.0f ns, least %.0f ns, %d bytes allocated a bid%n",
        name,
        nanos[ROUNDS / 2],
        nanos[0],
        allocated);
  }

  private int byHand(long n) {
    person[0] = (byte) n;
    writer.beginBid(0x0123456789abcdefL, n, 1_790_000_000_000L + n, 1_790_000_000_001L + n);
    writer.subject(
        "acme",
        "advertiser-9",
        "campaign-17",
        "creative-4",
        2_531_000 + n,
        "USD",
        "20260101-1",
        person);
    writer.auction("6f2b9f8e-1a7c-4f0e", "1", "", "seat-1", 1, 2);
    writer.predictions(0.0123f, 0.0456f, 0.00056f);
    writer.prices(3_100_000 + n, 2_900_000, 2_531_000 + n, 500_000, 1f);
    writer.utcOffset(120);
    for (int i = 0; i < SOURCES.length; i++) {
      if (i % 5 == 4) {
        writer.value(SOURCES[i], n + i);
      } else {
        writer.value(SOURCES[i], TEXTS[(int) ((n + i) & 63)]);
      }
    }
    writer.endBid();
    return writer.length();
  }

  private int generated(long n) throws IOException {
    person[0] = (byte) n;
    byte[] id = new byte[16];
    WireWriter.LONGS.set(id, 0, Long.reverseBytes(0x0123456789abcdefL));
    WireWriter.LONGS.set(id, 8, Long.reverseBytes(n));
    Bid.Builder bid =
        Bid.newBuilder()
            .setSubject(
                io.bidder.eventlog.proto.Subject.newBuilder()
                    .setExchange("acme")
                    .setAdvertiserId("advertiser-9")
                    .setCampaignId("campaign-17")
                    .setCreativeId("creative-4")
                    .setBidCpmMicros(2_531_000 + n)
                    .setCurrency("USD")
                    .setModelVersion("20260101-1")
                    .setPerson(ByteString.copyFrom(person)))
            .setRequestId("6f2b9f8e-1a7c-4f0e")
            .setImpId("1")
            .setSeat("seat-1")
            .setAuctionType(AuctionType.FIRST_PRICE)
            .setConsentBasis(ConsentBasis.CONSENT)
            .setPCtr(0.0123f)
            .setPCvr(0.0456f)
            .setPCtcvr(0.00056f)
            .setValueCpmMicros(3_100_000 + n)
            .setPacedCpmMicros(2_900_000)
            .setShadedCpmMicros(2_531_000 + n)
            .setFloorCpmMicros(500_000)
            .setPropensity(1f)
            .setUtcOffsetMinutes(120);
    for (int i = 0; i < SOURCES.length; i++) {
      io.bidder.eventlog.proto.Value.Builder value =
          io.bidder.eventlog.proto.Value.newBuilder().setSource(SOURCES[i]);
      if (i % 5 == 4) {
        value.setWhole(n + i);
      } else {
        value.setText(TEXTS[(int) ((n + i) & 63)]);
      }
      bid.addValues(value);
    }
    CodedOutputStream out = CodedOutputStream.newInstance(to);
    io.bidder.eventlog.proto.Event.newBuilder()
        .setBidId(ByteString.copyFrom(id))
        .setEventTimeMillis(1_790_000_000_000L + n)
        .setIngestTimeMillis(1_790_000_000_001L + n)
        .setBid(bid)
        .build()
        .writeTo(out);
    return out.getTotalBytesWritten();
  }
}
