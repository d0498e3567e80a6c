package dev.stepwell.langchain4j;

import dev.langchain4j.data.message.ChatMessage;
import dev.stepwell.langchain4j.MessageCodec.Encoded;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which messages of a list handed over are held already, and which are new.
 *
 * <p>The same object is the same message, unless its attributes changed: a window hands back the very objects it was
 * given, so that of a long list nothing is written out to compare it. Only what is left is compared by canonical JSON:
 * from the front, from the back, then anywhere, the later ones first, because windows lose their oldest messages.
 */
final class Matching {

    private final List<Held> held;
    private final List<ChatMessage> list;
    private final @Nullable Held[] matches;
    private final @Nullable Encoded[] encoded;
    private final int same;

    private Matching(List<Held> held, List<ChatMessage> list) {
        this.held = held;
        this.list = list;
        int prefix = 0;
        int shorter = Math.min(held.size(), list.size());
        while (prefix < shorter && isSameObject(held.get(prefix), list.get(prefix))) {
            prefix++;
        }
        this.same = prefix;
        this.matches = new Held[list.size() - same];
        this.encoded = new Encoded[list.size() - same];
    }

    static Matching of(List<Held> held, List<ChatMessage> list) {
        Matching matching = new Matching(held, list);
        List<Held> rest = matching.byIdentity();
        if (!rest.isEmpty()) {
            matching.byContent(rest);
        }
        return matching;
    }

    /** {@return how many messages at the front are held in the same place} */
    int same() {
        return same;
    }

    /** {@return the message held for the one at the index, which is at or behind {@link #same}, or null if it is new} */
    @Nullable
    Held match(int index) {
        return matches[index - same];
    }

    /** {@return the message at the index as it would be written} */
    Encoded encoded(int index) {
        Encoded known = encoded[index - same];
        if (known == null) {
            known = MessageCodec.encode(list.get(index));
            encoded[index - same] = known;
        }
        return known;
    }

    @SuppressWarnings("ReferenceEquality") // the point: an object that we hold needs no comparing
    private static boolean isSameObject(Held held, ChatMessage message) {
        return held.message() == message && held.untouched();
    }

    /** {@return what is held, is not at the front, and was not found} */
    private List<Held> byIdentity() {
        List<Held> rest = held.subList(same, held.size());
        if (rest.isEmpty() || matches.length == 0) {
            return List.of();
        }
        IdentityHashMap<ChatMessage, Deque<Held>> objects = new IdentityHashMap<>();
        rest.forEach(each -> objects.computeIfAbsent(each.message(), message -> new ArrayDeque<>())
                .add(each));
        for (int i = matches.length - 1; i >= 0; i--) {
            Deque<Held> found = objects.get(list.get(same + i));
            if (found != null && !found.isEmpty() && found.getLast().untouched()) {
                matches[i] = found.removeLast();
            }
        }
        return rest.stream()
                .filter(each ->
                        objects.getOrDefault(each.message(), new ArrayDeque<>()).contains(each))
                .toList();
    }

    private void byContent(List<Held> rest) {
        List<Integer> open = new ArrayList<>();
        for (int i = 0; i < matches.length; i++) {
            if (matches[i] == null) {
                open.add(i);
            }
        }
        int front = 0;
        int back = 0;
        int shorter = Math.min(open.size(), rest.size());
        while (front < shorter && matchIfEqual(open.get(front), rest.get(front))) {
            front++;
        }
        while (back < shorter - front
                && matchIfEqual(open.get(open.size() - 1 - back), rest.get(rest.size() - 1 - back))) {
            back++;
        }
        Map<Fingerprint, Deque<Held>> contents = new HashMap<>();
        if (front + back < open.size()) {
            for (Held each : rest.subList(front, rest.size() - back)) {
                contents.computeIfAbsent(each.fingerprint(), content -> new ArrayDeque<>())
                        .add(each);
            }
        }
        for (int i = open.size() - 1 - back; i >= front; i--) {
            Deque<Held> found = contents.get(encoded(same + open.get(i)).fingerprint());
            if (found != null && !found.isEmpty()) {
                match(open.get(i), found.removeLast());
            }
        }
    }

    private boolean matchIfEqual(int open, Held candidate) {
        if (!encoded(same + open).fingerprint().equals(candidate.fingerprint())) {
            return false;
        }
        match(open, candidate);
        return true;
    }

    /** The object handed over is held from now on: the one held so far may have been changed since. */
    private void match(int open, Held equal) {
        matches[open] = Held.written(list.get(same + open), equal.entry(), equal.fingerprint());
    }
}
