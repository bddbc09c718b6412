package io.bidder.bidder.serve;

import io.bidder.settings.YamlMap;
import io.bidder.settings.YamlProblems;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
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

  static YamlMap yaml(Path file) {
    try {
      YamlProblems problems = new YamlProblems(file.toString());
      YamlMap map = YamlMap.parse(Files.readString(file), problems);
      problems.throwIfAny();
      return map;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The rules of a file that are of a kind, {@code alert} or {@code record}. */
  static List<YamlMap> rules(String file, String kind) {
    List<YamlMap> rules = new ArrayList<>();
    for (YamlMap group : yaml(PROMETHEUS.resolve(file)).maps("groups")) {
      group.maps("rules").stream().filter(rule -> rule.has(kind)).forEach(rules::add);
    }
    return rules;
  }

  /** The job as which Prometheus scrapes the bidder. */
  static String job() {
    return yaml(PROMETHEUS.resolve("prometheus.yaml"))
        .maps("scrape_configs")
        .getFirst()
        .requiredText("job_name");
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
