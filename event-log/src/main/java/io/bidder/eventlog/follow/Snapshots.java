package io.bidder.eventlog.follow;

import io.bidder.eventlog.segment.Disk;
import io.bidder.settings.IoReasons;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import java.util.zip.CheckedOutputStream;

/**
 * The states of folds on disk: of each fold the newest two, so that one that turns out damaged
 * costs a longer replay and no more. All numbers big-endian:
 *
 * <pre>
 *   NAME.POSITION.snapshot
 *      0  magic         "BIDFOLDS"
 *      8  version       u32, 1
 *     12  fold version  u32
 *     16  log id        16 bytes
 *     32  position      i64, before which events are in the state
 *     40  state
 *    end  check         u32, CRC-32C of everything before it
 * </pre>
 */
public final class Snapshots {
  private static final long MAGIC = 0x424944464f4c4453L;
  private static final int VERSION = 1;
  private static final int HEADER_BYTES = 40;
  private static final int KEPT = 2;
  private static final int BUFFER_BYTES = 64 << 10;
  private static final String SUFFIX = ".snapshot";

  private final Path directory;
  private final UUID logId;
  private final Disk disk;

  /** A snapshot's file. */
  private record Kept(Path file, long position) {}

  /**
   * Looks at a directory.
   *
   * @param logId of what the states were made from
   */
  public Snapshots(Path directory, UUID logId, Disk disk) {
    this.directory = directory;
    this.logId = logId;
    this.disk = disk;
  }

  /**
   * Reads the newest state that is whole into a fold, or clears it. A file that is of no use gets
   * another name: it could be taken for newer than those that are written from now on.
   *
   * @param readable the end of the log
   * @param refused is told of each file that is of no use, and why
   * @return the position before which events are in the state; 0 if it was cleared
   */
  public long restore(Fold fold, long readable, Consumer<String> refused) throws IOException {
    for (Kept kept : list(fold).reversed()) {
      try {
        read(kept, fold, readable);
        return kept.position;
      } catch (IOException e) {
        refused.accept(kept.file + ": " + IoReasons.of(e));
      } catch (RuntimeException e) {
        refused.accept(kept.file + ": no state of " + fold.name() + ": " + e);
      }
      disk.rename(kept.file, kept.file.resolveSibling(kept.file.getFileName() + ".refused"));
    }
    fold.clear();
    return 0;
  }

  private void read(Kept kept, Fold fold, long readable) throws IOException {
    if (kept.position > readable) {
      throw new IOException("of position %d, at which the log has not been".formatted(readable));
    }
    long checkAt = Files.size(kept.file) - Integer.BYTES;
    check(kept.file, checkAt);
    try (DataInputStream in = open(kept.file)) {
      expect("what it begins with", MAGIC, in.readLong());
      expect("format version", VERSION, in.readInt());
      expect("version of the state", fold.version(), in.readInt());
      UUID of = new UUID(in.readLong(), in.readLong());
      if (!of.equals(logId)) {
        throw new IOException("of log %s, expected %s".formatted(of, logId));
      }
      expect("position", kept.position, in.readLong());
      LimitedInputStream state = new LimitedInputStream(in, checkAt - HEADER_BYTES);
      fold.readFrom(new DataInputStream(state));
      expect("bytes that the state does not need", 0, state.left);
    }
  }

  /** Checks the whole file before any of it becomes a fold's state. */
  private static void check(Path file, long checkAt) throws IOException {
    if (checkAt < HEADER_BYTES) {
      throw new IOException("cut off");
    }
    CRC32C crc = new CRC32C();
    try (DataInputStream in = open(file)) {
      byte[] bytes = new byte[BUFFER_BYTES];
      for (long left = checkAt; left > 0; ) {
        int count = in.read(bytes, 0, (int) Math.min(bytes.length, left));
        if (count < 0) {
          throw new EOFException("cut off");
        }
        crc.update(bytes, 0, count);
        left -= count;
      }
      expect("checksum", crc.getValue(), Integer.toUnsignedLong(in.readInt()));
    }
  }

