package io.bidder.trainer.log;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.bidder.settings.InvalidInputException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logs whose words are not those of a bid request, read as if they were. */
class ColumnValuesTest {
  private static final String FEATURES =
      """
      log:
        labels: {click: clicked}
        missing: ["null"]
        timestamp: {column: at, format: iso}
        utcOffsetMinutes: tz
      features:
        - {name: gender, kind: categorical, source: user.gender, column: sex}
        - {name: yob, kind: numeric, source: user.yob, column: age}
        - {name: yob_bin, kind: bucketised, source: user.yob, column: age, boundaries: [1980, 1990]}
        - {name: cat, kind: bag, source: site.cat, column: tags, separator: "|"}
        - {name: day, kind: categorical, source: time.localDayOfWeek, column: weekday}
      """;

  private static final String COLUMNS =
      """
      columns:
        clicked: {values: {yes: 1, no: 0}}
        sex: {values: {Male: M, Female: F, Unknown: ""}, otherwise: O}
        age: {values: {65+: 70}, derive: year-of-birth}
        tags: {values: {sport: IAB17, news: IAB12}}
        weekday: {values: {Mon: 1, Tue: 2}}
      """;

  @TempDir Path directory;

  @Test
  void rowsShouldBeThoseOfRequestsWhenColumnsAreTranslated() throws IOException {
    Path words =
        Logs.write(
            directory,
            "words.csv",
            """
            clicked,sex,age,tags,weekday,at,tz
            yes,Male,30,sport|news,Mon,2026-03-01T10:00:00,0
            no,Female,65+,other| sport ,Tue,2026-03-01T10:00:01,0
            no,Divers,null,,Tue,2026-03-01T10:00:02,0
            no,Unknown,young,null|news,Tue,2026-03-01T10:00:03,0
            """);
    Path requests =
        Logs.write(
            directory,
            "requests.csv",
            """
            clicked,sex,age,tags,weekday,at,tz
            1,M,1996,IAB17|IAB12,1,2026-03-01T10:00:00,0
            0,F,1956,other|IAB17,2,2026-03-01T10:00:01,0
            0,O,null,,2,2026-03-01T10:00:02,0
            0,null,young,null|IAB12,2,2026-03-01T10:00:03,0
            """);

    assertEquals(encoded(requests, FEATURES), encoded(words, FEATURES + COLUMNS));
  }

  @Test
  void rowsShouldBeTheSameWhenTheLogIsJsonLines() throws IOException {
    Path words =
        Logs.write(
            directory,
            "words.jsonl",
            """
            {"clicked":"yes","sex":"Male","age":30,"tags":["sport","news"],"weekday":"Mon","at":"2026-03-01T10:00:00Z","tz":0}
            {"clicked":"no","sex":"Female","age":"65+","tags":"x|sport","weekday":"Tue","at":"2026-03-01T10:00:01Z","tz":0}
            {"clicked":"no","sex":null,"age":30.5,"tags":[],"weekday":"Tue","at":"2026-03-01T10:00:01Z","tz":0}
            """);

    assertEquals(
        List.of(
            List.of(List.of("M"), List.of("1996"), List.of("IAB17", "IAB12"), List.of("1")),
            List.of(List.of("F"), List.of("1956"), List.of("x", "IAB17"), List.of("2")),
            List.of(List.of(), List.of("1996"), List.of(), List.of("2"))),
        written(words));
  }

  @Test
  void yearOfBirthShouldBeByTheYearOnTheUsersClock() throws IOException {
    Path log =
        Logs.write(
            directory,
            "new-year.csv",
            """
            clicked,sex,age,tags,weekday,at,tz
            yes,Male,30,,Mon,2025-12-31T23:30:00,0
            yes,Male,30,,Mon,2025-12-31T23:30:01,60
            yes,Male,0,,Mon,2026-01-01T00:30:00,-60
            yes,Male,151,,Mon,2026-01-01T00:30:01,0
            """);

    assertEquals(
        List.of(List.of("1995"), List.of("1996"), List.of("2025"), List.of()),
        written(log).stream().map(row -> row.get(1)).toList());
  }

  @Test
  void valueShouldStayAsItIsWhenItIsNotListed() throws IOException {
    Path log =
        Logs.write(
            directory,
            "log.csv",
            """
            clicked,sex,age,tags,weekday,at,tz
            yes,X,30,,Mon,2026-03-01T10:00:00,0
            """);
    String columns = COLUMNS.replace(", otherwise: O", "");

    assertEquals(List.of("X"), written(log, FEATURES + columns).getFirst().getFirst());
  }

  @Test
  void labelShouldBeBrokenWhenItsWordIsNotListed() throws IOException {
    Path log =
        Logs.write(
            directory,
            "log.csv",
            """
            clicked,sex,age,tags,weekday,at,tz
            maybe,Male,30,,Mon,2026-03-01T10:00:00,0
            """);
    LogSchema schema = LogSchema.parse(FEATURES + COLUMNS, "s.yaml");

    assertEquals(
        true,
        Logs.problem(() -> EncodedLog.read(List.of(log), schema, ReadOptions.defaults()).close())
            .contains("click is 'maybe', expected 0 or 1"));
  }

  @Test
  void problemsShouldBeToldWithTheirLine() {
    String columns =
        """
        columns:
          sexx: {values: {Male: M}}
          sex: {values: {"null": M}}
          tags: {derive: year-of-birth}
          weekday: {otherwise: 1}
          age: {derive: birthday}
        """;

    assertEquals(
        """
        s.yaml:13: columns.sexx: no feature or label reads this column, did you mean 'sex'?
        s.yaml:14: columns.sex: 'null' means "no value": it becomes nothing else
        s.yaml:15: columns.tags: an age is a number of its own, no label or bag of several
        s.yaml:16: columns.weekday.values: expected values: {TEXT: TEXT} or derive: year-of-birth
        s.yaml:17: columns.age.derive is 'birthday', expected year-of-birth\
        """,
        Logs.message(
            InvalidInputException.class, () -> LogSchema.parse(FEATURES + columns, "s.yaml")));
  }

  @Test
  void yearOfBirthShouldBeRefusedWhenRowsHaveNoTime() {
    String schema =
        """
        log: {labels: {click: clicked}}
        features: [{name: yob, kind: numeric, source: user.yob, column: age}]
        columns: {age: {derive: year-of-birth}}
        """;

    assertEquals(
        "s.yaml:3: columns.age: a year of birth is derived from log.timestamp, which is missing",
        Logs.message(InvalidInputException.class, () -> LogSchema.parse(schema, "s.yaml")));
  }

  private static List<Logs.Row> encoded(Path log, String schema) throws IOException {
    ReadOptions all = ReadOptions.defaults().withFitFraction(1);
    try (EncodedLog read = EncodedLog.read(List.of(log), LogSchema.parse(schema, "s.yaml"), all)) {
      assertEquals(0, read.summary().brokenRows());
      assertEquals(1, read.summary().unreadableNumbers());
      return Logs.rows(read);
    }
  }

  private static List<List<List<String>>> written(Path log) throws IOException {
    return written(log, FEATURES + COLUMNS);
  }

  /** By row and source, the values. */
  private static List<List<List<String>>> written(Path log, String text) throws IOException {
    LogSchema schema = LogSchema.parse(text, "s.yaml");
    return SourceRows.read(
        List.of(log),
        schema,
        ReadOptions.defaults(),
        row ->
            IntStream.range(0, schema.sources().size())
                .mapToObj(source -> List.copyOf(row.values(source)))
                .toList());
  }
}
