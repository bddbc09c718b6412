package io.bidder.settings;

import static java.util.Collections.nCopies;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentTest {
  @TempDir private Path directory = Path.of("");

  /**
   * A type.
   *
   * @param right a value of it and what it is read as
   * @param wrong a value of another one, and what is said of it
   */
  record Case(String name, Type<?> type, String right, Object read, String wrong, String said) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Case> types() {
    return List.of(
        new Case("text", Types.TEXT, "x", "x", "", "'', expected a text"),
        new Case("words", Types.WORDS, " x", " x", " ", "' ', expected a text"),
        new Case("flag", Types.FLAG, "true", true, "yes", "'yes', expected one of true, false"),
        new Case(
            "integer",
            Types.integer(1, 9),
            "7",
            7,
            "10",
            "'10', expected a whole number from 1 to 9"),
        new Case(
            "long",
            Types.integer(0L, Long.MAX_VALUE),
            "9223372036854775807",
            Long.MAX_VALUE,
            "-1",
            "'-1', expected a whole number of at least 0"),
        new Case("number", Types.NUMBER, "1e3", 1000.0, "NaN", "'NaN', expected a finite number"),
        new Case(
            "range",
            Types.number(-90, 90),
            "-90",
            -90.0,
            "90.5",
            "'90.5', expected a number from -90 to 90"),
        new Case(
            "decimal",
            Types.decimal("a rate", rate -> rate.signum() > 0),
            "1.50",
            new BigDecimal("1.5"),
            "1e9",
            "'1e9', expected a rate"),
        new Case(
            "amount",
            Types.AMOUNT_MICROS,
            "0.000001",
            1L,
            "0.0000001",
            "'0.0000001', expected an amount from 0 to 1000000000, with at most 6 decimals"),
        new Case(
            "bytes",
            Types.bytes(1, 4096),
            "4KiB",
            4096,
            "5 KB",
            "'5 KB', expected a size from 1 to 4096 bytes, such as 64KiB"),
        new Case(
            "duration",
            Types.duration(Duration.ofMillis(1), Duration.ofHours(1)),
            "250ms",
            Duration.ofMillis(250),
            "2h",
            "'2h', expected a duration from 1ms to 3600s, such as 250us, 100ms, 5s, 2m or 1h"),
        new Case(
            "choice",
            Types.choice(TimeUnit.class),
            "days",
            TimeUnit.DAYS,
            "day",
            "'day', expected one of nanoseconds, microseconds, milliseconds, seconds, minutes,"
                + " hours, days, did you mean 'days'?"),
        new Case(
            "choiceOr",
            Types.choiceOr(Types.names("tv", 3, "phone", 4), "a number", Types.integer(0, 9)),
            "7",
            7,
            "phon",
            "'phon', expected tv, phone or a number, did you mean 'phone'?"),
        new Case(
            "date",
            Types.DATE,
            "2026-01-31",
            LocalDate.of(2026, 1, 31),
            "2026-02-30",
            "'2026-02-30', expected a date such as 2026-01-31"),
        new Case(
            "url",
            Types.SERVER_URL,
            "https://a.example/x/",
            "https://a.example/x",
            "ftp://a.example",
            "'ftp://a.example', expected a URL such as https://bid.example.com"));
  }

  @ParameterizedTest
  @MethodSource("types")
  void valueShouldBeReadAndAWrongOneBeToldWithFileLineKeyAndExpectation(Case each) {
    assertEquals(each.read, yaml("a: 1\nk: '" + each.right + "'").get("k", each.type).required());
    assertProblems(
        "a: {b: 1,\n  k: '" + each.wrong + "'}",
        root -> root.map("a", a -> List.of(a.get("b", Types.TEXT).required(), read(a, each))),
        "f.yaml:2: a.k is " + each.said);
  }

  private static Object read(Section section, Case each) {
    return section.get("k", each.type).required();
  }

  @Test
  void jsonShouldBeStrictAboutTypes() {
    String json =
        """
        {"text": 1, "flag": "true",
         "number": "1", "whole": 1.0,
         "right": {"text": "1", "flag": true, "number": 1e3, "whole": 1}}
        """;
    InvalidInputException e =
        assertThrows(
            InvalidInputException.class,
            () ->
                json(json)
                    .read(root -> {
                      assertEquals(
                          List.of("1", true, 1000.0, 1),
                          root.map("right", DocumentTest::fourTypes));
                      return fourTypes(root);
                    }));
    assertEquals(
        """
        f.json:1: text is 1, expected a text
        f.json:1: flag is 'true', expected one of true, false
        f.json:2: number is '1', expected a finite number
        f.json:2: whole is 1.0, expected a whole number from 0 to 9\
        """,
        e.getMessage());
  }

  private static List<Object> fourTypes(Section section) {
    return List.of(
        section.get("text", Types.TEXT).required(),
        section.get("flag", Types.FLAG).required(),
        section.get("number", Types.NUMBER).required(),
        section.get("whole", Types.integer(0, 9)).required());
  }

  @Test
  void everyProblemShouldBeToldAtOnce() {
    assertProblems(
        """
        prot: 1
        list: [1, x,
          y]
        maps: [7, {k: 1}]
        map: 3
        nothing:
        "a key": {}
        """,
        root -> {
          root.get("port", Types.integer(0, 9)).or(1);
          root.list("list", Types.integer(0, 9)).required();
          root.maps("maps", map -> map.get("key", Types.TEXT).required()).required();
          root.map("map", map -> map.get("inner", Types.TEXT).required());
          root.requiredMap("gone", map -> map.get("inner", Types.TEXT).required());
          root.get("nothing", Types.TEXT).required();
          root.map("a key", map -> map.get("inner", Types.TEXT).required());
          return root;
        },
        "f.yaml:2: list[1] is 'x', expected a whole number from 0 to 9",
        "f.yaml:3: list[2] is 'y', expected a whole number from 0 to 9",
        "f.yaml:4: maps[0] is '7', expected a mapping",
        "f.yaml:4: maps[1].key is missing, expected a text",
        "f.yaml:4: maps[1].k: unknown key, expected one of key",
        "f.yaml:5: map is '3', expected a mapping",
        "f.yaml:1: gone is missing, expected a mapping",
        "f.yaml:6: nothing is '', expected a text",
        "f.yaml:7: [\"a key\"].inner is missing, expected a text",
        "f.yaml:1: prot: unknown key, did you mean 'port'?");
  }

  @Test
  void unknownKeyShouldBeToldWithWhatThereIsWhenNothingIsNear() {
    assertProblems(
        "colour: red",
        root -> root.get("port", Types.TEXT).or("") + root.get("host", Types.TEXT).or(""),
        "f.yaml:1: colour: unknown key, expected one of port, host");
  }

  @Test
  void listShouldHaveAsManyItemsAsExpected() {
    assertProblems(
        "none: []\ntwo: [1, 2]\ntext: x",
        root -> {
          root.list("none", Types.TEXT, 1, 9).required();
          root.list("two", Types.TEXT, 3, 3).required();
          return root.list("text", Types.TEXT).required();
        },
        "f.yaml:1: none is an empty list, expected a list of 1 to 9",
        "f.yaml:2: two is a list of 2, expected a list of 3",
        "f.yaml:3: text is 'x', expected a list");
  }

  @Test
  void problemsShouldBeCountedWhenTheyAreTooManyToTell() {
    String list = "list: [" + "x,".repeat(Problems.MAX_TOLD + 7) + "]";
    InvalidInputException e =
        assertThrows(
            InvalidInputException.class,
            () ->
                Document.yaml("f.yaml", list, new Problems())
                    .read(root -> root.list("list", Types.NUMBER).required()));
    List<String> lines = String.valueOf(e.getMessage()).lines().toList();
    assertEquals(Problems.MAX_TOLD + 1, lines.size());
    assertEquals("and 7 more problems", lines.getLast());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`` | f.yaml:1: the file is empty, expected a mapping",
        "[1] | f.yaml:1: the file is a list of 1, expected a mapping",
        "a: [1 | f.yaml:1: no YAML: expected ',' or ']', but got <stream end>",
        "a: {b: 1, b: 2} | f.yaml:1: 'b' comes twice",
        "{[1]: 2} | f.yaml:1: a list of 1 is a key, expected a plain one",
        "a: *b | f.yaml:1: no YAML: line 1 refers to b, which is nothing before it",
        "--- {}~--- {} | f.yaml:2: no YAML: a second document, expected one",
      })
  void yamlThatIsNoneShouldBeRefused(String text, String problem) {
    assertProblems(text.replace("~", "\n"), DocumentTest::all, problem);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`` | f.json:1: the file is empty, expected a mapping",
        "[1] | f.json:1: the file is a list of 1, expected a mapping",
        "null | f.json:1: the file is null, expected a mapping",
        "{\"a\": 1, \"a\": 2} | f.json:1: 'a' comes twice",
        "{} {} | f.json:1: no JSON: a second document, expected one",
        "{\"a\": | f.json:1: no JSON: Unexpected end-of-input",
        "{a: 1} | f.json:1: no JSON: Unexpected character ('a' (code 97))",
      })
  void jsonThatIsNoneShouldBeRefused(String text, String problem) {
    InvalidInputException e =
        assertThrows(InvalidInputException.class, () -> json(text).read(DocumentTest::all));
    assertTrue(String.valueOf(e.getMessage()).startsWith(problem), e.getMessage());
  }

  /** Asks for every key. */
  private static Section all(Section section) {
    section.keys().forEach(section::isSet);
    return section;
  }

  @Test
  void documentShouldBeRefusedWhenItIsTooDeep() {
    String deep = "[".repeat(Document.MAX_DEPTH + 2) + "]".repeat(Document.MAX_DEPTH + 2);
    assertThrows(
        InvalidInputException.class, () -> Document.yaml("f", "a: " + deep, new Problems()));
    assertThrows(InvalidInputException.class, () -> json("{\"a\": " + deep + "}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[",
        "{",
        "{a: ",
        "- ",
        "? ",
        "a: [",
        "[[],",
        "{a: {}, b: ",
        "&a ",
        "!t ",
        "*a",
        "\"\\"
      })
  void yamlShouldBeRefusedAtItsLineWhenItIsDeepOrNone(String opening) {
    for (int depth : new int[] {Document.MAX_DEPTH + 1, 5_000, 1_000_000}) {
      String message =
          refusal(() -> Document.yaml("f", "# 1\n" + opening.repeat(depth), new Problems()));
      assertTrue(message.startsWith("f:2: no YAML: ") || message.contains("line 2 "), message);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{\"a\":", "{\"a\":[", "[[],"})
  void jsonShouldBeRefusedWhenItIsDeep(String opening) {
    for (int depth : new int[] {Document.MAX_DEPTH + 2, 5_000, 1_000_000}) {
      String message = refusal(() -> json(opening.repeat(depth)));
      assertTrue(message.contains("no JSON: more than 100 levels"), message);
    }
  }

  @Test
  void yamlShouldBeRefusedWhenItsAliasesStandForMoreThanIsAllowed() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int level = 1; level < 30; level++) {
      String above = "*a" + (level - 1);
      bomb.append(
          "a%d: &a%d [%s]%n".formatted(level, level, String.join(", ", nCopies(10, above))));
    }
    assertEquals(
        "f:1: no YAML: the aliases up to line 6 stand for more than 1000000 values",
        refusal(() -> Document.yaml("f", bomb.toString(), new Problems())));

    String within = "a: &a [x]\nb: [" + "*a, ".repeat(Document.MAX_ALIASED / 2) + "]";
    assertEquals(Set.of("a", "b"), Document.yaml("f", within, new Problems()).section().keys());
  }

  @Test
  void yamlAndJsonShouldBeReadOrRefusedWhateverTheyAre() {
    String[] parts = {
      "[", "]", "{", "}", ":", ": ", ",", "- ", "? ", "\n", "  ", "&a", "*a", "|", ">", "'", "\"",
      "\\", "#", "%", "!", "!!", "---\n", "...\n", "a", "1", "\u00e9", "\t", "<<", "null", "@", "`"
    };
    Random random = new Random(14);
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int part = random.nextInt(60); part > 0; part--) {
        text.append(parts[random.nextInt(parts.length)].repeat(1 + random.nextInt(3)));
      }
      readOrRefused(() -> Document.yaml("f", text.toString(), new Problems()));
      readOrRefused(() -> json(text.toString()));
    }
  }

  private static void readOrRefused(Supplier<Document> reading) {
    try {
      reading.get().read(section -> section.keys().stream().anyMatch(section::isSet));
    } catch (InvalidInputException e) {
      assertFalse(String.valueOf(e.getMessage()).isEmpty());
    }
  }

  private static String refusal(Executable reading) {
    return String.valueOf(assertThrows(InvalidInputException.class, reading).getMessage());
  }

  @Test
  void aliasShouldBeWhatItsAnchorIs() {
    Section root = yaml("a: &x {k: 1}\nb: *x");
    assertEquals("1", root.map("b", b -> b.get("k", Types.TEXT).required()));
  }

  @Test
  void nullShouldBeAbsentWhereThatIsAllowed() {
    Section root = json("{\"a\": null}").section();
    assertNull(root.get("a", Types.TEXT).orNull());
    assertNull(root.get("b", Types.TEXT).orNull());
  }

  @Test
  void freeFormShouldKeepWhatTheDocumentSays() {
    assertEquals(
        Map.of(
            "text",
            "x",
            "long",
            7L,
            "big",
            new BigInteger("9223372036854775808"),
            "double",
            0.5,
            "list",
            List.of(true, Map.of("a", 1L))),
        json("""
        {"all": {"text": "x", "long": 7, "big": 9223372036854775808, "double": 0.5,
         "null": null, "list": [true, {"a": 1}]}}
        """)
            .read(root -> root.freeForm("all").required()));
  }

  @Test
  void optionsShouldHoldAgainstTheFileAndLaterOnesAgainstEarlier() throws IOException {
    Path file = Files.writeString(directory.resolve("f.yaml"), "a: {x: 1, y: 1}\nb: 3\np: here");
    Problems problems = new Problems();
    Document document = Document.yaml(file, 1000, problems);
    for (String set : List.of("a.y=2", "a.z=3", "a.z= a: [\"b\\ ", "b.c=4", "a.w=1", "p2=there")) {
      document = document.under(Document.assignment("--set", set, problems));
    }
    List<Object> read = new ArrayList<>();
    Document all = document;
    InvalidInputException e =
        assertThrows(
            InvalidInputException.class,
            () ->
                all.read(root -> {
                  root.map(
                      "a",
                      a -> {
                        for (String key : List.of("x", "y", "z")) {
                          read.add(a.get(key, Types.TEXT).required());
                        }
                        return a;
                      });
                  root.map("b", b -> read.add(b.get("c", Types.TEXT).required()));
                  read.add(root.path("p", Path.of("/home"), "x"));
                  read.add(root.path("p2", Path.of("/home"), "x"));
                  return read.add(root.path("p3", Path.of("/home"), "x"));
                }));
    assertEquals(
        List.of(
            "1",
            "2",
            "a: [\"b\\",
            "4",
            directory.resolve("here"),
            Path.of("there"),
            Path.of("/home/x")),
        read);
    assertEquals(
        file + ":2: b is '3', expected a mapping\n--set a.w=1: a.w: unknown key, did you mean 'x'?",
        e.getMessage());
  }

  static List<String> optionShouldBeRefusedWhenItIsNoAssignment() {
    return List.of("nonsense", "=1", "a..b=1", "a b=1", "a" + ".a".repeat(1_000_000) + "=1");
  }

  @ParameterizedTest
  @MethodSource
  void optionShouldBeRefusedWhenItIsNoAssignment(String option) {
    Problems problems = new Problems();
    Document.assignment("--set", option, problems);
    assertEquals(
        "--set " + option + ": expected key=value, such as http.port=0",
        assertThrows(InvalidInputException.class, problems::throwIfAny).getMessage());
  }

  @Test
  void pipesAndDevicesShouldBeRefusedAtOnce() throws IOException, InterruptedException {
    Path pipe = directory.resolve("pipe.yaml");
    assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
    assertFails(
        pipe + ": cannot be read: it is a pipe, a socket or a device, expected a file", pipe);
    Path zeros = Files.createSymbolicLink(directory.resolve("zeros.yaml"), Path.of("/dev/zero"));
    assertFails(
        zeros + ": cannot be read: it is a pipe, a socket or a device, expected a file", zeros);
    InvalidInputException e =
        assertThrows(InvalidInputException.class, () -> readLong(pipe, new ArrayList<>()));
    assertTrue(String.valueOf(e.getMessage()).startsWith(pipe + ": cannot be read: it is a pipe"));
  }

  @Test
  void fileThatCannotBeReadShouldBeToldSo() throws IOException {
    Path none = directory.resolve("none.yaml");
    assertFails(none + ": there is no such file", none);
    assertFails(directory + ": cannot be read: it is a directory", directory);
    Path binary = Files.write(directory.resolve("b.yaml"), new byte[] {'a', (byte) 0xFF});
    assertFails(binary + ":1:2: byte 0xFF is no UTF-8", binary);
    Path large = Files.writeString(directory.resolve("l.yaml"), "a: " + "x".repeat(2000));
    assertFails(large + ": the file is longer than 1000 bytes", large);
  }

  private static void assertFails(String message, Path file) {
    assertEquals(
        message,
        assertThrows(InvalidInputException.class, () -> Document.yaml(file, 1000, new Problems()))
            .getMessage());
  }

  @Test
  void longListShouldBeReadItemByItem() throws IOException {
    List<String> read = new ArrayList<>();
    Path file =
        Files.writeString(
            directory.resolve("f.yaml"),
            "first: &x 1\nlist:\n- {id: a}\n- {id: *x}\n- {id: c}\nlast: 3\n");
    assertEquals(
        List.of("1", "a", "1", "c", "3"),
        Document.readYaml(
            file,
            1000,
            "list",
            root -> {
              read.add(root.get("first", Types.TEXT).required());
              read.addAll(root.maps("list", DocumentTest::id).required());
              read.add(root.get("last", Types.TEXT).required());
              return read;
            }));
  }

  @Test
  void longListShouldHaveBeenReadUpToWhereTheFileIsNoYaml() throws IOException {
    List<String> read = new ArrayList<>();
    Path file = Files.writeString(directory.resolve("f.yaml"), "list:\n- {id: a}\n- {}\n- [\n");
    InvalidInputException e = assertThrows(InvalidInputException.class, () -> readLong(file, read));
    assertEquals(
        List.of(
            file + ":3: list[1].id is missing, expected a text",
            file + ":5: no YAML: expected the node content, but found '<stream end>'"),
        String.valueOf(e.getMessage()).lines().toList());
    assertEquals(List.of("a", ""), read);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{list: [{id: a}, {id: b}, {id: c}]} | :1: list is a list of 3, expected a list of 1 to 2",
        "{list: []} | :1: list is a list of 0, expected a list of 1 to 2",
        "{list: 3} | :1: list is '3', expected a list",
        "{list: [3]} | :1: list[0] is '3', expected a mapping",
        "{list: [{id: a}], list: [{id: a}]} | :1: 'list' comes twice",
        "{list: [{id: a}], more: 1} | :1: more: unknown key, expected one of list",
        "{more: 1} | :1: list is missing, expected a list",
        "[1] | :1: the file is a list of 1, expected a mapping",
      })
  void longListShouldBeToldWhatIsWrong(String text, String problem) throws IOException {
    Path file = Files.writeString(directory.resolve("f.yaml"), text);
    InvalidInputException e =
        assertThrows(InvalidInputException.class, () -> readLong(file, new ArrayList<>()));
    assertEquals(file + problem, String.valueOf(e.getMessage()).lines().findFirst().orElseThrow());
  }

  @Test
  void longListShouldBeReadWhereItComesBeforeWhatIsAskedForFirst() throws IOException {
    Path file = Files.writeString(directory.resolve("f.yaml"), "list: [{id: a}]\nfirst: 1");
    assertEquals(
        List.of("1", "a"),
        Document.readYaml(
            file,
            1000,
            "list",
            root -> {
              List<String> read = new ArrayList<>();
              read.add(root.get("first", Types.TEXT).required());
              read.addAll(root.maps("list", DocumentTest::id).required());
              return read;
            }));
  }

  private static List<String> readLong(Path file, List<String> read) {
    return Document.readYaml(
        file,
        1000,
        "list",
        root ->
            root.maps(
                    "list",
                    1,
                    2,
                    item -> {
                      read.add(id(item));
                      return "";
                    })
                .required());
  }

  private static String id(Section item) {
    return item.get("id", Types.TEXT).required();
  }

  @Test
  void placeShouldBeTheLineOfAPathOrOfWhatThereIsOfIt() {
    Document document =
        Document.yaml("f", "a:\n- b:\n   c: 1\n- \"x/y\":\n   z: 1", new Problems());
    assertEquals("f:3", document.place("a[0].b.c"));
    assertEquals("f:3", document.place("a[0].b.d"));
    assertEquals("f:5", document.place("a[1][\"x/y\"].z"));
    assertEquals("f:2", document.place("a[7]"));
    assertEquals("f:1", document.place("elsewhere"));
  }

  @Test
  void keysShouldBeListedWithTheirDefaults() {
    List<Section.Key> keys = new ArrayList<>();
    Document.empty("none", new Problems())
        .read(
            root -> {
              root.map("a", a -> a.get("port", Types.integer(0, 9)).or(8));
              root.get("size", Types.bytes(1, 1 << 30)).or(64 << 10);
              root.get("wait", Types.duration(Duration.ZERO, Duration.ofDays(1)))
                  .or(Duration.ofMillis(100));
              root.get("unit", Types.choice(TimeUnit.class)).or(TimeUnit.DAYS);
              return root.get("threads", Types.integer(1, 99)).or(4, "cores");
            },
            keys);
    assertEquals(
        List.of(
            new Section.Key("a.port", "8"),
            new Section.Key("size", "64KiB"),
            new Section.Key("wait", "100ms"),
            new Section.Key("unit", "days"),
            new Section.Key("threads", "cores")),
        keys);
  }

  @Test
  void buildShouldTellWhatAConstructorRefuses() {
    assertProblems(
        "a: {n: -1}",
        root ->
            root.map(
                "a",
                a -> {
                  int n = a.get("n", Types.integer(-9, 9)).required();
                  return a.build(() -> refused(n), 0);
                }),
        "f.yaml:1: a: n is -1, expected something else");
  }

  private static int refused(int n) {
    throw new IllegalArgumentException("n is " + n + ", expected something else");
  }

  private static Section yaml(String text) {
    return Document.yaml("f.yaml", text, new Problems()).section();
  }

  private static Document json(String text) {
    return Document.json("f.json", text.getBytes(StandardCharsets.UTF_8), new Problems());
  }

  private static void assertProblems(String yaml, Function<Section, ?> reader, String... expected) {
    InvalidInputException e =
        assertThrows(
            InvalidInputException.class,
            () -> Document.yaml("f.yaml", yaml, new Problems()).read(reader));
    assertEquals(List.of(expected), String.valueOf(e.getMessage()).lines().toList());
  }
}
