package io.bidder.bidder.cli;

import io.bidder.bidder.notice.KeyRing;
import io.bidder.bidder.privacy.PersonHash;
import io.bidder.bidder.privacy.PersonHash.IdKind;
import io.bidder.eventlog.cli.LogDirectory;
import io.bidder.eventlog.event.InvalidEventException;
import io.bidder.eventlog.event.Kind;
import io.bidder.eventlog.event.PersonErasure;
import io.bidder.eventlog.segment.LogRewrite;
import io.bidder.settings.Types;
import io.bidder.settings.command.Commands;
import io.bidder.settings.command.ConsoleCommand;
import io.bidder.settings.command.ExitCode;
import io.bidder.settings.command.JsonFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code ./run events erase}. Exit codes: 0, 4 where a server holds a segment that is not done yet.
 */
@Command(
    name = "./run events erase",
    description = {
      "Take persons out of an event log, for good: by their ids, or all that are in old events.",
      "",
      "Bids stay with their prices and what came of them; their person, the request's id and the"
          + " values of user and device become zeros, and so does the body of a request. A server"
          + " may write to the log meanwhile: the segment that it writes is left out, which is"
          + " told, and exit code 4. Run it again when that has ended (events.segmentAge). What"
          + " else holds copies is in docs/howto/erase-a-person.md.",
    })
public final class Erase extends ConsoleCommand {
  private static final int HASH_DIGITS = 2 * PersonHash.BYTES;

  @Mixin private LogDirectory log = new LogDirectory();

  @Mixin private JsonFile json = new JsonFile();

  @Option(
      names = "--person",
      paramLabel = "HASH",
      description = "As events have it: 32 hexadecimal digits. May be given many times.")
  private List<String> persons = new ArrayList<>();

  @Option(
      names = "--ifa",
      paramLabel = "ID",
      description = "The advertising id of a person's device, as a request has it.")
  private List<String> ifas = new ArrayList<>();

  @Option(
      names = "--buyeruid",
      paramLabel = "ID",
      description = "A person's user.buyeruid at --exchange.")
  private List<String> buyerUids = new ArrayList<>();

  @Option(names = "--user-id", paramLabel = "ID", description = "A person's user.id at --exchange.")
  private List<String> userIds = new ArrayList<>();

  @Option(
      names = "--exchange",
      paramLabel = "NAME",
      description = "The exchange whose ids --buyeruid and --user-id are; default.")
  private String exchange = "default";

  @Option(
      names = "--salt-file",
      paramLabel = "FILE",
      description = "The salts that persons were hashed with; DIR/person.salt.")
  private @Nullable Path saltFile;

  @Option(
      names = "--kind",
      split = ",",
      paramLabel = "KIND",
      description = "Whoever is in events of these kinds that are --older-than: bid, request, ...")
  private List<String> kinds = new ArrayList<>();

  @Option(
      names = "--older-than",
      paramLabel = "TIME",
      description = "Since an event was taken in, such as 168h.")
  private String olderThan = "";

  Erase() {}

  /** Runs the command and ends the process. */
  public static void main(String[] arguments) {
    System.exit(
        run(
            new PrintWriter(System.out, true, System.out.charset()),
            new PrintWriter(System.err, true, System.err.charset()),
            arguments));
  }

  static int run(PrintWriter out, PrintWriter err, String... arguments) {
    return Commands.of(new Erase()).setOut(out).setErr(err).execute(arguments);
  }

  @Override
  public Integer call() throws IOException {
    PersonErasure erasure = erasure();
    long[] unreadable = {0};
    LogRewrite.Done done =
        LogRewrite.run(
            log.path(),
            event -> {
              try {
                return erasure.erase(event);
              } catch (InvalidEventException e) {
                unreadable[0]++;
                return false;
              }
            });
    console()
        .result(
            String.format(
                Locale.ROOT,
                "erased in %,d of %,d events, in %,d of %,d segments",
                done.changed(),
                done.records(),
                done.rewritten(),
                done.segments()));
    if (unreadable[0] > 0) {
      console().note(unreadable[0] + " events cannot be read, and were left as they are");
    }
    Path leftOut = done.leftOut();
    if (leftOut != null) {
      console()
          .note(leftOut + " is being written, and was left out: run this again when it has ended");
    }
    Map<String, @Nullable Object> result = new LinkedHashMap<>();
    result.put("erased", done.changed());
    result.put("events", done.records());
    result.put("segments", done.segments());
    result.put("rewritten", done.rewritten());
    result.put("unreadable", unreadable[0]);
    result.put("leftOut", leftOut == null ? null : leftOut.getFileName().toString());
    json.write(result);
    return leftOut == null ? ExitCode.DONE : ExitCode.BROKEN;
  }

  private PersonErasure erasure() {
    boolean byPerson =
        !(persons.isEmpty() && ifas.isEmpty() && buyerUids.isEmpty() && userIds.isEmpty());
    if (byPerson == !kinds.isEmpty() || kinds.isEmpty() != olderThan.isEmpty()) {
      throw wrong(
          "expected who is erased (--person, --ifa, --buyeruid, --user-id), or --kind and"
              + " --older-than");
    }
    return byPerson ? ofPersons() : ofKinds();
  }

  private PersonErasure ofKinds() {
    Set<Kind> chosen = EnumSet.noneOf(Kind.class);
    for (String name : kinds) {
      chosen.add(
          Types.choice(Kind.class)
              .parse(name)
              .orElseThrow(() ->
                  wrong("--kind " + name + ", expected " + Types.choice(Kind.class).expected())));
    }
    Duration age =
        Types.duration(Duration.ZERO, Duration.ofDays(10_000))
            .parse(olderThan)
            .orElseThrow(
                () -> wrong("--older-than " + olderThan + ", expected a time such as 168h"));
    return PersonErasure.of(chosen, System.currentTimeMillis() - age.toMillis());
  }

  private PersonErasure ofPersons() {
    Set<String> hashes = new LinkedHashSet<>();
    Set<String> ids = new LinkedHashSet<>();
    for (String person : persons) {
      if (!person.matches("[0-9a-fA-F]{" + HASH_DIGITS + "}")) {
        throw wrong("--person " + person + ", expected " + HASH_DIGITS + " hexadecimal digits");
      }
      hashes.add(person.toLowerCase(Locale.ROOT));
    }
    hash(IdKind.IFA, ifas, hashes, ids);
    hash(IdKind.BUYERUID, buyerUids, hashes, ids);
    hash(IdKind.ID, userIds, hashes, ids);
    return PersonErasure.of(hashes, ids);
  }

  private void hash(IdKind kind, List<String> given, Set<String> hashes, Set<String> ids) {
    for (String id : given) {
      if (!PersonHash.isId(id)) {
        throw wrong("'" + id + "' is no id of a person");
      }
      Set<String> writings = new LinkedHashSet<>(List.of(id));
      if (kind == IdKind.IFA) {
        // Exchanges write the same device's id in either.
        writings.add(id.toLowerCase(Locale.ROOT));
        writings.add(id.toUpperCase(Locale.ROOT));
      }
      ids.addAll(writings);
      for (byte[] salt : salts()) {
        for (String writing : writings) {
          hashes.add(new PersonHash(salt).of(kind, exchange, writing));
        }
      }
    }
  }

  private List<byte[]> salts() {
    Path file = saltFile == null ? log.path().resolve("person.salt") : saltFile;
    if (!Files.exists(file)) {
      throw wrong(
          file
              + ": there is no such file: --salt-file names the one that persons were hashed with");
    }
    return KeyRing.read(file).secrets();
  }
}
