package io.bidder.eventlog.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import com.sun.management.ThreadMXBean;
import io.bidder.eventlog.proto.Bid;
import io.bidder.eventlog.proto.Event.HappeningCase;
import io.bidder.eventlog.proto.Source;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

final class EventTest {
  private static final List<String> TEXTS =
      List.of("", "a", "site.domain", "größer", "日本語", "\ud83d\ude00", "x".repeat(300));

  private final EventWriter writer = new EventWriter();

  @Test
  void readShouldGiveWhatWasWrittenWhenEventsAreOfAnyKind() {
    Random random = new Random(1);
    for (int i = 0; i < 20_000; i++) {
      Event event = event(random);
      writer.write(event);
      assertEquals(event, Event.read(ByteBuffer.wrap(writer.bytes(), 0, writer.length())));
    }
  }

  @Test
  void writeShouldWriteWhatOthersReadWhenTheyReadByTheContract()
      throws InvalidProtocolBufferException {
    Random random = new Random(2);
    for (int i = 0; i < 20_000; i++) {
      Event event = event(random);
      writer.write(event);

      byte[] bytes = Arrays.copyOf(writer.bytes(), writer.length());
      io.bidder.eventlog.proto.Event read = io.bidder.eventlog.proto.Event.parseFrom(bytes);

      assertEquals(UnknownFieldSet.getDefaultInstance(), read.getUnknownFields());
      assertEquals(event.happening().kind(), kind(read));
      // What they write of it is the same to us: names, numbers and types agree in every field.
      assertEquals(event, Event.read(read.toByteString().asReadOnlyByteBuffer()));
    }
  }

  @Test
  void writeShouldNameEveryFieldAsTheContractDoesWhenItIsABid()
      throws InvalidProtocolBufferException {
    writer.beginBid(0x0102030405060708L, 9, 1_000, 1_001);
    writer.subject("acme", "a1", "c1", "ad1", 2_500_000, "EUR", "m1", new byte[] {1, 2});
    writer.auction("r1", "i1", "d1", "s1", 2, 3);
    writer.predictions(0.25f, 0.5f, 0.125f);
    writer.prices(5, 4, 3, 2, 0.75f);
    writer.utcOffset(-300);
    writer.value("site.domain", "a.example");
    writer.value("device.devicetype", 0);
    writer.value("geo.lat", -1.5);
    writer.endBid();

    io.bidder.eventlog.proto.Event read =
        io.bidder.eventlog.proto.Event.parseFrom(
            ByteBuffer.wrap(writer.bytes(), 0, writer.length()));

    assertEquals("01020304050607080000000000000009", hex(read.getBidId()));
    assertEquals(1_000, read.getEventTimeMillis());
    assertEquals(1_001, read.getIngestTimeMillis());
    Bid bid = read.getBid();
    assertEquals("acme", bid.getSubject().getExchange());
    assertEquals("a1", bid.getSubject().getAdvertiserId());
    assertEquals("c1", bid.getSubject().getCampaignId());
    assertEquals("ad1", bid.getSubject().getCreativeId());
    assertEquals(2_500_000, bid.getSubject().getBidCpmMicros());
    assertEquals("EUR", bid.getSubject().getCurrency());
    assertEquals("m1", bid.getSubject().getModelVersion());
    assertEquals("0102", hex(bid.getSubject().getPerson()));
    assertEquals("r1", bid.getRequestId());
    assertEquals("i1", bid.getImpId());
    assertEquals("d1", bid.getDealId());
    assertEquals("s1", bid.getSeat());
    assertEquals("SECOND_PRICE", bid.getAuctionType().name());
    assertEquals("DENIED", bid.getConsentBasis().name());
    assertEquals(0.25f, bid.getPCtr());
    assertEquals(0.5f, bid.getPCvr());
    assertEquals(0.125f, bid.getPCtcvr());
    assertEquals(5, bid.getValueCpmMicros());
    assertEquals(4, bid.getPacedCpmMicros());
    assertEquals(3, bid.getShadedCpmMicros());
    assertEquals(2, bid.getFloorCpmMicros());
    assertEquals(0.75f, bid.getPropensity());
    assertEquals(-300, bid.getUtcOffsetMinutes());
    assertEquals(Source.SITE_DOMAIN, bid.getValues(0).getNumbered());
    assertEquals("", bid.getValues(0).getSource());
    assertEquals("a.example", bid.getValues(0).getText());
    assertEquals(0, bid.getValues(1).getWhole());
    assertEquals("WHOLE", bid.getValues(1).getValueCase().name());
    assertEquals("geo.lat", bid.getValues(2).getSource());
    assertEquals(-1.5, bid.getValues(2).getNumber());
  }

