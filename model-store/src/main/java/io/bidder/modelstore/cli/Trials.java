package io.bidder.modelstore.cli;

import io.bidder.modelstore.Trial;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A trial as commands tell of it. */
final class Trials {
  private Trials() {}

  /** Its kind, such as {@code canary, 5%}. */
  static String text(Trial trial) {
    String kind = kind(trial);
    return switch (trial.kind()) {
      case SHADOW -> kind;
      case CANARY ->
          kind
              + ", "
              + new BigDecimal(trial.share(), MathContext.DECIMAL32)
                  .movePointRight(2)
                  .stripTrailingZeros()
                  .toPlainString()
              + "%";
    };
  }

  private static String kind(Trial trial) {
    return trial.kind().name().toLowerCase(Locale.ROOT);
  }

  static ObjectNode json(Trial trial) {
    ObjectNode json = JsonMapper.shared().createObjectNode();
    json.put("version", trial.id());
    json.put("kind", kind(trial));
    if (trial.kind() == Trial.Kind.CANARY) {
      json.put("share", trial.share());
    }
    return json;
  }
}
