package io.bidder.bidder.campaign;

import io.bidder.settings.Suggestions;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Text of an ad, split at its macros: HTML, VAST or a URL. All of its macros can be filled in, by
 * the bidder or by an exchange. Immutable and thread-safe.
 *
 * @param parts the text from its start to its end
 */
public record Markup(List<Part> parts) {
  private static final Pattern MACRO =
      Pattern.compile("\\$\\{([A-Z][A-Z0-9_]*|(?:BIDDER|AUCTION)_\\w*)(:\\w*)?}");
  private static final String BASE64 = ":B64";

  public Markup {
    parts = List.copyOf(parts);
  }

  /** A piece of markup. */
  public sealed interface Part {
    /** Text that is the same in every bid. */
    record Constant(String text) implements Part {
      @Override
      public String toString() {
        return text;
      }
    }

    /** A macro, whose value is wanted in Base64 or as it is. */
    record Placeholder(Macro macro, boolean base64) implements Part {
      /** The macro as it is written. */
      @Override
      public String toString() {
        return "${" + macro + (base64 ? BASE64 : "") + "}";
      }
    }
  }

  /**
   * Splits text at its macros. A script's own {@code ${name}} in lower case is none.
   *
   * @param problems told about each macro that nobody would fill in, which is left as it is
   */
  public static Markup parse(String text, Consumer<String> problems) {
    List<Part> parts = new ArrayList<>();
    Matcher matcher = MACRO.matcher(text);
    int end = 0;
    while (matcher.find()) {
      Part.Placeholder placeholder =
          placeholder(matcher.group(), matcher.group(1), matcher.group(2), problems);
      if (placeholder != null) {
        addConstant(text.substring(end, matcher.start()), parts);
        parts.add(placeholder);
        end = matcher.end();
      }
    }
    addConstant(text.substring(end), parts);
    return new Markup(parts);
  }

  /**
   * Splits text at its macros.
   *
   * @throws IllegalArgumentException if it has a macro that nobody would fill in
   */
  public static Markup of(String text) {
    return parse(
        text,
        problem -> {
          throw new IllegalArgumentException(problem);
        });
  }

  /** Tells whether it has a macro. */
  public boolean has(Macro macro) {
    return parts.stream()
        .anyMatch(
            part -> part instanceof Part.Placeholder placeholder && placeholder.macro == macro);
  }

  /** The text with a value in the place of each macro. */
  public String filledWith(String value) {
    StringBuilder text = new StringBuilder();
    for (Part part : parts) {
      text.append(part instanceof Part.Constant constant ? constant.text : value);
    }
    return text.toString();
  }

  /** The text as it was written. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (Part part : parts) {
      text.append(part);
    }
    return text.toString();
  }

  private static void addConstant(String text, List<Part> parts) {
    if (!text.isEmpty()) {
      parts.add(new Part.Constant(text));
    }
  }

  private static Part.@Nullable Placeholder placeholder(
      String written, String name, @Nullable String encoding, Consumer<String> problems) {
    Macro macro = Macro.named(name);
    if (macro == null) {
      String hint = Suggestions.didYouMean(name, Macro.names());
      problems.accept(
          "unknown macro '"
              + written
              + "'"
              + (hint.isEmpty() ? ", expected one of " + String.join(", ", Macro.names()) : hint));
      return null;
    }
    if (encoding != null && !(macro.isAuction() && encoding.equals(BASE64))) {
      problems.accept(
          "unknown encoding in '"
              + written
              + "', expected "
              + new Part.Placeholder(macro, macro.isAuction()));
      return null;
    }
    return new Part.Placeholder(macro, encoding != null);
  }
}
