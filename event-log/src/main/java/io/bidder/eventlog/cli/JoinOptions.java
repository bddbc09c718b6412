package io.bidder.eventlog.cli;

import io.bidder.eventlog.event.Kind;
import io.bidder.eventlog.join.JoinRules;
import io.bidder.settings.Types;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options of commands that join bids with what came of them. */
public final class JoinOptions {
  private static final JoinRules DEFAULTS = JoinRules.defaults();

  @Option(
      names = "--settle-after",
      paramLabel = "TIME",
      converter = Span.class,
      description = "From an impression to its row (default: 10m; ./run learn: 10s).")
  private Duration settleAfter;

  @Option(
      names = "--click-window",
      paramLabel = "TIME",
      converter = Span.class,
      description = "From an impression to a click that counts (default: 1h).")
  private Duration clickWindow = DEFAULTS.clickWindow();

  @Option(
      names = "--conversion-window",
      paramLabel = "TIME",
      converter = Span.class,
      description = "From a click to a conversion that counts (default: 168h).")
  private Duration conversionWindow = DEFAULTS.conversionWindow();

  @Option(
      names = "--view-window",
      paramLabel = "TIME",
      converter = Span.class,
      description =
          "From an impression to a conversion that counts without a click (default: none does).")
  private Duration viewWindow = DEFAULTS.viewWindow();

  @Option(
      names = "--wins-are-shown",
      description =
          "Take an ad that won for shown: for exchanges that neither bill nor have our pixel.")
  private boolean winsAreShown;

  /** Rows settle after 10 minutes, unless told otherwise. */
  public JoinOptions() {
    this(DEFAULTS.settleAfter());
  }

  /** Rows settle after a time, unless told otherwise. */
  public JoinOptions(Duration settleAfter) {
    this.settleAfter = settleAfter;
  }

  /** A span of time from nothing to a year. */
  private static final class Span implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      var type = Types.duration(Duration.ZERO, Duration.ofDays(365));
      return type.parse(text)
          .orElseThrow(() -> new TypeConversionException("expected " + type.expected()));
    }
  }

  /** The rules that the options ask for. */
  public JoinRules rules() {
    Set<Kind> shownBy = EnumSet.copyOf(DEFAULTS.shownBy());
    if (winsAreShown) {
      shownBy.add(Kind.WIN);
    }
    return new JoinRules(
        shownBy,
        DEFAULTS.impressionWindow(),
        settleAfter,
        clickWindow,
        conversionWindow,
        viewWindow,
        DEFAULTS.maxReportingDelay(),
        DEFAULTS.maxArrivalDelay());
  }
}
