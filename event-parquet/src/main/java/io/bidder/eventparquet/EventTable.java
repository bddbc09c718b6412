package io.bidder.eventparquet;

import io.bidder.eventlog.event.BidId;
import io.bidder.eventlog.event.Event;
import io.bidder.eventlog.event.Happening;
import io.bidder.eventlog.event.Subject;
import io.bidder.eventlog.event.Value;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/**
 * Events as rows of a table on disk, whose columns are those of docs/reference/formats.md. What an
 * event has not is null. Owned by one thread.
 */
final class EventTable implements AutoCloseable {
  private static final String TABLE =
      """
      CREATE TABLE events (
        position BIGINT, kind VARCHAR, bid_id VARCHAR, event_time TIMESTAMP_MS,
        ingest_time TIMESTAMP_MS,
        exchange VARCHAR, advertiser_id VARCHAR, campaign_id VARCHAR, creative_id VARCHAR,
        bid_cpm_micros BIGINT, currency VARCHAR, model_version VARCHAR, person VARCHAR,
        request_id VARCHAR, imp_id VARCHAR, deal_id VARCHAR, seat VARCHAR,
        auction_type INTEGER, consent_basis INTEGER, p_ctr FLOAT, p_cvr FLOAT, p_ctcvr FLOAT,
        value_cpm_micros BIGINT, paced_cpm_micros BIGINT, shaded_cpm_micros BIGINT,
        floor_cpm_micros BIGINT, propensity FLOAT, utc_offset_minutes INTEGER,
        sources VARCHAR[], texts VARCHAR[], wholes BIGINT[], numbers DOUBLE[],
        price_cpm_micros BIGINT, claimed_cpm_micros BIGINT,
        loss_reason INTEGER, min_to_win_cpm_micros BIGINT,
        order_id VARCHAR, order_value_micros BIGINT, order_currency VARCHAR, by_click BOOLEAN,
        request_body BLOB, request_reason VARCHAR,
        control_action VARCHAR, control_target VARCHAR, control_value VARCHAR, control_actor VARCHAR)
      """;
  private static final String ROWS =
      """
      SELECT * EXCLUDE (sources, texts, wholes, numbers),
        [{'source': sources[i], 'text': texts[i], 'whole': wholes[i], 'number': numbers[i]}
          FOR i IN range(1, len(sources) + 1)] AS features
      FROM events
      """;

  private final DuckDBConnection connection;
  private final DuckDBAppender rows;

  private EventTable(DuckDBConnection connection, DuckDBAppender rows) {
    this.connection = connection;
    this.rows = rows;
  }

  /** Creates a table without rows in a file that is not there. */
  static EventTable create(Path database) throws SQLException {
    DuckDBConnection connection =
        (DuckDBConnection) DriverManager.getConnection("jdbc:duckdb:" + database);
    boolean created = false;
    try (Statement statement = connection.createStatement()) {
      // What does not fit goes to disk: a server may need the memory.
      statement.execute("SET memory_limit = '1GB'");
      statement.execute(TABLE);
      EventTable table = new EventTable(connection, connection.createAppender("events"));
      created = true;
      return table;
    } finally {
      if (!created) {
        connection.close();
      }
    }
  }

  /** Adds a row. */
  void add(Event event, long position) throws SQLException {
    rows.beginRow();
    rows.append(position);
    rows.append(event.happening().kind());
    text(event.bidId().equals(BidId.NONE) ? "" : event.bidId().toString());
    rows.appendEpochMillis(event.eventEpochMillis());
    rows.appendEpochMillis(event.ingestEpochMillis());
    subject(event.happening());
    bid(event.happening() instanceof Happening.Bid bid ? bid : null);
    outcome(event.happening());
    request(event.happening() instanceof Happening.Request request ? request : null);
    control(event.happening() instanceof Happening.Control control ? control : null);
    rows.endRow();
  }

