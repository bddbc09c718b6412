package io.bidder.bidder.bank;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisCredentialsProvider;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A bank in Redis, or in a cluster of them: one hash for each account, which one script reads and
 * changes. Whatever goes wrong, the next call connects anew.
 */
public final class RedisBank implements Bank {
  /** For one call of the bank, with all that it asks for. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  /** It runs scripts that ask for the time, and knows users. */
  private static final int LEAST_VERSION = 6;

  private static final Pattern VERSION = Pattern.compile("redis_version:((\\d+)[^\\s]*)");
  private static final String SCRIPT = script();

  /** Two each: the least that Netty and the client take. */
  private static final int THREADS = 2;

  private final String server;
  private final Terms terms;
  private final Duration patience;
  private final RedisURI uri;
  private final @Nullable Path passwordFile;
  private final @Nullable Path caFile;
  private final String name;
  private final String run;
  private final ClientResources resources =
      DefaultClientResources.builder()
          .ioThreadPoolSize(THREADS)
          .computationThreadPoolSize(THREADS)
          .build();
  private long count;
  private final RedisClient client;
  private @Nullable AutoCloseable connection;
  private @Nullable RedisClusterAsyncCommands<String, String> connected;

  /**
   * A bank that is not connected to yet.
   *
   * @param server that asks, by the same name as long as it has the same log
   * @param url {@code redis://[[USER]:PASSWORD@]HOST[:PORT][/DATABASE]}, {@code rediss://} with TLS
   * @param passwordFile which holds the password, read for each connection; null if the URL has it
   * @param caFile certificates of those who sign Redis's, as PEM, read for each connection; null
   *     for the JVM's trust store
   * @param startEpochMillis of the server
   */
  public RedisBank(
      String server,
      Terms terms,
      String url,
      @Nullable Path passwordFile,
      @Nullable Path caFile,
      long startEpochMillis) {
    this(server, terms, url, passwordFile, caFile, startEpochMillis, PATIENCE);
  }

  RedisBank(
      String server,
      Terms terms,
      String url,
      @Nullable Path passwordFile,
      @Nullable Path caFile,
      long startEpochMillis,
      Duration patience) {
    this.server = server;
    this.patience = patience;
    this.terms = terms;
    this.passwordFile = passwordFile;
    this.caFile = caFile;
    uri = RedisURI.create(url);
    uri.setTimeout(patience);
    uri.setClientName("bidder");
    name = "Redis at %s:%d".formatted(uri.getHost(), uri.getPort());
    run = Long.toString(startEpochMillis);
    if (passwordFile != null) {
      String user = URI.create(url).getUserInfo();
      uri.setCredentialsProvider(
          RedisCredentialsProvider.from(() -> RedisCredentials.just(user, password())));
    }
    client = RedisClient.create(resources, uri);
    client.setOptions(options(ClientOptions.builder()).build());
  }

