package io.bidder.trainer;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The hidden layers of a network as an option names them: {@code 64,32}, or {@code none}. */
record LayerSizes(List<Integer> sizes) {

  static final class Converter implements ITypeConverter<LayerSizes> {
    @Override
    public LayerSizes convert(String value) {
      if (value.equals("none")) {
        return new LayerSizes(List.of());
      }
      List<Integer> sizes = new ArrayList<>();
      for (String size : value.split(",", -1)) {
        try {
          sizes.add(Integer.parseInt(size));
        } catch (NumberFormatException e) {
          throw new TypeConversionException(
              "'" + value + "' is neither sizes such as 64,32 nor none");
        }
      }
      return new LayerSizes(List.copyOf(sizes));
    }
  }
}
