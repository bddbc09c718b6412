package io.bidder.bidder.cli;

import io.bidder.settings.command.ConsoleCommand;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code ./run campaigns resume}. */
@Command(
    name = "resume",
    description = {
      "End a pause: what was paused by itself, as a campaign or as an advertiser, is resumed so.",
    })
final class ResumeCommand extends ConsoleCommand {
  @Mixin private Target target = new Target();

  @Override
  public Integer call() throws IOException {
    return target.change("resume", console());
  }
}
