package io.bidder.bidder.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.eventlog.append.Sync;
import io.bidder.settings.CacheDirectory;
import io.bidder.settings.InvalidInputException;
import io.bidder.settings.Section;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerConfigTest {
  @TempDir private Path directory = Path.of("");

  /**
   * A key of the configuration.
   *
   * @param orElse its default
   * @param value another value, and what it is read as
   * @param wrong a value that is refused, and what is said to be expected
   */
  record Key(
      String name,
      Function<ServerConfig, Object> get,
      Object orElse,
      String value,
      Object read,
      String wrong,
      String expected) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static final int CORES = Runtime.getRuntime().availableProcessors();

  private static HttpConfig.Network network(String address, int bits) {
    return new HttpConfig.Network(InetAddress.ofLiteral(address), bits);
  }

  static List<Key> keys() {
    Path home = Path.of("").toAbsolutePath();
    return List.of(
        key("http.port", c -> c.http().port(), 8080, "0", 0, "65536", "from 0 to 65535"),
        key("http.host", c -> c.http().host(), "0.0.0.0", "::1", "::1", "", "a text"),
        key(
            "http.ioThreads",
            c -> c.http().ioThreads(),
            Math.max(1, CORES / 4),
            "3",
            3,
            "0",
            "from 1 to 1024"),
        key(
            "http.maxBodyBytes",
            c -> c.http().maxBodyBytes(),
            262_144,
            "2MiB",
            2_097_152,
            "65MiB",
            "a size from 1024 to 67108864 bytes"),
        key(
            "http.maxHeaderBytes",
            c -> c.http().maxHeaderBytes(),
            16_384,
            "2048",
            2048,
            "16 KB",
            "a size from 1024 to 1048576 bytes"),
        key("http.maxHeaders", c -> c.http().maxHeaders(), 100, "16", 16, "15", "from 16 to 10000"),
        key(
            "http.maxConnections",
            c -> c.http().maxConnections(),
            4096,
            "9",
            9,
            "many",
            "from 1 to 1000000"),
        key(
            "http.maxConnectionsPerAddress",
            c -> c.http().maxConnectionsPerAddress(),
            1_000_000,
            "9",
            9,
            "0",
            "from 1 to 1000000"),
        key("http.maxPipelined", c -> c.http().maxPipelined(), 16, "1", 1, "0", "from 1 to 1024"),
        key(
            "http.maxInFlight",
            c -> c.http().maxInFlight(),
            4096,
            "9",
            9,
            "0",
            "from 1 to 1000000"),
        key(
            "http.maxInFlightPerAddress",
            c -> c.http().maxInFlightPerAddress(),
            1_000_000,
            "9",
            9,
            "0",
            "from 1 to 1000000"),
        key(
            "http.maxUnreadBytes",
            c -> c.http().maxUnreadBytes(),
            4_194_304,
            "64KiB",
            65_536,
            "1",
            "a size from 1024 to 1073741824 bytes"),
        key(
            "http.maxBufferedBytes",
            c -> c.http().maxBufferedBytes(),
            50_331_648,
            "1MiB",
            1_048_576,
            "1",
            "a size from 1048576 to 1073741824 bytes"),
        key(
            "http.trustedProxies",
            c -> c.http().trustedProxies(),
            List.of(),
            "10.0.0.0/8, ::1",
            List.of(network("10.0.0.0", 8), network("::1", 128)),
            "10.0.0.0/8, 10.0.0.0/33",
            "addresses or networks such as"),
        duration("http.idleTimeout", c -> c.http().idleTimeout(), "PT10M20S", "9ms", "from 10ms"),
        duration("http.readTimeout", c -> c.http().readTimeout(), "PT2S", "11m", "to 600s"),
        duration("http.writeTimeout", c -> c.http().writeTimeout(), "PT5S", "11m", "to 600s"),
        duration("http.answerTimeout", c -> c.http().answerTimeout(), "PT2S", "11m", "to 600s"),
        duration("http.drainDelay", c -> c.http().drainDelay(), "PT5S", "11m", "to 600s"),
        duration("http.drainGrace", c -> c.http().drainGrace(), "PT0.5S", "11m", "to 600s"),
        duration("http.drainTimeout", c -> c.http().drainTimeout(), "PT5S", "5", "5s, 2m"),
        key(
            "http.publicUrl",
            c -> c.http().publicUrlOr(7),
            "http://localhost:7",
            "https://bid.example.com/x/",
            "https://bid.example.com/x",
            "bid.example.com",
            "a URL such as"),
        key("http.tls.port", c -> c.http().tls().port(), -1, "1", 1, "-1", "from 0 to 65535"),
        key("http.tls.host", c -> c.http().tls().host(), "0.0.0.0", "::", "::", "", "a text"),
        key(
            "http.tls.certificateFile",
            c -> String.valueOf(c.http().tls().certificateFile()),
            "null",
            "/etc/x",
            "/etc/x",
            "",
            "a text"),
        key(
            "http.tls.keyFile",
            c -> String.valueOf(c.http().tls().keyFile()),
            "null",
            "/etc/x",
            "/etc/x",
            "",
            "a text"),
        key(
            "http.tls.clientCaFile",
            c -> String.valueOf(c.http().tls().clientCaFile()),
            "null",
            "/etc/x",
            "/etc/x",
            "",
            "a text"),
        key("admin.port", c -> c.admin().port(), 8081, "1", 1, "-1", "from 0 to 65535"),
        key("admin.host", c -> c.admin().host(), "localhost", "::1", "::1", "", "a text"),
        key(
            "admin.tokenFile",
            c -> String.valueOf(c.admin().tokenFile()),
            "null",
            "/t",
            "/t",
            "",
            "a text"),
        key("admin.metricsPort", c -> c.admin().metricsPort(), -1, "1", 1, "-1", "from 0 to 65535"),
        key("admin.metricsHost", c -> c.admin().metricsHost(), "0.0.0.0", "::", "::", "", "a text"),
        key(
            "admin.maxConnections",
            c -> c.admin().maxConnections(),
            256,
            "32",
            32,
            "31",
            "from 32 to 4096"),
        duration("admin.idleTimeout", c -> c.admin().idleTimeout(), "PT2M", "9ms", "from 10ms"),
        duration("admin.readTimeout", c -> c.admin().readTimeout(), "PT5S", "11m", "to 600s"),
        duration("admin.writeTimeout", c -> c.admin().writeTimeout(), "PT5S", "11m", "to 600s"),
        duration("admin.scrapeInterval", c -> c.admin().scrapeInterval(), "PT1S", "1", "5s, 2m"),
        key(
            "admin.explain.maxBodyBytes",
            c -> c.admin().explain().maxBodyBytes(),
            262_144,
            "2MiB",
            2_097_152,
            "65MiB",
            "a size from 1024 to 67108864 bytes"),
        key(
            "admin.explain.maxCampaigns",
            c -> c.admin().explain().maxCampaigns(),
            1000,
            "1",
            1,
            "0",
            "from 1 to 1000000"),
        key(
            "admin.explain.maxAnswerBytes",
            c -> c.admin().explain().maxAnswerBytes(),
            4_194_304,
            "64KiB",
            65_536,
            "63KiB",
            "a size from 65536"),
        duration("admin.explain.timeout", c -> c.admin().explain().timeout(), "PT2S", "2m", "60s"),
        key(
            "admin.explain.maxWaiting",
            c -> c.admin().explain().maxWaiting(),
            4,
            "0",
            0,
            "17",
            "from 0 to 16"),
        key(
            "model.store",
            c -> c.model().store(),
            home.resolve("bidder/demo/store"),
            "s",
            Path.of("s"),
            "",
            "a text"),
        key(
            "model.copyDirectory",
            c -> c.model().copyDirectory(),
            CacheDirectory.path().resolve("served"),
            "s",
            Path.of("s"),
            "",
            "a text"),
        duration("model.pollInterval", c -> c.model().pollInterval(), "PT2S", "1d", "5s, 2m"),
        key(
            "model.provider",
            c -> c.model().scoringOptions().provider().name(),
            "CPU",
            "cuda",
            "CUDA",
            "gpu",
            "one of cpu, cuda"),
        key(
            "model.cudaDevice",
            c -> c.model().scoringOptions().cudaDevice(),
            0,
            "3",
            3,
            "first",
            "from 0 to 1023"),
        key(
            "model.fallbackToCpu",
            c -> c.model().scoringOptions().fallbackToCpu(),
            false,
            "true",
            true,
            "yes",
            "one of true, false"),
        key(
            "model.intraOpThreads",
            c -> c.model().scoringOptions().intraOpThreads(),
            1,
            "2",
            2,
            "0",
            "from 1 to 1024"),
        key(
            "catalogue.file",
            c -> c.catalogue().file(),
            home.resolve("bidder/demo/campaigns.yaml"),
            "/tmp/../c.yaml",
            Path.of("/c.yaml"),
            "",
            "a text"),
        duration(
            "catalogue.pollInterval", c -> c.catalogue().pollInterval(), "PT2S", "0s", "from 10ms"),
        key("catalogue.maxDrop", c -> c.catalogue().maxDrop(), 0.5, "1", 1.0, "2", "from 0 to 1"),
        key("bid.threads", c -> c.bid().threads(), CORES, "5", 5, "0", "from 1 to 1024"),
        key("bid.queueLimit", c -> c.bid().queueLimit(), 1024, "5", 5, "0", "from 1 to 1000000"),
        key(
            "bid.queueBytes",
            c -> c.bid().queueBytes(),
            32 << 20,
            "2MiB",
            2 << 20,
            "1KiB",
            "a size from 65536 to 1073741824 bytes"),
        key("bid.batchRequests", c -> c.bid().batchRequests(), 8, "5", 5, "0", "from 1 to 1024"),
        key("bid.selectionCap", c -> c.bid().selectionCap(), 100_000, "99", 99, "0", "from 64 to"),
        key("bid.candidateCap", c -> c.bid().candidateCap(), 64, "5", 5, "0", "from 1 to 65536"),
        key(
            "bid.requestMemory",
            c -> c.bid().requestMemoryBytes(),
            4 << 20,
            "1MiB",
            1 << 20,
            "1KiB",
            "a size from 65536 to"),
        key(
            "bid.keptMemory",
            c -> c.bid().keptMemoryBytes(),
            (8 * CORES) << 20,
            "0",
            0,
            "2000MiB",
            "a size from 0 to"),
        key(
            "bid.maxAnswerBytes",
            c -> c.bid().maxAnswerBytes(),
            1 << 20,
            "2KiB",
            2048,
            "1",
            "a size from 1024 to"),
        key(
            "bid.maxCpm",
            c -> c.bid().maxCpmUsdMicros(),
            100_000_000L,
            "2.5",
            2_500_000L,
            "0",
            "an amount above 0"),
        duration("bid.deadline", c -> c.bid().deadline(), "PT0.1S", "11s", "from 1ms to 10s"),
        duration(
            "bid.watchdog.interval",
            c -> c.bid().watchdog().interval(),
            "PT1S",
            "9ms",
            "from 10ms to"),
        key(
            "bid.watchdog.timeout",
            c -> c.bid().watchdog().timeout().toString(),
            "PT2S",
            "500ms",
            "PT0.5S",
            "499ms",
            "from 500ms to"),
        key(
            "bid.watchdog.failures",
            c -> c.bid().watchdog().failures(),
            3,
            "5",
            5,
            "0",
            "from 1 to 1000"),
        duration(
            "bid.watchdog.endAfter",
            c -> c.bid().watchdog().endAfter(),
            "PT1M",
            "25h",
            "from 0s to"),
        key(
            "budget.reservation",
            c -> c.budget().reservation().toString(),
            "PT1M",
            "5s",
            "PT5S",
            "0s",
            "from 100ms to"),
        key(
            "budget.maxReservations",
            c -> c.budget().maxReservations(),
            1_000_000,
            "1000",
            1_000,
            "10",
            "a whole number from"),
        key(
            "budget.redis",
            c -> c.budget().bank().redis(),
            "",
            "rediss://bidder:secret@redis.example:6380/1",
            "rediss://bidder:secret@redis.example:6380/1",
            "http://redis.example",
            "a URL such as redis://"),
        key(
            "budget.redisPasswordFile",
            c -> String.valueOf(c.budget().bank().passwordFile()),
            "null",
            "/run/secrets/redis",
            "/run/secrets/redis",
            "",
            "a text"),
        key(
            "budget.redisCaFile",
            c -> String.valueOf(c.budget().bank().caFile()),
            "null",
            "/etc/ssl/redis.pem",
            "/etc/ssl/redis.pem",
            "",
            "a text"),
        duration("budget.sync", c -> c.budget().bank().sync(), "PT1S", "2m", "from 50ms to"),
        key(
            "budget.lease",
            c -> c.budget().bank().lease().toString(),
            "PT30S",
            "5s",
            "PT5S",
            "500ms",
            "from 1s to"),
        key("caps.count", c -> c.caps().count(), true, "false", false, "1", "one of true, false"),
        key(
            "caps.maxCounts",
            c -> c.caps().maxCounts(),
            10_000_000,
            "1000",
            1_000,
            "10",
            "a whole number from"),
        key(
            "privacy.vendorId",
            c -> c.privacy().vendorId(),
            0,
            "755",
            755,
            "65536",
            "from 1 to 65535"),
        key(
            "privacy.consentPurposes",
            c -> c.privacy().consentPurposes(),
            Set.of(1, 2, 3, 4, 7, 10),
            "1, 11",
            Set.of(1, 11),
            "1, 12",
            "purposes from 1 to 11"),
        key(
            "privacy.legitimateInterestPurposes",
            c -> c.privacy().legitimateInterestPurposes(),
            Set.of(),
            "8",
            Set.of(8),
            "3",
            "none of 1, 3, 4, 5, 6"),
        key(
            "privacy.flexiblePurposes",
            c -> c.privacy().flexiblePurposes(),
            Set.of(),
            "7, 2",
            Set.of(2, 7),
            "8",
            "purposes of consentPurposes or"),
        key(
            "privacy.sensitiveSegments",
            c -> c.privacy().sensitiveSegments(),
            Set.of(),
            "12, politics",
            Set.of("12", "politics"),
            "12,",
            "ids of segments such as"),
        key(
            "events.dir",
            c -> String.valueOf(c.events().dir()),
            "null",
            "/var/log/events",
            "/var/log/events",
            "",
            "a text"),
        key(
            "events.sync",
            c -> c.events().sync(),
            Sync.ALWAYS,
            "os",
            Sync.OS,
            "never",
            "one of always, interval, os"),
        duration(
            "events.syncInterval", c -> c.events().syncInterval(), "PT1S", "0s", "from 1ms to"),
        key(
            "events.whenBroken",
            c -> c.events().whenBroken(),
            EventsConfig.WhenBroken.BID,
            "stop",
            EventsConfig.WhenBroken.STOP,
            "pause",
            "one of bid, stop"),
        key(
            "events.segmentBytes",
            c -> c.events().segmentBytes(),
            256 << 20,
            "1MiB",
            1 << 20,
            "1",
            "a size from"),
        duration("events.segmentAge", c -> c.events().segmentAge(), "PT1H", "0s", "from 1ms to"),
        duration("events.keepAge", c -> c.events().keepAge(), "PT720H", "0s", "from 1ms to"),
        key(
            "events.keepGiB",
            c -> c.events().keepBytes(),
            100L << 30,
            "3",
            3L << 30,
            "0",
            "a whole number from 1 to"),
        key(
            "events.hardKeepGiB",
            c -> c.events().hardKeepBytes(),
            200L << 30,
            "300",
            300L << 30,
            "0",
            "a whole number from 1 to"),
        key(
            "events.ringBytes",
            c -> c.events().ringBytes(),
            8 << 20,
            "64KiB",
            1 << 16,
            "1",
            "a size from"),
        key(
            "events.maxWaiting",
            c -> c.events().maxWaiting(),
            4_096,
            "1",
            1,
            "0",
            "a whole number from 1 to"),
        key(
            "events.requestShare",
            c -> c.events().requestShare(),
            0.001,
            "1",
            1.0,
            "2",
            "from 0 to 1"),
        key("events.kafka", c -> c.events().kafka(), "", "k1:9092", "k1:9092", "", "a text"),
        key(
            "events.kafkaProperties",
            c -> String.valueOf(c.events().kafkaProperties()),
            "null",
            "/etc/kafka.properties",
            "/etc/kafka.properties",
            "",
            "a text"),
        key("events.topic", c -> c.events().topic(), "bidder.events", "t", "t", "", "a text"),
        key(
            "events.follow",
            c -> c.events().follow(),
            EventsConfig.Follow.LOG,
            "log",
            EventsConfig.Follow.LOG,
            "topic",
            "one of log, kafka"),
        key(
            "outcomes.conversionTokens",
            c -> String.valueOf(c.outcomes().conversionTokens()),
            "null",
            "/etc/tokens",
            "/etc/tokens",
            "",
            "a text"),
        key(
            "outcomes.maxNotices",
            c -> c.outcomes().maxNotices(),
            4_000_000,
            "1000",
            1_000,
            "10",
            "a whole number from"),
        duration("outcomes.winExpiry", c -> c.outcomes().winExpiry(), "PT1H", "0s", "from 1ms to"),
        duration(
            "outcomes.impressionExpiry",
            c -> c.outcomes().impressionExpiry(),
            "PT24H",
            "0s",
            "from 1ms to"),
        duration(
            "outcomes.clickExpiry", c -> c.outcomes().clickExpiry(), "PT168H", "0s", "from 1ms to"),
        duration(
            "outcomes.orderExpiry", c -> c.outcomes().orderExpiry(), "PT720H", "0s", "from 1ms to"),
        duration(
            "outcomes.personWindow",
            c -> c.outcomes().personWindow(),
            "PT0S",
            "721h",
            "at most orderExpiry, 2592000s"),
        key(
            "clock",
            c -> c.clock(),
            ServerConfig.Clock.SYSTEM,
            "system",
            ServerConfig.Clock.SYSTEM,
            "market",
            "one of system, exchange"),
        key(
            "exchanges.default.auctionType",
            c -> c.exchanges().getFirst().auctionType(),
            ExchangeConfig.AS_REQUESTED,
            "1",
            1,
            "3",
            "one of request, 1, 2"),
        duration(
            "exchanges.default.networkReserve",
            c -> c.exchanges().getFirst().networkReserve(),
            "PT0.01S",
            "100ms",
            "less than the deadline, 100ms"),
        duration(
            "exchanges.default.deadline",
            c -> c.exchanges().getFirst().deadline(),
            "PT0.1S",
            "soon",
            "a duration from 1ms to 10s, such as"),
        key(
            "exchanges.default.currency",
            c -> c.exchanges().getFirst().currency(),
            "USD",
            "EUR",
            "EUR",
            "euro",
            "an ISO 4217 code"),
        key(
            "exchanges.default.noBid",
            c -> c.exchanges().getFirst().noBidBody(),
            false,
            "body",
            true,
            "204",
            "one of empty, body"),
        key(
            "exchanges.default.gzip",
            c -> c.exchanges().getFirst().gzip(),
            true,
            "false",
            false,
            "1",
            "one of true, false"),
        key(
            "exchanges.default.notices.nurl",
            c -> c.exchanges().getFirst().notices().nurl(),
            true,
            "false",
            false,
            "1",
            "one of true, false"),
        key(
            "exchanges.default.notices.burl",
            c -> c.exchanges().getFirst().notices().burl(),
            true,
            "true",
            true,
            "1",
            "one of true, false"),
        key(
            "exchanges.default.notices.lurl",
            c -> c.exchanges().getFirst().notices().lurl(),
            true,
            "false",
            false,
            "1",
            "one of true, false"),
        key(
            "exchanges.default.notices.minToWin",
            c -> c.exchanges().getFirst().notices().minToWin(),
            true,
            "false",
            false,
            "1",
            "one of true, false"),
        key(
            "exchanges.default.notices.billedBy",
            c -> c.exchanges().getFirst().notices().billedBy(),
            NoticeConfig.BilledBy.BURL,
            "impression",
            NoticeConfig.BilledBy.IMPRESSION,
            "click",
            "one of win, burl, impression"),
        key(
            "exchanges.default.notices.price",
            c -> c.exchanges().getFirst().notices().price(),
            NoticeConfig.PriceForm.CPM,
            "micros",
            NoticeConfig.PriceForm.MICROS,
            "cents",
            "one of cpm, micros, google"),
        key(
            "exchanges.default.notices.priceKeys",
            c -> String.valueOf(c.exchanges().getFirst().notices().priceKeys()),
            "null",
            "/etc/price.keys",
            "/etc/price.keys",
            "",
            "a text"),
        key(
            "exchanges.default.notices.clickMacro",
            c -> c.exchanges().getFirst().notices().clickMacro(),
            "",
            "${CLICK_URL}",
            "${CLICK_URL}",
            "'<a>'",
            "a macro such as"),
        key(
            "exchanges.default.notices.clickEncoding",
            c -> c.exchanges().getFirst().notices().clickEncoding(),
            1,
            "2",
            2,
            "3",
            "a whole number from 0 to 2"));
  }

  @ParameterizedTest
  @MethodSource("keys")
  void keyShouldHaveItsDefaultItsValueAndAnErrorWhenItIsWrong(Key key) {
    assertEquals(key.orElse, key.get.apply(ServerConfig.defaults()));
    assertEquals(key.read, key.get.apply(load(key.name + "=" + key.value)));
    String message = errors(key.name + "=" + key.wrong);
    String start =
        "--set " + key.name + "=" + key.wrong + ": " + key.name + " is '" + key.wrong + "', ";
    assertTrue(message.startsWith(start + "expected "), message);
    assertTrue(message.contains(key.expected), message);
    assertEquals(1, message.lines().count(), message);
  }

  @Test
  void certificatesShouldBeRefusedWhereThereIsNoTls() {
    String message = errors("budget.redis=redis://r", "budget.redisCaFile=/ca.pem");
    assertTrue(message.contains("budget.redisCaFile: expected none without TLS"), message);
  }

  @Test
  void passwordShouldNotBeToldWhenItsUrlIsWrong() throws IOException {
    Path file = file("budget:\n  redis: http://bidder:sesame@redis.example\n");
    String message =
        String.valueOf(
            assertThrows(InvalidInputException.class, () -> ServerConfig.load(file, List.of()))
                .getMessage());
    assertEquals(
        file
            + ":2: budget.redis: expected a URL such as redis://USER:PASSWORD@HOST:6379/0, or with"
            + " rediss for TLS",
        message);
    assertFalse(load("budget.redis=redis://u:sesame@h").toString().contains("sesame"));
  }

  @Test
  void topicShouldBeFollowedOnlyWhenThereAreBrokers() {
    assertEquals(
        "--set events.follow=kafka: events.follow is 'kafka', expected log, or events.kafka to be"
            + " set",
        errors("events.follow=kafka"));
    assertEquals(
        EventsConfig.Follow.KAFKA,
        ServerConfig.load(null, List.of("events.follow=kafka", "events.kafka=k:1"))
            .events()
            .follow());
  }

  @Test
  void featuresShouldBeForbiddenByKindAndNameWithAReason() throws IOException {
    PrivacyConfig privacy =
        ServerConfig.load(
                file("privacy:\n  forbiddenKinds: {age: our policy}\n"),
                List.of("privacy.forbiddenFeatures.site_keywords=health"))
            .privacy();
    assertEquals(Map.of(PrivacyConfig.Kind.AGE, "our policy"), privacy.forbiddenKinds());
    assertEquals(Map.of("site_keywords", "health"), privacy.forbiddenFeatures());
    assertEquals(
        "--set privacy.forbiddenKinds.height=x: privacy.forbiddenKinds.height: expected one of age,"
            + " gender, ids, precisePlace, segments",
        errors("privacy.forbiddenKinds.height=x"));
  }

  @Test
  void everyKeyShouldBeTested() {
    assertEquals(
        ServerConfig.load(null, List.of(), Path.of("")).keys().stream()
            .map(Section.Key::path)
            .filter(path -> !path.startsWith("currency."))
            .toList(),
        keys().stream().map(Key::name).toList());
  }

  @Test
  void fileShouldBeReadAndPathsInItBeRelativeToIt() throws IOException {
    Path file =
        file(
            """
            http:
              port: 9090
            model:
              store: models
            catalogue:
              file: ../campaigns.yaml
            """);
    ServerConfig config =
        ServerConfig.load(file, List.of("http.port=1", "http.port=2", "http.idleTimeout=3s"));
    assertEquals(directory.resolve("models"), config.model().store());
    assertEquals(
        directory.toAbsolutePath().resolveSibling("campaigns.yaml"), config.catalogue().file());
    assertEquals(2, config.http().port());
    assertEquals(3, config.http().idleTimeout().toSeconds());
    ServerConfig set = ServerConfig.load(file, List.of("model.store=models"));
    assertEquals(Path.of("models").normalize(), set.model().store());
  }

  @Test
  void everythingWrongShouldBeToldAtOnceWithItsLine() throws IOException {
    Path file =
        file(
            """
            http:
              prot: 9090
              maxConnections: lots
            modle: {}
            bid: 3
            exchanges:
              acme:
                curency: EUR
              "a b": {}
            """);
    InvalidInputException e =
        assertThrows(
            InvalidInputException.class,
            () -> ServerConfig.load(file, List.of("http.ports=1", "nonsense", "admin.port=x")));
    assertEquals(
        """
        FILE:3: http.maxConnections is 'lots', expected a whole number from 1 to 1000000
        FILE:2: http.prot: unknown key, did you mean 'port'?
        --set http.ports=1: http.ports: unknown key, did you mean 'port'?
        --set admin.port=x: admin.port is 'x', expected a whole number from 0 to 65535
        FILE:5: bid is '3', expected a mapping
        FILE:8: exchanges.acme.curency: unknown key, did you mean 'currency'?
        FILE:9: exchanges["a b"]: expected a name of 1 to 40 letters, digits, - and _
        FILE:4: modle: unknown key, did you mean 'model'?
        --set nonsense: expected key=value, such as http.port=0
        """
            .lines()
            .sorted()
            .collect(Collectors.joining("\n")),
        String.valueOf(e.getMessage())
            .replace(file.toString(), "FILE")
            .lines()
            .sorted()
            .collect(Collectors.joining("\n")));
  }

  @Test
  void exchangeShouldTakeFromTheDefaultWhatItDoesNotSet() throws IOException {
    Path file =
        file(
            """
            bid:
              deadline: 80ms
            exchanges:
              zeta:
                deadline: 50ms
              default:
                networkReserve: 7ms
                noBid: body
                currency: EUR
                auctionType: 2
                gzip: false
              acme:
                networkReserve: 5ms
                auctionType: request
                gzip: true
                noBid: empty
                currency: GBP
            """);
    ServerConfig config = ServerConfig.load(file, List.of("exchanges.acme.networkReserve=20ms"));
    assertEquals(
        """
        [ default 2 PT0.007S PT0.08S EUR true false, \
        acme acme 0 PT0.02S PT0.08S GBP false true, \
        zeta zeta 2 PT0.007S PT0.05S EUR true false]\
        """,
        config.exchanges().stream()
            .map(e ->
                String.join(
                    " ",
                    e.name(),
                    e.label(),
                    "" + e.auctionType(),
                    e.networkReserve().toString(),
                    e.deadline().toString(),
                    e.currency(),
                    "" + e.noBidBody(),
                    "" + e.gzip()))
            .toList()
            .toString());
  }

  @Test
  void exchangeShouldExistWhenAnOptionNamesIt() {
    ServerConfig config = load("exchanges.acme.gzip=false");
    assertEquals(
        List.of("default", "acme"),
        config.exchanges().stream().map(ExchangeConfig::label).toList());
  }

  @Test
  void exchangeShouldBeRefusedWhenTheNetworkTakesItsWholeDeadline() {
    assertEquals(
        "--set exchanges.acme.deadline=10ms: exchanges.acme.networkReserve is missing, "
            + "expected less than the deadline, 10ms",
        errors("exchanges.acme.deadline=10ms"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1", "localhost"})
  void clockShouldBeTheExchangesWhenOnlyThisMachineReachesThePort(String host) {
    ServerConfig config = load("clock=exchange", "http.host=" + host);
    assertEquals(ServerConfig.Clock.EXCHANGE, config.clock());
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "::", "192.0.2.1", "no host"})
  void exchangesClockShouldBeRefusedWhenOthersReachThePort(String host) {
    assertEquals(
        "--set clock=exchange: clock is 'exchange', expected system unless http.host is a loopback"
            + " address such as 127.0.0.1, for whoever reaches the port sets this clock",
        errors("clock=exchange", "http.host=" + host));
  }

  @ParameterizedTest
  @CsvSource({
    "0.0.0.0, http://localhost:7",
    "::, http://localhost:7",
    "127.0.0.1, http://127.0.0.1:7",
    "::1, http://[::1]:7"
  })
  void publicUrlShouldBeOfTheAddressThatIsListenedOnWhenItIsNotSet(String host, String url) {
    assertEquals(url, load("http.host=" + host).http().publicUrlOr(7));
  }

  @Test
  void ratesShouldBeOfOneDate() {
    CurrencyConfig defaults = ServerConfig.defaults().currency();
    assertEquals("2024-12-31", defaults.date());
    assertEquals(new BigDecimal("1.03890"), defaults.usdPerUnit().get("EUR"));
    CurrencyConfig own =
        load("currency.date=2026-01-31", "currency.rates.EUR=1.10", "currency.rates.KRW=0.0007")
            .currency();
    assertEquals("2026-01-31", own.date());
    assertEquals(
        Map.of("EUR", new BigDecimal("1.1"), "KRW", new BigDecimal("0.0007")), own.usdPerUnit());
    assertTrue(errors("currency.rates.EUR=1.1").contains("the date that currency.rates are of"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "currency.rates.EUR=0",
        "currency.rates.EUR=-1",
        "currency.rates.EUR=NaN",
        "currency.rates.EUR=1e3",
        "currency.rates.EUR=1000001",
        "currency.rates.EUR=0.0000000000001",
        "currency.rates.USD=2",
        "currency.rates.eur=1",
        "currency.date=yesterday",
        "currency.dat=2026-01-31"
      })
  void wrongRatesShouldBeRefused(String set) {
    String message =
        set.startsWith("currency.rates") ? errors("currency.date=2026-01-31", set) : errors(set);
    assertTrue(message.startsWith("--set " + set + ": currency."), message);
  }

  @Test
  void defaultRatesShouldBePossible() {
    ServerConfig.defaults()
        .currency()
        .usdPerUnit()
        .forEach((code, rate) ->
            assertTrue(
                load(
                        "currency.date=2026-01-31",
                        "currency.rates." + code + "=" + rate.toPlainString())
                    .currency()
                    .usdPerUnit()
                    .containsKey(code)));
  }

  @Test
  void valueOfAnOptionShouldBeATextWhateverItLooksLike() {
    assertEquals("a: [\"b\\", load("http.host=a: [\"b\\").http().host());
    assertEquals("x=y", load("http.host=x=y").http().host());
  }

  @Test
  void fileThatIsNotThereOrNoYamlShouldBeToldSo() throws IOException {
    Path missing = directory.resolve("none.yaml");
    InvalidInputException e =
        assertThrows(InvalidInputException.class, () -> ServerConfig.load(missing, List.of()));
    assertEquals(missing + ": there is no such file", e.getMessage());
    Path bad = file("http: [\n");
    assertTrue(
        String.valueOf(
                assertThrows(InvalidInputException.class, () -> ServerConfig.load(bad, List.of()))
                    .getMessage())
            .contains("no YAML"));
    Path binary = directory.resolve("binary.yaml");
    Files.write(binary, new byte[] {(byte) 0xFF, (byte) 0xFE, 0});
    assertTrue(
        String.valueOf(
                assertThrows(
                        InvalidInputException.class, () -> ServerConfig.load(binary, List.of()))
                    .getMessage())
            .endsWith("binary.yaml:1:1: byte 0xFF is no UTF-8; the file begins as UTF-16 does"));
  }

  private static Key key(
      String name,
      Function<ServerConfig, Object> get,
      Object orElse,
      String value,
      Object read,
      String wrong,
      String expected) {
    return new Key(name, get, orElse, value, read, wrong, expected);
  }

  private static Key duration(
      String name,
      Function<ServerConfig, Object> get,
      String orElse,
      String wrong,
      String expected) {
    return key(name, c -> get.apply(c).toString(), orElse, "50ms", "PT0.05S", wrong, expected);
  }

  private Path file(String text) throws IOException {
    return Files.writeString(directory.resolve("bidder.yaml"), text);
  }

  private static ServerConfig load(String... sets) {
    return ServerConfig.load(null, List.of(sets));
  }

  private static String errors(String... sets) {
    return String.valueOf(assertThrows(InvalidInputException.class, () -> load(sets)).getMessage());
  }
}
