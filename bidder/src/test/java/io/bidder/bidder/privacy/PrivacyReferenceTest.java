package io.bidder.bidder.privacy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.iab.gpp.encoder.GppModel;
import io.bidder.bidder.config.PrivacyConfig;
import io.bidder.bidder.openrtb.BidRequest;
import io.bidder.bidder.openrtb.ExtraPaths;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the tables of docs/reference/privacy.md against what becomes of requests, cell by cell. */
class PrivacyReferenceTest {
  private static final Path PAGE = Path.of("../docs/reference/privacy.md");
  private static final int PURPOSES = 11;

  /**
   * A cell of a table.
   *
   * @param row its first words
   */
  record Cell(String row, String column, boolean isMarked) {
    @Override
    public String toString() {
      return row + " and " + column;
    }
  }

  private static final PrivacyConfig US =
      new PrivacyConfig(TcStrings.VENDOR, Set.of(1, 2, 3, 4, 7, 10), Set.of(), Set.of());

  static Stream<Cell> signals() throws IOException {
    return cells("| signal |");
  }

  static Stream<Cell> purposes() throws IOException {
    return cells("| use | P1 |");
  }

  private static Stream<Cell> cells(String header) throws IOException {
    List<String> lines = Files.readAllLines(PAGE);
    int at = 0;
    while (!lines.get(at).startsWith(header)) {
      at++;
    }
    String[] columns = split(lines.get(at));
    List<Cell> cells = new ArrayList<>();
    for (String line : lines.subList(at + 2, lines.size())) {
      if (!line.startsWith("|")) {
        break;
      }
      String[] row = split(line);
      for (int i = 1; i < columns.length; i++) {
        cells.add(new Cell(row[0], columns[i], i < row.length && row[i].equals("x")));
      }
    }
    return cells.stream();
  }

  private static String[] split(String line) {
    return Arrays.stream(line.substring(1).split("\\|", -1))
        .map(String::strip)
        .toArray(String[]::new);
  }

  private static Use use(String label) {
    return Use.valueOf(label.toUpperCase(Locale.ROOT).replace(' ', '_'));
  }

  @ParameterizedTest
  @MethodSource("signals")
  void signalShouldTakeAUseAwayWhereItsCellSaysSo(Cell cell) {
    if (cell.column.isEmpty()) {
      return;
    }
    Signal signal = Signal.valueOf(cell.row.substring(1, cell.row.indexOf('`', 1)));
    BidRequest request = new BidRequest();
    PrivacyRules rules = new PrivacyRules(US);
    switch (signal) {
      case COPPA -> request.regs.coppa = true;
      case LIMITED_TRACKING -> request.device.lmt = true;
      case DO_NOT_TRACK -> request.device.dnt = true;
      case NO_TRACKING_AUTHORIZATION -> request.device.atts = 2;
      case GLOBAL_PRIVACY_CONTROL -> request.regs.gpc = true;
      case US_OPT_OUT -> gpp(request, "SaleOptOut", 1);
      case KNOWN_CHILD -> gpp(request, "KnownChildSensitiveDataConsents", List.of(0, 2, 0));
      case SENSITIVE_OPT_OUT ->
          gpp(
              request,
              "SensitiveDataProcessing",
              List.of(0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0));
      case GPP_NOT_READ -> request.regs.gppSid.add(7);
      case NO_CONSENT -> request.regs.gdpr = 1;
      case NO_VENDOR -> {
        request.user.consent.set(TcStrings.all().encode());
        rules = new PrivacyRules(PrivacyConfig.defaults());
      }
      case CONSENT_LIMITED -> throw new AssertionError("what it takes is what it says");
    }
    Permissions permissions = rules.permit(request, ExtraPaths.none());
    assertEquals(List.of(signal), rules.signals(request));
    assertEquals(cell.isMarked, !permissions.allows(use(cell.column)));
    assertEquals(cell.isMarked, signal.takes(use(cell.column)));
  }

  private static void gpp(BidRequest request, String field, Object value) {
    GppModel model = new GppModel();
    model.setFieldValue("usnat", field, value);
    request.regs.gpp.set(model.encode());
    request.regs.gppSid.add(7);
  }

  @ParameterizedTest
  @MethodSource("purposes")
  void useShouldAskForAPurposeWhereItsCellSaysSo(Cell cell) {
    if (cell.column.isEmpty()) {
      return;
    }
    PrivacyConfig allPurposes =
        new PrivacyConfig(
            TcStrings.VENDOR, Set.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11), Set.of(), Set.of());
    TcStrings consent =
        cell.column.equals("SF1")
            ? TcStrings.all().features(2)
            : TcStrings.all().without(Integer.parseInt(cell.column.substring(1)));
    BidRequest request = new BidRequest();
    request.regs.gdpr = 1;
    request.user.consent.set(consent.encode());
    Permissions permissions = new PrivacyRules(allPurposes).permit(request, ExtraPaths.none());
    assertEquals(cell.isMarked, !permissions.allows(use(cell.row)));
  }

  @Test
  void everySignalAndUseShouldBeInTheTables() throws IOException {
    List<String> told = new ArrayList<>();
    signals().map(Cell::row).distinct().forEach(row -> told.add(row.split("`", -1)[1]));
    List<String> known = new ArrayList<>(Arrays.stream(Signal.values()).map(Enum::name).toList());
    known.remove(Signal.CONSENT_LIMITED.name());
    assertEquals(known, told);
    List<String> uses = Arrays.stream(Use.values()).map(Use::label).toList();
    assertEquals(uses, purposes().map(Cell::row).distinct().toList());
    assertEquals(
        uses, signals().map(Cell::column).filter(text -> !text.isEmpty()).distinct().toList());
    assertEquals(
        (PURPOSES + 1L) * uses.size(), purposes().filter(cell -> !cell.column.isEmpty()).count());
  }
}
