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
    private final List<ChatMessage> tail;
    private final @Nullable Held[] matches;
    private final @Nullable Encoded[] encoded;
    private final int same;

    private Matching(List<Held> held, int same, List<ChatMessage> tail) {
        this.held = held;
        this.same = same;
        this.tail = tail;
        this.matches = new Held[tail.size()];
        this.encoded = new Encoded[tail.size()];
    }

    static Matching of(List<Held> held, List<ChatMessage> list) {
        int same = same(held, list);
        Matching matching = new Matching(held, same, list.subList(same, list.size()));
        List<Held> rest = matching.byIdentity(matching.tail.size());
        if (!rest.isEmpty()) {
            matching.byContent(rest);
        }
        return matching;
    }

    /** Of what is held these very objects stay, and the other messages are new: nothing is compared. */
    static Matching keeping(List<Held> held, List<ChatMessage> kept, List<ChatMessage> added) {
        int same = same(held, kept);
        List<ChatMessage> tail = new ArrayList<>(kept.subList(same, kept.size()));
        int old = tail.size();
        tail.addAll(added);
        Matching matching = new Matching(held, same, tail);
        matching.byIdentity(old);
        return matching;
    }

    private static int same(List<Held> held, List<ChatMessage> list) {
        int same = 0;
        int shorter = Math.min(held.size(), list.size());
        while (same < shorter && isSameObject(held.get(same), list.get(same))) {
            same++;
        }
        return same;
    }

    /** What is held stays, and the messages come behind it: they are new, and nothing is compared. */
    static Matching joining(List<Held> held, List<ChatMessage> messages) {
        return new Matching(held, held.size(), messages);
    }

    /** {@return how many messages at the front are held in the same place} */
    int same() {
        return same;
    }

    /** {@return the messages behind those} */
    List<ChatMessage> tail() {
        return tail;
    }

    /** {@return the message held for the one at the index of the tail, or null if it is new} */
    @Nullable
    Held match(int index) {
        return matches[index];
    }

    /** {@return the message at the index of the tail as it would be written} */
    Encoded encoded(int index) {
        Encoded known = encoded[index];
        if (known == null) {
            known = MessageCodec.encode(tail.get(index));
            encoded[index] = known;
        }
        return known;
    }

    @SuppressWarnings("ReferenceEquality") // the point: an object that we hold needs no comparing
    private static boolean isSameObject(Held held, ChatMessage message) {
        return held.message() == message && held.untouched();
    }

    /** {@return what is held, is not at the front, and was not found among the first of the tail} */
    private List<Held> byIdentity(int first) {
        List<Held> rest = held.subList(same, held.size());
        if (rest.isEmpty() || first == 0) {
            return List.of();
        }
        IdentityHashMap<ChatMessage, Deque<Held>> objects = new IdentityHashMap<>();
        rest.forEach(each -> objects.computeIfAbsent(each.message(), message -> new ArrayDeque<>())
                .add(each));
        for (int i = first - 1; i >= 0; i--) {
            Deque<Held> found = objects.get(tail.get(i));
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
            Deque<Held> found = contents.get(encoded(open.get(i)).fingerprint());
            if (found != null && !found.isEmpty()) {
                match(open.get(i), found.removeLast());
            }
        }
    }

    private boolean matchIfEqual(int open, Held candidate) {
        if (!encoded(open).fingerprint().equals(candidate.fingerprint())) {
            return false;
        }
        match(open, candidate);
        return true;
    }

    /** The object handed over is held from now on: the one held so far may have been changed since. */
    private void match(int open, Held equal) {
        matches[open] = equal.as(tail.get(open));
    }
}
