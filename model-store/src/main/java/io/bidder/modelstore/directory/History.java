package io.bidder.modelstore.directory;

import io.bidder.modelstore.HistoryEntry;
import io.bidder.modelstore.ModelStoreException;
import io.bidder.modelstore.VersionId;
import io.bidder.settings.RegularFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The file HISTORY: a line {@code <instant> promote|rollback <id>} for each change of CURRENT,
 * written just before it. So the last line is one that took effect exactly if it names what CURRENT
 * does; a line cut short by a crash has no newline.
 */
final class History {
  static final String FILE_NAME = "HISTORY";

  /** A change a minute for two years. */
  private static final int MAX_BYTES = 64 << 20;

  private final Path file;
  private final FileOperations files;

  History(Path store, FileOperations files) {
    this.file = store.resolve(FILE_NAME);
    this.files = files;
  }

  /** The changes up to the one by which {@code current}, which was read before, became current. */
  List<HistoryEntry> entries(Optional<String> current) {
    List<HistoryEntry> entries = parse(read());
    return neverTookEffect(entries, current) ? entries.subList(0, entries.size() - 1) : entries;
  }

  /**
   * Adds a line, durably, after taking back one that a crash kept from taking effect. For the
   * holder of the store's lock.
   */
  void append(HistoryEntry entry, Optional<String> current) {
    String text = read();
    String whole = text.substring(0, text.lastIndexOf('\n') + 1);
    if (neverTookEffect(parse(whole), current)) {
      whole = whole.substring(0, whole.lastIndexOf('\n', whole.length() - 2) + 1);
    }
    String line = line(entry);
    try {
      if (whole.length() < text.length()) {
        files.truncate(file, whole.getBytes(StandardCharsets.UTF_8).length);
      }
      files.append(file, line.getBytes(StandardCharsets.UTF_8));
      files.forceFile(file);
    } catch (IOException e) {
      throw StoreErrors.writeFailed(file, line.length(), e);
    }
  }

  /**
   * The version served before {@code current}; versions that were rolled back from do not count.
   */
  Optional<String> before(String current) {
    return rollbackPath(current).stream().skip(1).findFirst();
  }

  /** {@code current} and then the versions to which one rollback after the other goes back. */
  List<String> rollbackPath(String current) {
    Deque<String> served = new ArrayDeque<>();
    for (HistoryEntry entry : entries(Optional.of(current))) {
      switch (entry.action()) {
        case PROMOTE -> served.push(entry.id());
        case ROLLBACK -> {
          while (!served.isEmpty() && !served.peek().equals(entry.id())) {
            served.pop();
          }
        }
      }
    }
    if (!current.equals(served.peek())) {
      served.push(current);
    }
    return List.copyOf(served);
  }

  /** The versions that were ever served, each once, the one that became current last first. */
  List<String> lastServed(Optional<String> current) {
    return entries(current).reversed().stream().map(HistoryEntry::id).distinct().toList();
  }

  private static boolean neverTookEffect(List<HistoryEntry> entries, Optional<String> current) {
    int size = entries.size();
    if (size == 0 || current.equals(Optional.of(entries.getLast().id()))) {
      return false;
    }
    // Anything else than "what the line before says" is someone's edit by hand and no business of
    // ours.
    return size == 1 ? current.isEmpty() : current.equals(Optional.of(entries.get(size - 2).id()));
  }

  private String read() {
    try {
      return new String(RegularFiles.read(file, MAX_BYTES), StandardCharsets.UTF_8);
    } catch (NoSuchFileException e) {
      return "";
    } catch (IOException e) {
      throw StoreErrors.failed(file, "read", e);
    }
  }

  private List<HistoryEntry> parse(String text) {
    List<HistoryEntry> entries = new ArrayList<>();
    int lineNumber = 1;
    int start = 0;
    for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      String line = text.substring(start, end);
      HistoryEntry entry = entry(line);
      if (entry == null) {
        throw new ModelStoreException(
            file
                + ":"
                + lineNumber
                + ": \""
                + line
                + "\", expected <instant> promote|rollback <id>");
      }
      entries.add(entry);
      start = end + 1;
      lineNumber++;
    }
    return entries;
  }

  private static @Nullable HistoryEntry entry(String line) {
    String[] words = line.split(" ", -1);
    if (words.length != 3 || !VersionId.isValid(words[2])) {
      return null;
    }
    for (HistoryEntry.Action action : HistoryEntry.Action.values()) {
      if (name(action).equals(words[1])) {
        try {
          return new HistoryEntry(Instant.parse(words[0]), action, words[2]);
        } catch (DateTimeException e) {
          return null;
        }
      }
    }
    return null;
  }

  private static String line(HistoryEntry entry) {
    return entry.at() + " " + name(entry.action()) + " " + entry.id() + "\n";
  }

  private static String name(HistoryEntry.Action action) {
    return action.name().toLowerCase(Locale.ROOT);
  }
}
