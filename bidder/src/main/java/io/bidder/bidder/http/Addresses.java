package io.bidder.bidder.http;

import io.bidder.bidder.config.HttpConfig;
import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The addresses that clients have connections from, with what each may have of the whole: all of it
 * while nobody else wants some. Of IPv6 the first 64 bits are the address, since whoever has one
 * has all of those. Thread-safe.
 */
final class Addresses {
  /** An address may have this many times the requests in flight that are left for others. */
  private static final int SHARE = 4;

  /** Addresses whose connections are looked through for one that does nothing. */
  private static final int LOOKED_THROUGH = 16;

  /** Proxies that a request has come through; of more the last is the client. */
  private static final int MAX_HOPS = 16;

  private final int maxConnections;
  private final int maxConnectionsPerAddress;
  private final int maxInFlight;
  private final int maxInFlightPerAddress;
  private final List<IpSubnetFilterRule> trustedProxies = new ArrayList<>();

  private final Map<Key, Address> addresses = new HashMap<>();
  private final TreeSet<Address> byConnections =
      new TreeSet<>(
          Comparator.comparingInt((Address address) -> address.size())
              .thenComparingLong(address -> address.number));
  private long addressNumber;
  private long connectionNumber;
  private int connectionCount;
  private final AtomicInteger inFlight = new AtomicInteger();

  private record Key(long bits, boolean six) {
    static Key of(InetAddress address) {
      ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
      return address instanceof Inet6Address
          ? new Key(bytes.getLong(), true)
          : new Key(bytes.getInt(), false);
    }
  }

  /** A connection as its address knows it: what it does, and how it gives way to another. */
  static final class Tenant {
    /** The value of {@link #activeNs} while requests are worked on. */
    static final long BUSY = Long.MAX_VALUE;

    /** Has it end, unless it has work after all. For any thread. */
    final Runnable giveWay;

    /** The time at which it last had work, {@link #BUSY} while it has. Read by other threads. */
    volatile long activeNs = System.nanoTime();

    /** True once it had work. Read by other threads. */
    volatile boolean hasWorked;

    /** The time and the number that order it among those of its address, whose lock guards them. */
    private long orderedNs;

    private long number;

    Tenant(Runnable giveWay) {
      this.giveWay = giveWay;
    }
  }

  /** An address, from its first connection to its last. */
  static final class Address {
    final Usage usage = new Usage();
    private final Key key;
    private final long number;

    /** Those that had no work when last looked at, in the order in which they came. */
    private final LinkedHashSet<Tenant> fresh = new LinkedHashSet<>();

    /** The others, by the time that they were last known to have work. */
    private final TreeSet<Tenant> worked =
        new TreeSet<>(
            Comparator.comparingLong((Tenant tenant) -> tenant.orderedNs)
                .thenComparingLong(tenant -> tenant.number));

    private final AtomicInteger inFlight = new AtomicInteger();

    private Address(Key key, long number) {
      this.key = key;
      this.number = number;
    }

    private int size() {
      return fresh.size() + worked.size();
    }

    /**
     * The connection to do without; null if all have work. Those that never had any go before those
     * that had, as far as they are more than half: or a flood of them would take the place of all
     * others between two of their requests.
     */
    private @Nullable Tenant leastNeeded() {
      while (2 * fresh.size() > size()) {
        Tenant first = fresh.getFirst();
        if (!first.hasWorked) {
          return first;
        }
        fresh.remove(first);
        worked.add(first);
      }
      Tenant idle = longestIdle();
      return idle != null || fresh.isEmpty() ? idle : fresh.getFirst();
    }

    /** Brings the order up to date as far as is needed to know the first. */
    private @Nullable Tenant longestIdle() {
      long nowNs = System.nanoTime();
      while (!worked.isEmpty()) {
        Tenant first = worked.getFirst();
        long activeNs = Math.min(first.activeNs, nowNs);
        if (activeNs == first.orderedNs) {
          return first.activeNs == Tenant.BUSY ? null : first;
        }
        worked.remove(first);
        first.orderedNs = activeNs;
        worked.add(first);
      }
      return null;
    }
  }

  Addresses(HttpConfig config) {
    maxConnections = config.maxConnections();
    maxConnectionsPerAddress = config.maxConnectionsPerAddress();
    maxInFlight = config.maxInFlight();
    maxInFlightPerAddress = config.maxInFlightPerAddress();
    for (HttpConfig.Network network : config.trustedProxies()) {
      trustedProxies.add(
          new IpSubnetFilterRule(network.address(), network.bits(), IpFilterRuleType.ACCEPT));
    }
  }

