package io.bidder.bidder.campaign.rules;

import io.bidder.bidder.campaign.Advertiser;
import io.bidder.bidder.campaign.Creative;
import io.bidder.bidder.campaign.CreativeContent.Banner;
import io.bidder.bidder.campaign.CreativeContent.Native;
import io.bidder.bidder.campaign.CreativeContent.Vast;
import io.bidder.bidder.campaign.Rule;
import io.bidder.bidder.names.Categories;
import io.bidder.bidder.names.Texts;
import io.bidder.bidder.openrtb.BidRequest;
import io.bidder.bidder.openrtb.Device;
import io.bidder.bidder.openrtb.Format;
import io.bidder.bidder.openrtb.Imp;
import io.bidder.bidder.openrtb.IntList;
import io.bidder.bidder.openrtb.NativeAsset;
import io.bidder.bidder.openrtb.NativeRequest;
import io.bidder.bidder.openrtb.TextList;
import io.bidder.bidder.openrtb.Video;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Says what a rule of {@link CreativeRules} wanted and what an ad has. */
public final class CreativeWords {
  private CreativeWords() {}

  /**
   * Tells what the rule wanted and what came, for people.
   *
   * @param broken the first rule that the ad breaks
   */
  public static String why(
      Rule broken, BidRequest request, Imp imp, Advertiser advertiser, Creative creative) {
    return switch (broken) {
      case CATEGORY_BLOCKED -> category(told(request, advertiser, creative), request.bcat);
      case CATEGORY_UNKNOWN ->
          "%s of taxonomy %d, blocked are some of %d"
              .formatted(
                  String.join(", ", creative.allCategories(advertiser)),
                  advertiser.categoryTaxonomy(),
                  request.cattax);
      case CATEGORY_NOT_ALLOWED ->
          Words.unmet(told(request, advertiser, creative), Words.list(request.acat));
      case APP_BLOCKED -> Words.matches(creative.bundle(), creative.app());
      case MEDIUM -> Words.unmet(List.of(medium(creative)), media(imp));
      case SIZE -> size(request, imp, creative);
      case MEDIA -> media(imp, creative);
      case API -> api(imp, creative);
      case ATTRIBUTE_BLOCKED -> attribute(imp, creative);
      case AD_LANGUAGE -> Words.unmet(creative.languages(), Words.list(request.wlang));
      case SECURE -> Words.unmet(List.of("secure: false"), List.of("secure: true"));
      default -> throw new IllegalArgumentException(broken + " is no rule of an ad");
    };
  }

  private static List<String> told(BidRequest request, Advertiser advertiser, Creative creative) {
    return Categories.in(
        request.cattax, creative.allCategories(advertiser), advertiser.categoryTaxonomy());
  }

  private static String category(List<String> categories, TextList blocked) {
    for (String category : categories) {
      for (int i = 0; i < blocked.size(); i++) {
        if (Texts.isBelow(category, blocked.get(i))) {
          return Words.matches(category, blocked.get(i).toString());
        }
      }
    }
    throw new IllegalArgumentException("no category is blocked");
  }

  private static String size(BidRequest request, Imp imp, Creative creative) {
    return switch (creative.content()) {
      case Banner banner ->
          Words.unmet(List.of(size(banner.w(), banner.h())), bannerSizes(request, imp));
      case Vast vast ->
          Words.unmet(List.of(size(vast.w(), vast.h())), List.of(player(imp.video, vast)));
      case Native _ -> throw new IllegalArgumentException("a native ad has no size");
    };
  }

  private static String medium(Creative creative) {
    return switch (creative.content()) {
      case Banner _ -> "banner";
      case Vast vast -> vast.audio() ? "audio" : "video";
      case Native _ -> "native";
    };
  }

  private static List<String> media(Imp imp) {
    List<String> media = new ArrayList<>();
    addIf(imp.hasBanner, "banner", media);
    addIf(imp.hasVideo, "video", media);
    addIf(imp.hasAudio, "audio", media);
    addIf(imp.hasNative, "native", media);
    return media;
  }

  private static List<String> bannerSizes(BidRequest request, Imp imp) {
    String half = imp.instl ? "half of " : "";
    List<String> sizes = new ArrayList<>();
    if (BannerSizes.isSize(imp.banner.w, imp.banner.h)) {
      sizes.add(half + size(imp.banner.w, imp.banner.h));
    }
    for (int i = 0; i < imp.banner.formats.size(); i++) {
      Format format = imp.banner.formats.get(i);
      if (BannerSizes.isSize(format.w, format.h)) {
        sizes.add(half + size(format.w, format.h));
      }
      if (BannerSizes.isRatio(format)) {
        String from = format.wmin == BidRequest.NONE ? "" : " from a width of " + format.wmin;
        sizes.add(format.wratio + ":" + format.hratio + from);
      }
    }
    if (sizes.isEmpty() && imp.instl) {
      Device screen = request.device;
      int w = BannerSizes.independent(screen.w, screen);
      sizes.add("no more than " + size(w, BannerSizes.independent(screen.h, screen)));
    }
    return sizes;
  }

