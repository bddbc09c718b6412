package io.bidder.bidder.bid;

import io.bidder.bidder.feature.FeatureInputs;
import io.bidder.bidder.privacy.Permissions;
import io.bidder.bidder.privacy.Signal;
import io.bidder.bidder.privacy.Use;
import io.bidder.modelstore.schema.EncodedRows;
import io.bidder.modelstore.schema.Feature;
import io.bidder.modelstore.schema.LocalTime;
import io.bidder.modelstore.schema.RawValues;
import io.bidder.modelstore.schema.Side;
import io.bidder.modelstore.schema.SourcePaths;
import io.bidder.modelstore.schema.ValueSink;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * Tells the features of encoded rows by the raw values that they were encoded from, and what
 * training knew of those. For one request.
 */
final class ExplainedFeatures {
  private static final int HOURS_PER_DAY = 24;
  private static final String MISSING = "missing";
  private static final String NEVER_SEEN = "never seen in training";

  private final BidContext context;
  private final BoundModel with;
  private final TrainedValues trained;
  private final RawValues raw;

  /** By source, as they were put. */
  private final List<List<Object>> values = new ArrayList<>();

  /** Why each use of what the request says of the person is not allowed. */
  private final Map<Use, String> denied = new EnumMap<>(Use.class);

  ExplainedFeatures(
      BidContext context, BoundModel with, TrainedValues trained, List<Signal> signals) {
    this.context = context;
    for (Use use : Use.values()) {
      if (!context.permissions.allows(use)) {
        denied.put(
            use,
            signals.stream()
                .filter(signal -> signal.takes(use) || signal == Signal.CONSENT_LIMITED)
                .map(Signal::text)
                .collect(Collectors.joining("; ")));
      }
    }
    this.with = with;
    this.trained = trained;
    raw = new RawValues(with.values.schema());
    with.values.schema().sources().forEach(source -> values.add(new ArrayList<>()));
  }

  /** Tells what is known of an impression before an ad is chosen. */
  void request(ImpContext imp, JsonGenerator json) {
    put(imp);
    tell(imp.firstRow, Side.REQUEST, json);
  }

  /** Tells what is known of an ad, which has a place among the impression's candidates. */
  void ad(ImpContext imp, int place, JsonGenerator json) {
    put(imp);
    with.inputs.putCandidate(imp.candidates.get(place), new Kept());
    tell(imp.firstRow + place, Side.CANDIDATE, json);
  }

  private void put(ImpContext imp) {
    raw.clear();
    values.forEach(List::clear);
    with.inputs.putRequest(context.request, imp.imp(), context.epochMillis, new Kept());
  }

  private void tell(int row, Side side, JsonGenerator json) {
    json.writeObjectPropertyStart("features");
    EncodedRows rows = with.rows;
    int slot = row * rows.slotCount();
    int column = row * rows.numericCount();
    for (Feature feature : raw.schema().features()) {
      boolean wanted = feature.side() == side;
      if (wanted) {
        json.writeObjectPropertyStart(feature.name());
        state(feature, json);
        tell(feature, rows, slot, column, json);
        json.writeEndObject();
      }
      switch (feature) {
        case Feature.Numeric numeric -> column++;
        case Feature.Embedded embedded -> slot += embedded.slots();
      }
    }
    json.writeEndObject();
  }

  /** Tells whether a feature was used, is missing, or may not be used and why. */
  private void state(Feature feature, JsonGenerator json) {
    String why = whyNot(feature);
    if (why != null) {
      json.writeStringProperty("state", "not permitted");
      json.writeStringProperty("why", why);
    } else {
      json.writeStringProperty("state", isMissing(feature) ? MISSING : "used");
    }
  }

  private @Nullable String whyNot(Feature feature) {
    if (feature instanceof Feature.Cross cross) {
      String first = whyNot(named(cross.first()));
      return first == null ? whyNot(named(cross.second())) : first;
    }
    String source = FeatureInputs.source(feature);
    String reason = with.forbidden.reason(source);
    if (reason != null) {
      return reason;
    }
    for (Map.Entry<Use, String> use : denied.entrySet()) {
      if (Permissions.isUse(source, use.getKey())) {
        return use.getValue();
      }
    }
    return null;
  }

  private boolean isMissing(Feature feature) {
    return feature instanceof Feature.Cross cross
        ? isMissing(named(cross.first())) || isMissing(named(cross.second()))
        : of(FeatureInputs.source(feature)).isEmpty();
  }

