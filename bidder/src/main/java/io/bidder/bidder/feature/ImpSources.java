package io.bidder.bidder.feature;

import io.bidder.bidder.json.Text;
import io.bidder.bidder.openrtb.BidRequest;
import io.bidder.bidder.openrtb.Deal;
import io.bidder.bidder.openrtb.DurationFloors;
import io.bidder.bidder.openrtb.Format;
import io.bidder.bidder.openrtb.Imp;
import io.bidder.bidder.openrtb.IntList;
import io.bidder.bidder.openrtb.NativeAsset;
import io.bidder.bidder.openrtb.PodPlace;
import io.bidder.bidder.openrtb.TextList;
import io.bidder.modelstore.schema.ValueSink;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;

/** The part of {@link RequestSources} that lies in an impression. */
final class ImpSources {
  private static final double MICROS = 1e6;

  private static final Map<String, RequestSource> BY_PATH = new HashMap<>();

  static {
    imp();
    banner();
    video();
    audio();
    nativeMarkup("imp.native.");
    nativeMarkup("imp.native.request.");
    nativeMarkup("imp.native.request.native.");
    codes("imp.native.battr", i -> i.nativeRequest.battr);
    codes("imp.native.api", i -> i.nativeRequest.api);
  }

  private ImpSources() {}

  static void addTo(Map<String, RequestSource> readers) {
    readers.putAll(BY_PATH);
  }

  private static void imp() {
    text("imp.id", i -> i.id);
    text("imp.tagid", i -> i.tagid);
    text("imp.displaymanager", i -> i.displaymanager);
    flag("imp.instl", i -> i.instl);
    each("imp.bidfloor", (i, into, at) -> into.putDouble(at, i.floorCpmMicros / MICROS));
    text("imp.bidfloorcur", i -> i.bidfloorcur);
    flag("imp.secure", i -> i.secure);
    number("imp.exp", i -> i.exp);
    flag("imp.pmp.private_auction", i -> i.privateAuction);
    deals("imp.pmp.deals.id", (deal, into, at) -> into.putText(at, deal.id));
    deals(
        "imp.pmp.deals.bidfloor",
        (deal, into, at) -> into.putDouble(at, deal.floorCpmMicros / MICROS));
    deals(
        "imp.pmp.deals.mincpmpersec",
        (deal, into, at) -> into.putDouble(at, deal.durationFloors.perSecondCpmMicros / MICROS));
    deals("imp.pmp.deals.bidfloorcur", (deal, into, at) -> into.putText(at, deal.bidfloorcur));
    deals("imp.pmp.deals.at", (deal, into, at) -> KnownValues.put(deal.at, into, at));
    deals("imp.pmp.deals.wseat", (deal, into, at) -> KnownValues.put(deal.wseat, into, at));
    deals("imp.pmp.deals.wadomain", (deal, into, at) -> KnownValues.put(deal.wadomain, into, at));
  }

  private static void banner() {
    text("imp.banner.id", i -> i.banner.id);
    number("imp.banner.w", i -> bannerSize(i, i.banner.w, format -> format.w));
    number("imp.banner.h", i -> bannerSize(i, i.banner.h, format -> format.h));
    formats("imp.banner.format.w", format -> format.w);
    formats("imp.banner.format.h", format -> format.h);
    formats("imp.banner.format.wratio", format -> format.wratio);
    formats("imp.banner.format.hratio", format -> format.hratio);
    formats("imp.banner.format.wmin", format -> format.wmin);
    codes("imp.banner.btype", i -> i.banner.btype);
    codes("imp.banner.battr", i -> i.banner.battr);
    number("imp.banner.pos", i -> i.banner.pos);
    texts("imp.banner.mimes", i -> i.banner.mimes);
    number("imp.banner.topframe", i -> i.banner.topframe);
    codes("imp.banner.expdir", i -> i.banner.expdir);
    codes("imp.banner.api", i -> i.banner.api);
    number("imp.banner.vcm", i -> i.banner.vcm);
  }

  private static void video() {
    texts("imp.video.mimes", i -> i.video.mimes);
    number("imp.video.minduration", i -> i.video.minduration);
    number("imp.video.maxduration", i -> i.video.maxduration);
    spot("imp.video.", i -> i.video.maxextended, i -> i.video.durationFloors, i -> i.video.pod);
    codes("imp.video.protocols", i -> i.video.protocols);
    codes("imp.video.protocol", i -> i.video.protocols);
    number("imp.video.w", i -> i.video.w);
    number("imp.video.h", i -> i.video.h);
    number("imp.video.startdelay", i -> i.video.startdelay);
    number("imp.video.placement", i -> i.video.placement);
    number("imp.video.plcmt", i -> i.video.plcmt);
    number("imp.video.linearity", i -> i.video.linearity);
    number("imp.video.skip", i -> i.video.skip);
    number("imp.video.skipmin", i -> i.video.skipmin);
    number("imp.video.skipafter", i -> i.video.skipafter);
    codes("imp.video.battr", i -> i.video.battr);
    number("imp.video.minbitrate", i -> i.video.minbitrate);
    number("imp.video.maxbitrate", i -> i.video.maxbitrate);
    codes("imp.video.playbackmethod", i -> i.video.playbackmethod);
    codes("imp.video.delivery", i -> i.video.delivery);
    number("imp.video.pos", i -> i.video.pos);
    codes("imp.video.api", i -> i.video.api);
    codes("imp.video.rqddurs", i -> i.video.rqddurs);
    number("imp.video.boxingallowed", i -> i.video.boxingallowed);
  }

