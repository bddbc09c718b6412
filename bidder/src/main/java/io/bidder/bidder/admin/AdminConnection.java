package io.bidder.bidder.admin;

import io.bidder.bidder.admin.AdminConnections.Watch;
import io.bidder.bidder.admin.Scrapes.Scrape;
import io.bidder.bidder.http.AcceptEncoding;
import io.bidder.bidder.http.HostHeader;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.util.ReferenceCountUtil;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A connection of the admin port, which answers one request after the other and reads nothing in
 * between. It begins with the thread that answers probes, and leaves it with its first request for
 * anything else.
 */
final class AdminConnection extends ChannelInboundHandlerAdapter {
  private static final System.Logger LOG = System.getLogger(AdminConnection.class.getName());
  private static final String TEXT = "text/plain; charset=utf-8";

  private static final String JSON = "application/json";

  /** Prometheus' text format. */
  private static final String METRICS = "text/plain; version=0.0.4; charset=utf-8";

  private static final int CONTINUE = 100;
  private static final int OK = 200;
  private static final int BAD_REQUEST = 400;
  private static final int NOT_FOUND = 404;
  private static final int NOT_ALLOWED = 405;
  private static final int TOO_LARGE = 413;
  private static final int UNAVAILABLE = 503;

  private static final int FIRST_BODY_BYTES = 1024;

  /** What a probing connection waits for each open one: 10,000 probes a second are enough. */
  private static final long PROBE_PACE_MICROS = 100;

  private final AdminParts parts;
  private final Channel channel;
  private final Watch watch;

  /** The connection is with the port that has metrics and probes alone, for everybody. */
  private final boolean isOpen;

  /** True once the connection is not with the thread that answers probes any more. */
  private boolean moved;

  /** What was read and not taken: no more than what comes at once. */
  private final ArrayDeque<HttpObject> read = new ArrayDeque<>();

  private @Nullable AdminPage page;
  private Map<String, String> parameters = Map.of();
  private boolean isHttp11;
  private boolean zip;
  private boolean keepAlive;

  /** What has come of a body to explain; null where it is not wanted. */
  private @Nullable ByteArrayOutputStream body;

  private int bodyBytes;
  private boolean hasSeat;

  /** The request's answer is decided: the rest of the body is of no interest. */
  private boolean answered;

  /** All of the answer is on its way. */
  private boolean sent;

  /** All of the request has come. */
  private boolean complete;

  /** Nothing is answered any more, and what comes is of no interest. */
  private boolean ended;

  /** The next part of a request has been asked for. */
  private boolean isWaiting;

