package io.bidder.market.traffic;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Made-up bid requests, OpenRTB 2.6 as JSON, the same for the same seed. Sites, users, places and
 * the like come by popularity: few often and many seldom, as in traffic. No request has a signal
 * against personal data.
 */
public final class MadeRequests {
  private static final JsonNodeFactory NODES = JsonMapper.shared().getNodeFactory();
  private static final int USERS = 1_000_000;
  private static final int MAX_ATTRIBUTE = 10;
  private static final List<String> MAKES = List.of("Apple", "Samsung", "Google", "Xiaomi", "HP");
  private static final List<String> CARRIERS =
      List.of("Verizon", "AT&T", "Vodafone", "Telekom", "Orange", "NTT", "Comcast");
  private static final Values AGENTS =
      Values.of(
          "Mozilla/5.0 (Linux; Android 14; Pixel 7) AppleWebKit/537.36 (KHTML, like Gecko)"
              + " Chrome/124.0.6367.82 Mobile Safari/537.36",
          "Mozilla/5.0 (iPhone; CPU iPhone OS 16_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like"
              + " Gecko) Version/16.4 Mobile/15E148 Safari/604.1",
          "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
              + " Chrome/124.0.0.0 Safari/537.36 Edg/124.0.0.0",
          "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:125.0) Gecko/20100101 Firefox/125.0");

  private final RequestMix mix;
  private final Draw draw;

  private MadeRequests(RequestMix mix, long seed) {
    this.mix = mix;
    draw = new Draw(seed);
  }

