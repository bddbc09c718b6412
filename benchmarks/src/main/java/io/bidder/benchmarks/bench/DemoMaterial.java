package io.bidder.benchmarks.bench;

import io.bidder.market.load.RequestSet;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The demo's model and campaigns: small, and always there. Nobody else can serve its model. */
record DemoMaterial(Path home) implements Material {
  @Override
  public Path store() {
    return home.resolve("bidder/demo/store");
  }

  @Override
  public Path stockModel() {
    throw new IllegalStateException("the demo's model is of our form only");
  }

  @Override
  public Path modelDirectory() {
    throw new IllegalStateException("the demo's model is of our form only");
  }

  @Override
  public Path workDirectory() {
    return home.resolve("benchmarks/target/bench/demo");
  }

  @Override
  public int candidateCap(int candidates) {
    return 0;
  }

  @Override
  public String describe() {
    return "the demo's model and campaigns, market/load/requests.jsonl";
  }

  @Override
  public Path catalogue(int candidates) {
    return home.resolve("bidder/demo/campaigns.yaml");
  }

  @Override
  public RequestSet requests() throws IOException {
    List<String> lines = Files.readAllLines(home.resolve("market/load/requests.jsonl"));
    return RequestSet.of(
        lines.stream()
            .filter(line -> !line.isBlank())
            .map(line -> line.getBytes(StandardCharsets.UTF_8))
            .toList());
  }
}
