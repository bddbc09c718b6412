package io.bidder.bidder.campaign;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.bidder.bidder.openrtb.Deal;
import java.lang.reflect.Field;
import org.junit.jupiter.api.Test;

class CandidatesTest {
  @Test
  void setShouldCopyAllThatIsKnownOfAnAd() throws IllegalAccessException {
    Candidates found = new Candidates();
    Candidate ad = found.add();
    ad.creativeIndex = 1;
    ad.campaignSlot = 2;
    ad.creativeSlot = 3;
    ad.campaignRevision = 4;
    ad.deal = new Deal();
    ad.w = 300;
    ad.h = 250;
    Candidate kept = new Candidates().add();

    kept.set(ad);

    for (Field field : Candidate.class.getDeclaredFields()) {
      field.setAccessible(true);
      assertEquals(field.get(ad), field.get(kept), field::getName);
    }
  }
}
