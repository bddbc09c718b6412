package io.bidder.trainer;

import io.bidder.modelstore.Manifest;
import io.bidder.trainer.fitting.FitPlan;
import io.bidder.trainer.network.Architecture;
import io.bidder.trainer.version.ServedForm;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.DoublePredicate;
import java.util.function.Function;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Converters for what options may be, so that a wrong value is refused with the option's name
 * before any file is read.
 */
final class OptionValues {
  /**
   * Networks of those that the command line offers: a logistic regression is always beside them.
   */
  static final List<Architecture> ARCHITECTURES =
      List.of(Architecture.DLRM, Architecture.WIDE_DEEP);

  private static final int MAX_THREADS = 1024;
  private static final int MAX_DIMENSION = 1024;
  private static final int MAX_LAYER_UNITS = 1 << 16;

  private OptionValues() {}

  /** A whole number in a range. */
  abstract static class WholeNumber implements ITypeConverter<Integer> {
    private final int least;
    private final int most;

    WholeNumber(int least, int most) {
      this.least = least;
      this.most = most;
    }

    @Override
    public Integer convert(String text) {
      int value;
      try {
        value = Integer.parseInt(text);
      } catch (NumberFormatException e) {
        throw refused(expected());
      }
      if (value < least || value > most) {
        throw refused(expected());
      }
      return value;
    }

    private String expected() {
      return most == Integer.MAX_VALUE
          ? "a whole number of at least " + least
          : "a whole number from " + least + " to " + most;
    }
  }

  /** At least 1. */
  static final class Count extends WholeNumber {
    Count() {
      super(1, Integer.MAX_VALUE);
    }
  }

  /** Threads at once. */
  static final class Threads extends WholeNumber {
    Threads() {
      super(1, MAX_THREADS);
    }
  }

  /** Networks that are averaged. */
  static final class Members extends WholeNumber {
    Members() {
      super(1, FitPlan.MAX_MEMBERS);
    }
  }

  /** Floats in an embedding row: a latent vector and a first-order weight at the least. */
  static final class Dimension extends WholeNumber {
    Dimension() {
      super(2, MAX_DIMENSION);
    }
  }

  /** A number in a range. */
  abstract static class Real implements ITypeConverter<Double> {
    private final String expected;
    private final DoublePredicate isAllowed;

    Real(String expected, DoublePredicate isAllowed) {
      this.expected = expected;
      this.isAllowed = isAllowed;
    }

    @Override
    public Double convert(String text) {
      double value;
      try {
        value = Double.parseDouble(text);
      } catch (NumberFormatException e) {
        throw refused(expected);
      }
      if (!isAllowed.test(value)) {
        throw refused(expected);
      }
      return value;
    }
  }

  /** From 0 to 1. */
  static final class Share extends Real {
    Share() {
      super("a number from 0 to 1", value -> value >= 0 && value <= 1);
    }
  }

  /** Between 0 and 1, neither of them. */
  static final class Fraction extends Real {
    Fraction() {
      super("a number above 0 and below 1", value -> value > 0 && value < 1);
    }
  }

  /** A share that may be left out: not all. */
  static final class ShareBelowOne extends Real {
    ShareBelowOne() {
      super("a number of at least 0 and below 1", value -> value >= 0 && value < 1);
    }
  }

  /** A share that may be kept: not none. */
  static final class ShareAboveZero extends Real {
    ShareAboveZero() {
      super("a number above 0 and at most 1", value -> value > 0 && value <= 1);
    }
  }

  /** Above 0. */
  static final class Rate extends Real {
    Rate() {
      super("a number above 0", value -> value > 0 && Double.isFinite(value));
    }
  }

  /** At least 0. */
  static final class Weight extends Real {
    Weight() {
      super("a number of at least 0", value -> value >= 0 && Double.isFinite(value));
    }
  }

  /** One of several names. */
  abstract static class Choice<T> implements ITypeConverter<T> {
    private final List<T> choices;
    private final Function<T, String> name;

    Choice(List<T> choices, Function<T, String> name) {
      this.choices = choices;
      this.name = name;
    }

    @Override
    public T convert(String text) {
      for (T choice : choices) {
        if (name.apply(choice).equals(text)) {
          return choice;
        }
      }
      List<String> names = choices.stream().map(name).toList();
      int last = names.size() - 1;
      throw refused(String.join(", ", names.subList(0, last)) + " or " + names.get(last));
    }
  }

  /** A network's name. */
  static final class ArchitectureName extends Choice<Architecture> {
    ArchitectureName() {
      super(ARCHITECTURES, Architecture::id);
    }
  }

  /** The type of embedding rows. */
  static final class TableTypeName extends Choice<Manifest.TableType> {
    TableTypeName() {
      super(Arrays.asList(Manifest.TableType.values()), OptionValues::lowerCase);
    }
  }

  /** A precision to serve in. */
  static final class PrecisionName extends Choice<ServedForm.Wanted> {
    PrecisionName() {
      super(Arrays.asList(ServedForm.Wanted.values()), OptionValues::lowerCase);
    }
  }

  /** The hidden layers of a network: {@code 64,32}, or {@code none}. */
  static final class Layers implements ITypeConverter<LayerSizes> {
    private static final String EXPECTED =
        "sizes from 1 to " + MAX_LAYER_UNITS + " such as 64,32, or none";

    @Override
    public LayerSizes convert(String text) {
      if (text.equals("none")) {
        return new LayerSizes(List.of());
      }
      try {
        List<Integer> sizes = Arrays.stream(text.split(",", -1)).map(Integer::valueOf).toList();
        if (sizes.stream().allMatch(size -> size >= 1 && size <= MAX_LAYER_UNITS)) {
          return new LayerSizes(sizes);
        }
      } catch (NumberFormatException e) {
        throw refused(EXPECTED);
      }
      throw refused(EXPECTED);
    }
  }

  /**
   * Hidden layers that an option gives.
   *
   * @param sizes units of each
   */
  record LayerSizes(List<Integer> sizes) {}

  private static String lowerCase(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static TypeConversionException refused(String expected) {
    return new TypeConversionException("expected " + expected);
  }
}
