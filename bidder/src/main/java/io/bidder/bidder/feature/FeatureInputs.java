package io.bidder.bidder.feature;

import io.bidder.bidder.campaign.Candidate;
import io.bidder.bidder.openrtb.BidRequest;
import io.bidder.bidder.openrtb.ExtraPaths;
import io.bidder.bidder.openrtb.ExtraValues;
import io.bidder.bidder.openrtb.Imp;
import io.bidder.bidder.openrtb.TextList;
import io.bidder.modelstore.schema.Feature;
import io.bidder.modelstore.schema.FeatureSchema;
import io.bidder.modelstore.schema.RawValues;
import io.bidder.modelstore.schema.Side;
import io.bidder.modelstore.schema.SourcePaths;
import io.bidder.modelstore.schema.ValueSink;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Finds the sources of a model's features in a request and an ad. Made once for a schema; immutable
 * and thread-safe. Putting values allocates nothing but for keywords that a bag reads one by one.
 *
 * <p>A path of a {@link BidRequest}'s own field is read from there. {@code campaign.} and {@code
 * creative.} paths come from the catalogue, but for how often the person was shown the campaign.
 * The time sources come from the request's time at {@link BidRequest#utcOffsetMinutes}. Any other
 * path is an {@link ExtraPaths} one, which the decoder is asked to keep.
 */
public final class FeatureInputs {
  private static final String TIME = "time.";
  private static final int NONE = -1;

  private record FromRequest(RequestSource reader, int source) {}

  private record FromCandidate(CandidateSources.Reader reader, int source) {}

  private record FromExtra(int path, int source) {}

  private final ExtraPaths extraPaths;
  private final boolean putsTime;
  private final int exposures;
  private final List<FromRequest> fromRequest = new ArrayList<>();
  private final List<FromRequest> fromImp = new ArrayList<>();
  private final List<FromExtra> extraOfRequest = new ArrayList<>();
  private final List<FromExtra> extraOfImp = new ArrayList<>();
  private final List<FromCandidate> fromCandidate = new ArrayList<>();

  /** Finds every source. */
  public FeatureInputs(FeatureSchema schema) {
    this(schema, path -> true);
  }

  /**
   * Finds the sources that may be read; the others are missing.
   *
   * @param mayRead tells of a source whether it may be read
   * @throws IllegalArgumentException if a feature of the request's side reads a campaign or a
   *     creative, neither of which is known when that side is encoded
   */
  public FeatureInputs(FeatureSchema schema, Predicate<String> mayRead) {
    RawValues values = new RawValues(schema);
    Set<String> bags = new HashSet<>();
    for (Feature feature : schema.features()) {
      check(feature);
      if (feature instanceof Feature.Bag bag) {
        bags.add(SourcePaths.canonical(bag.source()));
      }
    }
    boolean mayReadTime = true;
    int exposuresSource = NONE;
    Set<String> extras = new TreeSet<>();
    for (String path : schema.sources()) {
      int source = values.source(path);
      RequestSource reader = RequestSources.of(path, bags.contains(path));
      if (!mayRead.test(path)) {
        mayReadTime &= !path.startsWith(TIME);
        continue;
      }
      if (path.equals(SourcePaths.EXPOSURES)) {
        exposuresSource = source;
      } else if (SourcePaths.isOfCandidate(path)) {
        fromCandidate.add(new FromCandidate(CandidateSources.of(path), source));
      } else if (reader != null) {
        (SourcePaths.isOfImp(path) ? fromImp : fromRequest).add(new FromRequest(reader, source));
      } else if (!path.startsWith(TIME)) {
        extras.add(path);
      }
    }
    putsTime = mayReadTime;
    exposures = exposuresSource;
    extraPaths = ExtraPaths.of(extras);
    for (String path : extras) {
      (SourcePaths.isOfImp(path) ? extraOfImp : extraOfRequest)
          .add(new FromExtra(extraPaths.indexOf(path), values.source(path)));
    }
  }

  /** The path that a feature reads; empty for a cross of others. */
  public static String source(Feature feature) {
    return switch (feature) {
      case Feature.Categorical single -> single.source();
      case Feature.Bag bag -> bag.source();
      case Feature.Bucketised cut -> cut.source();
      case Feature.Numeric numeric -> numeric.source();
      case Feature.Cross cross -> "";
    };
  }

  private static void check(Feature feature) {
    String source = source(feature);
    if (feature.side() == Side.REQUEST && SourcePaths.isOfCandidate(source)) {
      throw new IllegalArgumentException(
          "feature '"
              + feature.name()
              + "': side is request, but its source "
              + source
              + " is only known per creative; expected side candidate");
    }
  }

  /** Fields that the decoder must keep beside a request's own. */
  public ExtraPaths extraPaths() {
    return extraPaths;
  }

  /** Tells whether a request that was read for another schema can be one of this schema. */
  public boolean readsAs(FeatureInputs other) {
    return extraPaths.paths().equals(other.extraPaths.paths());
  }

  /**
   * Puts what is known before an ad is chosen.
   *
   * @param request read with {@link #extraPaths}
   * @param imp one of its impressions
   * @param epochMillis when it came
   * @param into of the schema; has no values of these sources yet
   */
  public void putRequest(BidRequest request, Imp imp, long epochMillis, ValueSink into) {
    putRequest(request, epochMillis, into);
    putImp(request, imp, into);
  }

  /**
   * Puts what a request's impressions have in common.
   *
   * @param request read with {@link #extraPaths}
   * @param epochMillis when it came
   * @param into of the schema; has no values of these sources yet
   */
  public void putRequest(BidRequest request, long epochMillis, ValueSink into) {
    if (putsTime) {
      into.time(epochMillis, request.utcOffsetMinutes());
    }
    if (!request.imps.isEmpty()) {
      put(fromRequest, extraOfRequest, request, request.imps.get(0), request.extra, into);
    }
  }

  /** Puts what is an impression's own; {@code into} has no values of these sources yet. */
  public void putImp(BidRequest request, Imp imp, ValueSink into) {
    put(fromImp, extraOfImp, request, imp, imp.extra, into);
  }

  private static void put(
      List<FromRequest> known,
      List<FromExtra> extra,
      BidRequest request,
      Imp imp,
      ExtraValues values,
      ValueSink into) {
    for (int i = 0; i < known.size(); i++) {
      FromRequest from = known.get(i);
      from.reader.put(request, imp, into, from.source);
    }
    for (int i = 0; i < extra.size(); i++) {
      FromExtra from = extra.get(i);
      TextList found = values.get(from.path);
      for (int v = 0; v < found.size(); v++) {
        into.putText(from.source, found.get(v));
      }
    }
  }

  /** Tells whether a feature reads how often the person was shown the ad's campaign. */
  public boolean readsExposures() {
    return exposures != NONE;
  }

  /** Puts what is known of an ad; {@code into} has no values of these sources yet. */
  public void putCandidate(Candidate candidate, ValueSink into) {
    putAd(candidate, into);
    putExposures(candidate, into);
  }

  /** Puts how often the person was shown the ad's campaign, where it is known. */
  public void putExposures(Candidate candidate, ValueSink into) {
    if (exposures != NONE && candidate.exposures >= 0) {
      into.putLong(exposures, candidate.exposures);
    }
  }

  /** Puts what is known of an ad whatever is asked for. */
  public void putAd(Candidate candidate, ValueSink into) {
    for (int i = 0; i < fromCandidate.size(); i++) {
      FromCandidate from = fromCandidate.get(i);
      from.reader.put(candidate.campaign(), candidate.creative(), into, from.source);
    }
  }
}
