package io.bidder.bidder.campaign.rules;

import io.bidder.bidder.names.Texts;
import io.bidder.bidder.openrtb.TextList;
import java.util.ArrayList;
import java.util.List;

/** Says what a rule wanted and what came, for people: of much, only the beginning. */
public final class Words {
  private static final int MAX_VALUES = 8;
  private static final int MAX_CHARS = 100;

  private Words() {}

  /** Says that none of the values is one of those wanted. */
  public static String unmet(List<String> had, List<String> wanted) {
    return (had.isEmpty() ? "none given" : list(had, "and")) + ", wanted " + list(wanted, "or");
  }

  /** Says that a value is one that it must not be. */
  public static String matches(String had, String unwanted) {
    return cut(had) + " matches " + cut(unwanted);
  }

  /** Says which of some domains one is, or is a subdomain of; nothing if there is none. */
  public static String within(String domain, TextList others) {
    for (int i = 0; i < others.size(); i++) {
      if (Texts.isWithin(domain, others.get(i))) {
        return within(domain, others.get(i).toString());
      }
    }
    return "";
  }

  /** Says that a domain is another, or a subdomain of it. */
  public static String within(String domain, String other) {
    return matches(domain, other.length() < domain.length() ? "." + other : other);
  }

  /** The texts of a request's list. */
  public static List<String> list(TextList texts) {
    List<String> list = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      list.add(texts.get(i).toString());
    }
    return list;
  }

  private static String list(List<String> values, String conjunction) {
    int shown = values.size() <= MAX_VALUES ? values.size() - 1 : MAX_VALUES;
    if (shown <= 0) {
      return values.isEmpty() ? "none" : cut(values.getFirst());
    }
    String start = String.join(", ", values.subList(0, shown).stream().map(Words::cut).toList());
    String last =
        shown == values.size() - 1 ? cut(values.getLast()) : values.size() - shown + " more";
    return start + " " + conjunction + " " + last;
  }

  private static String cut(String value) {
    return value.length() <= MAX_CHARS ? value : value.substring(0, MAX_CHARS) + "…";
  }
}