  private static String player(Video video, Vast vast) {
    String size = size(video.w, video.h);
    return vast.linear() ? size + " without bars" : "no more than " + size;
  }

  private static String media(Imp imp, Creative creative) {
    return switch (creative.content()) {
      case Banner banner -> mimes(banner.mimes(), imp.banner.mimes);
      case Vast vast when vast.audio() ->
          spot(
              vast,
              imp.audio.minduration,
              CreativeRules.longest(imp.audio),
              imp.audio.rqddurs,
              imp.audio.minbitrate,
              imp.audio.maxbitrate,
              imp.audio.protocols,
              imp.audio.mimes);
      case Vast vast when !CreativeRules.fitsLinearity(imp.video, vast) ->
          vast.linear() ? "linear, wanted an overlay" : "an overlay, wanted linear";
      case Vast vast ->
          spot(
              vast,
              imp.video.minduration,
              CreativeRules.longest(imp.video),
              imp.video.rqddurs,
              imp.video.minbitrate,
              imp.video.maxbitrate,
              imp.video.protocols,
              imp.video.mimes);
      case Native ad -> assets(ad, imp.nativeRequest);
    };
  }

  private static String spot(
      Vast vast,
      int minSeconds,
      int maxSeconds,
      IntList seconds,
      int minKbps,
      int maxKbps,
      IntList protocols,
      TextList mimes) {
    if (!CreativeRules.fitsDuration(minSeconds, maxSeconds, seconds, vast)) {
      return Words.unmet(
          List.of(vast.durationSeconds() + " seconds"),
          seconds.isEmpty() ? List.of(range(minSeconds, maxSeconds)) : numbers(seconds));
    }
    if (!CreativeRules.fitsBitrate(minKbps, maxKbps, vast)) {
      return Words.unmet(List.of(vast.bitrateKbps() + " kbit/s"), List.of(range(minKbps, maxKbps)));
    }
    if (!protocols.isEmpty() && !protocols.contains(vast.protocol())) {
      return Words.unmet(List.of("protocol " + vast.protocol()), numbers(protocols));
    }
    return mimes(vast.mimes(), mimes);
  }

  private static String mimes(List<String> had, TextList accepted) {
    return Words.unmet(
        had.stream().filter(mime -> !Mimes.accepts(accepted, mime)).toList(), Words.list(accepted));
  }

  private static String assets(Native ad, NativeRequest slot) {
    for (int i = 0; i < slot.assets.size(); i++) {
      NativeAsset asset = slot.assets.get(i);
      if (asset.required && NativeAssets.answer(ad, asset) == NativeAssets.UNANSWERED) {
        return "nothing for its required asset "
            + (asset.id == BidRequest.NONE ? "without id" : asset.id)
            + ", "
            + asset.kind.name().toLowerCase(Locale.ROOT);
      }
    }
    return "nothing for any of its " + slot.assets.size() + " assets";
  }

  private static String api(Imp imp, Creative creative) {
    IntList had =
        switch (creative.content()) {
          case Banner _ -> imp.banner.api;
          case Vast vast -> vast.audio() ? imp.audio.api : imp.video.api;
          case Native _ -> imp.nativeRequest.api;
        };
    return Words.unmet(
        numbers(had),
        creative.apis().needed().stream()
            .map(any -> any.stream().map(String::valueOf).collect(Collectors.joining(", ")))
            .toList());
  }

  private static String attribute(Imp imp, Creative creative) {
    if (creative.content() instanceof Banner banner && imp.banner.btype.contains(banner.type())) {
      return "type " + banner.type();
    }
    IntList blocked =
        switch (creative.content()) {
          case Banner _ -> imp.banner.battr;
          case Vast vast -> vast.audio() ? imp.audio.battr : imp.video.battr;
          case Native _ -> imp.nativeRequest.battr;
        };
    return "attribute "
        + creative.attributes().stream().filter(blocked::contains).findFirst().orElseThrow();
  }

  private static String range(int min, int max) {
    return (min == BidRequest.NONE ? 0 : min) + (max <= 0 ? " or more" : " to " + max);
  }

  private static List<String> numbers(IntList numbers) {
    return IntStream.range(0, numbers.size()).mapToObj(i -> numbers.get(i) + "").toList();
  }

  private static String size(int w, int h) {
    return w + "x" + h;
  }

  private static void addIf(boolean condition, String text, List<String> texts) {
    if (condition) {
      texts.add(text);
    }
  }
}
