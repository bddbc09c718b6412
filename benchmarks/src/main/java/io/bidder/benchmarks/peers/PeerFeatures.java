package io.bidder.benchmarks.peers;

import io.bidder.modelstore.schema.EncodedRows;
import io.bidder.modelstore.schema.FeatureEncoder;
import io.bidder.modelstore.schema.FeatureSchema;
import io.bidder.modelstore.schema.RawValues;
import io.bidder.modelstore.schema.SourcePaths;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Requests and ads to the model's ids and numbers. The paths are looked up in the parsed JSON; the
 * encoder is the model store's, so that ids are the same as ours and so are predictions.
 */
final class PeerFeatures {
  private static final String CAMPAIGN = "campaign.";
  private static final String CREATIVE = "creative.";
  private static final String IMP = "imp.";

  private record Path(int source, boolean ofImp, List<String> names) {}

  private final FeatureSchema schema;
  private final FeatureEncoder encoder;
  private final List<Path> ofRequest = new ArrayList<>();
  private final List<String> ofAd = new ArrayList<>();
  private final List<Integer> sourcesOfAd = new ArrayList<>();

  PeerFeatures(FeatureSchema schema) {
    this.schema = schema;
    encoder = new FeatureEncoder(schema);
    RawValues values = new RawValues(schema);
    for (String path : schema.sources()) {
      if (SourcePaths.isOfCandidate(path)) {
        ofAd.add(path);
        sourcesOfAd.add(values.source(path));
      } else {
        boolean ofImp = path.startsWith(IMP);
        String within = ofImp ? path.substring(IMP.length()) : path;
        ofRequest.add(new Path(values.source(path), ofImp, List.of(within.split("\\.", -1))));
      }
    }
  }

  /** The rows of a request: impression after impression, ad after ad. */
  EncodedRows encode(JsonNode request, List<List<PeerAd>> adsByImp, Instant now) {
    EncodedRows rows = new EncodedRows(schema, adsByImp.stream().mapToInt(List::size).sum());
    rows.size(rows.capacity());
    RawValues values = new RawValues(schema);
    int row = 0;
    for (int i = 0; i < adsByImp.size(); i++) {
      values.clear();
      values.time(now.toEpochMilli(), request.at("/device/geo/utcoffset").asInt(0));
      putRequest(request, request.path("imp").path(i), values);
      int first = row;
      for (PeerAd ad : adsByImp.get(i)) {
        values.clearCandidate();
        putAd(ad, values);
        if (row == first) {
          encoder.encodeRequest(values, rows, row);
        } else {
          encoder.copyRequest(rows, first, row);
        }
        encoder.encodeCandidate(values, rows, row);
        row++;
      }
    }
    return rows;
  }

  private void putRequest(JsonNode request, JsonNode imp, RawValues into) {
    for (Path path : ofRequest) {
      JsonNode node = path.ofImp ? imp : request;
      for (String name : path.names) {
        node = node.path(name);
      }
      put(node, into, path.source);
    }
  }

  private static void put(JsonNode node, RawValues into, int source) {
    if (node.isString()) {
      into.putText(source, node.asString());
    } else if (node.isIntegralNumber()) {
      into.putLong(source, node.asLong());
    } else if (node.isNumber()) {
      into.putDouble(source, node.asDouble());
    } else if (node.isArray()) {
      for (JsonNode element : node) {
        put(element, into, source);
      }
    }
  }

  private void putAd(PeerAd ad, RawValues into) {
    for (int i = 0; i < ofAd.size(); i++) {
      String value = valueOf(ad, ofAd.get(i));
      if (value != null) {
        into.putText(sourcesOfAd.get(i), value);
      }
    }
  }

  private static @Nullable String valueOf(PeerAd ad, String path) {
    return switch (path) {
      case "campaign.id" -> ad.campaign().id();
      case "campaign.advertiser" -> ad.campaign().advertiser().domain();
      case "creative.id" -> ad.creative().id();
      case "creative.w" -> Integer.toString(ad.banner().w());
      case "creative.h" -> Integer.toString(ad.banner().h());
      default ->
          path.startsWith(CAMPAIGN)
              ? ad.campaign().attributes().get(path.substring(CAMPAIGN.length()))
              : ad.creative().features().get(path.substring(CREATIVE.length()));
    };
  }
}
