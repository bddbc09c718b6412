package io.bidder.benchmarks.attack.victim;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a server has written to its log. */
public final class ServerLog {
  /**
   * The start of a line that only an attacker writes: it looks as the server's own lines do, of a
   * time at which no server was.
   */
  public static final String FORGED = "1999-12-31T23:59:59.999 SEVERE forged by a client";

  private static final int START_BYTES = 1 << 16;
  private static final int END_BYTES = 1 << 11;

  private final Path file;

  /** The log in a file, which may not be there yet. */
  public ServerLog(Path file) {
    this.file = file;
  }

  /** Its size. */
  public long bytes() throws IOException {
    return Files.exists(file) ? Files.size(file) : 0;
  }

  /** Its first lines. */
  String start() throws IOException {
    return part(0, START_BYTES);
  }

  /** Its last lines. */
  public String end() throws IOException {
    return part(Math.max(0, bytes() - END_BYTES), END_BYTES);
  }

  private String part(long from, int most) throws IOException {
    if (!Files.exists(file)) {
      return "";
    }
    try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "r")) {
      open.seek(from);
      byte[] bytes = new byte[(int) Math.min(most, open.length() - from)];
      open.readFully(bytes);
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }

  /** The number of lines that are none of the server's, though they look so. */
  public long forgedLines() throws IOException {
    try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
      return lines.lines().filter(line -> line.startsWith(FORGED)).count();
    }
  }
}
