package io.bidder.bidder.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.bidder.eventlog.event.Event;
import io.bidder.eventlog.segment.LogReader;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** A server whose event log lies on a file system of 4 MiB that something else fills. */
class FullDiskTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final String REQUEST =
      """
      {"id": "r1", "imp": [{"id": "i1", "banner": {"w": 300, "h": 250}, "secure": 1}],
       "site": {"domain": "news1.example"}, "device": {"geo": {"country": "USA"}}}
      """;

  @TempDir private Path mount = Path.of("");
  private boolean mounted;

  @BeforeEach
  void mount() throws Exception {
    mounted = run("mount", "-t", "tmpfs", "-o", "size=4m", "bidder-test", mount.toString());
    assumeTrue(mounted, "only who may mount a file system can have one that is full");
  }

  @AfterEach
  void unmount() throws Exception {
    if (mounted) {
      assertTrue(run("umount", mount.toString()));
    }
  }

  private static boolean run(String... command) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(1, TimeUnit.MINUTES) && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private RunningBidder bidder(String whenBroken) {
    return new RunningBidder(
        "events.dir=" + mount.resolve("log"),
        "events.segmentBytes=1MiB",
        "events.requestShare=0",
        "events.whenBroken=" + whenBroken);
  }

  private Path fill() {
    Path filling = mount.resolve("filling");
    assertThrows(
        IOException.class,
        () -> {
          try (OutputStream out = Files.newOutputStream(filling, StandardOpenOption.CREATE_NEW)) {
            for (int bytes = 0; bytes <= 4 << 20; bytes += 512) {
              out.write(new byte[512]);
            }
          }
        });
    return filling;
  }

  private static List<HttpResponse<String>> bids(RunningBidder bidder) throws Exception {
    List<HttpResponse<String>> bids = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      bids.add(bidder.bid(REQUEST));
    }
    return bids;
  }

  /** Has bids win until the disk has no room even for something as short as that. */
  private static String refusedWin(RunningBidder bidder, List<HttpResponse<String>> bids)
      throws Exception {
    for (HttpResponse<String> bid : bids) {
      String win = winPath(bid);
      int status = bidder.get(bidder.server().port(), win).statusCode();
      if (status != 200) {
        assertEquals(503, status);
        return win;
      }
    }
    throw new AssertionError("all wins are in the log");
  }

  private static String winPath(HttpResponse<String> bid) {
    String url = JsonMapper.shared().readTree(bid.body()).at("/seatbid/0/bid/0/nurl").asString();
    return url.substring(url.indexOf("/n/"))
        .replace("${AUCTION_PRICE}", "0.01")
        .replace("${AUCTION_CURRENCY}", "USD")
        .replaceAll("[$][{][A-Z_]+[}]", "");
  }

  private interface Wanted {
    boolean isThere() throws IOException, InterruptedException;
  }

  private static void await(String what, Wanted wanted) throws Exception {
    long endNs = System.nanoTime() + PATIENCE.toNanos();
    while (!wanted.isThere()) {
      assertTrue(System.nanoTime() < endNs, what);
    }
  }

  private List<String> bidIds() {
    List<String> ids = new ArrayList<>();
    try (LogReader reader = LogReader.openAtStart(mount.resolve("log"))) {
      while (reader.next()) {
        ids.add(Event.read(reader.payload()).bidId().toString());
      }
    }
    return ids;
  }

  @Test
  void bidShouldBeMadeAndCountedAsNotRecordedWhenTheDiskIsFull() throws Exception {
    try (RunningBidder bidder = bidder("bid")) {
      List<HttpResponse<String>> bids = bids(bidder);
      Path filling = fill();
      await(
          "bids are dropped",
          () -> {
            assertEquals(200, bidder.bid(REQUEST).statusCode());
            return bidder.metric("bidder_events_dropped_total") > 0;
          });
      assertEquals(1, bidder.metric("bidder_events_failing"));
      assertEquals(200, bidder.readiness().statusCode());
      String win = refusedWin(bidder, bids);

      Files.delete(filling);
      await("the log takes events", () -> bidder.metric("bidder_events_failing") == 0);
      assertEquals(200, bidder.get(bidder.server().port(), win).statusCode());
    }
  }

  @Test
  void bidsShouldStopUntilThereIsRoomWhenTheDiskIsFullAndTheyMustBeRecorded() throws Exception {
    String before;
    String after;
    try (RunningBidder bidder = bidder("stop")) {
      List<HttpResponse<String>> bids = bids(bidder);
      before = id(bids.getFirst());
      Path filling = fill();
      await("bids stop", () -> bidder.bid(REQUEST).statusCode() == 204);
      assertEquals(
          "NOT_RECORDED", bidder.bid(REQUEST).headers().firstValue("x-bidder-nobid").orElse(""));
      HttpResponse<String> readiness = bidder.readiness();
      assertEquals(503, readiness.statusCode());
      assertTrue(readiness.body().contains("bids cannot be recorded: "), readiness::body);
      assertTrue(readiness.body().contains("No space left on device"), readiness::body);
      assertTrue(
          bidder.metric("bidder_no_bids_total{exchange=\"default\",reason=\"NOT_RECORDED\"}") > 0);
      String _ = refusedWin(bidder, bids);

      // Neither a bid nor an outcome comes that could show that there is room again.
      Files.delete(filling);
      await("it is ready", () -> bidder.readiness().statusCode() == 200);
      after = id(bidder.bid(REQUEST));
    }
    List<String> ids = bidIds();
    assertTrue(ids.contains(before), ids::toString);
    assertTrue(ids.contains(after), ids::toString);
  }

  private static String id(HttpResponse<String> bid) {
    assertEquals(200, bid.statusCode());
    return JsonMapper.shared().readTree(bid.body()).at("/seatbid/0/bid/0/id").asString();
  }
}
