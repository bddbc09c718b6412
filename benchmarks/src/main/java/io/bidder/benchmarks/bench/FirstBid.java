package io.bidder.benchmarks.bench;

import io.bidder.benchmarks.bench.process.Launcher;
import io.bidder.benchmarks.bench.process.StartingServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** How long from the start of the JVM to the first bid, with the demo's model and campaigns. */
final class FirstBid {
  private static final byte[] REQUEST =
      """
      {"id": "first", "imp": [{"id": "1", "banner": {"w": 300, "h": 250}, "secure": 1}],
       "site": {"domain": "news1.example"}, "device": {"geo": {"country": "USA"}}, "cur": ["USD"]}
      """
          .getBytes(StandardCharsets.UTF_8);

  private FirstBid() {}

  static List<Double> seconds(Launcher launcher, int times)
      throws IOException, InterruptedException {
    List<Double> all = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      all.add(StartingServer.secondsToFirstBid(launcher, REQUEST));
    }
    return all;
  }
}
