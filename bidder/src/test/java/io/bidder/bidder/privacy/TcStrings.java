package io.bidder.bidder.privacy;

import com.iabtcf.encoder.PublisherRestrictionEntry;
import com.iabtcf.encoder.TCStringEncoder;
import com.iabtcf.utils.BitSetIntIterable;
import com.iabtcf.v2.RestrictionType;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Consent strings as people's choices and publishers' restrictions make them. */
public final class TcStrings {
  /** Ours, in tests. */
  public static final int VENDOR = 755;

  private static final Instant ASKED =
      Instant.parse("2026-03-01T00:00:00Z").truncatedTo(ChronoUnit.DAYS);

  private int policy = 4;
  private BitSetIntIterable purposes = ids(IntStream.rangeClosed(1, 11).toArray());
  private BitSetIntIterable interests = ids();
  private BitSetIntIterable features = ids(1, 2);
  private BitSetIntIterable vendors = ids(2, VENDOR, 800);
  private BitSetIntIterable vendorInterests = ids();
  private BitSetIntIterable disclosed = ids();
  private final List<PublisherRestrictionEntry> restrictions = new ArrayList<>();

  /** A string that allows everything. */
  public static TcStrings all() {
    return new TcStrings();
  }

  /** A string that allows everything but a purpose. */
  public static TcStrings allBut(int purpose) {
    return all().without(purpose);
  }

  TcStrings policy(int version) {
    policy = version;
    return this;
  }

  TcStrings purposes(int... ids) {
    purposes = ids(ids);
    return this;
  }

  TcStrings without(int purpose) {
    return purposes(IntStream.rangeClosed(1, 11).filter(id -> id != purpose).toArray());
  }

  TcStrings interests(int... ids) {
    interests = ids(ids);
    return this;
  }

  TcStrings features(int... ids) {
    features = ids(ids);
    return this;
  }

  TcStrings vendors(int... ids) {
    vendors = ids(ids);
    return this;
  }

  TcStrings vendorInterests(int... ids) {
    vendorInterests = ids(ids);
    return this;
  }

  TcStrings disclosed(int... ids) {
    disclosed = ids(ids);
    return this;
  }

  TcStrings restrict(int purpose, RestrictionType type, int... vendorIds) {
    restrictions.add(
        PublisherRestrictionEntry.newBuilder()
            .purposeId(purpose)
            .restrictionType(type)
            .addVendor(vendorIds)
            .build());
    return this;
  }

  /** The string. */
  public String encode() {
    TCStringEncoder.Builder builder =
        TCStringEncoder.newBuilder()
            .version(2)
            .tcfPolicyVersion(policy)
            .created(ASKED)
            .lastUpdated(ASKED)
            .cmpId(1)
            .cmpVersion(1)
            .consentScreen(1)
            .consentLanguage("EN")
            .vendorListVersion(1)
            .isServiceSpecific(true)
            .publisherCC("DE")
            .addPurposesConsent(purposes)
            .addPurposesLITransparency(interests)
            .addSpecialFeatureOptIns(features)
            .addVendorConsent(vendors)
            .addVendorLegitimateInterest(vendorInterests)
            .addPublisherRestrictionEntry(restrictions);
    return (disclosed.isEmpty() ? builder : builder.addDisclosedVendors(disclosed)).encode();
  }

  private static BitSetIntIterable ids(int... ids) {
    BitSetIntIterable.Builder builder = BitSetIntIterable.newBuilder();
    for (int id : ids) {
      builder.add(id);
    }
    return builder.build();
  }
}