  @Test
  void valueShouldHaveTheContractsNumberWhenItsSourceIsNumberedThere() {
    for (Source numbered : Source.values()) {
      if (numbered != Source.NAMED && numbered != Source.UNRECOGNIZED) {
        String path = NumberedSources.source(numbered.getNumber());
        assertEquals(numbered.name(), path.replace('.', '_').toUpperCase(Locale.ROOT));
        assertEquals(numbered.getNumber(), NumberedSources.of(path));
      }
    }
    int count = Source.values().length - 2;
    assertThrows(InvalidEventException.class, () -> NumberedSources.source(count + 1));
  }

  @Test
  void readShouldGiveTheSourceWhenAnEarlierVersionWroteItsName() {
    Event event = read(value -> value.setSource("site.domain").setText("a.example"));

    Happening.Bid bid = (Happening.Bid) event.happening();
    assertEquals(List.of(new Value.OfText("site.domain", "a.example")), bid.values());
  }

  @Test
  void readShouldRefuseABidWhenALaterVersionNumberedItsSource() {
    assertThrows(
        InvalidEventException.class,
        () -> read(value -> value.setNumberedValue(9_999).setText("a.example")));
  }

  private static Event read(UnaryOperator<io.bidder.eventlog.proto.Value.Builder> value) {
    io.bidder.eventlog.proto.Value.Builder builder =
        value.apply(io.bidder.eventlog.proto.Value.newBuilder());
    return Event.read(
        io.bidder.eventlog.proto.Event.newBuilder()
            .setBid(Bid.newBuilder().addValues(builder))
            .build()
            .toByteString()
            .asReadOnlyByteBuffer());
  }

  @Test
  void readShouldPassOverFieldsThatItDoesNotKnowWhenALaterVersionWroteThem() {
    Event event = event(new Random(3));
    writer.write(event);
    UnknownFieldSet later =
        UnknownFieldSet.newBuilder()
            .addField(100, UnknownFieldSet.Field.newBuilder().addVarint(7).build())
            .addField(
                101,
                UnknownFieldSet.Field.newBuilder()
                    .addLengthDelimited(ByteString.copyFromUtf8("later"))
                    .addFixed32(1)
                    .addFixed64(2)
                    .build())
            .build();
    ByteBuffer bytes = ByteBuffer.allocate(writer.length() + later.getSerializedSize());
    bytes.put(writer.bytes(), 0, writer.length()).put(later.toByteArray()).flip();

    assertEquals(event, Event.read(bytes));
  }

  @Test
  void readShouldThrowOneKindOfExceptionWhenBytesAreNoEvent() {
    Random random = new Random(4);
    for (int i = 0; i < 50_000; i++) {
      writer.write(event(random));
      byte[] bytes = Arrays.copyOf(writer.bytes(), writer.length());
      for (int flips = random.nextInt(4); flips >= 0; flips--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      try {
        Event.read(ByteBuffer.wrap(bytes, 0, 1 + random.nextInt(bytes.length)));
      } catch (InvalidEventException e) {
        // As it should.
      }
    }
    assertThrows(InvalidEventException.class, () -> Event.read(ByteBuffer.allocate(0)));
  }

  @Test
  void beginBidShouldAllocateNothingWhenItHasWrittenBidsBefore() {
    byte[] person = new byte[16];
    for (int i = 0; i < 10_000; i++) {
      bid(person);
    }
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < 10_000; i++) {
      bid(person);
    }
    long each = (threads.getCurrentThreadAllocatedBytes() - before) / 10_000;
    assertEquals(0, each);
  }

