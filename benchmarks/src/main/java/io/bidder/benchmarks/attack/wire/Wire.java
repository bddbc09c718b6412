package io.bidder.benchmarks.attack.wire;

import io.bidder.settings.scheduling.Scheduling;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/**
 * Carries out a tactic on the calling thread, which gives way to others: it is the server that is
 * to be measured, not what an attacker on the same cores takes from it.
 */
public final class Wire {
  private static final int READ_BYTES = 1 << 16;
  private static final long TICK_MILLIS = 1;
  private static final double NS_PER_SECOND = 1e9;

  /** What has not been done for so long is left out. */
  private static final double MOST_SAVED_SECONDS = 0.05;

  private final Tactic tactic;
  private final InetSocketAddress target;
  private final InetAddress source;
  private final ByteBuffer in = ByteBuffer.allocateDirect(READ_BYTES);
  private final List<Client> clients = new ArrayList<>();
  private final Map<Integer, Long> answers = new TreeMap<>();
  private long opened;
  private long refused;
  private long closed;
  private long messages;
  private long begun;
  private long bytesSent;
  private long bytesRead;
  private double opens;
  private double sends;
  private int turn;

  private Wire(Tactic tactic, InetSocketAddress target, InetAddress source) {
    this.tactic = tactic;
    this.target = target;
    this.source = source;
    for (int i = 0; i < tactic.connections; i++) {
      clients.add(new Client(tactic));
    }
  }

  /**
   * Attacks until it is over.
   *
   * @param source the first address to come from, of this machine's loopback network
   */
  public static Volume attack(
      Tactic tactic, InetSocketAddress target, InetAddress source, BooleanSupplier over)
      throws IOException {
    return new Wire(tactic, target, source).attack(over);
  }

  private Volume attack(BooleanSupplier over) throws IOException {
    Scheduling.giveWay();
    long cpuStartNs = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    long lastNs = System.nanoTime();
    try (Selector selector = Selector.open()) {
      while (!over.getAsBoolean()) {
        selector.select(this::onReady, TICK_MILLIS);
        long nowNs = System.nanoTime();
        double seconds = (nowNs - lastNs) / NS_PER_SECOND;
        lastNs = nowNs;
        opens = save(opens, tactic.opensPerSecond, seconds);
        sends = save(sends, tactic.messagesPerSecond, seconds);
        round(selector, nowNs);
      }
      for (Client client : clients) {
        client.close();
      }
    }
    long cpuNs = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpuStartNs;
    return new Volume(
        opened, refused, closed, messages, answers, bytesSent, bytesRead, cpuNs / NS_PER_SECOND);
  }

  private static double save(double saved, double perSecond, double seconds) {
    return Math.min(saved + perSecond * seconds, Math.max(1, perSecond * MOST_SAVED_SECONDS));
  }

  private void onReady(SelectionKey key) {
    Client client = (Client) key.attachment();
    try {
      if (key.isConnectable()) {
        client.onConnected(key);
        opened++;
      } else if (key.isReadable()) {
        int count = client.read(in, this::answered);
        bytesRead += Math.max(0, count);
        if (count < 0) {
          closed++;
          client.close();
        }
      }
    } catch (IOException e) {
      gone(client, key.isValid() && key.isConnectable());
    }
  }

  private void answered(int status) {
    answers.merge(status, 1L, Long::sum);
  }

  private void gone(Client client, boolean connecting) {
    if (connecting) {
      refused++;
    } else {
      closed++;
    }
    try {
      client.close();
    } catch (IOException e) {
      // It is closed all the same.
    }
  }

  /** Gives each connection its turn, from another one on each time. */
  private void round(Selector selector, long nowNs) {
    int first = turn;
    for (int i = 0; i < clients.size(); i++) {
      int at = (first + i) % clients.size();
      Client client = clients.get(at);
      try {
        if (client.isClosed()) {
          open(client, at, selector, nowNs);
        } else if (client.isLost(nowNs)) {
          gone(client, true);
        } else {
          send(client, at, nowNs);
        }
      } catch (IOException e) {
        gone(client, client.isClosed());
      }
    }
  }

  private void open(Client client, int number, Selector selector, long nowNs) throws IOException {
    if (opens >= 1) {
      opens--;
      byte[] address = source.getAddress();
      address[address.length - 1] += (byte) (number % tactic.sources);
      client.open(
          selector, target, new InetSocketAddress(InetAddress.getByAddress(address), 0), nowNs);
    }
  }

  private void send(Client client, int number, long nowNs) throws IOException {
    do {
      if (client.isReady()) {
        if (sends < 1) {
          return;
        }
        sends--;
        turn = (number + 1) % clients.size();
        client.begin(tactic.messages.message(begun++), nowNs);
      }
      if (!client.hasWork(nowNs)) {
        return;
      }
      if (client.isWritten()) {
        client.end();
        return;
      }
      bytesSent += client.write(nowNs);
      messages += client.isWritten() ? 1 : 0;
    } while (client.isWritten());
  }
}
