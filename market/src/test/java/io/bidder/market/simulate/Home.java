package io.bidder.market.simulate;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Collectors;

/** A project's home whose {@code run} starts what this process has on its class path. */
final class Home {
  private Home() {}

  /** Writes {@code run} into a directory. */
  static Path in(Path directory) throws IOException {
    Path repository = Path.of("..").toAbsolutePath().normalize();
    String options =
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
            .filter(each -> !each.startsWith("-javaagent") && !each.startsWith("-agentlib"))
            .map(each -> "'" + each + "'")
            .collect(Collectors.joining(" "));
    String script =
        """
        #!/bin/sh
        case $1 in
          serve) main=io.bidder.bidder.serve.Main ;;
          events) main=io.bidder.eventlog.cli.Events ;;
          learn) main=io.bidder.trainer.learn.Learn ;;
          models) main=io.bidder.modelstore.cli.Models ;;
        esac
        shift
        CLASSPATH='%s' exec '%s' %s '-Dbidder.home=%s' -XX:TieredStopAtLevel=1 $main "$@"
        """
            .formatted(
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path", "")),
                ProcessHandle.current().info().command().orElse("java"),
                options,
                repository);
    Path run = Files.writeString(directory.resolve("run"), script);
    Files.setPosixFilePermissions(run, PosixFilePermissions.fromString("rwxr-xr-x"));
    return directory;
  }
}
