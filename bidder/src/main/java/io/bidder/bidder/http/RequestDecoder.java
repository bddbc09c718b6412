package io.bidder.bidder.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Netty's HTTP/1.1 decoder, which in addition knows when a request's first byte was read, and can
 * pause between two requests of one read.
 */
final class RequestDecoder extends HttpRequestDecoder {
  /** What came while paused; reading stops with it, so it is a read or two. */
  private final ArrayDeque<Object> held = new ArrayDeque<>();

  private long readNs;
  private long firstByteNs;
  private boolean inRequest;
  private boolean reading;
  private boolean paused;
  private boolean feeding;
  private boolean discarding;
  private boolean inputEnded;

  RequestDecoder(int maxHeaderBytes) {
    super(
        new HttpDecoderConfig()
            .setMaxInitialLineLength(maxHeaderBytes)
            .setMaxHeaderSize(maxHeaderBytes));
  }

  /** Whether a request has begun that is not complete. */
  boolean inRequest() {
    return inRequest;
  }

  /** Whether bytes are being read, so that {@code channelReadComplete} is still to come. */
  boolean isReading() {
    return reading;
  }

  /** When the first byte of the latest request was read: {@link System#nanoTime}. */
  long firstByteNs() {
    return firstByteNs;
  }

  /** Whether the client sends no more than what is here. */
  boolean inputEnded() {
    return inputEnded;
  }

  boolean isPaused() {
    return paused;
  }

  /** Lets no further request out. */
  void pause() {
    paused = true;
  }

  /** Goes on with what is there. */
  void resume(ChannelHandlerContext ctx) throws Exception {
    paused = false;
    if (feeding) {
      return;
    }
    feed(ctx, Unpooled.EMPTY_BUFFER);
    while (!paused && !held.isEmpty()) {
      Object message = held.remove();
      if (message instanceof ByteBuf) {
        feed(ctx, message);
      } else {
        super.userEventTriggered(ctx, message);
      }
    }
  }

  /** Ignores whatever else comes. */
  void discard() {
    discarding = true;
    inRequest = false;
    releaseHeld();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
    readNs = System.nanoTime();
    reading = true;
    if (discarding) {
      ReferenceCountUtil.release(message);
    } else if (paused) {
      held.add(message);
    } else {
      feed(ctx, message);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) throws Exception {
    reading = false;
    super.channelReadComplete(ctx);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
    if (event instanceof ChannelInputShutdownEvent) {
      inputEnded = true;
    }
    if (paused && !discarding && event instanceof ChannelInputShutdownEvent) {
      held.add(event);
    } else {
      super.userEventTriggered(ctx, event);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) throws Exception {
    discard();
    super.channelInactive(ctx);
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
    if (discarding) {
      in.skipBytes(in.readableBytes());
      return;
    }
    if (!inRequest && in.isReadable()) {
      inRequest = true;
      firstByteNs = readNs;
    }
    if (paused) {
      return;
    }
    super.decode(ctx, in, out);
    if (!out.isEmpty() && out.getLast() instanceof LastHttpContent) {
      inRequest = false;
    }
  }

  /** A length beside chunks is how requests are smuggled past proxies (RFC 9112, 6.1). */
  @Override
  protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
    throw new IllegalArgumentException("both Transfer-Encoding and Content-Length");
  }

  @Override
  protected void handlerRemoved0(ChannelHandlerContext ctx) throws Exception {
    releaseHeld();
    super.handlerRemoved0(ctx);
  }

  private void feed(ChannelHandlerContext ctx, Object message) throws Exception {
    feeding = true;
    try {
      super.channelRead(ctx, message);
    } finally {
      feeding = false;
    }
  }

  private void releaseHeld() {
    for (@Nullable Object message = held.poll(); message != null; message = held.poll()) {
      ReferenceCountUtil.release(message);
    }
  }
}
