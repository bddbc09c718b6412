package io.bidder.bidder.http;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.AsciiString;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A request's line and headers, and what they lead to. */
final class RequestHead {
  private static final AsciiString OPENRTB_VERSION = AsciiString.cached("x-openrtb-version");
  private static final List<String> BID_METHODS = List.of("POST");

  /** Of the version that an answer is of where the request does not say: 2.6. */
  static final int LATEST_MINOR = 6;

  final RequestDecoder.StampedRequest request;

  /** Path and query. */
  final String target;

  final String path;
  final Answer answer;
  final Routes.@Nullable Bids bids;
  final @Nullable Route route;
  final boolean gzipped;
  final boolean expectsContinue;

  /** The reason to refuse the request, whatever its body; OK if there is none. */
  final Status refusal;

  /** The text that the refusal is answered with; empty for none. */
  final String explanation;

  /** The time that it tells an {@link ExchangeClock}; {@link ExchangeClock#UNTOLD} without one. */
  final long epochMillis;

  RequestHead(
      RequestDecoder.StampedRequest request, Consumer<Answer> whenReady, Endpoint endpoint) {
    this.request = request;
    Routes routes = endpoint.routes();
    HttpHeaders headers = request.headers();
    target = originForm(request.uri());
    int query = target.indexOf('?');
    path = query < 0 ? target : target.substring(0, query);
    bids = routes.bids(path);
    route = bids == null ? routes.other(path) : null;
    String encoding = headers.get(HttpHeaderNames.CONTENT_ENCODING);
    gzipped = encoding != null && isGzip(encoding);
    String expect = headers.get(HttpHeaderNames.EXPECT);
    boolean http10 = request.protocolVersion().equals(HttpVersion.HTTP_1_0);
    expectsContinue = !http10 && expect != null && is(expect, HttpHeaderValues.CONTINUE);
    answer =
        new Answer(
            whenReady,
            openRtbMinor(headers.get(OPENRTB_VERSION)),
            HttpUtil.isKeepAlive(request),
            http10,
            request.method().equals(HttpMethod.HEAD),
            bids != null && bids.gzip() ? AcceptEncoding.of(headers) : AcceptEncoding.IDENTITY);
    String why = HostHeader.problem(request);
    Status refused =
        why.isEmpty()
            ? refusal(encoding, expect, endpoint.config().maxBodyBytes())
            : Status.BAD_REQUEST;
    if (refused == Status.NOT_FOUND) {
      why = routes.explain(path);
    }
    long time = ExchangeClock.UNTOLD;
    ExchangeClock clock = endpoint.clock();
    if (clock != null && refused == Status.OK && !isProbe()) {
      String told = headers.get(ExchangeClock.HEADER);
      time = clock.take(told);
      if (time == ExchangeClock.UNTOLD) {
        refused = Status.BAD_REQUEST;
        why = ExchangeClock.explain(told);
      }
    }
    refusal = refused;
    explanation = why;
    epochMillis = time;
  }

  /** True for the server's own proof that it bids, which no exchange tells the time of. */
  private boolean isProbe() {
    return bids != null && bids.probe();
  }

  /** Without the scheme and host that a request may name its target with (RFC 9112, 3.2.2). */
  private static String originForm(String uri) {
    int host = uri.startsWith("/") ? -1 : uri.indexOf("://");
    int path = host < 0 ? 0 : uri.indexOf('/', host + 3);
    return path < 0 ? "/" : uri.substring(path);
  }

  private Status refusal(@Nullable String encoding, @Nullable String expect, int maxBodyBytes) {
    if (bids == null && route == null) {
      return Status.NOT_FOUND;
    }
    List<String> methods = route == null ? BID_METHODS : route.methods();
    if (!methods.contains(request.method().name())) {
      answer.headers = new DefaultHttpHeaders().set("Allow", String.join(", ", methods));
      return Status.METHOD_NOT_ALLOWED;
    }
    if (expect != null && !expectsContinue && !answer.http10) {
      return Status.EXPECTATION_FAILED;
    }
    if (encoding != null && !gzipped && !is(encoding, HttpHeaderValues.IDENTITY)) {
      return Status.UNSUPPORTED_ENCODING;
    }
    return HttpUtil.getContentLength(request, 0L) > maxBodyBytes
        ? Status.BODY_TOO_LARGE
        : Status.OK;
  }

  /** 2.6 unless the request says that it is of another 2.x. */
  private static int openRtbMinor(@Nullable String version) {
    return version != null
            && version.length() == 3
            && version.startsWith("2.")
            && version.charAt(2) >= '0'
            && version.charAt(2) <= '9'
        ? version.charAt(2) - '0'
        : LATEST_MINOR;
  }

  private static boolean isGzip(String encoding) {
    return is(encoding, HttpHeaderValues.GZIP) || is(encoding, HttpHeaderValues.X_GZIP);
  }

  private static boolean is(String value, AsciiString expected) {
    return AsciiString.contentEqualsIgnoreCase(value, expected)
        || AsciiString.contentEqualsIgnoreCase(value.strip(), expected);
  }
}
