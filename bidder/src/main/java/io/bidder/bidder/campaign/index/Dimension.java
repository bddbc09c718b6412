package io.bidder.bidder.campaign.index;

import io.bidder.bidder.names.TextMap;
import io.bidder.bidder.names.Texts;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.agrona.collections.IntArrayList;
import org.jspecify.annotations.Nullable;

/**
 * One condition of all campaigns: those that do not have it, and those that accept each text or
 * code. Immutable.
 */
final class Dimension {
  /** Campaigns without the condition. */
  final long[] free;

  /** True if any campaign has the condition. */
  final boolean binding;

  private final TextMap<Postings> byText;

  /** Ascending, each with its campaigns: few, and no request can make looking one up slow. */
  private final int[] codes;

  private final Postings[] byCode;

  private Dimension(
      long[] free, boolean binding, TextMap<Postings> byText, Map<Integer, Postings> byCode) {
    this.free = free;
    this.binding = binding;
    this.byText = byText;
    this.codes = byCode.keySet().stream().mapToInt(Integer::intValue).toArray();
    this.byCode = byCode.values().toArray(Postings[]::new);
  }

  @Nullable Postings get(CharSequence text) {
    return byText.get(text);
  }

  @Nullable Postings get(CharSequence text, int start, int end) {
    return byText.get(text, start, end);
  }

  @Nullable Postings get(int code) {
    int at = Arrays.binarySearch(codes, code);
    return at < 0 ? null : byCode[at];
  }

  int longestText() {
    return byText.longestKey();
  }

  /** Gathers a dimension, campaign by campaign in ascending order. */
  static final class Builder {
    private final int campaigns;
    private final boolean folded;
    private final long[] free;
    private final Map<String, IntArrayList> byText = new LinkedHashMap<>();
    private final Map<Integer, IntArrayList> byCode = new TreeMap<>();
    private boolean binding;

    /**
     * Starts with campaigns that all lack the condition.
     *
     * @param folded whether the case of texts makes no difference
     */
    Builder(int campaigns, boolean folded) {
      this.campaigns = campaigns;
      this.folded = folded;
      free = new long[Bits.words(campaigns)];
      for (int i = 0; i < campaigns; i++) {
        Bits.set(free, i);
      }
    }

    /** The campaign has the condition, whether or not a value is added. */
    void bind(int campaign) {
      Bits.clear(free, campaign);
      binding = true;
    }

    /** The campaign does not have the condition, whatever values were added. */
    void free(int campaign) {
      Bits.set(free, campaign);
    }

    void addText(int campaign, String text) {
      bind(campaign);
      add(
          byText.computeIfAbsent(folded ? Texts.fold(text) : text, _ -> new IntArrayList()),
          campaign);
    }

    void addTexts(int campaign, Collection<String> texts) {
      for (String text : texts) {
        addText(campaign, text);
      }
    }

    void addCodes(int campaign, Collection<Integer> codes) {
      for (Integer code : codes) {
        bind(campaign);
        add(byCode.computeIfAbsent(code, _ -> new IntArrayList()), campaign);
      }
    }

    Dimension build() {
      Map<Integer, Postings> codes = new TreeMap<>();
      byCode.forEach((code, members) -> codes.put(code, Postings.of(members, campaigns)));
      return new Dimension(free, binding, postings(byText, campaigns, folded), codes);
    }
  }

  /** Adds a member to an ascending list, once. */
  static void add(IntArrayList members, int member) {
    if (members.isEmpty() || members.getInt(members.size() - 1) != member) {
      members.addInt(member);
    }
  }

  static TextMap<Postings> postings(
      Map<String, IntArrayList> byText, int universe, boolean folded) {
    Map<String, Postings> postings = new LinkedHashMap<>();
    byText.forEach((text, members) -> postings.put(text, Postings.of(members, universe)));
    return TextMap.of(postings, folded);
  }
}
