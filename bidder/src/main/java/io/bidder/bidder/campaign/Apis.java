package io.bidder.bidder.campaign;

import io.bidder.bidder.openrtb.IntList;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The frameworks that an ad needs of the player or page that it is in (AdCOM's list "API
 * Frameworks"): one of each of these lists. Immutable.
 */
public record Apis(List<List<Integer>> needed) {
  /** Nothing is needed. */
  public static final Apis NONE = new Apis(List.of());

  /** VPAID 1 or 2: the document of an ad does not say which. */
  public static final List<Integer> VPAID = List.of(1, 2);

  /** MRAID 1 to 3. */
  public static final List<Integer> MRAID = List.of(3, 5, 6);

  /** Open Measurement. */
  public static final List<Integer> OMID = List.of(7);

  private static final Pattern MRAID_SCRIPT =
      Pattern.compile("\\bmraid\\.js\\b", Pattern.CASE_INSENSITIVE);

  private static final Pattern OMID_SCRIPT =
      Pattern.compile(
          "\\bomid[-_]?(?:v1|session|verification|3p|web|sdk)", Pattern.CASE_INSENSITIVE);

  public Apis {
    needed = needed.stream().map(List::copyOf).distinct().toList();
  }

  /** Those that the script of a banner's markup asks for. */
  public static Apis ofHtml(String markup) {
    List<List<Integer>> needed = new ArrayList<>();
    if (MRAID_SCRIPT.matcher(markup).find()) {
      needed.add(MRAID);
    }
    if (OMID_SCRIPT.matcher(markup).find()) {
      needed.add(OMID);
    }
    return new Apis(needed);
  }

  /** These, and each of some others. */
  public Apis and(List<Integer> others) {
    List<List<Integer>> all = new ArrayList<>(needed);
    others.forEach(api -> all.add(List.of(api)));
    return new Apis(all);
  }

  /** Tells whether a slot has them: one that it does not name it has not. Allocates nothing. */
  public boolean areIn(IntList slot) {
    for (int i = 0; i < needed.size(); i++) {
      if (!hasOneOf(slot, needed.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean hasOneOf(IntList slot, List<Integer> apis) {
    for (int i = 0; i < apis.size(); i++) {
      if (slot.contains(apis.get(i))) {
        return true;
      }
    }
    return false;
  }
}
