package io.bidder.modelstore.directory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Real operations up to one moment, and none after it, as if the process had been killed there. The
 * moments are before and after every step, and in the middle of those that write.
 */
final class CrashingFileOperations implements FileOperations {

  /** A crash, which nothing catches. */
  static final class Crash extends Error {
    private static final long serialVersionUID = 1L;

    Crash(String moment) {
      super(moment);
    }
  }

  private interface Step {
    void run() throws IOException;
  }

  private final FileOperations real = new RealFileOperations();
  private final Path root;
  private final int crashAt;
  private final boolean powerLoss;
  private final Map<Path, Long> forcedBytes = new HashMap<>();
  private int moments;
  private boolean dead;

  /**
   * @param crashAt the moment to crash at, counted from 0
   * @param powerLoss whether what was written and not forced is gone afterwards
   */
  CrashingFileOperations(Path root, int crashAt, boolean powerLoss) throws IOException {
    this.root = root;
    this.crashAt = crashAt;
    this.powerLoss = powerLoss;
    for (Path file : regularFiles()) {
      forcedBytes.put(file, Files.size(file));
    }
  }

  /** Operations that do not crash. */
  static CrashingFileOperations never(Path root) throws IOException {
    return new CrashingFileOperations(root, -1, false);
  }

  @Override
  public void createDirectories(Path directory) throws IOException {
    step("create " + directory, () -> real.createDirectories(directory));
  }

  @Override
  public void createDirectory(Path directory) throws IOException {
    step("create " + directory, () -> real.createDirectory(directory));
  }

  @Override
  public void write(Path file, byte[] bytes) throws IOException {
    forcedBytes.remove(file);
    step(
        "write " + file,
        () -> {
          real.write(file, Arrays.copyOf(bytes, bytes.length / 2));
          moment("in the middle of writing " + file);
          real.write(file, bytes);
        });
  }

  @Override
  public void append(Path file, byte[] bytes) throws IOException {
    step(
        "append " + file,
        () -> {
          int half = bytes.length / 2;
          real.append(file, Arrays.copyOf(bytes, half));
          moment("in the middle of appending to " + file);
          real.append(file, Arrays.copyOfRange(bytes, half, bytes.length));
        });
  }

  @Override
  public void truncate(Path file, long bytes) throws IOException {
    step("truncate " + file, () -> real.truncate(file, bytes));
  }

  @Override
  public void copy(Path from, Path to) throws IOException {
    step("copy " + from, () -> real.copy(from, to));
  }

  @Override
  public void link(Path existing, Path name) throws IOException {
    step(
        "link " + existing,
        () -> {
          real.link(existing, name);
          // One file of two names, so forced under both.
          forcedBytes.put(name, forcedBytes.getOrDefault(existing, 0L));
        });
  }

  @Override
  public void move(Path from, Path to) throws IOException {
    step(
        "move " + from,
        () -> {
          real.move(from, to);
          forcedBytes.remove(to);
          for (Path file : List.copyOf(forcedBytes.keySet())) {
            if (file.startsWith(from)) {
              Path moved = file.equals(from) ? to : to.resolve(from.relativize(file));
              forcedBytes.put(moved, forcedBytes.remove(file));
            }
          }
        });
  }

  @Override
  public void deleteIfExists(Path fileOrEmptyDirectory) throws IOException {
    step("delete " + fileOrEmptyDirectory, () -> real.deleteIfExists(fileOrEmptyDirectory));
  }

  @Override
  public void forceFile(Path file) throws IOException {
    // Nobody pulls the plug on a test, so noting it is enough, and a hundred times as fast.
    step("force " + file, () -> forcedBytes.put(file, Files.size(file)));
  }

  @Override
  public void forceDirectory(Path directory) throws IOException {
    step("force " + directory, () -> {});
  }

  private void step(String what, Step step) throws IOException {
    moment("before " + what);
    step.run();
    moment("after " + what);
  }

  private void moment(String what) {
    if (dead) {
      throw new Crash("dead already " + what);
    }
    if (moments++ == crashAt) {
      dead = true;
      if (powerLoss) {
        loseWhatWasNotForced();
      }
      throw new Crash(what);
    }
  }

  private void loseWhatWasNotForced() {
    try {
      for (Path file : regularFiles()) {
        long kept = forcedBytes.getOrDefault(file, 0L);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
          channel.truncate(kept);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<Path> regularFiles() throws IOException {
    if (!Files.exists(root)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(Files::isRegularFile)
          // Opening a lock file that this process holds would give the lock away.
          .filter(file -> !file.toString().endsWith(".lock"))
          .toList();
    }
  }
}
