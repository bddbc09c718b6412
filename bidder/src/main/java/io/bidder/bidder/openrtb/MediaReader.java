package io.bidder.bidder.openrtb;

/** Reads banner, video and audio slots (OpenRTB 2.6, 3.2.6 to 3.2.8 and 3.2.10). */
final class MediaReader {
  private final Fields fields;

  MediaReader(Fields fields) {
    this.fields = fields;
  }

  void banner(Banner into) {
    into.clear();
    for (String name = fields.nextField(); name != null; name = fields.nextField()) {
      switch (name) {
        case "id" -> fields.text(into.id);
        case "w" -> into.w = positive();
        case "h" -> into.h = positive();
        case "format" -> formats(into);
        case "btype" -> fields.integers(into.btype);
        case "battr" -> fields.integers(into.battr);
        case "pos" -> into.pos = fields.integer();
        case "mimes" -> fields.texts(into.mimes, true);
        case "topframe" -> into.topframe = fields.integer();
        case "expdir" -> fields.integers(into.expdir);
        case "api" -> fields.integers(into.api);
        case "vcm" -> into.vcm = fields.integer();
        default -> fields.skip();
      }
    }
  }

  private void formats(Banner into) {
    into.formats.clear();
    if (!fields.isArray()) {
      return;
    }
    while (fields.nextElement()) {
      if (into.formats.isFull()) {
        fields.leaveOut();
      } else if (fields.isObject()) {
        format(into.formats.add());
      }
    }
  }

  private void format(Format into) {
    into.clear();
    for (String name = fields.nextField(); name != null; name = fields.nextField()) {
      switch (name) {
        case "w" -> into.w = positive();
        case "h" -> into.h = positive();
        case "wratio" -> into.wratio = positive();
        case "hratio" -> into.hratio = positive();
        case "wmin" -> into.wmin = positive();
        default -> fields.skip();
      }
    }
  }

  void video(Video into) {
    into.clear();
    for (String name = fields.nextField(); name != null; name = fields.nextField()) {
      switch (name) {
        case "mimes" -> fields.texts(into.mimes, true);
        case "minduration" -> into.minduration = fields.integer();
        case "maxduration" -> into.maxduration = fields.integer();
        case "protocols" -> fields.integers(into.protocols);
        // Some send an array under the deprecated name.
        case "protocol" -> protocol(into.protocols);
        case "w" -> into.w = positive();
        case "h" -> into.h = positive();
        case "startdelay" -> into.startdelay = fields.integer();
        case "placement" -> into.placement = fields.integer();
        case "plcmt" -> into.plcmt = fields.integer();
        case "linearity" -> into.linearity = fields.integer();
        case "skip" -> into.skip = fields.integer();
        case "skipmin" -> into.skipmin = fields.integer();
        case "skipafter" -> into.skipafter = fields.integer();
        case "battr" -> fields.integers(into.battr);
        case "minbitrate" -> into.minbitrate = fields.integer();
        case "maxbitrate" -> into.maxbitrate = fields.integer();
        case "playbackmethod" -> fields.integers(into.playbackmethod);
        case "delivery" -> fields.integers(into.delivery);
        case "pos" -> into.pos = fields.integer();
        case "api" -> fields.integers(into.api);
        case "rqddurs" -> fields.integers(into.rqddurs);
        case "boxingallowed" -> into.boxingallowed = fields.integer();
        default -> fields.skip();
      }
    }
  }

  private void protocol(IntList protocols) {
    if (protocols.isEmpty()) {
      fields.integers(protocols);
    } else {
      fields.skip();
    }
  }

  void audio(Audio into) {
    into.clear();
    for (String name = fields.nextField(); name != null; name = fields.nextField()) {
      switch (name) {
        case "mimes" -> fields.texts(into.mimes, true);
        case "minduration" -> into.minduration = fields.integer();
        case "maxduration" -> into.maxduration = fields.integer();
        case "protocols" -> fields.integers(into.protocols);
        case "startdelay" -> into.startdelay = fields.integer();
        case "battr" -> fields.integers(into.battr);
        case "minbitrate" -> into.minbitrate = fields.integer();
        case "maxbitrate" -> into.maxbitrate = fields.integer();
        case "delivery" -> fields.integers(into.delivery);
        case "api" -> fields.integers(into.api);
        case "feed" -> into.feed = fields.integer();
        case "stitched" -> into.stitched = fields.integer();
        case "nvol" -> into.nvol = fields.integer();
        case "rqddurs" -> fields.integers(into.rqddurs);
        default -> fields.skip();
      }
    }
  }

  /** A size; 0 and less are as good as absent. */
  private int positive() {
    int value = fields.integer();
    return value > 0 ? value : BidRequest.NONE;
  }
}
