package io.bidder.trainer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.settings.command.Commands;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** Wrong options are refused by name before any file is read: none of those named here is there. */
final class OptionsTest {
  @TempDir private Path directory = Path.of("");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--arch               | forest   | expected dlrm or wide-deep",
        "--arch               | logistic | expected dlrm or wide-deep",
        "--valid-fraction     | 0        | expected a number above 0 and below 1",
        "--valid-fraction     | 1        | expected a number above 0 and below 1",
        "--valid-fraction     | NaN      | expected a number above 0 and below 1",
        "--valid-fraction     | half     | expected a number above 0 and below 1",
        "--seed               | x        | expected a whole number",
        "--threads            | 0        | expected a whole number from 1 to 1024",
        "--dimension          | 1        | expected a whole number from 2 to 1024",
        "--bottom             | 0        | expected sizes from 1 to 65536 such as 64,32, or none",
        "--top                | 64;32    | expected sizes from 1 to 65536 such as 64,32, or none",
        "--top                | 64,      | expected sizes from 1 to 65536 such as 64,32, or none",
        "--members            | 17       | expected a whole number from 1 to 16",
        "--min-count          | 0        | expected a whole number of at least 1",
        "--epochs             | 0        | expected a whole number of at least 1",
        "--batch              | -5       | expected a whole number of at least 1",
        "--learning-rate      | 0        | expected a number above 0",
        "--learning-rate      | Infinity | expected a number above 0",
        "--final-rate         | 1.5      | expected a number above 0 and at most 1",
        "--dropout            | 1        | expected a number of at least 0 and below 1",
        "--latent-lambda      | -1       | expected a number of at least 0",
        "--first-order-lambda | -1       | expected a number of at least 0",
        "--dense-lambda       | NaN      | expected a number of at least 0",
        "--conversion-weight  | -0.1     | expected a number of at least 0",
        "--table-type         | int4     | expected float32, float16 or int8",
        "--precision          | int4     | expected auto, float32 or int8",
        "--threshold          | 2        | expected a number from 0 to 1",
        "--broken-share       | 2        | expected a number from 0 to 1",
      })
  void trainShouldNameTheOptionItsValueAndWhatWasExpected(
      String option, String value, String expected) {
    String errors = refused(new Train(), List.of("--schema", "s.yaml", option + "=" + value));

    assertTrue(errors.startsWith(option + " is " + value + ", " + expected), errors);
  }

  @ParameterizedTest
  @CsvSource({"--threshold, -1", "--threads, 0", "--broken-share, 1.01"})
  void evaluateShouldNameTheOptionAndItsValue(String option, String value) {
    String errors = refused(new Evaluate(), List.of(option + "=" + value));

    assertTrue(errors.startsWith(option + " is " + value + ", expected "), errors);
  }

  @Test
  void trainShouldRefuseABottomNetworkWhenTheArchitectureHasNone() {
    String errors =
        refused(new Train(), List.of("--schema=s.yaml", "--arch=wide-deep", "--bottom=64"));

    assertTrue(errors.startsWith("--bottom is for dlrm"), errors);
  }

  @Test
  void trainShouldRefuseOptionsThatTheSchemaHasNoUseForBeforeTheLogIsRead() throws IOException {
    Path schema = directory.resolve("schema.yaml");
    Files.writeString(
        schema,
        """
        log: {labels: {click: click, conversion: bought}}
        features: [{name: tags, kind: bag}]
        """);
    String given = "--schema=" + schema;

    assertTrue(
        refused(new Train(), List.of(given, "--dimension=2"))
            .startsWith("--dimension is 2, expected at least 3"));
    assertTrue(
        refused(new Train(), List.of(given, "--tables-inside"))
            .startsWith("--tables-inside is for single values: schema 'schema' has a bag"));
  }

  @Test
  void commandsShouldRefuseAReportThatHasNoDirectory() {
    String missing = directory.resolve("none/report.json").toString();

    assertTrue(
        refused(new Train(), List.of("--schema=s.yaml", "--json=" + missing))
            .startsWith("--json is " + missing + ", expected a file in a directory that exists"));
    assertTrue(
        refused(new Evaluate(), List.of("--html=" + missing)).startsWith("--html is " + missing));
    assertTrue(
        refused(new Evaluate(), List.of("--predictions=" + missing))
            .startsWith("--predictions is " + missing));
  }

  @Test
  void everyNumberShouldBeCheckedByAConverterOfItsOwn() {
    for (Object command : List.of(new Train(), new Evaluate())) {
      for (OptionSpec option : Commands.of(command).getCommandSpec().options()) {
        Class<?> type = option.type();
        boolean number = type == int.class || type == double.class;
        boolean boxed = type == Integer.class || type == Double.class;
        assertFalse(
            (number || boxed) && option.converters().length == 0,
            () -> option.longestName() + " takes any number");
      }
    }
  }

  /** What a command says that must not have touched anything. */
  private String refused(Object command, List<String> options) {
    StringWriter errors = new StringWriter();
    Path store = directory.resolve("store");
    List<String> arguments =
        new ArrayList<>(List.of("--log", directory.resolve("none.csv").toString()));
    arguments.addAll(List.of("--store", store.toString()));
    arguments.addAll(options);

    CommandLine line = Commands.of(command).setErr(new PrintWriter(errors));
    assertEquals(2, line.execute(arguments.toArray(String[]::new)), errors.toString());
    assertFalse(Files.exists(store));
    assertEquals(1, errors.toString().lines().count(), errors.toString());
    return errors.toString().replaceFirst("^\\./run (train|evaluate): ", "");
  }
}
