package io.bidder.bidder.campaign.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.bidder.campaign.CreativeContent.Banner;
import io.bidder.bidder.campaign.index.CampaignIndex;
import io.bidder.settings.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogueFileTest {
  private final List<String> events = new ArrayList<>();
  private Instant now = Instant.now();

  @TempDir private Path directory = Path.of("");
  private Path path = directory;

  private final CatalogueFile.Listener listener =
      new CatalogueFile.Listener() {
        @Override
        public void accepted(CampaignIndex index) {
          events.add("accepted " + index.campaignCount());
        }

        @Override
        public void refused(String problems) {
          events.add("refused " + problems);
        }
      };

  @BeforeEach
  void writeCatalogue() throws IOException {
    path = directory.resolve("c.yaml");
    Files.writeString(directory.resolve("ad.html"), "<b>one</b>");
    write("a");
  }

  @Test
  void pollShouldServeANewCatalogueWhenTheFileChanged() throws IOException {
    CatalogueFile file = open();
    CampaignIndex first = file.current();
    assertFalse(file.poll());
    assertSame(first, file.current());

    // Of the same length, within the same tick of the file system's clock.
    write("b");
    assertTrue(file.poll());
    assertEquals("b", file.current().catalogue().campaigns().getFirst().id());
    assertFalse(file.poll());

    write("a", "b");
    assertTrue(file.poll());
    assertEquals(List.of("accepted 1", "accepted 2"), events);
  }

  @Test
  void pollShouldKeepTheOldCatalogueWhenTheNewFileIsWrong() throws IOException {
    CatalogueFile file = open();
    CampaignIndex first = file.current();

    Files.writeString(path, "campaigns: 3");
    assertFalse(file.poll());
    assertFalse(file.poll());
    assertSame(first, file.current());
    assertEquals(1, events.size());
    assertTrue(events.getFirst().startsWith("refused " + path + ":1: "), events.getFirst());

    Files.delete(path);
    assertFalse(file.poll());
    assertSame(first, file.current());
    assertEquals(2, events.size());
    assertTrue(
        events.getLast().startsWith("refused " + path + ": there is no such file"),
        events.getLast());

    write("a");
    assertTrue(file.poll());
    assertEquals("accepted 1", events.getLast());
  }

  @Test
  void pollShouldKeepTheOldCatalogueWhenItsMarkupCannotBeDelivered() throws IOException {
    CatalogueFile file = open();
    CampaignIndex first = file.current();
    Files.writeString(directory.resolve("ad.html"), "<b>${BIDDER_bid}</b>");
    assertFalse(file.poll());
    assertSame(first, file.current());
    assertEquals(1, events.size());
    assertTrue(
        events
            .getFirst()
            .startsWith("refused " + path + ":6: campaigns[0].creatives[0].banner.markup"),
        events.getFirst());

    Files.writeString(directory.resolve("ad.html"), "<b>${BIDDER_BID}</b>");
    assertTrue(file.poll());
    assertEquals("accepted 1", events.getLast());
  }

  @Test
  void pollShouldServeANewCatalogueWhenAMarkupFileChanged() throws IOException {
    CatalogueFile file = open();
    assertFalse(file.poll());
    Files.writeString(directory.resolve("ad.html"), "<b>two</b>");
    assertTrue(file.poll());
    Banner banner =
        (Banner) file.current().catalogue().campaigns().getFirst().creatives().getFirst().content();
    assertEquals("<b>two</b>", banner.markup().toString());
  }

  @Test
  void pollShouldNotReadAFileAgainWhenItHasNotChangedForLong() throws IOException {
    CatalogueFile file = open();
    now = now.plusSeconds(60);
    assertFalse(file.poll());
    // Not told by size or time, so not looked at.
    var modified = Files.getLastModifiedTime(path);
    write("b");
    Files.setLastModifiedTime(path, modified);
    assertFalse(file.poll());
    assertEquals("a", file.current().catalogue().campaigns().getFirst().id());
  }

  @Test
  void openShouldFailWhenTheFileIsWrong() throws IOException {
    Files.writeString(path, "campaigns: 3");
    assertThrows(InvalidInputException.class, this::open);
  }

  private CatalogueFile open() throws IOException {
    InstantSource clock = () -> now;
    return CatalogueFile.open(path, clock, listener);
  }

  private void write(String... ids) throws IOException {
    StringBuilder text =
        new StringBuilder("advertisers: [{id: a, domain: a.example, seat: s}]\ncampaigns:\n");
    for (String id : ids) {
      text.append("  - id: ").append(id).append("\n    advertiser: a\n");
      text.append("    economics: {averageOrderValue: 20, roasCoefficient: 0.25}\n");
      text.append("    creatives: [{id: ").append(id);
      text.append(", banner: {size: 300x250, markupFile: ad.html}}]\n");
    }
    Files.writeString(path, text);
  }
}
