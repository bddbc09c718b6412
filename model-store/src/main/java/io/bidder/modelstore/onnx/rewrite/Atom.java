package io.bidder.modelstore.onnx.rewrite;

/** One float of a row: element {@code index} of what {@code source} gives. */
record Atom(Source source, int index) {
  /** Whether it differs between the candidates of one impression. */
  boolean candidate() {
    return source.candidate(index);
  }

  /** Whether any of them does. */
  static boolean anyCandidate(Iterable<Atom> atoms) {
    for (Atom atom : atoms) {
      if (atom.candidate()) {
        return true;
      }
    }
    return false;
  }
}