  /** True if the address is a proxy's whose word is taken for whom it speaks for. */
  boolean isTrusted(InetAddress address) {
    if (trustedProxies.isEmpty()) {
      return false;
    }
    InetSocketAddress remote = new InetSocketAddress(address, 0);
    return trustedProxies.stream().anyMatch(proxy -> proxy.matches(remote));
  }

  /**
   * The address that a trusted proxy speaks for: the last one that is no trusted proxy's. Who sent
   * what stands before that is anybody's guess.
   *
   * @param forwarded every value of X-Forwarded-For, in order
   * @return the proxy's own where there is none that can be read
   */
  InetAddress client(InetAddress proxy, List<String> forwarded) {
    InetAddress last = proxy;
    int hops = 0;
    for (String value : forwarded.reversed()) {
      int end = value.length();
      while (end >= 0 && ++hops <= MAX_HOPS) {
        int comma = value.lastIndexOf(',', end - 1);
        InetAddress address = parse(value.substring(comma + 1, end).strip());
        if (address == null) {
          return last;
        }
        last = address;
        if (!isTrusted(address)) {
          return last;
        }
        end = comma;
      }
    }
    return last;
  }

  private static @Nullable InetAddress parse(String text) {
    String host = text;
    int colon = text.lastIndexOf(':');
    if (text.startsWith("[") && text.indexOf(']') > 0) {
      host = text.substring(1, text.indexOf(']'));
    } else if (colon >= 0 && text.indexOf(':') == colon) {
      host = text.substring(0, colon);
    }
    try {
      return InetAddress.ofLiteral(host);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** Takes in a connection of an address. */
  synchronized Address open(InetAddress of, Tenant tenant) {
    Key key = Key.of(of);
    Address address = addresses.get(key);
    if (address == null) {
      address = new Address(key, addressNumber++);
      addresses.put(key, address);
    }
    add(address, tenant);
    return address;
  }

  private void add(Address address, Tenant tenant) {
    byConnections.remove(address);
    tenant.number = connectionNumber++;
    tenant.orderedNs = Math.min(tenant.activeNs, System.nanoTime());
    address.fresh.add(tenant);
    connectionCount++;
    byConnections.add(address);
    addresses.put(address.key, address);
  }

  /** Takes in that a connection is gone, or another address's. */
  synchronized void close(Address address, Tenant tenant) {
    byConnections.remove(address);
    if (address.fresh.remove(tenant) || address.worked.remove(tenant)) {
      connectionCount--;
    }
    if (address.size() > 0) {
      byConnections.add(address);
    } else {
      addresses.remove(address.key, address);
    }
  }

  /** Takes a connection back in that was to be closed and has got work meanwhile. */
  synchronized void keep(Address address, Tenant tenant) {
    add(address, tenant);
  }

  /** Of too many connections, the one to close. */
  record Excess(Tenant tenant, Address address, HttpLimit limit) {}

  /**
   * Takes a connection out if there are too many: the one that did something longest ago, of the
   * address that has most.
   *
   * @param newest is closed where all others are busy
   * @param of its address
   * @return null if there are not too many
   */
  synchronized @Nullable Excess takeExcess(Tenant newest, Address of) {
    if (of.size() > maxConnectionsPerAddress) {
      Tenant longest = of.leastNeeded();
      return take(longest == null ? newest : longest, of, HttpLimit.MAX_CONNECTIONS_PER_ADDRESS);
    }
    if (connectionCount <= maxConnections) {
      return null;
    }
    int looked = 0;
    for (Address address : byConnections.descendingSet()) {
      Tenant longest = address.leastNeeded();
      if (longest != null && !longest.equals(newest)) {
        return take(longest, address, HttpLimit.MAX_CONNECTIONS);
      }
      if (++looked == LOOKED_THROUGH) {
        break;
      }
    }
    return take(newest, of, HttpLimit.MAX_CONNECTIONS);
  }

  private Excess take(Tenant tenant, Address address, HttpLimit limit) {
    close(address, tenant);
    return new Excess(tenant, address, limit);
  }

  /** Takes in that a request is worked on; the limit that refuses it, null for none. */
  @Nullable HttpLimit begin(Address address) {
    int all = inFlight.getAndIncrement();
    int own = address.inFlight.getAndIncrement();
    HttpLimit limit =
        own >= maxInFlightPerAddress
            ? HttpLimit.MAX_IN_FLIGHT_PER_ADDRESS
            : own >= (long) SHARE * (maxInFlight - all) ? HttpLimit.MAX_IN_FLIGHT : null;
    if (limit != null) {
      end(address);
    }
    return limit;
  }

  /** Takes in that a request has its answer. */
  void end(Address address) {
    inFlight.decrementAndGet();
    address.inFlight.decrementAndGet();
  }
}