  @Test
  void parseShouldReadWhatIsToldWhenItIsAnId() {
    Random random = new Random(5);
    for (int i = 0; i < 1_000; i++) {
      BidId id = new BidId(random.nextLong(), random.nextLong());
      assertEquals(id, BidId.parse(id.toString()));
    }
    assertNull(BidId.parse(""));
    assertNull(BidId.parse("g".repeat(32)));
    assertNull(BidId.parse("0".repeat(31)));
    assertNull(BidId.parse("٣".repeat(32)));
  }

  private void bid(byte[] person) {
    writer.beginBid(1, 2, 3, 4);
    writer.subject(
        "acme", "advertiser", "campaign", "creative", 2_500_000, "EUR", "20261130-1", person);
    writer.auction("request", "imp", "", "seat", 1, 1);
    writer.predictions(0.25f, 0.5f, 0.125f);
    writer.prices(5, 4, 3, 2, 1);
    writer.utcOffset(60);
    for (int i = 0; i < 15; i++) {
      writer.value("site.domain", "a.example");
    }
    writer.endBid();
  }

  private static String hex(ByteString bytes) {
    return HexFormat.of().formatHex(bytes.toByteArray());
  }

  private static String kind(io.bidder.eventlog.proto.Event event) {
    HappeningCase happening = event.getHappeningCase();
    return happening.name().toLowerCase(Locale.ROOT);
  }

  @Test
  void erasureShouldTakeThePersonOutAndNothingElse() throws InvalidProtocolBufferException {
    Random random = new Random(20261130);
    EventWriter writer = new EventWriter();
    int erased = 0;
    for (int i = 0; i < 5_000; i++) {
      Event event = event(random);
      writer.write(event);
      byte[] bytes = Arrays.copyOf(writer.bytes(), writer.length());
      String person = event.happening() instanceof Happening.OfBid of ? of.subject().person() : "";
      PersonErasure erasure = PersonErasure.of(Set.of(person), Set.of());

      boolean any = erasure.erase(ByteBuffer.wrap(bytes));

      assertEquals(!person.isEmpty(), any);
      assertEquals(
          io.bidder.eventlog.proto.Event.parseFrom(bytes).getBidId(),
          io.bidder.eventlog.proto.Event.parseFrom(Arrays.copyOf(writer.bytes(), writer.length()))
              .getBidId());
      Event read = Event.read(ByteBuffer.wrap(bytes));
      if (any) {
        assertEquals("", ((Happening.OfBid) read.happening()).subject().person());
        assertEquals(
            event.toString().replaceAll(ERASED, "X"), read.toString().replaceAll(ERASED, "X"));
        assertFalse(erasure.erase(ByteBuffer.wrap(bytes)));
        erased++;
      } else {
        assertEquals(event, read);
      }
    }
    assertTrue(erased > 1_000);
  }

  /** What of an event's text is gone with a person. */
  private static final String ERASED = "person=[0-9a-f]*|requestId=[^,]*(, [^=,]*)*?(?=, impId)";

  @Test
  void erasureShouldTakeValuesAndBodiesThatTellOfThePerson() {
    String id = "6D92078A-8246-4BA4-AE5B-76104861E7DC";
    List<Value> values =
        List.of(
            new Value.OfText("device.ifa", id),
            new Value.OfText("site.domain", "news.example"),
            new Value.Whole("user.yob", 1980),
            new Value.OfText("user.ext.loyalty", "gold"),
            new Value.OfNumber("device.geo.lat", 52.5),
            new Value.Whole("campaign.exposures", 3),
            new Value.Whole("imp.banner.w", 300));
    Happening.Bid bid =
        new Happening.Bid(
            new Subject("acme", "a", "c", "k", 1, "USD", "m", ""),
            "req",
            "imp",
            "",
            "",
            1,
            1,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            1,
            0,
            values);
    PersonErasure byId = PersonErasure.of(Set.of("00"), Set.of(id));
    Happening.Bid left = (Happening.Bid) erased(byId, bid, 5).happening();
    assertEquals(
        List.of("site.domain", "imp.banner.w"), left.values().stream().map(Value::source).toList());
    assertEquals("", left.requestId());
    assertEquals("imp", left.impId());

    byte[] body = ("{\"device\":{\"ifa\":\"" + id + "\"}}").getBytes(StandardCharsets.UTF_8);
    Happening.Request request = new Happening.Request("acme", ByteBuffer.wrap(body), "LATE");
    Happening.Request empty = (Happening.Request) erased(byId, request, 5).happening();
    assertEquals(0, empty.body().remaining());
    assertEquals("LATE", empty.reason());
    // Part of a longer text is no id.
    PersonErasure part = PersonErasure.of(Set.of(), Set.of("6D92078A", "1", "gold-2"));
    assertEquals(new Event(BidId.NONE, 1, 5, request), erased(part, request, 5));
    assertEquals(new Event(BidId.NONE, 1, 5, bid), erased(part, bid, 5));

    PersonErasure old = PersonErasure.of(Set.of(Kind.REQUEST), 5);
    assertEquals(new Event(BidId.NONE, 1, 5, request), erased(old, request, 5));
    assertEquals(new Event(BidId.NONE, 1, 4, bid), erased(old, bid, 4));
    assertEquals(0, ((Happening.Request) erased(old, request, 4).happening()).body().remaining());
  }

