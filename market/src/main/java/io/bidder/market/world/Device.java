package io.bidder.market.world;

/** The device that a user looks at: indices into {@link Names}. */
public record Device(int type, int operatingSystem, int browser, int connection) {
  /** OpenRTB's number of the type: {@code device.devicetype}. */
  public int typeCode() {
    return Names.DEVICE_TYPES.get(type);
  }

  /** {@code device.os}. */
  public String operatingSystemName() {
    return Names.OPERATING_SYSTEMS.get(operatingSystem);
  }

  /** The name by which a bidder knows the browser: {@code device.browser} of features. */
  public String browserName() {
    return Names.BROWSERS.get(browser);
  }

  /** What a request says of the browser: {@code device.sua.browsers.brand}. */
  public String browserBrand() {
    return Names.BROWSER_BRANDS.get(browser);
  }

  /** OpenRTB's number of the connection: {@code device.connectiontype}. */
  public int connectionCode() {
    return Names.CONNECTIONS.get(connection);
  }

  /** Whether it has apps that one carries about: a phone or a tablet. */
  public boolean isMobile() {
    return type == Names.PHONE || type == Names.TABLET;
  }
}
