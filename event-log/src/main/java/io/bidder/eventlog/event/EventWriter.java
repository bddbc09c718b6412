package io.bidder.eventlog.event;

import io.bidder.eventlog.event.Happening.Billed;
import io.bidder.eventlog.event.Happening.Click;
import io.bidder.eventlog.event.Happening.Control;
import io.bidder.eventlog.event.Happening.Conversion;
import io.bidder.eventlog.event.Happening.Impression;
import io.bidder.eventlog.event.Happening.Loss;
import io.bidder.eventlog.event.Happening.Refund;
import io.bidder.eventlog.event.Happening.Request;
import io.bidder.eventlog.event.Happening.Win;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Writes events as the bytes of event.proto. Reused, and allocates nothing for a {@linkplain
 * #beginBid bid}, which is written part by part while what it is made of is at hand. One thread's.
 */
public final class EventWriter {
  private final WireWriter wire = new WireWriter();
  private final Sources sources = new Sources();
  private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[0]);
  private int happening;

  /** The array that the event's bytes stand at the beginning of, until the next event. */
  public byte[] bytes() {
    return wire.bytes();
  }

  /** A view of {@link #bytes}. */
  public DirectBuffer buffer() {
    buffer.wrap(wire.bytes());
    return buffer;
  }

  /** Bytes of the event. */
  public int length() {
    return wire.length();
  }

  /** Writes an event. */
  public void write(Event event) {
    BidId id = event.bidId();
    begin(id.high(), id.low(), event.eventEpochMillis(), event.ingestEpochMillis());
    switch (event.happening()) {
      case Happening.Bid bid -> write(bid);
      case Win win ->
          paid(
              Kind.WIN,
              win.subject(),
              win.priceCpmMicros(),
              win.claimedCpmMicros(),
              win.minToWinCpmMicros());
      case Billed billed ->
          paid(
              Kind.BILLED,
              billed.subject(),
              billed.priceCpmMicros(),
              billed.claimedCpmMicros(),
              billed.bidEpochMillis());
      case Loss loss ->
          paid(
              Kind.LOSS,
              loss.subject(),
              loss.reason(),
              loss.minToWinCpmMicros(),
              loss.priceCpmMicros());
      case Impression impression -> paid(Kind.IMPRESSION, impression.subject(), 0, 0, 0);
      case Click click -> paid(Kind.CLICK, click.subject(), 0, 0, 0);
      case Conversion order -> {
        order(Kind.CONVERSION, order.subject(), order.orderId(), order.valueMicros());
        wire.text(4, order.currency());
        wire.whole(5, order.byClick() ? 1 : 0);
        wire.whole(6, order.bidEpochMillis());
        end();
      }
      case Refund order -> {
        order(Kind.REFUND, order.subject(), order.orderId(), order.valueMicros());
        wire.text(4, order.currency());
        end();
      }
      case Request request -> {
        happening = wire.begin(Kind.REQUEST.field);
        wire.text(1, request.exchange());
        ByteBuffer body = request.body().duplicate();
        byte[] bytes = new byte[body.remaining()];
        body.get(bytes);
        wire.bytes(2, bytes);
        wire.text(3, request.reason());
        end();
      }
      case Control control -> {
        happening = wire.begin(Kind.CONTROL.field);
        wire.text(1, control.action());
        wire.text(2, control.target());
        wire.text(3, control.value());
        wire.text(4, control.actor());
        end();
      }
    }
  }

  private void begin(long high, long low, long eventEpochMillis, long ingestEpochMillis) {
    wire.clear();
    if (high != 0 || low != 0) {
      wire.id(Event.BID_ID, high, low);
    }
    wire.whole(Event.EVENT_TIME, eventEpochMillis);
    wire.whole(Event.INGEST_TIME, ingestEpochMillis);
  }

  private void paid(Kind kind, Subject subject, long second, long third, long fourth) {
    happening = wire.begin(kind.field);
    subject(subject);
    wire.whole(2, second);
    wire.whole(3, third);
    wire.whole(4, fourth);
    end();
  }

  private void order(Kind kind, Subject subject, String orderId, long valueMicros) {
    happening = wire.begin(kind.field);
    subject(subject);
    wire.text(2, orderId);
    wire.whole(3, valueMicros);
  }

  private void subject(Subject subject) {
    int begun = wire.beginShort(1);
    subjectFields(
        subject.exchange(),
        subject.advertiserId(),
        subject.campaignId(),
        subject.creativeId(),
        subject.bidCpmMicros(),
        subject.currency(),
        subject.modelVersion(),
        HexFormat.of().parseHex(subject.person()));
    wire.number(9, subject.pCtr());
    wire.number(10, subject.pCtcvr());
    wire.endShort(begun);
  }

  private void end() {
    wire.end(happening);
  }

  /**
   * Begins a bid. Then follow {@link #subject}, {@link #auction}, {@link #prices}, any number of
   * values, and {@link #endBid}.
   */
  public void beginBid(long idHigh, long idLow, long eventEpochMillis, long ingestEpochMillis) {
    begin(idHigh, idLow, eventEpochMillis, ingestEpochMillis);
    happening = wire.begin(Kind.BID.field);
  }

  /**
   * Says what the bid is for.
   *
   * @param person a salted hash, empty where it must not be known; copied
   */
  public void subject(
      CharSequence exchange,
      CharSequence advertiserId,
      CharSequence campaignId,
      CharSequence creativeId,
      long bidCpmMicros,
      CharSequence currency,
      CharSequence modelVersion,
      byte[] person) {
    int begun = wire.beginShort(1);
    subjectFields(
        exchange,
        advertiserId,
        campaignId,
        creativeId,
        bidCpmMicros,
        currency,
        modelVersion,
        person);
    wire.endShort(begun);
  }

  private void subjectFields(
      CharSequence exchange,
      CharSequence advertiserId,
      CharSequence campaignId,
      CharSequence creativeId,
      long bidCpmMicros,
      CharSequence currency,
      CharSequence modelVersion,
      byte[] person) {
    wire.text(1, exchange);
    wire.text(2, campaignId);
    wire.text(3, creativeId);
    wire.whole(4, bidCpmMicros);
    wire.text(5, currency);
    wire.text(6, modelVersion);
    wire.bytes(7, person);
    wire.text(8, advertiserId);
  }

  /** Says which auction it is made in, and on what grounds a person may be known. */
  public void auction(
      CharSequence requestId,
      CharSequence impId,
      CharSequence dealId,
      CharSequence seat,
      int auctionType,
      int consentBasis) {
    wire.text(2, requestId);
    wire.text(3, impId);
    wire.text(4, dealId);
    wire.text(5, seat);
    wire.whole(7, auctionType);
    wire.whole(8, consentBasis);
  }

  /** Says what was predicted. */
  public void predictions(float pCtr, float pCvr, float pCtcvr) {
    wire.number(9, pCtr);
    wire.number(10, pCvr);
    wire.number(11, pCtcvr);
  }

  /** Says how the value became the bid. */
  public void prices(
      long valueCpmMicros,
      long pacedCpmMicros,
      long shadedCpmMicros,
      long floorCpmMicros,
      float propensity) {
    wire.whole(12, valueCpmMicros);
    wire.whole(13, pacedCpmMicros);
    wire.whole(14, shadedCpmMicros);
    wire.whole(15, floorCpmMicros);
    wire.number(16, propensity);
  }

  /** Says what a version predicts that bids nothing. */
  public void shadow(CharSequence modelVersion, float pCtr, float pCvr, float pCtcvr) {
    int begun = wire.begin(19);
    wire.text(1, modelVersion);
    wire.number(2, pCtr);
    wire.number(3, pCvr);
    wire.number(4, pCtcvr);
    wire.end(begun);
  }

  /** Says how far the user's clock is from UTC. */
  public void utcOffset(int minutes) {
    if (minutes != 0) {
      wire.signed(17, minutes);
    }
  }

  /** Adds a value of a feature. */
  public void value(String source, CharSequence text) {
    int begun = beginValue(source);
    wire.text(2, text);
    wire.endShort(begun);
  }

  /** Adds a value of a feature. */
  public void value(String source, long whole) {
    int begun = beginValue(source);
    wire.signed(3, whole);
    wire.endShort(begun);
  }

  /** Adds a value of a feature. */
  public void value(String source, double number) {
    int begun = beginValue(source);
    wire.number(4, number);
    wire.endShort(begun);
  }

  /** Adds values that were {@linkplain #copyFrom copied} from another bid. */
  public void values(byte[] copied, int bytes) {
    wire.raw(copied, bytes);
  }

  /**
   * Copies values that were added.
   *
   * @param from what {@link #length} was before the first of them
   * @param into if they have room in it
   * @return the array that they stand at the beginning of
   */
  public byte[] copyFrom(int from, byte[] into) {
    int bytes = length() - from;
    byte[] copy = into.length < bytes ? new byte[2 * bytes] : into;
    System.arraycopy(bytes(), from, copy, 0, bytes);
    return copy;
  }

  private int beginValue(String source) {
    int begun = wire.beginShort(18);
    byte[] field = sources.of(source);
    wire.raw(field, field.length);
    return begun;
  }

  /** Ends the bid. */
  public void endBid() {
    end();
  }

  private void write(Happening.Bid bid) {
    happening = wire.begin(Kind.BID.field);
    subject(bid.subject());
    auction(
        bid.requestId(),
        bid.impId(),
        bid.dealId(),
        bid.seat(),
        bid.auctionType(),
        bid.consentBasis());
    predictions(bid.pCtr(), bid.pCvr(), bid.pCtcvr());
    prices(
        bid.valueCpmMicros(),
        bid.pacedCpmMicros(),
        bid.shadedCpmMicros(),
        bid.floorCpmMicros(),
        bid.propensity());
    Happening.Shadow shadow = bid.shadow();
    if (shadow != null) {
      shadow(shadow.modelVersion(), shadow.pCtr(), shadow.pCvr(), shadow.pCtcvr());
    }
    utcOffset(bid.utcOffsetMinutes());
    for (Value value : bid.values()) {
      switch (value) {
        case Value.OfText text -> value(text.source(), text.text());
        case Value.Whole whole -> value(whole.source(), whole.number());
        case Value.OfNumber number -> value(number.source(), number.number());
      }
    }
    end();
  }
}
