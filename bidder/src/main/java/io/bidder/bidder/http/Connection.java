package io.bidder.bidder.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * One connection: turns what the decoder reads into requests, and refuses what is none. Its event
 * loop's thread does everything but {@link #execute}.
 */
final class Connection extends ChannelInboundHandlerAdapter {
  private static final System.Logger LOG = System.getLogger(Connection.class.getName());

  private final BidServer server;
  private final Channel channel;
  private final RequestDecoder decoder;
  private final AnswerQueue answers;
  private final Timeouts timeouts;

  /** The request whose body is coming. */
  private @Nullable RequestHead head;

  private final RequestBody body;

  Connection(BidServer server, Channel channel, LoopResources resources, RequestDecoder decoder) {
    this.server = server;
    this.channel = channel;
    this.decoder = decoder;
    this.body = new RequestBody(resources, server.config().maxBodyBytes());
    this.timeouts = new Timeouts(this, channel, decoder, server.config());
    this.answers = new AnswerQueue(server, channel, resources, decoder, timeouts);
  }

  /** Runs something in the connection's thread. */
  void execute(Runnable task) {
    try {
      if (channel.eventLoop().inEventLoop()) {
        task.run();
      } else {
        channel.eventLoop().execute(task);
      }
    } catch (RejectedExecutionException e) {
      LOG.log(System.Logger.Level.DEBUG, "an answer came after the server was closed", e);
    }
  }

  /** Answers what is due, and closes. */
  void drain() {
    if (head == null && !decoder.inRequest() && answers.isEmpty()) {
      var _ = channel.close();
    }
  }

  /** Closes a connection that took too long. */
  void readTimedOut() {
    server.events().limitReached(HttpLimit.READ_TIMEOUT);
    refuseAndClose(Status.REQUEST_TIMEOUT);
  }

  void idleTimedOut() {
    server.events().limitReached(HttpLimit.IDLE_TIMEOUT);
    var _ = channel.close();
  }

  /** Closes, whatever is due. */
  void cutOff() {
    if (head != null || decoder.inRequest() || !answers.isEmpty()) {
      server.events().limitReached(HttpLimit.DRAIN_TIMEOUT);
    }
    var _ = channel.close();
  }

  void close() {
    var _ = channel.close();
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    timeouts.start();
    ctx.fireChannelActive();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    try {
      if (!answers.isClosing() && message instanceof HttpObject object) {
        read(object);
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    timeouts.onRead();
    answers.readComplete();
    ctx.fireChannelReadComplete();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    answers.steerReading();
    ctx.fireChannelWritabilityChanged();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      if (!answers.isClosing() && (head != null || decoder.inRequest())) {
        // Half a request and an end. Whoever half-closes may still be listening.
        refuseAndClose(Status.BAD_REQUEST);
      }
      answers.inputClosed();
    }
    ctx.fireUserEventTriggered(event);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    timeouts.stop();
    dropRequest();
    answers.close();
    ctx.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof IOException) {
      LOG.log(System.Logger.Level.DEBUG, "connection lost", cause);
    } else {
      LOG.log(System.Logger.Level.ERROR, "connection closed after an unexpected failure", cause);
    }
    var _ = channel.close();
  }

  private void read(HttpObject object) {
    if (object.decoderResult().isFailure()) {
      refuseUnreadable(object.decoderResult().cause());
      return;
    }
    if (object instanceof HttpRequest request) {
      begin(request);
    }
    RequestHead current = head;
    if (object instanceof HttpContent content && current != null) {
      append(current, content.content());
      if (object instanceof LastHttpContent) {
        complete();
      }
    }
  }

  private void begin(HttpRequest request) {
    if (request.protocolVersion().majorVersion() != 1) {
      refuseAndClose(Status.VERSION_NOT_SUPPORTED);
      return;
    }
    RequestHead begun =
        new RequestHead(request, answers, server.routes(), server.config().maxBodyBytes());
    head = begun;
    body.begin();
    if (begun.refusal == Status.BODY_TOO_LARGE) {
      server.events().limitReached(HttpLimit.MAX_BODY_BYTES);
      refuseAndClose(Status.BODY_TOO_LARGE);
    } else if (begun.expectsContinue) {
      if (begun.refusal == Status.OK) {
        answers.wantContinue();
      } else {
        // Nobody knows whether the body comes after that, so nothing may come after it.
        refuseAndClose(begun.refusal);
      }
    }
  }

