package io.bidder.bidder.campaign;

/** The rules that can keep a campaign, or an ad of it, from an impression, in order of checks. */
public enum Rule {
  FLIGHT("outside its flight"),
  SEAT("its seat is not allowed to bid"),
  ADVERTISER_BLOCKED("the advertiser's domain is blocked"),
  EXCHANGE("exchange is not targeted"),
  COUNTRY("country is not targeted"),
  REGION("region is not targeted"),
  CITY("city is not targeted"),
  METRO("metro is not targeted"),
  ZIP("postal code is not targeted"),
  LOCATION("not within a targeted radius"),
  DEVICE_TYPE("device type is not targeted"),
  OPERATING_SYSTEM("operating system or its version is not targeted"),
  BROWSER("browser is not targeted"),
  CONNECTION("connection type is not targeted"),
  LANGUAGE("device language is not targeted"),
  INVENTORY("site or app is not targeted"),
  INVENTORY_EXCLUDED("site or app is excluded"),
  PUBLISHER("publisher is not targeted"),
  CONTENT_CATEGORY("content category is not targeted"),
  SEGMENT("segment is not targeted"),
  KEYWORD("keyword is not targeted"),
  HOUR("hour of the week is not targeted"),
  AGE("age is not targeted"),
  GENDER("gender is not targeted"),
  DEAL("no deal of the impression is the campaign's, and it may not bid without one"),
  CATEGORY_BLOCKED("a category of ad or advertiser is blocked"),
  CATEGORY_UNKNOWN("a category of ad or advertiser cannot be told in the request's taxonomy"),
  CATEGORY_NOT_ALLOWED("a category of ad or advertiser is not among those allowed"),
  APP_BLOCKED("the advertised app is blocked"),
  MEDIUM("no ad is of a medium that the impression takes"),
  SIZE("no ad fits the slot"),
  MEDIA("no ad's format, duration or protocol is accepted"),
  API("the slot lacks a framework that the ad needs"),
  ATTRIBUTE_BLOCKED("an attribute or type of the ad is blocked"),
  AD_LANGUAGE("the ad's language is not allowed"),
  SECURE("the ad is not secure"),
  OUT("out for now, such as paused or out of budget");

  private final String text;

  Rule(String text) {
    this.text = text;
  }

  /** The reason in words, for people. */
  public String text() {
    return text;
  }
}
