package io.bidder.bidder.http;

import io.bidder.bidder.http.RequestDecoder.StampedRequest;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The last handler of a connection's pipeline: makes requests of what was decoded, and refuses what
 * is none. Its event loop's thread does everything.
 */
final class Connection extends ChannelInboundHandlerAdapter {
  /** An event that ends a connection. */
  enum Ending {
    /** Ends it when every request that has begun is answered. */
    DRAIN,
    /** Ends it at once. */
    CUT_OFF
  }

  private static final System.Logger LOG = System.getLogger(Connection.class.getName());

  private final Endpoint endpoint;
  private final Channel channel;
  private final RequestDecoder decoder;
  private final AnswerQueue answers;
  private final Executor thread = this::execute;
  private final Consumer<Answer> whenReady;
  private final RequestBody body;
  private final Sender sender = new Sender(new Usage(), new Usage());

  /** The request whose body is coming. */
  private @Nullable RequestHead head;

  Connection(Endpoint endpoint, Channel channel, LoopResources resources, RequestDecoder decoder) {
    this.endpoint = endpoint;
    this.channel = channel;
    this.decoder = decoder;
    this.body = new RequestBody(resources, endpoint.config().maxBodyBytes());
    this.answers =
        new AnswerQueue(channel, endpoint.config(), endpoint.events(), resources, decoder);
    this.whenReady = answers::ready;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    boolean nested = answers.beginRead();
    try {
      if (message instanceof RequestDecoder.Signal) {
        inputClosed();
      } else if (!answers.isClosing() && message instanceof HttpObject object) {
        read(object);
      }
    } finally {
      ReferenceCountUtil.release(message);
      answers.endRead(nested);
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    answers.steerReading();
    ctx.fireChannelWritabilityChanged();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    switch (event) {
      case RequestDecoder.Signal _ -> {
        if (!answers.isClosing()) {
          refuseAndClose(Status.REQUEST_TIMEOUT);
        }
      }
      case IdleStateEvent _ -> {
        endpoint.events().limitReached(HttpLimit.IDLE_TIMEOUT);
        var _ = channel.close();
      }
      case Ending.DRAIN -> answers.drain();
      case Ending.CUT_OFF -> {
        if (answers.isBusy()) {
          endpoint.events().limitReached(HttpLimit.DRAIN_TIMEOUT);
        }
        var _ = channel.close();
      }
      default -> {}
    }
    ctx.fireUserEventTriggered(event);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
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
      refuseAndClose(
          switch (object.decoderResult().cause()) {
            case TooLongHttpLineException _ -> Status.LINE_TOO_LONG;
            case TooLongHttpHeaderException _ -> Status.HEADERS_TOO_LARGE;
            default -> Status.BAD_REQUEST;
          });
      return;
    }
    if (object instanceof StampedRequest request) {
      begin(request);
    }
    RequestHead current = head;
    if (object instanceof HttpContent content && current != null) {
      if (!body.append(content.content(), current.refusal == Status.OK)) {
        refuseAndClose(Status.BODY_TOO_LARGE);
      } else if (object instanceof LastHttpContent) {
        complete(current);
      }
    }
  }

  private void begin(StampedRequest request) {
    if (request.protocolVersion().majorVersion() != 1) {
      refuseAndClose(Status.VERSION_NOT_SUPPORTED);
      return;
    }
    RequestHead begun =
        new RequestHead(request, whenReady, endpoint.routes(), endpoint.config().maxBodyBytes());
    head = begun;
    body.begin();
    if (begun.refusal == Status.BODY_TOO_LARGE) {
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

  private void complete(RequestHead complete) {
    head = null;
    decoder.taken();
    answers.continued();
    Status refusal = complete.refusal;
    if (refusal == Status.OK && complete.gzipped) {
      refusal = body.unzip();
    }
    if (refusal != Status.OK) {
      refuse(complete, refusal);
    } else if (complete.bids != null) {
      bid(complete, complete.bids);
    } else if (complete.route != null) {
      route(complete, complete.route);
    }
  }

  private void bid(RequestHead head, Routes.Bids path) {
    head.answer.pooled = true;
    PendingBid bid =
        new PendingBid(
            thread,
            head.answer,
            path,
            sender,
            head.request.firstByteNs,
            body.handOver(),
            body.length());
    answers.add(head.answer);
    try {
      endpoint.bids().onRequest(bid);
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "a bid request was not taken", e);
      if (!bid.isAnswered()) {
        bid.failed();
      }
    }
  }

  private void route(RequestHead head, Route route) {
    RouteRequest request;
    try {
      request =
          new RouteRequest(
              head.request.method().name(),
              route.prefix(),
              head.target,
              head.request.headers(),
              body.copy());
    } catch (IllegalArgumentException e) {
      refuse(head, Status.BAD_REQUEST);
      return;
    }
    answers.add(head.answer);
    try {
      var _ =
          route
              .handler()
              .handle(request)
              .toCompletableFuture()
              .copy()
              .orTimeout(endpoint.config().answerTimeout().toNanos(), TimeUnit.NANOSECONDS)
              .whenComplete((response, failure) ->
                  execute(() -> answer(head.answer, route, response, failure)));
    } catch (RuntimeException e) {
      answer(head.answer, route, null, e);
    }
  }

  private void answer(
      Answer answer, Route route, @Nullable RouteResponse response, @Nullable Throwable failure) {
    if (response != null) {
      answer.set(response.status, response.body, response.body.length);
      answer.headers = response.headers;
      answer.contentType = "";
    } else if (failure instanceof TimeoutException) {
      endpoint.events().limitReached(HttpLimit.ANSWER_TIMEOUT);
      answer.set(Status.SERVICE_UNAVAILABLE, answer.body, 0);
    } else {
      LOG.log(System.Logger.Level.ERROR, "answering " + route.prefix() + " failed", failure);
    }
    if (answer.status.isError()) {
      endpoint.events().refused(answer.status);
    }
    answers.ready(answer);
  }

  /** Answers a request that is complete, so that the next one can follow. */
  private void refuse(RequestHead head, Status status) {
    Answer answer = head.answer;
    if (status == Status.NOT_FOUND) {
      byte[] text = endpoint.routes().explain(head.path).getBytes(StandardCharsets.UTF_8);
      answer.set(status, text, text.length);
      answer.contentType = Answer.TEXT;
    } else {
      answer.set(status, answer.body, 0);
    }
    refuse(answer);
  }

  /** Answers something after which nothing can be understood any more. */
  private void refuseAndClose(Status status) {
    RequestHead refused = head;
    Answer answer =
        refused == null
            ? new Answer(whenReady, RequestHead.LATEST_MINOR, false, false, false, false)
            : refused.answer;
    dropRequest();
    answer.set(status, answer.body, 0);
    answers.closeAfterLast();
    refuse(answer);
  }

  private void refuse(Answer answer) {
    HttpLimit limit = answer.status.limit;
    if (limit != null) {
      endpoint.events().limitReached(limit);
    }
    endpoint.events().refused(answer.status);
    answers.add(answer);
    answers.ready(answer);
  }

  /** Ends reading. A client that stops within a request may still listen for its refusal. */
  private void inputClosed() {
    if (!answers.isClosing() && decoder.hasBegun()) {
      refuseAndClose(Status.BAD_REQUEST);
    }
    answers.inputClosed();
  }

  private void dropRequest() {
    head = null;
    body.drop();
  }

  /** Runs a task in the connection's thread. Safe from any thread. */
  private void execute(Runnable task) {
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
}
