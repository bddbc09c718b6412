package io.bidder.market.load;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One connection: writes a request, finds the end of its answer. On its loop's thread. */
final class Connection extends Link {
  /** Who is told what happens. */
  interface Owner {
    void onOpen(Connection connection);

    /** An answer came; the connection takes the next request if the server keeps it open. */
    void onAnswer(Connection connection, int status, boolean kept);

    void onClosed(Connection connection);
  }

  private final Owner owner;
  private final List<ByteBuf> messages;
  private final AnswerParser parser = new AnswerParser();
  private @Nullable Channel channel;
  long sentNs;

  /**
   * Not open yet.
   *
   * @param messages the requests' bytes; the owner's
   */
  Connection(Owner owner, List<ByteBuf> messages) {
    this.owner = owner;
    this.messages = messages;
  }

  /** What Netty calls. */
  ChannelInboundHandlerAdapter handler() {
    return new Handler();
  }

  boolean isOpen() {
    return channel != null && channel.isActive();
  }

  @Override
  void send(int request) {
    sentNs = System.nanoTime();
    Channel open = channel;
    if (open != null) {
      var _ = open.writeAndFlush(messages.get(request).retainedDuplicate(), open.voidPromise());
    }
  }

  /** What is outstanding gets no answer. */
  void closeNow() {
    if (channel != null) {
      var _ = channel.close();
    }
  }

  private final class Handler extends ChannelInboundHandlerAdapter {
    @Override
    public void channelActive(ChannelHandlerContext context) {
      channel = context.channel();
      owner.onOpen(Connection.this);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      ByteBuf in = (ByteBuf) message;
      try {
        // One request is outstanding, so nothing can follow its answer.
        if (parser.feed(in)) {
          owner.onAnswer(Connection.this, parser.status(), !parser.closes());
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
      owner.onClosed(Connection.this);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      // No answer, or one that is no HTTP: what is outstanding counts as failed.
      var _ = context.close();
    }
  }
}
