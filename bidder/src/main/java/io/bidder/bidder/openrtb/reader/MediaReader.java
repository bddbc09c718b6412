package io.bidder.bidder.openrtb.reader;

import io.bidder.bidder.json.JsonReader.Token;
import io.bidder.bidder.json.Memory;
import io.bidder.bidder.openrtb.Audio;
import io.bidder.bidder.openrtb.Banner;
import io.bidder.bidder.openrtb.BidRequest;
import io.bidder.bidder.openrtb.DurationFloors;
import io.bidder.bidder.openrtb.Format;
import io.bidder.bidder.openrtb.IntList;
import io.bidder.bidder.openrtb.ReusedList;
import io.bidder.bidder.openrtb.Video;

/**
 * Reads banner, video and audio slots (OpenRTB 2.6, 3.2.6 to 3.2.8, 3.2.10 and 3.2.35). Each says
 * whether there is one: one that takes no type at all is none, nor is a video or audio slot that
 * says nothing.
 */
final class MediaReader {
  private final Fields fields;

  /** The deprecated {@code video.protocol}, wherever it stands. */
  private final IntList protocol = new IntList(Memory.unbounded(), BidRequest.MAX_CODES);

  MediaReader(Fields fields) {
    this.fields = fields;
  }

  boolean banner(Banner into) {
    into.clear();
    if (!fields.enterObject()) {
      return false;
    }
    boolean acceptsSome = true;
    for (String name = fields.nextField(); name != null; name = fields.nextField()) {
      switch (name) {
        case "id" -> fields.text(into.id);
        case "w" -> into.w = size();
        case "h" -> into.h = size();
        case "format" -> formats(into.formats);
        case "btype" -> fields.codes(into.btype);
        case "battr" -> fields.codes(into.battr);
        case "pos" -> into.pos = fields.count();
        case "mimes" -> acceptsSome = fields.mediaTypes(into.mimes);
        case "topframe" -> into.topframe = fields.bit();
        case "expdir" -> fields.codes(into.expdir);
        case "api" -> fields.codes(into.api);
        case "vcm" -> into.vcm = fields.bit();
        default -> fields.unknown();
      }
    }
    return acceptsSome;
  }

  private void formats(ReusedList<Format> into) {
    into.clear();
    if (!fields.enterArray()) {
      return;
    }
    while (fields.nextElement(into.isFull())) {
      if (fields.enterObject()) {
        format(into.add());
      }
    }
  }

  private void format(Format into) {
    into.clear();
    for (String name = fields.nextField(); name != null; name = fields.nextField()) {
      switch (name) {
        case "w" -> into.w = size();
        case "h" -> into.h = size();
        case "wratio" -> into.wratio = size();
        case "hratio" -> into.hratio = size();
        case "wmin" -> into.wmin = size();
        default -> fields.unknown();
      }
    }
  }

