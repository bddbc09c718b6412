package io.bidder.modelstore.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.util.List;

/** Java values as the protobuf messages of the ONNX format. */
final class OnnxProtos {
  private OnnxProtos() {}

  static ValueInfoProto valueInfo(String name, ElementType type, Object... dimensions) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (Object dimension : dimensions) {
      switch (dimension) {
        case Number fixed ->
            shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(fixed.longValue()));
        case String varying ->
            shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimParam(varying));
        default ->
            throw new IllegalArgumentException(
                "dimension " + dimension + " is neither a number nor a name");
      }
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder()
                        .setElemType(type.proto().getNumber())
                        .setShape(shape)))
        .build();
  }

  static AttributeProto attribute(String name, Object value) {
    AttributeProto.Builder attribute = AttributeProto.newBuilder().setName(name);
    switch (value) {
      case Long number -> attribute.setType(AttributeProto.AttributeType.INT).setI(number);
      case Integer number -> attribute.setType(AttributeProto.AttributeType.INT).setI(number);
      case Double number ->
          attribute.setType(AttributeProto.AttributeType.FLOAT).setF(number.floatValue());
      case String text ->
          attribute
              .setType(AttributeProto.AttributeType.STRING)
              .setS(ByteString.copyFromUtf8(text));
      case List<?> list -> {
        attribute.setType(AttributeProto.AttributeType.INTS);
        list.forEach(element -> attribute.addInts((Long) element));
      }
      default ->
          throw new IllegalArgumentException("attribute " + name + " is a " + value.getClass());
    }
    return attribute.build();
  }
}
