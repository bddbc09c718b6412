package io.bidder.bidder.response;

import io.bidder.bidder.campaign.Advertiser;
import io.bidder.bidder.campaign.Campaign;
import io.bidder.bidder.campaign.Creative;
import io.bidder.bidder.campaign.CreativeContent;
import io.bidder.bidder.campaign.Markup;
import io.bidder.bidder.campaign.Transparency;
import io.bidder.bidder.json.JsonStrings;
import io.bidder.bidder.response.Template.Place;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The parts of an ad's bids that are known beforehand. Immutable and thread-safe. */
final class BidTemplate {
  private static final byte[] NOTHING = {};
  private static final int MTYPE_BANNER = 1;
  private static final int MTYPE_VIDEO = 2;
  private static final int MTYPE_AUDIO = 3;
  private static final int MTYPE_NATIVE = 4;

  final Campaign campaign;
  final Creative creative;

  /** Members of the bid object, each with a comma before it. */
  final byte[] fields;

  /** The member with what the Digital Services Act wants told; empty if the advertiser has none. */
  final byte[] transparency;

  /** Likewise, without who chose to whom the ad is shown. */
  final byte[] transparencyInBrief;

  /** The notice URL, up to what a native ad adds; null if the markup is in the bid. */
  final @Nullable Template noticeUrl;

  /** HTML or VAST, escaped for where it is delivered; null for a native ad. */
  final @Nullable Template markup;

  /** The native ad, escaped for where it is delivered; null for any other ad. */
  final @Nullable NativeTemplate nativeAd;

  BidTemplate(Campaign campaign, Creative creative, String publicUrl, boolean outcomes) {
    this.campaign = campaign;
    this.creative = creative;
    fields = fields(campaign.advertiser(), campaign, creative).getBytes(StandardCharsets.UTF_8);
    Transparency told = campaign.advertiser().transparency();
    transparency = told == null ? NOTHING : transparency(told, true);
    transparencyInBrief = told == null ? NOTHING : transparency(told, false);
    boolean onNotice = creative.delivery() == Creative.Delivery.NURL;
    Place place = onNotice ? Place.NOTICE : Place.BID;
    noticeUrl = onNotice ? NoticeUrl.template(publicUrl, campaign, creative) : null;
    markup =
        switch (creative.content()) {
          case CreativeContent.Banner banner ->
              template(banner.markup(), place, campaign, creative, outcomes);
          case CreativeContent.Vast vast ->
              template(
                  outcomes ? VastTracking.added(vast.markup()) : vast.markup(),
                  place,
                  campaign,
                  creative,
                  outcomes);
          case CreativeContent.Native _ -> null;
        };
    nativeAd =
        creative.content() instanceof CreativeContent.Native ad
            ? new NativeTemplate(ad, place, campaign, creative, outcomes)
            : null;
  }

  private static Template template(
      Markup markup, Place place, Campaign campaign, Creative creative, boolean outcomes) {
    return new Template.Builder(place, campaign, creative, outcomes).markup(markup).build();
  }

  private static String fields(Advertiser advertiser, Campaign campaign, Creative creative) {
    StringBuilder json = new StringBuilder();
    text(json, "adid", creative.adId());
    if (!advertiser.domain().isEmpty()) {
      texts(json, "adomain", List.of(advertiser.domain()));
    }
    text(json, "bundle", creative.bundle());
    text(json, "cid", campaign.id());
    text(json, "crid", creative.id());
    List<String> categories =
        creative.categories().isEmpty() ? advertiser.categories() : creative.categories();
    if (!categories.isEmpty()) {
      texts(json, "cat", categories);
      json.append(",\"cattax\":").append(advertiser.categoryTaxonomy());
    }
    if (!creative.attributes().isEmpty()) {
      json.append(",\"attr\":").append(creative.attributes()); // As a list of numbers prints.
    }
    if (!creative.apis().needed().isEmpty()) {
      json.append(",\"apis\":")
          .append(creative.apis().needed().stream().flatMap(List::stream).toList());
    }
    if (!creative.languages().isEmpty()) {
      text(json, "language", creative.languages().getFirst());
    }
    switch (creative.content()) {
      case CreativeContent.Banner _ -> number(json, "mtype", MTYPE_BANNER);
      case CreativeContent.Vast vast -> {
        number(json, "mtype", vast.audio() ? MTYPE_AUDIO : MTYPE_VIDEO);
        number(json, "protocol", vast.protocol());
        number(json, "dur", vast.durationSeconds());
        if (!vast.audio()) {
          number(json, "w", vast.w());
          number(json, "h", vast.h());
        }
      }
      case CreativeContent.Native _ -> number(json, "mtype", MTYPE_NATIVE);
    }
    return json.toString();
  }

  private static byte[] transparency(Transparency told, boolean withParties) {
    StringBuilder json = new StringBuilder(",\"ext\":{\"dsa\":{\"behalf\":");
    json.append(JsonStrings.quoted(told.behalf()));
    json.append(",\"paid\":").append(JsonStrings.quoted(told.paid()));
    if (withParties && !told.parties().isEmpty()) {
      json.append(
          told.parties().stream()
              .map(party ->
                  "{\"domain\":"
                      + JsonStrings.quoted(party.domain())
                      // As a list of numbers prints.
                      + ",\"dsaparams\":"
                      + party.params()
                      + "}")
              .collect(Collectors.joining(",", ",\"transparency\":[", "]")));
    }
    json.append(",\"adrender\":").append(told.adRenders() ? 1 : 0).append("}}");
    return json.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void text(StringBuilder json, String name, String value) {
    if (!value.isEmpty()) {
      json.append(",\"").append(name).append("\":").append(JsonStrings.quoted(value));
    }
  }

  private static void texts(StringBuilder json, String name, List<String> values) {
    json.append(",\"").append(name).append("\":");
    json.append(
        values.stream().map(JsonStrings::quoted).collect(Collectors.joining(",", "[", "]")));
  }

  private static void number(StringBuilder json, String name, int value) {
    if (value > 0) {
      json.append(",\"").append(name).append("\":").append(value);
    }
  }
}