  boolean video(Video into) {
    into.clear();
    protocol.clear();
    if (!fields.enterObject()) {
      return false;
    }
    boolean acceptsSome = true;
    boolean hasContent = false;
    for (String name = fields.nextField(); name != null; name = fields.nextField()) {
      hasContent |= fields.token() != Token.NULL;
      switch (name) {
        case "mimes" -> acceptsSome = fields.mediaTypes(into.mimes);
        case "minduration" -> into.minduration = fields.count();
        case "maxduration" -> into.maxduration = fields.count();
        case "maxextended" -> into.maxextended = fields.integer(-1, Integer.MAX_VALUE);
        case "mincpmpersec" -> into.durationFloors.perSecondCpmMicros = fields.floorMicros();
        case "durfloors" -> durationFloors(into.durationFloors.ranges);
        case "podid" -> fields.text(into.pod.podid);
        case "podseq" -> into.pod.podseq = fields.integer();
        case "slotinpod" -> into.pod.slotinpod = fields.integer();
        case "poddur" -> into.pod.poddur = fields.positive();
        case "maxseq" -> into.pod.maxseq = fields.positive();
        case "protocols" -> fields.codes(into.protocols);
        case "protocol" -> fields.codes(protocol);
        case "w" -> into.w = size();
        case "h" -> into.h = size();
        case "startdelay" -> into.startdelay = fields.integer();
        case "placement" -> into.placement = fields.count();
        case "plcmt" -> into.plcmt = fields.count();
        case "linearity" -> into.linearity = fields.count();
        case "skip" -> into.skip = fields.bit();
        case "skipmin" -> into.skipmin = fields.count();
        case "skipafter" -> into.skipafter = fields.count();
        case "battr" -> fields.codes(into.battr);
        case "minbitrate" -> into.minbitrate = fields.count();
        case "maxbitrate" -> into.maxbitrate = fields.count();
        case "playbackmethod" -> fields.codes(into.playbackmethod);
        case "delivery" -> fields.codes(into.delivery);
        case "pos" -> into.pos = fields.count();
        case "api" -> fields.codes(into.api);
        case "rqddurs" -> fields.codes(into.rqddurs);
        case "boxingallowed" -> into.boxingallowed = fields.bit();
        default -> fields.unknown();
      }
    }
    for (int i = 0; i < protocol.size(); i++) {
      if (!into.protocols.contains(protocol.get(i)) && !into.protocols.isFull()) {
        into.protocols.add(protocol.get(i));
      }
    }
    return acceptsSome && hasContent;
  }

  boolean audio(Audio into) {
    into.clear();
    if (!fields.enterObject()) {
      return false;
    }
    boolean acceptsSome = true;
    boolean hasContent = false;
    for (String name = fields.nextField(); name != null; name = fields.nextField()) {
      hasContent |= fields.token() != Token.NULL;
      switch (name) {
        case "mimes" -> acceptsSome = fields.mediaTypes(into.mimes);
        case "minduration" -> into.minduration = fields.count();
        case "maxduration" -> into.maxduration = fields.count();
        case "maxextended" -> into.maxextended = fields.integer(-1, Integer.MAX_VALUE);
        case "mincpmpersec" -> into.durationFloors.perSecondCpmMicros = fields.floorMicros();
        case "durfloors" -> durationFloors(into.durationFloors.ranges);
        case "podid" -> fields.text(into.pod.podid);
        case "podseq" -> into.pod.podseq = fields.integer();
        case "slotinpod" -> into.pod.slotinpod = fields.integer();
        case "poddur" -> into.pod.poddur = fields.positive();
        case "maxseq" -> into.pod.maxseq = fields.positive();
        case "protocols" -> fields.codes(into.protocols);
        case "startdelay" -> into.startdelay = fields.integer();
        case "battr" -> fields.codes(into.battr);
        case "minbitrate" -> into.minbitrate = fields.count();
        case "maxbitrate" -> into.maxbitrate = fields.count();
        case "delivery" -> fields.codes(into.delivery);
        case "api" -> fields.codes(into.api);
        case "feed" -> into.feed = fields.count();
        case "stitched" -> into.stitched = fields.bit();
        case "nvol" -> into.nvol = fields.count();
        case "rqddurs" -> fields.codes(into.rqddurs);
        default -> fields.unknown();
      }
    }
    return acceptsSome && hasContent;
  }

  /** Reads floors of a slot, or of a deal on one. */
  void durationFloors(ReusedList<DurationFloors.Range> into) {
    into.clear();
    if (!fields.enterArray()) {
      return;
    }
    while (fields.nextElement(into.isFull())) {
      if (fields.enterObject()) {
        durationFloor(into.add());
      }
    }
  }

  private void durationFloor(DurationFloors.Range into) {
    into.clear();
    for (String name = fields.nextField(); name != null; name = fields.nextField()) {
      switch (name) {
        case "mindur" -> into.mindur = fields.count();
        case "maxdur" -> into.maxdur = fields.count();
        case "bidfloor" -> into.floorCpmMicros = fields.floorMicros();
        default -> fields.unknown();
      }
    }
  }

  /** A size of 0 is how some exchanges leave it open. */
  private int size() {
    int size = fields.count();
    return size == 0 ? BidRequest.NONE : size;
  }
}
