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
import io.netty.util.AsciiString;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The last handler of a connection's pipeline: makes requests of what was decoded, and refuses what
 * is none. Its event loop's thread does everything.
 */
final class Connection extends ChannelInboundHandlerAdapter
    implements RequestDecoder.Taker, AnswerQueue.Owner, IoLoop.Guest {
  /** An event that ends a connection. */
  enum Ending {
    /** Makes its last answer that is due its last, or ends it when nothing comes for a while. */
    DRAIN,
    /** Ends it at once. */
    CUT_OFF,
    /** Ends it for a new one, unless it has work after all. */
    GIVE_WAY
  }

  private static final System.Logger LOG = System.getLogger(Connection.class.getName());
  private static final AsciiString FORWARDED = AsciiString.cached("x-forwarded-for");

  private final Endpoint endpoint;
  private final Channel channel;
  private final IoLoop loop;
  private final RequestDecoder decoder;
  private final AnswerQueue answers;
  private final Intake intake;
  private final Executor thread = this::execute;
  private final Consumer<Answer> whenReady;
  private final RequestBody body;

  /** The address that the connection is from. */
  private final InetAddress remote;

  private final boolean fromProxy;
  private InetAddress client;
  private Addresses.Address address;
  private Sender sender;

  /** The request whose body is coming. */
  private @Nullable RequestHead head;

  private boolean draining;
  private long drainingSinceNs;

  private final IoLoop.Seat seat;
  private final Addresses.Tenant tenant = new Addresses.Tenant(() -> tell(Ending.GIVE_WAY));

  Connection(Endpoint endpoint, Channel channel, IoLoop loop, InetAddress remote) {
    this.endpoint = endpoint;
    this.channel = channel;
    this.loop = loop;
    this.remote = remote;
    decoder = new RequestDecoder(endpoint.config(), loop, this);
    body = new RequestBody(loop.resources, endpoint.config().maxBodyBytes());
    answers = new AnswerQueue(channel, endpoint, loop, this);
    intake = new Intake(channel, loop, decoder, answers, endpoint.events());
    whenReady = this::ready;
    fromProxy = endpoint.addresses().isTrusted(remote);
    client = remote;
    address = endpoint.addresses().open(remote, tenant);
    sender = new Sender(new Usage(), address.usage);
    seat = loop.add(this);
  }

  /** The handlers before this one. */
  RequestDecoder decoder() {
    return decoder;
  }

  /** The connection as its address knows it. */
  Addresses.Tenant tenant() {
    return tenant;
  }

  @Override
  public boolean take() {
    return intake.take();
  }

  @Override
  public long read() {
    return intake.read();
  }

  Addresses.Address address() {
    return address;
  }

  /** Tells the connection an event, from any thread. */
  void tell(Ending ending) {
    channel.pipeline().fireUserEventTriggered(ending);
  }

  @Override
  public boolean isClosing() {
    return answers.isClosing();
  }

  /** True if a request has come whose last byte has not. */
  private boolean hasBegun() {
    return decoder.isInRequest() || decoder.hasUntaken();
  }

  @Override
  public void begins(long nowNs) {
    if (answers.isEmpty()) {
      tenant.activeNs = nowNs;
    }
  }

  @Override
  public void beginRead() {
    answers.beginRead();
  }

  @Override
  public void endRead() {
    answers.endRead();
    settle();
  }

  @Override
  public boolean mayHaveMore() {
    return hasBegun() || intake.isPaused();
  }

  @Override
  public void readOn() {
    intake.resume();
  }

  @Override
  public void taken() {
    try {
      answers.taken();
      settle();
    } catch (Throwable t) {
      fail(t);
    }
  }

  private void ready(Answer answer) {
    try {
      loop.inFlight(-answer.inFlightBytes);
      answer.inFlightBytes = 0;
      if (answer.inFlightOf != null) {
        endpoint.addresses().end(answer.inFlightOf);
        answer.inFlightOf = null;
      }
      answers.ready(answer);
      settle();
    } catch (Throwable t) {
      fail(t);
    }
  }

  /** Decides what follows from what was read or sent. */
  private void settle() {
    if (!channel.isActive()) {
      return;
    }
    if (answers.isEmpty() && tenant.activeNs == Addresses.Tenant.BUSY) {
      tenant.activeNs = loop.lookedNs();
    }
    intake.steer();
    if (answers.isTooMuchUnread()) {
      endpoint.events().limitReached(HttpLimit.MAX_UNREAD_BYTES);
      close();
      return;
    }
    loop.hold(seat, body.heldBytes() + answers.heldBytes() + decoder.heldBytes());
  }

  /** Closes what has taken too long. */
  @Override
  public void tick(long nowNs) {
    if (answers.isOverdue(nowNs)) {
      close();
    } else if (answers.isClosing()) {
      return;
    } else if (decoder.isInRequest()) {
      if (nowNs - decoder.begunNs() >= endpoint.config().readTimeout().toNanos()) {
        refuseAndClose(Status.REQUEST_TIMEOUT);
      }
    } else if (intake.isPaused()) {
      return;
    } else if (nowNs - decoder.readNs() >= endpoint.config().idleTimeout().toNanos()) {
      endpoint.events().limitReached(HttpLimit.IDLE_TIMEOUT);
      end();
    } else if (draining && answers.isEmpty() && isSilentInGrace(nowNs)) {
      end();
    }
  }

  private boolean isSilentInGrace(long nowNs) {
    long graceNs = endpoint.config().drainGrace().toNanos();
    return nowNs - decoder.readNs() >= graceNs && nowNs - drainingSinceNs >= graceNs;
  }

  private void end() {
    if (answers.isEmpty()) {
      answers.end();
    } else {
      close();
    }
  }

  @Override
  public void close() {
    var _ = channel.close();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    try {
      if (message instanceof RequestDecoder.Signal) {
        inputClosed();
      } else if (!answers.isClosing() && message instanceof HttpObject object) {
        read(object);
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    switch (event) {
      case Ending.DRAIN -> {
        answers.drain();
        draining = true;
        drainingSinceNs = loop.lookedNs();
      }
      case Ending.CUT_OFF -> {
        if (!answers.isEmpty() || hasBegun()) {
          endpoint.events().limitReached(HttpLimit.DRAIN_TIMEOUT);
        }
        close();
      }
      case Ending.GIVE_WAY -> {
        if (answers.isEmpty()) {
          close();
        } else if (channel.isActive()) {
          endpoint.addresses().keep(address, tenant);
        }
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

  /** Takes in that the connection is gone. */
  void closed() {
    loop.remove(seat);
    endpoint.addresses().close(address, tenant);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    // A client that speaks no TLS, or shows no certificate that is wanted, is no failure here.
    if (cause instanceof IOException || cause.getCause() instanceof SSLException) {
      LOG.log(System.Logger.Level.DEBUG, "connection lost", cause);
      close();
    } else {
      fail(cause);
    }
  }

  private void fail(Throwable failure) {
    loop.survived(failure);
    close();
  }

  private void read(HttpObject object) {
    if (object.decoderResult().isFailure()) {
      switch (object.decoderResult().cause()) {
        case TooLongHttpLineException _ -> refuseAndClose(Status.LINE_TOO_LONG);
        case RequestHeaders.TooManyException _ ->
            refuseAndClose(Status.HEADERS_TOO_LARGE, HttpLimit.MAX_HEADERS);
        case TooLongHttpHeaderException _ -> refuseAndClose(Status.HEADERS_TOO_LARGE);
        default -> refuseAndClose(Status.BAD_REQUEST);
      }
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
    RequestHead begun = new RequestHead(request, whenReady, endpoint);
    head = begun;
    body.begin();
    if (fromProxy) {
      comesFrom(endpoint.addresses().client(remote, request.headers().getAll(FORWARDED)));
    }
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

  /** Takes in whom the proxy speaks for now. */
  private void comesFrom(InetAddress now) {
    if (!now.equals(client)) {
      Addresses.Address before = address;
      client = now;
      address = endpoint.addresses().open(now, tenant);
      endpoint.addresses().close(before, tenant);
      sender = new Sender(sender.connection(), address.usage);
    }
  }

  private void complete(RequestHead complete) {
    head = null;
    answers.continued();
    Status refusal = complete.refusal;
    if (refusal == Status.OK && complete.gzipped) {
      refusal = body.unzip();
    }
    if (refusal != Status.OK) {
      refuse(complete, refusal, refusal.limit);
    } else if (!loop.hasRoom(body.heldBytes())) {
      refuse(complete, Status.SERVICE_UNAVAILABLE, HttpLimit.MAX_BUFFERED_BYTES);
    } else {
      HttpLimit tooMany = endpoint.addresses().begin(address);
      if (tooMany != null) {
        refuse(complete, Status.SERVICE_UNAVAILABLE, tooMany);
      } else {
        complete.answer.inFlightOf = address;
        handle(complete);
      }
    }
    body.drop();
  }

  private void handle(RequestHead complete) {
    tenant.hasWorked = true;
    tenant.activeNs = Addresses.Tenant.BUSY;
    if (complete.bids != null) {
      bid(complete, complete.bids);
    } else if (complete.route != null) {
      route(complete, complete.route);
    }
  }

  private void bid(RequestHead head, Routes.Bids path) {
    byte[] json = body.handOver();
    head.answer.pooled = true;
    head.answer.inFlightBytes = json.length;
    loop.inFlight(json.length);
    PendingBid bid =
        new PendingBid(
            thread,
            head.answer,
            path,
            sender,
            head.request.firstByteNs,
            head.epochMillis,
            json,
            body.length());
    answers.add(head.answer);
    try {
      endpoint.bids().onRequest(bid);
    } catch (Throwable t) {
      loop.survived(t);
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
              head.epochMillis,
              body.copy());
    } catch (IllegalArgumentException e) {
      refuse(head, Status.BAD_REQUEST, null);
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
    } catch (Throwable t) {
      answer(head.answer, route, null, t);
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
      endpoint.events().failed("io");
      LOG.log(
          System.Logger.Level.ERROR,
          () -> "answering below " + route.prefix() + " failed",
          failure);
    }
    if (answer.status.isError()) {
      endpoint.events().refused(answer.status);
    }
    ready(answer);
  }

  /** Answers a request that is complete, so that the next one can follow. */
  private void refuse(RequestHead head, Status status, @Nullable HttpLimit limit) {
    Answer answer = head.answer;
    if (status == head.refusal && !head.explanation.isEmpty()) {
      byte[] text = head.explanation.getBytes(StandardCharsets.UTF_8);
      answer.set(status, text, text.length);
      answer.contentType = Answer.TEXT;
    } else {
      answer.set(status, answer.body, 0);
    }
    refuse(answer, limit);
  }

  private void refuseAndClose(Status status) {
    refuseAndClose(status, status.limit);
  }

  /** Answers something after which nothing can be understood any more. */
  private void refuseAndClose(Status status, @Nullable HttpLimit limit) {
    RequestHead refused = head;
    Answer answer =
        refused == null
            ? new Answer(
                whenReady, RequestHead.LATEST_MINOR, false, false, false, AcceptEncoding.IDENTITY)
            : refused.answer;
    dropRequest();
    answer.set(status, answer.body, 0);
    answers.closeAfterLast();
    refuse(answer, limit);
  }

  private void refuse(Answer answer, @Nullable HttpLimit limit) {
    if (limit != null) {
      endpoint.events().limitReached(limit);
    }
    endpoint.events().refused(answer.status);
    answers.add(answer);
    ready(answer);
  }

  /** Ends reading. A client that stops within a request may still listen for its refusal. */
  private void inputClosed() {
    if (!answers.isClosing() && decoder.isInRequest()) {
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
