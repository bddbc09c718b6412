package io.bidder.bidder.openrtb;

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
 * or NaN, an absent flag false. Not thread-safe.
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

  public final Text id = new Text();
  public final ReusedList<Imp> imps = new ReusedList<>(Imp::new, MAX_IMPS);
  public InventoryKind inventoryKind = InventoryKind.NONE;

  /** The site, app or screen that {@link #inventoryKind} says. */
  public final Inventory inventory = new Inventory();

  public final Device device = new Device();
  public final User user = new User();
  public final Regs regs = new Regs();
  public final Source source = new Source();

  public boolean test;

  /** Auction type, 1 or 2 or an exchange's own; 2 where it is absent. */
  public int at = 2;

  /** Milliseconds from the exchange's sending to its receiving; {@link #NONE} if absent. */
  public int tmaxMillis = NONE;

  public final TextList wseat = new TextList(MAX_LIST);
  public final TextList bseat = new TextList(MAX_LIST);
  public boolean allimps;
  public final TextList cur = new TextList(MAX_LIST);

  /** Languages allowed, {@code wlang} and {@code wlangb}. */
  public final TextList wlang = new TextList(MAX_LIST);

  public final TextList bcat = new TextList(MAX_BLOCKS);

  /** The taxonomy of {@link #bcat}; 1 where it is absent. */
  public int cattax = 1;

  /** Lower case. */
  public final TextList badv = new TextList(MAX_BLOCKS);

  public final TextList bapp = new TextList(MAX_BLOCKS);

  /** Values of the {@link ExtraPaths} that are not under {@code imp.}. */
  public final ExtraValues extra = new ExtraValues();

  /** Optional fields of a wrong type or absurd value, taken as absent. */
  public int ignoredFields;

  /** Elements left out because a list was full. */
  public int elementsLeftOut;

  /** The user's offset from UTC: the device's, or else the user's own, or else 0. */
  public int utcOffsetMinutes() {
    int ofDevice = device.geo.utcoffsetMinutes;
    int ofUser = user.geo.utcoffsetMinutes;
    return ofDevice != NONE ? ofDevice : ofUser != NONE ? ofUser : 0;
  }

  /** As if nothing had been read. */
  public void clear() {
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
    cattax = 1;
    badv.clear();
    bapp.clear();
    extra.clear();
    ignoredFields = 0;
    elementsLeftOut = 0;
  }
}
