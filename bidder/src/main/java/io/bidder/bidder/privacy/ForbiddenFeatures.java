package io.bidder.bidder.privacy;

import io.bidder.bidder.config.PrivacyConfig;
import io.bidder.bidder.feature.FeatureInputs;
import io.bidder.modelstore.schema.Feature;
import io.bidder.modelstore.schema.FeatureSchema;
import io.bidder.modelstore.schema.PersonalSources;
import io.bidder.modelstore.schema.SourcePaths;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The sources that a model may not read, whatever a request allows: those of the features and the
 * kinds of features that the configuration forbids. A source that one feature may not read, no
 * other may: it is missing for all, and for crosses of them. Immutable.
 */
public final class ForbiddenFeatures {
  private final Map<String, String> reasons = new HashMap<>();

  /** What a configuration forbids a model of a schema. */
  public ForbiddenFeatures(PrivacyConfig config, FeatureSchema schema) {
    for (Feature feature : schema.features()) {
      String source = FeatureInputs.source(feature);
      String reason = config.forbiddenFeatures().get(feature.name());
      if (reason == null && !source.isEmpty()) {
        reason = ofKind(config, SourcePaths.canonical(source));
      }
      if (reason == null) {
        continue;
      }
      if (feature instanceof Feature.Cross cross) {
        forbid(schema, cross, reason);
      } else {
        reasons.put(SourcePaths.canonical(source), reason);
      }
    }
  }

  /** A cross is missing where one of its two is. */
  private void forbid(FeatureSchema schema, Feature.Cross cross, String reason) {
    for (Feature feature : schema.features()) {
      if (feature.name().equals(cross.first())) {
        reasons.put(SourcePaths.canonical(FeatureInputs.source(feature)), reason);
      }
    }
  }

  private static @Nullable String ofKind(PrivacyConfig config, String source) {
    PrivacyConfig.Kind kind = kind(source);
    return kind == null ? null : config.forbiddenKinds().get(kind);
  }

  /** The kind of features that a source makes; null where no such kind can be forbidden. */
  private static PrivacyConfig.@Nullable Kind kind(String source) {
    if (source.equals("user.yob")) {
      return PrivacyConfig.Kind.AGE;
    }
    if (source.equals("user.gender")) {
      return PrivacyConfig.Kind.GENDER;
    }
    return switch (PersonalSources.kind(source)) {
      case ID -> PrivacyConfig.Kind.IDS;
      case SEGMENT -> PrivacyConfig.Kind.SEGMENTS;
      case PRECISE_PLACE -> PrivacyConfig.Kind.PRECISE_PLACE;
      case NONE, PROFILE, ANY -> null;
    };
  }

  /** The reason that a source may not be read; null if it may. */
  public @Nullable String reason(String source) {
    return reasons.get(SourcePaths.canonical(source));
  }
}
