package io.bidder.modelstore.tensors;

/** Types of a tensor's elements; the names are the file's. */
enum ElementType {
  F32(4),
  F64(8),
  I32(4);

  final int bytes;

  ElementType(int bytes) {
    this.bytes = bytes;
  }
}
