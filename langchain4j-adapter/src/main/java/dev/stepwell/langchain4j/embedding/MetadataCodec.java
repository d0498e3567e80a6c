package dev.stepwell.langchain4j.embedding;

import dev.langchain4j.data.document.Metadata;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * Metadata as bytes, every value with its type and to the last bit. Numbers are big-endian; a text is four bytes for its
 * length and its {@link CodeUnits}.
 *
 * <pre>
 * 4  number of keys; for each of them
 * n    key, a text
 * 1    type: S text, U UUID, I int, J long, F float, D double
 * n    value: a text, 16 bytes, 4 bytes or 8 bytes
 * </pre>
 */
final class MetadataCodec {

    private MetadataCodec() {}

    static byte[] encode(Metadata metadata) {
        Map<String, Object> values = metadata.toMap();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(values.size());
            for (Map.Entry<String, Object> each : values.entrySet()) {
                writeText(out, each.getKey());
                writeValue(out, each.getKey(), each.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory does not fail", e);
        }
        return bytes.toByteArray();
    }

    private static void writeText(DataOutputStream out, String text) throws IOException {
        byte[] bytes = CodeUnits.encode(text);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static void writeValue(DataOutputStream out, String key, Object value) throws IOException {
        switch (value) {
            case String text -> {
                out.writeByte('S');
                writeText(out, text);
            }
            case UUID uuid -> {
                out.writeByte('U');
                out.writeLong(uuid.getMostSignificantBits());
                out.writeLong(uuid.getLeastSignificantBits());
            }
            case Integer number -> {
                out.writeByte('I');
                out.writeInt(number);
            }
            case Long number -> {
                out.writeByte('J');
                out.writeLong(number);
            }
            case Float number -> {
                out.writeByte('F');
                out.writeInt(Float.floatToRawIntBits(number));
            }
            case Double number -> {
                out.writeByte('D');
                out.writeLong(Double.doubleToRawLongBits(number));
            }
            default ->
                throw new IllegalArgumentException(
                        "metadata '" + key + "': expected a String, UUID, Integer, Long, Float or Double, got a "
                                + value.getClass().getName());
        }
    }

    static Metadata decode(byte[] bytes, int offset, int length) {
        ByteBuffer in = ByteBuffer.wrap(bytes, offset, length);
        int keys = in.getInt();
        Map<String, Object> values = new HashMap<>(2 * keys);
        for (int i = 0; i < keys; i++) {
            values.put(readText(in), readValue(in));
        }
        return new Metadata(values);
    }

    private static String readText(ByteBuffer in) {
        byte[] bytes = new byte[in.getInt()];
        in.get(bytes);
        return CodeUnits.decode(bytes, 0, bytes.length);
    }

    private static Object readValue(ByteBuffer in) {
        byte type = in.get();
        return switch (type) {
            case 'S' -> readText(in);
            case 'U' -> new UUID(in.getLong(), in.getLong());
            case 'I' -> in.getInt();
            case 'J' -> in.getLong();
            case 'F' -> Float.intBitsToFloat(in.getInt());
            case 'D' -> Double.longBitsToDouble(in.getLong());
            default -> throw new IllegalStateException("metadata: expected a type of S U I J F D, found " + type);
        };
    }
}
