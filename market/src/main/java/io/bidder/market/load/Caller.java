package io.bidder.market.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * Calls one server over HTTP/1.1 connections that are kept open, as many as there are calls at a
 * time. A call blocks its thread, a virtual one best. Safe from any thread.
 */
public final class Caller implements AutoCloseable {
  private static final int BUFFER_BYTES = 1 << 14;
  private static final int TIMEOUT_MILLIS = 20_000;

  private final InetSocketAddress server;
  private final ConcurrentLinkedDeque<Connection> idle = new ConcurrentLinkedDeque<>();

  /** One connection, in the hands of one call at a time. */
  private final class Connection {
    private final Socket socket = new Socket();
    private final OutputStream out;
    private final InputStream in;
    private final byte[] bytes = new byte[BUFFER_BYTES];
    private final ByteBuf buffer = Unpooled.wrappedBuffer(bytes);
    private final AnswerParser parser = new AnswerParser(true);

    Connection() throws IOException {
      boolean open = false;
      try {
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.connect(server, TIMEOUT_MILLIS);
        out = socket.getOutputStream();
        in = socket.getInputStream();
        open = true;
      } finally {
        if (!open) {
          close();
        }
      }
    }

    HttpAnswer call(byte[] request) throws IOException {
      boolean done = false;
      try {
        out.write(request);
        while (true) {
          int length = in.read(bytes);
          if (length < 0) {
            throw new IOException("the server closed without an answer");
          }
          if (parser.feed(buffer.setIndex(0, length))) {
            done = !parser.closes();
            return parser.answer();
          }
        }
      } catch (IllegalArgumentException e) {
        throw new IOException("no HTTP answer: " + e.getMessage(), e);
      } finally {
        if (done) {
          idle.push(this);
        } else {
          close();
        }
      }
    }

    private void close() {
      try {
        socket.close();
      } catch (IOException e) {
        // It is not used any more.
      }
    }
  }

  public Caller(InetSocketAddress server) {
    this.server = server;
  }

  /**
   * Sends a request and waits for its answer.
   *
   * @throws IOException if there is none
   */
  public HttpAnswer call(byte[] request) throws IOException {
    Connection kept = idle.poll();
    if (kept != null) {
      try {
        return kept.call(request);
      } catch (IOException e) {
        if (kept.parser.hasBegun()) {
          throw e;
        }
        // The server may have closed it while nobody looked. If it is gone, so are the others.
      }
    }
    return new Connection().call(request);
  }

  @Override
  public void close() {
    for (Connection each = idle.poll(); each != null; each = idle.poll()) {
      each.close();
    }
  }
}
