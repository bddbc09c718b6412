package io.bidder.eventlog.event;

/**
 * A raw value of a feature, before hashing; a source with several values is there several times.
 */
public sealed interface Value {
  /** The schema's path, such as {@code site.domain}. */
  String source();

  record OfText(String source, String text) implements Value {}

  record Whole(String source, long number) implements Value {}

  record OfNumber(String source, double number) implements Value {}

  static Value read(WireReader wire) {
    String source = "";
    String text = "";
    long whole = 0;
    double number = 0;
    int kind = 2;
    while (wire.next()) {
      switch (wire.field()) {
        case Sources.NAME -> source = wire.text();
        case Sources.NUMBER -> source = NumberedSources.source(wire.whole());
        case 2 -> {
          text = wire.text();
          kind = 2;
        }
        case 3 -> {
          whole = wire.signed();
          kind = 3;
        }
        case 4 -> {
          number = wire.number64();
          kind = 4;
        }
        default -> wire.skip();
      }
    }
    return switch (kind) {
      case 3 -> new Whole(source, whole);
      case 4 -> new OfNumber(source, number);
      default -> new OfText(source, text);
    };
  }
}
