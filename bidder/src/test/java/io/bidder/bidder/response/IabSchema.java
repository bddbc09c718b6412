package io.bidder.bidder.response;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.bidder.modelstore.testing.SharedData;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The IAB Tech Lab's JSON Schema of bid responses (OpenRTB 2.6). */
public final class IabSchema {
  private static final String BASE = "https://iabtechlab.com/openrtb/2.6/";

  private final Schema response;

  private IabSchema(Schema response) {
    this.response = response;
  }

  /** Skips the calling test where the schema is missing. */
  public static IabSchema require() {
    Map<String, String> schemas = new HashMap<>();
    try (Stream<Path> files = Files.list(SharedData.require("openrtb/schema"))) {
      for (Path file : files.toList()) {
        schemas.put(BASE + file.getFileName(), Files.readString(file));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    SchemaRegistry registry =
        SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12, builder -> builder.schemas(schemas));
    return new IabSchema(registry.getSchema(SchemaLocation.of(BASE + "BidResponse.json")));
  }

  public void assertResponse(String json) {
    assertEquals(List.of(), response.validate(json, InputFormat.JSON), json);
  }
}
