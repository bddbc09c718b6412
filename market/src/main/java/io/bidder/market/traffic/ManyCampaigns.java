package io.bidder.market.traffic;

import io.bidder.settings.command.CommandRunner;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./run campaigns}: a catalogue with as many made-up campaigns as a load test wants. */
@Command(
    name = "./run campaigns",
    sortOptions = false,
    usageHelpWidth = 100,
    description = {
      "Write a catalogue of made-up campaigns to load a server with.",
      "",
      "Each has three banners and a mix of targeting: half by country, a third by device, hours or"
          + " categories, some by site. The same count and seed give the same file."
    })
public final class ManyCampaigns implements Callable<Integer> {
  private static final List<String> COUNTRIES =
      List.of("USA", "GBR", "DEU", "FRA", "JPN", "BRA", "IND", "CAN");
  private static final List<String> SIZES =
      List.of("320x50", "300x250", "728x90", "160x600", "320x480", "970x250");
  private static final List<String> CATEGORIES =
      List.of("IAB1", "IAB2", "IAB3", "IAB7", "IAB8", "IAB9", "IAB12", "IAB17", "IAB19", "IAB20");
  private static final int ADVERTISERS = 50;
  private static final int CREATIVES = 3;

  @Option(names = "--count", required = true, paramLabel = "N", description = "Campaigns.")
  private int count;

  @Option(names = "--out", required = true, paramLabel = "FILE", description = "The catalogue.")
  private Path out = Path.of("");

  @Option(names = "--seed", paramLabel = "N", description = "Default: ${DEFAULT-VALUE}.")
  private long seed = 1;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help message and exit.")
  boolean help;

  ManyCampaigns() {}

  /** Runs the command and ends the process. */
  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    return CommandRunner.of(new ManyCampaigns(), IllegalArgumentException.class::isInstance);
  }

  @Override
  public Integer call() throws IOException {
    if (count < 1 || count > 1_000_000) {
      throw new IllegalArgumentException("--count is " + count + ", expected 1 to 1000000");
    }
    SplittableRandom random = new SplittableRandom(seed);
    try (BufferedWriter writer = Files.newBufferedWriter(out)) {
      writer.write("advertisers:\n");
      for (int a = 0; a < ADVERTISERS; a++) {
        writer.write(
            "  - {id: a%d, domain: shop%d.example, seat: load, categories: [%s]}\n"
                .formatted(a, a, one(CATEGORIES, random)));
      }
      writer.write("\ncampaigns:\n");
      for (int c = 0; c < count; c++) {
        writer.write(campaign(c, random));
      }
    }
    return 0;
  }

  private static String campaign(int number, SplittableRandom random) {
    StringBuilder text = new StringBuilder();
    text.append("  - id: load-").append(number).append('\n');
    text.append("    advertiser: a").append(random.nextInt(ADVERTISERS)).append('\n');
    text.append(
        "    economics: {averageOrderValue: %d.00, currency: USD, roasCoefficient: 0.25}\n"
            .formatted(random.nextInt(20, 120)));
    List<String> conditions = new ArrayList<>();
    if (random.nextInt(2) == 0) {
      conditions.add("countries: [%s]".formatted(one(COUNTRIES, random)));
    }
    if (random.nextInt(3) == 0) {
      conditions.add("deviceTypes: [%s]".formatted(random.nextBoolean() ? "1, 4, 5" : "2"));
    }
    if (random.nextInt(3) == 0) {
      conditions.add(
          "contentCategories: [%s, %s]".formatted(CATEGORIES.get(2), one(CATEGORIES, random)));
    }
    if (random.nextInt(4) == 0) {
      conditions.add("excludedDomains: [site%d.example]".formatted(random.nextInt(1000)));
    }
    if (random.nextInt(10) == 0) {
      conditions.add("domains: [site%d.example]".formatted(random.nextInt(1000)));
    }
    if (!conditions.isEmpty()) {
      text.append("    targeting: {").append(String.join(", ", conditions)).append("}\n");
    }
    text.append("    creatives:\n");
    int firstSize = random.nextInt(SIZES.size());
    for (int i = 0; i < CREATIVES; i++) {
      String size = SIZES.get((firstSize + i) % SIZES.size());
      text.append("      - id: load-%d-%d\n".formatted(number, i));
      text.append(
          "        banner: {size: %s, mimes: [image/png], markup: '<a href=\"https://shop.example/%d\"><img src=\"https://cdn.shop.example/%d.png\"></a>'}\n"
              .formatted(size, number, number));
      text.append(
          "        features: {format: image, price: %d.50}\n".formatted(random.nextInt(5, 200)));
    }
    return text.toString();
  }

  private static String one(List<String> of, SplittableRandom random) {
    return of.get(random.nextInt(of.size()));
  }
}
