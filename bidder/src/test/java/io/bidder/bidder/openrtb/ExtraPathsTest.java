package io.bidder.bidder.openrtb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.bidder.bidder.openrtb.reader.BidRequestReader;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ExtraPathsTest {
  private final BidRequestReader reader = new BidRequestReader();
  private final BidRequest request = new BidRequest();

  @Test
  void valuesShouldBeKeptAsWrittenWhereverAPathLeads() {
    ExtraPaths paths =
        ExtraPaths.of(
            Set.of(
                "user.ext.recency_days",
                "device.ext.y",
                "regs.ext.z",
                "site.ext.x",
                "app.ext.x",
                "ext.deep.er",
                "user.data.segment.value",
                "source.ext.s",
                "device.geo.ext.g",
                "device.sua.model",
                "plain"));
    read(
        "{\"plain\":1.50,\"user\":{\"ext\":{\"recency_days\":3,\"consent\":\"c\"},"
            + "\"data\":[{\"segment\":[{\"id\":1,\"value\":\"a\"},{\"value\":\"b\"}]}]},"
            + "\"device\":{\"ext\":{\"y\":true},\"geo\":{\"ext\":{\"g\":\"geo\"}},"
            + "\"sua\":{\"model\":\"m\"}},"
            + "\"regs\":{\"ext\":{\"gdpr\":1,\"z\":\"zz\"}},\"source\":{\"ext\":{\"s\":[1,2]}},"
            + "\"site\":{\"ext\":{\"x\":\"of the site\"}},"
            + "\"ext\":{\"deep\":[{\"er\":[1,null,\"\",[2]]},{\"er\":{\"no\":3}},{\"er\":4}]},"
            + "\"id\":1,\"imp\":[{\"id\":1}]}",
        paths);
    assertEquals("[3]", values(paths, "user.ext.recency_days"));
    assertEquals("[true]", values(paths, "device.ext.y"));
    assertEquals("[zz]", values(paths, "regs.ext.z"));
    assertEquals("[of the site]", values(paths, "site.ext.x"));
    assertEquals("[]", values(paths, "app.ext.x"));
    assertEquals("[1, 2, 4]", values(paths, "ext.deep.er"));
    assertEquals("[a, b]", values(paths, "user.data.segment.value"));
    assertEquals("[1, 2]", values(paths, "source.ext.s"));
    assertEquals("[geo]", values(paths, "device.geo.ext.g"));
    assertEquals("[m]", values(paths, "device.sua.model"));
    assertEquals("[1.50]", values(paths, "plain"));
    assertEquals("c", request.user.consent.toString());
    assertEquals(1, request.regs.gdpr);
  }

  @Test
  void valuesShouldBeTheImpressionsOwnWhenAPathIsUnderImp() {
    ExtraPaths paths =
        ExtraPaths.of(
            Set.of(
                "imp.ext.visibility", "imp.metric.value", "imp.video.ext.v", "imp.native.ext.n"));
    read(
        "{\"id\":1,\"imp\":[{\"ext\":{\"visibility\":\"First\"},\"id\":1,"
            + "\"metric\":[{\"type\":\"a\",\"value\":0.85},{\"value\":1}],"
            + "\"video\":{\"ext\":{\"v\":7}},"
            + "\"native\":{\"request\":\"{\\\"assets\\\":[{\\\"id\\\":1}],\",\"ext\":{\"n\":8}}},"
            + "{\"id\":2,\"ext\":{\"visibility\":\"Second\"}},{\"id\":3}]}",
        paths);
    int visibility = paths.indexOf("imp.ext.visibility");
    Imp first = request.imps.get(0);
    assertEquals("[First]", first.extra.get(visibility).toString());
    assertEquals("[0.85, 1]", first.extra.get(paths.indexOf("imp.metric.value")).toString());
    assertEquals("[7]", first.extra.get(paths.indexOf("imp.video.ext.v")).toString());
    assertEquals("[8]", first.extra.get(paths.indexOf("imp.native.ext.n")).toString());
    assertEquals("[Second]", request.imps.get(1).extra.get(visibility).toString());
    assertEquals("[]", request.imps.get(2).extra.get(visibility).toString());
    assertEquals("[]", values(paths, "imp.ext.visibility"));
  }

  @Test
  void valuesShouldBeCountedWhenThereAreTooMany() {
    ExtraPaths paths = ExtraPaths.of(Set.of("ext.a"));
    read(
        "{\"ext\":{\"a\":["
            + "1,".repeat(BidRequest.MAX_LIST)
            + "1]},\"id\":1,"
            + "\"imp\":[{\"id\":1}]}",
        paths);
    assertEquals(BidRequest.MAX_LIST, request.extra.get(0).size());
    assertEquals(1, request.elementsLeftOut);
  }

  private String values(ExtraPaths paths, String path) {
    return request.extra.get(paths.indexOf(path)).toString();
  }

  private void read(String json, ExtraPaths paths) {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    assertNull(reader.read(bytes, 0, bytes.length, paths, request));
  }
}
