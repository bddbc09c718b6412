package io.bidder.trainer.learn;

import io.bidder.eventlog.event.BidId;
import io.bidder.eventlog.join.TrainingRow;
import io.bidder.modelstore.ModelStoreException;
import io.bidder.modelstore.directory.FileWrites;
import io.bidder.modelstore.schema.EncodedRows;
import io.bidder.modelstore.schema.FeatureSchema;
import io.bidder.settings.IoReasons;
import io.bidder.trainer.log.HeldOut;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.agrona.collections.Long2LongHashMap;

/**
 * The newest joined rows, encoded, on disk: each is appended when it is told, and counts instead of
 * what was told of its bid before. What a fit looks at again and again is in memory too, some 60
 * bytes a row. One thread's.
 *
 * <p>A row that a kill leaves half written is cut when the window is opened again. Rows may be
 * added twice, as happens when what tells them goes on from where it was some time ago.
 *
 * <pre>
 *   rows-N.bin      records, as {@link RowLayout} has them
 *   campaigns.txt   ids, a line each, which rows name by number
 *   left-out.txt    rows that nothing is learned from, a line each: N, the first, the one behind the last,
 *                   and their campaign, -1 for any
 * </pre>
 */
final class RowWindow implements AutoCloseable {
  /** In place of a campaign's number: every one. */
  static final int ALL = -1;

  private static final String LEFT_OUT = "left-out.txt";
  private static final long NONE = -1;
  private static final int ROWS_AT_ONCE = 1_024;

  private final Path directory;
  private final RowLayout layout;
  private final RowEncoding encoding;
  private final int maxRows;
  private final int recordBytes;
  private final ByteBuffer record;
  private final EncodedRows one;
  private final CRC32C crc = new CRC32C();
  private final Long2LongHashMap rowOfBid = new Long2LongHashMap(NONE);
  private final List<String> campaigns = new ArrayList<>();
  private final Map<String, Integer> campaignNumbers = new HashMap<>();

  private long fileNumber;
  private FileChannel channel;
  private int size;
  private int renumbered;
  private long lastKnownMillis = Long.MIN_VALUE;

  /** By row. */
  private boolean[] live = new boolean[ROWS_AT_ONCE];

  private boolean[] heldOut = new boolean[ROWS_AT_ONCE];
  private int[] campaign = new int[ROWS_AT_ONCE];
  private long[] shownMillis = new long[ROWS_AT_ONCE];
  private long[] clickDelayMillis = new long[ROWS_AT_ONCE];
  private long[] conversionDelayMillis = new long[ROWS_AT_ONCE];
  private float[] weight = new float[ROWS_AT_ONCE];

  private RowWindow(Path directory, FeatureSchema schema, int maxRows) throws IOException {
    this.directory = Files.createDirectories(directory);
    this.maxRows = maxRows;
    encoding = new RowEncoding(schema);
    one = new EncodedRows(schema, 1);
    layout = new RowLayout(schema);
    recordBytes = layout.bytes();
    record = ByteBuffer.allocate(recordBytes).order(ByteOrder.LITTLE_ENDIAN);
    readCampaigns();
    fileNumber = newestFile();
    channel = openFile(fileNumber);
    readRows();
  }

  /**
   * Opens a window, with the rows that are in it.
   *
   * @param directory of its files; made if it is not there
   * @param maxRows that are kept at least, of those that were told; twice as many at most
   * @throws ModelStoreException if it cannot be read or written
   */
  static RowWindow open(Path directory, FeatureSchema schema, int maxRows) {
    try {
      return new RowWindow(directory, schema, maxRows);
    } catch (IOException e) {
      throw new ModelStoreException(directory + ": cannot be opened: " + IoReasons.withFile(e), e);
    }
  }

  private Path file(long number) {
    return directory.resolve("rows-%d.bin".formatted(number));
  }

  private FileChannel openFile(long number) throws IOException {
    return FileChannel.open(
        file(number), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  private long newestFile() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .map(path -> path.getFileName().toString())
          .filter(name -> name.matches("rows-\\d{1,18}\\.bin"))
          .map(name -> Long.parseLong(name.substring(5, name.length() - 4)))
          .max(Comparator.naturalOrder())
          .orElse(0L);
    }
  }

  private void readCampaigns() throws IOException {
    Path file = directory.resolve("campaigns.txt");
    if (Files.exists(file)) {
      String text = Files.readString(file);
      int whole = text.lastIndexOf('\n') + 1;
      text.substring(0, whole).lines().forEach(this::addCampaign);
      if (whole < text.length()) {
        Files.writeString(file, text.substring(0, whole));
      }
    }
  }

