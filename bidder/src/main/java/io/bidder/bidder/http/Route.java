package io.bidder.bidder.http;

import java.util.List;

/**
 * A part of the bid port that is not for bid requests.
 *
 * @param prefix of its paths, such as {@code /ad/}
 * @param methods it takes, such as {@code GET}; others are answered 405 with these
 * @param handler answers its requests
 */
public record Route(String prefix, List<String> methods, RouteHandler handler) {
  public Route {
    methods = List.copyOf(methods);
  }
}
