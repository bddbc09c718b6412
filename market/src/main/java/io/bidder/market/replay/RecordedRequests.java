package io.bidder.market.replay;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Reads recorded requests: a {@code .json} file holds one, a {@code .jsonl} or {@code .ndjson} file
 * one a line, and either may be gzipped. What is no JSON is kept as it is, to be sent so.
 */
final class RecordedRequests {
  static final int MAX_REQUESTS = 5_000_000;

  /** All are held in memory, so that reading them is no part of the figures. */
  static final long MAX_BYTES = 1L << 30;

  /** Stands before the text in files of some tools, and is no part of a request. */
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  private final List<RecordedRequest> requests = new ArrayList<>();
  private long bytes;

  private RecordedRequests() {}

  /**
   * Reads files, and the directories' files in name order.
   *
   * @throws ReplayInputException for a path that is not there, holds no request, or holds too many
   */
  static List<RecordedRequest> read(List<Path> paths) throws IOException {
    RecordedRequests all = new RecordedRequests();
    for (Path path : paths) {
      if (Files.isDirectory(path)) {
        all.readDirectory(path);
      } else if (Files.exists(path)) {
        all.readFile(path);
      } else {
        throw new ReplayInputException(path + ": there is no such file or directory");
      }
    }
    return all.requests;
  }

  private void readDirectory(Path directory) throws IOException {
    List<Path> files;
    try (Stream<Path> entries = Files.list(directory)) {
      files =
          entries
              .filter(file -> Files.isRegularFile(file) && isRequests(name(file)))
              .sorted()
              .toList();
    }
    if (files.isEmpty()) {
      throw new ReplayInputException(
          directory + ": no request in it, expected .json or .jsonl files, or either with .gz");
    }
    for (Path file : files) {
      readFile(file);
    }
  }

  private void readFile(Path file) throws IOException {
    int before = requests.size();
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      in.mark(2);
      boolean gzip = in.read() == 0x1F && in.read() == 0x8B;
      in.reset();
      byte[] content = content(file, gzip ? new GZIPInputStream(in) : in);
      if (isLines(name(file))) {
        addLines(file, content);
      } else if (!isBlank(content, 0, content.length)) {
        add(file, name(file), content);
      }
    } catch (EOFException | ZipException e) {
      throw new ReplayInputException(
          file + ": the gzip data is cut short or damaged, expected a complete file");
    }
    if (requests.size() == before) {
      throw new ReplayInputException(file + ": the file is empty, expected a bid request");
    }
  }

  /** Stops in time where a small file unpacks to a huge one. */
  private byte[] content(Path file, InputStream in) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] buffer = new byte[1 << 16];
    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      out.write(buffer, 0, read);
      if (bytes + out.size() > MAX_BYTES) {
        throw tooMany(file);
      }
    }
    byte[] content = out.toByteArray();
    boolean marked = Arrays.mismatch(BYTE_ORDER_MARK, content) == BYTE_ORDER_MARK.length;
    return marked ? Arrays.copyOfRange(content, BYTE_ORDER_MARK.length, content.length) : content;
  }

  private void addLines(Path file, byte[] content) {
    int line = 0;
    for (int from = 0; from < content.length; ) {
      int end = from;
      while (end < content.length && content[end] != '\n') {
        end++;
      }
      line++;
      if (!isBlank(content, from, end)) {
        byte[] request = new byte[end - from];
        System.arraycopy(content, from, request, 0, request.length);
        add(file, name(file) + ":" + line, request);
      }
      from = end + 1;
    }
  }

  private void add(Path file, String name, byte[] body) {
    bytes += body.length;
    if (requests.size() == MAX_REQUESTS || bytes > MAX_BYTES) {
      throw tooMany(file);
    }
    requests.add(new RecordedRequest(name, body, RequestFacts.of(body), RecordedRequest.NO_TIME));
  }

  private static ReplayInputException tooMany(Path file) {
    return new ReplayInputException(
        file
            + ": more than "
            + MAX_REQUESTS
            + " requests or "
            + MAX_BYTES
            + " bytes in all, which is the most that one replay holds");
  }

  private static boolean isBlank(byte[] content, int from, int to) {
    for (int at = from; at < to; at++) {
      if (content[at] != ' ' && content[at] != '\t' && content[at] != '\r' && content[at] != '\n') {
        return false;
      }
    }
    return true;
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }

  private static boolean isRequests(String name) {
    return isLines(name) || unzipped(name).endsWith(".json");
  }

  private static boolean isLines(String name) {
    return unzipped(name).endsWith(".jsonl") || unzipped(name).endsWith(".ndjson");
  }

  private static String unzipped(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith(".gz") ? lower.substring(0, lower.length() - 3) : lower;
  }
}
