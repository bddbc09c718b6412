package io.bidder.bidder.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.bidder.config.ServerConfig;
import io.bidder.settings.Section;
import io.bidder.settings.Types;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The files in deploy/ hold together, and promtool agrees with those that are Prometheus'. */
class DeployTest {
  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"Dockerfile", "Dockerfile.cuda"})
  void whatAnImageCopiesShouldExist(String dockerfile) throws IOException {
    List<String> sources = new ArrayList<>();
    for (String line : Files.readAllLines(DeployFiles.DEPLOY.resolve(dockerfile))) {
      if (line.startsWith("COPY ") && !line.contains("--from=")) {
        List<String> words = Arrays.asList(line.split(" +", -1));
        sources.addAll(words.subList(1, words.size() - 1));
      }
    }
    assertTrue(sources.contains("bidder"), sources::toString);
    assertExist(DeployFiles.ROOT, sources);
  }

  @Test
  void whatComposeMountsAndBuildsShouldExist() {
    Section compose = DeployFiles.yaml(DeployFiles.DEPLOY.resolve("docker-compose.yaml"));
    Section services = DeployFiles.map(compose, "services");
    List<String> sources = new ArrayList<>();
    for (String name : services.keys()) {
      Section service = DeployFiles.map(services, name);
      for (String volume : service.list("volumes", Types.TEXT).or(List.of())) {
        // A variable's default holds where it is not set.
        String source = volume.replaceFirst("\\$\\{\\w+:-([^}]*)}", "$1").split(":", -1)[0];
        if (source.startsWith(".")) {
          sources.add(source);
        } else {
          assertTrue(
              DeployFiles.map(compose, "volumes").isSet(source), () -> "no such volume: " + volume);
        }
      }
      if (service.isSet("build")) {
        sources.add(
            DeployFiles.text(DeployFiles.map(service, "build"), "context")
                + "/"
                + DeployFiles.text(DeployFiles.map(service, "build"), "dockerfile"));
      }
    }
    assertTrue(sources.size() > 4, sources::toString);
    assertExist(DeployFiles.DEPLOY, sources);
  }

  private static void assertExist(Path base, List<String> files) {
    List<String> missing =
        files.stream().filter(file -> Files.notExists(base.resolve(file))).toList();
    assertEquals(List.of(), missing);
  }

  /** Paths in it are those of a container. */
  @Test
  void configurationShouldBeValid() {
    ServerConfig config = ServerConfig.load(DeployFiles.DEPLOY.resolve("bidder.yaml"), List.of());
    assertEquals(Path.of("/srv/bidder/store"), config.model().store());
    assertEquals(Path.of("/srv/bidder/campaigns.yaml"), config.catalogue().file());
    assertEquals(8080, config.http().port());
    assertEquals(8081, config.admin().port());
    assertEquals(8082, config.admin().metricsPort());
  }

  @Test
  void fleetShouldLeaseFromTheRedisOfCompose() {
    ServerConfig config = ServerConfig.load(DeployFiles.DEPLOY.resolve("fleet.yaml"), List.of());
    Section services =
        DeployFiles.map(
            DeployFiles.yaml(DeployFiles.DEPLOY.resolve("docker-compose.yaml")), "services");
    URI redis = URI.create(config.budget().bank().redis());
    String command =
        String.join(
            " ",
            DeployFiles.map(services, redis.getHost()).list("command", Types.TEXT).or(List.of()));
    assertEquals(6379, redis.getPort());
    assertTrue(command.contains("--maxmemory-policy noeviction"), command);
    assertFalse(command.contains("--port"), command);
    String volumes =
        String.join(
            " ", DeployFiles.map(services, "bidder").list("volumes", Types.TEXT).or(List.of()));
    Path events = Objects.requireNonNull(config.events().dir());
    assertTrue(volumes.contains("events:" + events.getParent()), volumes);
  }

  /** Whoever ends a server gives it time to serve on, and to answer what is due. */
  @Test
  void gracePeriodsShouldBeLongerThanAServerTakesToEnd() throws IOException {
    ServerConfig config = ServerConfig.load(DeployFiles.DEPLOY.resolve("bidder.yaml"), List.of());
    Duration takes = config.http().drainDelay().plus(config.http().drainTimeout());
    Section services =
        DeployFiles.map(
            DeployFiles.yaml(DeployFiles.DEPLOY.resolve("docker-compose.yaml")), "services");
    String compose = DeployFiles.text(DeployFiles.map(services, "bidder"), "stop_grace_period");
    Matcher kubernetes =
        Pattern.compile("terminationGracePeriodSeconds: (\\d+)")
            .matcher(Files.readString(DeployFiles.DEPLOY.resolve("README.md")));
    assertTrue(kubernetes.find());
    for (String grace : List.of(compose, kubernetes.group(1) + "s")) {
      assertTrue(Duration.parse("PT" + grace).compareTo(takes) > 0, grace + " for " + takes);
    }
  }

  @Test
  void imageShouldStartJavaAsRunDoes() throws IOException {
    assertEquals(
        javaOptions(DeployFiles.ROOT.resolve("run")),
        javaOptions(DeployFiles.DEPLOY.resolve("image/start")));
  }

  private static Set<String> javaOptions(Path script) throws IOException {
    Set<String> options = new TreeSet<>();
    Pattern.compile("(?<= )(-XX:(?!AOT)\\S+|-Xm\\S+|--enable\\S+|--sun\\S+|'-D[^']+')")
        .matcher(Files.readString(script))
        .results()
        .map(MatchResult::group)
        .forEach(options::add);
    return options;
  }

  @ParameterizedTest
  @CsvSource({
    "--check, io.bidder.bidder.serve.Main --check",
    "models rollback --store /srv/bidder/store,"
        + " io.bidder.modelstore.cli.Models rollback --store /srv/bidder/store"
  })
  void imageShouldStartWhatItIsTold(String arguments, String started) throws Exception {
    Path start = directory.resolve("start");
    Files.copy(
        DeployFiles.DEPLOY.resolve("image/start"), start, StandardCopyOption.COPY_ATTRIBUTES);
    Path java = Files.createDirectories(directory.resolve("jre/bin")).resolve("java");
    Files.writeString(java, "#!/bin/sh\necho \"$*\"\n");
    assertTrue(java.toFile().setExecutable(true));
    List<String> command = new ArrayList<>(List.of(start.toString()));
    command.addAll(List.of(arguments.split(" ", -1)));

    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertEquals(0, process.waitFor(), output);
    assertTrue(output.strip().endsWith("/lib/* " + started), output);
    Class.forName(started.split(" ", -1)[0]);
  }

  /** The bidder itself only reads it. */
  @Test
  void composeShouldLetModelsAloneWriteToTheStore() {
    Section services =
        DeployFiles.map(
            DeployFiles.yaml(DeployFiles.DEPLOY.resolve("docker-compose.yaml")), "services");
    Section bidder = DeployFiles.map(services, "bidder");
    Section models = DeployFiles.map(services, "models");
    assertEquals(
        List.of("/opt/bidder/start", "models"),
        models.list("entrypoint", Types.TEXT).or(List.of()));
    assertEquals(DeployFiles.text(bidder, "image"), DeployFiles.text(models, "image"));
    String store = models.list("volumes", Types.TEXT).or(List.of()).getFirst();
    assertTrue(store.endsWith("}:/srv/bidder"), store);
    assertTrue(bidder.list("volumes", Types.TEXT).or(List.of()).contains(store + ":ro"), store);
  }

  /** Commands that an operator copies at three in the morning. */
  @Test
  void commandsOfTheRunbookShouldBeOfServicesAndSubcommandsThatAreThere() throws Exception {
    Section services =
        DeployFiles.map(
            DeployFiles.yaml(DeployFiles.DEPLOY.resolve("docker-compose.yaml")), "services");
    Set<String> subcommands = new TreeSet<>();
    for (Path document : List.of(Path.of("runbook.md"), Path.of("README.md"))) {
      String text = Files.readString(DeployFiles.DEPLOY.resolve(document));
      for (MatchResult run :
          Pattern.compile("docker compose run --rm (\\w+) (\\w+)")
              .matcher(text)
              .results()
              .toList()) {
        assertTrue(services.isSet(run.group(1)), run.group());
        subcommands.add(run.group(2));
      }
      Pattern.compile("/opt/bidder/start models (\\w+)")
          .matcher(text)
          .results()
          .forEach(run -> subcommands.add(run.group(1)));
    }
    assertTrue(subcommands.contains("rollback"), subcommands::toString);
    Set<String> known = Set.of("list", "show", "publish", "promote", "rollback", "prune", "verify");
    assertTrue(known.containsAll(subcommands), subcommands::toString);
  }

  @Test
  void everyAlertShouldHaveASeverityAndASectionOfTheRunbook() throws IOException {
    Set<String> alerts = new TreeSet<>();
    for (Section alert : DeployFiles.rules("alerts.yaml", "alert")) {
      String name = DeployFiles.text(alert, "alert");
      alerts.add(name);
      Section annotations = DeployFiles.map(alert, "annotations");
      assertEquals(
          "deploy/runbook.md#" + name.toLowerCase(Locale.ROOT),
          DeployFiles.text(annotations, "runbook"));
      assertTrue(annotations.isSet("summary"), name);
      String severity = DeployFiles.text(DeployFiles.map(alert, "labels"), "severity");
      assertTrue(Set.of("critical", "warning").contains(severity), name);
    }
    Set<String> sections = new TreeSet<>();
    for (String line : Files.readAllLines(DeployFiles.DEPLOY.resolve("runbook.md"))) {
      if (line.startsWith("## ")) {
        sections.add(line.substring("## ".length()));
      }
    }
    assertEquals(alerts, sections);
  }

  @Test
  void everyAlertShouldBeTestedFiringAndNot() {
    Set<String> firing = new TreeSet<>();
    Set<String> quiet = new TreeSet<>();
    Section tests = DeployFiles.yaml(DeployFiles.PROMETHEUS.resolve("alerts-test.yaml"));
    for (Section test : DeployFiles.maps(tests, "tests")) {
      for (Section check : DeployFiles.maps(test, "alert_rule_test")) {
        boolean none = DeployFiles.maps(check, "exp_alerts").isEmpty();
        (none ? quiet : firing).add(DeployFiles.text(check, "alertname"));
      }
    }
    Set<String> alerts = new TreeSet<>();
    DeployFiles.rules("alerts.yaml", "alert")
        .forEach(each -> alerts.add(DeployFiles.text(each, "alert")));
    assertEquals(alerts, firing);
    assertEquals(alerts, quiet);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "check config prometheus.yaml",
        "check rules rules.yaml alerts.yaml",
        "test rules alerts-test.yaml"
      })
  void promtoolShouldPass(String arguments) throws Exception {
    assertPromtoolPasses(List.of(arguments.split(" ", -1)));
  }

  /** As recording rules, so that promtool reads them. */
  @Test
  void expressionsOfTheDashboardShouldBePromQl() throws Exception {
    StringBuilder rules = new StringBuilder("groups:\n  - name: dashboard\n    rules:\n");
    int panel = 0;
    for (String expression : DeployFiles.dashboardExpressions().values()) {
      rules.append("      - record: panel_").append(panel++).append("\n        expr: '");
      rules.append(expression.replace("$__rate_interval", "1m").replace("'", "''")).append("'\n");
    }
    assertNotEquals(0, panel);
    Path file = Files.writeString(directory.resolve("dashboard.yaml"), rules);
    assertPromtoolPasses(List.of("check", "rules", file.toString()));
  }

  private static void assertPromtoolPasses(List<String> arguments) throws Exception {
    boolean found =
        Stream.of(System.getenv("PATH").split(":", -1))
            .anyMatch(each -> Files.isExecutable(Path.of(each, "promtool")));
    if (!found) {
      String reason = "promtool is not on the path: it is in Debian's package prometheus";
      assertNotEquals("true", System.getenv("CI"), reason);
      Assumptions.abort(reason);
    }
    List<String> command = new ArrayList<>(List.of("promtool"));
    command.addAll(arguments);
    Process process =
        new ProcessBuilder(command)
            .directory(DeployFiles.PROMETHEUS.toFile())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
  }
}
