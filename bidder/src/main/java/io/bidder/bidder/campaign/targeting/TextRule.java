package io.bidder.bidder.campaign.targeting;

import io.bidder.bidder.campaign.Rule;
import io.bidder.bidder.campaign.rules.Words;
import io.bidder.bidder.openrtb.TextList;
import io.bidder.settings.Section;
import io.bidder.settings.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Texts of which a request must have one. */
public final class TextRule extends TargetingRule<List<String>> {
  private final String key;
  private final @Nullable Type<String> type;
  private final TextMatch match;
  private final Reader reader;

  /**
   * A rule.
   *
   * @param key in the catalogue
   * @param type of its values; null for the labels of exchanges, which only the file's reader knows
   */
  TextRule(Rule rule, String key, @Nullable Type<String> type, TextMatch match, Reader reader) {
    super(rule);
    this.key = key;
    this.type = type;
    this.match = match;
    this.reader = reader;
  }

  /** Reads the texts that a request has. Allocates nothing. */
  @FunctionalInterface
  interface Reader {
    void read(TargetedRequest request, Sink sink);

    /** Reads a text, which is empty where the request has none. */
    static Reader text(Function<TargetedRequest, CharSequence> text) {
      return (request, sink) -> {
        CharSequence value = text.apply(request);
        sink.text(value, 0, value.length());
      };
    }
  }

  /** Takes the texts that a request has, each a part of a text. */
  @FunctionalInterface
  public interface Sink {
    void text(CharSequence text, int start, int end);

    /** Takes each text of a list. */
    default void texts(TextList list) {
      for (int i = 0; i < list.size(); i++) {
        CharSequence text = list.get(i);
        text(text, 0, text.length());
      }
    }

    /** Takes each text of a list with commas, without the spaces around it. */
    default void separatedTexts(CharSequence list) {
      int start = 0;
      while (start < list.length()) {
        int comma = start;
        while (comma < list.length() && list.charAt(comma) != ',') {
          comma++;
        }
        int from = start;
        int to = comma;
        while (from < to && list.charAt(from) == ' ') {
          from++;
        }
        while (to > from && list.charAt(to - 1) == ' ') {
          to--;
        }
        text(list, from, to);
        start = comma + 1;
      }
    }
  }

  /** The way in which wanted texts are held against a request's. */
  public TextMatch match() {
    return match;
  }

  /** Reads the texts that a request has, empty ones too. Allocates nothing. */
  public void read(TargetedRequest request, Sink sink) {
    reader.read(request, sink);
  }

  @Override
  @Nullable List<String> read(Section section, Type<String> exchange) {
    List<String> texts = section.list(key, type == null ? exchange : type).or(List.of());
    return texts.isEmpty() ? null : List.copyOf(texts);
  }

  @Override
  boolean isMet(List<String> wanted, TargetedRequest request) {
    List<String> had = texts(request);
    return wanted.stream().anyMatch(text -> had.stream().anyMatch(h -> match.accepts(text, h)));
  }

  @Override
  String why(List<String> wanted, TargetedRequest request) {
    return Words.unmet(texts(request), wanted);
  }

  private List<String> texts(TargetedRequest request) {
    List<String> texts = new ArrayList<>();
    reader.read(
        request,
        (text, start, end) -> {
          if (end > start) {
            texts.add(text.subSequence(start, end).toString());
          }
        });
    return texts;
  }
}
