package io.bidder.bidder.bank;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The bank in a cluster, which refuses scripts whose keys are not all in one slot. */
class ClusterBankTest extends BankContract {
  private static final AtomicInteger TESTS = new AtomicInteger();
  @TempDir private static Path directory = Path.of("");
  private static @Nullable RedisProcess redis;

  private final String account = "group " + TESTS.incrementAndGet() + " in EUR";

  @BeforeAll
  static void start() throws IOException {
    RedisProcess started =
        new RedisProcess("--cluster-enabled", "yes", "--dir", directory.toString());
    redis = started;
    assertEquals("+OK", started.tell("CLUSTER ADDSLOTSRANGE 0 16383"));
    long untilNanos = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!started.tell("SET a 1").equals("+OK") && System.nanoTime() < untilNanos) {
      LockSupport.parkNanos(10_000_000);
    }
  }

  @AfterAll
  static void stop() {
    if (redis != null) {
      redis.close();
    }
  }

  @Override
  Bank of(String server, Terms terms) {
    return new RedisBank(
        server, terms, Objects.requireNonNull(redis).url(), null, null, 1, RedisBankTest.LONG);
  }

  @Override
  void pass(Duration time) throws IOException {
    Objects.requireNonNull(redis).age(account, time);
  }

  @Override
  void lose() throws IOException {
    assertEquals("+OK", Objects.requireNonNull(redis).tell("FLUSHALL"));
  }

  @Override
  String account() {
    return account;
  }
}
