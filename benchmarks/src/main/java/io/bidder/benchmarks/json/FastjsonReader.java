package io.bidder.benchmarks.json;

import com.alibaba.fastjson2.JSONReader;
import com.alibaba.fastjson2.util.Fnv;
import java.nio.charset.StandardCharsets;

/** fastjson2's streaming reader, which tells names apart by their hashes. */
final class FastjsonReader {
  private static final long ID = Fnv.hashCode64("id");
  private static final long TMAX = Fnv.hashCode64("tmax");
  private static final long IMP = Fnv.hashCode64("imp");
  private static final long SITE = Fnv.hashCode64("site");
  private static final long DEVICE = Fnv.hashCode64("device");
  private static final long USER = Fnv.hashCode64("user");
  private static final long FLOOR = Fnv.hashCode64("bidfloor");
  private static final long BANNER = Fnv.hashCode64("banner");
  private static final long W = Fnv.hashCode64("w");
  private static final long H = Fnv.hashCode64("h");
  private static final long DOMAIN = Fnv.hashCode64("domain");
  private static final long UA = Fnv.hashCode64("ua");
  private static final long GEO = Fnv.hashCode64("geo");
  private static final long COUNTRY = Fnv.hashCode64("country");

  private FastjsonReader() {}

  static FewFields read(byte[] body) {
    FewFields.Found found = new FewFields.Found();
    try (JSONReader json = JSONReader.of(body, 0, body.length, StandardCharsets.UTF_8)) {
      json.nextIfObjectStart();
      while (!json.nextIfObjectEnd()) {
        long name = json.readFieldNameHashCode();
        if (name == ID) {
          found.id = json.readString();
        } else if (name == TMAX) {
          found.tmax = json.readInt32Value();
        } else if (name == IMP) {
          imps(json, found);
        } else if (name == SITE) {
          site(json, found);
        } else if (name == DEVICE) {
          device(json, found);
        } else if (name == USER) {
          user(json, found);
        } else {
          json.skipValue();
        }
      }
    }
    return found.fields();
  }

  private static void imps(JSONReader json, FewFields.Found found) {
    json.nextIfArrayStart();
    while (!json.nextIfArrayEnd()) {
      json.nextIfObjectStart();
      while (!json.nextIfObjectEnd()) {
        long name = json.readFieldNameHashCode();
        if (name == ID) {
          found.impId = json.readString();
        } else if (name == FLOOR) {
          found.floor = json.readDoubleValue();
        } else if (name == BANNER) {
          banner(json, found);
        } else {
          json.skipValue();
        }
      }
    }
    json.nextIfComma();
  }

  private static void banner(JSONReader json, FewFields.Found found) {
    json.nextIfObjectStart();
    while (!json.nextIfObjectEnd()) {
      long name = json.readFieldNameHashCode();
      if (name == W) {
        found.w = json.readInt32Value();
      } else if (name == H) {
        found.h = json.readInt32Value();
      } else {
        json.skipValue();
      }
    }
  }

  private static void site(JSONReader json, FewFields.Found found) {
    json.nextIfObjectStart();
    while (!json.nextIfObjectEnd()) {
      if (json.readFieldNameHashCode() == DOMAIN) {
        found.domain = json.readString();
      } else {
        json.skipValue();
      }
    }
  }

  private static void device(JSONReader json, FewFields.Found found) {
    json.nextIfObjectStart();
    while (!json.nextIfObjectEnd()) {
      long name = json.readFieldNameHashCode();
      if (name == UA) {
        found.ua = json.readString();
      } else if (name == GEO) {
        geo(json, found);
      } else {
        json.skipValue();
      }
    }
  }

  private static void geo(JSONReader json, FewFields.Found found) {
    json.nextIfObjectStart();
    while (!json.nextIfObjectEnd()) {
      if (json.readFieldNameHashCode() == COUNTRY) {
        found.country = json.readString();
      } else {
        json.skipValue();
      }
    }
  }

  private static void user(JSONReader json, FewFields.Found found) {
    json.nextIfObjectStart();
    while (!json.nextIfObjectEnd()) {
      if (json.readFieldNameHashCode() == ID) {
        found.userId = json.readString();
      } else {
        json.skipValue();
      }
    }
  }
}
