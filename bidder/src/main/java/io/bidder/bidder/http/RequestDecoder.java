package io.bidder.bidder.http;

import io.bidder.bidder.config.HttpConfig;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpHeadersFactory;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Netty's HTTP/1.1 decoder, which in addition decodes no request before its {@link Intake} takes
 * it, stamps requests with the time at which their first byte can have come, refuses headers that
 * go on in another line, and tells the end of a client's side of the connection in order.
 */
final class RequestDecoder extends HttpRequestDecoder {
  /** Takes what is decoded, as far as it may now. */
  interface Taker {
    /** Takes the turn's request; false if no more may be taken now. */
    boolean take();

    /**
     * Takes in that bytes were read.
     *
     * @return the earliest time at which they can have come
     */
    long read();

    /** True once nothing more is read. */
    boolean isClosing();

    /** Takes in that a request begins. */
    void begins(long nowNs);

    /**
     * Begins to take in bytes. Whether to read more is decided at their end, or reads would nest.
     */
    void beginRead();

    void endRead();
  }

  /** A sign that is no request. */
  enum Signal {
    /** The message after the last one, when the client has ended its side of the taker. */
    END
  }

  /** A request with the time of its first byte. */
  static final class StampedRequest extends DefaultHttpRequest {
    /** The earliest time at which the first byte can have come: {@link System#nanoTime}. */
    final long firstByteNs;

    private StampedRequest(HttpRequest request, long firstByteNs) {
      super(request.protocolVersion(), request.method(), request.uri(), request.headers());
      this.firstByteNs = firstByteNs;
    }
  }

  private final IoLoop loop;
  private final Taker taker;
  private @Nullable ChannelHandlerContext context;
  private @Nullable Object inputShutdown;
  private long readNs;
  private long arrivalNs;
  private long firstByteNs;
  private long begunNs;

  private boolean inRequest;
  private boolean hasLine;
  private boolean inHeaders;
  private boolean inTrailers;
  private boolean chunked;

  RequestDecoder(HttpConfig config, IoLoop loop, Taker taker) {
    this(config, loop, taker, new Trailers(config.maxHeaders()));
  }

  private RequestDecoder(HttpConfig config, IoLoop loop, Taker taker, Trailers trailers) {
    super(
        new HttpDecoderConfig()
            .setMaxInitialLineLength(config.maxHeaderBytes())
            .setMaxHeaderSize(config.maxHeaderBytes())
            .setHeadersFactory(new Headers(config.maxHeaders()))
            .setTrailersFactory(trailers)
            .setStrictLineParsing(true)
            .setUseRfc9112TransferEncoding(true));
    trailers.decoder = this;
    this.loop = loop;
    this.taker = taker;
    readNs = loop.lookedNs();
  }

  /** True if a request has begun whose last byte has not come. */
  boolean isInRequest() {
    return inRequest;
  }

  /** True if bytes came of a request that was not taken. */
  boolean hasUntaken() {
    return !inRequest && actualReadableBytes() > 0;
  }

  /** The memory that bytes wait in, in bytes. */
  int heldBytes() {
    return internalBuffer().capacity();
  }

  /** The time at which something was last read: {@link System#nanoTime}. */
  long readNs() {
    return readNs;
  }

  /** The time at which the first byte of the request that has begun was read. */
  long begunNs() {
    return begunNs;
  }

  /** Decodes what was read and may be taken now. */
  void decodeMore() {
    ChannelHandlerContext ctx = context;
    if (ctx != null) {
      try {
        take(ctx, Unpooled.EMPTY_BUFFER);
      } catch (Throwable t) {
        ctx.fireExceptionCaught(t);
      }
    }
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
    readNs = loop.lookedNs();
    arrivalNs = taker.read();
    take(ctx, message);
  }

  /** Takes in bytes, and then the end of the input if everything before it is taken. */
  private void take(ChannelHandlerContext ctx, Object bytes) throws Exception {
    taker.beginRead();
    try {
      super.channelRead(ctx, bytes);
      Object event = inputShutdown;
      if (event != null && !hasUntaken()) {
        inputShutdown = null;
        super.userEventTriggered(ctx, event);
        ctx.fireChannelRead(Signal.END);
      }
    } finally {
      taker.endRead();
    }
  }

