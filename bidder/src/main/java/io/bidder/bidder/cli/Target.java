package io.bidder.bidder.cli;

import io.bidder.settings.command.Console;
import io.bidder.settings.command.ExitCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** The options that name what is paused or resumed, and who does it. */
final class Target {
  @Mixin private AdminPort server = new AdminPort();

  @ArgGroup(multiplicity = "1")
  private One one = new One();

  @Option(names = "--by", paramLabel = "NAME", description = "Who does it; user and machine.")
  private @Nullable String by;

  /** One of these. */
  private static final class One {
    @Option(names = "--campaign", paramLabel = "ID", description = "This campaign.")
    private @Nullable String campaign;

    @Option(
        names = "--advertiser",
        paramLabel = "ID",
        description = "All campaigns of this advertiser.")
    private @Nullable String advertiser;

    @Option(names = "--everything", description = "All campaigns.")
    @SuppressWarnings("UnusedVariable") // It is what is left if it is neither of the others.
    private boolean everything;
  }

  /** Has the server pause or resume, and tells. */
  int change(String action, Console console) throws IOException {
    Map<String, String> parameters = new HashMap<>();
    if (one.campaign != null) {
      parameters.put("campaign", one.campaign);
    } else if (one.advertiser != null) {
      parameters.put("advertiser", one.advertiser);
    } else {
      parameters.put("everything", "true");
    }
    parameters.put("by", by == null ? whoever() : by);
    JsonNode answer = server.ask(true, "/campaigns/" + action, parameters);
    console.result(
        "%s is %s"
            .formatted(
                answer.path("target").asString(),
                answer.path("paused").asBoolean() ? "paused" : "no longer paused by itself"));
    if (answer.path("persisted").asBoolean()) {
      return ExitCode.DONE;
    }
    console.note("but not written down: " + answer.path("problem").asString());
    return ExitCode.FAILED;
  }

  private static String whoever() {
    String user = System.getProperty("user.name", "somebody");
    try {
      return user + "@" + InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return user;
    }
  }
}
