package io.bidder.bidder.openrtb;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Valid requests as long as the bid port takes them, each of which makes other parts of a request
 * grow: wide ones have as many elements as fit, deep ones texts as long as are taken at places that
 * the others leave short. Seeded.
 */
public final class WorstRequests {
  /** The default of {@code http.maxBodyBytes}. */
  public static final int BYTES = 256 << 10;

  private static final int LONG_TEXT = 8192;
  private static final int LIST_TEXT = 1024;

  private final Random random;
  private final StringBuilder out = new StringBuilder();

  private WorstRequests(long seed) {
    random = new Random(seed);
  }

  /** One of them. */
  public static byte[] request(long seed) {
    return new WorstRequests(seed).write();
  }

  /** The one that takes most memory: short texts and small objects, as many as fit. */
  public static byte[] fattest() {
    String deals = ",{\"id\":1,\"wseat\":[1],\"wadomain\":[2]}".repeat(Imp.MAX_DEALS).substring(1);
    String assets = ",{}".repeat(NativeRequest.MAX_ASSETS).substring(1);
    StringBuilder imps = new StringBuilder();
    for (int i = 0; i < BidRequest.MAX_IMPS; i++) {
      imps.append(i == 0 ? "" : ",")
          .append("{\"id\":%d,\"native\":{\"assets\":[%s]},".formatted(i, assets))
          .append("\"pmp\":{\"deals\":[%s]}}".formatted(deals));
    }
    String blocks = ",1".repeat(BidRequest.MAX_BLOCKS).substring(1);
    return "{\"id\":\"fat\",\"imp\":[%s],\"bcat\":[%s],\"badv\":[%s],\"bapp\":[%s]}"
        .formatted(imps, blocks, blocks, blocks)
        .getBytes(StandardCharsets.UTF_8);
  }

  private byte[] write() {
    out.append("{\"id\":\"worst\",\"tmax\":10000,\"imp\":[");
    int imps = random.nextBoolean() ? BidRequest.MAX_IMPS : 1 + random.nextInt(8);
    int each = (BYTES - 20_000) / imps * random.nextInt(1, 11) / 10;
    for (int i = 0; i < imps; i++) {
      imp(i, each);
    }
    out.append("]");
    List<Runnable> parts =
        new ArrayList<>(
            List.of(
                () -> list("bcat", BidRequest.MAX_BLOCKS),
                () -> list("badv", BidRequest.MAX_BLOCKS),
                () -> list("bapp", BidRequest.MAX_BLOCKS),
                () -> list("wlang", BidRequest.MAX_LIST),
                () -> list("cur", BidRequest.MAX_LIST),
                this::site,
                this::device,
                this::user,
                this::source));
    Collections.shuffle(parts, random);
    for (Runnable part : parts) {
      int before = out.length();
      part.run();
      if (out.length() > BYTES - 2) {
        out.setLength(before);
      }
    }
    return out.append("}").toString().getBytes(StandardCharsets.UTF_8);
  }

  private void imp(int number, int most) {
    int end = out.length() + most;
    out.append(number == 0 ? "" : ",").append("{\"id\":\"").append(number).append('"');
    out.append(",\"banner\":{\"w\":300,\"h\":250,\"format\":[");
    repeat("{\"w\":300,\"h\":250}", Math.min(end, out.length() + random.nextInt(600)));
    out.append("]}");
    switch (random.nextInt(4)) {
      case 0 -> deals(end);
      case 1 -> markup(end);
      case 2 -> {
        text("tagid", Math.min(LONG_TEXT, end - out.length()));
        text("displaymanager", Math.min(LONG_TEXT, end - out.length()));
      }
      default -> {
        out.append(",\"video\":{\"x\":1");
        list("mimes", BidRequest.MAX_LIST, end - out.length());
        out.append("}");
      }
    }
    out.append("}");
  }

