package io.bidder.bidder.bid;

import io.bidder.bidder.openrtb.BidRequest;
import io.bidder.bidder.openrtb.reader.PassedOver;
import io.bidder.bidder.privacy.Signal;
import io.bidder.bidder.privacy.Use;
import tools.jackson.core.JsonGenerator;

/** Tells what was made of a request before ads were looked for. */
final class ExplainedRequest {
  private ExplainedRequest() {}

  /**
   * Tells what was read of it.
   *
   * @param deadlineMillis from its first byte
   */
  static void decoded(
      BidContext context, ExplainedPath path, double deadlineMillis, JsonGenerator json) {
    BidRequest request = context.request;
    json.writeStringProperty("request", request.id.toString());
    json.writeStringProperty("exchange", context.exchange().config().label());
    json.writeNumberProperty("at", context.epochMillis);
    json.writeStringProperty("auctionType", context.exchange().auctionType(request).name());
    json.writeStringProperty("model", path.bound().model.id());
    json.writeNumberProperty("ignoredFields", request.ignoredFields);
    json.writeNumberProperty("elementsLeftOut", request.elementsLeftOut);
    passedOver(path.passedOver(context), json);
    json.writeNumberProperty("deadlineMillis", deadlineMillis);
  }

  private static void passedOver(PassedOver fields, JsonGenerator json) {
    json.writeObjectPropertyStart("passedOver");
    for (PassedOver.Kind kind : PassedOver.Kind.values()) {
      json.writeArrayPropertyStart(kind.name());
      fields.names(kind).forEach(json::writeString);
      json.writeEndArray();
    }
    json.writeEndObject();
  }

  /** Tells what its privacy signals leave of it. */
  static void permitted(BidContext context, ExplainedPath path, JsonGenerator json) {
    json.writeObjectPropertyStart("privacy");
    json.writeArrayPropertyStart("signals");
    for (Signal signal : path.signals(context)) {
      json.writeString(signal.text());
    }
    json.writeEndArray();
    json.writeBooleanProperty("personForgotten", !context.permissions.allows(Use.IDS));
    json.writeStringProperty("basis", context.permissions.basis().name());
    json.writeObjectPropertyStart("uses");
    for (Use use : Use.values()) {
      json.writeBooleanProperty(use.label(), context.permissions.allows(use));
    }
    json.writeEndObject();
    json.writeEndObject();
  }
}
