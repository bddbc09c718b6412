package io.bidder.bidder.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Netty's HTTP/1.1 decoder, which in addition stamps requests with the time of their first byte,
 * times out those that come too slowly, and tells the end of a client's side of the connection in
 * order.
 */
final class RequestDecoder extends HttpRequestDecoder {
  /** A sign that is no request. */
  enum Signal {
    /** The message after the last one, when the client has ended its side of the connection. */
    END,
    /** The event of a request that has not come within {@code http.readTimeout}. */
    TOO_SLOW
  }

  /** A request with the time of its first byte. */
  static final class StampedRequest extends DefaultHttpRequest {
    /** The time at which the first byte was read: {@link System#nanoTime}. */
    final long firstByteNs;

    private StampedRequest(HttpRequest request, long firstByteNs) {
      super(request.protocolVersion(), request.method(), request.uri(), request.headers());
      this.firstByteNs = firstByteNs;
    }
  }

  private final long timeoutNs;
  private long readNs;
  private long firstByteNs;
  private long resumedNs = System.nanoTime();
  private boolean inRequest;
  private int begun;
  private boolean timing;

  RequestDecoder(int maxHeaderBytes, long timeoutNs) {
    super(
        new HttpDecoderConfig()
            .setMaxInitialLineLength(maxHeaderBytes)
            .setMaxHeaderSize(maxHeaderBytes)
            .setStrictLineParsing(true)
            .setUseRfc9112TransferEncoding(true));
    this.timeoutNs = timeoutNs;
  }

  /** True if a request has begun that was not {@link #taken}. */
  boolean hasBegun() {
    return begun > 0;
  }

  /** Forgets a request, whose last part was taken from the decoder's output. */
  void taken() {
    begun--;
  }

  /**
   * Restarts the time of a request after a pause in reading, for which its client is not to blame.
   */
  void onResume() {
    resumedNs = System.nanoTime();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
    readNs = System.nanoTime();
    super.channelRead(ctx, message);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) throws Exception {
    if (inRequest && !timing) {
      timing = true;
      schedule(ctx, timeoutNs - (System.nanoTime() - firstByteNs));
    }
    super.channelReadComplete(ctx);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
    super.userEventTriggered(ctx, event);
    if (event instanceof ChannelInputShutdownEvent) {
      ctx.fireChannelRead(Signal.END);
    }
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
    if (!inRequest && in.isReadable()) {
      inRequest = true;
      begun++;
      firstByteNs = readNs;
    }
    super.decode(ctx, in, out);
    if (!out.isEmpty() && out.getLast() instanceof LastHttpContent) {
      inRequest = false;
    }
  }

  @Override
  protected HttpMessage createMessage(String[] initialLine) throws Exception {
    return new StampedRequest((HttpRequest) super.createMessage(initialLine), firstByteNs);
  }

  @Override
  protected boolean isContentAlwaysEmpty(HttpMessage message) {
    return false;
  }

  private void schedule(ChannelHandlerContext ctx, long delayNs) {
    var _ =
        ctx.executor().schedule(() -> checkTime(ctx), Math.max(1, delayNs), TimeUnit.NANOSECONDS);
  }

  private void checkTime(ChannelHandlerContext ctx) {
    timing = inRequest && ctx.channel().isActive();
    if (!timing) {
      return;
    }
    long sinceNs = resumedNs - firstByteNs > 0 ? resumedNs : firstByteNs;
    long leftNs =
        ctx.channel().config().isAutoRead() ? timeoutNs - (System.nanoTime() - sinceNs) : timeoutNs;
    if (leftNs > 0) {
      schedule(ctx, leftNs);
    } else {
      ctx.fireUserEventTriggered(Signal.TOO_SLOW);
    }
  }
}
