package io.bidder.bidder.campaign.rules;

import io.bidder.bidder.campaign.Advertiser;
import io.bidder.bidder.campaign.Creative;
import io.bidder.bidder.campaign.CreativeContent;
import io.bidder.bidder.campaign.CreativeContent.Banner;
import io.bidder.bidder.campaign.CreativeContent.Native;
import io.bidder.bidder.campaign.CreativeContent.Vast;
import io.bidder.bidder.campaign.Rule;
import io.bidder.bidder.names.Categories;
import io.bidder.bidder.names.Texts;
import io.bidder.bidder.openrtb.Audio;
import io.bidder.bidder.openrtb.BidRequest;
import io.bidder.bidder.openrtb.Imp;
import io.bidder.bidder.openrtb.IntList;
import io.bidder.bidder.openrtb.PodPlace;
import io.bidder.bidder.openrtb.TextList;
import io.bidder.bidder.openrtb.Video;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rules that keep an ad from a slot, for one ad at a time. */
public final class CreativeRules {
  private static final int LINEAR = 1;
  private static final int NON_LINEAR = 2;

  /** Of {@code maxextended}. */
  private static final int ANY_EXTENSION = -1;

  /** Aspect ratios that differ by less, in percent, need no bars. */
  private static final int SAME_RATIO_PERCENT = 3;

  private CreativeRules() {}

  /** The first rule that keeps the ad from the slot, in {@link Rule}'s order; null for none. */
  public static @Nullable Rule firstBroken(
      BidRequest request, Imp imp, Advertiser advertiser, Creative creative) {
    Rule category = byCategory(request, advertiser, creative);
    if (category != null) {
      return category;
    }
    if (!creative.bundle().isEmpty() && request.bapp.contains(creative.app())) {
      return Rule.APP_BLOCKED;
    }
    Rule content = firstBrokenBySlot(request, imp, creative);
    if (content != null) {
      return content;
    }
    if (!languagesAllowed(creative, request.wlang)) {
      return Rule.AD_LANGUAGE;
    }
    return imp.secure && !creative.secure() ? Rule.SECURE : null;
  }

  /**
   * The first of {@code MEDIUM, SIZE, MEDIA, API, ATTRIBUTE_BLOCKED} that keeps the ad from the
   * slot. Allocates nothing.
   */
  public static @Nullable Rule firstBrokenBySlot(BidRequest request, Imp imp, Creative creative) {
    CreativeContent content = creative.content();
    return switch (content) {
      case Banner banner -> banner(request, imp, creative, banner);
      case Vast vast when vast.audio() -> audio(imp, creative, vast);
      case Vast vast -> video(imp, creative, vast);
      case Native ad -> nativeAd(imp, creative, ad);
    };
  }

  static boolean languagesAllowed(Creative creative, TextList allowed) {
    if (allowed.isEmpty()) {
      return true;
    }
    List<String> languages = creative.languages();
    for (int i = 0; i < languages.size(); i++) {
      if (!languageAllowed(languages.get(i), allowed)) {
        return false;
      }
    }
    return true;
  }

  private static @Nullable Rule banner(
      BidRequest request, Imp imp, Creative creative, Banner banner) {
    if (!imp.hasBanner) {
      return Rule.MEDIUM;
    }
    if (!BannerSizes.take(imp, request.device, banner.w(), banner.h())) {
      return Rule.SIZE;
    }
    if (!Mimes.acceptsAll(imp.banner.mimes, banner.mimes())) {
      return Rule.MEDIA;
    }
    if (!creative.apis().areIn(imp.banner.api)) {
      return Rule.API;
    }
    return imp.banner.btype.contains(banner.type())
            || isAnyBlocked(creative.attributes(), imp.banner.battr)
        ? Rule.ATTRIBUTE_BLOCKED
        : null;
  }

  private static @Nullable Rule video(Imp imp, Creative creative, Vast vast) {
    Video video = imp.video;
    if (!imp.hasVideo) {
      return Rule.MEDIUM;
    }
    if (!fitsPlayer(video, vast)) {
      return Rule.SIZE;
    }
    if (!fitsLinearity(video, vast)
        || !fitsDuration(video.minduration, longest(video), video.rqddurs, vast)
        || !fitsBitrate(video.minbitrate, video.maxbitrate, vast)
        || !(video.protocols.isEmpty() || video.protocols.contains(vast.protocol()))
        || !Mimes.acceptsAny(video.mimes, vast.mimes())) {
      return Rule.MEDIA;
    }
    if (!creative.apis().areIn(video.api)) {
      return Rule.API;
    }
    return isAnyBlocked(creative.attributes(), video.battr) ? Rule.ATTRIBUTE_BLOCKED : null;
  }

