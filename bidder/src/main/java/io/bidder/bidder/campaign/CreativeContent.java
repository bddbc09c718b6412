package io.bidder.bidder.campaign;

import java.util.List;

/** The content of an ad, by its kind. Immutable. */
public sealed interface CreativeContent {
  /**
   * A banner.
   *
   * @param w width in device-independent pixels
   * @param h height
   * @param type ad type as in OpenRTB's list "Banner Ad Types", held against the blocked types: 1
   *     XHTML text, 2 XHTML banner, 3 JavaScript, 4 iframe
   * @param mimes of what it shows, such as {@code image/png}; held against {@code banner.mimes}
   * @param markup HTML
   */
  record Banner(int w, int h, int type, List<String> mimes, Markup markup)
      implements CreativeContent {
    public Banner {
      mimes = List.copyOf(mimes);
    }
  }

  /**
   * A video or, with {@code audio}, a sound.
   *
   * @param w width of the media; 0 for audio
   * @param h height; 0 for audio
   * @param durationSeconds of the spot
   * @param mimes of its media files, such as {@code video/mp4}
   * @param protocol VAST version as in AdCOM's list "Creative Subtypes - Audio/Video": 2, 3, 7, 11,
   *     13, 15 or the wrapper of one
   * @param linear in-stream, or an overlay
   * @param bitrateKbps 0 if not known
   * @param markup VAST, an XML document
   */
  record Vast(
      boolean audio,
      int w,
      int h,
      int durationSeconds,
      List<String> mimes,
      int protocol,
      boolean linear,
      int bitrateKbps,
      Markup markup)
      implements CreativeContent {
    public Vast {
      mimes = List.copyOf(mimes);
    }
  }

  /**
   * A native ad: the assets that there are to choose from.
   *
   * @param title text; empty for none
   * @param images by type as in the native specification's "Image Asset Types": 1 icon, 3 main
   * @param data by type as in "Data Asset Types": 1 sponsored, 2 description, 12 call to action …
   * @param link URL of the landing page
   * @param clickTrackers URLs
   * @param impressionTrackers URLs
   */
  record Native(
      String title,
      List<Image> images,
      List<Data> data,
      Markup link,
      List<Markup> clickTrackers,
      List<Markup> impressionTrackers)
      implements CreativeContent {
    public Native {
      images = List.copyOf(images);
      data = List.copyOf(data);
      clickTrackers = List.copyOf(clickTrackers);
      impressionTrackers = List.copyOf(impressionTrackers);
    }
  }

  /** An image of a native ad. */
  record Image(int type, Markup url, int w, int h, String mime) {}

  /** A text of a native ad. */
  record Data(int type, String value) {}
}
