package io.bidder.modelstore.onnx.reading;

/** One float of a row: element {@code index} of what {@code source} gives. */
public record Atom(Source source, int index) {
  /** Tells whether it differs between the candidates of one impression. */
  public boolean candidate() {
    return source.candidate(index);
  }

  /** Tells whether any of them differs between the candidates of one impression. */
  public static boolean anyCandidate(Iterable<Atom> atoms) {
    for (Atom atom : atoms) {
      if (atom.candidate()) {
        return true;
      }
    }
    return false;
  }
}
