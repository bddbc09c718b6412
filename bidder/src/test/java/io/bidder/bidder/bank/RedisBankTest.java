package io.bidder.bidder.bank;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bank in a Redis, and what may be wrong with one. */
class RedisBankTest extends BankContract {
  /** Patience with a busy machine. */
  static final Duration LONG = Duration.ofSeconds(20);

  private static final AtomicInteger TESTS = new AtomicInteger();
  private static @Nullable RedisProcess redis;

  @TempDir private Path directory = Path.of("");

  private final String account = "campaign {c" + TESTS.incrementAndGet() + "} in USD";

  @BeforeAll
  static void start() throws IOException {
    redis = new RedisProcess();
  }

  @AfterAll
  static void stop() {
    if (redis != null) {
      redis.close();
    }
  }

  static RedisProcess redis() {
    return Objects.requireNonNull(redis);
  }

  @Override
  Bank of(String server, Terms terms) {
    return new RedisBank(server, terms, redis().url(), null, null, 1, LONG);
  }

  @Override
  void pass(Duration time) throws IOException {
    redis().age(account, time);
  }

  @Override
  void lose() throws IOException {
    assertEquals("+OK", redis().tell("FLUSHALL"));
  }

  @Override
  String account() {
    return account;
  }

  private Ask anything() {
    return new Ask(account, DAY, 1_000, 1_000, 0, 0, 0, 0, 0, 0, 10, 1, 0);
  }

  private static String problem(String url, @Nullable Path passwordFile) {
    return problem(url, passwordFile, null);
  }

  private static String problem(String url, @Nullable Path passwordFile, @Nullable Path caFile) {
    try (Bank bank = new RedisBank("a", TERMS, url, passwordFile, caFile, 1, LONG)) {
      return String.valueOf(
          assertThrows(BankException.class, () -> bank.check(List.of("x"))).getMessage());
    }
  }

  @Test
  void checkShouldChangeNothing() throws Exception {
    try (Bank bank = of("a", TERMS)) {
      bank.check(List.of(account));
      assertEquals(":0", redis().tell("EXISTS \"bidder:{" + account + "}\""));
    }
  }

  @Test
  void passwordShouldComeFromTheUrlOrItsFileAndNeverBeTold() throws Exception {
    assertEquals("+OK", redis().tell("ACL SETUSER bidder on >sesame ~bidder:* +@all"));
    String host = "127.0.0.1:" + redis().port();
    try (Bank bank =
        new RedisBank("a", TERMS, "redis://bidder:sesame@" + host, null, null, 1, LONG)) {
      awaitThere(bank);
    }
    Path file = Files.writeString(directory.resolve("password"), "sesame\n");
    try (Bank bank = new RedisBank("a", TERMS, "redis://bidder@" + host, file, null, 1, LONG)) {
      awaitThere(bank);
    }

    String wrong = problem("redis://bidder:open@" + host, null);
    assertEquals(
        "Redis at " + host + ": WRONGPASS invalid username-password pair or user is disabled.",
        wrong);
    Files.writeString(file, "open");
    assertEquals(wrong, problem("redis://bidder@" + host, file));
    Files.delete(file);
    assertTrue(
        problem("redis://bidder@" + host, file).contains(file.toString()),
        "a password file that is not there is named");
  }

  @Test
  void tlsShouldTakeTheCertificateThatIsToldAndNoOther() throws Exception {
    RedisCertificate certificate = RedisCertificate.make(directory);
    Path password = Files.writeString(directory.resolve("password"), "sesame\n");
    try (RedisProcess secured = certificate.redis("--requirepass", "sesame")) {
      String url = "rediss://127.0.0.1:" + secured.tlsPort();
      try (Bank bank = new RedisBank("a", TERMS, url, password, certificate.file(), 1, LONG)) {
        awaitThere(bank);
        assertInstanceOf(Answer.Leased.class, bank.ask(List.of(anything())).getFirst());
      }

      String name = "Redis at 127.0.0.1:" + secured.tlsPort() + ": ";
      String untrusted = problem(url, password, null);
      assertTrue(untrusted.startsWith(name) && untrusted.contains("certif"), untrusted);
      String host = problem(url.replace("127.0.0.1", "localhost"), password, certificate.file());
      assertTrue(host.contains("localhost"), "the name is checked, too: " + host);
      String none = problem(url, password, directory.resolve("none.pem"));
      assertTrue(none.contains("none.pem"), none);
      String plain = problem("redis://127.0.0.1:" + secured.tlsPort(), password, null);
      assertTrue(plain.startsWith(name), plain);
    }
  }

  @Test
  void bankShouldBeAwayWhenNobodyListens() {
    String problem = problem("redis://127.0.0.1:1", null);
    assertTrue(problem.startsWith("Redis at 127.0.0.1:1: "), problem);
    assertTrue(problem.contains("Connection refused"), problem);
  }

