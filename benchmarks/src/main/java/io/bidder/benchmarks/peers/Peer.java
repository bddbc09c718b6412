package io.bidder.benchmarks.peers;

import io.bidder.benchmarks.peers.PeerServer.Kind;
import io.bidder.modelstore.ModelStore;
import io.bidder.modelstore.directory.DirectoryModelStore;
import io.bidder.modelstore.schema.FeatureSchema;
import io.bidder.settings.command.Commands;
import io.bidder.settings.command.ConsoleCommand;
import io.bidder.settings.command.ExitCode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Runs one of the peers until it is ended. Says {@code listening on PORT} when it answers {@code
 * POST /openrtb2/bid} and {@code GET /stats}.
 */
@Command(
    name = "peer",
    description = "Run a bid server to compare with: see docs/reference/benchmarks.md.")
public final class Peer extends ConsoleCommand {
  @Option(
      names = "--kind",
      required = true,
      paramLabel = "KIND",
      description = "One of ${COMPLETION-CANDIDATES}.")
  private Kind kind = Kind.TEXTBOOK;

  @Option(names = "--port", required = true, paramLabel = "N", description = "0: a free one.")
  private int port;

  @Option(
      names = "--model",
      required = true,
      paramLabel = "FILE",
      description = "The .onnx file with its tables inside.")
  private Path model = Path.of("");

  @Option(
      names = "--store",
      required = true,
      paramLabel = "DIR",
      description = "Model store whose current version has the features.")
  private Path store = Path.of("");

  @Option(
      names = "--catalogue",
      required = true,
      paramLabel = "FILE",
      description = "The campaigns.")
  private Path catalogue = Path.of("");

  Peer() {}

  /** Runs the command and ends the process. */
  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    return Commands.of(new Peer()).setCaseInsensitiveEnumValuesAllowed(true);
  }

  @Override
  public Integer call() throws Exception {
    expect(port >= 0 && port <= 65_535, "--port", port, "0 to 65535");
    ModelStore models = new DirectoryModelStore(store);
    String current =
        models.currentId().orElseThrow(() -> new IOException(store + ": no version was promoted"));
    FeatureSchema schema = models.open(current).manifest().schema();
    PeerServer server = PeerServer.start(kind, port, model, schema, catalogue);
    console().result("listening on " + server.port());
    new CountDownLatch(1).await();
    return ExitCode.DONE;
  }
}