  private void append(RequestHead head, ByteBuf content) {
    if (!body.append(content, head.refusal == Status.OK)) {
      server.events().limitReached(HttpLimit.MAX_BODY_BYTES);
      refuseAndClose(Status.BODY_TOO_LARGE);
    }
  }

  private void complete() {
    RequestHead complete = head;
    if (complete == null) {
      return;
    }
    head = null;
    answers.continued();
    if (!complete.answer.keepAlive) {
      decoder.discard();
    }
    if (complete.refusal != Status.OK) {
      refuse(complete, complete.refusal);
    } else if (complete.route != null) {
      bid(complete, complete.route);
    } else if (complete.prefix != null) {
      markup(complete, complete.prefix);
    }
  }

  private void bid(RequestHead head, Route route) {
    Status unzipped = head.gzipped ? body.unzip() : Status.OK;
    if (unzipped != Status.OK) {
      if (unzipped == Status.BODY_TOO_LARGE) {
        server.events().limitReached(HttpLimit.MAX_BODY_BYTES);
      }
      refuse(head, unzipped);
      return;
    }
    head.answer.pooled = true;
    long arrivalNs = decoder.firstByteNs();
    PendingBid bid =
        new PendingBid(this, head.answer, route, arrivalNs, body.handOver(), body.length());
    answers.add(head.answer);
    try {
      server.handler().onRequest(bid);
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "a bid request was not taken", e);
      if (!bid.isAnswered()) {
        bid.failed();
      }
    }
  }

  private void markup(RequestHead head, Route.Prefix prefix) {
    Answer answer = head.answer;
    MarkupHandler.Markup markup;
    try {
      markup = prefix.handler().get(head.path.substring(prefix.path().length()));
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "GET " + prefix.path() + " failed", e);
      refuse(head, Status.INTERNAL_ERROR);
      return;
    }
    if (markup == null) {
      refuse(head, Status.NOT_FOUND);
      return;
    }
    byte[] text = markup.body().getBytes(StandardCharsets.UTF_8);
    answer.set(Status.OK, text, text.length);
    answer.contentType = markup.contentType();
    answers.add(answer);
    answers.ready(answer);
  }

  /** Answers a request that is complete, so that the next one can follow. */
  private void refuse(RequestHead head, Status status) {
    Answer answer = head.answer;
    if (status == Status.NOT_FOUND && head.prefix == null) {
      byte[] text = server.routes().explain(head.path).getBytes(StandardCharsets.UTF_8);
      answer.set(status, text, text.length);
      answer.contentType = Answer.TEXT;
    } else {
      answer.set(status, answer.body, 0);
    }
    server.events().refused(status);
    answers.add(answer);
    answers.ready(answer);
  }

  private void refuseUnreadable(Throwable cause) {
    if (cause instanceof TooLongHttpLineException) {
      server.events().limitReached(HttpLimit.MAX_HEADER_BYTES);
      refuseAndClose(Status.LINE_TOO_LONG);
    } else if (cause instanceof TooLongHttpHeaderException) {
      server.events().limitReached(HttpLimit.MAX_HEADER_BYTES);
      refuseAndClose(Status.HEADERS_TOO_LARGE);
    } else {
      refuseAndClose(Status.BAD_REQUEST);
    }
  }

  /** Answers something after which nothing can be understood any more. */
  private void refuseAndClose(Status status) {
    RequestHead refused = head;
    Answer answer =
        refused == null
            ? new Answer(answers, RequestHead.LATEST_MINOR, false, false, false)
            : refused.answer;
    dropRequest();
    answer.set(status, answer.body, 0);
    server.events().refused(status);
    answers.add(answer);
    answers.closeAfterLast();
    answers.ready(answer);
  }

  private void dropRequest() {
    head = null;
    body.drop();
  }
}