  private static @Nullable Rule audio(Imp imp, Creative creative, Vast vast) {
    Audio audio = imp.audio;
    if (!imp.hasAudio) {
      return Rule.MEDIUM;
    }
    if (!fitsDuration(audio.minduration, longest(audio), audio.rqddurs, vast)
        || !fitsBitrate(audio.minbitrate, audio.maxbitrate, vast)
        || !(audio.protocols.isEmpty() || audio.protocols.contains(vast.protocol()))
        || !Mimes.acceptsAny(audio.mimes, vast.mimes())) {
      return Rule.MEDIA;
    }
    if (!creative.apis().areIn(audio.api)) {
      return Rule.API;
    }
    return isAnyBlocked(creative.attributes(), audio.battr) ? Rule.ATTRIBUTE_BLOCKED : null;
  }

  private static @Nullable Rule nativeAd(Imp imp, Creative creative, Native ad) {
    if (!imp.hasNative) {
      return Rule.MEDIUM;
    }
    if (!NativeAssets.fits(ad, imp.nativeRequest)) {
      return Rule.MEDIA;
    }
    if (!creative.apis().areIn(imp.nativeRequest.api)) {
      return Rule.API;
    }
    return isAnyBlocked(creative.attributes(), imp.nativeRequest.battr)
        ? Rule.ATTRIBUTE_BLOCKED
        : null;
  }

  /**
   * A player scales a linear spot, with bars where the ratios differ unless they are not allowed;
   * an overlay must fit inside it.
   */
  private static boolean fitsPlayer(Video video, Vast vast) {
    if (!BannerSizes.isSize(video.w, video.h)) {
      return true;
    }
    if (!vast.linear()) {
      return vast.w() <= video.w && vast.h() <= video.h;
    }
    if (video.boxingallowed != 0) {
      return true;
    }
    long first = (long) vast.w() * video.h;
    long second = (long) vast.h() * video.w;
    return Math.abs(first - second) * 100 <= Math.max(first, second) * SAME_RATIO_PERCENT;
  }

  static boolean fitsLinearity(Video video, Vast vast) {
    return video.linearity == BidRequest.NONE
        || video.linearity == (vast.linear() ? LINEAR : NON_LINEAR);
  }

  /** Seconds of the longest spot that the slot takes; 0 or less for any. */
  static int longest(Video video) {
    return longest(video.maxduration, video.maxextended, video.pod);
  }

  /** Likewise. */
  static int longest(Audio audio) {
    return longest(audio.maxduration, audio.maxextended, audio.pod);
  }

  private static int longest(int max, int extended, PodPlace pod) {
    int own =
        max <= 0 || extended == ANY_EXTENSION
            ? 0
            : (int) Math.min(Integer.MAX_VALUE, (long) max + Math.max(0, extended));
    return pod.poddur == BidRequest.NONE || (own > 0 && own < pod.poddur) ? own : pod.poddur;
  }

  static boolean fitsDuration(int min, int max, IntList required, Vast vast) {
    int seconds = vast.durationSeconds();
    return required.isEmpty()
        ? (min == BidRequest.NONE || seconds >= min) && (max <= 0 || seconds <= max)
        : required.contains(seconds);
  }

  static boolean fitsBitrate(int min, int max, Vast vast) {
    int kbps = vast.bitrateKbps();
    return kbps == 0 || ((min == BidRequest.NONE || kbps >= min) && (max <= 0 || kbps <= max));
  }

  private static boolean isAnyBlocked(List<Integer> attributes, IntList blocked) {
    for (int i = 0; i < attributes.size(); i++) {
      if (blocked.contains(attributes.get(i))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isAnyBelow(List<String> categories, TextList list) {
    for (int i = 0; i < categories.size(); i++) {
      for (int k = 0; k < list.size(); k++) {
        if (Texts.isBelow(categories.get(i), list.get(k))) {
          return true;
        }
      }
    }
    return false;
  }

  private static @Nullable Rule byCategory(
      BidRequest request, Advertiser advertiser, Creative creative) {
    List<String> categories = creative.allCategories(advertiser);
    List<List<String>> told =
        categories.stream()
            .map(own -> Categories.in(request.cattax, own, advertiser.categoryTaxonomy()))
            .toList();
    if (told.stream().anyMatch(category -> isAnyBelow(category, request.bcat))) {
      return Rule.CATEGORY_BLOCKED;
    }
    if (!request.bcat.isEmpty()
        && !advertiser.bidsUncompared()
        && told.stream().anyMatch(List::isEmpty)) {
      return Rule.CATEGORY_UNKNOWN;
    }
    boolean allowed =
        request.acat.isEmpty()
            || (!told.isEmpty()
                && told.stream().allMatch(category -> isAnyBelow(category, request.acat)));
    return allowed ? null : Rule.CATEGORY_NOT_ALLOWED;
  }

  /** Tells whether a list has the language, in whatever region. */
  public static boolean languageAllowed(String language, TextList allowed) {
    int end = Texts.primaryLanguageEnd(language);
    for (int i = 0; i < allowed.size(); i++) {
      CharSequence text = allowed.get(i);
      if (Texts.primaryLanguageEnd(text) == end && Texts.equalUpTo(text, language, end)) {
        return true;
      }
    }
    return false;
  }
}