  private static Event erased(PersonErasure erasure, Happening happening, long ingestMillis) {
    EventWriter writer = new EventWriter();
    writer.write(new Event(BidId.NONE, 1, ingestMillis, happening));
    ByteBuffer bytes = ByteBuffer.wrap(Arrays.copyOf(writer.bytes(), writer.length()));
    erasure.erase(bytes);
    return Event.read(bytes);
  }

  private static Event event(Random random) {
    return new Event(
        new BidId(random.nextLong(), random.nextLong()),
        random.nextLong(),
        random.nextInt(1_000_000),
        happening(random));
  }

  private static Happening happening(Random random) {
    return switch (random.nextInt(10)) {
      case 0 -> bid(random);
      case 1 ->
          new Happening.Win(
              subject(random), random.nextLong(), random.nextInt(2), random.nextInt(9));
      case 2 ->
          new Happening.Billed(
              subject(random), random.nextInt(9), random.nextLong(), random.nextInt(9));
      case 3 ->
          new Happening.Loss(
              subject(random), random.nextInt(200), random.nextInt(), random.nextLong());
      case 4 -> new Happening.Impression(subject(random));
      case 5 -> new Happening.Click(subject(random));
      case 6 ->
          new Happening.Conversion(
              subject(random),
              text(random),
              random.nextLong(),
              text(random),
              random.nextBoolean(),
              random.nextInt(9));
      case 7 -> new Happening.Refund(subject(random), text(random), random.nextLong(), "USD");
      case 8 -> {
        byte[] body = new byte[random.nextInt(300)];
        random.nextBytes(body);
        yield new Happening.Request(text(random), ByteBuffer.wrap(body), text(random));
      }
      default -> new Happening.Control(text(random), text(random), text(random), text(random));
    };
  }

  private static Happening bid(Random random) {
    List<Value> values = new ArrayList<>();
    for (int i = random.nextInt(20); i > 0; i--) {
      values.add(
          switch (random.nextInt(3)) {
            case 0 ->
                new Value.OfText(random.nextBoolean() ? "imp.tagid" : text(random), text(random));
            case 1 -> new Value.Whole(text(random), random.nextLong());
            default -> new Value.OfNumber(text(random), random.nextGaussian());
          });
    }
    return new Happening.Bid(
        subject(random),
        text(random),
        text(random),
        text(random),
        text(random),
        random.nextInt(3),
        random.nextInt(4),
        random.nextFloat(),
        random.nextFloat(),
        random.nextFloat(),
        random.nextLong(),
        random.nextInt(),
        random.nextInt(2),
        random.nextInt(),
        random.nextFloat(),
        random.nextInt(2_000) - 1_000,
        values,
        random.nextBoolean()
            ? null
            : new Happening.Shadow(
                text(random), random.nextFloat(), random.nextFloat(), random.nextFloat()));
  }

  private static Subject subject(Random random) {
    byte[] person = new byte[random.nextBoolean() ? 0 : 16];
    random.nextBytes(person);
    return new Subject(
        text(random),
        text(random),
        text(random),
        text(random),
        random.nextLong(),
        text(random),
        text(random),
        HexFormat.of().formatHex(person),
        random.nextFloat(),
        random.nextFloat());
  }

  private static String text(Random random) {
    return TEXTS.get(random.nextInt(TEXTS.size()));
  }
}
