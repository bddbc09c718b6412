package io.bidder.bidder.feature;

import io.bidder.bidder.json.Text;
import io.bidder.bidder.openrtb.BidRequest;
import io.bidder.bidder.openrtb.BidRequest.InventoryKind;
import io.bidder.bidder.openrtb.Eid;
import io.bidder.bidder.openrtb.Geo;
import io.bidder.bidder.openrtb.IntList;
import io.bidder.bidder.openrtb.Inventory;
import io.bidder.bidder.openrtb.SupplyNode;
import io.bidder.bidder.openrtb.TextList;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The values of a {@link BidRequest} by a feature's source path: every field that it has, at its
 * 2.6 position and, where there are others, at those too. Fields that the specification has a
 * default for are never missing.
 */
final class RequestSources {
  private static final Map<String, RequestSource> BY_PATH = new HashMap<>();

  /** Lists in one text, separated by commas, for features that read one value after the other. */
  private static final Map<String, RequestSource> SEPARATED = new HashMap<>();

  static {
    request();
    ImpSources.addTo(BY_PATH);
    inventory("site.", InventoryKind.SITE);
    inventory("app.", InventoryKind.APP);
    inventory("dooh.", InventoryKind.DOOH);
    device();
    geo("device.geo.", r -> r.device.geo);
    user();
    geo("user.geo.", r -> r.user.geo);
    regs();
    source();
  }

  private RequestSources() {}

  /**
   * The reader of a path, or null where a request has no place for it.
   *
   * @param inBag whether the values of a list are wanted one by one
   */
  static @Nullable RequestSource of(String path, boolean inBag) {
    RequestSource separated = inBag ? SEPARATED.get(path) : null;
    return separated == null ? BY_PATH.get(path) : separated;
  }

  /** Every path that a request has a place for, in alphabetical order. */
  static Set<String> paths() {
    return new TreeSet<>(BY_PATH.keySet());
  }

  private static void request() {
    text("id", r -> r.id);
    flag("test", r -> r.test);
    number("at", r -> r.at);
    number("tmax", r -> r.tmaxMillis);
    texts("wseat", r -> r.wseat);
    texts("bseat", r -> r.bseat);
    flag("allimps", r -> r.allimps);
    texts("cur", r -> r.cur);
    texts("wlang", r -> r.wlang);
    texts("wlangb", r -> r.wlang);
    texts("bcat", r -> r.bcat);
    texts("acat", r -> r.acat);
    number("cattax", r -> r.cattax);
    texts("badv", r -> r.badv);
    texts("bapp", r -> r.bapp);
  }

  private static void inventory(String under, InventoryKind kind) {
    text(under + "id", kind, v -> v.id);
    text(under + "name", kind, v -> v.name);
    text(under + "domain", kind, v -> v.domain);
    text(under + "bundle", kind, v -> v.bundle);
    text(under + "storeurl", kind, v -> v.storeurl);
    text(under + "page", kind, v -> v.page);
    text(under + "ref", kind, v -> v.ref);
    text(under + "search", kind, v -> v.search);
    keywords(under, r -> r.inventoryKind == kind, r -> r.inventory.keywords);
    texts(under + "cat", kind, v -> v.cat);
    texts(under + "sectioncat", kind, v -> v.sectioncat);
    texts(under + "pagecat", kind, v -> v.pagecat);
    BY_PATH.put(
        under + "mobile",
        (r, i, into, source) -> {
          if (r.inventoryKind == kind) {
            into.putLong(source, r.inventory.mobile ? 1 : 0);
          }
        });
    text(under + "publisher.id", kind, v -> v.publisherId);
    text(under + "publisher.name", kind, v -> v.publisherName);
    text(under + "publisher.domain", kind, v -> v.publisherDomain);
    text(under + "content.id", kind, v -> v.content.id);
    text(under + "content.title", kind, v -> v.content.title);
    text(under + "content.series", kind, v -> v.content.series);
    text(under + "content.genre", kind, v -> v.content.genre);
    text(under + "content.language", kind, v -> v.content.language);
    text(under + "content.langb", kind, v -> v.content.language);
    text(under + "content.contentrating", kind, v -> v.content.contentrating);
    keywords(under + "content.", r -> r.inventoryKind == kind, r -> r.inventory.content.keywords);
    texts(under + "content.cat", kind, v -> v.content.cat);
    number(under + "content.livestream", kind, v -> v.content.livestream);
    number(under + "content.len", kind, v -> v.content.len);
  }

  private static void device() {
    text("device.ua", r -> r.device.ua);
    text("device.ip", r -> r.device.ip);
    text("device.ipv6", r -> r.device.ipv6);
    number("device.devicetype", r -> r.device.devicetype);
    text("device.make", r -> r.device.make);
    text("device.model", r -> r.device.model);
    text("device.os", r -> r.device.os);
    text("device.osv", r -> r.device.osv);
    text("device.browser", r -> r.device.browser);
    text("device.hwv", r -> r.device.hwv);
    number("device.w", r -> r.device.w);
    number("device.h", r -> r.device.h);
    decimal("device.pxratio", r -> r.device.pxratio);
    text("device.language", r -> r.device.language);
    text("device.langb", r -> r.device.language);
    text("device.carrier", r -> r.device.carrier);
    text("device.mccmnc", r -> r.device.mccmnc);
    number("device.connectiontype", r -> r.device.connectiontype);
    text("device.ifa", r -> r.device.ifa);
    text("device.didsha1", r -> r.device.didsha1);
    text("device.dpidsha1", r -> r.device.dpidsha1);
    text("device.macsha1", r -> r.device.macsha1);
    flag("device.lmt", r -> r.device.lmt);
    flag("device.dnt", r -> r.device.dnt);
    number("device.js", r -> r.device.js);
    number("device.ext.atts", r -> r.device.atts);
  }

