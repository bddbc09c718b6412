package io.bidder.bidder.names;

import io.bidder.bidder.openrtb.TextList;

/** Compares texts of requests with those of the catalogue, without making Strings. */
public final class Texts {
  private Texts() {}

  /** Folds a text, so that case makes no difference. */
  public static String fold(String text) {
    char[] chars = text.toCharArray();
    for (int i = 0; i < chars.length; i++) {
      chars[i] = fold(chars[i]);
    }
    return new String(chars);
  }

  /** Folds a char, so that case makes no difference. */
  public static char fold(char c) {
    if (c < 128) {
      return c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c;
    }
    return Character.toLowerCase(c);
  }

  /** The first char of a part of a text that is no space. */
  static int trimmedStart(CharSequence text, int start, int end) {
    int at = start;
    while (at < end && isSpace(text.charAt(at))) {
      at++;
    }
    return at;
  }

  /** The end of a part of a text without the spaces before it. */
  static int trimmedEnd(CharSequence text, int start, int end) {
    int at = end;
    while (at > start && isSpace(text.charAt(at - 1))) {
      at--;
    }
    return at;
  }

  /** Spaces, controls, and what stands for a space or for nothing in texts from the web. */
  static boolean isSpace(char c) {
    return c <= ' ' || c == '\u00a0' || c == '\u200b' || c == '\ufeff' || c == '\u3000';
  }

  public static boolean equalIgnoringCase(CharSequence first, CharSequence second) {
    return first.length() == second.length() && startsWithIgnoringCase(first, second);
  }

  /** Tells whether the domain is the other, or a subdomain of it. */
  public static boolean isWithin(CharSequence domain, CharSequence other) {
    int dot = domain.length() - other.length() - 1;
    if (dot < -1 || other.isEmpty() || (dot >= 0 && domain.charAt(dot) != '.')) {
      return false;
    }
    for (int i = 0; i < other.length(); i++) {
      if (fold(domain.charAt(dot + 1 + i)) != fold(other.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  /** Tells whether the domain is one of these, or a subdomain of one. */
  public static boolean isWithinAny(CharSequence domain, TextList others) {
    for (int i = 0; i < others.size(); i++) {
      if (isWithin(domain, others.get(i))) {
        return true;
      }
    }
    return false;
  }

  /** Tells whether the category is the other or below it: {@code IAB1-2} is below {@code IAB1}. */
  public static boolean isBelow(CharSequence category, CharSequence other) {
    return !other.isEmpty()
        && startsWithIgnoringCase(category, other)
        && (category.length() == other.length() || category.charAt(other.length()) == '-');
  }

  /** The end of the primary part of a language such as {@code en-US}. */
  public static int primaryLanguageEnd(CharSequence language) {
    return primaryLanguageEnd(language, 0, language.length());
  }

  /** Likewise, of a part of a text. */
  public static int primaryLanguageEnd(CharSequence text, int start, int end) {
    int primary = start;
    while (primary < end && text.charAt(primary) != '-' && text.charAt(primary) != '_') {
      primary++;
    }
    return primary;
  }

  private static boolean startsWithIgnoringCase(CharSequence text, CharSequence start) {
    return text.length() >= start.length() && equalUpTo(text, start, start.length());
  }

  /** Tells whether the first {@code end} chars are the same, whatever the case. */
  public static boolean equalUpTo(CharSequence first, CharSequence second, int end) {
    for (int i = 0; i < end; i++) {
      if (fold(first.charAt(i)) != fold(second.charAt(i))) {
        return false;
      }
    }
    return true;
  }
}
