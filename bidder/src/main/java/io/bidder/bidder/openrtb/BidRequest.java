package io.bidder.bidder.openrtb;

import io.bidder.bidder.json.Memory;
import io.bidder.bidder.json.MemoryLimitException;
import io.bidder.bidder.json.NumberText;
import io.bidder.bidder.json.Text;
import io.bidder.bidder.openrtb.reader.BidRequestReader;

/**
 * A bid request of OpenRTB 2.0 to 2.6 as the bidder knows it, whatever version it came in: fields
 * that moved stand at their 2.6 position, under the specification's own names.
 *
 * <p>A structure that {@link BidRequestReader} fills, whose owner reuses it from request to
 * request: after the first few, nothing is allocated. Every list has a named limit; what goes
 * beyond is left out and counted. An absent text or list is empty, an absent number {@link #NONE}
 * or NaN, an absent flag false. A request that would take more {@link Memory} than it may is not
 * read to its end: {@link MemoryLimitException}. Not thread-safe.
 *
 * @see <a
 *     href="https://github.com/InteractiveAdvertisingBureau/openrtb2.x/blob/main/2.6.md">OpenRTB
 *     2.6, section 3.2</a>
 */
public final class BidRequest {
  /** A whole number that the request does not have. */
  public static final int NONE = NumberText.NOT_AN_INT;

  public static final int MAX_IMPS = 64;

  /** Texts in a list other than the ones below. */
  public static final int MAX_LIST = 64;

  /** Texts in a block list: exchanges send hundreds. */
  public static final int MAX_BLOCKS = 4096;

  /** Numbers in a list of codes. */
  public static final int MAX_CODES = 64;

  /** The kind of place that the impressions are in. */
  public enum InventoryKind {
    NONE,
    SITE,
    APP,
    DOOH
  }

  private final Memory memory;

  public final Text id;
  public final ReusedList<Imp> imps;
  public InventoryKind inventoryKind = InventoryKind.NONE;

  /** The site, app or screen that {@link #inventoryKind} says. */
  public final Inventory inventory;

  public final Device device;
  public final User user;
  public final Regs regs;
  public final Source source;

  public boolean test;

  /** Auction type, 1 or 2 or an exchange's own; 2 where it is absent. */
  public int at = 2;

  /** Milliseconds from the exchange's sending to its receiving; {@link #NONE} if absent. */
  public int tmaxMillis = NONE;

  public final TextList wseat;
  public final TextList bseat;
  public boolean allimps;
  public final TextList cur;

  /** Languages allowed, {@code wlang} and {@code wlangb}. */
  public final TextList wlang;

  public final TextList bcat;

  /** Categories allowed; empty for any. */
  public final TextList acat;

  /** The taxonomy of {@link #bcat} and {@link #acat}; 1 where it is absent. */
  public int cattax = 1;

  /** Hosts, as they are compared. */
  public final TextList badv;

  /** Apps, as they are compared. */
  public final TextList bapp;

  /** Values of the {@link ExtraPaths} that are not under {@code imp.}. */
  public final ExtraValues extra;

  /** Optional fields of a wrong type or absurd value, taken as absent. */
  public int ignoredFields;

  /** Elements left out because a list was full. */
  public int elementsLeftOut;

  /** A request that may take any memory. */
  public BidRequest() {
    this(Memory.unbounded());
  }

  /** A request that takes no more memory than it may. */
  public BidRequest(Memory memory) {
    this.memory = memory;
    id = new Text(memory);
    imps = new ReusedList<>(memory, Imp::new, MAX_IMPS);
    inventory = new Inventory(memory);
    device = new Device(memory);
    user = new User(memory);
    regs = new Regs(memory);
    source = new Source(memory);
    wseat = new TextList(memory, MAX_LIST);
    bseat = new TextList(memory, MAX_LIST);
    cur = new TextList(memory, MAX_LIST);
    wlang = new TextList(memory, MAX_LIST);
    bcat = new TextList(memory, MAX_BLOCKS);
    acat = new TextList(memory, MAX_BLOCKS);
    badv = new TextList(memory, MAX_BLOCKS);
    bapp = new TextList(memory, MAX_BLOCKS);
    extra = new ExtraValues(memory);
  }

  /** What it takes. */
  public Memory memory() {
    return memory;
  }

  /** The user's offset from UTC: the device's, or else the user's own, or else 0. */
  public int utcOffsetMinutes() {
    int ofDevice = device.geo.utcoffsetMinutes;
    int ofUser = user.geo.utcoffsetMinutes;
    return ofDevice != NONE ? ofDevice : ofUser != NONE ? ofUser : 0;
  }

  /** As if nothing had been read. */
  public void clear() {
    memory.reuse();
    id.clear();
    imps.clear();
    inventoryKind = InventoryKind.NONE;
    inventory.clear();
    device.clear();
    user.clear();
    regs.clear();
    source.clear();
    test = false;
    at = 2;
    tmaxMillis = NONE;
    wseat.clear();
    bseat.clear();
    allimps = false;
    cur.clear();
    wlang.clear();
    bcat.clear();
    acat.clear();
    cattax = 1;
    badv.clear();
    bapp.clear();
    extra.clear();
    ignoredFields = 0;
    elementsLeftOut = 0;
  }
}
