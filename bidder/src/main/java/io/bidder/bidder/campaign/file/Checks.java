package io.bidder.bidder.campaign.file;

import io.bidder.settings.Section;
import io.bidder.settings.Suggestions;
import io.bidder.settings.Type;
import io.bidder.settings.Types;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Checks that several parts of a catalogue file share: unique ids, and types of values. */
final class Checks {
  static final int MAX_ID_CHARS = 128;

  /** Pixels of a side. */
  static final int MAX_SIDE = 10_000;

  /** A size such as 300x250. */
  static final Type<Size> SIZE =
      Type.of("a size such as 300x250, sides from 1 to " + MAX_SIDE, new Size(1, 1), Checks::size);

  private static final Type<String> ID =
      Type.texts(
          "an id of 1 to " + MAX_ID_CHARS + " characters",
          text -> !text.isEmpty() && text.length() <= MAX_ID_CHARS);

  private static final Pattern SIZE_FORM = Pattern.compile("(\\d{1,5})x(\\d{1,5})");

  /** Ids taken, by what they are ids of. */
  private final Map<String, Set<String>> taken = new HashMap<>();

  /** The label of an exchange. */
  final Type<String> exchange;

  private final Set<String> exchanges;

  /**
   * Checks of one file.
   *
   * @param exchanges the labels that there are; none where they are not known
   */
  Checks(Set<String> exchanges) {
    this.exchanges = exchanges;
    exchange =
        exchanges.isEmpty()
            ? Types.WORDS
            : Types.code("the name of one of the exchanges", exchanges)
                .hinting(name -> Suggestions.didYouMean(name, exchanges));
  }

  /** A width and a height. */
  record Size(int w, int h) {}

  /** The id, which nothing of the same kind may have. */
  String uniqueId(Section section, String kind) {
    String id = section.get("id", ID).required();
    if (!id.isEmpty() && !taken.computeIfAbsent(kind, _ -> new HashSet<>()).add(id)) {
      section.problem("id", "an id that no " + kind + " before it has");
    }
    return id;
  }

  /** Texts by exchange. */
  Map<String, String> byExchange(Section section, String key) {
    return section.map(
        key,
        texts -> {
          for (String name : texts.keys()) {
            if (exchange.parse(name).isEmpty()) {
              texts.remark(
                  name,
                  "expected the name of one of the exchanges"
                      + Suggestions.didYouMean(name, exchanges));
            }
          }
          return texts.all(Types.TEXT);
        });
  }

  /** Further values for a model's features. */
  static Map<String, String> values(Section section, String key) {
    return section.map(key, values -> values.all(Types.TEXT));
  }

  private static Optional<Size> size(String text) {
    Matcher matcher = SIZE_FORM.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    Size size = new Size(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
    boolean possible = size.w > 0 && size.w <= MAX_SIDE && size.h > 0 && size.h <= MAX_SIDE;
    return possible ? Optional.of(size) : Optional.empty();
  }
}
