package io.bidder.bidder.campaign.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.bidder.bidder.campaign.CreativeContent;
import io.bidder.bidder.campaign.Markup;
import io.bidder.bidder.openrtb.NativeAsset;
import io.bidder.bidder.openrtb.NativeAsset.Kind;
import io.bidder.bidder.openrtb.NativeRequest;
import java.util.List;
import org.junit.jupiter.api.Test;

class NativeAssetsTest {
  private static final int ICON = 1;
  private static final int MAIN = 3;

  private final CreativeContent.Native ad =
      new CreativeContent.Native(
          "Fresh coffee",
          List.of(
              new CreativeContent.Image(
                  ICON, Markup.of("https://cdn.example/i.png"), 64, 64, "image/png"),
              new CreativeContent.Image(
                  MAIN, Markup.of("https://cdn.example/b.jpg"), 1200, 627, "image/jpeg"),
              new CreativeContent.Image(
                  MAIN, Markup.of("https://cdn.example/m.jpg"), 600, 314, "image/jpeg")),
          List.of(
              new CreativeContent.Data(1, "Roasters"),
              new CreativeContent.Data(2, "Roasted this morning, at your door tonight"),
              new CreativeContent.Data(2, "Roasted today")),
          Markup.of("https://coffee.example/"),
          List.of(),
          List.of());

  private final NativeRequest slot = new NativeRequest();
  private int ids;

  @Test
  void answerShouldBeTheTitleWhenItIsNotTooLong() {
    NativeAsset title = asset(Kind.TITLE);
    title.len = 12;
    assertEquals(0, NativeAssets.answer(ad, title));
    title.len = 11;
    assertEquals(NativeAssets.UNANSWERED, NativeAssets.answer(ad, title));
  }

  @Test
  void answerShouldBeTheFirstDataOfTheTypeThatIsNotTooLong() {
    NativeAsset description = asset(Kind.DATA);
    description.type = 2;
    assertEquals(1, NativeAssets.answer(ad, description));
    description.len = 20;
    assertEquals(2, NativeAssets.answer(ad, description));
    description.len = 12;
    assertEquals(NativeAssets.UNANSWERED, NativeAssets.answer(ad, description));
    description.type = 12;
    assertEquals(NativeAssets.UNANSWERED, NativeAssets.answer(ad, description));
  }

  @Test
  void answerShouldBeTheImageOfExactlyTheSizeWhenNoLeastSizeIsGiven() {
    NativeAsset main = asset(Kind.IMAGE);
    main.type = MAIN;
    main.w = 600;
    main.h = 314;
    assertEquals(2, NativeAssets.answer(ad, main));
    main.h = 300;
    assertEquals(NativeAssets.UNANSWERED, NativeAssets.answer(ad, main));
  }

  @Test
  void answerShouldBeAnImageOfAtLeastTheLeastSizeWhenTheWantedOneIsNotThere() {
    NativeAsset main = asset(Kind.IMAGE);
    main.type = MAIN;
    main.w = 1000;
    main.wmin = 500;
    main.hmin = 300;
    assertEquals(1, NativeAssets.answer(ad, main));
    main.w = 600;
    assertEquals(2, NativeAssets.answer(ad, main));
    main.wmin = 1201;
    assertEquals(NativeAssets.UNANSWERED, NativeAssets.answer(ad, main));
  }

  @Test
  void answerShouldBeAnImageOfAnyTypeWhenTheSlotNamesNone() {
    NativeAsset image = asset(Kind.IMAGE);
    image.w = 64;
    image.h = 64;
    image.mimes.add().set("image/png");
    assertEquals(0, NativeAssets.answer(ad, image));
  }

  @Test
  void answerShouldHeedMediaTypesWhateverTheirCase() {
    NativeAsset main = asset(Kind.IMAGE);
    main.type = MAIN;
    main.mimes.add().set("IMAGE/JPG");
    assertEquals(1, NativeAssets.answer(ad, main));
    main.mimes.clear();
    main.mimes.add().set("image/gif");
    assertEquals(NativeAssets.UNANSWERED, NativeAssets.answer(ad, main));
  }

  @Test
  void fitsShouldNeedEveryRequiredAssetButNoOther() {
    NativeAsset title = asset(Kind.TITLE);
    title.required = true;
    NativeAsset video = asset(Kind.VIDEO);
    assertTrue(NativeAssets.fits(ad, slot));
    video.required = true;
    assertFalse(NativeAssets.fits(ad, slot));
  }

  @Test
  void fitsShouldBeFalseWhenNothingWouldBeAnswered() {
    assertFalse(NativeAssets.fits(ad, slot));
    asset(Kind.VIDEO);
    assertFalse(NativeAssets.fits(ad, slot));
  }

  private NativeAsset asset(Kind kind) {
    NativeAsset asset = slot.assets.add();
    asset.clear();
    asset.id = ++ids;
    asset.kind = kind;
    return asset;
  }
}
