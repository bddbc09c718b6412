package io.bidder.benchmarks.bench.material;

import io.bidder.market.load.RequestSet;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The demo's model and campaigns: small, and always there. Only our server can serve its model. */
public record DemoMaterial(Path home) implements Material {
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
  public Map<String, String> settings(int candidates) {
    return Map.of(
        "model.store", store().toString(), "catalogue.file", catalogue(candidates).toString());
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
  public Path moneyCatalogue(int candidates) {
    throw new IllegalStateException("the demo's campaigns are as they are");
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
