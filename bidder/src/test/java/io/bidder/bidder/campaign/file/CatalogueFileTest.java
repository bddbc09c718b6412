package io.bidder.bidder.campaign.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.bidder.campaign.Campaign;
import io.bidder.bidder.campaign.CreativeContent.Banner;
import io.bidder.bidder.campaign.index.CampaignIndex;
import io.bidder.settings.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.text.MessageFormat;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    write("bb");
    assertTrue(changes(file));
    assertEquals("bb", file.current().catalogue().campaigns().getFirst().id());
    assertFalse(changes(file));

    write("a", "b");
    assertTrue(changes(file));
    assertEquals(List.of("accepted 1", "accepted 2"), events);
  }

  @Test
  void pollShouldSeeAChangeThatTheFilesTimeDoesNotShowYet() throws IOException {
    CatalogueFile file = open();
    FileTime modified = Files.getLastModifiedTime(path);
    write("b");
    // Of the same length, within the same tick of the file system's clock.
    Files.setLastModifiedTime(path, modified);
    assertFalse(file.poll());
    now = now.plusSeconds(60);
    assertTrue(file.poll());
    assertEquals("b", file.current().catalogue().campaigns().getFirst().id());
  }

  @Test
  void pollShouldTakeAFileOnlyWhenItIsFoundTheSameTwice() throws IOException {
    CatalogueFile file = open();
    write("a", "b");
    assertFalse(file.poll());
    write("a", "b", "c");
    assertFalse(file.poll());
    write("a", "b", "c", "d");
    assertFalse(file.poll());
    assertTrue(file.poll());
    assertEquals(List.of("accepted 4"), events);
  }

  @Test
  void pollShouldRefuseAFileThatWasCutWhereACampaignEnds() throws IOException {
    writeCounted(4, "a", "b", "c", "d");
    CatalogueFile file = open();
    writeCounted(4, "a", "b", "c");
    assertFalse(changes(file));
    assertEquals(
        List.of(
            "refused "
                + path
                + ":2: campaignCount is '4', expected 3, as there are campaigns, in a file that is"
                + " whole"),
        events);
    // The end is gone, and the count with it.
    write("a", "b", "c");
    assertFalse(changes(file));
    assertEquals(
        "refused "
            + path
            + ": campaignCount is missing, expected campaignCount: 3 if the file is whole: the"
            + " catalogue before says how many it has",
        events.getLast());
    assertEquals(4, file.current().campaignCount());
    writeCounted(3, "a", "b", "c");
    assertTrue(changes(file));
    assertEquals("accepted 3", events.getLast());
  }

  @Test
  void openShouldFailWhenTheFileWasCutWhereACampaignEnds() throws IOException {
    writeCounted(26, "a", "b");
    assertThrows(InvalidInputException.class, this::open);
  }

  @Test
  void pollShouldRefuseToLoseManyCampaignsUnlessTheFileSaysSo() throws IOException {
    write("a", "b", "c", "d");
    CatalogueFile file = open();
    write("a");
    assertFalse(changes(file));
    assertEquals(
        List.of(
            "refused "
                + path
                + ": campaigns is a list of 1 where 4 are served, expected campaignCount: 1 beside"
                + " it if so many are meant to go"),
        events);
    write("a", "b");
    assertTrue(changes(file));
    writeCounted(1, "a");
    assertTrue(changes(file));
    assertEquals("accepted 1", events.getLast());
  }

  @Test
  void pollShouldKeepWhatDidNotChange() throws IOException {
    write("a", "b");
    CatalogueFile file = open();
    List<Campaign> before = file.current().catalogue().campaigns();
    write("c", "b", "a");
    Files.writeString(path, Files.readString(path).replaceFirst("20", "300"));
    assertTrue(changes(file));
    List<Campaign> after = file.current().catalogue().campaigns();
    assertSame(before.get(0), after.get(2));
    assertSame(before.get(1), after.get(1));

    // Another price, the same ad.
    Files.writeString(path, Files.readString(path).replace("20,", "4000,"));
    assertTrue(changes(file));
    List<Campaign> last = file.current().catalogue().campaigns();
    assertSame(after.get(0), last.get(0));
    assertNotEquals(after.get(1), last.get(1));
    assertSame(after.get(1).creatives().getFirst(), last.get(1).creatives().getFirst());
  }

  @Test
  void pollShouldKeepTheOldCatalogueWhenTheNewFileIsWrong() throws IOException {
    CatalogueFile file = open();
    CampaignIndex first = file.current();

    Files.writeString(path, "campaigns: 3");
    assertFalse(changes(file));
    assertFalse(file.poll());
    assertSame(first, file.current());
    assertEquals(1, events.size());
    assertTrue(events.getFirst().startsWith("refused " + path + ":1: "), events.getFirst());

    Files.delete(path);
    assertFalse(changes(file));
    assertSame(first, file.current());
    assertEquals(2, events.size());
    assertTrue(
        events.getLast().startsWith("refused " + path + ": there is no such file"),
        events.getLast());

    write("a");
    assertTrue(changes(file));
    assertEquals("accepted 1", events.getLast());
  }

  /** What would be waited for, or read without end, is not opened. */
  @ParameterizedTest
  @CsvSource({
    "mkfifo {0}, it is a pipe",
    "mkdir {0}, it is a directory",
    "ln -s /dev/zero {0}, it is a pipe",
    "ln -s c.yaml {0}, Too many levels of symbolic links",
  })
  @Timeout(60)
  void pollShouldRefuseWhatIsNoFile(String command, String reason) throws Exception {
    CatalogueFile file = open();
    Files.delete(path);
    run(command, path);
    assertFalse(changes(file));
    assertEquals(1, events.size());
    assertTrue(
        events.getFirst().startsWith("refused " + path + ": cannot be read: " + reason),
        events.getFirst());
    Files.delete(path);
    write("a", "b");
    assertTrue(changes(file));
    assertEquals("accepted 2", events.getLast());

    Path markup = directory.resolve("ad.html");
    Files.delete(markup);
    run(command.replace("c.yaml", "ad.html"), markup);
    assertFalse(changes(file));
    assertTrue(events.getLast().contains("markupFile is 'ad.html', expected"), events.getLast());
  }

  @Test
  void pollShouldKeepTheOldCatalogueWhenItsMarkupCannotBeDelivered() throws IOException {
    CatalogueFile file = open();
    CampaignIndex first = file.current();
    Files.writeString(directory.resolve("ad.html"), "<b>${BIDDER_bid}</b>");
    assertFalse(changes(file));
    assertSame(first, file.current());
    assertEquals(1, events.size());
    assertTrue(
        events
            .getFirst()
            .startsWith("refused " + path + ":6: campaigns[0].creatives[0].banner.markup"),
        events.getFirst());

    Files.writeString(directory.resolve("ad.html"), "<b>${BIDDER_BID}</b>");
    assertTrue(changes(file));
    assertEquals("accepted 1", events.getLast());
  }

  @Test
  void pollShouldServeANewCatalogueWhenAMarkupFileChanged() throws IOException {
    CatalogueFile file = open();
    assertFalse(file.poll());
    Files.writeString(directory.resolve("ad.html"), "<b>three</b>");
    assertTrue(changes(file));
    Banner banner =
        (Banner) file.current().catalogue().campaigns().getFirst().creatives().getFirst().content();
    assertEquals("<b>three</b>", banner.markup().toString());
  }

  @Test
  void pollShouldNotReadAFileAgainWhenItHasNotChangedForLong() throws IOException {
    CatalogueFile file = open();
    now = now.plusSeconds(60);
    assertFalse(file.poll());
    // Not told by size or time, so not looked at.
    FileTime modified = Files.getLastModifiedTime(path);
    write("b");
    Files.setLastModifiedTime(path, modified);
    assertFalse(changes(file));
    assertEquals("a", file.current().catalogue().campaigns().getFirst().id());
  }

  @Test
  void openShouldFailWhenTheFileIsWrong() throws IOException {
    Files.writeString(path, "campaigns: 3");
    assertThrows(InvalidInputException.class, this::open);
  }

  /** Polls as long as it takes a change to be taken, which is twice. */
  private static boolean changes(CatalogueFile file) {
    boolean atOnce = file.poll();
    return file.poll() || atOnce;
  }

  private static void run(String command, Path path) throws Exception {
    String[] words = MessageFormat.format(command, path).split(" ");
    assertEquals(0, new ProcessBuilder(words).start().waitFor());
  }

  private CatalogueFile open() {
    InstantSource clock = () -> now;
    return CatalogueFile.open(path, 0.5, Set.of(), true, clock, listener);
  }

  private void write(String... ids) throws IOException {
    Files.writeString(path, text("", ids));
  }

  private void writeCounted(int count, String... ids) throws IOException {
    Files.writeString(path, text("campaignCount: " + count + "\n", ids));
  }

  private static String text(String keys, String... ids) {
    StringBuilder text = new StringBuilder("advertisers: [{id: a, domain: a.example, seat: s}]\n");
    text.append(keys).append("campaigns:\n");
    for (String id : ids) {
      text.append("  - id: ").append(id).append("\n    advertiser: a\n");
      text.append("    economics: {averageOrderValue: 20, roasCoefficient: 0.25}\n");
      text.append("    creatives: [{id: ").append(id);
      text.append(", banner: {size: 300x250, markupFile: ad.html}}]\n");
    }
    return text.toString();
  }
}
