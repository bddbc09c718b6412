package io.bidder.bidder.cli;

import io.bidder.settings.command.ConsoleCommand;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code ./run campaigns pause}. */
@Command(
    name = "pause",
    description = {
      "Have a campaign, those of an advertiser, or all stop bidding at once, until they are"
          + " resumed:",
      "across restarts, whatever the catalogue says.",
    })
final class PauseCommand extends ConsoleCommand {
  @Mixin private Target target = new Target();

  @Override
  public Integer call() throws IOException {
    return target.change("pause", console());
  }
}
