package io.bidder.bidder.http;

import io.bidder.settings.scheduling.Scheduling;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.util.function.UnaryOperator;

/** A way to serve sockets: epoll on Linux, otherwise the JDK's selectors. */
public enum Transport {
  EPOLL,
  NIO;

  /** The best one that works on this machine. */
  public static Transport best() {
    return Epoll.isAvailable() ? EPOLL : NIO;
  }

  /** Starts threads that serve sockets; the caller shuts them down. */
  public EventLoopGroup newGroup(int threads, String name) {
    return newGroup(threads, name, UnaryOperator.identity());
  }

  /** Likewise, with what looks at sockets for a thread wrapped. */
  EventLoopGroup newGroup(int threads, String name, UnaryOperator<IoHandler> wrapper) {
    IoHandlerFactory ioHandlers = ioHandlers();
    return new MultiThreadIoEventLoopGroup(
        threads,
        new PromptThreads(name),
        executor -> wrapper.apply(ioHandlers.newHandler(executor)));
  }

  /** Makes threads that run soon after they wake. */
  private static final class PromptThreads extends DefaultThreadFactory {
    PromptThreads(String name) {
      super(name, true);
    }

    @Override
    protected Thread newThread(Runnable task, String name) {
      return super.newThread(
          () -> {
            Scheduling.goFirst();
            task.run();
          },
          name);
    }
  }

  /** The class of listening sockets. */
  public Class<? extends ServerSocketChannel> serverChannel() {
    return switch (this) {
      case EPOLL -> EpollServerSocketChannel.class;
      case NIO -> NioServerSocketChannel.class;
    };
  }

  /**
   * Listens on a port.
   *
   * @param key the port's configuration key
   * @throws BindFailedException if the port is in use or cannot be listened on
   */
  public static Channel bind(ServerBootstrap bootstrap, InetSocketAddress address, String key) {
    ChannelFuture bound = bootstrap.bind(address).awaitUninterruptibly();
    if (bound.isSuccess()) {
      return bound.channel();
    }
    Throwable cause = bound.cause();
    throw new BindFailedException(
        key
            + " is "
            + address.getPort()
            + ", expected a port that is free to listen on at "
            + address.getHostString()
            + ": "
            + cause.getMessage(),
        cause);
  }

  private IoHandlerFactory ioHandlers() {
    return switch (this) {
      case EPOLL -> EpollIoHandler.newFactory();
      case NIO -> NioIoHandler.newFactory();
    };
  }
}
