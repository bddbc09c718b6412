package io.bidder.eventlog.cli;

import io.bidder.eventlog.event.BidId;
import io.bidder.eventlog.event.Event;
import io.bidder.eventlog.event.Happening;
import io.bidder.eventlog.event.Subject;
import io.bidder.eventlog.event.Value;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Events as JSON: the names of event.proto, in camel case, with times in ISO 8601. */
public final class EventJson {
  private static final JsonMapper MAPPER = JsonMapper.shared();
  private static final List<String> AUCTION_TYPES = List.of("unknown", "first", "second");
  private static final List<String> BASES = List.of("unknown", "no-signal", "consent", "denied");

  private EventJson() {}

  /** The line of an event. */
  static String of(Event event) {
    ObjectNode json = MAPPER.createObjectNode();
    json.put("kind", event.happening().kind());
    if (!event.bidId().equals(BidId.NONE)) {
      json.put("bidId", event.bidId().toString());
    }
    json.put("eventTime", Instant.ofEpochMilli(event.eventEpochMillis()).toString());
    json.put("ingestTime", Instant.ofEpochMilli(event.ingestEpochMillis()).toString());
    if (event.happening() instanceof Happening.OfBid ofBid) {
      put(ofBid.subject(), json);
      putIfThere("person", ofBid.subject().person(), json);
      if (ofBid.subject().pCtr() > 0) {
        json.put("pCtr", ofBid.subject().pCtr());
        json.put("pCtcvr", ofBid.subject().pCtcvr());
      }
    }
    put(event.happening(), json);
    return json.toString();
  }

  /** Puts what all events of a bid tell, but for the person. */
  public static void put(Subject subject, ObjectNode json) {
    json.put("exchange", subject.exchange());
    putIfThere("advertiserId", subject.advertiserId(), json);
    json.put("campaignId", subject.campaignId());
    json.put("creativeId", subject.creativeId());
    json.put("bidCpmMicros", subject.bidCpmMicros());
    json.put("currency", subject.currency());
    json.put("modelVersion", subject.modelVersion());
  }

  private static void put(Happening happening, ObjectNode json) {
    switch (happening) {
      case Happening.Bid bid -> put(bid, json);
      case Happening.Win win -> {
        paid(win.priceCpmMicros(), win.claimedCpmMicros(), json);
        json.put("minToWinCpmMicros", win.minToWinCpmMicros());
      }
      case Happening.Billed billed ->
          paid(billed.priceCpmMicros(), billed.claimedCpmMicros(), json);
      case Happening.Loss loss -> {
        json.put("reason", loss.reason());
        json.put("minToWinCpmMicros", loss.minToWinCpmMicros());
        json.put("priceCpmMicros", loss.priceCpmMicros());
      }
      case Happening.Impression _, Happening.Click _ -> {}
      case Happening.Conversion order -> {
        order(order.orderId(), order.valueMicros(), order.currency(), json);
        json.put("byClick", order.byClick());
      }
      case Happening.Refund order ->
          order(order.orderId(), order.valueMicros(), order.currency(), json);
      case Happening.Request request -> {
        json.put("exchange", request.exchange());
        json.put("reason", request.reason());
        body(request.body(), json);
      }
      case Happening.Control control -> {
        json.put("action", control.action());
        json.put("target", control.target());
        json.put("value", control.value());
        json.put("actor", control.actor());
      }
    }
  }

  private static void put(Happening.Bid bid, ObjectNode json) {
    json.put("requestId", bid.requestId());
    json.put("impId", bid.impId());
    putIfThere("dealId", bid.dealId(), json);
    putIfThere("seat", bid.seat(), json);
    json.put("auctionType", name(AUCTION_TYPES, bid.auctionType()));
    json.put("consentBasis", name(BASES, bid.consentBasis()));
    putFigures(bid, json);
    Happening.Shadow shadow = bid.shadow();
    if (shadow != null) {
      ObjectNode beside = json.putObject("shadow");
      beside.put("modelVersion", shadow.modelVersion());
      beside.put("pCtr", shadow.pCtr());
      beside.put("pCvr", shadow.pCvr());
      beside.put("pCtcvr", shadow.pCtcvr());
    }
    ObjectNode values = json.putObject("values");
    for (Value value : bid.values()) {
      // A list even of one, so that a source looks the same in every line.
      var list = values.withArrayProperty(value.source());
      switch (value) {
        case Value.OfText text -> list.add(text.text());
        case Value.Whole whole -> list.add(whole.number());
        case Value.OfNumber number -> list.add(number.number());
      }
    }
  }

  /** Puts what was predicted of a bid and made its price. */
  public static void putFigures(Happening.Bid bid, ObjectNode json) {
    json.put("pCtr", bid.pCtr());
    json.put("pCvr", bid.pCvr());
    json.put("pCtcvr", bid.pCtcvr());
    json.put("valueCpmMicros", bid.valueCpmMicros());
    json.put("pacedCpmMicros", bid.pacedCpmMicros());
    json.put("shadedCpmMicros", bid.shadedCpmMicros());
    json.put("floorCpmMicros", bid.floorCpmMicros());
    json.put("propensity", bid.propensity());
    json.put("utcOffsetMinutes", bid.utcOffsetMinutes());
  }

  private static void paid(long priceCpmMicros, long claimedCpmMicros, ObjectNode json) {
    json.put("priceCpmMicros", priceCpmMicros);
    if (claimedCpmMicros != 0) {
      json.put("claimedCpmMicros", claimedCpmMicros);
    }
  }

  private static void order(String id, long valueMicros, String currency, ObjectNode json) {
    json.put("orderId", id);
    json.put("valueMicros", valueMicros);
    json.put("orderCurrency", currency);
  }

  /** A body that is no UTF-8, as some malformed requests are, is told byte for byte. */
  private static void body(ByteBuffer body, ObjectNode json) {
    try {
      json.put("body", StandardCharsets.UTF_8.newDecoder().decode(body.duplicate()).toString());
    } catch (CharacterCodingException e) {
      byte[] bytes = new byte[body.remaining()];
      body.duplicate().get(bytes);
      json.put("bodyBase64", Base64.getEncoder().encodeToString(bytes));
    }
  }

  private static void putIfThere(String name, String text, ObjectNode json) {
    if (!text.isEmpty()) {
      json.put(name, text);
    }
  }

  private static String name(List<String> names, int number) {
    return number > 0 && number < names.size() ? names.get(number) : names.getFirst();
  }
}
