package io.bidder.modelstore.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;

/** The type of a tensor's elements. */
public enum ElementType {
  FLOAT(TensorProto.DataType.FLOAT, Float.BYTES),
  DOUBLE(TensorProto.DataType.DOUBLE, Double.BYTES),
  INT64(TensorProto.DataType.INT64, Long.BYTES);

  private final TensorProto.DataType proto;
  private final int bytes;

  ElementType(TensorProto.DataType proto, int bytes) {
    this.proto = proto;
    this.bytes = bytes;
  }

  /** Bytes of one element. */
  public int bytes() {
    return bytes;
  }

  TensorProto.DataType proto() {
    return proto;
  }
}