  private void deals(int end) {
    out.append(",\"pmp\":{\"deals\":[");
    boolean wide = random.nextBoolean();
    for (int i = 0; i < Imp.MAX_DEALS && out.length() < end - 50; i++) {
      out.append(i == 0 ? "" : ",").append("{\"id\":\"d\"");
      if (wide || random.nextInt(16) == 0) {
        list("wseat", BidRequest.MAX_LIST, Math.min(wide ? 40 : 70_000, end - out.length()));
        list("wadomain", BidRequest.MAX_LIST, Math.min(wide ? 40 : 70_000, end - out.length()));
      }
      out.append("}");
    }
    out.append("]}");
  }

  private void markup(int end) {
    int start = out.length();
    out.append(",\"native\":{\"request\":\"{\\\"ver\\\":\\\"1.2\\\",\\\"assets\\\":[");
    for (int i = 0; i < NativeRequest.MAX_ASSETS && out.length() < end - 100; i++) {
      out.append(i == 0 ? "" : ",").append("{\\\"img\\\":{\\\"mimes\\\":[");
      repeat("\\\"m\\\"", Math.min(end - 100, out.length() + random.nextInt(8 * 64)));
      out.append("]}}");
    }
    out.append("]}\"}");
    if (out.length() > end) {
      out.setLength(start);
    }
  }

  private void site() {
    out.append(",\"site\":{\"domain\":\"daily-paper.org\"");
    list("cat", BidRequest.MAX_LIST);
    for (String name : List.of("page", "ref", "search", "name", "keywords")) {
      if (random.nextInt(3) == 0) {
        text(name, LONG_TEXT);
      }
    }
    out.append("}");
  }

  private void device() {
    out.append(",\"device\":{\"js\":1");
    for (String name : List.of("ua", "make", "model", "carrier", "ifa", "hwv")) {
      if (random.nextInt(3) == 0) {
        text(name, LONG_TEXT);
      }
    }
    out.append("}");
  }

  private void user() {
    out.append(",\"user\":{\"eids\":[");
    int eids = random.nextInt(User.MAX_EIDS);
    for (int i = 0; i < eids; i++) {
      out.append(i == 0 ? "" : ",").append("{\"source\":\"s\",\"uids\":[");
      repeat("{\"id\":\"u\"}", out.length() + random.nextInt(11 * 64));
      out.append("]}");
    }
    out.append("]}");
  }

  private void source() {
    out.append(",\"source\":{\"schain\":{\"nodes\":[");
    repeat("{\"asi\":\"%s\"}".formatted("a".repeat(random.nextInt(1000))), out.length() + 30_000);
    out.append("]}}");
  }

  private void text(String name, int most) {
    if (most > 40) {
      out.append(",\"").append(name).append("\":\"");
      out.append("t".repeat(random.nextInt(most - 30))).append('"');
    }
  }

  private void list(String name, int limit) {
    list(name, limit, Math.min(BYTES - out.length(), random.nextInt(1, BYTES / 2)));
  }

  /** Few long texts or many short ones, in fewer than {@code most} bytes. */
  private void list(String name, int limit, int most) {
    int length = random.nextBoolean() ? 1 : random.nextInt(1, LIST_TEXT);
    int count = Math.min(limit, (most - name.length() - 8) / (length + 3));
    if (count > 0) {
      String text = '"' + "l".repeat(length) + '"';
      out.append(",\"").append(name).append("\":[").append(text);
      out.append(("," + text).repeat(count - 1)).append(']');
    }
  }

  /** Elements up to a length of the whole, one at least. */
  private void repeat(String element, int to) {
    out.append(element);
    while (out.length() + element.length() < to) {
      out.append(',').append(element);
    }
  }

  /** Names that a request does not have, and whose {@link String#hashCode} is the same. */
  public static List<String> collidingNames(int count) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      StringBuilder name = new StringBuilder();
      for (int bit = 0; bit < 14; bit++) {
        name.append((i >> bit & 1) == 0 ? "Aa" : "BB");
      }
      names.add(name.toString());
    }
    return names;
  }

  /** As many other names, as long. */
  public static List<String> otherNames(int count) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      names.add(String.format(Locale.ROOT, "name-number-%016d", i));
    }
    return names;
  }
}
