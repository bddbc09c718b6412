package io.bidder.bidder.serve;

import io.bidder.settings.Document;
import io.bidder.settings.Problems;
import io.bidder.settings.Section;
import io.bidder.settings.Types;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The parts of the files in deploy/ that tests read. */
final class DeployFiles {
  /** Tests run in the module's directory. */
  static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  static final Path DEPLOY = ROOT.resolve("deploy");
  static final Path PROMETHEUS = DEPLOY.resolve("prometheus");

  private static final Pattern LEGEND_LABEL = Pattern.compile("\\{\\{(\\w+)\\}\\}");

  private DeployFiles() {}

  static Section yaml(Path file) {
    return Document.yaml(file, 1 << 20, new Problems()).section();
  }

  static Section map(Section section, String key) {
    return section.map(key, Function.identity());
  }

  static List<Section> maps(Section section, String key) {
    return section.maps(key, Function.identity()).or(List.of());
  }

  static String text(Section section, String key) {
    return section.get(key, Types.TEXT).required();
  }

  /** The rules of a file that are of a kind, {@code alert} or {@code record}. */
  static List<Section> rules(String file, String kind) {
    List<Section> rules = new ArrayList<>();
    for (Section group : maps(yaml(PROMETHEUS.resolve(file)), "groups")) {
      maps(group, "rules").stream().filter(rule -> rule.isSet(kind)).forEach(rules::add);
    }
    return rules;
  }

  /** The job as which Prometheus scrapes the bidder. */
  static String job() {
    return text(
        maps(yaml(PROMETHEUS.resolve("prometheus.yaml")), "scrape_configs").getFirst(), "job_name");
  }

  /** Every expression of the dashboard by where it stands, Grafana's variables in it. */
  static Map<String, String> dashboardExpressions() {
    Map<String, String> expressions = new LinkedHashMap<>();
    visit(
        dashboard(),
        "",
        (title, node) -> {
          if (node.path("expr").isString()) {
            expressions.put(
                title + " " + node.path("refId").asString(""), node.path("expr").asString());
          }
        });
    return expressions;
  }

  /** Labels that the dashboard's legends and variables name. */
  static List<String> dashboardLabels() {
    List<String> labels = new ArrayList<>();
    visit(
        dashboard(),
        "",
        (_, node) -> {
          Matcher label = LEGEND_LABEL.matcher(node.path("legendFormat").asString(""));
          while (label.find()) {
            labels.add(label.group(1));
          }
        });
    return labels;
  }

  /** The variables' queries, {@code label_values(METRIC, LABEL)}, as expressions. */
  static List<String> dashboardVariables() {
    List<String> expressions = new ArrayList<>();
    for (JsonNode variable : dashboard().path("templating").path("list")) {
      String definition = variable.path("definition").asString();
      Matcher query = Pattern.compile("label_values\\((\\w+), (\\w+)\\)").matcher(definition);
      if (!query.matches()) {
        throw new AssertionError("expected label_values(metric, label), got " + definition);
      }
      expressions.add("count by (" + query.group(2) + ") (" + query.group(1) + ")");
    }
    return expressions;
  }

  private static JsonNode dashboard() {
    return JsonMapper.shared().readTree(DEPLOY.resolve("grafana/dashboards/bidder.json").toFile());
  }

  /** Every object of a document, with the title or name of the nearest one around it. */
  private static void visit(JsonNode node, String around, BiConsumer<String, JsonNode> visitor) {
    String title = node.path("title").asString(node.path("name").asString(around));
    if (node.isObject()) {
      visitor.accept(title, node);
    }
    node.forEach(child -> visit(child, title, visitor));
  }
}
