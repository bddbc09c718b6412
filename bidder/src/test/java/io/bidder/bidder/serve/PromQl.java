package io.bidder.bidder.serve;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names in a PromQL expression, Grafana's variables included. It is no parser: whether an
 * expression is well formed is what promtool says.
 *
 * @param selectors what is selected, in their order
 * @param grouping labels that results are grouped or joined by
 */
record PromQl(List<Selector> selectors, List<String> grouping) {
  /** A metric with conditions on its labels. */
  record Selector(String metric, List<Condition> conditions) {}

  /**
   * A condition on a label.
   *
   * @param operator one of {@code = != =~ !~}
   */
  record Condition(String label, String operator, String value) {
    /**
     * The values that it names: the alternatives of a regular expression. None where the expression
     * is of another kind, or a Grafana variable.
     */
    List<String> values() {
      if (value.contains("$")) {
        return List.of();
      }
      if (operator.equals("=") || operator.equals("!=")) {
        return List.of(value);
      }
      List<String> values = new ArrayList<>();
      for (String alternative : value.split("\\|", -1)) {
        String literal = alternative.replace("\\.", "\0");
        if (!literal.matches("[\\w\0 -]+")) {
          return List.of();
        }
        values.add(literal.replace('\0', '.'));
      }
      return values;
    }
  }

  private static final Pattern TOKEN =
      Pattern.compile(
          "(?<space>\\s+)|(?<string>\"(?:[^\"\\\\]|\\\\.)*\"|'(?:[^'\\\\]|\\\\.)*')"
              + "|(?<range>\\[[^]]*\\])|(?<number>[0-9][0-9a-zA-Z.]*)"
              + "|(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)|(?<operator>=~|!~|!=|==|<=|>=|.)",
          Pattern.DOTALL);
  private static final Set<String> GROUPING =
      Set.of("by", "without", "on", "ignoring", "group_left", "group_right");
  private static final Set<String> WORDS =
      Set.of("and", "or", "unless", "bool", "offset", "inf", "nan");

  static PromQl of(String expression) {
    List<String> tokens = tokens(expression);
    List<Selector> selectors = new ArrayList<>();
    List<String> grouping = new ArrayList<>();
    int at = 0;
    while (at < tokens.size()) {
      String token = tokens.get(at++);
      if (token.equals("{")) {
        throw new IllegalArgumentException("a selector without a metric in " + expression);
      }
      if (!isName(token) || WORDS.contains(token)) {
        continue;
      }
      String next = at < tokens.size() ? tokens.get(at) : "";
      if (GROUPING.contains(token)) {
        int end = next.equals("(") ? closing(tokens, at, ")", expression) : at;
        tokens.subList(at, end).stream().filter(PromQl::isName).forEach(grouping::add);
        at = end;
      } else if (next.equals("{")) {
        int end = closing(tokens, at, "}", expression);
        selectors.add(new Selector(token, conditions(tokens.subList(at + 1, end - 1), expression)));
        at = end;
      } else if (!next.equals("(") && !next.equals("by") && !next.equals("without")) {
        selectors.add(new Selector(token, List.of()));
      }
    }
    return new PromQl(List.copyOf(selectors), List.copyOf(grouping));
  }

  private static List<String> tokens(String expression) {
    List<String> tokens = new ArrayList<>();
    Matcher matcher = TOKEN.matcher(expression);
    while (matcher.find()) {
      if (matcher.group("space") == null) {
        tokens.add(matcher.group());
      }
    }
    return tokens;
  }

  private static boolean isName(String token) {
    return token.matches("[a-zA-Z_:][a-zA-Z0-9_:]*");
  }

  /** After the first {@code bracket} from there. */
  private static int closing(List<String> tokens, int from, String bracket, String expression) {
    int length = tokens.subList(from, tokens.size()).indexOf(bracket);
    if (length < 0) {
      throw new IllegalArgumentException("no " + bracket + " in " + expression);
    }
    return from + length + 1;
  }

  private static List<Condition> conditions(List<String> tokens, String expression) {
    List<Condition> conditions = new ArrayList<>();
    for (int at = 0; at < tokens.size(); at += 4) {
      if (at + 2 >= tokens.size() || tokens.get(at + 2).length() < 2) {
        throw new IllegalArgumentException("expected label=\"value\" in " + expression);
      }
      String quoted = tokens.get(at + 2);
      conditions.add(
          new Condition(
              tokens.get(at),
              tokens.get(at + 1),
              quoted.substring(1, quoted.length() - 1).replace("\\\\", "\\")));
    }
    return conditions;
  }
}