  @Test
  void bankShouldBeAwayWhenItAnswersSlowlyAndThereAgainAfterwards() throws Exception {
    Duration little = Duration.ofMillis(300);
    try (Bank bank = new RedisBank("a", TERMS, redis().url(), null, null, 1, little)) {
      awaitThere(bank);
      redis().tell("CLIENT PAUSE 1000");
      BankException slow = assertThrows(BankException.class, () -> bank.ask(List.of(anything())));
      assertEquals(
          "Redis at 127.0.0.1:" + redis().port() + " did not answer within 300 ms",
          slow.getMessage());
      awaitThere(bank);
    }
  }

  private static void awaitThere(Bank bank) throws BankException {
    long untilNanos = System.nanoTime() + LONG.toNanos();
    while (true) {
      try {
        bank.check(List.of());
        return;
      } catch (BankException e) {
        if (System.nanoTime() > untilNanos) {
          throw e;
        }
      }
    }
  }

  @Test
  void keysOfSomebodyElseShouldBeRefusedAndTheOthersLeased() throws Exception {
    String key = "\"bidder:{" + account + "}\"";
    try (Bank bank = of("a", TERMS)) {
      for (String other :
          List.of("SET " + key + " 1", "HSET " + key + " a 1", "HSET " + key + " format 2")) {
        redis().tell("DEL " + key);
        redis().tell(other);
        Ask fine = new Ask("campaign fine in USD", DAY, 1_000, 1_000, 0, 0, 0, 0, 0, 0, 10, 1, 0);
        List<Answer> answers = bank.ask(List.of(anything(), fine));
        String why = assertInstanceOf(Answer.Refused.class, answers.getFirst()).why();
        assertTrue(why.contains("bidder:{" + account + "} is not one of budgets"), why);
        assertInstanceOf(Answer.Leased.class, answers.getLast());
        assertThrows(BankException.class, () -> bank.check(List.of("fine", account)));
      }
    }
  }

  @Test
  void scriptShouldBeSentAgainWhenRedisHasForgottenIt() throws Exception {
    try (Bank bank = of("a", TERMS)) {
      bank.check(List.of(account));
      redis().tell("SCRIPT FLUSH");
      assertInstanceOf(Answer.Leased.class, bank.ask(List.of(anything(), anything())).getLast());
    }
  }

  @Test
  void askThatWasOvertakenShouldChangeNothing() throws Exception {
    try (Bank bank = of("a", TERMS)) {
      bank.ask(List.of(anything()));
      bank.ask(List.of(anything()));
    }
    // The same run again counts from one.
    try (Bank bank = of("a", TERMS)) {
      BankException overtaken =
          assertThrows(BankException.class, () -> bank.ask(List.of(anything())));
      assertTrue(String.valueOf(overtaken.getMessage()).endsWith("OVERTAKEN"));
    }
    try (Bank bank = new RedisBank("a", TERMS, redis().url(), null, null, 2)) {
      assertInstanceOf(Answer.Leased.class, bank.ask(List.of(anything())).getFirst());
    }
  }

  @Test
  void redisThatIsTooOldOrNoneShouldBeTold() throws Exception {
    assertEquals(
        "is version 5.0.14, expected 6 or later",
        toldOf("# Server\r\nredis_version:5.0.14\r\nredis_mode:standalone\r\n"));
    assertEquals("does not say its version: it is no Redis", toldOf("hello"));
  }

  /** Tells of a server that says nothing but its version. */
  private static String toldOf(String info) throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> answer(server, info));
      String told = problem("redis://127.0.0.1:" + server.getLocalPort(), null);
      String name = "Redis at 127.0.0.1:" + server.getLocalPort() + " ";
      assertTrue(told.startsWith(name), told);
      return told.substring(name.length());
    }
  }

  private static void answer(ServerSocket server, String info) {
    try (Socket socket = server.accept()) {
      byte[] bytes = new byte[4_096];
      int read = socket.getInputStream().read(bytes);
      while (read > 0) {
        String command = new String(bytes, 0, read, StandardCharsets.UTF_8);
        for (String each : command.split("\\*", -1)) {
          String answer = each.contains("HELLO") ? "-ERR unknown command\r\n" : "+OK\r\n";
          if (each.contains("INFO") && !each.contains("SETINFO")) {
            answer = "$" + info.length() + "\r\n" + info + "\r\n";
          }
          if (!each.isEmpty()) {
            socket.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
          }
        }
        read = socket.getInputStream().read(bytes);
      }
    } catch (IOException e) {
      // The client is gone.
      assertFalse(server.isClosed() && e.getMessage() == null);
    }
  }
}
