package io.bidder.market.replay.mapping;

import io.bidder.modelstore.schema.Decimals;
import io.bidder.modelstore.schema.Side;
import io.bidder.trainer.log.LogSchema;
import io.bidder.trainer.log.LogSource;
import io.bidder.trainer.log.ReadOptions;
import io.bidder.trainer.log.SourceRow;
import io.bidder.trainer.log.SourceRows;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes a bid request of each row of a log: every request-side source is a field, and what a valid
 * request needs beside them is added. docs/howto/replay.md describes the mapping. Used by one
 * thread.
 */
public final class LogRequests {
  /** First price. */
  private static final int AUCTION_TYPE = 1;

  private static final String TIME = "time.";
  private static final String UTC_OFFSET = "device.geo.utcoffset";

  private final LogSchema schema;
  private final List<LogSource> sources;
  private final int width;
  private final int height;
  private final int tmaxMillis;
  private final RowTime time;
  private final List<String> columnsLeftOut = new ArrayList<>();
  private final Map<String, Long> valuesLeftOut = new TreeMap<>();

  /** The field of each source, null for one that is none. */
  private final List<@Nullable RequestField> fields = new ArrayList<>();

  private final List<String> numberColumns;
  private final List<RequestField> numberFields = new ArrayList<>();
  private final boolean inApp;
  private final boolean otherThanBanner;
  private final RequestField utcOffset = required(UTC_OFFSET);

  /**
   * Makes no request yet.
   *
   * @param numbers further columns of numbers, by the path of the field that they are
   * @param width of the banner of rows without one
   * @throws IllegalArgumentException if a path is no field of a bid request
   */
  public LogRequests(
      LogSchema schema, Map<String, String> numbers, int width, int height, int tmaxMillis) {
    this.schema = schema;
    this.numberColumns = List.copyOf(numbers.values());
    for (String path : numbers.keySet()) {
      RequestField field = RequestField.of(path, false);
      if (field == null) {
        throw new IllegalArgumentException(path + " is no field of a bid request");
      }
      numberFields.add(field);
    }
    this.sources = schema.sources();
    this.width = width;
    this.height = height;
    this.tmaxMillis = tmaxMillis;
    this.time = new RowTime(sources);
    boolean app = false;
    boolean other = false;
    for (LogSource source : sources) {
      RequestField field = null;
      if (source.side() == Side.CANDIDATE) {
        columnsLeftOut.add(source.path() + " (differs per creative)");
      } else if (!source.path().startsWith(TIME)) {
        field = RequestField.of(source.path(), source.readAsText());
        if (field == null) {
          columnsLeftOut.add(source.path() + " (no field of a bid request)");
        }
      }
      fields.add(field);
      app |= field != null && (field.isIn("app") || field.isIn("dooh"));
      other |=
          field != null
              && (field.isIn("imp", "video")
                  || field.isIn("imp", "audio")
                  || field.isIn("imp", "native"));
    }
    inApp = app;
    otherThanBanner = other;
  }

  /**
   * A request made of a row.
   *
   * @param epochMillis when it arrived, {@link Long#MIN_VALUE} where the log does not say
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Made(byte[] body, long epochMillis) {}

  /**
   * Reads a log and makes requests of its rows, in the order in which {@code evaluate} numbers
   * them.
   *
   * @throws io.bidder.trainer.log.InvalidLogException if the log is not as its schema says
   */
  public List<Made> read(List<Path> logs, ReadOptions options) throws IOException {
    List<Made> made =
        new ArrayList<>(
            SourceRows.read(logs, schema, options.withExtraColumns(numberColumns), this::made));
    boolean hasId = sources.stream().anyMatch(source -> source.path().equals("id"));
    for (int row = 0; row < made.size() && !hasId; row++) {
      made.set(row, withId("row-" + row, made.get(row)));
    }
    return made;
  }

  /** Rows have their numbers only when they are in order. */
  private static Made withId(String id, Made made) {
    byte[] start = ("{\"id\":\"" + id + "\",").getBytes(StandardCharsets.US_ASCII);
    byte[] rest = made.body();
    byte[] body = Arrays.copyOf(start, start.length + rest.length - 1);
    System.arraycopy(rest, 1, body, start.length, rest.length - 1);
    return new Made(body, made.epochMillis());
  }

  /** Sources that no request can carry, each with the reason. */
  public List<String> columnsLeftOut() {
    return List.copyOf(columnsLeftOut);
  }

  /** The number of values that had no place, so far, by source. */
  public Map<String, Long> valuesLeftOut() {
    return Map.copyOf(valuesLeftOut);
  }

  private Made made(SourceRow row) {
    ObjectNode request = JsonMapper.shared().createObjectNode();
    for (int i = 0; i < fields.size(); i++) {
      RequestField field = fields.get(i);
      List<String> values = row.values(i);
      if (field != null && !values.isEmpty()) {
        int leftOut = field.put(request, values);
        if (leftOut > 0) {
          valuesLeftOut.merge(sources.get(i).path(), (long) leftOut, Long::sum);
        }
      }
    }
    for (int i = 0; i < numberFields.size(); i++) {
      if (!Double.isNaN(row.extra(i))) {
        numberFields.get(i).put(request, List.of(Decimals.text(row.extra(i))));
      }
    }
    long epochMillis = time.epochMillis(row);
    if (epochMillis != RowTime.NO_TIME) {
      // Where the log has a column for it, that stands.
      utcOffset.put(request, List.of(Integer.toString(time.utcOffsetMinutes(row))));
    }
    complete(request);
    return new Made(JsonMapper.shared().writeValueAsBytes(request), epochMillis);
  }

  /** Adds what a valid request needs and the row does not have. */
  private void complete(ObjectNode request) {
    ObjectNode imp =
        request.path("imp").path(0) instanceof ObjectNode some
            ? some
            : request.putArray("imp").addObject();
    if (!imp.has("id")) {
      imp.put("id", "1");
    }
    if (!otherThanBanner || imp.has("banner")) {
      ObjectNode banner =
          imp.path("banner") instanceof ObjectNode some ? some : imp.putObject("banner");
      putIfAbsent(banner, "w", width);
      putIfAbsent(banner, "h", height);
    }
    if (!inApp && !request.has("site")) {
      request.putObject("site");
    }
    putIfAbsent(request, "at", AUCTION_TYPE);
    putIfAbsent(request, "tmax", tmaxMillis);
    if (!request.has("cur")) {
      request.putArray("cur").add("USD");
    }
  }

  private static void putIfAbsent(ObjectNode into, String name, int value) {
    if (!into.has(name)) {
      into.put(name, value);
    }
  }

  private static RequestField required(String path) {
    RequestField field = RequestField.of(path, false);
    if (field == null) {
      throw new IllegalStateException(path + " is a field of every request");
    }
    return field;
  }
}
