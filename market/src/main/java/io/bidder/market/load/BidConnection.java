package io.bidder.market.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A connection to a bid server: writes a request, reads its answer. On its loop's thread. */
final class BidConnection extends Pace.Link {
  /** The listener to what happens to connections. */
  interface Owner {
    void onOpen(BidConnection connection);

    /** An answer came; the connection takes the next request if the server keeps it open. */
    void onAnswer(BidConnection connection, HttpAnswer answer, boolean kept);

    void onClosed(BidConnection connection);
  }

  private final Owner owner;
  private final RequestSet requests;
  private final AnswerParser parser;
  private ByteBuf out = Unpooled.EMPTY_BUFFER;
  private @Nullable Channel channel;
  private boolean answered;
  private boolean givenUp;
  private boolean resending;
  private String failure = "";

  /**
   * A connection that is not open yet.
   *
   * @param keepsAnswers whether answers have their headers and bodies
   */
  BidConnection(Owner owner, RequestSet requests, boolean keepsAnswers) {
    this.owner = owner;
    this.requests = requests;
    parser = new AnswerParser(keepsAnswers);
  }

  /** Receives what Netty has to say. */
  ChannelInboundHandlerAdapter handler() {
    return new Handler();
  }

  boolean isOpen() {
    return channel != null && channel.isActive();
  }

  @Override
  void send(long requestNumber) {
    sentNs = System.nanoTime();
    Channel open = channel;
    if (open != null) {
      if (out.refCnt() != 1 || out.capacity() == 0) {
        // The first, or the last answer came before all of its request had left.
        out.release();
        out = Unpooled.directBuffer(1 << 12);
      }
      requests.write(requestNumber, out.clear());
      var _ = open.writeAndFlush(out.retain(), open.voidPromise());
    }
  }

  /** Takes over the request of a connection that was closed, to send it once more when open. */
  void resend(BidConnection closed) {
    busy = true;
    number = closed.number;
    dueNs = closed.dueNs;
    sentNs = closed.sentNs;
    resending = true;
  }

  /**
   * Returns whether the server closed the connection when the request had hardly left, as it does
   * when it has been kept alive for long enough.
   */
  boolean deservesResending() {
    return busy && answered && !givenUp && !resending && !parser.hasBegun();
  }

  /** Returns whether the server kept the connection alive after an answer and closed it later. */
  boolean wasKeptAlive() {
    return answered && !givenUp && !parser.closes() && !parser.hasBegun();
  }

  /** Returns whether anything was answered on it. */
  boolean hasAnswered() {
    return answered;
  }

  /** The reason why what is outstanding got no answer. */
  String failure() {
    if (!failure.isEmpty()) {
      return failure;
    }
    return parser.hasBegun()
        ? "the server closed in the middle of an answer"
        : "the server closed without an answer";
  }

  /** Closes the connection; what is outstanding gets no answer. */
  void giveUp(String why) {
    givenUp = true;
    failure = why;
    if (channel != null) {
      var _ = channel.close();
    }
  }

  private final class Handler extends ChannelInboundHandlerAdapter {
    @Override
    public void channelActive(ChannelHandlerContext context) {
      channel = context.channel();
      owner.onOpen(BidConnection.this);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      ByteBuf in = (ByteBuf) message;
      try {
        if (!givenUp && parser.feed(in)) {
          // One request is outstanding, so nothing can follow its answer.
          if (in.isReadable()) {
            giveUp(in.readableBytes() + " bytes beyond the answer's end");
            return;
          }
          answered = true;
          resending = false;
          owner.onAnswer(BidConnection.this, parser.answer(), !parser.closes());
          if (parser.closes()) {
            var _ = context.close();
          }
        }
      } finally {
        in.release();
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      if (busy && !givenUp && parser.endsWithConnection()) {
        owner.onAnswer(BidConnection.this, parser.answer(), false);
      }
      owner.onClosed(BidConnection.this);
      out.release();
      out = Unpooled.EMPTY_BUFFER;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      failure = cause.getMessage() == null ? cause.toString() : cause.getMessage();
      givenUp |= !(cause instanceof IOException);
      var _ = context.close();
    }
  }
}
