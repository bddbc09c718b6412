package io.bidder.benchmarks.bench.process;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Makes the commands that start processes: the server as {@code ./run serve} starts it, the others
 * with the same JVM and options, so that no subject has better ones.
 */
public final class Launcher {
  /** Makes {@code ./run} print what it would start, a word a line. */
  private static final String PRINT = "BIDDER_PRINT_COMMAND";

  private static final String SERVER = "io.bidder.bidder.serve.Main";

  private final Cores cores;
  private final List<String> server;
  private final String serverClassPath;
  private final List<String> options;
  private final String classPath;

  private Launcher(
      Cores cores,
      List<String> server,
      String serverClassPath,
      List<String> options,
      String classPath) {
    this.cores = cores;
    this.server = List.copyOf(server);
    this.serverClassPath = serverClassPath;
    this.options = List.copyOf(options);
    this.classPath = classPath;
  }

  /**
   * A command to start.
   *
   * @param classPath goes into the environment: ONNX Runtime 1.29 crashes in a process whose
   *     command line is longer than 4 KB
   */
  public record Command(List<String> words, String classPath) {
    /** Keeps the words. */
    public Command {
      words = List.copyOf(words);
    }
  }

  /**
   * Starts the server as {@code ./run serve} does.
   *
   * @param home the repository, which {@code run} is in
   */
  public static Launcher of(Path home, Cores cores) throws IOException, InterruptedException {
    List<String> printed = printed(home.resolve("run"));
    List<String> server = printed.subList(1, printed.size());
    return new Launcher(
        cores,
        server,
        printed.getFirst(),
        server.subList(0, server.indexOf(SERVER)),
        System.getProperty("java.class.path", ""));
  }

  /** Starts everything as this JVM was started. */
  public static Launcher ofThisJvm(Cores cores) {
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path", ""));
    List<String> options = new ArrayList<>();
    options.add(ProcessHandle.current().info().command().orElse("java"));
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> !option.startsWith("-javaagent") && !option.startsWith("-agentlib"))
        .forEach(options::add);
    List<String> server = new ArrayList<>(options);
    server.add(SERVER);
    return new Launcher(cores, server, classPath, options, classPath);
  }

  private static List<String> printed(Path run) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(run.toString(), "serve");
    builder.environment().put(PRINT, "1");
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    Process process = builder.start();
    String words = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    List<String> command = words.lines().toList();
    if (process.waitFor() != 0 || command.indexOf(SERVER) < 2) {
      throw new IOException(run + " does not say how it starts the server");
    }
    return command;
  }

  /** The command that starts the server, as the demo but for some settings. */
  Command server(Map<String, String> settings) {
    return server(List.of(), settings);
  }

  /** The same with more JVM options, which hold where the server has no such one. */
  public Command server(List<String> jvmOptions, Map<String, String> settings) {
    List<String> words = new ArrayList<>(server);
    words.addAll(1, jvmOptions);
    // Nobody looks at /readyz before it sends the next request.
    words.addAll(List.of("--set", "http.drainDelay=0s"));
    settings.forEach((key, value) -> words.addAll(List.of("--set", key + "=" + value)));
    return new Command(cores.onSubjectCores(words), serverClassPath);
  }

  /** The command that starts a class of this module. */
  Command java(String mainClass, List<String> arguments) {
    List<String> words = new ArrayList<>();
    for (String option : options) {
      // Made from the server's classes, so of no use to others.
      if (!option.startsWith("-XX:AOT") && !option.startsWith("-XX:SharedArchiveFile")) {
        words.add(option);
      }
    }
    words.add(mainClass);
    words.addAll(arguments);
    return new Command(cores.onSubjectCores(words), classPath);
  }

  /** The JVM options that all subjects are started with, as one line without the JVM's path. */
  public String describeOptions() {
    return String.join(" ", options.subList(1, options.size()));
  }

  /** Asks a process to end, and ends it if it has not after so long. */
  public static void stop(Process process, int seconds) {
    process.destroy();
    try {
      if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
      process.waitFor();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