  private void addCampaign(String id) {
    campaignNumbers.put(id, campaigns.size());
    campaigns.add(id);
  }

  private int campaignNumber(String id) throws IOException {
    Integer known = campaignNumbers.get(id);
    if (known != null) {
      return known;
    }
    Files.writeString(
        directory.resolve("campaigns.txt"),
        id + "\n",
        StandardCharsets.UTF_8,
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
    addCampaign(id);
    return campaigns.size() - 1;
  }

  private void readRows() throws IOException {
    long end = channel.size() / recordBytes * recordBytes;
    long at = 0;
    while (at < end && isWhole(at)) {
      index();
      at += recordBytes;
    }
    channel.truncate(at).position(at);
    readLeftOut();
  }

  private boolean isWhole(long at) throws IOException {
    record.clear();
    while (record.hasRemaining()) {
      if (channel.read(record, at + record.position()) < 0) {
        return false;
      }
    }
    record.flip();
    return record.getInt(0) == check() && record.getInt(68) < campaigns.size();
  }

  private int check() {
    crc.reset();
    crc.update(record.array(), 4, recordBytes - 4);
    return (int) crc.getValue();
  }

  /** Adds a row. */
  void add(TrainingRow row) {
    try {
      if (size == 2 * maxRows) {
        compact();
      }
      encoding.encode(row, one, 0);
      put(row);
      record.putInt(0, check());
      while (record.hasRemaining()) {
        channel.write(record);
      }
      index();
    } catch (IOException e) {
      throw FileWrites.failed(file(fileNumber), recordBytes, e);
    }
  }

  private void put(TrainingRow row) throws IOException {
    record.clear();
    record.putInt(0).putInt(row.revision());
    record.putLong(row.bidId().high()).putLong(row.bidId().low());
    record.putLong(row.bidEpochMillis()).putLong(row.shownEpochMillis());
    record.putLong(row.knownAtEpochMillis());
    record.putLong(row.clickDelayMillis());
    boolean converted = row.converted() && row.clicked();
    record.putLong(converted ? row.clickDelayMillis() + row.conversionDelayMillis() : NONE);
    record.putFloat((float) row.weight());
    record.putInt(campaignNumber(row.bid().subject().campaignId()));
    for (int id : one.ids()) {
      record.putInt(id);
    }
    for (float number : one.numerics()) {
      record.putFloat(number);
    }
    record.flip();
  }

  /** Takes the record at hand into memory. */
  private void index() {
    if (size == live.length) {
      grow();
    }
    int row = size++;
    BidId bid = new BidId(record.getLong(8), record.getLong(16));
    long before = rowOfBid.put(key(bid), row);
    if (before != NONE) {
      live[(int) before] = false;
    }
    live[row] = true;
    heldOut[row] = HeldOut.is(bid);
    shownMillis[row] = record.getLong(32);
    lastKnownMillis = Math.max(lastKnownMillis, record.getLong(40));
    clickDelayMillis[row] = record.getLong(48);
    conversionDelayMillis[row] = record.getLong(56);
    weight[row] = record.getFloat(64);
    campaign[row] = record.getInt(68);
  }

  private void grow() {
    int rows = 2 * size;
    live = Arrays.copyOf(live, rows);
    heldOut = Arrays.copyOf(heldOut, rows);
    campaign = Arrays.copyOf(campaign, rows);
    shownMillis = Arrays.copyOf(shownMillis, rows);
    clickDelayMillis = Arrays.copyOf(clickDelayMillis, rows);
    conversionDelayMillis = Arrays.copyOf(conversionDelayMillis, rows);
    weight = Arrays.copyOf(weight, rows);
  }

  /** Ids are random, so that half of one tells bids apart. */
  static long key(BidId bid) {
    return bid.high() ^ Long.rotateLeft(bid.low(), 32);
  }

  /** Leaves out the oldest rows, and those that others replaced. */
  private void compact() throws IOException {
    long next = fileNumber + 1;
    Path made = directory.resolve("next.bin");
    FileChannel before = channel;
    int keep = maxRows;
    int from = size;
    while (from > 0 && keep > 0) {
      keep -= live[--from] ? 1 : 0;
    }
    int end = size;
    boolean[] wasLive = live.clone();
    size = 0;
    renumbered++;
    rowOfBid.clear();
    try (FileChannel to =
        FileChannel.open(
            made,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      for (int row = from; row < end; row++) {
        if (wasLive[row] && isWhole((long) row * recordBytes)) {
          while (record.hasRemaining()) {
            to.write(record);
          }
          index();
        }
      }
      to.force(false);
    }
    Files.move(made, file(next));
    channel = openFile(next);
    channel.position(channel.size());
    before.close();
    Files.delete(file(fileNumber));
    fileNumber = next;
  }

  /** Makes what was added survive a loss of power. */
  void force() {
    try {
      channel.force(false);
    } catch (IOException e) {
      throw FileWrites.failed(file(fileNumber), 0, e);
    }
  }

  /** The schema by which rows are encoded. */
  FeatureSchema schema() {
    return layout.schema();
  }

  RowLayout layout() {
    return layout;
  }

  /** Maps the records of all rows, which stay as they are there, whatever becomes of the window. */
  MemorySegment map(Arena arena) {
    try {
      return channel.map(FileChannel.MapMode.READ_ONLY, 0, (long) size * recordBytes, arena);
    } catch (IOException e) {
      throw new ModelStoreException(file(fileNumber) + ": cannot be read: " + IoReasons.of(e), e);
    }
  }

  /** Whether all rows that it was ever told are in it, but for what later ones replaced. */
  boolean isComplete() {
    return fileNumber == 0;
  }

  /** How often rows were given other numbers. */
  int renumbered() {
    return renumbered;
  }

  /** The time at which the first of the rows that count was shown. */
  long oldestShownMillis() {
    return IntStream.range(0, size)
        .filter(row -> live[row])
        .mapToLong(row -> shownMillis[row])
        .min()
        .orElse(Long.MAX_VALUE);
  }

  /** Reads encoded rows. */
  void read(int from, int count, EncodedRows into) {
    ByteBuffer bytes = ByteBuffer.allocate(count * recordBytes).order(ByteOrder.LITTLE_ENDIAN);
    long at = (long) from * recordBytes;
    try {
      while (bytes.hasRemaining()) {
        if (channel.read(bytes, at + bytes.position()) < 0) {
          throw new ModelStoreException(
              file(fileNumber) + ": ends before row " + (from + count) + " of " + size);
        }
      }
    } catch (IOException e) {
      throw new ModelStoreException(file(fileNumber) + ": cannot be read: " + IoReasons.of(e), e);
    }
    MemorySegment records = MemorySegment.ofArray(bytes.array());
    for (int row = 0; row < count; row++) {
      layout.decode(records, row, into, row);
    }
    into.size(count);
  }

  /** Rows, of which some may be replaced by later ones. */
  int size() {
    return size;
  }

  /** The newest time that anything in it was known at, in milliseconds since 1970. */
  long lastKnownMillis() {
    return lastKnownMillis;
  }

  /** Whether a row counts: it was not replaced, nor left out. */
  boolean isLive(int row) {
    return live[row];
  }

  /**
   * Leaves rows out of everything, for good.
   *
   * @param of a campaign's number; {@link #ALL} for whatever campaign
   */
  void leaveOut(int from, int to, int of) {
    try {
      Files.writeString(
          directory.resolve(LEFT_OUT),
          "%d %d %d %d%n".formatted(fileNumber, from, to, of),
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw FileWrites.failed(directory.resolve(LEFT_OUT), 0, e);
    }
    kill(from, to, of);
  }

  private void kill(int from, int to, int of) {
    for (int row = from; row < Math.min(to, size); row++) {
      live[row] &= of != ALL && campaign[row] != of;
    }
  }

  private void readLeftOut() throws IOException {
    Path file = directory.resolve(LEFT_OUT);
    if (Files.exists(file)) {
      for (String line : Files.readAllLines(file)) {
        String[] numbers = line.split(" ", -1);
        if (numbers.length == 4 && numbers[0].equals(Long.toString(fileNumber))) {
          kill(
              Integer.parseInt(numbers[1]),
              Integer.parseInt(numbers[2]),
              Integer.parseInt(numbers[3]));
        }
      }
    }
  }

  boolean isHeldOut(int row) {
    return heldOut[row];
  }

  /** A number of {@link #campaigns}. */
  int campaign(int row) {
    return campaign[row];
  }

  /** Ids of campaigns, by their numbers. */
  List<String> campaigns() {
    return campaigns;
  }

  long shownMillis(int row) {
    return shownMillis[row];
  }

  float weight(int row) {
    return weight[row];
  }

  /** From showing the ad to what a head is about; negative if it did not happen. */
  long delayMillis(Target target, int row) {
    return target == Target.CLICK ? clickDelayMillis[row] : conversionDelayMillis[row];
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw FileWrites.failed(file(fileNumber), 0, e);
    }
  }
}
