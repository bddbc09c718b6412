package io.bidder.benchmarks.stages;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Bodies of bid requests as exchanges send them, some 2 KB each, about one banner of 300x250, and
 * in no hurry: a benchmark's request must never be late. The seed decides them.
 */
public final class MadeUpBodies {
  private static final String[] AGENTS = {
    "Mozilla/5.0 (iPhone; CPU iPhone OS 16_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like"
        + " Gecko) Version/16.4 Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
        + " Chrome/124.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Linux; Android 14; Pixel 7) AppleWebKit/537.36 (KHTML, like Gecko)"
        + " Chrome/124.0.6367.82 Mobile Safari/537.36",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:125.0) Gecko/20100101 Firefox/125.0"
  };
  private static final String[] COUNTRIES = {"USA", "GBR", "DEU", "FRA", "JPN"};

  private final Random random;

  private MadeUpBodies(long seed) {
    random = new Random(seed);
  }

  /** So many bodies, always the same for a seed. */
  public static List<byte[]> of(long seed, int count) {
    MadeUpBodies bodies = new MadeUpBodies(seed);
    List<byte[]> list = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      list.add(bodies.body().getBytes(StandardCharsets.UTF_8));
    }
    return list;
  }

  private String body() {
    int site = random.nextInt(9000);
    return "{\"id\":\"%s\",\"at\":1,\"tmax\":%d,\"cur\":[\"USD\"],\"imp\":[%s],%s,%s,%s,%s%s}"
        .formatted(
            hex(40),
            5_000 + 10 * random.nextInt(8),
            imp(),
            """
            "site":{"id":"%d","domain":"www.news-%d.example","cat":["IAB12","IAB1-%d"],\
            "page":"https://www.news-%d.example/a/%s?d=%s","ref":"https://search.example/",\
            "publisher":{"id":"%d","name":"News \u00fcber %d"},"keywords":"news,sport,k%d"}\
            """
                .formatted(
                    site,
                    site,
                    1 + random.nextInt(7),
                    site,
                    hex(12),
                    hex(8),
                    random.nextInt(900),
                    site,
                    random.nextInt(99)),
            device(),
            user(),
            "\"regs\":{\"coppa\":0,\"ext\":{\"gdpr\":0,\"us_privacy\":\"1YNN\"}}",
            blocks());
  }

  private String imp() {
    return """
    {"id":"1","banner":{"w":300,"h":250,"pos":%d,"format":[{"w":300,"h":250},{"w":336,"h":280}],\
    "battr":[1,3,8,9,10,14],"topframe":1,"ext":{"slot":"top","ids":[1,2,3]}},\
    "bidfloor":%.2f,"bidfloorcur":"USD","secure":1,"tagid":"tag-%d","instl":0,\
    "metric":[{"type":"viewability","value":0.%d,"vendor":"EXCHANGE"}],\
    "ext":{"gpid":"/1234/news/%s","data":{"pbadslot":"/1234/news"}}}\
    """
        .formatted(
            random.nextInt(4),
            0.05 + random.nextInt(40) / 100.0,
            random.nextInt(400),
            10 + random.nextInt(90),
            hex(6));
  }

  private String device() {
    return """
    "device":{"ua":"%s","ip":"203.0.113.%d","devicetype":%d,"os":"%s","osv":"%d.%d",\
    "connectiontype":%d,"language":"en","w":%d,"h":%d,"pxratio":2.0,"js":1,"dnt":0,"lmt":0,\
    "geo":{"lat":%.5f,"lon":%.5f,"country":"%s","region":"r%d","city":"City %d",\
    "zip":"%05d","utcoffset":%d,"type":2}}\
    """
        .formatted(
            AGENTS[random.nextInt(AGENTS.length)],
            random.nextInt(256),
            1 + random.nextInt(5),
            random.nextBoolean() ? "iOS" : "Android",
            9 + random.nextInt(8),
            random.nextInt(5),
            random.nextInt(7),
            300 + random.nextInt(1600),
            600 + random.nextInt(800),
            25 + 30 * random.nextDouble(),
            -120 + 150 * random.nextDouble(),
            COUNTRIES[random.nextInt(COUNTRIES.length)],
            random.nextInt(50),
            random.nextInt(300),
            random.nextInt(99_999),
            60 * (random.nextInt(12) - 8));
  }

  private String user() {
    StringBuilder segments = new StringBuilder();
    int count = random.nextInt(8);
    for (int i = 0; i < count; i++) {
      segments.append(i == 0 ? "" : ",").append("{\"id\":\"").append(random.nextInt(5000));
      segments.append("\",\"name\":\"Segment\"}");
    }
    return """
    "user":{"id":"%s","buyeruid":"%s","yob":%d,"gender":"%s","data":[{"id":"dmp","name":"DMP",\
    "segment":[%s]}],"ext":{"consent":"","eids":[{"source":"ids.example","uids":[{"id":"%s",\
    "atype":1}]}]}}\
    """
        .formatted(
            hex(24),
            hex(32),
            1950 + random.nextInt(55),
            random.nextBoolean() ? "F" : "M",
            segments,
            hex(36));
  }

  private String blocks() {
    StringBuilder blocks = new StringBuilder(",\"bcat\":[\"IAB25-3\",\"IAB26\"],\"badv\":[");
    int count = random.nextInt(30);
    for (int i = 0; i < count; i++) {
      blocks.append(i == 0 ? "" : ",").append("\"shop-").append(random.nextInt(9000));
      blocks.append(".example\"");
    }
    return blocks.append("],\"ext\":{\"wt\":1,\"ssp\":\"one\",\"is_secure\":true}").toString();
  }

  private String hex(int digits) {
    StringBuilder hex = new StringBuilder(digits);
    for (int i = 0; i < digits; i++) {
      hex.append(Character.forDigit(random.nextInt(16), 16));
    }
    return hex.toString();
  }
}
