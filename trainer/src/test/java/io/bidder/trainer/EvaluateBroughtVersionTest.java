package io.bidder.trainer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.modelstore.Manifest;
import io.bidder.modelstore.Publication;
import io.bidder.modelstore.directory.DirectoryModelStore;
import io.bidder.modelstore.manifest.ManifestJson;
import io.bidder.modelstore.scoring.DlrmExportFixture;
import io.bidder.settings.command.Commands;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The evaluation of a version as docs/howto/bring-your-own-model.md has it brought. */
class EvaluateBroughtVersionTest {
  @TempDir private Path directory;
  private String howto = "";
  private Path manifest = Path.of("");
  private Path log = Path.of("");

  @BeforeEach
  void write() throws IOException {
    howto = Files.readString(Path.of("../docs/howto/bring-your-own-model.md"));
    manifest = Files.writeString(directory.resolve("manifest.json"), block("json"));
    log = Files.writeString(directory.resolve("my-log.csv"), block("csv"));
  }

  private String block(String kind) {
    Matcher block = Pattern.compile("```" + kind + "\n(.*?)```", Pattern.DOTALL).matcher(howto);
    assertTrue(block.find(), () -> "no block of " + kind + " in the how-to");
    return block.group(1);
  }

  private Path publish(boolean withColumns) {
    Path root = directory.resolve("store");
    DirectoryModelStore store = new DirectoryModelStore(root);
    Manifest draft = ManifestJson.readDraft(manifest);
    try (Publication publication = store.stage(draft.name())) {
      publication.write(
          draft.network().file(),
          file -> Files.write(file, new DlrmExportFixture(draft.schema(), 5).logits()));
      if (withColumns) {
        publication.write("log-schema.yaml", file -> Files.writeString(file, block("yaml")));
      }
      store.promote(
          publication.commit(draft.withIdentity(publication.id(), publication.createdAt(), null)));
    }
    return root;
  }

  @Test
  void evaluateShouldReadALogWhoseColumnsTheVersionTells() throws IOException {
    Path store = publish(true);
    Path json = directory.resolve("result.json");
    Path predictions = directory.resolve("predictions.csv");

    String said =
        evaluate(0, store, "--json", json.toString(), "--predictions", predictions.toString());

    JsonNode report = JsonMapper.shared().readTree(Files.readString(json));
    assertEquals(2, report.at("/heads/ctr/rows").intValue(), said);
    List<String> rows = Files.readAllLines(predictions);
    assertEquals(3, rows.size(), rows::toString);
    assertTrue(rows.get(1).matches("0,0\\.\\d+,0\\.\\d+,0\\.\\d+,1,0"), rows.get(1));
  }

  @Test
  void evaluateShouldAskForTheColumnsWhenNobodyTellsThem() throws IOException {
    Path store = publish(false);

    String said = evaluate(2, store);

    assertTrue(said.contains("log-schema.yaml that says what the log's columns are"), said);
    Path schema = Files.writeString(directory.resolve("mine.yaml"), block("yaml"));
    evaluate(0, store, "--schema", schema.toString());
  }

  private String evaluate(int exitCode, Path store, String... options) {
    StringWriter said = new StringWriter();
    PrintWriter writer = new PrintWriter(said, true);
    String[] arguments = {"--log", log.toString(), "--store", store.toString()};
    String[] all = Arrays.copyOf(arguments, arguments.length + options.length);
    System.arraycopy(options, 0, all, arguments.length, options.length);
    assertEquals(
        exitCode,
        Commands.of(new Evaluate()).setOut(writer).setErr(writer).execute(all),
        said::toString);
    return said.toString();
  }
}
