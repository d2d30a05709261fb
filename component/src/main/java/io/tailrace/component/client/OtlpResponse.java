package io.tailrace.component.client;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.tailrace.component.Delivery;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads what an OTLP server answers to an export: the three messages have the same form, with
/// `partial_success` in field 1, and in it the rejected items in field 1 and the reason in 2.
public final class OtlpResponse {
  private static final int PARTIAL_SUCCESS = 1 << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
  private static final int REJECTED = 1 << 3 | WireFormat.WIRETYPE_VARINT;
  private static final int MESSAGE = 2 << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;

  private static final Pattern REJECTED_IN_JSON =
      Pattern.compile("\"rejected(?:Spans|DataPoints|LogRecords)\"\\s*:\\s*\"?(\\d{1,18})\"?");
  private static final Pattern MESSAGE_IN_JSON =
      Pattern.compile("\"errorMessage\"\\s*:\\s*\"((?:[^\"\\\\]|\\\\.)*+)\"");

  private OtlpResponse() {}

  /// Returns what the answer says about the items. Success with something else than this message
  /// is no answer of an OTLP server: nothing says that the items were taken, so that it is the
  /// endpoint's fault, and what may come twice is not lost.
  ///
  /// @param message the serialised `Export…ServiceResponse`
  public static Delivery read(byte[] message) {
    if (message.length == 0) {
      return Delivery.DELIVERED;
    }
    try {
      CodedInputStream in = CodedInputStream.newInstance(message);
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        if (tag == PARTIAL_SUCCESS) {
          return partial(in.readBytes().newCodedInput());
        }
        in.skipField(tag);
      }
      return Delivery.DELIVERED;
    } catch (IOException e) {
      return new Delivery.Unreachable("success with an answer that is not OTLP: " + Reasons.of(e));
    }
  }

  /// Returns what the answer of an OTLP/HTTP server says about the items.
  ///
  /// A web page is no answer of such a server but of whatever stands in its place, a login page
  /// or a console: nothing says that the items were taken, so that it is the endpoint's fault.
  ///
  /// @param contentType what the answer says it is
  public static Delivery read(String contentType, byte[] body) {
    if (contentType.startsWith("text/html")) {
      return new Delivery.Unreachable(
          "success with a web page: this address is not that of an OTLP server");
    }
    if (contentType.startsWith("application/json")) {
      return readJson(body);
    }
    return contentType.startsWith("application/x-protobuf") ? read(body) : Delivery.DELIVERED;
  }

  private static Delivery readJson(byte[] body) {
    String text = new String(body, StandardCharsets.UTF_8);
    Matcher rejected = REJECTED_IN_JSON.matcher(text);
    Matcher message = MESSAGE_IN_JSON.matcher(text);
    return partial(
        rejected.find() ? Long.parseLong(rejected.group(1)) : 0,
        message.find() ? message.group(1) : "");
  }

  /// Returns what a partial success means: nothing rejected and nothing said is a success.
  public static Delivery partial(long rejected, String reason) {
    return rejected <= 0 && reason.isEmpty()
        ? Delivery.DELIVERED
        : new Delivery.Partial(Math.max(0, rejected), Reasons.clean(reason));
  }

  private static Delivery partial(CodedInputStream in) throws IOException {
    long rejected = 0;
    String reason = "";
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (tag) {
        case REJECTED -> rejected = in.readInt64();
        case MESSAGE -> reason = in.readString();
        default -> in.skipField(tag);
      }
    }
    return partial(rejected, reason);
  }
}