  private static void geo(String under, Function<BidRequest, Geo> of) {
    decimal(under + "lat", r -> of.apply(r).lat);
    decimal(under + "lon", r -> of.apply(r).lon);
    number(under + "type", r -> of.apply(r).type);
    text(under + "country", r -> of.apply(r).country);
    text(under + "region", r -> of.apply(r).region);
    text(under + "metro", r -> of.apply(r).metro);
    text(under + "city", r -> of.apply(r).city);
    text(under + "zip", r -> of.apply(r).zip);
    number(under + "utcoffset", r -> of.apply(r).utcoffsetMinutes);
  }

  private static void user() {
    text("user.id", r -> r.user.id);
    text("user.buyeruid", r -> r.user.buyeruid);
    number("user.yob", r -> r.user.yob);
    text("user.gender", r -> r.user.gender);
    keywords("user.", r -> true, r -> r.user.keywords);
    text("user.consent", r -> r.user.consent);
    text("user.customdata", r -> r.user.customdata);
    texts("user.data.segment.id", r -> r.user.segments);
    texts("user.data.segment.name", r -> r.user.segments);
    BY_PATH.put(
        "user.eids.source",
        (r, i, into, source) -> {
          for (int e = 0; e < r.user.eids.size(); e++) {
            into.putText(source, r.user.eids.get(e).source);
          }
        });
    BY_PATH.put(
        "user.eids.uids.id",
        (r, i, into, source) -> {
          for (int e = 0; e < r.user.eids.size(); e++) {
            Eid eid = r.user.eids.get(e);
            KnownValues.put(eid.ids, into, source);
          }
        });
  }

  private static void regs() {
    flag("regs.coppa", r -> r.regs.coppa);
    number("regs.gdpr", r -> r.regs.gdpr);
    flag("regs.gpc", r -> r.regs.gpc);
    text("regs.us_privacy", r -> r.regs.usPrivacy);
    text("regs.gpp", r -> r.regs.gpp);
    numbers("regs.gpp_sid", r -> r.regs.gppSid);
  }

  private static void source() {
    text("source.tid", r -> r.source.tid);
    number("source.fd", r -> r.source.fd);
    text("source.pchain", r -> r.source.pchain);
    // The path of the chain itself has a 2.5 position, those below it are written as they are.
    for (String chain : new String[] {"source.schain.", "source.ext.schain."}) {
      number(chain + "complete", r -> r.source.schainComplete);
      supplyNode(chain + "nodes.asi", n -> n.asi);
      supplyNode(chain + "nodes.sid", n -> n.sid);
    }
  }

  private static void supplyNode(String path, Function<SupplyNode, Text> of) {
    BY_PATH.put(
        path,
        (r, i, into, source) -> {
          for (int n = 0; n < r.source.schainNodes.size(); n++) {
            into.putText(source, of.apply(r.source.schainNodes.get(n)));
          }
        });
  }

  private static void keywords(
      String under, Predicate<BidRequest> has, Function<BidRequest, Text> of) {
    for (String name : new String[] {"keywords", "kwarray"}) {
      BY_PATH.put(
          under + name,
          (r, i, into, source) -> {
            if (has.test(r)) {
              into.putText(source, of.apply(r));
            }
          });
      SEPARATED.put(
          under + name,
          (r, i, into, source) -> {
            if (has.test(r)) {
              KnownValues.putSeparated(of.apply(r), into, source);
            }
          });
    }
  }

  private static void text(String path, Function<BidRequest, Text> of) {
    BY_PATH.put(path, (r, i, into, source) -> into.putText(source, of.apply(r)));
  }

  private static void texts(String path, Function<BidRequest, TextList> of) {
    BY_PATH.put(path, (r, i, into, source) -> KnownValues.put(of.apply(r), into, source));
  }

  private static void number(String path, ToIntFunction<BidRequest> of) {
    BY_PATH.put(path, (r, i, into, source) -> KnownValues.put(of.applyAsInt(r), into, source));
  }

  private static void numbers(String path, Function<BidRequest, IntList> of) {
    BY_PATH.put(path, (r, i, into, source) -> KnownValues.put(of.apply(r), into, source));
  }

  private static void decimal(String path, ToDoubleFunction<BidRequest> of) {
    BY_PATH.put(path, (r, i, into, source) -> KnownValues.put(of.applyAsDouble(r), into, source));
  }

  private static void flag(String path, Predicate<BidRequest> of) {
    BY_PATH.put(path, (r, i, into, source) -> into.putLong(source, of.test(r) ? 1 : 0));
  }

  private static void text(String path, InventoryKind kind, Function<Inventory, Text> of) {
    BY_PATH.put(
        path,
        (r, i, into, source) -> {
          if (r.inventoryKind == kind) {
            into.putText(source, of.apply(r.inventory));
          }
        });
  }

  private static void texts(String path, InventoryKind kind, Function<Inventory, TextList> of) {
    BY_PATH.put(
        path,
        (r, i, into, source) -> {
          if (r.inventoryKind == kind) {
            KnownValues.put(of.apply(r.inventory), into, source);
          }
        });
  }

  private static void number(String path, InventoryKind kind, ToIntFunction<Inventory> of) {
    BY_PATH.put(
        path,
        (r, i, into, source) -> {
          if (r.inventoryKind == kind) {
            KnownValues.put(of.applyAsInt(r.inventory), into, source);
          }
        });
  }
}
