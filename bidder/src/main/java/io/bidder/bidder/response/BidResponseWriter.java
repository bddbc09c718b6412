package io.bidder.bidder.response;

import io.bidder.bidder.campaign.CreativeContent;
import io.bidder.bidder.campaign.Macro;
import io.bidder.bidder.campaign.rules.TransparencyRules;
import io.bidder.bidder.json.Utf8Buffer;
import io.bidder.bidder.notice.TokenKind;
import io.bidder.bidder.openrtb.BidRequest;
import io.bidder.bidder.openrtb.Deal;
import io.bidder.bidder.openrtb.Regs;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Writes bid responses (OpenRTB 2.6, section 4.2) as UTF-8 into an array of its own. Fields of
 * later versions are written whatever the request's: exchanges pass over what they do not know.
 * Reused from response to response: allocates nothing but for long ones. Not thread-safe: one a
 * thread.
 */
public final class BidResponseWriter {
  /** Room for most answers; an array that a longer one needed is not kept. */
  private static final int KEPT_BYTES = 64 * 1024;

  private static final byte[] ID = ascii("{\"id\":");
  private static final byte[] NBR = ascii(",\"nbr\":");
  private static final byte[] SEATBIDS = ascii(",\"seatbid\":[");
  private static final byte[] SEATBID = ascii("{\"bid\":[");
  private static final byte[] SEAT = ascii("],\"seat\":");
  private static final byte[] BIDID = ascii("],\"bidid\":");
  private static final byte[] CUR = ascii(",\"cur\":");
  private static final byte[] CUR_WITHOUT_BIDID = ascii("],\"cur\":");
  private static final byte[] IMPID = ascii(",\"impid\":");
  private static final byte[] PRICE = ascii(",\"price\":");
  private static final byte[] W = ascii(",\"w\":");
  private static final byte[] H = ascii(",\"h\":");
  private static final byte[] DEALID = ascii(",\"dealid\":");
  private static final byte[] EXP = ascii(",\"exp\":");
  private static final byte[] ADM = ascii(",\"adm\":\"");
  private static final byte[] NURL = ascii(",\"nurl\":\"");
  private static final byte[] BURL = ascii(",\"burl\":\"");
  private static final byte[] LURL = ascii(",\"lurl\":\"");
  private static final byte[] TOKEN = ascii("&" + WonAds.TOKEN + "=");
  private static final byte[] NATIVE = ascii("&" + NativeChoice.PARAMETER + "=");

  private final Utf8Buffer out = new Utf8Buffer(KEPT_BYTES);
  private final NativeChoice nativeChoice = new NativeChoice();
  private final BidValues values;
  private final int maxBytes;
  private final @Nullable OutcomeUrls urls;

  /**
   * A writer with a limit.
   *
   * @param maxBytes of an answer; bids beyond are left out
   * @param urls by which outcomes come back; null if they do not
   */
  public BidResponseWriter(int maxBytes, @Nullable OutcomeUrls urls) {
    this.maxBytes = maxBytes;
    this.urls = urls;
    values = new BidValues(urls);
  }

  /**
   * Writes a response with bids, grouped by the seats of their advertisers. Those that there is no
   * room for are {@linkplain WinningBid#isLeftOut left out}.
   *
   * @param templates of the catalogue that the bids' ads are of
   * @return the number of bids it holds; if 0, there is no response
   */
  public int write(BidRequest request, WinningBids bids, BidTemplates templates) {
    out.clear(KEPT_BYTES);
    values.request = request.id;
    out.raw(ID);
    out.jsonString(request.id);
    out.raw(SEATBIDS);
    int written = 0;
    for (int i = 0; i < bids.size(); i++) {
      bids.get(i).isWritten = false;
    }
    for (int i = 0; i < bids.size(); i++) {
      if (!bids.get(i).isWritten) {
        written += writeSeat(request.regs, bids, i, templates, written > 0);
      }
    }
    if (bids.responseId.isEmpty()) {
      out.raw(CUR_WITHOUT_BIDID);
    } else {
      out.raw(BIDID);
      out.jsonString(bids.responseId);
      out.raw(CUR);
    }
    out.jsonString(bids.currency);
    out.ascii('}');
    if (written == 0) {
      out.truncate(0);
    }
    values.request = "";
    return written;
  }

  /** Writes a response that gives the reason why there is no bid. */
  public void writeNoBid(CharSequence requestId, int nbr) {
    out.clear(KEPT_BYTES);
    appendNoBid(requestId, nbr);
  }

  /** Likewise, behind what was written. */
  public void appendNoBid(CharSequence requestId, int nbr) {
    out.raw(ID);
    out.jsonString(requestId);
    out.raw(NBR);
    out.number(nbr);
    out.ascii('}');
  }

  /** The array whose first {@link #length} bytes are the response, until the next is written. */
  public byte[] bytes() {
    return out.bytes();
  }

  public int length() {
    return out.length();
  }

