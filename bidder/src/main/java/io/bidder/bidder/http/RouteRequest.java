package io.bidder.bidder.http;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request to a {@link Route}. Immutable, and safe from any thread. */
public final class RouteRequest {
  private final String method;
  private final String prefix;
  private final String path;
  private final String query;
  private final Map<String, List<String>> parameters;
  private final HttpHeaders headers;
  private final long epochMillis;
  private final byte[] body;

  /**
   * Takes a request apart.
   *
   * @param epochMillis as the request tells it; {@link ExchangeClock#UNTOLD} if it does not
   * @throws IllegalArgumentException if its path or its query is wrongly percent-encoded
   */
  RouteRequest(
      String method,
      String prefix,
      String target,
      HttpHeaders headers,
      long epochMillis,
      byte[] body) {
    QueryStringDecoder decoder = new QueryStringDecoder(target);
    this.method = method;
    this.prefix = prefix;
    this.path = decoder.path();
    this.query = decoder.rawQuery();
    this.parameters = decoder.parameters();
    this.headers = headers;
    this.epochMillis = epochMillis;
    this.body = body;
  }

  public String method() {
    return method;
  }

  /** The whole path, decoded. */
  public String path() {
    return path;
  }

  /** The rest of the path after the route's prefix, decoded. */
  public String pathBelowPrefix() {
    return path.substring(prefix.length());
  }

  /** The query as it was sent, without its question mark; empty for none. */
  public String query() {
    return query;
  }

  /** A parameter of the query, decoded; the first of several, null for none. */
  public @Nullable String parameter(String name) {
    List<String> values = parameters.get(name);
    return values == null ? null : values.getFirst();
  }

  /** A header by its name in any case; the first of several, null for none. */
  public @Nullable String header(String name) {
    return headers.get(name);
  }

  /**
   * The time at which it came, in milliseconds since 1970: as it tells an {@link ExchangeClock},
   * where there is one.
   *
   * @param clock asked where there is none
   */
  public long epochMillis(InstantSource clock) {
    return epochMillis == ExchangeClock.UNTOLD ? clock.millis() : epochMillis;
  }

  /** The body, unzipped; empty for none. Not to be changed. */
  public byte[] body() {
    return body;
  }
}