  /** So many requests' bodies. */
  public static List<byte[]> bodies(RequestMix mix, int count, long seed) {
    MadeRequests made = new MadeRequests(mix, seed);
    List<byte[]> bodies = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      bodies.add(JsonMapper.shared().writeValueAsBytes(made.request(i)));
    }
    return bodies;
  }

  private ObjectNode request(int number) {
    boolean app = draw.chance(mix.apps());
    int place = draw.popular(app ? Values.APPS.count() : Values.SITES.count());
    ObjectNode request = NODES.objectNode();
    request.put("id", uuid(number)).put("at", 1).put("tmax", mix.tmaxMillis());
    request.putArray("cur").add("USD");
    ArrayNode imps = request.putArray("imp");
    int count = draw.between(1, mix.mostImps());
    int firstSize = draw.popular(mix.sizes());
    for (int i = 0; i < count; i++) {
      imps.add(imp(i, (firstSize + i) % mix.sizes(), place));
    }
    request.set(app ? "app" : "site", app ? app(place) : site(place));
    request.set("device", device(app));
    request.set("user", user());
    addAll(request.putArray("bcat"), draw.some(mix.blockedCategories(), Values.BLOCKED_CATEGORIES));
    addAll(
        request.putArray("badv"),
        draw.some(
            mix.blockedAdvertisers(), mix.blocksCatalogue() ? Values.ADVERTISERS : Values.RIVALS));
    ObjectNode source = request.putObject("source").put("fd", 0).put("tid", uuid(-number - 1L));
    ObjectNode chain = source.putObject("schain").put("complete", 1).put("ver", "1.0");
    chain.putArray("nodes").addObject().put("asi", "exchange.example").put("sid", "1").put("hp", 1);
    request.putObject("regs").put("coppa", 0).put("gdpr", 0);
    return request;
  }

  private ObjectNode imp(int number, int size, int place) {
    ObjectNode imp = NODES.objectNode();
    imp.put("id", String.valueOf(number + 1)).put("tagid", "tag-" + (4 * place + number));
    double kind = draw.between(0.0, 1.0);
    if (kind < mix.videos()) {
      video(imp.putObject("video"));
    } else if (kind < mix.videos() + mix.natives()) {
      imp.putObject("native")
          .put("ver", "1.2")
          .put("request", "{\"assets\":[{\"id\":1,\"required\":1,\"title\":{\"len\":90}}]}");
    } else {
      banner(imp.putObject("banner"), size);
    }
    List<String> deals = draw.some(mix.deals(), Values.DEALS);
    if (!deals.isEmpty()) {
      ArrayNode array = imp.putObject("pmp").putArray("deals");
      deals.forEach(id -> array.addObject().put("id", id));
    }
    imp.put("bidfloor", hundredths(5, 44)).put("bidfloorcur", "USD");
    imp.put("secure", draw.chance(mix.secure()) ? 1 : 0).put("exp", draw.between(60, 1800));
    imp.putObject("ext").put("viewability", hundredths(20, 99));
    return imp;
  }

  private void banner(ObjectNode banner, int size) {
    size(banner, size);
    List<String> formats = draw.some(mix.formats(), Values.SIZES);
    if (!formats.isEmpty()) {
      ArrayNode array = banner.putArray("format");
      size(array.addObject(), size);
      formats.forEach(format -> size(array.addObject(), format));
    }
    banner.put("pos", draw.pick(List.of(1, 3, 4)));
    ArrayNode attributes = banner.putArray("battr");
    for (int attribute = 1; attribute <= MAX_ATTRIBUTE; attribute++) {
      if (draw.chance(0.3)) {
        attributes.add(attribute);
      }
    }
    banner.putArray("api").add(5);
  }

  private static void size(ObjectNode of, int number) {
    size(of, Values.SIZES.of(number));
  }

  private static void size(ObjectNode of, String size) {
    String[] sides = size.split("x", 2);
    of.put("w", Integer.parseInt(sides[0])).put("h", Integer.parseInt(sides[1]));
  }

  private void video(ObjectNode video) {
    video.put("w", 640).put("h", 360).put("minduration", 5).put("linearity", 1);
    video.put("maxduration", draw.pick(List.of(15, 30)));
    video.putArray("mimes").add("video/mp4");
    video.putArray("protocols").add(3).add(7);
  }

  private ObjectNode site(int number) {
    String domain = "www." + Values.SITES.of(number);
    ObjectNode site = inventory("s" + number, "Site " + number);
    site.put("domain", domain);
    site.put(
        "page", "https://%s/news/%d/an-article-with-a-title".formatted(domain, draw.popular(200)));
    site.put("ref", "https://search.example/?q=" + draw.between(0, 999));
    return site;
  }

  private ObjectNode app(int number) {
    return inventory("a" + number, "App " + number).put("bundle", Values.APPS.of(number));
  }

  private ObjectNode inventory(String id, String name) {
    ObjectNode inventory = NODES.objectNode().put("id", id).put("name", name);
    addAll(inventory.putArray("cat"), draw.some(Share.always(1, 3), Values.CATEGORIES));
    String publisher = draw.popular(Values.PUBLISHERS);
    inventory.putObject("publisher").put("id", publisher).put("name", "Publisher " + publisher);
    ObjectNode content = inventory.putObject("content").put("id", "c" + draw.between(0, 99_999));
    content.put("language", "en").put("len", draw.between(30, 900));
    return inventory.put(
        "keywords", String.join(",", draw.some(Share.always(0, 8), Values.KEYWORDS)));
  }

  private ObjectNode device(boolean app) {
    String make = draw.pick(MAKES);
    ObjectNode device = NODES.objectNode();
    device.put("ua", draw.popular(AGENTS));
    device.put("ip", "203.0.113." + draw.between(1, 254)).put("js", 1);
    device.put("devicetype", draw.pick(app ? List.of(4, 4, 4, 5, 3) : List.of(2, 2, 4, 1)));
    device.put("make", make).put("model", make + " M" + draw.popular(60));
    device.put("os", draw.popular(Values.SYSTEMS));
    device.put("osv", draw.between(9, 17) + "." + draw.between(0, 5));
    device.put("w", draw.between(360, 1919)).put("h", draw.between(640, 1079));
    device.put("language", draw.popular(Values.LANGUAGES)).put("carrier", draw.pick(CARRIERS));
    device.put("connectiontype", draw.pick(List.of(1, 2, 2, 6, 7)));
    device.put("ifa", uuid(draw.popular(USERS)));
    ObjectNode geo = device.putObject("geo").put("type", 2);
    geo.put("lat", draw.between(250, 600) / 10.0).put("lon", draw.between(-1200, 300) / 10.0);
    geo.put("country", draw.popular(Values.COUNTRIES)).put("region", draw.popular(Values.REGIONS));
    geo.put("city", draw.popular(Values.CITIES)).put("metro", draw.popular(Values.METROS));
    geo.put("utcoffset", 60 * draw.pick(List.of(-8, -7, -6, -5, -4, -3, 1, 2, 3)));
    return device;
  }

  private ObjectNode user() {
    int number = draw.popular(USERS);
    ObjectNode user = NODES.objectNode().put("id", "u" + number).put("buyeruid", uuid(number + 1L));
    if (draw.chance(mix.people())) {
      user.put("yob", draw.between(1945, 2010)).put("gender", draw.popular(Values.GENDERS));
    }
    user.putObject("ext").put("visits", 1 + draw.popular(30));
    List<String> segments = draw.some(mix.segments(), Values.SEGMENTS);
    if (!segments.isEmpty()) {
      ArrayNode array = user.putArray("data").addObject().put("id", "dmp").putArray("segment");
      segments.forEach(segment -> array.addObject().put("id", segment));
    }
    return user;
  }

  private BigDecimal hundredths(int from, int to) {
    return BigDecimal.valueOf(draw.between(from, to), 2);
  }

  private static void addAll(ArrayNode array, List<String> values) {
    values.forEach(array::add);
  }

  private static String uuid(long of) {
    long high = of * 0x9E3779B97F4A7C15L;
    long low = Long.rotateLeft(high, 29) * 0xBF58476D1CE4E5B9L;
    return new UUID(high, low).toString();
  }
}