  private Feature named(String name) {
    return raw.schema().features().stream()
        .filter(feature -> feature.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private void tell(Feature feature, EncodedRows rows, int slot, int column, JsonGenerator json) {
    switch (feature) {
      case Feature.Categorical single -> single(single, single.source(), rows.ids()[slot], json);
      case Feature.Bucketised cut -> single(cut, cut.source(), rows.ids()[slot], json);
      case Feature.Bag bag -> bag(bag, rows, slot, json);
      case Feature.Cross cross -> cross(cross, rows.ids()[slot], json);
      case Feature.Numeric numeric -> number(numeric, rows.numerics()[column], json);
    }
  }

  private void single(Feature.Embedded feature, String source, int id, JsonGenerator json) {
    List<Object> put = of(source);
    json.writeName("value");
    value(put, json);
    json.writeNumberProperty("id", id);
    int seen = seen(feature, id, json);
    if (id == 0) {
      note(put.isEmpty() ? MISSING : "no number, taken as missing", json);
    } else if (seen == 0) {
      note(NEVER_SEEN, json);
    }
  }

  private void bag(Feature.Bag bag, EncodedRows rows, int slot, JsonGenerator json) {
    List<Object> put = of(bag.source());
    json.writeArrayPropertyStart("values");
    put.forEach(value -> value(List.of(value), json));
    json.writeEndArray();
    List<String> unseen = new ArrayList<>();
    json.writeArrayPropertyStart("ids");
    int used = Math.min(put.size(), bag.maxValues());
    for (int i = 0; i < Math.max(1, used); i++) {
      json.writeNumber(rows.ids()[slot + i]);
    }
    json.writeEndArray();
    json.writeArrayPropertyStart("seen");
    for (int i = 0; i < used; i++) {
      int seen = trained.rows(bag, rows.ids()[slot + i]);
      seen(seen, json);
      if (seen == 0) {
        unseen.add(String.valueOf(put.get(i)));
      }
    }
    json.writeEndArray();
    if (put.isEmpty()) {
      note(MISSING, json);
    } else if (!unseen.isEmpty()) {
      note(NEVER_SEEN + ": " + String.join(", ", unseen), json);
    } else if (put.size() > used) {
      note("the first " + used + " are used", json);
    }
  }

  private void cross(Feature.Cross cross, int id, JsonGenerator json) {
    json.writeArrayPropertyStart("of");
    json.writeString(cross.first());
    json.writeString(cross.second());
    json.writeEndArray();
    json.writeNumberProperty("id", id);
    int seen = seen(cross, id, json);
    if (id == 0) {
      note(MISSING, json);
    } else if (seen == 0) {
      note(NEVER_SEEN, json);
    }
  }

  private void number(Feature.Numeric feature, float encoded, JsonGenerator json) {
    List<Object> put = of(feature.source());
    json.writeName("value");
    value(put, json);
    json.writeNumberProperty("input", encoded);
    if (put.isEmpty()) {
      note(MISSING, json);
    } else if (Double.isNaN(raw.number(raw.source(feature.source())))) {
      note("no number, taken as missing", json);
    } else if (Math.abs(encoded) >= (float) feature.clip()) {
      note("out of range, clipped", json);
    }
  }

  private List<Object> of(String source) {
    return values.get(raw.source(source));
  }

  private static void value(List<Object> put, JsonGenerator json) {
    switch (put.isEmpty() ? null : put.getFirst()) {
      case null -> json.writeNull();
      case Long number -> json.writeNumber(number);
      case Double number -> json.writeNumber(number);
      case Object text -> json.writeString(text.toString());
    }
  }

  private int seen(Feature.Embedded feature, int id, JsonGenerator json) {
    int rows = trained.rows(feature, id);
    json.writeName("seen");
    seen(rows, json);
    return rows;
  }

  private static void seen(int rows, JsonGenerator json) {
    if (rows == TrainedValues.UNKNOWN) {
      json.writeNull();
    } else {
      json.writeNumber(rows);
    }
  }

  private static void note(String text, JsonGenerator json) {
    json.writeStringProperty("note", text);
  }

  /** Keeps values as they are, beside how they are read. */
  private final class Kept implements ValueSink {
    private void keep(int source, Object value) {
      if (source >= 0) {
        values.get(source).add(value);
      }
    }

    @Override
    public void putText(int source, CharSequence text) {
      if (!text.isEmpty()) {
        keep(source, text.toString());
        raw.putText(source, text);
      }
    }

    @Override
    public void putLong(int source, long value) {
      keep(source, value);
      raw.putLong(source, value);
    }

    @Override
    public void putDouble(int source, double value) {
      keep(source, value);
      raw.putDouble(source, value);
    }

    @Override
    public void time(long epochMillis, int utcOffsetMinutes) {
      int hourOfWeek = LocalTime.hourOfWeek(epochMillis, utcOffsetMinutes);
      keep(raw.source(SourcePaths.LOCAL_HOUR), (long) hourOfWeek % HOURS_PER_DAY);
      keep(raw.source(SourcePaths.LOCAL_DAY_OF_WEEK), (long) hourOfWeek / HOURS_PER_DAY + 1);
      keep(raw.source(SourcePaths.LOCAL_HOUR_OF_WEEK), (long) hourOfWeek);
      raw.time(epochMillis, utcOffsetMinutes);
    }
  }
}