  /** Without Netty's read for more where nothing was decoded, which would not heed a pause. */
  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    discardSomeReadBytes();
    ctx.fireChannelReadComplete();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
    if (event instanceof ChannelInputShutdownEvent) {
      inputShutdown = event;
      take(ctx, Unpooled.EMPTY_BUFFER);
    } else {
      super.userEventTriggered(ctx, event);
    }
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
    if (taker.isClosing()) {
      in.skipBytes(in.readableBytes());
      return;
    }
    if (!inRequest) {
      if (!taker.take()) {
        return;
      }
      begin();
    }
    if ((inHeaders || inTrailers) && goesOn(in)) {
      in.skipBytes(in.readableBytes());
      LastHttpContent refused = new DefaultLastHttpContent(Unpooled.EMPTY_BUFFER);
      refused.setDecoderResult(DecoderResult.failure(new IllegalArgumentException("a fold")));
      out.add(refused);
      return;
    }
    super.decode(ctx, in, out);
    if (!out.isEmpty()) {
      if (inHeaders) {
        inHeaders = false;
        chunked =
            out.getFirst() instanceof HttpMessage message
                && message.headers().contains(HttpHeaderNames.TRANSFER_ENCODING);
      }
      inRequest = !(out.getLast() instanceof LastHttpContent);
    }
  }

  private void begin() {
    inRequest = true;
    inHeaders = true;
    hasLine = false;
    inTrailers = false;
    firstByteNs = arrivalNs;
    begunNs = readNs;
    taker.begins(readNs);
  }

  /**
   * True if a header goes on in another line, which no client may send (RFC 9112, 5.2) and Netty
   * takes a time for that grows with the square of such lines.
   *
   * @param in from the start of a line
   */
  private boolean goesOn(ByteBuf in) {
    int at = in.readerIndex();
    int end = in.writerIndex();
    if (!hasLine) {
      while (at < end && isSkipped(in.getByte(at))) {
        at++;
      }
      at = in.indexOf(at, end, (byte) '\n') + 1;
      if (at == 0) {
        return false;
      }
    }
    while (at < end) {
      byte first = in.getByte(at);
      if (first == ' ' || first == '\t') {
        return true;
      }
      int lineEnd = in.indexOf(at, end, (byte) '\n');
      if (lineEnd < 0 || lineEnd == at || (lineEnd == at + 1 && first == '\r')) {
        return false;
      }
      at = lineEnd + 1;
    }
    return false;
  }

  /** True for what Netty passes over before a request's line. */
  private static boolean isSkipped(byte character) {
    return Character.isISOControl(character) || Character.isWhitespace(character);
  }

  @Override
  protected HttpMessage createMessage(String[] initialLine) throws Exception {
    hasLine = true;
    return new StampedRequest((HttpRequest) super.createMessage(initialLine), firstByteNs);
  }

  @Override
  protected boolean isContentAlwaysEmpty(HttpMessage message) {
    return false;
  }

  /** Makes headers of a bounded number. */
  private record Headers(int max) implements HttpHeadersFactory {
    @Override
    public HttpHeaders newHeaders() {
      return new RequestHeaders(max);
    }

    @Override
    public HttpHeaders newEmptyHeaders() {
      return newHeaders();
    }
  }

  /** Makes trailers, which only a chunked body has. Netty asks for them when the first has come. */
  private static final class Trailers implements HttpHeadersFactory {
    private final int max;
    private @Nullable RequestDecoder decoder;

    Trailers(int max) {
      this.max = max;
    }

    @Override
    public HttpHeaders newHeaders() {
      RequestDecoder of = decoder;
      if (of == null || !of.chunked) {
        return EmptyHttpHeaders.INSTANCE;
      }
      of.inTrailers = true;
      if (of.goesOn(of.internalBuffer())) {
        throw new IllegalArgumentException("a fold");
      }
      return new RequestHeaders(max);
    }

    @Override
    public HttpHeaders newEmptyHeaders() {
      return newHeaders();
    }
  }
}
