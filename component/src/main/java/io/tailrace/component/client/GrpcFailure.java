package io.tailrace.component.client;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.grpc.Metadata;
import io.grpc.Status;
import io.tailrace.component.Delivery;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;

/// What a gRPC status means for the items that were sent.
///
/// The OTLP specification lets a client drop what RESOURCE_EXHAUSTED without RetryInfo, UNKNOWN
/// and INTERNAL refuse. Nothing is dropped here: backends answer rate limits without RetryInfo
/// and broken databases with INTERNAL, so these are tried again, and the relay finds out whether
/// it is this one request that fails while others pass. Only a message that is too large is the
/// payload's fault for certain.
final class GrpcFailure {
  private static final Metadata.Key<byte[]> DETAILS =
      Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER);

  private GrpcFailure() {}

  static Delivery of(Status status, Metadata trailers) {
    String reason = Reasons.of(status);
    return switch (status.getCode()) {
      case UNAUTHENTICATED, PERMISSION_DENIED, UNIMPLEMENTED, NOT_FOUND ->
          new Delivery.Unreachable(reason);
      case INVALID_ARGUMENT, FAILED_PRECONDITION, ALREADY_EXISTS -> new Delivery.Refused(reason);
      case RESOURCE_EXHAUSTED, OUT_OF_RANGE ->
          tooLarge(status)
              ? new Delivery.Refused(reason)
              : new Delivery.Retry(reason, retryAfter(trailers));
      case UNAVAILABLE ->
          Causes.concernEndpoint(status.getCause()) || inHandshake(status)
              ? new Delivery.Unreachable(reason)
              : new Delivery.Retry(reason, retryAfter(trailers));
      case OK, CANCELLED, UNKNOWN, DEADLINE_EXCEEDED, ABORTED, INTERNAL, DATA_LOSS ->
          new Delivery.Retry(reason, retryAfter(trailers));
    };
  }

  /// Whether a message was larger than the server takes, in the words of grpc-go and C++
  /// ("larger than max"), grpc-java and .NET ("exceeds ... maximum"), and Rust ("too large").
  static boolean tooLarge(Status status) {
    String text = String.valueOf(status.getDescription()).toLowerCase(Locale.ROOT);
    return text.contains("message")
        && (text.contains("larger than max")
            || text.contains("too large")
            || (text.contains("exceed") && text.contains("maximum")));
  }

  /// Whether the server hung up during the TLS handshake, as one does that speaks no TLS or no
  /// cipher suite of ours.
  private static boolean inHandshake(Status status) {
    return String.valueOf(status.getDescription()).contains("TLS negotiation");
  }

  private static Duration retryAfter(Metadata trailers) {
    byte[] details = trailers.get(DETAILS);
    if (details == null) {
      return Duration.ZERO;
    }
    try {
      return retryDelay(CodedInputStream.newInstance(details));
    } catch (IOException _) {
      return Duration.ZERO;
    }
  }

  /// Finds `google.rpc.RetryInfo` among the details (field 3) of a `google.rpc.Status`.
  private static Duration retryDelay(CodedInputStream status) throws IOException {
    for (int tag = status.readTag(); tag != 0; tag = status.readTag()) {
      if (tag == tag(3, WireFormat.WIRETYPE_LENGTH_DELIMITED)) {
        Any any = Any.read(status.readBytes().newCodedInput());
        if (any.type().endsWith("/google.rpc.RetryInfo")) {
          return duration(CodedInputStream.newInstance(any.value()));
        }
      } else {
        status.skipField(tag);
      }
    }
    return Duration.ZERO;
  }

  /// Reads the `google.protobuf.Duration` in field 1 of a RetryInfo.
  private static Duration duration(CodedInputStream info) throws IOException {
    if (info.readTag() != tag(1, WireFormat.WIRETYPE_LENGTH_DELIMITED)) {
      return Duration.ZERO;
    }
    CodedInputStream in = info.readBytes().newCodedInput();
    long seconds = 0;
    int nanos = 0;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag == tag(1, WireFormat.WIRETYPE_VARINT)) {
        seconds = in.readInt64();
      } else if (tag == tag(2, WireFormat.WIRETYPE_VARINT)) {
        nanos = in.readInt32();
      } else {
        in.skipField(tag);
      }
    }
    return RetryHint.bounded(Duration.ofSeconds(Math.min(seconds, Integer.MAX_VALUE), nanos));
  }

  private static int tag(int field, int type) {
    return field << 3 | type;
  }

  /// A `google.protobuf.Any`.
  private record Any(String type, byte[] value) {
    static Any read(CodedInputStream in) throws IOException {
      String type = "";
      byte[] value = {};
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        if (tag == GrpcFailure.tag(1, WireFormat.WIRETYPE_LENGTH_DELIMITED)) {
          type = in.readString();
        } else if (tag == GrpcFailure.tag(2, WireFormat.WIRETYPE_LENGTH_DELIMITED)) {
          value = in.readByteArray();
        } else {
          in.skipField(tag);
        }
      }
      return new Any(type, value);
    }
  }
}
