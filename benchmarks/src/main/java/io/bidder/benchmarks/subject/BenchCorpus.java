package io.bidder.benchmarks.subject;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The bid requests that the report is measured with: generated ones, the same for the same seed,
 * and recorded ones where they are given. Immutable.
 *
 * <p>A generated request is OpenRTB 2.6 of 1 to 2 KB from a site, with 1 to 4 banner impressions of
 * different sizes, {@code tmax} {@value #TMAX_MILLIS}, no signal against personal data, and every
 * field that the {@linkplain BenchModel model} reads. What there is of sites, users and places is
 * distributed as {@code n·u³}: few come often and many seldom, as in traffic.
 */
public final class BenchCorpus {
  /** {@code tmax} of every generated request. */
  public static final int TMAX_MILLIS = 100;

  /** The most impressions of a generated request. */
  public static final int MAX_IMPS = 4;

  /** Ads eligible for every generated impression that the report is measured with. */
  public static final List<Integer> CANDIDATES = List.of(1, 8, 32, 128);

  /**
   * {@code bid.candidateCap} under which no ad of a generated request is cut: as many as the most
   * impressions have candidates.
   */
  public static int candidateCap(int candidates) {
    return MAX_IMPS * candidates;
  }

  /**
   * A request's body.
   *
   * @param imps its impressions; 0 for a recorded one, of which it is not known
   */
  @SuppressWarnings("ArrayRecordComponent") // Bodies are sent, not compared.
  public record Request(byte[] body, int imps) {}

  private static final int SITES = 5_000;
  private static final int PUBLISHERS = 1_000;
  private static final int USERS = 1_000_000;
  private static final int TAGS = 20_000;
  private static final List<String> MAKES = List.of("Apple", "Samsung", "Google", "Xiaomi", "HP");
  private static final List<String> SYSTEMS = List.of("iOS", "Android", "Windows", "macOS");
  private static final List<String> CARRIERS =
      List.of("Verizon", "AT&T", "Vodafone", "Telekom", "Orange", "NTT", "Comcast");

  private final List<Request> requests;

  private BenchCorpus(List<Request> requests) {
    this.requests = List.copyOf(requests);
  }

  /** {@code count} generated requests. */
  public static BenchCorpus generated(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Request> requests = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      requests.add(request(i, random));
    }
    return new BenchCorpus(requests);
  }

  /**
   * These requests and, after them, those of the {@code .json} files of a directory, in the order
   * of their names, as they are.
   *
   * @throws IOException if the directory cannot be read
   */
  public BenchCorpus withRecorded(Path directory) throws IOException {
    List<Request> all = new ArrayList<>(requests);
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".json")).sorted().toList()) {
        all.add(new Request(Files.readAllBytes(file), 0));
      }
    }
    return new BenchCorpus(all);
  }

  public List<Request> requests() {
    return requests;
  }

  /** The bodies alone. */
  public List<byte[]> bodies() {
    return requests.stream().map(Request::body).toList();
  }

  /**
   * A catalogue, as YAML, in which every impression of every generated request has exactly {@code
   * candidates} eligible ads, among others that are not.
   */
  public static String catalogue(int candidates) {
    return BenchCatalogue.of(candidates);
  }

  private static Request request(int number, SplittableRandom random) {
    int imps = random.nextInt(1, MAX_IMPS + 1);
    int site = popular(SITES, random);
    String domain = "site%d.example".formatted(site);
    int make = random.nextInt(MAKES.size());
    int place = popular(BenchCatalogue.COUNTRIES.size() * 50, random);
    String country = BenchCatalogue.COUNTRIES.get(place % BenchCatalogue.COUNTRIES.size());
    int user = popular(USERS, random);
    StringBuilder json = new StringBuilder(2048);
    json.append(
        "{\"id\":\"bench-%08d\",\"at\":1,\"tmax\":%d,\"cur\":[\"USD\"],\"imp\":["
            .formatted(number, TMAX_MILLIS));
    int firstSize = random.nextInt(BenchCatalogue.SIZES.size());
    for (int i = 0; i < imps; i++) {
      json.append(i == 0 ? "" : ",").append(imp(i, firstSize, site, random));
    }
    json.append(
        "],\"site\":{\"id\":\"s%d\",\"name\":\"Site %d\",\"domain\":\"%s\",\"cat\":[\"IAB%d\",\"IAB%d-%d\"],"
            .formatted(site, site, domain, site % 20 + 1, site % 20 + 1, site % 5 + 1));
    json.append(
        "\"page\":\"https://%s/news/%d/an-article-with-a-title\",\"ref\":\"https://search.example/?q=%d\","
            .formatted(domain, popular(200, random), random.nextInt(1000)));
    json.append(
        "\"publisher\":{\"id\":\"p%d\",\"name\":\"Publisher %d\",\"domain\":\"publisher%d.example\"},"
            .formatted(site % PUBLISHERS, site % PUBLISHERS, site % PUBLISHERS));
    json.append(
        "\"content\":{\"id\":\"c%d\",\"language\":\"en\",\"len\":%d},\"keywords\":\"news,weather,sports\"},"
            .formatted(random.nextInt(100_000), random.nextInt(30, 900)));
    json.append(
        ("\"device\":{\"ua\":\"Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML,"
             + " like Gecko) Chrome/%d.0.0.0 Mobile"
             + " Safari/537.36\",\"ip\":\"203.0.113.%d\",\"js\":1,\"devicetype\":%d,\"make\":\"%s\",\"model\":\"%s"
             + " M%d\",\"os\":\"%s\",\"osv\":\"%d\",")
            .formatted(
                random.nextInt(110, 140),
                random.nextInt(1, 255),
                List.of(1, 2, 4, 5).get(random.nextInt(4)),
                MAKES.get(make),
                MAKES.get(make),
                popular(60, random),
                SYSTEMS.get(random.nextInt(SYSTEMS.size())),
                random.nextInt(10, 18)));
    json.append(
        "\"w\":%d,\"h\":%d,\"language\":\"en\",\"carrier\":\"%s\",\"connectiontype\":%d,\"ifa\":\"%s\","
            .formatted(
                random.nextInt(360, 1920),
                random.nextInt(640, 1080),
                CARRIERS.get(random.nextInt(CARRIERS.size())),
                random.nextInt(1, 8),
                uuid(user)));
    json.append(
        String.format(
            Locale.ROOT,
            "\"geo\":{\"lat\":%.4f,\"lon\":%.4f,\"type\":2,\"country\":\"%s\",\"region\":\"R%d\",\"city\":\"City"
                + " %d\",\"zip\":\"%05d\",\"utcoffset\":%d}},",
            25 + place % 300 / 10.0,
            -100 + place * 37 % 1500 / 10.0,
            country,
            place % 50,
            place,
            10_000 + place,
            60 * (place % 12 - 6)));
    json.append(
        "\"user\":{\"id\":\"u%d\",\"buyeruid\":\"%s\",\"yob\":%d,\"gender\":\"%s\",\"ext\":{\"visits\":%d},"
            .formatted(
                user,
                uuid(user + 1L),
                1950 + user % 55,
                user % 2 == 0 ? "F" : "M",
                popular(30, random)));
    json.append(
        "\"data\":[{\"id\":\"d1\",\"segment\":[{\"id\":\"s%d\"},{\"id\":\"s%d\"},{\"id\":\"s%d\"}]}]},"
            .formatted(user % 97, user % 101, user % 103));
    json.append(
        "\"bcat\":[\"IAB24\",\"IAB25\",\"IAB26\"],\"badv\":[\"blocked%d.example\",\"rival.example\"],"
            .formatted(site % 50));
    json.append(
        "\"source\":{\"fd\":0,\"tid\":\"%s\",\"schain\":{\"complete\":1,\"ver\":\"1.0\",\"nodes\":[{\"asi\":\"exchange.example\",\"sid\":\"%d\",\"hp\":1}]}},\"regs\":{\"coppa\":0,\"gdpr\":0}}"
            .formatted(uuid(number), site % PUBLISHERS));
    return new Request(json.toString().getBytes(StandardCharsets.UTF_8), imps);
  }

  private static String imp(int number, int firstSize, int site, SplittableRandom random) {
    BenchCatalogue.Size size =
        BenchCatalogue.SIZES.get((firstSize + number) % BenchCatalogue.SIZES.size());
    return String.format(
        Locale.ROOT,
        "{\"id\":\"%d\",\"tagid\":\"tag-%d\",\"banner\":{\"w\":%d,\"h\":%d,\"pos\":%d,\"battr\":[1,2],\"api\":[5]},"
            + "\"bidfloor\":%.2f,\"bidfloorcur\":\"USD\",\"secure\":1,\"exp\":%d,\"ext\":{\"viewability\":%.2f}}",
        number + 1,
        (site * 4L + number) % TAGS,
        size.w(),
        size.h(),
        List.of(1, 3, 4).get(random.nextInt(3)),
        0.05 + random.nextInt(40) / 100.0,
        random.nextInt(60, 1800),
        random.nextInt(20, 100) / 100.0);
  }

  /** A number below {@code count}, low ones more often. */
  private static int popular(int count, SplittableRandom random) {
    double u = random.nextDouble();
    return (int) (count * u * u * u);
  }

  private static String uuid(long of) {
    long high = of * 0x9E3779B97F4A7C15L;
    long low = Long.rotateLeft(high, 29) * 0xBF58476D1CE4E5B9L;
    return new UUID(high, low).toString();
  }
}