  /** Writes the seat of bid {@code first} with all its bids; nothing if none of them has room. */
  private int writeSeat(
      Regs regs, WinningBids bids, int first, BidTemplates templates, boolean comma) {
    int start = out.length();
    if (comma) {
      out.ascii(',');
    }
    out.raw(SEATBID);
    String seat = bids.get(first).seat();
    int written = 0;
    for (int i = first; i < bids.size(); i++) {
      WinningBid bid = bids.get(i);
      if (!bid.isWritten && bid.seat().equals(seat)) {
        bid.isWritten = true;
        int bidStart = out.length();
        if (written > 0) {
          out.ascii(',');
        }
        writeBid(regs, bid, templates.of(bid));
        if (out.length() > maxBytes) {
          out.truncate(bidStart);
          bid.leaveOut();
        } else {
          written++;
        }
      }
    }
    if (written == 0) {
      out.truncate(start);
      return 0;
    }
    if (seat.isEmpty()) {
      out.ascii(']');
    } else {
      out.raw(SEAT);
      out.jsonString(seat);
    }
    out.ascii('}');
    return written;
  }

  private void writeBid(Regs regs, WinningBid bid, BidTemplate template) {
    values.bid = bid;
    out.raw(ID);
    out.jsonString(bid.bidId);
    out.raw(IMPID);
    out.jsonString(bid.imp().id);
    out.raw(PRICE);
    out.micros(bid.priceCpmMicros());
    out.raw(template.fields);
    if (TransparencyRules.isCarried(regs, bid.campaign().advertiser())) {
      out.raw(
          TransparencyRules.isWithoutParties(regs)
              ? template.transparencyInBrief
              : template.transparency);
    }
    if (template.creative.content() instanceof CreativeContent.Banner banner) {
      writeSize(bid, banner);
    }
    Deal deal = bid.deal();
    if (deal != null) {
      out.raw(DEALID);
      out.jsonString(deal.id);
    }
    if (bid.imp().exp > 0) {
      out.raw(EXP);
      out.number(bid.imp().exp);
    }
    if (urls != null) {
      urls.begin(bid);
      writeNotices(urls, template);
    }
    writeMarkup(bid, template);
    out.ascii('}');
  }

  private void writeNotices(OutcomeUrls to, BidTemplate template) {
    if (to.notices().nurl() && template.noticeUrl == null) {
      writeNotice(NURL, TokenKind.WIN, to);
    }
    if (to.notices().burl()) {
      writeNotice(BURL, TokenKind.BILLED, to);
    }
    if (to.notices().lurl()) {
      writeNotice(LURL, TokenKind.LOSS, to);
    }
  }

  private void writeNotice(byte[] member, TokenKind kind, OutcomeUrls to) {
    out.raw(member);
    to.writeNotice(kind, out);
    out.ascii('"');
  }

  private void writeSize(WinningBid bid, CreativeContent.Banner banner) {
    boolean known = bid.w() > 0 && bid.h() > 0;
    out.raw(W);
    out.number(known ? bid.w() : banner.w());
    out.raw(H);
    out.number(known ? bid.h() : banner.h());
  }

  private void writeMarkup(WinningBid bid, BidTemplate template) {
    if (template.creative.content() instanceof CreativeContent.Native ad) {
      nativeChoice.choose(ad, bid.imp().nativeRequest);
    }
    Template noticeUrl = template.noticeUrl;
    NativeTemplate nativeAd = template.nativeAd;
    Template markup = template.markup;
    if (noticeUrl != null) {
      out.raw(NURL);
      noticeUrl.write(out, values);
      if (nativeAd != null) {
        out.raw(NATIVE);
        nativeChoice.write(out);
      }
      if (urls != null) {
        out.raw(TOKEN);
        urls.writeToken(TokenKind.MARKUP, out);
      }
    } else {
      out.raw(ADM);
      if (nativeAd != null) {
        nativeAd.write(out, nativeChoice, values);
      } else if (markup != null) {
        markup.write(out, values);
      }
    }
    out.ascii('"');
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** The values of the bidder's macros in the bid that is being written. */
  private static final class BidValues implements MacroValues {
    private final @Nullable OutcomeUrls urls;
    private CharSequence request = "";
    private WinningBid bid = new WinningBid();

    BidValues(@Nullable OutcomeUrls urls) {
      this.urls = urls;
    }

    @Override
    public void writeSigned(Macro macro, Utf8Buffer out) {
      if (urls != null) {
        urls.write(macro, null, out);
      }
    }

    @Override
    public CharSequence value(Macro macro) {
      Deal deal = bid.deal();
      return switch (macro) {
        case BIDDER_REQUEST -> request;
        case BIDDER_IMP -> bid.imp().id;
        case BIDDER_BID -> bid.bidId;
        case BIDDER_SEAT -> bid.seat();
        case BIDDER_DEAL -> deal == null ? "" : deal.id;
        default -> "";
      };
    }
  }
}
