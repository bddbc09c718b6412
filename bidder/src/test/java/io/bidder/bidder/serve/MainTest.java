package io.bidder.bidder.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.modelstore.ModelStore;
import io.bidder.modelstore.schema.Head;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The message and exit code of a server that cannot start. */
class MainTest {
  @TempDir private Path directory = Path.of("");

  private final StringWriter errors = new StringWriter();
  private final StringWriter results = new StringWriter();

  private int run(String... sets) {
    return run(List.of(), sets);
  }

  private int run(List<String> options, String... sets) {
    CommandLine line =
        Main.commandLine()
            .setErr(new PrintWriter(errors, true))
            .setOut(new PrintWriter(results, true));
    List<String> arguments = new ArrayList<>(options);
    for (String set :
        List.of(
            "http.port=0",
            "admin.port=0",
            "model.store=" + DemoStore.DEMO,
            "catalogue.file=" + Path.of("demo/campaigns.yaml").toAbsolutePath())) {
      arguments.add("--set");
      arguments.add(set);
    }
    for (String set : sets) {
      arguments.add("--set");
      arguments.add(set);
    }
    int code = line.execute(arguments.toArray(String[]::new));
    assertFalse(errors.toString().contains("\tat "), errors::toString);
    return code;
  }

  private void assertSays(String... parts) {
    for (String part : parts) {
      assertTrue(errors.toString().contains(part), () -> "no '" + part + "' in: " + errors);
    }
  }

  @Test
  void checkShouldBidAndEndWhereEverythingIsRight() {
    assertEquals(0, run(List.of("--check"), "bid.deadline=10s"));
    assertTrue(
        results.toString().matches("bids with model \\S+: \\d+ ads of 26 campaigns can bid now\\s"),
        results::toString);
  }

  @Test
  void checkShouldFailWhenTheBankOfTheFleetCannotBeAsked() {
    assertEquals(
        2,
        run(
            List.of("--check"),
            "events.dir=" + directory,
            "budget.redis=redis://bidder:sesame@127.0.0.1:1"));
    assertSays("budget.redis: Redis at 127.0.0.1:1: ", "Connection refused");
    assertFalse(errors.toString().contains("sesame"), errors::toString);
  }

  @Test
  void checkShouldFailWhenNoAdCanEverBid() throws IOException {
    Path file = flight("{end: 2026-01-31}");
    assertEquals(2, run(List.of("--check"), "catalogue.file=" + file));
    assertSays(file + ": no ad can bid now: 1 whose flight is over; none will later");
  }

  @Test
  void checkShouldSayThatFlightsBeginLater() throws IOException {
    Path file = flight("{start: 9998-01-01}");
    assertEquals(0, run(List.of("--check"), "catalogue.file=" + file));
    assertTrue(
        results.toString().contains("no ad can bid now: 1 whose flight has not begun"),
        results::toString);
  }

  private Path flight(String flight) throws IOException {
    return Files.writeString(
        directory.resolve("campaigns.yaml"),
        """
        advertisers: [{id: a, domain: a.example, seat: s}]
        campaigns:
          - id: c
            advertiser: a
            flight: %s
            economics: {averageOrderValue: 20, roasCoefficient: 0.25}
            creatives: [{id: k, banner: {size: 300x250, markup: b}}]
        """
            .formatted(flight));
  }

  @Test
  void checkShouldBidWhereTheClockIsTheExchanges() {
    assertEquals(
        0, run(List.of("--check"), "clock=exchange", "http.host=127.0.0.1", "bid.deadline=10s"));
  }

  @Test
  void startShouldRefuseTheExchangesClockWhereOthersReachThePort() {
    assertEquals(2, run("clock=exchange"));
    assertSays("clock", "http.host", "loopback");
  }

  @Test
  void startShouldNameAnUnknownKeyAndWhatIsNear() {
    assertEquals(2, run("http.prot=1"));
    assertSays("http.prot", "port");
  }

  @Test
  void startShouldNameEveryWrongValue() {
    assertEquals(2, run("http.port=high", "bid.threads=0"));
    assertSays("http.port", "high", "bid.threads", "0");
  }

  @Test
  void startShouldNameThePortThatIsInUse() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("0.0.0.0"))) {
      assertEquals(1, run("http.port=" + taken.getLocalPort()));
      assertSays("http.port", Integer.toString(taken.getLocalPort()));
    }
  }

  @Test
  void startShouldTellAllThatIsWrongWithACatalogue() throws IOException {
    Path file = directory.resolve("campaigns.yaml");
    Files.writeString(
        file,
        """
        advertisers:
          - {id: a, domain: a.example, seat: s}
        campaigns:
          - id: c
            advertiser: b
            economics: {averageOrderValue: -1, roasCoefficient: 0.2}
            creatives: []
        """);
    assertEquals(2, run("catalogue.file=" + file));
    assertSays("campaigns.yaml:5", "advertiser", "campaigns.yaml:6", "averageOrderValue", "-1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "--check"})
  void startShouldNameTheLineOfMarkupThatCannotBeDelivered(String option) throws IOException {
    Path file = directory.resolve("campaigns.yaml");
    Files.writeString(
        file,
        """
        advertisers:
          - {id: a, domain: a.example, seat: s}
        campaigns:
          - id: c
            advertiser: a
            economics: {averageOrderValue: 1, roasCoefficient: 0.2}
            creatives:
              - id: long
                video: {size: 640x360, durationSeconds: 15, mimes: [video/mp4], markupFile: spot.xml}
              - id: misspelt
                banner: {size: 300x250, markup: "${BIDDER_bid}"}
              - id: encoded
                banner: {size: 300x250, markup: "${BIDDER_BID:B64}"}
        """);
    Files.writeString(
        directory.resolve("spot.xml"),
        "<VAST version='4.2'><Ad><InLine><Duration>00:00:30</Duration></InLine></Ad></VAST>");
    List<String> options = option.isEmpty() ? List.of() : List.of(option);
    assertEquals(2, run(options, "catalogue.file=" + file));
    assertSays(
        "campaigns.yaml:9: campaigns[0].creatives[0].video.markupFile",
        "'00:00:30'",
        "15 seconds",
        "spot.xml:1: no <MediaFile> of type 'video/mp4'",
        "campaigns.yaml:11: campaigns[0].creatives[1].banner.markup",
        "campaigns.yaml:13: campaigns[0].creatives[2].banner.markup");
  }

  @Test
  void startShouldSayThatThereIsNoCatalogue() {
    assertEquals(2, run("catalogue.file=" + directory.resolve("none.yaml")));
    assertSays("none.yaml: there is no such file");
  }

  @Test
  void startShouldSayThatThereIsNoModel() {
    assertEquals(2, run("model.store=" + directory));
    assertSays("no current version");
  }

  @Test
  void checkShouldSayThatNoCampaignCanBePriced() {
    ModelStore store = DemoStore.in(directory);
    store.promote(DemoStore.publishWithHead(store, Head.CTR));
    assertEquals(2, run(List.of("--check"), "model.store=" + directory));
    assertSays("no campaign can be priced", "predicts no orders", "clickValue", "conversionRate");
  }

  @Test
  void startShouldNameTheFileOfAVersionThatDoesNotVerify() throws IOException {
    ModelStore store = DemoStore.in(directory);
    DemoStore.tamper(directory, store.currentId().orElseThrow());
    assertEquals(2, run("model.store=" + directory));
    assertSays("model.onnx");
  }
}