  private static void audio() {
    texts("imp.audio.mimes", i -> i.audio.mimes);
    number("imp.audio.minduration", i -> i.audio.minduration);
    number("imp.audio.maxduration", i -> i.audio.maxduration);
    spot("imp.audio.", i -> i.audio.maxextended, i -> i.audio.durationFloors, i -> i.audio.pod);
    codes("imp.audio.protocols", i -> i.audio.protocols);
    number("imp.audio.startdelay", i -> i.audio.startdelay);
    codes("imp.audio.battr", i -> i.audio.battr);
    number("imp.audio.minbitrate", i -> i.audio.minbitrate);
    number("imp.audio.maxbitrate", i -> i.audio.maxbitrate);
    codes("imp.audio.delivery", i -> i.audio.delivery);
    codes("imp.audio.api", i -> i.audio.api);
    number("imp.audio.feed", i -> i.audio.feed);
    number("imp.audio.stitched", i -> i.audio.stitched);
    number("imp.audio.nvol", i -> i.audio.nvol);
    codes("imp.audio.rqddurs", i -> i.audio.rqddurs);
  }

  private static void spot(
      String under,
      ToIntFunction<Imp> maxextended,
      Function<Imp, DurationFloors> floors,
      Function<Imp, PodPlace> pod) {
    number(under + "maxextended", maxextended);
    each(
        under + "mincpmpersec",
        (i, into, at) -> into.putDouble(at, floors.apply(i).perSecondCpmMicros / MICROS));
    text(under + "podid", i -> pod.apply(i).podid);
    number(under + "podseq", i -> pod.apply(i).podseq);
    number(under + "slotinpod", i -> pod.apply(i).slotinpod);
    number(under + "poddur", i -> pod.apply(i).poddur);
    number(under + "maxseq", i -> pod.apply(i).maxseq);
  }

  /** The native request stands at several places, and is a text at one of them. */
  private static void nativeMarkup(String under) {
    text(under + "ver", i -> i.nativeRequest.ver);
    number(under + "layout", i -> i.nativeRequest.layout);
    number(under + "context", i -> i.nativeRequest.context);
    number(under + "contextsubtype", i -> i.nativeRequest.contextsubtype);
    number(under + "plcmttype", i -> i.nativeRequest.plcmttype);
    number(under + "plcmtcnt", i -> i.nativeRequest.plcmtcnt);
    assets(under + "assets.id", asset -> asset.id);
    assets(under + "assets.img.type", NativeAsset.Kind.IMAGE, asset -> asset.type);
    assets(under + "assets.data.type", NativeAsset.Kind.DATA, asset -> asset.type);
    assets(under + "assets.title.len", NativeAsset.Kind.TITLE, asset -> asset.len);
  }

  /** The slot's own side, or that of the first format where it has its sizes in a list only. */
  private static int bannerSize(Imp imp, int own, ToIntFunction<Format> of) {
    boolean sized = imp.banner.w != BidRequest.NONE && imp.banner.h != BidRequest.NONE;
    return sized || imp.banner.formats.isEmpty() ? own : of.applyAsInt(imp.banner.formats.get(0));
  }

  @FunctionalInterface
  private interface ImpReader {
    void put(Imp imp, ValueSink into, int source);
  }

  @FunctionalInterface
  private interface DealReader {
    void put(Deal deal, ValueSink into, int source);
  }

  private static void each(String path, ImpReader reader) {
    BY_PATH.put(path, (r, i, into, source) -> reader.put(i, into, source));
  }

  private static void text(String path, Function<Imp, Text> of) {
    each(path, (i, into, source) -> into.putText(source, of.apply(i)));
  }

  private static void texts(String path, Function<Imp, TextList> of) {
    each(path, (i, into, source) -> KnownValues.put(of.apply(i), into, source));
  }

  private static void number(String path, ToIntFunction<Imp> of) {
    each(path, (i, into, source) -> KnownValues.put(of.applyAsInt(i), into, source));
  }

  private static void codes(String path, Function<Imp, IntList> of) {
    each(path, (i, into, source) -> KnownValues.put(of.apply(i), into, source));
  }

  private static void flag(String path, Predicate<Imp> of) {
    each(path, (i, into, source) -> into.putLong(source, of.test(i) ? 1 : 0));
  }

  private static void deals(String path, DealReader reader) {
    each(
        path,
        (i, into, source) -> {
          for (int d = 0; d < i.deals.size(); d++) {
            reader.put(i.deals.get(d), into, source);
          }
        });
  }

  private static void formats(String path, ToIntFunction<Format> of) {
    each(
        path,
        (i, into, source) -> {
          for (int f = 0; f < i.banner.formats.size(); f++) {
            KnownValues.put(of.applyAsInt(i.banner.formats.get(f)), into, source);
          }
        });
  }

  private static void assets(String path, ToIntFunction<NativeAsset> of) {
    each(
        path,
        (i, into, source) -> {
          for (int a = 0; a < i.nativeRequest.assets.size(); a++) {
            KnownValues.put(of.applyAsInt(i.nativeRequest.assets.get(a)), into, source);
          }
        });
  }

  private static void assets(String path, NativeAsset.Kind kind, ToIntFunction<NativeAsset> of) {
    assets(path, asset -> asset.kind == kind ? of.applyAsInt(asset) : BidRequest.NONE);
  }
}
