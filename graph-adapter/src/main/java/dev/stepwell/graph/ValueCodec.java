package dev.stepwell.graph;

import org.jspecify.annotations.Nullable;

/**
 * Writes the values of channels as JSON, and reads them back.
 *
 * <p>A list that is a channel's whole value is handed over element by element, so that a list that grows costs what is
 * new; it comes back as a list of its decoded elements, whatever class it was. Implementations must be thread-safe, and
 * must write equal values alike where they can: a value that is written otherwise counts as changed.
 */
public interface ValueCodec {

    /**
     * Writes a value.
     *
     * @param value a channel's value, or an element of a list that is one
     * @return one JSON document
     * @throws IllegalArgumentException if it cannot be kept, saying why
     */
    String encode(@Nullable Object value);

    /**
     * Reads a value.
     *
     * @param json a document that means the same as one that {@link #encode} wrote
     * @return the value, an object of its own for each call
     * @throws IllegalArgumentException if it is not such a document
     */
    @Nullable
    Object decode(String json);

    /**
     * Returns the codec for plain values: null, texts, booleans, numbers of all classes of {@code java.lang} and
     * {@code java.math}, {@code byte[]}, and lists and maps (with texts as keys) of these. All of them come back as they
     * were: numbers in their class, maps in their order as a {@link java.util.LinkedHashMap}, lists as an
     * {@link java.util.ArrayList}. Anything else is refused.
     *
     * <p>What JSON cannot tell apart is an object with one name that begins with {@code $}: {@code {"$bytes":"AAE="}},
     * {@code {"$long":"1"}}. A map with such a key is kept as {@code {"$map":{…}}}.
     *
     * @return the codec
     */
    static ValueCodec json() {
        return JsonValues.CODEC;
    }
}
