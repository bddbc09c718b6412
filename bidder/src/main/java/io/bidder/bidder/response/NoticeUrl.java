package io.bidder.bidder.response;

/**
 * The address that a win notice fetches markup from:
 *
 * <pre>
 *   {publicUrl}/ad/{creative id}?request=…&amp;imp=…&amp;bid=…&amp;deal=…&amp;price=${AUCTION_PRICE}…[&amp;native=…]
 * </pre>
 *
 * What is ours is written when the bid is; the rest the exchange fills in.
 */
final class NoticeUrl {
  private NoticeUrl() {}

  static String template(String publicUrl, String creativeId) {
    StringBuilder url = new StringBuilder();
    url.append(publicUrl, 0, publicUrl.endsWith("/") ? publicUrl.length() - 1 : publicUrl.length());
    url.append(MarkupService.PATH).append(MarkupTemplate.percentEncoded(creativeId));
    char separator = '?';
    for (Macro macro : Macro.values()) {
      boolean ours = !macro.isAuction();
      // The request's and the impression's ids have two names, of which ours needs no exchange.
      boolean again = macro == Macro.AUCTION_ID || macro == Macro.AUCTION_IMP_ID;
      if (!macro.parameter.isEmpty() && (ours || !again)) {
        url.append(separator).append(macro.parameter).append("=${").append(macro).append('}');
        separator = '&';
      }
    }
    return url.toString();
  }
}
