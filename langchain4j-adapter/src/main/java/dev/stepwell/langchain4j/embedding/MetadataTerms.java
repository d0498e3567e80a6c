package dev.stepwell.langchain4j.embedding;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.lucene.document.BinaryPoint;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StringField;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermRangeQuery;
import org.apache.lucene.util.BytesRef;

/**
 * The terms and points of one metadata key, by which filters find entries.
 *
 * <p>All keys share one field of terms and one of points, as many keys as users may think of: a field for each would cost
 * every segment. A term is the key's hash (16 bytes), a type, and the value in its order; for each value there is also a
 * term of hash and type alone, which says that an entry has such a value. A point is hash and number.
 */
final class MetadataTerms {

    static final String TERMS = "metadata.terms";
    static final String NUMBERS = "metadata.numbers";

    /** What every entry with a text has, whatever its metadata. */
    static final BytesRef ANY = new BytesRef("*");

    /** Longer texts are looked at one by one: a term has to end somewhere. */
    static final int TEXT_MAX = 1_000;

    private static final int HASH_BYTES = 16;
    private static final int BEFORE = 0; // what follows a number in a bound of points: below the number itself,
    private static final int AT = 1; //   where the number itself is,
    private static final int BEHIND = 2; //   above it

    /** The types of values, each with the letter of its terms. */
    enum ValueType {
        TEXT('s'),
        LONG_TEXT('l'),
        NUMBER('n'),
        UUID('u');

        private final byte value;
        private final byte presence;

        ValueType(char letter) {
            this.value = (byte) letter;
            this.presence = (byte) Character.toUpperCase(letter);
        }
    }

    private final byte[] hash;

    private MetadataTerms(byte[] hash) {
        this.hash = hash;
    }

    static MetadataTerms of(String key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(CodeUnits.encode(key));
            return new MetadataTerms(Arrays.copyOf(digest, HASH_BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Adds a value to the document of its entry. */
    void addTo(Document document, Object value) {
        switch (value) {
            case String text when text.length() > TEXT_MAX -> add(document, has(ValueType.LONG_TEXT));
            case String text -> {
                add(document, has(ValueType.TEXT));
                add(document, text(text));
            }
            case UUID uuid -> {
                add(document, has(ValueType.UUID));
                add(document, uuid(uuid));
            }
            case Number number -> {
                add(document, has(ValueType.NUMBER));
                DecimalOrder.encode(number)
                        .ifPresent(
                                bytes -> { // all but NaN, which equals nothing
                                    add(document, number(bytes));
                                    document.add(new BinaryPoint(NUMBERS, point(hash), point(bytes, AT)));
                                });
            }
            default -> throw new IllegalArgumentException("no metadata value: " + value.getClass());
        }
    }

    private static void add(Document document, BytesRef term) {
        document.add(new StringField(TERMS, term, Field.Store.NO));
    }

    /** {@return the term of entries that have a value of the type} */
    BytesRef has(ValueType type) {
        return term(type.presence, new byte[0]);
    }

    List<BytesRef> has(ValueType... types) {
        return Arrays.stream(types).map(this::has).toList();
    }

    BytesRef text(String text) {
        return term(ValueType.TEXT.value, CodeUnits.encode(text));
    }

    BytesRef number(byte[] decimal) {
        return term(ValueType.NUMBER.value, decimal);
    }

    BytesRef uuid(UUID uuid) {
        ByteBuffer bytes = ByteBuffer.allocate(2 * Long.BYTES);
        bytes.putLong(uuid.getMostSignificantBits()).putLong(uuid.getLeastSignificantBits());
        return term(ValueType.UUID.value, bytes.array());
    }

    private BytesRef term(byte type, byte[] value) {
        byte[] bytes = Arrays.copyOf(hash, HASH_BYTES + 1 + value.length);
        bytes[HASH_BYTES] = type;
        System.arraycopy(value, 0, bytes, HASH_BYTES + 1, value.length);
        return new BytesRef(bytes);
    }

    /** {@return what finds texts that are not longer than {@link #TEXT_MAX} and stand in the relation to the bound} */
    Query texts(Relation relation, String bound) {
        return relation.isUp()
                ? new TermRangeQuery(TERMS, text(bound), behindTexts(), relation.isInclusive(), false)
                : new TermRangeQuery(TERMS, text(""), text(bound), true, relation.isInclusive());
    }

    private BytesRef behindTexts() {
        return term((byte) (ValueType.TEXT.value + 1), new byte[0]);
    }

    /** {@return what finds texts that are not longer than {@link #TEXT_MAX} and have the other in them} */
    Query textsWith(String part) {
        return new ContainsQuery(TERMS, text(""), new BytesRef(CodeUnits.encode(part)));
    }

    /** {@return what finds numbers in the relation to the bound; nothing if the bound has too many digits} */
    Optional<Query> numbers(Relation relation, Number bound) {
        return DecimalOrder.encode(bound).map(decimal -> {
            byte[] low =
                    relation.isUp() ? point(decimal, relation.isInclusive() ? BEFORE : BEHIND) : point(new byte[0]);
            byte[] high = relation.isUp() ? highest() : point(decimal, relation.isInclusive() ? BEHIND : BEFORE);
            return BinaryPoint.newRangeQuery(
                    NUMBERS, new byte[][] {point(hash), low}, new byte[][] {point(hash), high});
        });
    }

    /** The dimensions of a point are of one length. */
    private static byte[] point(byte[] bytes) {
        return Arrays.copyOf(bytes, HASH_BYTES);
    }

    private static byte[] point(byte[] decimal, int where) {
        byte[] bytes = point(decimal);
        bytes[DecimalOrder.BYTES] = (byte) where;
        return bytes;
    }

    private static byte[] highest() {
        byte[] bytes = new byte[HASH_BYTES];
        Arrays.fill(bytes, (byte) 0xFF);
        return bytes;
    }

    /** How a value stands to a bound. */
    enum Relation {
        GREATER,
        GREATER_OR_EQUAL,
        LESS,
        LESS_OR_EQUAL;

        boolean isUp() {
            return this == GREATER || this == GREATER_OR_EQUAL;
        }

        boolean isInclusive() {
            return this == GREATER_OR_EQUAL || this == LESS_OR_EQUAL;
        }
    }
}
