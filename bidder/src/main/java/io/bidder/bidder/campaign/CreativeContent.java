package io.bidder.bidder.campaign;

import java.util.List;

/** What an ad is. Immutable. */
public sealed interface CreativeContent {
  /**
   * A banner.
   *
   * @param w width in device-independent pixels
   * @param h height
   * @param type ad type as in OpenRTB's list "Banner Ad Types", held against the blocked types: 1
   *     XHTML text, 2 XHTML banner, 3 JavaScript, 4 iframe
   * @param mimes of what it shows, such as {@code image/png}; held against {@code banner.mimes}
   * @param markup HTML with macros
   */
  record Banner(int w, int h, int type, List<String> mimes, String markup)
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
   * @param protocol VAST version as in OpenRTB's list "Protocols": 2, 3, 7, 11, 13 or the wrapper
   *     of one
   * @param linear in-stream, or an overlay
   * @param bitrateKbps 0 if not known
   * @param vast XML with macros
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
      String vast)
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
   * @param link landing page, with macros
   * @param clickTrackers URLs with macros
   * @param impressionTrackers URLs with macros
   */
  record Native(
      String title,
      List<Image> images,
      List<Data> data,
      String link,
      List<String> clickTrackers,
      List<String> impressionTrackers)
      implements CreativeContent {
    public Native {
      images = List.copyOf(images);
      data = List.copyOf(data);
      clickTrackers = List.copyOf(clickTrackers);
      impressionTrackers = List.copyOf(impressionTrackers);
    }
  }

  /** An image of a native ad. */
  record Image(int type, String url, int w, int h, String mime) {}

  /** A text of a native ad. */
  record Data(int type, String value) {}
}