  private static DataInputStream open(Path file) throws IOException {
    return new DataInputStream(new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES));
  }

  private static void expect(String what, long expected, long actual) throws IOException {
    if (actual != expected) {
      throw new IOException("%s %d, expected %d".formatted(what, actual, expected));
    }
  }

  /**
   * Writes a state. A crash leaves it whole or not there.
   *
   * @param position before which events are in it, and are on disk
   */
  public void write(Fold fold, long position) throws IOException {
    Files.createDirectories(directory);
    List<Kept> before = list(fold);
    if (!before.isEmpty() && before.getLast().position == position) {
      return;
    }
    Path unnamed = directory.resolve(fold.name() + ".new");
    boolean whole = false;
    try (FileChannel channel = disk.create(unnamed)) {
      CRC32C crc = new CRC32C();
      DataOutputStream out =
          new DataOutputStream(
              new BufferedOutputStream(
                  new CheckedOutputStream(new DiskOutputStream(disk, channel), crc), BUFFER_BYTES));
      out.writeLong(MAGIC);
      out.writeInt(VERSION);
      out.writeInt(fold.version());
      out.writeLong(logId.getMostSignificantBits());
      out.writeLong(logId.getLeastSignificantBits());
      out.writeLong(position);
      fold.writeTo(out);
      out.flush();
      out.writeInt((int) crc.getValue());
      out.flush();
      disk.force(channel);
      whole = true;
    } finally {
      if (!whole) {
        disk.delete(unnamed);
      }
    }
    disk.rename(unnamed, file(fold, position));
    disk.forceDirectory(directory);
    for (Kept kept : before.subList(0, Math.max(0, before.size() + 1 - KEPT))) {
      disk.delete(kept.file);
    }
  }

  /** The position from which a fold needs the log, if the newest snapshot is damaged too. */
  long neededPosition(Fold fold) throws IOException {
    List<Kept> kept = list(fold);
    return kept.isEmpty() ? 0 : kept.getFirst().position;
  }

  private Path file(Fold fold, long position) {
    return directory.resolve(
        String.format(Locale.ROOT, "%s.%019d%s", fold.name(), position, SUFFIX));
  }

  /** The snapshots of a fold, the oldest first. */
  private List<Kept> list(Fold fold) throws IOException {
    List<Kept> all = new ArrayList<>();
    if (Files.isDirectory(directory)) {
      Pattern name = Pattern.compile(Pattern.quote(fold.name()) + "\\.([0-9]{19})\\" + SUFFIX);
      try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
        for (Path file : files) {
          Matcher matcher = name.matcher(file.getFileName().toString());
          if (matcher.matches()) {
            all.add(new Kept(file, Long.parseLong(matcher.group(1))));
          }
        }
      }
    }
    all.sort(Comparator.comparingLong(Kept::position));
    return all;
  }

  /** What a state is written to. */
  private static final class DiskOutputStream extends OutputStream {
    private final Disk disk;
    private final FileChannel channel;

    DiskOutputStream(Disk disk, FileChannel channel) {
      this.disk = disk;
      this.channel = channel;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
      disk.write(channel, ByteBuffer.wrap(bytes, from, count));
    }
  }

  /** What a state is read from, which ends where it does. */
  private static final class LimitedInputStream extends InputStream {
    private final InputStream in;
    private long left;

    LimitedInputStream(InputStream in, long left) {
      this.in = in;
      this.left = left;
    }

    @Override
    public int read() throws IOException {
      if (left == 0) {
        return -1;
      }
      left--;
      return in.read();
    }

    @Override
    public int read(byte[] bytes, int from, int count) throws IOException {
      if (left == 0 && count > 0) {
        return -1;
      }
      int read = in.read(bytes, from, (int) Math.min(count, left));
      left -= Math.max(0, read);
      return read;
    }
  }
}