  AdminConnection(AdminParts parts, Channel channel, Watch watch, boolean isOpen) {
    this.isOpen = isOpen;
    this.parts = parts;
    this.channel = channel;
    this.watch = watch;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    take(ctx);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    try {
      if (!ended && message instanceof HttpObject object) {
        read.add(ofHeap(object));
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
    if (ended) {
      var _ = ctx.read();
    } else if (isWaiting) {
      isWaiting = false;
      read(ctx);
    }
  }

  /** The same without a buffer that somebody has to release. */
  private static HttpObject ofHeap(HttpObject object) {
    if (!(object instanceof HttpContent content)) {
      return object;
    }
    HttpContent copy = content.replace(Unpooled.copiedBuffer(content.content()));
    copy.setDecoderResult(object.decoderResult());
    return copy;
  }

  /**
   * Takes the next part of a request: one that was read with the last, or else it is waited for.
   */
  private void take(ChannelHandlerContext ctx) {
    HttpObject next = read.poll();
    if (next == null) {
      isWaiting = true;
      var _ = ctx.read();
    } else if (next.decoderResult().isFailure()) {
      malformed(ctx);
    } else {
      if (next instanceof HttpRequest head) {
        begin(ctx, head);
      }
      if (next instanceof HttpContent content) {
        take(ctx, content.content(), content instanceof LastHttpContent);
      }
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    read.clear();
    giveSeatBack();
    ctx.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (!(cause instanceof IOException)) {
      parts.events().failed(AdminParts.THREAD);
      LOG.log(System.Logger.Level.ERROR, "an admin connection failed", cause);
    }
    var _ = ctx.close();
  }

  private void malformed(ChannelHandlerContext ctx) {
    keepAlive = false;
    complete = true;
    if (answered) {
      goOn(ctx);
    } else {
      say(ctx, BAD_REQUEST, "not an HTTP/1.1 request\n");
    }
  }

  private void begin(ChannelHandlerContext ctx, HttpRequest head) {
    body = null;
    bodyBytes = 0;
    answered = false;
    sent = false;
    complete = false;
    isHttp11 = head.protocolVersion().equals(HttpVersion.HTTP_1_1);
    keepAlive = isHttp11 && HttpUtil.isKeepAlive(head);
    zip = AcceptEncoding.of(head.headers()) != AcceptEncoding.IDENTITY;
    String target = head.uri();
    int query = target.indexOf('?');
    AdminPage asked = AdminPage.at(query < 0 ? target : target.substring(0, query));
    if (asked != null && isOpen && !asked.isOpen()) {
      asked = null;
    }
    page = asked;
    watch.begin(AdminLimit.READ_TIMEOUT, parts.config().readTimeout().toNanos());
    if (moved || (page != null && page.isProbe())) {
      look(ctx, head, page);
    } else {
      moved = true;
      parts.mover().move(channel, () -> look(ctx, head, page));
    }
  }

  /** Decides from a request's head whether its body is wanted, then reads it. */
  private void look(ChannelHandlerContext ctx, HttpRequest head, @Nullable AdminPage asked) {
    String hostProblem = HostHeader.problem(head);
    AdminAccess.Refusal refused =
        isOpen || (asked != null && asked.isProbe())
            ? null
            : parts.access().refusal(head.headers());
    if (!hostProblem.isEmpty()) {
      say(ctx, BAD_REQUEST, hostProblem + "\n");
    } else if (refused != null) {
      FullHttpResponse refusal = response(refused.status(), TEXT, text(refused.why()));
      if (refused.status() == AdminAccess.UNAUTHORIZED) {
        refusal.headers().set(HttpHeaderNames.WWW_AUTHENTICATE, "Bearer");
      }
      send(ctx, refusal);
    } else if (asked == null) {
      say(ctx, NOT_FOUND, AdminPage.list(isOpen));
    } else if (!asked.methods().contains(head.method().name())) {
      String allowed = String.join(", ", asked.methods());
      FullHttpResponse refusal = response(NOT_ALLOWED, TEXT, text("expected " + allowed + "\n"));
      refusal.headers().set(HttpHeaderNames.ALLOW, allowed);
      send(ctx, refusal);
    } else if (!decode(head)) {
      say(ctx, BAD_REQUEST, "the query is wrongly encoded\n");
    } else if (asked == AdminPage.EXPLAIN) {
      admit(ctx, head);
    }
    read(ctx);
  }

  private boolean decode(HttpRequest head) {
    try {
      Map<String, String> last = new HashMap<>();
      new QueryStringDecoder(head.uri())
          .parameters()
          .forEach((name, values) -> last.put(name, values.getLast()));
      parameters = last;
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** Takes a seat for a request to explain. */
  private void admit(ChannelHandlerContext ctx, HttpRequest head) {
    long length = HttpUtil.getContentLength(head, FIRST_BODY_BYTES);
    if (length > parts.config().explain().maxBodyBytes()) {
      tooLarge(ctx);
    } else if (parts.explanations().tryEnter()) {
      hasSeat = true;
      body = new ByteArrayOutputStream((int) length);
      if (HttpUtil.is100ContinueExpected(head)) {
        var _ = ctx.writeAndFlush(response(CONTINUE, TEXT, Unpooled.EMPTY_BUFFER));
      }
    } else {
      FullHttpResponse refusal = response(UNAVAILABLE, TEXT, text("too many ask at once\n"));
      refusal.headers().set(HttpHeaderNames.RETRY_AFTER, AnswerStream.RETRY_SECONDS);
      send(ctx, refusal);
    }
  }

  private void take(ChannelHandlerContext ctx, ByteBuf content, boolean isLast) {
    if (!answered) {
      bodyBytes += content.readableBytes();
      if (bodyBytes > parts.config().explain().maxBodyBytes()) {
        tooLarge(ctx);
      }
    }
    ByteArrayOutputStream wanted = body;
    if (wanted != null) {
      wanted.writeBytes(ByteBufUtil.getBytes(content));
    }
    if (!isLast) {
      read(ctx);
      return;
    }
    complete = true;
    if (answered) {
      goOn(ctx);
    } else {
      answer(ctx);
    }
  }

  private void answer(ChannelHandlerContext ctx) {
    answered = true;
    switch (page) {
      case HEALTH -> say(ctx, OK, "ok\n");
      case READINESS -> ready(ctx);
      case METRICS -> scrape(ctx);
      case EXPLAIN -> explain(ctx);
      case CAMPAIGNS -> send(ctx, response(parts.campaigns().status(parameters)));
      case PAUSE -> change(ctx, true);
      case RESUME -> change(ctx, false);
      case null -> throw new IllegalStateException("a request for no page is refused at its head");
    }
  }

  private void ready(ChannelHandlerContext ctx) {
    String reason = parts.notReady().get();
    if (reason == null) {
      say(ctx, OK, "ready\n");
    } else {
      say(ctx, UNAVAILABLE, reason + "\n");
    }
  }

  private void scrape(ChannelHandlerContext ctx) {
    watch.begin(AdminLimit.WRITE_TIMEOUT, parts.config().writeTimeout().toNanos());
    boolean zipped = zip;
    var _ =
        parts
            .scrapes()
            .get()
            .thenAccept(
                scrape -> ctx.executor().execute(() -> send(ctx, response(scrape, zipped))));
  }

  private static FullHttpResponse response(Scrape scrape, boolean zipped) {
    byte[] bytes = zipped ? scrape.zipped : scrape.plain;
    FullHttpResponse response = response(scrape.status, METRICS, Unpooled.wrappedBuffer(bytes));
    if (zipped) {
      response.headers().set(HttpHeaderNames.CONTENT_ENCODING, HttpHeaderValues.GZIP);
    }
    return response;
  }

  private void explain(ChannelHandlerContext ctx) {
    byte[] bytes = body == null ? new byte[0] : body.toByteArray();
    body = null;
    hasSeat = false;
    boolean alive = keepAlive;
    boolean chunked = isHttp11;
    long mostNs = parts.explanations().mostNs();
    watch.keep(AdminLimit.WRITE_TIMEOUT, 2 * mostNs);
    parts
        .explanations()
        .submit(
            bytes,
            parameters,
            untilNs -> new AnswerStream(channel, alive, chunked, untilNs, _ -> sent(ctx)));
  }

  private void change(ChannelHandlerContext ctx, boolean pause) {
    watch.begin(AdminLimit.WRITE_TIMEOUT, parts.config().writeTimeout().toNanos());
    var _ =
        parts
            .campaigns()
            .change(pause, parameters)
            .thenAccept(answer -> ctx.executor().execute(() -> send(ctx, response(answer))));
  }

  private static FullHttpResponse response(CampaignsHandler.Answer answer) {
    return response(answer.status(), JSON, text(answer.json()));
  }

  private void tooLarge(ChannelHandlerContext ctx) {
    parts.events().limitReached(AdminLimit.EXPLAIN_BODY);
    keepAlive = false;
    say(ctx, TOO_LARGE, "the body is too long\n");
  }

  private void say(ChannelHandlerContext ctx, int status, String text) {
    send(ctx, response(status, TEXT, text(text)));
  }

  /** Sends an answer of which all is there. */
  private void send(ChannelHandlerContext ctx, FullHttpResponse response) {
    answered = true;
    body = null;
    giveSeatBack();
    watch.begin(AdminLimit.WRITE_TIMEOUT, parts.config().writeTimeout().toNanos());
    response.headers().setInt(HttpHeaderNames.CONTENT_LENGTH, response.content().readableBytes());
    HttpUtil.setKeepAlive(response, keepAlive);
    var _ = ctx.writeAndFlush(response).addListener(_ -> sent(ctx));
  }

  private void sent(ChannelHandlerContext ctx) {
    sent = true;
    watch.begin(AdminLimit.READ_TIMEOUT, parts.config().readTimeout().toNanos());
    goOn(ctx);
  }

  /** Takes the next request when this one has come and its answer is sent. */
  private void goOn(ChannelHandlerContext ctx) {
    if (!sent || !complete) {
      return;
    }
    if (!keepAlive) {
      end(ctx);
      return;
    }
    watch.begin(AdminLimit.IDLE_TIMEOUT, parts.config().idleTimeout().toNanos());
    if (moved) {
      read(ctx);
    } else {
      long pause = PROBE_PACE_MICROS * parts.connections().size();
      var _ = ctx.executor().schedule(() -> take(ctx), pause, TimeUnit.MICROSECONDS);
    }
  }

  /**
   * Ends a connection so that the client gets its answer: closing a socket with unread bytes would
   * reset it, and with it what is on its way. So the client's end is waited for, for a while.
   */
  private void end(ChannelHandlerContext ctx) {
    ended = true;
    read.clear();
    var _ =
        ((DuplexChannel) channel)
            .shutdownOutput()
            .addListener(_ -> {
              var _ = ctx.read();
            });
  }

  /** Asks for more, in a turn of its own: others come in between, and it does not nest. */
  private void read(ChannelHandlerContext ctx) {
    ctx.executor().execute(() -> take(ctx));
  }

  private void giveSeatBack() {
    if (hasSeat) {
      hasSeat = false;
      parts.explanations().leave();
    }
  }

  private static FullHttpResponse response(int status, String contentType, ByteBuf content) {
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status), content);
    if (status != CONTINUE) {
      response.headers().set(HttpHeaderNames.CONTENT_TYPE, contentType);
    }
    return response;
  }

  private static ByteBuf text(String text) {
    return Unpooled.wrappedBuffer(text.getBytes(StandardCharsets.UTF_8));
  }
}
