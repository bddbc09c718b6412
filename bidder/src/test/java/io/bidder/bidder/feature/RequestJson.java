package io.bidder.bidder.feature;

import static org.junit.jupiter.api.Assertions.assertNull;

import io.bidder.bidder.openrtb.BidRequest;
import io.bidder.bidder.openrtb.ExtraPaths;
import io.bidder.bidder.openrtb.reader.BidRequestReader;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Bid requests of one impression, made of paths and their values. */
final class RequestJson {
  /** Fields whose objects stand in arrays. */
  private static final Set<String> ARRAYS =
      Set.of(
          "imp",
          "imp.metric",
          "imp.pmp.deals",
          "imp.pmp.deals.durfloors",
          "imp.refresh.refsettings",
          "imp.banner.format",
          "imp.video.companionad",
          "imp.video.durfloors",
          "imp.native.assets",
          "imp.native.request.assets",
          "imp.native.request.native.assets",
          "site.content.data",
          "site.content.data.segment",
          "device.sua.browsers",
          "user.data",
          "user.data.segment",
          "user.eids",
          "user.eids.uids",
          "source.schain.nodes",
          "source.ext.schain.nodes");

  private final Map<String, Object> root = new LinkedHashMap<>();

  RequestJson() {
    put("id", "\"r\"");
    put("imp.id", "\"i\"");
  }

  /** Sets the JSON value of a path. */
  @SuppressWarnings("unchecked")
  RequestJson put(String path, String json) {
    Map<String, Object> at = root;
    String[] steps = path.split("\\.", -1);
    for (int i = 0; i < steps.length - 1; i++) {
      at = (Map<String, Object>) at.computeIfAbsent(steps[i], step -> new LinkedHashMap<>());
    }
    at.put(steps[steps.length - 1], json);
    return this;
  }

  String json() {
    return json(root, "");
  }

  /** Reads it. */
  BidRequest read(ExtraPaths paths) {
    byte[] bytes = json().getBytes(StandardCharsets.UTF_8);
    BidRequest request = new BidRequest();
    assertNull(new BidRequestReader().read(bytes, 0, bytes.length, paths, request), this::json);
    return request;
  }

  @SuppressWarnings("unchecked")
  private static String json(Map<String, Object> object, String path) {
    StringBuilder out = new StringBuilder("{");
    object.forEach((name, value) -> {
      out.append(out.length() == 1 ? "" : ",").append('"').append(name).append("\":");
      if (value instanceof String scalar) {
        out.append(scalar);
      } else {
        String below = path.isEmpty() ? name : path + "." + name;
        String inner = json((Map<String, Object>) value, below);
        out.append(ARRAYS.contains(below) ? "[" + inner + "]" : inner);
      }
    });
    return out.append('}').toString();
  }
}
