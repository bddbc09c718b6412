package io.bidder.eventlog.kafka;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A slow and unreliable network between clients and a broker. */
final class Proxy implements AutoCloseable {
  private final ServerSocket server;
  private final int brokerPort;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  /** How long what the broker answers is under way, after which it may be lost. */
  volatile int delayMillis;

  Proxy(int port, int brokerPort) throws IOException {
    this.brokerPort = brokerPort;
    server = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        Socket broker = new Socket(InetAddress.getLoopbackAddress(), brokerPort);
        open.add(client);
        open.add(broker);
        Thread.ofVirtual().start(() -> copy(client, broker, false));
        Thread.ofVirtual().start(() -> copy(broker, client, true));
      } catch (IOException e) {
        // Closed, or the broker is away.
      }
    }
  }

  private void copy(Socket from, Socket to, boolean answers) {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] bytes = new byte[64 << 10];
      for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
        if (answers && delayMillis > 0) {
          LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(delayMillis));
        }
        out.write(bytes, 0, count);
      }
    } catch (IOException e) {
      // Cut.
    } finally {
      open.remove(from);
      open.remove(to);
    }
  }

  String address() {
    return "127.0.0.1:" + server.getLocalPort();
  }

  /** Cuts all connections: what was under way is lost, in either direction. */
  void cut() {
    for (Socket socket : open) {
      try {
        socket.close();
      } catch (IOException e) {
        // It is cut.
      }
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    cut();
  }
}
