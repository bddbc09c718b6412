package io.bidder.market.traffic;

import io.bidder.settings.command.Commands;
import io.bidder.settings.command.ConsoleCommand;
import io.bidder.settings.command.ExitCode;
import io.bidder.settings.command.OutputFile;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./run campaigns}: a catalogue with as many made-up campaigns as a load test wants. */
@Command(
    name = "./run campaigns",
    description = {
      "Write a catalogue of made-up campaigns to load a server with.",
      "",
      "Each has three banners and a mix of targeting: half by country, a third each by device or"
          + " categories, some by site. The same count and seed give the same file."
    })
public final class WriteCampaigns extends ConsoleCommand {
  @Option(names = "--count", required = true, paramLabel = "N", description = "Campaigns.")
  private int count;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      converter = OutputFile.class,
      description = "The catalogue.")
  private Path out = Path.of("");

  @Option(names = "--seed", paramLabel = "N", description = "Default: ${DEFAULT-VALUE}.")
  private long seed = 1;

  WriteCampaigns() {}

  /** Runs the command and ends the process. */
  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    return Commands.of(new WriteCampaigns());
  }

  @Override
  public Integer call() throws IOException {
    expect(count >= 1 && count <= 1_000_000, "--count", count, "1 to 1000000");
    try (BufferedWriter writer = Files.newBufferedWriter(out)) {
      writer.write(MadeCatalogue.advertisers(CatalogueMix.EAGER, seed));
      writer.write("campaignCount: " + count + "\ncampaigns:\n");
      for (int c = 0; c < count; c++) {
        writer.write(MadeCatalogue.campaigns(CatalogueMix.EAGER, seed, c, 1));
      }
    }
    return ExitCode.DONE;
  }
}