  private static String script() {
    try (InputStream in = RedisBank.class.getResourceAsStream("lease.lua")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String password() {
    try {
      return Files.readString(Objects.requireNonNull(passwordFile)).strip();
    } catch (IOException e) {
      throw new UncheckedIOException("budget.redisPasswordFile cannot be read", e);
    }
  }

  @Override
  public synchronized List<Answer> ask(List<Ask> asks) throws BankException {
    count++;
    List<String[]> arguments = new ArrayList<>();
    for (Ask ask : asks) {
      arguments.add(arguments(ask));
    }
    List<Answer> answers = new ArrayList<>();
    for (Object result : run(asks.stream().map(Ask::account).toList(), arguments)) {
      answers.add(result instanceof List<?> values ? leased(values) : (Answer) result);
    }
    return answers;
  }

  @Override
  public synchronized void check(List<String> accounts) throws BankException {
    List<String[]> arguments = new ArrayList<>();
    for (int i = 0; i < accounts.size(); i++) {
      arguments.add(new String[] {""});
    }
    for (Object result : run(accounts, arguments)) {
      if (result instanceof Answer.Refused refused) {
        throw new BankException(refused.why(), null);
      }
    }
  }

  private String[] arguments(Ask ask) {
    long[] numbers = {
      count,
      ask.dayMillis(),
      ask.budgetMicros(),
      ask.dailyMicros(),
      ask.spentMicros(),
      ask.todayMicros(),
      ask.othersMicros(),
      ask.othersTodayMicros(),
      ask.heldMicros(),
      ask.keptMicros(),
      ask.wantedMicros(),
      ask.leastMicros(),
      ask.supply(),
      terms.life().toMillis(),
      terms.grace().toMillis()
    };
    String[] arguments = new String[numbers.length + 2];
    arguments[0] = server;
    arguments[1] = run;
    for (int i = 0; i < numbers.length; i++) {
      arguments[i + 2] = Long.toString(numbers[i]);
    }
    return arguments;
  }

  private static Answer leased(List<?> values) {
    long[] numbers = values.stream().mapToLong(value -> (Long) value).toArray();
    return new Answer.Leased(
        numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5], numbers[6] == 1);
  }

  /** Runs the script for each account; its result, or a refusal. */
  private List<Object> run(List<String> accounts, List<String[]> arguments) throws BankException {
    boolean done = false;
    try {
      RedisClusterAsyncCommands<String, String> redis = connect();
      long endNanos = System.nanoTime() + patience.toNanos();
      String digest = redis.digest(SCRIPT);
      RedisFuture<String> pong = redis.ping();
      List<RedisFuture<List<Object>>> running = new ArrayList<>();
      for (int i = 0; i < accounts.size(); i++) {
        running.add(
            redis.evalsha(digest, ScriptOutputType.MULTI, keys(accounts.get(i)), arguments.get(i)));
      }
      List<Object> results = new ArrayList<>();
      for (int i = 0; i < accounts.size(); i++) {
        try {
          results.add(await(running.get(i), endNanos));
        } catch (RedisNoScriptException e) {
          // Redis has forgotten it, or this node of a cluster never had it.
          results.add(
              await(
                  redis.<List<Object>>eval(
                      SCRIPT, ScriptOutputType.MULTI, keys(accounts.get(i)), arguments.get(i)),
                  endNanos));
        } catch (RedisCommandExecutionException e) {
          String why = String.valueOf(e.getMessage());
          if (!why.startsWith("SHAPE ") && !why.contains("WRONGTYPE")) {
            throw e;
          }
          results.add(
              new Answer.Refused(
                  name
                      + ": the key "
                      + keys(accounts.get(i))[0]
                      + " is not one of budgets, or of another version: "
                      + why));
        }
      }
      String _ = await(pong, endNanos);
      done = true;
      return results;
    } catch (TimeoutException e) {
      throw new BankException(
          "%s did not answer within %d ms".formatted(name, patience.toMillis()), e);
    } catch (RuntimeException e) {
      throw new BankException(name + ": " + words(e), e);
    } finally {
      if (!done) {
        disconnect();
      }
    }
  }

  /** One key for each account, so that a script needs one slot of a cluster. */
  private static String[] keys(String account) {
    return new String[] {"bidder:{" + account + "}"};
  }

  private static <T> T await(RedisFuture<T> future, long endNanos) throws TimeoutException {
    try {
      return future.get(Math.max(0, endNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
    }
  }

  private RedisClusterAsyncCommands<String, String> connect()
      throws BankException, TimeoutException {
    RedisClusterAsyncCommands<String, String> now = connected;
    if (now != null) {
      return now;
    }
    StatefulRedisConnection<String, String> single = client.connect();
    connection = single;
    now = single.async();
    String info = await(now.info("server"), System.nanoTime() + patience.toNanos());
    Matcher version = VERSION.matcher(info);
    if (!version.find()) {
      throw new BankException(name + " does not say its version: it is no Redis", null);
    }
    if (Integer.parseInt(version.group(2)) < LEAST_VERSION) {
      throw new BankException(
          "%s is version %s, expected %d or later".formatted(name, version.group(1), LEAST_VERSION),
          null);
    }
    if (info.contains("redis_mode:cluster")) {
      disconnect();
      RedisClusterClient cluster = RedisClusterClient.create(resources, uri);
      cluster.setOptions((ClusterClientOptions) options(ClusterClientOptions.builder()).build());
      connection = () -> cluster.shutdown(Duration.ZERO, patience);
      now = cluster.connect().async();
    }
    String _ = await(now.scriptLoad(SCRIPT), System.nanoTime() + patience.toNanos());
    connected = now;
    return now;
  }

  /** A command is sent once: what became of it is told by the next. */
  private ClientOptions.Builder options(ClientOptions.Builder builder) {
    Path signers = caFile;
    if (signers != null) {
      builder.sslOptions(
          SslOptions.builder().trustManager(() -> Files.newInputStream(signers)).build());
    }
    return builder
        .autoReconnect(false)
        .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
        .socketOptions(SocketOptions.builder().connectTimeout(patience).build())
        .timeoutOptions(TimeoutOptions.enabled(patience));
  }

  /** The innermost reason: what the client says around it is where it was told. */
  private static String words(Throwable failure) {
    Throwable inner = failure;
    while (inner.getCause() != null) {
      inner = inner.getCause();
    }
    String message = inner.getMessage();
    return message == null ? inner.getClass().getSimpleName() : message;
  }

  private void disconnect() {
    AutoCloseable open = connection;
    connected = null;
    connection = null;
    if (open != null) {
      try {
        open.close();
      } catch (Exception e) {
        throw new IllegalStateException("the client of Redis does not end", e);
      }
    }
  }

  @Override
  public synchronized void close() {
    disconnect();
    client.shutdown(Duration.ZERO, patience);
    var _ = resources.shutdown(0, patience.toMillis(), TimeUnit.MILLISECONDS);
  }
}