  private void subject(Happening happening) throws SQLException {
    if (happening instanceof Happening.OfBid of) {
      Subject subject = of.subject();
      text(subject.exchange());
      text(subject.advertiserId());
      text(subject.campaignId());
      text(subject.creativeId());
      rows.append(subject.bidCpmMicros());
      text(subject.currency());
      text(subject.modelVersion());
      text(subject.person());
    } else {
      text(happening instanceof Happening.Request request ? request.exchange() : "");
      nulls(7);
    }
  }

  private void bid(Happening.@Nullable Bid bid) throws SQLException {
    if (bid == null) {
      nulls(19);
      return;
    }
    text(bid.requestId());
    text(bid.impId());
    text(bid.dealId());
    text(bid.seat());
    rows.append(bid.auctionType());
    rows.append(bid.consentBasis());
    rows.append(bid.pCtr());
    rows.append(bid.pCvr());
    rows.append(bid.pCtcvr());
    rows.append(bid.valueCpmMicros());
    rows.append(bid.pacedCpmMicros());
    rows.append(bid.shadedCpmMicros());
    rows.append(bid.floorCpmMicros());
    rows.append(bid.propensity());
    rows.append(bid.utcOffsetMinutes());
    values(bid.values());
  }

  private void values(List<Value> values) throws SQLException {
    List<String> sources = new ArrayList<>();
    List<@Nullable String> texts = new ArrayList<>();
    List<@Nullable Long> wholes = new ArrayList<>();
    List<@Nullable Double> numbers = new ArrayList<>();
    for (Value value : values) {
      sources.add(value.source());
      texts.add(value instanceof Value.OfText of ? of.text() : null);
      wholes.add(value instanceof Value.Whole whole ? whole.number() : null);
      numbers.add(value instanceof Value.OfNumber of ? of.number() : null);
    }
    rows.append(sources);
    rows.append(texts);
    rows.append(wholes);
    rows.append(numbers);
  }

  private void outcome(Happening happening) throws SQLException {
    switch (happening) {
      case Happening.Win win -> {
        rows.append(win.priceCpmMicros());
        rows.append(win.claimedCpmMicros());
        rows.appendNull();
        rows.append(win.minToWinCpmMicros());
        nulls(4);
      }
      case Happening.Billed billed -> {
        rows.append(billed.priceCpmMicros());
        rows.append(billed.claimedCpmMicros());
        nulls(6);
      }
      case Happening.Loss loss -> {
        rows.append(loss.priceCpmMicros());
        rows.appendNull();
        rows.append(loss.reason());
        rows.append(loss.minToWinCpmMicros());
        nulls(4);
      }
      case Happening.Conversion order -> {
        order(order.orderId(), order.valueMicros(), order.currency());
        rows.append(order.byClick());
      }
      case Happening.Refund order -> {
        order(order.orderId(), order.valueMicros(), order.currency());
        rows.appendNull();
      }
      default -> nulls(8);
    }
  }

  private void order(String id, long valueMicros, String currency) throws SQLException {
    nulls(4);
    text(id);
    rows.append(valueMicros);
    text(currency);
  }

  private void request(Happening.@Nullable Request request) throws SQLException {
    if (request == null) {
      nulls(2);
      return;
    }
    ByteBuffer body = request.body().duplicate();
    byte[] bytes = new byte[body.remaining()];
    body.get(bytes);
    rows.append(bytes);
    text(request.reason());
  }

  private void control(Happening.@Nullable Control control) throws SQLException {
    if (control == null) {
      nulls(4);
      return;
    }
    text(control.action());
    text(control.target());
    text(control.value());
    text(control.actor());
  }

  private void text(String text) throws SQLException {
    if (text.isEmpty()) {
      rows.appendNull();
    } else {
      rows.append(text);
    }
  }

  private void nulls(int count) throws SQLException {
    for (int i = 0; i < count; i++) {
      rows.appendNull();
    }
  }

  /** Writes the rows as Parquet, in their order. */
  void write(Path file) throws SQLException {
    rows.flush();
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "COPY (%s) TO '%s' (FORMAT parquet, COMPRESSION zstd)"
              .formatted(ROWS, file.toString().replace("'", "''")));
    }
  }

  @Override
  public void close() throws SQLException {
    try (connection) {
      rows.close();
    }
  }
}
