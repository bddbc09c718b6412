package io.bidder.market.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.bidder.modelstore.testing.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The IAB Tech Lab's JSON Schemas of OpenRTB 2.6. */
final class OpenRtbSchemas {
  private static final String BASE = "https://iabtechlab.com/openrtb/2.6/";

  private final Schema request;
  private final Schema response;

  private OpenRtbSchemas(SchemaRegistry registry) {
    request = registry.getSchema(SchemaLocation.of(BASE + "BidRequest.json"));
    response = registry.getSchema(SchemaLocation.of(BASE + "BidResponse.json"));
  }

  /** Skips the calling test where the schemas are missing. */
  static OpenRtbSchemas require() throws IOException {
    Map<String, String> schemas = new HashMap<>();
    try (Stream<Path> files = Files.list(SharedData.require("openrtb/schema"))) {
      for (Path file : files.toList()) {
        schemas.put(BASE + file.getFileName(), Files.readString(file));
      }
    }
    return new OpenRtbSchemas(
        SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12, builder -> builder.schemas(schemas)));
  }

  void assertRequest(String json) {
    assertEquals(List.of(), request.validate(json, InputFormat.JSON), json);
  }

  void assertResponse(String json) {
    assertEquals(List.of(), response.validate(json, InputFormat.JSON), json);
  }
}
