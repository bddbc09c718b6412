package io.bidder.bidder.openrtb.reader;

import java.util.List;
import java.util.Random;

/**
 * Makes valid requests up. The same random numbers give the same request, however it is written.
 */
public final class RequestMaker {
  private final Random random;

  /** OpenRTB 2.6's positions, not 2.5's. */
  private final boolean newer;

  /** Numbers as texts and with a fraction, ids as numbers, flags as words. */
  private final boolean broken;

  public RequestMaker(Random random, boolean newer, boolean broken) {
    this.random = random;
    this.newer = newer;
    this.broken = broken;
  }

  public String request() {
    StringBuilder imps = new StringBuilder();
    int count = 1 + random.nextInt(3);
    for (int i = 0; i < count; i++) {
      imps.append(i == 0 ? "" : ",").append(imp(i));
    }
    return object(
        "\"id\":" + id(),
        "\"imp\":[" + imps + "]",
        maybe("\"at\":" + number(1 + random.nextInt(3))),
        maybe("\"tmax\":" + number(1 + random.nextInt(500))),
        maybe("\"cur\":" + list("USD", "EUR")),
        maybe("\"bcat\":" + list("IAB25", "IAB26-1", "IAB7")),
        maybe("\"badv\":" + list("a.example", "b.example")),
        maybe("\"test\":" + flag()),
        maybe("\"" + List.of("site", "app").get(random.nextInt(2)) + "\":" + inventory()),
        maybe("\"device\":" + device()),
        maybe("\"user\":" + user()),
        maybe("\"regs\":" + regs()),
        maybe("\"source\":" + source()));
  }

  private String imp(int index) {
    return object(
        "\"id\":" + (broken ? "" + index : "\"" + index + "\""),
        maybe("\"banner\":" + banner()),
        maybe("\"video\":" + video()),
        maybe("\"native\":" + slot()),
        maybe("\"bidfloor\":" + decimal()),
        maybe("\"secure\":" + flag()),
        maybe("\"instl\":" + flag()),
        maybe("\"tagid\":" + text()),
        maybe(
            "\"pmp\":"
                + object(
                    "\"private_auction\":" + flag(),
                    "\"deals\":[" + object("\"id\":" + id(), "\"bidfloor\":" + decimal()) + "]")));
  }

  private String banner() {
    return object(
        maybe("\"w\":" + number(random.nextInt(1000) + 1)),
        maybe("\"h\":" + number(random.nextInt(1000) + 1)),
        maybe(
            "\"format\":["
                + object("\"w\":" + number(300), "\"h\":" + number(250), maybe("\"ext\":{}"))
                + "]"),
        maybe("\"battr\":" + codes()),
        maybe("\"pos\":" + number(random.nextInt(8))),
        maybe("\"mimes\":[\"image/png\",\"text/html\"]"));
  }

  private String video() {
    return object(
        "\"mimes\":[\"video/mp4\"]",
        maybe("\"minduration\":" + number(random.nextInt(30))),
        maybe("\"protocols\":" + codes()),
        maybe("\"startdelay\":" + number(random.nextInt(3) - 2)),
        maybe("\"skip\":" + flag()));
  }

  private String slot() {
    String markup =
        "{\"ver\":\"1.2\",\"assets\":[{\"id\":1,\"required\":1,\"title\":{\"len\":90}},"
            + "{\"id\":2,\"img\":{\"type\":3,\"w\":300,\"h\":250}}]}";
    String as = broken ? markup : "\"" + markup.replace("\"", "\\\"") + "\"";
    return object("\"request\":" + as, maybe("\"battr\":" + codes()));
  }

  private String inventory() {
    return object(
        "\"id\":" + id(),
        maybe("\"domain\":" + text()),
        maybe("\"cat\":" + list("IAB1", "IAB2-3")),
        maybe("\"keywords\":" + (broken ? "[\"a\",\"b\"]" : "\"a,b\"")),
        maybe("\"publisher\":" + object("\"id\":" + id(), "\"name\":" + text())),
        maybe("\"content\":" + object("\"title\":" + text(), "\"len\":" + number(90))));
  }

  private String device() {
    return object(
        maybe("\"ua\":\"Mozilla/5.0 (Linux; Android 13; X) Chrome/120.0.0.0 Safari/537.36\""),
        maybe("\"os\":\"Android\""),
        maybe("\"devicetype\":" + number(random.nextInt(8))),
        maybe("\"lmt\":" + flag()),
        maybe("\"geo\":" + object("\"lat\":" + decimal(), "\"country\":\"USA\"")));
  }

  private String user() {
    String consent = maybe("\"consent\":" + text());
    String eids = maybe("\"eids\":[{\"source\":" + text() + ",\"uids\":[{\"id\":" + id() + "}]}]");
    return object(
        maybe("\"id\":" + id()),
        maybe("\"yob\":" + number(1950 + random.nextInt(50))),
        maybe("\"data\":[{\"segment\":[{\"id\":" + id() + "},{\"name\":" + text() + "}]}]"),
        newer ? consent : "",
        newer ? eids : "",
        newer ? "\"ext\":{\"own\":1}" : "\"ext\":" + object("\"own\":1", consent, eids));
  }

  private String regs() {
    String gdpr = maybe("\"gdpr\":" + flag());
    String usPrivacy = maybe("\"us_privacy\":\"1YNN\"");
    String gpp = maybe("\"gpp\":" + text());
    String sections = maybe("\"gpp_sid\":" + codes());
    return object(
        maybe("\"coppa\":" + flag()),
        newer
            ? object(gdpr, usPrivacy, gpp, sections).replaceAll("^\\{|\\}$", "")
            : "\"ext\":" + object(gdpr, usPrivacy, gpp, sections));
  }

  private String source() {
    String chain =
        "\"schain\":"
            + object(
                "\"complete\":" + flag(),
                "\"nodes\":[{\"asi\":" + text() + ",\"sid\":" + id() + ",\"hp\":" + flag() + "}]");
    return object(maybe("\"tid\":" + text()), newer ? chain : "\"ext\":{" + chain + "}");
  }

  private static String object(String... fields) {
    StringBuilder out = new StringBuilder("{");
    for (String field : fields) {
      if (!field.isEmpty()) {
        out.append(out.length() == 1 ? "" : ",").append(field);
      }
    }
    return out.append('}').toString();
  }

  private String maybe(String field) {
    return random.nextInt(4) == 0 ? "" : field;
  }

  private String number(int value) {
    return broken ? List.of("\"" + value + "\"", value + ".0").get(value & 1) : "" + value;
  }

  private String decimal() {
    String value = random.nextInt(50) + "." + random.nextInt(1000);
    return broken ? "\"" + value + "\"" : value;
  }

  private String flag() {
    boolean value = random.nextBoolean();
    return broken ? (value ? "true" : "\"0\"") : value ? "1" : "0";
  }

  private String id() {
    int value = random.nextInt(1_000_000);
    return broken ? "" + value : "\"" + value + "\"";
  }

  private String text() {
    return "\"text-\\u00fc " + random.nextInt(1000) + "\"";
  }

  private String codes() {
    int first = random.nextInt(20);
    return broken ? "[\"" + first + "\",7.0]" : "[" + first + ",7]";
  }

  private String list(String... values) {
    int size = 1 + random.nextInt(values.length);
    if (broken && size == 1) {
      return "\"" + values[0] + "\"";
    }
    return "[\"" + String.join("\",\"", List.of(values).subList(0, size)) + "\"]";
  }
}
