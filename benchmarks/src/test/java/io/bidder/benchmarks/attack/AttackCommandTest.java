package io.bidder.benchmarks.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.benchmarks.attack.kind.Attack;
import io.bidder.benchmarks.attack.kind.Attacks;
import io.bidder.benchmarks.attack.victim.Stage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The command, for which real servers are started; nothing is asked of their speed. */
class AttackCommandTest {
  private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();
  private static final AttackPlan SHORT = new AttackPlan(0.3, 0.3, 1, 0.5, 200);

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    CommandLine line = AttackCommand.commandLine(REPOSITORY, SHORT);
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return line.execute(arguments);
  }

  @Test
  void attackShouldTellHowARunningServerFared(@TempDir Path directory) throws IOException {
    Path json = directory.resolve("attack.json");

    int exit =
        run("--only", "malformed-json", "forged-lines", "sigterm", "--json", json.toString());

    assertEquals(0, exit, err.toString());
    JsonNode attacks = JsonMapper.shared().readTree(Files.readString(json)).path("attacks");
    assertEquals(3, attacks.size());
    for (JsonNode attack : attacks) {
      assertTrue(attack.path("alone").path("sent").asLong() > 0, attack.toString());
      assertTrue(attack.path("beside").path("sent").asLong() > 0, attack.toString());
      assertTrue(attack.path("residentBytes").asDouble() > 0, attack.toString());
      assertTrue(attack.path("met").isBoolean());
    }
    JsonNode malformed = attacks.get(0);
    assertTrue(malformed.path("answers").path("400").asLong() > 0, malformed.toString());
    assertTrue(malformed.path("alive").asBoolean());
    assertTrue(malformed.path("after").path("sent").asLong() > 0);
    JsonNode ended = attacks.get(2);
    assertEquals("sigterm", ended.path("name").asString());
    assertEquals(143, ended.path("exitCode").asInt(), ended.toString());
    assertTrue(out.toString().contains(" of 3 met"), out.toString());
  }

  @Test
  void everyAttackShouldBeListedWithoutAServer() {
    assertEquals(0, run("--list"));
    assertTrue(out.toString().contains("pipelining"), out.toString());
    assertTrue(out.toString().contains("reload-large"), out.toString());
  }

  @Test
  void everyAttackShouldStandInItsHowTo() throws IOException {
    String page = Files.readString(REPOSITORY.resolve("docs/howto/attack.md"));
    for (Attack attack : Attacks.all(Stage.SMALL)) {
      assertTrue(page.contains('`' + attack.name() + '`'), attack.name());
    }
  }

  @Test
  void unknownAttackShouldBeRefused() {
    assertEquals(2, run("--only", "no-such-attack"));
    assertTrue(
        err.toString().startsWith("./run attack: --only is no-such-attack, expected"),
        err.toString());
  }

  @Test
  void directoryWithoutACheckoutShouldBeRefused(@TempDir Path directory) {
    assertEquals(2, run("--server", directory.toString(), "--only", "garbage"));
    assertTrue(err.toString().contains("a directory with a checkout of Bidder"), err.toString());
  }

  @Test
  void soakShouldBeRefusedWhenNothingCanBeCarriedOutTogether() {
    assertEquals(2, run("--soak", "1", "--only", "sigterm"));
    assertTrue(err.toString().contains("can be carried out together"), err.toString());
  }
}
