package io.bidder.bidder.admin;

import io.bidder.bidder.admin.AdminPages.Answer;
import io.bidder.bidder.admin.AdminPages.Page;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.timeout.IdleStateEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** A connection of the admin port, which answers one request after the other. */
final class AdminConnection extends SimpleChannelInboundHandler<FullHttpRequest> {
  private static final System.Logger LOG = System.getLogger(AdminConnection.class.getName());

  /** Requests that may wait for the one before them; a connection that sends more is closed. */
  private static final int MAX_PIPELINED = 16;

  private final ArrayDeque<FullHttpRequest> waiting = new ArrayDeque<>(1);
  private final AdminPages pages;
  private final Executor workers;
  private boolean busy;

  AdminConnection(AdminPages pages, Executor workers) {
    this.pages = pages;
    this.workers = workers;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
    if (!busy) {
      busy = true;
      answer(ctx, request);
    } else if (waiting.size() < MAX_PIPELINED) {
      waiting.add(request.retain());
    } else {
      var _ = ctx.close();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    waiting.forEach(FullHttpRequest::release);
    waiting.clear();
    ctx.fireChannelInactive();
  }

  private void answer(ChannelHandlerContext ctx, FullHttpRequest request) {
    if (request.decoderResult().isFailure()) {
      Answer answer = new Answer(400, AdminPages.TEXT, "not an HTTP/1.1 request\n");
      FullHttpResponse response = response(answer, false);
      response.headers().set(HttpHeaderNames.CONNECTION, "close");
      send(ctx, response);
      return;
    }
    QueryStringDecoder query = new QueryStringDecoder(request.uri());
    boolean head = request.method().equals(HttpMethod.HEAD);
    Page page;
    Map<String, String> parameters;
    try {
      page = pages.page(query.path());
      parameters = lastOfEach(query.parameters());
    } catch (IllegalArgumentException e) {
      send(ctx, new Answer(400, AdminPages.TEXT, "the query is wrongly encoded\n"), head);
      return;
    }
    if (page == null) {
      send(ctx, new Answer(404, AdminPages.TEXT, pages.list()), head);
      return;
    }
    if (!AdminPages.allowed(page).contains(request.method().name())) {
      String allowed = String.join(", ", AdminPages.allowed(page));
      FullHttpResponse refusal =
          response(new Answer(405, AdminPages.TEXT, "expected " + allowed + "\n"), head);
      refusal.headers().set(HttpHeaderNames.ALLOW, allowed);
      send(ctx, refusal);
      return;
    }
    byte[] body = ByteBufUtil.getBytes(request.content());
    try {
      workers.execute(() -> send(ctx, make(page, body, parameters), head));
    } catch (RejectedExecutionException e) {
      send(ctx, new Answer(503, AdminPages.TEXT, "too many requests at once\n"), head);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof IdleStateEvent) {
      var _ = ctx.close();
    }
    ctx.fireUserEventTriggered(event);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (!(cause instanceof IOException)) {
      LOG.log(System.Logger.Level.WARNING, "connection closed after an unexpected failure", cause);
    }
    var _ = ctx.close();
  }

  private static Answer make(Page page, byte[] body, Map<String, String> parameters) {
    try {
      return page.maker().make(body, parameters);
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "an admin page failed", e);
      return new Answer(500, AdminPages.TEXT, "an internal error: see the log\n");
    }
  }

  private void send(ChannelHandlerContext ctx, Answer answer, boolean head) {
    send(ctx, response(answer, head));
  }

  /** Sends a response, then takes the next request. Safe from any thread. */
  private void send(ChannelHandlerContext ctx, FullHttpResponse response) {
    var _ = ctx.writeAndFlush(response).addListener(sent -> next(ctx));
  }

  private void next(ChannelHandlerContext ctx) {
    FullHttpRequest request = waiting.poll();
    busy = request != null;
    if (request == null) {
      return;
    }
    try {
      answer(ctx, request);
    } finally {
      request.release();
    }
  }

  private static FullHttpResponse response(Answer answer, boolean head) {
    byte[] text = answer.body().getBytes(StandardCharsets.UTF_8);
    ByteBuf content = head ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(text);
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(answer.status()), content);
    response.headers().set(HttpHeaderNames.CONTENT_TYPE, answer.contentType());
    response.headers().setInt(HttpHeaderNames.CONTENT_LENGTH, text.length);
    return response;
  }

  private static Map<String, String> lastOfEach(Map<String, List<String>> parameters) {
    Map<String, String> last = new HashMap<>();
    parameters.forEach((name, values) -> last.put(name, values.getLast()));
    return last;
  }
}
