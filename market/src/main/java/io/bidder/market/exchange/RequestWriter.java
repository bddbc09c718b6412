package io.bidder.market.exchange;

import io.bidder.market.world.Device;
import io.bidder.market.world.MarketClock;
import io.bidder.market.world.Opportunity;
import io.bidder.market.world.User;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;

/** Writes asks as OpenRTB 2.6 requests over HTTP. Immutable; safe from any thread. */
final class RequestWriter {
  private static final String NATIVE =
      "{\\\"ver\\\":\\\"1.2\\\",\\\"assets\\\":["
          + "{\\\"id\\\":1,\\\"required\\\":1,\\\"title\\\":{\\\"len\\\":90}},"
          + "{\\\"id\\\":2,\\\"required\\\":1,\\\"img\\\":{\\\"type\\\":3,\\\"wmin\\\":300,\\\"hmin\\\":200}},"
          + "{\\\"id\\\":3,\\\"data\\\":{\\\"type\\\":2}}],"
          + "\\\"eventtrackers\\\":[{\\\"event\\\":1,\\\"methods\\\":[1]}]}";

  private final String host;
  private final String target;
  private final int deadlineMillis;
  private final ConsentStrings consents;

  /**
   * A writer.
   *
   * @param host the server's, with its port
   * @param target path that bids are asked for at
   */
  RequestWriter(String host, String target, int deadlineMillis) {
    this.host = host;
    this.target = target;
    this.deadlineMillis = deadlineMillis;
    consents = new ConsentStrings(MarketClock.START_MILLIS);
  }

  /** The bytes that ask for bids. */
  byte[] write(Ask ask) {
    byte[] body = json(ask).getBytes(StandardCharsets.UTF_8);
    StringBuilder head =
        Heads.head("POST", target, host, ask.timeMillis())
            .append("Content-Type: application/json\r\nx-openrtb-version: 2.6\r\n");
    if (ask.zipped()) {
      body = zip(body);
      head.append("Content-Encoding: gzip\r\nAccept-Encoding: gzip\r\n");
    }
    head.append("Content-Length: ").append(body.length).append("\r\n\r\n");
    byte[] start = head.toString().getBytes(StandardCharsets.US_ASCII);
    byte[] all = new byte[start.length + body.length];
    System.arraycopy(start, 0, all, 0, start.length);
    System.arraycopy(body, 0, all, start.length, body.length);
    return all;
  }

  /** The request itself. */
  String json(Ask ask) {
    Opportunity first = ask.slots().getFirst().opportunity();
    StringBuilder text = new StringBuilder(1 << 11);
    text.append("{\"id\":\"").append(ask.id()).append("\",\"at\":");
    text.append(ask.slots().getFirst().firstPrice() ? 1 : 2);
    text.append(",\"tmax\":").append(deadlineMillis).append(",\"cur\":[\"USD\"],\"imp\":[");
    for (Slot slot : ask.slots()) {
      text.append(slot.number() == 0 ? "" : ",");
      imp(slot, text);
    }
    text.append("],");
    place(ask, first, text);
    device(first, text);
    user(ask, first, text);
    boolean asked = ask.consent() != Ask.Consent.NOT_NEEDED;
    text.append(",\"regs\":{\"gdpr\":").append(asked ? 1 : 0).append('}');
    if (!ask.blocked().isEmpty()) {
      text.append(",\"bcat\":[\"").append(String.join("\",\"", ask.blocked())).append("\"]");
    }
    return text.append('}').toString();
  }

  private static void imp(Slot slot, StringBuilder text) {
    Opportunity at = slot.opportunity();
    text.append("{\"id\":\"")
        .append(slot.impId())
        .append("\",\"secure\":1,\"bidfloorcur\":\"USD\"");
    text.append(",\"bidfloor\":").append(slot.floorCpm());
    switch (slot.media()) {
      case BANNER ->
          text.append(",\"banner\":{\"w\":")
              .append(at.width())
              .append(",\"h\":")
              .append(at.height())
              .append(",\"pos\":")
              .append(at.positionCode())
              .append('}');
      case VIDEO ->
          text.append(",\"video\":{\"mimes\":[\"video/mp4\"],\"minduration\":5,\"maxduration\":60,")
              .append("\"protocols\":[2,3,5,6,7,8,11,12,13,14],\"w\":")
              .append(at.width())
              .append(",\"h\":")
              .append(at.height())
              .append(",\"pos\":")
              .append(at.positionCode())
              .append('}');
      case NATIVE -> text.append(",\"native\":{\"ver\":\"1.2\",\"request\":\"" + NATIVE + "\"}");
    }
    if (!slot.deal().isEmpty()) {
      text.append(",\"pmp\":{\"private_auction\":1,\"deals\":[{\"id\":\"")
          .append(slot.deal())
          .append("\",\"bidfloor\":")
          .append(slot.floorCpm())
          .append(",\"bidfloorcur\":\"USD\",\"at\":")
          .append(slot.firstPrice() ? 1 : 2)
          .append("}]}");
    }
    text.append('}');
  }

  private static void place(Ask ask, Opportunity at, StringBuilder text) {
    String domain = at.site().domain();
    text.append(ask.isApp() ? "\"app\":{\"bundle\":\"" : "\"site\":{\"page\":\"https://");
    text.append(ask.isApp() ? at.site().bundle() : domain);
    text.append("\",\"domain\":\"").append(domain);
    text.append("\",\"cat\":[\"").append(at.site().categoryCode()).append("\"]},");
  }

  private static void device(Opportunity at, StringBuilder text) {
    Device device = at.device();
    text.append("\"device\":{\"devicetype\":").append(device.typeCode());
    text.append(",\"os\":\"").append(device.operatingSystemName());
    text.append("\",\"connectiontype\":").append(device.connectionCode());
    text.append(",\"sua\":{\"browsers\":[{\"brand\":\"").append(device.browserBrand());
    text.append("\"}]},\"geo\":{\"country\":\"USA\",\"region\":\"").append(at.user().regionCode());
    text.append("\",\"utcoffset\":").append(at.user().utcOffsetMinutes()).append("}}");
  }

  private void user(Ask ask, Opportunity at, StringBuilder text) {
    User user = at.user();
    text.append(",\"user\":{\"id\":\"u").append(user.index()).append('"');
    if (user.birthYear() != 0) {
      text.append(",\"yob\":").append(user.birthYear());
    }
    if (!user.genderCode().isEmpty()) {
      text.append(",\"gender\":\"").append(user.genderCode()).append('"');
    }
    text.append(",\"data\":[{\"segment\":[{\"id\":\"");
    text.append(String.join("\"},{\"id\":\"", user.segmentIds())).append("\"}]}]");
    switch (ask.consent()) {
      case NOT_NEEDED -> {}
      case GIVEN -> text.append(",\"consent\":\"").append(consents.given()).append('"');
      case REFUSED -> text.append(",\"consent\":\"").append(consents.refused()).append('"');
    }
    text.append(",\"ext\":{\"recency_days\":").append(at.recencyDays()).append("}}");
  }

  private static byte[] zip(byte[] body) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(body.length);
    try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
      zip.write(body);
    } catch (IOException e) {
      throw new UncheckedIOException("memory cannot be written", e);
    }
    return bytes.toByteArray();
  }
}
